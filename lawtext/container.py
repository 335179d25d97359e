"""
The guard in front of every Office file: what an archive may be before any parser sees it.

The limits and the cases follow the project's threat model (archive bombs, overlapping entries, document type
declarations, macros, remote templates, embedded objects, dynamic data exchange). `zipfile` is used only to list and
inflate; its own checks for overlapping entries came with Python 3.11.8, so they are repeated here.
"""

from __future__ import annotations

import io
import itertools
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from lawtext.model import Unreadable

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
_STEP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. `ratio` is unpacked to packed, looked at for entries that unpack to more than `ratio_from`."""

    file: int = 25 << 20
    entries: int = 2_000
    total: int = 200 << 20
    ratio: int = 100
    ratio_from: int = 1 << 20


_MACRO_NAMES = re.compile(r"(?i)vba(project|data)|\.bin$.*macro|macrosheets/")
_MACRO_TYPES = re.compile(rb"(?i)macroEnabled|ms-office\.vbaProject|intlmacrosheet")
_OBJECT_NAMES = re.compile(r"(?i)oleobject\d*|activex/|(^|/)embeddings/.*\.bin$")
_DDE = re.compile(rb"(?i)<(?:\w+:)?instrText[^>]*>\s*DDE(?:AUTO)?\b|<(?:\w+:)?ddeLink\b|instr=\"\s*DDE(?:AUTO)?\b")
_DTD = re.compile(rb"(?i)<!(?:DOCTYPE|ENTITY)")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.S)
_HYPERLINK = re.compile(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""")
# Word names the template a document was made from, mostly one on the author's own disk (`file:///C:\\…\\Normal.dotm`). That
# reaches nothing from here; one on a server or a share is a way in.
_OWN_TEMPLATE = re.compile(
    rb"""(?is)^(?=.*Type\s*=\s*["'][^"']*/attachedTemplate["'])(?=.*Target\s*=\s*["'](?:file:///(?![/\\])|[a-z]:|/(?![/\\])|[^"':/\\]+["']))"""
)
_EXTERNAL = re.compile(rb"""(?i)TargetMode\s*=\s*["']\s*External\s*["']""")
# UTF-7 writes "<" as "+ADw-"; no Office program writes UTF-7, so any part that declares it is refused.
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_ENCODINGS = frozenset(
    {
        b"utf-8",
        b"utf8",
        b"utf-16",
        b"utf16",
        b"utf-16le",
        b"utf-16be",
        b"utf-16-le",
        b"utf-16-be",
        b"us-ascii",
        b"ascii",
    }
)


def check_archive(data: bytes, limits: Limits = Limits()) -> None:
    """
    Refuse an Office archive (DOCX, XLSX) that no honest program writes.

    Nothing is unpacked to disk; every entry is inflated once in small steps, counting what really comes out.

    Raises:
        Unreadable: `too_large`, `expands_too_much`, `encrypted`, `macro`, `external_content`, `truncated`,
            `not_this_format`, `too_complex` (entries, names), each with the limit or the part in `details`.
    """
    if len(data) > limits.file:
        raise Unreadable("too_large", {"bytes": len(data), "limit": limits.file})
    if data.startswith(OLE_MAGIC):
        raise Unreadable(*_ole(data))
    if not data.startswith(ZIP_MAGIC):
        raise Unreadable("not_this_format", {"expected": "zip"})
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, archive.start_dir, data, limits)
            _check_contents(archive, entries, limits)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, IndexError) as error:
        raise Unreadable("truncated", {"reason": type(error).__name__}) from error
    except (NotImplementedError, RuntimeError) as error:
        raise Unreadable("unsupported", {"reason": "compression"}) from error


