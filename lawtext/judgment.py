"""A judgment on a proposal: from what became of each edit to one verdict, with the words that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lawtext.model import Node
from lawtext.wording import Edit, Finding, State, Word

# Fewer words than this do not outweigh a negation that is not as proposed.
_LITTLE = 4.0


class Verdict(StrEnum):
    """
    Whether the new text holds what was proposed.

    `yes`: every word that carries meaning is there and what was to go is gone. `partly`: some of it is, word for word.
    `no`: the place is as it was, or says something else that words show (another number, the opposite).
    `cannot_tell`: the place was changed in other words; whether that is what was meant, only a reader knows.
    """

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    Words of the proposal and where they are.

    `op` is "insert" for words that were to come and "delete" for words that were to go; `done` says whether they did.
    Words that stand in the new text have their place: `node_id` and offsets [start, end) in that node's own text; for
    others it is "", 0, 0 (and 0, 0 for words in a heading).
    """

    op: str
    text: str
    done: bool
    node_id: str = ""
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Outcome:
    """A judgment on one place of the new text."""

    verdict: Verdict
    share: float
    why: str
    confidence: float
    node_id: str
    evidence: list[Evidence]

    @property
    def rank(self) -> int:
        """Which of two judgments on different places says more for the proposal."""
        return (Verdict.NO, Verdict.CANNOT_TELL, Verdict.PARTLY, Verdict.YES).index(self.verdict)


def offset_of(whole: list[Word], part: list[Word]) -> int | None:
    """Where the words of a provision begin among those of its article."""
    if not part:
        return None
    first = part[0]
    return next((at for at, word in enumerate(whole) if word is first or word == first), None)


def share_of(one: Sequence[Word], other: Sequence[Word]) -> float:
    """The share of the first words that stand in order among the others."""
    from rapidfuzz.distance import LCSseq

    if not one:
        return 0.0
    return LCSseq.similarity([word.key for word in one], [word.key for word in other]) / len(one)


def long_runs(places: Sequence[int | None], least: int = 3) -> list[int]:
    """Places of words that stand side by side, at least so many; single ones are chance."""
    kept: list[int] = []
    run: list[int] = []
    for place in [*places, None]:
        if place is not None and (not run or place == run[-1] + 1):
            run.append(place)
            continue
        if len(run) >= least:
            kept += run
        run = [] if place is None else [place]
    return kept


def lost(why: str) -> Outcome:
    return Outcome(Verdict.CANNOT_TELL, 0.0, why, 0.3, "", [])


def outcome_of(findings: list[Finding], evidence: list[Evidence], node_id: str) -> Outcome:
    """One verdict from what became of each edit."""
    telling = [finding for finding in findings if finding.tells] or findings
    states = {finding.state for finding in telling}
    weight = sum(finding.weight for finding in telling) or 1.0
    achieved = [finding for finding in telling if finding.state in (State.DONE, State.PART)]
    done = sum(each.weight if each.state is State.DONE else each.weight_found for each in achieved)
    share = min(1.0, done / weight)
    if states == {State.DONE}:
        loose = any(finding.is_loose for finding in telling)
        return Outcome(Verdict.YES, 1.0, "as_proposed", 0.8 if loose else 0.98, node_id, evidence)
    if State.NEGATED in states and done < _LITTLE:
        return Outcome(Verdict.NO, 0.0, "negated", 0.8, node_id, evidence)
    if achieved:
        return Outcome(Verdict.PARTLY, min(share, 0.99), "in_part", 0.75, node_id, evidence)
    if State.OTHER_WORDS in states:
        return Outcome(Verdict.CANNOT_TELL, share, "other_words", 0.5, node_id, evidence)
    if State.NEGATED in states:
        return Outcome(Verdict.NO, 0.0, "negated", 0.8, node_id, evidence)
    if State.OTHER_NUMBER in states:
        return Outcome(Verdict.NO, 0.0, "other_number", 0.9, node_id, evidence)
    return Outcome(Verdict.NO, 0.0, "unchanged", 0.97, node_id, evidence)


def place_of(evidence: Sequence[Evidence], nodes: Sequence[Node]) -> str:
    """The provision most of the words found stand in."""
    counted: dict[str, int] = {}
    for each in evidence:
        if each.node_id:
            counted[each.node_id] = counted.get(each.node_id, 0) + len(each.text)
    if counted:
        return max(counted, key=counted.__getitem__)
    return nodes[0].id if nodes else ""


def evidence_of(findings: list[Finding], olds: list[Word], wanted: list[Word], later: list[Word]) -> list[Evidence]:
    made: list[Evidence] = []
    for finding in findings:
        edit = finding.edit
        going, coming = olds[edit.old_start : edit.old_end], wanted[edit.new_start : edit.new_end]
        made += deleted_evidence(going, list(finding.left), later)
        made += coming_evidence(coming, finding.found, later)
    return made


def missing_of(wanted: list[Word], edits: list[Edit]) -> list[Evidence]:
    return [
        Evidence("insert", _text_of(wanted[edit.new_start : edit.new_end]), False)
        for edit in edits
        if any(not word.is_empty for word in wanted[edit.new_start : edit.new_end])
    ]


def deleted_evidence(going: Sequence[Word], left: list[int], later: Sequence[Word]) -> list[Evidence]:
    if not going:
        return []
    if not left:
        return [Evidence("delete", _text_of(going), True)]
    return [_standing("delete", [later[place] for place in run], done=False) for run in _side_by_side(left, later)]


def coming_evidence(coming: Sequence[Word], found: Sequence[int | None], later: Sequence[Word]) -> list[Evidence]:
    made: list[Evidence] = []
    missing: list[Word] = []
    there: list[int] = []

    def close() -> None:
        for run in _side_by_side(there, later):
            made.append(_standing("insert", [later[at] for at in run], done=True))
        if missing:
            made.append(Evidence("insert", _text_of(missing), False))
        there.clear()
        missing.clear()

    for word, place in zip(coming, found, strict=True):
        if (place is None and there) or (place is not None and missing):
            close()
        if place is None:
            missing.append(word)
        else:
            there.append(place)
    close()
    return made


def _side_by_side(places: Sequence[int], later: Sequence[Word]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1 and later[place].node_id == later[runs[-1][-1]].node_id:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _standing(op: str, words: Sequence[Word], *, done: bool) -> Evidence:
    return Evidence(op, _text_of(words), done, words[0].node_id, words[0].start, words[-1].end)


def _text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
