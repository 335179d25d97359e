"""The chainable vocabulary of the watch: who sees what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from civikos.kernel.accounts.actor import Actor
from civikos.programs.standards.states import CaseStatus, ReportStatus, SheetStatus

if TYPE_CHECKING:
    from civikos.programs.standards.models import MonitoringReport, RecordedCase, Sheet

    _Cases = models.QuerySet[RecordedCase]
    _Sheets = models.QuerySet[Sheet]
    _Reports = models.QuerySet[MonitoringReport]
else:
    _Cases = _Sheets = _Reports = models.QuerySet


class RecordedCaseQuerySet(_Cases):
    """Consultations not run here."""

    def counted(self) -> RecordedCaseQuerySet:
        """Those that count in the watch: recorded, and not taken out. Everybody sees them."""
        return self.filter(status=CaseStatus.RECORDED)

    def visible_to(self, actor: Actor) -> RecordedCaseQuerySet:
        """Those whose page the actor may read: recorded ones everybody, drafts and those taken out the secretariat."""
        return self if actor.is_secretariat else self.counted()


class SheetQuerySet(_Sheets):
    """Sheets that were sent in."""

    def visible_to(self, actor: Actor) -> SheetQuerySet:
        """The secretariat alone works with sheets."""
        return self if actor.is_secretariat else self.none()

    def taken(self) -> SheetQuerySet:
        """Those whose rows count."""
        return self.filter(status=SheetStatus.TAKEN)


class MonitoringReportQuerySet(_Reports):
    """Monitoring reports."""

    def visible_to(self, actor: Actor) -> MonitoringReportQuerySet:
        """Published ones everybody, those being prepared the secretariat."""
        return self if actor.is_secretariat else self.filter(status=ReportStatus.PUBLISHED)
