"""When a digest is due: by the network's rules, in local time, so that a day of 23 or 25 hours changes nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from civikos.kernel.correspondence.models import Rhythm
from civikos.kernel.rulebook.queries import rules

HOUR, WEEKDAY, MARGIN = "digest.hour", "digest.weekday", "digest.deadline_margin"


@dataclass(frozen=True)
class Clockwork:
    """
    The hour of digests (local time), the day of the week of weekly ones (1 is Monday), and how long before a deadline the
    digest must come for the news of it to wait.
    """

    hour: time
    weekday: int
    margin: timedelta

    def next_slot(self, rhythm: str, after: datetime, not_before: date | None = None) -> datetime:
        """The first moment of a digest after a moment, and not before a local day; in UTC."""
        zone = timezone.get_default_timezone()
        day = after.astimezone(zone).date()
        if not_before is not None:
            day = max(day, not_before)
        while True:
            # As UTC: moments of one zone are compared by their wall clocks, which lie in the hour that comes twice.
            slot = datetime.combine(day, self.hour, tzinfo=zone).astimezone(UTC)
            if slot > after and (rhythm != Rhythm.WEEKLY or day.isoweekday() == self.weekday):
                return slot
            day += timedelta(days=1)

    def can_wait_until(self, until: datetime | None, slot: datetime) -> bool:
        """Whether news of something that ends at a moment may wait for a digest."""
        return until is None or until > slot + self.margin


def clockwork(at: datetime) -> Clockwork | None:
    """The network's rules on a day; None where the rulebook has none, and then nothing waits. One query."""
    found = rules([HOUR, WEEKDAY, MARGIN], timezone.localdate(at))
    if len(found) < 3:
        return None
    return Clockwork(time.fromisoformat(found[HOUR].value), found[WEEKDAY].number, timedelta(days=found[MARGIN].number))
