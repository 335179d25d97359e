"""
Who gets what at every address of positions: each URL name × visitor, member, link, foreign link, ministry, officer, in three states.

    v  shown        i  sent to the sign-in page        -  absent: 404
    x  done         r  refused: told so, nothing written        a  sent on, nothing written        m  405

`drafted`: points are over, the draft is being written by Blerim, the rapporteur. `asked`: with the members. `adopted`: public.
`member` is Jelena, `drafter` Blerim, `link` Jelena by the link of this position, `foreign_link` by that of another one.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.urls import reverse

from civikos.kernel.accounts.actor import NOBODY, SYSTEM, Actor, Door
from civikos.kernel.audit.models import Entry
from civikos.kernel.workflow.steps import Step
from civikos.programs.positions import actions, permissions, states, urls
from civikos.programs.positions.models import Position, Response
from civikos.programs.positions.tests.conftest import GATHERED, Network

PERSONAS = ("visitor", "member", "drafter", "link", "foreign_link", "ministry", "officer")
STATES = ("drafted", "asked", "adopted")


def grid(text: str) -> dict[tuple[str, str], str]:
    found = {}
    for line in text.strip().splitlines():
        persona, *letters = line.split()
        assert len(letters) == len(STATES), line
        found.update({(persona, state): letter for state, letter in zip(STATES, letters, strict=True)})
    assert {persona for persona, _state in found} == set(PERSONAS), text
    return found


def near(letters: str, visitor: str = "iii", outside: str = "---") -> dict[tuple[str, str], str]:
    """The same for all near it; others find nothing."""
    rows = {"visitor": visitor, "foreign_link": outside, "ministry": outside}
    return {
        (persona, state): rows.get(persona, letters)[number]
        for persona in PERSONAS
        for number, state in enumerate(STATES)
    }


def only(who: str, letters: str, others: str = "---") -> dict[tuple[str, str], str]:
    """Some get it; a visitor is asked to sign in, everybody else finds nothing."""
    return {
        (persona, state): (letters if persona in who.split() else "iii" if persona == "visitor" else others)[number]
        for persona in PERSONAS
        for number, state in enumerate(STATES)
    }


READER = grid("""
visitor       -  -  v
member        v  v  v
drafter       v  v  v
link          v  v  v
foreign_link  -  -  v
ministry      -  -  v
officer       v  v  v
""")
OUT = {key: ("v" if key[1] == "adopted" else "-") for key in READER}
METHOD_UNKNOWN = dict.fromkeys(READER, "m")
UNKNOWN_WITHIN = METHOD_UNKNOWN | {("visitor", state): "i" for state in STATES}
OFFICER_REFUSED = {("officer", state): "r" for state in STATES}
EVERYBODY = dict.fromkeys(READER, "v")
OFFICE = only("officer", "vvv")

# name → GET, POST (what is posted would be right if it were allowed)
TABLE: dict[str, tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]] = {
    "list": (EVERYBODY, METHOD_UNKNOWN),
    "list_csv": (EVERYBODY, METHOD_UNKNOWN),
    "open": (OFFICE, only("officer", "rrr")),  # one on this draft is under way; or nothing is said
    "of_consultation": (
        grid("""
