"""The reading room: what stands in its head, a window of the text, what was said on the article in view."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from civikos.kernel.accounts.actor import NOBODY, SYSTEM, Actor
from civikos.kernel.catalog.prepared import Prepared
from civikos.programs.consultations.models import Consultation, Contribution, Placement, Point, Support
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION, ContributionQuerySet
from civikos.programs.consultations.states import ContributionStatus
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.queries import Unit

WINDOW = 8
COMMENTS = 20
KEEP_SECONDS = 300


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
    """One page of what was said on one article; each row has `n_supports`, `outcomes` (its points) and `backers` (keys of people)."""

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


def revision_of(pk: int) -> int | None:
    """
    The revision of a consultation, whoever may see it; None where there is none. It says whether what was kept of its
    page still holds. Plain SQL: this is asked for every page of the room, and building the query takes longer than it does.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision FROM consultations_consultation WHERE id = %s", [pk])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def get_at(pk: int, revision: int, actor: Actor) -> Consultation | None:
    """
    `get_visible`, remembering rows by their revision. Whether this actor may see it is asked anew each time, but for drafts
    that everybody sees; that depends on nothing but the row.
    """
    key = f"consultation:{pk}:{revision}"
    kept: tuple[Consultation, bool] | None = caches["kept"].get(key)
    if kept is None:
        row = get_visible(pk, SYSTEM)
        if row is None:
            return None
        kept = (row, Consultation.objects.visible_to(NOBODY).filter(pk=pk).exists())
        caches["kept"].set(key, kept, KEEP_SECONDS)
    row, is_public = kept
    return row if is_public or Consultation.objects.visible_to(actor).filter(pk=pk).exists() else None


def reads_all(consultation: Consultation, actor: Actor, *, is_member: bool) -> bool:
    """Whether the actor may read everything that was said and stands: the same rule as `listed_in`, without a query."""
    if actor.is_secretariat or consultation.contributions_published_at is not None:
        return True
    return is_member and actor.reaches("consultation", consultation.pk)


def _places_of(consultation: int, person: int, _on: date) -> "QuerySet[Contribution, tuple[str, str, int]]":
    # Only the two columns of the index of authors: with more, SQLite reads everything that was said in the consultation.
    return Contribution.objects.filter(consultation=consultation, author=person).order_by().values_list("article", "status", "version_id")


_OWN = Prepared(_places_of)


def own_places(consultation: Consultation, version: Version, actor: Actor) -> frozenset[str]:
    """The articles on which the actor said something that stands. One query, none for visitors."""
    if actor.person is None:
        return frozenset()
    if version.pk == consultation.version_id:
        rows = _OWN.rows(consultation.pk, actor.person.pk, on=date.min)
        return frozenset(article for article, status, of in rows if status == ContributionStatus.ACTIVE and of == version.pk)
    return counts(consultation, version, actor).mine


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
    One page of what the actor may read on one article, the most supported first. At most three queries, none where
    `counted` says that there is nothing.
    """
    listed = counted.listed.get(article, 0)
    pages = max(1, -(-listed // COMMENTS))
    number = min(max(1, page), pages)
    if not listed:
        return Said([], 0, 1, 1)
    first = (number - 1) * COMMENTS
    rows = _listed(consultation, version, actor).filter(place=article)
    backing = Support.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution").annotate(n=Count("pk")).values("n")
    rows = rows.annotate(support=Coalesce(Subquery(backing, output_field=IntegerField()), 0)).order_by("-support", "given_at", "pk")
    return Said(_with_voices(rows[first:first + COMMENTS], consultation, actor), listed, number, pages)


def own_on(consultation: Consultation, version: Version, article: str, actor: Actor) -> list[Any]:
    """What the actor said on one article and stands, the newest first. At most three queries."""
    rows = _listed(consultation, version, actor).filter(place=article, author=actor.person_id).standing()
    return _with_voices(rows.order_by("-given_at", "-pk")[:COMMENTS], consultation, actor)


def _with_voices(rows: "QuerySet[Contribution]", consultation: Consultation, actor: Actor) -> list[Any]:
    # Each row gets `backers` (keys of people, None for one who was erased), `n_supports` and `outcomes` (its points).
    found: list[Any] = list(
        rows.select_related("author", "organization", "provision").only(
            "consultation", "article", "kind", "status", "language", "text", "quote", "original", "proposed", "given_at", "edited_at",
            "hidden_reason", "author__name", "organization__name", "organization__name_sq", "organization__name_sr_latn", "organization__name_en",
            "provision__eid",
        )
    )
    by_key = {row.pk: row for row in found}
    for row in found:
        row.backers, row.outcomes = [], []
    for contribution, person in Support.objects.filter(contribution__in=by_key).order_by("pk").values_list("contribution_id", "person_id"):
        by_key[contribution].backers.append(person)
    if found and consultation.status in WITH_THE_INSTITUTION:
        _add_outcomes(by_key, actor)
    for row in found:
        row.n_supports = len(row.backers)
    return found


def _add_outcomes(found: dict[int, Any], actor: Actor) -> None:
    points = Point.objects.visible_to(actor).filter(contributions__in=found).annotate(of=F("contributions"))
    for point in points.only("pk", "outcome", "answer", "number", "consultation").order_by("position", "pk"):
        if point.of in found:
            found[point.of].outcomes.append(point)


def get_contribution(pk: int, actor: Actor) -> Any:
    """
    One contribution as far as the actor may read it, with its points, `supports_` (with voices) and revisions; None for one
    that is absent or hidden. At most seven queries.
    """
    where = Consultation.objects.visible_to(actor).filter(contributions=pk).first()
    if where is None or not Contribution.objects.listed_in(where, actor).filter(pk=pk).exists():
        return None
    row = Contribution.objects.select_related("author", "organization", "provision").prefetch_related("revisions").get(pk=pk)
    given: Any = row
    given.supports_ = list(row.supports.select_related("person", "organization").order_by("given_at", "pk"))
    given.backers = [each.person_id for each in given.supports_]
    given.n_supports, given.outcomes = len(given.backers), []
    if where.status in WITH_THE_INSTITUTION:
        _add_outcomes({pk: given}, actor)
    return given


def own_contributions(consultation: Consultation, actor: Actor) -> list[Any]:
    """What the actor said in one consultation, in the order of the text, withdrawn ones too. At most three queries."""
    if actor.person is None:
        return []
    own = Contribution.objects.filter(consultation=consultation, author=actor.person).order_by("provision__position", "given_at", "pk")
    return _with_voices(own, consultation, actor)


def unit(version: Version, article: str, languages: Sequence[str]) -> Unit | None:
    """One unit with its words. Two queries."""
    found = legislation.units(version, [article], languages)
    return found[0] if found else None


def is_open(consultation: Consultation, at: datetime) -> bool:
    """Whether members may contribute now."""
    return consultation.is_open_at(at)
