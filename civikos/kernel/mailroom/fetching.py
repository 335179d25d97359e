"""Going round the sources: what is new is laid down, and how each source fared is noted."""

import logging
import threading
from datetime import date, datetime
from functools import partial

from django.conf import settings

from civikos.kernel.jobs import clock
from civikos.kernel.mailroom.actions import lay_down
from civikos.kernel.mailroom.models import Source
from civikos.kernel.mailroom.sources import Cursor, Folder, Mailbox, MailSource, SourceFailed

logger = logging.getLogger(__name__)
_one_round = threading.Lock()


def sources(since: date | None = None) -> list[tuple[MailSource, Source]]:
    """The places that are read here, each with its row."""
    found: list[tuple[MailSource, Source]] = []
    row, _is_new = Source.objects.get_or_create(name="folder")
    found.append((Folder(settings.DATA_DIR / "inbox"), row))
    if settings.IMAP_URL:
        row, _is_new = Source.objects.get_or_create(name="imap")
        found.append((Mailbox(settings.IMAP_URL, Cursor(row.uid_validity, row.last_uid), since=since), row))
    return found


def fetch_all(*, at: datetime, since: date | None = None) -> int:
    """
    Lay down what is new in every source; how many mails. A source that fails is noted and does not stop the others.

    In one process there is one round at a time: a mailbox that takes its time must not use up every worker. Two processes
    may go round at once; what both bring is kept once. With `since` the mailbox is read again from that day on.
    """
    if clock.is_paused() or not _one_round.acquire(blocking=False):
        return 0
    try:
        return sum(_fetch(source, row, at) for source, row in sources(since))
    finally:
        _one_round.release()


def _fetch(source: MailSource, row: Source, at: datetime) -> int:
    row.tried_at, row.error, fetched = at, "", 0
    try:
        fetched = source.fetch(partial(_keep, source.name, at))
    except SourceFailed as failed:
        row.error = str(failed)[:200]
        logger.error("The mail source %s cannot be read (%s).", source.name, failed)
    else:
        row.worked_at = at
    if fetched:
        row.mail_at = at
    if isinstance(source, Mailbox):
        row.uid_validity, row.last_uid = source.cursor.uid_validity, source.cursor.last_uid
    row.save()
    return fetched


def _keep(source: str, at: datetime, raw: bytes) -> None:
    lay_down(raw, source=source, at=at)


def note_arrival(source: str, *, at: datetime) -> None:
    """Note that a mail was brought to us by a source that we do not fetch from."""
    Source.objects.update_or_create(
        name=source[:40], defaults={"tried_at": at, "worked_at": at, "mail_at": at, "error": ""}
    )
