"""The standards and the rules they use, as they are measured by."""

import json
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import translation

from civikos.kernel.languages import of_text
from civikos.kernel.rulebook.models import Rule
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import Counting
from civikos.programs.standards import measures
from civikos.programs.standards.measures import Card, CaseFacts, Limit, Yardstick
from civikos.programs.standards.models import Standard
from civikos.programs.standards.states import Level
from civikos.registers.organizations.models import Organization

# Rules that standards use are rules of consultations.
RULES = "consultation."


@dataclass(frozen=True)
class _Dated:
    limit: Limit
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class Ruler:
    """
    Everything a consultation is measured by, in the active language: standards, rules, days off.

    `fingerprint` is equal for two rulers that measure alike and speak the same language.
    """

    yardsticks: tuple[Yardstick, ...]
    rules: dict[str, tuple[_Dated, ...]]
    off: Container[date]
    fingerprint: int

    @classmethod
    def load(cls, *, off: Container[date] | None = None) -> "Ruler":
        """The ruler as the tables say it now. Two queries, one where the caller has the days off."""
        yardsticks, rules = _tables()
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


def _said(field: str) -> Coalesce:
    # In the active language, else in Albanian, as everywhere: a union does not know of translated columns.
    column = {"sr": "sr_latn"}.get(of_text(), of_text())
    return Coalesce(NullIf(F(f"{field}_{column}"), Value("")), F(f"{field}_sq"), Value(""), output_field=TextField())


def _tables() -> tuple[tuple[Yardstick, ...], dict[str, tuple[_Dated, ...]]]:
    """All standards in order, and all rules of consultations by key, in one query: pages that are counted ask this."""
    # Every column under a name of its own, in the same order on both sides of the union.
    columns = [f"c{number:02}" for number in range(12)]

    def selected(rows: Any, expressions: list[Any]) -> Any:
        return rows.order_by().annotate(**dict(zip(columns, expressions, strict=True))).values_list(*columns)

    def text(field: str) -> Cast:
        return Cast(field, TextField())

    confirmed = Q(mark=Rule.Mark.CONFIRMED) | Q(confirmed_at__isnull=False)
    counted = Q(counting_mark__in=["", Rule.Mark.CONFIRMED]) | Q(confirmed_at__isnull=False)
    nothing = Value("", output_field=TextField())
    standards = selected(
        Standard.objects.all(),
        [
            Value(0),
            text("code"),
            text("level"),
            text("test"),
            text("rules"),
            _said("label"),
            _said("explanation"),
            _said("source"),
            Case(When(confirmed, then=Value(1)), default=Value(0)),
            F("valid_from"),
            F("valid_until"),
            Cast("position", IntegerField()),
        ],
    )
    rules = selected(
        Rule.objects.filter(key__startswith=RULES),
        [
            Value(1),
            text("key"),
            text("unit"),
            text("counting"),
            text("value"),
            nothing,
            nothing,
            _said("source"),
            Case(When(confirmed & counted, then=Value(1)), default=Value(0)),
            F("valid_from"),
            F("valid_until"),
            Case(When(roll_forward=True, then=Value(1)), default=Value(0)),
        ],
    )
    yardsticks: list[Yardstick] = []
    dated: dict[str, list[_Dated]] = {}
    for row in standards.union(rules, all=True):
        is_rule, code, second, third, fourth, label, explanation, source, confirmed, since, until, place = row
        if not is_rule:
            yardsticks.append(
                Yardstick(
                    code, second, third, tuple(json.loads(fourth)), since, until, place, label, explanation, source,
                    bool(confirmed),
                )
            )  # fmt: skip
        elif second in {measures.WORKING_DAYS, measures.CALENDAR_DAYS, Rule.Unit.COUNT}:
            limit = Limit(
                code, int(fourth), second, Counting(third or Counting.BOTH_ENDS), bool(place), source, bool(confirmed)
            )
            dated.setdefault(code, []).append(_Dated(limit, since, until))
    yardsticks.sort(key=lambda each: (each.level, each.position, each.valid_from or date.min))
    in_order = {
        key: tuple(sorted(found, key=lambda each: each.valid_from or date.min)) for key, found in sorted(dated.items())
    }
    return tuple(yardsticks), in_order


def level_of(institution_kind: str) -> str:
    """Whose standards hold for an institution."""
    return Level.MUNICIPAL if institution_kind == Organization.Kind.MUNICIPALITY else Level.CENTRAL
