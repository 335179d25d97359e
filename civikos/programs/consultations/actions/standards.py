"""What the standards of consultation want to know of a consultation run here, and reasons for a short period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import permissions, states
from civikos.programs.consultations.models import Consultation, Meeting
from civikos.programs.consultations.queries import measuring


class ShortWithoutReason(Refused):
    """Shortened below the minimum, or urgent, and nobody says why."""

    code = "consultation.short_without_reason"
    message = _(
        "This period is shorter than the rule asks for, or was declared urgent. Write the reason that the institution gave, "
        "or say that it gave none."
    )


@dataclass(frozen=True)
class MeetingHeld:
    """A public meeting of the institution; `participants` is None where nobody counted."""

    held_on: date
    announced_on: date | None = None
    place: str = ""
    participants: int | None = None


@dataclass(frozen=True)
class Noted:
    """Facts that the standards ask for and that nobody can see from the rest; None is "not recorded"."""

    announced_in_plan: bool | None = None
    early_consultation: bool | None = None
    early_consultation_on: date | None = None
    notice_on: date | None = None
    notice_channels: list[str] | None = None
    is_urgent: bool = False
    short_reason: str = ""
    no_reason_given: bool = False
    has_meetings: bool | None = None
    adopted_on: date | None = None
    final_text_on: date | None = None


@transaction.atomic
def note_standards(
    pk: int, noted: Noted, *, meetings: Sequence[MeetingHeld] = (), by: Actor, at: datetime
) -> Consultation:
    """
    Keep the facts by which a consultation is measured besides its own rows. The trail keeps what they were before.

    Raises: NotFound, NotAllowed, WrongStatus, ShortWithoutReason.
    """
    consultation = permissions.access_for(states.NOTE_STANDARDS, pk, by=by)
    steps.require(states.NOTE_STANDARDS, consultation)
    changed = []
    for name in Noted.__dataclass_fields__:
        if getattr(consultation, name) != getattr(noted, name):
            setattr(consultation, name, getattr(noted, name))
            changed.append(name)
    if meetings:
        # Whoever looks at the flag need not ask for the rows.
        consultation.has_meetings = True
    short = noted.is_urgent or measuring.is_short(consultation)
    if short and not noted.short_reason.strip() and not noted.no_reason_given:
        raise ShortWithoutReason
    consultation.meetings.all().delete()
    Meeting.objects.bulk_create(
        Meeting(
            consultation=consultation,
            held_on=each.held_on,
            announced_on=each.announced_on,
            place=each.place,
            participants=each.participants,
        )
        for each in meetings
    )
    steps.take(states.NOTE_STANDARDS, consultation, by=by, at=at, changed=changed, meetings=len(meetings))
    return consultation
