"""Who may do what with an election."""

from datetime import date

from django.db import connection
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import NotAllowed, NotFound
from civikos.procedures.ballots.models import Election, Elector
from civikos.registers.organizations.models import Mandate
from civikos.registers.organizations.querysets import in_force


def access_for_commission(pk: int, *, by: Actor) -> Election:
    """The election, locked, for those who run it. Call it inside a transaction. Raises: NotFound, NotAllowed."""
    election = Election.objects.visible_to(by).select_for_update(no_key=True).filter(pk=pk).first()
    if election is None:
        raise NotFound
    if not by.is_secretariat:
        raise NotAllowed
    return election


def access_for_ballot(pk: int, *, by: Actor) -> Election:
    """
    The election, for putting a ballot into its box. Call it inside a transaction. Raises: NotFound.

    Ballots do not wait for one another, but closing waits for those under way, and those after it see that it is closed:
    a shared lock, which Django has no word for. On SQLite transactions that write exclude each other anyway. The rules hold
    the whole roll, and are left out.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM ballots_election WHERE id = %s FOR SHARE", [pk])
    election = Election.objects.visible_to(by).defer("rules", "result").filter(pk=pk).first()
    if election is None:
        raise NotFound
    return election


def may_run(actor: Actor) -> bool:
    """Whether an actor prepares, closes and counts: for showing buttons."""
    return actor.is_secretariat


def electors_of(election: Election, actor: Actor, on: date | None = None) -> list[Elector]:
    """The organizations of the roll for which an actor may cast the ballot on a day: those whose mandate they hold. One query."""
    if actor.person is None or not actor.reaches("election", election.pk):
        return []
    on = timezone.localdate() if on is None else on
    held = Mandate.objects.filter(in_force(on), person=actor.person, scope=Mandate.Scope.SPEAK)
    return list(
        Elector.objects.filter(election=election, organization__in=held.values("organization")).order_by("name", "pk")
    )
