"""
Ids of provisions as hidden bookmarks of Word files, and the way back.

A bookmark's name has at most 40 characters, letters, digits and underscores, and Word does not tell capitals from
small letters. So a name is `_a` and the id with every part shortened to one letter: `art_5__para_2__subpara_2.1`
becomes `_aa5_p2_s2__1`. Different ids have different names, also when case is ignored. An id too long for that gets
`_a_h` and 32 digits of its SHA-256: it is found again among the ids of the version that was handed out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

LONGEST = 40
_PREFIX = "_a"
_HASHED = "_a_h"
_CODES = {
    "art": "a",
    "para": "p",
    "subpara": "s",
    "point": "o",
    "indent": "i",
    "annex": "n",
    "preamble": "m",
    "conclusions": "c",
    "qstr": "q",
    "table": "t",
    "text": "f",
    "chp": "k",
    "book": "b",
    "part": "r",
    "title": "l",
    "subchp": "u",
    "sec": "e",
}
_SHORTS = {code: short for short, code in _CODES.items()}
_OTHER = "g"
_SEGMENT = re.compile(r"([a-z]+)(?:_(.+))?", re.S)
_PIECE = re.compile(r"[a-z0-9]|__|_0|_2|_1[a-z]|_4[0-9a-f]{4}|_6[0-9a-f]{6}")
_LEAD = re.compile(r"_[a-z]")


def bookmark_name(id: str) -> str:
    """The hidden bookmark of the node with this id; at most 40 characters, the same id always gives the same name."""
    made = _PREFIX + "".join(map(_segment, id.split("__")))[1:]
    return made if len(made) <= LONGEST else _HASHED + hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()[:32]


def node_id(name: str, hashed: Mapping[str, str] | None = None) -> str:
    """
    The id a bookmark stands for, "" for a bookmark that is not one of ours.

    `hashed` (see `hashed_names`) knows the ids that were too long for a name.
    """
    name = name.lower()
    if name.startswith(_HASHED):
        return (hashed or {}).get(name, "")
    if not name.startswith(_PREFIX) or len(name) > LONGEST:
        return ""
    segments: list[str] = []
    at, rest = 0, "_" + name[len(_PREFIX) :]
    while at < len(rest):
        if not _LEAD.match(rest, at):
            return ""
        code = rest[at + 1]
        at += 2
        characters = []
        while at < len(rest) and (piece := _PIECE.match(rest, at)):
            characters.append(_character(piece[0]))
            at = piece.end()
        number = "".join(characters)
        if code == _OTHER:
            segments.append(number)
        elif code in _SHORTS:
            segments.append(f"{_SHORTS[code]}_{number}" if number else _SHORTS[code])
        else:
            return ""
    made = "__".join(segments)
    # Foreign bookmarks may look like ours by chance; only what we would write ourselves is taken.
    return made if bookmark_name(made) == name else ""


def hashed_names(ids: Iterable[str]) -> dict[str, str]:
    """The bookmarks of those ids that are too long to be read back from their name."""
    return {name: id for id in ids if (name := bookmark_name(id)).startswith(_HASHED)}


def _segment(segment: str) -> str:
    match = _SEGMENT.fullmatch(segment)
    if match and match[1] in _CODES:
        return "_" + _CODES[match[1]] + "".join(map(_piece, match[2] or ""))
    return "_" + _OTHER + "".join(map(_piece, segment))


def _piece(character: str) -> str:
    if character.isascii() and (character.isdigit() or character.islower()):
        return character
    if character == ".":
        return "__"
    if character == "-":
        return "_0"
    if character == "_":
        return "_2"
    if character.isascii() and character.isupper():
        return "_1" + character.lower()
    code = ord(character)
    return f"_4{code:04x}" if code < 0x10000 else f"_6{code:06x}"


def _character(piece: str) -> str:
    if len(piece) == 1:
        return piece
    kind = piece[1]
    if kind in "_02":
        return {"_": ".", "0": "-", "2": "_"}[kind]
    if kind == "1":
        return piece[2].upper()
    code = int(piece[2:], 16)
    return chr(code) if code <= 0x10FFFF else ""
