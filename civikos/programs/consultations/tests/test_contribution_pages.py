"""Saying, changing, taking back, backing: on the pages, with every refusal shown and nothing typed lost."""

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Contribution, Subscription
from civikos.programs.consultations.states import ContributionStatus
from civikos.programs.consultations.tests import samples
from civikos.registers.organizations.models import Mandate
from civikos.registers.topics.models import Topic
from tests import personas

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]
WORDS = "Afati është i shkurtër;\n\nkërkojmë dhjetë ditë më shumë."


def address(name: str, *arguments: object) -> str:
    """The address of a page in English."""
    with translation.override("en"):
        return reverse(f"consultations:{name}", args=arguments)


def typed(member: Actor, **more: object) -> dict[str, object]:
    """A form as a member fills it in, speaking for their organization."""
    given: dict[str, object] = {
        "provision": "art_2",
        "lang": "sq",
        "text": WORDS,
        "capacity": str(samples.organization_of(member).pk),
        "request_key": uuid.uuid4().hex,
    }
    return {**given, **more}


def said(consultation: Consultation) -> list[Contribution]:
    """Everything said, in order."""
    return list(consultation.contributions.order_by("pk"))


# --- Giving ----------------------------------------------------------------------------------------------------------
def test_a_comment_is_recorded_once_with_a_receipt(distributed: Consultation, member: Actor, client_as: As) -> None:
    client, form = client_as(member), typed(member)
    for _press in range(2):
        answer = client.post(address("contribute", distributed.pk), form, follow=True)
    (row,) = said(distributed)
    assert (row.text, row.article, row.organization, row.channel) == (
        WORDS,
        "art_2",
        samples.organization_of(member),
        "web",
    )
    page = answer.content.decode()
    assert "Your contribution is recorded." in page
    assert f'id="contribution-{row.pk}"' in page
    assert answer.redirect_chain[-1][0] == f"/en/consultations/{distributed.pk}/art_2/#contribution-{row.pk}"


def test_wording_starts_from_the_text_and_is_a_proposal_only_when_it_differs(
    distributed: Consultation, member: Actor, client_as: As
) -> None:
    client, path = client_as(member), address("contribute", distributed.pk)
    page = client.get(path, {"provision": "art_3__para_1", "lang": "sr-Latn", "kind": "wording"}).content.decode()
    original = "Volonter može biti lice koje je navršilo petnaest (15) godina."
    assert f'data-original="{original}"' in page
    assert '<details class="proposal" open>' in page
    client.post(path, typed(member, provision="art_3__para_1", lang="sr", proposed=original))
    client.post(
        path, typed(member, provision="art_3__para_1", lang="sr", text="", proposed="Volonter može biti svako.")
    )
    comment, proposal = said(distributed)
    assert (comment.kind, comment.proposed) == ("comment", "")
    assert (proposal.kind, proposal.original, proposal.proposed, proposal.language) == (
        "proposal",
        original,
        "Volonter može biti svako.",
        "sr",
    )


def test_selected_words_are_kept_with_what_stands_around_them(
    distributed: Consultation, member: Actor, client_as: As
) -> None:
    client, path = client_as(member), address("contribute", distributed.pk)
    asked = {
        "provision": "art_3__para_1",
        "quote": "pesëmbëdhjetë (15)",
        "quote_prefix": " ka mbushur ",
        "quote_suffix": " vjet.",
        "lang": "sq",
    }
    page = client.get(path, asked).content.decode()
    assert '<blockquote lang="sq">pesëmbëdhjetë (15)</blockquote>' in page
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert hidden["quote_prefix"] == " ka mbushur "
    client.post(path, typed(member, **{**asked, "request_key": hidden["request_key"]}))
    (row,) = said(distributed)
    assert (row.quote, row.quote_prefix, row.quote_suffix) == ("pesëmbëdhjetë (15)", " ka mbushur ", " vjet.")


def test_the_whole_draft_can_be_commented(distributed: Consultation, member: Actor, client_as: As) -> None:
    answer = client_as(member).post(address("contribute", distributed.pk), typed(member, provision=""), follow=True)
    (row,) = said(distributed)
    assert (row.provision, row.article) == (None, "")
    assert f'id="contribution-{row.pk}"' in answer.content.decode()


