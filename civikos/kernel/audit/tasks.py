"""What the clock does for the public log."""

from datetime import datetime

from civikos.kernel.audit import actions
from civikos.kernel.jobs import clock


@clock.every(minutes=1)
def number(at: datetime) -> None:
    """Facts whose numbering right after their transaction did not come about."""
    actions.number_pending()


@clock.every(minutes=60)
def sign(at: datetime) -> None:
    """A checkpoint for each hour with news."""
    actions.number_pending()
    actions.make_checkpoint(at=at)
