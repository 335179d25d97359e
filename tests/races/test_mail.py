"""Two workers with the same mail at the same moment: it is kept once, and handed on once."""

from typing import Any

import pytest
from django.db import transaction

from civikos.kernel.entrance.actions import make_reply_addresses
from civikos.kernel.mailroom import actions, handlers
from civikos.kernel.mailroom.handlers import Handled
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.states import Status
from civikos.kernel.mailroom.tests.conftest import written
from civikos.programs.consultations.tests.actions.story import AT
from tests import personas, profile_rows
from tests.races.meeting import (
    MORE_PATIENCE,
    Meeting,
    errors_of,
    together,
    unguarded,
    without_constraints,
    without_locks,
)

pytestmark = pytest.mark.race


@pytest.fixture
def taken(
    transactional_db: None, _profile: Any, settings: Any, media: Any, monkeypatch: pytest.MonkeyPatch
) -> list[int]:
    """Mails that a handler was given."""
    settings.DATA_DIR, settings.MAIL_IN_DOMAIN = media, "in.civikos.example.org"
    with transaction.atomic():
        profile_rows.write(_profile)
    given: list[int] = []
    monkeypatch.setattr(handlers, "_registry", handlers._Registry())

    def take(arrived: handlers.Arrived) -> Handled:
        given.append(arrived.incoming)
        return Handled(about="thing:7")

    handlers.add_reply_handler("thing", take)
    return given


def answer() -> bytes:
    """A mail in somebody's thread."""
    pair = (personas.make_member().person_id, "thing:1")
    return written(to=make_reply_addresses([pair], at=AT)[pair])


def fetch_twice(raw: bytes) -> list[BaseException]:
    """Two fetchers that both find the mail unknown."""
    with Meeting(patience=MORE_PATIENCE).before("civikos.kernel.mailroom.actions.put_content"):
        return errors_of(together(*[lambda: actions.lay_down(raw, source="imap", at=AT)] * 2))


def test_two_fetchers_keep_a_mail_once(taken: list[int]) -> None:
    raw = answer()
    assert fetch_twice(raw) == []
    assert Incoming.objects.count() == 1
    actions.read_waiting(at=AT)
    assert len(taken) == 1


def test_control_without_the_constraint_it_is_kept_twice(taken: list[int]) -> None:
    with without_constraints(Incoming, "mailroom_mail_once"):
        assert fetch_twice(answer()) == []
        assert Incoming.objects.count() == 2


def test_two_readers_hand_a_mail_on_once(taken: list[int]) -> None:
    row, _is_new = actions.lay_down(answer(), source="imap", at=AT)
    meeting = Meeting()
    with meeting.before("civikos.kernel.mailroom.threads.find"):
        outcomes = together(*[lambda: actions.read_one(row.pk, at=AT)] * 2)
    assert errors_of(outcomes) == []
    assert sorted(str(outcome.value) for outcome in outcomes) == ["None", "handled"]
    assert (taken, meeting.met) == ([row.pk], 0)


def test_control_without_lock_and_transaction_it_is_handed_on_twice(
    taken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, _is_new = actions.lay_down(answer(), source="imap", at=AT)
    monkeypatch.setattr(actions, "_understand", unguarded(actions._understand))
    meeting = Meeting(patience=MORE_PATIENCE)
    with without_locks(), meeting.before("civikos.kernel.mailroom.threads.find"):
        together(*[lambda: actions.read_one(row.pk, at=AT)] * 2)
    assert (taken, meeting.met) == ([row.pk, row.pk], 1)
    assert Incoming.objects.get().status == Status.HANDLED
