"""Counting of days, by tables and against a second route that walks the clock minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civikos.kernel.workdays.counting import (
    Counting,
    add_calendar_days,
    add_working_days,
    is_working_day,
    next_working_day,
    working_days_between,
)
from civikos.kernel.workdays.queries import at_local_time

BOTH, FIRST_OUT, BACKWARDS = Counting.BOTH_ENDS, Counting.FIRST_DAY_EXCLUDED, Counting.DEADLINE_DAY_ZERO
BELGRADE = ZoneInfo("Europe/Belgrade")
ONE_DAY = timedelta(days=1)


def days(*texts: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


# Days off under Law 03/L-064 that the tables below meet.
OFF = days(
    "2018-10-01",
    "2018-11-28",
    "2021-11-28",
    "2021-11-29",
    "2026-11-28",
    "2026-11-30",
    "2026-12-25",
    "2027-01-01",
    "2027-01-02",
    "2027-01-04",
    "2027-01-07",
    "2026-04-06",
    "2026-04-09",
    "2026-04-13",
)
NONE = frozenset()


@pytest.mark.parametrize(
    ("first", "last", "both_ends", "first_excluded", "what"),
    [
        # Real windows: title, first and last day, and the figures that were counted by hand from the calendar.
        ("2018-09-14", "2018-10-04", 15, 14, "consultation 40472 of the government's platform"),
        ("2018-10-04", "2018-11-09", 27, 26, "consultation 40488 of the government's platform"),
        ("2021-09-13", "2021-09-24", 10, 9, "notice of the Information and Privacy Agency"),
        ("2021-10-15", "2021-11-15", 22, 21, "municipal act of Rahovec"),
        ("2014-06-17", "2014-07-09", 17, 16, "terms of reference of the Council"),
    ],
)
def test_real_windows_have_the_days_that_were_counted_by_hand(first, last, both_ends, first_excluded, what):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    assert working_days_between(first, last, NONE, BOTH) == both_ends, what
    assert working_days_between(first, last, NONE, FIRST_OUT) == first_excluded, what
    assert add_working_days(first, both_ends, NONE, BOTH) == last


@pytest.mark.parametrize(
    ("first", "last", "way", "expected", "why"),
    [
        ("2026-11-24", "2026-11-24", BOTH, 1, "one working day"),
        ("2026-11-24", "2026-11-24", FIRST_OUT, 0, "the first day does not count"),
        ("2026-11-24", "2026-11-24", BACKWARDS, 0, "the deadline is day zero"),
        ("2026-11-25", "2026-11-24", BOTH, 0, "the end lies before the beginning"),
        ("2026-11-27", "2026-12-01", BOTH, 2, "Flag Day on Saturday carried to Monday"),
        ("2026-11-28", "2026-11-30", BOTH, 0, "weekend and a carried day off"),
        ("2026-12-24", "2026-12-28", BOTH, 2, "Christmas on a Friday"),
        ("2026-12-31", "2027-01-08", BOTH, 4, "New Year on Friday and Saturday, carried to Monday; Orthodox Christmas"),
        ("2026-04-03", "2026-04-14", BOTH, 5, "both Easters and Constitution Day"),
        ("2028-02-28", "2028-03-01", BOTH, 3, "a leap day is a day"),
        ("2026-10-23", "2026-10-26", BOTH, 2, "the clocks go back on Sunday 25 October"),
        ("2026-03-27", "2026-03-30", BOTH, 2, "the clocks go forward on Sunday 29 March"),
    ],
)
def test_working_days_of_a_period(first, last, way, expected, why):
    assert working_days_between(date.fromisoformat(first), date.fromisoformat(last), OFF, way) == expected, why


@pytest.mark.parametrize(
    ("first", "count", "way", "last", "why"),
    [
        ("2026-11-24", 1, BOTH, "2026-11-24", "day one is the first day"),
        ("2026-11-24", 1, FIRST_OUT, "2026-11-25", "day one is the next day"),
        ("2026-11-27", 2, BOTH, "2026-12-01", "over Flag Day"),
        ("2026-11-28", 1, BOTH, "2026-12-01", "begins on a day off"),
        ("2026-12-24", 5, BOTH, "2026-12-31", "over Christmas to the end of the year"),
        ("2026-12-30", 3, FIRST_OUT, "2027-01-06", "over New Year and its carried day"),
        ("2026-12-04", -5, BACKWARDS, "2026-11-26", "five working days before a Friday, over the carried day"),
        ("2026-12-01", -1, BACKWARDS, "2026-11-27", "one working day before the first working day after a day off"),
        ("2026-11-30", -1, BACKWARDS, "2026-11-27", "counted back from a day off"),
    ],
)
def test_the_last_day_of_a_period(first, count, way, last, why):
    assert add_working_days(date.fromisoformat(first), count, OFF, way) == date.fromisoformat(last), why


@pytest.mark.parametrize(
    ("first", "count", "roll", "way", "last", "why"),
    [
        ("2021-10-15", 31, False, FIRST_OUT, "2021-11-15", "the window of Rahovec, thirty-one days later"),
        ("2021-10-15", 30, False, BOTH, "2021-11-13", "thirty days, both ends counted: a Saturday"),
        ("2021-10-15", 30, True, BOTH, "2021-11-15", "rolled forward to Monday"),
        ("2026-10-30", 30, True, FIRST_OUT, "2026-12-01", "thirty days end on a Sunday before a carried day off"),
        ("2026-01-31", 1, False, FIRST_OUT, "2026-02-01", "over the end of a month"),
    ],
)
def test_periods_of_calendar_days(first, count, roll, way, last, why):
    assert add_calendar_days(
        date.fromisoformat(first), count, OFF, roll_forward=roll, counting=way
    ) == date.fromisoformat(last), why


def test_a_calendar_without_working_days_is_told_and_does_not_hang():
    class Everything:
        def __contains__(self, day: object) -> bool:
            return True

    with pytest.raises(ValueError, match="ten years"):
        next_working_day(date(2026, 1, 1), Everything())
    with pytest.raises(ValueError, match="ten years"):
        add_working_days(date(2026, 1, 1), 3, Everything())
    with pytest.raises(ValueError, match="ten years"):
        add_working_days(date(2026, 1, 1), -3, Everything())


some_day = st.dates(date(2020, 1, 1), date(2035, 12, 31))
some_off = st.frozensets(st.dates(date(2020, 1, 1), date(2036, 12, 31)), max_size=12)


@given(some_day, st.integers(1, 60), some_off, st.sampled_from([BOTH, FIRST_OUT]))
def test_the_last_day_of_n_days_is_a_working_day_and_the_period_has_n(first, count, off, way):
    last = add_working_days(first, count, off, way)
    assert is_working_day(last, off)
    assert working_days_between(first, last, off, way) == count


@given(some_day, st.integers(1, 60), some_off)
def test_counting_back_is_the_mirror_of_counting_forward(deadline, count, off):
    first = add_working_days(deadline, -count, off, BACKWARDS)
    assert is_working_day(first, off)
    assert working_days_between(first, deadline, off, BACKWARDS) == count


def minutes_of_local_days(first: date, last: date) -> list[date]:
    """A second route: walk every minute of real time over a little more than the period; the local days met, in order."""
    instant = datetime.combine(first - ONE_DAY, time(), tzinfo=UTC)
    end = datetime.combine(last + 2 * ONE_DAY, time(), tzinfo=UTC)
    met: list[date] = []
    while instant < end:
        day = instant.astimezone(BELGRADE).date()
        if not met or met[-1] != day:
            met.append(day)
        instant += timedelta(minutes=1)
    return [day for day in met if first <= day <= last]


@settings(max_examples=12, deadline=None)
@given(
    st.one_of(st.just(date(2026, 10, 24)), st.just(date(2027, 3, 27)), st.dates(date(2026, 9, 1), date(2027, 4, 30))),
    st.integers(0, 6),
    some_off,
)
def test_a_walk_along_the_clock_meets_the_same_working_days(first, length, off):
    last = first + length * ONE_DAY
    walked = [day for day in minutes_of_local_days(first, last) if day.isoweekday() not in {6, 7} and day not in off]
    assert working_days_between(first, last, off, BOTH) == len(walked)
    assert working_days_between(first, last, off, FIRST_OUT) == len([day for day in walked if day != first])
    assert working_days_between(first, last, off, BACKWARDS) == len([day for day in walked if day != last])


@pytest.mark.parametrize(
    ("day", "clock", "instant", "why"),
    [
        ("2026-12-04", "16:00", "2026-12-04T15:00:00+00:00", "winter"),
        ("2026-07-03", "16:00", "2026-07-03T14:00:00+00:00", "summer"),
        ("2026-10-25", "02:30", "2026-10-25T00:30:00+00:00", "comes twice: the earlier one"),
        ("2026-10-25", "16:00", "2026-10-25T15:00:00+00:00", "after the clocks went back"),
        ("2028-02-29", "00:00", "2028-02-28T23:00:00+00:00", "leap day"),
    ],
)
def test_a_time_of_day_is_that_of_the_jurisdiction(day, clock, instant, why):
    made = at_local_time(date.fromisoformat(day), time.fromisoformat(clock))
    assert made.astimezone(UTC) == datetime.fromisoformat(instant), why
