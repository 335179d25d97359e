"""
What a consultation is measured by, pure: facts of one consultation in, one finding for each standard out. No database, no clock.

Each test says met, not met, cannot be said yet, or does not apply, with the values behind it in words of the reader's language.
A fact that nobody has recorded is never counted against an institution, nor for it.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_noop, ngettext_lazy

from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.catalog.registry import Missing
from civikos.kernel.workdays.counting import (
    Counting,
    add_calendar_days,
    add_working_days,
    working_days_between,
)

_in_words = translation.gettext

WORKING_DAYS, CALENDAR_DAYS = "working_days", "calendar_days"


class Verdict(StrEnum):
    """What can be said of one standard on one consultation."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    """It cannot be said yet, or nobody has recorded the fact."""
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Words:
    """
    A sentence with its values, said in the language that is active when it is asked for; dates as people write them.

    `text` is marked for translation and translated when it is read: thousands are made for every one that somebody reads.
    """

    text: Any
    values: Mapping[str, object] | None = None

    def __str__(self) -> str:
        text = _in_words(self.text) if isinstance(self.text, str) else self.text
        if not self.values:
            return str(text)
        said = {name: spoken_date(value) if isinstance(value, date) else value for name, value in self.values.items()}
        return str(text % said)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A public meeting or discussion of a draft; `participants` is None where nobody counted."""

    held_on: date
    announced_on: date | None = None
    place: str = ""
    participants: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """
    One consultation, or one document adopted without any, as far as the facts are known; None is "not recorded".

    `name` is the object (`consultation:42`, `recorded_case:7`), `institution` the key of the organization. `known_on` is the
    day on which somebody last looked: what was due by then and is not there is missing. `wanted_documents` are the kinds of
    documents that belong to its kind of act, `wanted_languages` the official languages of its municipality. The numbers
    of comments are those of points or comments that the institution had to answer.
    """

    name: str
    title: str
    institution: int
    level: str
    kind: str
    year: int
    known_on: date
    title_language: str = ""
    note: str = ""
    was_consulted: bool = True
    without_reason: str = ""
    planned: bool | None = None
    early: bool | None = None
    early_on: date | None = None
    notice_on: date | None = None
    channels: tuple[str, ...] | None = None
    opened_on: date | None = None
    closes_on: date | None = None
    extended_to: date | None = None
    is_urgent: bool = False
    short_reason: str = ""
    documents: frozenset[str] | None = None
    wanted_documents: tuple[str, ...] = ()
    languages: frozenset[str] | None = None
    wanted_languages: tuple[str, ...] = ()
    meetings: tuple[Meeting, ...] | None = None
    commenters: int | None = None
    comments: int | None = None
    accepted: int | None = None
    partly: int | None = None
    rejected: int | None = None
    noted: int | None = None
    unanswered: int | None = None
    unreasoned: int | None = None
    report_on: date | None = None
    adopted_on: date | None = None
    final_text_on: date | None = None

    @property
    def closed_on(self) -> date | None:
        """The last day on which people could comment, extension included."""
        return self.extended_to or self.closes_on

    @property
    def begins_on(self) -> date:
        """The day whose rules hold for it."""
        return self.opened_on or date(self.year, 1, 1)

    @property
    def participants(self) -> int | None:
        """People counted at its meetings; None where nobody counted at any."""
        counted = [each.participants for each in self.meetings or () if each.participants is not None]
        return sum(counted) if counted else None


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of a rule in force on the day, with its unit and its way of counting."""

    key: str
    number: int
    unit: str
    counting: Counting = Counting.BOTH_ENDS
    roll_forward: bool = False
    source: str = ""
    is_confirmed: bool = False

    def days_between(self, first: date, last: date, off: Container[date]) -> int:
        """How many days a period has in this rule's unit and way of counting."""
        if self.unit == WORKING_DAYS:
            return working_days_between(first, last, off, self.counting)
        return max(0, (last - first).days + (self.counting is Counting.BOTH_ENDS))

    def last_day(self, first: date, off: Container[date]) -> date:
        """The last day of the period that begins on `first`."""
        if self.unit == WORKING_DAYS:
            return add_working_days(first, self.number, off, self.counting)
        return add_calendar_days(first, self.number, off, roll_forward=self.roll_forward, counting=self.counting)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One standard as it is measured: which test, by which rules, from when to when, for whom; its words and its source."""

    code: str
    level: str
    test: str
    rules: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    position: int = 0
    label: str = ""
    explanation: str = ""
    source: str = ""
    is_confirmed: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What one standard says of one consultation; `detail` is the sentence with the values behind it."""

    yardstick: Yardstick
    verdict: Verdict
    words: Words
    limit: Limit | None = None

    @property
    def code(self) -> str:
        """The standard's code."""
        return self.yardstick.code

    @property
    def label(self) -> str:
        """The standard's name."""
        return self.yardstick.label

    @property
    def detail(self) -> str:
        """The values behind the verdict, in the active language."""
        return str(self.words)

    @property
    def source(self) -> str:
        """The act the standard, and where there is one its number, is taken from."""
        return self.limit.source if self.limit is not None and self.limit.source else self.yardstick.source

    @property
    def is_confirmed(self) -> bool:
        """Whether standard and number were read in a text or confirmed by a person."""
        return self.yardstick.is_confirmed and (self.limit is None or self.limit.is_confirmed)

    @property
    def met(self) -> bool | None:
        """True or False; None where it cannot be said or does not apply."""
        return {Verdict.MET: True, Verdict.NOT_MET: False}.get(self.verdict)


