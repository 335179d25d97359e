"""Notices of non-delivery: real forms of several servers, mails that are none, and mails made to hurt the reader."""

import imaplib
import socket
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civikos.kernel.correspondence import bounces, notices
from civikos.kernel.correspondence.bounces import Outcome, take_in
from civikos.kernel.correspondence.models import Message
from civikos.kernel.jobs import clock

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
OURS = "<0123456789abcdef01234567@civikos.example.org>"


def dsn(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "message/rfc822",
    message_id: str = OURS,
    extra: str = "",
) -> bytes:
    """A notice in the form of RFC 3464, as Postfix and Exim write it."""
    original = f"From: konsultime@civikos.example.org\r\nTo: gone@example.org\r\nMessage-ID: {message_id}\r\nSubject: Konsultim\r\n"
    if returned == "message/rfc822":
        original += "\r\nText\r\n"
    return (
        "From: MAILER-DAEMON@mx.example.org\r\nTo: konsultime@civikos.example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Auto-Submitted: auto-replied\r\n{extra}MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="B1"\r\n\r\n'
        "--B1\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you …\r\n\r\n"
        "--B1\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n\r\n"
        f"Final-Recipient: rfc822; gone@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <gone@example.org>:\r\n    Recipient address rejected\r\n\r\n"
        f"--B1\r\nContent-Type: {returned}\r\n\r\n{original}\r\n--B1--\r\n"
    ).encode()


@pytest.fixture
def sent() -> Message:
    return Message.objects.create(
        kind="consultation_invitation",
        about="consultation:1",
        address="gone@example.org",
        language="sq",
        dedup_key="k",
        message_id=OURS,
        subject="s",
        body="link SECRET",
        secrets=["SECRET"],
        state=Message.State.SENT,
    )


@pytest.mark.parametrize(
    "returned", ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"]
)
def test_a_notice_marks_the_message_it_is_about(sent, returned):
    assert take_in(dsn(returned=returned), at=AT) == Outcome.BOUNCED
    sent.refresh_from_db()
    assert sent.state == Message.State.BOUNCED
    assert sent.reply.startswith("5.1.1 smtp; 550 5.1.1 <gone@example.org>: Recipient address rejected")
    assert "SECRET" not in sent.body
    assert take_in(dsn(returned=returned), at=AT) == Outcome.BOUNCED, "read twice, it says the same"


def test_a_notice_that_returns_nothing_is_matched_by_what_it_answers(sent):
    raw = dsn(message_id="", extra=f"In-Reply-To: {OURS}\r\n")
    assert take_in(raw, at=AT) == Outcome.BOUNCED


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        ("delayed", Outcome.DELAYED),
        ("delivered", Outcome.DELAYED),
        ("relayed", Outcome.DELAYED),
        ("FAILED", Outcome.BOUNCED),
    ],
)
def test_only_a_failure_is_a_bounce(sent, action, outcome):
    assert take_in(dsn(action=action), at=AT) == outcome
    sent.refresh_from_db()
    assert (sent.state == Message.State.BOUNCED) == (outcome == Outcome.BOUNCED)


@pytest.mark.parametrize("state", ["queued", "held", "cancelled", "failed"])
def test_a_message_that_was_never_handed_over_cannot_come_back(sent, state):
    Message.objects.update(state=state)
    take_in(dsn(), at=AT)
    sent.refresh_from_db()
    assert sent.state == state


def test_a_stranger_who_does_not_know_the_message_id_changes_nothing(sent):
    assert take_in(dsn(message_id="<guess@civikos.example.org>"), at=AT) == Outcome.UNKNOWN
    assert take_in(dsn(message_id=""), at=AT) == Outcome.UNKNOWN
    sent.refresh_from_db()
    assert sent.state == Message.State.SENT


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Faleminderit\r\n\r\n" + OURS.encode(),
        b"From: a@example.org\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: "
        + OURS.encode()
        + b"\r\nSubject: Jam me pushim\r\n\r\nx",
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: message/delivery-status\r\n\r\n",
    ],
)
def test_other_mail_is_left_for_people(sent, raw):
    assert take_in(raw, at=AT) in {Outcome.OTHER, Outcome.UNKNOWN}
    sent.refresh_from_db()
    assert sent.state == Message.State.SENT


