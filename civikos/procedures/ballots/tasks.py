"""What the clock and the worker do for elections. Each can be run twice: it looks at the rows first."""

from datetime import datetime

from django.db import connection
from django_tasks import task

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.jobs import clock


@task()
def clear_traces() -> None:
    """After closing: what the database keeps of deleted envelopes is overwritten, and the journal of its changes emptied."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM (FULL) ballots_envelope")


@clock.every(minutes=1)
def open_and_close(at: datetime) -> None:
    """Elections open and close at their times."""
    from civikos.procedures.ballots import actions
    from civikos.procedures.ballots.models import Election

    for pk in Election.objects.to_open(at).values_list("pk", flat=True):
        actions.open_election(pk, by=SYSTEM, at=at)
    for pk in Election.objects.to_close(at).values_list("pk", flat=True):
        actions.close_election(pk, by=SYSTEM, at=at)


@clock.every(minutes=24 * 60)
def turnout(at: datetime) -> None:
    """How many have voted, once a day."""
    from civikos.procedures.ballots import actions

    actions.note_turnout(at=at)
