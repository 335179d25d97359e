"""What is voted on and how, fixed before the first ballot; and one ballot, checked against it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import rfc8785

MOST_RANKS = 5


class Method(StrEnum):
    """How marks become seats."""

    PLURALITY = "plurality"
    """Up to `most_marks` marks, most votes win (elections of the Council's civil-society members, 2014–2021)."""
    APPROVAL = "approval"
    """As many marks as there are candidates, most votes win."""
    STV = "stv"
    """Candidates in the voter's order, single transferable vote with the rules of the Scottish Order of 2007."""


class Invalid(ValueError):
    """
    A ballot that the rules do not allow. `code`: `unknown_candidate`, `candidate_twice`, `too_many_marks`.

    A ballot without any mark is blank, which is allowed.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who stands; `id` is what ballots name, and never changes."""

    id: str
    name: str
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """
    Everything that is fixed when voting opens. `digest` names it, and is printed wherever the ballot is.

    `roll` are those who have a vote, one each, by the names under which the list of voters is published. `quorum` is the
    smallest number of voters for a valid election (0: none), `least_votes` what a candidate needs to be elected.
    `opens` and `closes` are instants as text (ISO 8601 with offset).
    """

    election: str
    title: str
    seats: int
    method: Method
    most_marks: int
    candidates: tuple[Candidate, ...]
    roll: tuple[str, ...] = ()
    opens: str = ""
    closes: str = ""
    quorum: int = 0
    least_votes: int = 1
    notes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ValueError for rules that cannot be voted by."""
        ids = [each.id for each in self.candidates]
        if self.seats < 1 or self.most_marks < 1:
            raise ValueError("there must be a seat and a mark")
        if len(set(ids)) != len(ids) or len(set(self.roll)) != len(self.roll):
            raise ValueError("candidates and voters must differ from one another")
        if self.method is Method.STV and self.most_marks > MOST_RANKS:
            raise ValueError(f"more than {MOST_RANKS} ranks would make a published ranking a signature")

    def as_json(self) -> dict[str, Any]:
        """Plain values; the same for the same rules."""
        return asdict(self) | {"method": self.method.value}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Rules:
        """What `as_json` gave. Raises ValueError, KeyError, TypeError."""
        known = dict(value)
        known["method"] = Method(known["method"])
        known["candidates"] = tuple(Candidate(**each) for each in known["candidates"])
        known["roll"] = tuple(known["roll"])
        return cls(**known)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON (RFC 8785), in hexadecimal."""
        return hashlib.sha256(rfc8785.dumps(self.as_json())).hexdigest()


@dataclass(frozen=True, slots=True)
class Ballot:
    """The candidates marked, by id; in the voter's order where the method asks for one. None marked: blank."""

    choices: tuple[str, ...] = ()


def check(choices: Sequence[str], rules: Rules) -> Ballot:
    """The ballot of these marks. Raises Invalid; nothing is repaired."""
    known = {each.id for each in rules.candidates}
    if any(each not in known for each in choices):
        raise Invalid("unknown_candidate")
    if len(set(choices)) != len(choices):
        raise Invalid("candidate_twice")
    if len(choices) > rules.most_marks:
        raise Invalid("too_many_marks")
    # The order of marks says nothing where it is not asked for, and could say who voted.
    return Ballot(tuple(choices) if rules.method is Method.STV else tuple(sorted(choices)))
