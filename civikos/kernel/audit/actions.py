"""The only writers of the audit trail."""

from datetime import datetime
from typing import Any

from django.db import models

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry, LogPending


def record(
    verb: str, about: models.Model, *, by: Actor, at: datetime, basis: str = "", details: dict[str, Any] | None = None,
) -> Entry:
    """Write that `by` did `verb` to `about`. Call it inside the transaction of the change."""
    return Entry.objects.create(
        verb=verb, about_type=about._meta.label_lower.split(".")[-1], about_id=about.pk, at=at, actor_id=by.person_id,
        door=by.door, basis=basis, details=details or {},
    )


def publish(kind: str, subject: str, content: dict[str, Any], *, at: datetime) -> None:
    """Put a fact of public interest on its way into the log; it gets its number after the transaction, in order."""
    LogPending.objects.create(kind=kind, subject=subject, content=content, at=at)
