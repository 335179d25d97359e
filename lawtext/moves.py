"""Where a provision went that left its article: looked for in the whole text by its words."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from math import log

from lawtext.differences import words_of
from lawtext.model import Node

_LEAST_WORDS = 6
_LIKE = 0.55
_APART = 0.1
_CANDIDATES = 6


class Moves:
    """Provisions of a text by the pairs of neighboring words they hold."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._words = [words_of(node.text) for node in nodes]
        self._holding: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, words in enumerate(self._words):
            for pair in set(itertools.pairwise(words)):
                self._holding[pair].append(at)

    def find(self, node: Node, is_taken: Callable[[str, float], bool]) -> tuple[str, float] | None:
        """
        The provision that holds most of another one's words, as id and likeness; None where none or several do.

        `is_taken` tells of a provision, by id and likeness, whether it has a better origin.
        """
        from rapidfuzz.distance import LCSseq

        words = words_of(node.text)
        if len(words) < _LEAST_WORDS:
            return None
        weights: Counter[int] = Counter()
        for pair in set(itertools.pairwise(words)):
            holding = self._holding.get(pair, ())
            for at in holding:
                weights[at] += log(1 + len(self._nodes) / len(holding))  # type: ignore[assignment]
        scored: list[tuple[float, int]] = []
        for at, _ in weights.most_common(_CANDIDATES):
            other = self._words[at]
            likeness = 2 * LCSseq.similarity(words, other) / (len(words) + len(other))
            if likeness >= _LIKE and not is_taken(self._nodes[at].id, likeness):
                scored.append((likeness, at))
        scored.sort(reverse=True)
        if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < _APART):
            return None
        return self._nodes[scored[0][1]].id, min(0.95, scored[0][0])
