"""
What other servers say about messages of ours: that one could not be delivered, that somebody does not want such mails.

The mailroom fetches and reads such notices. Each names the Message-ID of ours that it is about; nobody but its receiver
knows it, so a stranger cannot make a message look bounced.
"""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from civikos.kernel.correspondence import addresses
from civikos.kernel.correspondence.models import Message
from civikos.kernel.correspondence.sending import without_secrets


class Outcome(StrEnum):
    """What such a notice changed."""

    BOUNCED = "bounced"
    """A notice that a message of ours was not delivered; the message says so now."""
    DELAYED = "delayed"
    """A notice about a message of ours that changes nothing: delivered, or still being tried."""
    COMPLAINT = "complaint"
    """Word of a provider that a receiver does not want such messages."""
    UNKNOWN = "unknown"
    """A notice about a message that is not ours, or not known any more."""


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
    came_back = Message.objects.filter(pk=message.pk, state=Message.State.SENT).update(
        state=Message.State.BOUNCED, reply=f"{status} {words}".strip()[:300], **without_secrets(message)
    )
    if came_back:
        addresses.note_fault(message, status=status, words=words, at=at)
    return Outcome.BOUNCED


@transaction.atomic
def note_complaint(message_id: str, *, words: str, at: datetime) -> Outcome:
    """
    Somebody has told their provider that a message of ours is not wanted (RFC 5965): lists of mail stop for them.

    What is owed to them still comes. May be called twice for one complaint.
    """
    message = Message.objects.filter(message_id=message_id).first() if message_id else None
    if message is None:
        return Outcome.UNKNOWN
    addresses.note_unwanted(message, words=words, at=at)
    return Outcome.COMPLAINT
