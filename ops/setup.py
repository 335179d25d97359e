#!/usr/bin/env python3
"""
Make the environment in `.venv`: packages from the hashed lock, our own commands, compiled translations.

    python3.11 ops/setup.py           what runs the platform
    python3.11 ops/setup.py --dev     and what checks and tests it

Only the standard library is used. A second call with nothing changed takes a blink.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
STAMP = ENVIRONMENT / "installed"
OLDEST, NEWEST = (3, 11), (3, 11)


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def fingerprint(dev: bool) -> str:
    """What the installed packages depend on: the locks, the project file, and the Python that runs this."""
    names = [
        "requirements-bootstrap.txt",
        "requirements.txt",
        "pyproject.toml",
        *(["requirements-dev.txt"] if dev else []),
    ]
    digest = hashlib.sha256(sys.version.encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_made(dev: bool) -> bool:
    """Whether the environment holds exactly what is wanted; one made with `--dev` serves both."""
    known = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
    return fingerprint(True) in known or (not dev and fingerprint(False) in known)


def make(dev: bool) -> None:
    """Make it. Raises: SetupError."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SetupError(
            f"Python 3.11 is needed, this is {sys.version.split()[0]}: install it (Debian 12: apt-get install python3.11), "
            "or name it: make PYTHON=/path/to/python3.11 …"
        )
    if not PYTHON.exists() or not STAMP.exists():
        _make_empty()
    started = time.monotonic()
    print(
        "setup: getting the packages of the lock (once; some 150 MB)"
        if not dev
        else "setup: getting the packages of the lock, with those for tests",
        flush=True,
    )
    _run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            "requirements-bootstrap.txt",
        ]
    )
    install = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON]
    if Path(SYSTEM_CERTIFICATES).exists():
        # What the machine trusts counts, as for pip: many networks look into connections with a certificate of their own.
        install.append("--system-certs")
    lock = "requirements-dev.txt" if dev else "requirements.txt"
    _run([*install, "--require-hashes", "--compile-bytecode", "-r", lock])
    _run([*install, "--no-deps", "--no-build-isolation", "--editable", "."])
    STAMP.write_text("\n".join({fingerprint(False), fingerprint(dev)}))
    print(f"setup: done in {time.monotonic() - started:.0f} s", flush=True)


def _make_empty() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "Python's venv is not complete here. Install it as root: apt-get install python3.11-venv — then call make again."
        )
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    print("setup: making .venv", flush=True)
    _run([sys.executable, "-m", "venv", ENVIRONMENT])
    STAMP.write_text("")


def compile_translations() -> None:
    """Compile each catalogue whose compiled form is missing or older."""
    stale = [
        po
        for po in ROOT.glob("locale/*/LC_MESSAGES/*.po")
        if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    if stale:
        _run([PYTHON, "ops/translations.py", "compile"])


def _run(command: Sequence[str | Path]) -> None:
    # uv leaves bytecode out unless told, and a variable of the shell may forbid Python to write it: starts would be twice as slow.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "PYTHONPATH"}
    }
    environment["UV_LINK_MODE"] = "copy"
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise SetupError(
            f"`{' '.join(str(part) for part in command[:6])} …` failed (exit {done.returncode}); the lines above say why."
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when the environment is ready."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what checks and tests need")
    dev = parser.parse_args(arguments).dev
    try:
        if not is_made(dev):
            make(dev)
        compile_translations()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
