"""Recording consultations that were not run here: drafts first, then rows that count."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.standards import permissions, states
from civikos.programs.standards.measures import is_shortened
from civikos.programs.standards.models import RecordedCase, RecordedMeeting, Sheet
from civikos.programs.standards.queries.contents import CaseContent, MeetingContent, twin_of
from civikos.programs.standards.queries.gathering import recorded_facts
from civikos.programs.standards.queries.measuring import Ruler
from civikos.programs.standards.states import CaseStatus


class AlreadyRecorded(Refused):
    """The same consultation is in the watch already."""

    code = "recorded_case.already_recorded"
    message = _("This consultation is recorded already: “%(title)s”. Open that one and add what is missing.")


class DatesTheWrongWay(Refused):
    """A period that ends before it begins."""

    code = "recorded_case.dates"
    message = _("The last day lies before the first one, or the extension before the last day.")


class LookedTooEarly(Refused):
    """Something is said to have happened after the day on which the source was looked at."""

    code = "recorded_case.looked_on"
    message = _("“Looked at on” is a day in the future. Write the day on which you looked at the source.")


class ShortWithoutReason(Refused):
    """Shortened below the minimum, or urgent, and nobody says why."""

    code = "recorded_case.short_without_reason"
    message = _(
        "This period is shorter than the rule asks for, or was declared urgent. Write the reason that the institution gave, "
        "or say that it gave none."
    )


class PeriodMissing(Refused):
    """A consultation without first and last day cannot be measured."""

    code = "recorded_case.period_missing"
    message = _("Write the first and the last day of the consultation, or save it as a draft.")


class MoreThanAll(Refused):
    """More rejected without a reason than rejected, or more unanswered than comments."""

    code = "recorded_case.more_than_all"
    message = _("There cannot be more comments without an answer, or without a reason, than there are in all.")


_COLUMNS = [each.name for each in fields(CaseContent) if each.name not in {"meetings", "year"}]


@transaction.atomic
def save_draft(
    content: CaseContent, *, pk: int | None = None, by: Actor, at: datetime, request_key: str = ""
) -> RecordedCase:
    """
    Keep what is known so far of a case that does not count yet. One that counts is corrected, and has to stay complete.

    One press of the button (`request_key`) makes one case. Raises: NotFound, NotAllowed, AlreadyRecorded, DatesTheWrongWay,
    LookedTooEarly, MoreThanAll; for a recorded one PeriodMissing and ShortWithoutReason.
    """
    permissions.require_recorder(by)
    if pk is None and request_key and by.person is not None:
        Person.objects.select_for_update(no_key=True).get(pk=by.person.pk)
        earlier = RecordedCase.objects.filter(request_key=request_key[:40], entered_by=by.person).first()
        if earlier is not None:
            return earlier
    row = permissions.case_for(pk, by=by) if pk is not None else None
    row = _write(row, content, by=by, at=at, request_key=request_key)
    if row.status == CaseStatus.RECORDED:
        _require_complete(row)
    return row


@transaction.atomic
def record_case(
    content: CaseContent, *, pk: int | None = None, by: Actor, at: datetime, request_key: str = ""
) -> RecordedCase:
    """
    Put a case into the watch: from now on it counts and everybody sees it. A recorded one is corrected.

    Raises: what `save_draft` raises, PeriodMissing, ShortWithoutReason.
    """
    row = save_draft(content, pk=pk, by=by, at=at, request_key=request_key)
    if row.status == CaseStatus.RECORDED:
        return row
    _require_complete(row)
    steps.take(states.RECORD, row, by=by, at=at)
    audit.publish("recorded_case.recorded", row.name, {"title": row.title, "year": row.year}, at=at)
    return row


def add_recorded(content: CaseContent, sheet: Sheet, line: int, *, by: Actor, at: datetime) -> RecordedCase:
    """
    Put one row of a sheet into the watch, inside the transaction of the sheet. What the sheet says is taken as it is: a
    short period without a reason is recorded as one. Raises: AlreadyRecorded, DatesTheWrongWay, LookedTooEarly, MoreThanAll.
    """
    row = _write(None, content, by=by, at=at, sheet=sheet, line=line)
    steps.take(states.RECORD, row, by=by, at=at, sheet=sheet.pk)
    return row


def _require_complete(row: RecordedCase) -> None:
    if row.was_consulted and (row.opened_on is None or row.closes_on is None):
        raise PeriodMissing
    if not row.short_reason and not row.no_reason_given and _is_short(row):
        raise ShortWithoutReason


def _is_short(row: RecordedCase) -> bool:
    if row.is_urgent:
        return True
    ruler = Ruler.load()
    (facts,) = recorded_facts(RecordedCase.objects.filter(pk=row.pk))
    finding = ruler.score(facts).of("minimum_days")
    return finding is not None and is_shortened(facts, finding.limit, ruler.off)


def _write(
    row: RecordedCase | None,
    content: CaseContent,
    *,
    by: Actor,
    at: datetime,
    request_key: str = "",
    sheet: Sheet | None = None,
    line: int | None = None,
) -> RecordedCase:
    _check(content, timezone.localdate(at))
    same = twin_of(content, without=row.pk if row is not None else None)
    if same is not None:
        raise AlreadyRecorded(title=same.title)
    is_new = row is None
    if row is None:
        row = RecordedCase(
            entered_by=by.person, entered_at=at, request_key=request_key[:40], sheet=sheet, sheet_line=line
        )
    before = {name: getattr(row, name) for name in _COLUMNS} if not is_new else {}
    for name in _COLUMNS:
        setattr(row, name, getattr(content, name))
    row.year = content.opened_on.year if content.opened_on else content.year or timezone.localdate(at).year
    row.changed_at = at
    row.save()
    if not is_new:
        row.meetings.all().delete()
    _add_meetings(row, content.meetings)
    changed = sorted(name for name in _COLUMNS if is_new or before[name] != getattr(row, name))
    audit.record(
        "recorded_case.entered" if is_new else "recorded_case.changed",
        row,
        by=by,
        at=at,
        details={} if is_new else {"changed": changed},
    )
    return row


def _add_meetings(row: RecordedCase, meetings: Iterable[MeetingContent]) -> None:
    RecordedMeeting.objects.bulk_create(
        RecordedMeeting(
            case=row,
            held_on=each.held_on,
            announced_on=each.announced_on,
            place=each.place,
            participants=each.participants,
        )
        for each in meetings
    )


def _check(content: CaseContent, today: date) -> None:
    days = [content.opened_on, content.closes_on, content.extended_to]
    known = [day for day in days if day is not None]
    if known != sorted(known):
        raise DatesTheWrongWay
    if content.looked_on > today:
        raise LookedTooEarly
    for part, whole in ((content.unanswered, content.comments), (content.unreasoned, content.rejected)):
        if part is not None and whole is not None and part > whole:
            raise MoreThanAll


@transaction.atomic
def discard_case(pk: int, *, by: Actor, at: datetime) -> RecordedCase:
    """Take a case out of the watch; nothing is deleted. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.case_for(pk, by=by)
    row.changed_at = at
    steps.take(states.DISCARD, row, by=by, at=at)
    return row


@transaction.atomic
def restore_case(pk: int, *, by: Actor, at: datetime) -> RecordedCase:
    """Put a case that was taken out back, as a draft. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.case_for(pk, by=by)
    row.changed_at = at
    steps.take(states.RESTORE, row, by=by, at=at)
    return row
