"""The matrix: points in order, who said them, how they were answered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

import lawtext
from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.accounts.models import Person
from civikos.programs.consultations.models import Answer, Consultation, Contribution, Explanation, Point, Support
from civikos.programs.consultations.queries import takenup
from civikos.programs.consultations.queries.takenup import Mark
from civikos.programs.consultations.queries.versions import Change
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.states import Contradiction, ContributionStatus, Outcome, Status
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.organizations.models import Organization

PAGE_SIZE = 50
KEEP_SECONDS = 24 * 3600


@lru_cache(maxsize=16)
def _addresses(name: str, language: str) -> str:
    with translation.override(language):
        return reverse(f"consultations:{name}", args=[0]).replace("/0/", "/{}/", 1)


def address_of(name: str, pk: int) -> str:
    """The address of one of many, in the active language: it is reversed once for all, for reversing takes its time."""
    return _addresses(name, translation.get_language() or "sq").format(pk)


@dataclass(frozen=True)
class Voice:
    """Who said a point: an organization, or a person as an individual; `count` of supports beside."""

    organization: str
    person: str
    contribution: int
    supports: int

    @property
    def address(self) -> str:
        """The page of what they said."""
        return address_of("contribution", self.contribution)

    @property
    def label(self) -> str:
        """`Organization (Person)`, or `Person, as an individual`."""
        if self.organization:
            return self.organization
        return _("%(name)s, as an individual") % {"name": self.person or _("former member")}


@dataclass(frozen=True)
class MatrixRow:
    """
    One row as a page shows it; `place` is how the provision is cited, `heading` the article's title; `mark` is what the
    newest version took up of it, `explanation` what the institution says where that and its answer differ.
    """

    point: Point
    place: str
    heading: str
    voices: tuple[Voice, ...]
    mark: Mark | None = None
    explanation: Explanation | None = None

    @property
    def address(self) -> str:
        """The page of the point."""
        return address_of("point", self.point.pk)

    @property
    def changes(self) -> list[Change]:
        """The proposed wording as a change of the words it started from."""
        return [
            Change(str(each.op), each.text) for each in lawtext.word_changes(self.point.original, self.point.proposed)
        ]

    @property
    def wording_language(self) -> str:
        """The language of the proposed wording: a merged point may have the comment of one and the wording of another."""
        return legislation.spoken_in(self.point.original or self.point.proposed, self.point.language)

    @property
    def organizations(self) -> list[Voice]:
        """Those who spoke for an organization; they are always named."""
        return [voice for voice in self.voices if voice.organization]

    @property
    def individuals(self) -> list[Voice]:
        """Those who spoke as individuals."""
        return [voice for voice in self.voices if not voice.organization]

    @property
    def who(self) -> str:
        """Everybody behind the point, on one line."""
        return "; ".join(dict.fromkeys(voice.label for voice in self.voices))


@dataclass(frozen=True)
class Filter:
    """
    What part of the matrix is asked for; empty fields ask for everything. `text` is one of `Contradiction` (how the answer and
    the newest text differ) or `takenup.FLAGGED` for any; `who` are words of the name of an organization or a person, or the letter it begins with.
    """

    outcome: str = ""
    article: str = ""
    words: str = ""
    text: str = ""
    who: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything but an outcome is asked for."""
        return bool(self.article or self.words or self.text or self.who)


def points(consultation: Consultation, actor: Actor, wanted: Filter, *, is_let_in: bool = False) -> Any:
    """
    Points that the actor may read, filtered, in the order of the matrix. Whoever may read one point of a consultation may read
    them all: a caller who has asked says so, and it is not asked of each of thousands.
    """
    rows = Point.objects.filter(consultation=consultation)
    if not is_let_in:
        rows = rows.filter(pk__in=Point.objects.visible_to(actor).filter(consultation=consultation).values("pk"))
    if wanted.outcome == "open":
        rows = rows.unanswered()
    elif wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.article:
        rows = rows.filter(article=wanted.article)
    if wanted.words:
        rows = rows.filter(
            Q(text__icontains=wanted.words) | Q(proposed__icontains=wanted.words) | Q(answer__icontains=wanted.words)
        )
    if wanted.who:
        rows = rows.filter(_made_by(consultation, wanted.who))
    if wanted.text == takenup.FLAGGED or wanted.text in Contradiction.values:
        rows = takenup.filtered(rows, consultation, wanted.text)
    return rows.select_related("provision").order_by("position", "pk")


