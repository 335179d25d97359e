"""Dates in words. Albanian writes months small, Serbian in the genitive after the day."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language

_SERBIAN = (
    "januara",
    "februara",
    "marta",
    "aprila",
    "maja",
    "juna",
    "jula",
    "avgusta",
    "septembra",
    "oktobra",
    "novembra",
    "decembra",
)


def spoken_date(value: date | datetime) -> str:
    """`4 dhjetor 2026`, `4. decembra 2026.`, `4 December 2026`, in the active language and the local time zone."""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    language = get_language() or "sq"
    if language.startswith("sr"):
        return f"{day.day}. {_SERBIAN[day.month - 1]} {day.year}."
    words = formats.date_format(day, "j F Y")
    return words.lower() if language == "sq" else words


def weekday(value: date | datetime) -> str:
    """`e premte`, `petak`, `Friday`, in the active language."""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    words = formats.date_format(day, "l")
    return words if get_language() == "en" else words.lower()
