"""The only module that speaks the queue engine's own language: the clock's tick. Everything else uses Django's Tasks."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from civikos.kernel.jobs import clock


@db_periodic_task(crontab(minute="*"))
def tick() -> None:
    """Once a minute: run what is due."""
    clock.run_due(timezone.now())