HOSTILE = {
    "100,000 parts": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 60_000,
    "a subject of encoded words": b"Subject: " + b"=?utf-8?q?=C3=AB?= " * 12_000 + b"\r\n\r\nx",
    "many long headers": b"".join(b"X-%d: %s\r\n" % (n, b"x" * 7000) for n in range(20)) + b"\r\nx",
    "nested twenty-five deep": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(25)
    ),
    "too large": b"x" * (notices.LARGEST + 1),
    "one line of five megabytes": b"X: " + b"y" * (notices.LARGEST - 10),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_mail_made_to_hurt_is_refused_in_a_moment(sent, what):
    began = time.process_time()
    assert take_in(HOSTILE[what], at=AT) == Outcome.REFUSED
    assert time.process_time() - began < 2


def test_what_makes_the_standard_parser_fall_is_refused_and_told(monkeypatch):
    monkeypatch.setattr(notices.BytesParser, "parsebytes", lambda *_a, **_k: (_ for _ in ()).throw(IndexError()))
    with pytest.raises(IndexError):
        notices.read(b"To: A@\r\n\r\n")


def test_files_in_the_folder_are_read_once_and_kept_by_what_they_were(sent, tmp_path: Path):
    (tmp_path / "1.eml").write_bytes(dsn())
    (tmp_path / "2.eml").write_bytes(b"Subject: x\r\n\r\nx")
    assert bounces.read_folder(tmp_path, at=AT) == [Outcome.BOUNCED, Outcome.OTHER]
    assert (tmp_path / "bounced" / "1.eml").exists()
    assert (tmp_path / "other" / "2.eml").exists()
    assert bounces.read_folder(tmp_path, at=AT) == []
    assert bounces.read_folder(tmp_path / "absent", at=AT) == []


def test_the_clock_reads_bounces():
    from civikos.kernel.correspondence import tasks

    assert tasks.bounces in {job.run for job in clock._jobs.values()}


class Mailbox(threading.Thread):
    """An IMAP server of one mailbox for one client: enough of RFC 3501 for SEARCH, FETCH and STORE by uid."""

    def __init__(self, mails: dict[int, bytes]) -> None:
        super().__init__(daemon=True)
        self.mails, self.flags = mails, {uid: set() for uid in mails}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self) -> None:
        client, _address = self.listener.accept()
        with client, client.makefile("rwb") as stream:
            stream.write(b"* OK ready\r\n")
            stream.flush()
            while line := stream.readline():
                tag, _space, command = line.decode().strip().partition(" ")
                self.answer(stream, command)
                stream.write(f"{tag} OK done\r\n".encode())
                stream.flush()
                if command.upper().startswith("LOGOUT"):
                    return

    def answer(self, stream, command: str) -> None:
        words = command.split()
        if command.startswith("CAPABILITY"):
            stream.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif command.startswith("SELECT"):
            stream.write(f"* {len(self.mails)} EXISTS\r\n".encode())
        elif command.startswith("UID SEARCH"):
            flag = words[-1]
            found = [str(uid) for uid, flags in self.flags.items() if flag not in flags]
            stream.write(f"* SEARCH {' '.join(found)}\r\n".encode())
        elif command.startswith("UID FETCH"):
            raw = self.mails[int(words[2])]
            stream.write(f"* 1 FETCH (UID {words[2]} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        elif command.startswith("UID STORE"):
            self.flags[int(words[2])].add(words[-1].strip("()"))


def test_a_mailbox_is_read_and_what_was_read_is_flagged_and_not_deleted(sent):
    server = Mailbox({1: dsn(), 7: b"Subject: x\r\n\r\nx"})
    server.start()
    client = imaplib.IMAP4("127.0.0.1", server.port)
    client.state = "AUTH"
    client.select("INBOX")
    assert bounces.read_messages(client, at=AT) == [Outcome.BOUNCED, Outcome.OTHER]
    assert bounces.read_messages(client, at=AT) == []
    client.logout()
    server.join(5)
    server.listener.close()
    assert server.flags == {1: {bounces.READ_FLAG}, 7: {bounces.READ_FLAG}}


def test_a_mailbox_that_cannot_be_reached_is_not_an_error_of_the_clock(settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.IMAP_URL = f"imaps://user:secret@127.0.0.1:{nobody.getsockname()[1]}/INBOX"
        assert bounces.read_mailbox(at=AT) == []
