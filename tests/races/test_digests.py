"""Two workers make the digests of the same moment. The control has neither lock nor key, and tells everybody twice."""

from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from typing import Any
from unittest import mock

import pytest

from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.models import Message, Notice
from civikos.kernel.entrance import digests
from civikos.kernel.entrance.models import Token
from civikos.programs.consultations.tests.actions.story import AT, Cast
from tests.races.meeting import MORE_PATIENCE, Meeting, errors_of, together, unguarded, without_locks

pytestmark = pytest.mark.race
DUE = AT + timedelta(days=1)


def waiting(cast: Cast) -> Person:
    person = cast.person("member")
    Notice.objects.create(
        kind="new_version",
        group="changes",
        about="consultation:1",
        person=person,
        dedup_key="n",
        words={"title": {"sq": "T"}, "text": {"sq": "x"}, "why": {}},
        opens="consultation:1",
        at=AT,
        due_at=DUE,
    )
    return person


def test_two_workers_make_one_digest(cast: Cast) -> None:
    person = waiting(cast)
    meeting = Meeting()
    with meeting.before("civikos.kernel.entrance.digests._write"):
        outcomes = together(*(lambda: digests.make_digests(at=DUE) for _worker in range(2)))
    assert errors_of(outcomes) == []
    assert sorted(outcome.value for outcome in outcomes) == [0, 1]
    assert meeting.met == 0
    assert Message.objects.filter(kind="digest", person=person).count() == 1
    assert Token.objects.count() == 1


def test_without_lock_and_key_everybody_is_told_twice(cast: Cast) -> None:
    person = waiting(cast)
    numbers = count()
    key = correspondence._dedup_key

    def another_each_time(*given: Any) -> str:
        return f"{key(*given)}:{next(numbers)}"

    with ExitStack() as stack:
        stack.enter_context(without_locks())
        stack.enter_context(mock.patch.object(digests, "_make_for", unguarded(digests._make_for)))
        stack.enter_context(mock.patch.object(correspondence, "_dedup_key", another_each_time))
        # The marks are looked up by the key that is not there.
        stack.enter_context(mock.patch.object(digests, "Case", return_value=None))
        meeting = Meeting(patience=MORE_PATIENCE)
        stack.enter_context(meeting.before("civikos.kernel.entrance.digests._write"))
        together(*(lambda: digests._make_for([person.pk], DUE) for _worker in range(2)))
    assert meeting.met == 1
    assert Message.objects.filter(kind="digest", person=person).count() == 2
