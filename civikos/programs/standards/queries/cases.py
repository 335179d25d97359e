"""Recorded cases as pages show them."""

from dataclasses import dataclass

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.programs.standards.measures import Card
from civikos.programs.standards.models import RecordedCase
from civikos.programs.standards.queries.gathering import recorded_facts
from civikos.programs.standards.queries.measuring import Ruler
from civikos.programs.standards.states import CaseStatus
from civikos.registers.legislation.models import DocumentKind


@dataclass(frozen=True)
class CasePage:
    """A recorded case and its score card."""

    case: RecordedCase
    card: Card


def case_page(pk: int, actor: Actor) -> CasePage | None:
    """A recorded case with its score card; None if hidden or absent. Seven queries."""
    row = get_visible(pk, actor)
    if row is None:
        return None
    (facts,) = recorded_facts(RecordedCase.objects.filter(pk=pk))
    return CasePage(row, Ruler.load().score(facts))


def get_visible(pk: int, actor: Actor) -> RecordedCase | None:
    """A recorded case that the actor may see, with what its page shows."""
    return (
        RecordedCase.objects.visible_to(actor)
        .select_related("institution", "kind", "sheet", "entered_by")
        .filter(pk=pk)
        .first()
    )


def drafts(actor: Actor) -> list[RecordedCase]:
    """Cases that do not count yet, the one changed last first. One query."""
    if not actor.is_secretariat:
        return []
    return list(
        RecordedCase.objects.filter(status=CaseStatus.DRAFT)
        .select_related("institution", "kind")
        .order_by("-changed_at", "-pk")[:200]
    )


def history_of(case: RecordedCase) -> list[Entry]:
    """Who did what to a case, the newest first. One query."""
    return list(
        Entry.objects.filter(about_type="recordedcase", about_id=case.pk)
        .select_related("actor")
        .order_by("-at", "-pk")[:100]
    )


def document_names() -> dict[str, str]:
    """Names of the kinds of documents by code, in the active language. One query."""
    return {row.code: row.name for row in DocumentKind.objects.order_by("position", "pk")}
