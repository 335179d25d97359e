"""A kind of thing that takes answers by mail, and mails that people, machines and forgers write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance.actions import make_reply_addresses
from civikos.kernel.mailroom import actions, handlers
from civikos.kernel.mailroom.handlers import Arrived, Handled
from civikos.kernel.mailroom.models import Incoming

SERVER = "mx.civikos.example.org"


@dataclass
class Things:
    """What the handler of things was given, and what it does with it."""

    seen: list[Arrived] = field(default_factory=list)
    answer: Callable[[Arrived], Handled] = lambda arrived: Handled(about="thing:7")

    def take(self, arrived: Arrived) -> Handled:
        self.seen.append(arrived)
        return self.answer(arrived)


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Things:
    """An app whose objects are named `thing:1`, and which takes answers by mail and mail to intake@."""
    made = Things()
    monkeypatch.setattr(handlers, "_registry", handlers._Registry())
    monkeypatch.setitem(
        registry._registry.nouns,
        "thing",
        registry.Noun("thing", lambda pk: f"/sq/things/{pk}/", lambda pk: f"Gjëja {pk}"),
    )
    handlers.add_reply_handler(
        "thing", made.take, choices=lambda actor: [("thing:1", "Gjëja 1"), ("thing:2", "Gjëja 2")]
    )
    handlers.add_mailbox_handler("intake", made.take)
    return made


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = SERVER
    settings.MAIL_DOMAIN = "civikos.example.org"
    settings.MAIL_IN_DOMAIN = "in.civikos.example.org"


@pytest.fixture
def letterbox(db: None, settings: Any, media: Any) -> None:
    """Folders of the test's own for everything."""
    settings.DATA_DIR = media


@pytest.fixture
def address(member: Actor, at: datetime, things: Things) -> str:
    """The address with which Blerim answers in the thread of the first thing."""
    return make_reply_addresses([(member.person_id, "thing:1/art_5")], at=at, life=timedelta(days=180))[
        member.person_id, "thing:1/art_5"
    ]


def proof(address: str, server: str = SERVER, dmarc: str = "pass") -> str:
    """What our mail server writes on top of a mail from an address."""
    return f"{server}; spf=pass smtp.mailfrom={address}; dmarc={dmarc} (p=none) header.from={address.partition('@')[2]}"


def written(
    *,
    sender: str = "blerim.krasniqi@example.org",
    to: str = "",
    text: str = "Pajtohem.",
    proved: bool = False,
    subject: str = "Re: Projektligji",
    message_id: str = "<one@example.org>",
    attachments: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """A mail as a program would write it; underscores of header names are hyphens."""
    mail = EmailMessage()
    if proved:
        mail["Authentication-Results"] = proof(sender)
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"], mail["Date"] = message_id, "Tue, 24 Nov 2026 10:00:00 +0100"
    mail.set_content(text)
    for name, data in attachments:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def come_in(raw: bytes, at: datetime, **how: Any) -> Incoming:
    """Lay a mail down and have it read; its row."""
    row, _is_new = actions.lay_down(raw, source="test", at=at, **how)
    actions.read_waiting(at=at)
    row.refresh_from_db()
    return row


def told(kind: str = "mail_from_elsewhere") -> list[Message]:
    """Letters of a kind in the outbox."""
    return list(Message.objects.filter(kind=kind).order_by("pk"))
