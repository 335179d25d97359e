"""
Handing messages to the relay: each is claimed, handed over and recorded by itself.

Mail cannot be sent exactly once: when the connection breaks after the last dot, nobody knows. What is promised is one
record, one Message-ID, nobody forgotten, and at most one extra copy for each crash of a worker; kinds where twice is
worse than never are held for a person to decide.
"""

import logging
import re
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import Message as MimeMessage
from email.utils import formataddr
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F

from civikos.kernel.correspondence import addresses, workers
from civikos.kernel.correspondence.faults import fault_of
from civikos.kernel.correspondence.models import Message
from civikos.kernel.correspondence.smtp import NobodyKnows
from civikos.kernel.files.actions import content_of
from civikos.kernel.jobs import clock as jobs_clock

logger = logging.getLogger(__name__)

# Longer than a relay can make one delivery last: six steps of at most EMAIL_TIMEOUT (30 s) each.
LEASE = timedelta(minutes=10)
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
MOST_TRIES = len(BACK_OFF) + 1
State = Message.State
# The other server answered; a connection that broke says nothing of an address.
_SAYS_NO = re.compile(r"[45]\d\d ")


class Mail(EmailMessage):
    """A mail whose bytes are the same each time it is written."""

    def message(self) -> MimeMessage:  # type: ignore[override]
        written = super().message()
        if written.is_multipart():
            # The standard library would draw a random boundary.
            written.set_boundary("=" + sha256(str(self.extra_headers["Message-ID"]).encode()).hexdigest()[:32])
        return written


def claim(worker: str, at: datetime) -> Message | None:
    """Take the next message that is due, so that no other worker takes it."""
    with transaction.atomic():
        due = Message.objects.filter(state__in=[State.QUEUED, State.DEFERRED], not_before__lte=at).order_by(
            "not_before", "pk"
        )
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        message = due.first()
        if message is None:
            return None
        # The condition is not needed while the row is locked; it costs nothing and holds where a lock would fail.
        taken = Message.objects.filter(pk=message.pk, state=message.state, tries=message.tries).update(
            state=State.SENDING, worker=worker, lease_until=at + LEASE, tries=F("tries") + 1
        )
        if not taken:
            return None
    message.state, message.worker, message.tries = State.SENDING, worker, message.tries + 1
    return message


def written(message: Message, relay: BaseEmailBackend | None = None) -> Mail:
    """The mail of a message: the same bytes each time, for its Date, Message-ID and boundary are fixed."""
    mail = Mail(
        subject=message.subject,
        body=message.body,
        from_email=formataddr((settings.NETWORK_NAME, settings.DEFAULT_FROM_EMAIL)),
        to=[message.address],
        reply_to=[settings.SECRETARIAT_EMAIL],
        headers={**message.headers, "Message-ID": message.message_id},
        connection=relay,
    )
    if message.has_attachments:
        for file in message.attachments.order_by("pk"):
            mail.attach(file.name, content_of(file), file.media_type)
    return mail


def hand_over(message: Message, relay: BaseEmailBackend) -> str:
    """Give the message to the relay; the relay's word. Raises what smtplib raises, and `NobodyKnows`."""
    written(message, relay).send(fail_silently=False)
    return getattr(relay, "last_reply", "") or "250"


def record(message: Message, state: str, at: datetime, reply: str, **more: object) -> None:
    """
    Write what became of a claimed message; only the worker that holds it may.

    That it was handed over is true whoever holds it by now, so that is written in any case.
    """
    changes: dict[str, object] = {"state": state, "reply": reply[:300], "lease_until": None, **more}
    mine = Message.objects.filter(pk=message.pk)
    if state == State.SENT:
        changes |= {"handed_at": at, **without_secrets(message)}
        mine = mine.exclude(state__in=[State.SENT, State.BOUNCED])
    else:
        mine = mine.filter(state=State.SENDING, worker=message.worker)
    mine.update(**changes)


def without_secrets(message: Message) -> dict[str, object]:
    """Body and headers of a message with its personal links and codes cut out, as columns to update."""
    body, headers = message.body, dict(message.headers)
    for secret in message.secrets:
        body = body.replace(secret, "…")
        headers = {name: value.replace(secret, "…") for name, value in headers.items()}
    subject = message.subject
    for secret in message.secrets:
        subject = subject.replace(secret, "…")
    return {"body": body, "headers": headers, "subject": subject, "secrets": []}


def something_is_due(at: datetime) -> bool:
    """Whether any message waits for its turn now."""
    return Message.objects.filter(state__in=[State.QUEUED, State.DEFERRED], not_before__lte=at).exists()


def _opened() -> BaseEmailBackend | None:
    relay = get_connection()
    try:
        relay.open()
    except (OSError, smtplib.SMTPException) as error:
        # Nothing is claimed and no try is used up: whatever is wrong, it is not wrong with a message.
        logger.error("The mail relay cannot be reached (%s); messages wait.", type(error).__name__)
        return None
    return relay


