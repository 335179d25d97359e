"""Words of a text with their places, and whether the edits that a proposal asks for stand in another text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lawtext import references
from lawtext.language import fold
from lawtext.model import Kind, Node

_WORD = re.compile(
    r"\d{2}\s?/\s?L\s?[-–]\s?\d{2,3}|\d{1,3}(?:[ .,\u00a0]\d{3})+(?!\d)|\d+(?:[.,]\d+)*(?:/?[A-Za-z](?!\w))?"
    r"|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u00ad\u200b-\u200d])*|[%‰€$£]"
)
# "(15) days" and "15) days" are not labels: a quotation may begin with any word.
_LABEL = re.compile(
    r"[ \t]*(?:\d{1,3}(?:\.\d{1,2})*\.|\d{1,2}\)(?=\s+[A-ZÇËŠŽČĆĐ])|\d{1,3}(?:\.\d{1,2})+|\(?[a-zçëčćšžđ]{1,2}\))(?=\s)"
)
_HEAD = re.compile(r"[ \t]*(?:neni|član|члан|article)\s+\d+\s?/?[a-z]?[ \t]*$", re.IGNORECASE)
# Words without meaning of their own, folded; what is not here counts as meaning something.
_EMPTY = frozenset(
    """
    e i te se dhe ne me nga per qe a si u do ka kane eshte jane ose apo tek te nje tij saj tyre ketij kesaj ketyre ky
    kjo keto ata ato ai ajo cili cila cilat cilet cilit ndaj prej edhe po ndersa deri brenda
    na je da od o s sa su iz ili koji koja koje kojim kojom kojih to taj ta te ovaj ova ovo ovog ove po pri kao i
    the an of and to in for by be is are or this that these those its their it as at on with from which any such has have
    within do does did
    """.split()
)
_NOT = frozenset(
    """
    nuk s mos jo asnje askush asgje kurre pa ndalohet ndalon
    ne nije nisu nece nema nisam bez nikakav nikakva niti ni niko nikada zabranjeno zabranjuje
    not no never without neither nor cannot nobody none nothing prohibited
    """.split()
)
# "ne" is "in" in Albanian and "not" in Serbian, "pa" is "without" in Albanian and "then" in Serbian.
_NOT_ONLY_IN = {"ne": "sr", "ni": "sr", "s": "sq", "pa": "sq", "no": "en", "mos": "sq", "jo": "sq"}
_LIMITS = frozenset(
    """
    pervec perveq perjashtim perjashtuar vetem mund
    osim izuzev izuzetkom samo moze mogu
    except unless only may save
    """.split()
)
_SAME = {
    "€": "euro",
    "eur": "euro",
    "evra": "euro",
    "eura": "euro",
    "%": "perqind",
    "posto": "perqind",
    "percent": "perqind",
}
_NUMERAL = re.compile(
    r"dy|tre|tri|kater|pese|gjashte|shtate|tete|nente|dhjete|[a-z]*mbedhjete|njezet|dyzet|[a-z]+dhjete|[a-z]*qind"
    r"|njezete[a-z]+|[a-z]+dhjetee[a-z]+|[a-z]*mije|milion\w*|dva|dve|cetiri|pet|sest|sedam|osam|devet|deset|[a-z]+naest|[a-z]+deset|sto|dvesta|trista|[a-z]+sto"
    r"|hiljad\w+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred|thousand|millions?"
    # Months, which are as exact as numbers.
    r"|janar|shkurt|mars|prill|maj|qershor|korrik|gusht|shtator|tetor|nentor|dhjetor|janua?r[ay]?|februa?r[ay]?"
    r"|mart|april|juni?|juli?|avgust|septemb[ae]r|oktobar|novemb[ae]r|decemb[ae]r|march|june|july|august|october"
)
_CONTENT_WEIGHT, _EMPTY_WEIGHT = 1.0, 0.2


@dataclass(frozen=True, slots=True)
class Word:
    """A word with what it is compared by and where it stands in its node's own text; (0, 0) in a heading."""

    key: str
    text: str
    node_id: str
    start: int
    end: int

    @property
    def weight(self) -> float:
        """How much it counts: numbers, negations and words with meaning fully, others little."""
        return _EMPTY_WEIGHT if self.is_empty else _CONTENT_WEIGHT

    @property
    def is_empty(self) -> bool:
        """Whether it has no meaning of its own."""
        return self.key in _EMPTY or (len(self.key) == 1 and not self.key.isdigit())

    @property
    def is_number(self) -> bool:
        """Whether it is a number, in digits or letters, or names an article by its number."""
        return self.key[0].isdigit() or self.key[0] == "@" or _NUMERAL.fullmatch(self.key) is not None


