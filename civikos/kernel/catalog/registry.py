"""
Where apps register what pages of the whole house need from each of them: the page loops, the apps do not know the page.

An object is named across apps by a text such as `consultation:42`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from civikos.kernel.accounts.actor import Actor


@dataclass(frozen=True)
class Noun:
    """
    What an app tells about one kind of object that mails, links and searches name. `address_for` is the page on which a
    personal link puts its person, where that is not the page of the object, and `address_at` the page of a place in it that a
    link names (`consultation:42/mail_7`). `institution` is the key of the organization
    that would have to give what is missing; `is_visible` the rule of the object's own page. Where an app does not say
    them, nothing can be asked or shown about its objects elsewhere.
    """

    kind: str
    address: Callable[[int], str]
    title: Callable[[int], str]
    link_opened: Callable[[int, int, datetime], None] | None = None
    address_for: Callable[[int, int], str] | None = None
    institution: Callable[[int], int | None] | None = None
    is_visible: Callable[[int, Actor], bool] | None = None
    address_at: Callable[[int, str], str | None] | None = None


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the main menu; shown to those for whom `shown_to` is true."""

    label: Any
    address: Callable[[], str]
    shown_to: Callable[[Actor], bool]
    order: int


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: what, where, until when; `days_left` in working days."""

    what: str
    about: str
    address: str
    until: datetime | None = None
    days_left: int | None = None


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as in the demo, by one key."""

    key: str
    label: Any
    email: str


@dataclass(frozen=True)
class Related:
    """
    Something of another app that belongs to an object: the position that used a contribution, the request made about it.

    `kind` is the noun of that app, `label` what people call the kind, `state` how it stands in a word or two.
    """

    kind: str
    label: Any
    title: str
    address: str
    state: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class NextStep:
    """One thing that can be done about an object with one click: where, and in a sentence what it does."""

    code: str
    label: Any
    address: str
    help: Any = ""


class Missing(StrEnum):
    """Why somebody would go further about an object: what an institution owes, or said."""

    REPORT = "report"
    """The report of a consultation is due and not there."""
    DOCUMENT = "document"
    """An accompanying document that belongs to the draft was not given."""
    ANSWER = "answer"
    """A point was not answered."""
    REASON = "reason"
    """A point was rejected, and the reason does not satisfy, or is not one."""
    TEXT = "text"
    """The final text was not published, or differs from what was answered."""


@dataclass(frozen=True)
class Finding:
    """What `civikos doctor` found at one part; `remedy` says what to do and is empty when nothing needs doing."""

    what: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """Nothing needs doing."""
        return not self.remedy


Examination = Callable[[datetime], Finding]
RelatedSource = Callable[[Sequence[int], Actor], Mapping[int, Sequence[Related]]]
NextStepSource = Callable[[str, Actor, frozenset[Missing]], Iterable[NextStep]]


@dataclass
class _Registry:
    nouns: dict[str, Noun] = field(default_factory=dict)
    menu: list[MenuEntry] = field(default_factory=list)
    waiting: list[Callable[[Actor, datetime], Iterable[Waiting]]] = field(default_factory=list)
    demo_people: list[DemoPerson] = field(default_factory=list)
    related: dict[str, list[RelatedSource]] = field(default_factory=dict)
    next_steps: list[NextStepSource] = field(default_factory=list)
    examinations: dict[str, tuple[Examination, str]] = field(default_factory=dict)


_registry = _Registry()


def add_noun(noun: Noun) -> None:
    """Register a kind of object, once, when the app is ready."""
    _registry.nouns[noun.kind] = noun


def add_menu(entry: MenuEntry) -> None:
    """Register an entry of the main menu."""
    _registry.menu.append(entry)


def add_waiting(source: Callable[[Actor, datetime], Iterable[Waiting]]) -> None:
    """Register a question "what waits for this person?" for the desk."""
    _registry.waiting.append(source)