visitor       i  i  a
member        a  a  a
drafter       a  a  a
link          a  a  a
foreign_link  a  a  a
ministry      a  a  a
officer       a  a  a
"""),
        METHOD_UNKNOWN,
    ),
    "position": (READER, METHOD_UNKNOWN),
    "sentence": (READER, METHOD_UNKNOWN),
    "plan": (OFFICE, only("officer", "xrr")),
    "gathering": (near("vvv"), near("rrr")),
    "suggestion_action": (METHOD_UNKNOWN, near("-rr") | OFFICER_REFUSED),
    "draft": (only("drafter officer", "vvv"), only("drafter officer", "vvv")),
    "new_passage": (only("drafter officer", "vvv"), only("drafter officer", "xrr")),
    "ask": (METHOD_UNKNOWN, only("drafter officer", "xrr")),
    "passage": (only("drafter officer", "vvv"), only("drafter officer", "xrr")),
    "sources": (METHOD_UNKNOWN, only("drafter officer", "xrr")),
    "passage_action": (METHOD_UNKNOWN, only("drafter officer", "xrr")),
    "consent": (
        near("-vv"),
        near("-xr") | {("officer", "asked"): "r", ("officer", "adopted"): "r"},
    ),
    "answer": (near("-vv"), near("-xr") | {("officer", "asked"): "r", ("officer", "adopted"): "r"}),
    "take_back": (METHOD_UNKNOWN, near("r-r") | OFFICER_REFUSED),
    "amendments": (near("-vv"), UNKNOWN_WITHIN),
    "amendment": (only("", "---"), only("", "---")),
    "vote": (near("---"), near("---")),
    "roll": (near("-vv"), UNKNOWN_WITHIN),
    "roll_csv": (near("-vv"), UNKNOWN_WITHIN),
    "dissent": (
        near("-vv"),
        near("-xx")
        | {
            ("officer", "asked"): "r",
            ("officer", "adopted"): "r",
            ("member", "adopted"): "r",
            ("link", "adopted"): "r",
        },
    ),
    "withdraw_dissent": (METHOD_UNKNOWN, near("r--") | OFFICER_REFUSED),
    "history": (near("vvv"), UNKNOWN_WITHIN),
    "withdraw": (OFFICE, only("officer", "xxx")),
    "correct": (OFFICE, only("officer", "rrx")),
    "go_on": (METHOD_UNKNOWN, only("officer", "rrr")),
    "remind": (METHOD_UNKNOWN, only("officer", "rxr")),
    "send": (METHOD_UNKNOWN, only("officer", "rrr")),
    "paper": (dict.fromkeys(READER, "-"), METHOD_UNKNOWN),
    "data": (OUT, METHOD_UNKNOWN),
    "document": (dict.fromkeys(READER, "-"), METHOD_UNKNOWN),
}
ARGUMENTS: dict[str, list[Any]] = {
    "sentence": [1],
    "suggestion_action": [999, "withdraw"],
    "passage": [1],
    "sources": [1],
    "passage_action": [1, "down"],
    "answer": [1],
    "take_back": [999],
    "amendment": [999],
    "withdraw_dissent": [999],
    "paper": ["00000000-0000-4000-8000-000000000000"],
}
POSTED: dict[str, dict[str, str]] = {
    "plan": {"gather_on": "2026-11-27", "draft_on": "2026-12-01", "consent_on": "2026-12-04"},
    "gathering": {"text": "Pika ime.", "capacity": "individual"},
    "new_passage": {"text": "Një pjesë e re.", "language": "sq"},
    "passage": {"text": "Ndryshuar krejt.", "language": "sq", "eid": "art_2", "revision": "1"},
    "answer": {"kind": "object", "reason": "Jo kështu."},
    "dissent": {"statement": "Nuk pajtohemi."},
    "withdraw": {"reason": "Pa nevojë."},
    "correct": {"reason": "Gabim."},
}


@pytest.fixture
def people(network: Network, ministry: Actor) -> dict[str, Actor]:
    return {
        "visitor": NOBODY,
        "member": network.jelena,
        "drafter": network.blerim,
        "ministry": ministry,
        "officer": network.secretariat,
    }


def in_state(state: str, drafted: Position, network: Network, clock: Any) -> Position:
    clock.move_to(GATHERED)
    if state == "drafted":
        actions.go_on(drafted.pk, by=SYSTEM, at=GATHERED)
    else:
        actions.ask_members(drafted.pk, by=network.blerim, at=GATHERED)
    drafted.refresh_from_db()
    if state == "adopted":
        network.answer(drafted, network.jelena, GATHERED)
        network.answer(drafted, network.others[0], GATHERED)
        clock.move_to(drafted.consent_until)
        actions.go_on(drafted.pk, by=SYSTEM, at=drafted.consent_until)
        clock.shift(timedelta(hours=1))
    drafted.refresh_from_db()
    return drafted


def letter(browser: Any, method: str, address: str, data: dict[str, str]) -> str:
    before = Entry.objects.count()
    answer = getattr(browser, method)(address, data)
    wrote = Entry.objects.count() > before
    if answer.status_code == 302 and answer.url.startswith(resolve_url(settings.LOGIN_URL)):
        return "i"
    if answer.status_code in (404, 405):
        return "-" if answer.status_code == 404 else "m"
    if wrote:
        return "x"
    if method == "get":
        return "v" if answer.status_code == 200 else "a" if answer.status_code == 302 else str(answer.status_code)
    if answer.status_code in (302, 409, 422):
        return "r"
    return "v" if answer.status_code == 200 else str(answer.status_code)


@pytest.mark.parametrize("state", STATES)
def test_every_address_in_every_state_for_everybody(
    state: str, drafted: Position, network: Network, people: dict[str, Actor], client_as: Any, clock: Any
) -> None:
    row = in_state(state, drafted, network, clock)
    people["link"] = Actor(network.jelena.person, audience=row.name, door=Door.LINK)
    people["foreign_link"] = Actor(network.jelena.person, audience="position:999", door=Door.LINK)
    wrong = []
    for persona in PERSONAS:
        browser = client_as(people[persona])
        for name, expected in TABLE.items():
            if name in ("list", "list_csv", "open"):
                address = reverse(f"positions:{name}")
            elif name == "of_consultation":
                address = reverse("positions:of_consultation", args=[row.consultation_id])
            else:
                address = reverse(f"positions:{name}", args=[row.pk, *ARGUMENTS.get(name, [])])
            for method, table in (("get", expected[0]), ("post", expected[1])):
                mark = transaction.savepoint()
                try:
                    got = letter(browser, method, address, POSTED.get(name, {}) if method == "post" else {})
                finally:
                    transaction.savepoint_rollback(mark)
                if got != table[persona, state]:
                    wrong.append(f"{persona} {method} {name} in {state}: {got}, not {table[persona, state]}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_table_knows_every_address() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(TABLE)


def test_every_step_of_a_position_that_exists_has_a_rule() -> None:
    steps = {each for each in vars(states).values() if isinstance(each, Step)}
    by_others = {states.OPEN, states.ASK_AGAIN, states.OPEN_VOTE, states.ADOPT, states.REFUSE, states.REPLACE}
    assert set(permissions.MAY) == steps - by_others


def test_somebody_who_came_by_a_link_answers_there_and_nowhere_else(
    asked: Position, network: Network, client_as: Any, clock: Any
) -> None:
    clock.move_to(GATHERED)
    link = Actor(network.jelena.person, audience=asked.name, door=Door.LINK)
    browser = client_as(link)
    assert browser.post(reverse("positions:consent", args=[asked.pk])).status_code == 302
    assert Response.objects.get().organization == network.organization(network.jelena)
    assert browser.get(reverse("desk:desk")).status_code == 302
