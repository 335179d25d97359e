"""
A text of law as Akoma Ntoso 3.0 (OASIS LegalDocML), valid against its schema, with all that is needed to read it back.

What the standard has no word for stands in attributes of the namespace `urn:lawtext:1`, which the schema allows: an id
that cannot be an eId, a number printed otherwise than it counts, the source lines, notes. Characters XML cannot hold are
processing instructions (`<?lt 0001?>`), which readers of the standard pass over and `from_akn` turns back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from lawtext.labels import read_label
from lawtext.language import fold
from lawtext.model import Doubt, Kind, Line, Node, Text
from lawtext.printed import HEADED, Printed

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "urn:lawtext:1"
CODES = {"sq": "sqi", "sr": "srp", "en": "eng"}
TAGS = {
    Kind.BOOK: "book",
    Kind.PART: "part",
    Kind.TITLE: "title",
    Kind.CHAPTER: "chapter",
    Kind.SUBCHAPTER: "subchapter",
    Kind.SECTION: "section",
    Kind.ARTICLE: "article",
    Kind.PARAGRAPH: "paragraph",
    Kind.SUBPARAGRAPH: "subparagraph",
    Kind.POINT: "point",
    Kind.INDENT: "indent",
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_BARE = re.compile(r"\W*([^\W_](?:[\w./\-]*\w)?)\W*", re.S)
_ROMAN = re.compile(r"[IVXLCDM]+")
_LONGEST_NUMBER = 60
_LONGEST_NUMBER_IN_LETTERS = 4


@dataclass(frozen=True, slots=True)
class About:
    """
    What the metadata of a document says and the text does not.

    `on` is the day of the work (of a draft: when it was made), always a full date, as the schema asks; `version_on`
    that of this version, `on` when it is None. `kind` is "bill" or "act". `number` is the official number
    ("08/L-142"), "" where there is none; `name` then tells works of one day apart in the address. `author` is who
    made the document, as its name is written; `country` an ISO 3166 code in small letters or a code in use ("xk").
    """

    on: date
    kind: str = "bill"
    number: str = ""
    name: str = ""
    author: str = ""
    title: str = ""
    country: str = "xk"
    version_on: date | None = None

    def work(self) -> str:
        """The address of the work: /akn/xk/bill/2025-06-01/08-l-142."""
        own = _slug(self.number) or _slug(self.name) or "nn"
        return f"/akn/{self.country}/{self.kind}/{self.on.isoformat()}/{own}"


def to_akn(text: Text, about: About, *, lines: bool = False) -> bytes:
    """
    A text as Akoma Ntoso 3.0 in UTF-8, strictly valid; `from_akn` gives the same tree and doubts back.

    `eId` is the node's own id (unique, by the naming convention) wherever it can be; numbers stand in `num` as they
    are printed. Annexes at the end are attachments with metadata of their own, quoted articles of amending acts stand
    in `mod`/`quotedStructure`, footnotes in `authorialNote`. With `lines` the source lines go along (for exchange
    between installations; about as much again). The same arguments give the same bytes.

    Raises:
        ValueError: an unknown `kind` of document.
    """
    if about.kind not in ("bill", "act"):
        raise ValueError(f"kind is bill or act, not {about.kind!r}")
    return _Writer(text, about).document(lines).encode("utf-8")


def bare_number(printed: str) -> str:
    """The number in what is printed before a provision: "5" of "Article 5.", "a" of "(a)", "" of "–"."""
    last = printed.split()[-1] if printed.strip() else ""
    match = _BARE.fullmatch(last) if len(last) <= _LONGEST_NUMBER else None
    if match is None:
        return ""
    number = match[1]
    if number.isalpha() and len(number) > _LONGEST_NUMBER_IN_LETTERS and not _ROMAN.fullmatch(number):
        return ""
    return number


def unused(id: str, seen: dict[str, int]) -> str:
    """
    The id, or the first of id-2, id-3, … that is not in use; it is in use from now on.

    `seen` remembers where counting stopped, so that a hundred thousand equal ids do not take a day.
    """
    made, count = id, seen.get(id, 0)
    while made in seen:
        count += 1
        made = f"{id}-{count + 1}"
    seen[id] = count
    seen.setdefault(made, 0)
    return made


def unheld(escaped: str) -> str:
    """An attribute's value with what XML cannot hold turned back."""
    if "\\" not in escaped:
        return escaped
    return re.sub(r"\\(?:\\|u([0-9a-f]{4}))", lambda match: chr(int(match[1], 16)) if match[1] else "\\", escaped)


