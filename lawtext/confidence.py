"""How sure a reading is and why: confidence per article and whole, doubtful places with the worst first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lawtext import labels
from lawtext.language import detect_language, plain_letters
from lawtext.lines import ends_open
from lawtext.model import Doubt, Kind, Line, Node, Text

# How much a place with this mark takes from certainty. On drafts whose lines were damaged (dropped, doubled, cut, joined,
# moved) nearly every article with a mark of .5 or more was read wrongly; bench/lawtext_structure_bench.py prints the
# shares. Lower where sound acts have the same peculiarity. What is not listed counts as `_OTHER`.
WEIGHTS = {
    "no_articles": 0.9,
    "duplicate_article": 0.7,
    "heading_in_text": 0.6,
    "empty_article": 0.6,
    "number_jump": 0.6,
    "number_out_of_place": 0.6,
    "duplicate_number": 0.6,
    "letter_jump": 0.6,
    "list_starts_late": 0.6,
    "number_in_text": 0.6,
    "other_language": 0.5,
    "text_before_articles": 0.5,
    "numbering_uncertain": 0.5,
    "repeated_text": 0.5,
    "unnumbered_text": 0.5,
    "open_list": 0.5,
    "article_out_of_order": 0.4,
    "long_heading": 0.4,
    "cut_text": 0.4,
    "paragraph_unsure": 0.3,
    "article_gap": 0.3,
    "damaged_number": 0.3,
    "missing_heading": 0.25,
    "renumbered": 0.2,
    "lone_item": 0.2,
    "quoted_matter": 0.15,
    "unnumbered_heading": 0.15,
    "text_outside_articles": 0.15,
    "embedded_part": 0.1,
    "hidden_text": 0.1,
    "tracked_changes": 0.05,
    "look_alike": 0.02,
}
_OTHER = 0.1
_LEAST = 0.01
_LEAST_REPEATED = 12
_CLOSING = frozenset(".;:,!?…")
_LONG_HEADING = 160
_LONG_ENOUGH = 12
_COMMON = 0.8
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
_HEADING = re.compile(
    r"^\W*(?i:neni|član|члан|article|section|§)\s*(\d{1,4})\s?[A-Z]?\s*(?P<rest>$|[.:\-–—]|[A-ZÇËŠŽČĆĐА-ЯЂЈЉЊЋЏ])"
)


@dataclass(frozen=True, slots=True)
class DoubtfulPlace:
    """
    A place to look at. `weight` (0..1) says how much it takes from the confidence; `code` why.

    Codes are those of `Doubt` and: `heading_in_text` (a line that could be the next heading was kept as text),
    `number_in_text`, `repeated_text`, `letter_jump`, `list_starts_late`, `lone_item`, `open_list` (a colon and nothing after it),
    `cut_text`, `long_heading`, `missing_heading`, `other_language`, `text_before_articles`, `text_outside_articles`,
    `look_alike` (letters of another script inside words). `article_id` is "" outside articles; `source` holds the
    first and last index of the source lines.
    """

    node_id: str
    article_id: str
    code: str
    message: str
    weight: float
    source: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """How sure the reading of one article is (0..1), and why not more: codes with how often each occurs."""

    id: str
    number: str
    confidence: float
    reasons: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """
    How sure a reading is (0..1) and why not more.

    `reasons` are codes with counts, most frequent first; `places` stand in the order in which a person should look at
    them, worst first; `counts` says how many provisions of each kind were found.
    """

    confidence: float
    articles: tuple[ArticleReport, ...]
    reasons: dict[str, int]
    places: tuple[DoubtfulPlace, ...]
    counts: dict[str, int]


def report(text: Text, *, doubts: Iterable[Doubt] = ()) -> Report:
    """
    Say how sure the reading of a text is: per article, as a whole, and where to look first.

    `doubts` are those of the whole file (`Reading.doubts`), which a text does not carry. An article's confidence is
    what is left of 1 after every doubtful place in it took its share; the whole is the mean of the articles weighted
    by length, less what is doubtful outside them. These are ranks with a scale, not probabilities.
    """
    finder = _Finder(text)
    found = list(finder.find(doubts))
    of_article: dict[str, list[DoubtfulPlace]] = {}
    for place in found:
        of_article.setdefault(place.article_id, []).append(place)
    articles = []
    total = kept = 0.0
    for node in finder.articles:
        own = of_article.get(node.id, [])
        confidence = left_of((place.code, place.weight) for place in own)
        articles.append(ArticleReport(node.id, node.number, confidence, _counted(own)))
        letters = 20 + sum(len(each.text) for each in node.walk())
        total += letters
        kept += letters * confidence
    whole = (kept / total if total else 1.0) * left_of((place.code, place.weight) for place in of_article.get("", []))
    sure = {each.id: each.confidence for each in articles}
    found.sort(key=lambda place: (-place.weight, sure.get(place.article_id, 0.0), place.source))
    counts = Counter(node.kind.value for node in text.walk())
    return Report(round(whole, 4), tuple(articles), _counted(found), tuple(found), dict(counts))


def weight_of(code: str) -> float:
    """How much a place with this mark takes from the confidence (0..1)."""
    return WEIGHTS.get(code, _OTHER)


def left_of(marks: Iterable[tuple[str, float]]) -> float:
    """What is left of certainty (0..1) after marks with their weights; the same mark again counts half each time."""
    left = 1.0
    seen: Counter[str] = Counter()
    for code, weight in sorted(marks, key=lambda mark: -mark[1]):
        left *= 1 - weight / (1 << min(seen[code], 20))
        seen[code] += 1
    return max(_LEAST, round(left, 4))


def _counted(places: list[DoubtfulPlace]) -> dict[str, int]:
    return dict(Counter(place.code for place in places).most_common())


class _Finder:
    def __init__(self, text: Text) -> None:
        self._text = text
        self.articles = text.articles()
        self._article_of: dict[str, str] = {}
        self._nodes: dict[str, Node] = {}
        for node in text.walk():
            self._nodes[node.id] = node
        for article in self.articles:
            for node in article.walk():
                self._article_of[node.id] = article.id

    def find(self, doubts: Iterable[Doubt]) -> Iterator[DoubtfulPlace]:
        for doubt in (*doubts, *self._text.doubts):
            node = self._nodes.get(doubt.node_id)
            held_by = self._article_of.get(doubt.node_id, "") if node else self._holding(doubt)
            yield DoubtfulPlace(
                doubt.node_id or held_by, held_by, doubt.code, doubt.message, weight_of(doubt.code), doubt.source
            )
        yield from self._lines()
        yield from self._headings()
        for article in self.articles:
            for node in article.walk():
                yield from self._provision(node)
            yield from self._language(article)
        yield from self._outside()

    def _place(self, code: str, message: str, node: Node | None, source: tuple[int, int]) -> DoubtfulPlace:
        id = node.id if node else ""
        return DoubtfulPlace(id, self._article_of.get(id, ""), code, message, WEIGHTS[code], source)

    def _holding(self, doubt: Doubt) -> str:
        """The article whose lines a doubt without a node points at."""
        first = doubt.source[0]
        if doubt.source == (0, 0):
            return ""
        return next((each.id for each in self.articles if each.source[0] <= first <= each.source[1]), "")

    # What the lines say

    def _lines(self) -> Iterator[DoubtfulPlace]:
        mended: dict[str, Line] = {}
        begun: set[str] = set()
        before = ""
        for line in self._text.lines:
            node = self._nodes.get(line.kept_as)
            if node is None:
                continue
            plain = plain_letters(line.text) if not line.text.isascii() else line.text
            if plain != line.text and "Ё" in line.text.upper() and self._text.script == "Latn":
                mended.setdefault(self._article_of.get(node.id, ""), line)
            if node.kind in (Kind.PREAMBLE, Kind.CONCLUSIONS, Kind.TABLE) or line.cell or line.role:
                continue
            if line.text == before and len(before) > _LEAST_REPEATED:
                source = (line.index, line.index)
                yield self._place("repeated_text", "This line stands here twice.", node, source)
            before = line.text
            is_first = node.id not in begun
            begun.add(node.id)
            if not (is_first and node.number):
                yield from self._line(line, plain, node)
        for line in mended.values():
            message = "Letters of another script stand inside words."
            yield self._place("look_alike", message, self._nodes[line.kept_as], (line.index, line.index))

    def _line(self, line: Line, plain: str, node: Node) -> Iterator[DoubtfulPlace]:
        source = (line.index, line.index)
        article = self._nodes.get(self._article_of.get(node.id, ""))
        match = _HEADING.match(plain)
        if match and article is not None and node is not article:
            following = int(match[1]) == _base(article.number) + 1
            if following or not match["rest"]:
                yield self._place("heading_in_text", "This line could be the next heading.", node, source)
        elif plain[:1].isdigit() and node.kind in (Kind.PARAGRAPH, Kind.SUBPARAGRAPH) and node.number:
            label = labels.read_label("", line.text)
            if label is not None and label.form == "decimal" and label.mark == "." and _follows(node.number, label):
                yield self._place("number_in_text", "This line could be the next number.", node, source)

    # What the tree says

    def _headings(self) -> Iterator[DoubtfulPlace]:
        titled = sum(bool(article.heading) for article in self.articles)
        is_custom = len(self.articles) >= 3 and titled >= _COMMON * len(self.articles)
        for article in self.articles:
            if not article.heading and is_custom:
                message = "This article has no title although nearly all others have."
                yield self._place("missing_heading", message, article, article.source)
            elif len(article.heading) > _LONG_HEADING or re.search(r"[^.]\.$", article.heading):
                yield self._place("long_heading", "This title may be text.", article, article.source)

    def _provision(self, node: Node) -> Iterator[DoubtfulPlace]:
        if node.kind in (Kind.TABLE, Kind.TEXT):
            return
        stripped = node.text.rstrip()
        if stripped.endswith(":") and not node.children and not self._goes_on(node):
            yield self._place("open_list", "A list is announced and does not follow.", node, node.source)
        elif stripped and not node.children and stripped[-1:] not in _CLOSING and ends_open(stripped):
            last = stripped.rpartition(" ")[2].lower()
            if last not in ("dhe", "and", "ose", "or", "i", "ili", "и", "или", "apo"):
                yield self._place("cut_text", "This text ends in the middle of a sentence.", node, node.source)
        if node.number and _next_inside(node):
            yield self._place("number_in_text", "The next number may stand within this text.", node, node.source)
        if node.children:
            items = [child for child in node.children if child.kind in (Kind.POINT, Kind.LETTER, Kind.SUBPARAGRAPH)]
            yield from self._items(items)

    def _goes_on(self, node: Node) -> bool:
        """A list announced by an unnumbered sentence may follow beside it, and a table or quotation below it."""
        article = self._nodes.get(self._article_of.get(node.id, ""))
        if article is None:
            return False
        siblings = list(article.walk())
        at = next(at for at, each in enumerate(siblings) if each is node)
        return at + 1 < len(siblings) and (not node.number or siblings[at + 1].kind in (Kind.TABLE, Kind.QUOTED))

    def _items(self, items: list[Node]) -> Iterator[DoubtfulPlace]:
        if not items:
            return
        first = _ordinal(items[0].number)
        if "qstr_" in items[0].id:
            # Quoted matter begins where the change begins.
            first = set()
        if first and 1 not in first:
            yield self._place(
                "list_starts_late", "This list does not begin with its first item.", items[0], items[0].source
            )
        elif len(items) == 1 and first:
            yield self._place("lone_item", "This list has a single item.", items[0], items[0].source)
        for before, after in pairwise(items):
            one, other = _ordinal(before.number), _ordinal(after.number)
            if not before.number[:1].isdigit() and one and other and not any(n + 1 in other for n in one):
                message = f"{after.number} follows {before.number}."
                yield self._place("letter_jump", message, after, after.source)

    def _language(self, article: Node) -> Iterator[DoubtfulPlace]:
        words = article.full_text()
        if words.count(" ") < 11 or not self._text.language:
            return
        # An end and a beginning tell it; a long article in two languages has both.
        language, _ = detect_language(words[:300] + "\n" + words[-300:] if len(words) > 600 else words)
        if language and language != self._text.language:
            yield self._place("other_language", "This article is in another language.", article, article.source)

    def _outside(self) -> Iterator[DoubtfulPlace]:
        if not self.articles:
            return
        whole = sum(len(node.text) for node in self._text.walk()) or 1
        for node in self._text.walk():
            if node.kind is Kind.PREAMBLE and len(node.text) > 0.6 * whole and len(node.text) > 2_000:
                yield self._place(
                    "text_before_articles", "Most of the text stands before the first article.", node, node.source
                )
            elif node.kind is Kind.PARAGRAPH and node.id not in self._article_of and "annex" not in node.id:
                yield self._place("text_outside_articles", "This text belongs to no article.", node, node.source)


def _base(number: str) -> int:
    match = re.match(r"\d{1,6}", number)
    return int(match[0]) if match else 0


def _follows(number: str, label: labels.Label) -> bool:
    parts = [int(part) for part in re.findall(r"\d{1,6}", number)]
    return bool(parts) and label.parts == (*parts[:-1], parts[-1] + 1)


def _next_inside(node: Node) -> bool:
    """Whether a text holds what looks like the label of the provision after it: "…; b) …", "… . 1.3. …"."""
    if len(node.text) < _LONG_ENOUGH or node.kind is Kind.ARTICLE:
        return False
    if node.number[-1].isdigit():
        head, dot, last = node.number.rpartition(".")
        following = f"{head}{dot}{int(last) + 1}" if last.isdigit() else ""
        return bool(following) and any(
            f"{mark}{gap}{following}{end}" in node.text for mark in ".;:" for gap in ("", " ") for end in (". ", ".\t")
        )
    return len(node.number) == 1 and any(
        f"{mark}{gap}{chr(ord(node.number) + 1)})" in node.text for mark in ".;:" for gap in ("", " ")
    )


def _ordinal(number: str) -> set[int]:
    """Which places in a list a number can stand for: "c" is the third, and the hundredth in Roman numbers is rare."""
    if not number:
        return set()
    last = re.findall(r"\d{1,6}", number)
    if last:
        return {int(last[-1])}
    found = set(labels.letter_places(number))
    if number.lower() in _ROMAN:
        found.add(_ROMAN.index(number.lower()) + 1)
    return found
