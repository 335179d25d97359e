"""Taking in and handing out files."""

import hashlib
import posixpath
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.kinds import CONVERTED, Kind, kind_of
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workflow.refusals import Refused
from lawtext import Unreadable, check_archive, check_convertible

LARGEST_UPLOAD = 25 * 1024 * 1024
UNCLAIMED = timedelta(hours=24)
ARCHIVES = frozenset({Kind.DOCX, Kind.XLSX, Kind.ZIP, Kind.OLE})
_FOLDER = re.compile(r"[0-9a-f]{2}")


class FileTooLarge(Refused):
    """More bytes than we take."""

    code = "file.too_large"
    message = _("The file is larger than 25 MB. Send it without pictures, or as separate files.")


class FileEmpty(Refused):
    """Nothing in it."""

    code = "file.empty"
    message = _("The file is empty. Choose it again, or ask the sender for a new copy.")


class FileNotAccepted(Refused):
    """A kind of file that has no place here; the content decides, not the name."""

    code = "file.not_accepted"
    message = _("This kind of file cannot be taken here (%(kind)s). Send it as %(accepted)s.")


class FileUnsafe(Refused):
    """An Office file that no honest program writes, or that we do not open; `code` ends with the reason."""

    SENTENCES: ClassVar[dict[str, Any]] = {
        "encrypted": _("“%(name)s” is protected by a password. Open it, save it without the password, and send that."),
        "macro": _(
            "“%(name)s” contains macros, which we do not open. Save it as .docx or .xlsx without macros, and send that."
        ),
        "truncated": _("“%(name)s” is damaged or incomplete. Copy it again from where it came, and send it again."),
        "too_large": _("“%(name)s” is too large. Send it without pictures, or as separate files."),
        "expands_too_much": _(
            "“%(name)s” unpacks to far more than a document has. It was not opened. Ask the sender for a new copy."
        ),
        "not_this_format": _(
            "“%(name)s” is not what its name says. Save it again in the program it was made with, and send that."
        ),
        "external_content": _(
            "“%(name)s” loads content from elsewhere or embeds another file. Save a plain copy, and send that."
        ),
        "unsupported": _("“%(name)s” is in an old format. Open it, save it as .docx or .xlsx, and send that."),
        "too_complex": _(
            "“%(name)s” has more parts than a document has. Save it again in Word or Excel, and send that."
        ),
    }

    def __init__(self, reason: str, name: str) -> None:
        self.code = f"file.{reason}"
        super().__init__(self.SENTENCES.get(reason, self.SENTENCES["truncated"]), name=name)


def clean_name(name: str) -> str:
    """The last part of a file name without control characters, at most 150 characters; the ending is kept."""
    name = posixpath.basename(name.replace("\\", "/"))
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C").strip() or "file"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:140]}.{ending[:9]}" if dot else name[:150]


def store(data: bytes, *, name: str, accepted: frozenset[Kind], by: Actor, at: datetime) -> StoredFile:
    """
    Keep the bytes and make a row for them. The kind is told by the content; an Office file passes the guard of archives.

    Raises: FileEmpty, FileTooLarge, FileNotAccepted, FileUnsafe.
    """
    if not data:
        raise FileEmpty
    if len(data) > LARGEST_UPLOAD:
        raise FileTooLarge
    kind = kind_of(data)
    if kind not in accepted:
        raise FileNotAccepted(kind=kind.label, accepted=", ".join(sorted(str(each.label) for each in accepted)))
    short = clean_name(name)
    if kind in ARCHIVES | CONVERTED:
        try:
            (check_convertible if kind in CONVERTED else check_archive)(data)
        except Unreadable as reason:
            raise FileUnsafe(reason.code, short) from reason
    # The content goes first: a row without its file would promise what is not there; a file without a row is swept.
    digest = put_content(data)
    row = StoredFile(
        name=short, media_type=kind.media_type, size=len(data), sha256=digest, sent_by=by.person, stored_at=at
    )
    row.save()
    return row


def put_content(data: bytes) -> str:
    """Lay bytes into the store under their hash, once; the hash. Without a row they are swept after a day."""
    row = StoredFile(sha256=hashlib.sha256(data).hexdigest())
    if default_storage.exists(row.path):
        if StoredFile.objects.filter(sha256=row.sha256).exists():
            return row.sha256
        # Nobody's yet, and perhaps about to be swept: lay it down anew, so that it is young again.
        default_storage.delete(row.path)
    default_storage.save(row.path, ContentFile(data))
    return row.sha256


def sweep(*, at: datetime) -> int:
    """
    Delete contents without a row that have lain in the store for more than a day; how many.

    They are left by a process that died between laying down the content and committing the row, by a transaction that was
    rolled back, and by forms that were never sent again.
    """
    swept = 0
    folders, _files = default_storage.listdir("")
    for folder in folders:
        if not _FOLDER.fullmatch(folder):
            continue
        _folders, names = default_storage.listdir(folder)
        known = set(StoredFile.objects.filter(sha256__startswith=folder).values_list("sha256", flat=True))
        for name in names:
            path = f"{folder}/{name}"
            if name not in known and default_storage.get_modified_time(path) < at - UNCLAIMED:
                default_storage.delete(path)
                swept += 1
    return swept


def content_of(row: StoredFile) -> bytes:
    """The bytes of a stored file. Raises FileNotFoundError."""
    with default_storage.open(row.path, "rb") as source:
        return bytes(source.read())
