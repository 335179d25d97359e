"""
Where apps register what they do with mail that answers them. A handler is called by the worker, in one transaction for
each mail: what it writes and queues is committed with the mail's new state, or not at all.

    add_reply_handler("consultation", take_comment, choices=open_consultations)
    add_mailbox_handler("intake", take_draft)
    add_absence_listener("consultation", note_absence)

Whatever a handler sends because a mail came is a kind of letter with `is_automatic` in `correspondence.kinds`: one a day
goes to one address at most, so that two machines never write to each other for ever.

A handler that raises `Refused` refuses the mail with that sentence; any other exception puts the mail into quarantine,
undoes what the handler did and is logged. It may be called again for a mail that an officer released.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom.states import Status

if TYPE_CHECKING:
    from mailtext import Mail


@dataclass(frozen=True)
class LeftOut:
    """An attachment that was not kept: its name, and why, as a stable code (`file.macro`)."""

    name: str
    code: str


@dataclass(frozen=True)
class Arrived:
    """
    One mail as its handler gets it.

    `audience` is the name of the thread, with a place where it has one (`consultation:42/art_5`); `person` whose thread it
    is, None where the letter was for nobody we know. `is_proved`: our own mail server proved that this person wrote it.
    Without that the handler must not act in the person's name: it asks them by a mail to `person.email`, never by one to
    the sender. `is_genuine`: at least the address in From is no forgery. `at` is the moment of arrival. `stated_by` is the
    officer who said from whom it is, where one did. Mail to a mailbox has an empty `audience`; its `person` is the one
    whose address is in From, and only if that is proved.
    """

    incoming: int
    person: Person | None
    audience: str
    mail: Mail
    is_proved: bool
    at: datetime
    is_genuine: bool = False
    stated_by: int | None = None
    attachments: tuple[StoredFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def name(self) -> str:
        """The object of the thread, without the place: `consultation:42`."""
        return self.audience.partition("/")[0]

    @property
    def place(self) -> str:
        """The place in the object, or empty: `art_5`."""
        return self.audience.partition("/")[2]

    @property
    def key(self) -> int:
        """The key of the object of the thread. Raises ValueError for mail to a mailbox."""
        return int(self.name.partition(":")[2])


@dataclass(frozen=True)
class Handled:
    """
    What became of a mail: HANDLED, WAITING (a link to confirm was sent), QUARANTINED, IGNORED or REFUSED.

    `about` names what it became (`contribution:7`); `note` is a sentence for the officer, as a lazy translation, so that it
    is kept in every language.
    """

    state: str = Status.HANDLED
    about: str = ""
    note: Any = ""

    def __post_init__(self) -> None:
        if self.state not in _ANSWERS:
            raise ValueError(f"a handler cannot put a mail into the state {self.state!r}")


_ANSWERS = frozenset({Status.HANDLED, Status.WAITING, Status.QUARANTINED, Status.IGNORED, Status.REFUSED})

Handler = Callable[[Arrived], Handled]
Listener = Callable[[Arrived], object]
Choices = Callable[[Actor], Sequence[tuple[str, str]]]


@dataclass
class _Registry:
    replies: dict[str, Handler] = field(default_factory=dict)
    choices: dict[str, Choices] = field(default_factory=dict)
    mailboxes: dict[str, Handler] = field(default_factory=dict)
    absences: dict[str, Listener] = field(default_factory=dict)
    of_nobody: set[str] = field(default_factory=set)


_registry = _Registry()


def add_reply_handler(kind: str, handler: Handler, *, choices: Choices | None = None) -> None:
    """
    Register what is done with answers in threads about one kind of object.

    `choices` gives the names and titles of objects to which an officer may hand a mail, the likeliest first.
    """
    _registry.replies[kind] = handler
    if choices is not None:
        _registry.choices[kind] = choices


def add_mailbox_handler(local_part: str, handler: Handler) -> None:
    """Register what is done with mail to an address of its own: `intake` for intake@…"""
    _registry.mailboxes[local_part.lower()] = handler


def add_absence_listener(kind: str, listener: Listener, *, of_nobody: bool = False) -> None:
    """
    Register who wants to know that a person's mailbox answered one of our mails by itself. Nothing may be said in their name:
    such a mail is left aside whatever the listener does.

    `of_nobody`: also where the letter was for nobody we know, as one to an office; the `person` is then None.
    """
    _registry.absences[kind] = listener
    if of_nobody:
        _registry.of_nobody.add(kind)


def hears_of_nobody(audience: str) -> bool:
    """Whether a thread's listener wants to know of the machines of those whom we do not know."""
    return audience.partition(":")[0] in _registry.of_nobody


def absence_listener(audience: str) -> Listener | None:
    """Who wants to know of absences in a thread."""
    return _registry.absences.get(audience.partition(":")[0])


def reply_handler(audience: str) -> Handler | None:
    """Who takes answers in a thread."""
    return _registry.replies.get(audience.partition(":")[0])


def mailbox_handler(local_parts: Sequence[str]) -> tuple[str, Handler] | None:
    """The first of some local parts that is a mailbox, and who takes its mail."""
    for local in local_parts:
        if local in _registry.mailboxes:
            return local, _registry.mailboxes[local]
    return None


def choices_for(actor: Actor) -> list[tuple[str, str]]:
    """Every object to which this actor may hand a mail: name and title."""
    return [choice for kind in sorted(_registry.choices) for choice in _registry.choices[kind](actor)]
