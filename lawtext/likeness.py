"""What two texts have in common word by word, and what one has of its own beside the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq

from lawtext.language import function_words
from lawtext.signatures import Vocabulary


class Own(StrEnum):
    """
    What a text has of its own beside another: words of substance added, many words changed, another stance ("not",
    "against"), other numbers, other words of the law quoted.
    """

    ADDS = "adds"
    REWORDS = "rewords"
    STANCE = "stance"
    NUMBERS = "numbers"
    QUOTES = "quotes"


# All folded, with đ as d. Words that turn an opinion round.
_STANCE = frozenset(
    """
    nuk s mos jo pa as kunder kundershtoj kundershtojme kundershtojne refuzoj refuzojme refuzohet refuzuar hidhet
    mbeshtes mbeshtesim perkrah perkrahim pajtohem pajtohemi pranoj pranohet pranuar asnje asgje
    ne nije nisu nece necu nemoj nemojte nismo nisam protiv protivim protivimo odbijam odbijamo odbija odbaci odbiti
    podrzavam podrzavamo slazem slazemo prihvatam prihvata nikada nijedan bez
    not no never against oppose opposes opposed reject rejects rejected refuse support supports agree disagree accept
    without cannot don doesn won isn shouldn nor none
    """.split()
)
# "ne" is "not" in Serbian and "in" in Albanian: it turns an opinion only where the text is not Albanian (see `_stance`).
_OPENING = frozenset(
    """
    pershendetje nderuar zoteri zonje zonja zotni tung miredita respekt respekte sinqerisht faleminderit flm perzemersisht
    postovani postovana postovanje postovanjem pozdrav srdacno hvala iskreno dobar gospodine gospodo
    dear hello hi regards sincerely thanks thank sir madam kind best greetings yours faithfully
    """.split()
)
_CLOSING = frozenset(
    "respekt respekte sinqerisht faleminderit perzemersisht postovanjem srdacno pozdrav hvala regards sincerely thanks faithfully yours".split()
)
_LONGEST_CLOSING = 8
LEAST_LIKE = 0.45
LEAST_PROPOSED = 0.35
_BELOW = 0.44
_ENOUGH_TELLING = 10
_FEWEST_TELLING = 4
_LEAST_HELD = 0.85
_MOST_TELLING = 0.7
_SOME_TELLING = 0.55
_LEAST_ADDED = 3
_WHOLE_SENTENCE = 5
_CHANGED_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Words:
    """
    The words of a text in order, as numbers: all, those that tell what it is about (substance and figures), and the
    figures alone, sorted.
    """

    all: list[int]
    telling: list[int]
    figures: list[int]


class Reader:
    """The words of distinct texts, one after the other, and what kind of word each is."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        words: NDArray[np.int32],
        quotes: NDArray[np.bool_],
        lengths: NDArray[np.int64],
    ) -> None:
        self._vocabulary = vocabulary
        self._words, self._quotes, self._lengths = words, quotes, lengths
        self._starts = np.cumsum(lengths) - lengths
        self._keys = np.array(vocabulary.keys, dtype=np.int32)
        folded = vocabulary.folded
        small = function_words()
        self._substance = [
            len(word) > 2 and word not in small and word not in _OPENING and not word.isdigit() for word in folded
        ]
        self._is_number = np.array([word[0].isdigit() for word in folded], dtype=bool)
        self._telling = np.array(self._substance, dtype=bool) | self._is_number
        self._turns = {number for number, word in enumerate(folded) if word in _STANCE}
        self._digits = {number for number, word in enumerate(folded) if word[0].isdigit()}
        self._closing = {number for number, word in enumerate(folded) if word in _CLOSING}
        self._ne = next((number for number, word in enumerate(folded) if word == "ne"), -1)
        self._albanian = {number for number, word in enumerate(folded) if word in ("te", "dhe", "per", "qe", "eshte")}

    def spelled(self, text: int) -> str:
        """The words of a text as written, without punctuation."""
        spellings = self._vocabulary.spellings
        return " ".join(spellings[number] for number in self._slice(text).tolist())

    def _slice(self, text: int) -> NDArray[np.int32]:
        start = self._starts[text]
        return self._words[start : start + self._lengths[text]]

    def all_keys(self, text: int) -> list[int]:
        """The folded words of a text, as numbers."""
        made: list[int] = self._keys[self._slice(text)].tolist()
        return made

    def quoted(self, text: int) -> NDArray[np.bool_]:
        """Which words of a text are quoted from the law."""
        start = self._starts[text]
        return self._quotes[start : start + self._lengths[text]]

    def words(self, text: int) -> Words:
        """The folded words of a text without those quoted from the law, and which of them tell what it is about."""
        keys = self._keys[self._slice(text)[~self.quoted(text)]]
        return Words(keys.tolist(), keys[self._telling[keys]].tolist(), sorted(keys[self._is_number[keys]].tolist()))

    def is_substance(self, key: int) -> bool:
        """Whether a word carries meaning by itself: no function word, greeting or number."""
        return self._substance[key]

    def own_of(
        self, typical: Sequence[int], typical_quotes: NDArray[np.bool_], text: int
    ) -> tuple[tuple[Own, ...], str]:
        """What a text has of its own beside the typical text (all its words, quotes marked), and the words it adds."""
        keys, numbers, quotes = self.all_keys(text), self._slice(text).tolist(), self.quoted(text)
        gaps = _gaps(typical, keys)
        if not gaps:
            return (), ""
        end = self._end(keys)
        gone: Counter[int] = Counter()
        came: Counter[int] = Counter()
        for start, stop, new_start, new_stop in gaps:
            gone.update(typical[start:stop])
            came.update(keys[new_start:new_stop])
        moved = gone & came
        lost = sum(count for key, count in (gone - moved).items() if self._substance[key])
        own: list[Own] = []
        passages: list[str] = []
        added = changed = biggest = 0
        again = Counter(moved)
        for start, stop, new_start, new_stop in gaps:
            here: list[int] = []
            for place in range(new_start, min(new_stop, end)):
                key = keys[place]
                if again[key]:
                    again[key] -= 1
                elif self._substance[key] and not quotes[place]:
                    here.append(place)
            dropped = sum(1 for key in typical[start:stop] if self._substance[key] and not moved[key])
            added += len(here)
            # Many words in one place are a sentence, even where another one stood before.
            surplus = max(len(here) - dropped, _LEAST_ADDED if len(here) >= _WHOLE_SENTENCE else 0)
            changed += min(len(here), dropped)
            biggest = max(biggest, surplus)
            if surplus > 0:
                passages.append(
                    " ".join(self._vocabulary.spellings[number] for number in numbers[new_start : min(new_stop, end)])
                )
        if biggest >= _LEAST_ADDED or added - lost >= _LEAST_ADDED:
            own.append(Own.ADDS)
        if changed > _CHANGED_SHARE * sum(self._substance[key] for key in keys):
            own.append(Own.REWORDS)
        if self._stance(gone, typical) != self._stance(came, keys):
            own.append(Own.STANCE)
        if {key for key in came if key in self._digits} - moved.keys():
            own.append(Own.NUMBERS)
        if _quotes_another(gaps, typical_quotes, quotes):
            own.append(Own.QUOTES)
        return tuple(own), " … ".join(passages) if Own.ADDS in own else ""

    def _stance(self, counted: Counter[int], keys: Sequence[int]) -> list[int]:
        turning = [key for key in counted.elements() if key in self._turns and key != self._ne]
        if counted[self._ne] and not any(key in self._albanian for key in keys):
            turning += [self._ne] * counted[self._ne]
        return sorted(turning)

    def _end(self, keys: Sequence[int]) -> int:
        """Where the closing formula with the name begins; the length of the text where there is none."""
        for place in range(max(0, len(keys) - _LONGEST_CLOSING), len(keys)):
            if keys[place] in self._closing:
                return place
        return len(keys)


