"""`civikos doctor`: looks at a running installation, part by part, and says what to do about what it finds."""

import contextlib
import json
import shutil
import smtplib
import ssl
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from civikos.kernel.audit.models import Checkpoint, LogLeaf
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.registry import Examination, Finding
from civikos.kernel.correspondence.models import Message
from civikos.kernel.jobs.models import JobRun
from civikos.kernel.rulebook.models import Rule
from civikos.kernel.workdays.models import DayOff

PATIENCE_SECONDS = 10
WORKER_IS_LATE = timedelta(minutes=3)
MAIL_IS_LATE = timedelta(minutes=10)
CHECKPOINT_IS_LATE = timedelta(hours=2)
DRILL_IS_LATE = timedelta(days=31)
MOST_SKEW = timedelta(seconds=2)
LEAST_DISK = 1024**3
GIBIBYTE = 1024**3
SAFE_FOR_WAL = (3, 51, 3)
OLDEST_POSTGRESQL = 140000


def database(_at: datetime) -> Finding:
    """It answers, and its tables are those of this code."""
    connection.ensure_connection()
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Finding(f"{len(missing)} migrations are not applied", "Make a backup, then: civikos migrate")
    return Finding(f"{connection.display_name} answers, all migrations applied")


def database_version(_at: datetime) -> Finding:
    """New enough to be trusted."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            mode = str(cursor.fetchone()[0]).upper()
            cursor.execute("SELECT sqlite_version()")
            version = str(cursor.fetchone()[0])
        found = f"SQLite {version}, journal {mode}"
        if mode == "WAL" and tuple(map(int, version.split("."))) < SAFE_FOR_WAL:
            return Finding(
                found, "This SQLite can lose data in WAL mode: install the packages of the lock again (make setup)."
            )
        return Finding(found)
    number = connection.cursor().connection.info.server_version
    found = f"PostgreSQL {number // 10000}.{number % 10000}"
    return Finding(
        found, "" if number >= OLDEST_POSTGRESQL else "Upgrade the server: 14 is the oldest that Django supports."
    )


def clock(_at: datetime) -> Finding:
    """The database and this machine show the same time: deadlines are compared on both."""
    with connection.cursor() as cursor:
        before = datetime.now(UTC)
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
            theirs = datetime.fromisoformat(str(cursor.fetchone()[0]))
        else:
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        after = datetime.now(UTC)
    skew = max(before - theirs, theirs - after, timedelta(0))
    found = f"{skew.total_seconds():.1f} s between this machine and the database"
    return Finding(found, "" if skew <= MOST_SKEW else "Set both clocks by NTP: deadlines depend on them.")


def storage(_at: datetime) -> Finding:
    """A file can be written, read and removed."""
    name = f"doctor/{uuid.uuid4().hex}"
    written = default_storage.save(name, ContentFile(b"civikos"))
    try:
        with default_storage.open(written, "rb") as source:
            came_back = source.read()
    finally:
        default_storage.delete(written)
    return Finding(
        "a file can be written, read and removed"
        if came_back == b"civikos"
        else "a file came back with another content",
        "" if came_back == b"civikos" else "Check CIVIKOS_STORAGE_URL and the store behind it.",
    )


def disk(_at: datetime) -> Finding:
    """Room for what is to come."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    found = f"{free / GIBIBYTE:.1f} GiB free where the data lies"
    return Finding(
        found, "" if free >= LEAST_DISK else f"Make room on the disk of {settings.DATA_DIR}: at least 1 GiB."
    )


def worker(at: datetime) -> Finding:
    """The clock's jobs have run lately, so a worker lives and reaches the queue."""
    newest = JobRun.objects.order_by("-slot").first()
    start = "Start it: civikos work (as a service: docs/how-to/run-in-production.md)."
    if newest is None:
        return Finding("no worker has ever run here", start)
    seen = newest.ended_at or newest.slot
    age = at - seen
    found = f"a worker did its rounds {_ago(age)}"
    return Finding(found, "" if age <= WORKER_IS_LATE else f"The worker is late. {start}")


