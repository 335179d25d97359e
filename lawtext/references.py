"""Numbers of articles named in a text, which change when articles are renumbered."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER = r"\d+(?:\s?/\s?[A-Za-z]|[A-Za-z](?!\w))?"
# The word for "article" and the numbers after it, also several: "neneve 5, 6 dhe 7", "Articles 5-7".
_REFERENCE = re.compile(
    r"(?:\b(?:nen(?:i|it|in|et|eve|ve)?|član(?:a|u|om|ovi|ova|ovima|ove)?|члан(?:а|у|ом|ови|ова|овима|ове)?"
    r"|articles?|sections?|art\.)|§+)"
    rf"\s*{_NUMBER}(?:\s*(?:,|-|–|dhe|ose|apo|deri (?:në|te)|i|ili|do|and|or|to|и|или|до)\s*{_NUMBER})*",
    re.IGNORECASE,
)
_ONE = re.compile(_NUMBER)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def places_of(text: str) -> list[tuple[int, int]]:
    """Where the numbers of articles stand in a text, as [start, end)."""
    return [
        (reference.start() + number.start(), reference.start() + number.end())
        for reference in _REFERENCE.finditer(text)
        for number in _ONE.finditer(reference[0])
    ]


def key_of(number: str) -> str:
    """An article's number for comparing: "16 a", "16A" and "16/A" are one."""
    return re.sub(r"[\s/.]", "", number).upper()


def follow_renumbering(old: str, new: str, numbers: Mapping[str, str]) -> bool:
    """
    Whether two texts of equal words differ in numbers only where one names an article that was renumbered.

    `numbers` gives the new number of every article that lives on, by the old one, both as `key_of` writes them.
    """
    olds, news = list(_DIGITS.finditer(old)), list(_DIGITS.finditer(new))
    if len(olds) != len(news):
        return False
    old_references = {start: old[start:end] for start, end in places_of(old)}
    new_references = {start: new[start:end] for start, end in places_of(new)}
    differs = False
    for one, other in zip(olds, news, strict=True):
        if one[0] == other[0]:
            continue
        before, after = old_references.get(one.start()), new_references.get(other.start())
        if before is None or after is None or numbers.get(key_of(before)) != key_of(after):
            return False
        differs = True
    return differs