@dataclass(frozen=True, slots=True)
class Edit:
    """Words [old_start, old_end) of one sequence replaced by [new_start, new_end) of another."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class State(StrEnum):
    """What became of one edit."""

    DONE = "done"
    PART = "part"
    UNTOUCHED = "untouched"
    OTHER_WORDS = "other_words"
    OTHER_NUMBER = "other_number"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What became of one edit in the later text.

    `found` gives for each wanted word its place among the later words, or None; `left` are the places of words that
    were to go and are still there; `weight_found` of `weight` is the share done; `is_loose` says that forms of words
    or words around them differ; `tells` that it has words with meaning of their own.
    """

    edit: Edit
    state: State
    found: tuple[int | None, ...]
    left: tuple[int, ...]
    weight_found: float
    weight: float
    is_loose: bool = False
    tells: bool = True


@lru_cache(maxsize=32768)
def _key(word: str) -> str:
    if word[0].isdigit():
        if re.fullmatch(r"\d{1,3}(?:[ .,\u00a0]\d{3})+", word):
            return re.sub(r"\D", "", word)
        if "/" in word and (number := re.sub(r"[\s–-]", "", word).upper()).find("/L") > 0:
            return number
        return word.replace(".", ",").lower()
    key = fold(re.sub("[\u00ad\u200b-\u200d]", "", word))
    return _SAME.get(key, key) or word


def words_in(
    text: str, node_id: str = "", numbers: Mapping[str, str] | None = None, *, labeled: bool = False
) -> list[Word]:
    """
    The words of a text in order. Numbers of articles named in it are followed through `numbers` (see `references`).

    `labeled` texts are typed by hand: numbers of paragraphs and headings "Article 5" that begin a line are left out.
    """
    skipped: list[tuple[int, int]] = []
    if labeled:
        at = 0
        for line in text.split("\n"):
            if (label := _HEAD.match(line) or _LABEL.match(line)) is not None:
                skipped.append((at, at + label.end()))
            at += len(line) + 1
    named = dict(references.places_of(text)) if any(map(str.isdigit, text)) else {}
    made: list[Word] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if any(begin <= start < stop for begin, stop in skipped):
            continue
        key = _key(match[0][:80])
        if start in named:
            number = references.key_of(text[start : named[start]])
            key = "@" + (numbers or {}).get(number, number)
        made.append(Word(key, match[0], node_id, start, end))
    return made


def words_of_nodes(nodes: Iterable[Node], numbers: Mapping[str, str] | None = None) -> list[Word]:
    """The words of provisions and all below them in reading order, headings among them."""
    made: list[Word] = []
    for node in nodes:
        for each in node.walk():
            if each.heading:
                made += [Word(word.key, word.text, each.id, 0, 0) for word in words_in(each.heading, "", numbers)]
            if each.text:
                made += words_in(each.text, each.id, numbers, labeled=each.kind is Kind.QUOTED)
    return made


