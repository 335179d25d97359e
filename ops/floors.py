#!/usr/bin/env python3
"""Compare what is installed with `security-floors.toml`, and what the locks say with what is installed."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def numbers(text: str) -> tuple[int, ...]:
    """`5.2.19` as numbers that compare; what follows them is left out."""
    return tuple(int(part) for part in re.findall(r"\d+", text.split("+")[0])[:4])


def pinned(lock: str) -> dict[str, str]:
    """Name and version of each package of a lock."""
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)", lock, flags=re.MULTILINE))


def faults_of(floors: dict, installed: dict[str, str]) -> tuple[list[str], list[str]]:
    """Faults and warnings; `installed` has `python`, `sqlite` and each package by name."""
    faults, warnings = [], []
    parts = {name: floors[name] for name in ("python", "sqlite")} | floors["packages"]
    for name, floor in parts.items():
        have = installed.get(name)
        if have is None:
            faults.append(
                f"{name} is not installed, so its floor was not checked: run `make setup-dev`, or take it out of security-floors.toml"
            )
        elif numbers(have) < numbers(floor["floor"]):
            remedy = "use a newer 3.11" if name == "python" else "raise it in requirements.in and run `make lock`"
            sentence = f"{name} {have} lies below its floor {floor['floor']} ({floor['why']}): {remedy}"
            (faults if floor.get("enforce", True) else warnings).append(sentence)
    return faults, warnings


def main() -> int:
    """0 when nothing lies below its floor and everything is installed as locked."""
    sys.path.insert(0, str(ROOT))
    from config.sqlite import use_bundled_sqlite

    use_bundled_sqlite()
    import sqlite3

    floors = tomllib.loads((ROOT / "security-floors.toml").read_text(encoding="utf-8"))
    installed = {"python": sys.version.split()[0], "sqlite": sqlite3.sqlite_version}
    locked = pinned((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))
    faults: list[str] = []
    for name, wanted in locked.items():
        try:
            have = version(name)
        except PackageNotFoundError:
            faults.append(f"{name} is in the lock but not installed: run `make setup-dev`")
            continue
        installed[name.lower()] = have
        if have != wanted:
            faults.append(f"{name} {have} is installed, the lock says {wanted}: run `make setup-dev`")
    below, warnings = faults_of(floors, installed)
    for sentence in warnings:
        print(f"floors: warning: {sentence}")
    for sentence in faults + below:
        print(f"floors: {sentence}", file=sys.stderr)
    if not faults + below:
        print(f"floors: {len(locked)} packages as locked, none below its floor")
    return 1 if faults or below else 0


if __name__ == "__main__":
    raise SystemExit(main())
