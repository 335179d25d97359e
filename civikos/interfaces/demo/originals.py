"""
The drafts of the demo as the files a ministry would send: Word with automatic numbering, PDF, plain text.

They are made from the texts in `data/drafts` and are the same bytes each time.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import docx
import typst
from django.utils.translation import gettext_lazy as _

from lawtext.samples import SampleLine, pack, write_docx

DRAFTS = Path(__file__).parent / "data" / "drafts"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

CHAPTER = re.compile(r"(?:KAPITULLI|POGLAVLJE|CHAPTER) [IVXLC]+")
ARTICLE = re.compile(r"(?:Neni|Član|Article) \d+[A-Z]?")
LEVELS = (
    ("1", re.compile(r"(\d+\.)\s+(.*)")),
    ("2", re.compile(r"(\d+\.\d+\.)\s+(.*)")),
    ("3", re.compile(r"(\d+\.\d+\.\d+\.)\s+(.*)")),
    ("letter", re.compile(r"([a-z]\))\s+(.*)")),
)
# Memoranda are typeset by one small template; what stands in them comes in as data and is never read as markup.
_MEMORANDUM = """
#let lines = json(bytes(sys.inputs.lines))
#set document(title: lines.at(0))
#set page(paper: "a4", margin: 25mm, numbering: "1")
#set text(font: "Libertinus Serif", size: 11pt)
#for (number, line) in lines.enumerate() {
  if number == 0 { align(center, text(size: 14pt, weight: "bold", line)) }
  else if number == 1 { align(center, text(weight: "bold", line)) }
  else if line.match(regex("^\\\\d+\\\\. ")) != none { block(above: 5mm, text(weight: "bold", line)) }
  else { par(justify: true, line) }
}
"""


@dataclass(frozen=True)
class FileToTry:
    """A file offered for download; `content` makes its bytes."""

    name: str
    label: Any
    media_type: str
    content: Callable[[], bytes]


def text_of(file: str) -> str:
    """A text of `data/drafts`."""
    return (DRAFTS / file).read_text(encoding="utf-8")


def sample_lines(text: str) -> Iterator[SampleLine]:
    """Each line of a draft laid out as ministries do, with its level: the line after an article's or chapter's is its title."""
    title_follows = False
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            continue
        if title_follows:
            title_follows = False
            yield SampleLine("title", "", line)
        elif CHAPTER.fullmatch(line) or ARTICLE.fullmatch(line):
            title_follows = True
            yield SampleLine("chapter" if CHAPTER.fullmatch(line) else "article", line, "")
        else:
            level, match = next(
                ((level, match) for level, pattern in LEVELS if (match := pattern.fullmatch(line))), ("plain", None)
            )
            yield SampleLine(level, match[1], match[2]) if match else SampleLine("plain", "", line)


@lru_cache(maxsize=32)
def word_law(file: str, numbering: str = "automatic") -> bytes:
    """
    A draft as a Word file. `automatic` leaves the numbers of chapters, articles, paragraphs and points to Word, as drafters
    do; `typed` is for acts that quote articles of another act, whose numbers do not run on.
    """
    return write_docx(list(sample_lines(text_of(file))), numbering)


@lru_cache(maxsize=32)
def pdf_law(file: str) -> bytes:
    """A draft as a PDF with text, as exported from a word processor."""
    return _typeset([line for line in text_of(file).splitlines() if line.strip()])


@lru_cache(maxsize=32)
def word_memorandum(file: str) -> bytes:
    """A memorandum as a Word file."""
    document = docx.Document()
    lines = [line for line in text_of(file).splitlines() if line.strip()]
    for number, line in enumerate(lines):
        is_heading = number and re.match(r"\d+\. ", line)
        document.add_heading(
            line, level=0 if number == 0 else 2
        ) if is_heading or number == 0 else document.add_paragraph(line)
    properties = document.core_properties
    properties.author, properties.title = "", lines[0]
    properties.created = properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001  # python-docx wants it without a zone
    held = io.BytesIO()
    document.save(held)
    return _with_fixed_dates(held.getvalue())


def _with_fixed_dates(archive: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return pack({name: opened.read(name) for name in opened.namelist()})


@lru_cache(maxsize=32)
def pdf_memorandum(file: str) -> bytes:
    """A memorandum as a PDF."""
    return _typeset([line for line in text_of(file).splitlines() if line.strip()])


def _typeset(lines: list[str]) -> bytes:
    made: bytes = typst.compile(
        _MEMORANDUM.encode(),
        sys_inputs={"lines": json.dumps(lines, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return made


@cache
def files_to_try() -> tuple[FileToTry, ...]:
    """What the guide offers: a draft law in three languages, its memorandum, its next version, and a document without articles."""
    return (
        FileToTry(
            "projektligji-pjesemarrja.docx", _("draft law in Albanian"), WORD, lambda: word_law("participation.sq.txt")
        ),
        FileToTry(
            "nacrt-zakona-ucesce.docx", _("draft law in Serbian"), WORD, lambda: word_law("participation.sr.txt")
        ),
        FileToTry(
            "draft-law-participation.docx", _("draft law in English"), WORD, lambda: word_law("participation.en.txt")
        ),
        FileToTry(
            "memorandumi-pjesemarrja.docx",
            _("explanatory memorandum"),
            WORD,
            lambda: word_memorandum("participation.memorandum.sq.txt"),
        ),
        FileToTry(
            "projektligji-pjesemarrja-v2.docx",
            _("its next version in Albanian"),
            WORD,
            lambda: word_law("participation-v2.sq.txt"),
        ),
        FileToTry(
            "nacrt-zakona-ucesce-v2.docx",
            _("its next version in Serbian"),
            WORD,
            lambda: word_law("participation-v2.sr.txt"),
        ),
        FileToTry(
            "draft-law-participation-v2.docx",
            _("its next version in English"),
            WORD,
            lambda: word_law("participation-v2.en.txt"),
        ),
        FileToTry(
            "koncept-dokument-financimi.docx",
            _("a concept document, which has no articles"),
            WORD,
            lambda: word_law("public-funding-concept.sq.txt", "typed"),
        ),
    )
