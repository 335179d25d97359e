"""What the clock starts: apps register functions here, the worker calls them. Each finds due rows and calls one action for each."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from civikos.kernel.jobs.models import JobRun, Pause

logger = logging.getLogger(__name__)
Job = Callable[[datetime], object]
RUNS_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class _Registered:
    name: str
    every_minutes: int
    run: Job


_jobs: dict[str, _Registered] = {}
_at_start: dict[str, Job] = {}


def _name_of(function: Job) -> str:
    return f"{function.__module__}.{function.__name__}"[-80:]


def every(minutes: int) -> Callable[[Job], Job]:
    """Register a function of the moment to be run every so many minutes: once in each slot, whoever asks first."""

    def register(function: Job) -> Job:
        name = _name_of(function)
        _jobs[name] = _Registered(name, minutes, function)
        return function

    return register


def at_start(function: Job) -> Job:
    """Register a function of the moment to be run by every worker when it starts: what a killed worker left undone."""
    _at_start[_name_of(function)] = function
    return function


def slot_of(at: datetime, minutes: int) -> datetime:
    """The beginning of the slot in which a moment lies, counted from midnight UTC."""
    at = at.astimezone(UTC)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=((at - midnight) // timedelta(minutes=minutes)) * minutes)


def is_paused() -> bool:
    """Whether a person has to release this installation first, as after a restore."""
    return Pause.objects.exists()


def pause(reason: str, *, at: datetime) -> None:
    """Start nothing and send nothing until `resume`."""
    Pause.objects.create(reason=reason[:200], since=at)


def resume() -> int:
    """End the pause; how many reasons for it there were."""
    return Pause.objects.all().delete()[0]


def run_due(at: datetime) -> list[str]:
    """
    Run every job whose slot nobody has taken yet; the names of those that ran. A job that fails does not stop the others.

    Raises: ExceptionGroup of what failed, after all had their turn.
    """
    if is_paused():
        return []
    ran, failed = [], []
    for job in list(_jobs.values()):
        try:
            with transaction.atomic():
                taken = JobRun.objects.create(job=job.name, slot=slot_of(at, job.every_minutes))
        except IntegrityError:
            continue
        try:
            job.run(at)
        except Exception as error:  # told below, after the other jobs had their turn
            logger.exception("The job %s failed.", job.name)
            failed.append(error)
            continue
        JobRun.objects.filter(pk=taken.pk).update(ended_at=timezone.now())
        ran.append(job.name)
    JobRun.objects.filter(slot__lt=at - RUNS_KEPT).delete()
    if failed:
        raise ExceptionGroup("jobs of the clock failed", failed)
    return ran


def run_at_start(at: datetime) -> None:
    """Run what is registered for the start of a worker. A function that fails is logged and does not stop the worker."""
    if is_paused():
        return
    for name, function in list(_at_start.items()):
        try:
            function(at)
        except Exception:
            logger.exception("%s failed at the start of the worker.", name)
