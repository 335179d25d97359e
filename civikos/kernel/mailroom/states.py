"""What becomes of mail that comes in, why, and the steps between, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civikos.kernel.workflow.steps import Step


class Status(models.TextChoices):
    """Where a mail stands."""

    NEW = "new", _("not read yet")
    HANDLED = "handled", _("taken in")
    WAITING = "waiting", _("waits for the sender's confirmation")
    QUARANTINED = "quarantined", _("somebody has to look")
    IGNORED = "ignored", _("left aside")
    REFUSED = "refused", _("not taken in")
    DISCARDED = "discarded", _("discarded")


class Reason(models.TextChoices):
    """Why a mail stands where it stands; each is a sentence for the officer."""

    NONE = "", ""
    # Somebody has to look.
    NO_THREAD = (
        "no_thread",
        _("It names nothing that we wait for: no reply address of ours, and no mail of ours that it answers."),
    )
    OTHER_SENDER = (
        "other_sender",
        _(
            "It came to a personal reply address, but from somebody else’s mail address. The reply address was replaced, and the person to whom it belongs was told."
        ),
    )
    OTHER_SENDER_IN_THREAD = (
        "other_sender_in_thread",
        _("It answers a mail of ours, but was written from another address than the one to which that mail went."),
    )
    DEAD_ADDRESS = "dead_address", _("The reply address to which it came has expired or has been withdrawn.")
    PERSON_GONE = "person_gone", _("The person to whom the reply address belongs cannot act here any more.")
    NO_HANDLER = "no_handler", _("No part of the platform takes answers by mail in this thread.")
    READER_FAILED = (
        "reader_failed",
        _("It could not be read within the limits of time and memory. Open the original with care."),
    )
    UNREADABLE = "unreadable", _("It is built as no mail program builds mail, so it was not opened.")
    HANDLER_FAILED = (
        "handler_failed",
        _("The platform made a mistake while taking it in. Nothing was changed; the fault is in the log."),
    )
    BEGUN_OFTEN = (
        "begun_often",
        _(
            "It was begun several times and never finished: it may be what stopped the worker. Open the original with care."
        ),
    )
    LOOK = "look", _("Part of it could not be understood.")
    RESTORED = "restored", _("It was discarded and has been brought back.")
    # Left aside.
    AUTOMATIC = "automatic", _("A machine wrote it: an absence note or a receipt. Such mail is never answered.")
    LIST = "list", _("It came through a mailing list, or was sent to many. Such mail is never answered.")
    OWN = "own", _("It is a mail of ours that came back to us.")
    COPY = "copy", _("It is a second copy of a mail that has been taken in.")
    BOUNCE_UNKNOWN = (
        "bounce_unknown",
        _("It says that a mail could not be delivered, but names none that we sent."),
    )
    DELAYED = "delayed", _("It says that a mail of ours is still on its way, or has arrived.")
    DECLINED = "declined", _("The person said that they did not write it.")
    NOT_CONFIRMED = "not_confirmed", _("Nobody confirmed it in time.")
    # Not taken in.
    TOO_LARGE = "too_large", _("It is larger than 25 MB. Only its beginning was kept.")
    RULE = "rule", _("A rule does not allow it.")
    # Taken in, or on its way.
    BOUNCE = "bounce", _("It says that a mail of ours could not be delivered. The outbox knows.")
    COMPLAINT = (
        "complaint",
        _("It says that somebody does not want such mails. What they can do without stops for them."),
    )
    CONFIRM = (
        "confirm",
        _("Nothing proves who wrote it. The person was sent a link to confirm it."),
    )


_UNDECIDED = frozenset({Status.QUARANTINED, Status.WAITING, Status.IGNORED, Status.REFUSED})

HANDLE = Step("mail.handled", frozenset({Status.NEW}), Status.HANDLED)
ASK = Step("mail.confirmation_asked", frozenset({Status.NEW}), Status.WAITING)
QUARANTINE = Step("mail.quarantined", frozenset({Status.NEW}), Status.QUARANTINED)
IGNORE = Step("mail.ignored", frozenset({Status.NEW}), Status.IGNORED)
REFUSE = Step("mail.refused", frozenset({Status.NEW}), Status.REFUSED)
CONFIRM = Step("mail.confirmed", frozenset({Status.WAITING}), Status.HANDLED)
DECLINE = Step("mail.declined", frozenset({Status.WAITING}), Status.IGNORED)
RELEASE = Step("mail.released", _UNDECIDED, Status.NEW)
DISCARD = Step("mail.discarded", _UNDECIDED, Status.DISCARDED)
RESTORE = Step("mail.restored", frozenset({Status.DISCARDED}), Status.QUARANTINED)

FIRST = {step.target: step for step in (HANDLE, ASK, QUARANTINE, IGNORE, REFUSE)}
"""By which step a mail that was just read comes where its handler says."""
