"""Two people at one request at the same moment: one letter, one number, one extension, one word for one message."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence.models import Message
from civikos.kernel.workflow.refusals import WrongStatus
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.actions import events
from civikos.programs.information_requests.models import Event, InformationRequest, Series
from civikos.programs.information_requests.states import Happening
from civikos.programs.information_requests.tests.conftest import *  # noqa: F403  # requests in each state
from tests import profile_rows
from tests.races.meeting import MORE_PATIENCE, Meeting, errors_of, together, unguarded, without_locks

pytestmark = pytest.mark.django_db(transaction=True)
SENDING = "civikos.programs.information_requests.actions.sending"
EVENTS = "civikos.programs.information_requests.actions.events"


@pytest.fixture
def jurisdiction(transactional_db: None, _profile: Any, settings: Any) -> None:
    """The profile, committed. Jobs are only noted: the letters are made where a test makes them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    with transaction.atomic():
        profile_rows.write(_profile)


def send_twice(drafted: InformationRequest, by: Actor, at: Any, send: Any, meeting: Meeting) -> list[Any]:
    with meeting.before(f"{SENDING}.frozen_rules"):
        return together(*[lambda: send(drafted.pk, by=by, at=at)] * 2)


def test_two_people_who_send_one_draft_send_one_letter(drafted: InformationRequest, member: Actor, at: Any) -> None:
    meeting = Meeting()
    outcomes = send_twice(drafted, member, at, actions.send, meeting)
    assert [type(error) for error in errors_of(outcomes)] == [WrongStatus]
    assert Event.objects.filter(kind=Happening.SENT).count() == 1
    assert (Series.objects.get().last, meeting.met) == (1, 0)


def test_two_drafts_sent_at_once_have_two_numbers(wanted: Any, member: Actor, at: Any, clock: Any) -> None:
    rows = [actions.write_draft(wanted, by=member, at=at) for _each in range(2)]
    outcomes = together(*[lambda pk=row.pk: actions.send(pk, by=member, at=at) for row in rows])
    assert errors_of(outcomes) == []
    assert sorted(InformationRequest.objects.values_list("number", flat=True)) == ["QDP-2026-0001", "QDP-2026-0002"]


def extend_twice(sent: InformationRequest, by: Actor, at: Any, enter: Any, meeting: Meeting) -> list[Any]:
    later = at + timedelta(days=2)

    def extend() -> Any:
        return enter(sent.pk, Happening.EXTENDED, happened_at=later, by=by, at=later)

    with meeting.before(f"{EVENTS}.append"):
        return together(extend, extend)


def test_two_extensions_at_once_are_one(sent: InformationRequest, member: Actor, at: Any) -> None:
    meeting = Meeting()
    outcomes = extend_twice(sent, member, at, actions.enter_event, meeting)
    assert [type(error) for error in errors_of(outcomes)] == [events.AlreadyExtended]
    assert (Event.objects.filter(kind=Happening.EXTENDED).count(), meeting.met) == (1, 0)


def test_control_without_the_lock_two_extensions_are_two(sent: InformationRequest, member: Actor, at: Any) -> None:
    meeting = Meeting(patience=MORE_PATIENCE)
    with without_locks():
        extend_twice(sent, member, at, unguarded(actions.enter_event), meeting)
    assert (Event.objects.filter(kind=Happening.EXTENDED).count(), meeting.met) == (2, 1)


def test_two_workers_at_one_letter_write_one_mail(sent: InformationRequest, at: Any) -> None:
    InformationRequest.objects.filter(pk=sent.pk).update(mailed_at=None)
    Message.objects.all().delete()
    outcomes = together(*[lambda: actions.put_in_outbox(sent.pk, at=at)] * 2)
    assert errors_of(outcomes) == []
    assert sorted(outcome.value for outcome in outcomes) == [False, True]
    assert Message.objects.filter(kind="information_request").count() == 1


def test_two_people_who_say_what_a_message_is_say_it_once(sent: InformationRequest, member: Actor, at: Any) -> None:
    later = at + timedelta(days=1)
    message = actions.receive_message(
        sent.pk,
        words="x",
        sender="a@b.example",
        subject="",
        is_foreign=False,
        mail_kind="reply",
        attachments=[],
        at=later,
    )
    kinds = [Happening.FULL, Happening.REFUSED]
    outcomes = together(
        *[
            lambda kind=kind: actions.classify(message.pk, kind, happened_at=later, by=member, at=later)
            for kind in kinds
        ]
    )
    assert [type(error) for error in errors_of(outcomes)] == [events.SaidAlready]
    assert Event.objects.filter(about=message).count() == 1
