"""Mail relays on the loopback that do what a test tells them, and keep what they were given."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Kept:
    """What the relay said yes to, in order: address, Message-ID, bytes."""

    mails: list[tuple[str, str, bytes]] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        """To whom."""
        return [address for address, _key, _raw in self.mails]


@dataclass
class Relay:
    """
    Answers by the local part of the address: `r451` is refused for now at RCPT, `d552` at the end of the data,
    `before` breaks the connection before it reads the data, `after` takes the mail and breaks before it says so.
    """

    kept: Kept = field(default_factory=Kept)
    sender_reply: str = ""
    gone: bool = False

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.sender_reply:
            return self.sender_reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        local = address.partition("@")[0]
        if local.startswith("r"):
            return f"{local[1:4]} told so at RCPT"
        if local.startswith("before"):
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address, raw = envelope.rcpt_tos[0], envelope.content
        local = address.partition("@")[0]
        if local.startswith("d"):
            return f"{local[1:4]} told so after the data"
        self.kept.mails.append((address, str(message_from_bytes(raw)["Message-ID"]), raw))
        if local.startswith("after"):
            server.transport.abort()
        return f"250 2.0.0 queued as {len(self.kept.mails)}"


@contextmanager
def relay_for(settings: Any) -> Iterator[Relay]:
    """A running relay to which the outbox sends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    relay = Relay()
    controller = Controller(relay, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "civikos.kernel.correspondence.smtp.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    try:
        yield relay
    finally:
        controller.stop()
