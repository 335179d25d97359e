"""
Many voices that say the same: near-duplicate contributions grouped, none of them hidden.

Three ways of being the same: equal words, edited copies of one text (a campaign), the same proposed wording on the same
provision. What only resembles is a proposal for a person to confirm. The result does not depend on the order of voices.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lawtext.differences import Change, word_changes
from lawtext.language import detect_language
from lawtext.likeness import LEAST_LIKE, LEAST_PROPOSED, Own, Reader, alike, in_common
from lawtext.linking import attach, link_and_hold
from lawtext.model import Text
from lawtext.signatures import FEWEST_WORDS, MINIMA, WORD, Quoted, Vocabulary, content_hashes, minima, normal, word_key

_BLOCK = 2000
_MOST_ON_ONE_NODE = 400
_LIKE_WORDING = 0.7
_CAMPAIGN = 3


class GroupKind(StrEnum):
    """Why the members of a group are one: equal words, copies with edits, the same wording on the same provision."""

    EXACT = "exact"
    EDITED = "edited"
    SAME_WORDING = "same_wording"


@dataclass(frozen=True, slots=True)
class Voice:
    """
    One contribution. `key` is unique; `node` is the id of the provision it stands on, "" for the whole draft: voices on
    different provisions are never one group. `proposed` is the wording asked for. `organization` names the organization
    it speaks for, None for a person; `sender` tells people apart (the key where it is not known).
    """

    key: str
    text: str
    language: str = ""
    proposed: str = ""
    organization: str | None = None
    node: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """
    A voice in a group. `likeness` is the share of words in common with the typical text, in order, 0 to 1.

    `own` says what the voice has of its own beside the typical text, `adds` the words it adds, as written (passages
    parted by " … "). `stands_for` is more than 1 in a proposed group, where a member may be the typical voice of a group.
    """

    key: str
    organization: str | None = None
    likeness: float = 1.0
    own: tuple[Own, ...] = ()
    adds: str = ""
    stands_for: int = 1

    @property
    def shown_singly(self) -> bool:
        """Whether the voice must be shown by itself too: an organization's, or one with something of its own."""
        return self.organization is not None or bool(self.own)


@dataclass(frozen=True, slots=True)
class Group:
    """
    Voices that say the same, at least two; members are ordered by key. `typical` is the key of the voice most like all
    others. `senders` counts distinct senders. `confidence` is the likeness of the member least like the typical text.
    A `proposed` group is for a person to confirm: its members are single voices or the typical voices of groups.
    """

    kind: GroupKind
    typical: str
    members: tuple[Member, ...]
    senders: int
    confidence: float
    language: str = ""
    proposed: bool = False

    @property
    def size(self) -> int:
        """The number of voices."""
        return sum(member.stands_for for member in self.members)

    def shown_singly(self) -> tuple[Member, ...]:
        """Members that must not be seen through the typical text alone."""
        return tuple(member for member in self.members if member.shown_singly)

    def difference(self, key: str, texts: Mapping[str, str]) -> list[Change]:
        """How the typical text becomes the text of a member, word by word; `texts` gives texts by key."""
        return word_changes(texts[self.typical], texts[key])


def group_voices(voices: Iterable[Voice], *, law: Text | Sequence[str] | Sequence[Text] = ()) -> tuple[Group, ...]:
    """
    Group voices that say the same; the largest group first, proposed ones after all others.

    A voice is in one group that is not proposed, or in none when it is alone. Words quoted from `law` (the draft, in as
    many languages as there are) are left out before comparing. Texts with fewer than five words of their own are the
    same only when equal. Voices are read once and their texts not kept; keys must be unique.
    """
    read = _Read(law)
    for voice in voices:
        read.take(voice)
    read.end_block()
    return _groups(read)


