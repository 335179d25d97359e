"""What the worker does with the outbox."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from civikos.kernel.correspondence import forgetting, sending
from civikos.kernel.jobs import clock

# One task sends so many and then asks for another, so that other work of the queue gets its turn.
MOST_AT_ONCE = 500


@task()
def deliver() -> int:
    """Send what is due, 500 messages at most before the next task's turn; how many were handed over."""
    handed = sending.deliver_due(timezone.now, limit=MOST_AT_ONCE)
    if handed and sending.something_is_due(timezone.now()):
        deliver.enqueue()
    return handed


@clock.every(minutes=1)
def sweep(at: datetime) -> None:
    """Whatever the queue has lost: messages that are due, and messages whose sender died."""
    sending.resolve_doubts(at)
    if sending.something_is_due(at):
        deliver.enqueue()


@clock.at_start
def take_up(at: datetime) -> None:
    """What a killed worker left is sent in the background as soon as there is a worker again."""
    sweep(at)


@clock.every(minutes=60)
def forget(at: datetime) -> None:
    """Bodies of old messages go; the record that they were sent stays."""
    forgetting.forget_bodies(at=at)
