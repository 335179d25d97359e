"""The reading room, the list, the report, the calendar: who sees what, what it costs, what is never kept for others."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Contribution, Point
from civikos.programs.consultations.queries import room
from civikos.programs.consultations.tests import samples
from civikos.registers.organizations.queries import standing_of
from tests import personas

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]


def address(name: str, *arguments: object, language: str = "en") -> str:
    """The address of a page in English, unless told otherwise."""
    with translation.override(language):
        return reverse(f"consultations:{name}", args=arguments)


def text_of(client: Client, path: str, **more: Any) -> str:
    """The page as it is shown."""
    answer = client.get(path, **more)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# --- Who sees what ---------------------------------------------------------------------------------------------------
@pytest.fixture
def outsider(db: None) -> Actor:
    """Somebody with an account who belongs to no member."""
    return Actor(personas.person("Outis Nemo"))


@pytest.fixture
def everybody(
    jurisdiction: None,
    secretariat: Actor,
    member: Actor,
    other_member: Actor,
    ministry: Actor,
    visitor: Actor,
    outsider: Actor,
) -> dict[str, Actor]:
    """All personas by name."""
    return {
        "secretariat": secretariat,
        "member": member,
        "other_member": other_member,
        "ministry": ministry,
        "visitor": visitor,
        "outsider": outsider,
    }


@pytest.mark.parametrize(
    ("state", "public", "readers"),
    [
        ("registered", True, {"secretariat"}),
        ("distributed", True, {"secretariat", "member", "other_member", "ministry", "visitor", "outsider"}),
        ("distributed", False, {"secretariat", "member", "other_member"}),
        ("submitted", False, {"secretariat", "member", "other_member", "ministry"}),
    ],
)
def test_who_may_open_the_room(
    request: pytest.FixtureRequest,
    everybody: dict[str, Actor],
    client_as: As,
    state: str,
    public: bool,
    readers: set[str],
) -> None:
    consultation = request.getfixturevalue(state)
    Consultation.objects.filter(pk=consultation.pk).update(is_public=public)
    paths = [
        address("room", consultation.pk),
        address("article", consultation.pk, "art_2"),
        address("calendar", consultation.pk),
    ]
    for name, actor in everybody.items():
        client = client_as(actor)
        for path in paths:
            assert client.get(path).status_code == (200 if name in readers else 404), (name, path)


def test_hidden_and_absent_are_the_same_page(registered: Consultation, visitor: Actor, client_as: As) -> None:
    client = client_as(visitor)
    hidden = client.get(address("room", registered.pk))
    absent = client.get(address("room", registered.pk + 1000))
    assert hidden.status_code == absent.status_code == 404
    assert re.sub(rb"/\d+/", b"/", hidden.content) == re.sub(rb"/\d+/", b"/", absent.content)


@pytest.mark.parametrize("published", [False, True])
def test_what_members_said_is_for_members_until_it_is_published(
    discussed: Consultation,
    everybody: dict[str, Actor],
    secretariat: Actor,
    client_as: As,
    at: datetime,
    published: bool,
) -> None:
    if published:
        actions.publish_contributions(discussed.pk, by=secretariat, at=at + timedelta(hours=1))
    for name, actor in everybody.items():
        page = text_of(client_as(actor), address("article", discussed.pk, "art_2"))
        reads = published or name in {"secretariat", "member", "other_member"}
        assert ("Afati duhet të jetë më i gjatë." in page) == reads, name
        assert ("Not public yet" in page) == (name in {"visitor"} and not published), name


def test_somebody_invited_who_is_no_member_reads_the_text_and_only_what_they_said_themselves(
    discussed: Consultation,
    secretariat: Actor,
    outsider: Actor,
    link_of: Callable[[Actor, Consultation], Actor],
    client_as: As,
    at: datetime,
) -> None:
    assert outsider.person is not None
    actions.add_recipient(discussed.pk, outsider.person, None, by=secretariat, at=at)
    guest = link_of(outsider, discussed)
    client = client_as(guest)
    page = text_of(client, address("article", discussed.pk, "art_2"))
    assert "Afati duhet" not in page
    samples.comment(discussed, guest, at, "Mendimi im si e ftuar.", as_organization=False)
    page = text_of(client, address("article", discussed.pk, "art_2"))
    assert "Mendimi im si e ftuar." in page
    assert "Afati duhet" not in page
    # And what was made for them is not what the next reader gets.
    assert "Mendimi im" not in text_of(client_as(Actor()), address("article", discussed.pk, "art_2"))


def test_a_link_to_one_consultation_opens_what_members_said_there_and_nowhere_else(
    discussed: Consultation,
    secretariat: Actor,
    member: Actor,
    other_member: Actor,
    ministry: Actor,
    link_of: Callable[[Actor, Consultation], Actor],
    client_as: As,
    at: datetime,
) -> None:
    other = samples.register(secretariat, samples.organization_of(ministry), at)
    samples.distribute(other, secretariat, [member, other_member], at)
    samples.comment(other, other_member, at, "Në konsultimin tjetër.")
    client = client_as(link_of(member, discussed))
    assert "Afati duhet" in text_of(client, address("article", discussed.pk, "art_2"))
    assert "Në konsultimin tjetër." not in text_of(client, address("article", other.pk, "art_2"))


def test_of_a_hidden_contribution_only_the_reason_is_shown_also_after_the_secretariat_read_it(
    discussed: Consultation, secretariat: Actor, member: Actor, other_member: Actor, client_as: As, at: datetime
) -> None:
    row = Contribution.objects.get(consultation=discussed, article="art_2")
    actions.hide_contribution(row.pk, reason="Fyerje.", by=secretariat, at=at)
    path = address("article", discussed.pk, "art_2")
    assert "Afati duhet" in text_of(client_as(secretariat), path)
    for actor in (other_member, member):
        page = text_of(client_as(actor), path)
        assert "Afati duhet" not in page
        assert "Fyerje." in page
    actions.publish_contributions(discussed.pk, by=secretariat, at=at)
    assert "Afati duhet" in text_of(client_as(secretariat), path)
    page = text_of(client_as(Actor()), path)
    assert "Afati duhet" not in page
    assert "Fyerje." in page


def test_every_step_shows_at_once(
    discussed: Consultation, member: Actor, other_member: Actor, client_as: As, at: datetime
) -> None:
    client, path = client_as(other_member), address("article", discussed.pk, "art_2")
    row = Contribution.objects.get(consultation=discussed, article="art_2")
    assert "Afati duhet" in text_of(client, path)
    actions.edit_contribution(
        row.pk, text="Tani ndryshe.", proposed="", organization=None, by=member, at=at + timedelta(minutes=1)
    )
    page = text_of(client, path)
    assert "Tani ndryshe." in page
    assert "Afati duhet" not in page
    actions.support(row.pk, organization=None, by=other_member, at=at + timedelta(minutes=2))
    assert "Supported by you (1)" in text_of(client, path)
    actions.withdraw_contribution(row.pk, by=member, at=at + timedelta(minutes=3))
    assert "Tani ndryshe." not in text_of(client, path)
    actions.restore_contribution(row.pk, by=member, at=at + timedelta(minutes=4))
    assert "Tani ndryshe." in text_of(client, path)


def test_marks_of_one_reader_never_reach_another(
    discussed: Consultation, member: Actor, other_member: Actor, client_as: As
) -> None:
    path = address("article", discussed.pk, "art_2")
    mine = text_of(client_as(member), path)
    assert 'class="own-mark"' in mine
    assert 'class="is-mine"' in mine
    theirs = text_of(client_as(other_member), path)
    assert 'class="own-mark"' not in theirs
    assert 'href="/en/consultations/contribution/' in theirs
    assert f"/contribution/{Contribution.objects.get(article='art_2').pk}/withdraw/" not in theirs


# --- What is in it ---------------------------------------------------------------------------------------------------
def test_text_outline_and_panel(discussed: Consultation, member: Actor, client_as: As) -> None:
    page = text_of(
        client_as(member), address("article", discussed.pk, "art_3__para_1"), headers={"accept-language": "en"}
    )
    assert '<span class="law-part-num">Kapitulli I</span> DISPOZITAT E PËRGJITHSHME' in page
    assert '<p class="law-text">ndihmën ndërmjet anëtarëve të familjes;</p>' in page
    assert '<span class="law-num">a)</span>' in page
    assert re.search(
        r'href="/en/consultations/\d+/art_3/#art_3" aria-current="true"><span class="outline-line"><span lang="sq">Neni 3 Mosha</span> <b>1<',
        page,
    )
    # Jelena's proposal stands in the panel as a marked change, in its own language.
    change = re.search(r'<p class="change" lang="sr-Latn">(.*?)</p>', page)
    assert change is not None
    assert (
        re.sub(r"<ins>.*?</ins>|</?del>", "", change.group(1))
        == "Volonter može biti lice koje je navršilo petnaest (15) godina."
    )
    assert (
        re.sub(r"<del>.*?</del>|</?ins>", "", change.group(1))
        == "Volonter može biti lice koje je navršilo četrnaest (14) godina."
    )
    assert '<p class="eyebrow" lang="sq">Neni 3, paragrafi 1</p>' in page


def test_two_languages_side_by_side_are_remembered(discussed: Consultation, visitor: Actor, client_as: As) -> None:
    client = client_as(visitor)
    page = text_of(client, address("room", discussed.pk) + "?lang=sq&with=sr")
    assert 'class="law law--two"' in page
    assert "Volonter može biti lice" in page
    assert "Vullnetar mund të jetë personi" in page
    assert 'class="law law--two"' in text_of(client, address("article", discussed.pk, "art_4"))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "an id occurs twice"
    assert 'class="law law--two"' not in text_of(client, address("room", discussed.pk) + "?lang=sr")


@pytest.mark.parametrize("wrong", ["art_99", "..", "chp_9", "' OR 1=1", "<b>"])
def test_an_unknown_provision_is_absent(distributed: Consultation, visitor: Actor, client_as: As, wrong: str) -> None:
    assert client_as(visitor).get(address("room", distributed.pk), {"article": wrong}).status_code == 404


def test_words_of_people_are_never_markup(
    distributed: Consultation, member: Actor, client_as: As, at: datetime
) -> None:
    samples.comment(
        distributed, member, at, "<script>alert(1)</script>", quote="<b>x</b>", proposed="<i>y</i>", eid="art_4"
    )
    page = text_of(client_as(member), address("article", distributed.pk, "art_4"))
    for part in ("<script>alert", "<b>x</b>", "<i>y</i>"):
        assert part not in page


def test_the_panel_alone_for_htmx_and_the_page_for_everybody_else(
    discussed: Consultation, member: Actor, client_as: As
) -> None:
    client, path = client_as(member), address("comments", discussed.pk, "art_2")
    panel = text_of(client, path, headers={"hx-request": "true"})
    assert "Afati duhet" in panel
    assert "<html" not in panel
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/en/consultations/{discussed.pk}/art_2/#comments"


def test_comments_come_in_pages_the_most_supported_first(
    distributed: Consultation, member: Actor, other_member: Actor, client_as: As, at: datetime
) -> None:
    for number in range(25):
        row = samples.comment(
            distributed, member, at + timedelta(minutes=number), f"Komenti numër {number:02d}.", as_organization=False
        )
    actions.support(row.pk, organization=None, by=other_member, at=at + timedelta(hours=1))
    client, path = client_as(other_member), address("article", distributed.pk, "art_2")
    first, second = text_of(client, path), text_of(client, path + "?page=2")
    shown = [re.findall(r"Komenti numër (\d\d)", page) for page in (first, second)]
    assert shown[0][0] == "24"
    assert [len(each) for each in shown] == [20, 5]
    assert not set(shown[0]) & set(shown[1])


def test_the_answer_stands_under_the_comment(answered: Consultation, member: Actor, client_as: As) -> None:
    page = text_of(client_as(member), address("article", answered.pk, "art_2"))
    assert '<span class="state state--accepted">' in page
    assert "U pranua." in page


def test_a_later_version_shows_its_own_text_and_takes_no_comments(
    answered: Consultation, secretariat: Actor, member: Actor, client_as: As
) -> None:
    changed = samples.read_text(
        samples.ALBANIAN.replace("pesëmbëdhjetë (15) vjet", "katërmbëdhjetë (14) vjet"), "v2.txt"
    )
    later = answered.answered_at + timedelta(days=1)
    version = actions.add_version(
        answered.pk, changed, received_on=later.date(), label="", without_articles=False, by=secretariat, at=later
    )
    client = client_as(member)
    assert "katërmbëdhjetë (14)" not in text_of(client, address("room", answered.pk))
    page = text_of(client, address("article", answered.pk, "art_2") + f"?version={version.number}")
    assert "katërmbëdhjetë (14)" in page
    assert "Afati duhet" in page, "what was said is carried over"
    assert f"/art_2/?version={version.number}#art_2" in page
    assert client.get(address("room", answered.pk) + "?version=9").status_code == 404


# --- What it costs ---------------------------------------------------------------------------------------------------
STATES = ["registered", "distributed", "discussed", "submitted", "answered", "reported"]


@pytest.fixture
def reported(answered: Consultation, secretariat: Actor) -> Consultation:
    """The report published the day after the answers."""
    assert answered.answered_at is not None
    return actions.publish_report(answered.pk, foreword="", by=secretariat, at=answered.answered_at + timedelta(days=1))


@pytest.mark.parametrize("state", STATES)
def test_a_page_costs_at_most_twelve_queries_in_every_state_and_for_everybody(
    request: pytest.FixtureRequest, everybody: dict[str, Actor], client_as: As, queries: Any, state: str
) -> None:
    consultation = request.getfixturevalue(state)
    path = address("article", consultation.pk, "art_3__para_1")
    for name, actor in everybody.items():
        if state == "registered" and name != "secretariat":
            continue
        client = client_as(actor)
        caches["kept"].clear()
        with queries(at_most=12):
            text_of(client, path)
        with queries(at_most=1 if name == "visitor" else 9 if name in {"outsider", "ministry"} else 6):
            text_of(client, path)


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("state", [state for state in STATES if state != "registered"])
def test_what_the_room_asks_once_for_many_is_what_the_querysets_say(
    request: pytest.FixtureRequest,
    everybody: dict[str, Actor],
    link_of: Callable[[Actor, Consultation], Actor],
    state: str,
    public: bool,
) -> None:
    consultation = request.getfixturevalue(state)
    Consultation.objects.filter(pk=consultation.pk).update(is_public=public)
    consultation.refresh_from_db()
    linked = {
        f"{name} by link": link_of(actor, consultation) for name, actor in everybody.items() if actor.person is not None
    }
    astray = {
        f"{name} astray": Actor(actor.person, audience="consultation:999")
        for name, actor in everybody.items()
        if actor.person is not None
    }
    for name, actor in {**everybody, **linked, **astray}.items():
        standing = standing_of(actor, timezone.localdate())
        by_member = Contribution.objects.filter(consultation=consultation).exclude(author=actor.person_id)
        if (
            not consultation.is_public
            and not Consultation.objects.visible_to(actor).filter(pk=consultation.pk).exists()
        ):
            continue
        if by_member.exists():
            every = by_member.count() == Contribution.objects.visible_to(actor).filter(pk__in=by_member).count()
            assert every == room.reads_all(consultation, actor, is_member=standing.is_member), name
        if consultation.points.exists():
            answers = room.reads_answers(
                consultation, actor, is_member=standing.is_member, answers_for=standing.answers_for
            )
            assert answers == Point.objects.visible_to(actor).filter(consultation=consultation).exists(), name


def test_answers_are_not_public_before_the_report_also_when_comments_are(
    answered: Consultation, secretariat: Actor, member: Actor, visitor: Actor, client_as: As
) -> None:
    assert answered.answered_at is not None
    actions.publish_contributions(answered.pk, by=secretariat, at=answered.answered_at)
    path = address("article", answered.pk, "art_2")
    for _turn in range(2):
        assert "U pranua." in text_of(client_as(member), path)
        page = text_of(client_as(visitor), path)
        assert "Afati duhet" in page
        assert "U pranua." not in page


def test_a_cold_page_costs_the_same_for_few_and_many_comments(
    distributed: Consultation, member: Actor, other_member: Actor, client_as: As, queries: Any, at: datetime
) -> None:
    client, path = client_as(other_member), address("article", distributed.pk, "art_2")
    text_of(client, path)
    counted = []
    for size in (3, 30):
        for number in range(size):
            samples.comment(distributed, member, at, f"{size} {number}", as_organization=False)
        with queries(at_most=12) as seen:
            text_of(client, path)
        counted.append(len(seen))
    assert counted[0] == counted[1]


# --- List ------------------------------------------------------------------------------------------------------------
def test_the_list_shows_what_closes_first_and_filters(
    distributed: Consultation,
    secretariat: Actor,
    member: Actor,
    ministry: Actor,
    visitor: Actor,
    client_as: As,
    queries: Any,
    at: datetime,
) -> None:
    sooner = samples.register(
        secretariat,
        samples.organization_of(ministry),
        at,
        titles={"sq": "Projektligji për mjedisin", "sr": "Nacrt zakona o životnoj sredini"},
        members_until=distributed.members_until - timedelta(days=5),
    )
    samples.distribute(sooner, secretariat, [member], at)
    client, path = client_as(visitor), address("list", language="sr-latn")
    with queries(at_most=8):
        page = text_of(client, path)
    assert page.index("Nacrt zakona o životnoj sredini") < page.index("Nacrt uredbe o volonterskom radu")
    # Without marks, in the other script, in another language than the page.
    for words in ("zivotn", "животн", "mjedis"):
        found = text_of(client, path, data={"words": words})
        assert "životnoj sredini" in found, words
        assert "volonterskom radu" not in found, words
    assert "životnoj" not in text_of(client, path, data={"state": "answered"})
    assert "životnoj" in text_of(client, path, data={"institution": samples.organization_of(ministry).pk})
    assert "životnoj" in text_of(client, path, data={"institution": "x", "page": "999", "state": "none"}), (
        "what is no choice asks for nothing"
    )


def test_the_list_hides_what_is_being_prepared(
    registered: Consultation, secretariat: Actor, member: Actor, visitor: Actor, client_as: As
) -> None:
    for actor, sees in ((secretariat, True), (member, False), (visitor, False)):
        page = text_of(client_as(actor), address("list"))
        assert (samples.TITLES["sq"] in page) == sees
        assert ("No consultation yet" in page) == (not sees)


# --- Report, calendar ------------------------------------------------------------------------------------------------
def test_the_report_is_public_with_points_answers_and_who(
    answered: Consultation, secretariat: Actor, member: Actor, visitor: Actor, client_as: As, queries: Any
) -> None:
    path = address("report", answered.pk)
    assert client_as(member).get(path).status_code == 404
    assert client_as(secretariat).get(path).status_code == 302
    actions.publish_report(
        answered.pk, foreword="Faleminderit.", by=secretariat, at=answered.answered_at + timedelta(days=1)
    )
    with queries(at_most=15):
        page = text_of(client_as(visitor), path)
    for part in (
        "Faleminderit.",
        "Forumi për Pjesëmarrje",
        "Centar za životnu sredinu",
        "U pranua.",
        "Afati duhet",
        "Enough time to comment",
    ):
        assert part in page, part
    assert "No point fits" in text_of(client_as(visitor), path + "?outcome=rejected")
    assert "Afati duhet" in text_of(client_as(visitor), path + "?words=afati")


def test_the_calendar_has_the_deadline_in_short_lines(distributed: Consultation, visitor: Actor, client_as: As) -> None:
    answer = client_as(visitor).get(address("calendar", distributed.pk))
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    unfolded = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART:20261215T150000Z" in unfolded
    assert "SUMMARY:Deadline for comments: Projektrregullorja për punën vullnetare" in unfolded
    assert answer["Content-Type"].startswith("text/calendar")


def test_the_calendar_escapes_what_separates(
    registered: Consultation, secretariat: Actor, ministry: Actor, member: Actor, client_as: As, at: datetime
) -> None:
    row = samples.register(
        secretariat, samples.organization_of(ministry), at, titles={"sq": "Ligji: një, dy; tre\\katër"}
    )
    samples.distribute(row, secretariat, [member], at)
    unfolded = client_as(member).get(address("calendar", row.pk)).content.decode().replace("\r\n ", "")
    assert "Ligji: një\\, dy\\; tre\\\\katër" in unfolded
