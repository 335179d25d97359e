"""PDF files to source lines: the text a page holds, with the place of every line; pictures of pages are told apart."""

from __future__ import annotations

import ctypes
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from lawtext.layout import Box, Piece, Sheet, lines_of, split_at_gaps
from lawtext.model import Doubt, Line, Unreadable

T = TypeVar("T")

_MAX_PAGES = 1_000
_MAX_TEXT = 12 << 20
_MAX_ROWS = 80_000
# Things drawn on all pages together; a dense page of print has some 3,000.
_MAX_OBJECTS = 4_000_000
# More lines on a page than this are no print; their places are not asked for.
_MOST_PLACED = 5_000
# A dense page has some 50 kB of drawing; a whole book in one stream has a few megabytes.
_MOST_UNPACKED = 12 << 20
_MOST_UNPACKED_TOGETHER = 512 << 20
_STREAM = re.compile(rb"stream\r?\n")
# A page with fewer characters is a picture, or empty.
SPARSE = 50
_PASSWORD_ERROR = 4
_MOST_RULES = 400
_MOST_OBJECTS = 20_000
_FEW_OBJECTS = 600
_SAMPLED = 12
_NEAR = 3.0
# PDFium gives an end-of-line hyphen as U+FFFE (older builds U+0002) and glues the next line to it; on turned pages as a
# soft hyphen and a blank.
_BREAK = re.compile("[\ufffe\x02](?:\r?\n)?|\xad(?:\r?\n| )|\r\n|[\r\n\x0b\x0c]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\u00ad\ufeff\uffff]")
_CALL = re.compile(r"(?<=[^\s\d])\d{1,3}(?!\w)")
_FIRST_FIGURE = re.compile(r"^\d{1,3}(?=[^\W\d_])")
_NUMBERED = re.compile(r"\s*\d{1,4}(?=\s+\S)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_pdf(data: bytes) -> tuple[list[Line], list[Doubt]]:
    """
    The physical lines of a PDF in reading order, pages counted from 1.

    Lines that recur at the top or bottom of pages get the role "header" or "footer", line numbers and sideways text
    "margin", smaller type below the text "footnote"; figures that call a footnote become raised ones ("KOMUNA¹").
    Words broken at a line's end keep their hyphen here; joining lines decides about it.

    Raises:
        Unreadable: `encrypted`, `truncated`, `too_complex` (pages, text), `expands_too_much`, `no_text` for scanned
            pages.
    """
    sheets, lengths = opened(data, sheets_of)
    count = len(sheets)
    sparse = [number for number, length in enumerate(lengths, start=1) if length < SPARSE]
    if not any(sheet.pieces for sheet in sheets) or (len(sparse) == count and not any(map(_letters, sheets))):
        raise Unreadable("no_text", {"pages": count})
    return lines_of(sheets)[0], sparse_doubts(sparse, count)


def sparse_doubts(sparse: list[int], count: int) -> list[Doubt]:
    """A doubt about pages with hardly any text, where others have some."""
    if not 0 < len(sparse) < count:
        return []
    shown = ", ".join(map(str, sparse[:10]))
    return [Doubt("sparse_page", f"Pages with hardly any text, perhaps scanned: {shown}.")]


def check_streams(data: bytes) -> None:
    """
    Refuse a file whose packed streams unpack to more than a page of text needs; the library under us would fall over.

    Pictures are not looked at: they are unpacked only where a page is drawn.

    Raises:
        Unreadable: `expands_too_much`.
    """
    spent = 0
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - 400) : match.start()]
        head = head[max(head.rfind(b"obj"), 0) :]
        if b"/Image" in head or (b"/FlateDecode" not in head and b"/Fl" not in head):
            continue
        held = data[match.end() : match.end() + _MOST_UNPACKED]
        # Streams may be packed more than once.
        for _ in range(max(1, min(4, head.count(b"/Fl")))):
            try:
                held = zlib.decompressobj().decompress(held, _MOST_UNPACKED + 1)
            except zlib.error:
                break
            spent += len(held)
            if len(held) > _MOST_UNPACKED or spent > _MOST_UNPACKED_TOGETHER:
                raise Unreadable("expands_too_much", {"bytes": spent, "limit": _MOST_UNPACKED})


