"""What the worker does with mail that comes in."""

import threading
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from civikos.kernel.jobs import clock
from civikos.kernel.mailroom import actions, fetching, forgetting

_one_reader = threading.Lock()


@task()
def fetch() -> int:
    """Go round the sources, then read what is new; how many mails were fetched."""
    fetched = fetching.fetch_all(at=timezone.now())
    _read_all()
    return fetched


@task()
def read() -> int:
    """Read what was brought to us; how many mails. The clock's next round finds what comes while another task reads."""
    return _read_all()


def _read_all() -> int:
    # One reader in a process: mails that take their time must not keep the outbox's worker busy as well.
    if not _one_reader.acquire(blocking=False):
        return 0
    try:
        total = 0
        while settled := sum(actions.read_waiting(at=timezone.now()).values()):
            total += settled
        return total
    finally:
        _one_reader.release()


@clock.every(minutes=1)
def look(at: datetime) -> None:
    """In the background: a mailbox that does not answer must not keep the clock's other jobs waiting."""
    fetch.enqueue()


@clock.every(minutes=60)
def forget(at: datetime) -> None:
    """The words of old mail go; that it came, and what became of it, stays."""
    forgetting.forget_old(at=at)
