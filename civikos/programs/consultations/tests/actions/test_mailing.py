"""Answers by mail: what becomes of one, for whom it counts, when it is too late, and when nobody proved it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence.models import Message
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import DOCUMENTS
from civikos.kernel.mailroom.handlers import Arrived
from civikos.kernel.mailroom.states import Status as MailStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions import mailing
from civikos.programs.consultations.actions.mailing import Given
from civikos.programs.consultations.models import Consultation, Contribution, MailedReply
from civikos.programs.consultations.states import MailedStatus
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import A_MINUTE, AFTER, AT, Cast
from civikos.registers.organizations.models import Mandate
from mailtext import Kind, Mail, Passage

NUMBERS = count(1)
LATER = AT + timedelta(hours=3)


@pytest.fixture
def row(cast: Cast) -> Consultation:
    return story.distributed(cast)


def mail(*passages: str | tuple[str, str], subject: str = "Re: Konsultim", language: str = "sq") -> Mail:
    """A reply with these passages; a pair stands under quoted words."""
    made = tuple(Passage(*each) if isinstance(each, tuple) else Passage("", each) for each in passages)
    return Mail(
        kind=Kind.REPLY,
        sender="blerim.krasniqi@example.org",
        subject=subject,
        text="\n\n".join(each.text for each in made),
        passages=made,
        language=language,
    )


def arrived(row: Consultation, person: Any, said: Mail, **more: Any) -> Arrived:
    values: dict[str, Any] = {"is_proved": True, "is_genuine": True, "at": LATER, "audience": row.name} | more
    return Arrived(incoming=next(NUMBERS), person=person, mail=said, **values)


def take(row: Consultation, cast: Cast, *passages: Any, **more: Any) -> tuple[Any, MailedReply | None]:
    """What the handler said, and the row it made."""
    said = mail(*passages, subject=more.pop("subject", "Re: Konsultim"))
    one = arrived(row, more.pop("person", cast.person("member")), said, **more)
    done = mailing.receive_reply(one)
    made = MailedReply.objects.filter(incoming=one.incoming).first()
    if made is not None:
        mailing.finish_reply(made.pk, at=LATER + A_MINUTE)
        made.refresh_from_db()
    return done, made


def said_on(row: Consultation) -> list[tuple[str, str]]:
    rows = Contribution.objects.standing().filter(consultation=row).select_related("provision").order_by("pk")
    return [(each.provision.eid if each.provision else "", each.text) for each in rows]


def test_each_article_named_gets_its_own_words(row: Consultation, cast: Cast) -> None:
    done, made = take(
        row,
        cast,
        "Të nderuar,\n\nNë vijim komentet tona:\n\nNeni 2: Fushëveprimi është i gjerë.\n\nNeni 3\nMosha duhet të jetë 16 vjet.\n\nMe respekt,",
    )
    assert done.state == MailStatus.HANDLED
    assert made is not None and made.status == MailedStatus.TAKEN
    assert said_on(row) == [
        (story.eid_of(row, "2"), "Fushëveprimi është i gjerë."),
        (story.eid_of(row, "3"), "Mosha duhet të jetë 16 vjet."),
    ]
    rows = Contribution.objects.filter(consultation=row)
    assert {each.channel for each in rows} == {"mail"}
    assert {each.given_at for each in rows} == {LATER}
    assert {each.organization_id for each in rows} == {cast.forum.pk}


def test_the_receipt_says_what_was_understood_and_can_be_answered(row: Consultation, cast: Cast) -> None:
    _done, made = take(row, cast, "Neni 2: Fushëveprimi është i gjerë.")
    letter = Message.objects.get(kind="mail_receipt")
    assert "Fushëveprimi është i gjerë." in letter.body
    assert "Neni 2" in letter.body
    assert letter.headers["Reply-To"].startswith("k+")
    assert not Message.objects.filter(kind="contribution_receipt").exists()
    actions.send_receipts(LATER + timedelta(minutes=10))
    assert not Message.objects.filter(kind="contribution_receipt").exists()
    assert made is not None and made.told_at is not None


def test_the_article_of_the_mail_that_was_answered_is_the_place(row: Consultation, cast: Cast) -> None:
    eid = story.eid_of(row, "3")
    take(row, cast, "Mosha është e ulët.", audience=f"{row.name}/{eid}")
    assert said_on(row) == [(eid, "Mosha është e ulët.")]


def test_the_same_mail_twice_makes_one_set(row: Consultation, cast: Cast) -> None:
    one = arrived(row, cast.person("member"), mail("Neni 2: Një herë."))
    first, second = mailing.receive_reply(one), mailing.receive_reply(one)
    assert first == second
    assert len(said_on(row)) == 1
    # The same words in another mail make nothing either, and are not answered again.
    take(row, cast, "Neni 2: Një herë.")
    assert len(said_on(row)) == 1


def test_nothing_is_made_of_a_mail_that_nobody_proved_until_its_person_confirms(row: Consultation, cast: Cast) -> None:
    done, made = take(row, cast, "Neni 2: Fushëveprimi.", is_proved=False)
    assert done.state == MailStatus.WAITING
    assert said_on(row) == []
    assert made is not None
    letter = Message.objects.get(kind="mail_to_confirm")
    assert letter.address == cast.person("member").email
    by = story.by_link(cast.member, row)
    given = [Given("m0", story.eid_of(row, "3"), "Fushëveprimi.")]
    actions.confirm_mail(made.pk, given, organization=cast.forum.pk, by=by, at=LATER + timedelta(days=1))
    assert said_on(row) == [(story.eid_of(row, "3"), "Fushëveprimi.")]
    assert Contribution.objects.get(consultation=row).given_at == LATER


@pytest.mark.parametrize("who", ["other_member", "colleague", "ministry", "secretariat"])
def test_nobody_else_can_confirm_it(row: Consultation, cast: Cast, who: str) -> None:
    from civikos.kernel.workflow.refusals import NotAllowed, NotFound

    _done, made = take(row, cast, "Neni 2: Fushëveprimi.", is_proved=False)
    assert made is not None
    with pytest.raises((NotFound, NotAllowed)):
        actions.confirm_mail(
            made.pk, [Given("m0", "", "Tjetër.")], organization=None, by=getattr(cast, who), at=LATER + A_MINUTE
        )
    assert said_on(row) == []


def test_whoever_has_no_mandate_when_it_arrives_speaks_for_themselves(row: Consultation, cast: Cast) -> None:
    Mandate.objects.filter(person=cast.person("member")).update(until=AT.date() - timedelta(days=1))
    take(row, cast, "Neni 2: Fushëveprimi.")
    assert Contribution.objects.get(consultation=row).organization is None
    assert "individ" in Message.objects.get(kind="mail_receipt").body


def test_after_the_deadline_nothing_is_made_and_the_sender_is_told(row: Consultation, cast: Cast) -> None:
    done, made = take(row, cast, "Neni 2: Vonë.", at=AFTER)
    assert done.state == MailStatus.QUARANTINED
    assert made is not None and made.status == MailedStatus.LATE
    assert said_on(row) == []
    assert Message.objects.filter(kind="mail_too_late").count() == 1


def test_what_arrived_in_time_can_be_confirmed_after_the_deadline_but_not_rewritten(
    row: Consultation, cast: Cast
) -> None:
    _done, made = take(row, cast, "Neni 2: Fushëveprimi.", is_proved=False)
    assert made is not None
    with pytest.raises(mailing.WordsAsTheyCame):
        actions.confirm_mail(made.pk, [Given("m0", "", "Të reja.")], organization=None, by=cast.member, at=AFTER)
    actions.confirm_mail(made.pk, [Given("m0", "", "Fushëveprimi.")], organization=None, by=cast.member, at=AFTER)
    assert said_on(row) == [("", "Fushëveprimi.")]


def test_thanks_are_no_contribution(row: Consultation, cast: Cast) -> None:
    done, made = take(row, cast, "Faleminderit shumë, e pranova.")
    assert (done.state, made, said_on(row)) == (MailStatus.IGNORED, None, [])


def test_words_under_quoted_words_of_the_text_stand_there(row: Consultation, cast: Cast) -> None:
    text = row.version.expressions.get(language="sq")
    wording = text.version.provisions.filter(article=story.eid_of(row, "3")).exclude(wordings__text="").last()
    assert wording is not None
    words = wording.wordings.get(language="sq").text
    take(row, cast, ("Të nderuar anëtarë,", "Faleminderit për ftesën."), (f"{words}", "Kjo nuk mjafton."))
    assert (wording.eid, "Kjo nuk mjafton.") in said_on(row)


def test_somebody_who_is_not_concerned_waits_in_quarantine(row: Consultation, cast: Cast) -> None:
    done, made = take(row, cast, "Neni 2: Po.", person=cast.person("other_ministry"))
    assert (done.state, made) == (MailStatus.QUARANTINED, None)


def test_more_than_one_contribution_may_hold_becomes_several(row: Consultation, cast: Cast) -> None:
    paragraph = "Fjala e gjatë. " * 600
    _done, made = take(row, cast, f"Neni 2: {paragraph}\n\n{paragraph}\n\n{paragraph}")
    assert made is not None and made.status == MailedStatus.TAKEN
    said = said_on(row)
    assert len(said) > 1
    assert {eid for eid, _text in said} == {story.eid_of(row, "2")}
    assert sum(text.count("gjatë") for _eid, text in said) == 1800


# --- Putting right ------------------------------------------------------------------------------------------------------
def test_a_part_is_moved_divided_rewritten_and_left_out(row: Consultation, cast: Cast) -> None:
    _done, made = take(row, cast, "Neni 2: Një.\n\nDy.\n\nNeni 3: Tri.")
    assert made is not None
    two, three = story.eid_of(row, "2"), story.eid_of(row, "3")
    given = [Given("m0", two, "Një."), Given("m0.1", three, "Dy."), Given("m1", "", "Tri, por ndryshe.")]
    changed = actions.correct_mail(
        made.pk, given, organization=cast.forum.pk, by=cast.member, at=LATER + timedelta(hours=1)
    )
    assert changed == 3
    assert sorted(said_on(row)) == sorted([(two, "Një."), (three, "Dy."), ("", "Tri, por ndryshe.")])
    given[2] = Given("m1", "", "Tri, por ndryshe.", is_out=True)
    actions.correct_mail(made.pk, given, organization=cast.forum.pk, by=cast.member, at=LATER + timedelta(hours=2))
    assert sorted(said_on(row)) == sorted([(two, "Një."), (three, "Dy.")])
    given[2] = Given("m1", "", "Tri, por ndryshe.")
    actions.correct_mail(made.pk, given, organization=cast.forum.pk, by=cast.member, at=LATER + timedelta(hours=3))
    assert len(said_on(row)) == 3


def test_nothing_is_put_right_after_the_deadline(row: Consultation, cast: Cast) -> None:
    from civikos.programs.consultations.actions.distribution import WindowClosed

    _done, made = take(row, cast, "Neni 2: Një.")
    assert made is not None
    with pytest.raises(WindowClosed):
        actions.correct_mail(made.pk, [Given("m0", "", "Një.")], organization=None, by=cast.member, at=AFTER)
    assert said_on(row) == [(story.eid_of(row, "2"), "Një.")]


# --- Attached files -------------------------------------------------------------------------------------------------------
def test_tracked_changes_of_an_attached_word_file_become_contributions(row: Consultation, cast: Cast) -> None:
    from tests.permissions.test_table import _word_file

    stored = files.store(
        _word_file(row), name="projekti.docx", accepted=DOCUMENTS, by=Actor(cast.person("member")), at=LATER
    )
    _done, made = take(row, cast, "Bashkëngjitur komentet tona.", attachments=(stored,))
    assert made is not None and made.status == MailedStatus.TAKEN
    given = Contribution.objects.standing().filter(consultation=row, returned_file__mailed_reply=made)
    assert given.count() == 1
    assert {each.channel for each in given} == {"word"}
    assert "Krejt ndryshe." in Message.objects.get(kind="mail_receipt").body


# --- Following an article --------------------------------------------------------------------------------------------------
def test_an_article_comes_by_mail_and_its_answer_lands_there(row: Consultation, cast: Cast) -> None:
    eid = story.eid_of(row, "3")
    actions.send_article(row.pk, eid, "sr", by=cast.member, at=LATER)
    actions.send_article(row.pk, eid, "sr", by=cast.member, at=LATER + A_MINUTE)
    letter = Message.objects.get(kind="article_by_mail")
    assert "Član 3" in letter.body
    from civikos.kernel.entrance.queries import reply_addresses

    (address,) = reply_addresses([letter.headers["Reply-To"]], at=LATER)
    assert address.audience == f"{row.name}/{eid}"


def test_followers_hear_once_of_what_others_say(row: Consultation, cast: Cast) -> None:
    from civikos.programs.consultations.actions import articles

    eid = story.eid_of(row, "3")
    actions.follow_article(row.pk, eid, by=cast.member, at=AT)
    story.contribute(row, cast.colleague, "Fjala e koleges.", eid=eid)
    story.contribute(row, cast.member, "Fjala ime.", eid=eid)
    story.contribute(row, cast.colleague, "Diku tjetër.", eid=story.eid_of(row, "2"))
    assert articles.tell_followers(at=LATER) == 1
    letter = Message.objects.get(kind="article_news")
    assert "Fjala e koleges." in letter.body
    assert "Fjala ime." not in letter.body and "Diku tjetër." not in letter.body
    assert articles.tell_followers(at=LATER + timedelta(hours=1)) == 0
    actions.unfollow_article(row.pk, eid, by=cast.member, at=LATER)
    story.contribute(row, cast.colleague, "Më vonë.", eid=eid)
    assert articles.tell_followers(at=LATER + timedelta(hours=2)) == 0