def _ole(data: bytes) -> tuple[str, dict[str, object]]:
    """What a compound file is: an encrypted Office file, or a program's old format."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted", {}
    return "unsupported", {"format": "ole"}


def _check_directory(entries: list[zipfile.ZipInfo], start: int, data: bytes, limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise Unreadable("too_complex", {"entries": len(entries), "limit": limits.entries})
    seen: set[str] = set()
    spans: list[tuple[int, int]] = []
    declared = 0
    for entry in entries:
        name = entry.filename
        parts = name.replace("\\", "/").split("/")
        key = name.lower()
        if (
            key in seen
            or name.startswith(("/", "\\"))
            or ".." in parts
            or "\x00" in name
            or re.match(r"[A-Za-z]:", name)
        ):
            raise Unreadable("too_complex", {"part": name[:80]})
        if entry.flag_bits & 0x1:
            raise Unreadable("encrypted", {"part": name[:80]})
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(1, entry.compress_size):
            raise Unreadable("expands_too_much", {"part": name[:80], "limit": limits.ratio})
        seen.add(key)
        declared += entry.file_size
        spans.append((entry.header_offset, _end_of(entry, data)))
    if declared > limits.total:
        raise Unreadable("expands_too_much", {"bytes": declared, "limit": limits.total})
    spans.sort()
    overlapping = any(first[1] > second[0] for first, second in itertools.pairwise(spans))
    if overlapping or (spans and spans[-1][1] > start):
        raise Unreadable("expands_too_much", {"reason": "overlap"})


def _end_of(entry: zipfile.ZipInfo, data: bytes) -> int:
    """Where an entry's bytes end, by its local header; a lower bound where the header itself is damaged."""
    header = data[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or not header.startswith(ZIP_MAGIC):
        raise zipfile.BadZipFile("no local header")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    return int(entry.header_offset + 30 + name_length + extra_length + entry.compress_size)


def _check_contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = 0
    for entry in entries:
        name = entry.filename
        if _MACRO_NAMES.search(name):
            raise Unreadable("macro", {"part": name[:80]})
        if _OBJECT_NAMES.search(name):
            raise Unreadable("external_content", {"part": name[:80], "reason": "object"})
        looked_into = is_markup(name)
        content = bytearray()
        size = 0
        with archive.open(entry) as stream:
            while block := stream.read(_STEP):
                size += len(block)
                total += len(block)
                if size > entry.file_size or total > limits.total:
                    raise Unreadable("expands_too_much", {"part": name[:80], "limit": limits.total})
                if looked_into:
                    content += block
        if looked_into:
            check_markup(bytes(content), name)


def is_markup(name: str) -> bool:
    """Whether a part is XML by its name."""
    return name.lower().endswith((".xml", ".rels", ".vml"))


def check_markup(content: bytes, name: str) -> None:
    """
    Refuse a part with a document type, an odd encoding, macros, content from outside, or dynamic data exchange.

    Raises:
        Unreadable: `external_content`, `macro`.
    """
    text = _as_ascii(content)
    if content and not text.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        # EBCDIC and the like: a parser may read what this search cannot.
        raise Unreadable("external_content", {"part": name[:80], "reason": "encoding"})
    declared = _ENCODING.search(text[:400])
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Unreadable("external_content", {"part": name[:80], "reason": "encoding"})
    if _DTD.search(text) or b"+ADw-!" in text:
        raise Unreadable("external_content", {"part": name[:80], "reason": "doctype"})
    if name.lower() == "[content_types].xml" and _MACRO_TYPES.search(text):
        raise Unreadable("macro", {"part": name})
    if name.lower().endswith(".rels"):
        for relation in _RELATION.findall(text):
            if _EXTERNAL.search(relation) and not (_HYPERLINK.search(relation) or _OWN_TEMPLATE.search(relation)):
                raise Unreadable("external_content", {"part": name[:80], "reason": "relation"})
            if b"/oleObject" in relation or b"/vbaProject" in relation:
                code = "macro" if b"vbaProject" in relation else "external_content"
                raise Unreadable(code, {"part": name[:80], "reason": "relation"})
    elif _DDE.search(text):
        raise Unreadable("external_content", {"part": name[:80], "reason": "dde"})


def _as_ascii(content: bytes) -> bytes:
    """The part as single bytes, so that one search sees UTF-8, UTF-16 and UTF-32 alike."""
    head = content[:4]
    if b"\x00" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.replace(b"\x00", b"").lstrip(b"\xff\xfe\xfe\xff")
    return content
