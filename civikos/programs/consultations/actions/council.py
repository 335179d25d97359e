"""Points for the Council: proposed by those who made them or the secretariat, marked when they were raised, and where."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.languages import TEXT_LANGUAGES
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.programs.consultations import permissions, states
from civikos.programs.consultations.models import Raised
from civikos.programs.consultations.states import RaisedStatus

LONGEST = 1000


class ProposedAlready(Refused):
    """It is on the list."""

    code = "council.proposed_already"
    message = _("This point is on the list for the Council already.")


class ReasonForCouncilMissing(Refused):
    """Why the Council should deal with it."""

    code = "council.reason_missing"
    message = _("Write why the Council should deal with this point.")


class WordsTooMany(Refused):
    """Longer than we keep."""

    code = "council.too_long"
    message = _("This is longer than 1,000 characters.")


class MeetingMissing(Refused):
    """Where it was raised."""

    code = "council.meeting_missing"
    message = _("Write at which meeting it was raised.")


class RaisedTomorrow(Refused):
    """A day that has not come."""

    code = "council.not_yet"
    message = _("This day has not come yet. Mark the point when it has been raised.")


class DropNeedsReason(Refused):
    """Why it will not be raised."""

    code = "council.drop_needs_reason"
    message = _("Write why it is not raised. Whoever proposed it reads it.")


@transaction.atomic
def propose_raising(pk: int, *, reason: str, language: str, by: Actor, at: datetime) -> Raised:
    """
    Put a point on the list of what to raise in the Council: whoever made it, speaks for who made it, or the secretariat.

    Raises: NotFound, NotAllowed, WrongStatus, ProposedAlready, ReasonForCouncilMissing, WordsTooMany.
    """
    point = permissions.access_point(states.PROPOSE_RAISING, pk, by=by)
    steps.require(states.PROPOSE_RAISING, point.consultation)
    on = timezone.localdate(at)
    if not by.is_secretariat and not permissions.speaks_behind(point, by, on):
        raise NotAllowed
    reason = reason.strip()
    if not reason:
        raise ReasonForCouncilMissing
    if len(reason) > LONGEST:
        raise WordsTooMany
    # The consultation is locked: nobody else proposes a point of it meanwhile.
    if Raised.objects.filter(point=point).exclude(status=RaisedStatus.DROPPED).exists():
        raise ProposedAlready
    made = Raised.objects.create(
        point=point,
        reason=reason,
        language=language if language in TEXT_LANGUAGES else point.language,
        proposed_by=by.person,
        organization_id=permissions.organization_behind(point, by, on),
        proposed_at=at,
    )
    audit.record(
        states.PROPOSE_RAISING.verb,
        point.consultation,
        by=by,
        at=at,
        basis=states.PROPOSE_RAISING.basis,
        details={"point": point.pk, "number": point.number},
    )
    return made


@transaction.atomic
def mark_raised(pk: int, *, on: date, meeting: str, note: str, by: Actor, at: datetime) -> Raised:
    """
    Say on which day and at which meeting a point was raised, and what came of it.

    Raises: NotFound, WrongStatus, MeetingMissing, RaisedTomorrow, WordsTooMany.
    """
    row = permissions.access_raised(pk, by=by)
    if not meeting.strip():
        raise MeetingMissing
    if on > timezone.localdate(at):
        raise RaisedTomorrow
    if len(note.strip()) > LONGEST:
        raise WordsTooMany
    row.raised_on, row.meeting, row.note = on, meeting.strip()[:200], note.strip()
    # Before the status: a point that was raised has a day and a meeting, says the database.
    row.save(update_fields=["raised_on", "meeting", "note"])
    steps.take(states.RAISE, row, by=by, at=at, point=row.point_id, on=on.isoformat(), meeting=row.meeting)
    return row


@transaction.atomic
def drop_raising(pk: int, *, reason: str, by: Actor, at: datetime) -> Raised:
    """Say that a point is not raised, and why. Raises: NotFound, WrongStatus, DropNeedsReason, WordsTooMany."""
    row = permissions.access_raised(pk, by=by)
    if not reason.strip():
        raise DropNeedsReason
    if len(reason.strip()) > LONGEST:
        raise WordsTooMany
    row.note = reason.strip()
    steps.take(states.DROP_RAISING, row, by=by, at=at, point=row.point_id, reason=row.note)
    return row


@transaction.atomic
def put_back_raising(pk: int, *, by: Actor, at: datetime) -> Raised:
    """Undo a mark: the point is to be raised again. Raises: NotFound, WrongStatus, ProposedAlready."""
    row = permissions.access_raised(pk, by=by)
    others = Raised.objects.filter(point=row.point_id).exclude(pk=row.pk).exclude(status=RaisedStatus.DROPPED)
    if others.exists():
        raise ProposedAlready
    before = {"raised_on": row.raised_on.isoformat() if row.raised_on else None, "meeting": row.meeting}
    row.raised_on, row.meeting, row.note = None, "", ""
    steps.take(states.PUT_BACK_RAISING, row, by=by, at=at, point=row.point_id, before=before)
    return row