def _made_by(consultation: Consultation, who: str) -> Q:
    # Names first, which are few, then what they said, then its points: each is a list made once. The other way round every
    # point's voices would be read.
    # One letter stands in nearly every name; it is read as the beginning of one.
    how = "icontains" if len(who) > 1 else "istartswith"
    names = ("name_sq", "name_sr_latn", "name_en", "short_name")
    organizations = Organization.objects.filter(reduce(or_, (Q(**{f"{name}__{how}": who}) for name in names)))
    people = Person.objects.filter(**{f"name__{how}": who})
    said = Contribution.objects.filter(
        Q(organization__in=organizations.order_by().values("pk"))
        | Q(organization=None, author__in=people.order_by().values("pk")),
        consultation=consultation,
    )
    links = Point.contributions.through.objects.filter(contribution__in=said.order_by().values("pk"))
    return Q(pk__in=links.order_by().values("point"))


def _with_answers(rows: Any) -> Any:
    # By a subquery: a join would have to be grouped over all points before one page of them is cut out.
    given = Answer.objects.filter(point=OuterRef("pk")).order_by().values("point").annotate(n=Count("pk")).values("n")
    return rows.annotate(n_answers=Coalesce(Subquery(given), 0))


class _Counted(Paginator):
    """Pages over rows whose number is known already."""

    def __init__(self, rows: Any, size: int, known: int) -> None:
        super().__init__(rows, size)
        self.__dict__["count"] = known


class _Picked(Paginator):
    """Pages over rows that were picked out by their keys, so that a filter over thousands is asked once."""

    def __init__(self, rows: Any, size: int, picked: list[int]) -> None:
        super().__init__(picked, size)
        self._rows = rows

    def page(self, number: int | str) -> Page[Any]:
        """The rows of a page, in the order in which they were picked."""
        found = super().page(number)
        rows = {row.pk: row for row in self._rows.filter(pk__in=list(found.object_list))}
        found.object_list = [rows[pk] for pk in found.object_list if pk in rows]
        return found


def _page(rows: Any, known: int | None, page: int | str | None) -> Page[Any]:
    # An unfiltered matrix is read along its index.
    if known is not None:
        return _Counted(_with_answers(rows), PAGE_SIZE, known).get_page(page)
    return picked_page(rows, PAGE_SIZE, page)


def picked_page(rows: Any, size: int, page: int | str | None) -> Page[Any]:
    """A page of filtered points, which are gone through once, for their number and the page together. Two queries."""
    picked = list(rows.values_list("pk", flat=True))
    return _Picked(_with_answers(Point.objects.select_related("provision")), size, picked).get_page(page)


def units_of(version: Version, language: str) -> list[tuple[str, str, str]]:
    """Every unit of a version: its eid, how it is cited, its heading. One query, or none while it is kept."""
    key = f"units:{version.pk}:{version.edition}:{language}"
    found: list[tuple[str, str, str]] | None = caches["kept"].get(key)
    if found is None:
        found = legislation.units_with_headings(version, language)
        caches["kept"].set(key, found, KEEP_SECONDS)
    return found


def places_of(version: Version, language: str) -> dict[str, str]:
    """How every provision of a version is cited, by eid. One query, or none while it is kept."""
    key = f"places:{version.pk}:{version.edition}:{language}"
    found: dict[str, str] | None = caches["kept"].get(key)
    if found is None:
        found = legislation.all_labels(version, language)
        caches["kept"].set(key, found, KEEP_SECONDS)
    return found


