"""The standards and the rules they use, as they are measured by."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import translation

from civikos.kernel.rulebook.models import Rule
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import Counting
from civikos.programs.standards import measures
from civikos.programs.standards.measures import Card, CaseFacts, Limit, Yardstick
from civikos.programs.standards.models import Standard
from civikos.programs.standards.states import Level
from civikos.registers.organizations.models import Organization


@dataclass(frozen=True)
class _Dated:
    limit: Limit
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class Ruler:
    """
    Everything a consultation is measured by, in the active language: standards, rules, days off. Three queries to load.

    `fingerprint` is equal for two rulers that measure alike and speak the same language.
    """

    yardsticks: tuple[Yardstick, ...]
    rules: dict[str, tuple[_Dated, ...]]
    off: Container[date]
    fingerprint: int

    @classmethod
    def load(cls, *, off: Container[date] | None = None) -> "Ruler":
        """The ruler as the tables say it now. Where the caller has the days off: two queries."""
        yardsticks = tuple(standards())
        keys = sorted({key for each in yardsticks for key in each.rules})
        rules = _rules(keys)
        if off is None:
            off = workdays.days_off()
        told = (yardsticks, tuple(rules.items()), translation.get_language(), id(off))
        return cls(yardsticks, rules, off, hash(told))

    def limit_for(self, facts: CaseFacts, key: str) -> Limit | None:
        """
        The rule in force for a consultation when it began; the one that began last where several overlap.

        A rule of its own for the kind of act (`consultation.written.min.strategy`) goes before the general one.
        """
        on = facts.begins_on
        for name in (f"{key}.{facts.kind}", key):
            for each in reversed(self.rules.get(name, ())):
                if (each.valid_from is None or each.valid_from <= on) and (
                    each.valid_until is None or on < each.valid_until
                ):
                    return each.limit
        return None

    def score(self, facts: CaseFacts) -> Card:
        """The score card of one consultation."""
        return measures.score(facts, self.yardsticks, self.limit_for, self.off)

    def of(self, level: str) -> list[Yardstick]:
        """The standards of a level, each code once (the newest), in order."""
        newest = {each.code: each for each in self.yardsticks if each.level == level}
        return sorted(newest.values(), key=lambda each: each.position)


def standards() -> list[Yardstick]:
    """All standards, in order, in the active language. One query."""
    return [
        Yardstick(
            code=row.code,
            level=row.level,
            test=row.test,
            rules=tuple(row.rules),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            position=row.position,
            label=row.label,
            explanation=row.explanation,
            source=row.source,
            is_confirmed=row.is_confirmed,
        )
        for row in Standard.objects.order_by("level", "position", "valid_from", "pk")
    ]


def _rules(keys: list[str]) -> dict[str, tuple[_Dated, ...]]:
    wanted = Q(key__in=keys)
    for key in keys:
        wanted |= Q(key__startswith=f"{key}.")
    found: dict[str, list[_Dated]] = {}
    for row in Rule.objects.filter(wanted).order_by("key", "valid_from", "pk"):
        limit = Limit(
            key=row.key,
            number=row.number,
            unit=row.unit,
            counting=Counting(row.counting or Counting.BOTH_ENDS),
            roll_forward=row.roll_forward,
            source=row.source,
            is_confirmed=row.is_confirmed,
        )
        found.setdefault(row.key, []).append(_Dated(limit, row.valid_from, row.valid_until))
    # Undated rows first, whatever the database thinks of empty columns.
    return {
        key: tuple(sorted(rows, key=lambda each: (each.valid_from is not None, each.valid_from or date.min)))
        for key, rows in found.items()
    }


def level_of(institution_kind: str) -> str:
    """Whose standards hold for an institution."""
    return Level.MUNICIPAL if institution_kind == Organization.Kind.MUNICIPALITY else Level.CENTRAL
