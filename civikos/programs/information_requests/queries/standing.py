"""Where requests stand: their events and frozen rules put before the pure clock."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef

from civikos.kernel.rulebook.queries import rules
from civikos.kernel.workdays import queries as workdays
from civikos.programs.information_requests.models import Event, InformationRequest
from civikos.programs.information_requests.queries.clock import Happened, RuleRow, Standing, stand
from civikos.programs.information_requests.states import Happening

FROZEN = [
    "access.law",
    "access.decision",
    "access.urgent",
    "access.extension",
    "access.forward",
    "access.refer_to_agency",
    "access.complaint",
    "access.complaint_to",
    "access.institution_reply_to_agency",
    "access.agency",
    "access.agency_decision",
    "access.compliance",
    "access.court",
    "access.clarification",
]


def frozen_rules(on: date) -> dict[str, dict[str, Any]]:
    """The rows of the rulebook about requests as they are on a day, to be kept with the request. One query."""
    return {
        key: asdict(RuleRow(key, row.value, row.unit, row.counting, row.roll_forward, row.mark, row.source))
        for key, row in rules(FROZEN, on).items()
    }


def rules_of(request: InformationRequest) -> dict[str, RuleRow]:
    """The rules that were kept with a request."""
    return {key: RuleRow(**row) for key, row in request.rules.items()}


def law_of(request: InformationRequest) -> str:
    """The number of the law under which a request was made, such as `06/L-081`; "" for a draft."""
    row = request.rules.get("access.law")
    return str(row["value"]) if row else ""


def standing_events(request: InformationRequest) -> list[Event]:
    """The events of a request that stand, oldest first, without those taken back. One query."""
    taken_back = Event.objects.filter(about=OuterRef("pk"), kind=Happening.ANNULLED)
    found = request.events.filter(~Exists(taken_back)).exclude(kind=Happening.ANNULLED)
    return list(found.order_by("at", "pk"))


def as_happened(event: Event) -> Happened:
    """An event as the clock reads it."""
    return Happened(event.kind, event.at, event.pk, str(event.details.get("decision", "")), event.details.get("holder"))


def zone() -> ZoneInfo:
    """The time zone of the jurisdiction."""
    return ZoneInfo(settings.TIME_ZONE)


def standing(
    request: InformationRequest, events: Iterable[Event], at: datetime, off: frozenset[date] | None = None
) -> Standing:
    """Where a request stands at a moment; one query where the days off are not given."""
    return stand(
        [as_happened(event) for event in events],
        rules_of(request),
        workdays.days_off() if off is None else off,
        at=at,
        zone=zone(),
        is_urgent=bool(request.urgency),
    )


def standings(found: Sequence[InformationRequest], at: datetime) -> dict[int, Standing]:
    """Where several requests stand, by key. Two queries."""
    if not found:
        return {}
    off = workdays.days_off()
    taken_back = Event.objects.filter(about=OuterRef("pk"), kind=Happening.ANNULLED)
    events: dict[int, list[Event]] = {row.pk: [] for row in found}
    rows = Event.objects.filter(~Exists(taken_back), request__in=list(events)).exclude(kind=Happening.ANNULLED)
    for event in rows.defer("words", "public_words").order_by("at", "pk"):
        events[event.request_id].append(event)
    return {row.pk: standing(row, events[row.pk], at, off) for row in found}
