"""What is said of a consultation that was not run here, as a form or a sheet brings it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from civikos.programs.standards.models import RecordedCase
from civikos.programs.standards.states import CaseStatus
from civikos.registers.legislation.models import ActKind
from civikos.registers.organizations.models import Organization


@dataclass(frozen=True)
class MeetingContent:
    """A public meeting as somebody recorded it."""

    held_on: date
    announced_on: date | None = None
    place: str = ""
    participants: int | None = None


@dataclass(frozen=True)
class CaseContent:
    """
    What is said of a consultation that was not run here; None is "not recorded".

    `year` is needed only where there was no consultation; else it is that of the first day.
    """

    institution: Organization
    kind: ActKind
    title: str
    looked_on: date
    title_language: str = "sq"
    year: int | None = None
    reference: str = ""
    address: str = ""
    was_consulted: bool = True
    without_reason: str = ""
    planned: bool | None = None
    early: bool | None = None
    early_on: date | None = None
    notice_on: date | None = None
    channels: list[str] | None = None
    opened_on: date | None = None
    closes_on: date | None = None
    extended_to: date | None = None
    is_urgent: bool = False
    short_reason: str = ""
    no_reason_given: bool = False
    documents: list[str] | None = None
    languages: list[str] | None = None
    has_meetings: bool | None = None
    commenters: int | None = None
    comments: int | None = None
    accepted: int | None = None
    partly: int | None = None
    rejected: int | None = None
    unanswered: int | None = None
    unreasoned: int | None = None
    report_on: date | None = None
    adopted_on: date | None = None
    final_text_on: date | None = None
    source: str = ""
    is_invented: bool = False
    meetings: tuple[MeetingContent, ...] = ()


def twin_of(content: CaseContent, *, without: int | None = None) -> RecordedCase | None:
    """A case in the watch that is the same: by the number on the platform, or by institution, title and first day."""
    same: Any = Q(institution=content.institution, title__iexact=content.title.strip(), opened_on=content.opened_on)
    if content.reference:
        same |= Q(reference=content.reference)
    rows = RecordedCase.objects.exclude(status=CaseStatus.DISCARDED).filter(same)
    return rows.exclude(pk=without).order_by("pk").first() if without else rows.order_by("pk").first()


def content_of(row: RecordedCase) -> dict[str, Any]:
    """What is kept of a case, by the names of the form. One query."""
    names = [name for name in CaseContent.__dataclass_fields__ if name != "meetings"]
    return {name: getattr(row, name) for name in names} | {
        "meetings": [
            {
                "held_on": each.held_on,
                "announced_on": each.announced_on,
                "place": each.place,
                "participants": each.participants,
            }
            for each in row.meetings.order_by("held_on", "pk")
        ]
    }
