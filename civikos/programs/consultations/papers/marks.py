"""Text as papers can carry it: what a proposal changes, word by word, and what a file format cannot hold taken out."""

import re
from dataclasses import dataclass

from civikos.programs.consultations.papers.rows import Row

# What XML and page description languages cannot hold: control characters, halves of characters, non-characters.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = re.compile(r"\w{1,8}[^\w\s]?|[^\w\s]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


@dataclass(frozen=True)
class Part:
    """A stretch of a proposal: `op` is `equal`, `insert` or `delete`."""

    op: str
    text: str


def printable(text: str) -> str:
    """The text without what no file can hold; every kind of line end a line feed."""
    return _NOT_TEXT.sub("", _LINE_END.sub("\n", text))


def breakable(text: str) -> str:
    """Printable text whose longest words (addresses, codes) may break, so that no cell runs into the next one."""
    return _LONG_WORD.sub(lambda word: _PIECE.sub("\\g<0>\u200b", word[0]), printable(text))


def is_cyrillic(text: str) -> bool:
    """Whether any of it is written in Cyrillic."""
    return _CYRILLIC.search(text) is not None


def change(row: Row) -> tuple[Part, ...]:
    """
    The proposed wording as a change of the wording it started from, in reading order.

    A proposal that started from nothing is wholly new text and carries no marks.
    """
    if not row.proposed or not row.original:
        return (Part("equal", printable(row.proposed)),) if row.proposed else ()
    from lawtext import word_changes

    return tuple(
        Part(part.op, part.text) for part in word_changes(printable(row.original), printable(row.proposed)) if part.text
    )
