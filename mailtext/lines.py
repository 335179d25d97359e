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

    `zone` is the container of the mail program that holds a quote and its heading, 0 outside. `color` is the one color
    in which all of it is written, "" for black, for several, and in plain text.
    """

    text: str
    depth: int = 0
    zone: int = 0
    hint: str = ""
    color: str = ""
    key: str = ""  # the words folded, blanks at both ends off

    def __post_init__(self) -> None:
        self.key = fold(self.text).strip()


def plain_lines(text: str, *, flowed: bool = False, joined: bool = False) -> list[Line]:
    """
    The lines of a plain text, quotation marks counted and taken off.

    `flowed` and `joined` are format=flowed and DelSp=yes (RFC 3676): lines that end with a blank go on in the next.
    """
    if flowed:
        return _flowed_lines(text, joined=joined)
    made = [Line(words, depth) for depth, words in map(_counted, text.split("\n"))]
    _unescape_from(made)
    return made


def _counted(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and its words."""
    if line[:4].lstrip(" \u00a0").startswith(">") and (match := _MARKS.match(line)):
        return match[1].count(">"), line[match.end() :]
    return 0, line


def _flowed_lines(text: str, *, joined: bool) -> list[Line]:
    made: list[Line] = []
    held: list[str] = []
    held_depth = -1
    for each in text.split("\n"):
        depth, words = _counted(each)
        words = words.removeprefix(" ")
        if held and depth != held_depth:
            made.append(Line("".join(held), held_depth))
            held.clear()
        held_depth = depth
        goes_on = words.endswith(" ") and words != "-- "
        held.append(words[:-1] if goes_on and joined else words)
        if not goes_on:
            made.append(Line("".join(held), depth))
            held.clear()
    if held:
        made.append(Line("".join(held), held_depth))
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
