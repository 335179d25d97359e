"""Which article of one text is which of the other: pairs, parts of split and merged ones, and their common order."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from math import log

from lawtext.differences import words_and_key
from lawtext.model import Node

# Limits found on synthetic second versions with 5 to 45 % of the words changed (see bench/lawtext_compare_bench.py).
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

Pairs = dict[int, tuple[int, float]]
Parts = dict[int, list[int]]


@dataclass(frozen=True, slots=True)
class Unit:
    """An article made ready for comparing; `key` is its `typography_key`."""

    node: Node
    words: list[str]
    title: str
    exact: str
    key: str

    @property
    def base(self) -> str:
        """Its number as printed."""
        return self.node.number


def unit_for(node: Node) -> Unit:
    """A node with all below it, made ready for comparing."""
    body = node.full_text()
    words, key = words_and_key(body)
    heading, heading_key = words_and_key(node.heading)
    inner = [f"{each.kind} {each.number} {each.heading} {each.text}" for each in node.walk()][1:]
    exact = "\n".join([node.heading, node.text, *inner])
    return Unit(node, words, " ".join(heading), exact, heading_key + key)


def pair(befores: list[Unit], afters: list[Unit]) -> tuple[Pairs, dict[tuple[int, int], int]]:
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


def _pairs_by_number(befores: list[Unit], afters: list[Unit]) -> Pairs:
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


def _measured_share(before: Unit, after: Unit) -> float:
    from rapidfuzz.distance import LCSseq

    return _share(LCSseq.similarity(before.words, after.words), before, after)


def _share(common: int, before: Unit, after: Unit) -> float:
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


def _candidates(cosine, befores: list[Unit], afters: list[Unit]) -> set[tuple[int, int]]:  # type: ignore[no-untyped-def]
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


def parts_of(
    befores: list[Unit], afters: list[Unit], pairs: Pairs, measured: dict[tuple[int, int], int]
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


def chance_similarity(
    befores: list[Unit], afters: list[Unit], pairs: Pairs, measured: dict[tuple[int, int], int]
) -> float:
    """How alike articles of these texts are that have nothing to do with each other, seen at the upper end."""
    strangers = sorted(
        _share(common, befores[before], afters[after])
        for (before, after), common in measured.items()
        if pairs.get(before, (after, 0.0))[0] != after
    )
    return strangers[int(0.9 * (len(strangers) - 1))] if len(strangers) >= 20 else 0.0


def fill_gaps(
    befores: list[Unit], afters: list[Unit], pairs: Pairs, parts: tuple[Parts, Parts], by_chance: float
) -> None:
    """Pair leftovers that stand between the same neighbors and share their title or some of their words."""
    splits, merges = parts
    from rapidfuzz.fuzz import ratio

    used_new = {after for after, _ in pairs.values()} | {after for each in splits.values() for after in each}
    used_old = set(pairs) | {before for each in merges.values() for before in each}
    above, below = neighbors_of(len(befores), len(afters), pairs)
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


def neighbors_of(count: int, end: int, pairs: Pairs) -> tuple[list[int], list[int]]:
    """For every old article the new places of the nearest paired ones above and below it."""
    above, below = [-1] * count, [end] * count
    for before in range(1, count):
        above[before] = pairs[before - 1][0] if before - 1 in pairs else above[before - 1]
    for before in range(count - 2, -1, -1):
        below[before] = pairs[before + 1][0] if before + 1 in pairs else below[before + 1]
    return above, below


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
