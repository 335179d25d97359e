"""The paragraphs of a base text, and where the paragraphs of a returned file stand among them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lawtext import labels
from lawtext.differences import same_length_key
from lawtext.model import Kind, Line, Node, Text
from lawtext.word_proposals import Part

_ARTICLE_WORDS = {"sq": "Neni", "sr": "Član", "en": "Article"}
_LEVEL_WORDS = {
    Kind.CHAPTER: {"sq": "KAPITULLI", "sr": "POGLAVLJE", "en": "CHAPTER"},
    Kind.SECTION: {"sq": "SEKSIONI", "sr": "ODELJAK", "en": "SECTION"},
    Kind.PART: {"sq": "PJESA", "sr": "DEO", "en": "PART"},
    Kind.ANNEX: {"sq": "SHTOJCA", "sr": "PRILOG", "en": "ANNEX"},
}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Two paragraphs below this likeness have nothing to do with each other (found on edits of 1 to 60 % of the words).
_LIKE = 0.5
_LIKE_SAME_NUMBER = 0.25
_LIKE_ELSEWHERE = 0.85
_CLEARLY_MORE = 0.05
_SHORTEST_MOVED = 20
_MOST_MOVED = 400
# Beyond these sizes a stretch without equal paragraphs is first cut by rare words.
_SMALL_STRETCH = 3_000
_MOST_CELLS = 20_000
_LONGEST_NUMBER = 40
_ENOUGH = 1_000
# Comparisons of paragraphs in one file; real files need some thousand (a file retyped from end to end: 100,000).
_MOST_COMPARISONS = 400_000
_MOST_EQUAL = 400_000_000


@dataclass(frozen=True, slots=True)
class BaseParagraph:
    """
    A paragraph of a base text: the provision it belongs to, the number printed before it and its words.

    `place` counts from 0 in reading order; `text` has no number. A heading's number ("Neni 5") and its title are two,
    also where they are printed on one line.
    """

    place: int
    node_id: str
    article_id: str
    part: Part
    number: str
    text: str

    @property
    def whole(self) -> str:
        """Number and words as printed."""
        return f"{self.number} {self.text}".strip()


def paragraphs_of(text: Text) -> tuple[BaseParagraph, ...]:
    """
    A text's paragraphs as they stand in a Word file of it, in reading order; running matter is left out.

    Made from the source lines, whose wrapped lines are joined as the tree has them; from the tree alone where a text
    has no lines.
    """
    nodes = {node.id: node for node in text.walk()}
    articles = _articles(text)
    found: list[tuple[Node, Part, str, str]] = []
    if any(line.kept_as in nodes for line in text.lines):
        found.extend(_from_lines(text.lines, nodes))
    else:
        for node in text.walk():
            found.extend(_from_node(node, text.language))
    return tuple(
        BaseParagraph(place, node.id, articles.get(node.id, ""), part, number, words)
        for place, (node, part, number, words) in enumerate(found)
    )


def _articles(text: Text) -> dict[str, str]:
    """The article around every node, by id."""
    around: dict[str, str] = {}
    for node in text.walk():
        if node.kind is Kind.ARTICLE:
            around.update((each.id, node.id) for each in node.walk())
    return around


def _from_lines(lines: Sequence[Line], nodes: dict[str, Node]) -> Iterator[tuple[Node, Part, str, str]]:
    blocks: dict[str, list[str]] = {}
    for run in _runs(lines, nodes):
        node = nodes[run[0].kept_as]
        label = run[0].label
        words = " ".join(line.text for line in run)
        if node.kind is Kind.TABLE:
            yield node, Part.CELL, *split_number(label, words)
            continue
        left = blocks.get(node.id)
        if left is None:
            left = blocks[node.id] = [node.heading] if node.heading else []
            left += [block for block in node.text.split("\n") if block]
        number, rest = split_number(label, words)
        count = _blocks_in(f"{label} {words}", left)
        held = left[:count] or [rest]
        if count:
            number = _before(f"{label} {words}", held)
            del left[:count]
        if is_heading_number(number) and held[0]:
            # What is above the words stands by itself, on whichever line it is printed.
            yield node, Part.HEADING, number, ""
            number = ""
        for at, block in enumerate(held):
            part = Part.NOTE if node.note == "footnote" else Part.TEXT
            if (count and block == node.heading) or (not count and (node.heading or not node.text)):
                part = Part.HEADING
            yield node, part, "" if at else number, block


def _squeezed(text: str) -> str:
    """A text without blanks and hyphens, so that lines and what was made of them compare."""
    return "".join(text.split()).replace("-", "")


def _blocks_in(whole: str, left: Sequence[str]) -> int:
    """How many of the tree's next pieces of text a printed paragraph ends in; 0 where it cannot be told."""
    squeezed = _squeezed(whole)
    found, total = 0, ""
    for count, block in enumerate(left, start=1):
        total += _squeezed(block)
        if len(total) > len(squeezed):
            break
        if squeezed.endswith(total) and len(squeezed) - len(total) <= _LONGEST_NUMBER:
            found = count
    return found


