"""Handing messages to a relay that says yes, not now, no, or breaks off: what is recorded, and what is sent again."""

import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import sending, workers
from civikos.kernel.correspondence.models import Message
from civikos.kernel.correspondence.tests.sinks import Relay, relay_for
from civikos.kernel.files.models import StoredFile
from civikos.kernel.jobs import clock

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
State = Message.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def relay(settings):
    with relay_for(settings) as running:
        yield running


def message(address: str, **more: object) -> Message:
    key = f"{address}:{Message.objects.count()}"
    return Message.objects.create(
        **{
            "kind": "consultation_invitation",
            "about": "consultation:1",
            "address": address,
            "language": "sq",
            "dedup_key": key,
            "message_id": f"<{key.replace('@', '.').replace(':', '.')}@civikos.example.org>",
            "subject": "Konsultim: ë",
            "body": "Teksti ë š đ\n",
            "headers": {"Date": "Tue, 24 Nov 2026 09:00:00 -0000"},
            "date": AT,
            "not_before": AT,
            **more,
        }
    )


def deliver(at: datetime = AT) -> int:
    return sending.deliver_due(lambda: at)


def state_of(row: Message) -> Message:
    row.refresh_from_db()
    return row


def test_what_the_relay_takes_is_recorded_with_its_word(relay: Relay):
    row = message("a@example.org")
    assert deliver() == 1
    assert state_of(row).state == State.SENT
    assert (row.reply, row.handed_at, row.tries) == ("250 2.0.0 queued as 1", AT, 1)
    address, key, raw = relay.kept.mails[0]
    assert (address, key) == ("a@example.org", row.message_id)
    assert b"Reply-To: sekretariati@" in raw
    assert deliver() == 0


def test_secrets_are_cut_out_of_subject_body_and_headers_once_sent_and_only_then(relay: Relay):
    row = message(
        "a@example.org",
        body="Hape: https://x.example.org/l/SECRET/\nKodi 4821-7730\n",
        subject="Kodi 4821-7730",
        headers={"X-L": "SECRET"},
        secrets=["SECRET", "4821-7730"],
    )
    deliver()
    assert b"SECRET" in relay.kept.mails[0][2]
    state_of(row)
    assert row.secrets == []
    assert "SECRET" not in row.body + str(row.headers)
    assert "4821" not in row.body + row.subject


@pytest.mark.parametrize(
    ("address", "state", "why"),
    [
        ("r550@example.org", State.BOUNCED, "no such address"),
        ("r553@example.org", State.BOUNCED, "no such address"),
        ("r552@example.org", State.FAILED, "will never be taken"),
        ("r451@example.org", State.DEFERRED, "not now"),
        ("d451@example.org", State.DEFERRED, "not now, after the data"),
        ("d554@example.org", State.FAILED, "will never be taken, after the data"),
        ("d421@example.org", State.DEFERRED, "the relay closes"),
        ("before@example.org", State.DEFERRED, "broke before the data"),
    ],
)
def test_every_answer_ends_in_a_state_with_a_reason_and_the_next_message_is_sent_all_the_same(
    relay: Relay, address, state, why
):
    row, following = message(address), message("b@example.org")
    deliver()
    assert state_of(row).state == state, why
    assert row.reply
    assert state_of(following).state == State.SENT
    assert row.not_before == (AT + timedelta(minutes=1) if state == State.DEFERRED else AT)


def test_a_break_after_the_last_dot_is_a_doubt_sent_again_with_the_same_bytes_where_missing_is_worse(relay: Relay):
    row = message("after@example.org")
    deliver()
    assert state_of(row).state == State.DEFERRED
    assert row.reply.startswith("?")
    deliver(AT + timedelta(minutes=2))
    first, second = relay.kept.mails
    assert first == second, "the copy must be the same message, byte for byte"


def test_a_break_after_the_last_dot_is_held_where_twice_is_worse(relay: Relay):
    row = message("after@example.org", on_doubt=Message.OnDoubt.HOLD)
    deliver()
    deliver(AT + timedelta(days=1))
    assert state_of(row).state == State.HELD
    assert len(relay.kept.mails) == 1


def test_a_break_before_the_data_is_no_doubt_so_that_a_code_is_sent_again(relay: Relay):
    row = message("before@example.org", on_doubt=Message.OnDoubt.HOLD)
    deliver()
    assert state_of(row).state == State.DEFERRED


def test_back_off_ends_after_five_tries(relay: Relay):
    row = message("r451@example.org")
    at, tried = AT, []
    for _turn in range(20):
        deliver(at)
        if state_of(row).state == State.FAILED:
            break
        tried.append((row.not_before - at).total_seconds() / 60)
        at = row.not_before
    assert tried == [1, 10, 60, 360]
    assert (row.state, row.tries) == (State.FAILED, 5)


def test_when_our_own_address_is_refused_nothing_is_lost_and_the_run_stops(relay: Relay):
    rows = [message("a@example.org"), message("b@example.org")]
    relay.sender_reply = "550 who are you"
    assert deliver() == 0
    assert [state_of(row).state for row in rows] == [State.DEFERRED, State.QUEUED]
    relay.sender_reply = ""
    assert deliver(AT + timedelta(minutes=2)) == 2


def test_a_relay_that_cannot_be_reached_costs_no_message_a_try(settings):
    row = message("a@example.org")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        settings.EMAIL_BACKEND = "civikos.kernel.correspondence.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = nobody.getsockname()
        assert deliver() == 0
    assert (state_of(row).state, row.tries) == (State.QUEUED, 0)


def test_a_message_that_cannot_be_written_does_not_stand_in_the_way(relay: Relay):
    bad, good = message("a@example.org", headers={"X-Bad": "line\nBcc: victim@example.org"}), message("b@example.org")
    deliver()
    assert (state_of(bad).state, state_of(good).state) == (State.FAILED, State.SENT)
    assert "BadHeaderError" in bad.reply
    assert relay.kept.addresses == ["b@example.org"]


