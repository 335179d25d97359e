#!/usr/bin/env python3
"""
Every test of the house: on SQLite, on PostgreSQL, in a real browser.

    python ops/test.py                         all parts
    python ops/test.py --only postgres         one part: sqlite, postgres or journeys
    python ops/test.py --only sqlite -- -k x   what follows `--` goes to pytest

A part that cannot run counts as failed: a test that was not run has not passed. The last line is `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import postgres

ROOT = Path(__file__).resolve().parent.parent
COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
LAST_LINE = re.compile(
    r"^(?:=+ )?(?:\x1b\[[\d;]*m)*(?:no tests ran|\d+ (?:passed|failed|error|skipped|deselected|xfailed|xpassed|warning)).* in [\d.:]+s?"
)


@dataclass
class Tally:
    """How many tests ended how."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def tally_of(line: str) -> Tally:
    """What pytest's closing line says."""
    tally = Tally()
    for number, word in COUNTS.findall(line):
        if word == "passed":
            tally.passed += int(number)
        elif word in {"skipped", "xfailed"}:
            tally.skipped += int(number)
        else:
            tally.failed += int(number)
    return tally


def run_pytest(title: str, arguments: Sequence[str], environment: dict[str, str]) -> Tally:
    """Run pytest, show what it prints as it comes, and count. A run that ends without a closing line has failed."""
    print(f"\n── {title}", flush=True)
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", f"--color={'yes' if sys.stdout.isatty() else 'no'}", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    tail = b""
    while chunk := os.read(process.stdout.fileno(), 4096):
        sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
        tail = (tail + chunk)[-20_000:]
    process.stdout.close()
    code = process.wait()
    closing = [line for line in tail.decode(errors="replace").splitlines() if LAST_LINE.match(line.strip())]
    tally = tally_of(re.sub(r"\x1b\[[\d;]*m", "", closing[-1])) if closing else Tally()
    if not tally.failed and (code != 0 or not closing):
        print(f"\npytest ended with {code}" + ("" if closing else " and without a closing line"), flush=True)
        tally.failed += 1
    print(f"   {title}: {tally.passed} passed, {tally.failed} failed, {time.monotonic() - started:.0f} s", flush=True)
    return tally


def cannot_run(title: str, why: str) -> Tally:
    """A part that could not run: loud, and failed."""
    print(f"\n{'!' * 100}\n!! {title} COULD NOT RUN: {why}\n{'!' * 100}", flush=True)
    return Tally(failed=1)


def environment_for(folder: Path, **more: str) -> dict[str, str]:
    """The shell's environment without our own settings: tests make theirs."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CIVIKOS_") and name not in {"PYTHONDONTWRITEBYTECODE", "PYTEST_ADDOPTS"}
    }
    return (
        kept
        | {"CIVIKOS_DATA_DIR": str(folder), "CIVIKOS_TEST_CHROMIUM": os.environ.get("CIVIKOS_TEST_CHROMIUM", "")}
        | more
    )


PROCESSES = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
LIBRARIES = ["lawtext", "mailtext", "ballotbox"]
IN_BROWSER = ["tests/assets", "tests/journeys"]
NOT_IN_BROWSER = [f"--ignore={folder}" for folder in IN_BROWSER]
# These know no database: what they say on SQLite they would say here.
NO_DATABASE = ["--ignore=tests/tooling", "--ignore=tests/architecture"]


def on_sqlite(folder: Path, more: Sequence[str]) -> Tally:
    """Everything but the journeys, on SQLite."""
    return run_pytest(
        "on SQLite", [*PROCESSES, *NOT_IN_BROWSER, *LIBRARIES, "civikos", "tests", *more], environment_for(folder)
    )


def on_postgres(folder: Path, more: Sequence[str]) -> Tally:
    """Everything that knows a database, on PostgreSQL."""
    try:
        with postgres.running() as address:
            return run_pytest(
                "on PostgreSQL",
                [*PROCESSES, *NOT_IN_BROWSER, *NO_DATABASE, "civikos", "tests", *more],
                environment_for(folder, CIVIKOS_DATABASE_URL=address),
            )
    except postgres.NoServer as error:
        return cannot_run("The tests on PostgreSQL", str(error))


def in_browser(folder: Path, more: Sequence[str]) -> Tally:
    """Look, script and journeys, in headless Chromium."""
    chromium = (
        os.environ.get("CIVIKOS_TEST_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not chromium:
        return cannot_run(
            "The journeys",
            "there is no Chromium here. As root: apt-get install chromium; or name one in CIVIKOS_TEST_CHROMIUM.",
        )
    return run_pytest(
        "journeys in Chromium", [*IN_BROWSER, *more], environment_for(folder, CIVIKOS_TEST_CHROMIUM=chromium)
    )


PARTS: dict[str, Callable[[Path, Sequence[str]], Tally]] = {
    "sqlite": on_sqlite,
    "postgres": on_postgres,
    "journeys": in_browser,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when something passed and nothing failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("more", nargs="*", help="for pytest, after --")
    asked = parser.parse_args(arguments)
    total = Tally()
    with tempfile.TemporaryDirectory(prefix="civikos-tests-") as folder:
        for name, part in PARTS.items():
            if asked.only in {None, name}:
                total += part(Path(folder), asked.more)
    print(
        f"\n{total.passed} passed, {total.failed} failed" + (f", {total.skipped} skipped" if total.skipped else ""),
        flush=True,
    )
    return 0 if total.passed and not total.failed else 1


if __name__ == "__main__":
    raise SystemExit(main())