def find_run(words: Sequence[Word], wanted: Sequence[Word]) -> tuple[int, int] | None:
    """Where the wanted words stand in order among others, [start, end); nearly, if a few differ. None if they do not."""
    from rapidfuzz.distance import LCSseq

    if not wanted:
        return None
    keys, run = [word.key for word in words], [word.key for word in wanted]
    for start in range(len(keys) - len(run) + 1):
        if keys[start] == run[0] and keys[start : start + len(run)] == run:
            return start, start + len(run)
    blocks = [block for block in LCSseq.opcodes(run, keys) if block.tag == "equal"]
    common = sum(block.src_end - block.src_start for block in blocks)
    if not blocks or common < 0.8 * len(run):
        return None
    start, end = blocks[0].dest_start, blocks[-1].dest_end
    return (start, end) if end - start <= 1.5 * len(run) else None


def edits_between(old: Sequence[Word], new: Sequence[Word]) -> list[Edit]:
    """What has to be done to come from one sequence of words to the other; edits between which little stands are one."""
    from rapidfuzz.distance import Indel

    edits: list[Edit] = []
    for code in Indel.opcodes([word.key for word in old], [word.key for word in new]):
        if code.tag == "equal":
            continue
        if edits:
            last = edits[-1]
            between = old[last.old_end : code.src_start]
            figures = all(word.is_empty or word.is_number for word in between)
            if len(between) <= (3 if figures else 0) and (len(between) <= 2 or any(w.is_number for w in between)):
                edits[-1] = Edit(last.old_start, code.src_end, last.new_start, code.dest_end)
                continue
        edits.append(Edit(code.src_start, code.src_end, code.dest_start, code.dest_end))
    return edits


class Places:
    """Where the words of one sequence stand in another, by a longest common subsequence."""

    def __init__(self, words: Sequence[Word], later: Sequence[Word]) -> None:
        from rapidfuzz.distance import Indel

        self.of: list[int | None] = [None] * len(words)
        for code in Indel.opcodes([word.key for word in words], [word.key for word in later]):
            if code.tag == "equal":
                for step in range(code.src_end - code.src_start):
                    self.of[code.src_start + step] = code.dest_start + step
        self._end = len(later)

    def at(self, place: int) -> int | None:
        """The later place of a word; before the first and after the last the ends meet."""
        if place < 0:
            return -1
        return self.of[place] if place < len(self.of) else self._end

    def before(self, place: int) -> int:
        """The later place of the nearest word before, -1 if none is left."""
        return next((at for at in reversed(self.of[:place]) if at is not None), -1)

    def after(self, place: int) -> int:
        """The later place of the nearest word from here on, the end if none is left."""
        return next((at for at in self.of[place:] if at is not None), self._end)

    def is_whole(self, start: int, end: int) -> bool:
        """Whether the words [start, end) stand side by side in the later sequence."""
        first = self.at(start)
        return first is not None and all(self.at(place) == first + place - start for place in range(start, end))


def find_edit(
    edit: Edit,
    old: Sequence[Word],
    wanted: Sequence[Word],
    later: Sequence[Word],
    from_old: Places,
    from_wanted: Places,
    language: str,
) -> Finding:
    """What became of an edit from `old` to `wanted` in `later`."""
    going, coming = old[edit.old_start : edit.old_end], wanted[edit.new_start : edit.new_end]
    weight = sum(word.weight for word in (*going, *coming))
    slack, more = _slack(edit, old, wanted)
    if from_old.is_whole(edit.old_start - 1 - slack, edit.old_end + 1 + more):
        nowhere: tuple[int | None, ...] = (None,) * len(coming)
        first = from_old.at(edit.old_start) or 0
        state = State.NEGATED if _is_polarity(going, coming, language) else State.UNTOUCHED
        left = tuple(range(first, first + len(going)))
        return Finding(edit, state, nowhere, left, 0.0, weight, tells=_tells(going, coming, language))
    begin, end = from_wanted.before(edit.new_start) + 1, from_wanted.after(edit.new_end)
    found = [from_wanted.of[place] for place in range(edit.new_start, edit.new_end)]
    framed = from_old.at(edit.old_start - 1) is not None and from_old.at(edit.old_end) is not None
    return judge_spot(edit, going, coming, later, found, (begin, end), language, framed=framed)


