"""The reading room: what stands in its head, a window of the text, what was said on the article in view."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import (
    Aggregate,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.prepared import Prepared
from civikos.programs.consultations.models import Consultation, Contribution, Placement, Point, Support
from civikos.programs.consultations.queries.visibility import is_visible
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.states import ContributionStatus, Outcome
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
        Consultation.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("draft__institution", "draft__kind", "draft__place", "version")
        .first()
    )


@dataclass(frozen=True)
class Row:
    """
    A consultation as a page of the room shows it, remembered by its revision. Nobody may change it.

    `points` are counts of its points by outcome, "" for unanswered,
    and `unreasoned` those rejected without a reason.
    """

    consultation: Consultation
    points: dict[str, int]
    unreasoned: int


def revision_of(pk: int) -> int | None:
    """
    The revision of a consultation, whoever may see it; None where there is none. It says whether what was kept of its
    page still holds. Plain SQL: this is asked for every page of the room, and building the query takes longer than it does.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision FROM consultations_consultation WHERE id = %s", [pk])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def get_row(pk: int, actor: Actor, *, exact: bool = True) -> Row | None:
    """
    `get_visible`, remembering rows by their revision; None if it is hidden or absent. One query, one more for a person who
    wants a draft that not everybody may read: whether this actor may is asked anew each time. What is about to be given to an action, which
    asks again under its lock, may be a revision old: `exact` is False there.
    """
    kept: Row | None = caches["kept"].get(f"consultation:{pk}")
    if kept is None or (exact and kept.consultation.revision != revision_of(pk)):
        kept = _read_row(pk)
        if kept is None:
            return None
        caches["kept"].set(f"consultation:{pk}", kept, KEEP_SECONDS)
    if is_visible(kept.consultation, actor):
        return kept
    return None


class _Joined(Aggregate):
    """Values as one text, separated by commas; both databases can, under different names."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """PostgreSQL wants text and a separator."""
        return self.as_sql(
            compiler, connection, function="STRING_AGG", template="%(function)s(%(expressions)s::text, ',')", **more
        )


def _read_row(pk: int) -> Row | None:
    # Each point as its outcome, with a mark where no words were given: one question for all counts.
    told = Case(When(answer="", then=Concat("outcome", Value("!"))), default=F("outcome"), output_field=TextField())
    points = Point.objects.filter(consultation=OuterRef("pk")).order_by().values("consultation")
    row: Any = (
        Consultation.objects.filter(pk=pk)
        .select_related("draft__institution", "draft__kind", "draft__place", "version")
        .annotate(
            told=Subquery(points.annotate(told=_Joined(told)).values("told"), output_field=TextField()),
        )
        .first()
    )
    if row is None:
        return None
    counted = Counter(row.told.split(",") if row.told else ())
    outcomes = {each: counted[each] + counted[f"{each}!"] for each in ("", *Outcome.values)}
    return Row(row, outcomes, counted[f"{Outcome.REJECTED}!"])


def reads_all(consultation: Consultation, actor: Actor, *, is_member: bool) -> bool:
    """Whether the actor may read everything that was said and stands: the same rule as `listed_in`, without a query."""
    if actor.is_secretariat or consultation.contributions_published_at is not None:
        return True
    return is_member and actor.reaches("consultation", consultation.pk)


def reads_answers(consultation: Consultation, actor: Actor, *, is_member: bool, answers_for: Container[int]) -> bool:
    """Whether the actor may read the institution's answers: the same rule as `Point.objects.visible_to`, without a query."""
    if actor.is_secretariat or (consultation.reported_at is not None and consultation.is_public):
        return True
    near = is_member or consultation.draft.institution_id in answers_for
    return consultation.status in WITH_THE_INSTITUTION and near and actor.reaches("consultation", consultation.pk)


def _places_of(consultation: int, person: int, _on: date) -> "QuerySet[Contribution, tuple[str, str, int]]":
    # Only the two columns of the index of authors: with more, SQLite reads everything that was said in the consultation.
    return (
        Contribution.objects.filter(consultation=consultation, author=person)
        .order_by()
        .values_list("article", "status", "version_id")
    )


_OWN = Prepared(_places_of)


def own_places(consultation: Consultation, version: Version, actor: Actor) -> frozenset[str]:
    """The articles on which the actor said something that stands. One query, none for visitors."""
    if actor.person is None:
        return frozenset()
    if version.pk == consultation.version_id:
        rows = _OWN.rows(consultation.pk, actor.person.pk, on=date.min)
        return frozenset(
            article for article, status, of in rows if status == ContributionStatus.ACTIVE and of == version.pk
        )
    return counts(consultation, version, actor).mine


def counts(consultation: Consultation, version: Version, actor: Actor) -> Counts:
    """How much was said where. One query."""
    if actor.person is None and consultation.contributions_published_at is None:
        return Counts({}, {}, frozenset())
    own = Count("pk", filter=Q(author=actor.person_id)) if actor.person_id else Value(0)
    rows = (
        _listed(consultation, version, actor)
        .values("place")
        .annotate(standing=Count("pk", filter=Q(status=ContributionStatus.ACTIVE)), listed=Count("pk"), own=own)
    )
    standing, listed, mine = {}, {}, set()
    for place, n, all_, own_here in rows.order_by("place").values_list("place", "standing", "listed", "own"):
        if n:
            standing[place] = n
        listed[place] = all_
        if own_here:
            mine.add(place)
    return Counts(standing, listed, frozenset(mine))


