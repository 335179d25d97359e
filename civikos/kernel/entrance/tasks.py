"""What the clock does at the door."""

from datetime import datetime

from django.contrib.sessions.models import Session

from civikos.kernel.entrance import actions
from civikos.kernel.jobs import clock


@clock.every(minutes=24 * 60)
def forget(at: datetime) -> None:
    """Old links, codes and sessions go."""
    actions.forget_old(at=at)
    Session.objects.filter(expire_date__lt=at).delete()
