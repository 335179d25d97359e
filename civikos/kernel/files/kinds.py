"""Kinds of files, told by their first bytes and, for Office files, by what the archive holds."""

import io
import zipfile
from enum import Enum

from django.utils.translation import gettext_lazy as _

from lawtext import convertible


class Kind(Enum):
    """A kind of file with its media type, ending and the word people use for it."""

    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", _("Word (.docx)"))
    DOC = ("application/msword", "doc", _("Word 97 to 2003 (.doc)"))
    ODT = ("application/vnd.oasis.opendocument.text", "odt", _("OpenDocument (.odt)"))
    RTF = ("application/rtf", "rtf", _("Rich Text (.rtf)"))
    XLSX = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", _("Excel (.xlsx)"))
    PDF = ("application/pdf", "pdf", _("PDF"))
    TXT = ("text/plain", "txt", _("plain text"))
    OLE = ("application/x-ole-storage", "", _("old or password-protected Office file"))
    ZIP = ("application/zip", "zip", _("archive"))
    JSON = ("application/json", "json", "JSON")
    IMAGE = ("image/*", "", _("picture"))
    UNKNOWN = ("application/octet-stream", "", _("unknown"))

    def __init__(self, media_type: str, ending: str, label: object) -> None:
        self.media_type = media_type
        self.ending = ending
        self.label = label


# Texts of these kinds are converted by LibreOffice before they are read; the file is kept as it came.
CONVERTED = frozenset({Kind.DOC, Kind.ODT, Kind.RTF})
TEXTS = frozenset({Kind.DOCX, Kind.PDF, Kind.TXT, Kind.OLE, *CONVERTED})
SHEETS = frozenset({Kind.XLSX})
DOCUMENTS = frozenset({Kind.DOCX, Kind.PDF, Kind.TXT, Kind.XLSX})


def kind_of(data: bytes) -> Kind:
    """The kind of a file by its content; never by its name."""
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return Kind.PDF
    if word := convertible(data):
        return Kind[word.upper()]
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.OLE
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        return Kind.IMAGE
    return Kind.TXT if _is_text(data) else Kind.UNKNOWN


def _kind_of_archive(data: bytes) -> Kind:
    try:
        names = {entry.filename for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()[:3000]}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Kind.DOCX if b"word/" in data[:4096] else Kind.ZIP
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return Kind.DOCX
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    return Kind.ZIP


def _is_text(data: bytes) -> bool:
    if b"\x00" in data[:4096]:
        return data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return True
