"""
Bytes to parts: headers, boundaries, encodings. Linear in the size of the mail, whatever the mail does.

The parser of the standard library keeps a line object for every line and compares each with every open boundary; this one
looks for boundaries with `bytes.find` on the one copy of the mail, within the limits of `guard`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from mailtext.guard import DEEPEST, MOST_PARTS, check_headers
from mailtext.letters import decode_text
from mailtext.model import Unreadable

_HEADER = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bqBQ])\?([^?]*)\?=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MOST_PARAMETERS = 40


@dataclass(slots=True)
class Part:
    """One part of a mail: its headers (lower-case names, unfolded bytes), where its body lies, the parts inside."""

    data: bytes
    headers: list[tuple[str, bytes]]
    start: int
    end: int
    type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    damaged: bool = False

    def all(self, name: str) -> list[str]:
        """All values of a header, decoded, topmost first."""
        return [header_text(value) for key, value in self.headers if key == name]

    def get(self, name: str) -> str:
        """The first value of a header, decoded; "" where there is none."""
        for key, value in self.headers:
            if key == name:
                return header_text(value)
        return ""

    def raw(self, name: str) -> str:
        """The first value of a header as it stands, encoded words not decoded."""
        for key, value in self.headers:
            if key == name:
                return _plain(value)
        return ""

    @property
    def disposition(self) -> str:
        """inline, attachment, or ""."""
        return self.raw("content-disposition").partition(";")[0].strip().lower()

    @property
    def name(self) -> str:
        """The file name given, without path and control characters; "" where none is."""
        given = parse_value(self.raw("content-disposition"))[1].get("filename") or self.parameters.get("name", "")
        return _CONTROL.sub("", given).replace("\\", "/").rpartition("/")[2].strip()[:200]

    def content(self) -> bytes:
        """The body with its transfer encoding undone; sets `damaged` where that did not work cleanly."""
        body = self.data[self.start : self.end]
        match self.raw("content-transfer-encoding").partition(";")[0].strip().lower():
            case "base64":
                return self._from_base64(body)
            case "quoted-printable":
                return binascii.a2b_qp(body)
        return body

    def _from_base64(self, body: bytes) -> bytes:
        # Whatever follows the first padding was put there by somebody underway.
        kept = _NOT_BASE64.sub(b"", body.partition(b"=")[0])
        if len(kept) % 4 == 1:
            self.damaged = True
            kept = kept[:-1]
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))

    def text(self) -> str:
        """The body as text with plain line ends."""
        text = decode_text(self.content(), self.parameters.get("charset", ""))
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")

    def walk(self) -> Iterator[Part]:
        """This part and all below, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def parse(raw: bytes) -> Part:
    """
    The parts of a mail.

    Raises `Unreadable`: headers_too_large, header_too_long, too_many_parts, nested_too_deep, not_a_mail.
    """
    data = raw.replace(b"\r\n", b"\n") if b"\r\n" in raw else raw
    if b"\n" not in data[:4096] and b"\r" in data[:4096]:
        data = data.replace(b"\r", b"\n")
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while data[start : start + 1] == b"\n":
        start += 1
    if data.startswith((b"From ", b">From "), start):
        start = data.find(b"\n", start) + 1 or len(data)
    return _Parser(data).part(start, len(data), 0, "text/plain")


