"""The matrix as a paper: titled, tagged, in one piece, and nothing people wrote is read as markup."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from civikos.kernel.files.sandbox import ChildFailed
from civikos.programs.consultations.papers import pdf, words
from civikos.programs.consultations.papers.pdf import matrix_pdf
from civikos.programs.consultations.papers.tests.samples import HEAD, ROW, rows

ACCESSIBLE = "{http://www.aiim.org/pdfua/ns/id/}part"


def text_of(data: bytes) -> str:
    """All text of a PDF as a reader's program copies it, on one line, without marks of possible breaks."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    text = " ".join(pages).replace("\u200b", "").replace("\ufffe", "").replace("\u00ad", "")
    return " ".join(text.split())


def tagged_rows(document: pikepdf.Pdf) -> int:
    """How many rows of tables a screen reader finds, walking the tags from their root."""
    found, left = 0, [document.Root.StructTreeRoot.K[0]]
    while left:
        element = left.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        found += element.get("/S") == "/TR"
        below = element.get("/K")
        left += list(below) if isinstance(below, pikepdf.Array) else [below]
    return found


def test_the_paper_has_title_language_tags_and_its_own_fonts() -> None:
    with pikepdf.open(io.BytesIO(matrix_pdf(HEAD, rows(20)))) as document:
        assert str(document.Root.Lang) == "sq"
        assert bool(document.Root.MarkInfo.Marked)
        assert tagged_rows(document) == 21
        with document.open_metadata() as about:
            assert "Projektligji për vullnetarizmin" in about["dc:title"]
            assert about[ACCESSIBLE] == "1"
        for page in document.pages:
            for font in page.Resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
                assert "Libertinus" in str(font.BaseFont) or "DejaVu" in str(font.BaseFont)


def test_the_words_of_all_points_are_on_paper_in_their_own_letters() -> None:
    points = rows(15)
    text = text_of(matrix_pdf(HEAD, points))
    assert "1 dhjetor 2026, ora 16:00 (CET)" in text
    assert "Обавеза пријаве не би смела да важи" in text
    for row in points:
        assert row.who[0].split(" (")[0].split(",")[0] in text
    for code in {row.outcome for row in points} - {""}:
        for word in words.OUTCOMES[code].values():
            assert word in text


@pytest.mark.parametrize(
    "wrote",
    [
        '#read("/etc/passwd")',
        '#import "base.typ": *',
        "$ x^2 $",
        "*bold* _it_ `raw` <label> @ref",
        "= Heading",
        "\\ #let a = 1",
        "// comment",
        "/* comment */",
        "[#panic()]",
        '"; #x',
        "- list",
        "#sys.inputs",
    ],
)
def test_what_people_write_is_never_read_as_markup(wrote) -> None:
    row = replace(
        ROW,
        comment=wrote,
        reason=wrote,
        quote="",
        original="",
        proposed=wrote,
        who=(wrote,),
        answer=wrote,
        article=wrote,
    )
    text = text_of(matrix_pdf(replace(HEAD, title={"sq": wrote}, network=wrote), [row]))
    assert text.count(" ".join(wrote.split())) >= 7


def test_a_proposal_shows_what_it_strikes_and_what_it_adds() -> None:
    text = text_of(matrix_pdf(HEAD, [ROW]))
    for part in ("një afati të arsyeshëm", "pesëmbëdhjetë (15) ditëve pune"):
        assert part in text


def test_a_long_matrix_is_set_in_parts_and_joined_with_its_tags(monkeypatch) -> None:
    monkeypatch.setattr(pdf, "PART_ROWS", 8)
    points = rows(30)
    data = matrix_pdf(HEAD, points)
    with pikepdf.open(io.BytesIO(data)) as document:
        pages = len(document.pages)
        tags = document.Root.StructTreeRoot
        numbers = list(tags.ParentTree.Nums)
        assert [int(number) for number in numbers[::2]] == list(range(pages))
        assert [int(page.obj.StructParents) for page in document.pages] == list(range(pages))
        known = {page.obj.objgen for page in document.pages}
        assert all(
            element.P.Pg.objgen in known for row in numbers[1::2] for element in row if "/Pg" in element.get("/P", {})
        )
        # Each of the four parts has a head of its own; the names by which cells refer to heads stay unique.
        assert tagged_rows(document) == len(points) + 4
        names = [str(name) for name in list(tags.IDTree.Names)[::2]]
        assert len(names) == len(set(names)) == 7
        assert document.check_pdf_syntax() == []
        with document.open_metadata() as about:
            assert about["{http://ns.adobe.com/xap/1.0/t/pg/}NPages"] == str(pages)
            assert about[ACCESSIBLE] == "1"
    text = text_of(data)
    assert f"30 nëntor 2026 {pages}" in text
    assert all(row.comment.split(".")[0] in text for row in points)


def test_a_character_that_no_font_has_costs_the_claim_and_not_the_paper(monkeypatch) -> None:
    monkeypatch.setattr(pdf, "PART_ROWS", 1)
    data = matrix_pdf(HEAD, [ROW, replace(ROW, number=2, comment="Pajtohem 😀 plotësisht")])
    assert "plotësisht" in text_of(data)
    with pikepdf.open(io.BytesIO(data)) as document, document.open_metadata() as about:
        assert ACCESSIBLE not in about
        assert bool(document.Root.MarkInfo.Marked)


def test_long_words_break_and_stay_in_their_column() -> None:
    word = "https://konsultimet.example.org/" + "a1b2" * 60
    data = matrix_pdf(HEAD, [replace(ROW, comment=word, who=(word,), quote="", proposed="", original="", reason="")])
    document = pypdfium2.PdfDocument(data)
    width = document[0].get_width()
    page = document[len(document) - 1].get_textpage()
    rights = [page.get_charbox(index)[2] for index in range(page.count_chars())]
    document.close()
    assert max(rights) < width - 30
    assert word.replace("/", "") in text_of(data).replace(" ", "").replace("/", "")


def test_parts_are_cut_by_length_as_well_as_by_number() -> None:
    long = replace(ROW, comment="x" * 300_000)
    assert [len(part) for part in pdf._parts([ROW, long, long, ROW])] == [2, 2]
    assert [len(part) for part in pdf._parts([ROW] * 1_001)] == [500, 500, 1]


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert matrix_pdf(HEAD, rows(5)) == matrix_pdf(HEAD, rows(5))


def test_an_empty_matrix_and_missing_titles_are_still_a_paper() -> None:
    text = text_of(
        matrix_pdf(
            replace(HEAD, title={"en": "Draft"}, institution={}, reference="", submitted_at=None, checkpoint=""), []
        )
    )
    assert "Draft" in text


def test_a_typesetter_that_falls_is_told() -> None:
    with pytest.raises(ChildFailed):
        pdf.typeset("no-such-template", {}, HEAD)