class _Read:
    """The voices as numbers: which text each has (`text_of`), the words of each distinct text, signatures."""

    def __init__(self, law: Text | Sequence[str] | Sequence[Text]) -> None:
        self.vocabulary = Vocabulary()
        self.quoted = Quoted(law, self.vocabulary)
        self.keys: list[str] = []
        self.organizations: dict[int, str] = {}
        self.senders: dict[int, str] = {}
        self.languages: dict[int, str] = {}
        self.text_of = array("q")  # voice -> distinct text, -1 for a voice without words
        self.wording_of: dict[int, int] = {}  # voice -> number of its wording
        self.wordings: list[tuple[str, str]] = []  # node, words of the proposed wording
        self._wording: dict[tuple[str, str], int] = {}
        self._text: dict[int, int] = {}  # hash of a text's words and node -> distinct text
        self.contents = array("Q")
        self.nodes = array("Q")
        self.words: list[NDArray[np.int32]] = []  # by block
        self.quotes: list[NDArray[np.bool_]] = []
        self.lengths = array("i")
        self.signatures: list[NDArray[np.uint32]] = []
        self.signed = array("q")  # distinct texts with a signature, in the order of its columns
        self._waiting: list[tuple[int, int, list[int]]] = []  # voice, salt, words

    def take(self, voice: Voice) -> None:
        at = len(self.keys)
        self.keys.append(voice.key)
        self.text_of.append(-1)
        if voice.organization is not None:
            self.organizations[at] = voice.organization
        if voice.sender:
            self.senders[at] = voice.sender
        if voice.language:
            self.languages[at] = voice.language
        numbers = self.vocabulary.numbers(voice.text)
        salt = _salt(voice.node)
        wording = (voice.node, _wording_key(voice.proposed))
        if wording[1]:
            number = self._wording.setdefault(wording, len(self.wordings))
            if number == len(self.wordings):
                self.wordings.append(wording)
            self.wording_of[at] = number
            salt ^= _salt("\n".join(wording)) | 1
        if numbers:
            self._waiting.append((at, salt, numbers))
            if len(self._waiting) >= _BLOCK:
                self.end_block()

    def end_block(self) -> None:
        """Turn the voices that wait into distinct texts with signatures."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        lengths = np.fromiter((len(each[2]) for each in waiting), dtype=np.int64, count=len(waiting))
        words = np.fromiter((word for each in waiting for word in each[2]), dtype=np.int32, count=int(lengths.sum()))
        starts = np.cumsum(lengths) - lengths
        hashes = self.vocabulary.hashes()[words]
        salts = np.fromiter((each[1] for each in waiting), dtype=np.uint64, count=len(waiting))
        contents = content_hashes(hashes, starts) ^ salts
        fresh = np.zeros(len(waiting), dtype=bool)
        first = len(self.contents)
        for place, ((voice, *_), content) in enumerate(zip(waiting, contents.tolist(), strict=True)):
            text = self._text.setdefault(content, len(self.contents))
            if text == len(self.contents):
                fresh[place] = True
                self.contents.append(content)
            self.text_of[voice] = text
        kept = np.repeat(fresh, lengths)
        words, hashes, lengths = words[kept], hashes[kept], lengths[fresh]
        if not len(lengths):
            return
        starts = np.cumsum(lengths) - lengths
        quotes = self.quoted.mask(hashes, starts)
        self.words.append(words)
        self.quotes.append(quotes)
        self.lengths.extend(lengths.tolist())
        voices_of = [waiting[place][0] for place in np.flatnonzero(fresh).tolist()]
        self.nodes.extend(salts[fresh].tolist())
        own = lengths - np.add.reduceat(quotes.astype(np.int64), starts)
        signed = (own >= FEWEST_WORDS) & np.array([voice not in self.wording_of for voice in voices_of])
        if signed.any():
            stays = np.repeat(signed, lengths) & ~quotes
            own = own[signed]
            self.signatures.append(minima(hashes[stays], np.cumsum(own) - own))
            self.signed.extend((np.flatnonzero(signed) + first).tolist())


def _salt(node: str) -> int:
    return int.from_bytes(blake2b(node.encode(), digest_size=8).digest(), "big") if node else 0


def _wording_key(proposed: str) -> str:
    """Proposed wordings with the same key are the same: case, marks, script, blanks and punctuation do not count."""
    return " ".join(word_key(word) for word in WORD.findall(normal(proposed)))


class _Texts:
    """The distinct texts in an order of their own, so that nothing depends on the order of the voices."""

    def __init__(self, read: _Read) -> None:
        count = len(read.contents)
        self.lengths = np.array(read.lengths, dtype=np.int64)
        words = _joined(read.words, np.int32)
        quotes = _joined(read.quotes, np.bool_)
        self.reader = Reader(read.vocabulary, words, quotes, self.lengths)
        self.copies = np.zeros(count, dtype=np.int64)
        text_of = np.array(read.text_of, dtype=np.int64)
        np.add.at(self.copies, text_of[text_of >= 0], 1)
        contents, signed = np.array(read.contents, dtype=np.uint64), np.array(read.signed, dtype=np.int64)
        order = np.argsort(contents[signed], kind="stable")
        self.signed = signed[order]
        signatures = np.empty((MINIMA, len(signed)), dtype=np.uint32)
        for row in range(MINIMA):
            signatures[row] = np.concatenate([block[row] for block in read.signatures] or [signatures[row]])[order]
        read.signatures.clear()
        self.signatures = signatures
        self.nodes = np.array(read.nodes, dtype=np.uint64)
        self.contents = contents


def _joined(blocks: list[NDArray[Any]], dtype: type) -> NDArray[Any]:
    made = np.concatenate(blocks) if blocks else np.zeros(0, dtype=dtype)
    blocks.clear()
    return made


def _groups(read: _Read) -> tuple[Group, ...]:
    texts = _Texts(read)
    head_of, like, near = _heads(texts)
    wordings = len(texts.copies)  # units: a head text by its number, a wording by its number past all texts
    unit_of = np.array(read.text_of, dtype=np.int64)
    unit_of[unit_of >= 0] = head_of[unit_of[unit_of >= 0]]
    for voice, wording in read.wording_of.items():
        unit_of[voice] = wordings + wording
    near += [(wordings + one, wordings + other) for one, other in _similar_wordings(read.wordings)]
    asked = {unit for pair in near for unit in pair}
    build = _Building(read, texts, like)
    order = np.argsort(unit_of, kind="stable")
    borders = np.flatnonzero(np.diff(unit_of[order], prepend=-2)).tolist()
    units: dict[int, _Unit] = {}
    made: list[Group] = []
    for start, end in zip(borders, [*borders[1:], len(order)], strict=False):
        unit = int(unit_of[order[start]])
        if unit < 0 or (end - start == 1 and unit not in asked):
            continue
        voices = order[start:end].tolist()
        typical = build.typical(voices, unit)
        if len(voices) > 1:
            made.append(build.group(voices, typical, is_wording=unit >= wordings))
        if unit in asked:
            units[unit] = _Unit(unit, typical, voices)
    made.sort(key=lambda group: (-group.size, group.typical))
    proposed = [build.proposal(joined, wordings) for joined in _together(near, units)]
    found = [group for group in proposed if group is not None]
    found.sort(key=lambda group: (-group.size, group.typical))
    return (*made, *found)


def _heads(texts: _Texts) -> tuple[NDArray[np.int64], NDArray[np.float64], list[tuple[int, int]]]:
    """For every distinct text the head of its group and its likeness to it; and pairs of heads that resemble."""
    signed, reader = texts.signed, texts.reader
    head_of = np.arange(len(texts.copies), dtype=np.int64)
    like = np.ones(len(texts.copies))
    if not len(signed):
        return head_of, like, []
    of, alike_to, weak = link_and_hold(texts.signatures, texts.nodes[signed], texts.copies[signed], signed, reader)
    head_of[signed], like[signed] = signed[of], alike_to
    size = np.bincount(head_of, weights=texts.copies, minlength=len(head_of))
    heads = [text for text in signed.tolist() if size[text] >= _CAMPAIGN]
    alone = [text for text in signed.tolist() if size[text] == 1]
    near: list[tuple[int, int]] = []
    for text, head, likeness in attach(heads, alone, reader):
        if likeness >= LEAST_LIKE and texts.nodes[text] == texts.nodes[head]:
            head_of[text], like[text] = head, likeness
        else:
            near.append((text, head))
    for one, other in signed[weak].tolist():
        first, second = int(head_of[one]), int(head_of[other])
        if first != second and alike(reader.words(one), reader.words(other)) >= LEAST_LIKE:
            near.append((first, second))
    return head_of, like, near


def _similar_wordings(wordings: list[tuple[str, str]]) -> list[tuple[int, int]]:
    """Pairs of wordings on the same provision that differ in few words."""
    on: dict[str, list[tuple[list[str], int]]] = {}
    for number, (node, wording) in enumerate(wordings):
        on.setdefault(node, []).append((wording.split(), number))
    pairs = []
    for here in on.values():
        here.sort()
        for at, (words, number) in enumerate(here[:_MOST_ON_ONE_NODE]):
            for others, other in here[at + 1 : _MOST_ON_ONE_NODE]:
                if in_common(words, others) >= _LIKE_WORDING:
                    pairs.append((number, other))
    return pairs


@dataclass(frozen=True, slots=True)
class _Unit:
    """Voices that are one already, for a proposal: a group or a single voice."""

    number: int
    typical: int
    voices: list[int]


def _together(pairs: list[tuple[int, int]], units: dict[int, _Unit]) -> list[list[_Unit]]:
    """Units that hang together by pairs."""
    of = {unit: unit for unit in units}

    def root(unit: int) -> int:
        while of[unit] != unit:
            of[unit] = unit = of[of[unit]]
        return unit

    for one, other in pairs:
        of[root(one)] = root(other)
    made: dict[int, list[_Unit]] = {}
    for unit in units.values():
        made.setdefault(root(unit.number), []).append(unit)
    return [joined for joined in made.values() if len(joined) > 1]


class _Building:
    """Groups as they are given out."""

    def __init__(self, read: _Read, texts: _Texts, like: NDArray[np.float64]) -> None:
        self._read, self._texts, self._like = read, texts, like

    def typical(self, voices: list[int], unit: int) -> int:
        """The voice with the head text; for a wording, with the reason most give. The first by key among equals."""
        read, copies = self._read, self._texts.copies
        if unit < len(copies):
            return min((voice for voice in voices if read.text_of[voice] == unit), key=lambda voice: read.keys[voice])

        def rank(voice: int) -> tuple[int, int, str]:
            text = read.text_of[voice]
            return (
                (-int(copies[text]), int(self._texts.contents[text]), read.keys[voice])
                if text >= 0
                else (0, 0, read.keys[voice])
            )

        return min(voices, key=rank)

    def group(self, voices: list[int], typical: int, *, is_wording: bool) -> Group:
        read = self._read
        voices = sorted(voices, key=lambda voice: read.keys[voice])
        head = read.text_of[typical]
        of_text = {text: self._beside(head, text) for text in {read.text_of[voice] for voice in voices}}
        members = tuple(
            Member(
                read.keys[voice],
                read.organizations.get(voice),
                1.0 if is_wording else float(self._like[read.text_of[voice]]),
                *of_text[read.text_of[voice]],
            )
            for voice in voices
        )
        kind = GroupKind.SAME_WORDING if is_wording else GroupKind.EXACT if len(of_text) == 1 else GroupKind.EDITED
        least = min(member.likeness for member in members)
        return Group(kind, read.keys[typical], members, self._senders(voices), least, self._language(typical))

    def proposal(self, joined: list[_Unit], wordings: int) -> Group | None:
        """A group for a person to confirm, around the largest of its units; None where nothing is like that."""
        read = self._read
        head = min(joined, key=lambda unit: (-len(unit.voices), read.keys[unit.typical]))
        members, voices = [], []
        for unit in sorted(joined, key=lambda unit: read.keys[unit.typical]):
            likeness = 1.0 if unit is head else self._alike(head, unit, wordings)
            if likeness < LEAST_PROPOSED:
                continue
            voices += unit.voices
            organization = read.organizations.get(unit.typical)
            own, adds = self._beside(read.text_of[head.typical], read.text_of[unit.typical])
            members.append(Member(read.keys[unit.typical], organization, likeness, own, adds, len(unit.voices)))
        if len(members) < 2:
            return None
        kind = GroupKind.SAME_WORDING if head.number >= wordings else GroupKind.EDITED
        least = min(member.likeness for member in members)
        return Group(
            kind,
            read.keys[head.typical],
            tuple(members),
            self._senders(voices),
            least,
            self._language(head.typical),
            True,
        )

    def _alike(self, head: _Unit, unit: _Unit, wordings: int) -> float:
        if head.number >= wordings:
            one, other = (self._read.wordings[each.number - wordings][1] for each in (head, unit))
            return in_common(one.split(), other.split())
        reader = self._texts.reader
        return alike(reader.words(head.number), reader.words(unit.number))

    def _beside(self, head: int, text: int) -> tuple[tuple[Own, ...], str]:
        if head == text or text < 0:
            return (), ""
        reader = self._texts.reader
        words, quotes = (reader.all_keys(head), reader.quoted(head)) if head >= 0 else ([], np.zeros(0, dtype=np.bool_))
        return reader.own_of(words, quotes, text)

    def _senders(self, voices: list[int]) -> int:
        read = self._read
        return len({read.senders.get(voice) or read.organizations.get(voice) or read.keys[voice] for voice in voices})

    def _language(self, voice: int) -> str:
        read = self._read
        given = read.languages.get(voice, "")
        text = read.text_of[voice]
        return given or (detect_language(self._texts.reader.spelled(text))[0] if text >= 0 else "")
