"""Text recognition of scanned pages with Tesseract, one page at a time in a child process with limits."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from lawtext.language import detect_language
from lawtext.layout import Box, Piece, Sheet, lines_of
from lawtext.model import Doubt, Line, Unreadable
from lawtext.pdf import SPARSE, opened, sheets_of, sparse_doubts

_POINTS = 72.0
_MOST_PIXELS = 40_000_000
_SURE = 80.0
_MOST_DOUBTFUL = 1_000
_POOR = 55.0
_ALL = ("sqi", "srp_latn", "srp", "eng")
_DATA: dict[tuple[str, str], tuple[str, ...]] = {
    ("sq", "Latn"): ("sqi",),
    ("sr", "Latn"): ("srp_latn",),
    # Cyrillic acts carry Latin abbreviations and headers.
    ("sr", "Cyrl"): ("srp", "srp_latn"),
    ("en", "Latn"): ("eng",),
}
_MUCH_TEXT = 300
_MOST_OBJECTS = 2_000
_INVISIBLE_MODE = 3


@dataclass(frozen=True, slots=True)
class Recognition:
    """
    How pictures of pages are read: most pages of a file, resolution, processor seconds and bytes of memory for a page.

    `progress` is called before every recognized page with how many are done and how many there are.
    """

    pages: int = 100
    dpi: int = 300
    page_seconds: int = 60
    memory: int = 768 << 20
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Recognizer:
    """The program found on this machine and the language data it has."""

    program: str
    languages: tuple[str, ...]


@dataclass(slots=True)
class _Word:
    text: str
    sureness: float
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class _Reader:
    """Recognizes one page after another and remembers which language data fits."""

    recognizer: Recognizer
    options: Recognition
    chosen: tuple[str, ...] = ()

    def lines(self, image: bytes, dpi: int) -> list[list[_Word]]:
        """The lines of a picture (PNM, PNG, JPEG or TIFF), read with the data of the languages it is in."""
        everything = tuple(name for name in _ALL if name in self.recognizer.languages)
        chosen = self.chosen or everything
        found = _run(self.recognizer, self.options, image, dpi, chosen)
        fitting = self._fitting(found)
        if set(fitting) <= set(chosen) and _sureness(found) >= _POOR:
            if chosen == everything and fitting and fitting != everything:
                # The page told its language: that data alone makes fewer mistakes, and is quicker from here on.
                self.chosen = fitting
                found = _run(self.recognizer, self.options, image, dpi, fitting)
            return found
        if chosen != everything:
            found = _run(self.recognizer, self.options, image, dpi, everything)
            fitting = self._fitting(found)
        self.chosen = fitting if _sureness(found) >= _POOR else ()
        return found

    def _fitting(self, lines: list[list[_Word]]) -> tuple[str, ...]:
        """The data for the languages that hold a fair share of a page's words."""
        counts: dict[tuple[str, str], int] = {}
        for line in lines:
            text = " ".join(word.text for word in line)
            tongue = detect_language(text)
            if tongue in _DATA and len(line) >= 4:
                counts[tongue] = counts.get(tongue, 0) + len(line)
        total = sum(counts.values())
        wanted = {name for tongue, count in counts.items() if count >= 0.1 * total for name in _DATA[tongue]}
        return tuple(name for name in _ALL if name in wanted and name in self.recognizer.languages)


