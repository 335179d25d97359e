"""What contributors think of the answers: who may still say it, what they said, counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.rulebook.queries import NoSuchRule, rule
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import Counting, add_calendar_days
from civikos.programs.consultations.models import Consultation, Contribution, Point, Satisfaction
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.states import ContributionStatus, Satisfied, Status
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate

# Whoever contributed is told the answers when they are complete, member of the network or not.
TOLD = (Status.ANSWERED, Status.REPORTED)


@dataclass(frozen=True)
class Views:
    """
    How many contributors hold which view of the answers they got; `answered` is how many contributions got one (0 where
    nobody has a view).
    """

    yes: int = 0
    partly: int = 0
    no: int = 0
    answered: int = 0

    @property
    def given(self) -> int:
        """Views in force."""
        return self.yes + self.partly + self.no

    @property
    def satisfied_percent(self) -> int:
        """Share of those satisfied among the views given, rounded down; 0 without views."""
        return 100 * self.yes // self.given if self.given else 0


def points_of(row: Contribution, actor: Actor) -> list[Point]:
    """
    The points in which a contribution went to the institution, as far as the actor may read their answers: what the matrix
    shows, and to the author what the mail with the answers said. The contribution must have its consultation. One query.
    """
    found: QuerySet[Point] = Point.objects.filter(contributions=row.pk)
    if not is_told(row.consultation, row.author_id, actor):
        found = found.filter(pk__in=Point.objects.visible_to(actor).filter(contributions=row.pk).values("pk"))
    return list(found.select_related("provision").order_by("position", "pk"))


def is_told(consultation: Consultation, author: int | None, actor: Actor) -> bool:
    """Whether an author has been told the answers of a consultation."""
    return (
        actor.person is not None
        and author == actor.person.pk
        and consultation.status in TOLD
        and actor.reaches("consultation", consultation.pk)
    )


def answered_point(row: Contribution, actor: Actor) -> Point | None:
    """The first point of a contribution that has an answer which the actor may read. One query."""
    return next((point for point in points_of(row, actor) if point.outcome), None)


def in_force(contributions: Iterable[int]) -> dict[int, Satisfaction]:
    """The views in force of some contributions, with who holds them and the answer they are of. One query."""
    rows = Satisfaction.objects.filter(contribution__in=list(contributions), until=None)
    return {row.contribution_id: row for row in rows.select_related("person", "organization", "answer")}


def history(contribution: int) -> list[Satisfaction]:
    """Every view a contributor had, the newest first. One query."""
    rows = Satisfaction.objects.filter(contribution=contribution).select_related("person", "organization")
    return list(rows.order_by("-given_at", "-pk"))


def of_consultation(consultation: Consultation) -> Views:
    """Views of the answers of one consultation. Two queries, one without views, none before the institution has it."""
    if consultation.status not in WITH_THE_INSTITUTION:
        return Views()
    return _counted(Q(consultation=consultation))


def of_institution(institution: int, since: date | None = None) -> Views:
    """Views of all answers an institution gave, or those in consultations submitted since a day. Two queries, one without views."""
    wanted = Q(consultation__draft__institution=institution)
    if since is not None:
        wanted &= Q(consultation__submitted_at__gte=workdays.at_local_time(since, time.min))
    return _counted(wanted)


def of_institutions(since: date | None = None) -> dict[int, Views]:
    """The same of every institution that answered anything, by its key. Two queries."""
    wanted = Q(consultation__status__in=WITH_THE_INSTITUTION)
    if since is not None:
        wanted &= Q(consultation__submitted_at__gte=workdays.at_local_time(since, time.min))
    rows = (
        Satisfaction.objects.filter(_of_contribution(wanted), until=None)
        .order_by()
        .values_list("contribution__consultation__draft__institution", "view")
        .annotate(n=Count("pk"))
    )
    numbers: dict[int, dict[str, int]] = {}
    for institution, view, n in rows:
        numbers.setdefault(institution, {})[view] = n
    answered = (
        Contribution.objects.filter(wanted, Exists(_answered()), status=ContributionStatus.ACTIVE)
        .order_by()
        .values_list("consultation__draft__institution")
        .annotate(n=Count("pk"))
    )
    return {institution: Views(**numbers.get(institution, {}), answered=n) for institution, n in answered}


def _of_contribution(wanted: Q) -> Q:
    return Q(contribution__in=Contribution.objects.filter(wanted, status=ContributionStatus.ACTIVE).values("pk"))


def _answered() -> Any:
    return Point.contributions.through.objects.filter(contribution=OuterRef("pk")).exclude(point__outcome="")


def _counted(wanted: Q) -> Views:
    rows = (
        Satisfaction.objects.filter(_of_contribution(wanted), until=None)
        .order_by()
        .values_list("view")
        .annotate(n=Count("pk"))
    )
    numbers = {view: n for view, n in rows if view in Satisfied.values}
    if not numbers:
        return Views()
    answered = Contribution.objects.filter(wanted, Exists(_answered()), status=ContributionStatus.ACTIVE).count()
    return Views(**numbers, answered=answered)


def _mine(actor: Actor, on: date) -> Q:
    assert actor.person is not None  # noqa: S101  # the callers have asked
    spoken = organizations.mandates_of(actor.person, Mandate.Scope.SPEAK, on)
    # Of what was said for an organization its author is asked first, and everybody else who speaks for it may answer.
    return Q(author=actor.person.pk, organization=None) | Q(
        author=actor.person.pk, organization__in=[each.pk for each in spoken]
    )


def waiting_for(actor: Actor, at: datetime) -> list[tuple[Consultation, int, datetime]]:
    """
    Consultations whose answers the actor has no view of yet, with how many of their contributions, and until when they are
    asked; afterwards the answers are still open to a view, but nobody is asked. Three queries.
    """
    if actor.person is None:
        return []
    try:
        asked = rule("consultation.views.asked", timezone.localdate(at))
    except NoSuchRule:
        return []
    valued = Satisfaction.objects.filter(contribution=OuterRef("pk"), until=None)
    rows = (
        Contribution.objects.filter(
            _mine(actor, timezone.localdate(at)),
            Exists(_answered()),
            ~Exists(valued),
            status=ContributionStatus.ACTIVE,
            consultation__status__in=TOLD,
        )
        .order_by()
        .values_list("consultation")
        .annotate(n=Count("pk"))
    )
    counted = dict(rows)
    found = []
    for row in Consultation.objects.filter(pk__in=counted).select_related("draft").order_by("submitted_at", "pk"):
        # A report may be published without an end of the answers; the contributors are told with it then.
        told_at = row.answered_at or row.reported_at
        assert told_at is not None  # noqa: S101  # its status says so
        last = add_calendar_days(
            timezone.localdate(told_at),
            asked.number,
            frozenset(),
            roll_forward=False,
            counting=Counting.FIRST_DAY_EXCLUDED,
        )
        until = workdays.at_local_time(last, time(23, 59))
        if at <= until:
            found.append((row, counted[row.pk], until))
    return found


def is_asked(consultation: int, person: int) -> bool:
    """Whether a person has answered contributions of their own here of which they have no view yet. One query."""
    valued = Satisfaction.objects.filter(contribution=OuterRef("pk"), until=None)
    return Contribution.objects.filter(
        Exists(_answered()),
        ~Exists(valued),
        author=person,
        consultation=consultation,
        consultation__status__in=TOLD,
        status=ContributionStatus.ACTIVE,
    ).exists()
