"""What the worker and the clock do for the watch. Each can be run twice: it looks at the rows first."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from civikos.kernel.jobs import clock


@task()
def make_monitoring_papers(pk: int) -> None:
    """The monitoring report as PDF and XLSX in three languages."""
    from civikos.programs.standards.actions import monitoring

    monitoring.make_papers(pk, at=timezone.now())


@clock.every(minutes=5)
def unfinished_monitoring_papers(at: datetime) -> None:
    """Files of a monitoring report whose job was lost with its worker."""
    from civikos.programs.standards.actions import monitoring

    monitoring.make_what_is_missing(at - timedelta(minutes=5), at=at)
