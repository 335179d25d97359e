"""
Reading the matrix that an institution sends back.

The table is found by its words, wherever it stands; columns may come in any order, rows too. Everything found and every
problem is returned; whether an answer is recorded is decided by the action that asked.

`python -m civikos.programs.consultations.papers.returned` does the same in a process of its own: `as_request` on its
standard input, JSON for `from_json` on its standard output. Run it with limits: a sheet can be made to eat a machine.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from civikos.programs.consultations.papers import words
from lawtext import Unreadable
from lawtext.container import check_archive

MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
SHOWN = 300


class ProblemCode(StrEnum):
    """What may be wrong with a returned matrix. The first group means that nothing of it could be read."""

    NOT_A_SHEET = "not_a_sheet"
    ENCRYPTED = "encrypted"
    UNSAFE = "unsafe"
    NO_TABLE = "no_table"
    WRONG_CONSULTATION = "wrong_consultation"

    EMPTY = "empty"
    MISSING_ROWS = "missing_rows"
    FOREIGN_ROWS = "foreign_rows"
    UNKNOWN_ANSWER = "unknown_answer"
    REJECTED_WITHOUT_REASON = "rejected_without_reason"
    REASON_WITHOUT_ANSWER = "reason_without_answer"
    TWICE = "twice"
    KEY_DISAGREES = "key_disagrees"
    WITHOUT_KEYS = "without_keys"


@dataclass(frozen=True)
class ReturnedAnswer:
    """One answer, ready to record: `outcome` is one of `words.OUTCOMES`, `text` the reason, `row` as Excel counts."""

    key: str
    number: int
    outcome: str
    text: str
    row: int


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong. `row` is the row of the sheet as Excel counts, 0 where it is about no row.

    `value` is what stood there, shortened (for `missing_rows` the number of the point, for `not_a_sheet` and `unsafe`
    why, for `wrong_consultation` the number written in the file, if any); `text` the institution's reason in that row.
    """

    code: ProblemCode
    row: int = 0
    value: str = ""
    key: str = ""
    text: str = ""


