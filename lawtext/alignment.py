"""The language editions of one text laid side by side, provision by provision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