def test_the_capacity_is_never_chosen_silently(distributed: Consultation, member: Actor, client_as: As) -> None:
    path, form = address("contribute", distributed.pk), typed(member, capacity="")
    client = client_as(member)
    one = client.get(path, {"provision": "art_2"}).content.decode()
    assert re.search(r'value="\d+"[^>]*checked', one), "the only organization is ticked, in sight"
    second = personas.organization("persona-e-dyta", "Organizata e Dytë")
    assert member.person is not None
    personas.speaks_for(member.person, second)
    several = client.get(path, {"provision": "art_2"}).content.decode()
    assert "checked" not in several
    answer = client.post(path, form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose for whom you speak." in page
    assert WORDS.split("\n")[0] in page
    assert said(distributed) == []


def test_somebody_without_a_mandate_speaks_as_an_individual(
    distributed: Consultation, member: Actor, client_as: As
) -> None:
    Mandate.objects.filter(person=member.person).delete()
    page = client_as(member).get(address("contribute", distributed.pk), {"provision": "art_2"}).content.decode()
    assert re.search(r'name="capacity" value="individual"[^>]*checked', page)
    client_as(member).post(address("contribute", distributed.pk), typed(member, capacity="individual"))
    assert [row.organization for row in said(distributed)] == [None]


# --- Refusals: a sentence, and nothing lost ----------------------------------------------------------------------------
def refused(client: Client, path: str, form: dict[str, object], sentence: str) -> str:
    """The page that refuses with a sentence and gives back what was typed."""
    answer = client.post(path, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page.replace("&#x27;", "'"), re.findall(r'(?s)<div class="form-errors".*?</div>', page)
    for name in ("text", "proposed"):
        for line in str(form.get(name, "")).split("\n"):
            assert line in page, "what was typed is lost"
    return page


def test_after_the_deadline(distributed: Consultation, member: Actor, client_as: As, clock: Any) -> None:
    clock.move_to(distributed.members_until)
    client, path = client_as(member), address("contribute", distributed.pk)
    page = refused(client, path, typed(member), "The deadline has passed")
    assert "It was not recorded. Your text is still here" in page
    assert "The deadline has passed" in client.get(path).content.decode()
    assert said(distributed) == []


def test_at_the_last_moment_before_it(distributed: Consultation, member: Actor, client_as: As, clock: Any) -> None:
    clock.move_to(distributed.members_until - timedelta(seconds=1))
    assert client_as(member).post(address("contribute", distributed.pk), typed(member)).status_code == 302
    assert len(said(distributed)) == 1


def test_with_a_lapsed_mandate_the_text_stays_and_another_capacity_can_be_chosen(
    distributed: Consultation, member: Actor, client_as: As
) -> None:
    client, path, form = client_as(member), address("contribute", distributed.pk), typed(member)
    Mandate.objects.filter(person=member.person).update(until=date(2026, 11, 23))
    page = refused(client, path, form, "You hold no mandate for this organization today")
    assert 'name="capacity" value="individual"' in page
    assert client.post(path, {**form, "capacity": "individual"}).status_code == 302
    assert [row.text for row in said(distributed)] == [WORDS]


@pytest.mark.parametrize("eid", ["", "art_3__para_1"])
def test_with_nothing_said(distributed: Consultation, member: Actor, client_as: As, eid: str) -> None:
    original = "Vullnetar mund të jetë personi që ka mbushur pesëmbëdhjetë (15) vjet." if eid else ""
    refused(
        client_as(member),
        address("contribute", distributed.pk),
        typed(member, provision=eid, text=" \n ", proposed=original),
        "Write a comment",
    )
    assert said(distributed) == []


def test_with_more_than_is_kept(distributed: Consultation, member: Actor, client_as: As) -> None:
    refused(
        client_as(member),
        address("contribute", distributed.pk),
        typed(member, text="a" * 20_001),
        "longer than 20,000 characters",
    )


def test_somebody_who_is_neither_a_member_nor_invited_is_told(
    distributed: Consultation, ministry: Actor, client_as: As
) -> None:
    client, path = client_as(ministry), address("contribute", distributed.pk)
    assert "neither applies to you" in client.get(path, {"provision": "art_2"}).content.decode()
    refused(client, path, typed(ministry, capacity="individual"), "You may not do this here.")


def test_a_visitor_is_asked_to_sign_in_and_comes_back(distributed: Consultation, visitor: Actor, client_as: As) -> None:
    client = client_as(visitor)
    page = client.get(address("article", distributed.pk, "art_2")).content.decode()
    assert "Sign in to comment" in page
    assert "data-comment-url" not in page
    answer = client.get(address("contribute", distributed.pk), {"provision": "art_2"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/en/sign-in/?next=/en/consultations/{distributed.pk}/contribute/%3Fprovision%3Dart_2"


@pytest.mark.parametrize("name", ["contribute", "own"])
def test_pages_of_a_hidden_consultation_are_absent(
    registered: Consultation, member: Actor, client_as: As, name: str
) -> None:
    assert client_as(member).get(address(name, registered.pk)).status_code == 404


def test_the_form_alone_for_htmx(distributed: Consultation, member: Actor, client_as: As) -> None:
    page = (
        client_as(member)
        .get(address("contribute", distributed.pk), {"provision": "art_2"}, headers={"hx-request": "true"})
        .content.decode()
    )
    assert "<form" in page
    assert "<html" not in page


# --- Changing, taking back -----------------------------------------------------------------------------------------------
@pytest.fixture
def own(distributed: Consultation, member: Actor, at: datetime) -> Contribution:
    """A comment of Blerim on article 2."""
    return samples.comment(distributed, member, at)


def test_changing_keeps_how_it_stood(own: Contribution, member: Actor, client_as: As) -> None:
    client, path = client_as(member), address("edit_contribution", own.pk)
    assert "Afati duhet të jetë më i gjatë." in client.get(path).content.decode()
    answer = client.post(path, {"text": "Ndryshe.", "capacity": "individual"}, follow=True)
    assert "Your change is recorded." in answer.content.decode()
    own.refresh_from_db()
    assert (own.text, own.organization) == ("Ndryshe.", None)
    page = client.get(address("contribution", own.pk)).content.decode()
    assert "How it stood before" in page
    assert "Afati duhet të jetë më i gjatë." in page


def test_nobody_changes_what_another_said(
    own: Contribution, other_member: Actor, secretariat: Actor, client_as: As
) -> None:
    for actor in (other_member, secretariat):
        client = client_as(actor)
        assert client.get(address("edit_contribution", own.pk)).status_code == 404
        assert (
            client.post(address("edit_contribution", own.pk), {"text": "x", "capacity": "individual"}).status_code
            == 404
        )
        client.post(address("withdraw_contribution", own.pk))
    own.refresh_from_db()
    assert (own.text, own.status) == ("Afati duhet të jetë më i gjatë.", ContributionStatus.ACTIVE)


def test_changing_after_the_deadline_is_refused_with_the_text_kept(
    own: Contribution, member: Actor, client_as: As, clock: Any
) -> None:
    clock.move_to(own.consultation.members_until)
    refused(
        client_as(member),
        address("edit_contribution", own.pk),
        {"text": "Vonë.", "capacity": "individual"},
        "The deadline has passed",
    )


def test_withdrawing_can_be_undone(own: Contribution, member: Actor, other_member: Actor, client_as: As) -> None:
    client, path = client_as(member), address("withdraw_contribution", own.pk)
    page = client.post(path, follow=True).content.decode()
    assert "Withdrawn by you" in page
    assert client_as(other_member).get(address("contribution", own.pk)).status_code == 404
    assert client_as(other_member).post(path, {"undo": "1"}).status_code == 404
    page = client.post(path, {"undo": "1"}, follow=True).content.decode()
    assert "Your contribution stands again." in page
    own.refresh_from_db()
    assert own.status == ContributionStatus.ACTIVE
    assert client.post(path, {"undo": "1"}, follow=True).status_code == 200, "twice is refused with a sentence"


def test_nothing_is_undone_after_the_deadline(own: Contribution, member: Actor, client_as: As, clock: Any) -> None:
    client, path = client_as(member), address("withdraw_contribution", own.pk)
    client.post(path)
    clock.move_to(own.consultation.members_until)
    assert "Put it back" not in client.get(address("own", own.consultation_id)).content.decode()
    client.post(path, {"undo": "1"})
    own.refresh_from_db()
    assert own.status == ContributionStatus.WITHDRAWN


# --- Backing -----------------------------------------------------------------------------------------------------------
def test_backing_asks_in_which_capacity(own: Contribution, other_member: Actor, client_as: As) -> None:
    client, path = client_as(other_member), address("support", own.pk)
    page = client.post(path).content.decode()
    assert "For Centar za životnu sredinu" in page
    assert not own.supports.exists()
    answer = client.post(path, {"capacity": str(samples.organization_of(other_member).pk)}, follow=True)
    assert "Supported by you (1)" in answer.content.decode()
    client.post(path, {"capacity": "individual"})
    assert own.supports.count() == 1
    answer = client.post(address("withdraw_support", own.pk), follow=True)
    assert "Supported by you" not in answer.content.decode()
    assert not own.supports.exists()


def test_backing_by_htmx_answers_with_the_comment_or_sends_to_the_choice(
    own: Contribution, other_member: Actor, client_as: As
) -> None:
    client, path = client_as(other_member), address("support", own.pk)
    answer = client.post(path, headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == path
    assert not own.supports.exists()
    Mandate.objects.filter(person=other_member.person).delete()
    page = client.post(path, headers={"hx-request": "true"}).content.decode()
    assert page.startswith("<article")
    assert "Supported by you (1)" in page
    assert own.supports.get().organization is None


def test_backing_is_refused_with_a_sentence(
    own: Contribution, member: Actor, other_member: Actor, ministry: Actor, client_as: As, clock: Any
) -> None:
    path = address("support", own.pk)
    assert (
        "This is your own contribution"
        in client_as(member).post(path, {"capacity": "individual"}, follow=True).content.decode()
    )
    assert client_as(ministry).post(path, {"capacity": "individual"}).status_code == 404, (
        "what is not seen cannot be backed"
    )
    lapsed = {"capacity": str(samples.organization_of(member).pk)}
    assert "You hold no mandate" in client_as(other_member).post(path, lapsed, follow=True).content.decode()
    clock.move_to(own.consultation.members_until)
    assert (
        "The deadline has passed"
        in client_as(other_member).post(path, {"capacity": "individual"}, follow=True).content.decode()
    )
    assert not own.supports.exists()


# --- One contribution, one's own ------------------------------------------------------------------------------------------
def test_the_page_of_one_says_everything_about_it(
    answered: Consultation, member: Actor, other_member: Actor, visitor: Actor, client_as: As, queries: Any
) -> None:
    row = Contribution.objects.get(consultation=answered, article="art_2")
    path = address("contribution", row.pk)
    client = client_as(other_member)
    client.get(path)
    # Two of them for what positions and requests keep about it.
    with queries(at_most=24):
        page = client.get(path).content.decode()
    for part in (
        "Blerim Krasniqi",
        "for Forumi për Pjesëmarrje",
        "on the web",
        "U pranua.",
        "Point 1 of the matrix",
        "Nobody has supported it yet.",
    ):
        assert part in page, part
    assert client_as(visitor).get(path).status_code == 404


def test_ones_own_list_shows_what_became_of_each(
    answered: Consultation, member: Actor, visitor: Actor, client_as: As, queries: Any
) -> None:
    client, path = client_as(member), address("own", answered.pk)
    client.get(path)
    # One of them for the mails of the person.
    with queries(at_most=11):
        page = client.get(path).content.decode()
    assert "U pranua." in page
    assert client_as(visitor).get(path)["Location"].startswith("/en/sign-in/")


def test_the_author_is_told_why_it_was_hidden(
    own: Contribution, secretariat: Actor, member: Actor, client_as: As, at: datetime
) -> None:
    actions.hide_contribution(own.pk, reason="Fyerje.", by=secretariat, at=at)
    page = client_as(member).get(address("own", own.consultation_id)).content.decode()
    assert "The secretariat has hidden it. Reason: Fyerje." in page
    page = client_as(member).get(address("contribution", own.pk)).content.decode()
    assert "Fyerje." in page
    assert "Afati duhet" not in page


# --- Following -------------------------------------------------------------------------------------------------------------
def test_following_and_ending_it(
    distributed: Consultation,
    member: Actor,
    other_member: Actor,
    client_as: As,
    link_of: Callable[[Actor, Consultation], Actor],
) -> None:
    client, path, topic = client_as(member), address("subscribe"), Topic.objects.order_by("pk")[0]
    for _press in range(2):
        client.post(path, {"topic": topic.pk})
    (row,) = Subscription.objects.all()
    assert (row.person, row.topic) == (member.person, topic)
    assert client.post(path, {"topic": topic.pk, "next": "https://elsewhere.example/"})["Location"] == "/en/account/"
    assert "Choose a field" in client.post(path, {}, follow=True).content.decode()
    assert client_as(other_member).post(path, {"end": row.pk}).status_code == 404
    client_as(link_of(member, distributed)).post(path, {"end": row.pk})
    assert Subscription.objects.exists(), "a personal link reaches one consultation only"
    client.post(path, {"end": row.pk})
    assert not Subscription.objects.exists()
