"""
Files that came with a form which was refused: kept, so that nobody has to choose them again.

The content lies in the store like any other; there is no row. The form carries a signed ticket that names content,
person and moment: nobody else can use it, and after a day nobody can. Content without a row is swept.
"""

from dataclasses import dataclass

from django.core import signing
from django.core.files.storage import default_storage

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.actions import LARGEST_UPLOAD, FileEmpty, FileTooLarge, clean_name, put_content
from civikos.kernel.files.models import StoredFile

KEPT_SECONDS = 24 * 3600
_SALT = "files.kept"


@dataclass(frozen=True)
class Kept:
    """A file as it came, and the ticket under which it is kept."""

    name: str
    data: bytes
    ticket: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


def keep(data: bytes, *, name: str, by: Actor) -> Kept:
    """Keep a file until the form is sent again. Raises: FileEmpty, FileTooLarge."""
    if not data:
        raise FileEmpty
    if len(data) > LARGEST_UPLOAD:
        raise FileTooLarge
    short = clean_name(name)
    return Kept(short, data, signing.dumps([put_content(data), short, by.person_id], salt=_SALT, compress=True))


def kept(ticket: str, *, by: Actor) -> Kept | None:
    """The file of a ticket; None if the ticket is not genuine, another person's, older than a day, or its content gone."""
    try:
        digest, name, person = signing.loads(ticket, salt=_SALT, max_age=KEPT_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    row = StoredFile(sha256=digest)
    if person != by.person_id or not default_storage.exists(row.path):
        return None
    with default_storage.open(row.path, "rb") as source:
        return Kept(name, bytes(source.read()), ticket)
