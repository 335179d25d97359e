"""Pages of positions: shown in each phase, the number of queries, refusals in the page, nothing lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from civikos.programs.positions.models import Position, Response
from civikos.programs.positions.tests.conftest import ANSWERED, GATHERED, Network


def url(name: str, *arguments: Any) -> str:
    return reverse(f"positions:{name}", args=arguments)


def test_pages_of_the_draft(drafted: Position, network: Network, client_as: Any, clock: Any) -> None:
    clock.move_to(GATHERED)
    browser = client_as(network.blerim)
    for address in (
        url("list"),
        url("position", drafted.pk),
        url("gathering", drafted.pk),
        url("draft", drafted.pk),
        url("new_passage", drafted.pk),
        url("new_passage", drafted.pk) + "?source=c1&source=c2",
        url("passage", drafted.pk, 1),
        url("passage", drafted.pk, 2),
        url("sentence", drafted.pk, 1),
        url("history", drafted.pk),
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address


def test_pages_with_the_members(asked: Position, network: Network, client_as: Any, clock: Any) -> None:
    at = GATHERED + timedelta(hours=2)
    network.answer(asked, network.jelena, at, passage=2, answer="object", reason="Mosha duhet të mbetet.")
    network.answer(
        asked,
        network.others[0],
        at,
        passage=1,
        answer="amend",
        text="Rregullorja duhet të zbatohet edhe për shkollat fillore.",
        reason="Më saktë.",
    )
    clock.move_to(at + timedelta(hours=1))
    browser = client_as(network.jelena)
    for name, arguments in (
        ("position", []),
        ("consent", []),
        ("answer", [1]),
        ("answer", [2]),
        ("answer", [0]),
        ("amendments", []),
        ("roll", []),
        ("roll_csv", []),
        ("dissent", []),
        ("history", []),
        ("gathering", []),
    ):
        assert browser.get(url(name, asked.pk, *arguments)).status_code == 200, name
    assert browser.get(url("answer", asked.pk, 1) + "?kind=amend").status_code == 200
    clock.move_to(ANSWERED)
    amendment = Response.objects.get(answer="amend")
    assert client_as(network.blerim).get(url("amendment", asked.pk, amendment.pk)).status_code == 200


@pytest.fixture
def adopted(asked: Position, network: Network, clock: Any) -> Position:
    from civikos.kernel.accounts.actor import SYSTEM
    from civikos.programs.positions import actions

    at = asked.consent_until - timedelta(hours=3)
    network.answer(asked, network.jelena, at)
    network.answer(asked, network.others[0], at)
    clock.move_to(asked.consent_until)
    return actions.go_on(asked.pk, by=SYSTEM, at=asked.consent_until)


def test_an_adopted_position_is_everybodys(adopted: Position, client_as: Any, visitor: Any, queries: Any) -> None:
    browser = client_as(visitor)
    with queries(at_most=22):
        page = browser.get(url("position", adopted.pk))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Centar za životnu sredinu" in text
    assert "Jelena Petrović" in text
    assert "Konventa për të Drejtat e Fëmijës" in text, "a public source"
    assert browser.get(url("data", adopted.pk)).json()["format"] == "civikos.position"
    assert browser.get(url("list")).status_code == 200
    assert browser.get(url("list_csv")).status_code == 200