def _before(whole: str, held: Sequence[str]) -> str:
    """What stands before the words: the number as printed."""
    wanted = len(_squeezed(whole)) - len(_squeezed("".join(held)))
    taken = 0
    for at, character in enumerate(whole):
        if taken == wanted:
            return " ".join(whole[:at].split())
        taken += not character.isspace() and character != "-"
    return ""


def is_heading_number(number: str) -> bool:
    """Whether a number is that of a heading, with its word: "Neni 5", "KAPITULLI I", "§ 3"."""
    first, _, rest = number.strip().partition(" ")
    return bool(rest) and (first == "§" or (len(first) > 1 and first.isalpha()))


def _runs(lines: Sequence[Line], nodes: dict[str, Node]) -> Iterator[list[Line]]:
    """The lines of each printed paragraph."""
    run: list[Line] = []
    for line in lines:
        if line.kept_as not in nodes:
            continue
        goes_on = run and not line.fresh and not line.label and line.kept_as == run[-1].kept_as
        if goes_on and line.cell == run[-1].cell and line.role == run[-1].role:
            run.append(line)
            continue
        if run:
            yield run
        run = [line]
    if run:
        yield run


def _from_node(node: Node, language: str) -> Iterator[tuple[Node, Part, str, str]]:
    number = node.number
    if node.kind is Kind.TABLE:
        for row in node.text.split("\n"):
            for cell in row.split("\t"):
                yield node, Part.CELL, "", cell
        return
    if node.kind is Kind.ARTICLE or node.kind in _LEVEL_WORDS:
        words = _ARTICLE_WORDS if node.kind is Kind.ARTICLE else _LEVEL_WORDS[node.kind]
        yield node, Part.HEADING, f"{words.get(language, words['en'])} {number}".strip(), ""
        number = ""
    if node.heading:
        yield node, Part.HEADING, number, node.heading
        number = ""
    part = Part.NOTE if node.note == "footnote" else Part.TEXT
    for block in node.text.split("\n"):
        if block or number:
            yield node, part, number, block
            number = ""


def split_number(label: str, text: str) -> tuple[str, str]:
    """The number before a paragraph's words, displayed (`label`) or typed, and the words."""
    if label:
        return label, text.strip()
    words = text.strip()
    found = labels.read_label("", words)
    if found is None:
        return "", words
    # The label was read with blanks made one; the words stay as they are.
    begin = len(words) - len(found.rest)
    if begin > _LONGEST_NUMBER or words[begin:].replace("\u00a0", " ").replace("\t", " ") != found.rest:
        return "", words
    number = words[:begin]
    if found.quoted and number.lstrip()[:1] in "\"“„”«'":
        # The mark that opens a quotation belongs to the words.
        return "", words
    return number.strip(), words[begin:]


def words_key(text: str) -> str:
    """Equal for texts that differ only in quotes, dashes, blanks, raised figures and look-alike letters."""
    key = same_length_key(text)
    if not key.isascii():
        key = key.translate(_RAISED)
    return " ".join(key.split())


