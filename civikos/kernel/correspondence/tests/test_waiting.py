"""Who wants mail together gets notices in place of mails, where the kind, the deadline and the person's wishes allow it."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import actions, kinds, queries, wishes
from civikos.kernel.correspondence.actions import Brief, Letter, enqueue
from civikos.kernel.correspondence.kinds import IN_DIGESTS, KINDS
from civikos.kernel.correspondence.models import Absence, Message, Mute, Notice, Preference
from civikos.kernel.correspondence.texts import variables_of_kinds
from civikos.kernel.workflow.refusals import NotAllowed

# A Tuesday, 10:00 in Prishtina.
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 25, 6, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 6, tzinfo=UTC)
FAR = datetime(2026, 12, 20, 15, tzinfo=UTC)
BRIEF = Brief(
    title={"sq": "Titulli", "sr": "Naslov", "en": "Title"},
    text={"sq": "Fjalë", "sr": "Reči", "en": "Words"},
    why={"sq": "Fusha: X", "sr": "Oblast: X", "en": "Field: X"},
    opens="consultation:1",
)

pytestmark = pytest.mark.usefixtures("jurisdiction")


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(email="p@example.org", name="P", language="sq")


def me(person: Person) -> Actor:
    return Actor(person)


def want(person: Person, rhythm: str, *groups: str, at: datetime = AT) -> None:
    chosen = dict.fromkeys(groups or ("invitations", "followed", "changes", "reports"), rhythm)
    wishes.choose_rhythms(person.pk, chosen, by=me(person), at=at)


def write(
    person: Person, kind: str = "consultation_invitation", key: str = "1", *, at: datetime = AT, **more: Any
) -> None:
    letter = Letter(
        **{
            "address": person.email,
            "language": person.language,
            "person": person,
            "key": key,
            "variables": {name: f"‹{name}›" for name in variables_of_kinds()[kind]},
            "brief": BRIEF,
            "until": FAR,
            **more,
        }
    )
    enqueue(kind, [letter], about="consultation:1", at=at)


def outcome() -> tuple[int, int]:
    return Message.objects.count(), Notice.objects.filter(left_out_at=None).count()


def test_without_a_wish_everything_comes_at_once(person: Person) -> None:
    write(person)
    assert outcome() == (1, 0)


@pytest.mark.parametrize(("rhythm", "due_at"), [("daily", TOMORROW), ("weekly", MONDAY)])
def test_what_can_wait_waits_for_the_next_digest(person: Person, rhythm: str, due_at: datetime) -> None:
    want(person, rhythm)
    write(person)
    write(person)
    assert outcome() == (0, 1)
    notice = Notice.objects.get()
    assert (notice.due_at, notice.until, notice.group, notice.opens) == (due_at, FAR, "invitations", "consultation:1")
    assert notice.words["title"] == {"sq": "Titulli", "sr": "Naslov", "en": "Title"}


@pytest.mark.parametrize("until", [AT + timedelta(hours=5), MONDAY, MONDAY + timedelta(days=2)])
def test_a_deadline_sooner_than_the_next_digest_goes_at_once(person: Person, until: datetime) -> None:
    want(person, "weekly")
    write(person, until=until)
    assert outcome() == (1, 0)
    write(person, key="2", until=MONDAY + timedelta(days=2, minutes=1))
    assert outcome() == (1, 1)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(IN_DIGESTS)))
def test_kinds_that_do_not_wait_come_at_once_whatever_is_wished(person: Person, kind: str) -> None:
    want(person, "weekly")
    write(person, kind, until=None)
    assert outcome() == (1, 0)


def test_a_letter_that_brings_nothing_to_tell_comes_at_once(person: Person) -> None:
    want(person, "weekly")
    write(person, brief=None)
    assert outcome() == (1, 0)


def test_groups_are_chosen_apart(person: Person) -> None:
    want(person, "weekly", "followed")
    write(person)
    write(person, key="2", group="followed")
    assert outcome() == (1, 1)


def test_what_waited_is_not_sent_again_and_what_was_sent_does_not_wait(person: Person) -> None:
    want(person, "daily")
    write(person)
    want(person, "at_once")
    write(person)
    assert outcome() == (0, 1)
    write(person, key="2")
    want(person, "daily")
    write(person, key="2")
    assert outcome() == (1, 1)


def test_who_is_away_gets_nothing_that_can_be_stopped_but_what_is_owed_to_them(person: Person) -> None:
    back = AT.date() + timedelta(days=15)
    wishes.rest_until(person.pk, back, by=me(person), at=AT)
    write(person, until=AT + timedelta(days=2))
    write(person, "consultation_reminder")
    write(person, "contribution_receipt")
    assert outcome() == (1, 2)
    assert {row.due_at for row in Notice.objects.all()} == {datetime(2026, 12, 9, 6, tzinfo=UTC)}
    write(person, key="later", at=datetime(2026, 12, 9, 8, tzinfo=UTC))
    assert outcome() == (2, 2), "on the day of return mail comes again"


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_pause_begins_tomorrow_at_the_earliest_and_has_an_end(person: Person, days: int) -> None:
    with pytest.raises(wishes.WrongDay):
        wishes.rest_until(person.pk, AT.date() + timedelta(days=days), by=me(person), at=AT)
    assert not Absence.objects.exists()


def test_wishes_are_ones_own(person: Person) -> None:
    other = Actor(Person.objects.create(email="o@example.org", name="O"))
    with pytest.raises(NotAllowed):
        wishes.choose_rhythms(person.pk, {"reports": "daily"}, by=other, at=AT)
    with pytest.raises(NotAllowed):
        wishes.rest_until(person.pk, AT.date() + timedelta(days=3), by=other, at=AT)
    with pytest.raises(NotAllowed):
        wishes.end_rest(person.pk, by=other, at=AT)
    with pytest.raises(wishes.UnknownRhythm):
        wishes.choose_rhythms(person.pk, {"reports": "hourly"}, by=me(person), at=AT)
    assert not Preference.objects.exists()


def test_what_waits_moves_with_the_wish(person: Person) -> None:
    want(person, "weekly")
    write(person)
    want(person, "daily")
    assert Notice.objects.get().due_at == TOMORROW
    wishes.rest_until(person.pk, AT.date() + timedelta(days=5), by=me(person), at=AT)
    assert Notice.objects.get().due_at == datetime(2026, 11, 29, 6, tzinfo=UTC)
    wishes.end_rest(person.pk, by=me(person), at=AT)
    assert Notice.objects.get().due_at == TOMORROW
    want(person, "at_once", at=AT + timedelta(hours=1))
    assert Notice.objects.get().due_at == AT + timedelta(hours=1)


def test_stopping_a_kind_leaves_out_what_waits_and_starting_it_again_brings_it_back(person: Person) -> None:
    want(person, "daily")
    write(person)
    write(person, "new_version", key="2", until=None)
    actions.stop_kind(person.pk, "new_version", at=AT)
    assert outcome() == (0, 1)
    actions.start_kind_again(person.pk, "new_version", at=AT)
    assert outcome() == (0, 2)
    actions.stop_kind(person.pk, "digest", at=AT + timedelta(minutes=1))
    assert outcome() == (0, 0)
    assert set(Mute.objects.values_list("kind", flat=True)) == set(IN_DIGESTS)
    actions.start_kind_again(person.pk, "digest", at=AT + timedelta(minutes=2))
    assert outcome() == (0, 2)
    assert not Mute.objects.exists()


def test_what_is_taken_back_is_not_told(person: Person) -> None:
    want(person, "daily")
    write(person)
    assert actions.leave_out("consultation:1", at=AT) == 1
    assert outcome() == (0, 0)


def test_how_sending_stands_counts_what_waits(person: Person) -> None:
    want(person, "daily")
    write(person)
    assert queries.counts("consultation:1", "consultation_invitation") == {"waiting": 1}


def test_every_kind_ends_by_saying_why_it_came_and_where_that_is_changed(person: Person) -> None:
    for language in ("sq", "sr", "en"):
        person.language = language
        person.save()
        for kind, rules in KINDS.items():
            write(person, kind, key=f"{kind}{language}", brief=None)
            body = Message.objects.latest("pk").body
            assert body.count("\n--\n") == 1, (kind, language)
            assert ("/letters/" in body) != rules.is_asked_for, (kind, language)
            assert max(len(line) for line in body.splitlines() if "http" not in line) <= 78


def test_no_kind_stands_twice_in_the_table() -> None:
    """Branches that each add kinds are brought together line by line; of two equal keys Python keeps the last, silently."""
    tree = ast.parse(Path(str(kinds.__file__)).read_text(encoding="utf-8"))
    (table,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "KINDS"
    ]
    assert isinstance(table, ast.Dict)
    names = [ast.literal_eval(key) for key in table.keys if key is not None]
    assert len(names) == len(set(names))
