"""What follows a person: last days of the requests they work on. And the addresses for requests."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from civikos.kernel.accounts.actor import Actor
from civikos.programs.information_requests.models import AccessContact, InformationRequest
from civikos.programs.information_requests.queries.clock import Due
from civikos.programs.information_requests.queries.standing import standing, standing_events, standings
from civikos.programs.information_requests.states import Status
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization

MOST = 300


@dataclass(frozen=True)
class Day:
    """One last day of a request; `uid` is the same when the day moves."""

    request: InformationRequest
    due: Due
    uid: str


def _day(row: InformationRequest, due: Due) -> Day:
    return Day(
        row, due, f"{row.name.replace(':', '-')}-{due.period.value}-{due.began_at:%Y%m%d}@{settings.MAIL_DOMAIN}"
    )


def days_of(actor: Actor, at: datetime) -> list[Day]:
    """The last days that have not passed, of requests the actor works on. Some four queries."""
    rows = InformationRequest.objects.of_actor(actor).filter(status=Status.SENT)  # type: ignore[attr-defined]
    found = list(rows.select_related("holder").order_by("next_until", "pk")[:MOST])
    stand = standings(found, at)
    days = [
        _day(row, due) for row in found for due in stand[row.pk].dues if due.met_at is None and not due.has_ended(at)
    ]
    return sorted(days, key=lambda day: (day.due.until, day.request.pk))


def days_of_one(row: InformationRequest, at: datetime) -> list[Day]:
    """Every last day of one request that is still to be met. Two queries."""
    now = standing(row, standing_events(row), at)
    return [_day(row, due) for due in now.dues if due.met_at is None]


def contacts() -> list[tuple[Organization, AccessContact | None]]:
    """Every institution with its address for requests. Two queries."""
    rows = {row.institution_id: row for row in AccessContact.objects.all()}
    return [(institution, rows.get(institution.pk)) for institution in organizations.institutions()]


def contact_of(pk: int) -> tuple[Organization | None, AccessContact | None]:
    """An institution with its address for requests."""
    institution = Organization.objects.filter(pk=pk).first()
    if institution is None or not institution.is_institution:
        return None, None
    return institution, AccessContact.objects.filter(institution=institution).first()
