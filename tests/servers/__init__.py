"""
Real mail servers on the loopback: one that takes what the house sends, one that holds a mailbox which the house reads.

    def test_…(mail_servers):
        …                                              the outbox sends to mail_servers.smtp.messages
        mail_servers.imap.deliver(raw)                 the mailroom fetches it
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.certificates import make_certificate
from tests.servers.imap import ImapServer


@dataclass(frozen=True)
class Taken:
    """One mail that the SMTP server took."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """Parsed."""
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class SmtpServer:
    """Says yes to every mail and keeps it."""

    port: int
    messages: list[Taken] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep it."""
        self.messages.append(
            Taken(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.original_content or b"")
        )
        return f"250 2.0.0 queued as {len(self.messages)}"

    def to(self, address: str) -> list[Taken]:
        """What went to one address, the oldest first."""
        return [each for each in self.messages if address in each.recipients]


@dataclass
class MailServers:
    """Both servers; `settings` already name them."""

    smtp: SmtpServer
    imap: ImapServer


@contextmanager
def running(settings: Any, folder: Path) -> Iterator[MailServers]:
    """Both servers, and settings that point to them."""
    smtp = SmtpServer(_free_port())
    controller = Controller(smtp, hostname="127.0.0.1", port=smtp.port)
    certificate, key = make_certificate(folder)
    imap = ImapServer(certificate, key, user="mailroom", password="s3cret/of mailroom")
    controller.start()
    imap.start()
    settings.EMAIL_BACKEND = "civikos.kernel.correspondence.smtp.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp.port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.IMAP_URL, settings.IMAP_CA = imap.url, str(certificate)
    try:
        yield MailServers(smtp, imap)
    finally:
        imap.stop()
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
