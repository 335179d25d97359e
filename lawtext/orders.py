"""
Sentences of amending acts read as orders: what is done, to which place of which act, with which words.

The grammar is that of acts of Kosovo in Albanian, Serbian (both scripts) and English: a verb of a small set, the
places it is done to, and words in quotation marks. Nothing here knows of trees; see `instructions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from lawtext.citations import (
    MARKS,
    RANK,
    ActSpan,
    Folded,
    Mention,
    Quotation,
    clean_number,
    find_acts,
    find_mentions,
    folded,
    quotations,
)
from lawtext.language import fold
from lawtext.model import Kind
from lawtext.order_words import (
    AFTER,
    ANY_VERB,
    AT_END,
    BEFORE,
    COORDINATED,
    DETACHED,
    EVERYWHERE,
    GOES_ON,
    HEADING,
    HEADING_AND_MORE,
    INSTEAD,
    LINKED,
    MANNER,
    NEW,
    NO_ORDER,
    OBJECT_BEFORE,
    ORDINAL,
    QUOTED,
    REFLEXIVE,
    RELATIVE,
    SENTENCE,
    STRONG,
    VERB,
    WEAK,
)

Path = tuple[tuple[Kind, str], ...]


class InstructionKind(StrEnum):
    """What an instruction does. `repealed` is a deletion that the act calls a repeal; `unknown` was not understood."""

    REPLACED = "replaced"
    INSERTED = "inserted"
    DELETED = "deleted"
    REPEALED = "repealed"
    WORDS_REPLACED = "words_replaced"
    WORDS_INSERTED = "words_inserted"
    WORDS_DELETED = "words_deleted"
    RENUMBERED = "renumbered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Order:
    """
    One thing that a sentence orders.

    `path` leads from the outermost step down, () for the act as a whole; `part` is "" for the provision, "heading" for
    its title, "sentence 2" for one of its sentences ("sentence -1" the last). `position` says where something is
    inserted: "after" or "before" the place or the words, "end" of the place, "in" it by its number; "throughout" says
    that words change wherever they stand. `numbers` are those of what is inserted, or the new one of what is
    renumbered. `announces` says that new wording should follow the sentence.
    `stands_first` says that the sentence begins with the order, so that it can hardly be a rule about something else.
    """

    kind: InstructionKind
    act: ActSpan | None = None
    path: Path = ()
    part: str = ""
    position: str = ""
    numbers: tuple[tuple[Kind, str], ...] = ()
    old_words: str = ""
    new_words: str = ""
    announces: bool = False
    words: str = ""
    doubts: tuple[str, ...] = ()
    stands_first: bool = False


# Reading


@dataclass(slots=True)
class _Verb:
    group: str
    start: int
    end: int


@dataclass(slots=True)
class _Clause:
    group: str
    start: int
    end: int
    verb: tuple[int, int]
    mentions: list[Mention] = field(default_factory=list)


class _Sentence:
    """A text with its quotations and acts each hidden behind one character, so that patterns see through them."""

    def __init__(self, text: str) -> None:
        # A mark after the last colon opens what stands on the lines below.
        text = re.sub(rf":\s*[{MARKS}]\s*$", ":", " ".join(text.split()))
        self.quotes: list[Quotation] = quotations(text)[:1000]
        hidden = _hide(text, [(quote.start, quote.end) for quote in self.quotes], 0xE000)
        first = folded(hidden)
        self.acts: list[ActSpan] = find_acts(first, GOES_ON)[:1000]
        spans = [(first.origin[act.start], first.origin[act.end]) for act in self.acts]
        self.hidden_acts = [hidden[start:end] for start, end in spans]
        self.folded: Folded = folded(_hide(hidden, spans, 0xE800))
        self.text = self.folded.text
        shown = self.folded.source
        # A full stop before a capital ends a sentence, unless it belongs to a number of the list that follows.
        self.starts = [
            at + len(match[0])
            for match in re.finditer(r"\.\s+", self.text)
            if (at := match.start()) >= 0 and shown[self.folded.origin[match.end()] :][:1].isupper()
        ]

    def quotes_in(self, start: int, end: int) -> list[tuple[int, Quotation]]:
        return [
            (at, self.quotes[ord(self.text[at]) - 0xE000])
            for at in range(start, min(end, len(self.text)))
            if "\ue000" <= self.text[at] <= "\ue3ff"
        ]

    def acts_in(self, start: int, end: int) -> list[ActSpan]:
        return [
            self.acts[ord(self.text[at]) - 0xE800]
            for at in range(start, min(end, len(self.text)))
            if "\ue800" <= self.text[at] <= "\uebff"
        ]

    def shown(self, start: int, end: int) -> str:
        """The words behind a span, with quotations and acts as they were."""
        made = self.folded.original(start, end)
        for at, act in enumerate(self.hidden_acts):
            made = made.replace(chr(0xE800 + at), act)
        for at, quote in enumerate(self.quotes):
            if chr(0xE000 + at) in made:
                made = made.replace(chr(0xE000 + at), f"“{quote.words}”")
        return made.strip(" ,;")


def _hide(text: str, spans: Iterable[tuple[int, int]], base: int) -> str:
    made, last = [], 0
    for at, (start, end) in enumerate(spans):
        made += [text[last:start], chr(base + at)]
        last = end
    return "".join([*made, text[last:]])


# No sentence is as long; what is, would cost time that grows with its square.
_LONGEST = 20_000


def read_orders(text: str, context: Path = ()) -> list[Order]:
    """
    The orders a text gives, in its own order; [] when it orders nothing.

    `context` is the place that the text before was about: a paragraph of an article that is named once.
    """
    if len(text) > _LONGEST:
        return [Order(InstructionKind.UNKNOWN, words=text, doubts=("too_long",))] if VERB.search(fold(text)) else []
    sentence = _Sentence(text)
    orders: list[Order] = []
    here = context
    act: ActSpan | None = None
    clauses = _clauses(sentence)
    for clause in clauses:
        named = [each for each in sentence.acts_in(clause.start, clause.end) if not each.this]
        mine = named[0] if named else act
        made = _orders_of(sentence, clause, here, mine, named)
        # An act that is repealed as a whole is not what the next sentence is about.
        act = act if clause.group == "X" and not clause.mentions else mine
        if clause is clauses[0] and _stands_first(sentence, clause):
            made = [replace(order, stands_first=True) for order in made]
        orders += made
        places = [order.path for order in made if order.path and order.kind is not InstructionKind.UNKNOWN]
        here = places[0] if places else here
    return orders


_LEAD = re.compile(
    r"^(?:\W|\d|\b(?:ne|vend|umesto|umjesto|instead|place|for|ndermjet|midis|izmedju|between|nga|pas|para|menjehere|u|iz|sa|posle|nakon|iza|odmah|pre|ispred|in|from|to|at|on|after|before|following"
    r"|immediately|the|of|a|an|one|new|nje|te|e|i|se|fund\w*|kraju|end|kudo|tere|gjithe|krejt|tekst\w*|text|whole|entire|celom|citavom"
    r"|svuda|throughout|wherever|everywhere|titull\w*|emertim\w*|naslov\w*|naziv\w*|title|heading|fjal\w*|shprehj\w*|rec\w*|words?"
    r"|terms?|dosadasnj\w*|sadasnj\w*|ekzistues\w*|aktual\w*|existing|current|present|novi|nova|novo|ligj\w*|zakon\w*|ketij|ky|ovaj"
    r"|me|danom|stupanjem|hyrjen|fuqi|snagu|na|upon|with|by|entry|into|force|this|law|ovog|ovim)\b)*$"
)


def _stands_first(sentence: _Sentence, clause: _Clause) -> bool:
    starts = [clause.verb[0], *(mention.start for mention in clause.mentions)]
    starts += [at for at, letter in enumerate(sentence.text[: clause.end]) if "\ue000" <= letter <= "\uebff"]
    return bool(_LEAD.match(sentence.text[: min(starts)]))


def place_of(text: str) -> tuple[Path, ActSpan | None]:
    """The first place and act that a heading or an opening words name ("Ndryshimi i nenit 4 të ligjit bazik")."""
    sentence = _Sentence(text)
    mentions = [mention for mention in find_mentions(sentence.folded) if not mention.own]
    paths = _paths(mentions, ())
    acts = [act for act in sentence.acts if not act.this]
    return (paths[0] if len(paths) == 1 else ()), (acts[0] if acts else None)


def _clauses(sentence: _Sentence) -> list[_Clause]:
    groups = _verb_groups(sentence.text, sentence.starts)
    clauses: list[_Clause] = []
    start = 0
    for at, verb in enumerate(groups):
        following = groups[at + 1].start if at + 1 < len(groups) else None
        end = len(sentence.text) if following is None else _boundary(sentence, verb.end, following)
        clauses.append(_Clause(verb.group, start, end, (verb.start, verb.end)))
        start = end
    mentions = [mention for mention in find_mentions(sentence.folded) if not mention.own]
    for clause in clauses:
        clause.mentions = [each for each in mentions if clause.start <= each.start < clause.end]
    return clauses


def _verb_groups(text: str, starts: Sequence[int]) -> list[_Verb]:
    verbs: list[_Verb] = []
    for match in _verb_matches(text):
        group = next(name for name in "RIPDXNGU" if match.groupdict().get(name))
        before = text[max(0, match.start() - 24) : match.start()]
        between = text[verbs[-1].end : match.start()] if verbs else "no verb before"
        coordinated = bool(COORDINATED.match(between))
        bare = match.groupdict().get(f"{group}bare") is not None
        if (bare and not coordinated) or MANNER.match(text, match.end()):
            continue
        if group in "PG" and RELATIVE.search(before):
            continue
        if group == "G" and verbs and any(verbs[-1].end < at <= match.start() for at in starts):
            # In a sentence of its own "stav 1 treba da glasi" orders what "menja se i glasi" only announces.
            group, coordinated = "R", False
        if group in "RX" and verbs and RELATIVE.search(before):
            continue
        if coordinated and verbs and _joins(verbs[-1].group, group):
            verbs[-1] = _Verb(_stronger(verbs[-1].group, group), verbs[-1].start, match.end())
            continue
        verbs.append(_Verb(group, match.start(), match.end()))
    kept = [verb for verb in verbs if verb.group != "G"]
    if not any(verb.group != "U" for verb in kept) and any(verb.group == "G" for verb in verbs):
        kept = []
    return kept or [_Verb("R", verb.start, verb.end) for verb in verbs[:1]]


def _verb_matches(text: str) -> list[re.Match[str]]:
    found = list(VERB.finditer(text))
    taken = [match.span() for match in found]
    for match in DETACHED.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        since = max((end for _, end in taken if end <= match.start()), default=0)
        if REFLEXIVE.search(text, since, match.start()):
            found.append(match)
    taken = [match.span() for match in found]
    for match in ANY_VERB.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        before = max(0, match.start() - 40)
        if not NO_ORDER.search(text, before, match.start()) and not EVERYWHERE.search(text, before, match.start()):
            found.append(match)
    return sorted(found, key=lambda match: match.start())


def _joins(first: str, second: str) -> bool:
    if "U" in (first, second):
        return False
    return "G" in (first, second) or "R" in (first, second) or first == second


def _stronger(first: str, second: str) -> str:
    if "R" in (first, second):
        return "R"
    return second if first == "G" else first


def _boundary(sentence: _Sentence, start: int, end: int) -> int:
    """Where between two verbs the second one's words begin."""
    text = sentence.text
    starts = [at for at in sentence.starts if start < at <= end]
    if starts:
        return starts[-1]
    for pattern in (STRONG, WEAK):
        found = list(pattern.finditer(text, start, end))
        if found:
            chosen = found[0] if pattern is STRONG else found[-1]
            return chosen.end()
    return start


