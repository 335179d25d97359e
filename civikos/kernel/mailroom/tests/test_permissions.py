"""Who may see and do what in the mailroom: the secretariat everything, everybody else finds no such page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.mailroom import urls
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.tests.conftest import come_in, written

pytestmark = pytest.mark.usefixtures("letterbox", "things")
READING, WRITING = ("get", "head"), ("post",)
TABLE: dict[str, tuple[str, ...]] = {
    "list": READING,
    "mail": READING,
    "original": READING,
    "attachment": READING,
    "release": WRITING,
    "discard": WRITING,
    "discard_several": WRITING,
    "restore": WRITING,
}
GONE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def row(at: datetime) -> Incoming:
    return come_in(written(), at)


def path_of(name: str, pk: int) -> str:
    arguments: list[Any] = [] if name in {"list", "discard_several"} else [pk]
    return reverse(f"mailroom:{name}", args=[*arguments, GONE] if name == "attachment" else arguments)


def test_every_address_is_in_the_table() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(TABLE)
    assert "mail_in" in get_resolver().reverse_dict


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("who", ["visitor", "member", "other_member", "ministry", "link", "officer_by_link"])
def test_nobody_but_the_secretariat(
    name: str, who: str, row: Incoming, request: pytest.FixtureRequest, client_as: Callable[[Actor], Client]
) -> None:
    if who == "link":
        actor = Actor(request.getfixturevalue("member").person, audience="thing:1", door=Door.LINK)
    elif who == "officer_by_link":
        actor = Actor(request.getfixturevalue("secretariat").person, audience="thing:1", door=Door.LINK)
    else:
        actor = request.getfixturevalue(who)
    browser = client_as(actor)
    for pk in (row.pk, row.pk + 999):
        answers = {getattr(browser, verb)(path_of(name, pk)).status_code for verb in TABLE[name]}
        # A visitor is asked to sign in, whether or not the mail exists.
        assert answers == ({302} if who == "visitor" else {404})
    row.refresh_from_db()
    assert row.status == "quarantined"


@pytest.mark.parametrize("name", TABLE)
def test_the_secretariat(name: str, row: Incoming, secretariat: Actor, client_as: Callable[[Actor], Client]) -> None:
    browser = client_as(secretariat)
    expected = {"attachment": 404, "release": 422, "discard": 302, "discard_several": 302, "restore": 302}
    for verb in TABLE[name]:
        assert getattr(browser, verb)(path_of(name, row.pk)).status_code == expected.get(name, 200)
    wrong = "get" if TABLE[name] == WRITING else "post"
    assert getattr(browser, wrong)(path_of(name, row.pk)).status_code == 405
