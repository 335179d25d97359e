"""The profile of a jurisdiction is loaded whole, any number of times, and never over what a person has confirmed."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry
from civikos.kernel.rulebook import actions as rulebook
from civikos.kernel.rulebook import queries
from civikos.kernel.rulebook.models import ProfileRow, Rule
from civikos.kernel.workdays import actions as workdays
from civikos.kernel.workdays.models import CalendarEdition, DayOff
from civikos.kernel.workdays.queries import days_off
from civikos.kernel.workflow.refusals import NotAllowed
from civikos.registers.legislation.models import ActKind, DocumentKind
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(tmp_path: Path, settings: object) -> Path:
    """A copy of the real profile that a test may change."""
    copy = tmp_path / "xk"
    shutil.copytree(settings.JURISDICTION_DIR, copy)
    settings.JURISDICTION_DIR = copy
    return copy


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def load() -> None:
    call_command("load_jurisdiction", verbosity=0)


def test_the_whole_profile_is_in_the_tables():
    load()
    assert Place.objects.filter(kind="municipality").count() == 38
    assert Topic.objects.count() == 41
    assert ActKind.objects.get(code="draft_law").documents[0] == "explanatory_memorandum"
    assert DocumentKind.objects.count() == 10
    kinds = dict(Organization.objects.values_list("code", "kind"))
    assert kinds["ministry-justice"] == "ministry"
    assert kinds["municipality-peje"] == "municipality"
    assert kinds["ogg"] == "agency"
    assert Organization.objects.get(code="ogg").topics.order_by("code").first().code == "civic_activism"
    written = queries.rule("consultation.written.min", date(2026, 11, 24))
    assert (written.number, written.unit, written.counting, written.is_confirmed) == (
        15,
        "working_days",
        "both_ends",
        False,
    )
    assert queries.rule("office.time_zone", date(2026, 11, 24)).value == "Europe/Belgrade"


def test_serbian_goes_to_its_own_column_and_places_know_hub_and_languages():
    load()
    place = Place.objects.get(code="decan")
    assert (place.name_sq, place.name_sr_latn) == ("Deçan", "Dečani")
    assert place.hub.code == "hub-peje"
    assert place.languages == ["sq", "sr"]
    assert place.parent.kind == "district"


def test_a_second_load_changes_nothing_and_costs_a_fixed_number_of_queries():
    load()
    edition = CalendarEdition.objects.get()
    rules = list(Rule.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries_made:
        load()
    assert len(queries_made) <= 30
    assert CalendarEdition.objects.get() == edition
    assert list(Rule.objects.order_by("pk").values()) == rules


def test_a_changed_row_is_loaded_again_and_an_untouched_row_keeps_what_a_person_wrote(profile):
    load()
    Place.objects.filter(code="peje").update(name_en="Peja (corrected)")
    change(profile / "rules.csv", "consultation.reminder_before,3,", "consultation.reminder_before,4,")
    load()
    assert queries.rule("consultation.reminder_before", date(2026, 11, 24)).number == 4
    assert Place.objects.get(code="peje").name_en == "Peja (corrected)"


def test_a_confirmed_rule_is_not_overwritten_and_an_unconfirmed_one_is(profile, capsys):
    load()
    confirmed = queries.rule("consultation.reminder_before", date(2026, 11, 24))
    rulebook.confirm_rule(confirmed.pk, by=SYSTEM, at=AT)
    change(profile / "rules.csv", "consultation.reminder_before,3,", "consultation.reminder_before,4,")
    change(profile / "rules.csv", "consultation.meeting_notice,5,", "consultation.meeting_notice,6,")
    call_command("load_jurisdiction")
    assert queries.rule("consultation.reminder_before", date(2026, 11, 24)).number == 3
    assert queries.rule("consultation.meeting_notice", date(2026, 11, 24)).number == 6
    assert "consultation.reminder_before" in capsys.readouterr().out


def test_confirming_writes_who_and_an_audit_entry_and_is_refused_to_others():
    load()
    stranger = Person.objects.create(email="a@example.org", name="A")
    rule = queries.rule("consultation.reminder_before", date(2026, 11, 24))
    with pytest.raises(NotAllowed):
        rulebook.confirm_rule(rule.pk, by=Actor(stranger), at=AT)
    assert not Rule.objects.get(pk=rule.pk).is_confirmed
    chief = Person.objects.create(email="b@example.org", name="B", is_superuser=True, is_staff=True)
    rulebook.confirm_rule(rule.pk, by=Actor(chief), at=AT)
    row = Rule.objects.get(pk=rule.pk)
    assert (row.is_confirmed, row.confirmed_by, row.confirmed_at) == (True, chief, AT)
    assert Entry.objects.get(verb="rule.confirmed").about_id == rule.pk


def test_a_place_is_to_be_confirmed_until_somebody_confirms_its_row(profile):
    load()
    row = ProfileRow.objects.get(file="municipality_hub.csv", key="decan")
    assert not row.is_confirmed
    rulebook.confirm_profile_row(row.pk, by=SYSTEM, at=AT)
    change(profile / "municipality_hub.csv", "decan,hub-peje", "decan,hub-prizren")
    load()
    assert ProfileRow.objects.get(pk=row.pk).is_confirmed
    assert Place.objects.get(code="decan").hub.code == "hub-peje"


def test_a_corrected_estimate_moves_the_day_off_and_makes_an_edition(profile):
    load()
    before = days_off()
    assert date(2027, 3, 9) in before
    change(profile / "holidays.csv", "2027-03-09,", "2027-03-10,")
    load()
    assert not DayOff.objects.filter(date="2027-03-09").exists()
    assert CalendarEdition.objects.count() == 2
    assert date(2027, 3, 10) in days_off()
    first = CalendarEdition.objects.order_by("pk").first()
    assert days_off(first.pk) == before, "an old edition must still answer as it did"


def test_a_confirmed_day_off_stays_though_the_profile_drops_it(profile):
    load()
    workdays.confirm_days_off([date(2027, 3, 9)], by=SYSTEM, at=AT)
    change(profile / "holidays.csv", "2027-03-09,", "2027-03-10,")
    load()
    assert DayOff.objects.get(date="2027-03-09").is_confirmed


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "rules.csv",
            "consultation.reminder_before,3,working_days",
            "consultation.reminder_before,3,moons",
            "column unit: 'moons'",
        ),
        (
            "rules.csv",
            "consultation.reminder_before,3,",
            "consultation.reminder_before,three,",
            "column value: 'three'",
        ),
        ("rules.csv", "office.day_end,16:00", "office.day_end,25:00", "column value: '25:00'"),
        ("rules.csv", "office.time_zone,Europe/Belgrade", "office.time_zone,Europe/Nowhere", "column value"),
        ("rules.csv", "key,value,unit", "key,valve,unit", "the column value is missing"),
        ("rules.csv", "council.size.government,14", "council.size,14", "comes twice"),
        ("holidays.csv", "2027-03-09,", "2027-02-30,", "column date: '2027-02-30'"),
        ("holidays.csv", "2027-02-17,", "2027-01-01,", "comes twice"),
        ("places.csv", "decan,municipality,", "decan,village,", "column kind: 'village'"),
        ("places.csv", "decan,municipality,district-gjakove", "decan,municipality,district-none", "column parent"),
        ("institutions.csv", "konsultime.zkm@example.org", "nobody", "column email"),
        ("act_kinds.csv", "draft_law,6,central", "draft_law,6,central,more", "number of cells"),
    ],
)
def test_a_value_that_is_not_allowed_stops_the_load_with_file_line_and_column(profile, file, old, new, told):
    change(profile / file, old, new)
    with pytest.raises(CommandError) as caught:
        load()
    assert told in str(caught.value)
    assert file in str(caught.value)
    assert ", line " in str(caught.value)
    assert not Rule.objects.exists(), "a fault anywhere must leave the tables as they were"


def test_a_profile_without_a_file_says_which(profile):
    (profile / "topics.csv").unlink()
    with pytest.raises(CommandError, match=r"topics\.csv"):
        load()


def test_a_rule_holds_from_its_first_day_until_the_day_before_its_last():
    Rule.objects.create(key="k", value="1", unit="count", mark="C", source="s", valid_until=date(2026, 1, 1))
    Rule.objects.create(key="k", value="2", unit="count", mark="C", source="s", valid_from=date(2026, 1, 1))
    assert queries.rule("k", date(2025, 12, 31)).value == "1"
    assert queries.rule("k", date(2026, 1, 1)).value == "2"
    assert Rule.objects.filter(key="k").count() == 2
    with pytest.raises(queries.NoSuchRule):
        queries.rule("absent", date(2026, 1, 1))
