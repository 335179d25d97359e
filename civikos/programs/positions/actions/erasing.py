"""What becomes of positions when a person is erased, and the copy of what they hold about a person."""

from datetime import datetime
from typing import Any

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.audit import actions as audit
from civikos.programs.positions.models import Ballot, Dissent, Response, Source, Suggestion, Supporter


def forget_person(person_id: int, at: datetime) -> int:
    """
    Part of erasing a person; how many rows changed.

    What they said for an organization is the organization's and stays. Points they gave as individuals go, unless the draft stands
    on them: then the words stay without a name. Name and function go from lists of supporters; papers that were handed over before
    are documents of the network and stay as they were.
    """
    changed = 0
    own = Suggestion.objects.filter(person=person_id, organization=None)
    used = set(Source.objects.filter(suggestion__in=own).values_list("suggestion", flat=True))
    for row in own:
        if row.pk in used:
            row.person = None
            row.save(update_fields=["person"])
        else:
            audit.forget_content(f"suggestion:{row.pk}", row, by=SYSTEM, at=at, basis="Law 06/L-082")
            row.delete()
        changed += 1
    changed += Supporter.objects.filter(person=person_id).update(person=None, person_name="", function="")
    return changed


def copy_of_person(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What is held about a person here, as JSON values."""
    return {
        "suggestions": [
            {
                "position": row.position_id,
                "for": row.organization.name if row.organization else None,
                "text": row.text,
                "proposed": row.proposed,
                "url": row.url,
                "given_at": row.given_at.isoformat(),
                "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
            }
            for row in Suggestion.objects.filter(person=person_id).select_related("organization").order_by("pk")
        ],
        "responses": [
            {
                "position": row.position_id,
                "passage": row.passage.number if row.passage else None,
                "for": row.organization.name,
                "answer": row.answer,
                "reason": row.reason,
                "text": row.text,
                "proposed": row.proposed,
                "given_at": row.given_at.isoformat(),
            }
            for row in Response.objects.filter(person=person_id)
            .select_related("organization", "passage")
            .order_by("pk")
        ],
        "ballots": [
            {
                "position": row.question.position_id,
                "question": row.question.number,
                "for": row.organization.name,
                "choice": row.choice,
                "given_at": row.given_at.isoformat(),
            }
            for row in Ballot.objects.filter(person=person_id).select_related("organization", "question").order_by("pk")
        ],
        "dissents": [
            {
                "position": row.position_id,
                "for": row.organization_name,
                "statement": row.statement,
                "given_at": row.given_at.isoformat(),
            }
            for row in Dissent.objects.filter(person=person_id).order_by("pk")
        ],
        "supports": [
            {"position": row.position_id, "for": row.organization_name, "function": row.function}
            for row in Supporter.objects.filter(person=person_id).order_by("pk")
        ],
    }
