#!/usr/bin/env python3
"""
What must hold besides the tests; exactly what the continuous integration runs.

    python ops/check.py             everything, two at a time
    python ops/check.py types words only these
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin" if (ROOT / ".venv" / "bin" / "ruff").exists() else Path(sys.executable).parent
PYTHON = sys.executable


@dataclass(frozen=True)
class Check:
    """One check: its name, what it looks at, the command."""

    name: str
    what: str
    command: tuple[str, ...]


def tool(name: str) -> str:
    """A tool of the environment."""
    return str(BIN / name)


CHECKS = (
    Check(
        "types",
        "types of every public signature",
        (tool("mypy"), "config", "civikos", "lawtext", "mailtext", "ballotbox"),
    ),
    Check("lint", "mistakes and order of imports", (tool("ruff"), "check", "--quiet", ".")),
    Check("imports", "who may know whom (.importlinter)", (tool("lint-imports"), "--no-cache")),
    Check("templates", "templates load and name what is there", (PYTHON, "ops/templates.py")),
    Check("markup", "markup of templates", (tool("djlint"), "civikos", "--lint", "--quiet")),
    Check(
        "migrations",
        "models and migrations agree",
        (PYTHON, "-m", "config.manage", "makemigrations", "--check", "--dry-run"),
    ),
    Check("settings", "Django's own checks", (PYTHON, "-m", "config.manage", "check", "--fail-level", "WARNING")),
    Check("words", "translations complete in Albanian and Serbian", (PYTHON, "ops/translations.py", "check")),
    Check("house", "house rules (ops/house.py --list)", (PYTHON, "ops/house.py")),
    Check("quotes", "code quoted in documents is the code", (PYTHON, "ops/quotes.py", "check")),
    Check("vendor", "front-end files are the pinned ones", (PYTHON, "ops/vendor.py", "check")),
    Check("floors", "packages as locked, none below its floor", (PYTHON, "ops/floors.py")),
)


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    check: Check
    passed: bool
    seconds: float
    output: str


def run(check: Check, environment: dict[str, str]) -> Outcome:
    """Run one check to its end."""
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(check, done.returncode == 0, time.monotonic() - started, done.stdout.strip())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks named, or all; 0 when all passed."""
    asked = set(sys.argv[1:] if arguments is None else arguments)
    unknown = asked - {check.name for check in CHECKS}
    if unknown:
        print(
            f"There is no check {', '.join(sorted(unknown))}. There are: {', '.join(check.name for check in CHECKS)}",
            file=sys.stderr,
        )
        return 2
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="civikos-check-") as data, ThreadPoolExecutor(max_workers=2) as pool:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CIVIKOS_")}
        (Path(data) / "static").mkdir()
        environment = kept | {
            "CIVIKOS_DATA_DIR": data,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONWARNINGS": "error::DeprecationWarning:civikos",
        }
        for outcome in pool.map(
            lambda check: run(check, environment), [check for check in CHECKS if not asked or check.name in asked]
        ):
            print(
                f"{'✓' if outcome.passed else '✗'} {outcome.check.name:<11} {outcome.check.what}  ({outcome.seconds:.0f} s)",
                flush=True,
            )
            if not outcome.passed:
                failed.append(outcome.check.name)
                print("\n".join(f"    {line}" for line in outcome.output.splitlines()), flush=True)
            elif "warning:" in outcome.output:
                print(
                    "\n".join(f"    {line}" for line in outcome.output.splitlines() if "warning:" in line), flush=True
                )
    print(
        "\n"
        + (f"Failed: {', '.join(failed)}. One alone: make check ONLY={failed[0]}" if failed else "All checks passed.")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
