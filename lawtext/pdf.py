"""PDF files with text to source lines: running headers found by recurrence, broken words marked for mending."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from lawtext.model import Doubt, Line, Unreadable

_MAX_PAGES = 1_000
_MAX_TEXT = 20 << 20
_SPARSE = 50
_EDGE = 2
_PASSWORD_ERROR = 4
# PDFium gives an end-of-line hyphen as U+FFFE (older builds U+0002) and glues the next line to it.
_BROKEN = re.compile("(?:[\ufffe\x02](?:\r?\n)?)")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\u00ad\ufeff\uffff]")


def read_pdf(data: bytes) -> tuple[list[Line], list[Doubt]]:
    """
    The physical lines of a PDF in reading order, pages counted from 1.

    Lines that recur at the top or bottom of at least half of the pages (digits masked, three pages or more) get the
    role "header" or "footer". Words broken at a line's end keep their hyphen here; joining lines decides about it.

    Raises:
        Unreadable: `encrypted`, `truncated`, `too_complex` (pages, text), `no_text` for scanned pages.
    """
    pages, doubts = _pages(data)
    running = _running(pages)
    lines: list[Line] = []
    for number, page in enumerate(pages, start=1):
        for at, text in enumerate(page):
            key = _mask(text)
            role = ""
            if at < _EDGE and ("top", key) in running:
                role = "header"
            elif at >= len(page) - _EDGE and ("bottom", key) in running:
                role = "footer"
            lines.append(Line(len(lines), "", text, fresh=not lines, role=role, page=number))
    return lines, doubts


def _pages(data: bytes) -> tuple[list[list[str]], list[Doubt]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            raise Unreadable("encrypted") from error
        raise Unreadable("truncated", {"reason": "pdf"}) from error
    try:
        return _texts(document)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("truncated", {"reason": "pdf"}) from error
    finally:
        document.close()


def _texts(document: Any) -> tuple[list[list[str]], list[Doubt]]:
    count = len(document)
    if count > _MAX_PAGES:
        raise Unreadable("too_complex", {"pages": count, "limit": _MAX_PAGES})
    pages: list[list[str]] = []
    sparse: list[int] = []
    size = 0
    for number in range(count):
        page = document[number]
        held = page.get_textpage()
        try:
            text = held.get_text_range() if held.count_chars() > 0 else ""
        finally:
            held.close()
            page.close()
        size += len(text)
        if size > _MAX_TEXT:
            raise Unreadable("too_complex", {"characters": size, "limit": _MAX_TEXT})
        if len(text.strip()) < _SPARSE:
            sparse.append(number + 1)
        text = _INVISIBLE.sub("", _BROKEN.sub("-\n", text))
        pages.append([line.strip() for line in re.split(r"\r\n|[\r\n\x0b\x0c]", text) if line.strip()])
    if size == 0 or (len(sparse) == count and not any(_letters(page) for page in pages)):
        raise Unreadable("no_text", {"pages": count})
    doubts = []
    if 0 < len(sparse) < count:
        shown = ", ".join(map(str, sparse[:10]))
        doubts.append(Doubt("sparse_page", f"Pages with hardly any text, perhaps scanned: {shown}."))
    return pages, doubts


def _letters(page: list[str]) -> bool:
    return sum(map(str.isalpha, "".join(page))) >= _SPARSE // 2


def _mask(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())).strip()


def _running(pages: list[list[str]]) -> set[tuple[str, str]]:
    if len(pages) < 3:
        return set()
    counts: Counter[tuple[str, str]] = Counter()
    for page in pages:
        counts.update({("top", _mask(text)) for text in page[:_EDGE]})
        counts.update({("bottom", _mask(text)) for text in page[-_EDGE:]})
    return {key for key, count in counts.items() if count >= max(3, len(pages) / 2)}
