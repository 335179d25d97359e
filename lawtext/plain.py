"""Plain text files to source lines."""

from __future__ import annotations

import re
from dataclasses import replace

from lawtext.lines import as_lines
from lawtext.model import Doubt, Line, Unreadable

_MAX_LINES = 400_000
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|<br\s*/?>|(?<=\S)[ \t]+(?=#{1,6}\s)")
_CALL = re.compile(r"(?<=[A-ZËÇŠŽČĆĐА-Ш]{3})([1-9])$")
_NOTE = re.compile(r"^([1-9]) +[A-ZËÇŠŽČĆĐА-Ш][^\W\d_]+ ")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x7f]")


def read_plain(data: bytes) -> tuple[list[Line], list[Doubt]]:
    """
    The physical lines of a text file; UTF-8, UTF-16 with its mark, else Windows-1250 (with a doubt).

    Raises:
        Unreadable: `not_this_format` when the bytes are not text, `no_text` when there is none, `too_complex`.
    """
    text, doubts = _decoded(data)
    if _BINARY.search(text):
        raise Unreadable("not_this_format", {"expected": "text"})
    lines = _BREAK.split(text)
    if len(lines) > _MAX_LINES:
        raise Unreadable("too_complex", {"lines": len(lines), "limit": _MAX_LINES})
    made = as_lines(lines)
    if not made:
        raise Unreadable("no_text")
    return _with_notes(made), doubts


def _with_notes(lines: list[Line]) -> list[Line]:
    """
    Footnotes set apart and the figures that call them raised: "KOMUNA1" with "1 Udhëzim …" below becomes "KOMUNA¹".

    Without the page, only figures glued to words in capitals, each with its note in the lines that follow, tell them.
    """
    calls = {int(match[1]): at for at, line in enumerate(lines) if (match := _CALL.search(line.text))}
    made = list(lines)
    for number, at in calls.items():
        first = next((below for below in range(at + 1, min(at + 60, len(lines))) if _is_note(lines[below], number)), 0)
        if not first or (number > 1 and number - 1 not in calls):
            continue
        text = lines[at].text
        made[at] = replace(lines[at], text=text[: -len(str(number))] + str(number).translate(_RAISED))
        made[first] = replace(lines[first], role="footnote", fresh=True)
        after = first + 1
        while after < len(lines) and not lines[after].fresh and not _NOTE.match(lines[after].text):
            made[after] = replace(lines[after], role="footnote")
            after += 1
    return made


def _is_note(line: Line, number: int) -> bool:
    return (match := _NOTE.match(line.text)) is not None and int(match[1]) == number


def _decoded(data: bytes) -> tuple[str, list[Doubt]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), []
        except UnicodeDecodeError as error:
            raise Unreadable("truncated", {"reason": "utf-16"}) from error
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        doubt = Doubt("encoding", "The text is not UTF-8; it was read as Windows-1250.")
        return data.decode("cp1250", "replace"), [doubt]
