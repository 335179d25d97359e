"""
Reading the jurisdiction profile: CSV files whose every value is checked, and the memory of what was loaded of them.

A file may be loaded any number of times. A row that has not changed since the last load is passed over, so that what an
administrator has corrected stays; a row that a person has confirmed is never overwritten.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

from civikos.kernel.rulebook.models import ProfileRow

MARKS = ("C", "C-", "S", "D", "R")


class ProfileError(Exception):
    """A value in a file of the profile is not allowed; the message names file, line and column."""


@dataclass(frozen=True)
class Line:
    """One line of a file of the profile, asked for by column; every method raises `ProfileError`."""

    file: str
    number: int
    values: dict[str, str]

    def wrong(self, column: str, why: str) -> ProfileError:
        """The complaint about one value."""
        return ProfileError(f"{self.file}, line {self.number}, column {column}: {self.values.get(column, '')!r} {why}")

    def text(self, column: str, *, most: int, required: bool = False) -> str:
        """A text of at most `most` characters."""
        value = self.values[column].strip()
        if required and not value:
            raise self.wrong(column, "is missing.")
        if len(value) > most:
            raise self.wrong(column, f"is longer than {most} characters.")
        return value

    def choice(self, column: str, allowed: Collection[str]) -> str:
        """One of the allowed values."""
        value = self.values[column].strip()
        if value not in allowed:
            raise self.wrong(column, f"is none of: {', '.join(each or '(empty)' for each in sorted(allowed))}.")
        return value

    def choices(self, column: str, allowed: Collection[str]) -> list[str]:
        """A list separated by `|`, each of the allowed values."""
        values = [each for each in self.values[column].strip().split("|") if each]
        for value in values:
            if value not in allowed:
                raise self.wrong(column, f"names {value!r}, which is not known.")
        return values

    def flag(self, column: str) -> bool:
        """`1` or `0`."""
        return self.choice(column, {"0", "1"}) == "1"

    def day(self, column: str) -> date | None:
        """A date `YYYY-MM-DD`; None where the cell is empty."""
        value = self.values[column].strip()
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise self.wrong(column, "is not a date like 2026-11-28.")

    def required_day(self, column: str) -> date:
        """A date that must be there."""
        day = self.day(column)
        if day is None:
            raise self.wrong(column, "is missing.")
        return day

    def degrees(self, column: str, most: int) -> float | None:
        """A latitude or longitude between -`most` and `most`; None where the cell is empty."""
        value = self.values[column].strip()
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            raise self.wrong(column, "is not a number.")
        if not -most <= number <= most:
            raise self.wrong(column, f"is not between -{most} and {most}.")
        return number

    def names(self, column: str, *, most: int, required: bool = True) -> dict[str, str]:
        """The three columns of a translated text, by the names of the database's columns (Serbian goes to `_sr_latn`)."""
        stem = column.removesuffix("_")
        return {
            f"{stem}_{target}": self.text(f"{stem}_{source}", most=most, required=required)
            for source, target in (("sq", "sq"), ("sr", "sr_latn"), ("en", "en"))
        }


@dataclass
class Loaded:
    """What one load did: rows written, rows as they were, confirmed rows that the profile says differently and that stayed."""

    written: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.written + other.written, self.unchanged + other.unchanged, [*self.kept, *other.kept])


def read(file: str, columns: Collection[str]) -> list[Line]:
    """
    The lines of a CSV file of the active profile.

    Raises: ProfileError when the file is missing, is not UTF-8, or its columns are not the expected ones.
    """
    path: Path = settings.JURISDICTION_DIR / file
    try:
        with path.open(encoding="utf-8", newline="") as source:
            rows = csv.DictReader(source, strict=True)
            missing = sorted(set(columns) - set(rows.fieldnames or ()))
            if missing:
                raise ProfileError(f"{file}, line 1: the column {missing[0]} is missing.")
            lines = []
            for row in rows:
                if None in row or None in row.values():
                    raise ProfileError(f"{file}, line {rows.line_num}: the number of cells is not that of the header.")
                lines.append(Line(file, rows.line_num, row))
    except FileNotFoundError:
        raise ProfileError(f"{file}: the profile {settings.JURISDICTION!r} has no such file.")
    except UnicodeDecodeError:
        raise ProfileError(f"{file}: is not UTF-8.")
    except csv.Error as error:
        raise ProfileError(f"{file}: is not a readable CSV file ({error}).")
    return lines


_loaders: list[Callable[[], Loaded]] = []


def add_loader(load: Callable[[], Loaded]) -> None:
    """Register an app above the registers that has a file of its own in the profile; once, when the app is ready."""
    _loaders.append(load)


def load_more() -> Loaded:
    """Load what apps above the registers have registered, after everything they stand on. Raises: ProfileError."""
    done = Loaded()
    for load in _loaders:
        done += load()
    return done


class Memory:
    """What was loaded of one file: which rows are new or have changed, and which a person has confirmed."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows = {row.key: row for row in ProfileRow.objects.filter(file=file)}
        self.seen: set[str] = set()

    def load(
        self,
        lines: list[Line],
        key: Callable[[Line], str],
        write: Callable[[Line], object],
        *,
        is_confirmed: Callable[[str], bool] | None = None,
        mark: str = "mark",
        note: Callable[[Line], str] | None = None,
    ) -> Loaded:
        """
        Call `write` for each line that is new or has changed since the last load, unless it is confirmed.

        `mark` names the column that holds the mark of a line ("" where the file has none: then it counts as `C`).
        Raises: ProfileError for two lines with the same key.
        """
        done = Loaded()
        for line in lines:
            row_key = key(line)
            if row_key in self.seen:
                raise line.wrong(next(iter(line.values)), f"comes twice ({row_key}).")
            self.seen.add(row_key)
            digest = hashlib.sha256(json.dumps(line.values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
            known = self.rows.get(row_key)
            if known is not None and known.digest == digest:
                done.unchanged += 1
                continue
            if known is not None and (
                known.confirmed_at is not None or (is_confirmed is not None and is_confirmed(row_key))
            ):
                done.kept.append(f"{self.file}: {row_key}")
                continue
            write(line)
            ProfileRow.objects.update_or_create(
                file=self.file,
                key=row_key,
                defaults={
                    "digest": digest,
                    "mark": line.choice(mark, MARKS) if mark else "C",
                    "note": (note(line) if note else "")[:300],
                },
            )
            done.written += 1
        return done

    def gone(self) -> Iterator[ProfileRow]:
        """Rows that an earlier load brought and that the file does not have any more."""
        return (row for key, row in self.rows.items() if key not in self.seen)
