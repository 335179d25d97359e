"""Who may do what in the watch: the secretariat writes, everybody reads."""

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import NotAllowed, NotFound
from civikos.programs.standards.models import MonitoringReport, RecordedCase, Sheet


def may_record(actor: Actor) -> bool:
    """Whether the actor records consultations, takes over sheets and writes the report."""
    return actor.is_secretariat


def require_recorder(actor: Actor) -> None:
    """Raises NotAllowed for whoever may not record."""
    if not may_record(actor):
        raise NotAllowed


def case_for(pk: int, *, by: Actor) -> RecordedCase:
    """A recorded case, visible to the actor, locked, and theirs to change. Call it inside a transaction. Raises: NotFound, NotAllowed."""
    row = RecordedCase.objects.visible_to(by).filter(pk=pk).select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound
    require_recorder(by)
    return row


def sheet_for(pk: int, *, by: Actor) -> Sheet:
    """A sheet, locked. Call it inside a transaction. Raises: NotFound."""
    row = Sheet.objects.visible_to(by).filter(pk=pk).select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound
    return row


def report_for(pk: int, *, by: Actor) -> MonitoringReport:
    """A monitoring report, visible to the actor, locked, and theirs to change. Raises: NotFound, NotAllowed."""
    row = MonitoringReport.objects.visible_to(by).filter(pk=pk).select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound
    require_recorder(by)
    return row