class _Parser:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.count = 0

    def part(self, start: int, end: int, depth: int, usual: str) -> Part:
        self.count += 1
        if self.count > MOST_PARTS:
            raise Unreadable("too_many_parts", {"limit": MOST_PARTS})
        if depth > DEEPEST:
            raise Unreadable("nested_too_deep", {"limit": DEEPEST})
        headers, body = self.headers(start, end, is_whole=depth == 0)
        part = Part(self.data, headers, body, end)
        kind, part.parameters = parse_value(part.raw("content-type"))
        part.type = kind if re.fullmatch(r"[a-z0-9.+_-]+/[a-z0-9.+_-]+", kind) else usual
        if part.type.startswith("multipart/"):
            self.split(part, depth)
        elif part.type in {"message/rfc822", "message/global"}:
            inner = (
                self
                if part.raw("content-transfer-encoding").strip().lower() not in {"base64", "quoted-printable"}
                else None
            )
            if inner is not None:
                part.parts.append(inner.part(part.start, part.end, depth + 1, "text/plain"))
            else:
                packed = _Parser(part.content().replace(b"\r\n", b"\n"))
                packed.count = self.count
                part.parts.append(packed.part(0, len(packed.data), depth + 1, "text/plain"))
                self.count = packed.count
        return part

    def headers(self, start: int, end: int, *, is_whole: bool) -> tuple[list[tuple[str, bytes]], int]:
        data = self.data
        if data.startswith(b"\n", start, end):
            return [], start + 1
        blank = data.find(b"\n\n", start, end)
        stop = blank if blank >= 0 else end
        if stop - start > 8 and data[start:stop].strip(b"\n") == b"":
            stop = start
        if is_whole or stop - start < 1024 * 1024:
            # A part without headers may be all body: it is no header block unless its first line is a header.
            if is_whole or _HEADER.match(data, start, stop):
                check_headers(data, start, stop)
            else:
                return [], start
        elif _HEADER.match(data, start, stop):
            check_headers(data, start, stop)
        else:
            return [], start
        found: list[tuple[str, bytes]] = []
        at = start
        while at < stop:
            line_end = data.find(b"\n", at, stop)
            line_end = stop if line_end < 0 else line_end
            line = data[at:line_end]
            if line[:1] in (b" ", b"\t") and found:
                found[-1] = (found[-1][0], found[-1][1] + line)
            elif match := _HEADER.match(line):
                found.append((match[1].decode("ascii").lower(), line[match.end() :]))
            elif not found and not is_whole:
                return [], start
            at = line_end + 1
        return found, min(stop + 2, end) if blank >= 0 else end

    def split(self, part: Part, depth: int) -> None:
        boundary = part.parameters.get("boundary", "").encode("utf-8", "surrogateescape")
        data, end = self.data, part.end
        if not boundary:
            part.damaged = True
            part.type = "text/plain"
            return
        mark = b"--" + boundary
        usual = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        at = part.start if data.startswith(mark, part.start, end) else self.next_mark(mark, part.start, end)
        opened = -1
        closed = False
        while at >= 0:
            line_end = data.find(b"\n", at, end)
            line_end = end if line_end < 0 else line_end
            rest = data[at + len(mark) : line_end].strip()
            if rest in (b"", b"--"):
                if opened >= 0:
                    part.parts.append(self.part(opened, max(opened, at - 1), depth + 1, usual))
                if rest == b"--":
                    closed = True
                    opened = -1
                    break
                opened = min(line_end + 1, end)
            at = self.next_mark(mark, line_end, end)
        if opened >= 0:
            part.parts.append(self.part(opened, end, depth + 1, usual))
        part.damaged = not closed
        if not part.parts:
            part.damaged = True
            part.type = "text/plain"

    def next_mark(self, mark: bytes, start: int, end: int) -> int:
        found = self.data.find(b"\n" + mark, max(0, start - 1), end)
        return found + 1 if found >= 0 else -1


# Headers


def _plain(value: bytes) -> str:
    text = value.decode("ascii") if value.isascii() else decode_text(value, "")
    return " ".join(text.split())


def header_text(value: bytes) -> str:
    """A header as people read it: encoded words decoded, one line, no control characters."""
    text = _plain(value)
    return _CONTROL.sub(" ", decode_words(text)).strip() if "=?" in text else _CONTROL.sub(" ", text)


def decode_words(text: str) -> str:
    """Encoded words (RFC 2047) as text; neighbors in one charset are joined before decoding, for some cut letters."""
    made: list[str] = []
    charset, held = "", b""
    at = 0
    for match in _WORD.finditer(text):
        between = text[at : match.start()]
        name = match[1].partition("*")[0].lower()
        if held and (between.strip() or name != charset):
            made.append(decode_text(held, charset))
            held = b""
        if between.strip() or (not made and not held):
            made.append(between)
        charset = name
        held += _word_bytes(match[2].lower(), match[3])
        at = match.end()
    if held:
        made.append(decode_text(held, charset))
    return "".join(made) + text[at:]