def opened(data: bytes, use: Callable[[Any], T]) -> T:
    """
    What `use` makes of the opened document; every failure of the library under it becomes `Unreadable`.

    Raises:
        Unreadable: `encrypted`, `truncated`, `too_complex`, `expands_too_much`.
    """
    import pypdfium2

    check_streams(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            raise Unreadable("encrypted") from error
        raise Unreadable("truncated", {"reason": "pdf"}) from error
    try:
        if len(document) > _MAX_PAGES:
            raise Unreadable("too_complex", {"pages": len(document), "limit": _MAX_PAGES})
        return use(document)
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        raise Unreadable("truncated", {"reason": "pdf"}) from error
    finally:
        document.close()


def sheets_of(document: Any, look: Callable[[int, Any, int], None] | None = None) -> tuple[list[Sheet], list[int]]:
    """
    The pages with the pieces of their lines, and how many characters each holds.

    `look` is shown every page while it is open: its number, the page, its count of characters.
    """
    from pypdfium2 import raw

    sheets: list[Sheet] = []
    lengths: list[int] = []
    size = rows = objects = 0
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            objects += raw.FPDFPage_CountObjects(page)
            if objects > _MAX_OBJECTS:
                raise Unreadable("too_complex", {"objects": objects, "limit": _MAX_OBJECTS})
            sheet, length = _sheet(number, page)
            if look is not None:
                look(number, page, length)
        finally:
            page.close()
        size += length
        if size > _MAX_TEXT:
            raise Unreadable("too_complex", {"characters": size, "limit": _MAX_TEXT})
        rows += len(sheet.pieces)
        if rows > _MAX_ROWS:
            raise Unreadable("too_complex", {"lines": rows, "limit": _MAX_ROWS})
        lengths.append(length)
        sheets.append(sheet)
    return sheets, lengths


def _letters(sheet: Sheet) -> bool:
    return sum(map(str.isalpha, "".join(piece.text for piece in sheet.pieces))) >= SPARSE // 2


def _sheet(number: int, page: Any) -> tuple[Sheet, int]:
    """One page and how many characters it holds."""
    held = page.get_textpage()
    try:
        text = held.get_text_range() if held.count_chars() > 0 else ""
        reader = _PageText(page, held, text)
        return Sheet(number, reader.height, reader.pieces(), reader.rules), len(text.strip())
    finally:
        held.close()


class _PageText:
    """The text of one page and the places of its characters, turned so that most lines run from left to right."""

    def __init__(self, page: Any, held: Any, text: str) -> None:
        from pypdfium2 import raw

        self._raw, self._page, self._held, self._text = raw, page, held, text
        self._places = [ctypes.c_double() for _ in range(4)]
        self._pointers = [ctypes.byref(place) for place in self._places]
        self._index = self._indexes()
        self._spans = _spans(text)
        self._turns = [self._turn(begin) for begin, _, _ in self._spans[:_MOST_PLACED]]
        self._turned = Counter(self._turns).most_common(1)[0][0] if self._turns else 0
        width, height = page.get_width(), page.get_height()
        if page.get_rotation() in (90, 270):
            width, height = height, width
        self._across, self._down = width, height
        self.height = width if self._turned in (1, 3) else height
        self.rules: list[Box] = []

    def _indexes(self) -> Callable[[int], int]:
        """From places in the text to places among the page's characters; the same but for letters beyond 16 bit."""
        text, held = self._text, self._held
        if len(text) == held.count_chars() and max(text, default="") <= "\uffff":
            return lambda at: at
        units = [0]
        for character in text:
            units.append(units[-1] + (2 if character > "\uffff" else 1))
        find = self._raw.FPDFText_GetCharIndexFromTextIndex
        return lambda at: max(0, int(find(held, units[at])))

    def _turn(self, at: int) -> int:
        """Quarter turns of a character against the page, -1 for writing aslant."""
        angle = self._raw.FPDFText_GetCharAngle(self._held, self._index(at))
        quarters = angle / (math.pi / 2)
        return round(quarters) % 4 if angle >= 0 and abs(quarters - round(quarters)) < 0.1 else -1

    def _box(self, at: int) -> Box:
        """Left, top, right, bottom of a character, from the top left corner of the turned page."""
        left, right, bottom, top = self._pointers
        if not self._raw.FPDFText_GetCharBox(self._held, self._index(at), left, right, bottom, top):
            return (0.0, 0.0, 0.0, 0.0)
        x1, x2, y1, y2 = (place.value for place in self._places)
        return self._upright((x1, y1, x2, y2))

    def _upright(self, box: Box) -> Box:
        """A box of the page (left, bottom, right, top, counted from below) on the turned page."""
        x1, y1, x2, y2 = box
        if self._turned == 3:
            return (y1, x1, y2, x2)
        if self._turned == 2:
            return (self._across - x2, y1, self._across - x1, y2)
        if self._turned == 1:
            return (self._down - y2, self._across - x2, self._down - y1, self._across - x1)
        return (x1, self._down - y2, x2, self._down - y1)

    def _base(self, at: int) -> float:
        x, y = self._pointers[:2]
        self._raw.FPDFText_GetCharOrigin(self._held, self._index(at), x, y)
        here = (self._places[0].value, self._places[1].value)
        return self._upright((*here, *here))[1]

    def _size(self, at: int) -> float:
        return float(self._raw.FPDFText_GetFontSize(self._held, self._index(at)))

    def _span(self, at: int) -> tuple[float, float]:
        box = self._box(at)
        return box[0], box[2]

    def pieces(self) -> list[Piece]:
        """The pieces of the page's lines in the order of the file."""
        if len(self._spans) > _MOST_PLACED:
            shown = [_INVISIBLE.sub("", self._text[begin:end]).strip() for begin, end, _ in self._spans]
            return [Piece(text, 0.0, 0.0, row, 1.0, row) for row, text in enumerate(shown) if text]
        edges = [(self._span(begin)[0], self._span(end - 1)[1]) for begin, end, _ in self._spans]
        split_all = sum(self._is_wide(begin, end) for begin, end, _ in self._sample()) >= 2
        if split_all or self._raw.FPDFPage_CountObjects(self._page) <= _FEW_OBJECTS:
            self.rules = self._find_rules()
        upright_rules = [rule for rule in self.rules if rule[2] - rule[0] <= 3 and rule[3] - rule[1] > 6]
        upright_rules += [
            (x, rule[1], x, rule[3])
            for rule in self.rules
            if rule[2] - rule[0] > 3 < rule[3] - rule[1]
            for x in rule[::2]
        ]
        starts = self._column_starts(edges)
        made: list[Piece] = []
        for row, ((begin, end, broken), turn, (left, right)) in enumerate(
            zip(self._spans, self._turns, edges, strict=True)
        ):
            runs = [(begin, end)]
            upright = turn == self._turned
            if upright and (split_all or upright_rules):
                base = self._base(begin)
                crossed = [
                    rule[0] for rule in upright_rules if rule[1] - 1 <= base <= rule[3] + 1 and left < rule[0] < right
                ]
                if split_all or crossed:
                    runs = self._runs(begin, end, crossed)
            for start in starts if upright else ():
                if left < start - _NEAR and right > start + _NEAR:
                    runs = [part for run in runs for part in self._cut(*run, start)]
            if upright and (first := _NUMBERED.match(self._text, begin, runs[0][1])):
                after = first.end() + len(re.match(r"\s*", self._text[first.end() : end])[0])  # type: ignore[index]
                runs[:1] = [(begin, first.end()), (after, runs[0][1])]
            for at, (first_at, last_at) in enumerate(runs):
                hyphen = "-" if broken and last_at == end else ""
                if piece := self._piece(first_at, last_at, row, hyphen, upright):
                    # A cut at a column's start stands even where the gap is small.
                    piece.apart = at > 0 and any(abs(piece.left - start) <= _NEAR for start in starts)
                    made.append(piece)
        return made

    def _column_starts(self, edges: list[tuple[float, float]]) -> list[float]:
        """Where lines begin and the lines that pass have a gap: columns drawn row by row, glued by the library."""
        counts = Counter(round(left) for left, _ in edges)
        least = max(4, 0.08 * len(edges))
        starts: list[float] = []
        for start in sorted(counts):
            there = sum(counts[start + off] for off in range(-3, 4))
            if there < least or (starts and start - starts[-1] <= 4 * _NEAR):
                continue
            passing = [
                span[:2]
                for span, (left, right) in zip(self._spans, edges, strict=True)
                if left < start - 4 * _NEAR and right > start + _NEAR
            ]
            some = passing[:: max(1, len(passing) // _SAMPLED)]
            if passing and sum(len(self._cut(*span, start)) > 1 for span in some) >= 0.6 * len(some):
                starts.append(float(start))
        return starts

    def _cut(self, begin: int, end: int, start: float) -> list[tuple[int, int]]:
        """A run cut where its words begin at the start of a column, after a gap."""
        for match in re.finditer(r"\s+", self._text[begin:end]):
            if match.start() == 0 or begin + match.end() >= end:
                continue
            left = self._span(begin + match.end())[0]
            if abs(left - start) <= _NEAR:
                gap = left - self._span(begin + match.start() - 1)[1]
                if gap >= 0.5 * self._size(begin):
                    return [(begin, begin + match.start()), (begin + match.end(), end)]
            elif left > start:
                break
        return [(begin, end)]

    def _piece(self, begin: int, end: int, row: int, hyphen: str, upright: bool) -> Piece | None:
        text = self._text[begin:end]
        size = self._size(begin + len(text) // 2)
        if size <= 1.5:
            # Blanks that the library puts in have no size.
            size = max(self._size(begin), self._size(end - 1))
        shown = _INVISIBLE.sub("", self._with_calls(begin, end)).strip() + hyphen
        if not shown:
            return None
        return Piece(shown, self._span(begin)[0], self._span(end - 1)[1], self._base(begin), size, row, upright=upright)

    def _with_calls(self, begin: int, end: int) -> str:
        """The text of a line with small raised figures written as such; a footnote's own figure set off by a blank."""
        text = self._text[begin:end]
        if match := _FIRST_FIGURE.match(text):
            if self._is_raised(begin, begin + match.end()):
                text = f"{match[0]} {text[match.end() :]}"
            return text
        for match in _CALL.finditer(text):
            if self._is_raised(begin + match.start(), begin + match.start() - 1):
                text = text[: match.start()] + match[0].translate(_RAISED) + text[match.end() :]
        return text

    def _is_raised(self, at: int, beside: int) -> bool:
        """Whether a figure is a small raised one, set in small type or a small letter of the type."""
        size = self._size(beside)
        return self._base(beside) - self._box(at)[3] > 0.15 * size

    def _sample(self) -> list[tuple[int, int, bool]]:
        lines = [span for span, turn in zip(self._spans, self._turns, strict=True) if turn == self._turned]
        return lines[:: max(1, len(lines) // _SAMPLED)]

    def _is_wide(self, begin: int, end: int) -> bool:
        return len(self._runs(begin, end, [])) > 1

    def _runs(self, begin: int, end: int, rules: list[float]) -> list[tuple[int, int]]:
        text = self._text[begin:end]
        size = self._size(begin)
        runs = split_at_gaps(text, lambda at: self._span(begin + at), size, rules)
        return [(begin + first, begin + last) for first, last in runs]

    def _find_rules(self) -> list[Box]:
        """The straight lines and frames drawn on the page; none where a drawing has more than people rule."""
        raw = self._raw
        count = raw.FPDFPage_CountObjects(self._page)
        if count > _MOST_OBJECTS:
            return []
        made: list[Box] = []
        bounds = [ctypes.c_float() for _ in range(4)]
        pointers = [ctypes.byref(bound) for bound in bounds]
        for at in range(count):
            drawn = raw.FPDFPage_GetObject(self._page, at)
            if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
                continue
            if raw.FPDFPageObj_GetBounds(drawn, *pointers):
                left, bottom, right, top = (float(bound.value) for bound in bounds)
                made.append(self._upright((left, bottom, right, top)))
            if len(made) > _MOST_RULES:
                return []
        return made


def _spans(text: str) -> list[tuple[int, int, bool]]:
    """Begin, end and whether a word is broken at the end, for every line of a page's text that is not blank."""
    made: list[tuple[int, int, bool]] = []
    begin = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        line = text[begin:end]
        if line.strip():
            first = begin + len(line) - len(line.lstrip())
            made.append((first, begin + len(line.rstrip()), bool(match and match[0][0] in "\ufffe\x02\xad")))
        begin = match.end() if match else end
    return made
