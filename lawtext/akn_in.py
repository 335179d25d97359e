"""Akoma Ntoso to a text of law: what this library wrote comes back exactly, what others wrote as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from lawtext.akn import CODES, OWN, TAGS, bare_number, unheld
from lawtext.container import Limits, check_markup
from lawtext.language import detect_language, to_latin
from lawtext.model import Doubt, Kind, Line, Node, Text, Unreadable

_LIMIT = Limits().file
_MOST_MARKS = 4_000_000
_MOST_CHARACTERS = 12 << 20
_LT = "{" + OWN + "}"
_HEAD_BYTES = 4096
_DOCUMENTS = frozenset(
    "act bill doc statement amendment amendmentList debate debateReport judgment officialGazette portion".split()
)
_BODIES = frozenset("body mainBody amendmentBody collectionBody debateBody judgmentBody portionBody".split())
_FRONT = frozenset("coverPage preface preamble".split())
_KINDS: dict[str, Kind] = {tag: kind for kind, tag in TAGS.items()}
_FOREIGN = {
    **_KINDS,
    "tome": Kind.BOOK,
    "subpart": Kind.CHAPTER,
    "subtitle": Kind.CHAPTER,
    "division": Kind.SECTION,
    "subdivision": Kind.SECTION,
    "rule": Kind.ARTICLE,
    "subrule": Kind.PARAGRAPH,
    "subclause": Kind.PARAGRAPH,
    "alinea": Kind.PARAGRAPH,
    "clause": Kind.SECTION,
    "subsection": Kind.PARAGRAPH,
    "list": Kind.TEXT,
    "sublist": Kind.TEXT,
    "level": Kind.TEXT,
    "transitional": Kind.TEXT,
    "proviso": Kind.TEXT,
    "hcontainer": Kind.TEXT,
    "container": Kind.TEXT,
    "attachment": Kind.ANNEX,
    "component": Kind.ANNEX,
}
_SKIPPED = frozenset("meta toc img subFlow foreign".split())
_BLOCKS = frozenset(
    "p block blockList item listIntroduction listWrapUp ul ol li table tblock content intro wrapUp crossHeading "
    "recitals recital citations citation formula longTitle preamble preface coverPage conclusions interstitial "
    "heading subheading num tr td th caption embeddedStructure quotedStructure".split()
)
_SHORT = {
    Kind.BOOK: "book",
    Kind.PART: "part",
    Kind.TITLE: "title",
    Kind.CHAPTER: "chp",
    Kind.SUBCHAPTER: "subchp",
    Kind.SECTION: "sec",
    Kind.ARTICLE: "art",
    Kind.PARAGRAPH: "para",
    Kind.SUBPARAGRAPH: "subpara",
    Kind.POINT: "point",
    Kind.LETTER: "point",
    Kind.INDENT: "indent",
    Kind.ANNEX: "annex",
    Kind.PREAMBLE: "preamble",
    Kind.CONCLUSIONS: "conclusions",
    Kind.QUOTED: "qstr",
    Kind.TABLE: "table",
    Kind.TEXT: "text",
}


def is_akn(data: bytes) -> bool:
    """Whether bytes look like an Akoma Ntoso document: XML whose first element is named akomaNtoso."""
    head = data[:_HEAD_BYTES].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith(b"<") and re.search(rb"<(?:[\w.\-]+:)?akomaNtoso[\s>]", head) is not None


def from_akn(data: bytes) -> Text:
    """
    The text an Akoma Ntoso document holds.

    A document of `to_akn` gives the same tree, doubts and (where they went along) source lines. In others, by any
    maker, elements become the nodes they stand for; what has no word here (levels, lists, containers) stays as text,
    text after a list becomes a paragraph without a number, deleted words are left out with a doubt, and ids are given
    anew by the convention of this library. The first document of a collection is read.

    Raises:
        Unreadable: `too_large`, `external_content` (a document type, entities, odd encodings), `too_complex`,
            `truncated`, `not_this_format`, `no_text`; nothing else, whatever the bytes are.
    """
    try:
        root = _parsed(data)
        document = _document(root)
        own = document.find(f"{{*}}meta/{{*}}proprietary/{_LT}text")
        text = _Foreign(document).text() if own is None else _Own(document, own).text()
    except (RecursionError, MemoryError) as error:
        raise Unreadable("too_complex") from error
    return text


def _parsed(data: bytes) -> etree._Element:
    if len(data) > _LIMIT:
        raise Unreadable("too_large", {"bytes": len(data), "limit": _LIMIT})
    if not is_akn(data):
        raise Unreadable("not_this_format", {"expected": "akn"})
    check_markup(data, "akomaNtoso")
    if (marks := data.count(b"<")) > _MOST_MARKS:
        raise Unreadable("too_complex", {"marks": marks, "limit": _MOST_MARKS})
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        message = str(error).lower()
        deep = "depth" in message or "huge" in message
        raise Unreadable("too_complex" if deep else "truncated", {"part": "akomaNtoso"}) from error
    except ValueError as error:
        raise Unreadable("truncated", {"part": "akomaNtoso"}) from error
    if _name(root) != "akomaNtoso":
        raise Unreadable("not_this_format", {"expected": "akn"})
    return root


def _document(root: etree._Element) -> etree._Element:
    """The first document in the file, inside a collection too."""
    for element in root.iter(etree.Element):
        if _name(element) in _DOCUMENTS:
            return element
    raise Unreadable("no_text", {"format": "akn"})


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _pair(value: str | None) -> tuple[int, int]:
    found = [int(part) for part in (value or "").split() if re.fullmatch(r"\d{1,9}", part)]
    return (found[0], found[1]) if len(found) == 2 else (0, 0)


# Documents of this library


class _Own:
    """Reads what `to_akn` wrote: every character counts."""

    def __init__(self, document: etree._Element, own: etree._Element) -> None:
        self._document = document
        self._values = own

    def text(self) -> Text:
        nodes: list[Node] = []
        front: list[str] = []
        for part in self._document:
            name = _name(part)
            if name in _FRONT:
                front += [self._words(p, []) for p in part]
                following = part.getnext()
                if following is None or _name(following) not in _FRONT:
                    nodes.append(self._made(part, Kind.PREAMBLE, "", "", "\n".join(front), []))
            elif name == "body":
                nodes += self._children(part)
            elif name == "conclusions":
                words = "\n".join(self._words(p, []) for p in part)
                nodes.append(self._made(part, Kind.CONCLUSIONS, "", "", words, []))
            elif name == "attachments":
                nodes += [self._node(attachment, Kind.ANNEX) for attachment in part]
        values = self._values
        held = values.getparent()
        doubts, lines = [], []
        for element in () if held is None else held:
            if element.tag == _LT + "doubt":
                doubts.append(self._doubt(element))
            elif element.tag == _LT + "line":
                lines.append(self._line(element))
        return Text(
            unheld(values.get("language", "")),
            unheld(values.get("script", "")),
            unheld(values.get("title", "")),
            tuple(nodes),
            tuple(doubts),
            tuple(lines),
        )

    def _doubt(self, element: etree._Element) -> Doubt:
        code, message, node = (unheld(element.get(name, "")) for name in ("code", "message", "node"))
        return Doubt(code, message, node, _pair(element.get("source")))

    def _line(self, element: etree._Element) -> Line:
        numbers = [element.get(name, "0") for name in ("index", "page", "column")]
        index, page, column = (int(number) if re.fullmatch(r"\d{1,9}", number) else 0 for number in numbers)
        cell = [int(part) for part in element.get("cell", "").split() if re.fullmatch(r"\d{1,9}", part)]
        label, text, kept, role = (unheld(element.get(name, "")) for name in ("label", "text", "kept", "role"))
        place = (cell[0], cell[1], cell[2]) if len(cell) == 3 else None
        return Line(index, label, text, kept, element.get("fresh") == "1", role, place, page, column)

    def _children(self, parent: Iterable[etree._Element]) -> list[Node]:
        made: list[Node] = []
        for element in parent:
            kind = element.get(_LT + "kind", "")
            if kind == "wrap":
                for p in element.iterfind("{*}content/{*}p"):
                    self._words(p, made)
            elif kind != "none" and isinstance(element.tag, str):
                made.append(self._node(element))
        return made

    def _node(self, element: etree._Element, kind: Kind | None = None) -> Node:
        name = _name(element)
        if kind is None:
            told = element.get("name", "") if name == "hcontainer" else ""
            kind = _kind(told) if told else _KINDS.get(name, Kind.TEXT)
        number, heading, text = "", "", ""
        children: list[Node] = []
        for part in element:
            tag = _name(part)
            if tag == "num":
                number = bare_number(self._words(part, children))
            elif tag == "heading":
                heading = self._words(part, children)
            elif tag in ("intro", "content"):
                text = self._block(part, children)
            elif tag == "doc":
                body = part.find("{*}mainBody")
                blocks = [each for each in () if body is None] if body is None else list(body)
                words = [self._words(each, children) for each in blocks if _name(each) == "p"]
                text = "\n".join(words)
                children += self._children(each for each in blocks if _name(each) != "p")
            elif part.get(_LT + "kind") == "unit":
                unit = self._node(part)
                number, heading, text = unit.number, unit.heading, unit.text
                children += unit.children
            else:
                children += self._children([part])
        return self._made(element, kind, number, heading, text, children)

    def _block(self, part: etree._Element, children: list[Node]) -> str:
        table = part.find("{*}table")
        if table is not None:
            rows = (
                "\t".join("\n".join(self._words(p, children) for p in cell) for cell in row)
                for row in table
                if _name(row) == "tr"
            )
            return "\n".join(rows)
        return "\n".join(self._words(p, children) for p in part)

    def _made(
        self, element: etree._Element, kind: Kind, number: str, heading: str, text: str, children: list[Node]
    ) -> Node:
        get = element.get
        id = get(_LT + "id")
        told = get(_LT + "number")
        own = get(_LT + "kind", "")
        note = get(_LT + "note")
        return Node(
            _kind(own) if own and own != "unit" else kind,
            number if told is None else unheld(told),
            heading,
            get("eId", "") if id is None else unheld(id),
            text,
            tuple(children),
            _pair(get(_LT + "source")),
            ("footnote" if _name(element) == "authorialNote" else "") if note is None else unheld(note),
        )

    def _words(self, element: etree._Element, found: list[Node]) -> str:
        """The characters of an element; footnotes and quoted matter inside it are added to `found`."""
        if not len(element):
            return element.text or ""
        pieces = [element.text or ""]
        for child in element:
            if isinstance(child, etree._ProcessingInstruction):
                if child.target == "lt" and re.fullmatch(r"[0-9a-f]{4}", child.text or ""):
                    pieces.append(chr(int(child.text, 16)))
            elif _name(child) == "authorialNote":
                words = "\n".join(self._words(p, []) for p in child)
                found.append(self._made(child, Kind.TEXT, "", "", words, []))
            elif _name(child) == "quotedStructure":
                found.append(self._node(child, Kind.QUOTED))
            else:
                pieces.append(self._words(child, found))
            pieces.append(child.tail or "")
        return "".join(pieces)


def _kind(value: str) -> Kind:
    try:
        return Kind(value)
    except ValueError:
        return Kind.TEXT


# Documents of other makers


@dataclass(slots=True, eq=False)
class _Draft:
    """A node while it grows; `after` says that blocks come after its children, so text can no longer be its own."""

    kind: Kind
    number: str = ""
    heading: str = ""
    texts: list[str] = field(default_factory=list)
    children: list[_Draft] = field(default_factory=list)
    note: str = ""
    printed: str = ""
    id: str = ""

    def say(self, words: str) -> None:
        """Add a block of text in its place."""
        if not words:
            return
        if self.children:
            self.children.append(_Draft(Kind.PARAGRAPH, texts=[words]))
        else:
            self.texts.append(words)


class _Foreign:
    """Reads any other Akoma Ntoso, also of version 2: by the names of its elements, blanks as in print."""

    def __init__(self, document: etree._Element) -> None:
        self._document = document
        self._deleted = False
        names = {_name(element) for element in document.iter(etree.Element)}
        # Where there are no articles, a section or clause is what others call an article.
        self._kinds = dict(_FOREIGN)
        if "article" not in names:
            unit = "section" if "section" in names else "clause"
            self._kinds[unit] = Kind.ARTICLE

    def text(self) -> Text:
        roots: list[_Draft] = []
        self._parts(self._document, roots)
        title = self._title()
        if not any(each.texts or each.heading or each.children for each in roots):
            raise Unreadable("no_text", {"format": "akn"})
        _assign_ids(roots, "", set())
        lines: list[Line] = []
        nodes = tuple(_frozen(draft, lines) for draft in roots)
        if sum(len(line.text) for line in lines) > _MOST_CHARACTERS:
            raise Unreadable("too_complex", {"limit": _MOST_CHARACTERS})
        language, script = self._language(lines)
        doubts = []
        if not any(node.kind is Kind.ARTICLE for root in nodes for node in root.walk()):
            doubts.append(Doubt("no_articles", "No article was found in this text."))
        if self._deleted:
            doubts.append(Doubt("tracked_changes", "The document holds deleted words; they were left out."))
        return Text(language, script, title, nodes, tuple(doubts), tuple(lines))

    def _parts(self, document: etree._Element, roots: list[_Draft]) -> None:
        front = [words for part in document if _name(part) in _FRONT for words in self._plain(part)]
        if front:
            roots.append(_Draft(Kind.PREAMBLE, texts=front))
        for part in document:
            name = _name(part)
            if name in _BODIES:
                holder = _Draft(Kind.TEXT)
                self._into(part, holder)
                roots += [_Draft(Kind.PARAGRAPH, texts=[words]) for words in holder.texts]
                roots += holder.children
            elif name == "conclusions":
                if words := self._plain(part):
                    roots.append(_Draft(Kind.CONCLUSIONS, texts=words))
            elif name in ("attachments", "components"):
                roots += [self._attachment(each) for each in part if _name(each)]

    def _attachment(self, element: etree._Element) -> _Draft:
        draft = _Draft(Kind.ANNEX)
        inner: list[_Draft] = []
        for part in element:
            if _name(part) in ("num", "heading", "subheading"):
                self._part(part, draft)
            elif _name(part) in _DOCUMENTS:
                self._parts(part, inner)
            elif _name(part):
                self._part(part, draft)
        for each in inner:
            # The annex's own preamble is text of the annex.
            if each.kind is Kind.PREAMBLE and not draft.children:
                draft.texts += each.texts
            else:
                draft.children.append(each)
        return draft

    def _title(self) -> str:
        for path in ("preface//{*}docTitle", "coverPage//{*}docTitle"):
            found = self._document.find("{*}" + path)
            if found is not None and (words := self._inline(found, _Draft(Kind.TEXT))):
                return words
        alias = self._document.find("{*}meta/{*}identification/{*}FRBRWork/{*}FRBRalias")
        value = "" if alias is None else " ".join(alias.get("value", "").split())
        return "" if value == "Untitled" else value

    def _language(self, lines: list[Line]) -> tuple[str, str]:
        found = self._document.find("{*}meta/{*}identification/{*}FRBRExpression/{*}FRBRlanguage")
        code = "" if found is None else found.get("language", "").lower()[:3]
        known = {**{three: two for two, three in CODES.items()}, **{two: two for two in CODES}}
        known.update({"alb": "sq", "scc": "sr", "scr": "sr"})
        detected, script = detect_language("\n".join(line.text for line in lines[:400]))
        return known.get(code, detected), script

    # Elements

    def _into(self, element: etree._Element, draft: _Draft) -> None:
        for part in element:
            self._part(part, draft)

    def _part(self, part: etree._Element, draft: _Draft) -> None:
        name = _name(part)
        if not name or name in _SKIPPED:
            return
        if name == "num":
            words = self._inline(part, draft)
            draft.printed = f"{draft.printed} {words}".strip()
            draft.number = bare_number(draft.printed)
        elif name in ("heading", "subheading"):
            words = self._inline(part, draft)
            draft.heading = f"{draft.heading} – {words}" if draft.heading else words
        elif name in self._kinds:
            child = _Draft(self._kinds[name])
            draft.children.append(child)
            self._into(part, child)
        elif name in ("blockList", "ul", "ol", "tblock"):
            self._into(part, draft)
        elif name in ("item", "li"):
            child = _Draft(Kind.POINT if part.find("{*}num") is not None else Kind.INDENT)
            draft.children.append(child)
            if any(_name(each) in _BLOCKS for each in part):
                self._into(part, child)
            else:
                child.say(self._inline(part, child))
        elif name == "table":
            draft.children.append(_Draft(Kind.TABLE, texts=[self._table(part)]))
        elif name in ("quotedStructure", "embeddedStructure"):
            draft.children.append(self._quoted(part))
        elif name == "crossHeading":
            draft.children.append(_Draft(Kind.TEXT, texts=[self._inline(part, draft)]))
        elif any(_name(each) in _BLOCKS or _name(each) in self._kinds for each in part):
            self._into(part, draft)
        else:
            place = len(draft.children)
            words = self._inline(part, draft)
            hung = draft.children[place:]
            del draft.children[place:]
            draft.say(words)
            # Notes and quoted matter hang on the words they were found in.
            holder = draft.children[-1] if draft.children and words else draft
            holder.children += hung

    def _quoted(self, part: etree._Element) -> _Draft:
        holder = _Draft(Kind.QUOTED)
        self._into(part, holder)
        if len(holder.children) == 1 and not (holder.texts or holder.number or holder.heading):
            only = holder.children[0]
            if only.kind in (Kind.ARTICLE, Kind.CHAPTER, Kind.SECTION, Kind.PART, Kind.TITLE, Kind.BOOK):
                holder.number, holder.heading, holder.texts = only.number, only.heading, only.texts
                holder.children, holder.printed = only.children, only.printed
        for each in _all(holder.children):
            # What another act says has no articles of this one.
            if each.kind is Kind.ARTICLE:
                each.kind = Kind.QUOTED
        return holder

    def _table(self, table: etree._Element) -> str:
        rows = []
        for row in table.iter("{*}tr"):
            cells = [" ".join(self._plain(cell)) for cell in row if _name(cell) in ("td", "th")]
            rows.append("\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(rows)

    def _plain(self, element: etree._Element) -> list[str]:
        """The blocks of an element as lines, a number before the words that follow it."""
        if not any(_name(each) in _BLOCKS or _name(each) == "container" for each in element):
            holder = _Draft(Kind.TEXT)
            words = self._inline(element, holder)
            return [line for line in (words, *_texts(holder.children)) if line]
        made: list[str] = []
        number = ""
        for each in element:
            if not _name(each) or _name(each) in _SKIPPED:
                continue
            if _name(each) == "num":
                number = self._inline(each, _Draft(Kind.TEXT))
                continue
            words = self._plain(each)
            if number and words:
                words[0] = f"{number} {words[0]}"
                number = ""
            made += words
        return [*made, number] if number else made

    def _inline(self, element: etree._Element, draft: _Draft) -> str:
        """The words of an element, blanks as in print; footnotes and quoted matter become children of the draft."""
        pieces: list[str] = []
        self._pieces(element, draft, pieces)
        lines = "".join(pieces).split("\n")
        return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)

    def _pieces(self, element: etree._Element, draft: _Draft, pieces: list[str]) -> None:
        pieces.append((element.text or "").replace("\n", " "))
        for child in element:
            name = _name(child)
            if name in ("br", "eol"):
                pieces.append("\n")
            elif name == "del":
                self._deleted = self._deleted or bool("".join(child.itertext()).strip())
            elif name == "authorialNote":
                note = _Draft(Kind.TEXT, note="footnote", texts=[" ".join(self._plain(child))])
                draft.children.append(note)
            elif name in ("quotedStructure", "embeddedStructure"):
                draft.children.append(self._quoted(child))
            elif name == "quotedText":
                pieces.append(child.get("startQuote", ""))
                self._pieces(child, draft, pieces)
                pieces.append(child.get("endQuote", ""))
            elif name and name not in _SKIPPED:
                self._pieces(child, draft, pieces)
            pieces.append((child.tail or "").replace("\n", " "))


def _all(drafts: list[_Draft]) -> list[_Draft]:
    made = list(drafts)
    for draft in made:
        made += draft.children
    return made


def _texts(drafts: list[_Draft]) -> list[str]:
    made: list[str] = []
    for draft in drafts:
        head = " ".join(part for part in (draft.printed, draft.heading) if part)
        made += [part for part in (head, *draft.texts) if part] + _texts(draft.children)
    return made


def _frozen(draft: _Draft, lines: list[Line]) -> Node:
    """The node, its own words added to the lines."""
    first = len(lines)
    if draft.printed or draft.heading:
        # A number with the text of its provision is one line, as on the page; a heading has its own.
        joined = draft.texts[0] if draft.texts and not draft.heading and "\n" not in draft.texts[0] else ""
        lines.append(Line(first, draft.printed, draft.heading or joined, draft.id))
    texts = draft.texts[1:] if lines[first:] and lines[first].text != draft.heading else draft.texts
    for block in "\n".join(texts).split("\n"):
        if block:
            cell = (1, 0, 0) if draft.kind is Kind.TABLE else None
            lines.append(Line(len(lines), "", block, draft.id, cell=cell))
    children = tuple(_frozen(child, lines) for child in draft.children)
    source = (first, max(first, len(lines) - 1)) if len(lines) > first else (first and first - 1,) * 2
    return Node(
        draft.kind, draft.number, draft.heading, draft.id, "\n".join(draft.texts), children, source, draft.note
    )


def _assign_ids(drafts: list[_Draft], parent: str, seen: set[str]) -> None:
    """Ids by the convention of this library: an article's does not carry its chapter."""
    ordinals: dict[Kind, int] = {}
    for draft in drafts:
        ordinals[draft.kind] = ordinals.get(draft.kind, 0) + 1
        number = re.sub(r"[^\w.\-]+", "-", to_latin(draft.number)).strip("-")
        single = draft.kind in (Kind.PREAMBLE, Kind.CONCLUSIONS)
        own = _SHORT[draft.kind] if single else f"{_SHORT[draft.kind]}_{number or ordinals[draft.kind]}"
        above = re.match(r"annex_[^_]+", parent) if draft.kind is Kind.ARTICLE else None
        prefix = parent if draft.kind is not Kind.ARTICLE else above[0] if above else ""
        identifier = f"{prefix}__{own}" if prefix else own
        draft.id, count = identifier, 1
        while draft.id in seen:
            count += 1
            draft.id = f"{identifier}-{count}"
        seen.add(draft.id)
        _assign_ids(draft.children, draft.id, seen)
