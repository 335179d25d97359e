"""Saying something, in a declared capacity, until the deadline."""

from datetime import timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.correspondence.models import Message
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.contributions import (
    LONGEST_TEXT,
    MandateLapsed,
    NoSuchProvision,
    NothingSaid,
    Said,
    SaidTooMuch,
    send_receipts,
)
from civikos.programs.consultations.actions.distribution import WindowClosed
from civikos.programs.consultations.models import Consultation, Contribution, Recipient, Revision
from civikos.programs.consultations.states import NETWORK_RULES, REGULATION, ContributionStatus
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import (
    A_MINUTE,
    AT,
    MEMBERS_UNTIL,
    Cast,
    by_link,
    contribute,
    eid_of,
    refused,
    says,
)
from civikos.registers.organizations.models import Affiliation, Mandate
from tests import personas

SAID_AT = AT + 10 * A_MINUTE


# --- Giving -----------------------------------------------------------------------------------------------------------
def test_keeps_what_was_said_where_and_for_whom(cast: Cast, distributed: Consultation) -> None:
    eid = eid_of(distributed, "2", "1")
    said = says(
        "  Pesëmbëdhjetë ditë nuk mjaftojnë.  ",
        eid,
        cast.forum,
        quote="pesëmbëdhjetë (15) ditë",
        quote_prefix="Afati për komente është ",
        quote_suffix=" pune.",
    )
    row = story.fresh(actions.contribute(distributed.pk, said, by=cast.member, at=SAID_AT))
    assert (row.consultation, row.version, row.author, row.organization) == (
        distributed,
        distributed.version,
        cast.member.person,
        cast.forum,
    )
    assert (row.provision.eid, row.article) == (eid, eid_of(distributed, "2"))
    assert (row.kind, row.text, row.status, row.channel) == (
        "comment",
        "Pesëmbëdhjetë ditë nuk mjaftojnë.",
        "active",
        "web",
    )
    assert (row.quote, row.quote_prefix, row.quote_suffix) == (
        "pesëmbëdhjetë (15) ditë",
        "Afati për komente është ",
        " pune.",
    )
    assert row.given_at == SAID_AT


def test_writes_the_audit_entry_a_public_fact_and_the_index(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member, "Fjala e veçantë: rruzull.", organization=cast.forum)
    story.sole_entry(row, "contribution.given", by=cast.member, at=SAID_AT, basis=REGULATION)
    (fact,) = story.facts("contribution.received")
    assert (fact.leaf.subject, fact.content["text"]) == (row.name, "Fjala e veçantë: rruzull.")
    assert "Blerim" not in str(fact.content)
    entry = SearchEntry.objects.get(kind="contribution")
    assert (entry.about, entry.level) == (row.name, "members")


def test_keeps_exact_wording_beside_the_words_it_started_from(cast: Cast, distributed: Consultation) -> None:
    eid = eid_of(distributed, "2", "1")
    row = contribute(
        distributed, cast.member, "", eid=eid, is_proposal=True, proposed="Afati është tridhjetë (30) ditë pune."
    )
    assert row.kind == "proposal"
    assert row.original == "Afati për komente është pesëmbëdhjetë (15) ditë pune."
    assert row.proposed == "Afati është tridhjetë (30) ditë pune."


def test_a_proposal_in_serbian_starts_from_the_serbian_words(cast: Cast, distributed: Consultation) -> None:
    row = contribute(
        distributed,
        cast.other_member,
        eid=eid_of(distributed, "2", "1"),
        language="sr",
        is_proposal=True,
        proposed="Rok je trideset dana.",
    )
    assert row.original == "Rok za komentare je petnaest (15) radnih dana."


def test_striking_a_paragraph_out_is_a_proposal(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member, "", eid=eid_of(distributed, "5", "1"), is_proposal=True, proposed="")
    assert (row.kind, row.proposed) == ("proposal", "")


