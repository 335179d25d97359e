"""The calendar as rows: who may change it, what an edition remembers, how many days are left."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from civikos.kernel.accounts.actor import NOBODY, SYSTEM, Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry
from civikos.kernel.workdays import actions, queries
from civikos.kernel.workdays.models import CalendarEdition, DayOff
from civikos.kernel.workflow.refusals import NotAllowed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
FLAG_DAY = date(2026, 11, 30)
NAMES = {"sq": "Dita e Flamurit", "sr-latn": "Dan zastave", "en": "Flag Day"}


def add() -> DayOff:
    return actions.add_day_off(FLAG_DAY, names=NAMES, basis="Law 03/L-064", by=SYSTEM, at=AT)


def test_an_added_day_is_off_is_confirmed_and_makes_an_edition():
    row = add()
    assert (row.is_confirmed, row.name_sr_latn) == (True, "Dan zastave")
    assert FLAG_DAY in queries.days_off()
    assert Entry.objects.get(verb="day_off.added").details == {"date": "2026-11-30"}
    assert CalendarEdition.objects.get().days == ["2026-11-30"]


def test_a_day_is_not_added_twice_and_not_by_just_anybody():
    add()
    with pytest.raises(actions.DayOffExists):
        add()
    person = Actor(Person.objects.create(email="m@example.org", name="M"))
    for stranger in (NOBODY, person):
        with pytest.raises(NotAllowed):
            actions.remove_day_off(FLAG_DAY, by=stranger, at=AT)
        with pytest.raises(NotAllowed):
            actions.confirm_days_off([FLAG_DAY], by=stranger, at=AT)
    assert DayOff.objects.count() == CalendarEdition.objects.count() == 1


def test_an_old_edition_answers_as_it_did_after_a_day_was_taken_away():
    add()
    then = queries.edition()
    actions.remove_day_off(FLAG_DAY, by=SYSTEM, at=AT)
    assert queries.days_off() == frozenset()
    assert queries.days_off(then) == {FLAG_DAY}
    assert queries.edition() > then


def test_confirming_clears_the_estimate_once():
    DayOff.objects.create(date=FLAG_DAY, name="x", is_estimated=True)
    assert actions.confirm_days_off([FLAG_DAY], by=SYSTEM, at=AT) == 1
    assert actions.confirm_days_off([FLAG_DAY], by=SYSTEM, at=AT) == 0
    row = DayOff.objects.get()
    assert (row.is_confirmed, row.is_estimated) == (True, False)
    assert CalendarEdition.objects.count() == 1


BELGRADE = ZoneInfo("Europe/Belgrade")
UNTIL = datetime(2026, 12, 1, 16, tzinfo=BELGRADE)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 11, 24, 10, tzinfo=BELGRADE), 5),
        (datetime(2026, 11, 27, 23, 59, tzinfo=BELGRADE), 2),
        (datetime(2026, 11, 28, 12, tzinfo=BELGRADE), 1),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), 1),
        (datetime(2026, 12, 1, 15, 59, 59, tzinfo=BELGRADE), 1),
        (datetime(2026, 12, 1, 16, tzinfo=BELGRADE), 0),
    ],
)
def test_days_left_until_a_deadline(now, left):
    add()
    assert queries.working_days_left(now, UNTIL) == left


def test_days_left_cost_one_query(django_assert_num_queries):
    add()
    with django_assert_num_queries(1):
        queries.working_days_left(datetime(2026, 11, 24, 10, tzinfo=BELGRADE), UNTIL)
