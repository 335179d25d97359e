"""
The part of redaction that reads what strangers sent; a process of its own with limits, a job as JSON on standard input.

    pages    how many pages, and on which of them no words can be found
    find     boxes around what patterns and typed words match
    picture  one page as PNG, the boxes over it black or, for working on them, see-through
    burn     every page as a picture with the boxes painted into it, and nothing else: no text, no metadata, no attachments
    convert  an Office file, a plain text or a picture as PDF

Boxes are fractions of the page as it is seen, from its upper left corner.
"""

import base64
import ctypes
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DPI = 130
MOST_PAGES = 150
LARGEST_SIDE = 6000
_SCALE = 100_000
_PATTERNS = {
    "email": r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63}){1,4}",
    "phone": r"(?<![\d/.\-])(?:\+\s?383|00\s?383|\+\s?381|0)[\s/\-.]?\(?[1-9]\d\)?(?:[\s/\-.]?\d{2,3}){2,3}(?![\d/])",
    "personal_number": r"(?<!\d)\d{10}(?!\d)",
    "account": r"(?:\bxk\s?\d{2}(?:\s?\d{4}){4}\b)|(?<!\d)\d{4}[\s\-]?\d{4}[\s\-]?\d{4}[\s\-]?\d{4}(?!\d)",
}


def main() -> int:
    """Do the job."""
    job = json.load(sys.stdin.buffer)
    data = base64.b64decode(job["data"])
    result = {"pages": _pages, "find": _find, "picture": _picture, "burn": _burn, "convert": _convert}[job["do"]](
        data, job
    )
    sys.stdout.buffer.write(result if isinstance(result, bytes) else json.dumps(result).encode())
    return 0


def _open(data: bytes) -> Any:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    if len(pdf) > MOST_PAGES:
        raise SystemExit(4)
    return pdf


def _pages(data: bytes, _job: dict[str, Any]) -> dict[str, Any]:
    pdf = _open(data)
    silent = [number for number in range(len(pdf)) if not _words(pdf[number])[0].strip()]
    return {"pages": len(pdf), "without_words": silent}


# --- Finding -------------------------------------------------------------------------------------------------------
_Box = tuple[float, float, float, float]


def _words(page: Any) -> tuple[str, list[_Box | None]]:
    """The characters of a page, folded, and the box of each; a character that was made up has none."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    letters: list[str] = []
    boxes: list[_Box | None] = []
    for index in range(raw.FPDFText_CountChars(text.raw)):
        code = raw.FPDFText_GetUnicode(text.raw, index)
        letter = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
        box = _box_of(page, text, index)
        for folded in _folded(letter):
            letters.append(folded)
            boxes.append(box)
    return "".join(letters), boxes


def _folded(letter: str) -> str:
    if letter in "\r\n\t\u00a0\ufffe\x02":
        return " "
    if letter == "\u00ad":
        return ""
    plain = "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
    return plain.casefold().replace("đ", "d")


def _box_of(page: Any, text: Any, index: int) -> _Box | None:
    import pypdfium2.raw as raw

    sides = [ctypes.c_double() for _side in range(4)]
    if not raw.FPDFText_GetCharBox(text.raw, index, *(ctypes.byref(side) for side in sides)):
        return None
    left, right, bottom, top = (side.value for side in sides)
    if right <= left or top <= bottom:
        return None
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((left, bottom), (right, top)):
        # The page may be turned or cropped; pdfium knows how it is seen.
        raw.FPDF_PageToDevice(page.raw, 0, 0, _SCALE, _SCALE, 0, across, up, ctypes.byref(x), ctypes.byref(y))
        corners.append((x.value / _SCALE, y.value / _SCALE))
    (a, b), (c, d) = corners
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _find(data: bytes, job: dict[str, Any]) -> dict[str, Any]:
    pdf = _open(data)
    wanted: list[tuple[str, re.Pattern[str]]] = [
        (why, re.compile(_PATTERNS[why])) for why in job["patterns"] if why in _PATTERNS
    ]
    wanted += [("words", _pattern_of(words)) for words in job["words"]]
    found, counts = [], [0] * len(wanted)
    for number in range(len(pdf)):
        text, boxes = _words(pdf[number])
        for index, (why, pattern) in enumerate(wanted):
            for match in pattern.finditer(text):
                counts[index] += 1
                for box in _lines([box for box in boxes[match.start() : match.end()] if box is not None]):
                    found.append({"page": number, "why": why, **_padded(box)})
    return {"boxes": found, "counts": counts}


def _pattern_of(words: str) -> re.Pattern[str]:
    """Typed words as they may stand in a text: any spacing, a hyphen at a line's end, and the endings of inflection."""
    parts = ["".join(_folded(letter) for letter in part) for part in words.split()]
    # Between any two letters a line may end with a hyphen.
    joined = r"\s+".join(r"(?:-\s+)?".join(map(re.escape, part)) for part in parts if part)
    return re.compile(rf"(?<!\w){joined}\w{{0,4}}(?!\w)" if joined else r"(?!)")


