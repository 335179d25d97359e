"""Drafts printed as files: text in paragraphs or wrapped lines, pages with running matter, Word files; with damage."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from lawtext import Kind
from lawtext.samples import _DOCUMENT_RELATIONS, _HEAD, _NS, _RELATIONS, CONTENT_TYPES, pack
from lawtext.tests.drafts import LANGUAGES, LEVELS, NUMBERINGS, TITLES, Author, Draft, Habits, Wanted

LAYOUTS = (
    "paragraphs",
    "tight",
    "wrapped",
    "spaced",
    "paged",
    "half_paged",
    "docx_automatic",
    "docx_typed",
    "docx_mixed",
    "docx_lines",
)
DAMAGES = ("none", "rules", "recognition", "numbers", "breaks", "references", "scan")

_HEADINGS = (Kind.BOOK, Kind.PART, Kind.TITLE, Kind.CHAPTER, Kind.SUBCHAPTER, Kind.SECTION, Kind.ANNEX, Kind.ARTICLE)
_RUNNING = {
    "sq": "GAZETA ZYRTARE E REPUBLIKËS SË KOSOVËS / Nr. 11 / 24 PRILL 2019, PRISHTINË",
    "sr": "SLUŽBENI LIST REPUBLIKE KOSOVA / BR. 11 / 24. APRIL 2019, PRIŠTINA",
    "en": "OFFICIAL GAZETTE OF THE REPUBLIC OF KOSOVA / No. 14 / 9 SEPTEMBER 2011, PRISTINA",
}
_CYRILLIC_RUNNING = "СЛУЖБЕНИ ЛИСТ РЕПУБЛИКЕ КОСОВО / БР. 11 / 24. АПРИЛ 2019, ПРИШТИНА"


def all_habits(count: int, seed: int = 1) -> list[Habits]:
    """Habits of `count` drafts: every layout with every language equally often, the rest shuffled evenly."""
    chance = random.Random(f"habits {seed} {count}")

    def even(choices: tuple[str, ...]) -> list[str]:
        made = [choices[at % len(choices)] for at in range(count)]
        chance.shuffle(made)
        return made

    rows = zip(even(NUMBERINGS), even(TITLES), even(LEVELS), even(DAMAGES), strict=True)
    return [
        Habits(LAYOUTS[at % len(LAYOUTS)], LANGUAGES[at // len(LAYOUTS) % len(LANGUAGES)], *row, seed * 10_000 + at)
        for at, row in enumerate(rows)
    ]


def make_file(habits: Habits) -> tuple[Draft, bytes]:
    """A draft with these habits and the file it was printed to; the draft's tree is what a reader should find."""
    draft = Author(habits).write()
    printer = _Printer(draft)
    return draft, printer.docx() if habits.layout.startswith("docx") else printer.text()


@dataclass(slots=True)
class _Block:
    """A printed paragraph: its label, its words, which level of automatic numbering it has, cells of a table."""

    label: str
    text: str
    level: str = ""
    glued: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    soft: bool = False
    heading: bool = False


