"""The only writers of the audit trail and of the public log."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import leaves, merkle, notes
from civikos.kernel.audit.models import Checkpoint, Entry, LogLeaf, LogPending, LogSecret

BATCH = 500
# Any number, the same in every process: PostgreSQL's advisory lock under which leaves are numbered.
_SEQUENCER_LOCK = 6962
_NAME = re.compile(r"[a-zA-Z0-9_.:@/-]{1,60}")


def record(
    verb: str,
    about: models.Model,
    *,
    by: Actor,
    at: datetime,
    basis: str = "",
    details: dict[str, Any] | None = None,
) -> Entry:
    """Write that `by` did `verb` to `about`. Call it inside the transaction of the change."""
    return Entry.objects.create(
        verb=verb,
        about_type=about._meta.label_lower.split(".")[-1],
        about_id=about.pk,
        at=at,
        actor_id=by.person_id,
        door=by.door,
        basis=basis,
        details=details or {},
    )


def publish(kind: str, subject: str, content: dict[str, Any], *, at: datetime) -> None:
    """
    Put a fact of public interest into the log, with the next number. On SQLite, where a transaction writes alone from its
    beginning, the number is given at once and goes with the transaction; elsewhere right after it, in order, so that nobody
    waits for the number of somebody else who may yet fail.

    `kind` and `subject` (`consultation:42`) become public: letters, digits and `_.:@/-` only. `content` is what the fact
    says, as JSON; it is kept apart with a salt and only its hash is public.
    Raises ValueError for a name of another form, and for content that has no one canonical form: fractions, huge numbers,
    anything that is not JSON.
    """
    for name in (kind, subject):
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot name anything in the log")
    # Checked now, with the change: the log would stand still before a fact that cannot be hashed.
    fact = LogPending(kind=kind, subject=subject, content=leaves.checked_content(content), at=at)
    if connection.vendor == "sqlite":
        with transaction.atomic():
            _number([fact])
        return
    fact.save()
    waiting: Iterable[tuple[Any, ...]] = connection.run_on_commit
    if not any(number_now in each for each in waiting):
        # Robust: the fact is committed; should numbering fail here, the clock numbers it within a minute.
        transaction.on_commit(number_now, robust=True)


def number_now() -> None:
    """Give waiting facts their numbers, at once; none is waiting any more when a neighbor's turn took ours along."""
    if LogPending.objects.exists():
        number_pending()


def number_pending() -> int:
    """
    Move waiting facts into the log, each with the next number; how many.

    There is one writer at a time and numbers have no gaps: SQLite's transactions exclude each other from their beginning,
    PostgreSQL takes an advisory lock.
    """
    moved = 0
    while True:
        with transaction.atomic():
            _become_the_only_writer()
            waiting = list(LogPending.objects.order_by("pk")[:BATCH])
            if not waiting:
                return moved
            _number(waiting)
            LogPending.objects.filter(pk__in=[fact.pk for fact in waiting]).delete()
            moved += len(waiting)
        if len(waiting) < BATCH:
            # What has come since then is numbered by whoever wrote it: no need to take the lock only to look.
            return moved


def _number(facts: list[LogPending]) -> None:
    # By the only writer, who else would give the same numbers.
    newest: int = LogLeaf.objects.aggregate(newest=Max("sequence"))["newest"] or 0
    rows, kept = [], []
    for sequence, fact in enumerate(facts, newest + 1):
        salt = secrets.token_hex(16)
        commit = leaves.commit_of(salt, fact.content)
        rows.append(
            LogLeaf(
                sequence=sequence,
                at_hour=leaves.hour_of(fact.at),
                kind=fact.kind,
                subject=fact.subject,
                commit=commit,
            )
        )
        kept.append(LogSecret(leaf_id=sequence, salt=salt, content=fact.content))
    LogLeaf.objects.bulk_create(rows)
    LogSecret.objects.bulk_create(kept)


def _become_the_only_writer() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEQUENCER_LOCK])


def make_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Sign the log's size and root, if anything has been added since the last checkpoint; the new checkpoint, or None."""
    # No lock: numbers are committed in order, so whatever is read is the beginning of the log.
    tree = merkle.Growing()
    for leaf in LogLeaf.objects.order_by("sequence").iterator():
        tree.add(leaves.hash_of(leaf))
    if not tree.size:
        return None
    root = tree.root()
    made, is_new = Checkpoint.objects.get_or_create(
        size=tree.size,
        defaults={"root": root.hex(), "at": at, "note": notes.write(tree.size, root)},
    )
    return made if is_new else None


@transaction.atomic
def forget_content(subject: str, about: models.Model, *, by: Actor, at: datetime, basis: str = "") -> int:
    """
    Erase content and salts of everything the log knows about a subject; how many. The log itself still verifies.

    What remains public is that something of a kind was recorded about a number in an hour. `about` is the row under which
    the erasure stands in the audit trail.
    """
    number_pending()
    erased, _by_model = LogSecret.objects.filter(leaf__subject=subject).delete()
    record("log.content_erased", about, by=by, at=at, basis=basis, details={"subject": subject, "count": erased})
    return erased