@dataclass(frozen=True)
class MatrixPage:
    """One page of the matrix; `units` are all articles (eid, how it is cited) for the filter."""

    page: Page[Point]
    rows: list[MatrixRow]
    units: list[tuple[str, str]]


def matrix_page(
    consultation: Consultation,
    actor: Actor,
    wanted: Filter,
    page: int | str | None,
    language: str,
    counted: dict[str, int] | None = None,
    *,
    is_judged: bool = True,
    is_let_in: bool = False,
) -> MatrixPage:
    """
    One page of the matrix with its rows. At most five queries, whatever the number of points, two more the first time.

    `counted` is what `outcome_counts` said, so that the rows are not counted again where it tells their number; without
    `is_judged` no later text has been judged, and no marks are looked for; `is_let_in` as for `points`.
    """
    known = None
    if counted is not None and not wanted.is_set:
        known = counted.get(wanted.outcome or "all")
    found = _page(points(consultation, actor, wanted, is_let_in=is_let_in), known, page)
    units = units_of(consultation.version, language)
    return MatrixPage(
        found,
        rows_of(consultation, list(found.object_list), language, units, is_judged=is_judged),
        [(eid, label) for eid, label, _heading in units],
    )


def rows_of(
    consultation: Consultation,
    wanted: list[Point],
    language: str,
    units: list[tuple[str, str, str]] | None = None,
    *,
    is_judged: bool = True,
) -> list[MatrixRow]:
    """
    Rows with places, voices and marks for some points. Three queries, two more the first time; one less where no answer and
    text differ, one less where no later text has been judged: before the matrix is submitted, and where the caller says so.
    """
    is_judged = is_judged and consultation.status in WITH_THE_INSTITUTION
    marks = takenup.of_points(consultation, [point.pk for point in wanted]) if is_judged and wanted else {}
    explained = _explanations(point for point in wanted if point.pk in marks and marks[point.pk].contradiction)
    voices = _voices([point.pk for point in wanted])
    places = places_of(consultation.version, language)
    if units is None:
        units = units_of(consultation.version, language)
    headings = {eid: heading for eid, _label, heading in units}
    return [
        MatrixRow(
            point,
            places.get(point.provision.eid, "") if point.provision else legislation.unit_label(None, language),
            headings.get(point.article, ""),
            tuple(voices[point.pk]),
            marks.get(point.pk),
            explained.get(point.pk),
        )
        for point in wanted
    ]


def _explanations(points: Iterable[Point]) -> dict[int, Explanation]:
    """What the institution says to points whose answer and newest text differ: of the answer as it stands, against that text."""
    rows = {point.pk: point for point in points}
    if not rows:
        return {}
    newest = Version.objects.filter(draft=OuterRef("version__draft"), number__gt=OuterRef("version__number"))
    given = Explanation.objects.filter(~Exists(newest), point__in=list(rows), until=None).select_related(
        "person", "version"
    )
    return {row.point_id: row for row in given if row.outcome == rows[row.point_id].outcome}


def row_of(consultation: Consultation, actor: Actor, pk: int, language: str) -> MatrixRow | None:
    """One row of the matrix, or None if the actor may not read it."""
    point = _with_answers(points(consultation, actor, Filter())).filter(pk=pk).first()
    return rows_of(consultation, [point], language)[0] if point is not None else None


def _voices(points_: list[int]) -> dict[int, list[Voice]]:
    found: dict[int, list[Voice]] = defaultdict(list)
    through = Point.contributions.through
    backing = (
        Support.objects.filter(contribution=OuterRef("contribution"))
        .order_by()
        .values("contribution")
        .annotate(n=Count("pk"))
        .values("n")
    )
    links: Any = (
        through.objects.filter(point_id__in=points_)
        .annotate(n=Coalesce(Subquery(backing), 0))
        .order_by("point_id", "contribution_id")
        .select_related("contribution__author", "contribution__organization")
        .defer("contribution__text", "contribution__quote", "contribution__original", "contribution__proposed")
    )
    for link in links:
        row = link.contribution
        found[link.point_id].append(
            Voice(
                row.organization.name if row.organization else "", row.author.name if row.author else "", row.pk, link.n
            )
        )
    return found


