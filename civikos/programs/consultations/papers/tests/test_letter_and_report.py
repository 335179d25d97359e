"""The letter and the report, in each language and both forms, and the matrix as data."""

import io
import json
from dataclasses import asdict, replace
from datetime import datetime

import docx
import pikepdf
import pytest

from civikos.programs.consultations.papers import letter, report, words
from civikos.programs.consultations.papers.data import matrix_json
from civikos.programs.consultations.papers.rows import LANGUAGES, StandardMark
from civikos.programs.consultations.papers.tests.samples import FIGURES, HEAD, ROW, rows
from civikos.programs.consultations.papers.tests.test_pdf import tagged_rows, text_of
from civikos.programs.consultations.states import Outcome

MARKS = (
    StandardMark(
        "days",
        True,
        {"sq": "Së paku 15 ditë pune", "sr": "Najmanje 15 radnih dana", "en": "At least 15 working days"},
        {"sq": "16 ditë", "sr": "16 dana", "en": "16 days"},
        "Regulation (GRK) No. 05/2016",
    ),
    StandardMark("reasons", False, {"sq": "Arsyetime", "sr": "Obrazloženja", "en": "Reasons given"}, {}, "Regulation"),
    StandardMark("in_time", None, {"en": "Report in time"}, {"en": "due on 1 March 2027"}, "to be confirmed"),
)


def word_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(parts).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_says_the_same_on_paper_and_in_word(language) -> None:
    body = letter.draft_body(HEAD, language)
    for text in (text_of(letter.letter_pdf(HEAD, body, language)), word_text(letter.letter_docx(HEAD, body, language))):
        assert HEAD.title[language] in text
        assert HEAD.institution[language] in text
        assert HEAD.reference in text
        assert words.day_in_words(HEAD.submitted_at.date(), language) in text
        for part in body.split("\n\n"):
            assert " ".join(part.split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drafted_letter_fills_every_figure(language) -> None:
    body = letter.draft_body(replace(HEAD, network="Rrjeti {x}"), language)
    assert "Rrjeti {x}" in body
    for figure in (
        FIGURES.points,
        FIGURES.contributions,
        FIGURES.proposals,
        FIGURES.organizations,
        FIGURES.articles_commented,
    ):
        assert str(figure) in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_holds_figures_standards_points_answers_and_names(language) -> None:
    points = rows(12)
    foreword = "Konsultimi u mbajt.\n\nParagrafi i dytë."
    for text in (
        text_of(report.report_pdf(HEAD, points, MARKS, foreword, language)),
        word_text(report.report_docx(HEAD, points, MARKS, foreword, language)),
    ):
        for section in report.SECTIONS.values():
            assert section[language] in text
        for name, label in report.FIGURES.items():
            assert f"{label[language]} {getattr(FIGURES, name)}" in text
        for _code, label, value in report.outcomes(FIGURES, language):
            assert f"{label} {value}" in text
        assert all(met[language] in text for met in report.MET.values())
        assert "due on 1 March 2027" in text
        assert "Konsultimi u mbajt." in text
        for row in points:
            assert f"{report.POINT[language]} {row.number}" in text
            assert row.comment in text
            assert row.answer in text
        assert all(name in text for name in HEAD.contributors)


def test_the_report_is_tagged_and_in_its_language(monkeypatch) -> None:
    from civikos.programs.consultations.papers import pdf

    monkeypatch.setattr(pdf, "PART_ROWS", 5)
    with pikepdf.open(io.BytesIO(report.report_pdf(HEAD, rows(12), MARKS, "", "sr"))) as document:
        assert str(document.Root.Lang) == "sr"
        assert tagged_rows(document) == len(report.FIGURES) + 5 + len(MARKS)
        with document.open_metadata() as about:
            assert about["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_a_report_without_points_standards_or_names_is_still_a_report() -> None:
    text = text_of(report.report_pdf(replace(HEAD, contributors=(), checkpoint=""), [], (), "", "en"))
    assert report.REPORT["en"] in text
    assert report.SECTIONS["standards"]["en"] not in text


def test_what_the_text_took_up_is_counted_once_there_is_a_later_text() -> None:
    later = replace(FIGURES, text_version=2, text_yes=3, text_no=1)
    assert len(report.counts(FIGURES, "en")) == len(report.FIGURES)
    added = dict(report.counts(later, "en"))
    assert added["Points accepted (in full or in part) that are in the text of version 2"] == 3
    assert added["of the accepted, not in the text"] == 1


def test_the_answers_are_those_of_the_consultation() -> None:
    assert list(words.OUTCOMES) == Outcome.values


def test_every_word_is_there_in_all_three_languages() -> None:
    tables = [
        words.OUTCOMES,
        words.COLUMNS,
        words.FACTS,
        report.SECTIONS,
        report.FIGURES,
        report.TEXT_FIGURES,
        report.MET,
    ]
    for three in [
        *[three for table in tables for three in table.values()],
        report.REPORT,
        report.POINT,
        letter.SUBJECT,
        letter.BODY,
    ]:
        assert set(three) == set(LANGUAGES)
        assert all(three.values())


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 30)
    with pytest.raises(ValueError, match="time zone"):
        words.instant_in_words(naive, "sq")


def test_the_matrix_as_data_holds_everything() -> None:
    points = [*rows(5), replace(ROW, number=6, comment="=1+1 😀 \ud800")]
    data = json.loads(matrix_json(HEAD, points))
    assert (data["format"], data["version"]) == ("civikos.matrix", 1)
    assert data["consultation"]["government_until"] == "2026-12-01T16:00:00+01:00"
    assert data["consultation"]["figures"] == asdict(FIGURES)
    assert data["points"][:5] == [asdict(row) | {"who": list(row.who)} for row in points[:5]]
    assert data["points"][5]["comment"] == "=1+1 😀 \ud800"
    assert data["labels"]["outcomes"]["partly"]["sr"] == "Delimično usvojeno"
