"""The language editions of one text laid side by side, provision by provision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lawtext.comparison import Comparison, Fate, FateKind, compare, fate_of, units_of
from lawtext.differences import Nature
from lawtext.language import to_latin
from lawtext.model import Kind, Node, Text

_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_HOLDERS = frozenset(
    {Kind.BOOK, Kind.PART, Kind.TITLE, Kind.CHAPTER, Kind.SUBCHAPTER, Kind.SECTION, Kind.ANNEX, Kind.ARTICLE}
)


@dataclass(frozen=True, slots=True)
class Aligned:
    """One provision in every language that has it: ids by the key of the text (see `align`)."""

    ids: dict[str, str]
    kind: Kind
    number: str


@dataclass(slots=True)
class _Row:
    key: tuple[str, ...]
    nodes: dict[str, Node]


def align(texts: Sequence[Text]) -> list[Aligned]:
    """
    Every node of every text exactly once, in the reading order of the first text; unmatched ones stand alone.

    Articles meet by number wherever they stand; provisions below them by number, or by their place where numbers are
    letters or missing. `ids` is keyed by language; two texts in one language get "sr" and "sr-Cyrl" (the script), or
    a count.
    """
    keys = _keys(texts)
    rows: list[_Row] = []
    for key, text in zip(keys, texts, strict=True):
        _merge(rows, key, [(_top_key(path, node), node) for path, node in _top(text)])
    return [aligned for row in rows for aligned in _below(row)]


def compare_editions(old: Sequence[Text], new: Sequence[Text]) -> dict[str, Comparison]:
    """
    What became of each article in every language that both versions have, by the key of the text (see `align`).

    The first such language is compared; the others follow it by ids (`align`), so that an article has one fate in all
    of them. What changed in it is judged in each language by its own words: where one edition changed and another did
    not, `disagreements` tells. Articles of an edition that the first one lacks are new or removed.
    """
    olds, news = dict(zip(_keys(old), old, strict=True)), dict(zip(_keys(new), new, strict=True))
    shared = [key for key in olds if key in news]
    if not shared:
        return {}
    first = shared[0]
    made = {first: compare(olds[first], news[first])}
    for key in shared[1:]:
        before, after = _same_in((olds[first], olds[key])), _same_in((news[first], news[key]))
        made[key] = _carried(made[first], olds[key], news[key], before, after)
    return made


def disagreements(comparisons: dict[str, Comparison]) -> list[dict[str, Fate]]:
    """Articles whose words changed in one edition and not in another: their fates by language."""
    told: list[dict[str, Fate]] = []
    first, *others = comparisons
    for at, fate in enumerate(comparisons[first].fates):
        fates = {first: fate, **{key: comparisons[key].fates[at] for key in others if at < len(comparisons[key].fates)}}
        changed = {
            each.nature in (Nature.NUMBERS, Nature.WORDS) for each in fates.values() if each.old_ids or each.new_ids
        }
        if len(changed) > 1:
            told.append(fates)
    return told


def _same_in(editions: tuple[Text, Text]) -> dict[str, str]:
    """The id in the second edition of every node of the first."""
    one, other = _keys(editions)
    return {row.ids[one]: row.ids[other] for row in align(editions) if one in row.ids and other in row.ids}


def _carried(
    comparison: Comparison, old: Text, new: Text, befores: dict[str, str], afters: dict[str, str]
) -> Comparison:
    units = {node.id: node for node in units_of(old)}, {node.id: node for node in units_of(new)}
    fates: list[Fate] = []
    for fate in comparison.fates:
        olds = [units[0][befores[id]] for id in fate.old_ids if befores.get(id) in units[0]]
        news = [units[1][afters[id]] for id in fate.new_ids if afters.get(id) in units[1]]
        ids = tuple(node.id for node in olds), tuple(node.id for node in news)
        if olds and news:
            made = fate_of(olds, news, moved=fate.kind is FateKind.MOVED)
        elif olds or news:
            made = Fate(FateKind.REMOVED if olds else FateKind.NEW, *ids, 0.0, nature=Nature.WORDS)
        else:
            # This edition lacks the article in both versions; an empty fate keeps the rows of all editions together.
            made = Fate(fate.kind, (), (), 0.0)
        fates.append(made)
    known = {id for fate in fates for id in fate.old_ids}, {id for fate in fates for id in fate.new_ids}
    fates += [Fate(FateKind.REMOVED, (id,), (), 0.0, nature=Nature.WORDS) for id in units[0] if id not in known[0]]
    fates += [Fate(FateKind.NEW, (), (id,), 0.0, nature=Nature.WORDS) for id in units[1] if id not in known[1]]
    return Comparison(tuple(fates), compare(old, new).others)


def _keys(texts: Sequence[Text]) -> list[str]:
    keys: list[str] = []
    for text in texts:
        key = text.language or "und"
        if key in keys:
            key = f"{key}-{text.script}"
        count = 2
        while key in keys:
            key, count = f"{text.language or 'und'}-{count}", count + 1
        keys.append(key)
    return keys


def _top(text: Text) -> list[tuple[tuple[str, ...], Node]]:
    """Levels and articles in reading order, with the levels above them; below articles nothing."""
    found: list[tuple[tuple[str, ...], Node]] = []
    counts: dict[tuple[tuple[str, ...], Kind], int] = {}

    def visit(node: Node, path: tuple[str, ...]) -> None:
        counts[path, node.kind] = counts.get((path, node.kind), 0) + 1
        found.append((path, node))
        if node.kind in _HOLDERS and node.kind is not Kind.ARTICLE:
            own = _value(node.number) or f"#{counts[path, node.kind]}"
            for child in node.children:
                visit(child, (*path, f"{node.kind}{own}"))

    for node in text.nodes:
        visit(node, ())
    return found


def _top_key(path: tuple[str, ...], node: Node) -> tuple[str, ...]:
    if node.kind is Kind.ARTICLE:
        annex = [part for part in path if part.startswith(Kind.ANNEX)]
        return (*annex, "article", re.sub(r"[\W_]", "", to_latin(node.number)).upper())
    if node.kind in _HOLDERS:
        return (*path, node.kind.value, _value(node.number))
    return (*path, node.kind.value, node.number)


def _value(number: str) -> str:
    """A number for comparing between languages: Roman and Arabic alike; "" for words and letters."""
    text = to_latin(number).strip().lower()
    if re.fullmatch(r"\d+(\.\d+)*", text):
        return text
    if text and all(letter in _VALUES for letter in text):
        values = [_VALUES[letter] for letter in text]
        total = sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))
        return str(total)
    return ""


def _merge(rows: list[_Row], language: str, keyed: list[tuple[tuple[str, ...], Node]]) -> None:
    """Set one language's nodes into the rows: beside its equals, else after the node before it."""
    counts: dict[tuple[str, ...], int] = {}
    places: dict[tuple[str, ...], _Row] = {row.key: row for row in rows}
    added: list[tuple[_Row | None, _Row]] = []
    last: _Row | None = None
    for key, node in keyed:
        counts[key] = counts.get(key, 0) + 1
        # Empty numbers and duplicates meet by their place among their equals.
        full = (*key, f"({counts[key]})")
        row = places.get(full)
        if row is None:
            row = _Row(full, {})
            places[full] = row
            added.append((last, row))
        row.nodes[language] = node
        last = row
    if not added:
        return
    after: dict[int, list[_Row]] = {}
    for anchor, row in added:
        after.setdefault(id(anchor), []).append(row)
    ordered: list[_Row] = []
    stack = list(reversed(after.get(id(None), []) + rows))
    # Rows added after an added row follow it, so the list is built by walking, not by inserting.
    while stack:
        row = stack.pop()
        ordered.append(row)
        stack.extend(reversed(after.get(id(row), [])))
    rows[:] = ordered


def _below(row: _Row) -> list[Aligned]:
    first = next(iter(row.nodes.values()))
    made = [Aligned({language: node.id for language, node in row.nodes.items()}, first.kind, first.number)]
    if first.kind in _HOLDERS and first.kind is not Kind.ARTICLE:
        return made
    rows: list[_Row] = []
    for language, node in row.nodes.items():
        _merge(rows, language, [(_inner_key(child), child) for child in node.children])
    for inner in rows:
        made.extend(_below(inner))
    return made


def _inner_key(node: Node) -> tuple[str, ...]:
    number = node.number if re.fullmatch(r"\d+(\.\d+)*", node.number) else ""
    return (node.kind.value, number)