def _slack(edit: Edit, old: Sequence[Word], wanted: Sequence[Word]) -> tuple[int, int]:
    """How far an insertion or deletion may slide to either side and be the same one ("a [b a] b" is "a b [a b]")."""
    if edit.old_end > edit.old_start and edit.new_end > edit.new_start:
        return 0, 0
    words, start, end = (old, edit.old_start, edit.old_end)
    if edit.new_end > edit.new_start:
        words, start, end = wanted, edit.new_start, edit.new_end
    left = right = 0
    while start - 1 - left >= 0 and words[start - 1 - left].key == words[end - 1 - left].key:
        left += 1
    while end + right < len(words) and words[end + right].key == words[start + right].key:
        right += 1
    return min(left, edit.old_start), right


def _is_polarity(going: Sequence[Word], coming: Sequence[Word], language: str) -> bool:
    """Whether an edit does nothing but turn a sentence into its opposite."""
    counts = [sum(is_negation(word.key, language) for word in words) for words in (going, coming)]
    if counts[0] == counts[1]:
        return False
    one, other = (
        [word.key for word in words if not word.is_empty and not is_negation(word.key, language)]
        for words in (going, coming)
    )
    return len(one) == len(other) and all(a[:4] == b[:4] for a, b in zip(one, other, strict=True))


def judge_spot(
    edit: Edit,
    going: Sequence[Word],
    coming: Sequence[Word],
    later: Sequence[Word],
    found: list[int | None],
    spot: tuple[int, int],
    language: str,
    *,
    framed: bool = True,
) -> Finding:
    """
    How much of an edit stands in a spot of the later text, given where its words were found.

    `framed` says that the words beside it are as they were.
    """
    weight = sum(word.weight for word in (*going, *coming))
    used = {place for place in found if place is not None}
    spare = [place for place in range(*spot) if place not in used]
    left = _in_order(going, later, spare)
    others = [place for place in spare if place not in left]
    loose = _other_forms(coming, later, found, others)
    others = [place for place in others if place not in loose]
    gone = sum(word.weight for word in going) - sum(later[place].weight for place in left)
    there = sum(word.weight for word, place in zip(coming, found, strict=True) if place is not None)
    share = (there + max(0.0, gone), weight)
    state, more = _state(going, coming, later, found, left, others, language)
    if (
        state is State.PART
        and not framed
        and not any(place is not None and not word.is_empty for word, place in zip(coming, found, strict=True))
    ):
        # Words around it went as well: what is gone here may be said elsewhere.
        state = State.OTHER_WORDS
    tells = _tells(going, coming, language)
    return Finding(edit, state, tuple(found), tuple(left), *share, bool(loose) or more, tells)


def _tells(going: Sequence[Word], coming: Sequence[Word], language: str) -> bool:
    return any(not word.is_empty or is_negation(word.key, language) for word in (*going, *coming))


def _in_order(going: Sequence[Word], later: Sequence[Word], places: list[int]) -> list[int]:
    """The places that hold words that were to go, in their order."""
    from rapidfuzz.distance import Indel

    kept: list[int] = []
    for code in Indel.opcodes([word.key for word in going], [later[place].key for place in places]):
        if code.tag == "equal":
            kept += places[code.dest_start : code.dest_end]
    return kept


def _other_forms(coming: Sequence[Word], later: Sequence[Word], found: list[int | None], others: list[int]) -> set[int]:
    """Words found in another grammatical form at the spot: fills `found`, returns their places."""
    taken: set[int] = set()
    for at, word in enumerate(coming):
        if found[at] is not None or word.is_empty or word.is_number:
            continue
        for place in others:
            if place not in taken and is_form_of(word.key, later[place].key):
                found[at] = place
                taken.add(place)
                break
    return taken


