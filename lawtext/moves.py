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
_PLAIN = 0.75
_APART = 0.12
_CANDIDATES = 6
_PAIRS = 8
_DOUBTFUL = 0.45


class Moves:
    """Provisions of two texts by the pairs of neighboring words they hold."""

    def __init__(self, olds: Sequence[Node], news: Sequence[Node]) -> None:
        self._olds, self._news = _Index(olds), _Index(news)

    def find(self, node: Node, is_taken: Callable[[str, float], bool]) -> tuple[str, float] | None:
        """
        The provision of the new text that holds most of an old one's words, as id and likeness; None where there is none.

        `is_taken` tells of a provision, by id and likeness, whether it has a better origin. Where fewer than three
        quarters of the words are left, or several provisions say much the same, in the new text or in the old, the
        likeness is that of a guess: laws repeat themselves.
        """
        words = words_of(node.text)
        if len(words) < _LEAST_WORDS:
            return None
        found = [each for each in self._news.most_like(words) if each[0] >= _LIKE and not is_taken(each[1], each[0])]
        if not found:
            return None
        likeness, id = found[0]
        rival = found[1][0] if len(found) > 1 else 0.0
        twin = max((other for other, each in self._olds.most_like(words) if each != node.id), default=0.0)
        is_plain = likeness >= _PLAIN and likeness - max(rival, twin) >= _APART
        return id, (min(0.95, likeness) if is_plain else _DOUBTFUL)


class _Index:
    def __init__(self, nodes: Sequence[Node]) -> None:
        self._ids = [node.id for node in nodes if node.text]
        self._words = [words_of(node.text) for node in nodes if node.text]
        self._holding: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, words in enumerate(self._words):
            for pair in set(itertools.pairwise(words)):
                self._holding[pair].append(at)

    def most_like(self, words: list[str]) -> list[tuple[float, str]]:
        """The provisions most like some words, with the share of words in common, the best first."""
        from rapidfuzz.distance import LCSseq

        weights: Counter[int] = Counter()
        pairs = {pair: len(self._holding.get(pair, ())) for pair in itertools.pairwise(words)}
        # Pairs that few provisions hold say most; the common ones are asked only where there are too few others.
        telling = sorted((count, pair) for pair, count in pairs.items() if count)[:_PAIRS]
        for count, pair in telling:
            # Whole numbers, because counters count.
            weight = int(100 * log(1 + len(self._ids) / count))
            for at in self._holding[pair]:
                weights[at] += weight
        made = []
        for at, _ in weights.most_common(_CANDIDATES):
            other = self._words[at]
            made.append((2 * LCSseq.similarity(words, other) / (len(words) + len(other)), self._ids[at]))
        return sorted(made, reverse=True)
