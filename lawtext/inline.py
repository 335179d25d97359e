"""What stands inside one paragraph of a Word file: its words, the notes it calls, the boxes that hang on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from lawtext.model import Unreadable
from lawtext.numbering import W
from lawtext.symbols import is_doubtful, is_old_font, is_symbol_font, raised, shown_symbols, symbol

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_REVISIONS = {W + "ins", W + "del", W + "moveFrom", W + "moveTo"}
_GONE = {W + "del", W + "moveFrom", W + "delText", W + "delInstrText", W + "rPr", W + "pPr"}
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
# No XML can hold this character, so it marks the place of a call while the text is put together.
CALL = "\x00"
_DDE = re.compile(r"(?i)^\s*DDE(AUTO)?\b")
# Fields whose numbers only the word processor knows: the file holds no result.
_AUTOMATIC = re.compile(r"(?i)^\s*(AUTONUM|AUTONUMLGL|AUTONUMOUT|LISTNUM)\b")
_LONGEST_FONT = 64
_SUPERSCRIPT_DIGITS = re.compile(r"\d{1,3}")


@dataclass(slots=True)
class Note:
    """A note called in a paragraph: "footnote" or "endnote", its id, and its own mark where it is not a number."""

    role: str
    id: str
    mark: str = ""


@dataclass(slots=True)
class Content:
    """
    A paragraph's words as they read with all changes accepted: line breaks as newlines, CALL where a note is called.

    `codes` are the doubts about it (`tracked_changes`, `hidden_text`, `embedded_part`, `encoding`, and
    `numbering_uncertain` for numbers that only a word processor can count).
    """

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    words_drawn: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def join(self, before: Sequence[Content]) -> None:
        """Put what paragraphs before this one hold in front of it; their ends were deleted."""
        parts = [*before, self]
        self.text = "".join(part.text for part in parts)
        self.boxes = [box for part in parts for box in part.boxes]
        self.words_drawn = [words for part in parts for words in part.words_drawn]
        self.notes = [note for part in parts for note in part.notes]
        self.codes = {code for part in parts for code in part.codes}


def content_of(paragraph: etree._Element) -> Content:
    """
    What a w:p holds.

    Raises:
        Unreadable: `external_content` for a field of dynamic data exchange.
    """
    walk = _Walk()
    walk.into(paragraph, _RUN)
    if walk.instructions and _DDE.search("".join(walk.instructions)):
        raise Unreadable("external_content", {"reason": "dde"})
    content = walk.content
    content.text = "".join(walk.pieces).replace("\u00ad", "")
    if is_doubtful(content.text):
        content.codes.add("encoding")
    return content


@dataclass(frozen=True, slots=True)
class _Run:
    font: str = ""
    is_hidden: bool = False
    is_raised: bool = False


_RUN = _Run()


class _Walk:
    def __init__(self) -> None:
        self.content = Content()
        self.pieces: list[str] = []
        self.instructions: list[str] = []
        # For each open field: where its instruction began among the pieces, -1 once its result has begun.
        self._fields: list[int] = []
        self._custom_mark = False

    def into(self, parent: etree._Element, run: _Run) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "t":
                self._words(child.text or "", run)
            elif tag == W + "r":
                self._custom_mark = False
                self.into(child, self._run(child.find(W + "rPr")))
            elif tag in _GONE:
                if tag in _REVISIONS:
                    self.content.codes.add("tracked_changes")
            elif tag == W + "tab" or tag == W + "ptab":
                self.pieces.append("\t")
            elif tag == W + "br" or tag == W + "cr":
                self.pieces.append("\n")
            elif tag == W + "noBreakHyphen":
                self.pieces.append("-")
            elif tag == W + "sym":
                self._symbol(child)
            elif tag == W + "fldChar":
                self._field(child)
            elif tag == W + "instrText":
                self._instruction(child.text or "")
            elif tag == W + "fldSimple":
                self._instruction(str(child.get(W + "instr", "")))
                self.into(child, run)
            elif tag in _NOTES:
                self._call(child, _NOTES[tag])
            elif tag == MC + "AlternateContent":
                chosen = child.find(MC + "Choice")
                chosen = child.find(MC + "Fallback") if chosen is None else chosen
                if chosen is not None:
                    self.into(chosen, run)
            elif tag == W + "txbxContent":
                self.content.boxes.append(child)
            elif tag == W + "p":
                self.content.boxes.append(parent)
                return
            elif tag == _M + "t":
                self.pieces.append(child.text or "")
            elif isinstance(tag, str):
                self._other(child, tag, run)

    def _other(self, child: etree._Element, tag: str, run: _Run) -> None:
        if tag in _REVISIONS:
            self.content.codes.add("tracked_changes")
        elif tag.endswith("}textpath") and child.get("string"):
            self.content.words_drawn.append(str(child.get("string")))
        elif tag.endswith(("}relIds", "}chart")):
            self.content.codes.add("embedded_part")
        self.into(child, run)

    def _run(self, properties: etree._Element | None) -> _Run:
        if properties is None:
            return _RUN
        vanish = properties.find(W + "vanish")
        is_hidden = vanish is not None and vanish.get(W + "val") not in ("0", "false", "off")
        place = properties.find(W + "vertAlign")
        fonts = properties.find(W + "rFonts")
        font = "" if fonts is None else str(fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "")[:_LONGEST_FONT]
        return _Run(font, is_hidden, place is not None and place.get(W + "val") == "superscript")

    def _words(self, text: str, run: _Run) -> None:
        if self._custom_mark and text.strip():
            # The mark of a note chosen by hand stands as text after the call.
            self.content.notes[-1].mark = text.strip()
            self._custom_mark = False
            return
        if run.is_hidden and text:
            self.content.codes.add("hidden_text")
        if run.font and self._is_misread(text, run.font):
            self.content.codes.add("encoding")
        text = shown_symbols(text, run.font)
        if run.is_raised and _SUPERSCRIPT_DIGITS.fullmatch(text.strip()) and self._touches_word():
            text = raised(text)
        self.pieces.append(text)

    def _is_misread(self, text: str, font: str) -> bool:
        """Whether the font shows other letters than those that are written."""
        if is_symbol_font(font):
            return any("!" < letter < "\x7f" for letter in text)
        return is_old_font(font) and not text.isspace()

    def _touches_word(self) -> bool:
        return bool(self.pieces) and bool(self.pieces[-1]) and not self.pieces[-1][-1].isspace()

    def _symbol(self, element: etree._Element) -> None:
        code = str(element.get(W + "char", ""))
        if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) and int(code, 16) <= 0x10FFFF:
            number = int(code, 16)
            # A surrogate is no character; a word processor shows a box for it.
            self.pieces.append("•" if 0xD800 <= number <= 0xDFFF else symbol(number, str(element.get(W + "font", ""))))

    def _call(self, element: etree._Element, role: str) -> None:
        self.content.notes.append(Note(role, str(element.get(W + "id", ""))))
        self.pieces.append(CALL)
        self._custom_mark = element.get(W + "customMarkFollows") in ("1", "true", "on")

    # Fields: what they show and not what they are told

    def _instruction(self, text: str) -> None:
        self.instructions.append(text)
        if _AUTOMATIC.match(text):
            self.content.codes.add("numbering_uncertain")

    def _field(self, element: etree._Element) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(len(self.pieces))
            data = element.find(W + "ffData")
            if data is not None:
                self._form(data)
        elif kind in ("separate", "end") and self._fields:
            begun = self._fields[-1]
            if begun >= 0 and kind == "separate":
                # Results of fields within the instruction are part of the instruction.
                del self.pieces[begun:]
                self._fields[-1] = -1
            if kind == "end":
                self._fields.pop()

    def _form(self, data: etree._Element) -> None:
        """Boxes to tick and lists to choose from have no result in the text."""
        box = data.find(W + "checkBox")
        chosen = data.find(W + "ddList")
        if box is not None:
            state = box.find(W + "checked")
            state = box.find(W + "default") if state is None else state
            is_checked = state is not None and state.get(W + "val") not in ("0", "false", "off")
            self.pieces.append("☒" if is_checked else "☐")
        elif chosen is not None:
            entries = [str(entry.get(W + "val", "")) for entry in chosen.findall(W + "listEntry")]
            result = chosen.find(W + "result")
            at = str(result.get(W + "val", "0")) if result is not None else "0"
            if at.isdigit() and len(at) < 4 and int(at) < len(entries):
                self.pieces.append(entries[int(at)])
        # What the form shows stays, whatever the instruction after it says.
        self._fields[-1] = len(self.pieces)