def neighbors(consultation: Consultation, point: int) -> tuple[int | None, int | None, int | None]:
    """The point before another one, the one after it, and the one after that, in the order of the matrix. One query."""
    order = list(
        Point.objects.filter(consultation=consultation).order_by("position", "pk").values_list("pk", flat=True)
    )
    if point not in order:
        return None, None, None
    at = order.index(point)
    around = [None, *order, None, None]
    return around[at], around[at + 2], around[at + 3]


def at_position(consultation: Consultation, position: int) -> int | None:
    """The point with a position in the matrix."""
    return Point.objects.filter(consultation=consultation, position=position).values_list("pk", flat=True).first()


def answer_history(consultation: Consultation, actor: Actor, point: int) -> list[Answer]:
    """Every answer that was given to a point, the newest first; none if the actor may not read the point."""
    if not points(consultation, actor, Filter()).filter(pk=point).exists():
        return []
    return list(Answer.objects.filter(point=point).select_related("person").order_by("-given_at", "-pk"))


def point_keys(consultation: Consultation) -> dict[str, tuple[int, int]]:
    """For each numbered point its key in every paper, and under it the point's own key and its number. One query."""
    rows = (
        Point.objects.filter(consultation=consultation, number__isnull=False)
        .order_by("number")
        .values_list("pk", "number")
    )
    return {f"P-{consultation.pk}-{pk}": (pk, number or 0) for pk, number in rows}


def answers_now(consultation: Consultation) -> dict[int, tuple[str, str]]:
    """Outcome and reason of every point as they stand. One query."""
    rows = Point.objects.filter(consultation=consultation).values_list("pk", "outcome", "answer")
    return {pk: (outcome, answer) for pk, outcome, answer in rows}


def not_arranged(consultation: Consultation) -> int:
    """How many standing contributions are in no point yet. One query."""
    return Contribution.objects.filter(consultation=consultation, status=ContributionStatus.ACTIVE, points=None).count()


def may_be_read(consultation: Consultation, actor: Actor) -> bool:
    """Whether there is a matrix that the actor may read. One query."""
    return Point.objects.visible_to(actor).filter(consultation=consultation).exists()


def voices_behind(consultation: Consultation) -> int:
    """How many organizations and individuals stand behind the points. One query."""
    said = Contribution.objects.filter(points__consultation=consultation).order_by()
    return len(
        {
            ("o", organization) if organization else ("p", author)
            for organization, author in said.values_list("organization", "author")
        }
    )


def outcome_counts(consultation: Consultation) -> dict[str, int]:
    """Points by outcome; `open` for those without an answer, `all` for the sum. One query."""
    rows = Point.objects.filter(consultation=consultation).values("outcome").annotate(n=Count("pk"))
    counted = {row["outcome"] or "open": row["n"] for row in rows}
    return {
        "all": sum(counted.values()),
        "open": counted.get("open", 0),
        **{each.value: counted.get(each, 0) for each in Outcome},
    }


def counts(consultation: Consultation) -> tuple[dict[str, int], takenup.Counted]:
    """
    What `outcome_counts` and `takenup.counted` say, kept under the revision of the consultation, which grows with every step
    that could change them. Two queries, or none while they are kept.
    """
    key = f"matrix-counts:{consultation.pk}:{consultation.revision}"
    found: tuple[dict[str, int], takenup.Counted] | None = caches["kept"].get(key)
    if found is None:
        is_there = consultation.status in WITH_THE_INSTITUTION or consultation.status == Status.WITHDRAWN
        found = (outcome_counts(consultation), takenup.counted(consultation) if is_there else takenup.Counted())
        caches["kept"].set(key, found, KEEP_SECONDS)
    return found


def count(consultation: Consultation, wanted: Filter) -> int:
    """How many points a filter lets through, for somebody who may read the matrix. One query."""
    n: int = points(consultation, SYSTEM, wanted, is_let_in=True).count()
    return n
