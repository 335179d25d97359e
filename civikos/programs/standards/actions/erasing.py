"""What becomes of the watch when a person is erased, and the copy of what it holds about a person."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from civikos.programs.standards.models import MonitoringReport, RecordedCase, Sheet, Standard


def forget_person(person_id: int, at: datetime) -> int:
    """Part of erasing a person: only keys lead to them here, and those go. How many rows changed."""
    changed = RecordedCase.objects.filter(entered_by=person_id).update(entered_by=None, request_key="")
    changed += Sheet.objects.filter(sent_by=person_id).update(sent_by=None)
    changed += Standard.objects.filter(confirmed_by=person_id).update(confirmed_by=None)
    changed += MonitoringReport.objects.filter(written_by=person_id).update(written_by=None)
    changed += MonitoringReport.objects.filter(published_by=person_id).update(published_by=None)
    return changed


def copy_of_person(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What is held about a person here, as JSON values: what they entered, sent in and published."""
    return {
        "recorded_cases": [
            {"title": row.title, "entered_at": row.entered_at.isoformat()}
            for row in RecordedCase.objects.filter(entered_by=person_id).order_by("pk")
        ],
        "sheets": [
            {"name": row.name, "sent_at": row.sent_at.isoformat()}
            for row in Sheet.objects.filter(sent_by=person_id).order_by("pk")
        ],
        "reports": [
            {"year": row.year, "number": row.number}
            for row in MonitoringReport.objects.filter(Q(written_by=person_id) | Q(published_by=person_id)).order_by(
                "pk"
            )
        ],
    }
