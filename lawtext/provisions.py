"""What became of each provision within an article: by its words first, then by its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lawtext.comparison import Fate, FateKind
from lawtext.differences import Nature, nature_of, words_and_key, words_of
from lawtext.model import Node
from lawtext.pairing import longest_run

_LIKE = 0.45
_WEAK = 0.25
_CONTAINED = 0.72
_CONTAINED_AT_LEAST = 6
_TWICE = 1.6
_PLAIN = 0.75
_MARGIN = 0.12
_MOST_PAIRS = 250_000


@dataclass(frozen=True, slots=True)
class Links:
    """
    Old place to (new place, similarity); further new places of one that was split; further old places of one merged;
    the old places that kept the common order; and those of which the words alone leave no doubt: most are kept, or
    clearly more than in any other provision. Places count the provisions given.
    """

    pairs: dict[int, tuple[int, float]]
    splits: dict[int, list[int]]
    merges: dict[int, list[int]]
    in_place: set[int]
    plain: set[int]


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision with its own words, made ready for comparing."""

    node: Node
    words: list[str]
    key: str
    exact: str


def compare_within(old: Node | Sequence[Node], new: Node | Sequence[Node]) -> tuple[Fate, ...]:
    """
    What became of each provision (paragraph, subparagraph, point, table) of an article, or of several that belong together.

    Every node below and with the articles is in one fate, judged by its own words without those of the provisions
    below it. In the order of the new text; removed ones stand where they stood. A provision whose words are the same
    and whose number is not is renumbered; one that left the common order is moved.
    """
    befores, afters = _provisions(old), _provisions(new)
    links = link(befores, afters)
    return tuple(_fates(befores, afters, links))


def link(befores: Sequence[Provision], afters: Sequence[Provision]) -> Links:
    """Which provision became which; the same seen from either side."""
    if _order_key(befores) > _order_key(afters):
        links = link(afters, befores)
        mirrored = {after: (before, similarity) for before, (after, similarity) in links.pairs.items()}
        in_place, plain = ({links.pairs[before][0] for before in places} for places in (links.in_place, links.plain))
        return Links(mirrored, links.merges, links.splits, in_place, plain)
    if _order_key(befores) == _order_key(afters):
        places = range(len(befores))
        return Links({at: (at, 1.0) for at in places}, {}, {}, set(places), set(places))
    shared = _measured(befores, afters)
    pairs = _best_pairs(befores, afters, shared)
    splits, merges = _parts(befores, afters, pairs, shared)
    _fill(befores, afters, pairs, (splits, merges), shared)
    in_place = longest_run([(before, after) for before, (after, _) in sorted(pairs.items())])
    return Links(pairs, splits, merges, in_place, _plain(befores, afters, pairs, shared))


def _plain(
    befores: Sequence[Provision],
    afters: Sequence[Provision],
    pairs: dict[int, tuple[int, float]],
    shared: dict[tuple[int, int], int],
) -> set[int]:
    """Old places whose pair is beyond doubt."""
    next_old, next_new = [0.0] * len(befores), [0.0] * len(afters)
    partner = {before: after for before, (after, _) in pairs.items()}
    for (before, after), common in shared.items():
        if partner.get(before) == after:
            continue
        similarity = _similarity(befores[before], afters[after], common)
        if similarity > next_old[before]:
            next_old[before] = similarity
        if similarity > next_new[after]:
            next_new[after] = similarity
    said, said_after = (Counter(each.key for each in side) for side in (befores, afters))

    def is_alone(before: int, after: int) -> bool:
        """What is said more often in one text than in the other: which one, only what stands beside it tells."""
        key = befores[before].key
        if said[key] == said_after[key] or said_after[key] == 0:
            return True
        return any(pairs.get(before + step, (-1, 0.0))[0] == after + step for step in (-1, 1))

    return {
        before
        for before, (after, similarity) in pairs.items()
        if is_alone(before, after)
        if similarity >= _PLAIN or similarity - max(next_old[before], next_new[after]) >= _MARGIN
    }


def _order_key(provisions: Sequence[Provision]) -> list[tuple[str, str]]:
    return [(each.exact, each.node.number) for each in provisions]


def provisions_of(nodes: Sequence[Node]) -> list[Provision]:
    """Nodes made ready for `link`, each with its own words."""
    return [_provision(node) for node in nodes]


class Provisions:
    """Nodes of one text made ready for `link`, each once, for a caller that comes back to them."""

    def __init__(self) -> None:
        self._ready: dict[str, Provision] = {}

    def of(self, nodes: Sequence[Node]) -> list[Provision]:
        """What `provisions_of` gives."""
        return [self._one(node) for node in nodes]

    def own_words(self, node: Node) -> list[str]:
        """The words of the node's text, without its heading."""
        return words_of(node.text) if node.heading else self._one(node).words

    def _one(self, node: Node) -> Provision:
        ready = self._ready.get(node.id)
        if ready is None:
            ready = self._ready[node.id] = _provision(node)
        return ready


