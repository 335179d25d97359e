"""A joint position, by people clicking: points, a draft from them, answers on a phone, the clock, and the network's own points in the matrix."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.correspondence import sending
from civikos.programs.consultations.models import Contribution
from civikos.programs.consultations.tests import samples
from civikos.programs.positions import actions
from civikos.programs.positions.models import Position
from civikos.programs.positions.states import Status
from tests import personas


def press(page: Page, selector: str) -> None:
    """Press the first button that fits, and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def link_in(message: Any) -> str:
    """The personal link of a mail, as a path."""
    found = re.search(r"https?://[^/\s]+(/[a-z-]+/l/[\w-]+/)", message.body)
    assert found, message.body
    return found.group(1)


def deadline_passes(position: Position, name: str) -> None:
    """The rows are moved into the past instead of the clock forward: the browser's session lives by the real clock."""
    position.refresh_from_db()
    shift = getattr(position, name) - timezone.now() + timedelta(minutes=1)
    for each in ("opened_at", "gather_until", "draft_until", "consent_until", "asked_at"):
        value = getattr(position, each)
        if value is not None:
            setattr(position, each, value - shift)
    position.save()


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
def test_from_members_points_to_the_matrix(
    language: str,
    browser: Any,
    live_server: Any,
    client_as: Callable[[Actor], Any],
    check_accessible: Callable[[Page], None],
    jurisdiction: None,
    secretariat: Actor,
    member: Actor,
    other_member: Actor,
    ministry: Actor,
) -> None:
    now = timezone.now()
    third = personas.person("Agron Leka")
    organization = personas.organization("persona-tre", "Organizata e tretë")
    personas.belongs_to(third, organization)
    personas.speaks_for(third, organization)
    consultation = samples.register(
        secretariat,
        samples.organization_of(ministry),
        now,
        opened_on=timezone.localdate(now),
        members_until=now + timedelta(days=40),
        government_until=now + timedelta(days=50),
    )
    samples.distribute(consultation, secretariat, [member, other_member], now)
    samples.comment(consultation, member, now)
    opened = []

    def window(actor: Actor | None, width: int = 1280) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        if actor is not None:
            session = client_as(actor).cookies[settings.SESSION_COOKIE_NAME].value
            page.goto("/healthz")
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])
        return page

    with translation.override(language):
        # The secretariat opens the internal round from the consultation's page.
        desk = window(secretariat)
        desk.goto(f"/{language}/consultations/{consultation.pk}/")
        press(desk, "a[href*='/positions/on/']")
        check_accessible(desk)
        desk.fill("#id_rapporteur", member.person.email)
        press(desk, "main form .actions .btn")
        position = Position.objects.get()
        assert position.status == Status.GATHERING
        check_accessible(desk)

        # A member gives a point, on a phone.
        phone = window(other_member, width=390)
        phone.goto(f"/{language}/positions/{position.pk}/gathering/")
        check_accessible(phone)
        phone.fill("#id_text", "Mosha duhet të ulet në katërmbëdhjetë vjeç.")
        press(phone, "main form.form .actions .btn")
        expect(phone.locator("main")).to_contain_text("katërmbëdhjetë")

        # The rapporteur writes a passage from both points and puts it to the members.
        deadline_passes(position, "gather_until")
        draft = window(member)
        draft.goto(f"/{language}/positions/{position.pk}/draft/")
        check_accessible(draft)
        for box in draft.locator("input[name=source]").all():
            box.check()
        press(draft, "form[method=get] .actions .btn")
        check_accessible(draft)
        assert "katërmbëdhjetë" in draft.locator("#id_text").input_value(), "the words are taken over"
        press(draft, "main form .actions .btn")
        check_accessible(draft)
        draft.goto(f"/{language}/positions/{position.pk}/draft/")
        press(draft, "form[action$='/draft/ask/'] .btn")
        position.refresh_from_db()
        assert position.status == Status.CONSENT

        # Members answer by the link of their mail, with one press.
        sending.deliver_due(timezone.now)
        for person in (other_member.person, third):
            message = [each for each in mail.outbox if person.email in each.to][-1]
            page = window(None, width=390)
            page.goto(link_in(message))
            press(page, "main form button")
            page.goto(f"/{language}/positions/{position.pk}/answer/")
            check_accessible(page)
            press(page, "main .notice form button, main form.notice button")
            expect(page.locator(".notice--success")).to_be_visible()

        # The deadline passes; the clock adopts it and puts it into the matrix.
        deadline_passes(position, "consent_until")
        actions.go_on(position.pk, by=SYSTEM, at=timezone.now())
        own = Contribution.objects.filter(channel="position")
        assert own.count() == position.passages.count()
        desk.goto(f"/{language}/consultations/{consultation.pk}/matrix/")
        press(desk, "form[action*='/matrix/arrange/'] button")
        expect(desk.locator("main")).to_contain_text(settings.NETWORK_NAME)

        # Everybody reads the result, and each sentence opens its sources.
        visitor = window(None)
        visitor.goto(f"/{language}/positions/{position.pk}/")
        check_accessible(visitor)
        expect(visitor.locator("#supporters")).to_contain_text("Organizata e tretë")
        press(visitor, ".note-mark")
        check_accessible(visitor)
    for context in opened:
        context.close()