def number_key(number: str) -> str:
    """Equal for one number printed as "1", "1." and "(1)"; "Neni 5" keeps its word."""
    return " ".join(number.split()).strip(" .:()[]–—-").lower()


@dataclass(frozen=True, slots=True)
class Placeable:
    """A paragraph for placing: its number and words as keys."""

    number: str
    words: str

    @property
    def whole(self) -> str:
        return f"{self.number} {self.words}".strip()


def placeable(number: str, words: str) -> Placeable:
    """A paragraph's keys for `place_paragraphs`."""
    return Placeable(number_key(number), words_key(words))


@dataclass(frozen=True, slots=True)
class Match:
    """Paragraphs of the base and of the file that are the same ones; `likeness` 1.0 for equal words."""

    base: tuple[int, ...]
    file: tuple[int, ...]
    likeness: float
    is_moved: bool = False


def place_paragraphs(base: Sequence[Placeable], file: Sequence[Placeable]) -> list[Match]:
    """
    Which paragraphs of a file are which of the base, in the order of the file.

    Equal paragraphs are laid on each other in order, first with their numbers, then by their words; what stands
    between two equal ones is matched by likeness, also where one paragraph became two or two one; what is left over
    is looked for elsewhere (moved).
    """
    fixed = _equal(base, file)
    matches = [Match((one,), (other,), 1.0) for one, other in fixed]
    left = _MOST_COMPARISONS
    for old, new in _stretches(fixed, len(base), len(file)):
        left -= min(len(old) * len(new), _SMALL_STRETCH)
        if left > 0:
            matches.extend(_within(base, file, old, new))
    matches.extend(_elsewhere(base, file, matches))
    return sorted(matches, key=lambda match: match.file)


def _equal(base: Sequence[Placeable], file: Sequence[Placeable]) -> list[tuple[int, int]]:
    """
    Pairs of equal paragraphs in order.

    Numbers tell equal words apart, unless the file counts differently: then they lead astray. So both ways are gone,
    with numbers first and by words alone, and wherever they part the one that finds more words is taken.
    """
    by_words = _common([each.words or each.number for each in base], [each.words or each.number for each in file])
    pairs = _common([(each.number, each.words) for each in base], [(each.number, each.words) for each in file])
    by_number = list(pairs)
    for old, new in _stretches(pairs, len(base), len(file)):
        if not old or not new:
            continue
        inner = _common(
            [base[at].words or base[at].number for at in old], [file[at].words or file[at].number for at in new]
        )
        by_number.extend((old[one], new[other]) for one, other in inner)
    by_number.sort()
    if by_number == by_words:
        return by_number
    made = sorted(set(by_number) & set(by_words))
    chosen = list(made)
    for old, new in _stretches(made, len(base), len(file)):
        if old and new:
            sides = [
                [(one, other) for one, other in side if old[0] <= one <= old[-1] and new[0] <= other <= new[-1]]
                for side in (_inside(by_number, old), _inside(by_words, old))
            ]
            chosen += max(sides, key=lambda side: sum(len(base[one].words) + 1 for one, _ in side))
    return sorted(chosen)


def _inside(pairs: Sequence[tuple[int, int]], old: range) -> Sequence[tuple[int, int]]:
    return pairs[bisect_left(pairs, (old[0], -1)) : bisect_left(pairs, (old[-1] + 1, -1))]


def _common(one: Sequence[object], other: Sequence[object]) -> list[tuple[int, int]]:
    from rapidfuzz.distance import LCSseq

    if len(one) * len(other) > _MOST_EQUAL:
        return _common_once(one, other)
    codes: dict[object, int] = {}
    first = [codes.setdefault(each, len(codes)) for each in one]
    second = [codes.setdefault(each, len(codes)) for each in other]
    return [
        (at, code.dest_start + at - code.src_start)
        for code in LCSseq.opcodes(first, second)
        if code.tag == "equal"
        for at in range(code.src_start, code.src_end)
    ]


def _common_once(one: Sequence[object], other: Sequence[object]) -> list[tuple[int, int]]:
    """The same for texts too long for a table: by what occurs once on either side."""
    counts, other_counts = Counter(one), Counter(other)
    places = {each: at for at, each in enumerate(other) if other_counts[each] == 1}
    return _rising([(at, places[each]) for at, each in enumerate(one) if counts[each] == 1 and each in places])


