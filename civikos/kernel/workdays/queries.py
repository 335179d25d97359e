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


@lru_cache(maxsize=8)
def _parsed(_edition: tuple[int, datetime], days: tuple[str, ...]) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in days)


def days_off(of_edition: int | None = None) -> frozenset[date]:
    """
    All days off known to an edition, the newest when none is named; one query.

    Raises CalendarEdition.DoesNotExist for an edition that was never made.
    """
    if of_edition is not None:
        row = CalendarEdition.objects.get(pk=of_edition)
    else:
        newest = CalendarEdition.objects.order_by("-pk").first()
        if newest is None:
            return frozenset(DayOff.objects.values_list("date", flat=True))
        row = newest
    return _parsed((row.pk, row.made_at), tuple(row.days))


def working_days_left(now: datetime, until: datetime, off: frozenset[date] | None = None) -> int:
    """Working days from today to the day of a deadline, both counted; 0 once it has passed."""
    if now >= until:
        return 0
    return counting.working_days_between(
        timezone.localdate(now), timezone.localdate(until), days_off() if off is None else off
    )


def working_days_between(first: date, last: date, way: Counting = Counting.BOTH_ENDS) -> int:
    """Working days of a period by the newest edition."""
    return counting.working_days_between(first, last, days_off(), way)


def at_local_time(day: date, clock: time) -> datetime:
    """The instant at which the clocks of the jurisdiction show `clock` on `day` (the earlier one where it comes twice)."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(settings.TIME_ZONE))
