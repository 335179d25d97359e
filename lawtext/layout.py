"""
Where words stand on a page: columns and reading order, running matter, margins, footnotes, tables.

Printed and recognized pages meet here as pieces of lines with their places, in points from the top left corner of the
page turned upright. Every piece becomes a line; what is not text of the act gets a role and stays.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from lawtext import labels
from lawtext.model import Line

Box = tuple[float, float, float, float]

_NEAR = 3.0
_EDGE = 3
_ALIKE = 0.8
# More pieces than this on one page are no text that people print; they stay in the order of the file.
_MOST_PIECES = 5_000
_FIGURE = re.compile(r"^\(?(?:\d{1,3}|[¹²³⁰-⁹]{1,3}|\*{1,3}|†)[.)]?\s*[^\W\d_“\"„]")
_NUMBER_ALONE = re.compile(r"^\d{1,4}$")


@dataclass(slots=True, eq=False)
class Piece:
    """
    A run of words on one line. `base` is the height of its baseline below the page's top, `size` that of its type.

    Pieces with the same `row` were one line in the file and are joined again where nothing stands between them;
    `apart` says that this one begins a column.
    `words` are the doubtful words of a recognized line: text, confidence 0–100, box (x, y, width, height).
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    row: int
    role: str = ""
    column: int = 0
    cell: tuple[int, int, int] | None = None
    fresh: bool = False
    upright: bool = True
    apart: bool = False
    recognized: bool = False
    words: tuple[tuple[str, float, Box], ...] = ()


@dataclass(slots=True)
class Sheet:
    """A page: its pieces in the order of the file, and its rules (left, top, right, bottom) where they matter."""

    number: int
    height: float
    pieces: list[Piece]
    rules: list[Box] = field(default_factory=list)
    recognized: bool = False


def lines_of(sheets: list[Sheet]) -> tuple[list[Line], list[Piece]]:
    """
    The lines of all pages in reading order, numbered from 0, and the piece behind each line.

    Roles given: "header", "footer" (recurring at the top or bottom of pages), "margin" (line numbers, sideways text),
    "footnote". Footnotes follow the paragraph that the foot of their page cuts, so that it is read as one.
    """
    tables = 0
    for sheet in sheets:
        if len(sheet.pieces) >= _MOST_PIECES:
            continue
        for piece in sheet.pieces:
            if not piece.upright:
                piece.role = "margin"
        tables = _cells(sheet, tables)
        _margin_numbers(sheet)
        sheet.pieces = _rejoined(sheet.pieces)
    _running(sheets)
    _all_columns(sheets)
    body = _type_size(piece for sheet in sheets for piece in sheet.pieces)
    for sheet in sheets:
        if len(sheet.pieces) < _MOST_PIECES:
            _order(sheet)
            _footnotes(sheet, body)
            _paragraphs(sheet)
    return _lines(sheets)


def _lines(sheets: list[Sheet]) -> tuple[list[Line], list[Piece]]:
    lines: list[Line] = []
    behind: list[Piece] = []
    notes: list[tuple[int, Piece]] = []

    def add(page: int, piece: Piece) -> None:
        behind.append(piece)
        lines.append(
            Line(
                len(lines),
                "",
                piece.text,
                fresh=piece.fresh or not lines,
                role=piece.role,
                cell=piece.cell,
                page=page,
                column=piece.column,
            )
        )

    for sheet in sheets:
        held = [piece for piece in sheet.pieces if piece.role == "footnote"]
        for piece in sheet.pieces:
            if piece.role == "footnote":
                continue
            if notes and not piece.role and (piece.fresh or labels.read_label("", piece.text) is not None):
                for page, note in notes:
                    add(page, note)
                notes = []
            add(sheet.number, piece)
        notes += [(sheet.number, piece) for piece in held]
    for page, note in notes:
        add(page, note)
    return lines, behind


def _rejoined(pieces: list[Piece]) -> list[Piece]:
    """Pieces of one line put together again, a tab for a wide gap; not over margins, cells or another column."""
    made: list[Piece] = []
    for piece in pieces:
        last = made[-1] if made else None
        if last is None or last.row != piece.row or last.role or piece.role or last.cell != piece.cell:
            made.append(piece)
            continue
        gap = piece.left - last.right
        if piece.apart or (gap > 2 * piece.size and not _is_label(last.text)):
            made.append(piece)
            continue
        last.text = f"{last.text} {piece.text}"
        last.right = piece.right
        last.words += piece.words
    return made