def _orders_of(
    sentence: _Sentence, clause: _Clause, context: Path, act: ActSpan | None, named: Sequence[ActSpan]
) -> list[Order]:
    text = sentence.text
    quotes = sentence.quotes_in(clause.start, clause.end)
    base = Order(InstructionKind.UNKNOWN, act, words=sentence.shown(clause.start, clause.end))
    about_words = [each for each in quotes if OBJECT_BEFORE.search(text, clause.start, each[0])]
    heading = _heading(text, clause)
    if about_words and not (heading and len(quotes) == 1):
        return _word_orders(sentence, clause, quotes, context, base)
    if clause.group == "N" and not quotes:
        return _renumbering(sentence, clause, context, base)
    if clause.group in "IP" and any(INSTEAD.search(text, clause.start, each.start) for each in clause.mentions):
        clause.group = "R"
    if clause.group in "IP":
        return _insertion(sentence, clause, quotes, context, base)
    if clause.group == "U":
        return _not_known(clause, quotes, named, base)
    paths = _paths(clause.mentions, context)
    if not clause.mentions and context and (clause.group == "R" or heading):
        paths = [context] if heading or not named else []
    if clause.group == "X" and not clause.mentions:
        acts = [each for each in named if not each.basic or clause.group == "X"]
        return [replace(base, kind=InstructionKind.REPEALED, act=each) for each in acts]
    if not paths:
        paths = [()] if act is not None and (quotes or heading) else []
    kind = {"R": InstructionKind.REPLACED, "D": InstructionKind.DELETED, "X": InstructionKind.REPEALED}[clause.group]
    if not paths:
        scope = named and clause.group == "R"
        return [] if scope or not quotes else [base]
    part = heading or _sentence_part(text, clause)
    if kind is InstructionKind.REPLACED and len(quotes) == 2 and part == "heading":
        quotes = quotes[1:]
    made = []
    for path in paths:
        new = quotes[-1][1].words if quotes and kind is InstructionKind.REPLACED else ""
        follows = kind is InstructionKind.REPLACED and not new
        made.append(replace(base, kind=kind, path=path, part=part, new_words=new, announces=follows))
    if kind is InstructionKind.REPLACED and not quotes and len(made) == 1:
        made = [_with_plain_text(sentence, clause, made[0])]
    return made