def in_common(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The share of the words of two texts that both have, in order, 0 to 1."""
    return float(Indel.normalized_similarity(one, other))


def alike(one: Words, other: Words) -> float:
    """
    How alike two texts are, 0 to 1: from `LEAST_LIKE` on one is an edited copy of the other, from `LEAST_PROPOSED` on
    a person should look, below they are different.

    A common turn of phrase makes no copy ("I propose that article … be deleted because …"): of the telling words ten
    must be in common, or, with the same figures, most of them or all of the shorter text.
    """
    likeness = in_common(one.all, other.all)
    if likeness < LEAST_PROPOSED:
        return 0.0
    least, most = sorted((len(one.telling), len(other.telling)))
    common = LCSseq.similarity(one.telling, other.telling)
    holds = least >= _FEWEST_TELLING and common >= _LEAST_HELD * least
    if common >= _ENOUGH_TELLING or (one.figures == other.figures and (common >= _MOST_TELLING * most or holds)):
        return max(likeness, LEAST_LIKE) if holds else likeness
    return min(likeness, _BELOW) if common >= _SOME_TELLING * most else 0.0


def _gaps(one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """Where two texts differ: (start, end) in the one, (start, end) in the other."""
    made: list[tuple[int, int, int, int]] = []
    for code in Indel.opcodes(one, other):
        if code.tag == "equal":
            continue
        start, stop, new_start, new_stop = code.src_start, code.src_end, code.dest_start, code.dest_end
        if made and made[-1][1] == start and made[-1][3] == new_start:
            before = made.pop()
            made.append((before[0], stop, before[2], new_stop))
        else:
            made.append((start, stop, new_start, new_stop))
    return made


def _quotes_another(gaps: list[tuple[int, int, int, int]], one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    least = 5
    gone = sum(int(one[start:stop].sum()) for start, stop, _new, _end in gaps)
    came = sum(int(other[start:stop].sum()) for _old, _end, start, stop in gaps)
    return gone >= least and came >= least