def _word_bytes(encoding: str, word: str) -> bytes:
    data = word.encode("utf-8", "surrogateescape")
    if encoding == "q":
        return binascii.a2b_qp(data, header=True)
    kept = _NOT_BASE64.sub(b"", data)
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def parse_value(text: str) -> tuple[str, dict[str, str]]:
    """The value of a header with parameters, lower case, and its parameters with RFC 2231 and encoded words undone."""
    kind, _, rest = text.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for _ in range(_MOST_PARAMETERS):
        rest = rest.lstrip(" ;\t")
        name, equals, rest = rest.partition("=")
        if not equals:
            break
        value, rest = _parameter_value(rest.lstrip())
        name = name.strip().lower()
        base, star, number = name.partition("*")
        if not star:
            plain.setdefault(name, decode_words(value) if "=?" in value else value)
            continue
        is_encoded = number.endswith("*") or not number
        digits = number.rstrip("*")
        pieces.setdefault(base, {})[int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0] = (
            is_encoded,
            value,
        )
    for base, numbered in pieces.items():
        plain[base] = _joined(numbered)
    return kind.strip().lower(), plain


def _parameter_value(text: str) -> tuple[str, str]:
    if not text.startswith('"'):
        value, _, rest = text.partition(";")
        return value.strip(), rest
    made: list[str] = []
    at = 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and at + 1 < len(text) and text[at + 1] in '"\\':
            at += 1
        made.append(text[at])
        at += 1
    return "".join(made), text[at + 1 :]


def _joined(numbered: dict[int, tuple[bool, str]]) -> str:
    charset, data = "utf-8", b""
    for number in sorted(numbered):
        is_encoded, value = numbered[number]
        if is_encoded and number == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        data += unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "surrogateescape")
    return decode_text(data, charset)


# Addresses

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,253}")


def addresses(text: str) -> list[tuple[str, str]]:
    """
    (name, address) of a list of addresses, addresses in lower case.

    Names in quotation marks and comments are never taken for addresses: a name may be "minister@gov.example".
    Expects the header before its encoded words are decoded, for a decoded name may hold commas and brackets.
    """
    found: list[tuple[str, str]] = []
    for piece in _split_list(text):
        bare, name = _without_names(piece)
        before, bracket, _ = bare.partition("<")
        # Words before the bracket are a name, even where they look like an address; several brackets are several writers.
        named = _ADDRESS.findall(bare, len(before)) if bracket else _ADDRESS.findall(bare)[:1]
        shown = name or (before.strip() if bracket else "")
        for each in named:
            found.append((_CONTROL.sub(" ", decode_words(shown)).strip(" \"'"), each.lower().strip(".")))
    return found


def _split_list(text: str) -> list[str]:
    pieces: list[str] = []
    start, in_quotes, depth, in_brackets = 0, False, 0, False
    at = 0
    while at < len(text):
        letter = text[at]
        if letter == "\\" and (in_quotes or depth):
            at += 1
        elif letter == '"' and not depth:
            in_quotes = not in_quotes
        elif not in_quotes:
            if letter == "(":
                depth += 1
            elif letter == ")" and depth:
                depth -= 1
            elif letter == "<" and not depth:
                in_brackets = True
            elif letter == ">" and not depth:
                in_brackets = False
            elif letter in ",;" and not depth and not in_brackets:
                pieces.append(text[start:at])
                start = at + 1
        at += 1
    pieces.append(text[start:])
    return [piece for piece in pieces if piece.strip()]


def _without_names(piece: str) -> tuple[str, str]:
    """The piece without quoted names and comments, and the quoted name."""
    bare: list[str] = []
    name: list[str] = []
    in_quotes, depth = False, 0
    at = 0
    while at < len(piece):
        letter = piece[at]
        if letter == "\\" and (in_quotes or depth):
            at += 1
            if in_quotes:
                name.append(piece[at : at + 1])
        elif letter == '"' and not depth:
            in_quotes = not in_quotes
        elif in_quotes:
            name.append(letter)
        elif letter == "(":
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        elif not depth:
            bare.append(letter)
        at += 1
    return "".join(bare), "".join(name)