class _Printer:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.habits = draft.habits
        self.chance = random.Random(f"print {draft.habits}")
        self.is_word = draft.habits.layout.startswith("docx")
        if not self.is_word or draft.habits.layout == "docx_lines":
            _without_tables([*draft.body, *draft.annexes])
        if draft.habits.damage == "recognition":
            self._recognize()
        elif draft.habits.damage == "numbers" and draft.habits.layout != "docx_automatic":
            self._damage_numbers()

    # Damage that a reader is not expected to undo, so it is part of what is expected

    def _recognize(self) -> None:
        """Letters as text recognition and wrong keyboards leave them: blanks in words, marks lost, look-alikes."""
        how = self.chance.choice(("blanks", "marks", "look_alikes", "markup"))
        self.markup = how == "markup"
        for node in self._all():
            if how == "blanks":
                node.text = re.sub(r"\w{7,}", lambda m: self._torn(m[0]), node.text)
            elif how == "marks" and self.habits.language != "sr-cyrl":
                node.text, node.heading = _unmarked(node.text), _unmarked(node.heading)
                if node.kind in _HEADINGS:
                    node.label, node.number = _unmarked(node.label), _unmarked(node.number)
            elif how == "look_alikes" and self.habits.language == "sq":
                node.text = node.text.replace("ë", "ё")
                node.heading = node.heading.replace("Ë", "Ё")
                if node.kind in _HEADINGS:
                    node.label = node.label.replace("Ë", "Ё").replace("A", "А")

    markup = False

    def _torn(self, word: str) -> str:
        if self.chance.random() > 0.08 or not word.isalpha():
            return word
        at = self.chance.randint(2, len(word) - 2)
        return f"{word[:at]} {word[at:]}"

    def _damage_numbers(self) -> None:
        """Full stops after numbers left out, blanks after them left out."""
        for node in self._all():
            if (
                node.kind in (Kind.SUBPARAGRAPH, Kind.PARAGRAPH)
                and node.label.count(".") > 1
                and node.label.endswith(".")
                and self.chance.random() < 0.3
            ):
                node.label = node.label[:-1]

    def _all(self) -> Iterator[Wanted]:
        stack = [*self.draft.body, *self.draft.annexes]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(node.children)

    # Paragraphs

    def blocks(self) -> list[_Block]:
        made = [_Block("", line) for line in self.draft.preamble]
        for node in self.draft.body:
            self._print(node, made)
        made += [_Block("", line) for line in self.draft.conclusions]
        for node in self.draft.annexes:
            self._print(node, made)
        return made

    def _print(self, node: Wanted, made: list[_Block]) -> None:
        if node.kind is Kind.TABLE:
            made.append(_Block("", "", rows=tuple(tuple(row.split("\t")) for row in node.text.split("\n"))))
        elif node.kind in _HEADINGS:
            self._print_heading(node, made)
        else:
            glued = self.habits.damage == "numbers" and node.text[:1] in '“„"' and node.label.endswith(".")
            level = {Kind.PARAGRAPH: "1", Kind.SUBPARAGRAPH: "2"}.get(node.kind, "3")
            made.append(_Block(node.label, node.text, level if node.label else "", glued))
        for child in node.children:
            self._print(child, made)

    def _print_heading(self, node: Wanted, made: list[_Block]) -> None:
        level = "article" if node.kind is Kind.ARTICLE else node.kind.value
        at = node.heading_at
        shown = node.label
        if self.habits.damage == "scan" and node.kind is Kind.ARTICLE and self.chance.random() < 0.3:
            # Text recognition takes 1 for l or I and 0 for O.
            shown = shown.replace(node.number, node.number.translate(_MISREAD[self.chance.randrange(2)]))
        label = f"## {shown}" if self.markup and node.kind is Kind.ARTICLE and not self.is_word else shown
        if not node.heading:
            made.append(_Block(label, "", level, heading=True))
        elif not label:
            made.append(_Block("", node.heading, heading=True))
        elif at == "before" and node.kind is Kind.ARTICLE:
            made += [_Block("", node.heading, heading=True), _Block(label, "", level, heading=True)]
        elif at in ("same", "dash"):
            dash = self.chance.choice(("- ", "– ")) if at == "dash" else ""
            made.append(_Block(label, dash + node.heading, level, heading=True))
        elif at == "two":
            words = node.heading.split()
            half = len(words) // 2 + 1
            made.append(_Block(label, "", level, heading=True))
            made.append(_Block("", " ".join(words[:half]), heading=True))
            made.append(_Block("", " ".join(words[half:]), heading=True, soft=True))
        else:
            soft = self.is_word and self.habits.damage == "breaks"
            made.append(_Block(label, "", level, heading=True))
            made.append(_Block("", node.heading, heading=True, soft=soft))

    # Text

    def text(self) -> bytes:
        layout = self.habits.layout
        width = self.chance.choice((72, 84, 95, 105))
        is_wrapped = layout in ("wrapped", "spaced", "paged")
        lines: list[str] = []
        blocks = self.blocks()
        for at, block in enumerate(blocks):
            if layout == "half_paged":
                # Two sources put together, as archives do: paragraphs first, then pages.
                is_wrapped = at > len(blocks) // 2
            shown = self._shown(block)
            wrapped = self._wrap(shown, width) if is_wrapped else [shown]
            apart = layout in ("paragraphs", "spaced") or (layout == "half_paged" and not is_wrapped)
            if lines and apart and not block.soft:
                lines.append("")
            lines.extend(self._broken(wrapped, block))
        if layout == "paged":
            lines = self._paged(lines)
        elif self.habits.damage == "rules":
            lines = self._ruled(lines)
        return "\n".join(lines).encode()

    def _shown(self, block: _Block) -> str:
        gap = "" if block.glued else self.chance.choice((" ", " ", " ", "  ", "\t")) if block.level in "123" else " "
        return f"{block.label}{gap if block.label and block.text else ''}{block.text}"

    def _wrap(self, shown: str, width: int) -> list[str]:
        lines = textwrap.wrap(shown, width, break_long_words=False, break_on_hyphens=False) or [shown]
        if self.habits.damage != "breaks":
            return lines
        # Words broken at the line's end; those with a digit, a capital or a hyphen of their own are left whole.
        made: list[str] = []
        carried = ""
        for line in lines:
            line = carried + line
            carried = ""
            head, _, last = line.rpartition(" ")
            breaks = line is not lines[-1] and len(last) > 7 and last.isalpha() and last.islower() and head
            if breaks and self.chance.random() < 0.4:
                line, carried = f"{head} {last[:4]}-", last[4:] + " "
            made.append(line)
        return [*made, carried.strip()] if carried else made

    def _broken(self, lines: list[str], block: _Block) -> list[str]:
        """A blank line in the middle of a sentence, as copying from pages leaves it."""
        if self.habits.damage != "breaks" or self.habits.layout != "spaced" or block.heading or len(lines) < 2:
            return lines
        cuts = [at for at in range(1, len(lines)) if lines[at][:1].islower() and lines[at - 1][-1] not in ".;:-,"]
        if not cuts or self.chance.random() < 0.6:
            return lines
        cut = self.chance.choice(cuts)
        return [*lines[:cut], "", *lines[cut:]]

    def _softly_broken(self, block: _Block) -> tuple[_Block, str]:
        """A line break in the middle of a sentence, typed to make a paragraph look better."""
        words = block.text.split(" ")
        cuts = [at for at in range(3, len(words)) if words[at][:1].islower() and words[at - 1][-1:].isalpha()]
        if not cuts:
            return block, ""
        cut = self.chance.choice(cuts)
        return replace(block, text=" ".join(words[:cut])), " ".join(words[cut:])

    def _ruled(self, lines: list[str]) -> list[str]:
        made: list[str] = []
        for line in lines:
            made.append(line)
            if self.chance.random() < 0.04:
                made.append(self.chance.choice(("____________", "1 / 39", "2/23", "[faqe 3]", "- 4 -")))
        return made

    def _paged(self, lines: list[str]) -> list[str]:
        language = self.habits.language
        header = _CYRILLIC_RUNNING if language == "sr-cyrl" else _RUNNING[language[:2]]
        title = self.draft.preamble[0]
        style = self.chance.randrange(5)
        size = self.chance.randint(30, 44)
        made: list[str] = []
        for page, begin in enumerate(range(0, len(lines), size), start=1):
            if style == 0:
                made += [header, str(page), *([title] if page > 1 else [])]
            elif style == 1:
                made += [str(page), header]
            elif style == 2:
                at = header.rfind("/ ", 0, -25)
                made += [header[: at + 1], header[at + 2 :], str(page)]
            elif style == 3:
                made += [header]
            made += lines[begin : begin + size]
            if style >= 3:
                made += [f"{page} / {len(lines) // size + 1}"]
        return made

    # Word files

    def docx(self) -> bytes:
        """The paragraphs as Word writes them: automatic numbers from definitions, or typed, or both."""
        mode = self.habits.layout.removeprefix("docx_")
        writer = _Word(self.draft, mode, self.chance)
        blocks = self.blocks()
        if mode == "lines":
            # What comes of a printed page turned into a Word file: every line is a paragraph.
            width = self.chance.choice((72, 84, 95))
            lines = [
                replace(block, label="", text=line, level="", soft=False)
                for block in blocks
                for line in ([""] if block.rows else self._wrap(self._shown(block), width))
            ]
            for line in lines:
                writer.add(line, "")
            return writer.pack()
        for at, block in enumerate(blocks):
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            if block.soft:
                continue
            broken = following.text if following is not None and following.soft else ""
            if self.habits.damage == "breaks" and not block.heading and not block.rows and self.chance.random() < 0.3:
                block, broken = self._softly_broken(block)
            writer.add(block, broken)
        return writer.pack()