def _not_known(
    clause: _Clause, quotes: list[tuple[int, Quotation]], named: Sequence[ActSpan], base: Order
) -> list[Order]:
    """An order with a verb that is not in the vocabulary; a rule that only mentions a place is none."""
    speaks_of_change = bool(quotes) or any(act.basic for act in named)
    return [base] if speaks_of_change and (clause.mentions or quotes) else []


def _heading(text: str, clause: _Clause) -> str:
    quote = re.compile(QUOTED).search(text, clause.verb[1], clause.end)
    match = HEADING.search(text, clause.start, quote.start() if quote else clause.verb[1])
    if match is None or clause.group not in "RDIX":
        return ""
    if HEADING_AND_MORE.search(text, clause.start, clause.end):
        return ""
    return "heading"


def _sentence_part(text: str, clause: _Clause) -> str:
    match = SENTENCE.search(text, clause.start, clause.end)
    if match is None:
        return ""
    return f"sentence {ORDINAL[match['sq'] or match['sr'] or match['en']]}"


def _with_plain_text(sentence: _Sentence, clause: _Clause, order: Order) -> Order:
    """New wording after a colon that nobody put between marks."""
    colon = sentence.text.find(":", clause.verb[1], clause.end)
    rest = sentence.folded.original(colon + 1, clause.end).strip() if colon >= 0 else ""
    if not rest:
        return order
    return replace(order, new_words=rest, announces=False, doubts=(*order.doubts, "unmarked_words"))


