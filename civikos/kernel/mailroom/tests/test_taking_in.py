"""One mail is one row, whatever happens: laid down once, handed on once, lost never."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError

from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.models import Message
from civikos.kernel.files.actions import content_of
from civikos.kernel.files.models import StoredFile
from civikos.kernel.files.sandbox import ChildFailed
from civikos.kernel.jobs import clock as jobs
from civikos.kernel.mailroom import actions, threads
from civikos.kernel.mailroom.handlers import Handled
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.states import Reason, Status
from civikos.kernel.mailroom.tests.conftest import come_in, written
from civikos.kernel.workflow.refusals import NotAllowed, WrongStatus
from lawtext.samples import make_docx

pytestmark = pytest.mark.usefixtures("letterbox")


def test_the_same_mail_brought_twice_is_one_row_and_is_handed_on_once(things, address, at):
    raw = written(to=address, proved=True)
    row = come_in(raw, at)
    again, is_new = actions.lay_down(raw, source="elsewhere", at=at + timedelta(hours=1))
    assert (again.pk, is_new) == (row.pk, False)
    actions.read_waiting(at=at)
    assert len(things.seen) == 1
    assert Incoming.objects.count() == StoredFile.objects.count() == 1
    assert content_of(row.file) == raw, "it is kept as it came"


def test_recipients_of_a_second_delivery_count_while_the_mail_has_not_been_read(things, address, at):
    raw = written(to="list@example.org", proved=True)
    actions.lay_down(raw, source="lmtp", at=at, recipients=["a@in.civikos.example.org"])
    row = come_in(raw, at, recipients=[address])
    assert row.recipients == ["a@in.civikos.example.org", address]
    assert len(things.seen) == 1


def test_the_same_mail_by_another_way_is_a_copy(things, address, at):
    come_in(written(to=address, proved=True), at)
    row = come_in(b"Received: from another.example\r\n" + written(to=address, proved=True), at)
    assert (row.status, row.why, len(things.seen)) == (Status.IGNORED, Reason.COPY, 1)


def test_a_forgery_does_not_make_the_genuine_mail_a_copy(things, address, at):
    come_in(written(to=address, sender="rival@evil.org", message_id="<one@example.org>"), at)
    row = come_in(written(to="x@y.org", proved=True, message_id="<one@example.org>"), at)
    assert row.why == Reason.NO_THREAD, "not a copy"


def test_what_a_handler_says_is_what_becomes_of_the_mail(things, address, at):
    things.answer = lambda arrived: Handled(Status.WAITING, note="ask")
    row = come_in(written(to=address), at)
    assert (row.status, row.why, row.note) == (
        Status.WAITING,
        Reason.CONFIRM,
        {"sq": "ask", "sr-latn": "ask", "en": "ask"},
    )
    entries = Entry.objects.filter(about_type="incoming", about_id=row.pk).order_by("pk")
    assert [(entry.verb, entry.door) for entry in entries] == [("mail.confirmation_asked", "mail")]


def test_a_rule_that_says_no_refuses_the_mail_and_undoes_what_the_handler_did(things, address, at):
    def act(arrived):
        StoredFile.objects.create(name="x", media_type="text/plain", size=1, sha256="0" * 64)
        raise WrongStatus

    things.answer = act
    row = come_in(written(to=address), at)
    assert (row.status, row.why) == (Status.REFUSED, Reason.RULE)
    assert "too early" in row.note["en"]
    assert not StoredFile.objects.filter(name="x").exists()


def test_a_mistake_of_a_handler_quarantines_its_mail_and_blocks_no_other(things, address, at, caplog):
    def act(arrived):
        StoredFile.objects.create(name="x", media_type="text/plain", size=1, sha256="0" * 64)
        if "bad" in arrived.mail.text:
            raise ZeroDivisionError("blerim.krasniqi@example.org")
        return Handled(about="thing:7")

    things.answer = act
    rows = [
        actions.lay_down(written(to=address, text=text, message_id=f"<{text}@x.org>"), source="t", at=at)[0]
        for text in ("bad", "good")
    ]
    assert actions.read_waiting(at=at) == {"quarantined": 1, "handled": 1}
    for row in rows:
        row.refresh_from_db()
    assert (rows[0].why, rows[0].note, rows[0].about) == (Reason.HANDLER_FAILED, {"code": "ZeroDivisionError"}, "")
    assert rows[1].status == Status.HANDLED
    assert StoredFile.objects.filter(name="x").count() == 1, "what the first did was undone"
    assert "The handler of mail" in caplog.text


def test_a_handler_cannot_invent_a_state(things, address, at):
    things.answer = lambda arrived: Handled("new")
    assert come_in(written(to=address), at).why == Reason.HANDLER_FAILED


def test_a_database_in_trouble_leaves_the_mail_for_the_next_turn(things, address, at, caplog):
    def act(arrived):
        if len(things.seen) == 1:
            raise OperationalError("deadlock detected")
        return Handled(about="thing:7")

    things.answer = act
    row = come_in(written(to=address), at)
    assert (row.status, row.tries) == (Status.NEW, 1)
    actions.read_waiting(at=at)
    row.refresh_from_db()
    assert (row.status, row.tries) == (Status.HANDLED, 2)


def test_a_mail_that_is_begun_and_never_finished_is_set_aside(things, address, at, monkeypatch, caplog):
    def fall(*arguments, **more):
        raise DatabaseError("gone")

    monkeypatch.setattr(threads, "find", fall)
    row, _is_new = actions.lay_down(written(to=address), source="t", at=at)
    for _turn in range(4):
        actions.read_waiting(at=at)
    row.refresh_from_db()
    assert (row.status, row.why, things.seen) == (Status.QUARANTINED, Reason.BEGUN_OFTEN, [])


def test_a_reader_that_runs_out_of_its_limits_is_told_of(things, address, at, monkeypatch):
    def fall(raw):
        raise ChildFailed("time")

    monkeypatch.setattr(actions, "read", fall)
    row = come_in(written(to=address), at)
    assert (row.status, row.why, row.note) == (Status.QUARANTINED, Reason.READER_FAILED, {"code": "time"})


def test_of_a_mail_that_is_too_large_only_the_beginning_is_kept(things, at):
    raw = written(text="x") + b"y" * actions.LARGEST
    row = come_in(raw, at)
    assert (row.status, row.why, row.size) == (Status.REFUSED, Reason.TOO_LARGE, len(raw))
    assert row.file.size == actions.HEAD


def test_attachments_are_kept_where_they_are_of_a_kind_that_is_taken_and_safe(things, address, member, at):
    good = make_docx(articles=2, words=20)
    row = come_in(
        written(
            to=address,
            proved=True,
            attachments=(("../../teksti.docx", good), ("logo.png", b"\x89PNG\r\n\x1a\n"), ("x.zip", b"PK\x03\x04zz")),
        ),
        at,
    )
    (arrived,) = things.seen
    assert [file.name for file in arrived.attachments] == ["teksti.docx"]
    assert arrived.attachments[0].sent_by == member.person
    assert arrived.mail.attachments == ()
    assert {(each.name, each.code) for each in arrived.left_out} == {
        ("logo.png", "file.not_accepted"),
        ("x.zip", "file.not_accepted"),
    }
    assert row.attachments.count() == 1


def test_mail_in_quarantine_has_no_attachment_laid_down(things, at):
    row = come_in(written(attachments=(("a.txt", b"text"),)), at)
    assert (row.status, row.attachments.count(), StoredFile.objects.count()) == (Status.QUARANTINED, 0, 1)


def test_nothing_is_read_while_the_house_rests(things, address, at):
    jobs.pause("after a restore", at=at)
    row = come_in(written(to=address), at)
    assert (row.status, things.seen) == (Status.NEW, [])


def test_characters_that_no_database_takes_do_not_stop_a_mail(things, address, at):
    raw = written(to=address, proved=True).replace(b"Pajtohem.", b"Paj\x00tohem \xed\xa0\x80.")
    assert come_in(raw, at).status == Status.HANDLED


def test_finding_a_thread_takes_the_same_number_of_queries_however_many_addresses(things, address, at, queries):
    few = actions.lay_down(written(to=address, message_id="<a@x.org>"), source="t", at=at)[0]
    many = [f"k+{'a2' * 7}{n:02x}@in.civikos.example.org".replace("0", "b").replace("1", "c") for n in range(100)]
    crowd = actions.lay_down(
        written(
            to=", ".join([*many[:60], address]),
            message_id="<b@x.org>",
            References=" ".join(f"<{n}@x.org>" for n in range(100)),
        ),
        source="t",
        at=at,
        recipients=many,
    )[0]
    with queries() as first:
        actions.read_one(few.pk, at=at)
    with queries() as second:
        actions.read_one(crowd.pk, at=at)
    assert len(things.seen) == 2
    assert len(first) == len(second)


# --- What officers and senders decide ---------------------------------------------------------------------------------
def test_an_officer_hands_a_mail_on_with_a_stated_sender_and_that_is_recorded(things, secretariat, member, at):
    row = come_in(written(sender="privat@example.com", attachments=(("a.txt", b"text"),)), at)
    actions.release(row.pk, email="Blerim.Krasniqi@example.org", audience="thing:2", by=secretariat, at=at)
    (arrived,) = things.seen
    assert (arrived.person, arrived.audience, arrived.is_proved) == (member.person, "thing:2", False)
    assert arrived.stated_by == secretariat.person_id
    assert [file.name for file in arrived.attachments] == ["a.txt"]
    row.refresh_from_db()
    assert (row.status, row.about, row.stated_by) == (Status.HANDLED, "thing:7", secretariat.person)
    entry = Entry.objects.get(verb="mail.released")
    assert (entry.actor, entry.details) == (
        secretariat.person,
        {"why": "no_thread", "person": member.person_id, "audience": "thing:2"},
    )
    with pytest.raises(WrongStatus):
        actions.release(row.pk, email="blerim.krasniqi@example.org", audience="thing:2", by=secretariat, at=at)


def test_a_release_is_refused_for_nobody_for_no_thread_and_for_what_was_not_read(things, secretariat, member, at):
    row = come_in(written(sender="privat@example.com"), at)
    good = {"email": "blerim.krasniqi@example.org", "audience": "thing:1", "by": secretariat, "at": at}
    with pytest.raises(actions.NobodyOfThatAddress):
        actions.release(row.pk, **{**good, "email": "nobody@example.org"})
    for audience in ("thing:9", "other:1", ""):
        with pytest.raises(actions.NoSuchThread):
            actions.release(row.pk, **{**good, "audience": audience})
    with pytest.raises(NotAllowed):
        actions.release(row.pk, **{**good, "by": member})
    unread = come_in(b"X: " + b"y" * 100_000, at)
    with pytest.raises(actions.NotRead):
        actions.release(unread.pk, **good)
    assert things.seen == []
    row.refresh_from_db()
    assert row.status == Status.QUARANTINED


def test_what_is_discarded_can_be_brought_back(things, secretariat, member, at):
    row = come_in(written(), at)
    with pytest.raises(NotAllowed):
        actions.discard(row.pk, by=member, at=at)
    assert actions.discard(row.pk, by=secretariat, at=at).status == Status.DISCARDED
    back = actions.restore(row.pk, by=secretariat, at=at)
    assert (back.status, back.why) == (Status.QUARANTINED, Reason.NO_THREAD)


def test_several_are_discarded_all_or_none(things, address, secretariat, at):
    rows = [come_in(written(message_id=f"<{n}@x.org>"), at) for n in range(2)]
    taken = come_in(written(to=address, message_id="<t@x.org>"), at)
    with pytest.raises(WrongStatus):
        actions.discard_several([row.pk for row in [*rows, taken]], by=secretariat, at=at)
    assert Incoming.objects.filter(status=Status.DISCARDED).count() == 0
    assert actions.discard_several([row.pk for row in rows], by=secretariat, at=at) == 2


def test_the_sender_confirms_or_declines_what_waits_once(things, address, member, at):
    things.answer = lambda arrived: Handled(Status.WAITING)
    first, second = (come_in(written(to=address, message_id=f"<{n}@x.org>"), at) for n in "ab")
    actions.confirm(first.pk, about="thing:7", by=member, at=at)
    actions.decline(second.pk, by=member, at=at)
    with pytest.raises(WrongStatus):
        actions.confirm(second.pk, about="thing:8", by=member, at=at)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.about) == (Status.HANDLED, "thing:7")
    assert (second.status, second.why) == (Status.IGNORED, Reason.DECLINED)


def test_letters_that_answer_by_machine_go_once_a_day_to_an_address(jurisdiction, at):
    from civikos.kernel.correspondence.actions import Letter, enqueue

    def send(key, moment):
        values = dict.fromkeys(("sender", "title", "address", "link", "salutation"), "x")
        enqueue("mail_from_elsewhere", [Letter("a@example.org", "sq", values, key)], about="thing:1", at=moment)

    send("1", at)
    send("2", at + timedelta(hours=23))
    send("3", at + timedelta(hours=25))
    assert list(Message.objects.values_list("dedup_key", flat=True)) == [
        "mail_from_elsewhere:thing:1:1",
        "mail_from_elsewhere:thing:1:3",
    ]