def is_form_of(one: str, other: str) -> bool:
    """Whether two folded words differ only in their endings."""
    if one in _NOT or other in _NOT or one in _LIMITS or other in _LIMITS:
        return False
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= 5 and max(len(one), len(other)) - shared <= 4


def _state(
    going: Sequence[Word],
    coming: Sequence[Word],
    later: Sequence[Word],
    found: list[int | None],
    left: list[int],
    others: list[int],
    language: str,
) -> tuple[State, bool]:
    missing = [word for word, place in zip(coming, found, strict=True) if place is None]
    there = [place for place in found if place is not None]
    near = range(min(there) - 2, max(there) + 3) if there else range(0)
    extra = [later[place] for place in others]
    content = [word for word in coming if not word.is_empty]
    lacking = [word for word in missing if not word.is_empty]
    still = [later[place] for place in left if not later[place].is_empty]
    leaving = [word for word in going if not word.is_empty]
    negations = [
        later[place] for place in (*others, *left) if place in near and is_negation(later[place].key, language)
    ]
    lost = [word for word in missing if is_negation(word.key, language)]
    enough = not lacking and len(missing) <= 0.35 * len(coming)
    if content and (negations or lost) and len(lacking) - len(lost) <= 0.2 * len(content):
        return State.NEGATED, False
    is_gone = not still and (leaving or len(left) <= 0.5 * len(going)) if going else True
    new_limits = [word for word in extra if word.key in _LIMITS]
    more = any(not word.is_empty for word in extra)
    if coming and enough and is_gone and (content or not missing):
        scattered = there and max(there) - min(there) + 1 > len(there) + 2 + len(left)
        if new_limits or (scattered and _between(there, others, later)):
            return State.PART, more
        return State.DONE, more
    if not coming:
        if len(still) == len(leaving) and not is_gone:
            return (State.NEGATED if _is_polarity(going, coming, language) else State.UNTOUCHED), more
        if is_gone and not more:
            return State.DONE, False
        return (State.OTHER_WORDS if more else State.PART), more
    if lacking and all(word.is_number for word in lacking) and len(lacking) == len(content):
        if any(word.is_number for word in extra):
            return State.OTHER_NUMBER, more
    elif (
        content and (not more or _verbatim(coming, found, later) >= 0.25 * len(content)) and len(lacking) < len(content)
    ):
        return State.PART, more
    if leaving and len(still) == len(leaving):
        return State.UNTOUCHED, more
    if leaving and not still and not more:
        return State.PART, more
    if not more:
        return State.UNTOUCHED, more
    return State.OTHER_WORDS, more


def _between(there: list[int], others: list[int], later: Sequence[Word]) -> bool:
    """Whether words with meaning stand in among the found ones."""
    within = range(min(there), max(there) + 1)
    return sum(place in within and not later[place].is_empty for place in others) > 1


def _verbatim(coming: Sequence[Word], found: list[int | None], later: Sequence[Word]) -> int:
    """How many words with meaning were found in runs: two of them, or three words, side by side."""
    counted = run = words = 0
    last: int | None = None
    for at, place in enumerate([*found, None]):
        is_number = place is None and at < len(coming) and coming[at].is_number
        if is_number and last is not None and last + 1 < len(later) and later[last + 1].is_number:
            # Another number in its place does not break the run.
            last += 1
            words += 1
            continue
        if place is not None and (last is None or place == last + 1):
            run += not coming[at].is_empty
            words += 1
        else:
            counted += run if run >= 2 or words >= 3 else 0
            run, words = (int(not coming[at].is_empty), 1) if place is not None else (0, 0)
        last = place
    return counted


def is_negation(key: str, language: str) -> bool:
    """Whether a folded word turns a sentence into its opposite in a language ("" for not known)."""
    only = _NOT_ONLY_IN.get(key)
    return key in _NOT and (only is None or not language or only == language)