def _is_label(text: str) -> bool:
    return re.fullmatch(r"[-–—•▪●○◦*]|\(?[\w.]{1,9}[.)]|\d{1,3}(\.\d{1,3})*", text) is not None


# Columns and order


def _all_columns(sheets: list[Sheet]) -> None:
    """Columns of every page; a page with few lines takes the columns that most pages have where its lines fit."""
    found: Counter[tuple[int, ...]] = Counter()
    alone: list[Sheet] = []
    for sheet in sheets:
        if len(sheet.pieces) >= _MOST_PIECES:
            continue
        starts = _column_starts([piece for piece in sheet.pieces if _in_body(piece)])
        if starts:
            found[tuple(starts)] += 1
            _assign(sheet, starts)
        else:
            alone.append(sheet)
    if not found:
        _unsplit(sheets)
        return
    usual = [float(start) for start in found.most_common(1)[0][0]]
    for sheet in alone:
        body = [piece for piece in sheet.pieces if _in_body(piece)]
        fits = [start for start in usual if sum(abs(piece.left - start) <= _NEAR for piece in body) >= 2]
        across = sum(any(_crosses(piece, start) for start in usual) for piece in body)
        if fits and across <= 0.2 * len(body):
            _assign(sheet, usual)
    _unsplit(sheets)


def _unsplit(sheets: list[Sheet]) -> None:
    """Pieces with a wide gap that no column explains are one line after all: an entry of a list, a signature block."""
    for sheet in sheets:
        made: list[Piece] = []
        for piece in sheet.pieces:
            last = made[-1] if made else None
            if (
                last is None
                or last.row != piece.row
                or last.role
                or piece.role
                or last.cell != piece.cell
                or last.column != piece.column
            ):
                made.append(piece)
            else:
                last.text = f"{last.text}\t{piece.text}"
                last.right = piece.right
                last.words += piece.words
        sheet.pieces = made


def _in_body(piece: Piece) -> bool:
    return not piece.role and piece.cell is None


def _crosses(piece: Piece, start: float) -> bool:
    return piece.left < start - 2 * _NEAR and piece.right > start + _NEAR


def _column_starts(pieces: list[Piece]) -> list[int]:
    """Where columns after the first begin: many lines begin there and hardly any line from further left passes."""
    counts = Counter(round(piece.left) for piece in pieces)
    least = max(4, 0.15 * len(pieces))
    starts: list[int] = []
    for start in sorted(counts):
        if starts and start - starts[-1] <= 2 * _NEAR:
            continue
        there = sum(counts[start + off] for off in range(-int(_NEAR), int(_NEAR) + 1))
        if there < least:
            continue
        before = [piece for piece in pieces if piece.left < start - 2 * _NEAR]
        across = sum(piece.right > start + _NEAR for piece in before)
        if len(before) >= least and across <= 0.2 * len(before):
            starts.append(start)
    return starts


def _assign(sheet: Sheet, starts: list[int] | list[float]) -> None:
    for piece in sheet.pieces:
        if _in_body(piece) and not any(_crosses(piece, start) for start in starts):
            piece.column = 1 + sum(start <= piece.left + _NEAR for start in starts)


def _order(sheet: Sheet) -> None:
    """
    Reading order: down the page; between two lines across it, column after column.

    The file's own order stays where it never climbs, because it knows more than places tell.
    """
    pieces = sheet.pieces
    columns = any(piece.column for piece in pieces)
    climbs = any(
        after.base < before.base - 0.5 * before.size
        for before, after in pairwise(pieces)
        if before.cell is None or before.cell != after.cell
    )
    if not climbs and not columns:
        return
    across = sorted(piece.base for piece in pieces if not piece.column and not piece.role and piece.cell is None)
    cells = {
        piece.cell[0]: min(p.base for p in pieces if p.cell and p.cell[0] == piece.cell[0])
        for piece in pieces
        if piece.cell
    }

    def place(piece: Piece) -> tuple[float, ...]:
        if piece.cell:
            top = cells[piece.cell[0]]
            return (bisect_right(across, top), 0, top, piece.cell[1], piece.cell[2], piece.base, piece.left)
        band = bisect_right(across, piece.base)
        if not columns:
            return (0, 0, piece.base, 0, 0, 0, piece.left)
        return (band, piece.column, piece.base, 0, 0, 0, piece.left)

    if not columns:
        _level(pieces)
        across = []
    sheet.pieces = sorted(pieces, key=place)


