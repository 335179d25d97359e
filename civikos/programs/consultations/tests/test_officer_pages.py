"""Pages of the secretariat and the institution: who sees them, what they cost, what is refused and that nothing is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation

ClientAs = Callable[[Actor], Client]
PAGES = ["text", "distribution", "distribution/live", "deadline", "history", "report/new", "withdraw", "versions/new"]
STATES = ["registered", "distributed", "discussed", "submitted", "answered"]


def address(consultation: Consultation, page: str = "") -> str:
    return f"/en/consultations/{consultation.pk}/{page}{'/' if page else ''}"


def plain(answer: Any, pk: int) -> str:
    """A page without what differs from one request to the next: its own address and the masked tokens."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return text.replace(f"/{pk}/", "/…/")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("page", [*PAGES, "matrix", "versions"])
def test_the_secretariat_reads_every_page_in_every_state(
    page: str, state: str, request: pytest.FixtureRequest, secretariat: Actor, client_as: ClientAs
) -> None:
    consultation = request.getfixturevalue(state)
    answer = client_as(secretariat).get(address(consultation, page))
    assert answer.status_code == 200
    assert b"Reading room" in answer.content or page == "distribution/live"


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_the_secretariat_are_absent_for_everybody_else(
    page: str,
    submitted: Consultation,
    member: Actor,
    ministry: Actor,
    visitor: Actor,
    client_as: ClientAs,
    link_of: Any,
) -> None:
    for actor in (member, ministry, link_of(member, submitted), link_of(ministry, submitted)):
        hidden = client_as(actor).get(address(submitted, page))
        absent = client_as(actor).get(f"/en/consultations/999999/{page}/")
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert plain(hidden, submitted.pk) == plain(absent, 999999)
    for pk in (submitted.pk, 999999):
        answer = client_as(visitor).get(f"/en/consultations/{pk}/{page}/")
        assert answer.status_code == 302
        assert "/sign-in/" in answer["Location"]
