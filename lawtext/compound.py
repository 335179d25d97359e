"""
Compound files, the container of Word 97–2003 (MS-CFB, MS-DOC): what is in them, and whether to let a converter see them.

Only the directory and the beginning of streams are read, with every chain bounded by the file's own size.
"""

from __future__ import annotations

import re
import struct

from lawtext.model import Unreadable

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_MOST_ENTRIES = 20_000
_STORAGE, _STREAM = 1, 2
_MACRO_NAMES = frozenset({"macros", "vba", "_vba_project", "_vba_project_cur", "projectwm"})
_ENCRYPTED, _OBFUSCATED = 0x0100, 0x8000
# Fields that fetch something from outside the file, as 8-bit and as 16-bit text after the mark that begins a field.
_FETCHING = ("DDEAUTO", "DDE", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "LINK")
_NARROW = b"|".join(word.encode() for word in _FETCHING)
_WIDE = b"|".join(word.encode("utf-16-le") for word in _FETCHING)
_FIELD = re.compile(rb"(?i)\x13 {0,8}(?:" + _NARROW + rb")[ \x15]|\x13\x00(?: \x00){0,8}(?:" + _WIDE + rb")[ \x15]\x00")


class Compound:
    """
    The directory of a compound file: names of its storages and streams, lower case, without their folders.

    Raises:
        Unreadable: `truncated` when the file is damaged, `too_complex` when its directory has no end.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            shift = struct.unpack_from("<H", data, 30)[0]
            if not data.startswith(OLE_MAGIC) or shift not in (9, 12):
                raise Unreadable("truncated", {"reason": "header"})
            self._size = 1 << shift
            self._next = self._table()
            self.streams: dict[str, tuple[int, int]] = {}
            self.storages: set[str] = set()
            self._read_directory(struct.unpack_from("<I", data, 48)[0])
        except struct.error as error:
            raise Unreadable("truncated", {"reason": "header"}) from error

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _table(self) -> list[int]:
        """The sector that follows each sector."""
        count, first, more = struct.unpack_from("<I", self._data, 44)[0], *struct.unpack_from("<II", self._data, 68)
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        limit = len(self._data) // self._size + 1
        while first < _NO_SECTOR and more and len(numbers) <= limit:
            block = self._sector(first)
            if len(block) < self._size:
                break
            *held, first = struct.unpack(f"<{self._size // 4}I", block)
            numbers += held
            more -= 1
        table: list[int] = []
        for number in numbers[: min(count, limit)]:
            block = self._sector(number) if number < limit else b""
            table += struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])
        return table

    def _chain(self, sector: int, most: int) -> bytes:
        """The bytes of a chain of sectors, at most `most`; a loop or a hole ends it."""
        held = bytearray()
        seen: set[int] = set()
        while sector < len(self._next) and sector not in seen and len(held) < most:
            seen.add(sector)
            held += self._sector(sector)
            sector = self._next[sector]
        return bytes(held[:most])

    def _read_directory(self, sector: int) -> None:
        directory = self._chain(sector, (_MOST_ENTRIES + 1) * _ENTRY)
        if len(directory) > _MOST_ENTRIES * _ENTRY:
            raise Unreadable("too_complex", {"entries": _MOST_ENTRIES})
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            if kind == _STORAGE:
                self.storages.add(name)
            elif kind == _STREAM:
                start, size = struct.unpack_from("<II", directory, at + 116)
                self.streams.setdefault(name, (start, size))

    def content(self, name: str, most: int) -> bytes:
        """The first bytes of a stream of at least 4,096 bytes; shorter ones lie elsewhere and are not read."""
        start, size = self.streams[name]
        return self._chain(start, min(size, most)) if size >= 4096 else b""


def check_compound(data: bytes) -> str:
    """
    "doc" for a Word document of the years 1997 to 2003 without macros, password and objects.

    Raises:
        Unreadable: `encrypted`, `macro`, `external_content`, `truncated`, `too_complex`; `unsupported` for what other
            programs keep in compound files.
    """
    file = Compound(data)
    if "encryptedpackage" in file.streams or "encryptioninfo" in file.streams:
        raise Unreadable("encrypted")
    if "worddocument" not in file.streams:
        raise Unreadable("unsupported", {"format": "ole"})
    head = file.content("worddocument", len(data))
    if len(head) >= 12:
        flags = struct.unpack_from("<H", head, 10)[0]
        if flags & (_ENCRYPTED | _OBFUSCATED):
            raise Unreadable("encrypted")
    if file.storages & _MACRO_NAMES or "_vba_project" in file.streams:
        raise Unreadable("macro", {"part": "vba"})
    if any(re.fullmatch(r"_\d+", name) for name in file.storages):
        # Each embedded object has a storage of its own, named by a number, in the storage "ObjectPool".
        raise Unreadable("external_content", {"reason": "object"})
    if _FIELD.search(head):
        raise Unreadable("external_content", {"reason": "field"})
    return "doc"
