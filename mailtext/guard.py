"""What is refused before anything is parsed, and the limits that the parsers keep."""

from __future__ import annotations

from mailtext.model import Unreadable

LARGEST = 25 * 1024 * 1024
LARGEST_HEADERS = 64 * 1024
LONGEST_HEADER = 8 * 1024
MOST_PARTS = 200
DEEPEST = 20
MOST_TEXT = 2 * 1024 * 1024  # characters of text that are looked at line by line
MOST_LINES = 50_000
MOST_MARKUP = 12 * 1024 * 1024  # characters of HTML, which may hold pictures
MOST_TAGS = 400_000


def check_size(raw: bytes) -> None:
    """Refuse what is larger than a mail may be. Raises `Unreadable`: too_large."""
    if len(raw) > LARGEST:
        raise Unreadable("too_large", {"bytes": len(raw), "limit": LARGEST})


def check_headers(data: bytes, start: int, end: int) -> None:
    """Refuse header blocks that only an attacker writes. Raises `Unreadable`: headers_too_large, header_too_long."""
    if end - start > LARGEST_HEADERS:
        raise Unreadable("headers_too_large", {"bytes": end - start, "limit": LARGEST_HEADERS})
    length = 0
    for line in data[start:end].split(b"\n"):
        length = length + len(line) if line[:1] in (b" ", b"\t") else len(line)
        if length > LONGEST_HEADER:
            raise Unreadable("header_too_long", {"limit": LONGEST_HEADER})


def check_text(text: str) -> None:
    """Refuse more text than a person writes. Raises `Unreadable`: too_much_text."""
    if len(text) > MOST_TEXT:
        raise Unreadable("too_much_text", {"characters": len(text), "limit": MOST_TEXT})
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise Unreadable("too_much_text", {"lines": lines, "limit": MOST_LINES})
