"""
Notices of non-delivery: fetched from a mailbox or from a folder, read in a limited child process, written to the outbox.

A notice names the Message-ID of ours that could not be delivered; nobody but its receiver knows it, so a stranger cannot
make a message look bounced. Whatever is not such a notice is left for people to read.
"""

import contextlib
import imaplib
import json
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from django.db import transaction

from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Message, Mute
from civikos.kernel.correspondence.notices import LARGEST
from civikos.kernel.correspondence.sending import without_secrets
from civikos.kernel.files.sandbox import MEBIBYTE, ChildFailed, Limits, run_limited

logger = logging.getLogger(__name__)
LIMITS = Limits(cpu_seconds=10, memory=512 * MEBIBYTE)
READ_FLAG = "CiviKosRead"
MOST_AT_ONCE = 200


class Outcome(StrEnum):
    """What a piece of mail turned out to be."""

    BOUNCED = "bounced"
    """A notice that a message of ours was not delivered; the message says so now."""
    DELAYED = "delayed"
    """A notice about a message of ours that changes nothing: delivered, or still being tried."""
    COMPLAINT = "complaint"
    """Word of a provider that a receiver does not want such messages."""
    UNKNOWN = "unknown"
    """A notice about a message that is not ours, or not known any more."""
    OTHER = "other"
    """Not a notice: mail for people."""
    REFUSED = "refused"
    """Mail that the limited reader would not read."""


def take_in(raw: bytes, *, at: datetime) -> Outcome:
    """Read one mail and, if it is a notice about a message of ours, write it down. May be called twice for one mail."""
    if len(raw) > LARGEST:
        return Outcome.REFUSED
    try:
        said = json.loads(run_limited(["civikos.kernel.correspondence.notices"], raw, LIMITS))
    except (ChildFailed, ValueError):
        return Outcome.REFUSED
    if said["kind"] != "bounce":
        return Outcome.REFUSED if said["kind"] == "refused" else Outcome.OTHER
    return note_bounce(said["message_id"], action=said["action"], status=said["status"], words=said["words"], at=at)


@transaction.atomic
def note_bounce(message_id: str, *, action: str, status: str, words: str, at: datetime) -> Outcome:
    """
    Write down what a notice of non-delivery says of the message of ours that it names. May be called twice for one notice.

    `action` and `status` are those of RFC 3464 (`failed`, `5.1.1`), `words` what the other server said.
    """
    message = Message.objects.filter(message_id=message_id).first() if message_id else None
    if message is None:
        return Outcome.UNKNOWN
    if action.lower() != "failed":
        return Outcome.DELAYED
    # Only what was handed over can come back; a message in any other state knows better itself.
    Message.objects.filter(pk=message.pk, state=Message.State.SENT).update(
        state=Message.State.BOUNCED, reply=f"{status} {words}".strip()[:300], **without_secrets(message)
    )
    return Outcome.BOUNCED


@transaction.atomic
def note_complaint(message_id: str, *, words: str, at: datetime) -> Outcome:
    """
    Somebody has told their provider that a message of ours is not wanted (RFC 5965): they get no more of its kind.

    A kind that cannot be stopped is not. May be called twice for one complaint.
    """
    message = Message.objects.filter(message_id=message_id).first() if message_id else None
    if message is None:
        return Outcome.UNKNOWN
    if message.person_id is not None and message.kind in KINDS and KINDS[message.kind].can_be_stopped:
        Mute.objects.get_or_create(person_id=message.person_id, kind=message.kind, defaults={"since": at})
    Message.objects.filter(pk=message.pk).update(reply=f"not wanted: {words}".strip()[:300])
    return Outcome.COMPLAINT


def read_new(*, at: datetime) -> dict[str, int]:
    """Read what has come in since the last time, from the mailbox if one is named, and from the folder; counts by outcome."""
    counts: dict[str, int] = {}
    for outcome in [
        *read_folder(settings.DATA_DIR / "inbox", at=at),
        *(read_mailbox(at=at) if settings.IMAP_URL else ()),
    ]:
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def read_folder(folder: Path, *, at: datetime) -> list[Outcome]:
    """Read `.eml` files; each is then moved to a folder named after what it was, so that nothing is lost."""
    outcomes = []
    for path in sorted(folder.glob("*.eml"))[:MOST_AT_ONCE] if folder.is_dir() else []:
        too_large = path.stat().st_size > LARGEST
        outcome = Outcome.REFUSED if too_large else take_in(path.read_bytes(), at=at)
        target = folder / outcome.value
        target.mkdir(exist_ok=True)
        path.replace(target / path.name)
        outcomes.append(outcome)
    return outcomes


def read_mailbox(*, at: datetime) -> list[Outcome]:
    """Read the mailbox named by `CIVIKOS_IMAP_URL`. A mailbox that cannot be reached is logged and tried again later."""
    try:
        with _mailbox(settings.IMAP_URL) as mailbox:
            return read_messages(mailbox, at=at)
    except (OSError, imaplib.IMAP4.error) as error:
        logger.error("The mailbox for returned mail cannot be read (%s).", type(error).__name__)
        return []


def read_messages(mailbox: imaplib.IMAP4, *, at: datetime) -> list[Outcome]:
    """
    Read what has not been read by us; it is marked by a flag of ours after it is written down, and stays unread for people.

    The mails are never parsed here, only handed on as bytes.
    """
    outcomes = []
    _status, found = mailbox.uid("SEARCH", f"NOT KEYWORD {READ_FLAG}")
    for uid in (found[0] or b"").split()[:MOST_AT_ONCE]:
        name = uid.decode("ascii")
        _status, answer = mailbox.uid("FETCH", name, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
        raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
        outcomes.append(take_in(raw, at=at))
        mailbox.uid("STORE", name, "+FLAGS.SILENT", f"({READ_FLAG})")
    return outcomes


@contextmanager
def _mailbox(address: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(address)
    mailbox = imaplib.IMAP4_SSL(
        parts.hostname or "", parts.port or 993, ssl_context=ssl.create_default_context(), timeout=30
    )
    try:
        mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""))
        mailbox.select(parts.path.strip("/") or "INBOX")
        yield mailbox
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            mailbox.logout()
