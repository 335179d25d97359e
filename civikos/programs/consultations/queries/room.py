"""The reading room: what stands in its head, a window of the text, what was said on the article in view."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation, Contribution, Placement, Point, Support
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION, ContributionQuerySet
from civikos.programs.consultations.states import ContributionStatus
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.queries import Unit

WINDOW = 8
COMMENTS = 20


@dataclass(frozen=True)
class Counts:
    """
    What the actor may read on each article ("" is the whole draft): `standing` contributions, `listed` ones (with the
    stubs of hidden ones), and the articles on which they said something themselves.
    """

    standing: dict[str, int]
    listed: dict[str, int]
    mine: frozenset[str]


@dataclass(frozen=True)
class Said:
    """One page of what was said on one article; each row has `n_supports`, `is_supported` and `outcomes` (its points)."""

    rows: list[Any]
    total: int
    number: int
    pages: int

    @property
    def previous(self) -> int | None:
        """The number of the page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        """The number of the page after."""
        return self.number + 1 if self.number < self.pages else None


def get_visible(pk: int, actor: Actor) -> Consultation | None:
    """The consultation with what every page of it shows, or None if it is hidden or absent."""
    return (
        Consultation.objects.visible_to(actor).filter(pk=pk)
        .select_related("draft__institution", "draft__kind", "draft__place", "version").first()
    )


def counts(consultation: Consultation, version: Version, actor: Actor) -> Counts:
    """How much was said where. One query."""
    if actor.person is None and consultation.contributions_published_at is None:
        return Counts({}, {}, frozenset())
    own = Count("pk", filter=Q(author=actor.person_id)) if actor.person_id else Value(0)
    rows = _listed(consultation, version, actor).values("place").annotate(
        standing=Count("pk", filter=Q(status=ContributionStatus.ACTIVE)), listed=Count("pk"), own=own
    )
    standing, listed, mine = {}, {}, set()
    for place, n, all_, own_here in rows.order_by("place").values_list("place", "standing", "listed", "own"):
        if n:
            standing[place] = n
        listed[place] = all_
        if own_here:
            mine.add(place)
    return Counts(standing, listed, frozenset(mine))


def _listed(consultation: Consultation, version: Version, actor: Actor) -> ContributionQuerySet:
    # In the version they were made on, contributions stand where they were made; in a later one, where they were placed.
    said = Contribution.objects.listed_in(consultation, actor)
    if version.pk == consultation.version_id:
        return said.filter(version=version).annotate(place=F("article"))
    placed = Placement.objects.filter(Q(provision__isnull=False) | Q(why=Placement.WHOLE_DRAFT), version=version)
    return said.filter(placements__in=placed).annotate(place=F("placements__article"))


def window(eids: Sequence[str], at: str) -> Sequence[str]:
    """The eight units among which `at` is shown; the first eight when it is none of them."""
    index = eids.index(at) if at in eids else 0
    start = index - index % WINDOW
    return eids[start:start + WINDOW]


def article_of(version: Version, eid: str) -> str | None:
    """The unit in which a provision lies; None where the version has no such provision."""
    provision = legislation.unit_of(version, eid)
    return provision.article if provision is not None else None


def said_on(consultation: Consultation, version: Version, article: str, actor: Actor, counted: Counts, page: int = 1) -> Said:
    """
    One page of what the actor may read on one article: their own first, then the most supported. At most two queries.

    Asks nothing where `counted` says there is nothing.
    """
    total = counted.listed.get(article, 0)
    pages = max(1, -(-total // COMMENTS))
    number = min(max(1, page), pages)
    if not total:
        return Said([], 0, 1, 1)
    rows = _with_voices(_listed(consultation, version, actor).filter(place=article), actor)
    if consultation.status in WITH_THE_INSTITUTION:
        rows = rows.prefetch_related(_outcomes(actor))
    order = ["-n_supports", "given_at", "pk"]
    if article in counted.mine:
        rows = rows.annotate(others=Case(When(author=actor.person_id, then=Value(0)), default=Value(1), output_field=IntegerField()))
        order = ["others", *order]
    first = (number - 1) * COMMENTS
    return Said(list(rows.order_by(*order)[first:first + COMMENTS]), total, number, pages)


def _with_voices(rows: ContributionQuerySet, actor: Actor) -> ContributionQuerySet:
    backing = Support.objects.filter(contribution=OuterRef("pk"))
    numbers = backing.order_by().values("contribution").annotate(n=Count("pk")).values("n")
    supported: Any = Exists(backing.filter(person=actor.person_id)) if actor.person_id else Value(False)
    return rows.select_related("author", "organization", "provision").annotate(
        n_supports=Coalesce(Subquery(numbers, output_field=IntegerField()), 0), is_supported=supported
    )


def _outcomes(actor: Actor) -> "Prefetch[Any]":
    points = Point.objects.visible_to(actor).only("pk", "outcome", "answer", "number", "consultation")
    return Prefetch("points", queryset=points, to_attr="outcomes")


def get_contribution(pk: int, actor: Actor) -> Any:
    """One contribution with voices, supports, revisions and points, as far as the actor may read it; None otherwise. Seven queries."""
    where = Consultation.objects.visible_to(actor).filter(contributions=pk).first()
    if where is None:
        return None
    rows = _with_voices(Contribution.objects.listed_in(where, actor).filter(pk=pk), actor)
    return rows.prefetch_related(
        _outcomes(actor), "revisions", Prefetch("supports", queryset=Support.objects.select_related("person", "organization").order_by("given_at", "pk")),
    ).first()


def own_contributions(consultation: Consultation, actor: Actor) -> list[Any]:
    """What the actor said in one consultation, in the order of the text, withdrawn ones too. At most two queries."""
    if actor.person is None:
        return []
    rows = _with_voices(Contribution.objects.filter(consultation=consultation, author=actor.person), actor)
    return list(rows.prefetch_related(_outcomes(actor)).order_by("provision__position", "given_at", "pk"))


def unit(version: Version, article: str, languages: Sequence[str]) -> Unit | None:
    """One unit with its words. Two queries."""
    found = legislation.units(version, [article], languages)
    return found[0] if found else None


def is_open(consultation: Consultation, at: datetime) -> bool:
    """Whether members may contribute now."""
    return consultation.is_open_at(at)
