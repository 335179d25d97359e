"""Who sees mail that came in: the secretariat, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from civikos.kernel.accounts.actor import Actor

if TYPE_CHECKING:
    from civikos.kernel.mailroom.models import Incoming  # noqa: F401


class IncomingQuerySet(models.QuerySet["Incoming"]):
    """The vocabulary of lists of mail."""

    def visible_to(self, actor: Actor) -> IncomingQuerySet:
        """All of it to the secretariat, none of it to anybody else."""
        return self.all() if actor.is_secretariat else self.none()

    def for_lists(self) -> IncomingQuerySet:
        """Rows of a list: without what was read, with whom it belongs to."""
        return self.select_related("person").defer("reading", "left_out", "recipients")
