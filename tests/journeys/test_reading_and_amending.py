"""The list of doubtful places and what an amending act changes, in a real browser: wide, on a phone, checked by axe."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests import samples
from civikos.programs.consultations.tests.test_amending_page import BASE, CHANGE, TITLE

Check = Callable[[Page], None]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def change(
    transactional_db: None, jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, clock: Any
) -> Consultation:
    """An amending draft with a number left out; the act that it amends is here too."""
    institution = samples.organization_of(ministry)
    samples.register(
        secretariat, institution, at, titles={"sq": "Ligji bazik"}, texts=samples.read_text(BASE, "ligji.txt")
    )
    spoiled = CHANGE.replace("Neni 4\nHyrja", "Neni 6\nHyrja") + "1. Një.\n4. Katër:\n"
    return samples.register(
        secretariat, institution, at, titles={"sq": TITLE}, texts=samples.read_text(spoiled, "ndryshimi.txt")
    )


def assert_fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
def test_the_places_are_ticked_off_and_the_changes_are_read(
    change: Consultation,
    secretariat: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Check,
    language: str,
) -> None:
    sign_in(secretariat)
    base = f"/{language}/consultations/{change.pk}"
    page.goto(f"{base}/text/")
    before = page.locator("#places > ol > li").count()
    assert before > 1
    check_accessible(page)
    page.locator("#places > ol > li form button").first.click()
    page.wait_for_load_state()
    assert page.locator("#places > ol > li").count() == before - 1
    check_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_fits(page)
    for address in (f"{base}/changes/", f"{base}/changes/?act=06/L-081"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert page.locator("ins").count() > 0
        check_accessible(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert_fits(page)
        check_accessible(page)