def deliver_due(clock: Callable[[], datetime], limit: int = 100_000) -> int:
    """Send everything that is due, over one connection to the relay; how many were handed over. Nothing while paused."""
    if jobs_clock.is_paused():
        return 0
    worker, handed, relay = workers.new_name(), 0, None
    try:
        for _turn in range(limit):
            if relay is None:
                if not something_is_due(clock()):
                    break
                relay = _opened()
                if relay is None:
                    break
            message = claim(worker, clock())
            if message is None:
                break
            outcome = _deliver(message, relay, clock)
            handed += outcome.was_handed
            if outcome.relay_is_lost:
                _close(relay)
                relay = None
            if outcome.stop:
                break
    finally:
        if relay is not None:
            _close(relay)
    return handed


class _Outcome:
    """What one delivery means for the run: was it handed over, is the connection lost, should the run stop."""

    def __init__(self, *, was_handed: bool = False, relay_is_lost: bool = False, stop: bool = False) -> None:
        self.was_handed, self.relay_is_lost, self.stop = was_handed, relay_is_lost, stop


def _deliver(message: Message, relay: BaseEmailBackend, clock: Callable[[], datetime]) -> _Outcome:
    try:
        reply = hand_over(message, relay)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, text = next(iter(refusal.recipients.values()))
        _refused(message, code, text, clock())
        return _Outcome(relay_is_lost=code == 421)
    except smtplib.SMTPSenderRefused as refusal:
        # Our own address or password is not accepted: the next message would fare no better.
        _later(message, _words(refusal.smtp_code, refusal.smtp_error), clock())
        logger.error("The mail relay refuses our address with %s; messages wait.", refusal.smtp_code)
        return _Outcome(relay_is_lost=True, stop=True)
    except smtplib.SMTPResponseException as answer:
        _refused(message, answer.smtp_code, answer.smtp_error, clock())
        return _Outcome(relay_is_lost=True)
    except NobodyKnows as broken:
        if message.on_doubt == Message.OnDoubt.HOLD:
            record(message, State.HELD, clock(), f"? {broken}")
        else:
            _later(message, f"? {broken}", clock())
        return _Outcome(relay_is_lost=True)
    except FileNotFoundError:
        record(message, State.FAILED, clock(), "an attachment is missing")
        logger.exception("Message %s has lost an attachment.", message.pk)
        return _Outcome()
    except (OSError, smtplib.SMTPException) as error:
        _later(message, type(error).__name__, clock())
        return _Outcome(relay_is_lost=True)
    except Exception as error:
        # A message that cannot be written must not stand in the way of all the others.
        record(message, State.FAILED, clock(), f"cannot be written: {type(error).__name__}")
        logger.exception("Message %s cannot be written.", message.pk)
        return _Outcome(relay_is_lost=True)
    record(message, State.SENT, clock(), reply)
    return _Outcome(was_handed=True)


def _words(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def _refused(message: Message, code: int, text: bytes | str, at: datetime) -> None:
    words = _words(code, text)
    if 500 <= code < 600:
        about_address = code in {550, 551, 553} or " 5.1." in words
        if about_address and fault_of("", words) != Message.Fault.POLICY:
            record(message, State.BOUNCED, at, words, **without_secrets(message))
        else:
            record(message, State.FAILED, at, words)
        _note_fault(message, words, at)
    else:
        _later(message, words, at)


def _note_fault(message: Message, words: str, at: datetime) -> None:
    try:
        addresses.note_fault(message, status="", words=words, at=at)
    except Exception:
        # What is known of the address is lost; the messages behind this one must still go.
        logger.exception("What became of message %s could not be noted for its address.", message.pk)


def _later(message: Message, why: str, at: datetime) -> None:
    if message.tries >= MOST_TRIES:
        record(message, State.FAILED, at, why)
        if _SAYS_NO.match(why):
            _note_fault(message, why, at)
    else:
        record(message, State.DEFERRED, at, why, not_before=at + BACK_OFF[message.tries - 1])


def _close(relay: BaseEmailBackend) -> None:
    try:
        relay.close()
    except (OSError, smtplib.SMTPException):
        return


def resolve_doubts(at: datetime) -> int:
    """
    Messages whose worker died while handing them over: sent again or held, as their kind says. How many.

    A worker of this machine is known to be dead at once, one of another machine when its lease has ended. A message
    that was begun five times and never ended is held: it may be what kills the workers.
    """
    rows = Message.objects.filter(state=State.SENDING).values_list("pk", "worker", "lease_until", "on_doubt", "tries")
    resolved = 0
    for pk, worker, lease_until, on_doubt, tries in rows:
        if not (lease_until is None or lease_until < at or workers.is_dead(worker)):
            continue
        again = on_doubt == Message.OnDoubt.RESEND and tries < MOST_TRIES
        changes: dict[str, object] = {"state": State.QUEUED} if again else {"state": State.HELD, "reply": "?"}
        resolved += Message.objects.filter(pk=pk, state=State.SENDING, worker=worker).update(
            lease_until=None, **changes
        )
    return resolved
