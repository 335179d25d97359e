"""What the worker does with the outbox."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from civikos.kernel.correspondence import sending
from civikos.kernel.jobs import clock


@task()
def deliver() -> int:
    """Send what is due; how many were handed over."""
    return sending.deliver_due(timezone.now)


@clock.every(minutes=1)
def sweep(at: datetime) -> None:
    """Whatever the queue has lost: messages that are due, and messages whose sender died."""
    sending.resolve_doubts(at)
    sending.deliver_due(timezone.now)
