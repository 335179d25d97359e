"""What the clock and the rules say about the deadlines of a consultation, before anything is decided."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from civikos.kernel.rulebook.models import Rule
from civikos.kernel.rulebook.queries import rules
from civikos.kernel.workdays import counting
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations.queries.figures import days_given, minimum_rule

BEFORE_GOVERNMENT = "consultation.members_before_government"
MEMBERS_MINIMUM = "consultation.members_min"
REMINDER_BEFORE = "consultation.reminder_before"
DAY_END = "office.day_end"


@dataclass(frozen=True)
class Kept:
    """A number that a rule asks for, what there is, and whether the rule has been checked against its source."""

    given: int
    minimum: int
    unit: str
    source: str
    is_confirmed: bool

    @property
    def is_kept(self) -> bool:
        """Whether there is enough."""
        return self.given >= self.minimum


@dataclass(frozen=True)
class Outlook:
    """
    What two deadlines mean. `before` is how many working days earlier than the institution's the network's rule proposes.

    `members` counts working days from today; `government` from the opening by the institution's own rule.
    """

    members_until: datetime
    government_until: datetime
    is_proposed: bool
    members_days: int
    before: int
    before_is_confirmed: bool
    members: Kept | None
    government: Kept | None
    members_day_is_off: bool
    government_day_is_off: bool

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to think over."""
        kept = all(each.is_kept for each in (self.members, self.government) if each is not None)
        return kept and self.members_days > 0 and not self.members_day_is_off and not self.government_day_is_off


def proposed_members_deadline(government_until: datetime, at: datetime, off: frozenset[date], before: int) -> datetime:
    """
    As many working days before the institution's deadline as the network's rule says, at the same time of day; fewer
    where that would leave members nothing, down to the institution's deadline itself.
    """
    local = timezone.localtime(government_until)
    for days in range(before, 0, -1):
        day = counting.add_working_days(local.date(), -days, off)
        proposed = workdays.at_local_time(day, local.time())
        if proposed > at + timedelta(hours=12):
            return proposed
    return government_until


def outlook(
    *, government_until: datetime, members_until: datetime | None, opened_on: date, institution_kind: str, at: datetime
) -> Outlook:
    """The working days that members and the public get with these deadlines. Two queries."""
    today = timezone.localdate(at)
    off = workdays.days_off()
    minimum = minimum_rule(institution_kind)
    in_force = rules([BEFORE_GOVERNMENT, MEMBERS_MINIMUM, minimum], today)
    before = in_force.get(BEFORE_GOVERNMENT)
    until = members_until or proposed_members_deadline(government_until, at, off, before.number if before else 1)
    days = workdays.working_days_left(at, until, off)
    least, own = in_force.get(MEMBERS_MINIMUM), in_force.get(minimum)
    return Outlook(
        members_until=until,
        government_until=government_until,
        is_proposed=members_until is None,
        members_days=days,
        before=before.number if before else 0,
        before_is_confirmed=before.is_confirmed if before else False,
        members=_kept(least, days) if least else None,
        government=_kept(own, days_given(opened_on, government_until, own)) if own else None,
        members_day_is_off=not counting.is_working_day(timezone.localdate(until), off),
        government_day_is_off=not counting.is_working_day(timezone.localdate(government_until), off),
    )


def _kept(rule: Rule, given: int) -> Kept:
    return Kept(given, rule.number, str(rule.get_unit_display()), rule.source, rule.is_confirmed)


def usual_time(on: date) -> time:
    """The time of day proposed for deadlines: the end of the official working day, 16:00 where no rule says it."""
    found = rules([DAY_END], on).get(DAY_END)
    try:
        return time.fromisoformat(found.value) if found else time(16)
    except ValueError:
        return time(16)


def reminder_on(members_until: datetime, on: date) -> date | None:
    """The day on which the reminder goes out by itself; None where no rule says it."""
    found = rules([REMINDER_BEFORE], on).get(REMINDER_BEFORE)
    if found is None:
        return None
    return counting.add_working_days(timezone.localdate(members_until), -found.number, workdays.days_off())
