"""Whom a draft concerns, and every reason for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.models import Person
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Recipient, Subscription
from civikos.programs.consultations.queries.audience import proposed_audience
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import A_MINUTE, AFTER, AT, Cast, refused
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.places.models import Place
from tests import personas

TODAY = AT.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@dataclass
class Network:
    """A network in which nobody is concerned until the test says so."""

    cast: Cast
    count: int = 0

    def person(self, **changes: Any) -> Person:
        """Somebody new."""
        self.count += 1
        made = personas.person(f"Personi {self.count}", f"p{self.count}@example.org")
        for name, value in changes.items():
            setattr(made, name, value)
        made.save()
        return made

    def organization(self, *, topics: list[Any] | None = None, **more: Any) -> Organization:
        """A member."""
        self.count += 1
        made = personas.organization(f"org-{self.count}", f"Organizata {self.count}", **more)
        made.topics.set(topics or [])
        return made

    def voice(
        self, where: Organization, since: date = personas.LONG_AGO, until: date | None = None, **changes: Any
    ) -> Person:
        """Somebody who belongs to it and may speak for it in a period."""
        who = self.person(**changes)
        personas.belongs_to(who, where)
        Mandate.objects.create(person=who, organization=where, scope=Mandate.Scope.SPEAK, since=since, until=until)
        return who


@pytest.fixture
def network(cast: Cast) -> Network:
    Subscription.objects.all().delete()
    cast.forum.topics.clear()
    cast.center.topics.clear()
    return Network(cast)


def asked(cast: Cast, **changes: Any) -> dict[str, tuple[str | None, list[tuple[str, str]]]]:
    """Address → (organization asked for, [(reason, of what)]) for a draft on the topic of the cast."""
    consultation = story.register(cast, **changes)
    organizations = dict(Organization.objects.values_list("pk", "name"))
    emails = dict(Person.objects.values_list("pk", "email"))
    return {
        emails[each.person_id]: (
            organizations.get(each.organization_id or 0),
            sorted((reason["code"], reason.get("of", {}).get("sq", "")) for reason in each.reasons),
        )
        for each in proposed_audience(consultation.draft, at=AT)
    }


def test_asks_members_that_work_on_a_topic_of_the_draft(network: Network) -> None:
    concerned = network.voice(network.organization(topics=[network.cast.topic, network.cast.other_topic]))
    network.voice(network.organization(topics=[network.cast.other_topic]))
    found = asked(network.cast)
    assert found == {concerned.email: ("Organizata 1", [("topic", network.cast.topic.name)])}


def test_asks_members_in_the_municipality_of_the_draft(network: Network) -> None:
    elsewhere = Place.objects.filter(kind="municipality").exclude(pk=network.cast.place.pk).order_by("pk")[0]
    here = network.voice(network.organization(place=network.cast.place))
    network.voice(network.organization(place=elsewhere))
    found = asked(network.cast, topics=[], place=network.cast.place)
    assert found == {here.email: ("Organizata 1", [("municipality", network.cast.place.name)])}


def test_asks_those_who_sit_in_a_working_group_on_the_topic(network: Network) -> None:
    group = network.organization(kind=Organization.Kind.WORKING_GROUP, topics=[network.cast.topic])
    sitting, gone = network.person(), network.person()
    personas.belongs_to(sitting, group)
    Affiliation.objects.create(person=gone, organization=group, since=personas.LONG_AGO, until=YESTERDAY)
    assert asked(network.cast) == {sitting.email: (None, [("working_group", group.name)])}


@pytest.mark.parametrize("what", ["topic", "place", "institution"])
def test_asks_those_who_subscribed(network: Network, what: str) -> None:
    cast = network.cast
    who = network.person()
    of = {"topic": cast.topic, "place": cast.place, "institution": cast.institution}[what]
    Subscription.objects.create(person=who, **{what: of})
    Subscription.objects.create(person=network.person(), topic=cast.other_topic)
    Subscription.objects.create(person=network.person(), institution=cast.other_institution)
    assert asked(cast, place=cast.place) == {who.email: (None, [("subscription", of.name)])}


def test_shows_every_reason_of_one_person_and_asks_them_once(network: Network) -> None:
    cast = network.cast
    organization = network.organization(topics=[cast.topic], place=cast.place)
    who = network.voice(organization)
    group = network.organization(kind=Organization.Kind.WORKING_GROUP, topics=[cast.topic])
    personas.belongs_to(who, group)
    Subscription.objects.create(person=who, topic=cast.topic)
    found = asked(cast, place=cast.place)
    assert found == {
        who.email: (
            organization.name,
            [
                ("municipality", cast.place.name),
                ("subscription", cast.topic.name),
                ("topic", cast.topic.name),
                ("working_group", group.name),
            ],
        )
    }


def test_gives_a_reason_once_to_somebody_who_speaks_for_two_members(network: Network) -> None:
    first, second = network.organization(topics=[network.cast.topic]), network.organization(topics=[network.cast.topic])
    who = network.voice(first)
    personas.speaks_for(who, second)
    assert asked(network.cast) == {who.email: (first.name, [("topic", network.cast.topic.name)])}


def test_asks_all_members_about_a_draft_without_topic_and_place(network: Network) -> None:
    cast = network.cast
    network.voice(network.organization(kind=Organization.Kind.MINISTRY))
    expected = {cast.person("member").email, cast.person("colleague").email, cast.person("other_member").email}
    found = asked(cast, topics=[])
    assert set(found) == expected
    assert {tuple(reasons) for _organization, reasons in found.values()} == {(("all_members", ""),)}


@pytest.mark.parametrize(
    ("since", "until", "is_voice"),
    [
        (personas.LONG_AGO, None, True),
        (personas.LONG_AGO, TODAY, True),
        (TODAY, TODAY, True),
        (personas.LONG_AGO, YESTERDAY, False),
        (TOMORROW, None, False),
    ],
)
def test_asks_the_holder_of_a_mandate_on_its_days_and_else_everybody(
    network: Network, since: date, until: date | None, is_voice: bool
) -> None:
    organization = network.organization(topics=[network.cast.topic])
    holder = network.voice(organization, since, until)
    silent = network.person()
    personas.belongs_to(silent, organization)
    assert set(asked(network.cast)) == ({holder.email} if is_voice else {holder.email, silent.email})


def test_asks_everybody_in_a_member_that_gave_no_mandate(network: Network) -> None:
    organization = network.organization(topics=[network.cast.topic])
    people = [network.person(), network.person()]
    for who in people:
        personas.belongs_to(who, organization)
    gone = network.person()
    Affiliation.objects.create(person=gone, organization=organization, since=personas.LONG_AGO, until=YESTERDAY)
    assert asked(network.cast) == {
        who.email: (organization.name, [("topic", network.cast.topic.name)]) for who in people
    }


@pytest.mark.parametrize(
    ("since", "until", "is_asked"),
    [
        (personas.LONG_AGO, None, True),
        (personas.LONG_AGO, TODAY, True),
        (personas.LONG_AGO, YESTERDAY, False),
        (TOMORROW, None, False),
        (None, None, False),
    ],
)
def test_does_not_ask_organizations_outside_the_network(
    network: Network, since: date | None, until: date | None, is_asked: bool
) -> None:
    organization = network.organization(topics=[network.cast.topic], member_since=since, member_until=until)
    who = network.voice(organization)
    assert set(asked(network.cast)) == ({who.email} if is_asked else set())


def test_does_not_ask_a_subscriber_for_an_organization_that_left(network: Network) -> None:
    who = network.voice(network.organization(member_until=YESTERDAY))
    Subscription.objects.create(person=who, topic=network.cast.topic)
    assert asked(network.cast) == {who.email: (None, [("subscription", network.cast.topic.name)])}


def test_asks_a_subscriber_for_the_organization_they_speak_for(network: Network) -> None:
    organization = network.organization()
    who = network.voice(organization)
    Subscription.objects.create(person=who, topic=network.cast.topic)
    assert asked(network.cast) == {who.email: (organization.name, [("subscription", network.cast.topic.name)])}


def _by_topic(network: Network, who: Person) -> None:
    where = network.organization(topics=[network.cast.topic])
    personas.belongs_to(who, where)
    personas.speaks_for(who, where)


def _by_affiliation(network: Network, who: Person) -> None:
    personas.belongs_to(who, network.organization(topics=[network.cast.topic]))


def _by_group(network: Network, who: Person) -> None:
    personas.belongs_to(who, network.organization(kind=Organization.Kind.WORKING_GROUP, topics=[network.cast.topic]))


def _by_subscription(network: Network, who: Person) -> None:
    Subscription.objects.create(person=who, topic=network.cast.topic)


@pytest.mark.parametrize("way", [_by_topic, _by_affiliation, _by_group, _by_subscription])
def test_does_not_ask_people_who_may_not_sign_in_any_more(
    network: Network, way: Callable[[Network, Person], None]
) -> None:
    active, inactive = network.person(), network.person(is_active=False)
    way(network, active)
    way(network, inactive)
    assert set(asked(network.cast)) == {active.email}


def test_asks_a_number_of_queries_that_does_not_grow(network: Network, queries: Any) -> None:
    def grow(by: int) -> None:
        for _step in range(by):
            who = network.voice(network.organization(topics=[network.cast.topic], place=network.cast.place))
            Subscription.objects.create(person=who, topic=network.cast.topic)

    grow(3)
    consultation = story.register(network.cast)
    with queries() as few:
        proposed_audience(consultation.draft, at=AT)
    grow(40)
    with queries() as many:
        assert len(proposed_audience(consultation.draft, at=AT)) == 43
    assert len(few) == len(many)


# --- The list and what people change in it --------------------------------------------------------------------------------
def test_keeps_what_a_person_removed_and_added_when_the_list_is_proposed_anew(
    cast: Cast, registered: Consultation
) -> None:
    removed = story.recipient_of(registered, cast.member)
    actions.remove_recipient(registered.pk, removed.pk, by=cast.secretariat, at=AT)
    actions.add_recipient(registered.pk, cast.person("other_member"), cast.center, by=cast.secretariat, at=AT)
    Subscription.objects.all().delete()

    count = actions.propose_audience(registered.pk, by=cast.secretariat, at=AT)

    assert story.recipient_of(registered, cast.member).is_removed
    assert story.recipient_of(registered, cast.other_member).reasons == [{"code": "added_by_hand"}]
    assert not Recipient.objects.filter(person=cast.outsider.person).exists()
    assert count == 2
    again = story.snapshot(without=("audit.Entry",))
    assert actions.propose_audience(registered.pk, by=cast.secretariat, at=AT) == 2
    assert story.snapshot(without=("audit.Entry",)) == again


def test_restores_somebody_who_was_removed(cast: Cast, registered: Consultation) -> None:
    row = story.recipient_of(registered, cast.member)
    actions.remove_recipient(registered.pk, row.pk, by=cast.secretariat, at=AT)
    actions.restore_recipient(registered.pk, row.pk, by=cast.secretariat, at=AT)
    assert not story.fresh(row).is_removed
    assert [entry.details for entry in story.entries(registered, "consultation.audience_changed")[1:]] == [
        {"removed": row.pk},
        {"restored": row.pk},
    ]


def test_adding_somebody_who_is_on_the_list_keeps_their_reasons(cast: Cast, registered: Consultation) -> None:
    for _twice in range(2):
        row = actions.add_recipient(registered.pk, cast.person("member"), cast.forum, by=cast.secretariat, at=AT)
    assert [reason["code"] for reason in row.reasons] == ["topic", "added_by_hand"]
    assert Recipient.objects.filter(person=cast.member.person).count() == 1


def test_adding_somebody_after_distribution_invites_them_at_once_and_once(
    cast: Cast, distributed: Consultation
) -> None:
    before = story.receivers("consultation_invitation")
    for _twice in range(2):
        row = actions.add_recipient(
            distributed.pk, cast.person("other_member"), cast.center, by=cast.secretariat, at=AT + 5 * A_MINUTE
        )
    assert story.receivers("consultation_invitation") == sorted([*before, "jelena.petrovic@example.org"])
    assert story.fresh(row).invited_at == AT + 5 * A_MINUTE


def test_whoever_is_put_back_after_distribution_is_invited_at_once(cast: Cast, registered: Consultation) -> None:
    row = story.recipient_of(registered, cast.member)
    actions.remove_recipient(registered.pk, row.pk, by=cast.secretariat, at=AT)
    actions.distribute(registered.pk, by=cast.secretariat, at=AT + A_MINUTE)
    assert cast.member.person.email not in story.receivers("consultation_invitation")
    actions.restore_recipient(registered.pk, row.pk, by=cast.secretariat, at=AT + 2 * A_MINUTE)
    assert story.receivers("consultation_invitation").count(cast.member.person.email) == 1


def test_the_list_is_not_proposed_anew_once_the_draft_is_out(cast: Cast, distributed: Consultation) -> None:
    before = story.snapshot()
    with refused(WrongStatus):
        actions.propose_audience(distributed.pk, by=cast.secretariat, at=AT + 5 * A_MINUTE)
    assert story.snapshot() == before


def test_whoever_was_invited_stays_invited(cast: Cast, distributed: Consultation) -> None:
    row = story.recipient_of(distributed, cast.member)
    with refused(NotFound):
        actions.remove_recipient(distributed.pk, row.pk, by=cast.secretariat, at=AT + 5 * A_MINUTE)


def _change(verb: str, consultation: Consultation, cast: Cast, **who: Any) -> None:
    row = Recipient.objects.filter(consultation=consultation).order_by("pk")[0]
    if verb == "propose":
        actions.propose_audience(consultation.pk, **who)
    elif verb == "add":
        actions.add_recipient(consultation.pk, cast.person("other_member"), None, **who)
    elif verb == "remove":
        actions.remove_recipient(consultation.pk, row.pk, **who)
    else:
        actions.restore_recipient(consultation.pk, row.pk, **who)


VERBS = ["propose", "add", "remove", "restore"]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("who", "reason"), [("member", NotFound), ("ministry", NotFound), ("visitor", NotFound)])
def test_the_list_of_a_draft_not_sent_yet_is_hidden(
    cast: Cast, registered: Consultation, verb: str, who: str, reason: type[Exception]
) -> None:
    with refused(reason):
        _change(verb, registered, cast, by=getattr(cast, who), at=AT)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["member", "ministry", "visitor", "outsider"])
def test_the_list_is_changed_by_the_secretariat(cast: Cast, distributed: Consultation, verb: str, who: str) -> None:
    with refused(NotAllowed):
        _change(verb, distributed, cast, by=getattr(cast, who), at=AT)


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_is_closed_once_the_matrix_is_submitted(cast: Cast, submitted: Consultation, verb: str) -> None:
    with refused(WrongStatus):
        _change(verb, submitted, cast, by=cast.secretariat, at=AFTER + A_MINUTE)


def test_a_line_of_another_list_is_not_reached(cast: Cast, registered: Consultation) -> None:
    other = story.register(cast, titles={"sq": "Tjetri"})
    line = story.recipient_of(other, cast.member)
    with refused(NotFound):
        actions.remove_recipient(registered.pk, line.pk, by=cast.secretariat, at=AT)


def test_changes_of_the_list_are_in_the_audit_trail(cast: Cast, registered: Consultation) -> None:
    actions.propose_audience(registered.pk, by=cast.second_officer, at=AT + A_MINUTE)
    last = story.entries(registered, "consultation.audience_changed")[-1]
    assert (last.actor_id, last.at, last.details) == (cast.second_officer.person_id, AT + A_MINUTE, {"proposed": 3})
