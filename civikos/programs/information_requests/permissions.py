"""Who may do what to a request for documents: predicates that read as sentences, one table, one door."""

from collections.abc import Callable

from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import NotAllowed, NotFound
from civikos.kernel.workflow.steps import Step
from civikos.programs.information_requests import states
from civikos.programs.information_requests.models import Document, InformationRequest
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization

Predicate = Callable[[Actor, InformationRequest], bool]


def works_on(actor: Actor, request: InformationRequest) -> bool:
    """The secretariat, or somebody who may speak for the organization in whose name it is made."""
    if actor.is_secretariat:
        return True
    if actor.person is None or not actor.has_signed_in or request.organization_id is None:
        return False
    return organizations.may_speak_for(actor.person, request.organization_id, timezone.localdate())


def is_officer(actor: Actor) -> bool:
    """Works in the secretariat: the network's own requests, addresses of institutions."""
    return actor.is_secretariat


def may_open(actor: Actor) -> bool:
    """The secretariat, and whoever may speak for a member organization."""
    return actor.is_secretariat or bool(capacities(actor))


def capacities(actor: Actor) -> list[Organization]:
    """The members in whose name the actor may ask; the secretariat asks for the network besides."""
    if actor.person is None or not actor.has_signed_in:
        return []
    return organizations.mandates_of(actor.person, "speak", timezone.localdate())


def may_ask_for(actor: Actor, organization_id: int | None) -> bool:
    """Whether the actor may make a request in the name of an organization, or of the network (None)."""
    if organization_id is None:
        return actor.is_secretariat
    return any(each.pk == organization_id for each in capacities(actor))


MAY: dict[Step, Predicate] = {
    states.EDIT: works_on,
    states.DISCARD: works_on,
    states.SEND: works_on,
    states.ENTER: works_on,
    states.ANNUL: works_on,
    states.WRITE: works_on,
    states.COMPLAIN: works_on,
    states.SHOW: works_on,
    states.WITHDRAW: works_on,
    states.CLOSE: works_on,
    states.REOPEN: works_on,
    states.REDACT: works_on,
    states.SEND_LETTER: works_on,
    states.PREPARE_DOCUMENT: works_on,
    states.CHANGE_DOCUMENT: works_on,
    states.PUBLISH_DOCUMENT: works_on,
    states.UNPUBLISH_DOCUMENT: works_on,
}


def may(step: Step, actor: Actor, request: InformationRequest, *, works: bool | None = None) -> bool:
    """Whether the step may be taken now by this actor: for showing a button. `works` is `works_on` where it is known."""
    return request.status in step.sources and (MAY[step](actor, request) if works is None else works)


def access_for(step: Step, pk: int, *, by: Actor) -> InformationRequest:
    """
    The request, visible to the actor, locked for the step, and allowed. Call it inside a transaction.

    Raises: NotFound, NotAllowed. Whether the status fits is asked by `workflow.take` or `workflow.require`.
    """
    rows = InformationRequest.objects.visible_to(by).filter(pk=pk)  # type: ignore[attr-defined]
    row: InformationRequest | None = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound
    if not MAY[step](by, row):
        raise NotAllowed
    return row


def access_document(step: Step, pk: int, *, by: Actor) -> Document:
    """
    A received document and its request, both locked, the request first. Call it inside a transaction.

    Raises: NotFound (also for somebody who only reads the request), NotAllowed.
    """
    before = Document.objects.filter(pk=pk).values_list("request", flat=True).first()
    if before is None:
        raise NotFound
    request = access_for(step, before, by=by)
    rows = Document.objects.select_related("original", "working", "redacted").filter(pk=pk)
    row: Document | None = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound
    row.request = request
    return row
