"""
A database for each test process, migrated once and copied.

Migrating takes seconds, a copy takes milliseconds. The copy also takes the place of Django's flush after tests that
commit: the audit trail refuses deletions, on purpose, and a copy brings back exactly what every test starts from.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

CACHE = settings.BASE_DIR / "var" / "tests"


def fingerprint() -> str:
    """What a migrated database depends on: models, migrations, apps, the versions of Django and of the database."""
    digest = hashlib.sha256(f"{django.VERSION} {settings.INSTALLED_APPS} {connection.vendor}".encode())
    if connection.vendor == "sqlite":
        digest.update(connection.Database.sqlite_version.encode())
    for path in sorted((settings.BASE_DIR / "civikos").rglob("*.py")):
        if path.parent.name == "migrations" or path.name in {"models.py", "translation.py"}:
            digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class SqliteCopies:
    """The database of one test process as a copy of a migrated file."""

    def __init__(self, folder: Path) -> None:
        self.template = CACHE / f"{fingerprint()}.sqlite3"
        self.name = str(folder / "test.sqlite3")

    @property
    def url(self) -> str:
        """Its address, for child processes."""
        return f"sqlite:///{self.name}"

    def make_template(self) -> None:
        """Migrate the file that is copied, unless an earlier run has."""
        if self.template.exists():
            return
        for old in CACHE.glob("*.sqlite3"):
            # Another run, begun before the last edit, may still copy from a younger one.
            if old.stat().st_mtime < time.time() - 24 * 3600:
                old.unlink(missing_ok=True)
        unfinished = f"{self.template}.part"
        Path(unfinished).unlink(missing_ok=True)
        _use(unfinished)
        call_command("migrate", verbosity=0, interactive=False)
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        os.replace(unfinished, self.template)

    def restore(self) -> None:
        """Start over from the template."""
        connections.close_all()
        for ending in ("-wal", "-shm"):
            Path(self.name + ending).unlink(missing_ok=True)
        # A new file, not new bytes in the old one: a connection that a test forgot keeps the old file to itself.
        shutil.copyfile(self.template, f"{self.name}.new")
        os.replace(f"{self.name}.new", self.name)
        _use(self.name)

    def drop(self) -> None:
        """Nothing: the folder is temporary."""
        connections.close_all()


class PostgresCopies:
    """The database of one test process as a copy of a migrated database on the same server."""

    def __init__(self, worker: str) -> None:
        self.template = f"test_civikos_{fingerprint()}"
        self.name = f"test_civikos_{worker}_{os.getpid()}"
        self.server = {
            key.lower(): connection.settings_dict[key]
            for key in ("HOST", "PORT", "USER", "PASSWORD")
            if connection.settings_dict[key]
        }

    @property
    def url(self) -> str:
        """Its address, for child processes."""
        who = self.server.get("user", "") + (f":{self.server['password']}" if "password" in self.server else "")
        host, port = self.server.get("host", "localhost"), self.server.get("port", "")
        return (
            f"postgresql://{who}@/{host}/{self.name}"
            if host.startswith("/")
            else f"postgresql://{who}@{host}{f':{port}' if port else ''}/{self.name}"
        )

    @contextmanager
    def _maintenance(self) -> Iterator[Any]:
        import psycopg

        with psycopg.connect(**self.server, dbname="postgres", autocommit=True) as maintenance:
            yield maintenance

    def make_template(self) -> None:
        """Migrate the database that is copied, unless an earlier process has."""
        with self._maintenance() as maintenance:
            if maintenance.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]).fetchone():
                return
            maintenance.execute(f'DROP DATABASE IF EXISTS "{self.template}_part" WITH (FORCE)')
            maintenance.execute(f'CREATE DATABASE "{self.template}_part"')
            _use(f"{self.template}_part")
            call_command("migrate", verbosity=0, interactive=False)
            connections.close_all()
            maintenance.execute(f'ALTER DATABASE "{self.template}_part" RENAME TO "{self.template}"')

    def restore(self) -> None:
        """Start over from the template."""
        connections.close_all()
        with self._maintenance() as maintenance:
            maintenance.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            maintenance.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
        _use(self.name)

    def drop(self) -> None:
        """Remove the copy, not the template."""
        connections.close_all()
        with self._maintenance() as maintenance:
            maintenance.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def _use(name: str) -> None:
    # The one dictionary that the connections of all threads are made from.
    connections.close_all()
    connections.settings["default"]["NAME"] = name


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Only one test process makes the template."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
