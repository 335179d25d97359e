"""What a paper is made of. Every instant is aware and is printed in the zone it carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

LANGUAGES = ("sq", "sr", "en")


class Titled(Protocol):
    """What every paper needs of its head, whatever it is about: papers of other programs are set with the same furniture."""

    @property
    def title(self) -> dict[str, str]:
        """By language, some may be missing."""

    @property
    def network(self) -> str:
        """In whose name."""

    @property
    def reference(self) -> str:
        """A number, or empty."""

    @property
    def made_at(self) -> datetime:
        """What dates the paper."""


@dataclass(frozen=True)
class Row:
    """
    One point of the matrix.

    `key` is the point's stable id and survives sorting and copying of the sheet; `number` is the one people cite.
    `reason` are the grounds of those who made the point, `answer` is the institution's reason. `outcome` is empty or
    one of `words.OUTCOMES`. `who` names organizations and people with their capacity; `count` is how many said it.
    `language` is that of the point; the article is cited in the language of the paper. `contradiction` says how the answer and
    the newest text differ (`words.CONTRADICTIONS`), `explanation` what the institution says to that; empty where they agree.
    """

    number: int
    key: str
    article: str
    article_heading: str
    quote: str
    comment: str
    original: str
    proposed: str
    who: tuple[str, ...]
    reason: str
    language: str
    outcome: str
    answer: str
    count: int
    contradiction: str = ""
    explanation: str = ""
    explanation_language: str = ""

    @property
    def draft_text(self) -> str:
        """The words of the draft that the point is about: those a proposal started from, and those quoted."""
        if self.quote and self.quote not in self.original:
            return f"{self.quote}\n\n{self.original}" if self.original else self.quote
        return self.original


@dataclass(frozen=True)
class Figures:
    """
    Counts. `accepted` to `unanswered` count points and add up to `points`; `invited` and `opened` count people.

    `text_yes` to `text_unknown` count accepted points by what the text of `text_version` took up of them (0: none yet);
    `text_explained` the points whose answer and text differ and that the institution explains. `views_yes` to `views_no` count
    contributions by what their contributors think of the answer.
    """

    contributions: int
    proposals: int
    organizations: int
    individuals: int
    points: int
    accepted: int
    partly: int
    rejected: int
    noted: int
    unanswered: int
    articles_commented: int
    invited: int
    opened: int
    text_version: int = 0
    text_yes: int = 0
    text_partly: int = 0
    text_no: int = 0
    text_unknown: int = 0
    text_changed: int = 0
    text_unchanged: int = 0
    text_explained: int = 0
    views_yes: int = 0
    views_partly: int = 0
    views_no: int = 0


@dataclass(frozen=True)
class Head:
    """
    What stands above every paper. `title` and `institution` are by language (`sq`, `sr`, `en`), some may be missing.

    `reference` is the number on the government's platform or empty; `checkpoint` the newest checkpoint of the event log
    or empty.
    """

    consultation_id: int
    title: dict[str, str]
    institution: dict[str, str]
    network: str
    reference: str
    version: str
    received_on: date
    members_until: datetime
    government_until: datetime
    submitted_at: datetime | None
    contributors: tuple[str, ...]
    figures: Figures
    checkpoint: str

    @property
    def made_at(self) -> datetime:
        """What dates the paper: the submission, before it the members' deadline. No paper reads the clock."""
        return self.submitted_at or self.members_until


@dataclass(frozen=True)
class StandardMark:
    """Whether a standard was kept; `met` is None where it cannot be told yet; `source` cites the rule."""

    code: str
    met: bool | None
    label: dict[str, str]
    detail: dict[str, str]
    source: str


def in_language(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text in a language, else in the first one that has it, with the language it is in; ("", language) if none."""
    for code in (language, *LANGUAGES):
        if texts.get(code):
            return texts[code], code
    return "", language


def each_language(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every language that has a text, with it, Albanian first; the same words (names, numbers) only once."""
    found: list[tuple[str, str]] = []
    for code in LANGUAGES:
        text = texts.get(code, "")
        if text and text not in [known for _code, known in found]:
            found.append((code, text))
    return found
