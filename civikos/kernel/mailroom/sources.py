"""
Where mail is fetched: a folder, a mailbox. Each source hands over the bytes of a mail and who it was for, and marks the
mail as fetched only after they have been kept. What is handed over twice is kept once.
"""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from civikos.kernel.mailroom.actions import LARGEST, MOST_AT_ONCE

READ_FLAG = "CiviKosRead"
# As RFC 3501 writes them, whatever the language of the machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PATIENCE_SECONDS = 30
Keep = Callable[[bytes], None]


class SourceFailed(Exception):
    """A source could not be read; the message says why, without names or passwords."""


class MailSource(Protocol):
    """One place where mail is fetched."""

    name: str

    def fetch(self, keep: Keep) -> int:
        """Hand over what is new, two hundred mails at most; how many. Raises: SourceFailed, and whatever `keep` raises."""
        ...


@dataclass
class Folder:
    """Files `*.eml` in a folder, as a demo, a script or a pipe lays them down; each is then moved to `taken/`."""

    path: Path
    name: str = "folder"

    def fetch(self, keep: Keep) -> int:
        """As of MailSource."""
        fetched = 0
        for path in sorted(self.path.glob("*.eml"))[:MOST_AT_ONCE] if self.path.is_dir() else []:
            if path.is_symlink() or not path.is_file():
                continue
            with path.open("rb") as source:
                raw = source.read(LARGEST + 1)
            keep(raw)
            target = self.path / "taken"
            target.mkdir(exist_ok=True)
            path.replace(target / path.name)
            fetched += 1
        return fetched


@dataclass
class Cursor:
    """How far a mailbox without flags of ours was read."""

    uid_validity: int = 0
    last_uid: int = 0


@dataclass
class Mailbox:
    """
    The mailbox of `CIVIKOS_IMAP_URL`. Mails stay in it, unread for people; a flag of ours says that we have them.

    A server that keeps no flags of others is read by number instead, and `cursor` remembers the last one. With `since` all
    mails of that day and later are fetched, flagged or not, as after a restore: what is here already is here once. Mails are never
    parsed here, only handed on as bytes: that is why this speaks `imaplib` and nothing that would read them.
    """

    url: str
    cursor: Cursor
    name: str = "imap"
    since: date | None = None

    def fetch(self, keep: Keep) -> int:
        """As of MailSource."""
        try:
            with self._opened() as box:
                return self._fetch(box, keep)
        except imaplib.IMAP4.error as error:
            # The words of a failed sign-in may quote the password.
            raise SourceFailed(type(error).__name__) from None
        except OSError as error:
            raise SourceFailed(error.strerror or type(error).__name__) from None

    def check(self) -> None:
        """Sign in and open the folder, for reading only. Raises: SourceFailed."""
        try:
            with self._opened(readonly=True):
                return
        except imaplib.IMAP4.error as error:
            raise SourceFailed(type(error).__name__) from None
        except OSError as error:
            raise SourceFailed(error.strerror or type(error).__name__) from None

    def _fetch(self, box: imaplib.IMAP4, keep: Keep) -> int:
        keeps_flags = _keeps_our_flag(box)
        if not keeps_flags:
            self._start_over_if_renumbered(box)
        if self.since is not None:
            criterion = f"SINCE {self.since.day}-{_MONTHS[self.since.month - 1]}-{self.since.year}"
        elif keeps_flags:
            criterion = f"UNKEYWORD {READ_FLAG}"
        else:
            criterion = f"UID {self.cursor.last_uid + 1}:*"
        _status, found = box.uid("SEARCH", criterion)
        uids = sorted(int(each) for each in (found[0] or b"").split())
        if self.since is None:
            # `7:*` names the last mail too, whatever its number.
            uids = [uid for uid in uids if keeps_flags or uid > self.cursor.last_uid][:MOST_AT_ONCE]
        for uid in uids:
            _status, answer = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
            raw = next((part[1] for part in answer if isinstance(part, tuple)), None)
            if raw is not None:  # else somebody has deleted it in between
                keep(raw)
            if keeps_flags:
                box.uid("STORE", str(uid), "+FLAGS.SILENT", f"({READ_FLAG})")
            self.cursor.last_uid = max(uid, self.cursor.last_uid)
        return len(uids)

    def _start_over_if_renumbered(self, box: imaplib.IMAP4) -> None:
        _name, values = box.response("UIDVALIDITY")
        validity = int(values[0]) if values and values[0] else 0
        if validity != self.cursor.uid_validity:
            self.cursor.uid_validity, self.cursor.last_uid = validity, 0

    @contextmanager
    def _opened(self, *, readonly: bool = False) -> Iterator[imaplib.IMAP4]:
        parts = urlsplit(self.url)
        box = imaplib.IMAP4_SSL(
            parts.hostname or "",
            parts.port or 993,
            ssl_context=ssl.create_default_context(cafile=settings.IMAP_CA or None),
            timeout=PATIENCE_SECONDS,
        )
        try:
            box.login(unquote(parts.username or ""), unquote(parts.password or ""))
            status, _said = box.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"', readonly=readonly)
            if status != "OK":
                raise SourceFailed("the folder cannot be opened")
            yield box
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                box.logout()


def _keeps_our_flag(box: imaplib.IMAP4) -> bool:
    _name, values = box.response("PERMANENTFLAGS")
    flags = re.findall(rb"[^\s()]+", (values[0] or b"") if values else b"")
    # A server that says nothing of permanent flags keeps all of them (RFC 3501, 7.1).
    return not flags or b"\\*" in flags or READ_FLAG.encode().lower() in {flag.lower() for flag in flags}
