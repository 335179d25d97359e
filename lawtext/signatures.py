"""
Texts as short signatures, so that near-duplicates among a million are found without comparing every pair.

A text becomes the numbers of its words, and the pairs of neighbouring words become 72 minima of hash functions
(MinHash, Broder 1997): the share of minima two texts have in common is about the share of word pairs they have in
common. Everything rests on hashes of the words themselves, so the result does not depend on the order of the texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from lawtext.language import fold
from lawtext.model import Text

BANDS, ROWS = 24, 3
MINIMA = BANDS * ROWS
FEWEST_WORDS = 5  # shorter texts are alike by nature; only equal ones are the same
LEAST_SHARED = 25  # of 72 minima, about .35 of all word pairs
_QUOTED_RUN = 5
WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SEED = np.random.default_rng(20261121)
_XORS = _SEED.integers(0, 2**32, MINIMA, dtype=np.uint32)
_FACTORS = _SEED.integers(0, 2**31, MINIMA, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_MOST_WORDS = 5000
_POWERS = np.cumprod(np.full(_MOST_WORDS + 1, 0x9E3779B97F4A7C15, dtype=np.uint64))
_EVEN = np.uint64(0xD6E8FEB86659FD93)

Numbers = NDArray[np.int32]


def normal(text: str) -> str:
    """Letters composed, invisible characters away: the text as the word pattern expects it."""
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _INVISIBLE.sub("", text)


def word_key(word: str) -> str:
    """A word without what people type differently: case, marks, script; đ, dj and d count as one."""
    return fold(word).replace("dj", "d") or word


class Vocabulary:
    """
    Words as numbers. Every spelling has its number, in the order of appearance; spellings that differ only in case,
    marks or script share the 64-bit hash and the key, which do not depend on any order.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = _Numbering(self)
        self.spellings: list[str] = []
        self.keys: list[int] = []  # spelling -> number of its folded word
        self._of_key: dict[str, int] = {}
        self.folded: list[str] = []
        self._hashes: list[int] = []
        self._as_array: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)

    def numbers(self, text: str) -> list[int]:
        """The numbers of the spellings of a text, at most 5,000 of them."""
        words = WORD.findall(normal(text))
        return [self._numbers[word] for word in words[:_MOST_WORDS]]

    def hashes(self) -> NDArray[np.uint64]:
        """The hash of every spelling so far, by its number."""
        known = len(self._as_array)
        if known < len(self._hashes):
            self._as_array = np.concatenate([self._as_array, np.array(self._hashes[known:], dtype=np.uint64)])
        return self._as_array

    def add(self, word: str) -> int:
        """The number of a spelling seen for the first time."""
        key = word_key(word)
        if key not in self._of_key:
            self._of_key[key] = len(self.folded)
            self.folded.append(key)
        self.keys.append(self._of_key[key])
        self._hashes.append(int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big"))
        self.spellings.append(word)
        return len(self.spellings) - 1


class _Numbering(dict[str, int]):
    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, word: str) -> int:
        number = self[word] = self._vocabulary.add(word)
        return number


