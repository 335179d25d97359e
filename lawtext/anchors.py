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
from lawtext.moves import Moves
from lawtext.provisions import Provision, Provisions, link

SURE = 0.5
"""Confidence below which a place is a guess: a person should confirm it, and it is never shown as found."""

_WORD = re.compile(r"[^\W_]+")
# Below these, words count as gone. A wrong place costs more than none, so the limits are on the high side.
_FOUND = 0.60
_ELSEWHERE = 0.90
_EQUAL = 0.95
_SAME_SURROUNDINGS = 0.85
_LIKE_SURROUNDINGS = 0.50
_WORDS_GONE = 0.60
_CONTAINED = 0.8
_LONG_QUOTE = 8
_GUESS = 0.4
_DOUBTFUL = 0.45
_PROBABLE = 0.55
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
    `unknown_provision`. A place that is not `is_sure` is a guess for a person to confirm.
    """

    key: str
    node_id: str
    start: int
    end: int
    confidence: float
    why: str

    @property
    def is_sure(self) -> bool:
        """Whether the place may be shown as found."""
        return bool(self.node_id) and self.confidence >= SURE


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
        self._old_units = {node.id: node for node in units_of(old)}
        self._new_units = {node.id: node for node in units_of(new)}
        self._fate_of = {id: fate for fate in comparison.fates for id in fate.old_ids}
        self._origin_of = {id: fate for fate in comparison.fates for id in fate.new_ids}
        self._other_of = {id: fate for fate in comparison.others for id in fate.old_ids}
        self._linked: dict[tuple[str, ...], _Linked] = {}
        self._prepared: dict[str, _Prepared] = {}
        self._old_provisions, self._new_provisions = Provisions(), Provisions()

    @cached_property
    def _moves(self) -> Moves:
        olds, news = self._old_provisions, self._new_provisions
        return Moves(list(self._old.values()), list(self._new.values()), olds.own_words, news.own_words)

    def place(self, anchors: Sequence[Anchor]) -> list[Placed]:
        return [self._one(anchor) for anchor in anchors]

    def _one(self, anchor: Anchor) -> Placed:
        node = self._old.get(anchor.node_id)
        if node is None:
            return Placed(anchor.key, "", 0, 0, 0.0, "unknown_provision")
        unit = unit_of(anchor.node_id, self._old_units)
        targets, removed = self._targets(node, unit)
        homes = self._homes(node, unit, targets)
        if anchor.quote.strip():
            return self._words(anchor, homes, targets, removed)
        return self._provision(anchor, node, unit, homes, targets, removed)

    def _targets(self, node: Node, unit: Node | None) -> tuple[list[Node], bool]:
        """The new nodes to look in: what the article became, or what another part of the text became."""
        if unit is not None:
            fate = self._fate_of.get(unit.id)
            news = [self._new[id] for id in fate.new_ids] if fate is not None else []
            return news, not news
        other = self._other_of.get(node.id)
        if other is not None:
            return [self._new[id] for id in other.new_ids], not other.new_ids
        same = self._new.get(node.id)
        return ([same] if same is not None and same.kind is node.kind else []), same is None

    def _homes(self, node: Node, unit: Node | None, targets: list[Node]) -> list[tuple[Node, float]]:
        """What a provision became, with the likeness: one, the parts it was split into, or where it moved to."""
        if unit is None:
            return [(target, 1.0) for target in targets]
        if node is unit:
            return []
        if targets and (found := self._links(unit).news.get(node.id)):
            if found[0][1] != _CONTAINED:
                return [(self._new[id], likeness) for id, likeness in found]
            # Words joined to another provision may by chance be those of one that moved away.
            moved = self._moves.find(node, self._is_taken)
            if moved is not None and moved[1] >= SURE:
                return [(self._new[moved[0]], moved[1])]
            exact = typography_key(node.text) in typography_key(self._new[found[0][0]].text)
            return [(self._new[found[0][0]], _CONTAINED if exact else _DOUBTFUL)]
        moved = self._moves.find(node, self._is_taken)
        return [(self._new[moved[0]], moved[1])] if moved is not None else []

    def _is_taken(self, id: str, likeness: float) -> bool:
        """Whether a provision of the new text came from one of its own article that is more like it."""
        unit = unit_of(id, self._new_units)
        fate = self._origin_of.get(unit.id) if unit is not None else None
        if fate is None or not fate.old_ids:
            return False
        return self._links(self._old[fate.old_ids[0]]).likeness_of_new.get(id, 0.0) >= likeness - 0.1

    def _links(self, unit: Node) -> _Linked:
        """Provisions of the old articles of one fate, and what they became."""
        fate = self._fate_of[unit.id]
        if fate.old_ids not in self._linked:
            olds = [each for id in fate.old_ids for each in self._old[id].walk() if each.kind is not Kind.ARTICLE]
            news = [each for id in fate.new_ids for each in self._new[id].walk() if each.kind is not Kind.ARTICLE]
            # An article that moved and kept few of its words may be another one.
            is_doubtful = fate.kind is FateKind.MOVED and fate.similarity < _PROBABLE
            befores, afters = self._old_provisions.of(olds), self._new_provisions.of(news)
            self._linked[fate.old_ids] = _Linked.of(befores, afters, is_doubtful=is_doubtful)
        return self._linked[fate.old_ids]

    def _words(self, anchor: Anchor, homes: list[tuple[Node, float]], targets: list[Node], removed: bool) -> Placed:
        at_home = self._at_home(anchor, homes)
        if at_home is not None and (at_home[0].confidence >= _EQUAL or at_home[2] >= SURE):
            found, home, likeness = at_home
            return _on(anchor, home, found, 1.0 if likeness >= SURE else likeness)
        is_long = len(_WORD.findall(anchor.quote)) >= _LONG_QUOTE
        if at_home is not None and at_home[0].confidence >= _EQUAL and is_long:
            found, home, _ = at_home
            if self._surroundings(home.text, found, anchor) >= _SAME_SURROUNDINGS:
                return _on(anchor, home, found)
        known = {home.id for home, _ in homes}
        others = [node for target in targets for node in target.walk() if node.text and node.id not in known]
        equal, near = self._best(others, anchor)
        if equal is not None and equal[2] >= _SAME_SURROUNDINGS:
            # The words went to a neighbor, and what stood around them went along.
            return _on(anchor, equal[1], equal[0], 1.0 if is_long else _GUESS)
        if at_home is not None:
            found, home, likeness = at_home
            return _on(anchor, home, found, likeness)
        if homes:
            # The provision lives on without these words: the comment stays on it as a whole.
            confidence = max(SURE, _WORDS_GONE * homes[0][1]) if homes[0][1] >= SURE else _GUESS
            return Placed(anchor.key, homes[0][0].id, 0, 0, confidence, "words_changed")
        if (elsewhere := self._anywhere(anchor)) is not None:
            return elsewhere
        if equal is not None:
            return _on(anchor, equal[1], equal[0], _GUESS)
        if near is not None and near[0].confidence >= _FOUND and near[2] >= _LIKE_SURROUNDINGS:
            return _on(anchor, near[1], near[0], _GUESS)
        if (spanning := self._spanning(anchor, targets)) is not None:
            return spanning
        return Placed(anchor.key, "", 0, 0, 0.0, "article_removed" if removed else "words_gone")

    def _at_home(self, anchor: Anchor, homes: list[tuple[Node, float]]) -> tuple[Found, Node, float] | None:
        """The words in what their provision became; in the part that holds them best."""
        best: tuple[Found, Node, float] | None = None
        for home, likeness in homes:
            found = self._look(home, anchor)
            if found is not None and (best is None or found.confidence > best[0].confidence):
                best = found, home, likeness
        return best

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
                    spans = found.end > at + len(node.text)
                    confidence = found.confidence if spans and found.confidence >= _EQUAL else _GUESS
                    return Placed(anchor.key, node.id, found.start - at, end, confidence, "near_words")
                at += len(node.text) + 1
        return None

    @cached_property
    def _everywhere(self) -> list[tuple[str, str]]:
        return [(node.id, _collapsed(node.text)[0]) for node in self._new.values() if node.text]

    @cached_property
    def _earlier(self) -> list[str]:
        return [_collapsed(node.text)[0] for node in self._old.values() if node.text]

    def _anywhere(self, anchor: Anchor) -> Placed | None:
        wanted = _collapsed(anchor.quote)[0].strip()
        has_surroundings = bool(anchor.prefix.strip() or anchor.suffix.strip())
        words = len(_WORD.findall(wanted))
        if words < (4 if has_surroundings else 10):
            return None
        holding = [id for id, text in self._everywhere if wanted in text]
        if len(holding) != 1:
            return None
        found = find_quote(self._new[holding[0]].text, anchor.quote, prefix=anchor.prefix, suffix=anchor.suffix)
        if found is None or found.confidence < _ELSEWHERE:
            return None
        if has_surroundings and self._surroundings(self._new[holding[0]].text, found, anchor) < _SAME_SURROUNDINGS:
            # Laws repeat themselves: the same words in another sentence are not the ones commented on.
            return None
        # Words that the old text had several times may be the others.
        alone = words >= _LONG_QUOTE and sum(wanted in text for text in self._earlier) == 1
        return Placed(anchor.key, holding[0], found.start, found.end, 0.9 if alone else _GUESS, "elsewhere")

    def _provision(
        self,
        anchor: Anchor,
        node: Node,
        unit: Node | None,
        homes: list[tuple[Node, float]],
        targets: list[Node],
        removed: bool,
    ) -> Placed:
        if homes:
            home, confidence = homes[0]
            why = "same_provision" if confidence >= 0.999 else "near_provision"
            return Placed(anchor.key, home.id, 0, 0, confidence, why)
        if not targets or (unit is not None and node is not unit):
            return Placed(anchor.key, "", 0, 0, 0.0, "article_removed" if removed else "provision_gone")
        fate = self._fate_of.get(node.id)
        confidence = 1.0 if fate is None or fate.kind is FateKind.UNCHANGED else max(0.6, fate.similarity)
        why = "same_provision" if confidence == 1.0 else "near_provision"
        return Placed(anchor.key, self._largest(node, targets).id, 0, 0, confidence, why)

    def _largest(self, node: Node, targets: list[Node]) -> Node:
        """Of an article's several parts the one that holds most of its words."""
        if len(targets) == 1:
            return targets[0]
        words = set(words_of(node.full_text()))
        return max(targets, key=lambda target: len(words & set(words_of(target.full_text()))))


