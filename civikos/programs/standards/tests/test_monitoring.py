"""The network's own report: written, frozen, published as PDF with charts and as a workbook, in three languages."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.actions import content_of
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.standards import actions
from civikos.programs.standards.actions import monitoring
from civikos.programs.standards.models import MonitoringReport, RecordedCase
from civikos.programs.standards.papers import charts
from civikos.programs.standards.queries import monitoring as queries

FOREWORDS = {"sq": "Fjala hyrëse.", "sr": "Uvodna reč.", "en": ""}


@pytest.fixture
def published(record: Callable[..., RecordedCase], secretariat: Actor, at: datetime) -> MonitoringReport:
    for number in range(3):
        record(title=f"Rregullorja {number}", reference=str(number))
    record(
        institution="municipality-prizren", kind="municipal_regulation", title="Komunale", reference="k", report_on=None
    )
    draft = actions.write_report(2026, forewords=FOREWORDS, by=secretariat, at=at)
    return actions.publish_report(draft.pk, by=secretariat, at=at)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_figures_are_frozen_and_the_files_are_made_of_them_once(
    published: MonitoringReport, record: Callable[..., RecordedCase], at: datetime
) -> None:
    record(title="Pas botimit", reference="later")
    monitoring.make_papers(published.pk, at=at)
    monitoring.make_papers(published.pk, at=at)
    row = MonitoringReport.objects.get()
    assert row.figures["en"]["whole"]["cases"] == 4
    assert {(each.format, each.language) for each in row.files.all()} == {
        (format_, language) for format_ in ("pdf", "xlsx") for language in ("sq", "sr", "en")
    }
    said = {each.language: text_of(content_of(each.file)) for each in row.files.filter(format="pdf")}
    assert "Fjala hyrëse." in said["sq"] and "Si u mbajtën standardet" in said["sq"]
    assert "Uvodna reč." in said["sr"] and "Kako su poštovani standardi" in said["sr"]
    assert "Fjala hyrëse." in said["en"], "a language without words shows another one"
    assert "Pas botimit" not in "".join(said.values())
    for text in said.values():
        assert "75 %" in text or "100 %" in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(row.files.get(format="xlsx", language="en").file)))
    assert len(book.get_sheet_by_name(book.sheet_names[-1]).to_python()) == 1 + 4


def test_the_pdf_is_tagged_and_its_charts_have_words(published: MonitoringReport, at: datetime) -> None:
    import pikepdf

    monitoring.make_papers(published.pk, at=at)
    content = content_of(published.files.get(format="pdf", language="sr").file)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("sr")
        alternatives = [
            str(each.Alt) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
    assert any("Ministarstvo pravde" in each for each in alternatives)


def test_earlier_reports_stay_and_a_second_one_has_its_own_number(
    published: MonitoringReport, secretariat: Actor, visitor: Actor, at: datetime
) -> None:
    second = actions.write_report(2026, forewords={}, by=secretariat, at=at + timedelta(days=1))
    assert second.number == 2
    assert [row.pk for row in queries.reports(visitor)] == [published.pk]
    assert len(queries.reports(secretariat)) == 2
    assert actions.write_report(2026, forewords={"sq": "x"}, by=secretariat, at=at).pk == second.pk
    with pytest.raises(WrongStatus):
        actions.publish_report(published.pk, by=secretariat, at=at)


def test_who_may_write_and_publish(jurisdiction: None, member: Actor, secretariat: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.write_report(2026, forewords={}, by=member, at=at)
    draft = actions.write_report(2026, forewords={}, by=secretariat, at=at)
    with pytest.raises(NotFound):
        actions.publish_report(draft.pk, by=member, at=at)
    with pytest.raises(monitoring.NothingToReport):
        actions.publish_report(draft.pk, by=secretariat, at=at)


def test_the_pages_and_files_of_a_report(
    published: MonitoringReport, client_as: Any, visitor: Actor, secretariat: Actor, at: datetime, clock: Any
) -> None:
    monitoring.make_papers(published.pk, at=at)
    browser = client_as(visitor)
    page = browser.get(published.get_absolute_url())
    assert page.status_code == 200
    stored = published.files.get(format="pdf", language="sq").file
    assert browser.get(reverse("standards:report_file", args=[published.pk, stored.key])).status_code == 200
    draft = actions.write_report(2026, forewords={}, by=secretariat, at=at)
    assert browser.get(draft.get_absolute_url()).status_code == 404
    officer = client_as(secretariat)
    assert officer.get(draft.get_absolute_url()).status_code == 200
    assert officer.get(reverse("standards:write_report", args=[2026])).status_code == 200


def test_a_drawing_is_a_file_without_what_a_title_could_smuggle_in() -> None:
    drawing = charts.bars([("<script>", 40, "javascript:x"), ("B", None, "")], label='"&<')
    text = charts.svg(drawing)
    assert "<script>" not in text and "javascript" not in text and "&lt;script&gt;" in text
    assert charts.band_of(None) == "none" and charts.band_of(100) == "band-4" and charts.band_of(19) == "band-0"
