"""
Somebody answers an invitation from a private address: the secretariat finds the mail on its desk, says whose it is, and the
person confirms it from their own mailbox. Real servers carry the mail both ways.
"""

import os
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence import sending
from civikos.kernel.mailroom import actions, fetching
from civikos.kernel.mailroom.models import Incoming
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests.conftest import *  # noqa: F403  # the consultations of the pages' own tests

pytestmark = pytest.mark.django_db(transaction=True)


def shoot(page: Page, name: str) -> None:
    """A picture of the page, where somebody wants to look at it."""
    folder = os.environ.get("CIVIKOS_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def round_of_the_worker() -> None:
    """What the worker does within a minute."""
    fetching.fetch_all(at=timezone.now())
    actions.read_waiting(at=timezone.now())
    sending.deliver_due(timezone.now)


def answer_to(letter: EmailMessage, sender: str, text: str) -> bytes:
    """What a mail program makes of the reply button."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, letter["Reply-To"]
    mail["Subject"], mail["Message-ID"] = f"Re: {letter['Subject']}", f"<{abs(hash(text))}@mail.example>"
    mail["In-Reply-To"] = mail["References"] = letter["Message-ID"]
    body = letter.get_content()
    mail.set_content(
        text + "\n\nOn 24 Nov 2026, CiviKos wrote:\n" + "".join(f"> {line}\n" for line in body.splitlines())
    )
    return mail.as_bytes()


def test_a_mail_from_a_private_address_waits_for_the_secretariat(
    mail_servers: Any,
    distributed: Consultation,
    member: Actor,
    secretariat: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Callable[[Page], None],
) -> None:
    assert member.person is not None
    round_of_the_worker()
    invitation = mail_servers.smtp.to(member.person.email)[-1].mail
    reply_to = invitation["Reply-To"]

    private = "blerim.private@mail.example"
    mail_servers.imap.deliver(answer_to(invitation, private, "Afati në nenin 1 është i shkurtër për organizatat."))
    round_of_the_worker()
    warning = mail_servers.smtp.to(member.person.email)[-1].mail
    assert private in warning.get_content()
    assert warning["Reply-To"] not in {reply_to, ""}, "the address was replaced"
    assert not mail_servers.smtp.to(private), "the stranger hears nothing"

    sign_in(secretariat)
    page.goto("/en/desk/")
    page.get_by_role("link", name="1 mail to look at").click()
    check_accessible(page)
    shoot(page, "mail-list")
    page.get_by_role("link", name="Re: ").click()
    page.get_by_text("from somebody else’s mail address").first.wait_for()
    page.get_by_text("Afati në nenin 1 është i shkurtër për organizatat.").first.wait_for()
    check_accessible(page)
    shoot(page, "mail")
    page.set_viewport_size({"width": 390, "height": 844})
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "mail-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Hand it on").click()
    page.get_by_text("The mail was handed on.").wait_for()
    check_accessible(page)
    row = Incoming.objects.get()
    assert (row.stated_by, row.status) == (secretariat.person, "waiting"), row.note
    page.get_by_text("Stated by").wait_for()
    round_of_the_worker()
    question = mail_servers.smtp.to(member.person.email)[-1].mail
    assert "është i shkurtër për organizatat" in question.get_content(), "the person is asked, at the address on file"

    mail_servers.imap.deliver(
        b"From: spam@example.net\r\nSubject: Offer\r\nMessage-ID: <s@example.net>\r\n\r\nBuy now.\r\n"
    )
    round_of_the_worker()
    for language, words in (("sq", "Offer"), ("sr-latn", "Offer")):
        page.goto(f"/{language}/mail/")
        page.get_by_role("link", name=words).wait_for()
        check_accessible(page)
    page.goto("/en/mail/")
    page.get_by_label("Choose all on this page").check()
    page.get_by_role("button", name="Discard what is ticked").click()
    page.get_by_text("1 mail is discarded.").wait_for()
    page.get_by_role("link", name="Left aside").click()
    page.get_by_role("link", name="Offer").click()
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_text("The mail is back among those to look at.").wait_for()
    check_accessible(page)