_Match = tuple[Found, Node, float]


@dataclass(frozen=True, slots=True)
class _Linked:
    """New provisions of each old one with the likeness, by ids; how like each new one is to what it came from."""

    news: dict[str, list[tuple[str, float]]]
    likeness_of_new: dict[str, float]

    @classmethod
    def of(cls, befores: Sequence[Provision], afters: Sequence[Provision], *, is_doubtful: bool) -> _Linked:
        links = link(befores, afters)
        olds, news = [each.node for each in befores], [each.node for each in afters]
        made: dict[str, list[tuple[str, float]]] = {}
        likeness_of_new: dict[str, float] = {}
        for before, (after, likeness) in links.pairs.items():
            parts = links.splits.get(before, [])
            sure = likeness if not is_doubtful and (before in links.plain or parts) else min(likeness, _DOUBTFUL)
            made[olds[before].id] = [(news[at].id, sure) for at in (after, *parts)]
            likeness_of_new.update((news[at].id, likeness if at == after else 1.0) for at in (after, *parts))
        for after, parts in links.merges.items():
            made.update((olds[before].id, [(news[after].id, _CONTAINED)]) for before in parts)
        return cls(made, likeness_of_new)


def _on(anchor: Anchor, node: Node, found: Found, likeness: float = 1.0) -> Placed:
    why = "same_words" if found.confidence >= _EQUAL else "near_words"
    confidence = found.confidence if likeness >= 1.0 else min(found.confidence, likeness)
    return Placed(anchor.key, node.id, found.start, found.end, confidence, why)
