"""The calendar as the rest of the house asks it."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from civikos.kernel.workdays import counting
from civikos.kernel.workdays.counting import Counting
from civikos.kernel.workdays.models import CalendarEdition, DayOff


def edition() -> int:
    """The key of the newest edition of the calendar; 0 before the calendar is loaded."""
    newest = CalendarEdition.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


@lru_cache(maxsize=4)
def _days_off_of(_edition: int) -> frozenset[date]:
    # An edition never changes once made, so its days may stay in memory.
    return frozenset(DayOff.objects.values_list("date", flat=True))


def days_off(of_edition: int | None = None) -> frozenset[date]:
    """All days off known to the newest edition."""
    newest = edition() if of_edition is None else of_edition
    if settings.TESTING:
        return frozenset(DayOff.objects.values_list("date", flat=True))
    return _days_off_of(newest)


def working_days_left(now: datetime, until: datetime, off: frozenset[date] | None = None) -> int:
    """Working days from today to the day of a deadline, both counted; 0 once it has passed."""
    if now >= until:
        return 0
    return counting.working_days_between(timezone.localdate(now), timezone.localdate(until), days_off() if off is None else off)


def working_days_between(first: date, last: date, way: Counting = Counting.BOTH_ENDS) -> int:
    """Working days of a period by the newest edition."""
    return counting.working_days_between(first, last, days_off(), way)


def at_local_time(day: date, clock: time) -> datetime:
    """The instant at which the clocks of the jurisdiction show `clock` on `day` (the earlier one where it comes twice)."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(settings.TIME_ZONE))
