"""What became of each article from one version of a text to the next."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import log

from lawtext import references
from lawtext.differences import Nature, nature_of, words_and_key, words_of
from lawtext.model import Kind, Node, Text

# Limits found on synthetic second versions with 5 to 45 % of the words changed (see bench/lawtext_bench.py).
_CANDIDATES = 8
_ACCEPT = 0.42
_ACCEPT_SIMILARITY = 0.40
_CONTAINED = 0.62
_CONTAINED_AT_LEAST = 8
_TWICE = 1.6
_WEAK_TITLE = 0.85
_WEAK_CONTENT = 0.30
# Beyond this all-pairs tables do not fit; no law has two thousand articles in both versions.
_MOST_PAIRS = 4_000_000


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


@dataclass(frozen=True, slots=True)
class _Unit:
    node: Node
    words: list[str]
    title: str
    exact: str
    key: str

    @property
    def base(self) -> str:
        return self.node.number


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
    befores, afters = [_unit(node) for node in units], [_unit(node) for node in new_units]
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


def _links(befores: list[_Unit], afters: list[_Unit]) -> _Links:
    if _order_key(befores) > _order_key(afters):
        # Worked out in one direction only, so that comparing the other way round tells the same.
        return _links(afters, befores).mirrored()
    pairs, measured = _pairs(befores, afters)
    splits, merges = _parts(befores, afters, pairs, measured)
    _fill_gaps(befores, afters, pairs, (splits, merges), _chance_similarity(befores, afters, pairs, measured))
    in_place = longest_run([(before, after) for before, (after, _) in sorted(pairs.items())])
    return _Links(pairs, splits, merges, in_place)


def _order_key(units: list[_Unit]) -> tuple[int, list[str]]:
    return len(units), [f"{unit.exact}\n{unit.node.number}" for unit in units]


def _unit(node: Node) -> _Unit:
    body = node.full_text()
    words, key = words_and_key(body)
    heading, heading_key = words_and_key(node.heading)
    inner = [f"{each.kind} {each.number} {each.heading} {each.text}" for each in node.walk()][1:]
    exact = "\n".join([node.heading, node.text, *inner])
    return _Unit(node, words, " ".join(heading), exact, heading_key + key)


Pairs = dict[int, tuple[int, float]]


def _pairs(befores: list[_Unit], afters: list[_Unit]) -> tuple[Pairs, dict[tuple[int, int], int]]:
    """One-to-one pairs (old → new, similarity), and the common words of every pair measured."""
    if not befores or not afters:
        return {}, {}
    if len(befores) * len(afters) > _MOST_PAIRS:
        return _pairs_by_number(befores, afters), {}
    import numpy
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.fuzz import ratio
    from scipy.optimize import linear_sum_assignment

    if [unit.exact for unit in befores] == [unit.exact for unit in afters]:
        return {at: (at, 1.0) for at in range(len(befores))}, {}
    codes: dict[str, int] = {}
    coded = [[codes.setdefault(word, len(codes)) for word in unit.words] for unit in (*befores, *afters)]
    old_coded, new_coded = coded[: len(befores)], coded[len(befores) :]
    cosine = _cosines(old_coded, new_coded)
    candidates = _candidates(cosine, befores, afters)
    measured: dict[tuple[int, int], int] = {}
    scores = numpy.zeros(cosine.shape)
    for before, after in candidates:
        common = LCSseq.similarity(old_coded[before], new_coded[after])
        measured[before, after] = common
        scores[before, after] = (
            0.62 * _share(common, befores[before], afters[after])
            + 0.20 * float(cosine[before, after])
            + 0.10 * (ratio(befores[before].title, afters[after].title) / 100)
            + 0.05 * (1 - abs(before / len(befores) - after / len(afters)))
            + 0.03 * (befores[before].base == afters[after].base)
        )
    pairs: Pairs = {}
    for row, column in zip(*linear_sum_assignment(-scores), strict=True):
        before, after = int(row), int(column)
        if (before, after) not in measured:
            continue
        similarity = _share(measured[before, after], befores[before], afters[after])
        if scores[before, after] >= _ACCEPT and similarity >= _ACCEPT_SIMILARITY:
            pairs[before] = (after, similarity)
    return pairs, measured


def _pairs_by_number(befores: list[_Unit], afters: list[_Unit]) -> Pairs:
    """Equal articles, then those of the same number: for texts too large to measure all pairs."""
    pairs: Pairs = {}
    taken: set[int] = set()
    for name in ("key", "base"):
        places: dict[str, list[int]] = {}
        for after, unit in enumerate(afters):
            if after not in taken:
                places.setdefault(getattr(unit, name), []).append(after)
        for before, unit in enumerate(befores):
            free = places.get(getattr(unit, name), [])
            if before in pairs or not free:
                continue
            after = free.pop(0)
            taken.add(after)
            pairs[before] = (after, 1.0 if name == "key" else _measured_share(unit, afters[after]))
    return pairs


def _measured_share(before: _Unit, after: _Unit) -> float:
    from rapidfuzz.distance import LCSseq

    return _share(LCSseq.similarity(before.words, after.words), before, after)


def _share(common: int, before: _Unit, after: _Unit) -> float:
    total = len(before.words) + len(after.words)
    return 2 * common / total if total else float(before.title == after.title)


def _cosines(befores: list[list[int]], afters: list[list[int]]):  # type: ignore[no-untyped-def]
    """Cosine of weighted words and word pairs, all old articles against all new ones, as a numpy array."""
    import numpy
    from scipy.sparse import csr_matrix

    features: dict[int, int] = {}
    indices: list[int] = []
    starts = [0]
    values: list[float] = []
    documents: Counter[int] = Counter()
    for words in (*befores, *afters):
        counted = Counter(words)
        # A word pair as one number; words are numbered below two millions.
        counted.update(first * 2_000_003 + second + 2_000_003 for first, second in itertools.pairwise(words))
        documents.update(counted.keys())
        for feature, count in counted.items():
            indices.append(features.setdefault(feature, len(features)))
            values.append(1 + log(count))
        starts.append(len(indices))
    number = len(befores) + len(afters)
    weights = numpy.array([log(1 + number / documents[feature]) for feature in features] or [1.0])
    shape = (number, max(1, len(features)))
    matrix = csr_matrix((numpy.array(values), numpy.array(indices, dtype=int), numpy.array(starts)), shape=shape)
    matrix = matrix.multiply(weights).tocsr()
    norms = numpy.sqrt(numpy.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    product = (matrix[: len(befores)] @ matrix[len(befores) :].T).toarray()
    return product / norms[: len(befores), None] / norms[None, len(befores) :]


def _candidates(cosine, befores: list[_Unit], afters: list[_Unit]) -> set[tuple[int, int]]:  # type: ignore[no-untyped-def]
    import numpy

    found: set[tuple[int, int]] = set()
    best = min(_CANDIDATES, len(afters))
    for before, row in enumerate(numpy.argpartition(-cosine, best - 1, axis=1)[:, :best]):
        found.update((before, int(after)) for after in row)
    best = min(_CANDIDATES, len(befores))
    for after, column in enumerate(numpy.argpartition(-cosine, best - 1, axis=0)[:best].T):
        found.update((int(before), after) for before in column)
    numbers: dict[str, list[int]] = {}
    for after, unit in enumerate(afters):
        numbers.setdefault(unit.key, []).append(after)
    for before, unit in enumerate(befores):
        # Equal articles are candidates even where many are equal ("(deleted)").
        same = numbers.get(unit.key, [])
        found.update((before, after) for after in sorted(same, key=lambda after: abs(after - before))[:_CANDIDATES])
    return found


Parts = dict[int, list[int]]


def _parts(
    befores: list[_Unit], afters: list[_Unit], pairs: Pairs, measured: dict[tuple[int, int], int]
) -> tuple[Parts, Parts]:
    """Leftovers that are mostly contained in one article of the other side: split (old → new), merged (new → old)."""
    taken = {after: before for before, (after, _) in pairs.items()}
    splits: dict[int, list[int]] = {}
    merges: dict[int, list[int]] = {}
    best: dict[tuple[str, int], tuple[float, int]] = {}
    for (before, after), common in measured.items():
        if common < _CONTAINED_AT_LEAST:
            continue
        if after not in taken and before in pairs:
            partner = measured.get((before, pairs[before][0]), 0)
            if partner + common > _TWICE * len(befores[before].words):
                # What the leftover holds is in the partner too: laws repeat themselves.
                continue
            share = common / max(1, len(afters[after].words))
            best["new", after] = max(best.get(("new", after), (0.0, -1)), (share, before))
        if before not in pairs and after in taken:
            partner = measured.get((taken[after], after), 0)
            if partner + common > _TWICE * len(afters[after].words):
                continue
            share = common / max(1, len(befores[before].words))
            best["old", before] = max(best.get(("old", before), (0.0, -1)), (share, after))
    for (side, unit), (share, other) in best.items():
        if share < _CONTAINED:
            continue
        if side == "new":
            splits.setdefault(other, []).append(unit)
        else:
            merges.setdefault(other, []).append(unit)
    return splits, merges


def _chance_similarity(
    befores: list[_Unit], afters: list[_Unit], pairs: Pairs, measured: dict[tuple[int, int], int]
) -> float:
    """How alike articles of these texts are that have nothing to do with each other, seen at the upper end."""
    strangers = sorted(
        _share(common, befores[before], afters[after])
        for (before, after), common in measured.items()
        if pairs.get(before, (after, 0.0))[0] != after
    )
    return strangers[int(0.9 * (len(strangers) - 1))] if len(strangers) >= 20 else 0.0


def _fill_gaps(
    befores: list[_Unit], afters: list[_Unit], pairs: Pairs, parts: tuple[Parts, Parts], by_chance: float
) -> None:
    """Pair leftovers that stand between the same neighbors and share their title or some of their words."""
    splits, merges = parts
    from rapidfuzz.fuzz import ratio

    used_new = {after for after, _ in pairs.values()} | {after for each in splits.values() for after in each}
    used_old = set(pairs) | {before for each in merges.values() for before in each}
    above, below = _neighbors(len(befores), len(afters), pairs)
    scored: list[tuple[float, int, int, float]] = []
    for before, unit in enumerate(befores):
        if before in used_old:
            continue
        previous, following = above[before], below[before]
        if following <= previous or following - previous > 12:
            continue
        for after in range(previous + 1, following):
            if after in used_new:
                continue
            other = afters[after]
            similarity = _measured_share(unit, other)
            title = ratio(unit.title, other.title) / 100 if unit.title and other.title else 0.0
            if similarity < by_chance:
                continue
            if (title >= _WEAK_TITLE and similarity >= 0.12) or similarity >= max(_WEAK_CONTENT, by_chance + 0.05):
                scored.append((similarity + title, before, after, similarity))
    for _, before, after, similarity in sorted(scored, reverse=True):
        if before not in used_old and after not in used_new:
            pairs[before] = (after, similarity)
            used_old.add(before)
            used_new.add(after)


def _neighbors(count: int, end: int, pairs: Pairs) -> tuple[list[int], list[int]]:
    """For every old article the new places of the nearest paired ones above and below it."""
    above, below = [-1] * count, [end] * count
    for before in range(1, count):
        above[before] = pairs[before - 1][0] if before - 1 in pairs else above[before - 1]
    for before in range(count - 2, -1, -1):
        below[before] = pairs[before + 1][0] if before + 1 in pairs else below[before + 1]
    return above, below


def _fates(befores: list[_Unit], afters: list[_Unit], links: _Links) -> list[Fate]:
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
    above, _ = _neighbors(len(befores), len(afters), links.pairs)
    for before, unit in enumerate(befores):
        if before not in links.pairs and before not in merged_parts:
            fate = Fate(FateKind.REMOVED, (unit.node.id,), (), 0.0, nature=Nature.WORDS)
            placed.append((above[before] + 0.5, fate))
    return [fate for _, fate in sorted(placed, key=lambda each: each[0])]


def _fate_of_several(olds: list[_Unit], news: list[_Unit], similarity: float) -> Fate:
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
    befores, afters = [_unit(node) for node in olds], [_unit(node) for node in news]
    words = ([word for unit in units for word in unit.words] for units in (befores, afters))
    similarity = _shared(*words)
    if len(befores) == len(afters) == 1:
        return _fate(befores[0], afters[0], similarity, not moved)
    return _fate_of_several(befores, afters, similarity)


_RANK = {nature: rank for rank, nature in enumerate(Nature)}


def _fate(before: _Unit, after: _Unit, similarity: float, in_place: bool) -> Fate:
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


def _nature(before: _Unit, after: _Unit, is_same: bool) -> Nature:
    if is_same:
        return Nature.SAME if before.node.number == after.node.number else Nature.LABELS
    nature = nature_of(_without_numbers(before), _without_numbers(after))
    return Nature.LABELS if nature is Nature.SAME else nature


def _without_numbers(unit: _Unit) -> str:
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
    befores, afters = [_unit(node) for node in others_of(old)], [_unit(node) for node in others_of(new)]
    if not befores and not afters:
        return []
    return _fates(befores, afters, _other_links(befores, afters))


def _other_links(befores: list[_Unit], afters: list[_Unit]) -> _Links:
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


def longest_run(links: list[tuple[int, int]]) -> set[int]:
    """The old sides of the longest chain of links that keeps the order on both sides."""
    tails: list[int] = []
    at_tail: list[int] = []
    before_of: dict[int, int] = {}
    for at, (_, after) in enumerate(links):
        place = bisect_left(tails, after)
        if place == len(tails):
            tails.append(after)
            at_tail.append(at)
        else:
            tails[place] = after
            at_tail[place] = at
        if place:
            before_of[at] = at_tail[place - 1]
    kept: set[int] = set()
    at_or_none: int | None = at_tail[-1] if at_tail else None
    while at_or_none is not None:
        kept.add(links[at_or_none][0])
        at_or_none = before_of.get(at_or_none)
    return kept


_ID = re.compile(r"__")


def unit_of(id: str, units: dict[str, Node]) -> Node | None:
    """The compared unit a node's id belongs to."""
    parts = _ID.split(id)
    for end in range(len(parts), 0, -1):
        if (found := units.get("__".join(parts[:end]))) is not None:
            return found
    return None
