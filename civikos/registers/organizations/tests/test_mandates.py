"""Mandates and affiliations: who may give them, on which days they hold, who is asked for an institution."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry
from civikos.kernel.workflow.refusals import NotAllowed
from civikos.registers.organizations import actions, queries
from civikos.registers.organizations.actions import AlreadyHeld, AlreadyRecorded, MandateEndsBeforeItBegins
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from tests import personas

TODAY = date(2026, 11, 24)
A_DAY = timedelta(days=1)
SPEAK, ANSWER = Mandate.Scope.SPEAK, Mandate.Scope.ANSWER


@pytest.fixture
def forum(db: None) -> Organization:
    return personas.organization("forumi", "Forumi")


@pytest.fixture
def besa(db: None) -> Person:
    return personas.person("Besa Morina")


def give(person: Person, organization: Organization, by: Actor, at: datetime, **more: Any) -> Mandate:
    return actions.give_mandate(
        person,
        organization,
        **{"scope": SPEAK, "decision": "Nr. 3/2026", "since": TODAY, "until": None, "by": by, "at": at, **more},
    )


def rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Mandate, Affiliation, Entry)]


def test_a_mandate_is_given_with_its_decision_and_written_down(
    forum: Organization, besa: Person, secretariat: Actor, at: datetime
) -> None:
    made = give(besa, forum, secretariat, at, until=TODAY)
    assert (made.person, made.organization, made.scope, made.decision, made.since, made.until) == (
        besa,
        forum,
        SPEAK,
        "Nr. 3/2026",
        TODAY,
        TODAY,
    )
    entry = Entry.objects.get(verb="mandate.given")
    assert (entry.about_id, entry.actor_id, entry.at) == (made.pk, secretariat.person_id, at)
    assert entry.details == {"person": besa.pk, "organization": forum.pk, "scope": "speak"}


def test_a_mandate_that_ends_before_it_begins_is_refused(
    forum: Organization, besa: Person, secretariat: Actor, at: datetime
) -> None:
    before = rows()
    with pytest.raises(MandateEndsBeforeItBegins):
        give(besa, forum, secretariat, at, until=TODAY - A_DAY)
    assert rows() == before
    made = give(besa, forum, secretariat, at)
    before = rows()
    with pytest.raises(MandateEndsBeforeItBegins):
        actions.end_mandate(made.pk, until=TODAY - A_DAY, by=secretariat, at=at)
    assert rows() == before


def test_a_second_open_mandate_of_the_same_kind_is_refused(
    forum: Organization, besa: Person, secretariat: Actor, at: datetime
) -> None:
    first = give(besa, forum, secretariat, at)
    before = rows()
    with pytest.raises(AlreadyHeld):
        give(besa, forum, secretariat, at, since=TODAY + A_DAY)
    assert rows() == before
    assert give(besa, forum, secretariat, at, scope=ANSWER).pk
    actions.end_mandate(first.pk, until=TODAY, by=secretariat, at=at)
    assert give(besa, forum, secretariat, at, since=TODAY + A_DAY).pk


def test_an_affiliation_is_recorded_once(forum: Organization, besa: Person, secretariat: Actor, at: datetime) -> None:
    row = actions.affiliate(besa, forum, title="drejtore", since=TODAY, by=secretariat, at=at)
    assert Entry.objects.get(verb="affiliation.recorded").about_id == row.pk
    before = rows()
    with pytest.raises(AlreadyRecorded):
        actions.affiliate(besa, forum, title="drejtore", since=TODAY, by=secretariat, at=at)
    assert rows() == before


def test_all_of_it_is_for_the_secretariat(
    forum: Organization, besa: Person, member: Actor, ministry: Actor, visitor: Actor, secretariat: Actor, at: datetime
) -> None:
    held = give(besa, forum, secretariat, at)
    before = rows()
    for by in (member, ministry, visitor, Actor(secretariat.person, audience="consultation:1")):
        for attempt in (
            lambda by=by: give(besa, forum, by, at, scope=ANSWER),  # type: ignore[misc]
            lambda by=by: actions.end_mandate(held.pk, until=TODAY, by=by, at=at),  # type: ignore[misc]
            lambda by=by: actions.affiliate(besa, forum, title="", since=TODAY, by=by, at=at),  # type: ignore[misc]
        ):
            with pytest.raises(NotAllowed):
                attempt()
    assert rows() == before


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - A_DAY, TODAY, True),
        (TODAY - A_DAY, TODAY - A_DAY, False),
        (TODAY + A_DAY, None, False),
    ],
)
def test_both_end_days_belong_to_a_mandate(
    forum: Organization, besa: Person, since: date, until: date | None, holds: bool
) -> None:
    ministry = personas.organization("ministria", "Ministria", Organization.Kind.MINISTRY)
    Mandate.objects.create(person=besa, organization=forum, scope=SPEAK, since=since, until=until)
    Mandate.objects.create(person=besa, organization=ministry, scope=ANSWER, since=since, until=until)
    assert queries.may_speak_for(besa, forum.pk, TODAY) is holds
    assert queries.may_answer_for(besa, ministry.pk, TODAY) is holds
    assert queries.mandates_of(besa, SPEAK, TODAY) == ([forum] if holds else [])
    assert queries.mandates_of(besa, ANSWER, TODAY) == ([ministry] if holds else [])
    assert queries.institutions_of(Actor(besa), TODAY) == ([ministry.pk] if holds else [])
    assert (queries.contact_of(ministry, TODAY) == besa) is holds


def test_a_mandate_to_speak_is_none_to_answer_and_the_other_way_round(forum: Organization, besa: Person) -> None:
    personas.speaks_for(besa, forum)
    assert not queries.may_answer_for(besa, forum.pk, TODAY)
    ministry = personas.organization("ministria", "Ministria", Organization.Kind.MINISTRY)
    personas.answers_for(besa, ministry)
    assert not queries.may_speak_for(besa, ministry.pk, TODAY)


@pytest.mark.parametrize(
    ("member_since", "member_until", "is_member"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY + A_DAY, None, False),
        (TODAY - 9 * A_DAY, TODAY - A_DAY, False),
        (None, None, False),
    ],
)
def test_an_organization_outside_the_network_gives_nothing(
    besa: Person, member_since: Any, member_until: Any, is_member: bool
) -> None:
    organization = personas.organization("org", "Org", member_since=member_since, member_until=member_until)
    personas.belongs_to(besa, organization)
    personas.speaks_for(besa, organization)
    assert queries.may_speak_for(besa, organization.pk, TODAY) is is_member
    assert queries.is_member_person(Actor(besa), TODAY) is is_member
    assert queries.mandates_of(besa, SPEAK, TODAY) == ([organization] if is_member else [])


def test_the_contact_is_the_one_appointed_last_who_may_sign_in(db: None) -> None:
    ministry = personas.organization("ministria", "Ministria", Organization.Kind.MINISTRY)
    people = [personas.person(f"Zyrtari {number}", f"z{number}@example.org") for number in range(3)]
    for who, since in zip(people, (TODAY - 9 * A_DAY, TODAY - 2 * A_DAY, TODAY - 5 * A_DAY), strict=True):
        Mandate.objects.create(person=who, organization=ministry, scope=ANSWER, since=since)
    assert queries.contact_of(ministry, TODAY) == people[1]
    Person.objects.filter(pk=people[1].pk).update(is_active=False)
    assert queries.contact_of(ministry, TODAY) == people[2]
    assert queries.contact_of(ministry, TODAY - 6 * A_DAY) == people[0]
    assert queries.contact_of(personas.organization("tjetra", "Tjetra", Organization.Kind.MINISTRY), TODAY) is None


def test_nobody_is_no_member(db: None, visitor: Actor) -> None:
    assert not queries.is_member_person(visitor, TODAY)
    assert queries.institutions_of(visitor, TODAY) == []
