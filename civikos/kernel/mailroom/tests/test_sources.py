"""By which ways mail comes in: a folder, a mailbox, LMTP, HTTP; each with a real server, each brings a mail once."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from civikos.kernel.catalog import registry
from civikos.kernel.jobs import clock as jobs
from civikos.kernel.mailroom import actions, fetching, lmtp, registration, sources, tasks, webhook
from civikos.kernel.mailroom.models import Incoming, Source
from civikos.kernel.mailroom.sources import READ_FLAG, Cursor, Mailbox, SourceFailed
from civikos.kernel.mailroom.states import Status
from civikos.kernel.mailroom.tests.conftest import written

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def mail(number: int) -> bytes:
    return written(message_id=f"<{number}@example.org>")


# --- A folder ---
def test_files_of_the_folder_are_taken_once_and_kept(letterbox: None, media: Path) -> None:
    inbox = media / "inbox"
    inbox.mkdir()
    (inbox / "1.eml").write_bytes(mail(1))
    (inbox / "2.eml").write_bytes(mail(1))
    (inbox / "note.txt").write_text("no mail")
    (inbox / "link.eml").symlink_to("/etc/hostname")
    assert fetching.fetch_all(at=AT) == 2
    assert Incoming.objects.count() == 1, "the same bytes are the same mail"
    assert sorted(path.name for path in (inbox / "taken").iterdir()) == ["1.eml", "2.eml"]
    assert fetching.fetch_all(at=AT) == 0
    source = Source.objects.get(name="folder")
    assert (source.worked_at, source.mail_at, source.error) == (AT, AT, "")


def test_a_mail_that_cannot_be_kept_stays_where_it_is(letterbox: None, media: Path, monkeypatch) -> None:
    inbox = media / "inbox"
    inbox.mkdir()
    (inbox / "1.eml").write_bytes(mail(1))

    def full(*arguments: object, **more: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(fetching, "lay_down", full)
    with pytest.raises(OSError, match="no space"):
        fetching.fetch_all(at=AT)
    assert (inbox / "1.eml").exists()


# --- A mailbox ---
def test_a_mailbox_is_read_over_tls_and_what_was_read_is_flagged_and_left_unread(db, mail_servers) -> None:
    first = mail_servers.imap.deliver(mail(1))
    assert fetching.fetch_all(at=AT) == 1
    second = mail_servers.imap.deliver(mail(2))
    assert fetching.fetch_all(at=AT) == 1
    assert fetching.fetch_all(at=AT) == 0
    assert Incoming.objects.count() == 2
    assert mail_servers.imap.flags_of(first) == mail_servers.imap.flags_of(second) == {READ_FLAG}
    assert mail_servers.imap.uids == [first, second], "nothing is deleted"
    assert Source.objects.get(name="imap").worked_at == AT


def test_a_mail_that_was_kept_and_not_flagged_is_fetched_again_and_is_still_one(db, mail_servers) -> None:
    uid = mail_servers.imap.deliver(mail(1))
    fetching.fetch_all(at=AT)
    mail_servers.imap.mails[0].flags.clear()
    assert fetching.fetch_all(at=AT) == 1
    assert Incoming.objects.count() == 1
    assert mail_servers.imap.flags_of(uid) == {READ_FLAG}


def test_nothing_is_flagged_before_it_has_been_kept(db, mail_servers, monkeypatch) -> None:
    uid = mail_servers.imap.deliver(mail(1))

    def full(*arguments: object, **more: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(fetching, "lay_down", full)
    with pytest.raises(RuntimeError):
        fetching.fetch_all(at=AT)
    assert mail_servers.imap.flags_of(uid) == set()


def test_a_server_that_forgets_our_flag_is_read_by_number(db, mail_servers) -> None:
    mail_servers.imap.keeps_keywords = False
    mail_servers.imap.deliver(mail(1))
    assert fetching.fetch_all(at=AT) == 1
    assert fetching.fetch_all(at=AT) == 0
    mail_servers.imap.deliver(mail(2))
    assert fetching.fetch_all(at=AT) == 1
    assert Source.objects.get(name="imap").last_uid == 2
    mail_servers.imap.uid_validity = 9
    assert fetching.fetch_all(at=AT) == 2, "numbers that begin anew are read anew"
    assert Incoming.objects.count() == 2


def test_after_a_restore_the_mailbox_is_read_again_from_a_day_on(db, mail_servers, capsys) -> None:
    for number, day in ((1, 20), (2, 22), (3, 23)):
        mail_servers.imap.deliver(mail(number))
        mail_servers.imap.mails[-1].arrived_on = date(2026, 11, day)
    fetching.fetch_all(at=AT)
    Incoming.objects.all().delete()  # what a restore of an older backup does
    call_command("read_mail", "--since", "2026-11-22")
    assert capsys.readouterr().out.startswith("2 fetched")
    assert Incoming.objects.count() == 2
    call_command("read_mail", "--since", "2026-11-20")
    assert Incoming.objects.count() == 3, "what is here is here once"


def test_one_task_reads_at_a_time_and_reads_all_there_is(letterbox, things, monkeypatch) -> None:
    monkeypatch.setattr(actions.read_waiting, "__kwdefaults__", {"limit": 2})
    for number in range(5):
        actions.lay_down(mail(number), source="t", at=AT)
    with tasks._one_reader:
        assert tasks.read.call() == 0
    assert tasks.read.call() == 5


def test_a_mailbox_that_cannot_be_reached_is_noted_and_stops_nothing(
    letterbox, media, settings, unused_port, caplog
) -> None:
    settings.IMAP_URL = f"imaps://user:topsecret@127.0.0.1:{unused_port()}/INBOX"
    (media / "inbox").mkdir()
    (media / "inbox" / "1.eml").write_bytes(mail(1))
    assert fetching.fetch_all(at=AT) == 1
    source = Source.objects.get(name="imap")
    assert (source.tried_at, source.worked_at, bool(source.error)) == (AT, None, True)
    assert "topsecret" not in caplog.text + source.error


def test_a_wrong_password_a_wrong_folder_and_a_strange_certificate_are_told_without_the_password(
    mail_servers, settings
) -> None:
    good = mail_servers.imap.url
    Mailbox(good, Cursor()).check()
    for bad in (good.replace("mailroom:", "mailroom:x"), good.replace("INBOX", "Elsewhere")):
        with pytest.raises(SourceFailed) as failed:
            Mailbox(bad, Cursor()).check()
        assert "s3cret" not in str(failed.value)
    settings.IMAP_CA = ""
    with pytest.raises(SourceFailed, match=r"certificate|SSL"):
        Mailbox(good, Cursor()).check()


def test_at_most_two_hundred_are_fetched_in_one_round(letterbox, media, monkeypatch) -> None:
    monkeypatch.setattr(sources, "MOST_AT_ONCE", 3)
    inbox = media / "inbox"
    inbox.mkdir()
    for number in range(5):
        (inbox / f"{number}.eml").write_bytes(mail(number))
    assert [fetching.fetch_all(at=AT) for _round in range(3)] == [3, 2, 0]


def test_the_clock_looks_each_minute_and_reads_what_it_finds(letterbox, media, things) -> None:
    jobs_of_ours = {job.run: job.every_minutes for job in jobs._jobs.values()}
    assert jobs_of_ours[tasks.look] == 1
    (media / "inbox").mkdir()
    (media / "inbox" / "1.eml").write_bytes(mail(1))
    tasks.fetch.call()
    assert Incoming.objects.get().status == Status.QUARANTINED


def test_nothing_is_fetched_while_the_house_rests(letterbox, media) -> None:
    (media / "inbox").mkdir()
    (media / "inbox" / "1.eml").write_bytes(mail(1))
    jobs.pause("after a restore", at=AT)
    assert fetching.fetch_all(at=AT) == 0


# --- LMTP ---
@contextmanager
def lmtp_server() -> Iterator[int]:
    ready, loops, ports = threading.Event(), [], []

    async def serve() -> None:
        loops.append((asyncio.get_running_loop(), asyncio.current_task()))

        def listening(port: int) -> None:
            ports.append(port)
            ready.set()

        await lmtp.serve("127.0.0.1", 0, listening)

    def run() -> None:
        try:
            asyncio.run(serve())
        except asyncio.CancelledError:
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield ports[0]
    finally:
        loop, task = loops[0]
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)


@pytest.mark.django_db(transaction=True)
def test_lmtp_answers_for_each_recipient_after_the_mail_has_been_kept(letterbox: None, things: object) -> None:
    with lmtp_server() as port, smtplib.LMTP("127.0.0.1", port, local_hostname="mx") as client:
        client.ehlo()
        client.mail("someone@example.org")
        assert client.rcpt("k+aaaaaaaaaaaaaaaa@in.civikos.example.org")[0] == 250
        assert client.rcpt("intake@in.civikos.example.org")[0] == 250
        assert client.rcpt("somebody@elsewhere.org")[0] == 550
        assert client.docmd("DATA")[0] == 354
        client.send(mail(1).replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        assert [client.getreply()[0] for _recipient in range(2)] == [250, 250]
        row = Incoming.objects.get()
        assert row.source == "lmtp"
        assert row.recipients == ["k+aaaaaaaaaaaaaaaa@in.civikos.example.org", "intake@in.civikos.example.org"]


@pytest.mark.django_db(transaction=True)
def test_lmtp_says_try_again_for_what_could_not_be_kept(letterbox: None, monkeypatch, caplog) -> None:
    def full(*arguments: object, **more: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(lmtp, "lay_down", full)
    with lmtp_server() as port, smtplib.LMTP("127.0.0.1", port, local_hostname="mx") as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("a@example.org", ["intake@in.civikos.example.org"], mail(1))
        assert refused.value.smtp_code == 451
    assert not Incoming.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_lmtp_writes_down_the_sender_of_the_envelope_and_nobody_is_a_machine(letterbox: None, things, address) -> None:
    with lmtp_server() as port, smtplib.LMTP("127.0.0.1", port, local_hostname="mx") as client:
        client.sendmail("", [address], mail(1))
        client.sendmail("blerim.krasniqi@example.org", [address], mail(2))
    actions.read_waiting(at=AT)
    assert sorted(Incoming.objects.values_list("status", flat=True)) == ["handled", "ignored"]


# --- HTTP ---
KEY = "k" * 40


def post(body: bytes, *, at: datetime = AT, key: str = KEY, to: str = "intake@in.civikos.example.org", **more: str):
    moment = str(int(at.timestamp()))
    headers = {
        "X-CiviKos-Time": moment,
        "X-CiviKos-Recipients": to,
        "X-CiviKos-Seal": webhook.seal(key, moment, to, body),
    }
    return Client().post("/mail/in/provider", data=body, content_type="message/rfc822", headers={**headers, **more})


@pytest.fixture
def door(letterbox, settings, clock, things):
    settings.MAIL_WEBHOOK_KEY = KEY
    clock.move_to(AT)
    return things


def test_a_sealed_mail_is_kept_and_handed_on_and_the_second_time_nothing_happens(door) -> None:
    assert post(mail(1)).json() == {"kept": True, "new": True}
    assert post(mail(1)).json() == {"kept": True, "new": False}
    actions.read_waiting(at=AT)
    assert len(door.seen) == 1
    row = Incoming.objects.get()
    assert (row.source, row.recipients) == ("http:provider", ["intake@in.civikos.example.org"])


def test_without_the_right_seal_nothing_comes_in(door, settings) -> None:
    assert post(mail(1), key="x" * 40).status_code == 401
    assert post(mail(1), at=AT - timedelta(minutes=6)).status_code == 400
    assert post(mail(1), at=AT + timedelta(minutes=6)).status_code == 400
    good = webhook.seal(KEY, str(int(AT.timestamp())), "intake@in.civikos.example.org", mail(1))
    assert post(mail(2), **{"X-CiviKos-Seal": good}).status_code == 401, "the seal of another mail"
    assert post(mail(1), **{"X-CiviKos-Seal": good, "X-CiviKos-Recipients": "k+x@y"}).status_code == 401
    assert post(mail(1), **{"X-CiviKos-Seal": ""}).status_code == 401
    assert post(mail(1), **{"X-CiviKos-Time": "٣"}).status_code == 400
    assert Client().get("/mail/in/provider").status_code == 405
    settings.MAIL_WEBHOOK_KEY = ""
    assert post(mail(1)).status_code == 404
    assert not Incoming.objects.exists()


def test_too_much_is_refused_before_it_is_read(door, monkeypatch) -> None:
    monkeypatch.setattr(actions, "LARGEST", 1000)
    assert post(b"x" * 1001).status_code == 413
    assert post(b"").status_code == 413


def test_more_than_django_keeps_in_memory_comes_in(door) -> None:
    assert post(written(text="Rreshti.\n" * 400_000)).json()["new"] is True


def test_what_cannot_be_kept_is_to_be_sent_again(door, monkeypatch, caplog) -> None:
    def full(*arguments: object, **more: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(actions, "lay_down", full)
    assert post(mail(1)).status_code == 503


# --- The doctor ---
def test_the_doctor_says_how_the_mailbox_fares(db, mail_servers, settings) -> None:
    settings.AUTHSERV_ID = "mx.civikos.example.org"
    assert not registration.examine(AT).is_well, "never fetched"
    fetching.fetch_all(at=AT)
    finding = registration.examine(AT + timedelta(minutes=2))
    assert finding.is_well and "read 2 min ago" in finding.what
    assert not registration.examine(AT + timedelta(minutes=20)).is_well
    mail_servers.imap.password = "another"
    with pytest.raises(SourceFailed):
        registration.examine(AT)
    assert "incoming mail" in registry.examinations()


def test_the_doctor_sees_mail_that_nobody_reads(letterbox, things) -> None:
    actions.lay_down(mail(1), source="lmtp", at=AT)
    assert registration.examine(AT).is_well
    assert not registration.examine(AT + timedelta(minutes=16)).is_well