# Words replaced, inserted, deleted


def _word_orders(
    sentence: _Sentence, clause: _Clause, quotes: list[tuple[int, Quotation]], context: Path, base: Order
) -> list[Order]:
    text = sentence.text
    paths = _paths(clause.mentions, context) or [context]
    everywhere = bool(EVERYWHERE.search(text, clause.start, clause.end))
    if everywhere and not clause.mentions:
        paths = [()]
    part = _sentence_part(text, clause) or ("heading" if HEADING.search(text, clause.start, clause.verb[0]) else "")
    doubts = () if clause.mentions or everywhere else ("place_from_before",)
    words = [quote.words for _, quote in quotes]
    made: list[Order] = []
    instead = next((n for n, (at, _) in enumerate(quotes) if _instead(text, clause.start, at)), None)
    if clause.group in "RN" or instead is not None:
        if len(words) % 2:
            return [replace(base, doubts=("words_unpaired",))]
        half = len(words) // 2
        olds, news = words[:half], words[half:]
        if instead is not None and instead >= half:
            olds, news = news, olds
        for old, new in zip(olds, news, strict=True):
            made.append(replace(base, kind=InstructionKind.WORDS_REPLACED, old_words=old, new_words=new))
    elif clause.group in "IP":
        made = [_words_inserted(text, clause, quotes, base)]
    elif clause.group == "U":
        return _not_known(clause, quotes, (), base)
    else:
        made = [replace(base, kind=InstructionKind.WORDS_DELETED, old_words=old) for old in words]
    return [
        replace(
            each,
            path=path,
            part=part,
            position="throughout" if everywhere else each.position,
            doubts=each.doubts + doubts,
        )
        for path in paths
        for each in made
    ]