_AUTOMATIC = {
    "modern": (("decimal", "%1."), ("decimal", "%1.%2."), ("decimal", "%1.%2.%3.")),
    "parens": (("decimal", "(%1)"), ("none", ""), ("decimal", "%3)")),
}


class _Word:
    """A Word file under way. What automatic numbering cannot say (16A, letters with digraphs) is typed."""

    def __init__(self, draft: Draft, mode: str, chance: random.Random) -> None:
        self.mode = mode
        self.chance = chance
        self.numbering = draft.habits.numbering
        self.body: list[str] = []
        self.numbers: list[str] = []
        self.definitions: list[str] = []
        self.article = 0
        self.list = 0
        self.article_definition = 0
        first = next(block for block in _articles(draft.body))
        word, _, rest = first.label.replace(first.number, "%1").partition(" ")
        self.article_form = f"{' '.join(word) if draft.is_spaced_out else word} {rest}"

    def add(self, block: _Block, broken: str) -> None:
        if block.rows:
            self.body.append(_table(block.rows))
            return
        label, properties = block.label, ""
        if block.level and self.mode != "typed":
            properties = self._automatic(block)
        if properties:
            label = ""
        gap = "" if block.glued else self.chance.choice((" ", " ", "\t")) if block.level in ("1", "2", "3") else " "
        shown = f"{label}{gap if label and block.text else ''}{block.text}"
        runs = _run(shown) + (f"<w:r><w:br/></w:r>{_run(broken)}" if broken else "")
        self.body.append(f"<w:p><w:pPr>{properties}</w:pPr>{runs if shown or broken else ''}</w:p>")

    def _automatic(self, block: _Block) -> str:
        if block.level == Kind.ANNEX.value:
            self.list = 0
        if block.level == "article":
            self.list = 0
            number = block.label.removeprefix(self.article_form.partition("%1")[0]).rstrip(".")
            if number != str(self.article + 1) or block.label != self.article_form.replace("%1", number):
                return ""
            self.article += 1
            if not self.article_definition:
                self.article_definition = self._define((("decimal", self.article_form),))
            return _numbered(self.article_definition, 0)
        if self.mode != "automatic" or block.level not in ("1", "2", "3"):
            return ""
        if self.numbering == "repeated" and block.level == "1":
            return _numbered(self._define((("decimal", "%1."),)), 0)
        forms = _AUTOMATIC.get(self.numbering)
        if forms is None:
            return ""
        depth = int(block.level) - 1
        if not _fits(forms[depth][1], block.label):
            return ""
        if self.list == 0:
            self.list = self._define(forms)
        return _numbered(self.list, depth)

    def _define(self, forms: tuple[tuple[str, str], ...]) -> int:
        number = len(self.numbers) + 1
        levels = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{escape(shown)}"/></w:lvl>'
            for at, (form, shown) in enumerate(forms)
        )
        self.definitions.append(f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>')
        self.numbers.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        return number

    def pack(self) -> bytes:
        numbering = "".join(self.definitions) + "".join(self.numbers)
        return pack(
            {
                "[Content_Types].xml": CONTENT_TYPES,
                "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="word/document.xml"),
                "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
                "word/document.xml": f"{_HEAD}<w:document {_NS}><w:body>{''.join(self.body)}</w:body></w:document>",
                "word/styles.xml": f"{_HEAD}<w:styles {_NS}></w:styles>",
                "word/numbering.xml": f"{_HEAD}<w:numbering {_NS}>{numbering}</w:numbering>",
            }
        )


def _articles(nodes: list[Wanted]) -> Iterator[Wanted]:
    for node in nodes:
        if node.kind is Kind.ARTICLE:
            yield node
        else:
            yield from _articles(node.children)


def _fits(form: str, label: str) -> bool:
    """Whether automatic numbering of this form prints such a label."""
    return re.fullmatch(re.sub(r"%\d", r"\\d+", re.escape(form).replace("\\%", "%")), label) is not None


def _numbered(number: int, depth: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def _run(text: str) -> str:
    pieces = '</w:t><w:tab/><w:t xml:space="preserve">'.join(escape(piece, quote=False) for piece in text.split("\t"))
    return f'<w:r><w:t xml:space="preserve">{pieces}</w:t></w:r>' if text else ""


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    shown = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{_run(cell)}</w:p></w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{shown}</w:tbl>"


def _without_tables(nodes: list[Wanted]) -> None:
    for node in nodes:
        node.children = [child for child in node.children if child.kind is not Kind.TABLE]
        _without_tables(node.children)


_MISREAD = (str.maketrans("10", "lO"), str.maketrans("10", "IO"))


def _unmarked(text: str) -> str:
    return text.translate(str.maketrans("ëËçÇšŠžŽčČćĆ", "eEcCsSzZcCcC")).replace("đ", "dj").replace("Đ", "Dj")
