"""The pages of what is said by mail: whose they are, what they cost, what they refuse, what they keep."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence.models import Message
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import DOCUMENTS
from civikos.kernel.mailroom import actions as mailroom
from civikos.kernel.mailroom.handlers import Arrived
from civikos.kernel.mailroom.states import Status as MailStatus
from civikos.programs.consultations.actions import erasing, intake_mail, mailing, papers
from civikos.programs.consultations.models import Consultation, Contribution, MailedReply, ReceivedDraft, Recipient
from civikos.programs.consultations.papers.returned import read_returned
from civikos.programs.consultations.queries import matrix
from civikos.programs.consultations.queries.intake_mail import absent_until, deadline_in, title_in
from civikos.programs.consultations.tests import samples
from mailtext import Kind, Mail, Passage

As = Callable[[Actor], Client]
NUMBERS = count(100)


def address(name: str, *arguments: Any, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"consultations:{name}", args=arguments)


def say(row: Consultation, who: Actor, text: str, at: Any, *, is_proved: bool = True, **more: Any) -> MailedReply:
    """A mail, taken in as the mailroom hands it on."""
    assert who.person is not None
    mail = Mail(Kind.REPLY, sender=who.person.email, subject="Re:", text=text, passages=(Passage("", text),))
    number = next(NUMBERS)
    mailing.receive_reply(Arrived(number, who.person, row.name, mail, is_proved, at, **more))
    made = MailedReply.objects.get(incoming=number)
    mailing.finish_reply(made.pk, at=at)
    made.refresh_from_db()
    return made


@pytest.fixture
def mailed(distributed: Consultation, member: Actor, at: Any) -> MailedReply:
    """Blerim wrote on articles 2 and 3; nobody proved it."""
    return say(distributed, member, "Neni 2: Një.\n\nDy.\n\nNeni 3: Tri.", at, is_proved=False)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "What we understood of your mail"),
        ("sq", "Çka kuptuam nga mesazhi juaj"),
        ("sr-latn", "Šta smo razumeli iz vaše poruke"),
    ],
)
def test_the_page_shows_each_part_with_its_article(
    mailed: MailedReply, member: Actor, client_as: As, queries: Any, language: str, words: str
) -> None:
    client = client_as(member)
    path = address("mailed", mailed.consultation_id, mailed.pk, language=language)
    client.get(path)
    with queries(at_most=17):
        page = client.get(path).content.decode()
    assert words in page
    assert page.count('name="item"') == 2


def test_a_part_is_divided_without_being_written_and_then_confirmed(
    mailed: MailedReply, member: Actor, client_as: As
) -> None:
    client, path = client_as(member), address("mailed", mailed.consultation_id, mailed.pk)
    sent = {
        "item": ["m0", "m1"],
        "place-m0": "art_2",
        "text-m0": "Një.\n\nDy.",
        "place-m1": "art_3",
        "text-m1": "Tri.",
        "capacity": "individual",
    }
    page = client.post(path, {**sent, "divide": "m0"}).content.decode()
    assert page.count('name="item"') == 3
    assert not Contribution.objects.exists()
    sent |= {"item": ["m0", "m0.1", "m1"], "text-m0": "Një.", "place-m0.1": "draft", "text-m0.1": "Dy.", "out-m1": "1"}
    assert client.post(path, {**sent, "confirm": "1"}).status_code == 302
    said = Contribution.objects.standing().order_by("pk").values_list("article", "text", "organization")
    assert list(said) == [("art_2", "Një.", None), ("", "Dy.", None)]
    mailing.finish_reply(mailed.pk, at=mailed.arrived_at)
    assert Message.objects.filter(kind="mail_receipt").count() == 1


def test_a_refusal_stands_in_the_page_and_nothing_typed_is_lost(
    mailed: MailedReply, member: Actor, client_as: As
) -> None:
    sent = {
        "item": ["m0"],
        "place-m0": "art_99",
        "text-m0": "Me shumë mund.",
        "capacity": "individual",
        "confirm": "1",
    }
    response = client_as(member).post(address("mailed", mailed.consultation_id, mailed.pk), sent)
    assert response.status_code == 422
    assert "Me shumë mund." in response.content.decode()
    assert not Contribution.objects.exists()


def test_whoever_did_not_write_it_says_so(
    distributed: Consultation, member: Actor, at: Any, client_as: As, settings: Any
) -> None:
    raw = b"From: blerim.krasniqi@example.org\r\nTo: x@example.org\r\nSubject: Re:\r\n\r\nNeni 2: Jo.\r\n"
    row, _new = mailroom.lay_down(raw, source="test", at=at)
    assert member.person is not None
    text = Mail(Kind.REPLY, text="Neni 2: Jo.", passages=(Passage("", "Neni 2: Jo."),))
    mailing.receive_reply(Arrived(row.pk, member.person, distributed.name, text, False, at))
    type(row).objects.filter(pk=row.pk).update(status=MailStatus.WAITING)
    mailed = MailedReply.objects.get(incoming=row.pk)
    client_as(member).post(address("mailed", distributed.pk, mailed.pk), {"discard": "1"})
    row.refresh_from_db()
    mailed.refresh_from_db()
    assert (mailed.status, row.status, Contribution.objects.count()) == ("discarded", "ignored", 0)


def test_nobody_else_sees_what_waits(
    mailed: MailedReply, other_member: Actor, ministry: Actor, secretariat: Actor, client_as: As
) -> None:
    path = address("mailed", mailed.consultation_id, mailed.pk)
    for who in (other_member, ministry):
        assert client_as(who).get(path).status_code == 404
    page = client_as(secretariat).get(path)
    assert page.status_code == 200
    assert b'name="confirm"' not in page.content
    assert client_as(secretariat).post(path, {"confirm": "1"}).status_code == 404


def test_one_article_is_followed_and_no_more(
    distributed: Consultation, member: Actor, client_as: As, queries: Any
) -> None:
    client, path = client_as(member), address("article_by_mail", distributed.pk, "art_3")
    client.get(path)
    with queries(at_most=14):
        assert client.get(path).status_code == 200
    client.post(path, {"follow": "1"})
    assert distributed.followed_articles.count() == 1
    assert "Follow it no more" in client.get(path).content.decode()
    client.post(path, {"unfollow": "1"})
    assert distributed.followed_articles.count() == 0
    assert client.get(address("article_by_mail", distributed.pk, "art_99")).status_code == 404


# --- Drafts -------------------------------------------------------------------------------------------------------------
def _draft(who: Actor, at: Any, sender: str = "", **more: Any) -> Any:
    assert who.person is not None
    text = "Komentet i presim deri më 18 dhjetor 2026."
    stored = files.store(samples.ALBANIAN.encode(), name="teksti.txt", accepted=DOCUMENTS, by=who, at=at)
    mail = Mail(Kind.NEW, sender=sender or who.person.email, subject="Fw: Konsultim publik: Rregullorja", text=text)
    return intake_mail.receive_draft(Arrived(next(NUMBERS), None, "", mail, False, at, attachments=(stored,), **more))


def test_a_ministry_draft_waits_and_a_strangers_is_looked_at(
    jurisdiction: None,
    ministry: Actor,
    member: Actor,
    secretariat: Actor,
    at: Any,
    client_as: As,
    queries: Any,
    clock: Any,
) -> None:
    assert _draft(member, at, sender="dikush@tjeter.example").state == MailStatus.QUARANTINED
    assert _draft(ministry, at).state == MailStatus.HANDLED
    row = ReceivedDraft.objects.get()
    assert (row.title, str(row.deadline_on), row.institution) == (
        "Rregullorja",
        "2026-12-18",
        samples.organization_of(ministry),
    )
    client = client_as(secretariat)
    path = address("received_draft", row.pk)
    client.get(path)
    with queries(at_most=12):
        assert "teksti.txt" in client.get(path).content.decode()
    form = client.get(f"{address('register')}?mail={row.pk}").content.decode()
    assert "PROJEKTRREGULLORE" in form and "kept_text" in form and "2026-12-18" in form
    client.post(path, {"discard": "1"})
    assert ReceivedDraft.objects.get().status == "discarded"
    assert "filled from a mail" not in client.get(f"{address('register')}?mail={row.pk}").content.decode()
    client.post(path, {"restore": "1"})
    assert ReceivedDraft.objects.get().status == "waiting"


def test_an_institution_is_known_by_its_own_domain_and_never_by_a_public_one(
    jurisdiction: None, ministry: Actor, at: Any
) -> None:
    institution = samples.organization_of(ministry)
    institution.email = "info@ministria-e-proves.example"
    institution.save()
    assert _draft(ministry, at, sender="zyra@ministria-e-proves.example").state == MailStatus.HANDLED
    institution.email = "ministria@gmail.com"
    institution.save()
    assert _draft(ministry, at, sender="dikush@gmail.com").state == MailStatus.QUARANTINED


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Afati për komente është 18.12.2026.", "2026-12-18"),
        ("Rok za komentare je do 18. decembra 2026. godine.", "2026-12-18"),
        ("Please send comments by December 18, 2026.", "2026-12-18"),
        ("Mbledhja ishte më 18.12.2026.", None),
        ("Deri më 31.02.2027.", None),
        ("Asnjë datë.", None),
    ],
)
def test_the_day_until_which_a_mail_asks_for_comments(text: str, day: str | None, at: Any) -> None:
    found = deadline_in(text, at)
    assert (found.isoformat() if found else None) == day


def test_what_mail_programs_put_before_a_subject_is_no_title() -> None:
    assert title_in("FW: Re: [EXT] Për konsultim publik – Projektligji X") == "Projektligji X"


# --- Absence, the table in Word, forgetting ---------------------------------------------------------------------------------
def test_a_note_of_absence_marks_the_list_and_says_nothing(distributed: Consultation, member: Actor, at: Any) -> None:
    assert member.person is not None
    note = Mail(Kind.AUTO_REPLY, sender=member.person.email, text="Jam në pushim deri më 30 nëntor 2026.")
    assert mailing.note_absence(Arrived(1, member.person, distributed.name, note, False, at))
    row = Recipient.objects.get(consultation=distributed, person=member.person)
    assert (row.is_away, str(row.away_until)) == (True, "2026-11-30")
    assert absent_until("Nuk jam në zyrë.", at) is None
    assert not Contribution.objects.exists()


def test_the_matrix_is_read_from_a_word_file_too(submitted: Consultation) -> None:
    import io

    import docx

    document = docx.Document(io.BytesIO(papers.matrix_as(submitted, "docx")))
    filled = 0
    for table in document.tables:
        heads = [cell.text.lower() for cell in table.rows[0].cells]
        place = next((n for n, head in enumerate(heads) if "answer" in head or "përgjigj" in head), None)
        if place is None:
            continue
        for line in table.rows[1:]:
            if line.cells[0].text.strip().rstrip(".").isdigit():
                line.cells[place].text = "pranuar"
                filled += 1
    assert filled
    made = io.BytesIO()
    document.save(made)
    expected = {key: number for key, (_point, number) in matrix.point_keys(submitted).items()}
    found = read_returned(made.getvalue(), expected, submitted.pk)
    assert {each.outcome for each in found.answers} == {"accepted"}, found.problems
    assert len(found.answers) == len(expected)


def test_a_mail_is_copied_for_its_person_and_forgotten_with_them(mailed: MailedReply, member: Actor, at: Any) -> None:
    assert member.person is not None
    copy = erasing.copy_of_person(member.person.pk)
    assert copy["mails"][0]["understood"][0]["text"].startswith("Një.")
    erasing.forget_person(member.person.pk, at)
    mailed.refresh_from_db()
    assert (mailed.items, mailed.attachments.count()) == ([], 0)


def test_what_nobody_confirmed_is_forgotten_after_the_deadline(mailed: MailedReply) -> None:
    from datetime import timedelta

    end = mailed.consultation.members_until
    assert mailing.forget_old_replies(at=end + timedelta(days=29)) == 0
    assert mailing.forget_old_replies(at=end + timedelta(days=31)) == 1
    mailed.refresh_from_db()
    assert mailed.items == []
    assert mailing.forget_old_replies(at=end + timedelta(days=32)) == 0
