"""Printed pages for tests and figures: invented laws typeset in many layouts, scanned, and hostile files. Seeded."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lawtext.samples import SampleLine, make_lines

HEADER = "GAZETA E PROVËS E REPUBLIKËS / NR. 11"


def tongue(language: str) -> tuple[str, str]:
    """Language and script of a sample's language code."""
    return language[:2], "Cyrl" if language == "sr-cyrl" else "Latn"


def quoted(text: str) -> str:
    """Text as a string of the typesetter."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def paragraphs(lines: Iterable[SampleLine]) -> str:
    """Lines of a law as paragraphs of the typesetter."""
    return "\n\n".join("#par[#" + quoted(f"{line.label} {line.text}".strip()) + "]" for line in lines)


def typeset(
    body: str,
    *,
    language: str = "sq",
    header: str = HEADER,
    width: str = "21cm",
    height: str = "29.7cm",
    size: str = "11pt",
    page: str = "",
    setting: str = "",
) -> bytes:
    """A PDF with a running header and page numbers, justified and hyphenated."""
    import typst

    running = f"header: [{header}], " if header else ""
    numbers = "footer: context [Faqe #counter(page).display() / 99]" if header else ""
    head = f"#set page(width: {width}, height: {height}, {running}{numbers}{', ' if header and page else ''}{page})\n"
    head += f'#set text(size: {size}, lang: "{language[:2]}", hyphenate: true)\n#set par(justify: true)\n{setting}\n'
    return bytes(typst.compile((head + body).encode()))


def law_pdf(lines: Sequence[SampleLine], **options: Any) -> bytes:
    """A law as PDF in one column."""
    return typeset(paragraphs(lines), **options)


def footnoted(lines: Sequence[SampleLine]) -> str:
    """A law with a footnote on every fourth article's title and on the act's own."""
    made = []
    for at, line in enumerate(lines):
        text = "#" + quoted(f"{line.label} {line.text}".strip())
        if at == 0 or (line.level == "title" and at % 2):
            text += f"#footnote[Shih vendimin numër {at} të botuar më parë, me të gjitha ndryshimet që pasuan.]"
        made.append(f"#par[{text}]")
    return "\n\n".join(made)


def in_rows(editions: Iterable[Sequence[SampleLine]]) -> str:
    """Editions beside one another in a grid drawn row by row: each provision beside its translations."""
    held = list(editions)
    cells = ", ".join(
        "[#" + quoted(f"{line.label} {line.text}".strip()) + "]" for row in zip(*held, strict=True) for line in row
    )
    return f"#grid(columns: ({', '.join(['1fr'] * len(held))},), gutter: 10pt, {cells})"


def in_columns(editions: Iterable[Sequence[SampleLine]]) -> str:
    """Editions beside one another, each in a column of its own over all pages."""
    held = list(editions)
    columns = ", ".join(f"[{paragraphs(lines)}]" for lines in held)
    return f"#grid(columns: ({', '.join(['1fr'] * len(held))},), gutter: 10pt, {columns})"


def layouts(seed: int) -> Iterator[tuple[str, bytes, dict[str, list[SampleLine]]]]:
    """Name, file and the editions in it, for every layout."""
    laws = {language: make_lines(12, 110, language, seed=seed) for language in ("sq", "sr", "sr-cyrl", "en")}
    for language, lines in laws.items():
        yield f"one column, {language}", law_pdf(lines, language=language), {language: lines}
        two = law_pdf(lines, language=language, page="columns: 2", size="10pt")
        yield f"two columns, {language}", two, {language: lines}
    for order in ("sq en sr", "en sr sq", "sr sq en", "sq sr-cyrl en"):
        editions = {language: laws[language] for language in order.split()}
        yield f"three columns, {order}", typeset(in_columns(editions.values()), size="9pt"), editions
    pair = {"sq": laws["sq"], "en": laws["en"]}
    yield "two languages side by side", typeset(in_columns(pair.values()), size="10pt"), pair
    numbered = law_pdf(laws["sq"], setting='#set par.line(numbering: "1")')
    yield "margin line numbers", numbered, {"sq": laws["sq"]}
    yield (
        "two columns, line numbers",
        law_pdf(laws["en"], language="en", page="columns: 2", setting='#set par.line(numbering: "1")'),
        {"en": laws["en"]},
    )
    yield "footnotes", typeset(footnoted(laws["sq"]), height="16cm"), {"sq": laws["sq"]}
    yield "footnotes in two columns", typeset(footnoted(laws["sq"]), page="columns: 2", size="10pt"), {"sq": laws["sq"]}
    yield "turned pages", turned(law_pdf(laws["sq"])), {"sq": laws["sq"]}


def turned(data: bytes) -> bytes:
    """The same pages, every second one stored lying on its side and shown upright by the page's rotation."""
    import pikepdf

    document = pikepdf.open(io.BytesIO(data))
    for at, page in enumerate(document.pages):
        if at % 2:
            _, _, width, height = (float(side) for side in page.MediaBox)  # type: ignore[union-attr]
            page.contents_add(b"q 0 1 -1 0 %f 0 cm\n" % height, prepend=True)
            page.contents_add(b"\nQ")
            page.MediaBox = pikepdf.Array([0, 0, height, width])
            page.Rotate = 90
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


