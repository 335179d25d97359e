"""What became of each article from one version of a text to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lawtext import references
from lawtext.differences import Nature, nature_of, words_of
from lawtext.model import Kind, Node, Text
from lawtext.pairing import (
    Pairs,
    Parts,
    Unit,
    chance_similarity,
    fill_gaps,
    longest_run,
    neighbors_of,
    pair,
    parts_of,
    unit_for,
)

_ACCEPT_SIMILARITY = 0.40


class FateKind(StrEnum):
    """What became of an article. A moved article may be changed too; its similarity tells."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    NEW = "new"
    REMOVED = "removed"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Fate:
    """
    One article's fate, or that of the articles that became one or came from one.

    `similarity` is the share of words kept in order, 0 to 1 (1.0 for equal words, 0.0 for new and removed).
    `typography_only` says that the words are the same and only case, marks, blanks or numbers of provisions differ.
    `nature` tells more exactly what changed, the numbers of articles set aside in the label but not in the text.
    """

    kind: FateKind
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    similarity: float
    typography_only: bool = False
    nature: Nature = Nature.SAME


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    The fates in the order of the new text; removed articles stand where they stood.

    `others` are the fates of what is outside the articles: preamble, headings of chapters and other levels, annexes,
    text between articles, conclusions.
    """

    fates: tuple[Fate, ...]
    others: tuple[Fate, ...] = ()

    def of_old(self, id: str) -> Fate | None:
        """The fate of an article of the old text."""
        return next((fate for fate in self.fates if id in fate.old_ids), None)

    def of_new(self, id: str) -> Fate | None:
        """Where an article of the new text came from."""
        return next((fate for fate in self.fates if id in fate.new_ids), None)

    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return all(fate.kind is FateKind.UNCHANGED for fate in (*self.fates, *self.others))


def units_of(text: Text) -> list[Node]:
    """What is compared: the articles, or the topmost provisions of a text that has none."""
    articles = text.articles()
    if articles:
        return articles
    found: list[Node] = []
    above = {Kind.BOOK, Kind.PART, Kind.TITLE, Kind.CHAPTER, Kind.SUBCHAPTER, Kind.SECTION, Kind.ANNEX}
    stack = list(reversed(text.nodes))
    while stack:
        node = stack.pop()
        if node.kind in above:
            stack.extend(reversed(node.children))
        elif node.kind not in (Kind.PREAMBLE, Kind.CONCLUSIONS):
            found.append(node)
    return found


def compare(old: Text, new: Text) -> Comparison:
    """
    Follow every article of `old` into `new`, by its words and not by its number.

    Candidates come from weighted words and word pairs, are measured by their longest common sequence of words, and
    are paired so that the whole fits best; what is left over is looked for inside paired articles (split, merged)
    and between paired neighbors; what left the common order has moved.
    """
    units, new_units = units_of(old), units_of(new)
    befores, afters = [unit_for(node) for node in units], [unit_for(node) for node in new_units]
    links = _links(befores, afters)
    fates = _fates(befores, afters, links)
    fates = _told_references(fates, old, new)
    return Comparison(tuple(fates), tuple(_other_fates(old, new, units, new_units)))


@dataclass(slots=True)
class _Links:
    """Old to new place with similarity; parts beside them; the old places that kept the common order."""

    pairs: Pairs
    splits: Parts
    merges: Parts
    in_place: set[int]

    def mirrored(self) -> _Links:
        """The same links seen from the new text."""
        pairs = {after: (before, similarity) for before, (after, similarity) in self.pairs.items()}
        return _Links(pairs, self.merges, self.splits, {self.pairs[before][0] for before in self.in_place})


def _links(befores: list[Unit], afters: list[Unit]) -> _Links:
    if _order_key(befores) > _order_key(afters):
        # Worked out in one direction only, so that comparing the other way round tells the same.
        return _links(afters, befores).mirrored()
    pairs, measured = pair(befores, afters)
    splits, merges = parts_of(befores, afters, pairs, measured)
    fill_gaps(befores, afters, pairs, (splits, merges), chance_similarity(befores, afters, pairs, measured))
    in_place = longest_run([(before, after) for before, (after, _) in sorted(pairs.items())])
    return _Links(pairs, splits, merges, in_place)


def _order_key(units: list[Unit]) -> tuple[int, list[str]]:
    return len(units), [f"{unit.exact}\n{unit.node.number}" for unit in units]


def _fates(befores: list[Unit], afters: list[Unit], links: _Links) -> list[Fate]:
    split_parts = {after for parts in links.splits.values() for after in parts}
    merged_parts = {before for parts in links.merges.values() for before in parts}
    of_new = {after: before for before, (after, _) in links.pairs.items()}
    placed: list[tuple[float, Fate]] = []
    for after, unit in enumerate(afters):
        before = of_new.get(after)
        if before is None:
            if after not in split_parts:
                placed.append((after, Fate(FateKind.NEW, (), (unit.node.id,), 0.0, nature=Nature.WORDS)))
            continue
        similarity = links.pairs[before][1]
        olds = sorted([before, *links.merges.get(after, [])])
        news = sorted([after, *links.splits.get(before, [])])
        if len(olds) == len(news) == 1:
            placed.append((after, _fate(befores[before], unit, similarity, before in links.in_place)))
        else:
            fate = _fate_of_several([befores[at] for at in olds], [afters[at] for at in news], similarity)
            placed.append((after, fate))
    above, _ = neighbors_of(len(befores), len(afters), links.pairs)
    for before, unit in enumerate(befores):
        if before not in links.pairs and before not in merged_parts:
            fate = Fate(FateKind.REMOVED, (unit.node.id,), (), 0.0, nature=Nature.WORDS)
            placed.append((above[before] + 0.5, fate))
    return [fate for _, fate in sorted(placed, key=lambda each: each[0])]


def _fate_of_several(olds: list[Unit], news: list[Unit], similarity: float) -> Fate:
    """Split, merged, or both at once: told by which side has more articles, "changed" where none has."""
    ids = tuple(unit.node.id for unit in olds), tuple(unit.node.id for unit in news)
    joined, other = ("\n".join(unit.node.full_text() for unit in units) for units in (olds, news))
    nature = max(nature_of(joined, other), Nature.LABELS, key=_RANK.__getitem__)
    kind = FateKind.CHANGED
    if len(olds) != len(news):
        kind = FateKind.SPLIT if len(news) > len(olds) else FateKind.MERGED
    return Fate(kind, *ids, similarity, nature=nature)


def fate_of(olds: Sequence[Node], news: Sequence[Node], *, moved: bool = False) -> Fate:
    """The fate of articles that are known to belong together, judged by their words; at least one on each side."""
    befores, afters = [unit_for(node) for node in olds], [unit_for(node) for node in news]
    words = ([word for unit in units for word in unit.words] for units in (befores, afters))
    similarity = _shared(*words)
    if len(befores) == len(afters) == 1:
        return _fate(befores[0], afters[0], similarity, not moved)
    return _fate_of_several(befores, afters, similarity)


_RANK = {nature: rank for rank, nature in enumerate(Nature)}


def _fate(before: Unit, after: Unit, similarity: float, in_place: bool) -> Fate:
    ids = (before.node.id,), (after.node.id,)
    is_same = before.exact == after.exact
    same_number = before.node.number == after.node.number
    only_typography = not is_same and before.key == after.key
    nature = _nature(before, after, is_same)
    if not in_place:
        return Fate(FateKind.MOVED, *ids, similarity, only_typography, nature)
    if is_same:
        return Fate(FateKind.UNCHANGED if same_number else FateKind.RENUMBERED, *ids, 1.0, nature=nature)
    if not same_number and only_typography and nature is Nature.LABELS:
        return Fate(FateKind.RENUMBERED, *ids, 1.0, True, nature)
    return Fate(FateKind.CHANGED, *ids, similarity, only_typography, nature)


def _letters(words: list[str]) -> str:
    """What is left without numbers; differs only where words do."""
    return "".join(word if word.isalpha() else re.sub(r"\d", "", word) for word in words)


def _nature(before: Unit, after: Unit, is_same: bool) -> Nature:
    if is_same:
        return Nature.SAME if before.node.number == after.node.number else Nature.LABELS
    if _letters(before.words) != _letters(after.words):
        return Nature.WORDS
    nature = nature_of(_without_numbers(before), _without_numbers(after))
    return Nature.LABELS if nature is Nature.SAME else nature


def _without_numbers(unit: Unit) -> str:
    """The exact text without the numbers of provisions, which follow the article's in older acts."""
    return "\n".join(f"{node.heading} {node.text}" for node in unit.node.walk())


