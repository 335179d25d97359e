"""What becomes of requests when a person is erased, and the copy of what they hold about a person."""

from datetime import datetime
from typing import Any

from django.db.models import Count

from civikos.programs.information_requests.models import Batch, Document, Event, Feed, InformationRequest, Redaction


def forget_person(person_id: int, at: datetime) -> int:
    """
    Part of erasing a person; how many rows changed.

    A request made for an organization is the organization's and stays, without the person's name; so does the file of
    what happened. Drafts of theirs stay with the organization too. Their calendar goes.
    """
    changed = InformationRequest.objects.filter(requester=person_id).update(requester=None)
    changed += Batch.objects.filter(made_by=person_id).update(made_by=None)
    changed += Event.objects.filter(entered_by=person_id).update(entered_by=None)
    changed += Redaction.objects.filter(made_by=person_id).update(made_by=None)
    changed += Document.objects.filter(prepared_by=person_id).update(prepared_by=None)
    changed += Feed.objects.filter(person=person_id).delete()[0]
    return changed


def copy_of_person(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What is held about a person here, as JSON values."""
    rows = InformationRequest.objects.filter(requester=person_id).select_related("organization", "institution")
    return {
        "requests": [
            {
                "number": row.number,
                "institution": row.institution.name,
                "for": row.organization.name if row.organization else None,
                "status": row.status,
                "subject": row.subject,
                "text": row.text,
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
            }
            for row in rows.order_by("created_at", "pk")
        ],
        "entered": [
            {"request": row.request_id, "kind": row.kind, "at": row.at.isoformat(), "words": row.words}
            for row in Event.objects.filter(entered_by=person_id).order_by("pk")
        ],
        "redactions": [{"document": pk, "boxes": count} for pk, count in _boxes(person_id)],
        "calendar": [{"made_at": row.made_at.isoformat()} for row in Feed.objects.filter(person=person_id)],
    }


def _boxes(person_id: int) -> list[tuple[int, int]]:
    rows = Redaction.objects.filter(made_by=person_id).values("document").annotate(n=Count("pk")).order_by("document")
    return list(rows.values_list("document", "n"))
