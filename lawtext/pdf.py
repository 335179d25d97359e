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
_BREAK = re.compile("[\ufffe\x02](?:\r?\n)?|\r\n|[\r\n\x0b\x0c]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\u00ad\ufeff\uffff]")
_NEAR = 3.0

# The lines of a page, each with its column (0 for none).
_Page = list[tuple[str, int]]


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
        for at, (text, column) in enumerate(page):
            key = _mask(text)
            role = ""
            if at < _EDGE and ("top", key) in running:
                role = "header"
            elif at >= len(page) - _EDGE and ("bottom", key) in running:
                role = "footer"
            lines.append(Line(len(lines), "", text, fresh=not lines, role=role, page=number, column=column))
    return lines, doubts


def _pages(data: bytes) -> tuple[list[_Page], list[Doubt]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            raise Unreadable("encrypted") from error
        raise Unreadable("truncated", {"reason": "pdf"}) from error
    try:
        return _texts(document)
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        raise Unreadable("truncated", {"reason": "pdf"}) from error
    finally:
        document.close()


def _texts(document: Any) -> tuple[list[_Page], list[Doubt]]:
    count = len(document)
    if count > _MAX_PAGES:
        raise Unreadable("too_complex", {"pages": count, "limit": _MAX_PAGES})
    pages: list[_Page] = []
    sparse: list[int] = []
    size = 0
    for number in range(count):
        page = document[number]
        held = page.get_textpage()
        try:
            text = held.get_text_range() if held.count_chars() > 0 else ""
            lines = _lines(text, held)
        finally:
            held.close()
            page.close()
        size += len(text)
        if size > _MAX_TEXT:
            raise Unreadable("too_complex", {"characters": size, "limit": _MAX_TEXT})
        if len(text.strip()) < _SPARSE:
            sparse.append(number + 1)
        pages.append(lines)
    if size == 0 or (len(sparse) == count and not any(_letters(page) for page in pages)):
        raise Unreadable("no_text", {"pages": count})
    doubts = []
    if 0 < len(sparse) < count:
        shown = ", ".join(map(str, sparse[:10]))
        doubts.append(Doubt("sparse_page", f"Pages with hardly any text, perhaps scanned: {shown}."))
    return pages, doubts


def _lines(text: str, held: Any) -> _Page:
    """The lines of a page; words broken at a line's end keep their hyphen."""
    texts: list[str] = []
    spans: list[tuple[float, float] | None] = []
    # Characters and their boxes are counted alike only where no character takes two places.
    has_boxes = len(text) == held.count_chars()
    begin = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        raw = text[begin:end]
        line = _INVISIBLE.sub("", raw).strip() + ("-" if match and match[0][0] in "\ufffe\x02" else "")
        if line:
            first = begin + len(raw) - len(raw.lstrip())
            last = max(first, begin + len(raw.rstrip()) - 1)
            texts.append(line)
            spans.append((held.get_charbox(first)[0], held.get_charbox(last)[2]) if has_boxes and raw.strip() else None)
        begin = match.end() if match else end
    return list(zip(texts, _columns(spans), strict=True))


def _columns(spans: list[tuple[float, float] | None]) -> list[int]:
    """Which column each line stands in, 0 for lines across several and on pages without columns."""
    known = [span for span in spans if span is not None]
    starts: list[float] = []
    least = max(4, 0.15 * len(known))
    for start in sorted({round(left) for left, _ in known}):
        if starts and start - starts[-1] <= 2 * _NEAR:
            continue
        there = sum(abs(left - start) <= _NEAR for left, _ in known)
        before = [(left, right) for left, right in known if left < start - 2 * _NEAR]
        across = sum(right > start + _NEAR for _, right in before)
        # A column begins where many lines begin and hardly any line from further left passes.
        if there >= least and len(before) >= least and across <= 0.2 * len(before):
            starts.append(start)
    if not starts:
        return [0] * len(spans)
    made = []
    for span in spans:
        if span is None or any(span[0] < start - 2 * _NEAR and span[1] > start + _NEAR for start in starts):
            made.append(0)
        else:
            made.append(1 + sum(start <= span[0] + _NEAR for start in starts))
    return made


def _letters(page: _Page) -> bool:
    return sum(map(str.isalpha, "".join(text for text, _ in page))) >= _SPARSE // 2


def _mask(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())).strip()


def _running(pages: list[_Page]) -> set[tuple[str, str]]:
    if len(pages) < 3:
        return set()
    counts: Counter[tuple[str, str]] = Counter()
    for page in pages:
        counts.update({("top", _mask(text)) for text, _ in page[:_EDGE]})
        counts.update({("bottom", _mask(text)) for text, _ in page[-_EDGE:]})
    return {key for key, count in counts.items() if count >= max(3, len(pages) / 2)}