def find_recognizer() -> Recognizer | None:
    """Tesseract with data for at least one of the languages, or None where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    known = set(listed.stdout.decode("utf-8", "replace").split())
    languages = tuple(name for name in (*_ALL, "osd") if name in known)
    return Recognizer(program, languages) if any(name != "osd" for name in languages) else None


def recognize_pdf(data: bytes, options: Recognition) -> tuple[str, list[Line], list[Doubt]]:
    """
    The format ("scan" when most pages were recognized, else "pdf"), lines and doubts of a PDF, pictures read as text.

    Pages with text keep it; what stands in pictures beside it is recognized and added where it stands. A text layer
    that a scanner's program laid invisibly under the picture is read anew.

    Raises:
        Unreadable: as `read_pdf`; `no_text` also when recognition finds nothing or no recognizer is installed;
            `too_complex` with "scanned_pages" when more pages need recognition than allowed.
    """
    recognizer = find_recognizer()
    return opened(data, lambda document: _recognized(document, recognizer, options))


def _recognized(
    document: Any, recognizer: Recognizer | None, options: Recognition
) -> tuple[str, list[Line], list[Doubt]]:
    needs: dict[int, str] = {}

    def look(number: int, page: Any, length: int) -> None:
        if need := _need(page, length):
            needs[number] = need

    sheets, lengths = sheets_of(document, look)
    if needs and recognizer is None:
        if not any(length >= SPARSE for length in lengths):
            raise Unreadable("no_text", {"pages": len(sheets), "recognizer": "tesseract"})
        needs.clear()
    if len(needs) > options.pages:
        raise Unreadable("too_complex", {"scanned_pages": len(needs), "limit": options.pages})
    if recognizer is not None and needs:
        reader = _Reader(recognizer, options)
        for done, (number, need) in enumerate(needs.items()):
            if options.progress is not None:
                options.progress(done, len(needs))
            page = document[number - 1]
            try:
                added = _read_page(page, reader, number)
            finally:
                page.close()
            old = sheets[number - 1]
            if need == "whole" and sum(len(piece.text) for piece in added.pieces) >= lengths[number - 1]:
                sheets[number - 1] = added
            else:
                sheets[number - 1] = _merged(old, added)
        if options.progress is not None:
            options.progress(len(needs), len(needs))
    if not any(sheet.pieces for sheet in sheets):
        raise Unreadable("no_text", {"pages": len(sheets)})
    read = sum(sheet.recognized for sheet in sheets)
    sparse = [number for number, length in enumerate(lengths, 1) if length < SPARSE and number not in needs]
    lines, behind = lines_of(sheets)
    doubts = sparse_doubts(sparse, len(sheets))
    if any(piece.recognized for piece in behind):
        doubts += [*_recognized_doubts(lines, behind), *_doubtful_words(lines, behind)]
    return ("scan" if 2 * read > len(sheets) else "pdf"), lines, doubts


def recognize_image(data: bytes, options: Recognition) -> tuple[str, list[Line], list[Doubt]]:
    """
    The same for a picture of one page (PNG, JPEG, TIFF).

    Raises:
        Unreadable: `no_text`, `too_large` (pixels), `truncated`, `unsupported` where no recognizer is installed.
    """
    recognizer = find_recognizer()
    if recognizer is None:
        raise Unreadable("unsupported", {"format": "image", "recognizer": "tesseract"})
    width, height = _pixels(data)
    if width * height > _MOST_PIXELS:
        raise Unreadable("too_large", {"pixels": width * height, "limit": _MOST_PIXELS})
    # A page is about 11 inches high; cameras and scanners often leave no resolution in the file.
    dpi = max(70, min(600, round(max(width, height) / 11.7))) if width else options.dpi
    found = _Reader(recognizer, options).lines(data, dpi)
    sheet = _sheet(found, 1, _POINTS / dpi, height * _POINTS / dpi)
    if not sheet.pieces:
        raise Unreadable("no_text", {"pages": 1})
    lines, behind = lines_of([sheet])
    return "scan", lines, [*_recognized_doubts(lines, behind), *_doubtful_words(lines, behind)]


def _pixels(data: bytes) -> tuple[int, int]:
    """Width and height that a PNG or JPEG declares, (0, 0) where it is not told at once."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    at = 2
    while data.startswith(b"\xff\xd8") and at + 9 < len(data) and data[at] == 0xFF:
        if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0


# What a page needs


def _need(page: Any, length: int) -> str:
    """Whether a page is read from its picture: "whole", "beside" what text it has, or "" for not at all."""
    from pypdfium2 import raw

    count = raw.FPDFPage_CountObjects(page)
    if count == 0 or (count > _MOST_OBJECTS and length >= SPARSE):
        return ""
    pictures = 0.0
    others = 0
    invisible = 0
    for thing in page.get_objects(max_depth=3):
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            pictures = max(pictures, (right - left) * (top - bottom))
        elif thing.type == raw.FPDF_PAGEOBJ_TEXT:
            invisible += raw.FPDFTextObj_GetTextRenderMode(thing) == _INVISIBLE_MODE
        else:
            others += 1
    share = pictures / max(1.0, page.get_width() * page.get_height())
    if length < SPARSE:
        # Letters drawn as outlines have neither text nor pictures.
        return "whole" if share > 0.05 or (length == 0 and others) else ""
    if share > 0.85:
        return "whole" if invisible else ("beside" if length < _MUCH_TEXT else "")
    return "beside" if share > 0.2 else ""


