"""PDF files made to harm: bombs of many kinds, scripts, programs to launch. Small, made on the spot."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence


def assembled(objects: Sequence[bytes], *, root: int = 1) -> bytes:
    """A PDF of numbered objects, from 1."""
    made = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return made + b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


def page_with(content: bytes, more: bytes = b"", catalog: bytes = b"", *others: bytes) -> bytes:
    """A file of one page with this content stream."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> %s >>" % more
    )
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            content,
            font,
            *others,
        ]
    )


TEXT = b"BT /F1 11 Tf 50 700 Td (Neni 1 Qellimi i ketij ligji) Tj 0 -20 Td (1. Ky ligj cakton rregullat e pergjithshme.) Tj ET\n"


def _form(more: bytes, content: bytes) -> bytes:
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %s /Length %d >>" % (more, len(content))
    return b"%s\nstream\n%s\nendstream" % (head, content)


def _own_form() -> bytes:
    form = _form(b"/Resources << /XObject << /A 6 0 R >> >>", b"/A Do /A Do /A Do")
    return _with_form(page_with(stream(TEXT + b"/A Do\n"), b"", b"", form))


def _many_forms() -> bytes:
    more = b"/Resources << /XObject << /A %d 0 R >> /Font << /F1 5 0 R >> >>"
    forms = [_form(more % (at + 7), b"/A Do " * 10 + b"BT /F1 9 Tf (abc) Tj ET") for at in range(9)]
    return _with_form(page_with(stream(TEXT + b"/A Do\n"), b"", b"", *forms, _form(b"", b" ")))


def _many_pages() -> bytes:
    pages = b"<< /Type /Pages /Kids [%s] /Count 1000000 >>" % (b"3 0 R " * 100_000)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page])


def _circle() -> bytes:
    pages = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", pages])


def _eight_streams() -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [%s] /Resources << >> >>" % (b"4 0 R " * 8)
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, stream(b" " * (10 << 20))])


def _positions() -> bytes:
    shown = b"".join(b"1 0 0 1 %d %d Tm (a) Tj " % (at % 600, at % 800) for at in range(400_000))
    return page_with(stream(b"BT /F1 9 Tf " + shown + b"ET"))


def _script() -> bytes:
    return page_with(stream(TEXT), b"", b"/OpenAction << /S /JavaScript /JS (while(true){app.alert\\(1\\);}) >>")


def _launch() -> bytes:
    opened = b"/OpenAction << /S /Launch /F (/bin/sh) >>"
    return page_with(stream(TEXT), b"/AA << /O << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >> >>", opened)


def _doubly(block: bytes, times: int) -> bytes:
    """A stream packed twice, so that the file stays small."""
    packer = zlib.compressobj(1)
    packed = b"".join([*(packer.compress(block) for _ in range(times)), packer.flush()])
    twice = zlib.compress(packed, 9)
    return b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(twice), twice)


def _with_form(data: bytes) -> bytes:
    return re.sub(rb"/Font << /F1 5 0 R >> >>", b"/Font << /F1 5 0 R >> /XObject << /A 6 0 R >> >>", data, count=1)


def _object_stream() -> bytes:
    packer = zlib.compressobj(1)
    packed = packer.compress(b"10 0 11 5 ")
    packed += b"".join(packer.compress(b" " * (1 << 20)) for _ in range(400)) + packer.flush()
    packed = zlib.compress(packed, 9)
    held = b"<< /Type /ObjStm /N 2 /First 10 /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(packed)
    made = b"%PDF-1.7\n"
    first = len(made)
    made += b"1 0 obj\n" + held + packed + b"\nendstream\nendobj\n"
    second = len(made)
    rows = b"".join(
        bytes([kind]) + place.to_bytes(4, "big") + bytes([more])
        for kind, place, more in ((0, 0, 255), (1, first, 0), (1, second, 0), (2, 1, 0), (2, 1, 1))
    )
    packed = zlib.compress(rows)
    made += (
        b"2 0 obj\n<< /Type /XRef /Size 5 /W [1 4 1] /Root 3 0 R /Length %d /Filter /FlateDecode >>\nstream\n"
        % len(packed)
    )
    return made + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % second


def _shared_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % (at + 5) for at in range(1000))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
    content = stream(b"BT /F1 9 Tf 10 800 Td " + b"(fjala e re ) Tj 0 -1 Td " * 20_000 + b"ET")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    tree = b"<< /Type /Pages /Kids [%s] /Count 1000 >>" % kids
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, content, font, *([page] * 1000)])


BOMBS: dict[str, Callable[[], bytes]] = {
    "a stream of 400 MB of blanks": lambda: page_with(_doubly(b" " * (1 << 20), 400)),
    "a million words in one stream": lambda: page_with(
        stream(b"BT /F1 9 Tf 10 10 Td " + b"(fjala e re ) Tj " * 1_000_000 + b"ET")
    ),
    "eight streams of 10 MB": _eight_streams,
    "a page of 400,000 positions": _positions,
    "200,000 nested arrays": lambda: page_with(stream(TEXT), b"/X " + b"[" * 200_000 + b"]" * 200_000),
    "200,000 nested states": lambda: page_with(stream(b"q " * 200_000 + TEXT + b"Q " * 200_000)),
    "a million pages": _many_pages,
    "a tree of pages in a circle": _circle,
    "a form that draws itself": _own_form,
    "forms: ten times ten times …": _many_forms,
    "a script when opened": _script,
    "a program to launch": _launch,
    "an object stream of 400 MB": _object_stream,
    "a page of a thousand miles": lambda: page_with(stream(TEXT)).replace(b"[0 0 595 842]", b"[0 0 9e9 9e9]"),
    "a thousand pages of one big stream": _shared_pages,
}
"""What each file is, and what makes it."""
