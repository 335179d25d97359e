"""The network's rules for positions: read from the rulebook, kept with each position as they stood when it was opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from civikos.kernel.languages import of_interface
from civikos.kernel.rulebook.queries import NoSuchRule
from civikos.kernel.rulebook.queries import rules as in_force
from civikos.kernel.workdays import counting as days
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import Counting
from civikos.programs.consultations.queries import deadlines
from civikos.programs.positions.queries.counting import Majority

RESPONDENTS = "position.respondents"
GATHERING = "position.gathering_days"
DRAFTING = "position.drafting_days"
TACIT = "position.tacit_consent_days"
SECOND_ROUND = "position.second_round_days"
VOTE = "position.written_procedure_days"
REMINDER = "position.reminder_before"
OBJECTIONS = "position.contested_objections"
QUORUM = "position.quorum_percent"
MAJORITY = "position.majority"
BACKING = "position.least_backing"
DISSENT = "position.dissent_days"
KEYS = (
    RESPONDENTS,
    GATHERING,
    DRAFTING,
    TACIT,
    SECOND_ROUND,
    VOTE,
    REMINDER,
    OBJECTIONS,
    QUORUM,
    MAJORITY,
    BACKING,
    DISSENT,
)
ALL_MEMBERS, OF_THE_FIELD = "members", "members_of_the_field"

LABELS = {
    RESPONDENTS: _("Who may answer and vote"),
    GATHERING: _("Fewest days for gathering points"),
    DRAFTING: _("Days for the draft"),
    TACIT: _("Days after which silence is consent"),
    SECOND_ROUND: _("Days for a second round"),
    VOTE: _("Days for a vote by written procedure"),
    REMINDER: _("Reminder, days before the deadline"),
    OBJECTIONS: _("Objections that make a passage contested"),
    QUORUM: _("Quorum of a vote"),
    MAJORITY: _("Majority of a vote"),
    BACKING: _("Fewest organizations that must expressly back it"),
    DISSENT: _("Days for asking that dissent is recorded"),
}
VALUES = {
    ALL_MEMBERS: _("every member organization"),
    OF_THE_FIELD: _("member organizations that work in one of its fields; all of them where it has none"),
    Majority.SIMPLE: _("more votes for than against"),
    Majority.PRESENT: _("more than half of those who vote"),
    Majority.TWO_THIRDS_CAST: _("two thirds of the votes for and against"),
    Majority.TWO_THIRDS_PRESENT: _("two thirds of those who vote"),
    Majority.MEMBERS: _("more than half of all who may vote"),
    Majority.TWO_THIRDS_MEMBERS: _("two thirds of all who may vote"),
}


@dataclass(frozen=True)
class Told:
    """One rule as a page and a paper tell it."""

    key: str
    label: str
    value: str
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class Rules:
    """The rules of one position, from what it keeps (`Position.rules`)."""

    kept: dict[str, dict[str, Any]]

    def text(self, key: str) -> str:
        """The value as it stands in the rule."""
        return str(self.kept[key]["value"])

    def number(self, key: str) -> int:
        """The value as a whole number."""
        return int(self.text(key))

    @property
    def majority(self) -> Majority:
        """What a vote needs."""
        return Majority(self.text(MAJORITY))

    @property
    def quorum_percent(self) -> int:
        """Share of the organizations entitled that must vote."""
        return self.number(QUORUM)

    def last_day(self, key: str, first: date, off: frozenset[date]) -> date:
        """The last day of a period that begins on `first`, by the rule's way of counting."""
        way = Counting(self.kept[key]["counting"] or Counting.FIRST_DAY_EXCLUDED)
        return days.add_working_days(first, self.number(key), off, way)

    def deadline(self, key: str, since: datetime, off: frozenset[date]) -> datetime:
        """The instant at which a period ends: the usual time of day on its last day."""
        local = timezone.localdate(since)
        return workdays.at_local_time(self.last_day(key, local, off), deadlines.usual_time(local))

    def given(self, key: str, since: datetime, until: datetime, off: frozenset[date]) -> int:
        """How many working days a period has by the rule's way of counting."""
        way = Counting(self.kept[key]["counting"] or Counting.FIRST_DAY_EXCLUDED)
        return days.working_days_between(timezone.localdate(since), timezone.localdate(until), off, way)

    def told(self, language: str) -> list[Told]:
        """All of them in words, in a text language."""
        with translation.override(of_interface(language)):
            return [
                Told(
                    key,
                    str(LABELS[key]),
                    _in_words(self.kept[key]),
                    self.kept[key]["source"].get(language) or self.kept[key]["source"].get("en", ""),
                    self.kept[key]["is_confirmed"],
                )
                for key in KEYS
                if key in self.kept
            ]


def _in_words(rule: dict[str, Any]) -> str:
    from django.utils.translation import gettext, ngettext

    value = str(rule["value"])
    if value in VALUES:
        return str(VALUES[value])
    if rule["unit"] == "working_days":
        return ngettext("%(n)s working day", "%(n)s working days", int(value)) % {"n": value}
    return gettext("%(n)s %%") % {"n": value} if rule["unit"] == "percent" else value


def now_in_force(on: date) -> dict[str, dict[str, Any]]:
    """
    The rules for positions on a day, as a position keeps them. Two queries.

    Raises: NoSuchRule for a profile that lacks one, ValueError for a majority or respondents that are not known.
    """
    found = in_force(list(KEYS), on)
    if missing := [key for key in KEYS if key not in found]:
        raise NoSuchRule(", ".join(missing))
    Majority(found[MAJORITY].value)
    if found[RESPONDENTS].value not in (ALL_MEMBERS, OF_THE_FIELD):
        raise ValueError(f"unknown respondents: {found[RESPONDENTS].value}")
    kept = {}
    for key, row in found.items():
        sources = {}
        for language in ("sq", "sr", "en"):
            with translation.override(of_interface(language)):
                sources[language] = row.source
        kept[key] = {
            "value": row.value,
            "unit": row.unit,
            "counting": row.counting,
            "mark": row.mark,
            "is_confirmed": row.is_confirmed,
            "source": sources,
            "valid_from": row.valid_from.isoformat() if row.valid_from else "",
            "rule": row.pk,
        }
    return kept
