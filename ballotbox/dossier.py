"""The dossier of an election: what is published after the box was opened, enough for anybody to count again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ballotbox.counting import Lot, Result, count, count_marks
from ballotbox.lines import BLANK, LENGTH, line_of, phrase_key
from ballotbox.rules import Ballot, Invalid, Method, Rules, check

FORMAT = "ballotbox dossier 1"


@dataclass(frozen=True, slots=True)
class Dossier:
    """
    `lines`: for each candidate, and for BLANK, one line for each mark, sorted: no line stands beside another of the same
    ballot, except in a single transferable vote, where `rankings` are whole ballots, sorted, with a line each.

    `voted` are those of the roll who have voted; `broken` envelopes could not be opened; `invalid` counts ballots that the
    rules do not allow, by reason; `papers` of the ballots were entered from paper.
    """

    rules: Rules
    voted: tuple[str, ...]
    lines: dict[str, tuple[str, ...]]
    rankings: tuple[tuple[str, tuple[str, ...]], ...]
    invalid: dict[str, int]
    broken: int
    papers: int
    lots: tuple[Lot, ...]
    result: Result

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "format": FORMAT,
            "digest": self.rules.digest,
            "rules": self.rules.as_json(),
            "voted": list(self.voted),
            "lines": {mark: list(lines) for mark, lines in self.lines.items()},
            "rankings": [{"line": line, "ranking": list(ranking)} for line, ranking in self.rankings],
            "invalid": self.invalid,
            "broken": self.broken,
            "papers": self.papers,
            "lots": [{"order": list(lot.order), "public": lot.public} for lot in self.lots],
            "result": asdict(self.result),
        }

    def as_bytes(self) -> bytes:
        """The file: the same bytes for the same ballots, in whatever order they came."""
        return (json.dumps(self.as_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Dossier:
        """What `as_json` gave, counted anew. Raises ValueError, KeyError, TypeError."""
        rules = Rules.from_json(value["rules"])
        lines = {mark: tuple(each) for mark, each in value["lines"].items()}
        made = cls(
            rules=rules,
            voted=tuple(value["voted"]),
            lines=lines,
            rankings=tuple((each["line"], tuple(each["ranking"])) for each in value["rankings"]),
            invalid=dict(value["invalid"]),
            broken=value["broken"],
            papers=value["papers"],
            lots=(),
            result=count_marks(rules, {}, value["result"]["ballots"], len(lines.get(BLANK, ()))),
        )
        return made.with_lots([Lot(tuple(each["order"]), each["public"]) for each in value["lots"]])

    def with_lots(self, lots: Sequence[Lot]) -> Dossier:
        """The same ballots with lots that were drawn since."""
        blank = len(self.lines.get(BLANK, ()))
        if self.rules.method is Method.STV:
            ballots = [Ballot(ranking) for _, ranking in self.rankings] + [Ballot()] * blank
            result = count(self.rules, ballots, lots)
        else:
            votes = {each.id: len(self.lines[each.id]) for each in self.rules.candidates}
            result = count_marks(self.rules, votes, self.result.ballots, blank, lots)
        return replace(self, lots=tuple(lots), result=result)


def make_dossier(
    rules: Rules,
    voted: Iterable[str],
    opened: Iterable[tuple[Sequence[str], str]],
    *,
    papers: Iterable[Sequence[str]] = (),
    broken: int = 0,
    lots: Sequence[Lot] = (),
) -> Dossier:
    """
    The dossier of opened ballots (choices and phrase of each) and of ballots on paper (choices).

    Deriving the key of each phrase is slow on purpose: some 40 ms a ballot.
    """
    valid: list[Ballot] = []
    lines: dict[str, list[str]] = {each.id: [] for each in rules.candidates}
    rankings: list[tuple[str, tuple[str, ...]]] = []
    invalid: Counter[str] = Counter()
    on_paper = sorted(tuple(choices) for choices in papers)
    keyed = [(choices, phrase_key(phrase, rules.digest)) for choices, phrase in opened]
    # Whoever voted on paper has no phrase: their lines only keep the place.
    keyed += [(choices, _paper_key(rules, number)) for number, choices in enumerate(on_paper)]
    for choices, key in keyed:
        try:
            ballot = check(choices, rules)
        except Invalid as error:
            invalid[error.code] += 1
            continue
        valid.append(ballot)
        if not ballot.choices:
            lines.setdefault(BLANK, []).append(line_of(key, BLANK))
        elif rules.method is Method.STV:
            rankings.append((line_of(key, ">".join(ballot.choices)), ballot.choices))
        else:
            for choice in ballot.choices:
                lines[choice].append(line_of(key, choice))
    return Dossier(
        rules=rules,
        voted=tuple(sorted(voted)),
        lines={mark: tuple(sorted(each)) for mark, each in lines.items()},
        rankings=tuple(sorted(rankings)),
        invalid=dict(sorted(invalid.items())),
        broken=broken,
        papers=len(on_paper),
        lots=tuple(lots),
        result=count(rules, valid, lots),
    )


def _paper_key(rules: Rules, number: int) -> bytes:
    return hashlib.sha256(f"{rules.digest}\npaper\n{number}\n{LENGTH}".encode()).digest()
