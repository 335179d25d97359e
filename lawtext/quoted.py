"""
Where the matter that an amending act quotes ends and the act speaks for itself again.

Four things tell: quotation marks, counted whatever their form; what the announcing sentence says will come; the
numbers, since the act's own articles and instructions follow one another; and whether a text orders a change. None is
enough alone: marks are left out or left open, a quoted article may bear the number of the act's next one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lawtext import labels
from lawtext.labels import Label
from lawtext.lines import Ready, is_finished
from lawtext.model import Kind

_MARKS = '"“”„«»‟″'
_ENDS_WITH_CLOSING = re.compile(rf"[^\s{_MARKS}(][{_MARKS}]+\s*[.;,]?\s*$")
_ENDS_WITH_OPENING = re.compile(rf":\s*[{_MARKS}]\s*$")
_ONLY_MARKS = re.compile(rf"^[\s{_MARKS}.;,]+$")
_BELOW = (Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.POINT, Kind.LETTER, Kind.INDENT)
_LONGEST_ORDER = 1500

_IN_A_MANNER = re.compile(
    r"(?:n[ëe] m[ëe]nyr[ëe] \w+|p[ëe]rkat[ëe]sisht|na odgovarajući način|na odgovarajuci nacin|shodno tome|сходно томе"
    r"|на одговарајући начин|accordingly|mutatis mutandis|in an? \w+ manner)\s*[.;]?$",
    re.IGNORECASE,
)


class Blocks(Protocol):
    """What the structure reader knows of the lines of a text."""

    @property
    def body(self) -> Sequence[Ready]:
        """The body's lines."""
        ...

    def start_of_block(self, place: int, end: int, first: str | None = None) -> str:
        """The beginning of the paragraph at a place."""
        ...

    def article_title(self, place: int, end: int, title: str) -> tuple[str, int]:
        """The title of the article whose heading is at a place, and the place after it."""
        ...

    def ends_act(self, place: int) -> bool:
        """Whether what follows the last article begins at a place."""
        ...


def announces(text: str, following: Label | None) -> bool:
    """
    Whether a text of an act says that new wording of another act follows, given the label of the next line.

    A sentence that ends with a colon may; one that does not ("Pas nenit 12 shtohet neni 12A") only when the very
    article that it speaks of comes next.
    """
    if labels.announces_quote(text):
        return True
    tail = text.rstrip()
    if tail.endswith(":") or _ENDS_WITH_OPENING.search(tail):
        return labels.refers(tail) and _announced(text).is_known
    # The label is asked first: whether a text orders a change takes longer to say.
    if following is None or following.form != "article" or not labels.orders_change(text):
        return False
    if not following.quoted and _IN_A_MANNER.search(tail):
        # "is changed accordingly" says all that it orders; the article after it is the act's own.
        return False
    return following.quoted or _plain(following.number) in _announced(text).articles


@dataclass(slots=True)
class _Announced:
    """
    What a sentence says will come: numbers of articles, of provisions below them, or something above articles.

    `frames` are the articles whose paragraphs are announced: some acts repeat the article around the paragraph.
    """

    articles: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)
    levels: bool = False
    is_known: bool = False


def _announced(text: str) -> _Announced:
    # The grammar of orders is large; only acts that announce something load it.
    from lawtext.orders import InstructionKind, read_orders

    made = _Announced()
    for order in read_orders(text[-_LONGEST_ORDER:]):
        if not order.announces:
            continue
        made.is_known = True
        steps = order.numbers if order.kind is InstructionKind.INSERTED else order.path[-1:]
        for kind, number in steps:
            if kind is Kind.ARTICLE:
                made.articles.add(number)
            elif kind in _BELOW:
                made.items.add(number)
                if order.kind is InstructionKind.REPLACED:
                    made.frames.update(above for upper, above in order.path if upper is Kind.ARTICLE)
            else:
                made.levels = True
    return made


def _plain(number: str) -> str:
    from lawtext.citations import clean_number

    return clean_number(number)


