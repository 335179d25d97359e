"""Who acts, and how far the door they came through lets them reach."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civikos.kernel.accounts.models import Person, Role


class Door(StrEnum):
    """How somebody came in; it is written into the audit trail."""

    WEB = "web"
    LINK = "link"
    MAIL = "mail"
    SHEET = "sheet"
    WORKER = "worker"
    COMMAND = "command"


@dataclass(frozen=True)
class Actor:
    """
    A person, or nobody, or the system itself, as every query and every action gets them.

    `audience` is empty for somebody who has signed in. For somebody who came by the personal link of a mail it names
    the one object that link opens, such as `consultation:42`: with it they read and contribute there, and nowhere else.
    """

    person: Person | None = None
    audience: str = ""
    door: Door = Door.WEB
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Nobody we know, and not the system."""
        return self.person is None and not self.is_system

    @property
    def person_id(self) -> int | None:
        """The person's key, or None."""
        return self.person.pk if self.person else None

    @property
    def has_signed_in(self) -> bool:
        """A person with everything that is theirs, not only what one link opens."""
        return self.person is not None and not self.audience

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles in force now; none for somebody who came by a link, whoever they are."""
        if self.person is None or self.audience:
            return frozenset()
        from civikos.kernel.accounts.queries import roles_of

        return roles_of(self.person)

    @property
    def is_secretariat(self) -> bool:
        """Works in the network's secretariat, or is the system itself."""
        from civikos.kernel.accounts.models import Role

        return self.is_system or Role.SECRETARIAT in self.roles

    def reaches(self, kind: str, pk: int) -> bool:
        """Whether the door lets them as far as this object; what they may do there is another question."""
        return not self.audience or self.audience == f"{kind}:{pk}"

    @property
    def label(self) -> str:
        """How the audit trail names them."""
        return self.person.name if self.person else ("CiviKos" if self.is_system else "")


NOBODY = Actor()
SYSTEM = Actor(is_system=True, door=Door.WORKER)
