"""
An LMTP server (RFC 2033) beside the mail server: a mail is answered with 250 only after it has been kept, once for each
of its recipients, so that the mail server's own queue holds what we could not keep.
"""

import asyncio
import logging
import re
from collections.abc import Callable

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from civikos.kernel.mailroom import fetching, tasks
from civikos.kernel.mailroom.actions import LARGEST, lay_down

logger = logging.getLogger(__name__)
MOST_RECIPIENTS = 100
PATIENCE_SECONDS = 120


class Door:
    """What the server says to each command; the protocol itself is aiosmtpd's."""

    def __init__(self, keep: Callable[[bytes, list[str]], None]) -> None:
        self._keep = keep

    async def handle_RCPT(
        self, server: LMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Only for our own domains. Which addresses exist is not told: they are secrets."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if address.rpartition("@")[2].lower() not in {settings.MAIL_IN_DOMAIN, settings.MAIL_DOMAIN}:
            return "550 5.7.1 Not a domain of this house"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: LMTP, session: Session, envelope: Envelope) -> str:
        """One answer for each recipient, after the mail has been committed."""
        # Whoever delivers last writes down whom the envelope named (RFC 5321, 4.4); nobody means that it is a machine.
        sender = re.sub(r"[\x00-\x20<>]", "", envelope.mail_from or "")
        raw = f"Return-Path: <{sender}>\r\n".encode("utf-8", "replace") + (envelope.original_content or b"")
        try:
            await asyncio.to_thread(self._keep, raw, list(envelope.rcpt_tos))
        except Exception:  # whatever it is, the mail server keeps the mail and tries again
            logger.exception("A mail could not be kept; its sender will try again.")
            answer = "451 4.3.0 Not kept, try again"
        else:
            answer = "250 2.0.0 Kept"
        return "\r\n".join([answer] * len(envelope.rcpt_tos))


def keep(raw: bytes, recipients: list[str]) -> None:
    """Lay a mail down and wake the worker."""
    close_old_connections()
    at = timezone.now()
    try:
        _row, is_new = lay_down(raw, source="lmtp", at=at, recipients=recipients)
        fetching.note_arrival("lmtp", at=at)
    finally:
        close_old_connections()
    if is_new:
        # If the queue cannot be reached the clock's next round finds the mail: it has been kept.
        try:
            tasks.read.enqueue()
        except Exception:
            logger.exception("The worker could not be woken.")


async def serve(host: str, port: int, ready: Callable[[int], None] = lambda port: None) -> None:
    """Listen until cancelled; `ready` is told the port."""
    door = Door(keep)

    def client() -> LMTP:
        return LMTP(
            door,
            hostname=settings.MAIL_IN_DOMAIN,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            timeout=PATIENCE_SECONDS,
            ident="CiviKos",
        )

    server = await asyncio.get_running_loop().create_server(client, host, port)
    ready(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()
