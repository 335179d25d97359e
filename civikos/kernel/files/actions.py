"""Taking in and handing out files."""

import hashlib
import posixpath
import unicodedata
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.kinds import Kind, kind_of
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workflow.refusals import Refused

LARGEST_UPLOAD = 25 * 1024 * 1024


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


def clean_name(name: str) -> str:
    """The last part of a file name without control characters, at most 150 characters; the ending is kept."""
    name = posixpath.basename(name.replace("\\", "/"))
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C").strip() or "file"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:140]}.{ending[:9]}" if dot else name[:150]


def store(data: bytes, *, name: str, accepted: frozenset[Kind], by: Actor, at: datetime) -> StoredFile:
    """
    Keep the bytes and make a row for them. The kind is told by the content.

    Raises: FileEmpty, FileTooLarge, FileNotAccepted.
    """
    if not data:
        raise FileEmpty
    if len(data) > LARGEST_UPLOAD:
        raise FileTooLarge
    kind = kind_of(data)
    if kind not in accepted:
        raise FileNotAccepted(kind=kind.label, accepted=", ".join(sorted(str(each.label) for each in accepted)))
    digest = hashlib.sha256(data).hexdigest()
    row = StoredFile(name=clean_name(name), media_type=kind.media_type, size=len(data), sha256=digest, sent_by=by.person, stored_at=at)
    if not default_storage.exists(row.path):
        # The content goes first: a row without its file would promise what is not there; a file without a row is swept.
        default_storage.save(row.path, ContentFile(data))
    row.save()
    return row


def content_of(row: StoredFile) -> bytes:
    """The bytes of a stored file. Raises FileNotFoundError."""
    with default_storage.open(row.path, "rb") as source:
        return bytes(source.read())
