"""What was sent and what became of it; news of digests; addresses that do not work, for the secretariat and for a hub."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import addresses
from civikos.kernel.correspondence.models import AddressChange, Hold, Message, Notice
from civikos.programs.consultations.models import Consultation
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.places.models import Place
from tests import personas

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]
LONG_AGO = date(2025, 1, 1)


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def mail(person: Person, number: int, at: datetime, **more: Any) -> Message:
    return Message.objects.create(
        **{
            "kind": "new_version",
            "about": "consultation:1",
            "person": person,
            "address": person.email,
            "language": "sq",
            "dedup_key": f"k{number}",
            "message_id": f"<{number:024d}@civikos.example.org>",
            "subject": "Tema e fshehtë",
            "body": "https://c.example.org/l/SECRET",
            "secrets": ["SECRET"],
            "state": "sent",
            "date": at,
            **more,
        }
    )


def test_everything_sent_to_me_with_what_became_of_it(
    distributed: Consultation, member: Actor, client_as: As, queries: Any, at: datetime
) -> None:
    assert member.person is not None
    for number in range(60):
        mail(member.person, number, at - timedelta(days=number), about=distributed.name)
    mail(member.person, 100, at, state="bounced", fault="soft", faulted_at=at, about="digest:2026-11-24T07:00")
    mail(member.person, 101, at, opened_at=at, kind="sign_in_code", about="token:1")
    client = client_as(member)
    with queries(at_most=22):
        page = shown(client, "/en/me/mails/")
    assert "could not be delivered for the time being" in page
    assert "1–50 of 63" in page
    assert "SECRET" not in page
    assert "Tema e fshehtë" not in page
    assert "1–" not in shown(client, "/en/me/mails/?state=bounced")
    assert "link opened" in shown(client, "/en/me/mails/?kind=sign_in_code")
    assert "No mail fits" in shown(client, "/en/me/mails/?since=2027-01-01")
    assert client.get("/en/me/mails/?since=never").status_code == 422
    table = client.get("/en/me/mails.csv?state=bounced").content.decode("utf-8-sig").splitlines()
    assert len(table) == 2
    assert "SECRET" not in table[1]


def test_what_a_digest_told_stands_under_it_and_what_waits_is_news(
    distributed: Consultation, member: Actor, other_member: Actor, client_as: As, at: datetime, queries: Any
) -> None:
    assert member.person is not None
    words = {"title": {"en": "The draft"}, "text": {"en": "There is a next version."}}
    digest = mail(member.person, 1, at, kind="digest", about="digest:2026-11-24T07:00")
    for number, told in enumerate((digest, None)):
        Notice.objects.create(
            kind="new_version",
            about=distributed.name,
            person=member.person,
            dedup_key=f"n{number}",
            words=words,
            due_at=at + timedelta(days=1),
            digest=told,
        )
    client = client_as(member)
    page = shown(client, "/en/me/mails/")
    assert "1 piece of news" in page and "There is a next version." in page
    with queries(at_most=10):
        page = shown(client, "/en/me/news/")
    assert page.count("The draft") == 2
    assert page.count("waits for the digest") == 1
    assert "No news yet" in shown(client_as(other_member), "/en/me/news/")


def test_the_record_of_somebody_is_theirs_and_the_secretariats(
    distributed: Consultation, member: Actor, other_member: Actor, secretariat: Actor, client_as: As, at: datetime
) -> None:
    assert member.person is not None
    path = f"/en/desk/people/{member.person.pk}/mails/"
    assert "Mails to" in shown(client_as(secretariat), path)
    assert shown(client_as(member), path)
    assert client_as(other_member).get(path).status_code == 404
    assert client_as(other_member).get(path.replace("mails/", "mails.csv")).status_code == 404
    assert client_as(secretariat).get("/en/desk/people/999999/mails/").status_code == 404


# --- Addresses ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def coordinator(jurisdiction: None) -> Actor:
    hub = Organization.objects.create(
        kind=Organization.Kind.HUB, code="hub-prizren", name="Hub", place=Place.objects.get(code="hub-prizren")
    )
    besa = personas.person("Besa Morina")
    Mandate.objects.create(person=besa, organization=hub, scope=Mandate.Scope.COORDINATE, since=LONG_AGO)
    return Actor(besa)


@pytest.fixture
def held(jurisdiction: None, at: datetime) -> list[Hold]:
    """Thirty addresses of an organization in Dragash, and one of an organization in Gjilan."""
    made = []
    for code, place, count in (("ketu", "dragash", 30), ("atje", "gjilan", 1)):
        organization = personas.organization(code, code.title())
        organization.place = Place.objects.get(code=place)
        organization.save()
        for number in range(count):
            person = personas.person(f"{code.title()} {number:02d}")
            Affiliation.objects.create(person=person, organization=organization, since=LONG_AGO)
            hold = addresses.hold_address(
                person.email, "gone", person_id=person.pk, words="=HYPERLINK 550 no such user", at=at
            )
            assert hold is not None
            made.append(hold)
    return made


def test_the_secretariat_has_a_page_of_addresses(
    secretariat: Actor, held: list[Hold], client_as: As, clock: Any, queries: Any
) -> None:
    client = client_as(secretariat)
    with queries(at_most=16):
        page = shown(client, "/en/desk/addresses/")
    assert "1–25 of 31" in page
    assert page.count("Send to it again") == 25
    prizren = Place.objects.get(code="hub-prizren").pk
    assert "1–25 of 30" in shown(client, f"/en/desk/addresses/?hub={prizren}")
    assert "Nothing found" in shown(client, "/en/desk/addresses/?words=nobody")
    assert "Nothing found" in shown(client, "/en/desk/addresses/?state=over")
    table = client.get(f"/en/desk/addresses.csv?hub={prizren}").content.decode("utf-8-sig").splitlines()
    assert len(table) == 31
    assert "'=HYPERLINK" in table[1]
    assert "Addresses that do not work" in shown(client, "/en/desk/")


def test_a_hub_finds_its_addresses_on_its_desk_and_mends_them(
    coordinator: Actor, held: list[Hold], client_as: As, clock: Any
) -> None:
    client = client_as(coordinator)
    desk = shown(client, "/en/desk/")
    assert "30 addresses in your hub do not work" in desk
    page = shown(client, "/en/desk/addresses/")
    assert "1–25 of 30" in page
    assert "Prizren Regional Hub" in page
    assert "/desk/people/" not in page
    ours, theirs = held[0], held[-1]
    answer = client.post(f"/en/desk/addresses/{ours.pk}/release/", {"back": "words=Ketu"}, follow=True)
    assert "Undo: hold the address again" in answer.content.decode()
    assert "1–25 of 29" in answer.content.decode()
    client.post(f"/en/desk/addresses/{ours.pk}/hold/")
    assert Hold.objects.filter(ended_at=None).count() == 31
    assert client.post(f"/en/desk/addresses/{theirs.pk}/release/").status_code == 404
    assert client.post(f"/en/desk/addresses/{theirs.person_id}/propose/", {"email": "x@example.org"}).status_code == 404
    assert client.post(f"/en/desk/addresses/{ours.pk}/burn/").status_code == 404
    assert client.get(f"/en/desk/addresses/{ours.pk}/release/").status_code == 405


def test_a_proposed_address_is_shown_until_it_is_taken_back_and_a_wrong_one_is_not_lost(
    coordinator: Actor, held: list[Hold], client_as: As, clock: Any
) -> None:
    client, hold = client_as(coordinator), held[0]
    path = f"/en/desk/addresses/{hold.person_id}/propose/"
    answer = client.post(path, {"email": "not an address"})
    assert answer.status_code == 422
    assert 'value="not an address"' in answer.content.decode()
    taken = client.post(path, {"email": held[1].address})
    assert taken.status_code == 422 and "in use already" in taken.content.decode()
    client.post(path, {"email": "right@example.org", "back": ""})
    assert "Proposed: right@example.org, by Besa Morina" in shown(client, f"/en/desk/addresses/?words={hold.address}")
    change = AddressChange.objects.get()
    client.post(f"/en/desk/addresses/{change.pk}/withdraw/")
    assert "Proposed: right@example.org" not in shown(client, f"/en/desk/addresses/?words={hold.address}")


def test_nobody_else_has_such_a_page(
    held: list[Hold], member: Actor, ministry: Actor, visitor: Actor, client_as: As, clock: Any
) -> None:
    for actor in (member, ministry):
        assert client_as(actor).get("/en/desk/addresses/").status_code == 404
        assert client_as(actor).get("/en/desk/addresses.csv").status_code == 404
        assert "Addresses that do not work" not in shown(client_as(actor), "/en/desk/")
    assert client_as(visitor).get("/en/desk/addresses/").status_code == 302


def test_every_address_works_is_said_so(secretariat: Actor, jurisdiction: None, client_as: As) -> None:
    assert "Every address works" in shown(client_as(secretariat), "/en/desk/addresses/")
