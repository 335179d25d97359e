"""A list as a page shows it, as a file: CSV, XLSX, DOCX. Every cell is text, never a formula, whatever somebody wrote."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from civikos.programs.consultations.papers import sheet, word, words
from civikos.programs.consultations.papers.rows import Head, Row
from civikos.programs.consultations.papers.sheet import fitting

# A sheet takes these for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 10


def list_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Rows under their columns as CSV in UTF-8 with a mark at its head, which Excel wants; lines end as RFC 4180 says."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig", "replace")


def matrix_csv(head: Head, rows: Iterable[Row]) -> bytes:
    """The matrix as CSV, headings in three languages, one row for each point; for programs that read nothing else."""
    names = ("number", "article", "comment", "original", "proposed", "who", "outcome", "answer")
    return list_csv(
        [words.in_three(words.COLUMNS[name]) for name in names],
        (
            [
                str(row.number),
                sheet.article_label(row),
                row.comment,
                row.draft_text,
                row.proposed,
                sheet.who_said(row),
                sheet.outcome_label(row.outcome),
                row.answer,
            ]
            for row in rows
        ),
    )


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def list_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Rows under their columns as a workbook of one sheet, in constant memory; dated 1980 so that the same rows are the same bytes."""
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "created": datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF3"})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        page = book.add_worksheet("CiviKos")
        for column, name in enumerate(columns):
            page.set_column(column, column, max(_NARROWEST, min(_WIDEST, 2 * len(name))))
            page.write_string(0, column, name, head)
        last = 0
        for last, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                page.write_string(last, column, fitting(text), cell)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, last, len(columns) - 1)
    return target.getvalue()


def list_docx(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], language: str) -> bytes:
    """Rows under their columns as a Word table, A4 across, its head repeated on each page."""
    paper = docx.Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(15))
    paper.core_properties.title = title
    paper.core_properties.created = paper.core_properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    paper.add_heading(title, 1)
    lines = [
        word.table_row(
            *(word.cell(word.paragraph(word.run(name, language, word.BOLD)), word.TINT) for name in columns),
            is_head=True,
        )
    ]
    lines += [word.table_row(*(word.cell(word.paragraph(word.run(text, language))) for text in row)) for row in rows]
    paper.element.body.sectPr.addprevious(word.table([267 / len(columns)] * len(columns), lines, title))
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()
