"""What stands above every paper: who consults on what, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civikos.programs.consultations.papers import words
from civikos.programs.consultations.papers.rows import Head, each_language, in_language

Spoken = tuple[str, str]
"""A language and a text in it."""


@dataclass(frozen=True)
class Fact:
    """A label and its values, one for each language in which it is told."""

    label: str
    values: tuple[Spoken, ...]


def facts(head: Head, languages: Sequence[str]) -> tuple[Fact, ...]:
    """The facts known of a consultation; one language gives one value each, several give each its own."""

    def named(texts: dict[str, str]) -> list[Spoken]:
        if len(languages) > 1:
            return each_language(texts)
        text, code = in_language(texts, languages[0])
        return [(code, text)]

    def instant(moment: datetime | None) -> list[Spoken]:
        return [(code, words.instant_in_words(moment, code)) for code in languages] if moment else []

    def plain(text: str) -> list[Spoken]:
        return [(languages[0], text)]

    found: list[tuple[str, list[Spoken]]] = [
        ("institution", named(head.institution)),
        ("submitted_by", plain(head.network)),
        ("reference", plain(head.reference)),
        ("version", plain(head.version)),
        ("received", [(code, words.day_in_words(head.received_on, code)) for code in languages]),
        ("government_until", instant(head.government_until)),
        ("submitted", instant(head.submitted_at)),
        ("points", plain(str(head.figures.points))),
    ]
    told = ((name, tuple(value for value in values if value[1])) for name, values in found)
    return tuple(
        Fact(" / ".join(dict.fromkeys(words.FACTS[name][code] for code in languages)), values)
        for name, values in told
        if values
    )
