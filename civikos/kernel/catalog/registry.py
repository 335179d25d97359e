"""
Where apps register what pages of the whole house need from each of them: the page loops, the apps do not know the page.

An object is named across apps by a text such as `consultation:42`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from civikos.kernel.accounts.actor import Actor


@dataclass(frozen=True)
class Noun:
    """
    What an app tells about one kind of object that mails, links and searches name. `address_for` is the page on which a
    personal link puts its person, where that is not the page of the object.
    """

    kind: str
    address: Callable[[int], str]
    title: Callable[[int], str]
    link_opened: Callable[[int, int, datetime], None] | None = None
    address_for: Callable[[int, int], str] | None = None


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


@dataclass
class _Registry:
    nouns: dict[str, Noun] = field(default_factory=dict)
    menu: list[MenuEntry] = field(default_factory=list)
    waiting: list[Callable[[Actor, datetime], Iterable[Waiting]]] = field(default_factory=list)
    demo_people: list[DemoPerson] = field(default_factory=list)


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


def _split(name: str) -> tuple[Noun, int]:
    kind, _colon, pk = name.partition(":")
    return _registry.nouns[kind], int(pk)


def address_of(name: str) -> str:
    """The path of the page of an object. Raises KeyError for a kind nobody registered."""
    noun, pk = _split(name)
    return noun.address(pk)


def address_for(name: str, person_id: int) -> str:
    """The path of the page on which a personal link to an object puts a person."""
    noun, pk = _split(name)
    return noun.address_for(pk, person_id) if noun.address_for is not None else noun.address(pk)


def title_of(name: str) -> str:
    """The title of an object in the active language."""
    noun, pk = _split(name)
    return noun.title(pk)


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
