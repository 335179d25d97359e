"""
Answers and texts that say different things: accepted and not in the text, rejected and changed all the same.

What contradicts is computed from the answers and the judgments of the newest text (`queries.takenup`); what is stored is only
what people do about it: the secretariat asks, the institution explains or corrects its answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.rulebook.queries import NoSuchRule, rule
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import Counting, add_working_days
from civikos.programs.consultations.models import Consultation, Explanation, Inquiry, Point
from civikos.programs.consultations.queries import matrix, takenup
from civikos.programs.consultations.queries.matrix import MatrixRow
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.states import Contradiction, Status
from civikos.registers.legislation.models import Version

PAGE_SIZE = 25
OPEN, EXPLAINED = "open", "explained"


@dataclass(frozen=True)
class Counts:
    """
    Points whose answer and newest text say different things, by how; `explained` of them by the institution. `version` is
    the number of the text, 0 where none has been judged.
    """

    version: int = 0
    missing: int = 0
    unchanged: int = 0
    changed: int = 0
    explained: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.missing + self.unchanged + self.changed

    @property
    def open(self) -> int:
        """Those that nobody has explained."""
        return self.all - self.explained


@dataclass(frozen=True)
class Filter:
    """What part is asked for; empty fields ask for everything. `kind` of `Contradiction`; `state` OPEN or EXPLAINED."""

    kind: str = ""
    state: str = ""
    article: str = ""
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One contradiction: the point as in the matrix, how, what the institution says to it, since when it has been asked."""

    row: MatrixRow
    kind: Contradiction
    explanation: Explanation | None
    asked_at: datetime | None

    @property
    def point(self) -> Point:
        """The point."""
        return self.row.point


def newest_judged(consultation: Consultation) -> Version | None:
    """The newest version of the draft, if it is later than the one that was commented. One query."""
    return (
        Version.objects.filter(draft=consultation.draft_id, number__gt=consultation.version.number)
        .order_by("-number")
        .first()
    )


def kind_of(mark: takenup.Mark | None) -> Contradiction | None:
    """How a mark contradicts the answer of its point."""
    return mark.contradiction if mark is not None else None


def explained(version: Version) -> Exists:
    """A condition on points: the institution explains this answer against this version."""
    given = Explanation.objects.filter(point=OuterRef("pk"), until=None, version=version, outcome=OuterRef("outcome"))
    return Exists(given)


def flagged(rows: Any, version: Version) -> Any:
    """Points whose answer and this version say different things, each with `contradiction`, how."""
    how = Case(
        *(When(takenup.contradicts(version, kind), then=Value(kind.value)) for kind in Contradiction),
        default=Value(""),
        output_field=CharField(),
    )
    return rows.filter(takenup.contradicts(version)).annotate(contradiction=how)


def counted(consultation: Consultation) -> Counts:
    """How many there are. Two queries, one where no later text is there, none before the institution has the matrix."""
    if consultation.status not in WITH_THE_INSTITUTION:
        return Counts()
    version = newest_judged(consultation)
    if version is None:
        return Counts()
    rows = flagged(Point.objects.filter(consultation=consultation), version).annotate(is_explained=explained(version))
    numbers: dict[str, int] = {}
    told = 0
    for kind, is_explained, n in rows.order_by().values_list("contradiction", "is_explained").annotate(n=Count("pk")):
        numbers[kind] = numbers.get(kind, 0) + n
        told += n if is_explained else 0
    return Counts(version=version.number, explained=told, **numbers)


def points(
    consultation: Consultation, actor: Actor, wanted: Filter, version: Version, *, is_let_in: bool = False
) -> Any:
    """Points that contradict, as far as the actor may read points (`is_let_in` as for the matrix), filtered, in its order."""
    asked = matrix.Filter(article=wanted.article, words=wanted.words)
    rows = matrix.points(consultation, actor, asked, is_let_in=is_let_in)
    rows = flagged(rows, version)
    if wanted.kind in Contradiction.values:
        rows = rows.filter(contradiction=wanted.kind)
    if wanted.state in (OPEN, EXPLAINED):
        rows = rows.annotate(is_explained=explained(version)).filter(is_explained=wanted.state == EXPLAINED)
    return rows


def page_of(
    consultation: Consultation, actor: Actor, wanted: Filter, page: int | str | None, language: str
) -> tuple[Page[Point], list[Row], list[tuple[str, str]]]:
    """
    One page with its rows, and all articles for the filter; the caller has asked whether the actor may read the points. At most
    seven queries.
    """
    version = newest_judged(consultation)
    rows = points(consultation, actor, wanted, version, is_let_in=True) if version is not None else Point.objects.none()
    found = matrix.picked_page(rows, PAGE_SIZE, page)
    units = matrix.units_of(consultation.version, language)
    return (
        found,
        rows_of(consultation, list(found.object_list), version, language, units),
        [(eid, label) for eid, label, _heading in units],
    )


