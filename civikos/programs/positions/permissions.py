"""Who may do what to a position: predicates that read as sentences, one table, one door."""

from collections.abc import Callable

from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import NotAllowed, NotFound
from civikos.kernel.workflow.steps import Step
from civikos.programs.positions import states
from civikos.programs.positions.models import Position
from civikos.registers.organizations import queries as organizations

Predicate = Callable[[Actor, Position], bool]


def is_officer(actor: Actor, position: Position) -> bool:
    """Works in the secretariat."""
    return actor.is_secretariat


def is_member(actor: Actor, position: Position) -> bool:
    """Belongs to a member organization today and reaches the position by the door they came through."""
    if actor.person is None or not actor.reaches("position", position.pk):
        return False
    return organizations.is_member_person(actor, timezone.localdate())


def is_drafter(actor: Actor, position: Position) -> bool:
    """The rapporteur, somebody of the working group, or the secretariat."""
    if is_officer(actor, position):
        return True
    if actor.person is None or not actor.reaches("position", position.pk):
        return False
    if position.rapporteur_id == actor.person.pk:
        return True
    group = position.working_group_id
    return group is not None and organizations.belongs_to(actor.person, group, timezone.localdate())


def is_near(actor: Actor, position: Position) -> bool:
    """Whoever reads it before it is adopted, with all its sources: members, drafters, the secretariat."""
    return is_member(actor, position) or is_drafter(actor, position)


MAY: dict[Step, Predicate] = {
    states.PLAN: is_officer,
    states.SUGGEST: is_member,
    states.BEGIN_DRAFTING: is_drafter,
    states.DRAFT: is_drafter,
    states.ASK: is_drafter,
    states.RESPOND: is_member,
    states.HANDLE: is_drafter,
    states.GO_ON: is_officer,
    states.CAST: is_member,
    states.DISSENT: is_member,
    states.REMIND: is_officer,
    states.SEND: is_officer,
    states.WITHDRAW: is_officer,
    states.CORRECT: is_officer,
}


def may_open(actor: Actor) -> bool:
    """Whether this actor may open a position."""
    return actor.is_secretariat


def may(step: Step, actor: Actor, position: Position) -> bool:
    """Whether the step may be taken now by this actor: for showing a button. `access_for` decides."""
    return position.status in step.sources and MAY[step](actor, position)


def access_for(step: Step, pk: int, *, by: Actor) -> Position:
    """
    The position, visible to the actor, locked for the step, and allowed. Call it inside a transaction.

    Everybody who writes about one position takes turns here: so two people of one organization, or a ballot and the closing of
    the vote, come one after the other. Raises: NotFound, NotAllowed. Whether the status fits is asked by the action.
    """
    rows = Position.objects.visible_to(by).filter(pk=pk)
    position = rows.select_for_update(of=("self",), no_key=True).first()
    if position is None:
        raise NotFound
    if not MAY[step](by, position):
        raise NotAllowed
    position.revision += 1
    Position.objects.filter(pk=pk).update(revision=position.revision)
    return position
