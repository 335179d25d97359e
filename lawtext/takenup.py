"""Was a proposal taken up? Judged by its words, at the place where it asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lawtext.comparison import Comparison, Fate, FateKind, compare, new_numbers, unit_of, units_of
from lawtext.differences import Nature
from lawtext.judgment import (
    Evidence,
    Outcome,
    Verdict,
    coming_evidence,
    deleted_evidence,
    evidence_of,
    long_runs,
    lost,
    missing_of,
    offset_of,
    outcome_of,
    place_of,
    share_of,
)
from lawtext.model import Kind, Node, Text
from lawtext.provisions import compare_within
from lawtext.wording import (
    Edit,
    Finding,
    Places,
    State,
    Word,
    edits_between,
    find_edit,
    find_run,
    is_form_of,
    judge_spot,
    words_in,
    words_of_nodes,
)

_ELSEWHERE = 0.60
_STILL_THERE = 0.80
_LONG_LINE = 6
_ALL_THERE = 0.97

# Kinds of change after which a provision says what it said.
_NOTHING_SAID = (Nature.SAME, Nature.LABELS, Nature.TYPOGRAPHY, Nature.REFERENCES)


class ProposalKind(StrEnum):
    """What is asked for; a comment has no wording."""

    REPLACE = "replace"
    INSERT = "insert"
    DELETE = "delete"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    A change somebody asked for.

    `node_id` is the provision of the old text it was made on. `original` are the words it started from: all of the
    provision or some words in it; empty for a new paragraph or article, which is then to stand in or after the
    provision. `proposed` are the words wanted instead; empty for a deletion.
    """

    kind: ProposalKind
    node_id: str
    original: str = ""
    proposed: str = ""

    @classmethod
    def of(cls, node_id: str, original: str, proposed: str) -> Proposal:
        """The proposal with the kind its words show."""
        if not original.strip():
            kind = ProposalKind.INSERT if proposed.strip() else ProposalKind.COMMENT
        else:
            kind = ProposalKind.REPLACE if proposed.strip() else ProposalKind.DELETE
        return cls(kind, node_id, original, proposed)


@dataclass(frozen=True, slots=True)
class TakenUp:
    """
    What became of a proposal.

    `share` of the proposed change that is in the new text, 0 to 1, words without meaning of their own counting less.
    `node_id` is where it stands or would stand, "" where that provision is gone. `changed` says whether the provision's
    article says something else now: its own number, marks and references that follow others' numbers do not count. `why` is one of `as_proposed`, `in_another_place`, `in_part`, `unchanged`, `already_there`,
    `other_words`, `other_number`, `negated`, `still_there`, `provision_gone`, `no_wording`, `not_in_old_text`.
    """

    verdict: Verdict
    share: float
    why: str
    node_id: str
    confidence: float
    changed: bool
    evidence: tuple[Evidence, ...] = ()


def taken_up(proposal: Proposal, old: Text, new: Text, comparison: Comparison | None = None) -> TakenUp:
    """
    Whether `new` holds what `proposal` asked to change in `old`, with the evidence.

    Only changes count: words that stood there before are not taken up, wherever they stand. Numbers and negations must
    be exactly the proposed ones. References to articles follow their renumbering. For many proposals on one pair of
    texts `taken_up_all` saves the comparing.
    """
    return taken_up_all([proposal], old, new, comparison)[0]


def taken_up_all(
    proposals: Sequence[Proposal], old: Text, new: Text, comparison: Comparison | None = None
) -> list[TakenUp]:
    """The same as `taken_up` for many proposals on the same two texts, in their order."""
    judge = _Judge(old, new, comparison or compare(old, new))
    return [judge.judge(proposal) for proposal in proposals]


