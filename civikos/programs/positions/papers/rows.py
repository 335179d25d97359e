"""What the papers of a position are made of. Every instant is aware and is printed in the zone it carries."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Source:
    """What a sentence stands on, as far as it is public: who, the words or the document, its address."""

    kind: str
    who: str
    text: str
    url: str


@dataclass(frozen=True)
class Sentence:
    """One sentence; `key` names it within the position, `others` counts sources that only members see."""

    key: int
    text: str
    starts_paragraph: bool
    sources: tuple[Source, ...] = ()
    others: int = 0


@dataclass(frozen=True)
class Passage:
    """One passage, with how members answered it."""

    number: int
    place: str
    eid: str
    heading: str
    language: str
    sentences: tuple[Sentence, ...]
    original: str
    proposed: str
    backs: int
    objects: int
    silent: int
    settled: str
    contribution: int | None = None

    @property
    def text(self) -> str:
        """The reasoning, paragraphs with an empty line between them."""
        made = ""
        for number, each in enumerate(self.sentences):
            made += ("" if number == 0 else "\n\n" if each.starts_paragraph else " ") + each.text
        return made


@dataclass(frozen=True)
class Supporter:
    """An organization that backs it, by whom and by which decision; the numbers of passages it does not share."""

    organization: str
    person: str
    function: str
    decision: str
    exceptions: tuple[int, ...]


@dataclass(frozen=True)
class Dissent:
    """Dissent by name; `passage` None is the whole."""

    organization: str
    passage: int | None
    statement: str
    language: str


@dataclass(frozen=True)
class Question:
    """One question of the vote with its ballots."""

    kind: str
    passage: int | None
    yes: int
    no: int
    abstain: int
    result: str


@dataclass(frozen=True)
class Rule:
    """One rule by which it was decided."""

    key: str
    label: str
    value: str
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class Head:
    """What stands above the papers of a position. `title` is by language; `addressee` in the language of the letter."""

    position_id: int
    title: dict[str, str]
    subject: str
    subject_label: str
    summary: str
    network: str
    reference: str
    addressee: str
    language: str
    letter_language: str
    edition: int
    status: str
    adopted_at: datetime
    ended_at: datetime | None
    end_reason: str
    way: str
    entitled: int
    backing: int
    answered: int
    silent: int
    corrects: int | None
    consultation: int | None
    address: str
    checkpoint: str

    @property
    def made_at(self) -> datetime:
        """What dates the paper. No paper reads the clock."""
        return self.adopted_at


@dataclass(frozen=True)
class Whole:
    """A whole position for its papers."""

    head: Head
    passages: tuple[Passage, ...]
    supporters: tuple[Supporter, ...]
    dissents: tuple[Dissent, ...]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...] = field(default=())
