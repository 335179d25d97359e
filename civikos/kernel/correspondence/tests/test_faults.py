"""What a mail that came back tells of its address, when an address is held, and what happens to its mail."""

from datetime import UTC, datetime, timedelta

import pytest

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import addresses, bounces
from civikos.kernel.correspondence.actions import Letter, enqueue
from civikos.kernel.correspondence.faults import fault_of
from civikos.kernel.correspondence.models import Hold, Message, Mute

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
State, Fault = Message.State, Message.Fault


@pytest.mark.parametrize(
    ("status", "words", "fault"),
    [
        # No such mailbox, in the words of several servers.
        ("5.1.1", "smtp; 550 5.1.1 <x@y>: Recipient address rejected: User unknown in virtual mailbox table", "gone"),
        ("5.1.1", "The email account that you tried to reach does not exist. Please try", "gone"),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "gone"),
        ("5.0.0", "550 No such user here", "gone"),
        ("", "550 5.7.1 <x@y>: Recipient address rejected: user x@y does not exist", "gone"),
        ("", "550 sorry, no mailbox here by that name", "gone"),
        ("", "550 Unrouteable address", "gone"),
        # Refused for good, without a clear word.
        ("5.1.2", "550 5.1.2 Host unknown", "hard"),
        ("5.2.1", "550 5.2.1 The email account is inactive", "hard"),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "hard"),
        ("", "550 refused", "hard"),
        # For the time being.
        ("5.2.2", "552 5.2.2 mailbox full", "soft"),
        ("", "552 Requested mail action aborted: exceeded storage allocation", "soft"),
        ("5.0.0", "554 mailbox over quota", "soft"),
        ("4.4.7", "delivery time expired", "soft"),
        ("4.2.2", "452 4.2.2 The email account is over quota", "soft"),
        ("5.3.0", "other mail system problem", "soft"),
        # Not about the address.
        ("5.7.1", "550 5.7.1 message refused by policy", "policy"),
        (
            "5.7.26",
            "550-5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy",
            "policy",
        ),
        ("", "554 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org", "policy"),
        ("5.3.4", "552 5.3.4 message size exceeds limit", "policy"),
        ("5.6.0", "550 5.6.0 lone CR or LF", "policy"),
        ("5.5.0", "554 transaction failed", "policy"),
        ("", "550 user not found in allow list, blocked by spam filter", "policy"),
        ("4.7.0", "421 4.7.0 rate limit exceeded", "policy"),
    ],
)
def test_what_a_failure_says_of_the_address(status: str, words: str, fault: str) -> None:
    assert fault_of(status, words) == fault


@pytest.fixture
def person(jurisdiction: None) -> Person:
    return Person.objects.create(email="Gone@Example.org", name="G", language="sq")


def sent(person: Person, number: int, at: datetime = AT, **more: object) -> Message:
    return Message.objects.create(
        **{
            "kind": "new_version",
            "about": "consultation:1",
            "person": person,
            "address": person.email,
            "language": "sq",
            "dedup_key": f"k{number}",
            "message_id": f"<{number:024d}@civikos.example.org>",
            "subject": "s",
            "body": "b",
            "state": State.SENT,
            "date": at,
            **more,
        }
    )


def bounce(message: Message, status: str, words: str, at: datetime = AT) -> None:
    bounces.note_bounce(message.message_id, action="failed", status=status, words=words, at=at)


def test_one_clear_word_holds_and_a_second_notice_of_the_same_changes_nothing(person: Person) -> None:
    message = sent(person, 1)
    for _turn in range(2):
        bounce(message, "5.1.1", "550 5.1.1 user unknown")
    hold = Hold.objects.get()
    assert (hold.address, hold.reason, hold.person, hold.since) == (person.email, "gone", person, AT)
    message.refresh_from_db()
    assert (message.state, message.fault, message.faulted_at) == (State.BOUNCED, "gone", AT)


@pytest.mark.parametrize(
    ("status", "words", "reason", "enough"),
    [("5.2.1", "550 inactive", "hard", 2), ("5.2.2", "552 mailbox full", "soft", 5)],
)
def test_an_address_is_held_when_it_failed_often_enough_in_the_window(
    person: Person, status: str, words: str, reason: str, enough: int
) -> None:
    for number in range(enough - 1):
        bounce(sent(person, number), status, words, AT + timedelta(days=number))
    assert not Hold.objects.exists()
    bounce(sent(person, enough), status, words, AT + timedelta(days=34))
    assert Hold.objects.get().reason == reason


