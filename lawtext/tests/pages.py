"""Printed pages for tests and figures: invented laws typeset in many layouts, scanned, and hostile files. Seeded."""

from __future__ import annotations

import io
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
            number = "një dy tre katër pesë gjashtë shtatë tetë nëntë dhjetë".split()[len(line.text) % 10]
            text += f"#footnote[Shih vendimin e {line.text.lower()[:30]}, botuar në numrin {number} me ndryshimet që pasuan.]"
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