@pytest.mark.parametrize("who", ["member", "other_member", "outsider"])
def test_members_and_recipients_may_speak(cast: Cast, distributed: Consultation, who: str) -> None:
    actor: Actor = getattr(cast, who)
    assert contribute(distributed, actor).author == actor.person
    assert contribute(distributed, by_link(actor, distributed), "Edhe me lidhje.").author == actor.person


@pytest.mark.parametrize("who", ["ministry", "other_ministry", "visitor", "secretariat"])
def test_others_may_not(cast: Cast, distributed: Consultation, who: str) -> None:
    with refused(NotAllowed):
        contribute(distributed, getattr(cast, who))


def test_a_recipient_taken_off_the_list_may_not(cast: Cast, distributed: Consultation) -> None:
    Recipient.objects.filter(person=cast.outsider.person).update(is_removed=True)
    with refused(NotAllowed):
        contribute(distributed, cast.outsider)


def test_a_consultation_for_members_is_hidden_from_others(cast: Cast) -> None:
    closed = story.distributed(cast, is_public=False)
    for who in ("visitor", "ministry", "other_ministry"):
        with refused(NotFound):
            contribute(closed, getattr(cast, who))
    assert contribute(closed, cast.other_member).pk
    assert contribute(closed, cast.outsider).pk


def test_a_draft_not_sent_yet_is_hidden(cast: Cast, registered: Consultation) -> None:
    with refused(NotFound):
        contribute(registered, cast.member)


def test_nobody_speaks_after_the_matrix_went_out(cast: Cast) -> None:
    row = story.distributed(cast)
    story.three_voices(cast, row)
    actions.submit(row.pk, close_now=True, by=cast.secretariat, at=AT + 30 * A_MINUTE)
    with refused(WrongStatus):
        contribute(row, cast.member, at=AT + 31 * A_MINUTE)


def test_nobody_speaks_on_a_draft_taken_back(cast: Cast, distributed: Consultation) -> None:
    actions.withdraw_consultation(
        distributed.pk, reason="Ministria e tërhoqi.", by=cast.secretariat, at=AT + 30 * A_MINUTE
    )
    with refused(WrongStatus):
        contribute(distributed, cast.member, at=AT + 31 * A_MINUTE)


# --- For whom ---------------------------------------------------------------------------------------------------------
TODAY = AT.date()


@pytest.mark.parametrize(
    ("since", "until", "is_allowed"),
    [
        (personas.LONG_AGO, None, True),
        (personas.LONG_AGO, TODAY, True),
        (TODAY, None, True),
        (personas.LONG_AGO, TODAY - timedelta(days=1), False),
        (TODAY + timedelta(days=1), None, False),
    ],
)
def test_speaks_for_an_organization_on_the_days_of_the_mandate(
    cast: Cast, distributed: Consultation, since: Any, until: Any, is_allowed: bool
) -> None:
    Mandate.objects.filter(person=cast.member.person).update(since=since, until=until)
    if is_allowed:
        assert contribute(distributed, cast.member, organization=cast.forum).organization == cast.forum
        return
    with refused(MandateLapsed):
        contribute(distributed, cast.member, organization=cast.forum)
    assert contribute(distributed, cast.member).organization is None, "as an individual it goes"


def test_a_mandate_to_answer_is_none_to_speak(cast: Cast, distributed: Consultation) -> None:
    Mandate.objects.filter(person=cast.member.person).update(scope=Mandate.Scope.ANSWER)
    with refused(MandateLapsed):
        contribute(distributed, cast.member, organization=cast.forum)


def test_does_not_speak_for_somebody_elses_or_an_unknown_organization(cast: Cast, distributed: Consultation) -> None:
    with refused(MandateLapsed):
        contribute(distributed, cast.member, organization=cast.center)
    with refused(MandateLapsed):
        actions.contribute(distributed.pk, Said("", 10**9, "sq", "Fjalë."), by=cast.member, at=SAID_AT)


def test_does_not_speak_for_an_organization_that_left(cast: Cast, distributed: Consultation) -> None:
    cast.forum.member_until = TODAY - timedelta(days=1)
    cast.forum.save()
    with refused(MandateLapsed):
        contribute(distributed, cast.member, organization=cast.forum)


