"""Comments that stay where they belong: quoted words found again, and carried to the next version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lawtext.comparison import Comparison, FateKind, compare, unit_of, units_of
from lawtext.differences import same_length_key, typography_key, words_of
from lawtext.language import fold
from lawtext.model import Kind, Node, Text

_WORD = re.compile(r"[^\W_]+")
# Below these, words count as gone. A wrong place costs more than none, so the limits are on the high side.
_FOUND = 0.60
_ELSEWHERE = 0.90
_EQUAL = 0.95
_SAME_SURROUNDINGS = 0.85
_LIKE_SURROUNDINGS = 0.50
_WORDS_GONE = 0.60
_PROVISION = 0.45
_CONTEXT = 64
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Found:
    """Where quoted words stand in a text: character offsets [start, end), and how sure, 0 to 1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a comment hangs on: a provision of the old text and, where given, words in it with their surroundings."""

    key: str
    node_id: str
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """
    Where an anchor stands in the new text; `node_id` is "" when it has no place there.

    `start` and `end` are offsets in the node's own text, both 0 for an anchor without quoted words. `why` is one of
    `same_words`, `near_words`, `words_changed` (the provision lives on, the words do not), `same_provision`,
    `near_provision`, `elsewhere`, and for what has no place `article_removed`, `words_gone`, `provision_gone`,
    `unknown_provision`.
    """

    key: str
    node_id: str
    start: int
    end: int
    confidence: float
    why: str


def find_quote(text: str, quote: str, *, prefix: str = "", suffix: str = "") -> Found | None:
    """
    The place of quoted words in a text, also when some of them changed; None when too few are left.

    Equal words (up to blanks, quotes, dashes, look-alike letters) win; among several the surroundings decide, and a
    tie lowers the confidence. Else the stretch that shares most words in order is taken.
    """
    return _find(_Prepared(text), quote, prefix, suffix)


class _Prepared:
    """A text made ready for looking up words in it; what costs is made at its first use."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat, self._places = _collapsed(text)

    def place(self, at: int) -> int:
        """Where a character of the flat text stands in the text itself."""
        return at if self._places is None else self._places[at]

    @cached_property
    def folded(self) -> str:
        """The flat text as a search key, "" where folding changes its length."""
        folded = fold(self.flat)
        return folded if len(folded) == len(self.flat) else ""

    @cached_property
    def tokens(self) -> list[re.Match[str]]:
        """The words of the text with their places."""
        return list(_WORD.finditer(self.text))

    @cached_property
    def words(self) -> list[str]:
        """The words of the text, folded."""
        return [_folded(match[0]) for match in self.tokens]

    @cached_property
    def known(self) -> frozenset[str]:
        """The different words of the text, folded."""
        return frozenset(self.words)


@lru_cache(maxsize=16384)
def _folded_short(word: str) -> str:
    return fold(word)


def _folded(word: str) -> str:
    # Long "words" are damage; remembering them would keep whole files in memory.
    return _folded_short(word) if len(word) <= _LONGEST_WORD else fold(word)


def _find(prepared: _Prepared, quote: str, prefix: str, suffix: str) -> Found | None:
    wanted = _collapsed(quote)[0].strip()
    if not wanted:
        return None
    exact = _occurrences(prepared.flat, wanted)
    ceiling = 1.0
    if not exact and len(folded := fold(wanted)) == len(wanted):
        exact = _occurrences(prepared.folded, folded)
        ceiling = 0.95
    if exact:
        start, confidence = _best_by_context(prepared.flat, exact, len(wanted), prefix, suffix)
        end = prepared.place(start + len(wanted) - 1) + 1
        return Found(prepared.place(start), end, min(ceiling, confidence))
    return _near(prepared, quote, prefix, suffix)


_DOUBLE_BLANK = re.compile(r"\s\s|[^\S ]")


def _collapsed(text: str) -> tuple[str, list[int] | None]:
    """The text with typography made one and runs of blanks as one blank; each character's old place where it moved."""
    key = same_length_key(text)
    if not _DOUBLE_BLANK.search(key):
        return key, None
    kept: list[str] = []
    places: list[int] = []
    for at, character in enumerate(key):
        if character.isspace():
            if kept and kept[-1] == " ":
                continue
            character = " "
        kept.append(character)
        places.append(at)
    return "".join(kept), places


