"""
The network in its mailbox: real mail servers on the loopback, a real browser.

A draft goes out by SMTP; a member answers from Outlook with a changed Word file, the answer is fetched from the mailbox, the
receipt comes back, its link opens what was understood, and it is put right. A stranger's mail stays with the secretariat. A
ministry's draft fills the form; its matrix comes back and is taken over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings as conf
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence import sending
from civikos.kernel.mailroom import tasks as mailroom
from civikos.programs.consultations.models import Consultation, Contribution, MailedReply, ReceivedDraft
from civikos.programs.consultations.papers import words
from civikos.programs.consultations.tests import samples
from civikos.programs.consultations.tests.conftest import *  # noqa: F403  # the consultations of the pages' own tests
from civikos.programs.consultations.tests.word import Word
from civikos.registers.legislation import queries as legislation
from tests.servers import MailServers

pytestmark = pytest.mark.django_db(transaction=True)

SERVER = "mx.civikos.example.org"
WORD = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
EXCEL = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
File = tuple[str, bytes, tuple[str, str]]


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = SERVER


def worker() -> None:
    """What the worker does in a minute: fetch and read mail, send what is due."""
    mailroom.fetch.enqueue()
    sending.deliver_due(timezone.now)


def last_to(servers: MailServers, address: str) -> EmailMessage:
    """The newest mail that the SMTP server took for an address."""
    return servers.smtp.to(address)[-1].mail


def body_of(mail: EmailMessage) -> str:
    """Its plain words."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    """The personal link of a mail, as a path."""
    found = re.search(r"https?://[^/\s]+(/[a-z-]+/l/[\w-]+/)", body_of(mail))
    assert found, body_of(mail)
    return found.group(1)


def outlook(
    sender: str, to: str, subject: str, text: str, *, answers: EmailMessage | None = None, files: tuple[File, ...] = ()
) -> bytes:
    """A mail as Outlook in Albanian writes it, and as our own mail server hands it on: proved."""
    mail = EmailMessage()
    domain = sender.partition("@")[2]
    mail["Authentication-Results"] = f"{SERVER}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    mail["From"], mail["To"], mail["Subject"] = f"Dikush <{sender}>", to, subject
    mail["Date"] = timezone.now()
    mail["Message-ID"] = f"<{abs(hash((sender, text))):x}@{domain}>"
    mail["X-Mailer"] = "Microsoft Outlook 16.0"
    quoted = ""
    if answers is not None:
        mail["In-Reply-To"] = mail["References"] = str(answers["Message-ID"])
        quoted = (
            f"\n________________________________\nNga: {answers['From']}\nDërguar: e martë, 24 nëntor 2026 10:00\n"
            f"Për: {sender}\nTema: {answers['Subject']}\n\n{body_of(answers)}"
        )
    mail.set_content(f"{text}\n{quoted}", charset="utf-8")
    for name, data, (main, sub) in files:
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def open_link(page: Page, path: str, language: str) -> None:
    """Open a personal link as a person does, and press its one button; the page then speaks the language asked for."""
    page.context.clear_cookies()
    page.goto(path)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    page.goto(re.sub(r"/(sq|sr-latn|en)/", f"/{language}/", page.url, count=1))


def test_a_member_answers_from_the_mailbox_and_puts_it_right(
    mail_servers: MailServers,
    registered: Consultation,
    secretariat: Actor,
    member: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Callable[[Page], None],
    at: Any,
) -> None:
    samples.distribute(registered, secretariat, [member], at)
    assert member.person is not None
    address = member.person.email
    worker()
    invitation = last_to(mail_servers, address)
    assert "Neni 5:" in body_of(invitation)
    assert str(invitation["Reply-To"]).startswith("k+")

    text = legislation.printed_text(registered.version, "sq")
    assert text is not None
    changed = Word(lawtext.to_docx(text)).replace("pesëmbëdhjetë (15)", "katërmbëdhjetë (14)").saved()
    said = "Të nderuar,\n\nNeni 1: Qëllimi është i qartë.\n\nNeni 2\nDuhet të përfshihen edhe sindikatat.\n\nMe respekt,\nBlerim Krasniqi"
    answer = outlook(
        address,
        str(invitation["Reply-To"]),
        f"Re: {invitation['Subject']}",
        said,
        answers=invitation,
        files=(("projekti me ndryshime.docx", changed, WORD),),
    )
    mail_servers.imap.deliver(answer)
    # Somebody else has got hold of the address, and writes to it.
    stranger = outlook("dikush@tjeter.example", str(invitation["Reply-To"]), "Re: Konsultim", "Neni 3: Hiqeni.")
    mail_servers.imap.deliver(stranger)
    worker()
    worker()
    receipt = next(each.mail for each in mail_servers.smtp.to(address) if "sindikatat" in body_of(each.mail))
    assert "Neni 2" in body_of(receipt) and "katërmbëdhjetë" in body_of(receipt)
    given = Contribution.objects.standing().filter(consultation=registered)
    assert sorted(given.values_list("article", "channel")) == [("art_1", "mail"), ("art_2", "mail"), ("art_3", "word")]
    assert set(given.values_list("organization", flat=True)) == {samples.organization_of(member).pk}

    # The one link of the receipt: what was said on article 1 belongs to article 4.
    open_link(page, link_in(receipt), "en")
    page.get_by_text("What we understood of your mail").first.wait_for()
    check_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#place-m0").select_option("art_4")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("1 contribution was put right.").wait_for()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/sq/consultations/{registered.pk}/art_4/")
    page.locator("#comments").get_by_text("Qëllimi është i qartë.").wait_for()
    page.goto(f"/sr-latn/consultations/{registered.pk}/mail/{MailedReply.objects.get().pk}/")
    check_accessible(page)

    # Of the stranger's mail nothing was made; the secretariat sees it, with the reason.
    assert not Contribution.objects.filter(text__contains="Hiqeni").exists()
    sign_in(secretariat)
    page.goto("/en/mail/")
    page.get_by_text("dikush@tjeter.example").first.wait_for()
    check_accessible(page)

    # One article by mail: the answer lands on it without naming it.
    sign_in(member)
    page.goto(f"/en/consultations/{registered.pk}/art_3/")
    page.get_by_role("link", name="Get this article by mail, or follow it").click()
    check_accessible(page)
    page.get_by_role("button", name="Send me this article").click()
    page.get_by_text("The article is on its way to your mailbox.").wait_for()
    worker()
    article = last_to(mail_servers, address)
    assert "Neni 3" in body_of(article)
    mail_servers.imap.deliver(
        outlook(address, str(article["Reply-To"]), f"Re: {article['Subject']}", "Mosha është e ulët.", answers=article)
    )
    worker()
    assert Contribution.objects.get(text="Mosha është e ulët.").article == "art_3"


def test_a_ministry_sends_a_draft_and_later_the_filled_matrix(
    mail_servers: MailServers,
    discussed: Consultation,
    secretariat: Actor,
    ministry: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Callable[[Page], None],
    clock: Any,
) -> None:
    assert ministry.person is not None
    address, institution = ministry.person.email, samples.organization_of(ministry)
    letter = "Të nderuar,\n\nJu dërgojmë projektrregulloren për konsultim. Komentet i presim deri më 18 dhjetor 2026.\n\nMe respekt,"
    draft = outlook(
        address,
        f"{conf.INTAKE_LOCAL}@{conf.MAIL_IN_DOMAIN}",
        "Konsultim publik: Projektrregullorja për punën vullnetare",
        letter,
        files=(
            ("projektrregullorja.txt", samples.ALBANIAN.encode(), ("text", "plain")),
            ("nacrt uredbe.txt", samples.SERBIAN.encode(), ("text", "plain")),
        ),
    )
    mail_servers.imap.deliver(draft)
    worker()
    received = ReceivedDraft.objects.get()
    assert (received.institution, received.deadline_on.isoformat()) == (institution, "2026-12-18")
    sign_in(secretariat)
    page.goto("/en/desk/")
    page.get_by_text(f"A draft came from {institution.name}").first.wait_for()
    page.goto(f"/en/consultations/received/{received.pk}/")
    check_accessible(page)
    page.get_by_role("link", name="Register this draft").click()
    page.get_by_text("This form is filled from a mail").wait_for()
    check_accessible(page)
    assert "PROJEKTRREGULLORE" in page.locator("#id_title_sq").input_value().upper()
    assert "UREDB" in page.locator("#id_title_sr").input_value().upper()
    assert page.locator("#id_institution").input_value() == str(institution.pk)
    assert page.locator("#id_government_on").input_value() == "2026-12-18"
    page.locator("#id_kind").select_option(index=1)
    page.get_by_role("button", name="Register the draft").click()
    page.get_by_text("The draft is registered.").first.wait_for()
    received.refresh_from_db()
    assert received.consultation is not None and received.status == "registered"

    # The matrix of the other draft goes to the ministry and comes back filled.
    clock.move_to(discussed.members_until + timedelta(hours=1))
    samples.submit(discussed, secretariat)
    worker()
    submission = last_to(mail_servers, address)
    sheet = next(part for part in submission.iter_attachments() if (part.get_filename() or "").endswith(".xlsx"))
    filled = fill(sheet.get_payload(decode=True), "pranuar")
    mail_servers.imap.deliver(
        outlook(
            address,
            str(submission["Reply-To"]),
            f"Re: {submission['Subject']}",
            "Bashkëngjitur matrica e plotësuar.",
            answers=submission,
            files=(("matrica.xlsx", filled, EXCEL),),
        )
    )
    worker()
    sign_in(secretariat)  # weeks have passed
    page.goto("/en/desk/")
    page.get_by_text("A filled matrix came back").first.wait_for()
    open_link(page, link_in(last_to(mail_servers, address)), "en")
    check_accessible(page)
    with page.expect_navigation():
        page.locator("button[name=take]").click()
    page.get_by_text("2 answers were taken over from the table.").wait_for()
    assert set(discussed.points.values_list("outcome", flat=True)) == {"accepted"}


def fill(data: Any, answer: str) -> bytes:
    """The matrix as an official fills it in: every point gets the same answer."""
    book = load_workbook(io.BytesIO(data))
    filled = 0
    for sheet in book.worksheets:
        column = 0
        for row in sheet.iter_rows():
            named = [words.column_of(str(cell.value)) if cell.value else None for cell in row]
            if "outcome" in named and ("key" in named or "number" in named):
                column, number = named.index("outcome"), named.index("number" if "number" in named else "key")
                continue
            if column and row[number].value:
                row[column].value, filled = answer, filled + 1
    assert filled
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
