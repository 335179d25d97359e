"""What contributors think of the answers they got: said, changed, taken back; every view stays in the history."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.languages import TEXT_LANGUAGES
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import permissions, states
from civikos.programs.consultations.models import Answer, Contribution, Point, Satisfaction
from civikos.programs.consultations.queries import satisfaction as queries
from civikos.programs.consultations.states import Satisfied

LONGEST = 1000


class NoAnswerYet(Refused):
    """The institution has not answered it."""

    code = "satisfaction.no_answer"
    message = _("There is no answer to it yet. When the institution has answered, you can say what you think of it.")


class NoSuchView(Refused):
    """None of the three."""

    code = "satisfaction.unknown"
    message = _("Choose whether you are satisfied, partly satisfied or not satisfied.")


class ReasonMissing(Refused):
    """Whoever is not satisfied says why."""

    code = "satisfaction.reason_missing"
    message = _("Write why, in a sentence or two: the institution and everybody who reads the answer will see it.")


class ReasonTooLong(Refused):
    """Longer than we keep."""

    code = "satisfaction.too_long"
    message = _("The reason is longer than 1,000 characters.")


@transaction.atomic
def value_answer(pk: int, *, view: str, reason: str, language: str, by: Actor, at: datetime) -> Satisfaction:
    """
    Say what the contributor of a contribution thinks of its answer, or something else than before; the same again changes
    nothing. `view` is one of `Satisfied`.

    Raises: NotFound, NotAllowed, WrongStatus, NoAnswerYet, NoSuchView, ReasonMissing, ReasonTooLong.
    """
    row, point = _access(pk, by, at)
    reason = reason.strip()
    if view not in Satisfied.values:
        raise NoSuchView
    if view != Satisfied.YES and not reason:
        raise ReasonMissing
    if len(reason) > LONGEST:
        raise ReasonTooLong
    answer = Answer.objects.filter(point=point).order_by("-given_at", "-pk").first()
    now = _in_force(row)
    if now is not None:
        if (now.view, now.reason, now.answer_id) == (view, reason, answer.pk if answer else None):
            return now
        now.until = at
        now.save(update_fields=["until"])
    made = _write(
        contribution=row,
        point=point,
        answer=answer,
        view=view,
        reason=reason,
        language=language if language in TEXT_LANGUAGES else row.language,
        person=by.person,
        organization_id=row.organization_id,
        given_at=at,
    )
    audit.record(
        states.VALUE_ANSWER.verb,
        row,
        by=by,
        at=at,
        basis=states.VALUE_ANSWER.basis,
        details={"point": point.pk, "view": view, "before": now.view if now else ""},
    )
    return made


@transaction.atomic
def take_back_view(pk: int, *, by: Actor, at: datetime) -> None:
    """
    Have no view of the answer any more; without one nothing changes. Raises: NotFound, NotAllowed, WrongStatus, NoAnswerYet.
    """
    row, point = _access(pk, by, at)
    if row.satisfactions.filter(until=None).update(until=at):
        audit.record("contribution.view_taken_back", row, by=by, at=at, details={"point": point.pk})


def _write(**values: Any) -> Satisfaction:
    return Satisfaction.objects.create(**values)


def _in_force(row: Contribution) -> Satisfaction | None:
    return row.satisfactions.select_for_update(of=("self",)).filter(until=None).first()


def _access(pk: int, by: Actor, at: datetime) -> tuple[Contribution, Point]:
    row = permissions.access_spoken(pk, by=by, on=timezone.localdate(at))
    steps.require(states.VALUE_ANSWER, row.consultation)
    point = queries.answered_point(row, by)
    if point is None:
        raise NoAnswerYet
    return row, point
