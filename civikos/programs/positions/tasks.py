"""What the worker and the clock do for positions. Each can be run twice: it looks at the rows first."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.jobs import clock
from civikos.kernel.workflow.refusals import Refused


@task()
def make_papers(pk: int) -> None:
    """Letter, annex and data of an adopted position."""
    from civikos.programs.positions.actions import papers

    papers.make_papers(pk, at=timezone.now())


@clock.every(minutes=5)
def phases(at: datetime) -> None:
    """What goes on by itself when a deadline is over: the vote on what is contested, the decision."""
    from civikos.programs.positions import actions
    from civikos.programs.positions.models import Position

    for pk in Position.objects.due_at(at).order_by("pk").values_list("pk", flat=True):
        try:
            actions.go_on(pk, by=SYSTEM, at=at)
        except Refused:
            # An amendment waits for the rapporteur, whose desk says so.
            continue


@clock.every(minutes=30)
def reminders(at: datetime) -> None:
    """Remind organizations that are silent, once in each phase."""
    from civikos.programs.positions import actions
    from civikos.programs.positions.models import Position

    if timezone.localtime(at).hour < 8:
        return
    for position in Position.objects.under_way().order_by("pk"):
        if not actions.is_time_to_remind(position, at):
            continue
        try:
            actions.remind(position.pk, by=SYSTEM, at=at)
        except Refused:
            continue


@clock.every(minutes=5)
def unfinished_papers(at: datetime) -> None:
    """Papers whose job was lost with its worker."""
    from civikos.programs.positions.actions import papers

    papers.make_what_is_missing(at - timedelta(minutes=5), at=at)
