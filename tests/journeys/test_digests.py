"""Mail as people want it: by the link at its end, together once a day; and an address that does not work, mended by the hub."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import Page

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence import bounces, sending
from civikos.kernel.correspondence.models import Hold, Message, Notice
from civikos.kernel.entrance import digests
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests import samples
from civikos.programs.consultations.tests.conftest import *  # noqa: F403  # the consultations of the pages' own tests
from civikos.registers.organizations import tasks
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.places.models import Place
from tests import personas

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r"https?://\S+")


def path_in(text: str, part: str) -> str:
    """The path of the first address in a mail that has a part."""
    return next(urlsplit(link).path for link in LINK.findall(text) if part in link)


def as_sent(message: Message) -> str:
    """The words of a mail as the relay got them, links and all."""
    return next(str(each.body) for each in mail.outbox if each.extra_headers["Message-ID"] == message.message_id)


def at_both_widths(page: Page, check_accessible: Callable[[Page], None]) -> None:
    check_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})


def test_mail_comes_together_once_a_day_and_says_what_there_was(
    distributed: Consultation,
    member: Actor,
    secretariat: Actor,
    ministry: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Callable[[Page], None],
    clock: Any,
    at: Any,
) -> None:
    assert member.person is not None
    invitation = Message.objects.get(kind="consultation_invitation", person=member.person)
    letters = path_in(invitation.body, "/letters/").replace("/sq/", "/{}/")
    for language in ("sr-latn", "sq", "en"):
        page.goto(letters.format(language))
        at_both_widths(page, check_accessible)
    group = page.get_by_role("group", name="Drafts that concern your organizations")
    group.get_by_label("once a day, together").check()
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("Your choice is saved.").wait_for()
    at_both_widths(page, check_accessible)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Your choice is saved.").wait_for()
    assert group.get_by_label("at once").is_checked()
    group.get_by_label("once a day, together").check()
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("Your choice is saved.").wait_for()
    page.get_by_label("No mail that can wait before").fill("2026-12-09")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_text("rest until 9 December 2026").wait_for()
    check_accessible(page)
    page.get_by_role("button", name="End the pause now").click()
    page.get_by_text("rest until").wait_for(state="detached")

    other = samples.register(secretariat, samples.organization_of(ministry), at)
    samples.distribute(other, secretariat, [member], at)
    assert Notice.objects.filter(person=member.person, digest=None).count() == 1
    sign_in(secretariat)
    page.goto(f"/en/consultations/{other.pk}/distribution/")
    page.get_by_text("waits for the digest").last.wait_for()
    at_both_widths(page, check_accessible)

    clock.move_to(at + timedelta(days=1))
    assert digests.make_digests(at=at + timedelta(days=1)) == 1
    told = Message.objects.get(kind="digest")
    sending.deliver_due(lambda: at + timedelta(days=1))
    opened = path_in(as_sent(told), "/l/")
    page.context.clear_cookies()
    page.goto(opened)
    check_accessible(page)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/consultations/{other.pk}/**")

    sign_in(member)
    for language in ("sq", "sr-latn", "en"):
        page.goto(f"/{language}/me/mails/")
        at_both_widths(page, check_accessible)
    page.get_by_text("link opened", exact=True).last.wait_for()
    page.get_by_role("link", name="News of your digests").click()
    at_both_widths(page, check_accessible)
    page.get_by_role("link", name=samples.TITLES["sq"]).first.wait_for()


def test_an_address_that_does_not_work_is_mended_by_the_hub(
    distributed: Consultation,
    member: Actor,
    secretariat: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Callable[[Page], None],
    clock: Any,
    at: Any,
) -> None:
    assert member.person is not None
    organization = samples.organization_of(member)
    organization.place = Place.objects.get(code="dragash")
    organization.save()
    hub = Organization.objects.create(
        kind=Organization.Kind.HUB, code="hub-prizren", name="Hub", place=Place.objects.get(code="hub-prizren")
    )
    besa, colleague = personas.person("Besa Morina"), personas.person("Drita Koleg")
    Mandate.objects.create(person=besa, organization=hub, scope=Mandate.Scope.COORDINATE, since=date(2025, 1, 1))
    Affiliation.objects.create(person=colleague, organization=organization, since=date(2025, 1, 1))
    sending.deliver_due(lambda: at)
    invitation = Message.objects.get(kind="consultation_invitation", person=member.person)
    bounces.note_bounce(invitation.message_id, action="failed", status="5.1.1", words="550 5.1.1 no such user", at=at)
    tasks.tell_colleagues(at + timedelta(minutes=6))
    assert Message.objects.get(kind="colleague_unreachable").address == colleague.email

    sign_in(secretariat)
    page.goto(f"/en/consultations/{distributed.pk}/distribution/")
    page.get_by_text("1 of 2 organizations not reached.").wait_for()
    at_both_widths(page, check_accessible)
    page.get_by_role("link", name="Addresses that do not work").click()
    at_both_widths(page, check_accessible)
    page.get_by_role("link", name=re.compile(f"Mails.*{member.person.name}")).click()
    page.get_by_text("there is no such mailbox").first.wait_for()
    at_both_widths(page, check_accessible)

    sign_in(Actor(besa))
    for language in ("sq", "sr-latn"):
        page.goto(f"/{language}/desk/addresses/")
        at_both_widths(page, check_accessible)
    page.goto("/en/desk/")
    check_accessible(page)
    page.get_by_role("link", name="1 address in your hub does not work").click()
    page.get_by_text(colleague.email).wait_for()
    page.get_by_label("The right address").fill(colleague.email)
    page.get_by_role("button", name=re.compile("Ask at this address")).click()
    page.get_by_text("in use already").wait_for()
    check_accessible(page)
    page.get_by_label("The right address").fill("blerim.ri@example.org")
    page.get_by_role("button", name=re.compile("Ask at this address")).click()
    page.get_by_text("A mail was sent to blerim.ri@example.org").wait_for()
    at_both_widths(page, check_accessible)

    sending.deliver_due(lambda: at + timedelta(minutes=10))
    asked = Message.objects.get(kind="address_confirmation")
    page.context.clear_cookies()
    page.goto(path_in(as_sent(asked), "/address/").replace("/sq/", "/en/"))
    at_both_widths(page, check_accessible)
    page.get_by_role("button", name="Yes, this is my address").click()
    page.get_by_text("Mails come to blerim.ri@example.org from now on.").wait_for()
    check_accessible(page)
    assert Hold.objects.get().ending == Hold.Ending.CORRECTED
    sign_in(Actor(besa))
    page.goto("/en/desk/addresses/")
    page.get_by_text("Every address works").wait_for()
    check_accessible(page)