def _occurrences(text: str, quote: str) -> list[int]:
    found: list[int] = []
    at = text.find(quote)
    while at >= 0 and len(found) < 200:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _best_by_context(text: str, places: list[int], length: int, prefix: str, suffix: str) -> tuple[int, float]:
    before, after = _collapsed(prefix)[0][-_CONTEXT:], _collapsed(suffix)[0][:_CONTEXT]
    if len(places) == 1:
        return places[0], 1.0
    if not before.strip() and not after.strip():
        return places[0], max(0.3, 1.0 / len(places))
    scored = sorted(((_context(text, at, length, before, after), -at) for at in places), reverse=True)
    best, second = scored[0], scored[1]
    margin = best[0] - second[0]
    return -best[1], min(1.0, 0.6 + margin) if margin > 0.02 else 0.5


def _context(text: str, at: int, length: int, before: str, after: str) -> float:
    from rapidfuzz.distance import Indel

    scores = []
    if before.strip():
        scores.append(Indel.normalized_similarity(before, text[max(0, at - len(before)) : at]))
    if after.strip():
        scores.append(Indel.normalized_similarity(after, text[at + length : at + length + len(after)]))
    return sum(scores) / len(scores)


def _near(prepared: _Prepared, quote: str, prefix: str, suffix: str) -> Found | None:
    """The stretch of the text that holds most of the quoted words in their order."""
    from rapidfuzz.distance import LCSseq

    wanted = [_folded(word) for word in _WORD.findall(quote)]
    known = set(wanted)
    if len(wanted) < 2 or 3 * len(known & prepared.known) < len(known):
        return None
    words, tokens = prepared.words, prepared.tokens
    lead = [_folded(word) for word in _WORD.findall(prefix)][-6:]
    trail = [_folded(word) for word in _WORD.findall(suffix)][:6]
    window = len(wanted) + max(3, len(wanted) // 2)
    best: tuple[float, int, int] | None = None
    starts = [at for at, word in enumerate(words) if word in known]
    for start in starts[:400]:
        part = words[start : start + window]
        blocks = [block for block in LCSseq.opcodes(wanted, part) if block.tag == "equal"]
        common = sum(block.src_end - block.src_start for block in blocks)
        if not common or blocks[0].dest_start != 0:
            continue
        last = blocks[-1].dest_end
        score = 2 * common / (len(wanted) + last)
        score += 0.04 * _agree(lead, words[max(0, start - 6) : start]) + 0.04 * _agree(
            trail, words[start + last : start + last + 6]
        )
        if best is None or score > best[0]:
            best = (score, start, start + last)
    if best is None:
        return None
    confidence = min(0.94, best[0])
    if confidence < 0.5:
        return None
    return Found(tokens[best[1]].start(), tokens[best[2] - 1].end(), confidence)


def _agree(wanted: list[str], there: list[str]) -> float:
    return len(set(wanted) & set(there)) / len(set(wanted)) if wanted else 0.0


def carry(anchors: Sequence[Anchor], old: Text, new: Text, comparison: Comparison | None = None) -> list[Placed]:
    """
    Place every anchor of the old text in the new one, in the order given; what has no place says why.

    Words are looked for in the articles that the old article became, in the corresponding provision first; elsewhere
    only when they stand there word for word and only once.
    """
    return _Carrier(old, new, comparison or compare(old, new)).place(anchors)


class _Carrier:
    def __init__(self, old: Text, new: Text, comparison: Comparison) -> None:
        self._old = {node.id: node for node in old.walk()}
        self._new = {node.id: node for node in new.walk()}
        self._new_text = new
        self._old_units = {node.id: node for node in units_of(old)}
        self._news_of = {id: fate.new_ids for fate in comparison.fates for id in fate.old_ids}
        self._fate_of = {id: fate for fate in comparison.fates for id in fate.old_ids}
        self._provisions: dict[tuple[str, tuple[str, ...]], dict[str, tuple[str, float]]] = {}
        self._prepared: dict[str, _Prepared] = {}
        self._elsewhere: list[tuple[str, str]] | None = None

    def place(self, anchors: Sequence[Anchor]) -> list[Placed]:
        return [self._one(anchor) for anchor in anchors]

    def _one(self, anchor: Anchor) -> Placed:
        node = self._old.get(anchor.node_id)
        if node is None:
            return Placed(anchor.key, "", 0, 0, 0.0, "unknown_provision")
        unit = unit_of(anchor.node_id, self._old_units)
        targets, removed = self._targets(node, unit)
        if anchor.quote.strip():
            return self._words(anchor, targets, removed, unit)
        return self._provision(anchor, node, unit, targets, removed)

    def _targets(self, node: Node, unit: Node | None) -> tuple[list[Node], bool]:
        """The new nodes to look in: what the article became, or for other nodes the one with the same id."""
        if unit is None:
            same = self._new.get(node.id)
            return ([same] if same is not None and same.kind is node.kind else []), same is None
        news = [self._new[id] for id in self._news_of.get(unit.id, ())]
        return news, not news

    def _words(self, anchor: Anchor, targets: list[Node], removed: bool, unit: Node | None) -> Placed:
        counterpart, likeness = self._counterpart(anchor.node_id, unit, targets)
        home = self._new.get(counterpart)
        at_home = self._look(home, anchor) if home is not None else None
        if home is not None and at_home is not None and at_home.confidence >= _EQUAL:
            return _on(anchor, home, at_home)
        others = [node for target in targets for node in target.walk() if node.text and node.id != counterpart]
        equal, near = self._best(others, anchor)
        if equal is not None and (home is None or equal[2] >= _SAME_SURROUNDINGS):
            # The words went to a neighbor, and what stood around them went along.
            return _on(anchor, equal[1], equal[0])
        if home is not None and at_home is not None:
            return _on(anchor, home, at_home)
        if home is not None and likeness >= _PROVISION:
            # The provision lives on without these words: the comment stays on it as a whole.
            return Placed(anchor.key, home.id, 0, 0, _WORDS_GONE * likeness, "words_changed")
        if near is not None and near[0].confidence >= _FOUND and near[2] >= _LIKE_SURROUNDINGS:
            return _on(anchor, near[1], near[0])
        if (spanning := self._spanning(anchor, targets)) is not None:
            return spanning
        if (elsewhere := self._anywhere(anchor)) is not None:
            return elsewhere
        return Placed(anchor.key, "", 0, 0, 0.0, "article_removed" if removed else "words_gone")

    def _look(self, node: Node, anchor: Anchor) -> Found | None:
        return _find(self._ready(node), anchor.quote, anchor.prefix, anchor.suffix)

    def _best(self, nodes: list[Node], anchor: Anchor) -> tuple[_Match | None, _Match | None]:
        """The best equal and the best near place among provisions, with how well the surroundings agree."""
        equal: _Match | None = None
        near: _Match | None = None
        for node in nodes:
            found = self._look(node, anchor)
            if found is None:
                continue
            match = (found, node, self._surroundings(node.text, found, anchor))
            if found.confidence >= _EQUAL or fold(node.text[found.start : found.end]) == fold(anchor.quote):
                equal = match if equal is None or match[2] > equal[2] else equal
            elif near is None or found.confidence + match[2] > near[0].confidence + near[2]:
                near = match
        return equal, near

    def _ready(self, node: Node) -> _Prepared:
        prepared = self._prepared.get(node.id)
        if prepared is None:
            prepared = self._prepared[node.id] = _Prepared(node.text)
        return prepared

    def _surroundings(self, text: str, found: Found, anchor: Anchor) -> float:
        if not (anchor.prefix.strip() or anchor.suffix.strip()):
            return 1.0
        before, after = anchor.prefix[-_CONTEXT:], anchor.suffix[:_CONTEXT]
        return _context(text, found.start, found.end - found.start, before, after)

    def _spanning(self, anchor: Anchor, targets: list[Node]) -> Placed | None:
        """Words selected over several provisions: placed on the one they begin in."""
        for target in targets:
            nodes = [node for node in target.walk() if node.text]
            found = find_quote("\n".join(node.text for node in nodes), anchor.quote)
            if found is None or found.confidence < _FOUND:
                continue
            at = 0
            for node in nodes:
                if found.start < at + len(node.text):
                    end = min(found.end - at, len(node.text))
                    return Placed(anchor.key, node.id, found.start - at, end, found.confidence, "near_words")
                at += len(node.text) + 1
        return None

    def _anywhere(self, anchor: Anchor) -> Placed | None:
        if self._elsewhere is None:
            self._elsewhere = [(node.id, _collapsed(node.text)[0]) for node in self._new.values() if node.text]
        wanted = _collapsed(anchor.quote)[0].strip()
        has_surroundings = bool(anchor.prefix.strip() or anchor.suffix.strip())
        if len(_WORD.findall(wanted)) < (4 if has_surroundings else 10):
            return None
        holding = [id for id, text in self._elsewhere if wanted in text]
        if len(holding) != 1:
            return None
        found = find_quote(self._new[holding[0]].text, anchor.quote, prefix=anchor.prefix, suffix=anchor.suffix)
        if found is None or found.confidence < _ELSEWHERE:
            return None
        if has_surroundings and self._surroundings(self._new[holding[0]].text, found, anchor) < _SAME_SURROUNDINGS:
            # Laws repeat themselves: the same words in another sentence are not the ones commented on.
            return None
        return Placed(anchor.key, holding[0], found.start, found.end, 0.9, "elsewhere")

    def _provision(self, anchor: Anchor, node: Node, unit: Node | None, targets: list[Node], removed: bool) -> Placed:
        if not targets:
            return Placed(anchor.key, "", 0, 0, 0.0, "article_removed" if removed else "provision_gone")
        if unit is None or node is unit:
            fate = self._fate_of.get(node.id)
            confidence = 1.0 if fate is None or fate.kind is FateKind.UNCHANGED else max(0.6, fate.similarity)
            why = "same_provision" if confidence == 1.0 else "near_provision"
            return Placed(anchor.key, self._largest(node, targets).id, 0, 0, confidence, why)
        counterpart, confidence = self._counterpart(node.id, unit, targets)
        if counterpart:
            why = "same_provision" if confidence >= 0.999 else "near_provision"
            return Placed(anchor.key, counterpart, 0, 0, confidence, why)
        return Placed(anchor.key, "", 0, 0, 0.0, "provision_gone")

    def _largest(self, node: Node, targets: list[Node]) -> Node:
        """Of an article's several parts the one that holds most of its words."""
        if len(targets) == 1:
            return targets[0]
        words = set(words_of(node.full_text()))
        return max(targets, key=lambda target: len(words & set(words_of(target.full_text()))))

    def _counterpart(self, id: str, unit: Node | None, targets: list[Node]) -> tuple[str, float]:
        """The provision of the new text that a provision of the old one became, "" for none."""
        if unit is None:
            return (id if id in self._new else ""), 1.0
        if not targets:
            return "", 0.0
        key = (unit.id, tuple(target.id for target in targets))
        if key not in self._provisions:
            self._provisions[key] = _match_provisions(unit, targets)
        return self._provisions[key].get(id, ("", 0.0))


_Match = tuple[Found, Node, float]


def _on(anchor: Anchor, node: Node, found: Found) -> Placed:
    why = "same_words" if found.confidence >= _EQUAL else "near_words"
    return Placed(anchor.key, node.id, found.start, found.end, found.confidence, why)


def _match_provisions(unit: Node, targets: list[Node]) -> dict[str, tuple[str, float]]:
    """Which provision of an article became which: by words first, then by number."""
    from rapidfuzz.distance import LCSseq

    olds = [node for node in unit.walk() if node is not unit]
    news = [node for target in targets for node in target.walk() if node.kind is not Kind.ARTICLE]
    by_key: dict[str, list[int]] = {}
    words = [words_of(node.text) for node in news]
    for at, node in enumerate(news):
        by_key.setdefault(typography_key(node.text), []).append(at)
    matched: dict[str, tuple[str, float]] = {}
    free = set(range(len(news)))
    scored: list[tuple[float, float, int, int]] = []
    for before, node in enumerate(olds):
        own = words_of(node.text)
        share = before / max(1, len(olds))
        for after in by_key.get(typography_key(node.text), []):
            same_number = news[after].number == node.number
            scored.append((2.0 + 0.2 * same_number - abs(share - after / max(1, len(news))) * 0.1, 1.0, before, after))
        for after, other in enumerate(words):
            if not own or not other:
                continue
            similarity = 2 * LCSseq.similarity(own, other) / (len(own) + len(other))
            if similarity < _PROVISION:
                continue
            bonus = 0.08 * (news[after].number == node.number) + 0.04 * (news[after].kind is node.kind)
            scored.append(
                (similarity + bonus - abs(share - after / len(news)) * 0.05, min(0.99, similarity), before, after)
            )
    for _, confidence, before, after in sorted(scored, reverse=True):
        if olds[before].id not in matched and after in free:
            matched[olds[before].id] = (news[after].id, confidence)
            free.discard(after)
    return matched
