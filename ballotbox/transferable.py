"""
Single transferable vote by the rules of the Scottish Local Government Elections Order 2007: weighted inclusive Gregory.

Quota of Droop; surpluses one by one, the greatest first; transfer values cut off after five decimals; ties by the most
recent stage at which the candidates differed, then by lot. Votes are whole numbers of hundred-thousandths. The Order's text
was not at hand when this was written: where it and this differ, this is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ballotbox.counting import Lot, Result, Round, Tie, lot_between
from ballotbox.rules import Ballot, Rules

UNIT = 100_000


@dataclass
class _Parcel:
    ranking: tuple[str, ...]
    papers: int
    value: int = UNIT


class _Undecided(Exception):
    """Only a lot can go on."""

    def __init__(self, tie: Tie) -> None:
        self.tie = tie


def count_transferable(rules: Rules, ballots: Sequence[Ballot], lots: Sequence[Lot] = ()) -> Result:
    """The result; `rounds` are the stages up to the end, or up to the tie that waits for a lot."""
    return _Count(rules, ballots, lots).run()


class _Count:
    def __init__(self, rules: Rules, ballots: Sequence[Ballot], lots: Sequence[Lot]) -> None:
        self._rules, self._lots = rules, lots
        self._ballots = len(ballots)
        rankings = Counter(ballot.choices for ballot in ballots if ballot.choices)
        valid = sum(rankings.values())
        self._quota = (valid // (rules.seats + 1) + 1) * UNIT
        self._blank = len(ballots) - valid
        self._continuing = {each.id for each in rules.candidates}
        self._held: dict[str, list[_Parcel]] = {each.id: [] for each in rules.candidates}
        for ranking, papers in sorted(rankings.items()):
            self._held[ranking[0]].append(_Parcel(ranking, papers))
        self._first = {id: sum(each.papers for each in parcels) for id, parcels in self._held.items()}
        self._elected: list[str] = []
        self._surpluses: list[str] = []
        self._rounds: list[Round] = []

    def run(self) -> Result:
        ties: tuple[Tie, ...] = ()
        try:
            self._go_through()
        except _Undecided as undecided:
            ties = (undecided.tie,)
        return Result(
            votes=self._first,
            elected=tuple(self._elected),
            ties=ties,
            next_in_line=(),
            ballots=self._ballots,
            blank=self._blank,
            is_quorate=self._ballots >= self._rules.quorum,
            rounds=tuple(self._rounds),
        )

    def _go_through(self) -> None:
        self._elect(Round(self._votes()))
        while len(self._elected) < self._rules.seats and self._continuing:
            if len(self._continuing) <= self._rules.seats - len(self._elected):
                # As many are left as there are seats: nobody's votes need to move any more.
                left = sorted(self._continuing, key=lambda id: (-self._votes()[id], id))
                self._elected.extend(left)
                self._continuing.clear()
                self._rounds.append(Round(self._votes(), elected=tuple(left)))
            elif self._surpluses:
                id = self._one_of(self._surpluses, greatest=True, what="surplus")
                self._surpluses.remove(id)
                self._transfer_surplus(id)
                self._elect(Round(self._votes(), transferred=id))
            else:
                id = self._one_of(sorted(self._continuing), greatest=False, what="exclude")
                self._continuing.discard(id)
                parcels, self._held[id] = self._held[id], []
                self._pass_on(parcels)
                self._elect(Round(self._votes(), excluded=id))

    def _votes(self) -> dict[str, int]:
        return {id: sum(each.papers * each.value for each in parcels) for id, parcels in self._held.items()}

    def _elect(self, stage: Round) -> None:
        votes = stage.votes
        reached = sorted((id for id in self._continuing if votes[id] >= self._quota), key=lambda id: (-votes[id], id))
        self._elected.extend(reached)
        self._continuing.difference_update(reached)
        self._surpluses.extend(id for id in reached if votes[id] > self._quota)
        self._rounds.append(Round(votes, tuple(reached), stage.excluded, stage.transferred))

    def _transfer_surplus(self, id: str) -> None:
        total = self._votes()[id]
        surplus = total - self._quota
        moving = [_Parcel(each.ranking, each.papers, each.value * surplus // total) for each in self._held[id]]
        # What stays behind is the quota itself, as one parcel that never moves again.
        self._held[id] = [_Parcel((id,), 1, self._quota)]
        self._pass_on(moving)

    def _pass_on(self, parcels: Sequence[_Parcel]) -> None:
        for parcel in parcels:
            heir = next((id for id in parcel.ranking if id in self._continuing), None)
            if heir is not None and parcel.value:
                self._held[heir].append(parcel)

    def _one_of(self, ids: Sequence[str], *, greatest: bool, what: str) -> str:
        """The one with the most or fewest votes; by the last stage at which equals differed, else by lot."""
        pick = max if greatest else min
        equal = list(ids)
        for stage in (self._votes(), *(each.votes for each in reversed(self._rounds))):
            wanted = pick(stage[id] for id in equal)
            equal = [id for id in equal if stage[id] == wanted]
            if len(equal) == 1:
                return equal[0]
        if not greatest and all(not votes[id] for id in equal for votes in (each.votes for each in self._rounds)):
            # Nobody marked any of them: the order in which they leave changes nothing.
            return min(equal)
        lot = lot_between(equal, self._lots)
        if lot is None:
            raise _Undecided(Tie(tuple(sorted(equal)), 1, what))
        return lot.order[0]