def _provisions(unit: Node | Sequence[Node]) -> list[Provision]:
    units = [unit] if isinstance(unit, Node) else list(unit)
    return [_provision(node) for each in units for node in each.walk()]


def _provision(node: Node) -> Provision:
    exact = f"{node.heading}\n{node.text}" if node.heading else node.text
    return Provision(node, *words_and_key(exact), exact)


def _measured(befores: Sequence[Provision], afters: Sequence[Provision]) -> dict[tuple[int, int], int]:
    """Words in common, in order, of every pair that may belong together."""
    by_key: dict[str, list[int]] = {}
    for after, other in enumerate(afters):
        by_key.setdefault(other.key, []).append(after)
    shared: dict[tuple[int, int], int] = {}
    for before, one in enumerate(befores):
        for after in by_key.get(one.key, ()):
            shared[before, after] = min(len(one.words), len(afters[after].words))
    if len(befores) * len(afters) > _MOST_PAIRS:
        return shared | _measured_by_number(befores, afters)
    if not befores or not afters:
        return shared
    import numpy
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cdist

    codes: dict[str, int] = {}
    olds, news = (
        [[codes.setdefault(word, len(codes)) for word in each.words] for each in side] for side in (befores, afters)
    )
    common = cdist(olds, news, scorer=LCSseq.similarity, dtype=numpy.int32)
    old_lengths = numpy.array([max(1, len(words)) for words in olds])[:, None]
    new_lengths = numpy.array([max(1, len(words)) for words in news])[None, :]
    alike = 2 * common >= _WEAK * (old_lengths + new_lengths)
    contained = common >= numpy.maximum(_CONTAINED_AT_LEAST, _CONTAINED * numpy.minimum(old_lengths, new_lengths))
    rows, columns = numpy.nonzero(alike | contained)
    for row, column, held in zip(rows.tolist(), columns.tolist(), common[rows, columns].tolist(), strict=True):
        shared.setdefault((row, column), held)
    return shared


def _measured_by_number(befores: Sequence[Provision], afters: Sequence[Provision]) -> dict[tuple[int, int], int]:
    """The same for articles with too many provisions to measure all pairs: those of one number near each other."""
    from rapidfuzz.distance import LCSseq

    by_number: dict[str, list[int]] = {}
    for after, other in enumerate(afters):
        by_number.setdefault(other.node.number, []).append(after)
    return {
        (before, after): LCSseq.similarity(one.words, afters[after].words)
        for before, one in enumerate(befores)
        for after in sorted(by_number.get(one.node.number, ()), key=lambda after: abs(after - before))[:8]
    }


def _similarity(one: Provision, other: Provision, common: int) -> float:
    if one.key == other.key:
        return 1.0
    return min(0.99, 2 * common / (len(one.words) + len(other.words)))


def _best_pairs(
    befores: Sequence[Provision], afters: Sequence[Provision], shared: dict[tuple[int, int], int]
) -> dict[int, tuple[int, float]]:
    scored: list[tuple[float, int, int, float]] = []
    in_order = _equal_in_order(befores, afters)
    for (before, after), common in shared.items():
        one, other = befores[before], afters[after]
        similarity = _similarity(one, other, common)
        if similarity < _LIKE:
            continue
        far = abs(before / len(befores) - after / len(afters))
        same_number, same_kind = one.node.number == other.node.number, one.node.kind is other.node.kind
        if similarity == 1.0:
            bonus = 0.4 * (in_order.get(before) == after) + 0.2 * same_number + 0.1 * same_kind
            scored.append((2.0 + bonus - 0.1 * far, before, after, 1.0))
        else:
            score = similarity + 0.08 * same_number + 0.04 * same_kind - 0.05 * far
            scored.append((score, before, after, similarity))
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for _, before, after, similarity in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if before not in pairs and after not in taken:
            pairs[before] = (after, similarity)
            taken.add(after)
    return pairs


def _equal_in_order(befores: Sequence[Provision], afters: Sequence[Provision]) -> dict[int, int]:
    """Provisions of the same words in their common order: tells the many that say the same apart."""
    from rapidfuzz.distance import Indel

    found: dict[int, int] = {}
    for code in Indel.opcodes([each.key for each in befores], [each.key for each in afters]):
        if code.tag == "equal":
            found.update(zip(range(code.src_start, code.src_end), range(code.dest_start, code.dest_end), strict=True))
    return found


