"""Questions to the audit trail."""

from django.db import models
from django.db.models import QuerySet

from civikos.kernel.audit.models import Entry


def history_of(about: models.Model) -> QuerySet[Entry]:
    """Everything that was done to one object, newest first."""
    return Entry.objects.filter(about_type=about._meta.label_lower.split(".")[-1], about_id=about.pk).order_by("-at", "-pk")
