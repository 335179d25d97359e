"""Notices of non-delivery: real forms of several servers, mails that are none, and mails made to hurt the reader."""

import time
from datetime import UTC, datetime

import pytest

from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Message, Mute
from civikos.kernel.mailroom import actions
from civikos.kernel.mailroom.states import Reason, Status
from civikos.kernel.mailroom.tests.conftest import come_in, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterbox")]
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
    row = come_in(dsn(returned=returned), AT)
    assert (row.status, row.why) == (Status.HANDLED, Reason.BOUNCE)
    sent.refresh_from_db()
    assert sent.state == Message.State.BOUNCED
    assert sent.reply.startswith("5.1.1 550 5.1.1 <gone@example.org>: Recipient address rejected")
    assert "SECRET" not in sent.body
    again = come_in(dsn(returned=returned, extra="X-Way: another\r\n"), AT)
    assert again.why == Reason.BOUNCE, "brought twice, it says the same"


def test_a_notice_that_returns_nothing_is_matched_by_what_it_answers(sent):
    raw = dsn(message_id="", extra=f"In-Reply-To: {OURS}\r\n")
    assert come_in(raw, AT).why == Reason.BOUNCE


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        ("delayed", Reason.DELAYED),
        ("delivered", Reason.DELAYED),
        ("relayed", Reason.DELAYED),
        ("FAILED", Reason.BOUNCE),
    ],
)
def test_only_a_failure_is_a_bounce(sent, action, outcome):
    assert come_in(dsn(action=action), AT).why == outcome
    sent.refresh_from_db()
    assert (sent.state == Message.State.BOUNCED) == (outcome == Reason.BOUNCE)


@pytest.mark.parametrize("state", ["queued", "held", "cancelled", "failed"])
def test_a_message_that_was_never_handed_over_cannot_come_back(sent, state):
    Message.objects.update(state=state)
    come_in(dsn(), AT)
    sent.refresh_from_db()
    assert sent.state == state


def test_a_stranger_who_does_not_know_the_message_id_changes_nothing(sent):
    assert come_in(dsn(message_id="<guess@civikos.example.org>"), AT).why == Reason.BOUNCE_UNKNOWN
    assert come_in(dsn(message_id=""), AT).why == Reason.BOUNCE_UNKNOWN
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
    assert come_in(raw, AT).why not in {Reason.BOUNCE, Reason.DELAYED}
    sent.refresh_from_db()
    assert sent.state == Message.State.SENT


HOSTILE = {
    "100,000 parts": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 60_000,
    "a subject of encoded words": b"Subject: " + b"=?utf-8?q?=C3=AB?= " * 12_000 + b"\r\n\r\nx",
    "many long headers": b"".join(b"X-%d: %s\r\n" % (n, b"x" * 7000) for n in range(20)) + b"\r\nx",
    "nested twenty-five deep": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(25)
    ),
    "too large": b"x" * (actions.LARGEST + 1),
    "one line of five megabytes": b"X: " + b"y" * 5_000_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_mail_made_to_hurt_is_set_aside_in_a_moment(sent, letterbox, what):
    began = time.process_time()
    row = come_in(HOSTILE[what], AT)
    assert row.status in {Status.QUARANTINED, Status.REFUSED}
    assert row.why in {Reason.UNREADABLE, Reason.TOO_LARGE, Reason.NO_THREAD}
    assert time.process_time() - began < 2


def test_a_complaint_stops_mail_that_can_be_stopped_and_no_other(sent, letterbox, member):
    Message.objects.update(person=member.person)
    raw = (
        "From: abuse@provider.example\r\nTo: konsultime@civikos.example.org\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="B1"\r\n\r\n'
        "--B1\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report\r\n\r\n"
        "--B1\r\nContent-Type: message/feedback-report\r\n\r\n"
        "Feedback-Type: abuse\r\nUser-Agent: P/1\r\nVersion: 1\r\n\r\n"
        f"--B1\r\nContent-Type: message/rfc822\r\n\r\nFrom: konsultime@civikos.example.org\r\nMessage-ID: {OURS}\r\n\r\nText\r\n--B1--\r\n"
    ).encode()
    row = come_in(raw, AT)
    assert (row.status, row.why) == (Status.HANDLED, Reason.COMPLAINT)
    stopped = set(Mute.objects.filter(person=member.person_id).values_list("kind", flat=True))
    assert "consultation_invitation" in stopped
    assert all(KINDS[kind].can_be_stopped for kind in stopped)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"Precedence": "list", "List_Id": "<l.example.org>"},
        {"Return_Path": "<>"},
    ],
)
def test_machines_are_never_answered(letterbox, things, address, headers):
    row = come_in(written(to=address, proved=True, subject="Jam me pushim", **headers), AT)
    assert (row.status, things.seen) == (Status.IGNORED, [])
    assert row.why in {Reason.AUTOMATIC, Reason.LIST}


def test_a_mail_of_ours_that_comes_back_goes_no_further(letterbox, things, address, sent):
    row = come_in(written(to=address, proved=True, message_id=OURS), AT)
    assert (row.status, row.why, things.seen) == (Status.IGNORED, Reason.OWN, [])
