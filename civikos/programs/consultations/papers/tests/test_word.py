"""The matrix as a Word file: real styles, languages, a repeated head, marks on what is proposed."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from civikos.programs.consultations.papers import words
from civikos.programs.consultations.papers.tests.office import through_libreoffice
from civikos.programs.consultations.papers.tests.samples import HEAD, ROW, rows
from civikos.programs.consultations.papers.word import matrix_docx


def body(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def test_every_point_is_a_row_under_a_head_in_three_languages() -> None:
    points = rows(40)
    matrix = docx.Document(io.BytesIO(matrix_docx(HEAD, points))).tables[-1]
    assert len(matrix.rows) == 41
    assert matrix.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in matrix.rows[0].cells][1] == "Neni\nČlan\nArticle"
    for row, line in zip(points, matrix.rows[1:], strict=True):
        cells = [cell.text for cell in line.cells]
        assert cells[0] == str(row.number)
        assert row.comment in cells[2]
        assert row.reason in cells[2]
        assert cells[4].startswith(row.who[0])
        assert cells[5] == ("\n".join(words.OUTCOMES[row.outcome].values()) if row.outcome else "")
        assert cells[6] == row.answer


def test_a_proposal_shows_what_it_strikes_and_what_it_adds() -> None:
    matrix = docx.Document(io.BytesIO(matrix_docx(HEAD, [ROW]))).tables[-1]
    runs = matrix.rows[1].cells[3].paragraphs[0].runs
    struck = "".join(run.text for run in runs if run.font.strike)
    added = "".join(run.text for run in runs if run.font.underline)
    assert "".join(run.text for run in runs if not run.font.underline) == ROW.original
    assert "".join(run.text for run in runs if not run.font.strike) == ROW.proposed
    assert "arsyeshëm" in struck
    assert "pesëmbëdhjetë" in added


def test_a_proposal_that_started_from_nothing_carries_no_marks() -> None:
    matrix = docx.Document(io.BytesIO(matrix_docx(HEAD, [replace(ROW, original="")]))).tables[-1]
    runs = matrix.rows[1].cells[3].paragraphs[0].runs
    assert [(run.text, run.font.strike, run.font.underline) for run in runs] == [(ROW.proposed, None, None)]


def test_the_file_is_across_has_styles_a_title_and_languages() -> None:
    document = docx.Document(io.BytesIO(matrix_docx(HEAD, rows(12))))
    section = document.sections[0]
    assert section.page_width > section.page_height
    styles = {paragraph.style.name: paragraph.text for paragraph in document.paragraphs}
    assert styles["Title"] == HEAD.title["sq"]
    assert styles["Heading 1"] == words.in_three(words.MATRIX)
    assert document.core_properties.title.endswith(HEAD.title["sq"])
    xml = body(matrix_docx(HEAD, rows(12)))
    assert {"sq-AL", "sr-Latn-RS", "sr-Cyrl-RS", "en-US"} == set(re.findall(r'<w:lang w:val="([^"]+)"', xml))
    without = [
        run for run in document.element.body.iter(qn("w:r")) if run.find(f"{qn('w:rPr')}/{qn('w:lang')}") is None
    ]
    assert without == []


@pytest.mark.parametrize(
    "wrote", ["<w:p/>", "a & b", "]]>", "\x00\x0bx\ud800", "a\tb", "a\nb\r\nc", '"quoted"', "\u2028z", ""]
)
def test_whatever_people_write_the_file_stays_whole(wrote) -> None:
    row = replace(
        ROW, comment=wrote, proposed=wrote, original=wrote[::-1], who=(wrote,), answer=wrote, article=wrote, quote=wrote
    )
    data = matrix_docx(replace(HEAD, title={"sq": wrote}, network=wrote or "x", reference=wrote), [row])
    etree.fromstring(body(data).encode())
    shown = docx.Document(io.BytesIO(data)).tables[-1].rows[1].cells[6].text
    wanted = re.sub("\r\n?|\u2028", "\n", wrote)
    assert shown == re.sub("[\x00-\x08\x0b\ud800]", "", wanted)


def test_libreoffice_opens_it_and_finds_every_point(tmp_path) -> None:
    points = rows(30)
    saved = through_libreoffice(matrix_docx(HEAD, points), tmp_path, "docx")
    matrix = docx.Document(io.BytesIO(saved)).tables[-1]
    assert [line.cells[0].text for line in matrix.rows[1:]] == [str(row.number) for row in points]


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert matrix_docx(HEAD, rows(5)) == matrix_docx(HEAD, rows(5))