class Quoted:
    """Which words of a text are quoted from the law: those inside a run of five words that stands in it."""

    def __init__(self, law: Text | Sequence[str] | Sequence[Text], vocabulary: Vocabulary) -> None:
        runs = [
            _runs(vocabulary.hashes()[numbers], _QUOTED_RUN)
            for numbers in (vocabulary.numbers(line) for line in _lines(law))
            if len(numbers) >= _QUOTED_RUN
        ]
        self._runs = np.unique(np.concatenate(runs)) if runs else np.zeros(0, dtype=np.uint64)
        self._maybe = np.zeros(1 << 22, dtype=bool)  # most runs of a contribution are not in the law: told by one look
        self._maybe[self._runs >> np.uint64(42)] = True

    def __bool__(self) -> bool:
        return len(self._runs) > 0

    def mask(self, hashes: NDArray[np.uint64], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For texts written one after the other, beginning at `starts`: True for each word that is quoted."""
        covered = np.zeros(len(hashes), dtype=bool)
        if not self or len(hashes) < _QUOTED_RUN:
            return covered
        runs = _runs(hashes, _QUOTED_RUN)
        whole = np.ones(len(runs), dtype=bool)
        for back in range(1, _QUOTED_RUN):
            over = starts[1:] - back  # runs that begin here reach into the next text
            whole[over[(over >= 0) & (over < len(runs))]] = False
        places = np.flatnonzero(whole & self._maybe[runs >> np.uint64(42)])
        found = np.searchsorted(self._runs, runs[places])
        places = places[self._runs[np.minimum(found, len(self._runs) - 1)] == runs[places]]
        for forth in range(_QUOTED_RUN):
            covered[places + forth] = True
        return covered


def _lines(law: Text | Sequence[str] | Sequence[Text]) -> Iterable[str]:
    for each in (law,) if isinstance(law, Text) else law:
        if isinstance(each, Text):
            yield from (node.text for node in each.walk() if node.text)
        else:
            yield each


def _runs(hashes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """A hash for every run of so many words."""
    made = np.zeros(len(hashes) - length + 1, dtype=np.uint64)
    for at in range(length):
        made = made * _EVEN + hashes[at : len(hashes) - length + 1 + at]
        made ^= made >> np.uint64(29)
    return made


def content_hashes(hashes: NDArray[np.uint64], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """One 64-bit number for each text (none of them empty): equal for the same words in the same order."""
    lengths = np.diff(np.append(starts, len(hashes)))
    place = np.arange(len(hashes)) - np.repeat(starts, lengths)
    mixed = (hashes ^ (hashes >> np.uint64(31))) * _POWERS[place]
    made = np.add.reduceat(mixed, starts) + lengths.astype(np.uint64)
    return np.asarray(made ^ (made >> np.uint64(33)), dtype=np.uint64)


def minima(hashes: NDArray[np.uint64], starts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The signatures (72 rows, one column for each text) of texts of at least two words."""
    pairs = hashes[:-1] * _EVEN + hashes[1:]
    pairs = ((pairs ^ (pairs >> np.uint64(29))) >> np.uint64(16)).astype(np.uint32)
    # The pair across the border of two texts belongs to neither: it repeats the one before it.
    pairs[starts[1:] - 1] = pairs[starts[1:] - 2]
    made = np.empty((MINIMA, len(starts)), dtype=np.uint32)
    mixed = np.empty_like(pairs)
    for row in range(MINIMA):
        np.bitwise_xor(pairs, _XORS[row], out=mixed)
        np.multiply(mixed, _FACTORS[row], out=mixed)
        np.minimum.reduceat(mixed, starts, out=made[row])
    return made


def band_keys(signatures: NDArray[np.uint32], band: int) -> NDArray[np.uint64]:
    """The key under which each text lies in a band; texts of one key are candidates."""
    key = np.full(signatures.shape[1], band + 1, dtype=np.uint64)
    for row in signatures[band * ROWS : (band + 1) * ROWS]:
        key = key * _EVEN + row
        key ^= key >> np.uint64(31)
    return key


@dataclass(frozen=True, slots=True)
class Signature:
    """
    What is stored of a text for looking it up: `words` is equal for equal texts; `bands` are 24 whole numbers that fit
    a signed 64-bit column (empty for a text of fewer than five own words); `minima` are 288 bytes for `likeness`.
    """

    words: int
    bands: tuple[int, ...]
    minima: bytes


def sign(
    text: str, *, law: Text | Sequence[str] | Sequence[Text] | Quoted = (), vocabulary: Vocabulary | None = None
) -> Signature:
    """The signature of a text, words quoted from the law left out where four others remain."""
    vocabulary = vocabulary or Vocabulary()
    quoted = law if isinstance(law, Quoted) else Quoted(law, vocabulary)
    numbers = vocabulary.numbers(text)
    if not numbers:
        return Signature(0, (), b"")
    hashes, start = vocabulary.hashes()[numbers], np.zeros(1, dtype=np.int64)
    words = int(content_hashes(hashes, start).astype(np.int64)[0])
    mask = quoted.mask(hashes, start)
    own = hashes[~mask]
    if len(own) < FEWEST_WORDS:
        return Signature(words, (), b"")
    signature = minima(own, start)
    bands = tuple(int(band_keys(signature, band).astype(np.int64)[0]) for band in range(BANDS))
    return Signature(words, bands, signature.astype("<u4").tobytes())


def likeness(one: Signature, other: Signature) -> float:
    """About the share of word pairs two texts have in common, 0 to 1 (standard error .06); 1.0 for equal texts."""
    if one.words == other.words:
        return 1.0
    if not one.minima or not other.minima:
        return 0.0
    same = np.frombuffer(one.minima, dtype="<u4") == np.frombuffer(other.minima, dtype="<u4")
    return float(same.mean())


class Signatures:
    """
    Signatures of the texts that came so far, for a text that comes now. In memory; to keep them in a database, store
    each `Signature`, look up rows with one of its `bands` or its `words`, and compare with `likeness`.
    """

    def __init__(self, law: Text | Sequence[str] | Sequence[Text] = ()) -> None:
        self._vocabulary = Vocabulary()
        self._quoted = Quoted(law, self._vocabulary)
        self._known: dict[str, Signature] = {}
        self._under: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def sign(self, text: str) -> Signature:
        """The signature of a text, with the law of this index left out."""
        return sign(text, law=self._quoted, vocabulary=self._vocabulary)

    def add(self, key: str, text: str) -> Signature:
        """Take in a text under a key; a key that is known is replaced."""
        self.remove(key)
        signature = self._known[key] = self.sign(text)
        for under in (signature.words, *signature.bands):
            self._under.setdefault(under, []).append(key)
        return signature

    def remove(self, key: str) -> None:
        """Forget a text, for one that was withdrawn; nothing happens when it is unknown."""
        signature = self._known.pop(key, None)
        if signature is not None:
            for under in (signature.words, *signature.bands):
                self._under[under].remove(key)

    def look_up(self, text: str, least: float = LEAST_SHARED / MINIMA, most: int = 20) -> tuple[tuple[str, float], ...]:
        """The keys of the texts most like this one with their likeness, best first, ties by key."""
        asked = self.sign(text)
        near: dict[str, float] = {}
        for under in (asked.words, *asked.bands):
            # A campaign of thousands lies under one key: its first members stand for all.
            for key in self._under.get(under, ())[:most]:
                if key not in near:
                    near[key] = likeness(asked, self._known[key])
        found = sorted(
            ((key, like) for key, like in near.items() if like >= least), key=lambda item: (-item[1], item[0])
        )
        return tuple(found[:most])