def all_rows(consultation: Consultation, actor: Actor, wanted: Filter, language: str) -> list[Row]:
    """Everything that fits, for a download. At most eight queries."""
    version = newest_judged(consultation)
    if version is None:
        return []
    return rows_of(consultation, list(points(consultation, actor, wanted, version)), version, language)


def rows_of(
    consultation: Consultation,
    wanted: list[Point],
    version: Version | None,
    language: str,
    units: list[tuple[str, str, str]] | None = None,
) -> list[Row]:
    """Rows for some points that contradict. At most six queries, none for none."""
    if not wanted or version is None:
        return []
    asked = asked_at(consultation)
    made = []
    for row in matrix.rows_of(consultation, wanted, language, units):
        kind = kind_of(row.mark)
        if kind is not None:
            made.append(Row(row, kind, row.explanation, asked.get(row.point.pk)))
    return made


def holds_for(explanation: Explanation, point: Point, version: Version) -> bool:
    """Whether an explanation is of the answer as it stands, against this version."""
    return explanation.outcome == point.outcome and explanation.version_id == version.pk


def explanations(points_: Iterable[int]) -> dict[int, Explanation]:
    """The explanations in force of some points. One query."""
    rows = Explanation.objects.filter(point__in=list(points_), until=None)
    return {row.point_id: row for row in rows.select_related("person", "version")}


def explanations_of(point: int) -> list[Explanation]:
    """Every explanation a point ever got, the newest first. One query."""
    rows = Explanation.objects.filter(point=point).select_related("person", "version")
    return list(rows.order_by("-given_at", "-pk"))


def contradiction_of(point: Point) -> tuple[Contradiction, Version] | None:
    """
    How a point's answer and the newest text say different things now; None where they do not. The point must have its
    consultation with its version. Two queries.
    """
    version = newest_judged(point.consultation)
    if version is None:
        return None
    kind = kind_of(takenup.of_points(point.consultation, [point.pk], version).get(point.pk))
    return (kind, version) if kind is not None else None


def asked_at(consultation: Consultation) -> dict[int, datetime]:
    """Since when the institution has been asked about which points; the last time counts. One query."""
    rows = Inquiry.objects.filter(consultation=consultation).order_by("asked_at", "pk")
    return {pk: row.asked_at for row in rows for pk in row.points}


def inquiries(consultation: Consultation) -> list[Inquiry]:
    """When the institution was asked, the newest first. One query."""
    rows = Inquiry.objects.filter(consultation=consultation).select_related("asked_by", "version")
    return list(rows.order_by("-asked_at", "-pk"))


def to_ask(consultation: Consultation, version: Version) -> list[int]:
    """Open contradictions against a version about which the institution has not been asked, in order. Two queries."""
    asked: set[int] = set()
    for keys in Inquiry.objects.filter(consultation=consultation, version=version).values_list("points", flat=True):
        asked |= set(keys)
    rows = flagged(Point.objects.filter(consultation=consultation), version).filter(~explained(version))
    return [pk for pk in rows.order_by("position", "pk").values_list("pk", flat=True) if pk not in asked]


def answer_until(at: datetime) -> datetime:
    """Until when the institution is asked to explain, by the network's own rule. Raises NoSuchRule. Three queries."""
    today = timezone.localdate(at)
    due = rule("consultation.explanations.due", today)
    last = add_working_days(
        today, due.number, workdays.days_off(), Counting(due.counting or Counting.FIRST_DAY_EXCLUDED)
    )
    return workdays.at_local_time(last, _end_of_day(today))


def _end_of_day(on: date) -> time:
    try:
        return time.fromisoformat(rule("office.day_end", on).value)
    except NoSuchRule:
        return time(16)


def of_institutions(institutions: Iterable[int]) -> list[tuple[Consultation, Inquiry]]:
    """Consultations of some institutions that are not reported and whose last inquiry may be open, with it. One query."""
    newest: dict[int, Inquiry] = {}
    rows = Inquiry.objects.filter(
        consultation__draft__institution__in=list(institutions),
        consultation__status__in=[Status.SUBMITTED, Status.ANSWERED],
    ).select_related("consultation__draft", "consultation__version", "version")
    for row in rows.order_by("asked_at", "pk"):
        newest[row.consultation_id] = row
    return [(row.consultation, row) for row in newest.values()]


def is_asked(consultation: int) -> bool:
    """Whether its institution has been asked about points, and some of them are not explained yet. At most four queries."""
    row = Consultation.objects.select_related("version").filter(pk=consultation).first()
    if row is None or row.status not in (Status.SUBMITTED, Status.ANSWERED):
        return False
    return bool(Inquiry.objects.filter(consultation=row).exists() and counted(row).open)


def with_later_text() -> list[Consultation]:
    """Consultations before their report that have a later text. One query."""
    newer = Version.objects.filter(draft=OuterRef("draft"), number__gt=OuterRef("version__number"))
    rows = Consultation.objects.filter(Exists(newer), Q(status__in=[Status.SUBMITTED, Status.ANSWERED]))
    return list(rows.select_related("draft", "version").order_by("government_until", "pk"))
