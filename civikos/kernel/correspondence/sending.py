"""
Handing messages to the relay: each is claimed, handed over and recorded by itself.

Mail cannot be sent exactly once: when the connection breaks after the last dot, nobody knows. What is promised is one
record, one Message-ID, nobody forgotten, and at most one extra copy for each crash of a worker; kinds where twice is
worse than never are held for a person to decide.
"""

import os
import secrets
import smtplib
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F

from civikos.kernel.correspondence.models import Message
from civikos.kernel.files.actions import content_of

LEASE = timedelta(minutes=2)
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
State = Message.State


def claim(worker: str, at: datetime) -> Message | None:
    """Take the next message that is due, so that no other worker takes it."""
    with transaction.atomic():
        due = Message.objects.filter(state__in=[State.QUEUED, State.DEFERRED], not_before__lte=at).order_by("not_before", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        message = due.first()
        if message is None:
            return None
        taken = Message.objects.filter(pk=message.pk, state=message.state, tries=message.tries).update(
            state=State.SENDING, worker=worker, lease_until=at + LEASE, tries=F("tries") + 1
        )
        if not taken:
            return None
    message.state, message.worker, message.tries = State.SENDING, worker, message.tries + 1
    return message


def hand_over(message: Message, relay: BaseEmailBackend) -> str:
    """Give the message to the relay, the same bytes each time; the relay's word. Raises what smtplib raises."""
    mail = EmailMessage(
        subject=message.subject, body=message.body, from_email=f"{settings.NETWORK_NAME} <{settings.DEFAULT_FROM_EMAIL}>",
        to=[message.address], headers={**message.headers, "Message-ID": message.message_id}, connection=relay,
    )
    if message.has_attachments:
        for file in message.attachments.order_by("pk"):
            mail.attach(file.name, content_of(file), file.media_type)
    mail.send(fail_silently=False)
    return "250"


def record(message: Message, state: str, at: datetime, reply: str, **more: object) -> None:
    """Write what became of a claimed message; only the worker that holds it may."""
    changes: dict[str, object] = {"state": state, "reply": reply[:300], "lease_until": None, **more}
    if state == State.SENT:
        body = message.body
        for secret in message.secrets:
            body = body.replace(secret, "…")
        changes |= {"handed_at": at, "body": body, "secrets": [], "headers": _without_secrets(message)}
    Message.objects.filter(pk=message.pk, state=State.SENDING, worker=message.worker).update(**changes)


def _without_secrets(message: Message) -> dict[str, str]:
    headers: dict[str, str] = dict(message.headers)
    for secret in message.secrets:
        headers = {name: value.replace(secret, "…") for name, value in headers.items()}
    return headers


def deliver_due(clock: Callable[[], datetime], limit: int = 100_000) -> int:
    """Send everything that is due, over one connection to the relay; how many were handed over."""
    worker = f"{socket.gethostname()[:30]}.{os.getpid()}.{secrets.token_hex(4)}"
    relay: BaseEmailBackend | None = None
    handed = 0
    try:
        for _turn in range(limit):
            message = claim(worker, clock())
            if message is None:
                break
            try:
                if relay is None:
                    relay = get_connection()
                    relay.open()
                reply = hand_over(message, relay)
            except smtplib.SMTPRecipientsRefused as refusal:
                code, text = next(iter(refusal.recipients.values()), (550, b""))
                _refused(message, code, text, clock())
            except smtplib.SMTPResponseException as answer:
                _refused(message, answer.smtp_code, answer.smtp_error, clock())
                relay = _closed(relay)
            except (OSError, smtplib.SMTPException) as error:
                _later(message, type(error).__name__, clock())
                relay = _closed(relay)
            else:
                record(message, State.SENT, clock(), reply)
                handed += 1
    finally:
        _closed(relay)
    return handed


def _refused(message: Message, code: int, text: bytes | str, at: datetime) -> None:
    words = f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    if 500 <= code < 600:
        no_such_address = code in {550, 551, 553} or " 5.1." in words
        record(message, State.BOUNCED if no_such_address else State.FAILED, at, words)
    else:
        _later(message, words, at)


def _later(message: Message, why: str, at: datetime) -> None:
    if message.tries > len(BACK_OFF):
        record(message, State.FAILED, at, why)
    else:
        record(message, State.DEFERRED, at, why, not_before=at + BACK_OFF[message.tries - 1])


def _closed(relay: BaseEmailBackend | None) -> None:
    if relay is None:
        return
    try:
        relay.close()
    except (OSError, smtplib.SMTPException):
        return


def resolve_doubts(at: datetime) -> int:
    """Messages whose worker died while handing them over: sent again or held, as their kind says. How many."""
    lost = Message.objects.filter(state=State.SENDING, lease_until__lt=at)
    again = lost.filter(on_doubt=Message.OnDoubt.RESEND).update(state=State.QUEUED, lease_until=None)
    held = lost.filter(on_doubt=Message.OnDoubt.HOLD).update(state=State.HELD, lease_until=None, reply="?")
    return again + held