# Scans


def scanned(data: bytes, seed: int, *, dpi: int = 300, most: int = 9) -> tuple[bytes, int]:
    """A PDF of pictures of the first pages, damaged as scanners do, and how many pages it has."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    chance = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(data)
    made = []
    for number in range(min(most, len(document))):
        picture = document[number].render(scale=dpi / 72, grayscale=True).to_numpy()
        made.append(Image.fromarray(damaged(picture.reshape(picture.shape[:2]), chance)))
    held = io.BytesIO()
    made[0].save(held, "PDF", save_all=True, append_images=made[1:], resolution=dpi, quality=80)
    return held.getvalue(), len(made)


def damaged(picture: Any, chance: Any) -> Any:
    """Slant up to 0.7 degrees, blur, grey paper, noise."""
    import numpy as np
    from scipy import ndimage

    held = picture.astype(np.float32)
    held = ndimage.rotate(held, chance.uniform(-0.7, 0.7), reshape=False, order=1, mode="nearest")
    held = 30 + ndimage.gaussian_filter(held, 1.1) * (215 / 255) + chance.normal(0, 14, held.shape)
    return np.clip(held, 0, 255).astype(np.uint8)


# Hostile files


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


def bombs() -> Iterator[tuple[str, bytes]]:
    """Hostile PDFs by name."""
    yield "a stream of 400 MB of blanks", page_with(_doubly(b" " * (1 << 20), 400))
    yield (
        "a million words in one stream",
        page_with(stream(b"BT /F1 9 Tf 10 10 Td " + b"(fjala e re ) Tj " * 1_000_000 + b"ET")),
    )
    yield (
        "a page of 400,000 positions",
        page_with(
            stream(
                b"BT /F1 9 Tf "
                + b"".join(b"1 0 0 1 %d %d Tm (a) Tj " % (at % 600, at % 800) for at in range(400_000))
                + b"ET"
            )
        ),
    )
    deep = b"[" * 200_000 + b"]" * 200_000
    yield "200,000 nested arrays", page_with(stream(TEXT), b"/X " + deep)
    yield "200,000 nested marks and states", page_with(stream(b"q " * 200_000 + TEXT + b"Q " * 200_000))
    pages = b"<< /Type /Pages /Kids [%s] /Count 1000000 >>" % (b"3 0 R " * 100_000)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    yield "100,000 pages, one object", assembled([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page])
    yield (
        "a tree of pages in a circle",
        assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"]),
    )
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 6 0 R >> >> /Length 20 >>\nstream\n/A Do /A Do /A Do   \nendstream"
    yield "a form that draws itself", _with_form(page_with(stream(TEXT + b"/A Do\n"), b"", b"", form))
    forms = [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A %d 0 R >> /Font << /F1 5 0 R >> >> /Length 180 >>\nstream\n%s\nendstream"
        % (at + 7, (b"/A Do " * 10 + b"BT /F1 9 Tf (abc) Tj ET").ljust(180))
        for at in range(9)
    ]
    forms.append(b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 >>\nstream\n     \nendstream")
    yield "forms: ten times ten times …", _with_form(page_with(stream(TEXT + b"/A Do\n"), b"", b"", *forms))
    yield (
        "a script when opened",
        page_with(stream(TEXT), b"", b"/OpenAction << /S /JavaScript /JS (while(true){app.alert\\(1\\);}) >>"),
    )
    yield (
        "a program to launch",
        page_with(
            stream(TEXT),
            b"/AA << /O << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >> >>",
            b"/OpenAction << /S /Launch /F (/bin/sh) >>",
        ),
    )
    yield "an object stream of 400 MB", _object_stream()
    yield "a page of a thousand miles", page_with(stream(TEXT)).replace(b"[0 0 595 842]", b"[0 0 9e9 9e9]")
    yield "a thousand pages of one big stream", _shared_pages()


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
