"""
The cells of a sheet that somebody sent, as text.

`python -m civikos.programs.standards.papers.table` reads the file on standard input and prints JSON; run it with limits: a
sheet can be made to eat a machine.
"""

import csv
import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from lawtext import Unreadable, check_archive

MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST = 2_000


class NotATable(Exception):
    """Nothing could be read; `code` is `encrypted`, `unsafe`, `not_a_sheet` or `empty`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_table(data: bytes) -> list[list[str]]:
    """
    The rows of the first sheet that has any, each cell as text; dates as `2026-11-24`, whole numbers without a point.

    Raises: NotATable.
    """
    rows = _workbook(data) if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) else _csv(data)
    kept = [row for row in rows[:MOST_ROWS] if any(row)]
    if not kept:
        raise NotATable("empty")
    width = min(MOST_COLUMNS, max(len(row) for row in kept))
    return [(row + [""] * width)[:width] for row in kept]


def _workbook(data: bytes) -> list[list[str]]:
    try:
        check_archive(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = [[_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
            if any(any(row) for row in rows):
                return rows
    except Unreadable as error:
        raise NotATable("encrypted" if error.code == "encrypted" else "unsafe") from error
    except PasswordError as error:
        raise NotATable("encrypted") from error
    except (CalamineError, ValueError, OSError) as error:
        raise NotATable("not_a_sheet") from error
    raise NotATable("empty")


def _csv(data: bytes) -> list[list[str]]:
    text = ""
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if not text or "\x00" in text:
        raise NotATable("not_a_sheet")
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    try:
        return [
            [" ".join(cell.split())[:LONGEST] for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=separator)
        ]
    except csv.Error as error:
        raise NotATable("not_a_sheet") from error


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())[:LONGEST] if cell is not None else ""


def main() -> int:
    """Read standard input, print the rows or the reason why there are none."""
    try:
        answer: dict[str, Any] = {"rows": read_table(sys.stdin.buffer.read())}
    except NotATable as error:
        answer = {"refused": error.code}
    json.dump(answer, sys.stdout, ensure_ascii=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
