"""
Word files with their tracked changes kept apart: every paragraph as it was and as it shall be, with who and when.

The paragraph mark's own insertion or deletion (w:pPr/w:rPr) tells "new paragraph" from "new words"; text moved away
stands in w:t, not in w:delText; what is deleted inside an insertion belongs to neither view (ECMA-376 part 1, 17.13.5).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from lawtext.container import check_archive
from lawtext.model import Unreadable
from lawtext.numbering import Numbering, Styles, W
from lawtext.word_comments import RawComment, read_comments
from lawtext.word_parts import WordParts

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# As for the reading of untouched files: a printed law of a thousand pages has some 50,000 paragraphs.
_MAX_PARAGRAPHS = 60_000
_MAX_CHARACTERS = 12 << 20
_MAX_COMMENTS = 20_000
_SKIPPED = {W + name for name in ("pPr", "rPr", "instrText", "delInstrText", "sectPr", "tblPr", "tblGrid")}
_INSERTED = {W + "ins", W + "moveTo"}
_DELETED = {W + "del", W + "moveFrom"}
_FORMAT = {
    W + name
    for name in (
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "tblPrExChange",
        "tblGridChange",
        "trPrChange",
        "tcPrChange",
        "numberingChange",
    )
}
_PROPERTIES, _STYLE, _MARK = W + "pPr", W + "pStyle", W + "rPr"
_CHANGE, _NUMBERING = W + "pPrChange", W + "numPr"
_RUN, _TEXT = W + "r", W + "t"
_FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CONTENTS_STYLE = re.compile(r"(?i)^(toc|contents|table of contents|përmbajtja|sadržaj)\s*(heading|\d)*$")


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose tracked change something is, and when: claims of the file. `move` is the name of the move it is part of."""

    author: str
    date: str
    move: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Whether something is in the text as it was and in the text as it shall be, and by whose hand."""

    was: bool = True
    stays: bool = True
    inserted: Hand | None = None
    deleted: Hand | None = None

    def within(self, hand: Hand, *, insertion: bool) -> State:
        """The state of what stands inside a tracked insertion or deletion."""
        if insertion:
            return State(False, self.stays, hand, self.deleted)
        return State(self.was, False, self.inserted, hand)


PLAIN = State()


@dataclass(slots=True)
class Segment:
    """A stretch of text in one state."""

    text: str
    state: State


@dataclass(slots=True)
class RevisedParagraph:
    """
    A w:p of the file, or a line of one with line breaks. `mark` is the state of its end; `around` that of the table
    row or box it stands in.

    `label_was` and `label` are what automatic numbering displays before it in the two views. `cell` is (table, row,
    column) or None; `region` tells which paragraphs can flow into one another (the same cell, note or body).
    """

    index: int
    segments: list[Segment]
    mark: State = PLAIN
    around: State = PLAIN
    label_was: str = ""
    label: str = ""
    role: str = ""
    cell: tuple[int, int, int] | None = None
    region: int = 0
    bookmarks: list[str] = field(default_factory=list)
    length_was: int = 0
    length: int = 0

    def text(self, *, final: bool) -> str:
        """The paragraph's own text in one view."""
        return "".join(each.text for each in self.segments if (each.state.stays if final else each.state.was))


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a paragraph (by index): characters before it in the text as it was and as it shall be."""

    paragraph: int
    was: int
    stays: int


@dataclass(slots=True)
class WordFile:
    """A Word file with its changes kept apart; see `read_revisions`."""

    paragraphs: list[RevisedParagraph]
    running: list[RevisedParagraph]
    comments: list[RawComment]
    ranges: dict[str, tuple[Position, Position]]
    operations: int
    format_changes: int
    identifier: str
    last_modified_by: str


def read_revisions(data: bytes) -> WordFile:
    """
    The paragraphs of a DOCX file with every tracked insertion, deletion and move, and its comments.

    Raises:
        Unreadable: see `check_archive`; also `not_this_format` for an archive that is not a Word document.
    """
    check_archive(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Walk(WordParts(archive)).read()
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise Unreadable("truncated", {"reason": type(error).__name__}) from error
    except (RecursionError, MemoryError) as error:
        raise Unreadable("too_complex") from error


@dataclass(frozen=True, slots=True)
class _Counted:
    """A paragraph that may have a displayed number, with what tells it."""

    paragraph: RevisedParagraph
    end: State
    properties: etree._Element | None
    style: str
    change: etree._Element | None
    numbering: etree._Element | None

    @property
    def needs_old_label(self) -> bool:
        """Whether it is to be seen in the text as it was only by its displayed number, or was numbered otherwise."""
        if self.change is not None or (self.numbering is not None and self.numbering.find(W + "ins") is not None):
            return True
        return self.end.was and not self.end.stays and not self.paragraph.text(final=False).strip()


class _Walk:
    def __init__(self, parts: WordParts) -> None:
        self._parts = parts
        styles = Styles(parts.part("styles"))
        self._styles = styles
        self._counted: list[_Counted] = []
        self._numbered_styles: dict[str, bool] = {}
        self._notes = {kind: _notes(parts.part(kind + "s"), kind) for kind in ("footnote", "endnote")}
        self._noted: set[tuple[str, str]] = set()
        self._paragraphs: list[RevisedParagraph] = []
        self._current = RevisedParagraph(0, [])
        self._tables = self._regions = 0
        self._moves: dict[bool, dict[str, str]] = {True: {}, False: {}}
        self._starts: dict[str, Position] = {}
        self._ranges: dict[str, tuple[Position, Position]] = {}
        self._bookmarks: list[str] = []
        self._boxes: list[tuple[etree._Element, State]] = []
        self._called: list[tuple[str, str, State]] = []
        self._operations = self._format_changes = 0

    def read(self) -> WordFile:
        body = self._parts.document.find(W + "body")
        if body is not None:
            self._region(body, "", None, PLAIN)
        for kind, bodies in self._notes.items():
            for identifier in bodies:
                self._note(kind, identifier, PLAIN)
        self._check_size()
        self._label()
        main, self._paragraphs = self._paragraphs, []
        positions = self._ranges
        for kind, root in self._parts.running():
            self._region(root, kind, None, PLAIN)
        running = self._paragraphs
        return WordFile(
            paragraphs=main,
            running=running,
            comments=self._comments(positions),
            ranges=positions,
            operations=self._operations,
            format_changes=self._format_changes + self._count_formats(),
            identifier=self._parts.core_property("identifier"),
            last_modified_by=self._parts.core_property("lastModifiedBy"),
        )

    def _comments(self, ranges: dict[str, tuple[Position, Position]]) -> list[RawComment]:
        comments = read_comments(self._parts)
        if any(each.replies for each in comments) or not self._parts.application().startswith("LibreOffice"):
            return comments
        # LibreOffice writes the answers of a thread as comments of their own on exactly the same words.
        first: dict[tuple[Position, Position], RawComment] = {}
        kept: list[RawComment] = []
        for comment in comments:
            place = ranges.get(comment.id)
            known = first.get(place) if place is not None and place[0] != place[1] else None
            if known is not None:
                known.replies.append(comment)
            else:
                kept.append(comment)
                if place is not None:
                    first[place] = comment
        return kept

    def _count_formats(self) -> int:
        return sum(1 for _ in self._parts.document.iter(*_FORMAT))

    def _check_size(self) -> None:
        characters = sum(len(piece.text) for each in self._paragraphs for piece in each.segments)
        if characters > _MAX_CHARACTERS:
            raise Unreadable("too_complex", {"characters": characters, "limit": _MAX_CHARACTERS})
        if len(self._ranges) > _MAX_COMMENTS:
            raise Unreadable("too_complex", {"comments": len(self._ranges), "limit": _MAX_COMMENTS})

    def _label(self) -> None:
        """The displayed numbers of both views: deleted paragraphs still count in the text as it was."""
        if not self._counted:
            return
        root = self._parts.part("numbering")
        numbering = Numbering(root, self._styles)
        for each in self._counted:
            if each.end.stays:
                each.paragraph.label = numbering.label(each.properties, each.style)
        if not any(each.needs_old_label for each in self._counted):
            # What stays keeps the number it will have; only what is gone and was nothing but a number needs its own.
            for each in self._counted:
                each.paragraph.label_was = each.paragraph.label if each.end.was else ""
            return
        numbering = Numbering(root, self._styles)
        for each in self._counted:
            if each.end.was:
                before, style = _properties_before(each.properties, each.style, each.change, each.numbering)
                each.paragraph.label_was = numbering.label(before, style)

    # Blocks

    def _region(self, parent: etree._Element, role: str, cell: tuple[int, int, int] | None, around: State) -> None:
        """Paragraphs that can flow into one another, and nowhere else."""
        self._regions += 1
        self._blocks(parent, role, cell, around, self._regions)

    def _blocks(
        self,
        parent: etree._Element,
        role: str,
        cell: tuple[int, int, int] | None,
        around: State,
        region: int,
    ) -> None:
        for element in parent:
            tag = element.tag
            if tag == W + "p":
                self._paragraph(element, role, cell, around, region)
            elif tag == W + "tbl":
                self._table(element, role, cell, around)
                # What follows a table cannot flow into what stands before it.
                self._regions += 1
                region = self._regions
            elif tag == W + "sdt":
                content = element.find(W + "sdtContent")
                if content is not None:
                    self._blocks(content, "contents" if _is_contents(element) else role, cell, around, region)
            elif tag == _MC + "AlternateContent":
                chosen = _chosen(element)
                if chosen is not None:
                    self._blocks(chosen, role, cell, around, region)
            elif tag in _INSERTED or tag in _DELETED:
                inner = around.within(self._hand(element), insertion=tag in _INSERTED)
                self._blocks(element, role, cell, inner, region)
            elif tag == W + "customXml" or tag == W + "smartTag":
                self._blocks(element, role, cell, around, region)
            else:
                self._between(element, None)

    def _table(self, table: etree._Element, role: str, outer: tuple[int, int, int] | None, around: State) -> None:
        self._tables += 1
        number = self._tables
        for row_number, (row, state) in enumerate(self._through(table, W + "tr", around)):
            properties = row.find(W + "trPr")
            state = self._marked(properties, state)
            for column, (each, cell_state) in enumerate(self._through(row, W + "tc", state)):
                cell_properties = each.find(W + "tcPr")
                if cell_properties is not None:
                    for name, insertion in (("cellIns", True), ("cellDel", False)):
                        change = cell_properties.find(W + name)
                        if change is not None:
                            cell_state = cell_state.within(self._hand(change), insertion=insertion)
                self._region(each, role, outer or (number, row_number, column), cell_state)

    def _through(self, parent: etree._Element, tag: str, state: State) -> Iterator[tuple[etree._Element, State]]:
        """Rows of a table or cells of a row, also inside content controls and tracked changes."""
        for child in parent:
            if child.tag == tag:
                yield child, state
            elif child.tag in _INSERTED or child.tag in _DELETED:
                yield from self._through(child, tag, state.within(self._hand(child), insertion=child.tag in _INSERTED))
            elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
                yield from self._through(child, tag, state)
            else:
                self._between(child, None)

    def _marked(self, properties: etree._Element | None, state: State) -> State:
        """The state of a row or paragraph mark by the insertion or deletion among its properties."""
        for child in () if properties is None else properties:
            if child.tag in _INSERTED:
                state = state.within(self._hand(child), insertion=True)
            elif child.tag in _DELETED:
                state = state.within(self._hand(child), insertion=False)
        return state

    def _hand(self, element: etree._Element) -> Hand:
        self._operations += 1
        move = ""
        if element.tag == W + "moveFrom" or element.tag == W + "moveTo":
            names = self._moves[element.tag == W + "moveTo"]
            move = next(reversed(names.values())) if names else "?"
        return Hand(element.get(W + "author", "").strip(), element.get(W + "date", ""), move)

    def _between(self, element: etree._Element, paragraph: RevisedParagraph | None) -> None:
        """Marks that stand between blocks as well as inside paragraphs: of moves, comments, bookmarks."""
        tag = element.tag
        if tag == W + "bookmarkStart":
            (self._bookmarks if paragraph is None else paragraph.bookmarks).append(element.get(W + "name", ""))
        elif tag == W + "moveFromRangeStart" or tag == W + "moveToRangeStart":
            name = element.get(W + "name", "") or "?"
            self._moves[tag == W + "moveToRangeStart"][element.get(W + "id", "")] = name
        elif tag == W + "moveFromRangeEnd" or tag == W + "moveToRangeEnd":
            self._moves[tag == W + "moveToRangeEnd"].pop(element.get(W + "id", ""), None)
        elif tag == W + "commentRangeStart":
            self._starts[element.get(W + "id", "")] = self._here(paragraph)
        elif tag == W + "commentRangeEnd":
            identifier = element.get(W + "id", "")
            here = self._here(paragraph, is_end=True)
            self._ranges[identifier] = (self._starts.get(identifier, here), here)
        elif tag == W + "commentReference":
            identifier = element.get(W + "id", "")
            here = self._here(paragraph)
            self._ranges.setdefault(identifier, (self._starts.get(identifier, here), here))

    def _here(self, paragraph: RevisedParagraph | None, *, is_end: bool = False) -> Position:
        if paragraph is None:
            if not is_end or not self._paragraphs:
                return Position(len(self._paragraphs), 0, 0)
            paragraph = self._paragraphs[-1]
        return Position(paragraph.index, paragraph.length_was, paragraph.length)

    def _note(self, kind: str, identifier: str, around: State) -> None:
        if (kind, identifier) not in self._noted and identifier in self._notes[kind]:
            self._noted.add((kind, identifier))
            self._region(self._notes[kind][identifier], kind, None, around)

    # Paragraphs

    def _paragraph(
        self,
        element: etree._Element,
        role: str,
        cell: tuple[int, int, int] | None,
        around: State,
        region: int,
    ) -> None:
        if len(self._paragraphs) >= _MAX_PARAGRAPHS:
            raise Unreadable("too_complex", {"paragraphs": _MAX_PARAGRAPHS})
        properties = element.find(_PROPERTIES)
        style, mark, change, numbering = _looked_into(properties)
        if not role and style and _CONTENTS_STYLE.match(self._styles.name(style)):
            role = "contents"
        boxes, self._boxes = self._boxes, []
        called, self._called = self._called, []
        first = self._begin(role, cell, around, region)
        self._content(element, around)
        # The end comes last: the marks that name a move stand among the words.
        end = self._current.mark = around if mark is None else self._marked(mark, around)
        counts = numbering is not None or change is not None or self._is_numbered(style)
        if counts and role in ("", "contents"):
            # Boxes and notes count for themselves.
            self._counted.append(_Counted(first, end, properties, style, change, numbering))
        own_boxes, self._boxes = self._boxes, boxes
        own_called, self._called = self._called, called
        for box, state in own_boxes:
            self._region(box, role or "textbox", cell, state)
        for kind, identifier, state in own_called:
            self._note(kind, identifier, state)

    def _is_numbered(self, style: str) -> bool:
        """Whether a style may number its paragraphs."""
        known = self._numbered_styles.get(style)
        if known is None:
            chain = self._styles.chain(style or self._styles.default)
            known = self._numbered_styles[style] = any(each.number_id is not None for _, each in chain)
        return known

    def _begin(self, role: str, cell: tuple[int, int, int] | None, around: State, region: int) -> RevisedParagraph:
        """A new paragraph, or the next line of one, which what is read next belongs to."""
        made = RevisedParagraph(len(self._paragraphs), [], around, around, "", "", role, cell, region, self._bookmarks)
        self._bookmarks = []
        self._current = made
        self._paragraphs.append(made)
        return made

    def _break(self, state: State) -> None:
        """A line break: what follows is a line of its own, as it is in the reading of untouched files."""
        before = self._current
        before.mark = state
        self._begin(before.role, before.cell, before.around, before.region)

    def _content(self, parent: etree._Element, state: State) -> None:
        for child in parent:
            tag = child.tag
            if tag == _RUN:
                self._content(child, state)
            elif tag in (_TEXT, W + "delText", _FORMULA_TEXT):
                _add(self._current, child.text or "", state)
            elif tag in _SKIPPED:
                continue
            elif tag in _INSERTED or tag in _DELETED:
                inner = state.within(self._hand(child), insertion=tag in _INSERTED)
                self._content(child, inner)
            elif tag == W + "tab" or tag == W + "ptab":
                _add(self._current, "\t", state)
            elif tag == W + "br" or tag == W + "cr":
                self._break(state)
            elif tag == W + "noBreakHyphen":
                _add(self._current, "-", state)
            elif tag == W + "sym":
                _add(self._current, _symbol(child), state)
            elif tag == W + "footnoteReference" or tag == W + "endnoteReference":
                kind = "footnote" if tag == W + "footnoteReference" else "endnote"
                self._called.append((kind, child.get(W + "id", ""), state))
            elif tag == _MC + "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._content(chosen, state)
            elif tag == W + "txbxContent":
                self._boxes.append((child, state))
            elif tag == W + "p":
                self._boxes.append((parent, state))
                return
            elif len(child):
                self._content(child, state)
            else:
                self._between(child, self._current)


def _add(paragraph: RevisedParagraph, text: str, state: State) -> None:
    text = text.replace("\u00ad", "")
    if not text:
        return
    paragraph.length_was += len(text) * state.was
    paragraph.length += len(text) * state.stays
    segments = paragraph.segments
    if segments and (segments[-1].state is state or segments[-1].state == state):
        segments[-1].text += text
    else:
        segments.append(Segment(text, state))


def _notes(root: etree._Element | None, kind: str) -> dict[str, etree._Element]:
    if root is None:
        return {}
    return {
        element.get(W + "id", ""): element
        for element in root.findall(W + kind)
        if element.get(W + "type") in (None, "normal")
    }


def _looked_into(
    properties: etree._Element | None,
) -> tuple[str, etree._Element | None, etree._Element | None, etree._Element | None]:
    """Of a paragraph's properties: its style, those of its mark, the tracked change of them, its numbering."""
    style, mark, change, numbering = "", None, None, None
    for child in () if properties is None else properties:
        tag = child.tag
        if tag == _STYLE:
            style = child.get(W + "val", "")
        elif tag == _MARK:
            mark = child
        elif tag == _CHANGE:
            change = child
        elif tag == _NUMBERING:
            numbering = child
    return style, mark, change, numbering


def _properties_before(
    properties: etree._Element | None,
    style: str,
    change: etree._Element | None,
    numbering: etree._Element | None,
) -> tuple[etree._Element | None, str]:
    """A paragraph's properties and style before the tracked change of them."""
    if change is not None:
        before = change.find(_PROPERTIES)
        return before, "" if before is None else _val(before.find(_STYLE))
    if numbering is not None and numbering.find(W + "ins") is not None:
        return None, style
    return properties, style


def _chosen(element: etree._Element) -> etree._Element | None:
    chosen = element.find(_MC + "Choice")
    return element.find(_MC + "Fallback") if chosen is None else chosen


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
