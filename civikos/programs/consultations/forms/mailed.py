"""What a person leaves of what was understood of their mail, part by part."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from civikos.programs.consultations.actions.mailing import Given
from civikos.programs.consultations.queries.mailed import MOST_ITEMS, Item

# What a select sends for "this is a comment on the whole draft"; an empty value would be one that was not chosen.
WHOLE = "draft"
_KEY = re.compile(r"[a-z]\d{1,4}(?:\.\d{1,3})?")


@dataclass(frozen=True)
class Part:
    """One part as the page shows it: the item, and its place and words as typed."""

    key: str
    eid: str
    text: str
    proposed: str
    is_out: bool
    item: Item | None = None

    def given(self) -> Given:
        """As plain values for the action."""
        return Given(self.key, self.eid, self.text, self.proposed, self.is_out)

    @property
    def can_be_divided(self) -> bool:
        """Whether it has several paragraphs."""
        return len(_paragraphs(self.text)) > 1


def parts_of(items: Iterable[Item]) -> list[Part]:
    """The parts as they stand."""
    return [Part(each.key, each.eid, each.text, each.proposed, each.is_out, each) for each in items]


def typed(data: QueryDict, items: Sequence[Item]) -> list[Part]:
    """The parts as the form sent them, in its order; `divide` names one whose paragraphs become parts of their own."""
    known = {each.key: each for each in items}
    parts: list[Part] = []
    for key in dict.fromkeys(data.getlist("item")[:MOST_ITEMS]):
        if not _KEY.fullmatch(key):
            continue
        place = data.get(f"place-{key}", WHOLE)
        part = Part(
            key=key,
            eid="" if place == WHOLE else place[:200],
            text=_lines(data.get(f"text-{key}", "")),
            proposed=_lines(data.get(f"proposed-{key}", "")),
            is_out=f"out-{key}" in data,
            item=known.get(key) or known.get(key.partition(".")[0]),
        )
        parts += _divided(part, {each.key for each in parts}) if data.get("divide") == key else [part]
    return parts


def _divided(part: Part, taken: Iterable[str]) -> list[Part]:
    # The first part keeps the key, and with it the contribution that was made of it.
    paragraphs = _paragraphs(part.text)
    stem, _dot, number = part.key.partition(".")
    after = int(number or 0)
    made = [replace(part, text=paragraphs[0])] if paragraphs else [part]
    return made + [
        replace(part, key=f"{stem}.{after + place}", text=words, proposed="")
        for place, words in enumerate(paragraphs[1:], 1)
    ]


def _paragraphs(text: str) -> list[str]:
    blocks = [each.strip() for each in re.split(r"\n\s*\n", text) if each.strip()]
    return blocks if len(blocks) > 1 else [line.strip() for line in text.splitlines() if line.strip()]


def _lines(text: Any) -> str:
    return str(text).replace("\r\n", "\n").strip()
