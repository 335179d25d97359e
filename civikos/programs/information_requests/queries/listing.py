"""Requests as lists show them. A fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.programs.information_requests.models import InformationRequest
from civikos.programs.information_requests.queries.clock import Standing
from civikos.programs.information_requests.queries.standing import standings
from civikos.programs.information_requests.querysets import results_at
from civikos.programs.information_requests.states import Status
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place

PAGE_SIZE = 25
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class Row:
    """One request of a list."""

    request: InformationRequest
    standing: Standing


@dataclass(frozen=True)
class Filter:
    """What part of the list is asked for; empty fields ask for everything. `result` is a key of `results_at`."""

    words: str = ""
    result: str = ""
    institution: int | None = None
    reason: str = ""
    year: int | None = None
    hub: int | None = None
    ground: str = ""
    mine: bool = False
    drafts: bool = False


def filtered(actor: Actor, wanted: Filter, at: datetime) -> "QuerySet[InformationRequest, Any]":
    """The requests that fit, the newest first."""
    rows = InformationRequest.objects.visible_to(actor)  # type: ignore[attr-defined]
    if wanted.mine or wanted.drafts:
        rows = rows.filter(pk__in=InformationRequest.objects.of_actor(actor).values("pk"))  # type: ignore[attr-defined]
    rows = rows.filter(status=Status.DRAFT) if wanted.drafts else rows.sent()
    if wanted.result and (condition := results_at(at).get(wanted.result)) is not None:
        rows = rows.filter(condition)
    if wanted.institution:
        rows = rows.filter(holder=wanted.institution)
    if wanted.reason:
        rows = rows.filter(reason="" if wanted.reason == "other" else wanted.reason)
    if wanted.year:
        rows = rows.filter(sent_at__year=wanted.year)
    if wanted.hub:
        near = Place.objects.filter(hub=wanted.hub)
        rows = rows.filter(Exists(near.filter(pk=OuterRef("holder__place"))))
    if wanted.ground:
        # JSON arrays of short codes: no code is part of another one in quotes.
        rows = rows.filter(grounds__icontains=f'"{wanted.ground}"')
    for word in wanted.words.split()[:6]:
        rows = rows.filter(
            Q(subject__icontains=word) | Q(number__icontains=word) | Q(text__icontains=word) | Q(reference=word)
        )
    return rows.for_list().order_by("-sent_at", "-created_at", "-pk")


def page_of(
    actor: Actor, wanted: Filter, at: datetime, number: str | None
) -> "tuple[Page[InformationRequest], list[Row]]":
    """One page of the list with where each stands. Four queries."""
    page = Paginator(filtered(actor, wanted, at), PAGE_SIZE).get_page(number)
    found = list(page.object_list)
    stand = standings(found, at)
    return page, [Row(row, stand[row.pk]) for row in found]


@dataclass(frozen=True)
class Choices:
    """What can be filtered by: only what occurs in requests that the reader sees."""

    institutions: list[Organization]
    years: list[int]
    hubs: list[Place]


def choices(actor: Actor) -> Choices:
    """Three queries."""
    rows = InformationRequest.objects.visible_to(actor).sent()  # type: ignore[attr-defined]
    holders = Organization.objects.filter(pk__in=rows.order_by().values("holder")).order_by("name", "pk")
    years = _years(rows)
    hubs = Place.objects.filter(
        kind=Place.Kind.HUB, pk__in=Place.objects.filter(hub__isnull=False).order_by().values("hub")
    )
    return Choices(list(holders), years, list(hubs.order_by("name", "pk")))


def _years(rows: Any) -> list[int]:
    # The first and the last: the year of each of thousands of rows would be asked one by one.
    ends = rows.order_by().aggregate(first=Min("sent_at"), last=Max("sent_at"))
    if ends["first"] is None:
        return []
    first, last = (timezone.localdate(ends[name]).year for name in ("first", "last"))
    return list(range(last, first - 1, -1))


def count_by_result(actor: Actor, at: datetime) -> dict[str, int]:
    """How many requests the actor sees, in all and by what became of them. One query."""
    rows = InformationRequest.objects.visible_to(actor).sent()  # type: ignore[attr-defined]
    conditions = results_at(at)
    counted = {name: Count("pk", filter=conditions[name]) for name in ("in_time", "late", "silent")}
    return dict(rows.order_by().aggregate(sent=Count("pk"), **counted))
