"""
The settings of the database under many writers: no "database is locked", no lost update.

Four processes with eight threads each read one number and write it back one higher, as our transactions do. The control
takes the guard away: on SQLite transactions that begin as readers, on PostgreSQL reading without a lock.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.race
ROOT = Path(__file__).resolve().parents[2]
PROCESSES, THREADS = 4, 8
WRITER = """
import json, sys, threading, time
import django
from django.conf import settings
guarded, seconds, threads = sys.argv[1] == "guarded", float(sys.argv[2]), int(sys.argv[3])
is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
if not guarded and is_sqlite:
    settings.DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"
    settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
django.setup()
from django.db import OperationalError, connection, connections, transaction
lock = " FOR UPDATE" if guarded and not is_sqlite else ""
counted = {"written": 0, "locked": 0, "waited": []}
def write():
    written, locked, waited = 0, 0, []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT number FROM races_counter WHERE id = 1" + lock)
                number = cursor.fetchone()[0]
                cursor.execute("UPDATE races_counter SET number = %s WHERE id = 1", [number + 1])
            written += 1
            waited.append(time.monotonic() - began)
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            locked += 1
    connections.close_all()
    with guard:
        counted["written"] += written; counted["locked"] += locked; counted["waited"] += waited
guard = threading.Lock()
print("ready", flush=True); sys.stdin.readline()
crew = [threading.Thread(target=write) for _ in range(threads)]
[each.start() for each in crew]; [each.join() for each in crew]
counted["waited"] = sorted(counted["waited"])[int(len(counted["waited"]) * .99)] if counted["waited"] else 0
print(json.dumps(counted), flush=True)
"""


def write_at_once(database_url: str, folder: Path, way: str, seconds: float) -> dict[str, Any]:
    """Commits, lock errors and updates lost, over all processes."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE races_counter (id integer PRIMARY KEY, number integer NOT NULL)")
        cursor.execute("INSERT INTO races_counter VALUES (1, 0)")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CIVIKOS_")} | {
        "CIVIKOS_DATABASE_URL": database_url,
        "CIVIKOS_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "CIVIKOS_SECRET_KEY": "k" * 50,
    }
    command = [sys.executable, "-c", WRITER, way, str(seconds), str(THREADS)]
    crew = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _number in range(PROCESSES)
    ]
    for each in crew:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in crew:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    counted = [json.loads(each.communicate(timeout=120)[0]) for each in crew]
    assert [each.returncode for each in crew] == [0] * PROCESSES
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM races_counter WHERE id = 1")
        number = cursor.fetchone()[0]
    written = sum(each["written"] for each in counted)
    found = {
        "written": written,
        "lost": written - number,
        "locked": sum(each["locked"] for each in counted),
        "p99": max(each["waited"] for each in counted),
    }
    print(f"{way}: {found['written'] / seconds:.0f} commits/s, {found}")
    return found


def test_32_writers_lose_nothing_and_are_never_told_that_it_is_locked(database_url: str, tmp_path: Path) -> None:
    found = write_at_once(database_url, tmp_path, "guarded", 6)
    assert found["written"] > 100, found
    assert (found["lost"], found["locked"]) == (0, 0), found


def test_control_without_the_guard_they_do(database_url: str, tmp_path: Path) -> None:
    found = write_at_once(database_url, tmp_path, "unguarded", 2)
    if connection.vendor == "sqlite":
        assert found["locked"] > 0, found
    else:
        assert found["lost"] > 0, found
