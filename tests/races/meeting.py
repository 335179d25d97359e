"""
Several people in the same action at the same moment.

`together` runs calls in threads, each with its own connection. `Meeting` is put inside a critical section: it holds
whoever is there until the other one comes too, or until its patience ends. While a guard holds, the other one cannot come, and
the test shows that the wait changed nothing. `unguarded` takes the transaction and the row locks away: then both
meet inside, and what the guard promises is broken. A test whose control does not break proves nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from django.db import connection, connections, models

# While the guard holds nobody else comes, and waiting longer shows nothing more. In a control both come, on a busy machine later.
PATIENCE, MORE_PATIENCE = 0.5, 20.0


@dataclass
class Outcome:
    """What became of one call: what it returned, or what it raised."""

    value: Any = None
    error: BaseException | None = None


def together(*calls: Callable[[], Any]) -> list[Outcome]:
    """Run the calls at once, each in a thread of its own, and wait for all of them."""
    start = threading.Barrier(len(calls))
    outcomes = [Outcome() for _call in calls]

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            outcomes[number].value = calls[number]()
        except BaseException as error:  # the test looks at it
            outcomes[number].error = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "a call did not come back: the two wait for each other"
    return outcomes


def errors_of(outcomes: Sequence[Outcome]) -> list[BaseException]:
    """What was raised."""
    return [outcome.error for outcome in outcomes if outcome.error is not None]


@dataclass
class Meeting:
    """A place inside a critical section; `met` counts how often two were in it at once."""

    people: int = 2
    patience: float = PATIENCE
    met: int = 0
    _barrier: threading.Barrier = field(init=False)

    def __post_init__(self) -> None:
        self._barrier = threading.Barrier(self.people)

    def wait(self) -> None:
        """Wait for the others as long as the patience lasts."""
        try:
            if self._barrier.wait(timeout=self.patience) == 0:
                self.met += 1
        except threading.BrokenBarrierError:
            pass

    @contextmanager
    def before(self, target: str):  # type: ignore[no-untyped-def]
        """Hold whoever calls the function named by a dotted path, before it runs."""
        module, _dot, name = target.rpartition(".")
        from importlib import import_module

        real = getattr(import_module(module), name)

        def held(*args: Any, **kwargs: Any) -> Any:
            self.wait()
            return real(*args, **kwargs)

        with mock.patch(target, held):
            yield self


def unguarded(action: Callable[..., Any]) -> Callable[..., Any]:
    """The action without its transaction. Use it inside `without_locks`."""
    return action.__wrapped__  # type: ignore[attr-defined,no-any-return]


@contextmanager
def without_locks():  # type: ignore[no-untyped-def]
    """No row is locked by reading it."""
    with mock.patch.object(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self.all()):
        yield


@contextmanager
def without_constraints(model: type[models.Model], *names: str):  # type: ignore[no-untyped-def]
    """The table without some of its constraints. The database of the test is thrown away afterwards."""
    found = [constraint for constraint in model._meta.constraints if constraint.name in names]
    assert len(found) == len(names), "a constraint of another name"
    others = [constraint for constraint in model._meta.constraints if constraint not in found]
    with ExitStack() as stack:
        # SQLite makes the table anew, with what the model says.
        stack.enter_context(mock.patch.object(model._meta, "constraints", others))
        editor = stack.enter_context(connection.schema_editor())
        # Partial ones are indexes, which must still be there to be dropped.
        for constraint in sorted(found, key=lambda each: getattr(each, "condition", None) is None):
            editor.remove_constraint(model, constraint)
    yield