def add_demo_people(people: Iterable[DemoPerson]) -> None:
    """Register the people of the demo sign-in."""
    _registry.demo_people.extend(people)


def add_related(kind: str, source: RelatedSource) -> None:
    """Register what an app keeps about objects of a kind of another app: for their keys, what this actor may see of it."""
    _registry.related.setdefault(kind, []).append(source)


def add_next_step(source: NextStepSource) -> None:
    """Register what can be done about an object: for its name, by this actor, for what is missing."""
    _registry.next_steps.append(source)


def add_examination(name: str, look: Examination, *, remedy: str) -> None:
    """Register a part that `civikos doctor` looks at; `remedy` is what to do where it cannot be looked at."""
    _registry.examinations[name] = (look, remedy)


def examinations() -> dict[str, tuple[Examination, str]]:
    """The parts that apps have registered."""
    return dict(_registry.examinations)


def _split(name: str) -> tuple[Noun, int]:
    kind, _colon, pk = name.partition("/")[0].partition(":")
    return _registry.nouns[kind], int(pk)


def address_of(name: str) -> str:
    """The path of the page of an object. Raises KeyError for a kind nobody registered."""
    noun, pk = _split(name)
    return noun.address(pk)


def address_for(name: str, person_id: int) -> str:
    """The path of the page on which a personal link to an object, or to a place in it, puts a person."""
    noun, pk = _split(name)
    place = name.partition("/")[2]
    there = noun.address_at(pk, place) if place and noun.address_at is not None else None
    if there is not None:
        return there
    return noun.address_for(pk, person_id) if noun.address_for is not None else noun.address(pk)


def title_of(name: str) -> str:
    """The title of an object in the active language."""
    noun, pk = _split(name)
    return noun.title(pk)


def is_visible(name: str, actor: Actor) -> bool:
    """Whether an actor may see an object; False for a kind that is not known or does not say."""
    kind, _colon, pk = name.partition(":")
    noun = _registry.nouns.get(kind)
    return noun is not None and noun.is_visible is not None and pk.isdigit() and noun.is_visible(int(pk), actor)


def institution_of(name: str) -> int | None:
    """The key of the institution that an object is about, where its app says one. Raises KeyError for an unknown kind."""
    noun, pk = _split(name)
    return noun.institution(pk) if noun.institution is not None else None


def related_to(kind: str, keys: Sequence[int], actor: Actor) -> dict[int, list[Related]]:
    """What other apps keep about objects of one kind, the oldest first; each app asks a fixed number of queries."""
    found: dict[int, list[Related]] = {key: [] for key in keys}
    for source in _registry.related.get(kind, []):
        for key, items in source(keys, actor).items():
            found[key].extend(items)
    for items in found.values():
        items.sort(key=lambda item: (item.at is None, item.at.timestamp() if item.at else 0.0, item.title))
    return found


def next_steps(name: str, actor: Actor, missing: Iterable[Missing]) -> list[NextStep]:
    """What this actor can do about an object with one click, in the order in which the apps stand in the house."""
    reasons = frozenset(missing)
    return [step for source in _registry.next_steps for step in source(name, actor, reasons)]


def link_opened(name: str, person_id: int, at: datetime) -> None:
    """Tell the app that a person has opened their personal link to an object."""
    noun, pk = _split(name)
    if noun.link_opened is not None:
        noun.link_opened(pk, person_id, at)


def menu_for(actor: Actor) -> list[MenuEntry]:
    """Entries of the main menu for an actor, in order."""
    return sorted((entry for entry in _registry.menu if entry.shown_to(actor)), key=lambda entry: entry.order)


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Everything that waits for an actor, the nearest deadline first."""
    found = [item for source in _registry.waiting for item in source(actor, at)]
    return sorted(
        found, key=lambda item: (item.until is None, item.until or datetime.max.replace(tzinfo=at.tzinfo), item.what)
    )


def demo_people() -> list[DemoPerson]:
    """The people of the demo sign-in; none outside the demo."""
    return list(_registry.demo_people)
