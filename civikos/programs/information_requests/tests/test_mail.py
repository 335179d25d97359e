"""Answers by mail land on the request: through the mailroom, as a mail server brings them."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence.models import Message
from civikos.kernel.mailroom import actions as mailroom
from civikos.kernel.mailroom.models import Incoming
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.models import Event, InformationRequest
from civikos.programs.information_requests.queries.one import suggested
from civikos.programs.information_requests.receivers import is_foreign
from civikos.programs.information_requests.states import Happening
from civikos.programs.information_requests.tests.test_redaction import page_of


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.MAIL_IN_DOMAIN = "in.civikos.example.org"


def reply(request: InformationRequest, at: datetime, words: str, *, sender: str = "", **headers: str) -> EmailMessage:
    actions.put_in_outbox(request.pk, at=at)
    sent = Message.objects.get(kind="information_request", about=request.name)
    mail = EmailMessage()
    mail["From"] = sender or request.address
    mail["To"] = sent.headers["Reply-To"]
    mail["Subject"] = f"Re: {sent.subject}"
    mail["Date"] = "Wed, 25 Nov 2026 09:00:00 +0100"
    mail["Message-ID"] = "<1@ministry.example.org>"
    mail["In-Reply-To"] = sent.message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    return mail


def arrive(mail: EmailMessage, at: datetime) -> Incoming:
    row, _is_new = mailroom.lay_down(mail.as_bytes(), source="test", at=at)
    mailroom.read_waiting(at=at)
    row.refresh_from_db()
    return row


def test_an_answer_lands_on_the_request_with_its_attachment(sent: InformationRequest, at: datetime, clock: Any) -> None:
    later = at + timedelta(days=1)
    clock.move_to(later)
    mail = reply(sent, at, "Të nderuar,\n\nBashkëngjitur gjeni raportin e kërkuar.\n\nMe respekt,\nZyra\n")
    mail.add_attachment(page_of(["Raporti"]), maintype="application", subtype="pdf", filename="raporti.pdf")
    row = arrive(mail, later)
    assert (row.status, row.about) == ("handled", sent.name)
    event = Event.objects.get(kind=Happening.RECEIVED)
    assert "Bashkëngjitur gjeni raportin" in event.words and "Kërkojmë qasje" not in event.words, (
        "without what was quoted"
    )
    assert event.details["is_foreign"] is False
    assert [document.original.name for document in event.documents.all()] == ["raporti.pdf"]
    assert [each.kind for each in suggested(event)] == [Happening.FULL]
    sent.refresh_from_db()
    assert sent.outcome == "", "a mail decides nothing"
    news = Message.objects.get(kind="information_request_news")
    assert news.address == "blerim.krasniqi@example.org" and "QDP-2026-0001" in news.subject


def test_the_same_mail_twice_is_one_message(sent: InformationRequest, at: datetime) -> None:
    mail = reply(sent, at, "Kërkesa refuzohet.\n")
    arrive(mail, at)
    arrive(mail, at)
    assert Event.objects.filter(kind=Happening.RECEIVED).count() == 1


def test_a_sender_from_elsewhere_is_marked(sent: InformationRequest, at: datetime) -> None:
    arrive(reply(sent, at, "Kërkesa refuzohet.\n", sender="dikush@elsewhere.example.net"), at)
    assert Event.objects.get(kind=Happening.RECEIVED).details["is_foreign"] is True


def test_an_automatic_answer_proposes_its_registration(sent: InformationRequest, member: Actor, at: datetime) -> None:
    arrive(
        reply(
            sent,
            at,
            "Përgjigje automatike.\nKërkesa juaj u regjistrua me nr. prot. 123/2026.\n",
            Auto_Submitted="auto-replied",
        ),
        at,
    )
    found = Event.objects.filter(kind=Happening.RECEIVED).first()
    assert found is not None
    first = suggested(found)[0]
    assert (first.kind, first.reference) == (Happening.REGISTERED, "123/2026")


@pytest.mark.parametrize(
    ("sender", "foreign"),
    [
        ("a@md.example.org", False),
        ("a@sub.md.example.org", False),
        ("a@xmd.example.org", True),
        ("a@example.org", True),
        ("", True),
    ],
)
def test_domains(sender: str, foreign: bool) -> None:
    assert is_foreign(sender, {"md.example.org"}) is foreign
