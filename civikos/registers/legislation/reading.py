"""Reading what an institution sent: by `lawtext`, in a child process with limits, with a sentence for every refusal."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

import lawtext
from civikos.kernel.files.actions import FileNotAccepted, FileUnsafe
from civikos.kernel.files.kinds import Kind, kind_of
from civikos.kernel.files.sandbox import MEBIBYTE, ChildFailed, Limits, run_limited
from civikos.kernel.workflow.refusals import Refused

# A scanned page takes two to four seconds. Every page is recognized in a process of its own with these limits; the
# person waits at most six times as long by the clock.
SCAN_LIMITS = Limits(cpu_seconds=60, memory=1024 * MEBIBYTE)
MOST_SCANNED_PAGES = 40

SENTENCES = {
    "encrypted": _(
        "“%(name)s” is protected by a password. Ask the institution for a copy without one, or open it in Word and save it without the password."
    ),
    "macro": _(
        "“%(name)s” contains macros, which we do not open. Save it in Word as “Word document (.docx)” and upload that."
    ),
    "truncated": _(
        "“%(name)s” is damaged or incomplete. Download or copy it again from where it came, then upload it again."
    ),
    "too_large": _("“%(name)s” is too large. Remove pictures, or upload the annexes as separate documents."),
    "expands_too_much": _(
        "“%(name)s” unpacks to far more than a text of law has. It was not opened. Ask the sender for a new copy."
    ),
    "not_this_format": _(
        "“%(name)s” is not what its name says. Open it in the program it was made with and save it as Word (.docx) or PDF."
    ),
    "no_text": _(
        "“%(name)s” has pages but no text: it is a scan. Ask the institution for the Word file, or for a PDF made from it."
    ),
    "external_content": _(
        "“%(name)s” loads content from elsewhere or embeds another file, which we do not open. Save a plain copy in Word and upload that."
    ),
    "unsupported": _(
        "“%(name)s” is of a kind that cannot be read here. Upload Word (.docx), PDF with text, or plain text."
    ),
    "converter_missing": _(
        "“%(name)s” must be converted before it can be read, and the program for that is not installed here. Save it in Word as “Word document (.docx)” and upload that."
    ),
    "conversion_failed": _(
        "“%(name)s” could not be converted. Open it in the program it was made with, save it as Word (.docx) and upload that."
    ),
    "too_complex": _("“%(name)s” took too long to read. Save it again in Word, or upload it in parts."),
    "scan_too_long": _(
        "“%(name)s” is a scan that is too long to be recognized here at once: %(most)s pages are read. Ask the institution for the Word file, or upload it in parts."
    ),
}


# LibreOffice, which converts what is not Word, PDF or plain text, is a larger program than the reader.
CONVERTING = Limits(cpu_seconds=40, memory=4096 * MEBIBYTE, file_size=256 * MEBIBYTE, open_files=512)


class TextUnreadable(Refused):
    """The file cannot be read; `code` says why (`legislation.encrypted`, …)."""

    def __init__(self, reason: str, name: str) -> None:
        self.code = f"legislation.{reason}"
        super().__init__(SENTENCES.get(reason, SENTENCES["unsupported"]), name=name, most=MOST_SCANNED_PAGES)


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ReadText:
    """One text in one language, with the file it was read from."""

    upload: Upload
    text: lawtext.Text


def most_scanned_pages() -> int:
    """How many pages of a scan are read; 0 where no recognizer is installed."""
    return MOST_SCANNED_PAGES if lawtext.find_recognizer() is not None else 0


def check_document(upload: Upload) -> None:
    """
    Refuse an accompanying document that no honest program writes: with macros, behind a password, unpacking without end.

    Its content is not read. Raises: TextUnreadable.
    """
    if lawtext.convertible(upload.data):
        try:
            lawtext.check_convertible(upload.data)
        except lawtext.Unreadable as reason:
            raise TextUnreadable(reason.code, upload.name) from reason
    elif upload.data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        try:
            lawtext.check_archive(upload.data)
        except lawtext.Unreadable as reason:
            raise TextUnreadable(reason.code, upload.name) from reason


# A form that is sent again must not make the person wait for the same pages again.
KEEP_SECONDS = 1800


def read_upload(upload: Upload) -> list[ReadText]:
    """
    The texts of one file, one for each language in it. Touches no database; call it before the transaction.

    Scanned pages are recognized where the recognizer is installed; the doubt `recognized` then says so, and
    `doubtful_word` which words to compare with the page. What took another program is kept for half an hour.

    Raises: TextUnreadable.
    """
    key = f"reading:{sha256(upload.data).hexdigest()}:{upload.name}"
    reading: lawtext.Reading | None = caches["kept"].get(key)
    if reading is None:
        reading = _reading(upload)
        if lawtext.convertible(upload.data) or any(doubt.code == "recognized" for doubt in reading.doubts):
            caches["kept"].set(key, reading, KEEP_SECONDS)
    return [ReadText(upload, _with_doubts(text, reading.doubts)) for text in reading.texts]


def _reading(upload: Upload) -> lawtext.Reading:
    try:
        reading = _read(upload)
    except TextUnreadable as refusal:
        if refusal.code != "legislation.no_text" or lawtext.find_recognizer() is None:
            raise
        reading = _read(upload, is_scan=True)
    else:
        if any(doubt.code == "sparse_page" for doubt in reading.doubts) and lawtext.find_recognizer() is not None:
            reading = _read(upload, is_scan=True)
    return reading


def _read(upload: Upload, *, is_scan: bool = False) -> lawtext.Reading:
    arguments = ["lawtext", "parse", "-", "--name", upload.name, "--json", "--full"]
    if is_scan:
        arguments += ["--recognize", "--pages", str(MOST_SCANNED_PAGES)]
    data = upload.data
    doubts: tuple[lawtext.Doubt, ...] = ()
    try:
        if lawtext.convertible(data):
            data, doubts = run_limited(["lawtext", "to-word", "-"], data, CONVERTING), (lawtext.CONVERTED,)
        output = run_limited(arguments, data, SCAN_LIMITS if is_scan else None)
    except ChildFailed as fall:
        reason = _reason_of(fall)
        if is_scan and reason == "too_complex":
            reason = "scan_too_long"
        raise TextUnreadable(reason, upload.name) from fall
    reading = lawtext.from_dict(json.loads(output))
    if isinstance(reading, lawtext.Text):
        reading = lawtext.Reading((reading,), "")
    return replace(reading, doubts=(*doubts, *reading.doubts))


def _with_doubts(text: lawtext.Text, doubts: tuple[lawtext.Doubt, ...]) -> lawtext.Text:
    """The text with the doubts about its file, unless it has the same at a place of its own."""
    own = {doubt.code for doubt in text.doubts}
    return replace(text, doubts=(*(doubt for doubt in doubts if doubt.code not in own), *text.doubts))


def read_returned(
    upload: Upload, base: lawtext.Text, others: Sequence[tuple[str, lawtext.Text]], version_id: str
) -> lawtext.Returned:
    """
    What a Word file that came back proposes on `base` (handed out as `version_id`) or on one of the named `others`.

    Touches no database; call it before the transaction. Raises: FileNotAccepted, FileUnsafe.
    """
    kind = kind_of(upload.data)
    if kind not in {Kind.DOCX, Kind.OLE, Kind.ZIP}:
        raise FileNotAccepted(kind=kind.label, accepted=Kind.DOCX.label)
    given = {
        "base": lawtext.to_dict(base),
        "others": [{"name": name, "text": lawtext.to_dict(text)} for name, text in others],
        "version_id": version_id,
        "files": [{"name": upload.name, "data": base64.b64encode(upload.data).decode()}],
    }
    try:
        output = run_limited(["lawtext", "returned", "-", "--json", "--full"], json.dumps(given).encode())
    except ChildFailed as fall:
        raise FileUnsafe(_reason_of(fall), upload.name) from fall
    return lawtext.returned_from_dict(json.loads(output)["files"][0]["returned"])


def _reason_of(fall: ChildFailed) -> str:
    if fall.reason in {"time", "memory_or_crash"}:
        return "too_complex"
    try:
        return str(json.loads(fall.output)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return "too_complex" if b"MemoryError" in fall.error else "unsupported"
