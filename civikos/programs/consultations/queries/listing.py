"""Consultations as lists show them: the home page, the list with its filters. A fixed number of queries each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, DateTimeField, F, IntegerField, Q, Value, When
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import queries as catalog
from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.languages import of_text
from civikos.programs.consultations.models import Consultation, Contribution, Point
from civikos.programs.consultations.queries.standing import Standing, standing
from civikos.programs.consultations.querysets import ConsultationQuerySet
from civikos.programs.consultations.states import Status
from civikos.registers.legislation.models import ActKind, Provision
from civikos.registers.legislation.queries import title_in
from civikos.registers.organizations.models import Organization
from civikos.registers.topics.models import Topic
from lawtext import Kind

PAGE_SIZE = 20
ON_HOME = 8


@dataclass(frozen=True)
class Row:
    """One consultation of a list; `comments` are those the reader may see, None where they may see none yet."""

    consultation: Consultation
    title: str
    standing: Standing
    articles: int
    comments: int | None


@dataclass(frozen=True)
class HomeFigures:
    """Three figures for everybody: drafts sent out this year, comments ever made, share of submitted points answered (None before any)."""

    drafts: int
    comments: int
    answered_percent: int | None


@dataclass(frozen=True)
class Filter:
    """What part of the list is asked for; empty fields ask for everything. `state`: open, closed, answered, preparation."""

    state: str = ""
    institution: int | None = None
    topic: int | None = None
    kind: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Choices:
    """What can be filtered by: only what occurs in consultations that the reader sees."""

    institutions: list[Organization]
    topics: list[Topic]
    kinds: list[ActKind]


def rows_of(found: Iterable[Consultation], actor: Actor, at: datetime, off: frozenset[date]) -> list[Row]:
    """Rows with counts for some consultations. Two queries."""
    listed = list(found)
    if not listed:
        return []
    versions = [row.version_id for row in listed]
    articles = dict(
        Provision.objects.filter(version__in=versions, kind=Kind.ARTICLE)
        .values("version")
        .annotate(n=Count("pk"))
        .order_by("version")
        .values_list("version", "n")
    )
    said = dict(
        Contribution.objects.visible_to(actor)
        .standing()
        .filter(consultation__in=[row.pk for row in listed])
        .values("consultation")
        .annotate(n=Count("pk"))
        .order_by("consultation")
        .values_list("consultation", "n")
    )
    language = of_text()
    return [
        Row(
            row,
            title_in(row.draft, language),
            standing(row, at, off),
            articles.get(row.version_id, 0),
            said.get(row.pk, 0) if row.contributions_published_at or actor.person is not None else None,
        )
        for row in listed
    ]


def home(actor: Actor, at: datetime, off: frozenset[date]) -> tuple[list[Row], list[Row]]:
    """What is open now, and what was just answered. Four queries."""
    visible = Consultation.objects.visible_to(actor).for_list()
    is_open = list(visible.open_at(at).order_by("members_until", "pk")[:ON_HOME])
    finished = list(
        visible.filter(status__in=[Status.ANSWERED, Status.REPORTED])
        .annotate(
            finished_at=Case(
                When(reported_at__isnull=False, then=F("reported_at")),
                default=F("answered_at"),
                output_field=DateTimeField(),
            )
        )
        .order_by("-finished_at", "-pk")[:5]
    )
    rows = rows_of([*is_open, *finished], actor, at, off)
    return rows[: len(is_open)], rows[len(is_open) :]


def home_figures(at: datetime) -> HomeFigures:
    """Figures of the whole network, the same for everybody. Three queries."""
    year = timezone.localdate(at).year
    began = timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001  # made aware in the time zone of the jurisdiction
    drafts = Consultation.objects.filter(distributed_at__gte=began).count()
    comments = Contribution.objects.standing().count()
    points = Point.objects.filter(number__isnull=False).aggregate(
        all=Count("pk"), answered=Count("pk", filter=~Q(outcome=""))
    )
    return HomeFigures(drafts, comments, 100 * points["answered"] // points["all"] if points["all"] else None)


def page_of(
    actor: Actor, wanted: Filter, page: str | None, at: datetime, off: frozenset[date]
) -> tuple[Page[Consultation], list[Row]]:
    """One page of the list: what closes first, then what has closed last. Four queries."""
    rows: Any = (
        _filtered(actor, wanted, at)
        .for_list()
        .annotate(
            is_past=Case(
                When(status=Status.DISTRIBUTED, members_until__gt=at, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            ),
            closes=Case(
                When(status=Status.DISTRIBUTED, members_until__gt=at, then=F("members_until")),
                default=None,
                output_field=DateTimeField(),
            ),
        )
    )
    found = Paginator(rows.order_by("is_past", "closes", "-members_until", "pk"), PAGE_SIZE).get_page(page)
    return found, rows_of(found.object_list, actor, at, off)


def _filtered(actor: Actor, wanted: Filter, at: datetime) -> ConsultationQuerySet:
    rows = Consultation.objects.visible_to(actor)
    match wanted.state:
        case "open":
            rows = rows.open_at(at)
        case "closed":
            rows = rows.filter(Q(status=Status.SUBMITTED) | Q(status=Status.DISTRIBUTED, members_until__lte=at))
        case "answered":
            rows = rows.filter(status__in=[Status.ANSWERED, Status.REPORTED])
        case "preparation":
            rows = rows.filter(status=Status.REGISTERED)
    if wanted.institution:
        rows = rows.filter(draft__institution=wanted.institution)
    if wanted.topic:
        rows = rows.filter(draft__topics=wanted.topic)
    if wanted.kind:
        rows = rows.filter(draft__kind=wanted.kind)
    if wanted.words:
        # The search index folds letters: `zivotna` finds životna. What may be seen is decided above.
        found = catalog.search(
            wanted.words, catalog.Levels(frozenset(SearchEntry.Level.values)), "consultation"
        ).order_by()
        rows = rows.filter(
            pk__in=[int(scope.partition(":")[2]) for scope in found.values_list("scope", flat=True)[:500]]
        )
    return rows


def choices(actor: Actor) -> Choices:
    """What the list can be filtered by. Three queries."""
    visible = Consultation.objects.visible_to(actor)
    return Choices(
        institutions=list(
            Organization.objects.filter(pk__in=visible.values("draft__institution")).order_by("name", "pk")
        ),
        topics=list(Topic.objects.filter(pk__in=visible.values("draft__topics")).order_by("position", "pk")),
        kinds=list(ActKind.objects.filter(pk__in=visible.values("draft__kind")).order_by("position", "pk")),
    )


def open_to_mail(actor: Actor) -> list[tuple[str, str]]:
    """Names and titles of consultations to which an officer may hand a mail: those that are with members or institutions. One query."""
    if not actor.is_secretariat:
        return []
    rows = Consultation.objects.filter(status__in=[Status.DISTRIBUTED, Status.SUBMITTED, Status.ANSWERED])
    return [
        (row.name, title_in(row.draft, of_text()))
        for row in rows.select_related("draft").order_by("status", "-members_until", "-pk")[:100]
    ]
