"""Steps between states, as data with their legal basis; `take` is the only code that writes a status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow.refusals import WrongStatus


@dataclass(frozen=True)
class Step:
    """One verb of the field: from which states, to which state (None: it changes no state), on what legal basis."""

    verb: str
    sources: frozenset[str]
    target: str | None
    basis: str = ""


def require(step: Step, row: models.Model) -> None:
    """Raise `WrongStatus` unless the row is in a state from which the step may be taken."""
    if getattr(row, "status") not in step.sources:  # noqa: B009  # the field belongs to the caller's model
        raise WrongStatus


def take(step: Step, row: models.Model, *, by: Actor, at: datetime, **details: Any) -> None:
    """
    Take the step: set the status if the step has a target, save the row, write the audit entry.

    The caller holds the row locked. The update is conditional on the source states as well, so that two requests that
    both passed the check cannot both take the step.
    """
    require(step, row)
    if step.target is not None:
        manager: models.Manager[Any] = type(row)._default_manager
        changed = manager.filter(pk=row.pk, status__in=step.sources).update(status=step.target)
        if changed != 1:
            raise WrongStatus
        row.status = step.target  # type: ignore[attr-defined]
    row.save()
    audit.record(step.verb, row, by=by, at=at, basis=step.basis, details=details)
