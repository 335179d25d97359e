"""Where a provision went that left its article: looked for in the whole text by its words."""

from __future__ import annotations

import itertools
from collections import Counter
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
_BITS = 32


class Moves:
    """
    Provisions of two texts by the pairs of neighboring words they hold.

    `words_of_old` and `words_of_new` give the words of a provision's own text, for a caller that has them at hand.
    """

    def __init__(
        self,
        olds: Sequence[Node],
        news: Sequence[Node],
        words_of_old: Callable[[Node], list[str]] | None = None,
        words_of_new: Callable[[Node], list[str]] | None = None,
    ) -> None:
        self._olds, self._news = _Index(olds, words_of_old or _own_words), _Index(news, words_of_new or _own_words)

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


def _own_words(node: Node) -> list[str]:
    return words_of(node.text)


class _Index:
    """
    Which provisions hold a pair of neighboring words.

    Two numbers of words make the number of a pair; pairs and who holds them lie in two sorted rows side by side: a law has
    so many pairs that an object for each would cost more than everything else.
    """

    def __init__(self, nodes: Sequence[Node], words: Callable[[Node], list[str]]) -> None:
        import numpy

        holding = [node for node in nodes if node.text]
        self._ids = [node.id for node in holding]
        self._words = [words(node) for node in holding]
        self._numbers: dict[str, int] = {}
        numbers = self._numbers
        flat = numpy.array([numbers.setdefault(word, len(numbers)) for own in self._words for word in own], numpy.int64)
        lengths = numpy.array([len(own) for own in self._words], numpy.int64)
        holders = numpy.repeat(numpy.arange(len(holding)), lengths)
        inside = holders[:-1] == holders[1:]
        pairs, holders = (flat[:-1] << _BITS | flat[1:])[inside], holders[:-1][inside]
        order = numpy.lexsort((holders, pairs))
        pairs, holders = pairs[order], holders[order]
        once = numpy.ones(len(pairs), bool)
        once[1:] = (pairs[1:] != pairs[:-1]) | (holders[1:] != holders[:-1])
        self._pairs, self._holders = pairs[once], holders[once]

    def _holding(self, words: list[str]) -> dict[tuple[str, str], list[int]]:
        """For each pair of neighbors among some words the places of the provisions that hold it, if any does."""
        asked = {pair: self._number(pair) for pair in itertools.pairwise(words)}
        known = [(pair, number) for pair, number in asked.items() if number is not None]
        wanted = [number for _, number in known]
        starts = self._pairs.searchsorted(wanted, "left").tolist()
        ends = self._pairs.searchsorted(wanted, "right").tolist()
        return {
            pair: self._holders[start:end].tolist()
            for (pair, _), start, end in zip(known, starts, ends, strict=True)
            if start < end
        }

    def _number(self, pair: tuple[str, str]) -> int | None:
        one, other = self._numbers.get(pair[0]), self._numbers.get(pair[1])
        return None if one is None or other is None else one << _BITS | other

    def most_like(self, words: list[str]) -> list[tuple[float, str]]:
        """The provisions most like some words, with the share of words in common, the best first."""
        from rapidfuzz.distance import LCSseq

        weights: Counter[int] = Counter()
        holding = self._holding(words)
        # Pairs that few provisions hold say most; the common ones are asked only where there are too few others.
        telling = sorted((len(places), pair) for pair, places in holding.items())[:_PAIRS]
        for count, pair in telling:
            # Whole numbers, because counters count.
            weight = int(100 * log(1 + len(self._ids) / count))
            for at in holding[pair]:
                weights[at] += weight
        made = []
        for at, _ in weights.most_common(_CANDIDATES):
            other = self._words[at]
            made.append((2 * LCSseq.similarity(words, other) / (len(words) + len(other)), self._ids[at]))
        return sorted(made, reverse=True)
