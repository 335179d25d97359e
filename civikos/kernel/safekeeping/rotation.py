"""Which backups stay: the newest of each of the last 24 hours, 14 days, 8 weeks and 12 months that have one."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

KEPT: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (24, lambda moment: (moment.date(), moment.hour)),
    (14, lambda moment: moment.date()),
    (8, lambda moment: moment.isocalendar()[:2]),
    (12, lambda moment: (moment.year, moment.month)),
)


def moment_of(path: Path) -> datetime | None:
    """When a backup was made, by its name; None for a file of another name, which is never touched."""
    try:
        return datetime.strptime(path.name[:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def to_drop(backups: Sequence[Path]) -> list[Path]:
    """The backups that are not kept, oldest first; the newest one is always kept."""
    dated = sorted(((moment, path) for path in backups if (moment := moment_of(path)) is not None), reverse=True)
    kept: set[Path] = set()
    for how_many, period_of in KEPT:
        periods: dict[object, Path] = {}
        for moment, path in dated:
            periods.setdefault(period_of(moment), path)
        kept |= set(list(periods.values())[:how_many])
    return [path for _moment, path in reversed(dated) if path not in kept]
