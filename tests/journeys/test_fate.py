"""What became of a point, in a real browser: asked, explained, valued, raised; in three languages, on a phone, checked by axe."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation, Contribution, Explanation, Point, Raised, Satisfaction
from civikos.programs.consultations.tests import samples

Check = Callable[[Page], None]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
OUTCOMES = {"(14)": "rejected", "(18)": "accepted", "paqartë": "noted"}


@pytest.fixture
def torn(
    transactional_db: None,
    jurisdiction: None,
    secretariat: Actor,
    ministry: Actor,
    member: Actor,
    other_member: Actor,
    at: datetime,
    clock: Any,
) -> Consultation:
    """A wording that was rejected and is in the text, one that was accepted and is not."""
    row = samples.register(secretariat, samples.organization_of(ministry), at)
    samples.distribute(row, secretariat, [member, other_member], at)
    wording = row.version.provisions.get(eid="art_3__para_1").wordings.get(language="sq").text
    for who, age in ((member, "katërmbëdhjetë (14)"), (other_member, "tetëmbëdhjetë (18)")):
        proposed = wording.replace("pesëmbëdhjetë (15)", age)
        samples.comment(row, who, at, "Propozojmë këtë tekst.", eid="art_3__para_1", proposed=proposed)
    samples.comment(row, member, at, "Ky nen është i paqartë.", eid="art_2")
    return samples.judge(row, secretariat, ministry, clock, OUTCOMES)


def look(page: Page, address: str, check: Check) -> None:
    """A page that is accessible and fits a phone."""
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(address)
    check(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    check(page)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
def test_both_sides_learn_that_the_answer_and_the_text_differ(
    torn: Consultation,
    secretariat: Actor,
    ministry: Actor,
    member: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Check,
    language: str,
) -> None:
    base = f"/{language}/consultations"
    changed = Point.objects.get(proposed__contains="(14)")
    said = Contribution.objects.get(proposed__contains="(14)")
    # The secretariat asks.
    sign_in(secretariat)
    look(page, f"{base}/{torn.pk}/contradictions/", check_accessible)
    assert page.locator("li[id^=p-]").count() == 2
    page.locator("form[action$='/contradictions/ask/'] button").click()
    page.wait_for_load_state()
    # The institution explains one of them, on the list.
    sign_in(ministry)
    page.goto(f"{base}/{torn.pk}/contradictions/")
    page.locator(f"#text-{changed.pk}").fill("Neni u ndryshua me kërkesë të një institucioni tjetër.")
    page.locator(f"#p-{changed.pk} form button").click()
    page.wait_for_load_state()
    assert Explanation.objects.get().point == changed
    look(page, f"{base}/point/{changed.pk}/", check_accessible)
    # The contributor reads all of it, says what they think, and proposes it for the Council.
    sign_in(member)
    look(page, f"{base}/{torn.pk}/mine/?show=flagged", check_accessible)
    look(page, f"{base}/contribution/{said.pk}/", check_accessible)
    assert page.locator("#text ins", has_text="katërmbëdhjetë").count() > 0
    page.locator("#view input[value=no]").check()
    page.locator("#view button").first.click()
    page.wait_for_load_state()
    assert page.locator("#view .form-errors").count() == 1, "a view that is not satisfied wants a reason"
    check_accessible(page)
    page.locator("#view textarea").fill("Arsyeja nuk u përgjigjet argumenteve tona.")
    page.locator("#view button").first.click()
    page.wait_for_load_state()
    assert Satisfaction.objects.get().view == "no"
    page.locator("#next a[href$='/council/']").click()
    page.wait_for_load_state()
    check_accessible(page)
    page.locator("textarea[name=reason]").fill("Vlen për çdo konsultim.")
    page.locator("form.form button").click()
    page.wait_for_load_state()
    # The secretariat takes it to the Council.
    sign_in(secretariat)
    look(page, f"{base}/council/", check_accessible)
    page.locator("a[href$='/raised/']").click()
    page.wait_for_load_state()
    page.locator("[name=meeting]").fill("Mbledhja e 12-të")
    check_accessible(page)
    page.locator("form.form button").click()
    page.wait_for_load_state()
    assert Raised.objects.get().status == "raised"
    look(page, f"{base}/contribution/{said.pk}/", check_accessible)
    assert "Mbledhja e 12-të" in page.content()
    look(page, f"{base}/{torn.pk}/report/new/", check_accessible)
    assert page.locator("#despite").get_attribute("value") == "1"
