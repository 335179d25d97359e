"""Lines of a mail before anybody knows whose they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailtext.letters import fold

SIGNED = "signed"  # the mail program marked it as signature
HEADING = "heading"  # the mail program marked it as the line above a quote
RULE = "rule"  # a drawn line

_MARKS = re.compile(r"[ \u00a0]{0,3}((?:>[ \u00a0]?){1,60})")
_BAR = re.compile(r"[ \u00a0]{0,2}((?:\|[ \u00a0]){1,20})(?=\S)")


@dataclass(slots=True)
class Line:
    """
    One line: its words without quotation marks of mail, how often it is quoted, and what its markup tells.

    `zone` is the container of the mail program that holds a quote and its heading, 0 outside.
    """

    text: str
    depth: int = 0
    zone: int = 0
    hint: str = ""
    key: str = ""  # the words folded, blanks at both ends off

    def __post_init__(self) -> None:
        self.key = fold(self.text).strip()


def plain_lines(text: str, *, flowed: bool = False, joined: bool = False) -> list[Line]:
    """
    The lines of a plain text, quotation marks counted and taken off.

    `flowed` and `joined` are format=flowed and DelSp=yes (RFC 3676): lines that end with a blank go on in the next.
    """
    made: list[Line] = []
    for each in text.split("\n"):
        depth = 0
        if each[:4].lstrip(" \u00a0").startswith(">"):
            if match := _MARKS.match(each):
                depth = match[1].count(">")
                each = each[match.end() :]
        if flowed:
            if each.startswith(" "):
                each = each[1:]
            before = made[-1] if made else None
            if before is not None and before.depth == depth and before.text.endswith(" ") and before.text != "-- ":
                kept = before.text[:-1] if joined else before.text
                made[-1] = Line(kept + each, depth)
                continue
        made.append(Line(each, depth))
    if not flowed:
        _unescape_from(made)
    return made


def _unescape_from(lines: list[Line]) -> None:
    # ">From" at the beginning of a line is what mailboxes of the old kind make of "From".
    for at, line in enumerate(lines):
        if (
            line.depth == 1
            and line.text.startswith("From ")
            and not ((at and lines[at - 1].depth) or (at + 1 < len(lines) and lines[at + 1].depth))
        ):
            lines[at] = Line(line.text, 0)


def is_blank(line: Line) -> bool:
    """Whether nothing is written on it."""
    return not line.key


def bar_quoted(text: str) -> tuple[int, str]:
    """How deep `| ` at its beginning quotes a line, and the rest."""
    match = _BAR.match(text)
    return (match[1].count("|"), text[match.end() :]) if match else (0, text)