def is_order(text: str) -> bool:
    """Whether a text orders a change of another act."""
    if labels.is_instruction(text):
        return True
    if len(text) > _LONGEST_ORDER or not labels.orders_change(text):
        return False
    from lawtext.orders import InstructionKind, read_orders

    return any(order.kind is not InstructionKind.UNKNOWN and order.stands_first for order in read_orders(text))


class QuotedMatter:
    """One search for the end of quoted matter, from the line after the announcing sentence on."""

    def __init__(self, blocks: Blocks, announcement: str, host: Label | None, own_number: int) -> None:
        self._b = blocks
        self._lines = blocks.body
        self._host = host
        self._own = own_number
        self._announced = _announced(announcement)
        self._begins_open = bool(_ENDS_WITH_OPENING.search(announcement.rstrip()))
        self._seen: set[str] = set()
        self._last_quoted = ""

    def end(self, start: int, end: int) -> int:
        """The place after the quoted matter that begins at `start`; `start` itself when nothing is quoted there."""
        first = self._lines[start].label
        if first is not None and first.form == "article":
            self._announced.articles |= self._announced.frames
        closes = self._closing_places(start, end)
        for place in range(start, end):
            closed = place - 1 in closes
            if self._is_own(place, start, end, closed):
                return place
            self._note(place)
        return end

    def _closing_places(self, start: int, end: int) -> set[int]:
        """The places at whose end every quotation opened since `start` is closed; none where marks are not used."""
        from lawtext.citations import quote_depth

        first = self._lines[start]
        if not self._begins_open and first.text[:1] not in _MARKS:
            return set()
        depth = 1 if self._begins_open else 0
        closes: set[int] = set()
        for place in range(start, min(end, start + 1500)):
            text = self._lines[place].text
            label = self._lines[place].label
            if depth == 0 and text[:1] not in _MARKS and place > start:
                # The quotation is closed and nothing opens another.
                break
            depth = quote_depth(text, depth)
            if depth == 0 or (_ENDS_WITH_CLOSING.search(text) and self._next_is_own(place, end)):
                closes.add(place)
                depth = 0
            if label is not None and label.form == "article" and depth > 4:
                depth = 1
        return closes

    def _next_is_own(self, place: int, end: int) -> bool:
        """Whether after a line that ends with a mark the act goes on as its numbers would have it."""
        if place + 1 >= end:
            return True
        label = self._lines[place + 1].label
        if label is None:
            return False
        if label.form == "article":
            return not label.quoted and label.number.isdigit() and int(label.number) == self._own + 1
        return not label.quoted and self._follows_host(label) and is_order(self._start(place + 1, end, label))

    def _note(self, place: int) -> None:
        label = self._lines[place].label
        if label is None or self._lines[place].line.cell is not None:
            return
        number = _plain(label.number)
        self._seen.add(number)
        if label.form == "article":
            self._last_quoted = number

    def _start(self, place: int, end: int, label: Label | None) -> str:
        return self._b.start_of_block(place, end, label.rest if label else None)

    # Whether a line is the act's own

    def _is_own(self, place: int, start: int, end: int, closed: bool) -> bool:
        here = self._lines[place]
        label = here.label
        if here.line.cell is not None:
            return closed
        if label is None:
            return self._is_own_text(place, start, end, closed)
        if label.form == "article":
            return self._is_own_article(place, start, end, label, closed)
        if label.form in ("level", "annex"):
            return closed or self._is_own_level(place, start, end)
        if label.quoted:
            return False
        if place == start:
            # "1. Neni 5 ndryshohet si vijon:" / "1.1. paragrafi 2 fshihet;" opens a list of orders and quotes nothing.
            return not self._begins_open and is_order(self._start(place, end, label))
        if label.form in ("decimal", "letter") and self._follows_host(label):
            if closed or is_order(self._start(place, end, label)):
                return True
            # "paragrafi 3" was announced and is here; another 2. after 1. is the act's own.
            only_items = bool(self._announced.items) and not self._announced.articles - self._seen
            return only_items and self._announced.items <= self._seen and label.number not in self._announced.items
        return False

    def _is_own_text(self, place: int, start: int, end: int, closed: bool) -> bool:
        here = self._lines[place]
        if _ONLY_MARKS.match(here.text):
            return False
        if self._b.ends_act(place):
            return True
        if place == start:
            return here.text[:1] not in _MARKS and not self._begins_open and is_order(self._start(place, end, None))
        if here.text[:1] in _MARKS and not closed:
            return False
        if not here.line.fresh and not is_finished(self._lines[place - 1].text) and not closed:
            return False
        if closed:
            return here.text[:1] not in _MARKS
        return is_order(self._start(place, end, None))

    def _is_own_article(self, place: int, start: int, end: int, label: Label, closed: bool) -> bool:
        number = _plain(label.number)
        announced = self._announced
        if label.quoted:
            return False
        if not number.isdigit() or int(number) != self._own + 1:
            skips = number.isdigit() and self._own < int(number) <= self._own + 3
            return closed and skips and self._announced.articles <= self._seen and self._speaks(place, end)
        if closed:
            return True
        if place == start and number in announced.articles:
            return False
        if self._speaks(place, end):
            return True
        if number in announced.articles and number not in self._seen:
            return False
        if self._is_marked(start):
            return False
        if announced.articles and not announced.levels:
            return announced.articles <= self._seen or number not in announced.articles
        if announced.items and not announced.levels:
            return place > start
        return bool(self._last_quoted) and not _succeeds(number, self._last_quoted)

    def _is_marked(self, start: int) -> bool:
        """Whether the quotation was opened with a mark and is closed with one somewhere."""
        return bool(self._closing_places(start, len(self._lines)))

    def _is_own_level(self, place: int, start: int, end: int) -> bool:
        """A heading above articles is the act's own when its next article is the act's next, and none was announced."""
        if self._announced.levels or place == start or not self._announced.is_known:
            return False
        for after in range(place + 1, min(end, place + 8)):
            label = self._lines[after].label
            if label is not None and label.form == "article":
                return self._is_own_article(after, start, end, label, closed=False)
        return False

    def _follows_host(self, label: Label) -> bool:
        """Whether a label is the next one after the announcing provision's, on its level or one above."""
        host = self._host
        if host is None or label.form != host.form or label.mark != host.mark:
            return False
        if label.form == "letter":
            one, other = host.number[:1].lower(), label.number[:1].lower()
            return bool(one and other) and ord(other) - ord(one) in (1, 2)
        depth = len(label.parts)
        if not 0 < depth <= len(host.parts):
            return False
        return label.parts == (*host.parts[: depth - 1], host.parts[depth - 1] + 1)

    def _speaks(self, place: int, end: int) -> bool:
        """Whether the article at a place has the title of an amending act's own, or begins with an order."""
        label = self._lines[place].label
        assert label is not None
        title, after = self._b.article_title(place, end, label.rest)
        if title and labels.has_amending_title(title):
            return True
        if not title and label.rest and (is_order(label.rest) or labels.has_amending_title(label.rest)):
            return True
        if after >= end or after <= place:
            return False
        first = self._lines[after]
        if first.label is not None and first.label.form not in ("decimal", "letter", "dash"):
            return False
        text = self._start(after, end, first.label)
        return is_order(text) or labels.announces_quote(text) or (not title and labels.has_amending_title(text))


def _succeeds(number: str, before: str) -> bool:
    """Whether an article's number may come after another's in one act: 13 or 12B after 12A."""
    one, other = re.match(r"(\d+)/?([A-Z]?)", number), re.match(r"(\d+)/?([A-Z]?)", before)
    if one is None or other is None:
        return False
    if one[1] == other[1]:
        return one[2] > other[2]
    return int(one[1]) == int(other[1]) + 1
