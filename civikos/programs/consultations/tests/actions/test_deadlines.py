"""
The instant of the deadline is the boundary: what arrives a microsecond before it counts, what arrives at it does not.

Over the years 2020 to 2035, with the nights on which the clocks change: the hour that does not exist, and both hours that
exist twice. Only the instant decides, never what a clock on the wall shows.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.distribution import WindowClosed
from civikos.programs.consultations.models import Consultation, Contribution
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import PRISHTINA, Cast, contribute

A_TICK = timedelta(microseconds=1)
TWICE = datetime(2026, 10, 25, 2, 30, tzinfo=PRISHTINA)
NIGHTS = [
    TWICE,
    TWICE.replace(fold=1),
    datetime(2026, 3, 29, 2, 30, tzinfo=PRISHTINA),
    datetime(2026, 3, 29, 3, 0, tzinfo=PRISHTINA),
    datetime(2028, 2, 29, 23, 59, 59, 999999, tzinfo=PRISHTINA),
    datetime(2034, 10, 29, 2, 0, tzinfo=PRISHTINA, fold=1),
]
AMONG_MOMENTS = st.datetimes(
    datetime(2020, 1, 2), datetime(2035, 12, 30), timezones=st.just(PRISHTINA), allow_imaginary=True
)
AROUND = st.one_of(
    st.sampled_from(
        [
            timedelta(0),
            A_TICK,
            -A_TICK,
            timedelta(hours=1),
            -timedelta(hours=1),
            timedelta(hours=3),
            -timedelta(hours=3),
        ]
    ),
    st.timedeltas(-timedelta(days=2), timedelta(days=2)),
)


class Door:
    """One consultation whose deadline can be put anywhere, with somebody at each of its doors."""

    def __init__(self, cast: Cast, consultation: Consultation) -> None:
        self.cast, self.pk = cast, consultation.pk
        self.mine = contribute(consultation, cast.member, "E imja.")
        self.theirs = contribute(consultation, cast.other_member, "E tjetrit.")
        actions.support(self.theirs.pk, organization=None, by=cast.colleague, at=story.AT + 12 * story.A_MINUTE)

    def set(self, until: datetime) -> None:
        """The deadline, as `change_deadline` stores it."""
        Consultation.objects.filter(pk=self.pk).update(members_until=until, government_until=until + timedelta(days=2))

    def tries(self) -> dict[str, Callable[[datetime], Any]]:
        """Everything that the deadline ends, by name."""
        cast = self.cast
        by: Actor = cast.member
        return {
            "contribute": lambda at: actions.contribute(self.pk, story.says(), by=by, at=at),
            "edit": lambda at: actions.edit_contribution(
                self.mine.pk, text="Ndryshe.", proposed="", organization=None, by=by, at=at
            ),
            "withdraw": lambda at: actions.withdraw_contribution(self.mine.pk, by=by, at=at),
            "support": lambda at: actions.support(self.theirs.pk, organization=None, by=by, at=at),
            "withdraw_support": lambda at: actions.withdraw_support(self.theirs.pk, by=cast.colleague, at=at),
            "remind": lambda at: actions.remind(self.pk, by=cast.secretariat, at=at),
        }


def is_taken(attempt: Callable[[datetime], Any], at: datetime) -> bool:
    """Whether it goes at a moment; whatever it did is taken back."""
    try:
        with transaction.atomic():
            attempt(at)
            transaction.set_rollback(True)
    except WindowClosed:
        return False
    return True


@pytest.fixture
def door(cast: Cast, distributed: Consultation) -> Door:
    return Door(cast, distributed)


@pytest.mark.parametrize("verb", ["contribute", "edit", "withdraw", "support", "withdraw_support", "remind"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(until=AMONG_MOMENTS, apart=AROUND)
@example(until=TWICE, apart=timedelta(hours=1) - A_TICK)
@example(until=TWICE, apart=timedelta(0))
@example(until=TWICE.replace(fold=1), apart=-timedelta(hours=1))
@example(until=TWICE.replace(fold=1), apart=-A_TICK)
def test_nothing_is_taken_from_the_deadline_on_and_nothing_refused_before(
    door: Door, verb: str, until: datetime, apart: timedelta
) -> None:
    door.set(until)
    instant = until.astimezone(UTC)
    assert is_taken(door.tries()[verb], instant + apart) is (apart < timedelta(0))


@pytest.mark.parametrize("until", NIGHTS)
@pytest.mark.parametrize("verb", ["contribute", "edit", "withdraw", "support", "withdraw_support", "remind"])
def test_a_microsecond_decides_on_the_nights_of_the_clocks(door: Door, verb: str, until: datetime) -> None:
    door.set(until)
    attempt, instant = door.tries()[verb], until.astimezone(UTC)
    for at, expected in ((instant - A_TICK, True), (instant, False), (instant + A_TICK, False)):
        assert is_taken(attempt, at) is expected
        assert is_taken(attempt, at.astimezone(PRISHTINA)) is expected, "the same instant on the clock of Prishtina"


def test_both_hours_that_exist_twice_are_two_instants(door: Door) -> None:
    first, second = TWICE, TWICE.replace(fold=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
    say = door.tries()["contribute"]
    door.set(second)
    assert is_taken(say, first.astimezone(UTC))
    door.set(first)
    assert not is_taken(say, second.astimezone(UTC))


@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)), clock=st.times())
def test_a_local_day_and_time_of_day_is_one_instant_on_that_day(day: date, clock: time) -> None:
    made = workdays.at_local_time(day, clock)
    back = timezone.localtime(made.astimezone(UTC), PRISHTINA)
    # In the night in March an hour is missing: the instant exists all the same, an hour later on the wall, or earlier
    # where the second of two such hours was meant.
    assert back.date() == day
    wall = datetime.combine(day, clock)
    assert back.replace(tzinfo=None) - wall in {timedelta(0), timedelta(hours=-1 if clock.fold else 1)}
    assert workdays.at_local_time(day, clock).fold == clock.fold


def test_a_clock_that_steps_back_does_not_open_what_was_submitted(door: Door) -> None:
    cast = door.cast
    door.set(story.MEMBERS_UNTIL)
    actions.submit(door.pk, close_now=False, by=cast.secretariat, at=story.AFTER)
    before = list(Contribution.objects.order_by("pk").values_list())
    from civikos.kernel.workflow.refusals import WrongStatus

    with pytest.raises(WrongStatus):
        actions.contribute(door.pk, story.says(), by=cast.member, at=story.MEMBERS_UNTIL - timedelta(days=1))
    assert list(Contribution.objects.order_by("pk").values_list()) == before


@pytest.mark.parametrize(("apart", "is_open"), [(-A_TICK, True), (timedelta(0), False), (A_TICK, False)])
@pytest.mark.parametrize("until", NIGHTS)
def test_pages_and_lists_see_the_same_boundary(door: Door, until: datetime, apart: timedelta, is_open: bool) -> None:
    door.set(until)
    at = until.astimezone(UTC) + apart
    row = Consultation.objects.get(pk=door.pk)
    assert row.is_open_at(at) is is_open
    assert Consultation.objects.open_at(at).filter(pk=door.pk).exists() is is_open
    left = workdays.working_days_left(at, row.members_until)
    assert left == 0 if not is_open else left >= 0