def _level(pieces: list[Piece]) -> None:
    """Pieces side by side get one baseline, so that a raised figure or a line a hair lower does not change the order."""
    base = size = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.base):
        if size and piece.base - base < 0.35 * size:
            piece.base = base
        else:
            base, size = piece.base, piece.size


# Running matter


def _mask(text: str) -> str:
    label = labels.read_label("", text)
    if label is not None and label.form in ("article", "level", "annex"):
        # One article to a page is no running header; the same heading on many pages may be.
        return text
    return re.sub(r"\s+", " ", re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())).strip()


def _edges(sheet: Sheet, count: int) -> list[tuple[str, Piece]]:
    """The pieces on the first and last `count` rows of a page."""
    pieces = sorted((p for p in sheet.pieces if not p.role and p.cell is None), key=lambda piece: piece.base)
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and piece.base - rows[-1][0].base < 0.5 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    top = [("header", piece) for row in rows[:count] for piece in row]
    low = [("footer", piece) for row in rows[max(count, len(rows) - count) :] for piece in row]
    # Small type after a figure is a footnote, however much its words are those of other pages' notes.
    size = _type_size(sheet.pieces)
    return top + [each for each in low if not (each[1].size < 0.93 * size and _FIGURE.match(each[1].text))]


def _running(sheets: list[Sheet]) -> None:
    """
    Lines that recur at the same height of the top or bottom, digits masked, are headers and footers.

    They recur on a quarter of the pages, three at least: left and right pages differ, chapters have their own. Of two
    pages only the very first and last rows count, word for word.
    """
    if len(sheets) < 2:
        return
    groups: dict[tuple[str, str], list[tuple[int, Piece]]] = {}
    for sheet in sheets:
        if len(sheet.pieces) >= _MOST_PIECES:
            continue
        for side, piece in _edges(sheet, _EDGE if len(sheets) > 2 else 1):
            key = (side, _mask(piece.text) if len(sheets) > 2 else piece.text)
            if sheet.recognized and key not in groups:
                key = next((known for known in groups if known[0] == side and _alike(known[1], key[1])), key)
            groups.setdefault(key, []).append((sheet.number, piece))
    least = max(min(3, len(sheets)), len(sheets) / 4)
    for (side, masked), held in groups.items():
        if not masked or len({number for number, _ in held}) < least:
            continue
        bases = sorted(piece.base for _, piece in held)
        middle = bases[len(bases) // 2]
        level = [piece for _, piece in held if abs(piece.base - middle) <= 1.2 * piece.size]
        if len(level) < least or len(level) < 0.6 * len(held):
            continue
        is_heading = labels.read_label("", held[0][1].text) is not None and masked != "#"
        for piece in level[1:] if is_heading else level:
            piece.role = side


def _alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= 8 and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _margin_numbers(sheet: Sheet) -> None:
    """Numbers that count the lines in the margin: evenly growing down the page, with no words above or below them."""
    alone = [piece for piece in sheet.pieces if _NUMBER_ALONE.match(piece.text) and _in_body(piece)]
    if len(alone) < 3:
        return
    groups: dict[int, list[Piece]] = {}
    for piece in alone:
        key = next((known for known in groups if abs(known - piece.right) <= _NEAR), round(piece.right))
        groups.setdefault(key, []).append(piece)
    for held in groups.values():
        held.sort(key=lambda piece: piece.base)
        numbers = [int(piece.text) for piece in held]
        steps = Counter(after - before for before, after in pairwise(numbers))
        if len(held) < 3 or not steps or (most := steps.most_common(1)[0])[0] not in (1, 2, 5, 10):
            continue
        left, right = min(piece.left for piece in held), max(piece.right for piece in held)
        others = [piece for piece in sheet.pieces if piece not in held]
        within = sum(piece.left < right - 1 and piece.right > left + 1 for piece in others)
        if most[1] >= 0.8 * (len(held) - 1) and within <= 0.1 * len(others):
            for piece in held:
                piece.role = "margin"


# Footnotes and paragraphs


def _type_size(pieces: Iterable[Piece]) -> float:
    """The size of type that most characters have, in half points."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        if not piece.role:
            sizes[round(2 * piece.size) / 2] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _footnotes(sheet: Sheet, body: float) -> None:
    """Smaller type at the foot of a page or column, from the first line there that begins with a figure."""
    if sum(piece.size >= 0.95 * body for piece in sheet.pieces) < 3:
        body = _type_size(sheet.pieces)
    limit = (0.86 if sheet.recognized else 0.93) * body
    for column in {piece.column for piece in sheet.pieces}:
        held = [piece for piece in sheet.pieces if piece.column == column and _in_body(piece)]
        held.sort(key=lambda piece: piece.base)
        begin = len(held)
        while begin and held[begin - 1].size <= limit:
            begin -= 1
        if column and any(
            p.base > held[-1].base + 1.5 * p.size and p.size > limit for p in sheet.pieces if _in_body(p)
        ):
            # Something in full type stands below this column: no foot of the page.
            continue
        while begin < len(held) and not _FIGURE.match(held[begin].text):
            begin += 1
        if begin == 0 and len(held) > 1:
            continue
        for piece in held[begin:]:
            piece.role = "footnote"
            piece.fresh = _FIGURE.match(piece.text) is not None


def _paragraphs(sheet: Sheet) -> None:
    """A line far below the one before it begins a paragraph; what far is, the page itself tells."""
    held = [piece for piece in sheet.pieces if _in_body(piece)]
    gaps = [
        after.base - before.base
        for before, after in pairwise(held)
        if before.column == after.column and after.base > before.base
    ]
    if len(gaps) < 4:
        return
    usual = sorted(gaps)[len(gaps) // 3]
    for before, after in pairwise(held):
        if before.column == after.column and after.base - before.base > 1.35 * max(usual, 0.9 * after.size):
            after.fresh = True


# Tables


def _cells(sheet: Sheet, tables: int) -> int:
    """Pieces inside a ruled grid get their cell; the number of tables so far, counted on."""
    for grid in _grids(sheet.rules):
        xs, ys = grid
        found: list[tuple[Piece, int, int]] = []
        for piece in sheet.pieces:
            middle = (piece.left + piece.right) / 2
            row = bisect_right(ys, piece.base - 0.3 * piece.size) - 1
            column = bisect_right(xs, middle) - 1
            if 0 <= row < len(ys) - 1 and 0 <= column < len(xs) - 1 and not piece.role:
                found.append((piece, row, column))
        if len({(row, column) for _, row, column in found}) < 2:
            continue
        tables += 1
        for piece, row, column in found:
            piece.cell = (tables, row, column)
    return tables


def _grids(rules: list[Box]) -> list[tuple[list[float], list[float]]]:
    """The grids (places of upright rules, places of level rules) that rules touching one another make."""
    groups: list[tuple[Box, list[Box]]] = []
    for rule in rules:
        around: Box = (rule[0] - 2, rule[1] - 2, rule[2] + 2, rule[3] + 2)
        members = [rule]
        apart: list[tuple[Box, list[Box]]] = []
        for box, held in groups:
            if any(_touch(around, each) for each in held):
                members += held
            else:
                apart.append((box, held))
        groups = [*apart, (around, members)]
    made = []
    for _, held in groups:
        xs: list[float] = []
        ys: list[float] = []
        for left, top, right, bottom in held:
            if bottom - top > 6:
                xs += [(left + right) / 2] if right - left <= 3 else [left, right]
            if right - left > 6:
                ys += [(top + bottom) / 2] if bottom - top <= 3 else [top, bottom]
        xs, ys = _distinct(xs), _distinct(ys)
        if len(xs) >= 3 and len(ys) >= 2:
            made.append((xs, ys))
    return made


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _distinct(places: list[float]) -> list[float]:
    made: list[float] = []
    for place in sorted(places):
        if not made or place - made[-1] > _NEAR:
            made.append(place)
    return made


def split_at_gaps(
    text: str, box: Callable[[int], tuple[float, float]], size: float, rules: list[float]
) -> list[tuple[int, int]]:
    """
    The runs (first, last exclusive) of a line's characters, cut at wide gaps and where an upright rule stands between.

    `box` gives the left and right edge of the character at an index of `text`.
    """
    runs: list[tuple[int, int]] = []
    begin = 0
    for match in re.finditer(r"\s+", text):
        if match.start() == 0 or match.end() >= len(text):
            continue
        right, left = box(match.start() - 1)[1], box(match.end())[0]
        if left - right > 2 * size or any(right - 1 < rule < left + 1 for rule in rules):
            runs.append((begin, match.start()))
            begin = match.end()
    return [*runs, (begin, len(text))]
