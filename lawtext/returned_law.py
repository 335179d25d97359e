"""
The invented law that is handed out and comes back: paragraphs with a table and a footnote in every twentieth article.

Also the words people put into it, and files changed with tracking off.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from lawtext.samples import CONTENT_TYPES, SampleLine, make_lines, pack, word_parts

NEW_WORDS = {
    "sq": "organizatat partnere duhet njoftohen paraprakisht gjithashtu transparencë llogaridhënie afat shtesë "
    "publikisht dëgjim seancë përfaqësues rinor barabartë shprehimisht".split(),
    "sr": "partnerske organizacije moraju biti obaveštene prethodno takođe transparentnost odgovornost dodatni rok "
    "javno saslušanje sednica predstavnik mladih ravnopravno izričito".split(),
    "en": "partner organizations must be informed beforehand also transparency accountability additional time limit "
    "publicly hearing session representative young equal expressly".split(),
}


@dataclass(slots=True)
class LawParagraph:
    """A paragraph of the law handed out. `cell` is (table, row, column); `note` the text of its footnote."""

    properties: str
    label: str
    text: str
    level: str
    cell: tuple[int, int, int] | None = None
    note: str = ""
    runs: str = ""
    mark: str = ""
    before: str = ""
    after: str = ""
    final: list[str] = field(default_factory=list)
    note_runs: str = ""
    note_final: str = ""
    row_mark: str = ""


def handed_out(articles: int = 200, words: int = 300, language: str = "sq", numbering: str = "typed") -> bytes:
    """The law as it was handed out: with a table and a footnote in every twentieth article."""
    return SampleLaw(articles, words, language, numbering).written()


@dataclass(frozen=True, slots=True)
class RetypedSample:
    """
    A file changed with tracking off: `edits` by paragraph are the new words ("" deleted), `added` new paragraphs by
    the one before them.
    """

    data: bytes
    edits: dict[int, str]
    added: dict[int, str]


def make_retyped(
    articles: int = 200,
    words: int = 300,
    language: str = "sq",
    numbering: str = "typed",
    *,
    share: float = 0.1,
    seed: int = 1,
    keeps_numbers: bool = True,
) -> RetypedSample:
    """The law of `handed_out` with this share of its paragraphs changed by hand, 5 to 40 % of their words."""
    law = SampleLaw(articles, words, language, numbering)
    chance = random.Random(f"{seed} retyped {share} {language}")
    edits: dict[int, str] = {}
    added: dict[int, str] = {}
    places = law.places()
    free = [at for at, each in enumerate(law.paragraphs) if each.level in "123" and len(each.text.split()) > 5]
    for at in chance.sample(free, int(share * len(free))):
        each = law.paragraphs[at]
        choice = chance.random()
        place = places[at]
        if choice < 0.08 and not each.note:
            edits[place] = ""
            each.before = "gone"
        elif choice < 0.16 and not each.note:
            added[place] = new_sentence(chance, language, 14)
            each.after = f'<w:p><w:r><w:t xml:space="preserve">{escape(added[place])}</w:t></w:r></w:p>'
        else:
            edits[place] = each.text = _reworded(chance, each.text, language)
    if not keeps_numbers:
        for each in law.paragraphs:
            each.label, each.properties = "", ""
    return RetypedSample(law.written(), edits, added)


def _reworded(chance: random.Random, text: str, language: str) -> str:
    words = text.split()
    for at in chance.sample(range(len(words)), max(1, int(chance.uniform(0.05, 0.4) * len(words)))):
        words[at] = chance.choice(NEW_WORDS[language[:2]])
    return " ".join(words)


def new_sentence(chance: random.Random, language: str, count: int) -> str:
    """Words that the law does not have, with a number that tells one sentence from the next."""
    words = chance.choices(NEW_WORDS[language[:2]], k=count)
    return " ".join([words[0].capitalize(), *words[1:], str(chance.randint(1000, 999_999))]) + "."


class SampleLaw:
    """The paragraphs of the law and how they are written down."""

    def __init__(self, articles: int, words: int, language: str, numbering: str) -> None:
        self.numbering = numbering
        self.paragraphs: list[LawParagraph] = []
        lines = make_lines(articles, words, language)
        properties = _properties(lines, numbering)
        article = 0
        seen_first = False
        for line, own in zip(lines, properties, strict=True):
            if line.level == "article":
                article, seen_first = article + 1, False
            label = "" if own else line.label
            self.paragraphs.append(LawParagraph(own, label, line.text, line.level))
            if line.level == "1" and not seen_first and article % 20 == 1:
                seen_first = True
                self.paragraphs[-1].note = f"Gazeta Zyrtare nr. {article}/2024, faqe {article * 3}."
                self._table(article)
        self.lines = lines

    def _table(self, article: int) -> None:
        for row in range(3):
            for column in range(2):
                text = f"Rubrika {article}.{row} {'tarifa bazë' if column else 'lloji i shërbimit publik'} {row + 1}"
                self.paragraphs.append(LawParagraph("", "", text, "cell", (article, row, column)))

    def places(self) -> list[int]:
        """The place of each paragraph among those of the text: a footnote counts behind its paragraph."""
        found, at = [], 0
        for each in self.paragraphs:
            found.append(at)
            at += 1 + bool(each.note)
        return found

    def written(self, comments: str = "", extended: str = "") -> bytes:
        body: list[str] = []
        notes: list[str] = []
        table: tuple[int, int] | None = None
        for each in self.paragraphs:
            row = each.cell[:2] if each.cell else None
            if table is not None and row != table:
                body.append("</w:tr>" + ("" if row and row[0] == table[0] else "</w:tbl>"))
            if row is not None and row != table:
                body.append("" if table and table[0] == row[0] else "<w:tbl><w:tblPr/><w:tblGrid/>")
                body.append(f"<w:tr>{each.row_mark}")
            table = row
            if each.note and each.before != "gone":
                notes.append(each.note_runs or xml_run(each.note))
            inner = "" if each.before == "gone" else self._paragraph(each, len(notes))
            body.append(f"<w:tc><w:tcPr/>{inner}</w:tc>" if each.cell else inner)
        body.append("</w:tr></w:tbl>" if table is not None else "")
        return pack(_parts(self.lines, "".join(body), notes, comments, extended))

    def _paragraph(self, each: LawParagraph, notes: int) -> str:
        text = f"{each.label} {each.text}".strip() if each.label else each.text
        runs = each.runs or xml_run(text)
        note = f'<w:r><w:footnoteReference w:id="{notes + 1}"/></w:r>' if each.note else ""
        mark = f"<w:rPr>{each.mark}</w:rPr>" if each.mark else ""
        return f"{each.before}<w:p><w:pPr>{each.properties}{mark}</w:pPr>{runs}{note}</w:p>{each.after}"


def _properties(lines: Sequence[SampleLine], numbering: str) -> list[str]:
    """The paragraph properties that display each line's label; "" where it is typed or has none."""
    depths = {"1": 0, "2": 1, "3": 2, "letter": 3}
    made, article = [], 0
    for line in lines:
        article += line.level == "article"
        own = ""
        if numbering != "typed" and line.level in ("chapter", "article"):
            own = f'<w:pStyle w:val="{line.level.capitalize()}"/>'
        elif numbering == "automatic" and line.level in depths:
            own = f'<w:numPr><w:ilvl w:val="{depths[line.level]}"/><w:numId w:val="{10 + article}"/></w:numPr>'
        made.append(own)
    return made


