"""
Redaction: finding what to cover, looking at it, and a copy in which the covered words are gone.

The published copy is made of pictures of the pages. It has no text layer at all: a file that came with text under black
bars, or with words hidden in any other way, would give them away again through one. What strangers sent is read in a
child process with limits.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from civikos.kernel.files.kinds import CONVERTED, Kind
from civikos.kernel.files.sandbox import MEBIBYTE, ChildFailed, Limits, run_limited

_LIMITS = Limits(cpu_seconds=60, memory=1536 * MEBIBYTE)
_CONVERTING = Limits(cpu_seconds=60, memory=4096 * MEBIBYTE, file_size=256 * MEBIBYTE, open_files=512)
PATTERNS = ("email", "phone", "personal_number", "account")


class CannotRedact(Exception):
    """The file cannot be turned into pages; `reason` is `converter_missing`, `too_long` or `unreadable`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Box:
    """A box over a place of a page (from 0): fractions of the page as it is seen, from its upper left corner."""

    page: int
    left: float
    top: float
    width: float
    height: float
    why: str = "box"


@dataclass(frozen=True)
class Found:
    """Boxes around what was found, and how often each pattern and each of the typed words was found, in their order."""

    boxes: tuple[Box, ...]
    counts: tuple[int, ...]


def _run(do: str, data: bytes, limits: Limits = _LIMITS, **job: object) -> bytes:
    stdin = json.dumps({"do": do, "data": base64.b64encode(data).decode(), **job}).encode()
    try:
        return run_limited(["civikos.programs.information_requests.papers.redact"], stdin, limits)
    except ChildFailed as fall:
        reason = {"exit:3": "converter_missing", "exit:4": "too_long", "time": "too_long", "output": "too_long"}
        raise CannotRedact(reason.get(fall.reason, "unreadable")) from fall


def as_pdf(data: bytes, kind: Kind) -> bytes:
    """A received file as PDF; one that is PDF already as it is. Raises: CannotRedact."""
    if kind is Kind.PDF:
        return data
    if kind is Kind.IMAGE:
        return _run("convert", data, kind="image")
    if kind is Kind.TXT:
        return _run("convert", data, kind="text")
    if kind in {Kind.DOCX, Kind.XLSX, *CONVERTED}:
        return _run("convert", data, _CONVERTING, kind="office")
    raise CannotRedact("unreadable")


def pages(pdf: bytes) -> tuple[int, list[int]]:
    """How many pages there are, and on which (from 0) no words can be found: pictures. Raises: CannotRedact."""
    told = json.loads(_run("pages", pdf))
    return told["pages"], told["without_words"]


def find(pdf: bytes, patterns: Sequence[str], words: Sequence[str]) -> Found:
    """Where patterns and typed words stand, in any case, with or without diacritics. Raises: CannotRedact."""
    told = json.loads(_run("find", pdf, patterns=list(patterns), words=list(words)))
    return Found(tuple(Box(**box) for box in told["boxes"]), tuple(told["counts"]))


def picture(pdf: bytes, page: int, boxes: Iterable[Box], *, width: int = 900, see_through: bool = True) -> bytes:
    """One page as PNG with the boxes on it. Raises: CannotRedact."""
    own = [asdict(box) for box in boxes if box.page == page]
    return _run("picture", pdf, page=page, boxes=own, width=width, see_through=see_through)


def burn(pdf: bytes, boxes: Iterable[Box], *, title: str, language: str) -> bytes:
    """The copy for the public: pictures of the pages with the boxes in them. Raises: CannotRedact."""
    return _run("burn", pdf, boxes=[asdict(box) for box in boxes], title=title, language=language)
