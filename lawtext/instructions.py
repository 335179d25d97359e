"""
Amending acts read as instructions: which act, which place, what is done, with which words.

Nothing is dropped: what orders a change and is not understood is an instruction of the kind `unknown` with its words.
The forms are those of acts of Kosovo; there is no rule that fixes them, so every instruction says how sure it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lawtext import labels
from lawtext.citations import (
    MARKS,
    RANK,
    ActSpan,
    CitedAct,
    amended_acts,
    clean_number,
    is_amending_title,
    normal_number,
    opens,
)
from lawtext.language import fold
from lawtext.model import Kind, Node, Text
from lawtext.orders import InstructionKind, Order, Path, place_of, read_orders

_REPEALS = re.compile(r"shfuqiz|abrog|pushon|ukida|van\s+snage|prestaj|repeal|revok|ceas")
_SILENT = (Kind.PREAMBLE, Kind.CONCLUSIONS, Kind.QUOTED, Kind.TABLE)
_ARTICLE_WORDS = {"sq": "Neni", "sr": "Član", "en": "Article"}
# How much each kind of doubt takes from the certainty of an instruction; estimates, not measurements.
_CERTAINTY = {
    "act_assumed": 0.9,
    "act_unknown": 0.6,
    "place_from_before": 0.9,
    "unmarked_words": 0.8,
    "no_anchor": 0.7,
    "many_places": 0.5,
    "no_new_text": 0.4,
    "other_number": 0.6,
    "unquoted_provisions": 0.8,
}


@dataclass(frozen=True, slots=True)
class Place:
    """
    A place in an amended act, by the numbers of the steps that lead to it, outermost first; no steps: the whole act.

    `part` is "" for the provision itself, "heading" for its title, "sentence 2" for one of its sentences (-1 the last).
    `position` says where something is inserted: "after" or "before" the place (for words: the old words), "end" of
    the place, "in" it by its number; "throughout" that words change wherever they stand in it.
    """

    steps: Path = ()
    part: str = ""
    position: str = ""

    def __str__(self) -> str:
        shown = [" ".join(filter(None, (self.position, self.part)))] if self.position or self.part else []
        return " ".join([*shown, *(f"{kind.value} {number}" for kind, number in self.steps)])


@dataclass(frozen=True, slots=True)
class Instruction:
    """
    One change that an amending act orders.

    `old_words` are the words replaced or deleted, or those beside which words are inserted. `new_text` is the new
    wording, one provision a line with its number; `new_nodes` the same as provisions (none for words). `numbers` are
    those of inserted provisions, or the new one of a renumbered one. `source` is the id of the provision that orders
    it, `words` its words. `certainty` is between 0 and 1; `doubts` say why it is less than 1: `act_assumed` (named by
    the title only), `act_unknown`, `place_from_before`, `unmarked_words`, `no_anchor`, `many_places`, `no_new_text`,
    `other_number` (the new wording has another number than the place), `unquoted_provisions`, `words_unpaired`,
    `numbers_unpaired`, `too_long` (one paragraph of more than 20,000 characters).
    """

    kind: InstructionKind
    act: CitedAct
    place: Place = Place()
    old_words: str = ""
    new_text: str = ""
    new_nodes: tuple[Node, ...] = ()
    numbers: tuple[str, ...] = ()
    source: str = ""
    words: str = ""
    certainty: float = 1.0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Context:
    """What the words above a provision say it is about."""

    act: CitedAct | None = None
    path: Path = ()


def read_instructions(text: Text) -> tuple[Instruction, ...]:
    """
    The instructions of an amending act, in reading order; of another act only the repeals it orders.

    "The basic law" is the act that the title names, else the one that the opening names, or the heading of the
    article. Never raises.
    """
    return tuple(_Reader(text).read())


def is_amending(text: Text) -> bool:
    """Whether a text is an act made to amend others, by its title or opening, or because it quotes their wording."""
    if any(is_amending_title(words) for words in _titles(text)):
        return True
    return any(node.kind is Kind.QUOTED for node in text.walk())


def _titles(text: Text) -> Iterator[str]:
    yield text.title
    for node in text.nodes:
        if node.kind is Kind.PREAMBLE:
            lines = node.text.split("\n")
            yield from lines
            yield from (f"{one} {other}" for one, other in itertools.pairwise(lines))


class _Reader:
    def __init__(self, text: Text) -> None:
        self._text = text
        self._word = "Члан" if text.script == "Cyrl" else _ARTICLE_WORDS.get(text.language, "Article")
        self._amends = is_amending(text)
        self._basic = self._basic_law()
        self._made: list[Instruction] = []
        self._last: Path = ()

    def read(self) -> list[Instruction]:
        self._visit_all(self._text.nodes, _Context())
        return self._made

    def _basic_law(self) -> CitedAct:
        for words in _titles(self._text):
            acts = amended_acts(words)
            if len(acts) == 1 and (acts[0].number or acts[0].title):
                return acts[0]
        own = normal_number(self._text.title)
        for article in self._text.articles()[:2]:
            for words in (article.heading, *(node.text for node in article.walk())):
                _, span = place_of(words)
                if span is not None and span.act.number and span.act.number != own:
                    return span.act
        return CitedAct()

    # The tree

    def _visit_all(self, nodes: Sequence[Node], context: _Context) -> None:
        self._last = ()
        for node in nodes:
            if node.kind not in _SILENT:
                self._visit(node, context)

    def _visit(self, node: Node, context: _Context) -> None:
        if node.heading and self._amends and labels.has_amending_title(node.heading):
            path, span = place_of(node.heading)
            context = _Context(self._act(span, context)[0] if span else context.act, path or context.path)
        quoted = [child for child in node.children if child.kind is Kind.QUOTED]
        others = [child for child in node.children if child.kind not in _SILENT]
        orders = self._orders(node, context)
        waiting = [order for order in orders if order.announces]
        inner = context
        if waiting and not quoted and others:
            if any(self._orders(child, context) for child in others):
                # The provision only opens a list of instructions.
                orders = [order for order in orders if not order.announces]
                inner = _Context(self._act(waiting[0].act, context)[0], waiting[0].path or context.path)
            else:
                quoted, others = others, []
                orders = [
                    replace(each, doubts=(*each.doubts, "unquoted_provisions")) if each.announces else each
                    for each in orders
                ]
        elif not orders and node.text and not quoted:
            path, span = place_of(node.text) if node.text.rstrip().endswith(":") else ((), None)
            inner = _Context(self._act(span, context)[0] if span else context.act, path or context.path)
        self._emit(node, context, orders, quoted)
        if others:
            last = self._last
            self._visit_all(others, inner)
            self._last = self._last or last

    def _orders(self, node: Node, context: _Context) -> list[Order]:
        if not node.text or not (self._amends or _REPEALS.search(fold(node.text))):
            return []
        before = tuple(step for step in self._last if RANK[step[0]] <= RANK[Kind.ARTICLE])
        orders = read_orders(node.text, context.path or before)
        if not self._amends:
            # Acts that amend nothing use the same verbs for everything else they rule.
            return [each for each in orders if each.kind is InstructionKind.REPEALED and each.act is not None]
        return orders

    # From orders to instructions

    def _emit(self, node: Node, context: _Context, orders: list[Order], quoted: list[Node]) -> None:
        waiting = [order for order in orders if order.announces]
        shares = _share(waiting, quoted) if waiting else []
        for order in orders:
            nodes: tuple[Node, ...] = ()
            if order.announces:
                nodes = shares[next(n for n, each in enumerate(waiting) if each is order)]
            self._made.append(self._instruction(node, context, order, nodes))
        if quoted and not waiting:
            self._made.append(self._not_understood(node, context, quoted))
        elif not orders and not quoted and self._amends and _gives_no_reading(node):
            self._made.append(self._not_understood(node, context, ()))
        paths = [order.path for order in orders if order.path]
        self._last = paths[-1] if paths else self._last

    def _not_understood(self, node: Node, context: _Context, quoted: Sequence[Node]) -> Instruction:
        nodes = clean_nodes(quoted)
        return Instruction(
            InstructionKind.UNKNOWN,
            context.act or self._basic,
            new_text=provision_text(nodes, self._word),
            new_nodes=nodes,
            source=node.id,
            words=node.text,
            certainty=0.0,
        )

    def _act(self, span: ActSpan | None, context: _Context) -> tuple[CitedAct, tuple[str, ...]]:
        if span is not None and not span.basic and (span.act.number or span.act.title):
            if not span.act.number and _same_title(span.act.title, self._basic.title):
                return self._basic, ()
            return span.act, ()
        act = context.act or self._basic
        if not act.number and not act.title:
            return act, ("act_unknown",)
        return act, () if span is not None or context.act else ("act_assumed",)

    def _instruction(self, node: Node, context: _Context, order: Order, nodes: tuple[Node, ...]) -> Instruction:
        act, doubts = self._act(order.act, context)
        doubts = (*order.doubts, *doubts)
        new_text, new_nodes = order.new_words, nodes
        is_provision = order.kind in (InstructionKind.REPLACED, InstructionKind.INSERTED) and not order.part
        if nodes:
            new_text = provision_text(nodes, self._word)
        elif order.new_words and is_provision:
            new_nodes = inline_nodes(order)
        elif order.announces:
            doubts = (*doubts, "no_new_text")
        if order.part and nodes:
            new_text = "\n".join(line for each in nodes for line in (each.heading, each.full_text()) if line)
        if is_provision and nodes and not _fits(order, nodes):
            doubts = (*doubts, "other_number")
        certainty = 0.0 if order.kind is InstructionKind.UNKNOWN else 1.0
        for doubt in doubts:
            certainty *= _CERTAINTY.get(doubt, 0.5)
        numbers = tuple(number for _, number in order.numbers)
        if order.kind is InstructionKind.INSERTED and not numbers and not order.part:
            numbers = tuple(each.number for each in new_nodes if each.number)
        return Instruction(
            order.kind,
            act,
            Place(order.path, order.part, order.position),
            order.old_words,
            new_text,
            new_nodes,
            numbers,
            node.id,
            order.words,
            round(certainty, 3),
            doubts,
        )


def _gives_no_reading(node: Node) -> bool:
    """Whether a provision sounds like an order, although none was read in it."""
    return labels.is_instruction(node.text) and not (node.text.rstrip().endswith(":") and node.children)


def _same_title(one: str, other: str) -> bool:
    short, long = sorted((_key(one), _key(other)), key=len)
    return bool(short) and long.startswith(short)


def _key(words: str) -> str:
    return re.sub(r"\W+", " ", fold(words)).strip()


def _fits(order: Order, nodes: tuple[Node, ...]) -> bool:
    """Whether the new wording carries the number that the order speaks of."""
    wanted = {number for _, number in order.numbers} if order.numbers else {number for _, number in order.path}
    found = {clean_number(node.number) for node in nodes if node.number}
    return not wanted or not found or bool(wanted & found)


def _share(orders: list[Order], quoted: list[Node]) -> list[tuple[Node, ...]]:
    """Which of the quoted provisions each announcing order gets: by number, the rest to the last order."""
    nodes = clean_nodes(quoted)
    if len(orders) == 1:
        return [nodes]
    left = list(nodes)
    shares: list[list[Node]] = []
    for order in orders:
        wanted = [number for _, number in order.numbers] or [order.path[-1][1] if order.path else ""]
        mine = [node for node in left if clean_number(node.number) in wanted]
        left = [node for node in left if node not in mine]
        shares.append(mine)
    empty = next((share for share in shares if not share), shares[-1])
    empty.extend(left)
    return [tuple(share) for share in shares]


# New wording


def clean_nodes(quoted: Sequence[Node]) -> tuple[Node, ...]:
    """
    Quoted matter as provisions: kinds restored, the marks around it taken off.

    Only marks that have no partner in their own paragraph are taken off, and pairs that enclose a whole paragraph.
    """
    nodes: list[Node] = []
    for node in quoted:
        if node.kind is Kind.QUOTED and not node.number and not node.heading and not node.note:
            nodes += [_restored(child) for child in node.children] or ([_restored(node)] if node.text else [])
        else:
            nodes.append(_restored(node))
    return tuple(_unmarked(node) for node in nodes)


def _restored(node: Node) -> Node:
    kind, note = node.kind, node.note
    if kind is Kind.QUOTED:
        is_kind = note in Kind.__members__.values()
        kind, note = (
            (Kind(note), "") if is_kind else (Kind.ARTICLE if node.number or node.heading else Kind.PARAGRAPH, note)
        )
    return replace(node, kind=kind, note=note, children=tuple(_restored(child) for child in node.children))


def _unmarked(node: Node) -> Node:
    children = tuple(_unmarked(child) for child in node.children)
    return replace(node, heading=without_marks(node.heading), text=without_marks(node.text), children=children)


def without_marks(text: str) -> str:
    """A paragraph of quoted matter without the quotation marks that open or close the quotation itself."""
    pairs, left = _pairs(text)
    lone_start = [at for at in left if not text[:at].strip() and opens(text, at)]
    lone_end = [at for at in left if not text[at + 1 :].strip(" .;,") and at not in lone_start]
    start, end = (lone_start[0] + 1 if lone_start else 0), (lone_end[0] if lone_end else len(text))
    if not lone_start and not lone_end and pairs:
        first, last = next(((a, b) for a, b in pairs if a == min(one for one, _ in pairs)), (0, 0))
        if not text[:first].strip() and not text[last + 1 :].strip(" .;,"):
            start, end = first + 1, last
    return text[start:end].strip()


def _pairs(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    lone: list[int] = []
    for match in re.finditer(f"[{MARKS}]", text):
        at = match.start()
        if opens(text, at):
            stack.append(at)
        elif stack:
            pairs.append((stack.pop(), at))
        else:
            lone.append(at)
    return pairs, sorted(lone + stack)


def inline_nodes(order: Order) -> tuple[Node, ...]:
    """New wording that stands in the sentence itself, as the provision it makes."""
    steps = order.numbers if order.kind is InstructionKind.INSERTED else order.path[-1:]
    kind, number = steps[0] if steps else (Kind.PARAGRAPH, "")
    words = order.new_words
    label = labels.read_label("", words)
    is_numbered = label is not None and label.form in ("decimal", "letter", "article")
    if label is not None and is_numbered and (not number or clean_number(label.number) == number):
        number, words = number or label.number, label.rest
    if kind is Kind.ARTICLE:
        child = Node(Kind.PARAGRAPH, "", "", "", words)
        return (Node(Kind.ARTICLE, number, "", "", "", (child,)),)
    return (Node(kind, number, "", "", words),)


def provision_text(nodes: Sequence[Node], word: str = "Neni") -> str:
    """Provisions as lines to read: "Neni 5A", its title, "1. …", "a) …"; `word` is the one for an article."""
    lines: list[str] = []
    for node in nodes:
        for each in node.walk():
            lines += _lines_of(each, word)
    return "\n".join(lines)


def _lines_of(node: Node, word: str) -> list[str]:
    if node.kind is Kind.ARTICLE:
        return [line for line in (f"{word} {node.number}", node.heading, node.text) if line]
    if RANK.get(node.kind, 99) < RANK[Kind.ARTICLE]:
        return [line for line in (node.number, node.heading, node.text) if line]
    number = node.number
    mark = (
        ""
        if not number
        else f"{number}."
        if (number[:1].isdigit() and node.kind is not Kind.POINT) or "." in number
        else f"{number})"
    )
    words = " ".join(part for part in (mark, node.heading, node.text) if part)
    return [words] if words else []
