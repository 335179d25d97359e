"""The desk and the account: what waits, for whom, and what each person sets for themselves."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence.models import Mute
from civikos.programs.consultations.models import Consultation, Subscription
from civikos.programs.consultations.tests import samples
from civikos.registers.organizations.models import Mandate
from civikos.registers.topics.models import Topic

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]


def shown(client: Client, path: str) -> str:
    """The page as it is shown."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def waiting_of(page: str) -> str:
    """The part of the desk that says what waits."""
    return page[page.index('id="waiting-h"') : page.index("<aside")]


@pytest.mark.parametrize("path", ["/en/desk/", "/en/account/"])
def test_nobody_without_signing_in(
    distributed: Consultation,
    member: Actor,
    visitor: Actor,
    link_of: Callable[[Actor, Consultation], Actor],
    client_as: As,
    path: str,
) -> None:
    for actor in (visitor, link_of(member, distributed)):
        answer = client_as(actor).get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/en/sign-in/?next=")


def test_a_draft_waits_for_those_who_were_asked_until_they_have_spoken(
    distributed: Consultation, member: Actor, other_member: Actor, ministry: Actor, client_as: As, at: Any, queries: Any
) -> None:
    client = client_as(member)
    # Each app that has something waiting asks a few: consultations 8, mail 2, positions 1, requests 3, elections 1.
    with queries(at_most=21):
        page = shown(client, "/en/desk/")
    assert samples.TITLES["sq"] in waiting_of(page)
    assert "16 working days left" in waiting_of(page)
    assert "Nothing waits for you" in waiting_of(shown(client_as(ministry), "/en/desk/"))
    samples.comment(distributed, member, at)
    assert "Nothing waits for you" in waiting_of(shown(client, "/en/desk/"))
    assert samples.TITLES["sr"] in waiting_of(shown(client_as(other_member), "/sr-latn/desk/"))


def test_points_wait_for_the_institution_and_its_deadline_passes(
    submitted: Consultation, ministry: Actor, secretariat: Actor, client_as: As, clock: Any
) -> None:
    clock.move_to(submitted.members_until)
    client = client_as(ministry)
    page = waiting_of(shown(client, "/en/desk/"))
    assert "Answer 2 points" in page
    assert f"/en/consultations/{submitted.pk}/matrix/" in page
    clock.move_to(submitted.government_until.replace(day=28))
    assert "overdue" in waiting_of(shown(client_as(ministry), "/en/desk/"))
    assert "Waiting for answers" in waiting_of(shown(client_as(secretariat), "/en/desk/"))


def test_the_secretariat_sees_what_to_do_next(registered: Consultation, secretariat: Actor, client_as: As) -> None:
    page = shown(client_as(secretariat), "/en/desk/")
    assert "Check the text and send it out" in waiting_of(page)
    assert "/en/consultations/new/" in page


def test_the_desk_shows_organizations_and_only_mandates_in_force(
    jurisdiction: None, member: Actor, client_as: As, clock: Any
) -> None:
    client = client_as(member)
    page = shown(client, "/en/desk/")
    assert "Forumi për Pjesëmarrje: speak for the organization" in page
    Mandate.objects.filter(person=member.person).update(until=date(2026, 11, 23))
    assert "speak for the organization" not in shown(client, "/en/desk/")
    assert "You hold no mandate today" in shown(client, "/en/account/")


def test_following_is_begun_and_ended(jurisdiction: None, member: Actor, other_member: Actor, client_as: As) -> None:
    client, topic = client_as(member), Topic.objects.order_by("pk")[0]
    assert client.post("/en/account/follow/", {}).status_code == 422
    client.post("/en/account/follow/", {"topic": topic.pk})
    (row,) = Subscription.objects.all()
    assert str(topic.name) in shown(client, "/en/desk/")
    assert client_as(other_member).post("/en/account/unfollow/", {"subscription": row.pk}).status_code == 404
    client.post("/en/account/unfollow/", {"subscription": row.pk})
    assert not Subscription.objects.exists()


def test_mails_that_may_be_stopped_are_stopped_and_started(jurisdiction: None, member: Actor, client_as: As) -> None:
    client = client_as(member)
    client.post("/en/me/letters/", {"verb": "stop", "kind": "consultation_reminder"})
    assert list(Mute.objects.values_list("person", "kind")) == [(member.person_id, "consultation_reminder")]
    assert "Start again" in shown(client, "/en/me/letters/")
    client.post("/en/me/letters/", {"verb": "start", "kind": "consultation_reminder"})
    assert not Mute.objects.exists()
    for kind in ("contribution_receipt", "sign_in_code", "nonsense", ""):
        assert client.post("/en/me/letters/", {"verb": "stop", "kind": kind}).status_code == 404
    assert not Mute.objects.exists()


def test_the_language_of_mails(jurisdiction: None, member: Actor, client_as: As) -> None:
    client = client_as(member)
    client.post("/en/account/language/", {"language": "sr"})
    assert member.person is not None
    member.person.refresh_from_db()
    assert member.person.language == "sr"
    assert client.post("/en/account/language/", {"language": "xx"}).status_code == 422


def test_signing_out_everywhere_leaves_this_browser(jurisdiction: None, member: Actor, client_as: As) -> None:
    here, there = client_as(member), client_as(member)
    shown(there, "/en/desk/")
    here.post("/en/account/sign-out-everywhere/")
    shown(here, "/en/desk/")
    assert there.get("/en/desk/").status_code == 302


def test_nothing_changes_by_looking_or_by_an_unknown_verb(jurisdiction: None, member: Actor, client_as: As) -> None:
    client = client_as(member)
    assert client.get("/en/account/unfollow/").status_code == 405
    assert client.post("/en/account/become-secretariat/").status_code == 404