# --- Words ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_refuses_to_say_nothing(cast: Cast, distributed: Consultation, text: str) -> None:
    with refused(NothingSaid):
        contribute(distributed, cast.member, text)
    with refused(NothingSaid):
        contribute(distributed, cast.member, text, proposed="Fjalë që askush nuk i pa.")


def test_refuses_a_proposal_that_changes_nothing(cast: Cast, distributed: Consultation) -> None:
    with refused(NothingSaid):
        contribute(
            distributed,
            cast.member,
            "",
            eid=eid_of(distributed, "2", "1"),
            is_proposal=True,
            proposed="Afati për komente është pesëmbëdhjetë (15) ditë pune. ",
        )


def test_takes_twenty_thousand_characters_and_no_more(cast: Cast, distributed: Consultation) -> None:
    assert len(contribute(distributed, cast.member, "a" * LONGEST_TEXT).text) == LONGEST_TEXT
    with refused(SaidTooMuch):
        contribute(distributed, cast.member, "a" * (LONGEST_TEXT + 1))
    with refused(SaidTooMuch):
        contribute(
            distributed,
            cast.member,
            "a",
            eid=eid_of(distributed, "2", "1"),
            is_proposal=True,
            proposed="b" * (LONGEST_TEXT + 1),
        )


def test_refuses_a_place_that_is_not_in_the_text(cast: Cast, distributed: Consultation) -> None:
    with refused(NoSuchProvision):
        contribute(distributed, cast.member, eid="art_99")


def test_refuses_a_place_of_another_draft(cast: Cast, distributed: Consultation) -> None:
    text = "Neni 77\nQëllimi\n1. Ky ligj rregullon diçka krejt tjetër në Republikën e Kosovës.\n"
    other = story.register(cast, texts=list(story.read("tjetri.txt", text)))
    place = other.version.provisions.get(kind="article").eid
    assert not distributed.version.provisions.filter(eid=place).exists()
    with refused(NoSuchProvision):
        contribute(distributed, cast.member, eid=place)


# --- One press of the button --------------------------------------------------------------------------------------------
def test_one_press_makes_one_contribution(cast: Cast, distributed: Consultation) -> None:
    first = contribute(distributed, cast.member, request_key="k1")
    again = story.snapshot()
    assert contribute(distributed, cast.member, request_key="k1", at=SAID_AT + A_MINUTE) == first
    assert story.snapshot() == again
    assert contribute(distributed, cast.member, request_key="k2") != first
    assert contribute(distributed, cast.colleague, request_key="k1") != first


def test_a_second_press_is_answered_even_after_the_deadline(cast: Cast, distributed: Consultation) -> None:
    first = contribute(distributed, cast.member, request_key="k1", at=MEMBERS_UNTIL - A_MINUTE)
    assert contribute(distributed, cast.member, request_key="k1", at=MEMBERS_UNTIL + A_MINUTE) == first


def test_a_long_key_works_as_a_short_one(cast: Cast, distributed: Consultation) -> None:
    key = "k" * 60
    assert contribute(distributed, cast.member, request_key=key) == contribute(
        distributed, cast.member, request_key=key
    )


def test_a_key_of_another_consultation_gives_nothing_away(cast: Cast, distributed: Consultation) -> None:
    other = story.distributed(cast, titles={"sq": "Tjetri"})
    contribute(other, cast.member, "Atje.", request_key="k1")
    with refused(WrongStatus):
        contribute(distributed, by_link(cast.member, distributed), "Këtu.", request_key="k1")


# --- Changing ---------------------------------------------------------------------------------------------------------
def edit(
    row: Contribution,
    by: Actor,
    text: str = "Me fjalë të tjera.",
    *,
    proposed: str = "",
    organization: Any = None,
    at: Any = SAID_AT + A_MINUTE,
) -> Contribution:
    return actions.edit_contribution(row.pk, text=text, proposed=proposed, organization=organization, by=by, at=at)