def _instead(text: str, start: int, at: int) -> bool:
    match = OBJECT_BEFORE.search(text, start, at)
    return match is not None and INSTEAD.search(text, start, match.start()) is not None


# "fjalëve … u shtohen fjalët …": words added to words stand after them.
_TO_WORDS = re.compile(
    r"\b(?:fjal(?:eve|es)|shprehjes|shprehjeve|termit|recima|izrazu|to\s+the\s+(?:words?|phrase|term))\s*$"
)


def _words_inserted(text: str, clause: _Clause, quotes: list[tuple[int, Quotation]], base: Order) -> Order:
    anchor, position = None, ""
    for at, quote in quotes:
        match = OBJECT_BEFORE.search(text, clause.start, at)
        lead = match.start() if match else at
        if AFTER.search(text, clause.start, lead):
            anchor, position = quote, "after"
        elif BEFORE.search(text, clause.start, lead):
            anchor, position = quote, "before"
    if anchor is None and len(quotes) == 2 and _TO_WORDS.search(text, clause.start, quotes[0][0]):
        anchor, position = quotes[0][1], "after"
    others = [quote.words for _, quote in quotes if quote is not anchor]
    if len(others) != 1:
        return replace(base, doubts=("words_unpaired",))
    if anchor is None:
        position = "end" if AT_END.search(text, clause.start, clause.end) else ""
    return replace(
        base,
        kind=InstructionKind.WORDS_INSERTED,
        old_words=anchor.words if anchor else "",
        new_words=others[0],
        position=position,
        doubts=() if position else ("no_anchor",),
    )


# Renumbered and inserted provisions


_GETS_NUMBER = re.compile(
    r"(?:merr(?:in)?\s+numrin|mban\s+numrin|dobija(?:ju)?\s+broj|nosi\s+broj|(?:is|shall\s+be)\s+given\s+the\s+number|takes\s+the\s+number)"
    r"\s+(?P<number>\d{1,4}(?:\.\d+)*(?:/?[a-z])?)"
)


def _renumbering(sentence: _Sentence, clause: _Clause, context: Path, base: Order) -> list[Order]:
    numbered = _GETS_NUMBER.match(sentence.text, clause.verb[0])
    if numbered and clause.mentions:
        paths, number = (
            _paths(clause.mentions, context),
            clean_number(sentence.folded.original(*numbered.span("number"))),
        )
        kind = paths[0][-1][0] if len(paths) == 1 and paths[0] else None
        if kind is None:
            return [base]
        return [replace(base, kind=InstructionKind.RENUMBERED, path=paths[0], numbers=((kind, number),))]
    olds = [each for each in clause.mentions if each.start < clause.verb[0]]
    news = [each for each in clause.mentions if each.start >= clause.verb[1]]
    if not olds or not news:
        return [base] if clause.mentions else []
    paths = _paths(olds, context)
    target = news[0]
    if len(paths) != len(target.numbers):
        return [replace(base, doubts=("numbers_unpaired",))]
    return [
        replace(base, kind=InstructionKind.RENUMBERED, path=path, numbers=((target.kind, number),))
        for path, number in zip(paths, target.numbers, strict=True)
    ]


