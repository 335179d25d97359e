"""Who sees which election, and which of them are under way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from civikos.kernel.accounts.actor import Actor
from civikos.procedures.ballots.states import Status

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from civikos.procedures.ballots.models import Election

    _Elections = models.QuerySet[Election]
else:
    _Elections = models.QuerySet


class ElectionQuerySet(_Elections):
    """Elections."""

    def visible_to(self, actor: Actor) -> ElectionQuerySet:
        """One that is being prepared is the secretariat's; from opening on it is everybody's."""
        return self if actor.is_secretariat else self.exclude(status=Status.PREPARED).exclude(digest="")

    def to_open(self, at: datetime) -> ElectionQuerySet:
        """Whose time has come, and whose keys were proved."""
        return self.filter(status=Status.PREPARED, opens_at__lte=at, keys_proved_at__isnull=False)

    def to_close(self, at: datetime) -> ElectionQuerySet:
        """Whose time is over."""
        return self.filter(status=Status.OPEN, closes_at__lte=at)

    def taking(self, at: datetime) -> ElectionQuerySet:
        """That take ballots."""
        return self.filter(status=Status.OPEN, opens_at__lte=at, closes_at__gt=at)
