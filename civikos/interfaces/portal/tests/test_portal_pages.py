"""Home, search, and what is shown when something is missing: for whom, at what cost."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Contribution
from civikos.programs.consultations.tests import samples
from tests import personas

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]


def shown(client: Client, path: str, **asked: object) -> str:
    """The page as it is shown."""
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# --- Home ------------------------------------------------------------------------------------------------------------
def test_before_anything_there_is_a_sentence_for_each_part(jurisdiction: None, visitor: Actor, client_as: As) -> None:
    page = shown(client_as(visitor), "/en/")
    assert "Nothing is open just now" in page
    assert "No answers yet" in page
    assert "<dd>–</dd>" in page, "no share of nothing"


def test_home_shows_what_is_open_with_the_days_left_and_costs_eight_queries(
    distributed: Consultation,
    secretariat: Actor,
    member: Actor,
    ministry: Actor,
    visitor: Actor,
    client_as: As,
    at: datetime,
    queries: Any,
) -> None:
    for number in range(12):
        more = samples.register(
            secretariat, samples.organization_of(ministry), at, titles={"sq": f"Projektligji {number:02d}"}
        )
        samples.distribute(more, secretariat, [member], at)
    client = client_as(visitor)
    with queries(at_most=8):
        page = shown(client, "/en/")
    assert page.count('<svg class="ring"') == 8, "the eight that close first"
    assert "16 working days left" in page
    assert "4 articles" in page
    assert "<dd>13</dd>" in page, "drafts of the year"


def test_home_shows_what_was_answered_and_the_share(answered: Consultation, visitor: Actor, client_as: As) -> None:
    page = shown(client_as(visitor), "/en/")
    done = page[page.index('id="done-h"') :]
    assert samples.TITLES["sq"] in done
    assert "<dd>100 %</dd>" in page
    assert "<dd>2</dd>" in page, "comments and proposals"


def test_home_keeps_what_is_not_public_from_visitors(
    distributed: Consultation, member: Actor, visitor: Actor, client_as: As
) -> None:
    Consultation.objects.filter(pk=distributed.pk).update(is_public=False)
    assert samples.TITLES["sq"] not in shown(client_as(visitor), "/en/")
    assert samples.TITLES["sq"] in shown(client_as(member), "/en/")


def test_home_says_nothing_of_the_number_of_comments_that_may_not_be_read(
    discussed: Consultation, member: Actor, visitor: Actor, client_as: As
) -> None:
    assert "2 comments" not in shown(client_as(visitor), "/en/")
    assert "2 comments" in shown(client_as(member), "/en/")


# --- Search ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("pesembedhjete", "<mark>pesëmbëdhjetë</mark>"),
        ("PËLQIMI prind", "<mark>pëlqimi</mark> i <mark>prindit</mark>"),
        ("saglasnost", "<mark>saglasnost</mark>"),
        ("сагласност", "<mark>saglasnost</mark>"),
        ("sluzben", "<mark>Službenom</mark>"),
        ("uredb volont", "volonterskom"),
    ],
)
def test_search_finds_without_marks_in_either_script_and_by_beginnings(
    distributed: Consultation, visitor: Actor, client_as: As, asked: str, found: str
) -> None:
    assert found in shown(client_as(visitor), "/en/search/", q=asked)


@pytest.mark.parametrize("asked", ["", "   ", '"', "*", "AND OR NOT", "NEAR(a b)", "a:b", "--", "%", "x" * 300])
def test_search_takes_whatever_is_typed(distributed: Consultation, visitor: Actor, client_as: As, asked: str) -> None:
    page = shown(client_as(visitor), "/en/search/", q=asked)
    assert "What are you looking for?" in page or "Nothing found" in page or "found" in page


def test_search_links_to_the_article_in_the_language_of_the_page(
    distributed: Consultation, visitor: Actor, client_as: As
) -> None:
    page = shown(client_as(visitor), "/sr-latn/search/", q="pelqimi", kind="article")
    assert f'<a href="/sr-latn/consultations/{distributed.pk}/art_3/">' in page
    assert '<h2 class="act-title" lang="sq">' in page


def test_each_finds_as_far_as_they_may_read(
    discussed: Consultation,
    secretariat: Actor,
    member: Actor,
    ministry: Actor,
    visitor: Actor,
    link_of: Callable[[Actor, Consultation], Actor],
    client_as: As,
    at: datetime,
) -> None:
    outsider = Actor(personas.person("Outis Nemo"))
    assert outsider.person is not None
    actions.add_recipient(discussed.pk, outsider.person, None, by=secretariat, at=at)
    readers = {
        "secretariat": secretariat,
        "member": member,
        "member by link": link_of(member, discussed),
        "visitor": visitor,
        "ministry": ministry,
        "outsider": outsider,
        "outsider by link": link_of(outsider, discussed),
        "member by another link": Actor(member.person, audience="consultation:999"),
    }
    may = {"secretariat", "member", "member by link"}
    row = Contribution.objects.get(consultation=discussed, article="art_2")
    for name, actor in readers.items():
        page = shown(client_as(actor), "/en/search/", q="gjate", kind="contribution")
        assert (f"/en/consultations/contribution/{row.pk}/" in page) == (name in may), name
    actions.publish_contributions(discussed.pk, by=secretariat, at=at)
    for name, actor in readers.items():
        assert f"/contribution/{row.pk}/" in shown(client_as(actor), "/en/search/", q="gjate"), name


def test_what_is_being_prepared_withdrawn_or_hidden_is_not_found(
    registered: Consultation, secretariat: Actor, member: Actor, other_member: Actor, client_as: As, at: datetime
) -> None:
    assert "Nothing found" in shown(client_as(member), "/en/search/", q="vullnetar")
    assert "Nothing found" not in shown(client_as(secretariat), "/en/search/", q="vullnetar")
    samples.distribute(registered, secretariat, [member, other_member], at)
    withdrawn = samples.comment(registered, member, at, "Fjala kryqëzim.")
    hidden = samples.comment(registered, member, at, "Fjala kryqëzim gjithashtu.")
    actions.withdraw_contribution(withdrawn.pk, by=member, at=at)
    actions.hide_contribution(hidden.pk, reason="Fyerje.", by=secretariat, at=at)
    assert "Nothing found" in shown(client_as(other_member), "/en/search/", q="kryqezim")
    actions.restore_contribution(withdrawn.pk, by=member, at=at)
    assert "1 place found" in shown(client_as(other_member), "/en/search/", q="kryqezim")


def test_search_comes_in_pages_at_a_fixed_cost_the_best_first(
    distributed: Consultation, member: Actor, client_as: As, at: datetime, queries: Any
) -> None:
    long = "shumë fjalë të tjera " * 60
    for number in range(30):
        samples.comment(distributed, member, at + timedelta(minutes=number), f"Rregjistri {number}. {long}")
    samples.comment(distributed, member, at, "Rregjistri, shkurt.")
    client = client_as(member)
    with queries(at_most=8):
        page = shown(client, "/en/search/", q="rregjistri")
    assert "31 places found" in page
    assert "Rregjistri, shkurt." in page[: page.index("Rregjistri 2")], (
        "what is only about it comes before what mentions it"
    )
    assert 'href="?q=rregjistri&amp;page=2"' in page
    assert len(re.findall("act-title", shown(client, "/en/search/", q="rregjistri", page=2))) == 11


# --- What is missing -----------------------------------------------------------------------------------------------------
def test_a_missing_page_says_what_to_do(db: None, visitor: Actor, client_as: As) -> None:
    answer = client_as(visitor).get("/en/nothing/here/")
    assert answer.status_code == 404
    assert b'href="/en/consultations/"' in answer.content


def test_about_and_robots(db: None, visitor: Actor, client_as: As, queries: Any) -> None:
    client = client_as(visitor)
    with queries(0):
        shown(client, "/en/about/")
    assert "Disallow: /sq/l/" in shown(client, "/robots.txt")
