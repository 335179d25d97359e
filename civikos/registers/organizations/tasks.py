"""What the clock does for organizations."""

from datetime import datetime, timedelta

from civikos.kernel.correspondence.queries import untold_holds
from civikos.kernel.jobs import clock
from civikos.registers.organizations import actions

# Somebody who mistypes once is not to alarm an office: the officer or the person may put it right first.
WAIT = timedelta(minutes=5)


@clock.every(minutes=5)
def tell_colleagues(at: datetime) -> None:
    """The colleagues of everybody whose address was held since the last time."""
    for pk in untold_holds(at - WAIT):
        actions.tell_colleagues(pk, at=at)
