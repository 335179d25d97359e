"""The reading room: an outline, a window of the text, what was said on the article in view."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation, Contribution, Placement, Point, Support
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.queries import OutlineRow, Unit

WINDOW = 8
COMMENTS = 20


@dataclass(frozen=True)
class OutlineEntry:
    """A line of the outline with how much was said there; `share` of the busiest article in percent."""

    row: OutlineRow
    count: int
    share: int
    is_mine: bool


@dataclass(frozen=True)
class Window:
    """The units shown on one page, and the eids of the first unit of the pages before and after ("" for none)."""

    units: list[Unit]
    previous: str
    following: str


def get_visible(pk: int, actor: Actor) -> Consultation | None:
    """The consultation with what every page of it shows, or None if it is hidden or absent."""
    return (
        Consultation.objects.visible_to(actor).filter(pk=pk)
        .select_related("draft__institution", "draft__kind", "draft__place", "version", "officer").first()
    )


def article_counts(consultation: Consultation, version: Version, actor: Actor) -> tuple[dict[str, int], set[str]]:
    """How many standing contributions the actor may read on each article ("" is the whole draft), and where their own are."""
    rows = _said(consultation, version, actor).values("place").annotate(n=Count("pk"), own=Count("pk", filter=Q(author=actor.person_id)))
    counts, mine = {}, set()
    for row in rows.order_by("place"):
        counts[row["place"]] = row["n"]
        if row["own"]:
            mine.add(row["place"])
    return counts, mine


def _said(consultation: Consultation, version: Version, actor: Actor) -> QuerySet[Contribution]:
    # In the version they were made on, contributions stand where they were made; in a later one, where they were placed.
    said = Contribution.objects.visible_to(actor).standing().filter(consultation=consultation)
    if version.pk == consultation.version_id:
        return said.filter(version=version).annotate(place=F("article"))
    placed = Placement.objects.filter(Q(provision__isnull=False) | Q(why=Placement.WHOLE_DRAFT), version=version)
    return said.filter(placements__in=placed).annotate(place=F("placements__article"))


def outline(consultation: Consultation, version: Version, language: str, actor: Actor) -> list[OutlineEntry]:
    """The outline with counts. Three queries, one of them for the counts."""
    counts, mine = article_counts(consultation, version, actor)
    most = max(counts.values(), default=0)
    return [
        OutlineEntry(row, counts.get(row.eid, 0), 100 * counts.get(row.eid, 0) // most if most else 0, row.eid in mine)
        for row in legislation.outline(version, language)
    ]


def window(version: Version, rows: list[OutlineRow], at: str, languages: list[str]) -> Window:
    """The page of the text in which a unit lies: its chapter, cut into pages of eight units. Two queries."""
    eids = [row.eid for row in rows if row.is_unit]
    if not eids:
        return Window([], "", "")
    index = eids.index(at) if at in eids else 0
    start = index - index % WINDOW
    shown = eids[start:start + WINDOW]
    return Window(
        legislation.units(version, shown, languages), eids[max(0, start - WINDOW)] if start else "",
        eids[start + WINDOW] if start + WINDOW < len(eids) else "",
    )


def contributions(consultation: Consultation, version: Version, article: str, actor: Actor, page: int = 1) -> Page[Contribution]:
    """
    What the actor may read on one article, the most supported first, with answers where there are any. Five queries.

    Each row has `n_supports`, `supported` (by the actor) and its points with their outcomes.
    """
    rows = (
        _said(consultation, version, actor).filter(place=article).select_related("author", "organization", "provision")
        .annotate(
            n_supports=Count("supports", distinct=True),
            supported=Exists(Support.objects.filter(contribution=OuterRef("pk"), person=actor.person_id)),
        )
        .prefetch_related(Prefetch("points", queryset=Point.objects.visible_to(actor).only("pk", "outcome", "answer", "number", "consultation"), to_attr="answers_"))
        .order_by("-n_supports", "given_at", "pk")
    )
    return Paginator(rows, COMMENTS).get_page(page)


def own_contributions(consultation: Consultation, actor: Actor) -> list[Contribution]:
    """What the actor said in one consultation, in the order of the text, withdrawn ones too."""
    if actor.person is None:
        return []
    return list(
        Contribution.objects.filter(consultation=consultation, author=actor.person).select_related("provision", "organization")
        .order_by("provision__position", "given_at", "pk")
    )


def is_open(consultation: Consultation, at: datetime) -> bool:
    """Whether members may contribute now."""
    return consultation.is_open_at(at)
