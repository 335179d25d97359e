"""The two databases as a backup meets them: a consistent copy with its figures, and putting it back."""

import contextlib
import gzip
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext_lazy as _

from civikos.kernel.audit.queries import PublicLine, root_of_lines, roots_of_lines
from civikos.kernel.workflow.refusals import Refused

# What a restored installation must not do by itself: send old mail, or let somebody in by an old link.
REST = (
    "UPDATE correspondence_message SET state = 'held', lease_until = NULL, reply = 'restored' "
    "WHERE state IN ('queued', 'deferred', 'sending')",
    "DELETE FROM entrance_token",
    "DELETE FROM entrance_knock",
    "DELETE FROM django_session",
)


class DatabaseDamaged(Refused):
    """The copy of the database fails its own checks."""

    code = "backup.database_damaged"
    message = _("The database does not pass its own checks (%(why)s). Nothing was written.")


class TargetNotEmpty(Refused):
    """There is something where the backup should go."""

    code = "backup.target_not_empty"
    message = _(
        "There is something at %(target)s already. Name a place that does not exist yet: nothing is ever overwritten."
    )


class ToolMissing(Refused):
    """A program of PostgreSQL is not there or did not do it."""

    code = "backup.tool"
    message = _("%(tool)s did not work: %(why)s")


@dataclass(frozen=True)
class Figures:
    """What a database has at one moment: rows of each table, the public log's size and root, hashes of stored files."""

    rows: dict[str, int]
    log_size: int
    log_root: str
    files: tuple[str, ...]


class Cursor(Protocol):
    """What both drivers have in common."""

    def execute(self, statement: str, parameters: Sequence[Any] = ..., /) -> Any: ...
    def fetchall(self) -> list[Any]: ...


def tables() -> list[str]:
    """Every table of ours, in alphabetical order."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(names)


def figures_of(cursor: Cursor, names: Iterable[str] | None = None) -> Figures:
    """
    Count everything, or the named tables (an older backup has not all tables of today); the caller holds the moment still.
    """
    rows = {}
    for table in tables() if names is None else names:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  # names of our own models
        rows[table] = int(cursor.fetchall()[0][0])
    size, root = root_of_lines(_log_of(cursor))
    cursor.execute("SELECT DISTINCT sha256 FROM files_storedfile ORDER BY sha256")
    return Figures(rows, size, root.hex(), tuple(row[0] for row in cursor.fetchall()))


def roots_of(cursor: Cursor) -> dict[int, str]:
    """The root of the public log for each size from 0 on, in hexadecimal."""
    return {size: root.hex() for size, root in enumerate(roots_of_lines(_log_of(cursor)))}


def _log_of(cursor: Cursor) -> Iterator[PublicLine]:
    cursor.execute('SELECT sequence, at_hour, kind, subject, "commit" FROM audit_logleaf ORDER BY sequence')
    return (PublicLine(row[0], _as_moment(row[1]), *row[2:]) for row in cursor.fetchall())


def _as_moment(value: datetime | str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def put_to_rest(cursor: Cursor, reason: str, at: datetime) -> None:
    """Hold the outbox, forget links and sessions, pause the clock."""
    for statement in REST:
        cursor.execute(statement)
    mark = "?" if isinstance(cursor, sqlite3.Cursor) else "%s"
    moment = at.astimezone(UTC).isoformat(sep=" ") if mark == "?" else at
    cursor.execute(f"INSERT INTO jobs_pause (reason, since) VALUES ({mark}, {mark})", (reason[:200], moment))  # noqa: S608


def check_sqlite(path: Path) -> None:
    """SQLite's own checks of a whole file. Raises: DatabaseDamaged."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchall()
            orphans = copy.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(why=str(error)) from error
    if found != [("ok",)]:
        raise DatabaseDamaged(why=str(found[0][0])[:200])
    if orphans:
        raise DatabaseDamaged(why=f"a row of {orphans[0][0]} points to nothing")


def copy_sqlite(source: str, target: Path) -> Figures:
    """
    A consistent copy of a live SQLite database, by SQLite's backup interface; checked, and counted in the copy itself.

    Copying the file would not do: rows that are only in the write-ahead log would be missing, pages could be torn.
    """
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    check_sqlite(target)
    with closing(sqlite3.connect(target)) as copy:
        return figures_of(copy.cursor())


def _server() -> dict[str, str]:
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    values = {name: str(connection.settings_dict.get(key) or "") for name, key in named.items()}
    return {name: value for name, value in values.items() if value}


def _run(command: list[str], environment: dict[str, str]) -> None:
    # The password travels in the environment, where no list of processes shows it.
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL"}}
    try:
        done = subprocess.run(command, env={**inherited, **environment}, capture_output=True, check=False)
    except FileNotFoundError:
        raise ToolMissing(tool=command[0], why=str(_("install the client programs of PostgreSQL")))
    if done.returncode:
        raise ToolMissing(tool=command[0], why=done.stderr.decode(errors="replace").strip()[-300:])


def copy_postgres(target: Path) -> Figures:
    """A dump in PostgreSQL's custom format, and the figures of exactly the same moment. Raises: ToolMissing."""
    with _still_moment() as (cursor, snapshot):
        figures = figures_of(cursor)
        _run(
            [
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={target}",
            ],
            _server(),
        )
    return figures


@contextmanager
def _still_moment() -> Iterator[tuple[Cursor, str]]:
    # A connection of its own: the one of the request may be in a transaction that sees another moment.
    import psycopg

    server = _server()
    parameters = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    address: Any = {name: server[key] for name, key in parameters.items() if key in server}
    with psycopg.connect(**address) as apart, apart.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor, str(cursor.fetchall()[0][0])


def restore_postgres(dump: Path, url: str) -> None:
    """Put a dump into an empty database. Raises: TargetNotEmpty, ToolMissing."""
    import psycopg

    with psycopg.connect(url) as there:
        found = there.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").fetchone()
    if found and found[0]:
        raise TargetNotEmpty(target=url.rpartition("@")[2])
    _run(
        [
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            f"--dbname={url}",
            str(dump),
        ],
        {},
    )


def compress(source: Path, target: Path) -> None:
    """Gzip a file."""
    with source.open("rb") as plain, gzip.open(target, "wb", compresslevel=6) as packed:
        shutil.copyfileobj(plain, packed, 1024 * 1024)


def decompress(source: Path, target: Path) -> None:
    """Undo it. Raises OSError, EOFError for a file that is cut off."""
    with gzip.open(source, "rb") as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain, 1024 * 1024)


@contextmanager
def sqlite_cursor(path: Path) -> Iterator[Cursor]:
    """A transaction on a restored file."""
    with closing(sqlite3.connect(path)) as there:
        yield there.cursor()
        there.commit()


@contextmanager
def postgres_cursor(url: str) -> Iterator[Cursor]:
    """A transaction on a restored database."""
    import psycopg

    with psycopg.connect(url) as there, there.cursor() as cursor:
        yield cursor


def remove(path: Path) -> None:
    """Take a half-made folder away; errors do not matter any more."""
    with contextlib.suppress(OSError):
        shutil.rmtree(path)