def _lines(boxes: list[_Box]) -> Iterator[_Box]:
    """One box for each line that a match stands on."""
    current: _Box | None = None
    for box in boxes:
        if (
            current is not None
            and min(current[3], box[3]) - max(current[1], box[1]) > 0
            and box[0] >= current[0] - 0.01
        ):
            current = (
                min(current[0], box[0]),
                min(current[1], box[1]),
                max(current[2], box[2]),
                max(current[3], box[3]),
            )
        else:
            if current is not None:
                yield current
            current = box
    if current is not None:
        yield current


def _padded(box: _Box) -> dict[str, float]:
    # The boxes of letters are narrow, and an accent may stand above them.
    high = box[3] - box[1]
    left, top = max(0.0, box[0] - 0.004), max(0.0, box[1] - 0.3 * high)
    return {
        "left": left,
        "top": top,
        "width": min(1.0, box[2] + 0.004) - left,
        "height": min(1.0, box[3] + 0.25 * high) - top,
    }


# --- Pictures ------------------------------------------------------------------------------------------------------
def _drawn(page: Any, boxes: list[dict[str, float]], *, scale: float, see_through: bool) -> Any:
    from PIL import Image, ImageDraw

    picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    wide, high = picture.size
    if see_through:
        over = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        pen = ImageDraw.Draw(over)
        for box in boxes:
            pen.rectangle(_pixels(box, wide, high), fill=(161, 29, 43, 96), outline=(161, 29, 43, 255), width=2)
        return Image.alpha_composite(picture.convert("RGBA"), over).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        pen.rectangle(_pixels(box, wide, high), fill=(0, 0, 0))
    return picture


def _pixels(box: dict[str, float], wide: int, high: int) -> tuple[int, int, int, int]:
    # Rounded outwards: no edge of a letter may look out.
    return (
        int(box["left"] * wide),
        int(box["top"] * high),
        min(wide, int((box["left"] + box["width"]) * wide) + 1),
        min(high, int((box["top"] + box["height"]) * high) + 1),
    )


def _picture(data: bytes, job: dict[str, Any]) -> bytes:
    pdf = _open(data)
    page = pdf[job["page"]]
    wide, high = page.get_size()
    scale = min(job["width"] / max(wide, 1), LARGEST_SIDE / max(high, 1))
    target = io.BytesIO()
    _drawn(page, job["boxes"], scale=scale, see_through=job["see_through"]).save(target, "PNG", optimize=False)
    return target.getvalue()


def _burn(data: bytes, job: dict[str, Any]) -> bytes:
    import pikepdf

    pdf = _open(data)
    by_page: dict[int, list[dict[str, float]]] = {}
    for box in job["boxes"]:
        by_page.setdefault(box["page"], []).append(box)
    made = pikepdf.Pdf.new()
    for number in range(len(pdf)):
        page = pdf[number]
        wide, high = page.get_size()
        scale = min(DPI / 72, LARGEST_SIDE / max(wide, high, 1))
        picture = _drawn(page, by_page.get(number, []), scale=scale, see_through=False)
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=82, optimize=True)
        _append(made, target.getvalue(), picture.size, (wide, high))
    made.docinfo["/Title"] = job["title"]
    made.Root.Lang = job["language"]
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


def _append(made: Any, jpeg: bytes, pixels: tuple[int, int], size: tuple[float, float]) -> None:
    import pikepdf

    made.add_blank_page(page_size=size)
    page = made.pages[-1]
    image = pikepdf.Stream(made, jpeg)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = pixels
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    image.Filter = pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=made.make_indirect(image)))
    page.Contents = made.make_stream(f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /P Do Q".encode())


# --- Other formats ---------------------------------------------------------------------------------------------------
def _convert(data: bytes, job: dict[str, Any]) -> bytes:
    makers: dict[str, Callable[[bytes], bytes]] = {"image": _of_picture, "text": _of_text}
    return makers.get(job["kind"], _of_office)(data)


def _of_office(data: bytes) -> bytes:
    import lawtext

    try:
        return lawtext.convert_to_pdf(data)
    except lawtext.Unreadable as refusal:
        raise SystemExit(3 if refusal.code == "converter_missing" else 1) from refusal


def _of_picture(data: bytes) -> bytes:
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    picture.thumbnail((4000, 4000))
    # Where, when and by whom it was taken.
    picture.info = {}
    target = io.BytesIO()
    picture.save(target, "PDF", resolution=150)
    return target.getvalue()


def _of_text(data: bytes) -> bytes:
    import typst

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "cp1250", "replace")
    folder = Path(__file__).parent / "typst"
    compiler = typst.Compiler(
        str(folder / "plain.typ"),
        root=str(folder),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({"lines": text.splitlines()[:20_000]}, ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", timestamp=datetime(2000, 1, 1, tzinfo=UTC))
    assert isinstance(pdf, bytes)  # noqa: S101 - one PDF for one document
    return pdf


if __name__ == "__main__":
    sys.exit(main())
