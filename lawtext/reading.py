"""One door for every file: its type by content, its lines, its languages, its structure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lawtext.container import OLE_MAGIC, ZIP_MAGIC, Limits, check_archive
from lawtext.model import Doubt, Line, Reading, Text, Unreadable
from lawtext.streams import split_languages
from lawtext.structure import read_lines

if TYPE_CHECKING:
    from lawtext.recognition import Recognition

_LIMIT = Limits().file
# A printed law of a thousand pages has some 50,000 lines and 3 million characters; more than this takes over 10 s.
_MOST_LINES = 60_000
_MOST_CHARACTERS = 12 << 20
# Formats of word processors: their lines are paragraphs and not lines of pages.
_WORD = frozenset({"docx", "doc", "odt", "rtf"})
_HEAD_BYTES = 4096
_REFUSED = (
    (b"<!DOCTYPE html", "html"),
    (b"<html", "html"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


def read(
    data: bytes, *, name: str = "", confirm_numbering: bool = False, recognition: Recognition | None = None
) -> Reading:
    """
    Read a file of law: DOCX, PDF with text, Akoma Ntoso, or plain text, told apart by content and never by name.

    `.doc`, `.odt` and `.rtf` are converted by LibreOffice first, where it is installed (see `lawtext.conversion`).
    `confirm_numbering` asks LibreOffice for its reading of a Word file's automatic numbers; without it the reader's own
    knowledge of LibreOffice's habits tells where the two differ.

    `name` is used only to notice a file that is not what its name promises. A file in several languages gives one
    text per language, in the order in which they begin. With `recognition`, pictures of pages (scanned PDF, PNG, JPEG,
    TIFF) are read as well, where Tesseract is installed: seconds for every page.

    Raises:
        Unreadable: with a code and details a person can act on; nothing else, whatever the bytes are.
    """
    if len(data) > _LIMIT:
        raise Unreadable("too_large", {"bytes": len(data), "limit": _LIMIT})
    try:
        if b"akomaNtoso" in data[:_HEAD_BYTES].replace(b"\x00", b""):
            from lawtext.akn_in import is_akn

            if is_akn(data):
                return _akn(data, _extension(name))
        format, lines, doubts = _lines(data, _extension(name), confirm_numbering, recognition)
        return _structured(format, lines, doubts)
    except (RecursionError, MemoryError) as error:
        raise Unreadable("too_complex") from error


def _extension(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def _akn(data: bytes, extension: str) -> Reading:
    if extension in ("docx", "pdf"):
        raise Unreadable("not_this_format", {"expected": extension})
    from lawtext.akn_in import from_akn, with_unique_ids

    text = with_unique_ids(from_akn(data))
    if not any(node.text or node.heading or node.number for node in text.walk()):
        raise Unreadable("no_text", {"format": "akn"})
    return Reading((text,), "akn")


def _lines(
    data: bytes, extension: str, confirm: bool, recognition: Recognition | None
) -> tuple[str, list[Line], list[Doubt]]:
    promised = {"docx": "docx", "pdf": "pdf"}.get(extension, "")
    if not data.strip():
        raise Unreadable("no_text", {"bytes": len(data)})
    if data.startswith((ZIP_MAGIC, OLE_MAGIC, b"{\\rtf")):
        if promised == "pdf" or (promised and data.startswith(b"{")):
            raise Unreadable("not_this_format", {"expected": promised})
        return _word_lines(data, confirm)
    if b"%PDF-" in data[:1024]:
        if promised == "docx":
            raise Unreadable("not_this_format", {"expected": promised})
        if recognition is not None:
            from lawtext.recognition import recognize_pdf

            return recognize_pdf(data, recognition)
        from lawtext.pdf import read_pdf

        return "pdf", *read_pdf(data)
    if promised:
        raise Unreadable("not_this_format", {"expected": promised})
    head = data[:256].lstrip(b"\xef\xbb\xbf \r\n\t")
    if recognition is not None and data.startswith(_PICTURES):
        from lawtext.recognition import recognize_image

        return recognize_image(data, recognition)
    for magic, format in _REFUSED:
        if head.lower().startswith(magic.lower()):
            raise Unreadable("unsupported", {"format": format})
    from lawtext.plain import read_plain

    return "txt", *read_plain(data)


def _word_lines(data: bytes, confirm: bool) -> tuple[str, list[Line], list[Doubt]]:
    from lawtext.conversion import CONVERTED, CONVERTED_LIMITS, confirmed, convert_to_docx, convertible
    from lawtext.docx import NUMBERS_DISPUTED, read_docx

    format, limits = convertible(data) or "docx", None
    if format == "docx" and data.startswith(OLE_MAGIC):
        check_archive(data)
    if format != "docx":
        data, limits = convert_to_docx(data), CONVERTED_LIMITS
    lines, doubts = read_docx(data, limits)
    if confirm:
        lines = confirmed(lines, data, limits)
        doubts = [doubt for doubt in doubts if doubt.code != "numbering_uncertain"]
        if any(line.other_labels for line in lines):
            doubts.append(NUMBERS_DISPUTED)
    return format, lines, doubts if format == "docx" else [CONVERTED, *doubts]


def _structured(format: str, lines: list[Line], doubts: list[Doubt]) -> Reading:
    if not any(line.role not in ("header", "footer", "margin") and (line.text or line.label) for line in lines):
        raise Unreadable("no_text", {"format": format})
    if len(lines) > _MOST_LINES:
        raise Unreadable("too_complex", {"lines": len(lines), "limit": _MOST_LINES})
    if (characters := sum(len(line.text) for line in lines)) > _MOST_CHARACTERS:
        raise Unreadable("too_complex", {"characters": characters, "limit": _MOST_CHARACTERS})
    texts: list[Text] = []
    placed = [doubt for doubt in doubts if doubt.place is not None]
    runs = [doubt.source for doubt in doubts if doubt.code == "recognized"]
    recognized = {index for first, last in runs for index in range(first, last + 1)}
    for (language, script), held in split_languages(lines):
        mended: list[Doubt] = []
        if recognized:
            from lawtext.recognized import mend_labels

            held, mended = mend_labels(held, recognized)
        text = read_lines(held, language=language, paged=format not in _WORD)
        if mended or placed:
            text = replace(text, doubts=(*text.doubts, *_of_nodes([*mended, *placed], text)))
        text = replace(text, script=script) if language else text
        texts.append(_with_places(text, doubts) if format in _WORD else text)
    if format in _WORD:
        doubts = [doubt for doubt in doubts if doubt.source == (0, 0)]
    return Reading(tuple(texts), format, tuple(doubt for doubt in doubts if doubt.place is None))


def _of_nodes(doubts: list[Doubt], text: Text) -> list[Doubt]:
    """The doubts about lines of this text, with the node that took the line; none about running matter."""
    kept = {line.index: line.kept_as for line in text.lines if not line.kept_as.startswith("noise:")}
    return [replace(doubt, node_id=kept[doubt.source[0]]) for doubt in doubts if doubt.source[0] in kept]


def _with_places(text: Text, doubts: list[Doubt]) -> Text:
    """The text with those doubts about the file that belong to a place in it, and with the numbers in dispute."""
    from lawtext.numbering import disputed_numbers

    kept = {line.index: line.kept_as for line in text.lines}
    placed = [
        replace(doubt, node_id="" if kept[at].startswith("noise:") else kept[at])
        for doubt in doubts
        if (at := doubt.source[0]) in kept and doubt.source != (0, 0)
    ]
    placed += disputed_numbers(text.lines)
    return replace(text, doubts=(*text.doubts, *placed)) if placed else text
