"""Word differences, and whether words changed or only numbers or typography."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from lawtext.language import plain_letters

# Marks that combine with the letter before them, and hyphens and joiners nobody sees, are inside the word.
_INSIDE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
_NUMBER_FORM = r"\d+(?:[.,/:]\d+)+"
_TOKEN = re.compile(rf"\s+|{_NUMBER_FORM}|[^\W_](?:[^\W_]|[{_INSIDE}])*|[\W_]", re.S)
_WORD = re.compile(r"[^\W_]+")
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Numbers with their separators, and the signs that change what a number means.
_KEY = re.compile(r"\d+(?:[ .,]\d+)*|[^\W\d_]+|[%‰€$£§+<>=]")
_TELLING = re.compile(r"[\d%‰€$£§+<>=]")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .,]\d{3})+")
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


class Nature(StrEnum):
    """
    What kind of change it is, the lightest first.

    `typography`: case, marks, blanks, look-alike letters, ways of writing the same number (1.000, 1 000).
    `labels`: numbers of the provisions themselves ("2." has become "3."), the text is the same.
    `references`: numbers of other articles in the text, changed as those articles were renumbered.
    `numbers`: other numbers in the text (15 days, 500 euro). The words are the same, the meaning is not.
    `words`: anything else; numbers written in letters are words.
    """

    SAME = "same"
    TYPOGRAPHY = "typography"
    LABELS = "labels"
    REFERENCES = "references"
    NUMBERS = "numbers"
    WORDS = "words"


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
    return _WORD.findall(_plain(text))


def typography_key(text: str) -> str:
    """Equal for two texts that differ only in case, blanks, punctuation marks or look-alike letters."""
    return words_and_key(text)[1]


def words_and_key(text: str) -> tuple[list[str], str]:
    """What `words_of` and `typography_key` give, at the cost of one."""
    plain = _plain(text)
    words = _WORD.findall(plain)
    return words, "".join(_keyed(plain, numbers=True) if _TELLING.search(plain) else words)


def nature_of(old: str, new: str) -> Nature:
    """What kind of change leads from one text to the other: same, typography, numbers or words."""
    if old == new:
        return Nature.SAME
    one, other = _plain(old), _plain(new)
    if _keyed(one, numbers=True) == _keyed(other, numbers=True):
        return Nature.TYPOGRAPHY
    if "".join(_keyed(one, numbers=True)) == "".join(_keyed(other, numbers=True)):
        return Nature.TYPOGRAPHY
    if "".join(_keyed(one, numbers=False)) == "".join(_keyed(other, numbers=False)):
        return Nature.NUMBERS
    return Nature.WORDS


def _plain(text: str) -> str:
    """Lower case without what cannot be seen; letters with marks in one form."""
    if not text.isascii():
        for mark in _UNSEEN:
            if mark in text:
                text = text.replace(mark, "")
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = plain_letters(text).replace("\u00a0", " ").replace("\u202f", " ")
    return text.lower()


def _keyed(text: str, *, numbers: bool) -> list[str]:
    """Words and numbers of a plain text; every number as one "#" where they are not asked for."""
    found = _KEY.findall(text)
    return [_number(each, numbers) if each[0].isdigit() else each for each in found]


def _number(number: str, asked: bool) -> str:
    if not asked:
        return "#"
    if _THOUSANDS.fullmatch(number):
        return f"#{re.sub('[ .,]', '', number)}#"
    return f"#{number.replace('.', ',')}#"


def word_changes(old: str, new: str) -> list[Change]:
    """
    How `old` becomes `new`, by whole words, blanks and marks.

    Equal and deleted texts joined give `old` back, equal and inserted ones `new`, character for character. Changes
    that only a single blank separates are joined, so that a rewritten phrase is one change.
    """
    if old == new:
        return [Change(Op.EQUAL, old)] if old else []
    # Words with the blanks after them first, half as many; then only what differs word by word, blank by blank.
    (before, keys), (after, new_keys) = _coarse(old), _coarse(new)
    pieces: list[tuple[str, str]] = []  # (of old, of new); the same text in both where nothing changed
    changed: tuple[list[str], list[str]] = [], []
    for tag, start, end, new_start, new_end in _opcodes(keys, new_keys):
        if tag != "equal":
            changed[0].extend(before[start:end])
            changed[1].extend(after[new_start:new_end])
            continue
        if before[start:end] == after[new_start:new_end]:
            _refine(changed, pieces)
            whole = "".join(before[start:end])
            pieces.append((whole, whole))
            continue
        for one, other in zip(before[start:end], after[new_start:new_end], strict=True):
            if one == other:
                _refine(changed, pieces)
                pieces.append((one, one))
            else:
                changed[0].append(one)
                changed[1].append(other)
    _refine(changed, pieces)
    return _told(_joined(pieces))


def _coarse(text: str) -> tuple[list[str], list[str]]:
    """Words with the blank after them, and what they are compared by."""
    keys = same_length_key(text).split(" ")
    words, at = [], 0
    for key in keys:
        words.append(text[at : at + len(key) + 1])
        at += len(key) + 1
    return (words, keys) if words[-1] else (words[:-1], keys[:-1])


def _refine(changed: tuple[list[str], list[str]], pieces: list[tuple[str, str]]) -> None:
    """Tell a changed stretch word by word, and empty it."""
    old, new = "".join(changed[0]), "".join(changed[1])
    changed[0].clear()
    changed[1].clear()
    if not old or not new:
        if old or new:
            pieces.append((old, new))
        return
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    for tag, start, end, new_start, new_end in _opcodes(_keys(before), _keys(after)):
        one, other = "".join(before[start:end]), "".join(after[new_start:new_end])
        if tag == "equal" and one != other:
            # Equal but for typography: told token by token.
            pieces.extend(zip(before[start:end], after[new_start:new_end], strict=True))
        else:
            pieces.append((one, other))


def _opcodes(keys: list[str], new_keys: list[str]) -> list[tuple[str, int, int, int, int]]:
    from rapidfuzz.distance import Indel

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