def _insertion(
    sentence: _Sentence, clause: _Clause, quotes: list[tuple[int, Quotation]], context: Path, base: Order
) -> list[Order]:
    text = sentence.text
    fresh = _what_is_new(text, clause)
    rest = [each for each in clause.mentions if each not in fresh]
    anchors = [each for each in rest if AFTER.search(text, clause.start, each.start)]
    befores = [each for each in rest if BEFORE.search(text, clause.start, each.start)]
    new = quotes[-1][1].words if quotes else ""
    numbers = tuple((each.kind, number) for each in fresh for number in each.numbers)
    if not fresh and not quotes and not text[clause.start : clause.end].rstrip().endswith(":"):
        return [base] if rest else []
    paths = _paths(rest, context)
    if not rest and numbers and RANK[numbers[0][0]] > RANK[Kind.ARTICLE] and context:
        paths = [tuple(step for step in context if RANK[step[0]] < RANK[numbers[0][0]])]
    if rest and numbers and not anchors and not befores:
        paths = [path for path in paths if path] or [()]
    position = "after" if anchors else "before" if befores else "in"
    if position == "in" and numbers and paths and paths[0] and paths[0][-1][0] is numbers[0][0]:
        # "nënparagrafit 2.1 i shtohet nënparagrafi 2.2": beside it, since it cannot be inside.
        position = "after"
    if position == "in" and AT_END.search(text, clause.start, clause.end):
        position = "end"
    # The anchor of an insertion is its last path: "Neni 5, pas paragrafit 3" stands for one place, not two.
    path = paths[0] if paths else ()
    order = replace(
        base,
        kind=InstructionKind.INSERTED,
        path=path,
        position=position,
        numbers=numbers,
        new_words=new,
        announces=not new,
        doubts=("many_places",) if len(paths) > 1 else (),
    )
    return [order if new else _with_plain_text(sentence, clause, order)]


def _what_is_new(text: str, clause: _Clause) -> list[Mention]:
    """Which of the places named in an insertion are the new ones."""

    def leads(mention: Mention) -> bool:
        return bool(AFTER.search(text, clause.start, mention.start) or BEFORE.search(text, clause.start, mention.start))

    def linked(at: int) -> bool:
        """Whether a mention only says where the one before it stands ("paragrafit 3 të nenit 5")."""
        if at == 0:
            return False
        one, other = clause.mentions[at - 1], clause.mentions[at]
        return RANK[other.kind] < RANK[one.kind] and bool(LINKED.match(text[one.end : other.start]))

    mentions = clause.mentions
    marked = [each for each in mentions if NEW.search(text, clause.start, each.start) and not leads(each)]
    if marked:
        return marked
    free = [(at, each) for at, each in enumerate(mentions) if not leads(each) and not linked(at)]
    after = [each for at, each in free if each.start >= clause.verb[1] and not _container(text, clause, each)]
    if after:
        return _same_kind(after)
    before = [each for at, each in free if each.start < clause.verb[0] and not _container(text, clause, each)]
    return before[-1:] if len(mentions) > 1 else []


def _same_kind(mentions: list[Mention]) -> list[Mention]:
    return [each for each in mentions if each.kind is mentions[0].kind]


_IN = re.compile(
    r"\b(?:ne|nga|u|iz|in|to|from|within|te)\s+(?:the\s+)?(?:fund(?:in)?\s+te\s+)?$|\b(?:kraju|end\s+of)\s+$"
)


def _container(text: str, clause: _Clause, mention: Mention) -> bool:
    return bool(_IN.search(text, clause.start, mention.start))


# Paths


def _paths(mentions: Sequence[Mention], context: Path) -> list[Path]:
    """
    The places that mentions add up to: steps of different rank make one path, a rank that comes again begins another.

    What a path lacks above its first step comes from the path before or after it, else from the context.
    """
    groups: list[list[Mention]] = []
    for mention in mentions:
        ranks = {RANK[each.kind] for each in groups[-1]} if groups else set()
        if not groups or RANK[mention.kind] in ranks:
            groups.append([])
        groups[-1].append(mention)
    made: list[list[Path]] = [_expanded(group) for group in groups]
    tops = [min((RANK[each.kind] for each in group), default=99) for group in groups]
    for at, paths in enumerate(made):
        neighbors = [made[near][0] for near in (at - 1, at + 1) if 0 <= near < len(made) and made[near]]
        sources = [path for path in (*neighbors, context) if path and RANK[path[0][0]] < tops[at]]
        if sources and tops[at] > RANK[Kind.ARTICLE]:
            above = tuple(step for step in sources[0] if RANK[step[0]] < tops[at])
            made[at] = [(*above, *path) for path in paths]
    return [path for paths in made for path in paths]


def _expanded(group: list[Mention]) -> list[Path]:
    paths: list[Path] = [()]
    for mention in sorted(group, key=lambda each: RANK[each.kind]):
        steps = [((mention.kind, number), *mention.deeper) for number in mention.numbers]
        paths = [(*path, *step) for path in paths for step in steps]
    return paths
