"""What the worker and the clock do for requests. Each can be run twice: it looks at the rows first."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from civikos.kernel.jobs import clock


@task()
def make_letter(pk: int) -> None:
    """The letter of a request that was sent, and its mail."""
    from civikos.programs.information_requests.actions import sending

    sending.put_in_outbox(pk, at=timezone.now())


@task()
def make_further_letter(pk: int) -> None:
    """A complaint or clarification that was sent, and its mail."""
    from civikos.programs.information_requests.actions import writing

    writing.put_letter_in_outbox(pk, at=timezone.now())


@clock.every(minutes=5)
def unfinished_letters(at: datetime) -> None:
    """Letters whose job was lost with its worker."""
    from civikos.programs.information_requests.actions import reminding

    reminding.make_what_is_missing(at - timedelta(minutes=5), at=at)


@clock.every(minutes=30)
def reminders(at: datetime) -> None:
    """Tell people, once each, what is due soon and what has become silent."""
    from civikos.programs.information_requests.actions import reminding

    reminding.remind(at=at)


@clock.every(minutes=24 * 60)
def new_calendar(at: datetime) -> None:
    """Count open requests anew after the official calendar has changed."""
    from civikos.programs.information_requests.actions import reminding

    reminding.recount_after_a_new_calendar(at=at)