def test_editing_keeps_how_it_stood_before(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member, "Një.", organization=cast.forum)
    edit(row, cast.member, "Dy.", organization=cast.forum.pk)
    edit(row, cast.member, "Tri.", organization=None, at=SAID_AT + 2 * A_MINUTE)
    row = story.fresh(row)
    assert (row.text, row.organization, row.given_at, row.edited_at) == ("Tri.", None, SAID_AT, SAID_AT + 2 * A_MINUTE)
    assert list(Revision.objects.order_by("pk").values_list("text", "until")) == [
        ("Një.", SAID_AT + A_MINUTE),
        ("Dy.", SAID_AT + 2 * A_MINUTE),
    ]
    assert [(entry.actor_id, entry.at) for entry in story.entries(row, "contribution.edited")] == [
        (cast.member.person_id, SAID_AT + A_MINUTE),
        (cast.member.person_id, SAID_AT + 2 * A_MINUTE),
    ]
    assert [fact.content["text"] for fact in story.facts("contribution.edited")] == ["Dy.", "Tri."]
    assert "Tri." in SearchEntry.objects.get(about=row.name).text


def test_editing_asks_the_same_as_giving(cast: Cast, distributed: Consultation) -> None:
    row = contribute(
        distributed, cast.member, eid=eid_of(distributed, "2", "1"), is_proposal=True, proposed="Tridhjetë ditë."
    )
    with refused(NothingSaid):
        edit(row, cast.member, "", proposed=row.original)
    with refused(SaidTooMuch):
        edit(row, cast.member, "a" * (LONGEST_TEXT + 1))
    with refused(MandateLapsed):
        edit(row, cast.member, organization=cast.center.pk)
    with refused(WindowClosed):
        edit(row, cast.member, at=MEMBERS_UNTIL)
    assert edit(row, cast.member, "", proposed="Dyzet ditë.").proposed == "Dyzet ditë."


def test_a_mandate_that_ended_after_speaking_does_not_let_edit_for_the_organization(
    cast: Cast, distributed: Consultation
) -> None:
    row = contribute(distributed, cast.member, organization=cast.forum)
    Mandate.objects.filter(person=cast.member.person).update(until=TODAY - timedelta(days=1))
    with refused(MandateLapsed):
        edit(row, cast.member, organization=cast.forum.pk)


def _verb(name: str, row: Contribution, by: Actor) -> None:
    if name == "edit":
        edit(row, by)
    else:
        actions.withdraw_contribution(row.pk, by=by, at=SAID_AT + A_MINUTE)


@pytest.mark.parametrize("verb", ["edit", "withdraw"])
@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("colleague", NotAllowed),
        ("other_member", NotAllowed),
        ("secretariat", NotAllowed),
        ("outsider", NotFound),
        ("ministry", NotFound),
        ("visitor", NotFound),
    ],
)
def test_ones_words_are_ones_own(
    cast: Cast, distributed: Consultation, verb: str, who: str, reason: type[Exception]
) -> None:
    row = contribute(distributed, cast.member, organization=cast.forum)
    with refused(reason):
        _verb(verb, row, getattr(cast, who))
    _verb(verb, row, cast.member)


@pytest.mark.parametrize("verb", ["edit", "withdraw"])
def test_a_link_reaches_ones_words_in_its_own_consultation_only(
    cast: Cast, distributed: Consultation, verb: str
) -> None:
    other = story.distributed(cast, titles={"sq": "Tjetri"})
    row = contribute(distributed, cast.member)
    with refused(NotFound):
        _verb(verb, row, by_link(cast.member, other))
    actions.publish_contributions(distributed.pk, by=cast.secretariat, at=AT + 20 * A_MINUTE)
    with refused(NotAllowed):
        _verb(verb, row, by_link(cast.member, other))
    _verb(verb, row, by_link(cast.member, distributed))


@pytest.mark.parametrize("verb", ["edit", "withdraw"])
def test_what_went_to_the_institution_is_not_changed(cast: Cast, verb: str) -> None:
    row = story.distributed(cast)
    mine = story.three_voices(cast, row)[0]
    actions.submit(row.pk, close_now=True, by=cast.secretariat, at=AT + 30 * A_MINUTE)
    with refused(WrongStatus):
        _verb(verb, mine, cast.member)