def _stretches(pairs: Sequence[tuple[int, int]], old: int, new: int) -> Iterator[tuple[range, range]]:
    """What stands between the pairs, where either side has something."""
    before = (-1, -1)
    for one, other in (*pairs, (old, new)):
        if one > before[0] + 1 or other > before[1] + 1:
            yield range(before[0] + 1, one), range(before[1] + 1, other)
        before = (one, other)


def _within(base: Sequence[Placeable], file: Sequence[Placeable], old: range, new: range) -> list[Match]:
    if not old or not new:
        return []
    if len(old) * len(new) <= _SMALL_STRETCH:
        return _by_likeness(base, file, old, new)
    pairs = _by_rare_words(base, file, old, new)
    made: list[Match] = []
    shifted = [(one - old[0], other - new[0]) for one, other in pairs]
    for one, other in pairs:
        likeness = _likeness(base[one].words, file[other].words)
        made.append(Match((one,), (other,), likeness))
    for inner_old, inner_new in _stretches(shifted, len(old), len(new)):
        if inner_old and inner_new and len(inner_old) * len(inner_new) <= _MOST_CELLS:
            made.extend(
                _by_likeness(
                    base,
                    file,
                    range(old[0] + inner_old[0], old[0] + inner_old[-1] + 1),
                    range(new[0] + inner_new[0], new[0] + inner_new[-1] + 1),
                )
            )
    return made


def _by_rare_words(
    base: Sequence[Placeable], file: Sequence[Placeable], old: range, new: range
) -> list[tuple[int, int]]:
    """Pairs in order that share most of the word triples which occur once on either side."""
    voted: dict[tuple[int, int], int] = {}
    of_old, of_new = _triples(base, old), _triples(file, new)
    for triple, one in of_old.items():
        other = of_new.get(triple, -1)
        if one >= 0 and other >= 0:
            voted[one, other] = voted.get((one, other), 0) + 1
    best: dict[int, tuple[int, int]] = {}
    for (one, other), votes in voted.items():
        if votes > best.get(one, (0, 0))[0]:
            best[one] = (votes, other)
    return _rising([(one, other) for one, (_, other) in sorted(best.items())])


def _triples(side: Sequence[Placeable], places: range) -> dict[tuple[str, str, str], int]:
    """Where each word triple stands; -1 for one that stands in several paragraphs."""
    found: dict[tuple[str, str, str], int] = {}
    for place in places:
        words = side[place].words.lower().split()
        for triple in zip(words, words[1:], words[2:], strict=False):
            if found.setdefault(triple, place) != place:
                found[triple] = -1
    return found


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int] = []
    for place, (_, other) in enumerate(pairs):
        at = bisect_left(ends, other)
        before.append(at_end[at - 1] if at else -1)
        if at == len(ends):
            ends.append(other)
            at_end.append(place)
        else:
            ends[at], at_end[at] = other, place
    made = []
    place = at_end[-1] if at_end else -1
    while place >= 0:
        made.append(pairs[place])
        place = before[place]
    return made[::-1]


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.distance import Indel

    if not one or not other:
        return float(one == other)
    # The beginnings of long paragraphs are enough, and all that there is time for.
    return float(Indel.normalized_similarity(one[:_ENOUGH], other[:_ENOUGH]))


def _score(one: Placeable, other: Placeable) -> float:
    """How like two paragraphs are, 0 for too little; a number in common makes up for words."""
    if one.words and other.words:
        likeness = _likeness(one.words, other.words)
        same_number = one.number == other.number != ""
        if likeness >= (_LIKE_SAME_NUMBER if same_number else _LIKE):
            return likeness + 0.2 * same_number
        return 0.0
    if not one.words and not other.words:
        return 0.6 * (one.number.split(" ")[0] == other.number.split(" ")[0]) + 0.4 * (one.number == other.number)
    return 0.0


