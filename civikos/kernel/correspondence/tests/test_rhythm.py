"""When a digest is due: every day at the hour, on the day of the week, across clock changes; what may wait for it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civikos.kernel.correspondence.models import Rhythm
from civikos.kernel.correspondence.rhythm import Clockwork, clockwork

HERE = ZoneInfo("Europe/Belgrade")
WORKS = Clockwork(time(7), weekday=1, margin=timedelta(days=2))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("rhythm", "after", "slot"),
    [
        ("daily", "2026-11-24 06:59", "2026-11-24 07:00"),
        ("daily", "2026-11-24 07:00", "2026-11-25 07:00"),
        ("daily", "2026-12-31 23:00", "2027-01-01 07:00"),
        ("weekly", "2026-11-23 06:59", "2026-11-23 07:00"),
        ("weekly", "2026-11-23 07:00", "2026-11-30 07:00"),
        ("weekly", "2026-11-29 23:59", "2026-11-30 07:00"),
        # The day of 25 hours (25 October 2026) and the day of 23 (28 March 2027).
        ("daily", "2026-10-24 12:00", "2026-10-25 07:00"),
        ("daily", "2026-10-25 12:00", "2026-10-26 07:00"),
        ("daily", "2027-03-27 12:00", "2027-03-28 07:00"),
        ("daily", "2027-03-28 12:00", "2027-03-29 07:00"),
        ("weekly", "2026-10-20 12:00", "2026-10-26 07:00"),
    ],
)
def test_the_next_slot(rhythm: str, after: str, slot: str) -> None:
    assert WORKS.next_slot(rhythm, local(after)) == local(slot).astimezone(UTC)


def test_nobody_is_written_to_before_the_day_on_which_they_are_back() -> None:
    back = date(2026, 12, 9)
    assert WORKS.next_slot(Rhythm.DAILY, local("2026-11-24 12:00"), not_before=back) == local("2026-12-09 07:00")
    assert WORKS.next_slot(Rhythm.DAILY, local("2026-12-09 08:00"), not_before=back) == local("2026-12-10 07:00")


@pytest.mark.parametrize("hour", [time(2, 0), time(2, 30), time(3, 0)])
def test_the_hour_that_is_missing_or_comes_twice_gives_one_slot_a_day(hour: time) -> None:
    works = Clockwork(hour, 1, timedelta())
    for first in (date(2027, 3, 26), date(2026, 10, 23)):
        moment, days = datetime.combine(first, time(12), tzinfo=HERE), []
        for _day in range(5):
            moment = works.next_slot(Rhythm.DAILY, moment)
            days.append(moment)
        gaps = {later - earlier for earlier, later in pairwise(days)}
        assert gaps <= {timedelta(hours=hours) for hours in (23, 24, 25)}


@given(
    after=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    rhythm=st.sampled_from(["daily", "weekly"]),
    hour=st.times().map(lambda value: value.replace(microsecond=0)),
    weekday=st.integers(1, 7),
)
def test_a_slot_lies_after_the_moment_and_none_lies_between(
    after: datetime, rhythm: str, hour: time, weekday: int
) -> None:
    works = Clockwork(hour, weekday, timedelta())
    slot = works.next_slot(rhythm, after)
    assert after < slot <= after + timedelta(days=8 if rhythm == "weekly" else 1, hours=1)
    if rhythm == "weekly":
        assert slot.astimezone(HERE).isoweekday() == weekday
    assert works.next_slot(rhythm, slot - timedelta(seconds=1)) == slot


def test_what_ends_before_the_digest_or_soon_after_does_not_wait() -> None:
    slot = local("2026-11-30 07:00")
    assert WORKS.can_wait_until(None, slot)
    assert WORKS.can_wait_until(local("2026-12-02 16:00"), slot)
    assert not WORKS.can_wait_until(local("2026-12-02 07:00"), slot)
    assert not WORKS.can_wait_until(local("2026-11-29 16:00"), slot)


@pytest.mark.django_db
def test_without_the_networks_rules_nothing_waits(at: datetime) -> None:
    assert clockwork(at) is None


def test_the_profile_brings_the_rules(jurisdiction: None, at: datetime) -> None:
    works = clockwork(at)
    assert works == Clockwork(time(7), 1, timedelta(days=5))
