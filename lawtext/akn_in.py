"""Akoma Ntoso to a text of law: what this library wrote comes back exactly, what others wrote as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from lawtext.akn import OWN, bare_number, unheld, unused
from lawtext.akn_foreign import DOCUMENTS, FRONT, KINDS, ForeignReader, element_name
from lawtext.container import Limits, check_markup
from lawtext.model import Doubt, Kind, Line, Node, Text, Unreadable

_LIMIT = Limits().file
# A law of 200 articles with 5,000 provisions has 40,000 marks; what this many take stays under 6 s and 400 MB.
_MOST_MARKS = 500_000
_MOST_CHARACTERS = 12 << 20
_LT = "{" + OWN + "}"
_HEAD_BYTES = 4096


def is_akn(data: bytes) -> bool:
    """Whether bytes look like an Akoma Ntoso document: XML whose first element is named akomaNtoso."""
    head = data[:_HEAD_BYTES].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith(b"<") and re.search(rb"<(?:[\w.\-]+:)?akomaNtoso[\s/>]", head) is not None


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
        text = ForeignReader(document).text() if own is None else _Own(document, own).text()
        if (characters := sum(len(node.text) for node in text.walk())) > _MOST_CHARACTERS:
            raise Unreadable("too_complex", {"characters": characters, "limit": _MOST_CHARACTERS})
    except (RecursionError, MemoryError) as error:
        raise Unreadable("too_complex") from error
    return text


def with_unique_ids(text: Text) -> Text:
    """The text, with a suffix for every id that is empty or occurs again; a stranger's file may say anything."""
    ids = [node.id for node in text.walk()]
    if len(set(ids)) == len(ids) and "" not in ids:
        return text
    # Ids that stand in the file keep their place; what is given anew goes around them.
    seen = dict.fromkeys(ids, 0)
    first: set[str] = {""}

    def renamed(node: Node) -> Node:
        id = unused(node.id or node.kind.value, seen) if node.id in first else node.id
        first.add(node.id)
        return replace(node, id=id, children=tuple(map(renamed, node.children)))

    return replace(text, nodes=tuple(map(renamed, text.nodes)))


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
    if element_name(root) != "akomaNtoso":
        raise Unreadable("not_this_format", {"expected": "akn"})
    return root


def _document(root: etree._Element) -> etree._Element:
    """The first document in the file, inside a collection too."""
    for element in root.iter(etree.Element):
        if element_name(element) in DOCUMENTS:
            return element
    raise Unreadable("no_text", {"format": "akn"})


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
            name = element_name(part)
            if name in FRONT:
                front += [self._words(p, []) for p in part]
                following = part.getnext()
                if following is None or element_name(following) not in FRONT:
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
        name = element_name(element)
        if kind is None:
            told = element.get("name", "") if name == "hcontainer" else ""
            kind = _kind(told) if told else KINDS.get(name, Kind.TEXT)
        number, heading, text = "", "", ""
        children: list[Node] = []
        for part in element:
            tag = element_name(part)
            if tag == "num":
                number = bare_number(self._words(part, children))
            elif tag == "heading":
                heading = self._words(part, children)
            elif tag in ("intro", "content"):
                text = self._block(part, children)
            elif tag == "doc":
                body = part.find("{*}mainBody")
                blocks = [] if body is None else list(body)
                words = [self._words(each, children) for each in blocks if element_name(each) == "p"]
                text = "\n".join(words)
                children += self._children(each for each in blocks if element_name(each) != "p")
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
                if element_name(row) == "tr"
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
            ("footnote" if element_name(element) == "authorialNote" else "") if note is None else unheld(note),
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
            elif element_name(child) == "authorialNote":
                words = "\n".join(self._words(p, []) for p in child)
                found.append(self._made(child, Kind.TEXT, "", "", words, []))
            elif element_name(child) == "quotedStructure":
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
