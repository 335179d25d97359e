"""
Counting of days, pure: no database, no clock.

Two ways of counting are in real use. The network and the ministries count both end days: 14 September to 4 October 2018
are 15 working days. Procurement counts the deadline as day zero (Regulation 001/2022 art. 60.1 a). The general rule of
administrative procedure excludes the first day.
"""

from collections.abc import Container
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
HORIZON_DAYS = 3700


class Counting(StrEnum):
    """Whether the end days are part of the period."""

    BOTH_ENDS = "both_ends"
    FIRST_DAY_EXCLUDED = "first_day_excluded"
    DEADLINE_DAY_ZERO = "deadline_day_zero"


def is_working_day(day: date, off: Container[date]) -> bool:
    """Monday to Friday and not off."""
    return day.weekday() < 5 and day not in off


def working_days_between(first: date, last: date, off: Container[date], counting: Counting = Counting.BOTH_ENDS) -> int:
    """
    How many working days a period has; 0 when `last` lies before `first`.

    With BOTH_ENDS both end days count if they are working days, else the end day named by `counting` does not.
    """
    if counting is Counting.FIRST_DAY_EXCLUDED:
        first += ONE_DAY
    elif counting is Counting.DEADLINE_DAY_ZERO:
        last -= ONE_DAY
    days = (last - first).days + 1
    return sum(1 for step in range(max(0, days)) if is_working_day(first + step * ONE_DAY, off))


def next_working_day(day: date, off: Container[date]) -> date:
    """The day itself if it is a working day, else the first one after it."""
    for _step in range(HORIZON_DAYS):
        if is_working_day(day, off):
            return day
        day += ONE_DAY
    raise ValueError("no working day within ten years")


def add_working_days(first: date, days: int, off: Container[date], counting: Counting = Counting.BOTH_ENDS) -> date:
    """
    The last day of a period of `days` working days that begins on `first`.

    With BOTH_ENDS the first day is day one if it is a working day. Negative `days` count back: the day that lies that
    many working days before `first`, which is itself day zero.
    """
    if days < 0:
        day, left = first, -days
        for _step in range(HORIZON_DAYS):
            day -= ONE_DAY
            left -= is_working_day(day, off)
            if left == 0:
                return day
        raise ValueError("the period is longer than ten years")
    day = first if counting is Counting.BOTH_ENDS else first + ONE_DAY
    left = days
    for _step in range(HORIZON_DAYS):
        left -= is_working_day(day, off)
        if left <= 0 and is_working_day(day, off):
            return day
        day += ONE_DAY
    raise ValueError("the period is longer than ten years")


def add_calendar_days(first: date, days: int, off: Container[date], *, roll_forward: bool, counting: Counting) -> date:
    """The last day of a period of calendar days; it moves to the next working day where the rule says so."""
    last = first + (days - (counting is Counting.BOTH_ENDS)) * ONE_DAY
    return next_working_day(last, off) if roll_forward else last
