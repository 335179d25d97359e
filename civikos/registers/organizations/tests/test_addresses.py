"""Addresses that do not work: who sees and mends them, how colleagues are told, how another address comes to be used."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence import addresses
from civikos.kernel.correspondence.models import AddressChange, Hold, Message
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.workflow.refusals import NotAllowed
from civikos.registers.organizations import actions, queries, tasks
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.organizations.queries import Asked
from civikos.registers.places.models import Place
from tests import personas

TODAY = date(2026, 11, 24)
LONG_AGO = date(2025, 1, 1)
pytestmark = pytest.mark.usefixtures("jurisdiction", "clock")


def belongs(person: Person, organization: Organization, since: date = LONG_AGO) -> None:
    Affiliation.objects.create(person=person, organization=organization, since=since)


def in_place(code: str, name: str, place: str) -> Organization:
    made = personas.organization(code, name)
    made.place = Place.objects.get(code=place)
    made.save()
    return made


@pytest.fixture
def coordinator(db: None) -> Actor:
    """Besa, who coordinates the hub of Prizren."""
    hub = Organization.objects.create(
        kind=Organization.Kind.HUB, code="hub-prizren", name="Hub", place=Place.objects.get(code="hub-prizren")
    )
    besa = personas.person("Besa Morina")
    Mandate.objects.create(person=besa, organization=hub, scope=Mandate.Scope.COORDINATE, since=LONG_AGO)
    return Actor(besa)


@pytest.fixture
def there(db: None) -> Organization:
    """An organization of Dragash, in the hub of Prizren."""
    return in_place("ketu", "Këtu", "dragash")


@pytest.fixture
def elsewhere(db: None) -> Organization:
    """An organization of Gjilan, in another hub."""
    return in_place("atje", "Atje", "gjilan")


@pytest.fixture
def hold_of(at: datetime) -> Callable[..., Hold]:
    def make(name: str, organization: Organization | None) -> Hold:
        person = personas.person(name)
        if organization is not None:
            belongs(person, organization)
        hold = addresses.hold_address(person.email, "gone", person_id=person.pk, words="550 no such user", at=at)
        assert hold is not None
        return hold

    return make


def seen(actor: Actor, **asked: Any) -> set[int]:
    return set(queries.broken_addresses(actor, Asked(**asked), TODAY).values_list("pk", flat=True))


def test_a_hub_sees_those_of_its_municipalities_the_secretariat_all_others_none(
    coordinator: Actor,
    secretariat: Actor,
    member: Actor,
    ministry: Actor,
    there: Organization,
    elsewhere: Organization,
    hold_of: Any,
) -> None:
    ours, theirs, nobodys = hold_of("Ana A", there), hold_of("Bora B", elsewhere), hold_of("Cen C", None)
    assert seen(secretariat) == {ours.pk, theirs.pk, nobodys.pk}
    assert seen(coordinator) == {ours.pk}
    for actor in (member, ministry, Actor(), Actor(coordinator.person, audience="consultation:1", door=Door.LINK)):
        assert seen(actor) == set()
    Mandate.objects.filter(person=coordinator.person).update(until=TODAY - timedelta(days=1))
    assert seen(Actor(coordinator.person)) == set(), "a mandate that has ended gives nothing"


def test_the_list_is_searched_and_filtered(
    secretariat: Actor, coordinator: Actor, there: Organization, elsewhere: Organization, hold_of: Any
) -> None:
    ours, theirs = hold_of("Ana A", there), hold_of("Bora B", elsewhere)
    prizren = Place.objects.get(code="hub-prizren").pk
    assert seen(secretariat, words="bora") == {theirs.pk}
    assert seen(secretariat, words="Këtu") == {ours.pk}
    assert seen(secretariat, hub=prizren) == {ours.pk}
    assert seen(secretariat, reason="soft") == set()
    assert seen(coordinator, hub=Place.objects.get(code="hub-gjilan").pk) == set()


def test_what_stands_beside_an_address(
    secretariat: Actor, there: Organization, hold_of: Any, at: datetime, queries: Any
) -> None:
    from civikos.registers.organizations.queries import with_surroundings

    held, also_held = hold_of("Ana A", there), hold_of("Bora B", there)
    cen = personas.person("Cen C")
    belongs(cen, there)
    entrance.propose_address(held.person.pk, "ana@new.example.org", by=secretariat, at=at)
    with queries(4):
        first, second = with_surroundings([held, also_held], TODAY)
    assert first.organizations == [there]
    assert first.others == [("Cen C", cen.email)], "who is held cannot be asked by mail"
    assert first.change is not None and first.change.new == "ana@new.example.org"
    assert second.change is None


@pytest.mark.parametrize(
    "act",
    [
        lambda hold, by, at: actions.release_address(hold.pk, by=by, at=at),
        lambda hold, by, at: actions.propose_address(hold.person_id, "n@example.org", by=by, at=at),
    ],
)
def test_only_the_secretariat_and_the_hub_mend(
    act: Any,
    coordinator: Actor,
    secretariat: Actor,
    member: Actor,
    there: Organization,
    elsewhere: Organization,
    hold_of: Any,
    at: datetime,
) -> None:
    ours, theirs = hold_of("Ana A", there), hold_of("Bora B", elsewhere)
    for by, hold in ((member, ours), (coordinator, theirs), (Actor(ours.person), ours)):
        entries = Entry.objects.count()
        with pytest.raises(NotAllowed):
            act(hold, by, at)
        assert Entry.objects.count() == entries
    assert act(ours, coordinator, at)
    assert Entry.objects.latest("pk").actor_id == coordinator.person_id


def test_a_release_can_be_taken_back(coordinator: Actor, there: Organization, hold_of: Any, at: datetime) -> None:
    hold = hold_of("Ana A", there)
    assert actions.release_address(hold.pk, by=coordinator, at=at)
    assert not actions.release_address(hold.pk, by=coordinator, at=at)
    assert actions.hold_again(hold.pk, by=coordinator, at=at)
    assert not actions.hold_again(hold.pk, by=coordinator, at=at)
    assert Hold.objects.filter(ended_at=None).count() == 1


def test_another_address_is_used_only_once_it_is_confirmed_there(
    coordinator: Actor, there: Organization, hold_of: Any, at: datetime
) -> None:
    hold = hold_of("Ana A", there)
    ana = hold.person
    change = actions.propose_address(ana.pk, "  ana@new.example.org ", by=coordinator, at=at)
    ana.refresh_from_db()
    assert ana.email == hold.address
    with pytest.raises(entrance.ProposedAlready):
        actions.propose_address(ana.pk, "ana2@new.example.org", by=coordinator, at=at)
    mail = Message.objects.get(kind="address_confirmation")
    assert (mail.address, mail.state) == ("ana@new.example.org", "queued")
    assert coordinator.person is not None and coordinator.person.name in mail.body
    with pytest.raises(entrance.DeadLink):
        entrance.confirm_address("x" * 22, at=at)
    with pytest.raises(entrance.DeadLink):
        entrance.confirm_address(mail.secrets[0], at=at + timedelta(days=7))
    entrance.confirm_address(mail.secrets[0], at=at + timedelta(days=6))
    ana.refresh_from_db()
    hold.refresh_from_db()
    assert (ana.email, hold.ending) == ("ana@new.example.org", "corrected")
    assert not actions.withdraw_address(change.pk, by=coordinator, at=at)
    trail = list(Entry.objects.filter(verb__startswith="address.").order_by("pk").values_list("verb", flat=True))
    assert trail == ["address.held", "address.proposed", "address.released", "address.confirmed"]


def test_a_proposal_can_be_taken_back_and_its_link_is_dead_then(
    coordinator: Actor, member: Actor, there: Organization, hold_of: Any, at: datetime
) -> None:
    hold = hold_of("Ana A", there)
    change = actions.propose_address(hold.person.pk, "ana@new.example.org", by=coordinator, at=at)
    with pytest.raises(NotAllowed):
        actions.withdraw_address(change.pk, by=member, at=at)
    assert actions.withdraw_address(change.pk, by=coordinator, at=at)
    with pytest.raises(entrance.DeadLink):
        entrance.confirm_address(Message.objects.get(kind="address_confirmation").secrets[0], at=at)
    assert AddressChange.objects.filter(confirmed_at=None, withdrawn_at=at).exists()
    actions.propose_address(hold.person.pk, "ana2@new.example.org", by=coordinator, at=at)


def test_nobody_gets_the_address_of_somebody_else(
    coordinator: Actor, member: Actor, there: Organization, hold_of: Any, at: datetime
) -> None:
    hold = hold_of("Ana A", there)
    assert member.person is not None
    with pytest.raises(entrance.AddressTaken):
        actions.propose_address(hold.person.pk, member.person.email.upper(), by=coordinator, at=at)
    actions.propose_address(hold.person.pk, "late@example.org", by=coordinator, at=at)
    secret = Message.objects.get(kind="address_confirmation").secrets[0]
    Person.objects.create(email="late@example.org", name="Somebody else")
    with pytest.raises(entrance.AddressTaken):
        entrance.confirm_address(secret, at=at)
    assert not AddressChange.objects.filter(confirmed_at__isnull=False).exists()


def test_colleagues_are_told_once_and_not_at_once(there: Organization, hold_of: Any, at: datetime) -> None:
    hold, also_held = hold_of("Ana A", there), hold_of("Bora B", there)
    cen, gone = personas.person("Cen C"), personas.person("Dea D")
    belongs(cen, there)
    belongs(gone, there)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    tasks.tell_colleagues(at + timedelta(minutes=4))
    assert not Message.objects.exists()
    for _turn in range(2):
        tasks.tell_colleagues(at + timedelta(minutes=6))
    mails = Message.objects.filter(kind="colleague_unreachable", about=f"hold:{hold.pk}")
    assert {(mail.address, mail.state) for mail in mails} == {
        (cen.email, "queued"),
        (also_held.address, "no_address"),
    }
    assert "Ana A" in mails[0].body
    assert "Këtu" in mails[0].body


def test_nobody_is_told_of_what_was_mended_meanwhile(
    coordinator: Actor, there: Organization, hold_of: Any, at: datetime
) -> None:
    hold = hold_of("Ana A", there)
    belongs(personas.person("Cen C"), there)
    actions.release_address(hold.pk, by=coordinator, at=at)
    tasks.tell_colleagues(at + timedelta(hours=1))
    assert not Message.objects.filter(kind="colleague_unreachable").exists()


def test_a_working_group_is_not_told(there: Organization, hold_of: Any, at: datetime) -> None:
    hold = hold_of("Ana A", there)
    group = Organization.objects.create(kind=Organization.Kind.WORKING_GROUP, code="gp", name="Grupi")
    for person in (hold.person, personas.person("Cen C")):
        belongs(person, group)
    tasks.tell_colleagues(at + timedelta(hours=1))
    assert not Message.objects.exists()
    assert queries.with_surroundings([hold], TODAY)[0].others == []
