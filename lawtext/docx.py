"""Word files to source lines: automatic numbers resolved, tracked changes as accepted, nothing of the text dropped."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lxml import etree

from lawtext import labels
from lawtext.container import Limits, check_archive
from lawtext.inline import CALL, MC, Content, Note, content_of
from lawtext.model import Call, Doubt, Line, Unreadable
from lawtext.numbering import Numbering, Shown, Styles, W
from lawtext.numerals import written_number
from lawtext.package import Package

T = TypeVar("T")

_CONTENTS_STYLE = re.compile(r"(?i)^(toc|contents|table of contents|përmbajtja|sadržaj)\s*(heading|\d)*$")
_MAX_PARAGRAPHS = 200_000


@dataclass(slots=True)
class _Paragraph:
    role: str
    cell: tuple[int, int, int] | None
    content: Content = field(default_factory=Content)
    shown: Shown = field(default_factory=lambda: Shown(""))


def read_docx(data: bytes, limits: Limits | None = None) -> tuple[list[Line], list[Doubt]]:
    """
    The paragraphs of a DOCX file in reading order, each with the label its automatic numbering displays.

    Text boxes follow the paragraph they hang on (once, although the file holds them twice); footnotes and endnotes
    follow the paragraph that calls them, or the table it stands in, or the title of the heading it is; running headers
    and footers come last. A paragraph with line breaks becomes several lines. Insertions are in, deletions and the old
    place of moves are out, and a doubt says so. Doubts with a source belong to these lines, the others to the file.

    Raises:
        Unreadable: see `check_archive`; also `not_this_format` for an archive that is not a Word document.
    """
    return _reader(data, limits or Limits(), lambda reader: reader.read())


def read_docx_for_numbers(data: bytes, limits: Limits | None = None) -> tuple[dict[int, str], bytes]:
    """
    The automatic numbers of a DOCX file by index of their lines, and a DOCX of nothing but its lists.

    In the second file each paragraph of the body has the text "¶5¶" with the index of its first line; a paragraph of
    the body without lines is left out.

    Raises:
        Unreadable: as `read_docx`.
    """

    def run(reader: _Reader) -> tuple[dict[int, str], bytes]:
        lines, _ = reader.read()
        return {index: lines[index].label for index, _ in reader.body}, reader.skeleton()

    return _reader(data, limits or Limits(), run)


def _reader(data: bytes, limits: Limits, run: Callable[[_Reader], T]) -> T:
    check_archive(data, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return run(_Reader(archive))
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise Unreadable("truncated", {"reason": type(error).__name__}) from error


class _Reader(Package):
    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__(archive)
        main = self._main_part()
        self._relations = self.related(main)
        self._document = self.parse(main)
        root = self._document
        if root is None or root.tag != W + "document":
            raise Unreadable("not_this_format", {"expected": "docx"})
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self._styles)
        self._lines: list[Line] = []
        self._doubts: set[str] = set()
        self._tables = 0
        self._paragraphs = 0
        self._table_depth = 0
        self._carry: list[_Paragraph] = []
        # The paragraphs of the body that became lines: index of the first line, properties.
        self.body: list[tuple[int, etree._Element | None]] = []
        self._notes = {
            "footnote": self._note_bodies("footnotes", "footnote"),
            "endnote": self._note_bodies("endnotes", "endnote"),
        }
        self._noted: dict[tuple[str, str], int] = {}
        self._held: list[tuple[str, str]] = []
        self._called: list[tuple[int, int, Note]] = []
        self._marks = {"footnote": _Marks(self._part("settings"), "footnotePr", "decimal")}
        self._marks["endnote"] = _Marks(self._part("settings"), "endnotePr", "lowerRoman")
        self._placed: list[tuple[str, int, int]] = []

    # Parts of the package

    def _main_part(self) -> str:
        for _, kind, target in self.related(""):
            if kind == "officeDocument" and target in self.names:
                return target
        if "word/document.xml" in self.names:
            return "word/document.xml"
        raise Unreadable("not_this_format", {"expected": "docx"})

    def _part(self, kind: str) -> etree._Element | None:
        return next((self.parse(target) for _, each, target in self._relations if each == kind), None)

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
        self._release()
        for role, bodies in self._notes.items():
            for identifier in bodies:
                self._note(role, identifier)
        self._running()
        self._set_calls()
        uncertain = any(line.other_labels for line in self._lines)
        codes = sorted(self._doubts | ({"numbering_uncertain"} if uncertain else set()))
        doubts = [Doubt(code, _MESSAGES[code]) for code in codes]
        placed = [Doubt(code, _MESSAGES[code], "", (first, last)) for code, first, last in self._placed]
        return self._lines, doubts + placed

    def _set_calls(self) -> None:
        """Tell every line which notes are called in it, now that it is known where the notes stand."""
        calls: dict[int, list[Call]] = {}
        for place, at, note in self._called:
            index = self._noted.get((note.role, note.id), -1)
            calls.setdefault(place, []).append(Call(at, note.mark, index))
        for place, held in calls.items():
            self._lines[place] = replace(self._lines[place], calls=tuple(held))

    def _running(self) -> None:
        seen: set[str] = set()
        for kind, target in dict.fromkeys((kind, target) for _, kind, target in self._relations):
            if kind not in ("header", "footer"):
                continue
            root = self.parse(target)
            if root is None:
                continue
            before = len(self._lines)
            with self._numbering.story():
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
            elif tag == MC + "AlternateContent":
                chosen = element.find(MC + "Choice")
                chosen = element.find(MC + "Fallback") if chosen is None else chosen
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
        self._table_depth += 1
        number = self._tables
        for row_number, row in enumerate(_through(table, W + "tr")):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self._doubts.add("tracked_changes")
                continue
            column = _count(properties, "gridBefore", 0)
            for each in _through(row, W + "tc"):
                own = each.find(W + "tcPr")
                if own is not None and own.find(W + "cellDel") is not None:
                    self._doubts.add("tracked_changes")
                    continue
                # A table within a cell stays part of the outer cell, so that rows are not torn apart.
                self._blocks(each, role, outer or (number, row_number, column))
                self._flush()
                column += _count(own, "gridSpan", 1)
        self._table_depth -= 1
        self._release()

    def _paragraph(self, element: etree._Element, role: str, cell: tuple[int, int, int] | None) -> None:
        self._paragraphs += 1
        if self._paragraphs > _MAX_PARAGRAPHS:
            raise Unreadable("too_complex", {"paragraphs": self._paragraphs})
        properties = element.find(W + "pPr")
        style = "" if properties is None else _val(properties.find(W + "pStyle"))
        if _CONTENTS_STYLE.match(self._styles.name(style)) and not role:
            role = "contents"
        paragraph = _Paragraph(role, cell, content_of(element))
        mark = None if properties is None else properties.find(W + "rPr")
        mark_gone = mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)
        if mark_gone:
            # The paragraph's end is deleted: what is left of it belongs to the paragraph after it.
            self._doubts.add("tracked_changes")
            self._carry.append(paragraph)
            return
        paragraph.shown = self._numbering.shown(properties, style)
        before = len(self._lines)
        is_body = not self._numbering.is_aside
        self._emit(paragraph)
        if is_body and (len(self._lines) > before or paragraph.shown.label):
            self.body.append((before, properties))

    def _flush(self) -> None:
        """Text whose paragraph end was deleted with no paragraph after it is still text."""
        if self._carry:
            last = self._carry[-1]
            self._emit(_Paragraph(last.role, last.cell))

    def _emit(self, paragraph: _Paragraph) -> None:
        content = paragraph.content
        if self._carry:
            content.join([held.content for held in self._carry])
            self._carry = []
        before = len(self._lines)
        self._add_lines(paragraph)
        self._doubts |= content.codes
        if len(self._lines) > before:
            self._placed += [(code, before, len(self._lines) - 1) for code in sorted(content.codes & _PLACED)]
        for words in content.words_drawn:
            self._add(Line(len(self._lines), "", words, "", True, paragraph.role or "textbox", paragraph.cell))
        for box in content.boxes:
            with self._numbering.story():
                self._blocks(box, paragraph.role or "textbox", paragraph.cell)
                self._flush()
        if paragraph.role in self._notes:
            return
        self._held += [(note.role, note.id) for note in content.notes]
        if self._held and not self._table_depth and not self._is_bare_heading(before):
            self._release()

    def _add_lines(self, paragraph: _Paragraph) -> None:
        notes = iter(paragraph.content.notes)
        shown = paragraph.shown
        if "numbering_uncertain" in paragraph.content.codes:
            shown = Shown(shown.label, (*shown.others, "?"))
        first = True
        for part in paragraph.content.text.split("\n"):
            text = re.sub(r"[ \t\u00a0]+$", "", part).lstrip(" \t\u00a0")
            if CALL in text:
                text = self._without_calls(text, notes)
            if text or (first and shown.label):
                label, others = (shown.label, shown.others) if first else ("", ())
                place = (paragraph.role, paragraph.cell)
                self._add(Line(len(self._lines), label, text, "", first, *place, other_labels=others))
                first = False

    def _without_calls(self, text: str, notes: Iterator[Note]) -> str:
        """The text of a line to be, with the places of its calls remembered."""
        first, *pieces = text.split(CALL)
        at = len(first)
        for piece in pieces:
            note = next(notes)
            note.mark = note.mark or self._marks[note.role].next()
            self._called.append((len(self._lines), at, note))
            at += len(piece)
        return first + "".join(pieces)

    def _add(self, line: Line) -> None:
        if len(self._lines) >= _MAX_PARAGRAPHS:
            raise Unreadable("too_complex", {"paragraphs": _MAX_PARAGRAPHS})
        self._lines.append(line)

    def skeleton(self) -> bytes:
        """A DOCX with the lists and styles of this file and a place holder for each paragraph of its body."""
        root = etree.Element(W + "document", nsmap={"w": W[1:-1]})
        body = etree.SubElement(root, W + "body")
        for index, properties in self.body:
            paragraph = etree.SubElement(body, W + "p")
            own = etree.SubElement(paragraph, W + "pPr")
            for name in ("pStyle", "numPr"):
                found = None if properties is None else properties.find(W + name)
                if found is not None:
                    own.append(copy(found))
            run = etree.SubElement(paragraph, W + "r")
            etree.SubElement(run, W + "t").text = f"¶{index}¶"
        parts = {kind: self._part(kind) for kind in ("numbering", "styles")}
        return _pack_lists(root, {kind: part for kind, part in parts.items() if part is not None})

    # Notes

    def _is_bare_heading(self, first: int) -> bool:
        """Whether the paragraph that just became lines is only "Neni 5": its title must follow before any note."""
        lines = self._lines[first:]
        if len(lines) != 1 or lines[0].role or len(lines[0].text) > 40:
            return False
        label = labels.read_label(lines[0].label, lines[0].text)
        return label is not None and label.form in ("article", "level", "annex") and not label.rest

    def _release(self) -> None:
        """Put down the notes that waited for the end of a table or for the title of a heading."""
        if self._table_depth:
            return
        held, self._held = self._held, []
        for role, identifier in held:
            self._note(role, identifier)

    def _note(self, role: str, identifier: str) -> None:
        if (role, identifier) in self._noted or identifier not in self._notes[role]:
            return
        self._noted[role, identifier] = len(self._lines)
        with self._numbering.story():
            self._blocks(self._notes[role][identifier], role, None)
            self._flush()


class _Marks:
    """The figures of footnotes or endnotes, counted through the document as its settings say."""

    def __init__(self, settings: etree._Element | None, kind: str, format: str) -> None:
        own = None if settings is None else settings.find(W + kind)
        self._format = (_val(own.find(W + "numFmt")) if own is not None else "") or format
        self._number = _count(own, "numStart", 1) - 1

    def next(self) -> str:
        self._number += 1
        return written_number(self._number, self._format)


_MESSAGES = {
    "tracked_changes": "The file holds tracked changes; it was read with all of them accepted.",
    "hidden_text": "The file holds hidden text; it was read like the rest.",
    "embedded_part": "The file embeds another document or a drawing, whose text was not read.",
    "encoding": "Letters that only an old or a symbol font makes: please compare them with the file.",
    "numbering_uncertain": "Word processors disagree on this numbering: please confirm the numbers.",
}
NUMBERS_DISPUTED = Doubt("numbering_uncertain", _MESSAGES["numbering_uncertain"])
# Doubts that belong to a place and not only to the file.
_PLACED = {"encoding", "hidden_text", "embedded_part"}


def _pack_lists(document: etree._Element, parts: dict[str, etree._Element]) -> bytes:
    """A Word file of a document and its parts "numbering" and "styles"."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{word}.{kind}+xml"/>'
        for name, kind in [("document", "document.main"), *((part, part) for part in parts)]
    )
    related = "".join(
        f'<Relationship Id="r{at}" Type="{office}/{kind}" Target="{kind}.xml"/>' for at, kind in enumerate(parts)
    )
    main = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        )
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships">{main}</Relationships>')
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{package}/relationships">{related}</Relationships>'
        )
        for name, root in {"document": document, **parts}.items():
            archive.writestr(f"word/{name}.xml", etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    return held.getvalue()


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


def _count(properties: etree._Element | None, name: str, without: int) -> int:
    """A small whole number among properties, as written or `without` where none is."""
    value = "" if properties is None else _val(properties.find(W + name))
    return int(value) if re.fullmatch(r"\d{1,4}", value) else without


def _val(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(W + "val", ""))
