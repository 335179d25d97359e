"""Loading the rules of a jurisdiction profile."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from civikos.kernel.rulebook.models import Rule
from civikos.kernel.rulebook.profile import MARKS, Line, Loaded, Memory, read

FILE = "rules.csv"
COLUMNS = (
    "key",
    "value",
    "unit",
    "counting",
    "roll_forward",
    "mark",
    "counting_mark",
    "source_en",
    "source_sq",
    "source_sr",
    "valid_from",
    "valid_until",
    "note_en",
    "note_sq",
    "note_sr",
)
UNITS = {
    "working_days": Rule.Unit.WORKING_DAYS,
    "calendar_days": Rule.Unit.CALENDAR_DAYS,
    "hours": Rule.Unit.HOURS,
    "count": Rule.Unit.COUNT,
    "percent": Rule.Unit.PERCENT,
    "day_month": Rule.Unit.DAY_MONTH,
    "time_of_day": Rule.Unit.TIME,
    "time_zone": Rule.Unit.TEXT,
    "text": Rule.Unit.TEXT,
    "word": Rule.Unit.TEXT,
}
_SHAPES = {
    "text": r".+",
    "word": r"[a-z][a-z_]*",
    "day_month": r"(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])",
    "time_of_day": r"([01]\d|2[0-3]):[0-5]\d",
}


def _key(line: Line) -> str:
    return f"{line.text('key', most=80, required=True)}@{line.day('valid_from') or ''}"


def _check_value(line: Line, unit: str) -> str:
    value = line.text("value", most=80, required=True)
    if unit == "time_zone":
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise line.wrong("value", "is not a time zone.")
    elif not re.fullmatch(_SHAPES.get(unit, r"\d+"), value):
        raise line.wrong("value", f"does not fit the unit {unit}.")
    return value


def _write(line: Line) -> None:
    unit = line.choice("unit", UNITS)
    valid_from, valid_until = line.day("valid_from"), line.day("valid_until")
    if valid_from and valid_until and valid_until <= valid_from:
        raise line.wrong("valid_until", "does not lie after valid_from.")
    Rule.objects.update_or_create(
        key=line.text("key", most=80, required=True),
        valid_from=valid_from,
        defaults={
            "value": _check_value(line, unit),
            "unit": UNITS[unit],
            "counting": line.choice("counting", Rule.Counting.values),
            "roll_forward": line.flag("roll_forward"),
            "mark": line.choice("mark", MARKS),
            "counting_mark": line.choice("counting_mark", ("", *MARKS)),
            **line.names("source", most=2000),
            "valid_until": valid_until,
            **line.names("note", most=2000),
        },
    )


def load() -> Loaded:
    """Load `rules.csv`; rules that a person has confirmed stay as they are. Raises: ProfileError."""
    confirmed = {
        f"{key}@{since or ''}"
        for key, since in Rule.objects.exclude(confirmed_at=None).values_list("key", "valid_from")
    }
    return Memory(FILE).load(read(FILE, COLUMNS), _key, _write, is_confirmed=confirmed.__contains__)