@dataclass(frozen=True, slots=True)
class Card:
    """
    The score card of one consultation: one finding for each standard in force, in their order; how many were kept, were not
    kept, and cannot be said yet.
    """

    facts: CaseFacts
    findings: tuple[Finding, ...]
    kept: int = 0
    broken: int = 0
    open: int = 0

    @property
    def met_all(self) -> bool | None:
        """Whether it met every standard that applies: the figure the Government publishes. None while it cannot be said."""
        return False if self.broken else None if self.open or not self.kept else True

    def of(self, code: str) -> Finding | None:
        """The finding on one standard."""
        return next((each for each in self.findings if each.code == code), None)

    @property
    def missing(self) -> frozenset[Missing]:
        """What the institution owes by now, for what can be done about it."""
        return frozenset(
            OWED[each.yardstick.test]
            for each in self.findings
            if each.verdict is Verdict.NOT_MET and each.yardstick.test in OWED
        )


Result = tuple[Verdict, Words]
Limits = Callable[[CaseFacts, str], Limit | None]
Test = Callable[[CaseFacts, Limit | None, Container[date]], Result]

OWED = {
    "documents": Missing.DOCUMENT,
    "all_answered": Missing.ANSWER,
    "reasons": Missing.REASON,
    "report": Missing.REPORT,
    "final_text": Missing.TEXT,
}

# Sentences with a number that changes their form; the others are plain texts, translated when they are read.
_MISSING_DOCUMENTS = ngettext_lazy("%(n)s document is missing", "%(n)s documents are missing", "n")
_REJECTED = ngettext_lazy("%(n)s rejected, with a reason", "%(n)s rejected, each with a reason", "n")
_MEETINGS = ngettext_lazy("%(n)s meeting, the first on %(day)s", "%(n)s meetings, the first on %(day)s", "n")

NOT_RECORDED = Words(gettext_noop("not recorded"))
NO_CONSULTATION = Words(gettext_noop("there was no consultation"))
NO_RULE = Words(gettext_noop("no rule in force on that day"))


def _open(text: Any, **values: object) -> Result:
    return Verdict.OPEN, Words(text, values)


def _not_applicable(text: Any, **values: object) -> Result:
    return Verdict.NOT_APPLICABLE, Words(text, values)


def _said(is_met: bool, text: Any, **values: object) -> Result:
    return (Verdict.MET if is_met else Verdict.NOT_MET), Words(text, values)


_UNKNOWN: Result = (Verdict.OPEN, NOT_RECORDED)


