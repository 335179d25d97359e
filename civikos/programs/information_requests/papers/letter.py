"""A letter as PDF and as DOCX."""

import io
import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from civikos.kernel.files.sandbox import MEBIBYTE, Limits, run_limited

_LIMITS = Limits(cpu_seconds=30, memory=1024 * MEBIBYTE)
TO = {"sq": "Për", "sr": "Za", "en": "To"}
SUBJECT = {"sq": "Lënda", "sr": "Predmet", "en": "Subject"}
PAGE = {"sq": "faqja", "sr": "strana", "en": "page"}
_TAGS = {"sq": "sq-AL", "sr": "sr-Latn-RS", "en": "en-US"}


@dataclass(frozen=True)
class Paper:
    """A letter: whose, to whom, about what; `text` is plain, paragraphs separated by an empty line, `dated` the day in words."""

    network: str
    to: str
    number: str
    dated: str
    subject: str
    text: str
    language: str
    made_at: datetime


def _clean(text: str) -> str:
    # What cannot be printed would be a box in the letter, or break the file.
    return "".join(
        each
        for each in text.replace("\r\n", "\n")
        if each == "\n" or unicodedata.category(each) not in {"Cc", "Cs", "Cn"}
    )


def _paragraphs(text: str) -> list[list[str]]:
    return [part.strip().split("\n") for part in _clean(text).split("\n\n") if part.strip()]


def letter_pdf(paper: Paper) -> bytes:
    """
    The letter as PDF (PDF/UA-1).

    Raises:
        ChildFailed: the typesetter used up its limits or fell.
    """
    language = paper.language
    data = {
        "name": _clean(f"{paper.number} {paper.subject}"),
        "network": _clean(paper.network),
        "lang": language,
        "number": paper.number,
        "page": PAGE[language],
        "to_label": TO[language],
        "to": _clean(paper.to),
        "dated": f"{paper.number}\n{paper.dated}",
        "subject_label": SUBJECT[language],
        "subject": _clean(paper.subject),
        "paragraphs": _paragraphs(paper.text),
    }
    job = {"data": data, "made_at": int(paper.made_at.timestamp())}
    stdin = json.dumps(job, ensure_ascii=False).encode("utf-8", "replace")
    return run_limited(["civikos.programs.information_requests.papers.typeset"], stdin, _LIMITS)


def letter_docx(paper: Paper) -> bytes:
    """The letter as DOCX, to be printed, signed and stamped."""
    made = docx.Document()
    for section in made.sections:
        section.left_margin = section.right_margin = Mm(24)
    _language_of(made, _TAGS[paper.language])
    head = made.add_paragraph().add_run(_clean(paper.network))
    head.bold, head.font.color.rgb = True, RGBColor(0x1D, 0x4F, 0x91)
    made.add_paragraph(f"{paper.number}\n{paper.dated}")
    made.add_paragraph(f"{TO[paper.language]}: ").add_run(_clean(paper.to)).bold = True
    made.add_heading(f"{SUBJECT[paper.language]}: {_clean(paper.subject)}", level=1)
    for lines in _paragraphs(paper.text):
        made.add_paragraph("\n".join(lines))
    about = made.core_properties
    about.title, about.author = _clean(f"{paper.number} {paper.subject}")[:250], _clean(paper.network)[:250]
    about.created = about.modified = paper.made_at.replace(tzinfo=None)
    about.last_modified_by, about.comments, about.language = "", "", _TAGS[paper.language]
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _language_of(made: Document, tag: str) -> None:
    style = made.styles["Normal"]
    style.font.size = Pt(11)
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), tag)
    style.element.get_or_add_rPr().append(mark)