def _told_references(fates: list[Fate], old: Text, new: Text) -> list[Fate]:
    """Articles in which only the numbers of renumbered articles changed, told as such."""
    if not any(fate.nature is Nature.NUMBERS for fate in fates):
        return fates
    befores = {node.id: node for node in units_of(old)}
    afters = {node.id: node for node in units_of(new)}
    numbers = new_numbers(fates, befores, afters)
    told = []
    for fate in fates:
        if fate.nature is Nature.NUMBERS:
            one, other = _all_words(fate.old_ids, befores), _all_words(fate.new_ids, afters)
            if references.follow_renumbering(one, other, numbers):
                fate = replace(fate, nature=Nature.REFERENCES)
        told.append(fate)
    return told


def _all_words(ids: Iterable[str], nodes: Mapping[str, Node]) -> str:
    return "\n".join(f"{each.heading} {each.text}" for id in ids for each in nodes[id].walk())


def new_numbers(fates: Iterable[Fate], befores: Mapping[str, Node], afters: Mapping[str, Node]) -> dict[str, str]:
    """The number that each article of the old text has in the new one, both as `references.key_of` writes them."""
    return {
        references.key_of(befores[old].number): references.key_of(afters[fate.new_ids[0]].number)
        for fate in fates
        if fate.new_ids
        for old in fate.old_ids
        if old in befores and fate.new_ids[0] in afters
    }