# --- Withdrawing ------------------------------------------------------------------------------------------------------
def test_withdrawing_hides_the_words_and_deletes_nothing(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member, "Fjalët e mia.")
    actions.withdraw_contribution(row.pk, by=cast.member, at=SAID_AT + A_MINUTE)
    row = story.fresh(row)
    assert (row.status, row.text) == (ContributionStatus.WITHDRAWN, "Fjalët e mia.")
    story.sole_entry(row, "contribution.withdrawn", by=cast.member, at=SAID_AT + A_MINUTE, basis=NETWORK_RULES)
    assert len(story.facts("contribution.withdrawn")) == 1
    assert not SearchEntry.objects.filter(about=row.name).exists()
    with refused(NotFound):
        actions.withdraw_contribution(row.pk, by=cast.member, at=SAID_AT + 2 * A_MINUTE)


# --- Receipts ---------------------------------------------------------------------------------------------------------
def test_one_receipt_for_everything_said_in_one_sitting(cast: Cast, distributed: Consultation) -> None:
    contribute(distributed, cast.member, "Një.", organization=cast.forum)
    contribute(distributed, cast.member, "Dy.", at=SAID_AT + A_MINUTE)
    assert send_receipts(SAID_AT + 2 * A_MINUTE) == 0, "the sitting is not over"
    assert send_receipts(SAID_AT + 3 * A_MINUTE) == 1
    (receipt,) = story.mails("contribution_receipt")
    assert receipt.address == "blerim.krasniqi@example.org"
    assert "Një." in receipt.body
    assert "Dy." in receipt.body
    assert cast.forum.name in receipt.body
    assert send_receipts(SAID_AT + 30 * A_MINUTE) == 0


def test_an_edited_contribution_gets_a_new_receipt(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member, "Një.")
    send_receipts(SAID_AT + 3 * A_MINUTE)
    edit(row, cast.member, "Dy.", at=SAID_AT + 5 * A_MINUTE)
    assert send_receipts(SAID_AT + 8 * A_MINUTE) == 1
    assert "Dy." in story.mails("contribution_receipt")[1].body


def test_no_receipt_for_what_was_taken_back(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member)
    actions.withdraw_contribution(row.pk, by=cast.member, at=SAID_AT + A_MINUTE)
    assert send_receipts(SAID_AT + 30 * A_MINUTE) == 0


def test_receipts_of_two_people_are_two(cast: Cast, distributed: Consultation) -> None:
    story.three_voices(cast, distributed)
    assert send_receipts(AT + 60 * A_MINUTE) == 3
    assert len(set(story.receivers("contribution_receipt"))) == 3


# --- Hiding and publishing --------------------------------------------------------------------------------------------
def hide(row: Contribution, by: Actor, reason: str = "Fyerje.", at: Any = SAID_AT + A_MINUTE) -> Contribution:
    return actions.hide_contribution(row.pk, reason=reason, by=by, at=at)


def test_hiding_keeps_the_words_and_says_why(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member)
    hide(row, cast.secretariat)
    row = story.fresh(row)
    assert (row.status, row.hidden_reason, row.text) == ("hidden", "Fyerje.", "Afati është i shkurtër.")
    entry = story.sole_entry(
        row, "contribution.hidden", by=cast.secretariat, at=SAID_AT + A_MINUTE, basis=NETWORK_RULES
    )
    assert entry.details == {"reason": "Fyerje."}
    assert not SearchEntry.objects.filter(about=row.name).exists()
    with refused(WrongStatus):
        hide(row, cast.secretariat)


def test_hiding_needs_a_reason(cast: Cast, distributed: Consultation) -> None:
    from civikos.programs.consultations.actions.intake import ReasonMissing

    row = contribute(distributed, cast.member)
    with refused(ReasonMissing):
        hide(row, cast.secretariat, "  ")


