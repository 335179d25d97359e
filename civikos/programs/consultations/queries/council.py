"""What is to be raised in the Council, and what was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Point, Raised
from civikos.programs.consultations.states import RaisedStatus
from civikos.registers.legislation import queries as legislation
from civikos.registers.organizations.models import Organization

PAGE_SIZE = 25


@dataclass(frozen=True)
class Filter:
    """What part of the list is asked for; empty fields ask for everything."""

    status: str = ""
    institution: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list; `place` is how the provision is cited, `title` that of the draft."""

    raised: Raised
    title: str
    place: str


def of_points(points: Iterable[int]) -> dict[int, Raised]:
    """The newest entry of each of some points that is on the list or was. One query."""
    rows = Raised.objects.filter(point__in=list(points)).select_related("organization", "proposed_by")
    return {row.point_id: row for row in rows.order_by("proposed_at", "pk")}


def rows(wanted: Filter, actor: Actor) -> Any:
    """Entries whose point the actor may read, filtered; what waits longest comes first, then what was raised last."""
    found = Raised.objects.visible_to(actor)
    if wanted.status in RaisedStatus.values:
        found = found.filter(status=wanted.status)
    if wanted.institution:
        found = found.filter(point__consultation__draft__institution=wanted.institution)
    if wanted.words:
        found = found.filter(
            Q(reason__icontains=wanted.words)
            | Q(meeting__icontains=wanted.words)
            | Q(note__icontains=wanted.words)
            | Q(point__text__icontains=wanted.words)
        )
    return found.select_related(
        "point__consultation__draft__institution",
        "point__consultation__version",
        "point__provision",
        "organization",
        "proposed_by",
    ).order_by("-status", "proposed_at", "pk")


def page_of(wanted: Filter, actor: Actor, page: int | str | None, language: str) -> tuple[Page[Raised], list[Row]]:
    """One page of the list. Two queries, and one for each version that its points are on."""
    found = Paginator(rows(wanted, actor), PAGE_SIZE).get_page(page)
    return found, told(list(found.object_list), language)


def told(found: list[Raised], language: str) -> list[Row]:
    """The same with titles and places. One query for each version that the points are on."""
    by_version: dict[int, set[str]] = {}
    versions = {}
    for row in found:
        version = row.point.consultation.version
        versions[version.pk] = version
        if row.point.provision is not None:
            by_version.setdefault(version.pk, set()).add(row.point.provision.eid)
    places = {pk: legislation.full_labels(versions[pk], eids, language) for pk, eids in by_version.items()}
    return [
        Row(
            row,
            legislation.title_in(row.point.consultation.draft, language),
            places[row.point.consultation.version_id].get(row.point.provision.eid, "")
            if row.point.provision is not None
            else legislation.unit_label(None, language),
        )
        for row in found
    ]


def counts() -> dict[str, int]:
    """Entries by status. One query."""
    counted = dict(Raised.objects.order_by().values_list("status").annotate(n=Count("pk")))
    return {each.value: counted.get(each, 0) for each in RaisedStatus}


def institutions() -> list[Organization]:
    """Institutions whose points are on the list, by name. One query."""
    there = Point.objects.filter(raised__isnull=False).values("consultation__draft__institution")
    return list(Organization.objects.filter(pk__in=there).order_by("name", "pk"))


def one(pk: int, actor: Actor) -> Raised | None:
    """One entry with what its page shows."""
    found: Raised | None = rows(Filter(), actor).filter(pk=pk).first()
    return found
