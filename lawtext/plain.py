"""Plain text files to source lines."""

from __future__ import annotations

import re

from lawtext.lines import as_lines
from lawtext.model import Doubt, Line, Unreadable

_MAX_LINES = 400_000
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|<br\s*/?>|(?<=\S)[ \t]+(?=#{1,6}\s)")
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
    return made, doubts


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
