"""Where apps of the floors above register what they hold about a person: how to give a copy of it, how to erase it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Holder:
    """
    What one app holds about people.

    `copy` gives all of it as JSON values. `erase` takes away what may go and returns how many rows it changed; what has to
    stay, such as the statement of an organization, stays without the person's name. It runs in the transaction of the erasure.
    """

    name: str
    copy: Callable[[int], Any]
    erase: Callable[[int, datetime], int]


_holders: dict[str, Holder] = {}


def add_holder(holder: Holder) -> None:
    """Register an app, once, when it is ready."""
    _holders[holder.name] = holder


def holders() -> list[Holder]:
    """All that are registered, by name."""
    return [_holders[name] for name in sorted(_holders)]
