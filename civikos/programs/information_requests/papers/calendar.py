"""A calendar of last days (RFC 5545), without anything but what calendar programs need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True)
class Entry:
    """One last day (`day`), or for periods of hours a moment; `uid` stays the same when the date moves."""

    uid: str
    summary: str
    address: str
    day: date | None = None
    moment: datetime | None = None
    description: str = ""


def calendar(entries: Iterable[Entry], *, name: str, product: str, made_at: datetime) -> bytes:
    """The calendar with a warning a day before each entry."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_escaped(product)}//EN",
        f"X-WR-CALNAME:{_escaped(name)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.uid}",
            f"DTSTAMP:{_utc(made_at)}",
            *_when(entry),
            f"SUMMARY:{_escaped(entry.summary)}",
            f"DESCRIPTION:{_escaped(chr(10).join(part for part in (entry.description, entry.address) if part))}",
            f"URL:{entry.address}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P1D",
            f"DESCRIPTION:{_escaped(entry.summary)}",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _when(entry: Entry) -> list[str]:
    if entry.moment is not None:
        return [f"DTSTART:{_utc(entry.moment)}", f"DTEND:{_utc(entry.moment)}"]
    assert entry.day is not None, "an entry has a day or a moment"  # noqa: S101
    return [
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
    ]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    plain = text.replace("\r", "")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    # At most 75 octets a line, never in the middle of a letter (RFC 5545, 3.1).
    parts: list[str] = []
    part = ""
    for letter in line:
        if len((part + letter).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
