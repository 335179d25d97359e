"""A text of law as a Word file ready for comments, and the identity such a file carries."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from lawtext import docx_parts as parts
from lawtext.bookmarks import bookmark_name, hashed_names, node_id
from lawtext.container import check_archive, check_markup
from lawtext.docx_parts import ListLevel, Lists
from lawtext.model import Kind, Node, Text, Unreadable
from lawtext.numbering import W, written_number
from lawtext.printed import HEADED, Printed
from lawtext.samples import pack

_DC = "{http://purl.org/dc/elements/1.1/}"
_LANGUAGES = {
    ("sq", "Latn"): "sq-AL",
    ("sr", "Latn"): "sr-Latn-RS",
    ("sr", "Cyrl"): "sr-Cyrl-RS",
    ("en", "Latn"): "en-GB",
}
_LEVELS = (Kind.BOOK, Kind.PART, Kind.TITLE, Kind.CHAPTER, Kind.SUBCHAPTER, Kind.SECTION)
_PROVISIONS = tuple(ListLevel("decimal", text) for text in ("%1.", "%1.%2.", "%1.%2.%3.", "%1.%2.%3.%4."))
_BULLET = (ListLevel("bullet", "–"),)


def to_docx(text: Text, *, version_id: str = "", title: str = "", track_changes: bool = True) -> bytes:
    """
    A text as a Word file to comment on: heading styles for the navigation pane, automatic numbers wherever every word
    processor counts them alike (others are typed), footnotes, tables, the language on every run.

    Each node has a hidden bookmark (`lawtext.bookmarks`) and `version_id` stands in the core property `identifier`;
    `embedded_identity` reads both back, also after the file went through LibreOffice. `title` is the file's title,
    by default that of the text. With `track_changes` a word processor tracks every change from the start.
    The same arguments give the same bytes. Reading the file again gives the same tree for texts that were read from
    a file; line breaks inside a provision become blanks. Characters XML cannot hold are written as U+FFFD.
    """
    language = _LANGUAGES.get((text.language, text.script), "en-GB")
    writer = _Writer(text, language)
    body = writer.body()
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" '
        'w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
    )
    return pack(
        {
            "[Content_Types].xml": parts.CONTENT_TYPES,
            "_rels/.rels": parts.RELATIONS,
            "docProps/core.xml": parts.core(title or text.title, version_id, language),
            "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
            "word/document.xml": f"{parts.HEAD}<w:document {parts.NS}><w:body>{body}{page}</w:body></w:document>",
            "word/styles.xml": parts.styles(language),
            "word/numbering.xml": writer.lists.part(),
            "word/settings.xml": parts.settings(track_changes, language),
            "word/footnotes.xml": parts.footnotes(writer.footnotes, language),
        }
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """
    What a Word file says it is: the version it was made from ("" for none) and, by bookmark name as it stands in the
    file, the id of the provision it was set on, in the order of the file.
    """

    version_id: str
    nodes: dict[str, str]


def embedded_identity(data: bytes, ids: Iterable[str] = ()) -> Identity:
    """
    The version and the provisions a Word file says it was made from; a claim to be checked, anyone can write it.

    `ids` are the ids of the version's nodes, where they are known: ids too long for a bookmark's name can only be
    found among them. Bookmarks of other making are left out.

    Raises:
        Unreadable: as `lawtext.read` does for Word files.
    """
    check_archive(data)
    hashed = hashed_names(ids)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise Unreadable("not_this_format", {"expected": "docx"})
            version = ""
            if "docProps/core.xml" in names:
                root = _parsed(archive.read("docProps/core.xml"), "docProps/core.xml")
                version = (root.findtext(_DC + "identifier") or "").strip()
            found: dict[str, str] = {}
            document = _parsed(archive.read("word/document.xml"), "word/document.xml")
            for element in document.iter(W + "bookmarkStart"):
                name = element.get(W + "name", "")
                if id := node_id(name, hashed):
                    found.setdefault(name, id)
            return Identity(version, found)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise Unreadable("truncated", {"reason": type(error).__name__}) from error


def _parsed(content: bytes, name: str) -> etree._Element:
    check_markup(content, name)
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("truncated", {"part": name}) from error


@dataclass(slots=True)
class _Scope:
    """Where provisions are counted: an article or whatever holds provisions without one."""

    decimals: int = 0
    runs: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)


class _Writer:
    def __init__(self, text: Text, language: str) -> None:
        self._text = text
        self._language = language
        self._printed = Printed(text)
        self.lists = Lists()
        self.footnotes: list[str] = []
        self._paragraphs: list[str] = []
        self._marks = 0
        self._headings: dict[tuple[ListLevel, ...], int] = {}
        used = [kind for kind in _LEVELS if any(node.kind is kind for node in text.walk())]
        self._depth: dict[Kind, int] = {kind: at for at, kind in enumerate(used, start=1)}
        self._depth[Kind.ARTICLE] = len(used) + 1
        self._depth[Kind.ANNEX] = 1

    def body(self) -> str:
        """All paragraphs; at least one, as Word wants it."""
        for node in self._text.nodes:
            self._node(node, _Scope(), 0)
        return "".join(self._paragraphs) or "<w:p/>"

    # One node

    def _node(self, node: Node, scope: _Scope, depth: int) -> None:
        if node.kind is Kind.QUOTED:
            self._quoted(node)
            return
        if node.kind is Kind.TEXT and node.note == "footnote" and self._footnote(node):
            return
        if node.kind is Kind.TABLE:
            self._table(node)
        elif node.kind in HEADED:
            self._heading(node)
            scope, depth = _Scope(), 0
        elif node.kind in (Kind.PREAMBLE, Kind.CONCLUSIONS):
            self._blocks(node)
        else:
            self._provision(node, scope, depth)
            depth += 1
        for child in node.children:
            self._node(child, scope, depth)

    def _heading(self, node: Node) -> None:
        label = self._printed.label(node)
        level = self._depth[node.kind]
        properties, typed = self._heading_number(label, node) if label else ("", "")
        heading = node.heading
        words = f"{typed}\n{heading}" if self._printed.title_below(node) else f"{typed} {heading}".strip()
        self._paragraph(node.id, f"Heading{min(level, parts.DEEPEST_HEADING)}", properties, words)
        if node.text:
            self._paragraph("", "Provision", "", node.text)

    def _heading_number(self, label: str, node: Node) -> tuple[str, str]:
        """Properties that make the word processor show the label, or the label typed."""
        word, blank, number = label.rpartition(" ")
        if not blank or number != node.number:
            return "", label
        for format, value in (("decimal", _decimal(number)), ("upperRoman", _roman(number))):
            if value and written_number(value, format) == number:
                levels = (ListLevel(format, f"{word} %1", "space"),)
                key = self._headings.get(levels, 0)
                if not key or not self.lists.shows(key, (value,)):
                    key = self._headings[levels] = self.lists.begin(levels, value)
                return self.lists.count(key, (value,)), ""
        return "", label

    def _blocks(self, node: Node) -> None:
        for at, block in enumerate(self._printed.blocks(node)):
            style = "Title" if node.kind is Kind.PREAMBLE and block and block == self._text.title else "Provision"
            self._paragraph(node.id if at == 0 else "", style, "", block)

    def _provision(self, node: Node, scope: _Scope, depth: int) -> None:
        label = self._printed.label(node)
        properties, typed = self._number(label, node, scope) if label else ("", "")
        words = " ".join(part for part in (typed, node.heading, node.text) if part)
        style = "Provision" if not label else f"Provision{min(depth, 3) + 1}"
        self._paragraph(node.id, style, properties, words)

    def _number(self, label: str, node: Node, scope: _Scope) -> tuple[str, str]:
        if node.kind is Kind.INDENT:
            return (self.lists.count(self._bullets(), (1,)), "") if label == "–" else ("", label)
        place = tuple(int(part) for part in node.number.split(".") if part.isdigit() and len(part) < 4)
        if label == f"{node.number}." and ".".join(map(str, place)) == node.number and len(place) <= len(_PROVISIONS):
            return self._counted(label, place, scope)
        return self._lettered(label, node, scope)

    def _counted(self, label: str, place: tuple[int, ...], scope: _Scope) -> tuple[str, str]:
        """1., 1.1., 1.1.1. of an article share one list, which begins anew where a paragraph's number jumps."""
        if scope.decimals and self.lists.shows(scope.decimals, place):
            return self.lists.count(scope.decimals, place), ""
        if len(place) == 1 and place[0] > 0:
            scope.decimals = self.lists.begin(_PROVISIONS, place[0])
            return self.lists.count(scope.decimals, place), ""
        return "", label

    def _lettered(self, label: str, node: Node, scope: _Scope) -> tuple[str, str]:
        """a), (i), 1): each run of neighbors is a list of its own."""
        number = node.number
        before, found, after = label.partition(number)
        parent = node.id.rpartition("__")[0]
        if not found or len(before) > 1 or len(after) > 1:
            return "", label
        for format in ("lowerLetter", "lowerRoman", "decimal"):
            run = scope.runs.get((parent, before + after, format))
            if run and written_number(run[1] + 1, format) == number:
                scope.runs[parent, before + after, format] = (run[0], run[1] + 1)
                return self.lists.count(run[0], (run[1] + 1,)), ""
        for format in ("lowerRoman", "lowerLetter", "decimal"):
            if written_number(1, format) == number:
                key = self.lists.begin((ListLevel(format, f"{before}%1{after}"),))
                scope.runs[parent, before + after, format] = (key, 1)
                return self.lists.count(key, (1,)), ""
        return "", label

    def _bullets(self) -> int:
        if _BULLET not in self._headings:
            self._headings[_BULLET] = self.lists.begin(_BULLET)
        return self._headings[_BULLET]

    # Quoted matter, tables, notes

    def _quoted(self, node: Node) -> None:
        """The new wording of another act: typed as it is printed, and no heading of this act."""
        label = self._printed.label(node)
        if node.number or node.heading:
            words = f"{label}\n{node.heading}" if self._printed.title_below(node) else f"{label} {node.heading}".strip()
            self._paragraph(node.id, "QuotedProvision", "", words)
        if node.text:
            self._paragraph("" if node.number or node.heading else node.id, "QuotedProvision", "", node.text)
        for child in node.children:
            self._quoted_child(child)

    def _quoted_child(self, node: Node) -> None:
        if node.kind is Kind.QUOTED:
            self._quoted(node)
            return
        if node.kind is Kind.TABLE:
            self._table(node)
        elif not (node.kind is Kind.TEXT and node.note == "footnote" and self._footnote(node)):
            words = " ".join(part for part in (self._printed.label(node), node.heading, node.text) if part)
            self._paragraph(node.id, "QuotedProvision", "", words)
        for child in node.children:
            self._quoted_child(child)

    def _table(self, node: Node) -> None:
        rows = [row.split("\t") for row in node.text.split("\n")]
        columns = max(map(len, rows))
        width = 9070 // columns
        border = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        marked = node.id
        made = []
        for row in rows:
            cells = []
            for cell in row:
                cells.append(
                    f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
                    f"<w:p>{self._marked(marked, parts.run(cell, self._language))}</w:p></w:tc>"
                )
                marked = ""
            made.append(f"<w:tr>{''.join(cells)}</w:tr>")
        grid = f'<w:gridCol w:w="{width}"/>' * columns
        self._paragraphs.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{border}</w:tblBorders></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"
        )
        # Two tables that touch would become one; Word wants a paragraph between them, and one at the end.
        self._paragraphs.append('<w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>')

    def _footnote(self, node: Node) -> bool:
        """Hang the note on the paragraph before it; False where there is none or the note is more than a text."""
        if not self._paragraphs or node.children or node.number or node.heading or not node.text.strip():
            return False
        last = self._paragraphs[-1]
        if not last.endswith("</w:p>") or last.startswith('<w:p><w:pPr><w:spacing w:after="0"/>'):
            return False
        self.footnotes.append(node.text)
        number = len(self.footnotes)
        reference = (
            f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
        )
        self._paragraphs[-1] = last[: -len("</w:p>")] + self._marked(node.id, reference) + "</w:p>"
        return True

    # Paragraphs

    def _paragraph(self, id: str, style: str, properties: str, words: str) -> None:
        run = parts.run(words, self._language)
        self._paragraphs.append(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{self._marked(id, run)}</w:p>'
        )

    def _marked(self, id: str, inner: str) -> str:
        """The content of a paragraph inside the bookmark of its node."""
        if not id:
            return inner
        self._marks += 1
        return (
            f'<w:bookmarkStart w:id="{self._marks}" w:name="{bookmark_name(id)}"/>{inner}'
            f'<w:bookmarkEnd w:id="{self._marks}"/>'
        )


def _decimal(number: str) -> int:
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0


def _roman(number: str) -> int:
    """The value of a Roman number in capitals, 0 for none; checked by writing it again."""
    if not number or len(number) > 15 or set(number) - set("IVXLCDM"):
        return 0
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[letter] for letter in number]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