def queue(_at: datetime) -> Finding:
    """The queue answers, and work does not pile up."""
    from huey.contrib.djhuey import HUEY

    waiting = HUEY.pending_count()
    found = f"answers, {waiting} jobs wait"
    return Finding(found, "" if waiting < 1000 else "Work piles up: is the worker running, is one enough?")


def outbox(at: datetime) -> Finding:
    """No message waits longer than it should."""
    due = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.DEFERRED], not_before__lte=at)
    oldest = due.order_by("not_before", "pk").first()
    held = Message.objects.filter(state=Message.State.HELD).count()
    failed = Message.objects.filter(state=Message.State.FAILED, date__gt=at - timedelta(days=7)).count()
    found = f"{due.count()} messages due, {held} held, {failed} failed in the last week"
    if oldest is not None and at - oldest.not_before > MAIL_IS_LATE:
        waits = f"The oldest has waited since {timezone.localtime(oldest.not_before):%d.%m. %H:%M}."
        return Finding(found, f"{waits} Look at the lines `worker` and `mail relay`.")
    return Finding(found)


def mail_relay(_at: datetime) -> Finding:
    """The relay answers, encrypted."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Finding("mail goes to a folder (a demo)")
    host, port = settings.EMAIL_HOST, int(settings.EMAIL_PORT)
    context = ssl.create_default_context()
    opened = (
        smtplib.SMTP_SSL(host, port, timeout=PATIENCE_SECONDS, context=context)
        if settings.EMAIL_USE_SSL
        else smtplib.SMTP(host, port, timeout=PATIENCE_SECONDS)
    )
    with contextlib.closing(opened) as relay:
        relay.ehlo()
        if settings.EMAIL_USE_TLS:
            relay.starttls(context=context)
            relay.ehlo()
        if settings.EMAIL_HOST_USER:
            relay.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    found = f"{host}:{port} answers{', encrypted' if encrypted else ', NOT encrypted'}"
    return Finding(
        found, "" if encrypted else "Personal links would travel in clear: use smtp+tls:// in CIVIKOS_EMAIL_URL."
    )


def translations(_at: datetime) -> Finding:
    """The compiled words are those of the catalogues."""
    stale = []
    for folder in settings.LOCALE_PATHS:
        for words in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            compiled = words.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < words.stat().st_mtime:
                stale.append(words.parent.parent.name)
    if stale:
        return Finding(f"not compiled: {', '.join(stale)}", "Run: make setup")
    return Finding("compiled")


def static_files(_at: datetime) -> Finding:
    """Style sheets can be served under their names."""
    sheet = "civikos/civikos.css"
    if settings.PRODUCTION:
        served = Path(settings.STATIC_ROOT) / staticfiles_storage.stored_name(sheet)  # type: ignore[attr-defined]
        return Finding(
            "collected" if served.exists() else "missing",
            "" if served.exists() else "Run: civikos collectstatic --noinput",
        )
    return Finding(
        "served from the source",
        "" if finders.find(sheet) else f"{sheet} is missing: take static/ from the repository.",
    )


def jurisdiction(at: datetime) -> Finding:
    """Rules and calendar are there; how many of them a person has still to confirm."""
    rules = list(Rule.objects.all())
    today = timezone.localdate(at)
    days = DayOff.objects.filter(date__gte=today)
    open_rules = sum(not rule.is_confirmed for rule in rules)
    open_days = days.filter(date__lt=today + timedelta(days=365), is_confirmed=False).count()
    found = (
        f"{len(rules)} rules ({open_rules} to be confirmed), {open_days} days off of the coming year to be confirmed"
    )
    if not rules or not days.exists():
        return Finding(found, "Rules or calendar are missing: civikos load_jurisdiction")
    if not days.filter(date__gte=today + timedelta(days=60)).exists():
        return Finding(found, "The calendar ends within 60 days: add the coming year under /maintenance/.")
    return Finding(found)


def public_log(at: datetime) -> Finding:
    """What was published has been signed."""
    newest = Checkpoint.objects.order_by("-size").first()
    size = LogLeaf.objects.count()
    if newest is None or size > newest.size:
        since = LogLeaf.objects.order_by("sequence").filter(sequence__gte=newest.size if newest else 0).first()
        if since is not None and at - since.at_hour > CHECKPOINT_IS_LATE:
            return Finding(
                f"{size} entries, not all of them signed",
                "No checkpoint was made for two hours: look at the line `worker`.",
            )
    signed = (
        f"the newest checkpoint covers {newest.size}, made {_ago(at - newest.at)}" if newest else "no checkpoint yet"
    )
    return Finding(f"{size} entries, {signed}")


def drill(at: datetime) -> Finding:
    """A backup has been restored lately: one that was never restored is a hope."""
    place = settings.DATA_DIR / "last-drill.json"
    how = "Run: civikos backup --drill (docs/how-to/backup-and-restore.md)"
    # A demo loses nothing; a server's backup of PostgreSQL is drilled where its key is, which leaves no trace here.
    must = settings.PRODUCTION and connection.vendor == "sqlite"
    if not place.exists():
        return Finding("no backup was ever restored here", how if must else "")
    told = json.loads(place.read_text())
    age = at - datetime.fromisoformat(told["at"])
    found = f"{told['backup']} was restored and checked {_ago(age)}, {told['rows']} rows"
    return Finding(found, how if must and age > DRILL_IS_LATE else "")


def python(_at: datetime) -> Finding:
    """The interpreter has its security fixes."""
    found = f"Python {sys.version.split()[0]}"
    if sys.version_info < settings.PYTHON_FLOOR:
        floor = ".".join(map(str, settings.PYTHON_FLOOR))
        # Told and not failed: our own guards cover what is known, and production has been asked to accept it.
        return Finding(f"{found}, below the floor {floor}: upgrade when you can")
    return Finding(found)


EXAMINATIONS: dict[str, Examination] = {
    "python": python,
    "database": database,
    "database version": database_version,
    "clock": clock,
    "storage": storage,
    "disk": disk,
    "queue": queue,
    "worker": worker,
    "outbox": outbox,
    "mail relay": mail_relay,
    "translations": translations,
    "static files": static_files,
    "jurisdiction": jurisdiction,
    "public log": public_log,
    "restore drill": drill,
}


def all_examinations() -> dict[str, Examination]:
    """Ours, and those that apps have registered."""
    return EXAMINATIONS | {name: look for name, (look, _remedy) in registry.examinations().items()}


def examine(at: datetime) -> Iterator[tuple[str, Finding]]:
    """Look at each part in turn; a part that cannot be looked at is not well."""
    for name, look in all_examinations().items():
        try:
            yield name, look(at)
        except Exception as error:  # whatever it is, the other parts must be told of too
            # The message of a failed sign-in may quote the password: only its first line, and without addresses' secrets.
            told = str(error).splitlines()[0][:160] if str(error) else ""
            yield name, Finding(f"{type(error).__name__}: {told}", f"{_remedies().get(name, 'See the message.')}")


def _remedies() -> dict[str, str]:
    return {name: remedy for name, (_look, remedy) in registry.examinations().items()} | {
        "database": "Check CIVIKOS_DATABASE_URL, and whether the server runs.",
        "storage": "Check CIVIKOS_STORAGE_URL, and whether the folder or bucket can be written.",
        "queue": "Check CIVIKOS_QUEUE_URL, and whether its server runs.",
        "mail relay": "Check CIVIKOS_EMAIL_URL: host, port, name, password, certificate.",
        "static files": "Run: civikos collectstatic --noinput",
    }


def _ago(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    if seconds < 120:
        return f"{seconds} s ago"
    return f"{seconds // 60} min ago" if seconds < 7200 else f"{seconds // 3600} h ago"


class Command(BaseCommand):
    help = "Look at a running installation: one line for each part, and what to do about it. Exit code 1 if anything is wrong."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the lines."""
        wrong = 0
        for name, finding in examine(timezone.now()):
            self.stdout.write(f"{'✓' if finding.is_well else '✗'} {name:<17} {finding.what}")
            if not finding.is_well:
                wrong += 1
                self.stdout.write(f"  {'':<17} → {finding.remedy}")
        if wrong:
            self.stdout.write(f"\n{wrong} of {len(all_examinations())} parts need attention.")
            sys.exit(1)
        self.stdout.write("\nAll is well.")