def _parts(
    befores: Sequence[Provision],
    afters: Sequence[Provision],
    pairs: dict[int, tuple[int, float]],
    shared: dict[tuple[int, int], int],
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Leftovers mostly contained in a provision of the other side that has its partner already."""
    taken = {after: before for before, (after, _) in pairs.items()}
    best: dict[tuple[bool, int], tuple[float, int]] = {}
    for (before, after), common in sorted(shared.items()):
        if common < _CONTAINED_AT_LEAST:
            continue
        if before in pairs and after not in taken:
            share, own, other = common / len(afters[after].words), (True, after), before
            covered = shared.get((before, pairs[before][0]), 0) / len(befores[before].words)
            whole = common / len(befores[before].words)
        elif before not in pairs and after in taken:
            share, own, other = common / len(befores[before].words), (False, before), after
            covered = shared.get((taken[after], after), 0) / len(afters[after].words)
            whole = common / len(afters[after].words)
        else:
            continue
        if covered + whole > _TWICE:
            # What it holds is accounted for by the partner: laws repeat themselves.
            continue
        if share >= _CONTAINED and share > best.get(own, (0.0, -1))[0]:
            best[own] = (share, other)
    splits: dict[int, list[int]] = {}
    merges: dict[int, list[int]] = {}
    for (is_new, place), (_, other) in best.items():
        (splits if is_new else merges).setdefault(other, []).append(place)
    return splits, merges


def _fill(
    befores: Sequence[Provision],
    afters: Sequence[Provision],
    pairs: dict[int, tuple[int, float]],
    parts: tuple[dict[int, list[int]], dict[int, list[int]]],
    shared: dict[tuple[int, int], int],
) -> None:
    """Leftovers of one kind between the same neighbors that share some words belong together."""
    splits, merges = parts
    used_new = {after for after, _ in pairs.values()} | {after for each in splits.values() for after in each}
    used_old = set(pairs) | {before for each in merges.values() for before in each}
    above, below = [-1] * len(befores), [len(afters)] * len(befores)
    for before in range(1, len(befores)):
        above[before] = pairs[before - 1][0] if before - 1 in pairs else above[before - 1]
    for before in range(len(befores) - 2, -1, -1):
        below[before] = pairs[before + 1][0] if before + 1 in pairs else below[before + 1]
    scored: list[tuple[float, int, int]] = []
    for (before, after), common in shared.items():
        if before in used_old or after in used_new or not above[before] < after < below[before]:
            continue
        if befores[before].node.kind is not afters[after].node.kind:
            continue
        similarity = _similarity(befores[before], afters[after], common)
        if similarity >= _WEAK:
            scored.append((similarity, before, after))
    for similarity, before, after in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if before not in used_old and after not in used_new:
            pairs[before] = (after, similarity)
            used_old.add(before)
            used_new.add(after)


def _fates(befores: list[Provision], afters: list[Provision], links: Links) -> list[Fate]:
    of_new = {after: before for before, (after, _) in links.pairs.items()}
    split_parts = {after for parts in links.splits.values() for after in parts}
    merged_parts = {before for parts in links.merges.values() for before in parts}
    placed: list[tuple[float, Fate]] = []
    for after, provision in enumerate(afters):
        before = of_new.get(after)
        if before is None:
            if after not in split_parts:
                placed.append((after, Fate(FateKind.NEW, (), (provision.node.id,), 0.0, nature=Nature.WORDS)))
            continue
        olds = [befores[at] for at in sorted([before, *links.merges.get(after, [])])]
        news = [afters[at] for at in sorted([after, *links.splits.get(before, [])])]
        placed.append((after, _fate(olds, news, links.pairs[before][1], before in links.in_place)))
    last = -1.0
    for before, provision in enumerate(befores):
        if before in links.pairs:
            last = float(links.pairs[before][0])
        elif before not in merged_parts:
            placed.append((last + 0.5, Fate(FateKind.REMOVED, (provision.node.id,), (), 0.0, nature=Nature.WORDS)))
    return [fate for _, fate in sorted(placed, key=lambda each: each[0])]


def _fate(olds: list[Provision], news: list[Provision], similarity: float, in_place: bool) -> Fate:
    ids = tuple(each.node.id for each in olds), tuple(each.node.id for each in news)
    nature = nature_of("\n".join(each.exact for each in olds), "\n".join(each.exact for each in news))
    if len(olds) != len(news):
        kind = FateKind.SPLIT if len(news) > len(olds) else FateKind.MERGED
        return Fate(kind, *ids, similarity, nature=Nature.LABELS if nature is Nature.SAME else nature)
    renumbered = len(olds) == 1 and olds[0].node.number != news[0].node.number
    only_typography = nature is Nature.TYPOGRAPHY
    if nature is Nature.SAME and renumbered:
        nature = Nature.LABELS
    if not in_place:
        return Fate(FateKind.MOVED, *ids, similarity, only_typography, nature)
    if nature is Nature.SAME:
        return Fate(FateKind.UNCHANGED, *ids, 1.0)
    if nature is Nature.LABELS:
        return Fate(FateKind.RENUMBERED, *ids, 1.0, nature=nature)
    return Fate(FateKind.CHANGED, *ids, similarity, only_typography, nature)
