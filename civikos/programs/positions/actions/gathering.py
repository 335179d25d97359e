"""Points that members give for a position beside what they say in the consultation."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.programs.consultations.actions.contributions import LONGEST_TEXT, SaidTooMuch, check_capacity
from civikos.programs.positions import letters, permissions, states
from civikos.programs.positions.models import Position, Source, Suggestion
from civikos.registers.legislation import queries as legislation


class GatheringOver(Refused):
    """The deadline for points has passed."""

    code = "position.gathering_over"
    message = _(
        "Points were gathered until %(deadline)s. Write to the rapporteur if you still have one. Your text is still here."
    )


class NothingSuggested(Refused):
    """No words."""

    code = "position.nothing_suggested"
    message = _("Write your point.")


class InUse(Refused):
    """The draft stands on it."""

    code = "position.suggestion_in_use"
    message = _(
        "The draft already stands on this point, so it cannot be taken back. Ask the rapporteur to take it out first."
    )


@dataclass(frozen=True)
class Point:
    """A member's point as plain values; `organization` None is as an individual of a member."""

    text: str
    organization: int | None
    language: str
    article: str = ""
    proposed: str = ""
    url: str = ""
    document: StoredFile | None = None
    request_key: str = ""


@transaction.atomic
def suggest(pk: int, point: Point, *, by: Actor, at: datetime) -> Suggestion:
    """
    Give a point for a position, until the gathering is over. One press of the button makes one.

    Raises: NotFound, NotAllowed, WrongStatus, GatheringOver, MandateLapsed, NothingSuggested, SaidTooMuch.
    """
    position = permissions.access_for(states.SUGGEST, pk, by=by)
    key = point.request_key[:40]
    earlier = Suggestion.objects.filter(person=by.person, request_key=key, position=position).first() if key else None
    if earlier is not None:
        return earlier
    steps.require(states.SUGGEST, position)
    if at >= position.gather_until:
        raise GatheringOver(deadline=letters.spoken_moment(position.gather_until))
    check_capacity(by.person, point.organization, at)
    text = point.text.strip()
    if not text:
        raise NothingSuggested
    if len(text) > LONGEST_TEXT or len(point.proposed) > LONGEST_TEXT:
        raise SaidTooMuch
    row = Suggestion.objects.create(
        position=position,
        person=by.person,
        organization_id=point.organization,
        article=point.article[:200],
        language=legislation.spoken_in(text, point.language),
        text=text,
        proposed=point.proposed.strip(),
        url=point.url,
        document=point.document,
        given_at=at,
        request_key=key,
    )
    audit.record(states.SUGGEST.verb, row, by=by, at=at, basis=states.SUGGEST.basis)
    audit.publish(
        states.SUGGEST.verb,
        f"suggestion:{row.pk}",
        {"position": position.pk, "text": text, "at": at.isoformat()},
        at=at,
    )
    return row


@transaction.atomic
def withdraw_suggestion(pk: int, suggestion: int, *, by: Actor, at: datetime) -> Suggestion:
    """Take one's own point back, while nothing of the draft stands on it. Raises: NotFound, NotAllowed, WrongStatus, InUse."""
    row = _own(pk, suggestion, by)
    if Source.objects.filter(suggestion=row).exists():
        raise InUse
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    audit.record("position.suggestion_withdrawn", row, by=by, at=at)
    return row


@transaction.atomic
def restore_suggestion(pk: int, suggestion: int, *, by: Actor, at: datetime) -> Suggestion:
    """Undo the withdrawal, until the gathering is over. Raises: NotFound, NotAllowed, WrongStatus, GatheringOver."""
    row = _own(pk, suggestion, by)
    if at >= row.position.gather_until:
        raise GatheringOver(deadline=letters.spoken_moment(row.position.gather_until))
    row.withdrawn_at = None
    row.save(update_fields=["withdrawn_at"])
    audit.record("position.suggestion_restored", row, by=by, at=at)
    return row


def _own(pk: int, suggestion: int, by: Actor) -> Suggestion:
    position: Position = permissions.access_for(states.SUGGEST, pk, by=by)
    steps.require(states.SUGGEST, position)
    row = Suggestion.objects.select_for_update().filter(position=position, pk=suggestion).first()
    if row is None:
        raise permissions.NotFound
    if by.person is None or row.person_id != by.person.pk:
        raise NotAllowed
    row.position = position
    return row
