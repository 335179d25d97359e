"""Digests: one message for each person and moment, never empty, never twice, readable, with links that open."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import actions, addresses, forgetting, sending, wishes
from civikos.kernel.correspondence.models import Message, Mute, Notice
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.entrance import digests
from civikos.kernel.entrance.models import Token
from civikos.kernel.privacy.actions import erase_person
from civikos.kernel.privacy.queries import copy_of

# Tuesday, 10:00 in Prishtina; the next digest is on Wednesday at 7.
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
DUE = datetime(2026, 11, 25, 6, tzinfo=UTC)
FAR = datetime(2026, 12, 20, 15, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("jurisdiction")


def person(number: int = 1, language: str = "en", **more: Any) -> Person:
    return Person.objects.create(email=f"p{number}@example.org", name=f"Person {number}", language=language, **more)


def notice(to: Person, number: int = 1, about: str = "", **more: Any) -> Notice:
    said = {
        "title": {language: f"Draft law {number} ({language})" for language in ("sq", "sr", "en")},
        "text": {language: f"News {number} in {language}." for language in ("sq", "sr", "en")},
        "why": {language: f"Field: Youth ({language})" for language in ("sq", "sr", "en")},
    }
    about = about or f"consultation:{number}"
    return Notice.objects.create(
        **{
            "kind": "consultation_invitation",
            "group": "invitations",
            "about": about,
            "person": to,
            "dedup_key": f"{about}:{number}:{to.pk}",
            "words": said,
            "opens": about,
            "at": AT,
            "until": FAR,
            "due_at": DUE,
            **more,
        }
    )


def sole() -> Message:
    return Message.objects.get(kind="digest")


def test_before_the_hour_nothing_and_without_news_nothing(queries: Any) -> None:
    person()
    notice(person(2))
    assert digests.make_digests(at=DUE - timedelta(seconds=1)) == 0
    assert digests.make_digests(at=DUE) == 1
    with queries(1):
        assert digests.make_digests(at=DUE + timedelta(hours=1)) == 0
    assert sole().address == "p2@example.org"


def test_a_digest_says_what_why_until_when_and_how_to_change_it() -> None:
    reader = person()
    notice(reader, 1, until=FAR)
    notice(reader, 2, until=FAR - timedelta(days=9))
    notice(reader, 3, until=None, kind="report_published", opens="", page={"en": "https://c.example.org/en/3/report/"})
    digests.make_digests(at=DUE)
    mail = sole()
    assert mail.subject == "News of 3 documents"
    assert "Since 24 November 2026 there is news of 3 documents. The nearest" in mail.body
    order = [int(number) for number in re.findall(r"^\d+\. Draft law (\d)", mail.body, re.MULTILINE)]
    assert order == [2, 1, 3], "the nearest deadline first, what has none last"
    assert "   Deadline: Friday, 11 December 2026, 16:00" in mail.body
    assert "   - News 2 in en." in mail.body
    assert "   Why: Field: Youth (en)" in mail.body
    assert "https://c.example.org/en/3/report/" in mail.body
    assert "/en/letters/" in mail.body
    written = sending.written(mail).message()
    assert "/u/" in written["List-Unsubscribe"]
    assert written["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(mail.secrets) == 2
    assert set(Token.objects.values_list("audience", flat=True)) == {"consultation:1", "consultation:2"}
    assert all(row.digest_id == mail.pk for row in Notice.objects.all())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sq", ["Draft law 1 (sq)", "News 1 in sq.", "Field: Youth (sq)"]),
        ("sr", ["Draft law 1 (sr)", "News 1 in sr.", "Field: Youth (sr)"]),
    ],
)
def test_a_digest_speaks_the_language_that_the_reader_has_when_it_is_made(language: str, words: list[str]) -> None:
    reader = person(language="en")
    notice(reader)
    entrance.choose_language(reader.pk, language, by=Actor(reader), at=AT)
    digests.make_digests(at=DUE)
    assert all(each in sole().body for each in words)
    assert sole().language == language


def test_news_of_one_thing_stand_together_with_its_last_deadline() -> None:
    reader = person()
    notice(reader, 1, about="consultation:7", until=FAR - timedelta(days=10))
    for number in range(2, 6):
        notice(reader, number, about="consultation:7", kind="deadline_changed", at=AT + timedelta(hours=number))
    digests.make_digests(at=DUE)
    body = sole().body
    assert sole().subject == "News: Draft law 5 (en)"
    assert body.count("/l/") == 1
    assert "Deadline: Sunday, 20 December 2026, 16:00" in body
    assert "- News 5 in en." in body
    assert "- and 2 earlier messages" in body
    assert "News 1 in" not in body


def test_what_is_over_is_said_and_what_was_taken_back_is_not() -> None:
    reader = person()
    notice(reader, 1)
    notice(reader, 2, until=DUE - timedelta(hours=1))
    notice(reader, 3, about="consultation:9")
    actions.leave_out("consultation:9", at=AT)
    digests.make_digests(at=DUE)
    body = sole().body
    assert "The deadline of these has passed meanwhile:\n- Draft law 2 (en) (25 November 2026)" in body
    assert "Draft law 3" not in body
    assert body.count("/l/") == 1


def test_nothing_but_what_was_taken_back_is_no_digest() -> None:
    notice(person())
    actions.leave_out("consultation:1", at=AT)
    assert digests.make_digests(at=DUE) == 0
    assert not Message.objects.exists()


def test_two_hundred_notices_stay_readable() -> None:
    reader = person()
    for number in range(1, 201):
        notice(reader, number, until=FAR + timedelta(hours=number))
    digests.make_digests(at=DUE)
    body = sole().body
    assert len(re.findall(r"^\d+\. Draft law", body, re.MULTILINE)) == 20
    assert "180 more documents are on this page" in body
    assert reverse("desk:news").replace("/sq/", "/en/") in body
    assert len(body.splitlines()) < 160
    assert len(sole().secrets) == 20
    assert not Notice.objects.filter(digest=None).exists()


def test_what_is_written_for_a_moment_whose_digest_is_out_is_told_by_the_next() -> None:
    reader = person()
    notice(reader, 1)
    digests.make_digests(at=DUE)
    late = notice(reader, 2)
    assert digests.make_digests(at=DUE + timedelta(minutes=5)) == 0
    late.refresh_from_db()
    assert (late.digest_id, late.due_at) == (None, DUE + timedelta(days=1))
    assert digests.make_digests(at=DUE + timedelta(days=1)) == 1
    assert Message.objects.filter(kind="digest").count() == 2


def test_a_worker_that_was_down_makes_up_for_it_once() -> None:
    reader = person()
    notice(reader, 1)
    notice(reader, 2, due_at=DUE + timedelta(days=1))
    assert digests.make_digests(at=DUE + timedelta(days=3)) == 1
    assert sole().subject == "News of 2 documents"


def test_people_who_may_not_sign_in_any_more_get_none() -> None:
    notice(person(is_active=False))
    assert digests.make_digests(at=DUE) == 0
    assert Notice.objects.get().left_out_at == DUE
    assert digests.make_digests(at=DUE) == 0


def test_to_an_address_that_does_not_work_it_is_kept_until_another_is_confirmed() -> None:
    reader = person()
    addresses.hold_address(reader.email, "gone", person_id=reader.pk, words="550", at=AT)
    notice(reader)
    digests.make_digests(at=DUE)
    assert sole().state == Message.State.NO_ADDRESS
    change = entrance.propose_address(reader.pk, "new@example.org", by=SYSTEM, at=DUE)
    secret = Message.objects.get(kind="address_confirmation").secrets[0]
    assert Message.objects.get(kind="address_confirmation").address == "new@example.org"
    entrance.confirm_address(secret, at=DUE + timedelta(hours=1))
    entrance.confirm_address(secret, at=DUE + timedelta(hours=2))
    reader.refresh_from_db()
    assert (reader.email, sole().state, sole().address) == ("new@example.org", "queued", "new@example.org")
    change.refresh_from_db()
    assert change.confirmed_at == DUE + timedelta(hours=1)


def test_the_link_opens_and_the_record_says_so(clock: Any) -> None:
    reader = person()
    notice(reader)
    digests.make_digests(at=AT + timedelta(days=1))
    secret = sole().secrets[0]
    entrance.open_personal_link(secret, browser="b", at=AT + timedelta(days=2))
    assert sole().opened_at == AT + timedelta(days=2)


def test_a_secret_does_not_stay_behind(settings: Any) -> None:
    notice(person())
    digests.make_digests(at=DUE)
    secret = sole().secrets[0]
    sending.deliver_due(lambda: DUE)
    assert sole().state == Message.State.SENT
    assert secret not in sole().body
    assert sole().secrets == []


def test_one_press_on_a_digest_stops_what_it_tells_and_can_be_taken_back() -> None:
    reader = person()
    notice(reader)
    digests.make_digests(at=DUE)
    url = sole().headers["List-Unsubscribe"].strip("<>").partition("//")[2].partition("/")[2]
    browser = Client()
    assert browser.post(f"/{url}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert sole().state == Message.State.CANCELLED
    assert Mute.objects.filter(person=reader, kind="consultation_invitation").exists()
    page = browser.post(f"/{url}", {"undo": "1"}).content.decode()
    assert "You will get mails of this kind again" in page
    assert not Mute.objects.exists()


def test_an_erased_person_leaves_no_wish_and_no_news_behind(secretariat: Actor) -> None:
    reader = person()
    notice(reader)
    wishes.choose_rhythms(reader.pk, {"reports": "daily"}, by=Actor(reader), at=AT)
    wishes.rest_until(reader.pk, AT.date() + timedelta(days=4), by=Actor(reader), at=AT)
    held = addresses.hold_address(reader.email, "gone", person_id=reader.pk, words="550 <p1@example.org>", at=AT)
    entrance.propose_address(reader.pk, "new@example.org", by=SYSTEM, at=AT)
    copy = copy_of(reader.pk)
    assert copy["told_in_digests"][0]["about"] == "consultation:1"
    assert copy["how_often_mails_come"][0]["rhythm"] == "daily"
    assert copy["away"] and copy["addresses_that_did_not_work"] and copy["addresses_proposed"]
    erase_person(reader.pk, by=secretariat, at=AT)
    copy = copy_of(reader.pk)
    for name in ("told_in_digests", "how_often_mails_come", "away", "addresses_proposed"):
        assert copy[name] == []
    assert held is not None
    held.refresh_from_db()
    assert ("p1@" in held.address, held.words, held.ending) == (False, "", "erased")
    assert digests.make_digests(at=DUE) == 0


def test_words_are_forgotten_with_those_of_mails_and_what_waits_keeps_them() -> None:
    reader = person()
    told = notice(reader, 1)
    digests.make_digests(at=DUE)
    waiting = notice(reader, 2, due_at=DUE + timedelta(days=300))
    forgetting.forget_bodies(at=AT + timedelta(days=200))
    told.refresh_from_db()
    waiting.refresh_from_db()
    assert told.words == {}
    assert waiting.words["title"]["en"] == "Draft law 2 (en)"


def test_many_people_cost_a_fixed_number_of_queries_each_hundred(queries: Any) -> None:
    counts = []
    for size, first in ((20, 0), (90, 1000)):
        for number in range(size):
            reader = person(first + number)
            for thing in range(3):
                notice(reader, first + thing)
        with queries(at_most=60) as seen:
            assert digests.make_digests(at=DUE) == size
        counts.append(len(seen))
    assert counts[1] - counts[0] <= 30, counts
