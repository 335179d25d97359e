"""Word differences and word similarity, with typography told apart from words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from lawtext.language import plain_letters

_TOKEN = re.compile(r"\s+|[^\W_]+|[\W_]", re.S)
_WORD = re.compile(r"[^\W_]+")
# One character for one character, so that offsets stay true.
_TYPOGRAPHY = (
    *((mark, '"') for mark in "„“”«»‟〝〞＂"),
    *((mark, "'") for mark in "‘’‚‹›‛´`"),
    *((mark, "-") for mark in "‐‑‒–—―−"),
    *((mark, " ") for mark in "\u00a0\u2007\u202f\u2009\t\n\r\x0b\x0c"),
)


class Op(StrEnum):
    """What happened to a stretch of text."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text and what happened to it; a replacement is a deletion followed by an insertion."""

    op: Op
    text: str


def same_length_key(text: str) -> str:
    """The text with quotes, dashes, blanks and look-alike letters made one, character for character."""
    key = plain_letters(text)
    # Looking for each mark is many times faster than translating every character of a text that has letters like ë.
    for mark, plain in _TYPOGRAPHY:
        if mark in key:
            key = key.replace(mark, plain)
    return key


def words_of(text: str) -> list[str]:
    """The words of a text for comparing: lower case, look-alike letters mended, no punctuation."""
    return _WORD.findall(plain_letters(text).lower())


def typography_key(text: str) -> str:
    """Equal for two texts that differ only in case, blanks, punctuation marks or look-alike letters."""
    return "".join(words_of(text))


def word_changes(old: str, new: str) -> list[Change]:
    """
    How `old` becomes `new`, by whole words, blanks and marks.

    Equal and deleted texts joined give `old` back, equal and inserted ones `new`, character for character. Changes
    that only a single blank separates are joined, so that a rewritten phrase is one change.
    """
    if old == new:
        return [Change(Op.EQUAL, old)] if old else []
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[tuple[str, str]] = []  # (of old, of new); the same text in both where nothing changed
    for tag, start, end, new_start, new_end in _opcodes(before, after):
        one, other = "".join(before[start:end]), "".join(after[new_start:new_end])
        if tag == "equal" and one != other:
            # Equal but for typography: told token by token.
            pieces.extend(zip(before[start:end], after[new_start:new_end], strict=True))
        else:
            pieces.append((one, other))
    return _told(_joined(pieces))


def _opcodes(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    from rapidfuzz.distance import Indel

    keys, new_keys = _keys(before), _keys(after)
    return [
        (code.tag, code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Indel.opcodes(keys, new_keys)
    ]


def _keys(tokens: list[str]) -> list[str]:
    whole = "".join(tokens)
    key = same_length_key(whole)
    if key == whole:
        return tokens
    # Mending a character never changes what is a word, a blank or a mark, so the tokens stay the same.
    found = _TOKEN.findall(key)
    return found if len(found) == len(tokens) else [same_length_key(token) for token in tokens]


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Runs of equal and of changed pieces; a lone blank between two changes belongs to the change."""
    runs: list[tuple[str, str]] = []
    was_same = False
    for at, (old, new) in enumerate(pieces):
        same = old == new
        if same and old.isspace() and len(old) == 1 and 0 < at < len(pieces) - 1:
            before, after = pieces[at - 1], pieces[at + 1]
            same = not (before[0] != before[1] and after[0] != after[1])
        if runs and same == was_same:
            runs[-1] = (runs[-1][0] + old, runs[-1][1] + new)
        else:
            runs.append((old, new))
        was_same = same
    return runs


def _told(runs: list[tuple[str, str]]) -> list[Change]:
    changes: list[Change] = []
    for old, new in runs:
        if old == new:
            changes.append(Change(Op.EQUAL, old))
            continue
        if old:
            changes.append(Change(Op.DELETE, old))
        if new:
            changes.append(Change(Op.INSERT, new))
    return changes
