"""
From a missing report to a public document: real mail servers on the loopback, a real browser, three languages.

A member finds that something is missing, the letter is drafted, changed and sent by SMTP; the ministry answers from its
mailbox with a file; the answer is classified, a name in the file is covered, the copy looked at and published; a visitor
reads it, and the figures open the row.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.registry import Missing
from civikos.kernel.correspondence import sending
from civikos.kernel.mailroom import tasks as mailroom
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests import samples
from civikos.programs.consultations.tests.conftest import *  # noqa: F403  # the consultations of the pages' own tests
from civikos.programs.information_requests.models import Document, InformationRequest
from civikos.programs.information_requests.tests.test_redaction import page_of
from civikos.registers.organizations.models import Organization
from tests.servers import MailServers

pytestmark = pytest.mark.django_db(transaction=True)


def worker() -> None:
    """What the worker does in a minute: fetch and read mail, send what is due."""
    mailroom.fetch.enqueue()
    sending.deliver_due(timezone.now)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def fits(page: Page, check_accessible: Callable[[Page], None]) -> None:
    """Nothing is inaccessible and nothing sticks out, on a phone either."""
    check_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})


def answer_to(letter: EmailMessage) -> bytes:
    """What the ministry's office writes back, with a file."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Zyra <zyra@md.example.org>", str(letter["Reply-To"])
    mail["Subject"] = f"Re: {letter['Subject']}"
    mail["Date"] = timezone.now()
    mail["Message-ID"] = "<answer@md.example.org>"
    mail["In-Reply-To"] = str(letter["Message-ID"])
    mail.set_content(
        "Të nderuar,\n\nBashkëngjitur gjeni raportin e kërkuar.\n\nMe respekt,\nZyra e Ministrisë", charset="utf-8"
    )
    content = page_of(["Raporti i konsultimit", "Zyrtare pergjegjese: Mirjeta Shala", "tel. 038 200 123 123"])
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="raporti.pdf")
    return mail.as_bytes()


def test_from_a_missing_report_to_a_public_document(
    mail_servers: MailServers,
    registered: Consultation,
    secretariat: Actor,
    member: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Callable[[Page], None],
    at: Any,
    clock: Any,
) -> None:
    samples.distribute(registered, secretariat, [member], at)
    Organization.objects.filter(pk=registered.draft.institution_id).update(email="qasja@md.example.org")
    step = next(
        each
        for each in registry.next_steps(registered.name, member, {Missing.REPORT})
        if each.code == "request_document"
    )

    # The letter is drafted for what is missing; the member makes it their own and sends it.
    sign_in(member)
    page.goto(step.address.replace("/sq/", "/en/"))
    assert "raportin e konsultimit publik" in page.locator("#id_text").input_value()
    fits(page, check_accessible)
    page.locator("#id_text").fill(page.locator("#id_text").input_value() + "\n\nJu falënderojmë.")
    press(page, "Save the draft")
    fits(page, check_accessible)
    press(page, "Send it")
    page.get_by_text("The request is sent. Its number is QDP-2026-0001.").wait_for()
    row = InformationRequest.objects.get()
    worker()
    letter = mail_servers.smtp.to("qasja@md.example.org")[-1].mail
    assert "QDP-2026-0001" in str(letter["Subject"])
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["application/pdf"]
    words = letter.get_body(("plain",))
    assert words is not None and "Ju falënderojmë." in words.get_content()

    # The ministry answers from its mailbox; the answer waits on the desk with a proposal.
    clock.move_to(at + timedelta(days=3))
    mail_servers.imap.deliver(answer_to(letter))
    worker()
    worker()
    news = mail_servers.smtp.to(member.person.email if member.person else "")[-1].mail
    assert "QDP-2026-0001" in str(news["Subject"])
    page.goto("/en/desk/")
    with page.expect_navigation():
        page.get_by_role("link", name=row.subject).first.click()
    assert page.locator("#id_kind").input_value() == "full"
    fits(page, check_accessible)
    press(page, "Save")
    page.get_by_text("It is in the file.").wait_for()
    fits(page, check_accessible)

    # A name and a number are covered, the copy is looked at, and published.
    with page.expect_navigation():
        page.locator(".docs").get_by_role("link", name="raporti.pdf").first.click()
    fits(page, check_accessible)
    press(page, "Make the pages")
    page.get_by_label("telephone number").check()
    page.locator("#id_words").fill("mirjeta shala")
    press(page, "Find and cover")
    page.get_by_text("2 places were covered.").wait_for()
    fits(page, check_accessible)
    # The mouse reaches only what is in the window.
    page.locator("[data-redact-page] svg").evaluate(
        "drawing => drawing.scrollIntoView({block: 'start', behavior: 'instant'})"
    )
    box = page.locator("[data-redact-page] svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 360)
    page.mouse.up()
    press(page, "Cover this place")
    page.get_by_text("The place is covered.").wait_for()
    press(page, "Make the copy for the public")
    page.get_by_label("I have looked at every page").check()
    fits(page, check_accessible)
    press(page, "Publish")
    page.get_by_text("The document is public.").wait_for()

    # Everybody reads it: the words are gone, in Albanian and in Serbian.
    page.context.clear_cookies()
    for language, heading in (("sq", "Çfarë ka ndodhur"), ("sr-latn", "Šta se dogodilo")):
        page.goto(f"/{language}/documents/{row.pk}/")
        page.get_by_role("heading", name=heading).wait_for()
        fits(page, check_accessible)
    content = page.context.request.get(f"/sq/documents/document/{Document.objects.get().pk}/published.pdf").body()
    assert content.startswith(b"%PDF-") and b"Shala" not in content
    text = "".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(io.BytesIO(content)))
    assert text.strip() == ""

    # The figures count it, and open it.
    page.goto("/sr-latn/documents/figures/")
    fits(page, check_accessible)
    with page.expect_navigation():
        page.locator("tbody tr").first.locator("td a").first.click()
    page.get_by_text("QDP-2026-0001").first.wait_for()
    fits(page, check_accessible)
