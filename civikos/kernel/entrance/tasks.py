"""What the clock does at the door."""

from datetime import datetime

from django.contrib.sessions.models import Session

from civikos.kernel.correspondence import wishes
from civikos.kernel.entrance import actions, digests
from civikos.kernel.jobs import clock


@clock.every(minutes=24 * 60)
def forget(at: datetime) -> None:
    """Old links, codes and sessions go."""
    actions.forget_old(at=at)
    Session.objects.filter(expire_date__lt=at).delete()


@clock.every(minutes=5)
def make_digests(at: datetime) -> None:
    """Digests whose hour has come, and those that a worker that was down has left."""
    digests.make_digests(at=at)


@clock.every(minutes=24 * 60)
def forget_absences(at: datetime) -> None:
    """Pauses that are over."""
    wishes.forget_absences(at=at)