_LEVELS = frozenset({Kind.BOOK, Kind.PART, Kind.TITLE, Kind.CHAPTER, Kind.SUBCHAPTER, Kind.SECTION})


def others_of(text: Text) -> list[Node]:
    """
    What is outside the articles, each as a node that holds only its own words: preamble, levels, annexes, conclusions,
    text between articles. In a text without articles only what `units_of` leaves.
    """
    units = {node.id for node in units_of(text)}
    found: list[Node] = []
    stack = list(reversed(text.nodes))
    while stack:
        node = stack.pop()
        if node.id in units:
            continue
        within = {each.id for each in node.walk() if each.id in units}
        if node.kind in _LEVELS or within:
            found.append(replace(node, children=()))
            stack.extend(reversed(node.children))
        else:
            found.append(node)
    return found


def _other_fates(old: Text, new: Text, units: list[Node], new_units: list[Node]) -> list[Fate]:
    befores, afters = [unit_for(node) for node in others_of(old)], [unit_for(node) for node in others_of(new)]
    if not befores and not afters:
        return []
    return _fates(befores, afters, _other_links(befores, afters))


def _other_links(befores: list[Unit], afters: list[Unit]) -> _Links:
    """Nodes of one kind meet by their words, then by number, then in order where they are all of their kind."""
    if _order_key(befores) > _order_key(afters):
        return _other_links(afters, befores).mirrored()
    scored: list[tuple[float, int, int, float]] = []
    alone = {kind: sum(unit.node.kind is kind for unit in befores) for kind in Kind}
    alone_too = {kind: sum(unit.node.kind is kind for unit in afters) for kind in Kind}
    for before, unit in enumerate(befores):
        words = words_of(unit.node.heading) + unit.words
        for after, other in enumerate(afters):
            kind = unit.node.kind
            if other.node.kind is not kind:
                continue
            similarity = (
                1.0 if unit.exact == other.exact else _shared(words, words_of(other.node.heading) + other.words)
            )
            same_number = bool(unit.node.number) and unit.node.number == other.node.number
            near = 1 - abs(before / len(befores) - after / len(afters))
            is_only = alone[kind] == alone_too[kind] == 1
            if similarity >= _ACCEPT_SIMILARITY or is_only or (same_number and near > 0.8):
                scored.append((similarity + 0.1 * same_number + 0.05 * near, before, after, similarity))
    pairs: Pairs = {}
    taken: set[int] = set()
    for _, before, after, similarity in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if before not in pairs and after not in taken:
            pairs[before] = (after, similarity)
            taken.add(after)
    return _Links(pairs, {}, {}, longest_run([(before, after) for before, (after, _) in sorted(pairs.items())]))


def _shared(one: list[str], other: list[str]) -> float:
    from rapidfuzz.distance import LCSseq

    return 2 * LCSseq.similarity(one, other) / (len(one) + len(other)) if one or other else 1.0


_ID = re.compile(r"__")


def unit_of(id: str, units: dict[str, Node]) -> Node | None:
    """The compared unit a node's id belongs to."""
    parts = _ID.split(id)
    for end in range(len(parts), 0, -1):
        if (found := units.get("__".join(parts[:end]))) is not None:
            return found
    return None