def is_plain_note(node: Node) -> bool:
    """Whether a node is a footnote and nothing else."""
    return node.kind is Kind.TEXT and node.note == "footnote" and not (node.children or node.number or node.heading)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text).lower()).strip("-")


def _content(text: str) -> str:
    """Characters as an element's content."""
    if not _SPECIAL.search(text):
        return text
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0]) or f"<?lt {ord(match[0]):04x}?>", text)


def _value(text: str) -> str:
    """Characters as an attribute's value; a backslash begins what XML cannot hold."""
    text = _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text.replace("\\", "\\\\"))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


class _Writer:
    def __init__(self, text: Text, about: About) -> None:
        self._text = text
        self._about = about
        self._printed = Printed(text)
        self._ids: dict[str, int] = {"preface": 0, "author": 0}
        self._notes = 0
        self._made: list[str] = []
        self._write = self._made.append

    def document(self, lines: bool) -> str:
        text, kind = self._text, self._about.kind
        self._write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{AKN}" xmlns:lt="{OWN}">'
            f'<{kind} name="{kind}" contains="originalVersion">'
        )
        self._meta("", text, lines)
        nodes = list(text.nodes)
        if nodes and nodes[0].kind is Kind.PREAMBLE and _is_flat(nodes[0]):
            self._preamble(nodes.pop(0))
        annexes: list[Node] = []
        while nodes and nodes[-1].kind is Kind.ANNEX:
            annexes.insert(0, nodes.pop())
        conclusions = nodes.pop() if nodes and nodes[-1].kind is Kind.CONCLUSIONS and _is_flat(nodes[-1]) else None
        script = {("sr", "Latn"): "-Latn", ("sr", "Cyrl"): "-Cyrl"}.get((text.language, text.script), "")
        tongue = (text.language if text.language in CODES else "und") + script
        self._write(f'<body xml:lang="{tongue}">')
        for node in nodes:
            self._node(node)
        if not nodes:
            # The schema wants something in every body.
            self._write('<hcontainer name="none" lt:kind="none"><content><p/></content></hcontainer>')
        self._write("</body>")
        if conclusions is not None:
            self._write(f"<conclusions{self._attributes(conclusions, Kind.CONCLUSIONS)}>")
            self._blocks(conclusions.text)
            self._write("</conclusions>")
        if annexes:
            self._write("<attachments>")
            for at, annex in enumerate(annexes, start=1):
                self._annex(annex, at)
            self._write("</attachments>")
        self._write(f"</{kind}></akomaNtoso>\n")
        return "".join(self._made)

    # Metadata

    def _meta(self, component: str, text: Text | None, lines: bool = False) -> None:
        about = self._about
        code = CODES.get(self._text.language, "und")
        version = about.version_on or about.on
        work = about.work()
        expression = f"{work}/{code}@{version.isoformat()}"
        self._write(f'<meta><identification source="#author"><FRBRWork>{_frbr(work, component)}')
        title = about.title or self._text.title
        if title and not component:
            self._write(f'<FRBRalias value="{_value(title)}" name="title"/>')
        self._write(f'<FRBRdate date="{about.on.isoformat()}" name="Generation"/><FRBRauthor href="#author"/>')
        self._write(f'<FRBRcountry value="{_value(about.country)}"/>')
        if about.number:
            self._write(f'<FRBRnumber value="{_value(about.number)}"/>')
        dated = f'<FRBRdate date="{version.isoformat()}" name="Generation"/><FRBRauthor href="#author"/>'
        self._write(
            f"</FRBRWork><FRBRExpression>{_frbr(expression, component)}{dated}"
            f'<FRBRlanguage language="{code}"/></FRBRExpression>'
            f"<FRBRManifestation>{_frbr(expression + '.xml', component)}{dated}</FRBRManifestation></identification>"
        )
        if not component:
            name = about.author or "unknown"
            self._write(
                '<references source="#author"><TLCOrganization eId="author" '
                f'href="/akn/ontology/organization/{_value(about.country)}/{_slug(name) or "unknown"}" '
                f'showAs="{_value(name)}"/></references>'
            )
        if text is not None:
            self._own(text, lines)
        self._write("</meta>")

    def _own(self, text: Text, lines: bool) -> None:
        """What only this library knows: the text's own values, its doubts, its source lines."""
        self._write(
            f'<proprietary source="#author"><lt:text language="{_value(text.language)}" script="{_value(text.script)}" '
            f'title="{_value(text.title)}"/>'
        )
        for doubt in text.doubts:
            self._write(_doubt(doubt))
        if lines:
            for line in text.lines:
                self._write(_line(line))
        self._write("</proprietary>")

    # Parts of the document

    def _preamble(self, node: Node) -> None:
        """The title block is the preface, up to the title; what follows is the preamble."""
        blocks = node.text.split("\n")
        title = self._text.title
        head = blocks.index(title) + 1 if title and title in blocks else 0
        attributes = self._attributes(node, Kind.PREAMBLE)
        if head:
            self._write('<preface eId="preface">' if head < len(blocks) else f"<preface{attributes}>")
            for at, block in enumerate(blocks[:head], start=1):
                inner = _content(block)
                self._write(f"<p><docTitle>{inner}</docTitle></p>" if at == head else f"<p>{inner}</p>")
            self._write("</preface>")
        if head < len(blocks):
            self._write(f"<preamble{attributes}>")
            self._blocks("\n".join(blocks[head:]))
            self._write("</preamble>")

    def _annex(self, node: Node, at: int) -> None:
        self._write(f"<attachment{self._attributes(node, Kind.ANNEX)}>")
        hung = self._heading(node)
        self._write('<doc name="annex">')
        self._meta(f"!annex_{at}", None)
        self._write("<mainBody>")
        rest = node.children[hung:]
        if node.text or not rest:
            self._blocks(node.text)
        for child in rest:
            self._node(child)
        self._write("</mainBody></doc></attachment>")

    # Nodes of the hierarchy

    def _node(self, node: Node, *, quoted: bool = False) -> None:
        if node.kind is Kind.QUOTED and not quoted:
            self._write('<hcontainer name="quoted" lt:kind="wrap"><content><p><mod>')
            self._quoted(node)
            self._write("</mod></p></content></hcontainer>")
            return
        if node.kind is Kind.QUOTED:
            tag, usual = self._quoted_tag(node), None
        elif node.kind in TAGS:
            tag, usual = TAGS[node.kind], node.kind
        elif node.kind is Kind.LETTER:
            tag, usual = "point", Kind.POINT
        else:
            tag, usual = "hcontainer", node.kind
        named = f' name="{node.kind.value}"' if tag == "hcontainer" else ""
        self._write(f"<{tag}{named}{self._attributes(node, usual)}>")
        self._inside(node, quoted=quoted)
        self._write(f"</{tag}>")

    def _inside(self, node: Node, *, quoted: bool) -> None:
        hung = 0
        while hung < len(node.children) and is_plain_note(node.children[hung]):
            hung += 1
        notes, rest = node.children[:hung], node.children[hung:]
        on_text = bool(node.text) and node.kind is not Kind.TABLE
        if notes and not on_text:
            # Without words of its own, a node's footnotes hang on its heading.
            hung = self._heading(node)
            rest, notes = node.children[hung:], ()
        else:
            self._heading(node, hang=False)
        amends = on_text and not quoted and bool(rest) and all(child.kind is Kind.QUOTED for child in rest)
        if node.text or node.kind is Kind.TABLE:
            around = "intro" if rest and not amends else "content"
            self._write(f"<{around}>")
            if node.kind is Kind.TABLE:
                self._table(node.text)
            else:
                self._blocks(node.text, notes, rest if amends else ())
            self._write(f"</{around}>")
        if not amends:
            for child in rest:
                self._node(child, quoted=quoted)

    def _heading(self, node: Node, *, hang: bool = True) -> int:
        """Number and heading; how many footnotes were hung on the heading."""
        printed = self._printed.label(node)
        if printed:
            self._write(f"<num>{_content(printed)}</num>")
        if not node.heading:
            return 0
        self._write(f"<heading>{_content(node.heading)}")
        hung = 0
        while hang and hung < len(node.children) and is_plain_note(node.children[hung]):
            self._note(node.children[hung])
            hung += 1
        self._write("</heading>")
        return hung

    def _blocks(self, text: str, notes: tuple[Node, ...] = (), quoted: tuple[Node, ...] = ()) -> None:
        """One `p` for each line of a text; footnotes and new wording of another act hang on the last."""
        blocks = text.split("\n")
        for block in blocks[:-1]:
            self._write(f"<p>{_content(block)}</p>")
        self._write("<p><mod>" if quoted else "<p>")
        self._write(_content(blocks[-1]))
        for note in notes:
            self._note(note)
        for node in quoted:
            self._quoted(node)
        self._write("</mod></p>" if quoted else "</p>")

    def _note(self, node: Node) -> None:
        self._notes += 1
        attributes = self._attributes(node, Kind.TEXT, note="footnote")
        self._write(f'<authorialNote{attributes} marker="{self._notes}" placement="bottom">')
        self._blocks(node.text)
        self._write("</authorialNote>")

    def _quoted(self, node: Node) -> None:
        self._write(f"<quotedStructure{self._attributes(node, Kind.QUOTED)}>")
        loose = not (node.number or node.heading or node.text) and bool(node.children)
        if loose:
            for child in node.children:
                self._node(child, quoted=True)
        else:
            tag = self._quoted_tag(node)
            named = ' name="quoted"' if tag == "hcontainer" else ""
            self._write(f'<{tag}{named} lt:kind="unit">')
            self._inside(node, quoted=True)
            self._write(f"</{tag}>")
        self._write("</quotedStructure>")

    def _quoted_tag(self, node: Node) -> str:
        """What was quoted, by the word before its number: an article, a chapter."""
        if not (node.number or node.heading):
            return "hcontainer"
        label = read_label("", self._printed.label(node)) if node.number else None
        return TAGS.get(label.kind, "article") if label and label.kind in HEADED else "article"

    def _table(self, text: str) -> None:
        self._write("<table>")
        for row in text.split("\n"):
            cells = "".join(f"<td><p>{_content(cell)}</p></td>" for cell in row.split("\t"))
            self._write(f"<tr>{cells}</tr>")
        self._write("</table>")

    def _attributes(self, node: Node, usual: Kind | None, *, note: str = "") -> str:
        """The eId and, where the standard cannot say it, what else the node is. `usual` is what the element says."""
        eid = node.id
        if not eid or re.search(r"\s", eid) or _NOT_XML.search(eid):
            eid = _slug(node.id) or node.kind.value
        eid = unused(eid, self._ids)
        made = f' eId="{_value(eid)}"'
        if _value(eid) != _value(node.id) or "\\" in eid:
            made += f' lt:id="{_value(node.id)}"'
        if node.kind is not usual:
            made += f' lt:kind="{node.kind.value}"'
        printed = "" if is_plain_note(node) else self._printed.label(node)
        if bare_number(printed) != node.number:
            made += f' lt:number="{_value(node.number)}"'
        if node.note != note:
            made += f' lt:note="{_value(node.note)}"'
        if node.source != (0, 0):
            made += f' lt:source="{node.source[0]} {node.source[1]}"'
        return made


def _is_flat(node: Node) -> bool:
    return bool(node.text) and not (node.children or node.number or node.heading)


def _frbr(address: str, component: str) -> str:
    this = f"{address}/{component}" if component else f"{address}/!main"
    return f'<FRBRthis value="{_value(this)}"/><FRBRuri value="{_value(address)}"/>'


def _doubt(doubt: Doubt) -> str:
    return (
        f'<lt:doubt code="{_value(doubt.code)}" node="{_value(doubt.node_id)}" '
        f'source="{doubt.source[0]} {doubt.source[1]}" message="{_value(doubt.message)}"/>'
    )


def _line(line: Line) -> str:
    cell = "" if line.cell is None else f' cell="{line.cell[0]} {line.cell[1]} {line.cell[2]}"'
    return (
        f'<lt:line index="{line.index}" label="{_value(line.label)}" kept="{_value(line.kept_as)}" '
        f'fresh="{int(line.fresh)}" role="{_value(line.role)}" page="{line.page}" column="{line.column}"{cell} '
        f'text="{_value(line.text)}"/>'
    )