# --- The tests ------------------------------------------------------------------------------------------------------
def _consulted(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.was_consulted:
        if facts.opened_on and facts.closed_on:
            return _said(True, gettext_noop("from %(first)s to %(last)s"), first=facts.opened_on, last=facts.closed_on)
        return _said(True, gettext_noop("it was put to consultation"))
    if facts.without_reason:
        return _said(False, gettext_noop("without consultation; reason given: %(reason)s"), reason=facts.without_reason)
    return _said(False, gettext_noop("without consultation, and no reason was given"))


def _planned(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.planned is None:
        return _UNKNOWN
    if facts.planned:
        return _said(True, gettext_noop("it stands in the plan of the year"))
    return _said(False, gettext_noop("it does not stand in the plan of the year"))


def _early(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.early_on is not None:
        before = facts.opened_on is None or facts.early_on < facts.opened_on
        if before:
            return _said(True, gettext_noop("held on %(day)s"), day=facts.early_on)
        return _said(
            False,
            gettext_noop("held on %(day)s, after the written consultation had begun"),
            day=facts.early_on,
        )
    if facts.early is None:
        return _UNKNOWN
    return _said(True, gettext_noop("held")) if facts.early else _said(False, gettext_noop("not held"))


def _notice(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.notice_on is None or facts.opened_on is None:
        return _UNKNOWN
    if facts.notice_on <= facts.opened_on:
        return _said(True, gettext_noop("on %(day)s"), day=facts.notice_on)
    return _said(
        False,
        gettext_noop("on %(day)s, after the opening on %(opened)s"),
        day=facts.notice_on,
        opened=facts.opened_on,
    )


_DAYS = {
    WORKING_DAYS: gettext_noop("%(given)s working days given, %(least)s asked for"),
    CALENDAR_DAYS: gettext_noop("%(given)s days given, %(least)s asked for"),
}


def is_shortened(facts: CaseFacts, limit: Limit | None, off: Container[date]) -> bool:
    """Whether the period is shorter than the least that the rule asks for."""
    if limit is None or facts.opened_on is None or facts.closed_on is None:
        return False
    return limit.days_between(facts.opened_on, facts.closed_on, off) < limit.number


def _minimum_days(facts: CaseFacts, limit: Limit | None, off: Container[date]) -> Result:
    if facts.opened_on is None or facts.closed_on is None:
        return _UNKNOWN
    if limit is None:
        return Verdict.NOT_APPLICABLE, NO_RULE
    given = limit.days_between(facts.opened_on, facts.closed_on, off)
    return _said(given >= limit.number, _DAYS[limit.unit], given=given, least=limit.number)


def _short_reason(facts: CaseFacts, limit: Limit | None, off: Container[date]) -> Result:
    if facts.opened_on is None or facts.closed_on is None:
        return _UNKNOWN
    if not facts.is_urgent and not is_shortened(facts, limit, off):
        return _not_applicable(gettext_noop("neither shortened nor urgent"))
    if facts.short_reason:
        return _said(True, gettext_noop("reason given: %(reason)s"), reason=facts.short_reason)
    if facts.is_urgent:
        return _said(False, gettext_noop("declared urgent without a reason"))
    return _said(False, gettext_noop("shortened without a reason"))


def _meeting_notice(facts: CaseFacts, limit: Limit | None, off: Container[date]) -> Result:
    if facts.meetings is None:
        return _UNKNOWN
    if not facts.meetings:
        return _not_applicable(gettext_noop("no meeting was held"))
    if limit is None:
        return Verdict.NOT_APPLICABLE, NO_RULE
    given = [
        limit.days_between(each.announced_on, each.held_on, off)
        for each in facts.meetings
        if each.announced_on is not None
    ]
    short = [days for days in given if days < limit.number]
    if short or len(given) == len(facts.meetings):
        return _said(
            not short,
            gettext_noop("announced %(given)s working days before the meeting, %(least)s asked for")
            if limit.unit == WORKING_DAYS
            else gettext_noop("announced %(given)s days before the meeting, %(least)s asked for"),
            given=min(given),
            least=limit.number,
        )
    return _UNKNOWN


def _documents(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.documents is None:
        return _UNKNOWN
    missing = sum(code not in facts.documents for code in facts.wanted_documents)
    if not missing:
        return _said(True, gettext_noop("complete"))
    return _said(False, _MISSING_DOCUMENTS, n=missing)


def _all_answered(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.comments == 0:
        return _not_applicable(gettext_noop("nobody commented"))
    if facts.comments is None or facts.unanswered is None:
        return _UNKNOWN
    return _said(
        facts.unanswered == 0,
        gettext_noop("%(answered)s of %(all)s comments answered"),
        answered=facts.comments - facts.unanswered,
        all=facts.comments,
    )


def _reasons(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.comments == 0:
        return _not_applicable(gettext_noop("nobody commented"))
    if facts.rejected is None:
        return _UNKNOWN
    if facts.rejected == 0:
        if facts.unanswered:
            return _open(gettext_noop("nothing was rejected so far"))
        return _not_applicable(gettext_noop("nothing was rejected"))
    if facts.unreasoned is None:
        return _UNKNOWN
    if facts.unreasoned == 0:
        return _said(
            True,
            _REJECTED,
            n=facts.rejected,
        )
    return _said(
        False,
        gettext_noop("%(n)s of %(all)s rejected without a reason"),
        n=facts.unreasoned,
        all=facts.rejected,
    )


def report_due_on(facts: CaseFacts, limit: Limit | None, off: Container[date]) -> date | None:
    """The last day for the report; None where the period has no end yet or no rule holds."""
    return limit.last_day(facts.closed_on, off) if limit is not None and facts.closed_on is not None else None


def _report(facts: CaseFacts, limit: Limit | None, off: Container[date]) -> Result:
    if facts.report_on is not None:
        return _said(True, gettext_noop("published on %(day)s"), day=facts.report_on)
    due = report_due_on(facts, limit, off)
    if due is None:
        return _UNKNOWN
    if facts.known_on <= due:
        return _open(gettext_noop("due on %(day)s"), day=due)
    return _said(False, gettext_noop("was due on %(day)s, not published"), day=due)


def _report_in_time(facts: CaseFacts, limit: Limit | None, off: Container[date]) -> Result:
    due = report_due_on(facts, limit, off)
    if due is None:
        return _UNKNOWN
    if facts.report_on is None:
        if facts.known_on <= due:
            return _open(gettext_noop("due on %(day)s"), day=due)
        return _said(False, gettext_noop("was due on %(day)s, not published"), day=due)
    return _said(
        facts.report_on <= due,
        gettext_noop("published on %(day)s, due on %(due)s"),
        day=facts.report_on,
        due=due,
    )


def _final_text(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.final_text_on is not None:
        return _said(True, gettext_noop("published on %(day)s"), day=facts.final_text_on)
    if facts.adopted_on is None:
        return _open(gettext_noop("not adopted yet, or not recorded"))
    if facts.known_on <= facts.adopted_on:
        return _open(gettext_noop("adopted on %(day)s"), day=facts.adopted_on)
    return _said(False, gettext_noop("adopted on %(day)s, the text is not published"), day=facts.adopted_on)


def _channels(facts: CaseFacts, limit: Limit | None, _off: Container[date]) -> Result:
    if facts.channels is None:
        return _UNKNOWN
    if limit is None:
        return Verdict.NOT_APPLICABLE, NO_RULE
    return _said(
        len(facts.channels) >= limit.number,
        gettext_noop("announced in %(given)s ways, %(least)s asked for"),
        given=len(facts.channels),
        least=limit.number,
    )


def _discussion(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.meetings:
        return _said(
            True,
            _MEETINGS,
            n=len(facts.meetings),
            day=min(each.held_on for each in facts.meetings),
        )
    if facts.meetings is None or facts.closed_on is None:
        return _UNKNOWN
    if facts.known_on <= facts.closed_on:
        return _open(gettext_noop("no meeting so far"))
    return _said(False, gettext_noop("no meeting was held"))


def _languages(facts: CaseFacts, _limit: Limit | None, _off: Container[date]) -> Result:
    if facts.languages is None or not facts.wanted_languages:
        return _UNKNOWN
    missing = [code for code in facts.wanted_languages if code not in facts.languages]
    return _said(
        not missing,
        gettext_noop("published in: %(given)s; asked for: %(wanted)s"),
        given=", ".join(sorted(facts.languages)) or "–",
        wanted=", ".join(facts.wanted_languages),
    )


TESTS: dict[str, Test] = {
    "consulted": _consulted,
    "planned": _planned,
    "early": _early,
    "notice": _notice,
    "minimum_days": _minimum_days,
    "short_reason": _short_reason,
    "meeting_notice": _meeting_notice,
    "documents": _documents,
    "all_answered": _all_answered,
    "reasons": _reasons,
    "report": _report,
    "report_in_time": _report_in_time,
    "final_text": _final_text,
    "channels": _channels,
    "discussion": _discussion,
    "languages": _languages,
}
# What is asked also of a document that was never put to consultation.
ALWAYS = frozenset({"consulted", "planned", "final_text"})


def score(facts: CaseFacts, yardsticks: Sequence[Yardstick], limit_for: Limits, off: Container[date]) -> Card:
    """
    The score card of one consultation by the standards of its level that were in force when it began.

    `limit_for` gives the rule in force for these facts by its key. Pure: the same facts and rules give the same card.
    """
    begins = facts.begins_on
    findings = []
    for each in yardsticks:
        if each.level != facts.level or not each.holds_on(begins):
            continue
        if not facts.was_consulted and each.test not in ALWAYS:
            findings.append(Finding(each, Verdict.NOT_APPLICABLE, NO_CONSULTATION))
            continue
        limit = next((found for key in each.rules if (found := limit_for(facts, key)) is not None), None)
        verdict, words = TESTS[each.test](facts, limit, off)
        findings.append(Finding(each, verdict, words, limit))
    verdicts = [each.verdict for each in findings]
    return Card(
        facts,
        tuple(findings),
        verdicts.count(Verdict.MET),
        verdicts.count(Verdict.NOT_MET),
        verdicts.count(Verdict.OPEN),
    )