def _read_page(page: Any, reader: _Reader, number: int) -> Sheet:
    """A page rendered and recognized; one that stands on its side is turned once."""
    image, dpi = _rendered(page, reader.options.dpi, 0)
    lines = reader.lines(image, dpi)
    turned = 0
    if _sureness(lines) < _POOR and (turned := _orientation(reader.recognizer, reader.options, image, dpi)):
        image, dpi = _rendered(page, reader.options.dpi, turned)
        reader.chosen = ()
        lines = reader.lines(image, dpi)
    height = page.get_width() if turned in (90, 270) else page.get_height()
    return _sheet(lines, number, _POINTS / dpi, height)


def _rendered(page: Any, dpi: int, turned: int) -> tuple[bytes, int]:
    """A page as a grey picture (PGM) and its resolution, lower for pages larger than a sheet of paper."""
    area = max(1.0, page.get_width() * page.get_height()) / _POINTS**2
    dpi = max(20, min(dpi, int((_MOST_PIXELS / area) ** 0.5)))
    if area * dpi * dpi > 1.2 * _MOST_PIXELS:
        raise Unreadable("too_complex", {"page_inches": round(area)})
    bitmap = page.render(scale=dpi / _POINTS, rotation=turned, grayscale=True)
    try:
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        held = bytes(bitmap.buffer)
    finally:
        bitmap.close()
    if stride != width:
        held = b"".join(held[row * stride : row * stride + width] for row in range(height))
    return b"P5\n%d %d\n255\n" % (width, height) + held.translate(_cleared(held)), dpi


def _cleared(picture: bytes) -> bytes:
    """
    The table of greys that makes paper white and ink black.

    Without it the recognizer takes the noise of nearly empty pages for writing, and finds no words there at all.
    """
    counts = Counter(picture[::97])
    paper = counts.most_common(1)[0][0] if counts else 255
    if paper < 100:
        # White on black, or a photograph: the recognizer knows better.
        return bytes(range(256))
    light, dark = 0.8 * paper, 0.25 * paper
    return bytes(max(0, min(255, round(255 * (grey - dark) / (light - dark)))) for grey in range(256))


# The child process


def _run(
    recognizer: Recognizer, options: Recognition, image: bytes, dpi: int, languages: tuple[str, ...]
) -> list[list[_Word]]:
    arguments = ["-l", "+".join(languages), "--psm", "3", "--dpi", str(dpi), "tsv"]
    return _words(_child(recognizer, options, image, arguments))


def _orientation(recognizer: Recognizer, options: Recognition, image: bytes, dpi: int) -> int:
    """By how many degrees a picture must be turned to stand upright, 0 when that cannot be told."""
    if "osd" not in recognizer.languages:
        return 0
    told = _child(recognizer, options, image, ["--psm", "0", "--dpi", str(dpi)], may_fail=True)
    match = re.search(r"Rotate: (90|180|270)", told)
    return int(match[1]) if match else 0


