"""
Workbooks of the watch: tables as shown, the data of a report, an empty sheet to fill in.

Every text is a typed string, never a formula or a link, whatever somebody wrote; numbers are numbers.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from civikos.programs.standards.papers.columns import CASES
from civikos.programs.standards.papers.monitoring import WORDS

CELL_LIMIT = 32_000
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


def tables_xlsx(tables: Sequence[Table], *, title: str) -> bytes:
    """Tables as sheets of one workbook: name, heads, rows. None is an empty cell."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title})
        head_look = book.add_format({"bold": True, "bg_color": "#14213D", "font_color": "#FFFFFF", "text_wrap": True})
        for name, head, rows in tables:
            sheet = book.add_worksheet(_sheet_name(name))
            for column, text in enumerate(head):
                sheet.write_string(0, column, text, head_look)
                sheet.set_column(column, column, max(10, min(50, len(text) + 4)))
            for line, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    if isinstance(value, bool | int | float):
                        sheet.write_number(line, column, value)
                    elif value is not None and value != "":
                        sheet.write_string(line, column, str(value)[:CELL_LIMIT])
            sheet.freeze_panes(1, 0)
            if rows:
                sheet.autofilter(0, 0, len(rows), max(0, len(head) - 1))
    return target.getvalue()


def _sheet_name(name: str) -> str:
    return "".join(" " if each in "[]:*?/\\" else each for each in name)[:31] or "1"


def empty_sheet(language: str) -> bytes:
    """An empty sheet of recorded consultations with our headings in one language."""
    return tables_xlsx([("CiviKos", [each.heading(language) for each in CASES], [])], title="CiviKos")


def monitoring_xlsx(figures: Mapping[str, Any], language: str) -> bytes:
    """The data of a published report: ranking, standards, the five figures, and every row behind them."""
    word = {code: three[language] for code, three in WORDS.items()}
    rows = figures["rows"]
    tables: list[Table] = [
        (
            word["ranking"],
            (
                word["place"],
                word["institution"],
                word["cases"],
                word["kept"],
                word["broken_n"],
                word["met_all"],
                word["without"],
            ),
            [
                (
                    each["place"],
                    each["name"],
                    each["tally"]["cases"],
                    each["tally"]["kept"],
                    each["tally"]["broken"],
                    each["tally"]["met_all"],
                    each["tally"]["without"],
                )
                for each in figures["ranking"]
            ],
        )
    ]
    for level in figures["levels"]:
        tables.append(
            (
                word["title_standards"].format(level=level["label"]),
                (word["standard"], word["met"], word["not_met"], word["open"]),
                [(each["label"], each["met"], each["not_met"], each["open"]) for each in level["standards"]],
            )
        )
    tables.append(
        (
            word["figure"],
            (word["figure"], word["counted"], word["known"], word["cases"], word["reported"]),
            [(each["label"], each["number"], each["known"], each["of"], each["reported"]) for each in figures["lines"]],
        )
    )
    columns = list(rows[0]) if rows else []
    tables.append((word["all"], columns, [[row[name] for name in columns] for row in rows]))
    return tables_xlsx(tables, title=word["title"].format(year=figures["year"]))
