"""What the worker does with mail that comes in."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from civikos.kernel.jobs import clock
from civikos.kernel.mailroom import actions, fetching, forgetting


@task()
def fetch() -> int:
    """Go round the sources, then read what is new; how many mails were fetched."""
    fetched = fetching.fetch_all(at=timezone.now())
    actions.read_waiting(at=timezone.now())
    return fetched


@task()
def read() -> int:
    """Read what was brought to us; how many mails."""
    return sum(actions.read_waiting(at=timezone.now()).values())


@clock.every(minutes=1)
def look(at: datetime) -> None:
    """In the background: a mailbox that does not answer must not keep the clock's other jobs waiting."""
    fetch.enqueue()


@clock.every(minutes=60)
def forget(at: datetime) -> None:
    """The words of old mail go; that it came, and what became of it, stays."""
    forgetting.forget_old(at=at)