def _child(
    recognizer: Recognizer, options: Recognition, image: bytes, arguments: list[str], *, may_fail: bool = False
) -> str:
    # More threads make it slower, and the limits are those of one processor.
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    if "TESSDATA_PREFIX" in os.environ:
        environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    with subprocess.Popen(
        [recognizer.program, "stdin", "stdout", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as child:
        _limit(child.pid, resource.RLIMIT_CPU, options.page_seconds)
        _limit(child.pid, resource.RLIMIT_AS, options.memory)
        try:
            told, _ = child.communicate(image, timeout=10 * options.page_seconds)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise Unreadable("too_complex", {"seconds": options.page_seconds}) from error
    if child.returncode != 0 and not may_fail:
        if child.returncode < 0:
            raise Unreadable("too_complex", {"seconds": options.page_seconds})
        raise Unreadable("truncated", {"reason": "picture"})
    return told.decode("utf-8", "replace")


def _limit(process: int, kind: int, most: int) -> None:
    """A limit on the child from outside; nothing of ours runs between its start and its program."""
    try:
        hard = resource.prlimit(process, kind)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.prlimit(process, kind, (least, least))
    except (ProcessLookupError, PermissionError):
        return


def _words(table: str) -> list[list[_Word]]:
    """The words of each line from Tesseract's table: twelve columns, level 5 for words."""
    lines: dict[tuple[str, ...], list[_Word]] = {}
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        word = _Word(cells[11].strip(), float(cells[10]), (left, top, width, height))
        lines.setdefault(tuple(cells[1:5]), []).append(word)
    return list(lines.values())


def _sureness(lines: list[list[_Word]]) -> float:
    """The mean confidence of a page's letters, 0–100; full for an empty page."""
    total = sum(len(word.text) for line in lines for word in line)
    return sum(len(word.text) * word.sureness for line in lines for word in line) / total if total else 100.0


# From words to lines


def _sheet(lines: list[list[_Word]], number: int, scale: float, height: float) -> Sheet:
    """Recognized lines as pieces on a page, in points, the slant of the paper taken out of their places."""
    slant = _slant(lines)
    pieces: list[Piece] = []
    for line in lines:
        if not re.search(r"\w", "".join(word.text for word in line)) and _sureness([line]) < _POOR:
            # Specks of dust.
            continue
        first, last = line[0].box, line[-1].box
        bottom = median(word.box[1] + word.box[3] - slant * (word.box[0] + word.box[2] / 2) for word in line)
        tall = median(word.box[3] for word in line)
        doubtful: list[tuple[str, float, Box]] = []
        for word in line:
            if word.sureness < _SURE and re.search(r"\w", word.text):
                x, y, w, h = (round(each * scale, 1) for each in word.box)
                doubtful.append((word.text, word.sureness, (x, y, w, h)))
        pieces.append(
            Piece(
                " ".join(word.text for word in line),
                (first[0] + slant * first[1]) * scale,
                (last[0] + last[2] + slant * last[1]) * scale,
                bottom * scale,
                1.25 * tall * scale,
                len(pieces),
                words=tuple(doubtful),
                recognized=True,
            )
        )
    return Sheet(number, height, pieces, recognized=True)


def _slant(lines: list[list[_Word]]) -> float:
    """How much the lines fall for every step to the right (0.01 is about half a degree)."""
    falls = []
    for line in lines:
        if len(line) >= 5:
            first, last = line[0].box, line[-1].box
            run = last[0] - first[0]
            if run > 0:
                middle = len(line) // 2
                left = median(word.box[1] + word.box[3] for word in line[:middle])
                right = median(word.box[1] + word.box[3] for word in line[middle:])
                falls.append((right - left) / (run / 2))
    return max(-0.05, min(0.05, median(falls))) if len(falls) >= 3 else 0.0


def _merged(old: Sheet, added: Sheet) -> Sheet:
    """A page's own lines, and the recognized ones that stand where it has none."""
    made = list(old.pieces)
    for piece in added.pieces:
        middle, base = (piece.left + piece.right) / 2, piece.base - 0.3 * piece.size
        covered = any(
            own.left - 2 <= middle <= own.right + 2 and own.base - 1.1 * own.size <= base <= own.base + 0.4 * own.size
            for own in old.pieces
        )
        if not covered:
            piece.row += 1_000_000
            made.append(piece)
    recognized = len(made) > 2 * len(old.pieces)
    return Sheet(old.number, old.height, made, old.rules, recognized=recognized or old.recognized)


def _recognized_doubts(lines: list[Line], behind: list[Piece]) -> list[Doubt]:
    """A doubt for each run of recognized lines, from its first line to its last."""
    made: list[Doubt] = []
    begin = 0
    for at, (line, piece) in enumerate(zip(lines, behind, strict=True)):
        if at + 1 < len(lines) and behind[at + 1].recognized == piece.recognized:
            continue
        if piece.recognized:
            first = lines[begin].page
            shown = f"On page {first} text was" if first == line.page else f"Pages {first} to {line.page} were"
            message = f"{shown} read from pictures; compare it with them."
            made.append(Doubt("recognized", message, "", (lines[begin].index, line.index)))
        begin = at + 1
    return made


def _doubtful_words(lines: list[Line], behind: list[Piece]) -> list[Doubt]:
    """A doubt for every word of little confidence, with its place in points from the page's top left corner."""
    made = []
    for line, piece in zip(lines, behind, strict=True):
        for text, sureness, box in piece.words:
            message = f"“{text}” was recognized with {sureness:.0f} % confidence."
            made.append(Doubt("doubtful_word", message, "", (line.index, line.index), (line.page, *box)))
    return made[:_MOST_DOUBTFUL]
