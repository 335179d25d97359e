"""The standards watch in a real browser: a consultation recorded by hand, a sheet taken over and back, the ranking, a report."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from civikos.kernel.accounts.actor import Actor
from civikos.programs.standards.actions import monitoring
from civikos.programs.standards.models import MonitoringReport, RecordedCase
from civikos.programs.standards.states import CaseStatus

Check = Callable[[Page], None]
PHONE = {"width": 390, "height": 844}
SHEET = """Institucioni;Lloji i dokumentit;Titulli;Dita e parë;Dita e fundit;Komente;Pa përgjigje
Ministria e Drejtësisë;Projektligj;Projektligji A;02.03.2026;31.03.2026;10;0
Ministria e Drejtësisë;Projektligj;Projektligji B;02.03.2025;31.03.2025;10;4
Komuna e Prizrenit;Projektrregullore komunale;Rregullorja C;02.03.2026;05.04.2026;0;
Ministria e Hënës;Projektligj;Projektligji D;02.03.2026;31.03.2026;;
"""


def assert_fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def test_from_a_sheet_to_the_ranking_and_the_report(
    transactional_db: None,
    jurisdiction: None,
    clock: Any,
    secretariat: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Check,
    at: datetime,
) -> None:
    sign_in(secretariat)
    page.goto("/en/standards/sheets/")
    check_accessible(page)
    page.set_input_files(
        "input[type=file]", [{"name": "portali.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}]
    )
    page.get_by_role("button", name="Read it").click()
    page.wait_for_load_state()
    check_accessible(page)
    assert "3 rows can be taken over" in page.inner_text("main")
    assert "Ministria e Hënës" in page.inner_text("main")
    page.get_by_role("button", name="Take over 3 rows").click()
    page.wait_for_load_state()
    assert RecordedCase.objects.counted().count() == 3
    check_accessible(page)
    for language, path in (
        ("en", ""),
        ("sq", "years/"),
        ("sr-latn", "map/"),
        ("sq", "figures/"),
        ("sr-latn", "list/"),
        ("en", "cases/?standard=all_answered&verdict=not_met"),
        ("sq", "reports/"),
    ):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"/{language}/standards/{path}")
        check_accessible(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert_fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/en/standards/cases/?standard=all_answered&verdict=not_met")
    page.get_by_role("link", name="Projektligji B").click()
    assert "6 of 10 comments answered" in page.inner_text("main")
    check_accessible(page)
    page.goto("/en/standards/reports/write/2026/")
    page.fill("textarea[name=sq]", "Fjala hyrëse.")
    page.get_by_role("button", name="Keep and look at the report").click()
    check_accessible(page)
    page.get_by_role("button", name="Publish the report").click()
    page.wait_for_load_state()
    monitoring.make_papers(MonitoringReport.objects.get().pk, at=at)
    page.goto(MonitoringReport.objects.get().get_absolute_url())
    with page.expect_download() as told:
        page.locator(".docs a").first.click()
    assert told.value.suggested_filename.startswith("monitoring-2026-1-")


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
def test_one_is_recorded_by_hand_without_losing_a_word(
    transactional_db: None,
    jurisdiction: None,
    clock: Any,
    secretariat: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Check,
    language: str,
) -> None:
    sign_in(secretariat)
    page.goto(f"/{language}/standards/cases/new/")
    check_accessible(page)
    page.select_option("#id_institution", index=1)
    page.select_option("#id_kind", index=6)
    page.fill("#id_title", "Projektligji me dorë")
    page.fill("#id_opened_on", "2026-03-02")
    page.fill("#id_closes_on", "2026-03-06")
    page.click("button[name=record]")
    page.wait_for_load_state()
    assert not RecordedCase.objects.exists()
    assert page.input_value("#id_title") == "Projektligji me dorë"
    check_accessible(page)
    page.fill("#id_short_reason", "Buxheti")
    page.click("button[name=record]")
    page.wait_for_load_state()
    row = RecordedCase.objects.get()
    assert (row.status, row.short_reason) == (CaseStatus.RECORDED, "Buxheti")
    check_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_fits(page)
