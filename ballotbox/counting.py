"""From ballots to seats: a pure function. What only a lot can decide is told, never decided here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ballotbox.rules import Ballot, Method, Rules


@dataclass(frozen=True, slots=True)
class Tie:
    """
    `places` candidates of `among` are to be chosen by lot. `what`: `seat`; in a single transferable vote also `exclude`
    (who leaves) and `surplus` (whose surplus goes first).
    """

    among: tuple[str, ...]
    places: int
    what: str = "seat"


@dataclass(frozen=True, slots=True)
class Lot:
    """The order in which a lot put some candidates, and from what public numbers, so that anybody can draw it again."""

    order: tuple[str, ...]
    public: str

    @property
    def among(self) -> frozenset[str]:
        """Between whom it was drawn."""
        return frozenset(self.order)


@dataclass(frozen=True, slots=True)
class Round:
    """One stage of a single transferable vote: votes of each candidate in hundred-thousandths, and what was done."""

    votes: dict[str, int]
    elected: tuple[str, ...] = ()
    excluded: str = ""
    transferred: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """
    `votes` are marks for each candidate (first preferences in a single transferable vote). `elected` in the order in which
    they won; not complete while `ties` wait for a lot. `next_in_line`: who follows, groups of equals, for replacements
    (empty for a single transferable vote, where a vacancy is counted anew without the one who left).
    """

    votes: dict[str, int]
    elected: tuple[str, ...]
    ties: tuple[Tie, ...]
    next_in_line: tuple[tuple[str, ...], ...]
    ballots: int
    blank: int
    is_quorate: bool
    rounds: tuple[Round, ...] = ()

    @property
    def is_final(self) -> bool:
        """Nothing waits for a lot, and enough voted."""
        return not self.ties and self.is_quorate


def count(rules: Rules, ballots: Iterable[Ballot], lots: Sequence[Lot] = ()) -> Result:
    """
    The result of valid ballots, by the rules, with the lots drawn so far. The order of the ballots does not matter.

    Invalid ballots are left out by whoever opens the box (`check`); blank ones count for the quorum only.
    """
    cast = list(ballots)
    if rules.method is Method.STV:
        from ballotbox.transferable import count_transferable

        return count_transferable(rules, cast, lots)
    marks = Counter(choice for ballot in cast for choice in ballot.choices)
    votes = {each.id: marks[each.id] for each in rules.candidates}
    return count_marks(rules, votes, len(cast), sum(not ballot.choices for ballot in cast), lots)


def count_marks(rules: Rules, votes: dict[str, int], ballots: int, blank: int, lots: Sequence[Lot] = ()) -> Result:
    """The result of so many marks for each candidate on so many ballots, where the order of marks is not asked for."""
    elected: list[str] = []
    ties: list[Tie] = []
    behind: list[tuple[str, ...]] = []
    for number in sorted({number for number in votes.values() if number >= rules.least_votes}, reverse=True):
        group = tuple(sorted(id for id, got in votes.items() if got == number))
        places = rules.seats - len(elected) - sum(tie.places for tie in ties)
        if places <= 0:
            behind.append(group)
        elif len(group) <= places:
            elected.extend(group)
        elif (lot := lot_between(group, lots)) is not None:
            elected.extend(lot.order[:places])
            behind.extend((id,) for id in lot.order[places:])
        else:
            ties.append(Tie(group, places))
    return Result(
        votes=votes,
        elected=tuple(elected),
        ties=tuple(ties),
        next_in_line=tuple(behind),
        ballots=ballots,
        blank=blank,
        is_quorate=ballots >= rules.quorum,
    )


def lot_between(among: Iterable[str], lots: Sequence[Lot]) -> Lot | None:
    """The lot that was drawn between exactly these candidates; the first, where one was drawn twice."""
    wanted = frozenset(among)
    return next((lot for lot in lots if lot.among == wanted), None)


def draw_lot(among: Iterable[str], public: str, digest: str) -> Lot:
    """
    The order in which numbers drawn in public put some candidates: by SHA-256 of the election, the numbers and the candidate.

    Whoever draws the numbers cannot choose the order, and anybody who saw them can make it again. `public` is what was
    drawn, as it stands in the minutes.
    """
    drawn = " ".join(public.split())
    return Lot(
        tuple(sorted(among, key=lambda id: hashlib.sha256(f"{digest}\n{drawn}\n{id}".encode()).hexdigest())), drawn
    )
