"""What the clock starts: apps register functions here, the worker calls them. Each finds due rows and calls one action for each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from civikos.kernel.jobs.models import JobRun

Job = Callable[[datetime], object]


@dataclass(frozen=True)
class _Registered:
    name: str
    every_minutes: int
    run: Job


_jobs: dict[str, _Registered] = {}


def every(minutes: int) -> Callable[[Job], Job]:
    """Register a function of the moment to be run every so many minutes."""

    def register(function: Job) -> Job:
        name = f"{function.__module__}.{function.__name__}"
        _jobs[name] = _Registered(name, minutes, function)
        return function

    return register


def slot_of(at: datetime, minutes: int) -> datetime:
    """The beginning of the slot in which a moment lies, counted from midnight UTC."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=((at - midnight) // timedelta(minutes=minutes)) * minutes)


def run_due(at: datetime) -> list[str]:
    """Run every job whose slot nobody has taken yet; the names of those that ran. A job that fails does not stop the others."""
    ran, failed = [], []
    for job in list(_jobs.values()):
        try:
            with transaction.atomic():
                taken = JobRun.objects.create(job=job.name, slot=slot_of(at, job.every_minutes))
        except IntegrityError:
            continue
        try:
            job.run(at)
        except Exception as error:  # noqa: BLE001  # told below, after the other jobs had their turn
            failed.append(error)
            continue
        JobRun.objects.filter(pk=taken.pk).update(ended_at=timezone.now())
        ran.append(job.name)
    JobRun.objects.filter(slot__lt=at - timedelta(days=7)).delete()
    if failed:
        raise ExceptionGroup("jobs of the clock failed", failed)
    return ran