def _parts(
    lines: Sequence[SampleLine], body: str, notes: Sequence[str], comments: str, extended: str
) -> dict[str, str]:
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    )
    footnotes = "".join(
        f'<w:footnote w:id="{at}"><w:p><w:r><w:footnoteRef/></w:r>{runs}</w:p></w:footnote>'
        for at, runs in enumerate(notes, start=2)
    )
    footnotes = f'<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>{footnotes}'
    further = {
        "footnotes": f"<w:footnotes {names}>{footnotes}</w:footnotes>",
        "comments": f"<w:comments {names}>{comments}</w:comments>",
        "commentsExtended": f"<w15:commentsEx {names}>{extended}</w15:commentsEx>",
    }
    parts = word_parts(lines, f"<w:document {names}><w:body>{body}<w:sectPr/></w:body></w:document>")
    relations = parts["word/_rels/document.xml.rels"].removesuffix("</Relationships>")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = {name: f"{office}/{name}" for name in further}
    types["commentsExtended"] = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    kinds = CONTENT_TYPES.removesuffix("</Types>")
    for at, (name, content) in enumerate(further.items(), start=10):
        parts[f"word/{name}.xml"] = content
        relations += f'<Relationship Id="rId{at}" Type="{types[name]}" Target="{name}.xml"/>'
        kinds += (
            f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            f'wordprocessingml.{name}+xml"/>'
        )
    parts["word/_rels/document.xml.rels"] = relations + "</Relationships>"
    parts["[Content_Types].xml"] = kinds + "</Types>"
    return parts


def xml_run(text: str, tag: str = "t") -> str:
    """A run of text as XML; `tag` is delText for deleted words."""
    return f'<w:r><w:{tag} xml:space="preserve">{escape(text, quote=False)}</w:{tag}></w:r>' if text else ""