@pytest.mark.parametrize(
    ("who", "reason"),
    [("member", NotAllowed), ("other_member", NotAllowed), ("ministry", NotFound), ("visitor", NotFound)],
)
def test_hiding_is_for_the_secretariat(
    cast: Cast, distributed: Consultation, who: str, reason: type[Exception]
) -> None:
    row = contribute(distributed, cast.member)
    with refused(reason):
        hide(row, getattr(cast, who))


def test_nothing_is_hidden_on_a_draft_taken_back(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member)
    actions.withdraw_consultation(distributed.pk, reason="Tërhequr.", by=cast.secretariat, at=AT + 30 * A_MINUTE)
    with refused(WrongStatus):
        hide(row, cast.secretariat)


def test_publishing_lets_everybody_read_and_find(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member)
    assert not Contribution.objects.visible_to(cast.visitor).exists()
    actions.publish_contributions(distributed.pk, by=cast.secretariat, at=AT + 20 * A_MINUTE)
    assert list(Contribution.objects.visible_to(cast.visitor)) == [row]
    assert SearchEntry.objects.get(about=row.name).level == "public"
    later = contribute(distributed, cast.other_member, at=AT + 21 * A_MINUTE)
    assert SearchEntry.objects.get(about=later.name).level == "public"
    story.sole_entry(
        distributed,
        "consultation.contributions_published",
        by=cast.secretariat,
        at=AT + 20 * A_MINUTE,
        basis="Rules of Procedure of the network",
    )
    with refused(WrongStatus):
        actions.publish_contributions(distributed.pk, by=cast.secretariat, at=AT + 21 * A_MINUTE)


def test_publishing_on_a_consultation_for_members_does_not_reach_the_public(cast: Cast) -> None:
    closed = story.distributed(cast, is_public=False)
    row = contribute(closed, cast.member)
    actions.publish_contributions(closed.pk, by=cast.secretariat, at=AT + 20 * A_MINUTE)
    assert SearchEntry.objects.get(about=row.name).level == "members"
    assert not Contribution.objects.visible_to(cast.visitor).exists()
    assert list(Contribution.objects.visible_to(cast.outsider)) == [row]


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_publishing_is_for_the_secretariat(cast: Cast, distributed: Consultation, who: str) -> None:
    with refused(NotAllowed):
        actions.publish_contributions(distributed.pk, by=getattr(cast, who), at=AT + 20 * A_MINUTE)


def test_nothing_is_published_before_sending(cast: Cast, registered: Consultation) -> None:
    with refused(WrongStatus):
        actions.publish_contributions(registered.pk, by=cast.secretariat, at=AT + 20 * A_MINUTE)


def test_somebody_who_left_the_network_keeps_only_their_own_words(cast: Cast, distributed: Consultation) -> None:
    mine = contribute(distributed, cast.other_member, "E imja.")
    contribute(distributed, cast.member, "E tjetrit.")
    assert Contribution.objects.visible_to(cast.other_member).count() == 2
    Affiliation.objects.filter(person=cast.other_member.person).update(until=TODAY - timedelta(days=1))
    assert list(Contribution.objects.visible_to(cast.other_member)) == [mine]


def test_a_withdrawal_is_confirmed_by_mail_once_a_receipt_has_gone(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member)
    actions.send_receipts(SAID_AT + 5 * A_MINUTE)
    actions.withdraw_contribution(row.pk, by=cast.member, at=SAID_AT + 6 * A_MINUTE)
    assert cast.member.person is not None
    mail = Message.objects.get(kind="contribution_withdrawn")
    assert (mail.person_id, mail.language) == (cast.member.person.pk, cast.member.person.language)
    assert "{" not in mail.subject + mail.body


def test_what_was_withdrawn_before_its_receipt_needs_no_mail(cast: Cast, distributed: Consultation) -> None:
    row = contribute(distributed, cast.member)
    actions.withdraw_contribution(row.pk, by=cast.member, at=SAID_AT + A_MINUTE)
    assert not Message.objects.filter(kind="contribution_withdrawn").exists()
