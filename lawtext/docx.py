"""Word files to source lines: automatic numbers resolved, tracked changes as accepted, nothing of the text dropped."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from lawtext.container import check_archive, check_markup, is_markup
from lawtext.model import Doubt, Line, Unreadable
from lawtext.numbering import Numbering, Styles, W

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
_GONE = {W + "del", W + "moveFrom", W + "delText", W + "instrText", W + "delInstrText", W + "rPr", W + "pPr"}
_REVISIONS = {W + "ins", W + "del", W + "moveFrom", W + "moveTo"}
_CONTENTS_STYLE = re.compile(r"(?i)^(toc|contents|table of contents|përmbajtja|sadržaj)\s*(heading|\d)*$")
_DDE = re.compile(r"(?i)^\s*DDE(AUTO)?\b")
_MAX_PARAGRAPHS = 200_000
# What a tree of this many marks takes fits into the memory a reading process is given.
_MAX_MARKS = 4_000_000


@dataclass(slots=True)
class _Paragraph:
    text: str
    label: str
    role: str
    cell: tuple[int, int, int] | None
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def read_docx(data: bytes) -> tuple[list[Line], list[Doubt]]:
    """
    The paragraphs of a DOCX file in reading order, each with the label its automatic numbering displays.

    Text boxes follow the paragraph they hang on (once, although the file holds them twice); footnotes and endnotes
    follow the paragraph that calls them; running headers and footers come last. A paragraph with line breaks becomes
    several lines. Insertions are in, deletions and the old place of moves are out, and a doubt says so.

    Raises:
        Unreadable: see `check_archive`; also `not_this_format` for an archive that is not a Word document.
    """
    check_archive(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive).read()
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise Unreadable("truncated", {"reason": type(error).__name__}) from error


class _Reader:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        main = self._main_part()
        self._relations = self._related(main)
        self._document = self._parse(main)
        root = self._document
        if root is None or root.tag != W + "document":
            raise Unreadable("not_this_format", {"expected": "docx"})
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self._styles)
        self._lines: list[Line] = []
        self._doubts: set[str] = set()
        self._tables = 0
        self._paragraphs = 0
        self._carry: list[_Paragraph] = []
        self._notes = {
            "footnote": self._note_bodies("footnotes", "footnote"),
            "endnote": self._note_bodies("endnotes", "endnote"),
        }
        self._noted: set[tuple[str, str]] = set()

    # Parts of the package

    def _parse(self, name: str) -> etree._Element | None:
        if name not in self._names:
            return None
        content = self._archive.read(name)
        if not is_markup(name):
            # A relation may point to a part under any name; the guard looked only into those named as markup.
            check_markup(content, name)
        if (marks := content.count(b"<")) > _MAX_MARKS:
            raise Unreadable("too_complex", {"part": name, "marks": marks, "limit": _MAX_MARKS})
        if _STRICT in content:
            for strict, transitional in _TRANSITIONAL.items():
                content = content.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            message = str(error)
            deep = "depth" in message.lower() or "huge" in message.lower()
            raise Unreadable("too_complex" if deep else "truncated", {"part": name}) from error
        except ValueError as error:
            raise Unreadable("truncated", {"part": name}) from error

    def _related(self, part: str) -> list[tuple[str, str, str]]:
        """(id, last word of the type, target part) of every internal relation of a part."""
        folder, file = posixpath.split(part)
        root = self._parse(posixpath.join(folder, "_rels", file + ".rels"))
        found = []
        for element in () if root is None else root:
            if isinstance(element.tag, str) and element.get("TargetMode") != "External":
                target = element.get("Target", "")
                path = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                found.append((element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], path))
        return found

    def _main_part(self) -> str:
        for _, kind, target in self._related(""):
            if kind == "officeDocument" and target in self._names:
                return target
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise Unreadable("not_this_format", {"expected": "docx"})

    def _part(self, kind: str) -> etree._Element | None:
        return next((self._parse(target) for _, each, target in self._relations if each == kind), None)

    def _note_bodies(self, part: str, tag: str) -> dict[str, etree._Element]:
        root = self._part(part)
        if root is None:
            return {}
        return {
            element.get(W + "id", ""): element
            for element in root.findall(W + tag)
            if element.get(W + "type") in (None, "normal")
        }

    # Reading

    def read(self) -> tuple[list[Line], list[Doubt]]:
        assert self._document is not None
        body = self._document.find(W + "body")
        if body is not None:
            self._blocks(body, "", None)
        self._flush()
        for role, bodies in self._notes.items():
            for identifier in bodies:
                self._note(role, identifier)
        self._running()
        return self._lines, [Doubt(code, _MESSAGES[code]) for code in sorted(self._doubts)] + self._numbering_doubts()

    def _numbering_doubts(self) -> list[Doubt]:
        features = sorted(self._numbering.uncertain)
        if not features:
            return []
        message = f"Word processors disagree on this numbering ({', '.join(features)}): please confirm the numbers."
        return [Doubt("numbering_uncertain", message)]

    def _running(self) -> None:
        seen: set[str] = set()
        for _, kind, target in self._relations:
            if kind not in ("header", "footer"):
                continue
            root = self._parse(target)
            if root is None:
                continue
            before = len(self._lines)
            self._blocks(root, kind, None)
            self._flush()
            kept = [line for line in self._lines[before:] if line.text not in seen]
            seen.update(line.text for line in kept)
            self._lines[before:] = [replace(line, index=before + n) for n, line in enumerate(kept)]

    def _blocks(self, parent: etree._Element, role: str, cell: tuple[int, int, int] | None) -> None:
        for element in parent:
            tag = element.tag
            if tag == W + "p":
                self._paragraph(element, role, cell)
            elif tag == W + "tbl":
                self._table(element, role, cell)
            elif tag == W + "sdt":
                inner = "contents" if _is_contents(element) else role
                content = element.find(W + "sdtContent")
                if content is not None:
                    self._blocks(content, inner, cell)
            elif tag == _MC + "AlternateContent":
                chosen = element.find(_MC + "Choice")
                chosen = element.find(_MC + "Fallback") if chosen is None else chosen
                if chosen is not None:
                    self._blocks(chosen, role, cell)
            elif tag in (W + "del", W + "moveFrom"):
                self._doubts.add("tracked_changes")
            elif tag == W + "altChunk":
                self._doubts.add("embedded_part")
            elif tag in (W + "ins", W + "moveTo", W + "customXml", W + "smartTag"):
                self._blocks(element, role, cell)

    def _table(self, table: etree._Element, role: str, outer: tuple[int, int, int] | None) -> None:
        self._flush()
        self._tables += 1
        number = self._tables
        for row_number, row in enumerate(_through(table, W + "tr")):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self._doubts.add("tracked_changes")
                continue
            for column, each in enumerate(_through(row, W + "tc")):
                # A table within a cell stays part of the outer cell, so that rows are not torn apart.
                self._blocks(each, role, outer or (number, row_number, column))
                self._flush()

    def _paragraph(self, element: etree._Element, role: str, cell: tuple[int, int, int] | None) -> None:
        self._paragraphs += 1
        if self._paragraphs > _MAX_PARAGRAPHS:
            raise Unreadable("too_complex", {"paragraphs": self._paragraphs})
        properties = element.find(W + "pPr")
        style = "" if properties is None else _val(properties.find(W + "pStyle"))
        if _CONTENTS_STYLE.match(self._styles.name(style)) and not role:
            role = "contents"
        paragraph = _Paragraph("", "", role, cell)
        paragraph.text = self._content(element, paragraph)
        mark = None if properties is None else properties.find(W + "rPr")
        mark_gone = mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)
        if mark_gone:
            # The paragraph's end is deleted: what is left of it belongs to the paragraph after it.
            self._doubts.add("tracked_changes")
            self._carry.append(paragraph)
            return
        paragraph.label = self._numbering.label(properties, style)
        self._emit(paragraph)

    def _flush(self) -> None:
        """Text whose paragraph end was deleted with no paragraph after it is still text."""
        if self._carry:
            last = self._carry[-1]
            self._emit(_Paragraph("", "", last.role, last.cell))

    def _emit(self, paragraph: _Paragraph) -> None:
        for held in reversed(self._carry):
            paragraph.text = held.text + paragraph.text
            paragraph.boxes = held.boxes + paragraph.boxes
            paragraph.notes = held.notes + paragraph.notes
        self._carry = []
        parts = paragraph.text.split("\n")
        first = True
        for part in parts:
            text = re.sub(r"[ \t\u00a0]+$", "", part).lstrip(" \t\u00a0")
            if text or (first and paragraph.label):
                label = paragraph.label if first else ""
                self._add(Line(len(self._lines), label, text, "", first, paragraph.role, paragraph.cell))
                first = False
        for box in paragraph.boxes:
            self._blocks(box, paragraph.role or "textbox", paragraph.cell)
        for role, identifier in paragraph.notes:
            self._note(role, identifier)

    def _add(self, line: Line) -> None:
        if len(self._lines) >= _MAX_PARAGRAPHS:
            raise Unreadable("too_complex", {"paragraphs": _MAX_PARAGRAPHS})
        self._lines.append(line)

    def _note(self, role: str, identifier: str) -> None:
        if (role, identifier) in self._noted or identifier not in self._notes[role]:
            return
        self._noted.add((role, identifier))
        self._blocks(self._notes[role][identifier], role, None)

    def _content(self, element: etree._Element, paragraph: _Paragraph) -> str:
        """The text of a paragraph as it reads with all changes accepted; line breaks as newlines."""
        pieces: list[str] = []
        instructions: list[str] = []

        def walk(parent: etree._Element, hidden: bool) -> None:
            for child in parent:
                tag = child.tag
                if tag == W + "t":
                    pieces.append(child.text or "")
                    if hidden:
                        self._doubts.add("hidden_text")
                elif tag in _GONE:
                    if tag in _REVISIONS:
                        self._doubts.add("tracked_changes")
                    if tag == W + "instrText":
                        instructions.append(child.text or "")
                elif tag == W + "r":
                    properties = child.find(W + "rPr")
                    vanish = None if properties is None else properties.find(W + "vanish")
                    walk(child, vanish is not None and vanish.get(W + "val") not in ("0", "false", "off"))
                elif tag == W + "tab" or tag == W + "ptab":
                    pieces.append("\t")
                elif tag == W + "br" or tag == W + "cr":
                    pieces.append("\n")
                elif tag == W + "noBreakHyphen":
                    pieces.append("-")
                elif tag == W + "sym":
                    pieces.append(_symbol(child))
                elif tag == W + "footnoteReference" or tag == W + "endnoteReference":
                    role = "footnote" if tag == W + "footnoteReference" else "endnote"
                    paragraph.notes.append((role, child.get(W + "id", "")))
                elif tag == _MC + "AlternateContent":
                    chosen = child.find(_MC + "Choice")
                    chosen = child.find(_MC + "Fallback") if chosen is None else chosen
                    if chosen is not None:
                        walk(chosen, hidden)
                elif tag == W + "txbxContent":
                    paragraph.boxes.append(child)
                elif tag == W + "p":
                    paragraph.boxes.append(parent)
                    return
                else:
                    if tag in _REVISIONS:
                        self._doubts.add("tracked_changes")
                    walk(child, hidden)

        walk(element, False)
        if instructions and _DDE.search("".join(instructions)):
            raise Unreadable("external_content", {"reason": "dde"})
        return "".join(pieces).replace("\u00ad", "")


_MESSAGES = {
    "tracked_changes": "The file holds tracked changes; it was read with all of them accepted.",
    "hidden_text": "The file holds hidden text; it was read like the rest.",
    "embedded_part": "The file embeds another document, whose text was not read.",
}


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from _through(child, tag)


def _is_contents(element: etree._Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(W + "val") == "Table of Contents"


def _symbol(element: etree._Element) -> str:
    code = element.get(W + "char", "")
    if not re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) or int(code, 16) > 0x10FFFF:
        return ""
    character = chr(int(code, 16))
    return "•" if "\ue000" <= character <= "\uf8ff" or "\ud800" <= character <= "\udfff" else character


def _val(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(W + "val", ""))
