"""What the clock does for stored files."""

from datetime import datetime

from civikos.kernel.files import actions
from civikos.kernel.jobs import clock


@clock.every(minutes=60)
def sweep(at: datetime) -> None:
    """Contents that nobody claimed go."""
    actions.sweep(at=at)