@dataclass(frozen=True)
class Returned:
    """Answers without a problem, in the order of the sheet, and every problem. A point is never in both."""

    answers: tuple[ReturnedAnswer, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class _Line:
    """One row of a table, by the names of its columns."""

    row: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def is_filled(self) -> bool:
        """Whether the institution wrote anything in it."""
        return bool(self["outcome"] or self["answer"])

    @property
    def said(self) -> tuple[str | None, str]:
        """What it answers: the outcome as `words.outcome_of` reads it, and the reason."""
        return words.outcome_of(self["outcome"]), self["answer"]


@dataclass
class _Found:
    """The tables of a workbook, and the number of the consultation where the workbook says it."""

    lines: list[_Line] = field(default_factory=list)
    tables: int = 0
    consultation: str = ""


def read_returned(data: bytes, expected: Mapping[str, int], consultation_id: int | None = None) -> Returned:
    """
    Read the answers from a returned sheet (XLSX; ODS too) or from the table of a Word file (DOCX).

    `expected` are the points of the consultation, key to number. A row is known by its key; where the key has been
    lost, by its number. Answers that do not say which of the four they are, rejections without a reason, and points
    answered in two ways are problems, not answers. Never raises for what the file is.
    """
    try:
        check_archive(data)
        found = _tables_of(data)
    except Unreadable as reason:
        return Returned(problems=(_unreadable(reason),))
    except PasswordError:
        return Returned(problems=(Problem(ProblemCode.ENCRYPTED),))
    except (CalamineError, OSError, ValueError, KeyError, SyntaxError) as error:
        return Returned(problems=(Problem(ProblemCode.NOT_A_SHEET, value=type(error).__name__),))
    if not found.tables:
        return Returned(problems=(Problem(ProblemCode.NO_TABLE),))
    return _read(found, expected, consultation_id)


def _unreadable(reason: Unreadable) -> Problem:
    if reason.code == "encrypted":
        return Problem(ProblemCode.ENCRYPTED)
    is_no_sheet = reason.code in {"not_this_format", "truncated", "unsupported"}
    return Problem(ProblemCode.NOT_A_SHEET if is_no_sheet else ProblemCode.UNSAFE, value=reason.code)


# --- Finding the table --------------------------------------------------------------------------------------------
def _tables_of(data: bytes) -> _Found:
    found = _Found()
    if _is_word(data):
        _read_document(data, found)
        return found
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS or sheet.width > MOST_COLUMNS:
                raise Unreadable("too_complex", {"rows": sheet.total_height, "columns": sheet.width})
            _read_sheet(sheet, found)
    return found


def _is_word(data: bytes) -> bool:
    try:
        return "word/document.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        return False


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _read_document(data: bytes, found: _Found) -> None:
    # What was deleted while changes were tracked stands in `delText`, so it is not read.
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"), parser)
    for each in body.iter(f"{_W}p"):
        if not found.consultation and each.getparent().tag != f"{_W}tc":
            found.consultation = _consultation_in(
                [part.strip() for part in _words_of(each).replace("\t", ":").split(":")]
            )
    for table in body.iter(f"{_W}tbl"):
        rows = table.findall(f"{_W}tr")
        if len(rows) > MOST_ROWS:
            raise Unreadable("too_complex", {"rows": len(rows)})
        _read_rows(((number, _cells_of(row)) for number, row in enumerate(rows, 1)), {}, found)


def _cells_of(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = span.get(f"{_W}val", "1") if span is not None else "1"
        cells.append("\n".join(_words_of(each) for each in cell.findall(f"{_W}p")).strip())
        # A cell over several columns stands for the first of them.
        cells += [""] * (min(int(wide), MOST_COLUMNS) - 1 if wide.isdigit() else 0)
    return cells


def _words_of(paragraph: Any) -> str:
    words_ = []
    for each in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab"):
        words_.append((each.text or "") if each.tag == f"{_W}t" else "\n" if each.tag == f"{_W}br" else "\t")
    return "".join(words_)


def _read_sheet(sheet: CalamineSheet, found: _Found) -> None:
    rows = ((number, [as_text(value) for value in raw]) for number, raw in _numbered(sheet))
    _read_rows(rows, _merged_down(sheet), found)


def _read_rows(rows: Iterable[tuple[int, list[str]]], merged: dict[int, dict[int, str]], found: _Found) -> None:
    columns: list[str | None] = []
    for number, texts in rows:
        # Under a heading only the answers' cell is looked at, so that long comments are not compared with headings.
        place = columns.index("outcome") if columns else 0
        is_heading = not columns or (place < len(texts) and words.column_of(texts[place]) == "outcome")
        if is_heading and (heading := _heading(texts)):
            columns, found.tables = heading, found.tables + 1
        elif columns:
            cells = _by_name(columns, texts, merged.get(number, {}))
            if any(cells.get(name) for name in ("key", "number", "outcome", "answer")):
                found.lines.append(_Line(number, cells))
        elif not found.consultation:
            found.consultation = _consultation_in(texts)


def _numbered(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """The rows with their number as Excel counts; rows and columns begin where the sheet holds anything."""
    top = sheet.start[0] if sheet.start else 0
    for index, row in enumerate(sheet.to_python(skip_empty_area=True)):
        yield top + index + 1, row


def _merged_down(sheet: CalamineSheet) -> dict[int, dict[int, str]]:
    """
    For cells merged over several rows: row, then column (counted from the sheet's first), to the text they show.

    Only the uppermost cell carries it in the file, but the reader of the sheet sees one answer to all of these rows.
    """
    ranges = sheet.merged_cell_ranges or []
    tall = [(top, bottom) for top, bottom in ranges if bottom[0] > top[0]]
    if not tall or sheet.start is None:
        return {}
    rows = dict(_numbered(sheet))
    left = sheet.start[1]
    shown: dict[int, dict[int, str]] = {}
    for (top, column), (bottom, _right) in tall:
        source = rows.get(top + 1, [])
        text = as_text(source[column - left]) if 0 <= column - left < len(source) else ""
        for row in range(top + 1, min(bottom, top + len(rows)) + 1):
            shown.setdefault(row + 1, {})[column - left] = text
    return shown


def _heading(texts: list[str]) -> list[str | None] | None:
    """The names of the columns if the row is a table's head: it has the answers' column and says which point."""
    names = [words.column_of(text) if text else None for text in texts]
    return names if "outcome" in names and ("key" in names or "number" in names) else None


def _by_name(columns: list[str | None], texts: list[str], merged: dict[int, str]) -> dict[str, str]:
    """The cells by their column's name; where two columns have one name, what differs is kept on lines of its own."""
    cells: dict[str, str] = {}
    for index, (name, text) in enumerate(zip(columns, texts, strict=False)):
        if name is None:
            continue
        if name in {"outcome", "answer"}:
            text = text or merged.get(index, "")
        before = cells.get(name, "")
        cells[name] = "\n".join(dict.fromkeys(part for part in (before, text) if part))
    return cells


def _consultation_in(texts: list[str]) -> str:
    filled = [text for text in texts if text]
    return filled[1] if len(filled) > 1 and words.is_consultation_number(filled[0]) else ""


def as_text(value: Any) -> str:
    """A cell as the person who filled it sees it; whole numbers without a decimal part."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value)


# --- Reading its rows ---------------------------------------------------------------------------------------------
def _read(found: _Found, expected: Mapping[str, int], consultation_id: int | None) -> Returned:
    has_keys = any(line["key"] for line in found.lines)
    foreign = has_keys and not any(line["key"] in expected for line in found.lines)
    if not has_keys and found.consultation and consultation_id is not None:
        foreign = found.consultation != str(consultation_id)
    if foreign:
        return Returned(problems=(Problem(ProblemCode.WRONG_CONSULTATION, value=found.consultation),))
    reading = _Reading(expected)
    for line in found.lines:
        reading.take(line)
    is_vouched_for = has_keys or (consultation_id is not None and found.consultation == str(consultation_id))
    return reading.result(is_vouched_for=is_vouched_for)


class _Reading:
    """The rows gathered by point, then judged: a point is answered when everything said of it is sound and the same."""

    def __init__(self, expected: Mapping[str, int]) -> None:
        self.expected = expected
        self.key_of = {number: key for key, number in expected.items()}
        self.foreign: list[_Line] = []
        self.lines_of: dict[str, list[_Line]] = {}

    def take(self, line: _Line) -> None:
        key = line["key"] or self.key_of.get(_number(line["number"]) or 0, "")
        if key in self.expected:
            self.lines_of.setdefault(key, []).append(line)
        else:
            self.foreign.append(line)

    def result(self, *, is_vouched_for: bool) -> Returned:
        answers: list[ReturnedAnswer] = []
        problems = [_problem(ProblemCode.FOREIGN_ROWS, line, line["key"]) for line in self.foreign]
        for key, lines in self.lines_of.items():
            filled = [line for line in lines if line.is_filled]
            faults = {line.row: fault for line in filled if (fault := self._fault(key, line))}
            sound = [line for line in filled if line.row not in faults]
            if not faults and len({line.said for line in sound}) == 1:
                outcome, text = sound[0].said
                answers.append(ReturnedAnswer(key, self.expected[key], outcome or "", text, sound[0].row))
            else:
                problems += [_problem(faults.get(line.row, ProblemCode.TWICE), line, key) for line in filled]
        missing = sorted((number, key) for key, number in self.expected.items() if key not in self.lines_of)
        answers.sort(key=lambda answer: answer.row)
        problems.sort(key=lambda problem: problem.row)
        problems += [Problem(ProblemCode.MISSING_ROWS, value=str(number), key=key) for number, key in missing]
        if self.lines_of and not is_vouched_for:
            problems.insert(0, Problem(ProblemCode.WITHOUT_KEYS))
        if not answers and not any(problem.row for problem in problems):
            problems.insert(0, Problem(ProblemCode.EMPTY))
        return Returned(tuple(answers), tuple(problems))

    def _fault(self, key: str, line: _Line) -> ProblemCode | None:
        if line["number"] and _number(line["number"]) != self.expected[key]:
            # Somebody sorted some columns and not the others: whose answer it is cannot be told.
            return ProblemCode.KEY_DISAGREES
        outcome, text = line.said
        if outcome is None:
            return ProblemCode.UNKNOWN_ANSWER
        if not outcome:
            return ProblemCode.REASON_WITHOUT_ANSWER
        return ProblemCode.REJECTED_WITHOUT_REASON if outcome == "rejected" and not text else None


def _problem(code: ProblemCode, line: _Line, key: str) -> Problem:
    stood = {ProblemCode.FOREIGN_ROWS: line["key"] or line["number"], ProblemCode.KEY_DISAGREES: line["number"]}
    return Problem(code, line.row, (stood.get(code) or line["outcome"])[:SHOWN], key[:SHOWN], line["answer"])


def _number(text: str) -> int | None:
    digits = text.strip().rstrip(".")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


# --- In a process of its own --------------------------------------------------------------------------------------
def as_request(data: bytes, expected: Mapping[str, int], consultation_id: int | None = None) -> bytes:
    """What the process of its own reads: one line of JSON, then the file."""
    line = json.dumps({"expected": dict(expected), "consultation_id": consultation_id}, ensure_ascii=True)
    return line.encode() + b"\n" + data


def as_json(returned: Returned) -> bytes:
    """The reading as JSON."""
    return json.dumps(asdict(returned), ensure_ascii=False).encode("utf-8", "replace")


def from_json(output: bytes) -> Returned:
    """The reading again, from what the process printed."""
    found = json.loads(output)
    return Returned(
        tuple(ReturnedAnswer(**answer) for answer in found["answers"]),
        tuple(Problem(**(problem | {"code": ProblemCode(problem["code"])})) for problem in found["problems"]),
    )


def main() -> int:
    """Read a request from standard input and print the reading."""
    line, _newline, data = sys.stdin.buffer.read().partition(b"\n")
    request = json.loads(line)
    returned = read_returned(data, request["expected"], request["consultation_id"])
    sys.stdout.buffer.write(as_json(returned))
    return 0


if __name__ == "__main__":
    sys.exit(main())