def _by_likeness(base: Sequence[Placeable], file: Sequence[Placeable], old: range, new: range) -> list[Match]:
    """The best matching in order of a short stretch: one to one, one to two, two to one."""
    rows, columns = len(old), len(new)
    wide = rows * columns > 900
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    step: list[list[tuple[int, int]]] = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    single = [[_score(base[one], file[other]) for other in new] for one in old]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            options = [(best[row + 1][column], (1, 0)), (best[row][column + 1], (0, 1))]
            if single[row][column] > 0:
                options.append((single[row][column] + best[row + 1][column + 1], (1, 1)))
            if not wide:
                for down, right in ((1, 2), (2, 1)):
                    if row + down > rows or column + right > columns:
                        continue
                    likeness = _joined_score(base, file, old[row : row + down], new[column : column + right])
                    # Two that fit apart stay apart: joining must explain more than one of them alone.
                    if likeness > 0:
                        options.append((1.05 * likeness + best[row + down][column + right], (down, right)))
            best[row][column], step[row][column] = max(options, key=lambda option: option[0])
    made: list[Match] = []
    row = column = 0
    while row < rows and column < columns:
        down, right = step[row][column]
        if down and right:
            ones, others = tuple(old[row : row + down]), tuple(new[column : column + right])
            if down == right == 1:
                likeness = _likeness(base[ones[0]].words, file[others[0]].words)
            else:
                likeness = _joined_score(base, file, ones, others)
            made.append(Match(ones, others, likeness))
        row, column = row + down, column + right
    return made


def _joined_score(
    base: Sequence[Placeable], file: Sequence[Placeable], ones: Sequence[int], others: Sequence[int]
) -> float:
    one = " ".join(base[at].whole for at in ones)
    other = " ".join(file[at].whole for at in others)
    if abs(len(one) - len(other)) > 0.3 * max(len(one), len(other)):
        return 0.0
    for side, joined in ((ones, other), (others, one)):
        held = base if side is ones else file
        if len(side) > 1 and any(not held[at].words and held[at].number not in joined.lower() for at in side):
            # A number that stands alone is only joined with a paragraph that shows it.
            return 0.0
    likeness = _likeness(one, other)
    return likeness if likeness >= 0.85 else 0.0


def _elsewhere(base: Sequence[Placeable], file: Sequence[Placeable], matches: list[Match]) -> list[Match]:
    """
    Paragraphs without a place that stand elsewhere in the same or nearly the same words.

    Only where there is no second choice: laws repeat themselves, and a wrong move is worse than none.
    """
    taken = {one for match in matches for one in match.base}
    placed = {other for match in matches for other in match.file}
    free: dict[str, list[int]] = {}
    for one, each in enumerate(base):
        if one not in taken and len(each.words) >= _SHORTEST_MOVED:
            free.setdefault(each.words, []).append(one)
    come = [other for other, each in enumerate(file) if other not in placed and len(each.words) >= _SHORTEST_MOVED]
    counts = Counter(file[other].words for other in come)
    made: list[Match] = []
    for other in come:
        words = file[other].words
        if words in free:
            if len(free[words]) == counts[words] == 1:
                made.append(Match((free.pop(words)[0],), (other,), 1.0, is_moved=True))
        elif len(words) >= 3 * _SHORTEST_MOVED and 0 < len(free) <= _MOST_MOVED:
            likeness, one = _most_like(words, free)
            if one >= 0:
                del free[base[one].words]
                made.append(Match((one,), (other,), likeness, is_moved=True))
    return made


def _most_like(words: str, free: dict[str, list[int]]) -> tuple[float, int]:
    """The one paragraph that is nearly the same and clearly more so than any other; -1 for none."""
    from rapidfuzz.distance import Indel

    scored = sorted(
        ((float(Indel.normalized_similarity(key, words, score_cutoff=_LIKE_ELSEWHERE)), key) for key in free),
        reverse=True,
    )[:2]
    best = scored[0]
    second = scored[1][0] if len(scored) > 1 else 0.0
    if not best[0] or best[0] - second < _CLEARLY_MORE or len(free[best[1]]) > 1:
        return 0.0, -1
    return best[0], free[best[1]][0]
