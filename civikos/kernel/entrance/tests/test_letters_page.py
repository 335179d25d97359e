"""The page at the end of every mail: which mails come and how often, without signing in; each change can be taken back."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.closing import unsubscribe_token
from civikos.kernel.correspondence.models import Absence, Message, Mute, Preference
from civikos.kernel.entrance import actions

pytestmark = pytest.mark.usefixtures("jurisdiction", "clock")
RHYTHMS = {"invitations": "weekly", "followed": "daily", "changes": "daily", "reports": "at_once"}


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(email="arta@example.org", name="Arta", language="sq")


def path(person: Person, kind: str = "new_version", language: str = "en") -> str:
    return f"/{language}/letters/{unsubscribe_token(person.pk, kind)}/"


def change(person: Person, **sent: str) -> str:
    """The page after one change."""
    answer = Client().post(path(person), sent, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def undo(person: Person, page: str) -> str:
    """The page after a press on its undo button."""
    form = page[page.index('id="done"') :]
    form = form[: form.index("</form>")]
    sent = {unescape(name): unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    return change(person, **{name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"})


def test_looking_changes_nothing_and_the_address_is_hidden(person: Person, queries: Any) -> None:
    with queries(at_most=8):
        page = Client().get(path(person))
    assert page["X-Robots-Tag"] == "noindex"
    assert "a•••@example.org" in page.content.decode()
    assert person.email not in page.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("kind", ["contribution_receipt", "answers_received", "digest"])
def test_the_link_of_any_kind_of_mail_leads_there(person: Person, kind: str) -> None:
    assert Client().get(path(person, kind)).status_code == 200


@pytest.mark.parametrize("token", ["1.new_version.0", "x", "999999.new_version.abc"])
def test_a_link_that_was_not_made_is_dead(person: Person, token: str) -> None:
    for answer in (Client().get(f"/en/letters/{token}/"), Client().post(f"/en/letters/{token}/", {"verb": "stop"})):
        assert answer.status_code == 410
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert Client().get(path(person)).status_code == 410


def test_rhythms_are_chosen_and_taken_back(person: Person) -> None:
    page = change(person, verb="rhythms", **RHYTHMS)
    chosen = dict(Preference.objects.filter(person=person).values_list("group", "rhythm"))
    assert chosen == {"invitations": "weekly", "followed": "daily", "changes": "daily"}
    entry = Entry.objects.get(verb="person.rhythm_chosen")
    assert (entry.actor_id, entry.door) == (person.pk, "link")
    undo(person, page)
    assert set(Preference.objects.values_list("rhythm", flat=True)) == {"at_once"}


def test_a_pause_is_begun_moved_ended_and_taken_back(person: Person) -> None:
    page = change(person, verb="rest", until="2026-12-09")
    assert "rest until 9 December 2026" in page
    page = change(person, verb="rest", until="2026-12-20")
    undo(person, page)
    assert Absence.objects.get().until == date(2026, 12, 9)
    page = change(person, verb="end_rest")
    assert not Absence.objects.exists()
    undo(person, page)
    assert Absence.objects.get().until == date(2026, 12, 9)


def test_a_pause_that_cannot_be_is_refused_and_nothing_typed_is_lost(person: Person) -> None:
    answer = Client().post(path(person), {"verb": "rest", "until": "2027-06-01"})
    assert answer.status_code == 422
    assert 'value="2027-06-01"' in answer.content.decode()
    assert "Choose a day between tomorrow and 22.02.2027." in answer.content.decode()
    assert Client().post(path(person), {"verb": "rest", "until": ""}).status_code == 422
    assert Client().post(path(person), {"verb": "rhythms", **RHYTHMS, "reports": "x"}).status_code == 422
    assert Client().post(path(person), {"verb": "other"}).status_code == 404
    assert not Entry.objects.exists()


def test_kinds_and_language_are_changed_and_taken_back(person: Person) -> None:
    page = change(person, verb="stop", kind="report_published")
    assert Mute.objects.get().kind == "report_published"
    undo(person, page)
    assert not Mute.objects.exists()
    page = change(person, verb="language", language="sr")
    person.refresh_from_db()
    assert person.language == "sr"
    undo(person, page)
    person.refresh_from_db()
    assert person.language == "sq"
    assert Client().post(path(person), {"verb": "stop", "kind": "contribution_receipt"}).status_code == 404


def test_what_can_be_taken_back_is_not_forged(person: Person) -> None:
    page = Client().get(f"{path(person)}?was=eyJ2ZXJiIjoic3RvcCJ9:abc:def").content.decode()
    assert 'id="done"' not in page


def test_one_click_needs_no_cookie(person: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    address = f"/sq/u/{unsubscribe_token(person.pk, 'new_version')}/"
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Mute.objects.get().kind == "new_version"
    assert browser.post(path(person), {"verb": "stop", "kind": "report_published"}).status_code == 403


def test_an_address_is_confirmed_by_a_press_not_by_a_look(person: Person, at: Any) -> None:
    actions.propose_address(person.pk, "new@example.org", by=SYSTEM, at=at)
    secret = Message.objects.get().secrets[0]
    address = f"/en/address/{secret}/"
    assert "new@example.org" in Client().get(address).content.decode()
    person.refresh_from_db()
    assert person.email == "arta@example.org"
    assert "Mails come to new@example.org from now on" in Client().post(address).content.decode()
    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert Client().post(address).status_code == 200
    assert Client().get("/en/address/xxxxxxxxxxxxxxxx/").status_code == 410


def test_ones_own_page_is_for_who_signed_in(person: Person, client_as: Any) -> None:
    assert Client().get("/en/me/letters/").status_code == 302
    page = client_as(Actor(person)).get("/en/me/letters/").content.decode()
    assert "arta@example.org" in page
