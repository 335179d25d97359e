"""The sheet that goes out: every cell a typed string, whatever people wrote."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from civikos.programs.consultations.papers import sheet, words
from civikos.programs.consultations.papers.sheet import matrix_xlsx
from civikos.programs.consultations.papers.tests.office import through_libreoffice
from civikos.programs.consultations.papers.tests.samples import HEAD, ROW, rows

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    '"=',
    "'=",
    "\u200b=",
    "\ufeff=",
    "\u00a0=",
)
BODIES = ('HYPERLINK("http://evil.example","x")', "1+1", "cmd|' /C calc'!A0", 'SUM(A1:A9)*cmd|"x"!A0', "IMPORTXML(1,2)")
NASTY = [start + body for start in STARTS for body in BODIES] + [
    "http://example.org/",
    "mailto:a@example.org",
    "1",
    "0012",
    "1e5",
    "2026-11-30",
    "TRUE",
    "{=1+1}",
    "_x0041_",
    "_x000D_",
    "a\tb\nc\r\nd",
    "<b>&amp;</b>",
    "]]>",
    "\u202eabc",
    "ë ç š đ ћ 😀",
    "\x01\x0b\x1f",
    "#REF!",
    "R1C1",
    "a" * 500,
]
TEXT_COLUMNS = ("comment", "original", "proposed", "reason", "answer")


def markup(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]


def table(data: bytes) -> list[dict[str, str]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    start = next(i for i, line in enumerate(lines) if "outcome" in [words.column_of(str(cell)) for cell in line])
    names = [words.column_of(str(cell)) or "" for cell in lines[start]]
    return [dict(zip(names, line, strict=True)) for line in lines[start + 1 :]]


def nasty_rows():
    return [
        replace(
            ROW,
            number=number,
            key=f"P-42-{number}",
            comment=value,
            original=value,
            quote="",
            proposed=value,
            reason=value,
            answer=value,
            who=(value,),
            article=value,
            article_heading="",
            count=1,
        )
        for number, value in enumerate(NASTY, start=1)
    ]


@pytest.fixture(scope="module")
def nasty() -> bytes:
    return matrix_xlsx(replace(HEAD, title={"sq": "=1+1"}, network="@SUM(1)", reference="+1"), nasty_rows())


def test_nothing_that_people_write_becomes_a_formula_or_a_link(nasty: bytes) -> None:
    for text in markup(nasty):
        assert "<f" not in text.replace("<formula", "").replace("<formula1", "")
        assert "<hyperlink" not in text
        kinds = set(re.findall(r"<c [^>]*?(?:t=\"(\w+)\")?/?>", text))
        assert kinds <= {"inlineStr", ""}
        assert not re.search(r'<c r="\w+"(?: s="\d+")?><v>', text)
    with zipfile.ZipFile(io.BytesIO(nasty)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name or name.endswith(".bin")]


def test_the_check_for_formulas_sees_one_where_there_is_one() -> None:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    assert "<f>" in markup(target.getvalue())[0]


def test_every_text_comes_back_equal(nasty: bytes) -> None:
    found = table(nasty)
    assert len(found) == len(NASTY)
    for value, line in zip(NASTY, found, strict=True):
        for name in (*TEXT_COLUMNS, "article", "who"):
            assert line[name] == value


def test_every_text_comes_back_equal_after_libreoffice_recalculated_it(nasty: bytes, tmp_path) -> None:
    saved = through_libreoffice(nasty, tmp_path, "xlsx")
    assert all("<f" not in text.replace("<formula", "") for text in markup(saved))
    found = table(saved)
    for value, line in zip(NASTY, found, strict=True):
        for name in TEXT_COLUMNS:
            # LibreOffice itself writes every end of a line as a line feed.
            assert str(line[name]).replace("\r", "") == value.replace("\r", "")


def test_the_head_of_the_table_is_in_three_languages_and_frozen_and_repeated() -> None:
    text = markup(matrix_xlsx(HEAD, rows(3)))[0]
    assert "Komenti\nKomentar\nComment" in text
    assert 'state="frozen"' in text
    assert 'ySplit="3"' in text
    assert 'orientation="landscape"' in text
    assert 'paperSize="9"' in text
    with zipfile.ZipFile(io.BytesIO(matrix_xlsx(HEAD, rows(3)))) as archive:
        assert "_xlnm.Print_Titles" in archive.read("xl/workbook.xml").decode()
        assert "$3:$3" in archive.read("xl/workbook.xml").decode()


def test_the_key_is_in_a_hidden_column_and_nothing_is_protected() -> None:
    text = markup(matrix_xlsx(HEAD, rows(3)))[0]
    assert re.search(r'<col min="2" max="2"[^>]*hidden="1"', text)
    assert "sheetProtection" not in text
    assert [line["key"] for line in table(matrix_xlsx(HEAD, rows(3)))] == ["P-42-1", "P-42-2", "P-42-3"]


def test_the_answers_are_chosen_from_a_list_that_stops_nobody() -> None:
    text = markup(matrix_xlsx(HEAD, rows(3)))[0]
    rule = re.search(r"<dataValidation .*?</dataValidation>", text, re.S)
    assert rule is not None
    assert 'errorStyle="information"' in rule[0]
    assert 'sqref="I4:I6"' in rule[0]
    choices = re.search(r'<formula1>"(.*?)"</formula1>', rule[0])
    assert choices is not None
    assert len(choices[1]) <= 255
    assert [words.outcome_of(choice) for choice in choices[1].split(",")] == list(words.OUTCOMES)


def test_rows_are_tall_enough_and_may_grow() -> None:
    text = markup(matrix_xlsx(HEAD, [replace(ROW, comment="word " * 200)]))[0]
    row = re.search(r'<row r="4"[^>]*>', text)
    assert row is not None
    assert float(re.search(r'ht="([\d.]+)"', row[0])[1]) > 250
    assert "customHeight" not in text


def test_a_text_too_long_for_a_cell_says_where_the_rest_is() -> None:
    for text in ("ë" * 40_000, "😀" * 20_000):
        cell = table(matrix_xlsx(HEAD, [replace(ROW, comment=text)]))[0]["comment"]
        assert cell.endswith(sheet.CUT)
        assert len(cell.encode("utf-16-le")) // 2 <= sheet.CELL_LIMIT
        assert text.startswith(cell.removesuffix(sheet.CUT))
    whole = "a" * sheet.CELL_LIMIT
    assert table(matrix_xlsx(HEAD, [replace(ROW, comment=whole)]))[0]["comment"] == whole


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert matrix_xlsx(HEAD, rows(20)) == matrix_xlsx(HEAD, rows(20))


def test_the_second_sheet_tells_how_to_answer_in_three_languages() -> None:
    text = markup(matrix_xlsx(HEAD, rows(1)))[1]
    for language, sentences in words.HOW_TO_ANSWER.items():
        assert sentences[0] in text, language
    assert "1. decembra 2026. u 16:00 (CET)" in text
    assert HEAD.reference in text


def test_a_matrix_without_points_and_without_titles_is_still_a_sheet() -> None:
    assert table(matrix_xlsx(replace(HEAD, title={}, institution={}, submitted_at=None), [])) == []
