"""Figures for each institution. Each counts the same rows that the list opens; a fixed number of queries."""

import statistics
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from civikos.kernel.accounts.actor import Actor
from civikos.programs.information_requests.models import InformationRequest
from civikos.programs.information_requests.querysets import results_at
from civikos.registers.organizations.models import Organization

FIGURES = (
    "in_time",
    "late",
    "silent",
    "waiting",
    "full",
    "partial",
    "refused",
    "already_public",
    "extended",
    "complained",
    "upheld",
    "dismissed",
    "published",
    "withdrawn",
)


@dataclass(frozen=True)
class OfInstitution:
    """
    The figures of one institution, of the requests it held at last. `counts` has `sent` and one entry for each of `FIGURES`;
    `in_time_percent` is of those whose time has ended or that were answered; None before there is one.
    """

    institution: Organization | None
    counts: dict[str, int]
    median_days: float | None = None
    grounds: dict[str, int] = field(default_factory=dict)

    @property
    def in_time_percent(self) -> int | None:
        """The share answered in time."""
        due = self.counts["in_time"] + self.counts["late"] + self.counts["silent"]
        return round(100 * self.counts["in_time"] / due) if due else None


@dataclass(frozen=True)
class Figures:
    """Each institution, the most asked first, and all together."""

    rows: list[OfInstitution]
    total: OfInstitution


def figures(actor: Actor, at: datetime, *, year: int | None = None) -> Figures:
    """The figures of what the actor may see, of one year of sending or of all. Three queries."""
    seen = InformationRequest.objects.visible_to(actor).sent().order_by()  # type: ignore[attr-defined]
    if year:
        seen = seen.filter(sent_at__year=year)
    conditions = results_at(at)
    counted = {name: Count("pk", filter=conditions[name]) for name in FIGURES}
    by_holder = {row.pop("holder"): row for row in seen.values("holder").annotate(sent=Count("pk"), **counted)}
    days: dict[int, list[int]] = {}
    grounds: dict[int, Counter[str]] = {}
    for holder, taken, named in seen.filter(days_taken__isnull=False).values_list("holder", "days_taken", "grounds"):
        days.setdefault(holder, []).append(taken)
        grounds.setdefault(holder, Counter()).update(named)
    institutions = Organization.objects.in_bulk(by_holder.keys())
    rows = [
        OfInstitution(
            institutions[holder],
            counts,
            statistics.median(days[holder]) if holder in days else None,
            dict(grounds.get(holder, Counter()).most_common()),
        )
        for holder, counts in by_holder.items()
    ]
    rows.sort(key=lambda row: (-row.counts["sent"], str(row.institution), row.institution.pk if row.institution else 0))
    all_days = [day for each in days.values() for day in each]
    all_grounds: Counter[str] = Counter()
    for each in grounds.values():
        all_grounds.update(each)
    total = OfInstitution(
        None,
        {name: sum(row.counts[name] for row in rows) for name in ("sent", *FIGURES)},
        statistics.median(all_days) if all_days else None,
        dict(all_grounds.most_common()),
    )
    return Figures(rows, total)
