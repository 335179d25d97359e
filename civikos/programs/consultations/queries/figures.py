"""Counts and the report's figures: all from the rows, nothing typed twice. The standards are measured in `measuring`."""

from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from civikos.kernel.rulebook.models import Rule
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import Counting, add_calendar_days, working_days_between
from civikos.programs.consultations.models import Consultation, Contribution, Paper, Point, Report
from civikos.programs.consultations.queries import contradictions, satisfaction, takenup
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.states import ContributionStatus, Outcome
from civikos.registers.organizations.models import Organization


@dataclass(frozen=True)
class Figures:
    """
    What the report counts. `organizations` and `individuals` are those who contributed; `unanswered` are points.

    `text_version` is the number of the newest text that was judged, 0 where there is none; `text_yes` to `text_unknown`
    count the points accepted in full or in part by what it took up of them, `text_changed` the rejected ones whose place
    was changed all the same, `text_explained` the points whose answer and text differ and that the institution explains.
    `views_yes` to `views_no` count contributions by what their contributors think of the answer.
    """

    contributions: int = 0
    proposals: int = 0
    supports: int = 0
    organizations: int = 0
    individuals: int = 0
    articles_commented: int = 0
    points: int = 0
    accepted: int = 0
    partly: int = 0
    rejected: int = 0
    noted: int = 0
    unanswered: int = 0
    invited: int = 0
    opened: int = 0
    text_version: int = 0
    text_yes: int = 0
    text_partly: int = 0
    text_no: int = 0
    text_unknown: int = 0
    text_changed: int = 0
    text_unchanged: int = 0
    text_explained: int = 0
    views_yes: int = 0
    views_partly: int = 0
    views_no: int = 0

    @property
    def views(self) -> int:
        """Contributors who said what they think of the answer."""
        return self.views_yes + self.views_partly + self.views_no

    @property
    def answered(self) -> int:
        """Points with an answer."""
        return self.points - self.unanswered

    @property
    def answered_percent(self) -> int:
        """Share of points with an answer, rounded down; 0 without points."""
        return 100 * self.answered // self.points if self.points else 0

    @property
    def text(self) -> takenup.Counted:
        """What the newest text took up."""
        return takenup.Counted(
            self.text_version,
            self.text_yes,
            self.text_partly,
            self.text_no,
            self.text_unknown,
            self.text_changed,
            self.text_unchanged,
        )

    def as_dict(self) -> dict[str, int]:
        """For JSON; without what the text took up where no later text has been judged, and without views where nobody has one."""
        left_out = (() if self.text_version else ("text_",)) + (() if self.views else ("views_",))
        return {name: number for name, number in asdict(self).items() if not name.startswith(left_out)}


def figures(consultation: Consultation) -> Figures:
    """
    Everything that can be counted about one consultation. Three queries; two more once the matrix has been submitted, and two
    more where a later text is there.
    """
    # The join with supports repeats contributions: everything here counts distinct keys.
    said = Contribution.objects.filter(consultation=consultation, status=ContributionStatus.ACTIVE).aggregate(
        contributions=Count("pk", distinct=True),
        proposals=Count("pk", distinct=True, filter=Q(kind=Contribution.Kind.PROPOSAL)),
        supports=Count("supports", distinct=True),
        organizations=Count("organization", distinct=True),
        individuals=Count("author", distinct=True, filter=Q(organization=None)),
        articles_commented=Count("article", distinct=True, filter=~Q(article="")),
    )
    answers = _point_counts(consultation)
    asked = consultation.recipients.filter(is_removed=False, invited_at__isnull=False).aggregate(
        invited=Count("pk"), opened=Count("pk", filter=Q(opened_at__isnull=False))
    )
    return Figures(**said, **answers, **asked, **_text_counts(consultation))


def _text_counts(consultation: Consultation) -> dict[str, int]:
    if consultation.status not in WITH_THE_INSTITUTION:
        return {}
    counted = takenup.counted(consultation)
    views = satisfaction.of_consultation(consultation)
    return {
        "views_yes": views.yes,
        "views_partly": views.partly,
        "views_no": views.no,
        "text_explained": contradictions.counted(consultation).explained if counted.version else 0,
        "text_version": counted.version,
        "text_yes": counted.yes,
        "text_partly": counted.partly,
        "text_no": counted.no,
        "text_unknown": counted.cannot_tell,
        "text_changed": counted.changed,
        "text_unchanged": counted.unchanged,
    }


def _point_counts(consultation: Consultation) -> dict[str, int]:
    return Point.objects.filter(consultation=consultation).aggregate(
        points=Count("pk"),
        unanswered=Count("pk", filter=Q(outcome="")),
        **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome},
    )


def report_of(consultation: Consultation) -> Report | None:
    """The published report. One query."""
    return Report.objects.filter(consultation=consultation).first()


def participants(consultation: Consultation) -> list[Organization]:
    """Organizations for which something was said that stands, by name. One query."""
    said = Contribution.objects.standing().filter(consultation=consultation, organization__isnull=False)
    return list(Organization.objects.filter(pk__in=said.values("organization")).order_by("name", "pk"))


def papers_of(consultation: Consultation, kinds: Iterable[str]) -> list[Paper]:
    """Papers of some kinds, the newest of each form and language. One query."""
    newest: dict[tuple[str, str, str], Paper] = {}
    for row in (
        Paper.objects.filter(consultation=consultation, kind__in=kinds).select_related("file").order_by("made_at", "pk")
    ):
        newest[row.kind, row.format, row.language] = row
    return sorted(newest.values(), key=lambda row: (row.kind, row.language, row.format))


def minimum_rule(institution_kind: str) -> str:
    """The rule on the shortest period that applies to an institution."""
    return (
        "consultation.municipal.min"
        if institution_kind == Organization.Kind.MUNICIPALITY
        else "consultation.written.min"
    )


def days_given(opened_on: date, until: datetime, rule: Rule, off: Container[date] | None = None) -> int:
    """Days from the opening to the deadline, counted in the rule's unit and way. `off` are the days off where the caller has them."""
    last = timezone.localdate(until)
    if rule.unit == Rule.Unit.WORKING_DAYS:
        off = workdays.days_off() if off is None else off
        return working_days_between(opened_on, last, off, Counting(rule.counting or Counting.BOTH_ENDS))
    return (last - opened_on).days + (1 if rule.counting == Rule.Counting.BOTH_ENDS else 0)


def report_due_on(consultation: Consultation, rule: Rule, off: Container[date] | None = None) -> date:
    """The last day for the report. `off` are the days off where the caller has them."""
    closed_on = timezone.localdate(consultation.government_until)
    counting = Counting(rule.counting or Counting.FIRST_DAY_EXCLUDED)
    return add_calendar_days(
        closed_on,
        rule.number,
        workdays.days_off() if off is None else off,
        roll_forward=rule.roll_forward,
        counting=counting,
    )