class _Judge:
    def __init__(self, old: Text, new: Text, comparison: Comparison) -> None:
        self._language = new.language
        self._old = {node.id: node for node in old.walk()}
        self._new = {node.id: node for node in new.walk()}
        self._old_units = {node.id: node for node in units_of(old)}
        self._new_units = {node.id: node for node in units_of(new)}
        fates = (*comparison.others, *comparison.fates)
        self._fate_of = {id: fate for fate in fates for id in fate.old_ids}
        self._origin_of = {id: fate for fate in fates for id in fate.new_ids}
        numbers = new_numbers(comparison.fates, self._old_units, self._new_units)
        self._numbers = {one: other for one, other in numbers.items() if one != other}
        self._within: dict[tuple[str, ...], tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]] = {}
        self._order: dict[tuple[str, ...], tuple[Fate, ...]] = {}
        self._word_cache: dict[tuple[bool, str], list[Word]] = {}

    def judge(self, proposal: Proposal) -> TakenUp:
        """What became of one proposal."""
        node = self._old.get(proposal.node_id)
        if node is None:
            return TakenUp(Verdict.CANNOT_TELL, 0.0, "not_in_old_text", "", 0.0, False)
        unit = unit_of(node.id, self._old_units) or node
        fate = self._fate_of.get(unit.id)
        changed = fate is None or fate.kind is FateKind.REMOVED or fate.nature not in _NOTHING_SAID
        targets = self._targets(unit)
        homes = self._homes(node, unit, targets)
        home = homes[0].id if homes else ""
        if proposal.kind is ProposalKind.COMMENT or not (proposal.original.strip() or proposal.proposed.strip()):
            return TakenUp(Verdict.CANNOT_TELL, 0.0, "no_wording", home, 0.5, changed)
        if not proposal.original.strip():
            made = self._inserted(proposal.proposed, node, targets)
        else:
            made = self._reworded(proposal, node, unit, homes, targets)
        evidence = tuple(made.evidence)
        return TakenUp(
            made.verdict, round(made.share, 4), made.why, made.node_id or home, made.confidence, changed, evidence
        )

    # Where to look.

    def _targets(self, unit: Node) -> list[Node]:
        fate = self._fate_of.get(unit.id)
        if fate is None:
            return [self._new[unit.id]] if unit.id in self._new else []
        return [self._new[id] for id in fate.new_ids]

    def _homes(self, node: Node, unit: Node, targets: list[Node]) -> list[Node]:
        """What the provision became: itself changed, or its parts."""
        if node is unit or not targets:
            return targets
        news, _ = self._fates_within(unit)
        return [self._new[id] for id in news.get(node.id, ())]

    def _fates_within(self, unit: Node) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """New provisions by old one, and old ones by new one, in the articles that belong together with this one."""
        fate = self._fate_of.get(unit.id)
        if fate is None or not fate.new_ids:
            return {}, {}
        if fate.old_ids not in self._within:
            olds = [self._old[id] for id in fate.old_ids]
            fates = compare_within(olds, [self._new[id] for id in fate.new_ids])
            news = {id: each.new_ids for each in fates for id in each.old_ids}
            origins = {id: each.old_ids for each in fates for id in each.new_ids}
            self._within[fate.old_ids] = news, origins
            self._order[fate.old_ids] = fates
        return self._within[fate.old_ids]

    def _origins(self, node: Node) -> list[Node]:
        """What a provision of the new text came from."""
        unit = unit_of(node.id, self._new_units) or node
        fate = self._origin_of.get(unit.id)
        if fate is None or not fate.old_ids:
            return []
        if unit is node:
            return [self._old[id] for id in fate.old_ids]
        _, origins = self._fates_within(self._old[fate.old_ids[0]])
        return [self._old[id] for id in origins.get(node.id, ())]

    def _words(self, nodes: Sequence[Node], *, old: bool = False) -> list[Word]:
        made: list[Word] = []
        for node in nodes:
            key = (old, node.id)
            if key not in self._word_cache:
                self._word_cache[key] = words_of_nodes([node], self._numbers if old else None)
            made += self._word_cache[key]
        return made

    # A change of words that stand in the old text.

    def _reworded(self, proposal: Proposal, node: Node, unit: Node, homes: list[Node], targets: list[Node]) -> Outcome:
        original = words_in(proposal.original, "", self._numbers, labeled=True)
        proposed = words_in(proposal.proposed, "", self._numbers, labeled=True)
        olds = self._words([node], old=True)
        run = find_run(olds, original)
        in_unit = run is None and node is not unit
        if in_unit:
            olds, homes = self._words([unit], old=True), targets
            run = find_run(olds, original)
        if run is None:
            return self._inserted(proposal.proposed, node, targets) if proposed else lost("not_in_old_text")
        start, end = run
        edits = [
            Edit(each.old_start + start, each.old_end + start, each.new_start + start, each.new_end + start)
            for each in edits_between(olds[start:end], proposed)
        ]
        wanted = [*olds[:start], *proposed, *olds[end:]]
        if not edits:
            return self._marks(proposal, homes or targets)
        if not proposed and start == 0 and end == len(olds):
            return self._deleted(olds, node, homes, targets)
        here = self._at(homes, olds, wanted, edits) if homes else None
        if here is not None and here.verdict is Verdict.YES:
            return here
        around = None
        if targets and homes != targets:
            whole = self._words([unit], old=True)
            offset = offset_of(whole, olds)
            if offset is not None:
                moved = [
                    Edit(each.old_start + offset, each.old_end + offset, each.new_start + offset, each.new_end + offset)
                    for each in edits
                ]
                all_wanted = [*whole[:offset], *wanted, *whole[offset + len(olds) :]]
                around = self._at(targets, whole, all_wanted, moved)
                if around.verdict is Verdict.YES and missing_of(wanted, edits):
                    # Words that came are seen among a whole article; that words are gone is seen in their place only.
                    return around
        away = self._elsewhere(olds, wanted, edits, homes) if here is None else None
        if away is not None:
            return away
        if here is not None:
            better = around is not None and around.verdict is Verdict.PARTLY and around.rank > here.rank
            return around if better and around is not None else here
        evidence = missing_of(wanted, edits)
        if not evidence:
            # Words were to go and everything around them went as well: more than was asked.
            return Outcome(Verdict.CANNOT_TELL, 0.0, "provision_gone", 0.5, "", [])
        if around is not None and around.verdict is not Verdict.NO:
            return around
        return Outcome(Verdict.NO, 0.0, "provision_gone", 0.8, "", evidence)

    def _at(self, nodes: list[Node], olds: list[Word], wanted: list[Word], edits: list[Edit]) -> Outcome:
        """The judgment on all edits in what the provision became."""
        later = self._words(nodes)
        from_old, from_wanted = Places(olds, later), Places(wanted, later)
        findings = [find_edit(edit, olds, wanted, later, from_old, from_wanted, self._language) for edit in edits]
        evidence = evidence_of(findings, olds, wanted, later)
        return outcome_of(findings, evidence, place_of(evidence, nodes))

    def _elsewhere(self, olds: list[Word], wanted: list[Word], edits: list[Edit], homes: list[Node]) -> Outcome | None:
        """The judgment on a provision that went somewhere else in the text, if it did."""
        if len(wanted) < 6:
            return None
        known = {node.id for node in homes}
        best = self._most_like(wanted, known) or self._most_like(olds, known)
        if best is None:
            return None
        node, origins = best, self._origins(best)
        if origins:
            before = self._words(origins, old=True)
            if share_of(wanted, before) >= share_of(olds, before) and share_of(olds, before) >= _ELSEWHERE:
                # What stands there came from another provision that said much the same before.
                return None
        made = self._at([node], olds, wanted, edits)
        if made.verdict is Verdict.YES:
            made.why, made.confidence = "in_another_place", min(made.confidence, 0.85)
        return made

    def _most_like(self, wanted: list[Word], but: set[str]) -> Node | None:
        """The provision of the new text that holds most of the words, if it holds most of them."""
        known = {word.key for word in wanted if not word.is_empty}
        best: tuple[float, Node] | None = None
        for node in self._new.values():
            if not node.text or node.id in but:
                continue
            words = self._words([node])
            there = {word.key for word in words}
            if not known or len(known & there) < _ELSEWHERE * len(known):
                continue
            likeness = share_of(wanted, words)
            if likeness >= _ELSEWHERE and (best is None or likeness > best[0]):
                best = likeness, node
        return best[1] if best else None

    def _marks(self, proposal: Proposal, homes: list[Node]) -> Outcome:
        """A proposal that changes only marks, capitals or spelling: its very characters decide."""
        text = " ".join("\n".join(node.full_text() for node in homes).split())
        before, after = " ".join(proposal.original.split()), " ".join(proposal.proposed.split())
        home = homes[0].id if homes else ""
        if after in text and before not in text.replace(after, ""):
            return Outcome(Verdict.YES, 1.0, "as_proposed", 0.9, home, [])
        if before in text and after not in text.replace(before, ""):
            return Outcome(Verdict.NO, 0.0, "unchanged", 0.9, home, [])
        return Outcome(Verdict.CANNOT_TELL, 0.0, "other_words", 0.4, home, [])

    # A whole provision that is to go.

    def _deleted(self, olds: list[Word], node: Node, homes: list[Node], targets: list[Node]) -> Outcome:
        total = sum(word.weight for word in olds) or 1.0
        best: tuple[float, list[int], list[Word], str] = (0.0, [], [], "")
        if homes:
            later = self._words(homes)
            left = long_runs(Places(olds, later).of)
            best = sum(later[place].weight for place in left) / total, left, later, homes[0].id
        for each in (each for target in targets for each in target.walk()):
            # Joined to another provision; among other words only a long run is more than chance.
            later = self._own_words(each)
            left = long_runs(Places(olds, later).of, max(3, len(olds) // 2))
            share = sum(later[place].weight for place in left) / total
            if share > best[0] + 0.05 and not self._was_there(olds, each, node, left):
                best = share, left, later, each.id
        if best[0] < _STILL_THERE and (moved := self._most_like(olds, set())) is not None:
            origins = self._origins(moved)
            if not origins or share_of(olds, self._words(origins, old=True)) < _ELSEWHERE or node in origins:
                later = self._words([moved])
                left = long_runs(Places(olds, later).of)
                share = sum(later[place].weight for place in left) / total
                if share > best[0]:
                    best = share, left, later, moved.id
        share, left, later, where = best
        evidence = deleted_evidence(olds, left, later)
        if share >= _ALL_THERE:
            return Outcome(Verdict.NO, 0.0, "still_there", 0.95, place_of(evidence, []) or where, evidence)
        if share >= 0.25:
            return Outcome(Verdict.PARTLY, 1 - share, "in_part", 0.7, where, evidence)
        if instead := homes if node.kind is not Kind.ARTICLE and homes else self._instead_of(node):
            known = {word.key for word in olds}
            telling = [word for word in self._words(instead) if not word.is_empty]
            if telling and sum(word.key in known for word in telling) >= _STILL_THERE * len(telling):
                return Outcome(Verdict.PARTLY, 0.5, "in_part", 0.6, instead[0].id, evidence)
            return Outcome(Verdict.CANNOT_TELL, 1 - share, "other_words", 0.5, instead[0].id, evidence)
        return Outcome(Verdict.YES, 1 - share, "as_proposed", 0.95 if not homes else 0.8, "", evidence)

    def _was_there(self, olds: list[Word], place: Node, node: Node, left: list[int]) -> bool:
        """Whether a provision held words before that are asked to go from another one."""
        origins = [origin for origin in self._origins(place) if origin is not node]
        earlier = [word for origin in origins for word in self._own_words(origin, old=True)]
        return len(long_runs(Places(olds, earlier).of)) >= 0.9 * len(left)

    def _instead_of(self, node: Node) -> list[Node]:
        """New provisions that stand where a provision of an article that lives on has gone."""
        unit = unit_of(node.id, self._old_units) or node
        self._fates_within(unit)
        fate = self._fate_of.get(unit.id)
        fates = self._order.get(fate.old_ids, ()) if fate is not None else ()
        at = next((place for place, each in enumerate(fates) if node.id in each.old_ids), -1)
        around = [fates[place] for place in (at - 1, at + 1) if at >= 0 and 0 <= place < len(fates)]
        return [self._new[each.new_ids[0]] for each in around if each.kind is FateKind.NEW]

    # New paragraphs and articles.

    def _inserted(self, proposed: str, node: Node, targets: list[Node]) -> Outcome:
        """Lines that are to be added, each looked for where the article is now, then anywhere; old words do not count."""
        lines = [words_in(line, "", self._numbers, labeled=True) for line in proposed.split("\n")]
        lines = [line for line in lines if line]
        if not lines:
            return lost("no_wording")
        findings: list[Finding] = []
        evidence: list[Evidence] = []
        away = was_there = False
        inner = [each for target in targets for each in target.walk()]
        outer = [each for each in self._new.values() if each not in inner]
        far: dict[int, tuple[Finding, list[Word], bool]] = {}
        for at, line in enumerate(lines):
            other = self._line(line, outer) if len(line) >= _LONG_LINE else None
            if other is not None and other[0].state is State.DONE:
                far[at] = other
        # Short lines and headings say too little to be looked for in the whole text, but stand with the longer ones.
        units = {unit.id: unit for _, later, _ in far.values() if (unit := self._new_unit(later)) is not None}
        beside = [each for unit in units.values() for each in unit.walk()]
        is_new = all((fate := self._origin_of.get(id)) is None or not fate.old_ids for id in units)
        for at, line in enumerate(lines):
            made = self._line(line, inner)
            if made is None or made[0].state is not State.DONE:
                other = far.get(at) or (self._line(line, beside) if beside else None)
                if other is not None and other[0].state is State.DONE:
                    away, made = away or not (is_new and len(lines) > 1), other
            if made is None:
                spot = Edit(0, 0, 0, len(line))
                made = (
                    Finding(spot, State.UNTOUCHED, (None,) * len(line), (), 0.0, sum(w.weight for w in line)),
                    [],
                    False,
                )
            finding, later, old = made
            was_there = was_there or old
            findings.append(finding)
            evidence += coming_evidence(line, finding.found, later)
        outcome = outcome_of(findings, evidence, place_of(evidence, targets))
        if outcome.verdict is Verdict.NO:
            outcome.why = "already_there" if was_there else "unchanged" if outcome.why == "unchanged" else outcome.why
            outcome.confidence = min(outcome.confidence, 0.9)
            if outcome.why == "unchanged" and self._is_touched_upon([word for line in lines for word in line], targets):
                outcome.verdict, outcome.why, outcome.confidence = Verdict.CANNOT_TELL, "other_words", 0.4
        if away and outcome.verdict is Verdict.YES:
            outcome.why, outcome.confidence = "in_another_place", 0.75
        return outcome

    def _is_touched_upon(self, wanted: list[Word], targets: list[Node]) -> bool:
        """Whether what is new in the articles has stems in common with the words wanted."""
        stems = {word.key for word in wanted if len(word.key) >= 5 and not word.is_empty}
        for node in (each for target in targets for each in target.walk()):
            if not self._origins(node) and any(
                is_form_of(stem, word.key) for word in self._own_words(node) for stem in stems
            ):
                return True
        return False

    def _line(self, line: list[Word], nodes: Sequence[Node]) -> tuple[Finding, list[Word], bool] | None:
        """The best place of one line among provisions, and whether its words stood there before."""
        known = {word.key for word in line if not word.is_empty} or {word.key for word in line}
        best: tuple[float, Finding, list[Word]] | None = None
        was_there = False
        for node in nodes:
            later = self._own_words(node)
            if 4 * len(known & {word.key for word in later}) < len(known):
                continue
            finding = self._stretch(line, later)
            if finding is None or (best is not None and finding.weight_found <= best[0]):
                continue
            origins = self._origins(node)
            if origins:
                earlier = [word for origin in origins for word in self._own_words(origin, old=True)]
                before = self._stretch(line, earlier)
                if before is not None and before.weight_found >= 0.85 * finding.weight_found:
                    was_there = was_there or before.state is State.DONE
                    continue
            best = finding.weight_found, finding, later
        if best is None:
            weight = sum(word.weight for word in line)
            nothing = Finding(Edit(0, 0, 0, len(line)), State.UNTOUCHED, (None,) * len(line), (), 0.0, weight)
            return nothing, [], was_there
        return best[1], best[2], was_there

    def _new_unit(self, words: Sequence[Word]) -> Node | None:
        return unit_of(words[0].node_id, self._new_units) if words else None

    def _own_words(self, node: Node, *, old: bool = False) -> list[Word]:
        return [word for word in self._words([node], old=old) if word.node_id == node.id]

    def _stretch(self, line: list[Word], later: list[Word]) -> Finding | None:
        found = Places(line, later).of
        there = [place for place in found if place is not None]
        if not there:
            return None
        edit = Edit(0, 0, 0, len(line))
        return judge_spot(edit, [], line, later, found, (min(there), max(there) + 1), self._language)