def test_what_lies_before_the_window_or_a_release_does_not_count(person: Person) -> None:
    bounce(sent(person, 1), "5.2.1", "550 inactive")
    bounce(sent(person, 2), "5.2.1", "550 inactive", AT + timedelta(days=36))
    assert not Hold.objects.exists()
    bounce(sent(person, 3), "5.2.1", "550 inactive", AT + timedelta(days=37))
    hold = Hold.objects.get()
    addresses.end_hold(hold.pk, Hold.Ending.RELEASED, by=SYSTEM, at=AT + timedelta(days=38))
    bounce(sent(person, 4), "5.2.1", "550 inactive", AT + timedelta(days=39))
    assert not Hold.objects.filter(ended_at=None).exists()
    bounce(sent(person, 5), "5.2.1", "550 inactive", AT + timedelta(days=40))
    assert Hold.objects.filter(ended_at=None).exists()


def test_policy_and_delays_never_hold(person: Person) -> None:
    for number in range(12):
        bounce(sent(person, number), "5.7.1", "550 5.7.1 message refused by policy")
        bounces.note_bounce(
            sent(person, 100 + number).message_id, action="delayed", status="4.4.7", words="still trying", at=AT
        )
    assert not Hold.objects.exists()


@pytest.fixture
def held(person: Person) -> Hold:
    hold = addresses.hold_address(person.email, "gone", person_id=person.pk, words="550", at=AT)
    assert hold is not None
    return hold


def letter(person: Person, key: str, **more: object) -> Letter:
    values = {
        "title": "T",
        "provision": "P",
        "receipt": "R",
        "deadline": "D",
        "withdrawn_at": "W",
        "link": "https://x/l",
        "code": "1234-5678",
        "minutes": "10",
    }
    return Letter(address=person.email, language="sq", person=person, key=key, variables=values, **more)  # type: ignore[arg-type]


def test_to_a_held_address_only_codes_are_sent_and_the_rest_is_kept(person: Person, held: Hold) -> None:
    enqueue("contribution_withdrawn", [letter(person, "1")], about="consultation:1", at=AT)
    enqueue("sign_in_code", [letter(person, "2")], about="token:1", at=AT)
    states = dict(Message.objects.values_list("kind", "state"))
    assert states == {"contribution_withdrawn": State.NO_ADDRESS, "sign_in_code": State.QUEUED}


def test_a_hold_stops_what_waits_and_a_release_sends_what_is_still_of_use(person: Person) -> None:
    soon, later = AT + timedelta(days=1), AT + timedelta(days=20)
    sent(person, 1, state=State.QUEUED, until=soon)
    sent(person, 2, state=State.DEFERRED, until=later)
    sent(person, 3, state=State.QUEUED)
    sent(person, 4, state=State.QUEUED, kind="sign_in_code")
    hold = addresses.hold_address(person.email, "gone", person_id=person.pk, words="550", at=AT)
    assert hold is not None
    states = {row.dedup_key: row.state for row in Message.objects.all()}
    assert states == {"k1": "no_address", "k2": "no_address", "k3": "no_address", "k4": "queued"}
    back = AT + timedelta(days=3)
    addresses.end_hold(hold.pk, Hold.Ending.CORRECTED, by=SYSTEM, at=back, address="new@example.org")
    rows = {row.dedup_key: (row.state, row.address) for row in Message.objects.all()}
    assert rows["k1"][0] == State.CANCELLED
    assert rows["k2"] == (State.QUEUED, "new@example.org")
    assert rows["k3"] == (State.QUEUED, "new@example.org")
    assert addresses.end_hold(hold.pk, Hold.Ending.RELEASED, by=SYSTEM, at=back) is None


def test_who_signs_in_by_a_code_is_reached_again(person: Person, held: Hold) -> None:
    addresses.note_reached(person, at=AT + timedelta(days=1))
    held.refresh_from_db()
    assert (held.ending, held.ended_at) == ("reached", AT + timedelta(days=1))


def test_a_complaint_stops_lists_and_is_on_the_record(person: Person) -> None:
    message = sent(person, 1)
    for _turn in range(2):
        assert bounces.note_complaint(message.message_id, words="abuse", at=AT) == bounces.Outcome.COMPLAINT
    message.refresh_from_db()
    assert message.complained_at == AT
    assert {"new_version", "consultation_invitation", "report_published"} <= set(
        Mute.objects.filter(person=person).values_list("kind", flat=True)
    )
    assert not Hold.objects.exists()