def _listed(consultation: Consultation, version: Version, actor: Actor) -> Any:
    # Untyped, because the type checker does not follow the annotation `place` out of this function.
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
    return eids[start : start + WINDOW]


def is_among_many(row: Contribution) -> bool:
    """Whether more stands on the article of a contribution than one page shows. One query."""
    there = Contribution.objects.standing().filter(consultation=row.consultation_id, article=row.article)
    return there.count() > COMMENTS


def article_of(version: Version, eid: str) -> str | None:
    """The unit in which a provision lies; None where the version has no such provision."""
    provision = legislation.unit_of(version, eid)
    return provision.article if provision is not None else None


def said_on(
    consultation: Consultation,
    version: Version,
    article: str,
    actor: Actor,
    counted: Counts,
    page: int = 1,
    *,
    with_answers: bool = False,
) -> Said:
    """
    One page of what the actor may read on one article, the most supported first. One query, none where `counted` says that
    there is nothing.

    Answers come along for a caller who has asked (`reads_answers`) whether the actor may read them.
    """
    listed = counted.listed.get(article, 0)
    pages = max(1, -(-listed // COMMENTS))
    number = min(max(1, page), pages)
    if not listed:
        return Said([], 0, 1, 1)
    first = (number - 1) * COMMENTS
    rows = _with_voices(_listed(consultation, version, actor).filter(place=article), with_answers)
    return Said(_told(rows.order_by("-n_supports", "given_at", "pk")[first : first + COMMENTS]), listed, number, pages)


@dataclass(frozen=True)
class Told:
    """What the institution answered to a contribution; by the first of its points where it has several."""

    outcome: str
    answer: str


def _with_voices(rows: Any, with_answers: bool) -> Any:
    backing = Support.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution")
    said: Any = (
        rows.select_related("author", "organization", "provision")
        .only(
            "consultation",
            "article",
            "kind",
            "status",
            "language",
            "channel",
            "entered_by",
            "text",
            "quote",
            "original",
            "proposed",
            "given_at",
            "edited_at",
            "hidden_reason",
            "author__name",
            "organization__name",
            "organization__name_sq",
            "organization__name_sr_latn",
            "organization__name_en",
            "provision__eid",
        )
        .annotate(
            n_supports=Coalesce(Subquery(backing.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
            people=Subquery(backing.annotate(keys=_Joined("person")).values("keys"), output_field=TextField()),
        )
    )
    if with_answers:
        point = Point.objects.filter(contributions=OuterRef("pk")).order_by("position", "pk")
        said = said.annotate(
            told_outcome=Subquery(point.values("outcome")[:1]), told_answer=Subquery(point.values("answer")[:1])
        )
    return said


def _told(rows: Any) -> list[Any]:
    # Each row gets `backers`, the keys of people who are still known, and `outcomes`.
    found: list[Any] = list(rows)
    for row in found:
        row.backers = [int(key) for key in (row.people or "").split(",") if key]
        outcome = getattr(row, "told_outcome", "")
        row.outcomes = [Told(outcome, row.told_answer)] if outcome else []
    return found


def get_contribution(pk: int, actor: Actor, *, with_answers: bool = True) -> Any:
    """
    One contribution as far as the actor may read it, with its points (unless told without answers), `supports_` (with voices)
    and revisions; None for one that is absent or hidden. At most seven queries.
    """
    where = Consultation.objects.visible_to(actor).filter(contributions=pk).first()
    if where is None or not Contribution.objects.listed_in(where, actor).filter(pk=pk).exists():
        return None
    row = (
        Contribution.objects.select_related("author", "organization", "provision", "entered_by")
        .prefetch_related("revisions")
        .get(pk=pk)
    )
    given: Any = row
    given.supports_ = list(row.supports.select_related("person", "organization").order_by("given_at", "pk"))
    given.backers = [each.person_id for each in given.supports_ if each.person_id is not None]
    given.n_supports = len(given.supports_)
    given.outcomes = (
        list(Point.objects.visible_to(actor).filter(contributions=pk).order_by("position", "pk"))
        if with_answers
        else []
    )
    return given


def own_contributions(consultation: Consultation, actor: Actor, *, with_answers: bool = False) -> list[Any]:
    """What the actor said in one consultation, in the order of the text, withdrawn ones too. One query."""
    if actor.person is None:
        return []
    own = Contribution.objects.filter(consultation=consultation, author=actor.person)
    return _told(_with_voices(own, with_answers).order_by("provision__position", "given_at", "pk"))


def unit(version: Version, article: str, languages: Sequence[str]) -> Unit | None:
    """One unit with its words. Two queries."""
    found = legislation.units(version, [article], languages)
    return found[0] if found else None


def is_open(consultation: Consultation, at: datetime) -> bool:
    """Whether members may contribute now."""
    return consultation.is_open_at(at)