def test_a_lost_attachment_fails_its_message_only(relay: Relay):
    bad, good = message("a@example.org", has_attachments=True), message("b@example.org")
    bad.attachments.add(StoredFile.objects.create(name="x.docx", media_type="application/pdf", size=1, sha256="0" * 64))
    deliver()
    assert (state_of(bad).state, state_of(good).state) == (State.FAILED, State.SENT)


def test_lines_that_begin_with_a_dot_arrive_as_they_were(relay: Relay):
    message("a@example.org", body=".\n..\n.x\nend\n")
    deliver()
    body = relay.kept.mails[0][2].replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    assert body == b".\n..\n.x\nend\n"


def test_a_mail_with_attachments_has_the_same_bytes_each_time(media):
    from civikos.kernel.accounts.actor import SYSTEM
    from civikos.kernel.files.actions import store
    from civikos.kernel.files.kinds import Kind

    row = message("a@example.org", has_attachments=True)
    row.attachments.add(store(b"plain words", name="x.txt", accepted=frozenset({Kind.TXT}), by=SYSTEM, at=AT))
    assert sending.written(row).message().as_bytes() == sending.written(row).message().as_bytes()


class TestClaims:
    def test_messages_are_taken_in_the_order_of_their_time_and_only_when_due(self):
        late, early = (
            message("a@example.org", not_before=AT),
            message("b@example.org", not_before=AT - timedelta(hours=1)),
        )
        message("c@example.org", not_before=AT + timedelta(seconds=1))
        assert sending.claim("w", AT).pk == early.pk
        assert sending.claim("w", AT).pk == late.pk
        assert sending.claim("w", AT) is None

    def test_only_the_worker_that_holds_a_message_may_write_what_became_of_it(self):
        message("a@example.org")
        held = sending.claim("first", AT)
        Message.objects.filter(pk=held.pk).update(worker="second")
        sending.record(held, State.FAILED, AT, "x")
        assert Message.objects.get().state == State.SENDING
        sending.record(held, State.SENT, AT, "250")
        assert Message.objects.get().state == State.SENT, "that it was handed over is true whoever holds it by now"

    def test_the_message_of_a_dead_worker_goes_on_at_once_and_that_of_a_living_one_stays(self):
        here = workers.new_name()
        dead = ".".join([here.split(".")[0], "4194304", "1", "x"])
        for number, worker in enumerate([here, dead, "elsewhere.1.1.x"]):
            message(
                f"{number}@example.org",
                state=State.SENDING,
                worker=worker,
                lease_until=AT + timedelta(minutes=9),
                tries=1,
            )
        assert sending.resolve_doubts(AT) == 1
        assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["sending", "queued", "sending"]
        assert sending.resolve_doubts(AT + timedelta(minutes=10)) == 2

    def test_doubts_are_held_where_twice_is_worse_and_where_a_message_was_begun_too_often(self):
        late = AT - timedelta(seconds=1)
        message("0@example.org", state=State.SENDING, worker="w", lease_until=late, tries=1)
        message(
            "1@example.org", state=State.SENDING, worker="w", lease_until=late, tries=1, on_doubt=Message.OnDoubt.HOLD
        )
        message("2@example.org", state=State.SENDING, worker="w", lease_until=late, tries=5)
        assert sending.resolve_doubts(AT) == 3
        assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["queued", "held", "held"]

    def test_nothing_leaves_while_the_installation_is_paused(self, relay: Relay):
        row = message("a@example.org")
        clock.pause("restored", at=AT)
        assert deliver() == 0
        clock.resume()
        assert deliver() == 1
        assert state_of(row).state == State.SENT


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def send_with(self, claim, monkeypatch, how_many: int = 60) -> Relay:
        monkeypatch.setattr(sending, "claim", claim)
        for number in range(how_many):
            message(f"p{number}@example.org")
        barrier, failures = threading.Barrier(4), []

        def work() -> None:
            try:
                barrier.wait()
                deliver()
            except BaseException as error:
                failures.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work) for _worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures

    def test_four_workers_send_each_message_once(self, relay: Relay, monkeypatch):
        self.send_with(sending.claim, monkeypatch)
        assert sorted(relay.kept.addresses) == sorted(f"p{n}@example.org" for n in range(60))
        assert not Message.objects.exclude(state=State.SENT).exists()
        assert Message.objects.values("worker").distinct().count() > 1, "one worker alone is no race"

    def test_the_control_without_claims_sends_messages_twice(self, relay: Relay, monkeypatch):
        def just_look(worker: str, at: datetime) -> Message | None:
            row = Message.objects.filter(state=State.QUEUED, not_before__lte=at).order_by("not_before", "pk").first()
            if row is not None:
                row.worker, row.tries = worker, 1
            return row

        self.send_with(just_look, monkeypatch)
        assert len(relay.kept.mails) > 60, "the control must send twice, or the test above cannot see the race"


def test_the_queries_of_a_claim_use_the_index_of_what_is_due():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT id FROM correspondence_message WHERE state IN ('queued','deferred') "
                "AND not_before <= '2026-11-24' ORDER BY not_before, id LIMIT 1"
            )
            assert "correspondence_due" in str(cursor.fetchall())
        else:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'correspondence_due'")
            assert "not_before" in cursor.fetchone()[0]


def test_people_are_not_needed_for_a_message(relay: Relay):
    person = Person.objects.create(email="x@example.org", name="X")
    row = message("a@example.org", person=person)
    person.delete()
    deliver()
    assert (state_of(row).state, row.person_id) == (State.SENT, None)
