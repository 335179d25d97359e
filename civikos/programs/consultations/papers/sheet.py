"""
The matrix as a workbook that an institution fills in and sends back.

This is the only writer of sheets. Every cell is a typed string, never a formula or a link, whatever a commenter wrote
(formula injection; OWASP ASVS 1.2.10). Nothing is protected: whoever answers may sort, filter and add columns.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from civikos.programs.consultations.papers import words
from civikos.programs.consultations.papers.facts import facts
from civikos.programs.consultations.papers.rows import LANGUAGES, Head, Row, each_language, in_language

CELL_LIMIT = 32_767
"""How many UTF-16 units a cell of a sheet may hold (the file format's own limit)."""
CUT = " […] (vijon në PDF / nastavlja se u PDF-u / continues in the PDF)"

# The hidden key stands between two visible columns: whoever selects a range to sort or copy takes it along.
_WIDTHS = {
    "number": 6,
    "key": 14,
    "article": 16,
    "comment": 40,
    "original": 28,
    "proposed": 28,
    "reason": 24,
    "who": 22,
    "outcome": 20,
    "answer": 34,
}
_HEAD_ROW = 2
_LINE_HEIGHT, _TALLEST = 14.0, 400.0
_ANSWER_COLUMNS = ("outcome", "answer")
_INK, _PAPER, _LINE, _FILL_IN, _MISSING = "#14213D", "#E8EDF3", "#AAB4C2", "#FFF9EC", "#F6C667"


def fitting(text: str) -> str:
    """The text as one cell can hold it; a longer one is cut and says where the rest is."""
    if len(text) <= CELL_LIMIT // 2 or len(text.encode("utf-16-le", "surrogatepass")) // 2 <= CELL_LIMIT:
        return text
    room = CELL_LIMIT - len(CUT)
    units = text.encode("utf-16-le", "surrogatepass")[: room * 2]
    return units.decode("utf-16-le", "ignore") + CUT


def outcome_label(outcome: str) -> str:
    """An answer as it stands in the sheet, in three languages; empty for none."""
    return words.in_three(words.OUTCOMES[outcome]) if outcome else ""


def who_said(row: Row) -> str:
    """Who made the point, one to a line, and how many when there were more than the names tell."""
    names = "\n".join(row.who)
    if row.count <= max(1, len(row.who)):
        return names
    return f"{names}\n({words.in_three(words.SUPPORTED_BY)}: {row.count})"


def article_label(row: Row) -> str:
    """The article as cited, with its heading on the next line; a point on no article is one on the whole document."""
    label = row.article or words.in_three(words.WHOLE_DRAFT)
    return f"{label}\n{row.article_heading}" if row.article_heading else label


def _cells(row: Row) -> dict[str, str]:
    return {
        "number": str(row.number),
        "key": row.key,
        "article": article_label(row),
        "comment": row.comment,
        "original": row.draft_text,
        "proposed": row.proposed,
        "reason": row.reason,
        "who": who_said(row),
        "outcome": outcome_label(row.outcome),
        "answer": row.answer,
    }


class _Sheet(Worksheet):
    """
    A sheet whose rows have a height to begin with and still grow with what is typed into them.

    A row marked as of custom height would hide the end of a long answer; without any height LibreOffice shows one line.
    """

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        kept = [pair for pair in attributes if pair[0] != "customHeight"] if tag == "row" else attributes
        super()._xml_start_tag_unencoded(tag, kept)


def _height(cells: dict[str, str]) -> float:
    """The height in points that shows all of a row's text, as far as one can tell without the font; at most a page."""
    seen = [(text, _WIDTHS[name]) for name, text in cells.items() if name != "key"]
    lines = max(sum(1 + len(line) // width for line in text.split("\n")) for text, width in seen)
    return min(_TALLEST, 6 + _LINE_HEIGHT * lines)


@dataclass(frozen=True)
class _Looks:
    """The formats of the workbook."""

    title: Any
    line: Any
    head: Any
    cell: Any
    number: Any
    fill_in: Any
    label: Any
    text: Any
    missing: Any

    @classmethod
    def of(cls, book: Any) -> "_Looks":
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        boxed = base | {"text_wrap": True, "border": 1, "border_color": _LINE}
        return cls(
            title=book.add_format(base | {"bold": True, "font_size": 14, "font_color": _INK}),
            line=book.add_format(base | {"font_color": "#44506A"}),
            head=book.add_format(boxed | {"bold": True, "bg_color": _INK, "font_color": "#FFFFFF"}),
            cell=book.add_format(boxed),
            number=book.add_format(boxed | {"align": "center", "bold": True}),
            fill_in=book.add_format(boxed | {"bg_color": _FILL_IN}),
            label=book.add_format(boxed | {"bold": True, "bg_color": _PAPER}),
            text=book.add_format(base | {"text_wrap": True}),
            missing=book.add_format({"bg_color": _MISSING}),
        )


def matrix_xlsx(head: Head, rows: Iterable[Row]) -> bytes:
    """
    The matrix as XLSX: the table on the first sheet, the head and instructions on the second.

    Rows are written one by one in constant memory. Bytes depend on the arguments only.
    """
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        title, _language = in_language(head.title, "sq")
        book.set_properties(
            {
                "title": f"{words.MATRIX['sq']}: {title}",
                "subject": words.in_three(words.MATRIX),
                "author": head.network,
                "created": head.made_at.replace(tzinfo=None, microsecond=0),
            }
        )
        looks = _Looks.of(book)
        _write_matrix(book.add_worksheet("Matrica – Matrix", _Sheet), looks, head, rows)
        _write_about(book.add_worksheet("Udhëzim – Uputstvo – Guide", _Sheet), looks, head)
    return target.getvalue()


def _write_matrix(sheet: Any, looks: _Looks, head: Head, rows: Iterable[Row]) -> None:
    names = list(_WIDTHS)
    for column, name in enumerate(names):
        sheet.set_column(column, column, _WIDTHS[name], None, {"hidden": name == "key"})
    sheet.set_row(0, 21)
    sheet.write_string(0, 0, fitting(" / ".join(text for _language, text in each_language(head.title))), looks.title)
    sheet.write_string(1, 0, fitting(_one_line(head)), looks.line)
    sheet.set_row(_HEAD_ROW, 64)
    for column, name in enumerate(names):
        sheet.write_string(_HEAD_ROW, column, words.in_three(words.COLUMNS[name], "\n"), looks.head)
    last = _HEAD_ROW
    for last, row in enumerate(rows, start=_HEAD_ROW + 1):
        cells = _cells(row)
        sheet.set_row(last, _height(cells))
        for column, (name, text) in enumerate(cells.items()):
            look = looks.number if name == "number" else looks.fill_in if name in _ANSWER_COLUMNS else looks.cell
            if text:
                sheet.write_string(last, column, fitting(text), look)
            else:
                sheet.write_blank(last, column, None, look)
    _set_up(sheet, looks, head, names, last)


def _one_line(head: Head) -> str:
    institution = " / ".join(text for _language, text in each_language(head.institution))
    parts = [words.in_three(words.MATRIX), institution, head.reference, head.network]
    return " · ".join(part for part in parts if part)


def _set_up(sheet: Any, looks: _Looks, head: Head, names: list[str], last: int) -> None:
    first, outcome, answer = _HEAD_ROW + 1, names.index("outcome"), names.index("answer")
    sheet.freeze_panes(first, names.index("comment"))
    sheet.autofilter(_HEAD_ROW, 0, max(last, first), len(names) - 1)
    bottom = max(last, first)
    sheet.data_validation(
        first,
        outcome,
        bottom,
        outcome,
        {
            "validate": "list",
            "source": [outcome_label(code) for code in words.OUTCOMES],
            # A word in one language is understood too, so other words are pointed out, not forbidden.
            "error_type": "information",
            "error_title": "Pranuar · Usvojeno · Accepted …",
            "error_message": "\n".join(
                ", ".join(words.OUTCOMES[code][language] for code in words.OUTCOMES) for language in LANGUAGES
            ),
        },
    )
    cell = f"{_letter(outcome)}{first + 1}"
    refused = ",".join(f'ISNUMBER(SEARCH("{word}",${cell}))' for word in words.OUTCOMES["rejected"].values())
    sheet.conditional_format(
        first,
        answer,
        bottom,
        answer,
        {
            "type": "formula",
            "format": looks.missing,
            "criteria": f"=AND(OR({refused}),LEN(TRIM(${_letter(answer)}{first + 1}))=0)",
        },
    )
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(answer)}{bottom + 1}"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.print_area(0, 0, bottom, len(names) - 1)
    sheet.set_footer(f"&L&8{_in_footer(head)}&R&8&P / &N")


def _in_footer(head: Head) -> str:
    text = " · ".join(part for part in (head.network, head.reference) if part)
    return text[:90].replace("&", "&&")


def _letter(column: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]


def _write_about(sheet: Any, looks: _Looks, head: Head) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, words.in_three(words.MATRIX), looks.title)
    line = 2
    for label, text in _facts(head):
        sheet.set_row(line, 4 + _LINE_HEIGHT * (1 + max(len(label) // 40, text.count("\n"), len(text) // 92)))
        sheet.write_string(line, 0, label, looks.label)
        sheet.write_string(line, 1, fitting(text), looks.cell)
        line += 1
    for language in LANGUAGES:
        line += 1
        sheet.write_string(line, 0, words.ABOUT[language], looks.title)
        for sentence in words.HOW_TO_ANSWER[language]:
            sheet.write_string(line, 1, sentence, looks.text)
            line += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _facts(head: Head) -> list[tuple[str, str]]:
    """Label and value; the number of the consultation comes first, so that a returned sheet says whose it is."""
    found = [
        (words.in_three(words.CONSULTATION_NUMBER), str(head.consultation_id)),
        (words.in_three(words.FACTS["title"]), _lines(each_language(head.title))),
        *((fact.label, _lines(fact.values)) for fact in facts(head, LANGUAGES)),
        (words.in_three(words.FACTS["contributors"]), "\n".join(head.contributors)),
        (words.in_three(words.FACTS["checkpoint"]), head.checkpoint),
    ]
    return [(label, text) for label, text in found if text]


def _lines(values: Iterable[tuple[str, str]]) -> str:
    return "\n".join(text for _language, text in values)
