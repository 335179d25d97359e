"""
Where a request stands at a moment, until when what is due, what is possible next: pure, from events, rules and days off.

Periods, ways of counting and whether a last day moves are rows of the rulebook, frozen when the request was sent; nothing
of a law is written here. What the texts read so far leave open is decided here in favor of the safe side, the earlier
last day for the requester, and each such choice carries [R]:

- a period of days begins on the day of registration, and where no registration is known on the day of sending [R];
- a period of hours runs on the clock, nights, weekends and changes of the clocks included [R];
- the extension counts from the last day of the first period, and only where its notice came before that day ended [R];
- there is no extension of a period of hours [R];
- a clarification makes the period begin anew where the rule `access.clarification` says so [R];
- forwarding makes it begin anew with the new holder; a registration there moves that beginning;
- silence is complete when the last day has ended; the complaint's days count from that last day;
- a late answer opens its own time for a complaint [R];
- when the Agency's time has ended without a decision, the time for the court runs from its last day [R].

Law 06/L-081; the articles were not readable beyond the first page, so the marks of the rows tell what is confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from civikos.kernel.workdays.counting import (
    ONE_DAY,
    Counting,
    add_calendar_days,
    add_working_days,
)
from civikos.programs.information_requests.states import ANSWERS, COMPLAINABLE, Decision, Happening, Stage

Off = frozenset[date]


class Period(StrEnum):
    """A period of the law, by the key of its rule."""

    DECISION = "access.decision"
    URGENT = "access.urgent"
    EXTENSION = "access.extension"
    FORWARD = "access.forward"
    REFER = "access.refer_to_agency"
    COMPLAINT = "access.complaint"
    REPLY_TO_AGENCY = "access.institution_reply_to_agency"
    AGENCY = "access.agency_decision"
    COMPLIANCE = "access.compliance"
    COURT = "access.court"


@dataclass(frozen=True)
class RuleRow:
    """A row of the rulebook as it was on the day of sending."""

    key: str
    value: str
    unit: str
    counting: str = ""
    roll_forward: bool = False
    mark: str = "R"
    source: str = ""


@dataclass(frozen=True)
class Happened:
    """One event, as far as the clock cares; `decision` is what the Agency or the court said, `holder` whom it went to."""

    kind: str
    at: datetime
    pk: int = 0
    decision: str = ""
    holder: int | None = None


@dataclass(frozen=True)
class Due:
    """
    One period that runs or ran: its rule, the day or moment it began, its last day, and the instant at which it has ended.

    `until` is not in the period any more: midnight after the last day, or for hours the very moment. `met_at` is when what
    was due was done.
    """

    period: Period
    began_at: datetime
    last_day: date
    until: datetime
    rule: RuleRow
    met_at: datetime | None = None

    @property
    def in_hours(self) -> bool:
        """Whether the moment counts, not the day."""
        return self.rule.unit == "hours"

    def has_ended(self, at: datetime) -> bool:
        """Whether the period is over."""
        return at >= self.until

    def is_missed(self, at: datetime) -> bool:
        """Ended without what was due, or it came late."""
        return self.met_at >= self.until if self.met_at is not None else self.has_ended(at)


@dataclass(frozen=True)
class Standing:
    """
    Where a request stands. `due` is what is waited for now (None: nothing with a date), `possible` what the requester or
    the institution can do next with the last instant (None: no date), `dues` every period so far, in order of beginning.
    """

    stage: Stage
    due: Due | None = None
    dues: tuple[Due, ...] = ()
    possible: Mapping[Happening, datetime | None] = field(default_factory=dict)
    decision_due: Due | None = None
    silent_since: datetime | None = None
    complaint_until: datetime | None = None
    answer: Happening | None = None
    answered_at: datetime | None = None
    is_late: bool = False
    is_extended: bool = False
    ignored_extensions: tuple[int, ...] = ()
    days_taken: int | None = None
    complained_at: datetime | None = None
    is_complaint_late: bool = False
    decision: str = ""
    started_at: datetime | None = None


def due_from(
    rules: Mapping[str, RuleRow],
    period: Period,
    began_at: datetime,
    off: Off,
    zone: ZoneInfo,
    met_at: datetime | None = None,
) -> Due | None:
    """A period that begins at a moment; None where the law of the time has no such rule."""
    rule = rules.get(period)
    if rule is None:
        return None
    amount = int(rule.value)
    first = began_at.astimezone(zone).date()
    if rule.unit == "hours":
        # In UTC: on the wall clock an hour would be lost or won when the clocks change.
        until = (began_at.astimezone(UTC) + timedelta(hours=amount)).astimezone(zone)
        return Due(period, began_at, until.date(), until, rule, met_at)
    way = Counting(rule.counting or Counting.FIRST_DAY_EXCLUDED)
    if rule.unit == "working_days":
        last = add_working_days(first, amount, off, way)
    else:
        last = add_calendar_days(first, amount, off, roll_forward=rule.roll_forward, counting=way)
    return Due(period, began_at, last, _midnight_after(last, zone), rule, met_at)


def _midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=zone)


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), tzinfo=zone)


class _Walk:
    """One walk through the events, in order: what runs now, and what has run."""

    def __init__(
        self, rules: Mapping[str, RuleRow], off: Off, zone: ZoneInfo, *, is_urgent: bool, at: datetime
    ) -> None:
        self.rules, self.off, self.zone, self.is_urgent, self.at = rules, off, zone, is_urgent, at
        self.dues: list[Due] = []
        self.decision: Due | None = None
        self.is_extended = False
        self.ignored: list[int] = []
        self.clarifying = False
        self.referred = False
        self.answer: Happened | None = None
        self.first_answer: Happened | None = None
        self.answer_due: Due | None = None
        self.started_at: datetime | None = None
        self.sent_on: datetime | None = None
        self.complaint: Happened | None = None
        self.complaint_window: Due | None = None
        self.agency: Due | None = None
        self.reply: Due | None = None
        self.agency_decision: Happened | None = None
        self.compliance: Due | None = None
        self.complied: Happened | None = None
        self.court: Happened | None = None
        self.court_decision: Happened | None = None
        self.end: Stage | None = None

    def begin(self, at: datetime) -> None:
        self.started_at = at
        self.is_extended = False
        # A request that is urgent by a law without hours has the ordinary period.
        urgent = self.is_urgent and Period.URGENT in self.rules
        self.decision = self._due(Period.URGENT if urgent else Period.DECISION, at)
        if self.sent_on is None:
            self.sent_on = at

    def _due(self, period: Period, at: datetime, met_at: datetime | None = None) -> Due | None:
        return due_from(self.rules, period, at, self.off, self.zone, met_at)

    def take(self, event: Happened) -> None:  # one branch for each kind of event
        kind = event.kind
        if kind == Happening.SENT:
            self.begin(event.at)
        elif kind == Happening.REGISTERED:
            if self.answer is None and self.complaint is None and not self.is_extended:
                self.begin(event.at)
        elif kind == Happening.CLARIFICATION_ASKED:
            self.clarifying = self._clarification_counts and self.answer is None
        elif kind == Happening.CLARIFICATION_GIVEN:
            if self.clarifying:
                self.begin(event.at)
            self.clarifying = False
        elif kind == Happening.EXTENDED:
            self._extend(event)
        elif kind == Happening.FORWARDED and self.answer is None:
            self._keep(self.decision, event.at)
            if (notice := self._due(Period.FORWARD, self.started_at or event.at, event.at)) is not None:
                self.dues.append(notice)
            self.referred = self.clarifying = False
            self.begin(event.at)
        elif kind == Happening.REFERRED and self.answer is None:
            self._keep(self.decision, event.at)
            if (notice := self._due(Period.REFER, self.started_at or event.at, event.at)) is not None:
                self.dues.append(notice)
            self.decision, self.referred = None, True
        elif kind in ANSWERS:
            self._answer(event)
        elif kind == Happening.COMPLAINED:
            self._complain(event)
        elif kind == Happening.AGENCY_ASKED and self.complaint is not None:
            self.reply = self._due(Period.REPLY_TO_AGENCY, event.at)
        elif kind == Happening.INSTITUTION_REPLIED and self.reply is not None:
            self._keep(self.reply, event.at)
            self.reply = None
        elif kind == Happening.AGENCY_DECIDED and self.complaint is not None:
            self._decide(event)
        elif kind == Happening.COMPLIED:
            self._comply(event)
        elif kind == Happening.COURT_FILED:
            self.court = event
        elif kind == Happening.COURT_DECIDED:
            self.court_decision = event
        elif kind == Happening.WITHDRAWN:
            self.end = Stage.WITHDRAWN
        elif kind == Happening.CLOSED:
            self.end = Stage.CLOSED
        elif kind == Happening.REOPENED:
            self.end = None

    @property
    def _clarification_counts(self) -> bool:
        rule = self.rules.get("access.clarification")
        return rule is not None and rule.value == "restart"

    def _keep(self, due: Due | None, met_at: datetime | None = None) -> None:
        if due is not None:
            self.dues.append(Due(due.period, due.began_at, due.last_day, due.until, due.rule, met_at))

    def _extend(self, event: Happened) -> None:
        due = self.decision
        rule = self.rules.get(Period.EXTENSION)
        if due is None or rule is None or self.is_extended or due.in_hours or event.at >= due.until or self.answer:
            self.ignored.append(event.pk)
            return
        self._keep(due, event.at)
        self.is_extended = True
        self.decision = self._due(Period.EXTENSION, _noon(due.last_day, self.zone))

    def _answer(self, event: Happened) -> None:
        if self.agency_decision is not None:
            # After the Agency has decided, an answer with the documents is how the decision is carried out.
            if event.kind in {Happening.FULL, Happening.PARTIAL}:
                self._comply(event)
            return
        if self.answer is None:
            # An answer that is corrected later was given when it was given first.
            self.first_answer, self.answer_due = event, self.decision
            self._keep(self.decision, event.at)
        self.answer, self.clarifying, self.referred = event, False, False

    def _complain(self, event: Happened) -> None:
        if self.complaint is not None and self.agency_decision is None:
            return
        window = self._window(event.at)
        self.complaint, self.complaint_window = event, window
        self._keep(window, event.at)
        self.agency = self._due(Period.AGENCY, event.at)
        self.agency_decision = self.compliance = self.complied = None

    def _decide(self, event: Happened) -> None:
        self._keep(self.agency, event.at)
        self.agency_decision = event
        if event.decision in {Decision.UPHELD, Decision.PARTLY}:
            self.compliance = self._due(Period.COMPLIANCE, event.at)

    def _comply(self, event: Happened) -> None:
        if self.compliance is not None and self.complied is None:
            self._keep(self.compliance, event.at)
            self.complied = event

    def _window(self, moment: datetime) -> Due | None:
        """The time for a complaint that was open, or the last one, at a moment."""
        if self.answer is not None and self.answer.at <= moment:
            if self.answer.kind not in COMPLAINABLE:
                return None
            return self._due(Period.COMPLAINT, self.answer.at)
        if self.decision is not None and self.decision.has_ended(moment):
            began = self.decision.until if self.decision.in_hours else _noon(self.decision.last_day, self.zone)
            return self._due(Period.COMPLAINT, began)
        return None


def stand(
    events: Iterable[Happened],
    rules: Mapping[str, RuleRow],
    off: Off,
    *,
    at: datetime,
    zone: ZoneInfo,
    is_urgent: bool = False,
) -> Standing:
    """
    Where a request stands at `at`. Later events are not looked at; of those at one moment the one entered first comes first.

    `events` are those that stand: what was taken back is left out by whoever asks.
    """
    walk = _Walk(rules, off, zone, is_urgent=is_urgent, at=at)
    for event in sorted((each for each in events if each.at <= at), key=lambda each: (each.at, each.pk)):
        walk.take(event)
    return _told(walk)


def _told(walk: _Walk) -> Standing:
    if walk.started_at is None:
        return Standing(Stage.DRAFT)
    at, answer, decision, answered = walk.at, walk.answer, walk.decision, walk.first_answer
    is_silent = answer is None and not walk.clarifying and decision is not None and decision.has_ended(at)
    stage, due, possible = _stage(walk, is_silent)
    window = walk.complaint_window if walk.complaint is not None else walk._window(at)
    running = [
        each
        for each in (
            decision if answer is None and not walk.clarifying else None,
            walk.agency if walk.agency_decision is None else None,
            walk.reply,
            walk.compliance if walk.complied is None else None,
            window if walk.complaint is None else None,
        )
        if each is not None
    ]
    if due is not None and due not in running and due not in walk.dues:
        running.append(due)
    measured = walk.answer_due if answer is not None else decision
    first = walk.started_at.astimezone(walk.zone).date()
    return Standing(
        stage,
        due,
        tuple(sorted([*walk.dues, *running], key=lambda each: (each.began_at, each.until))),
        possible,
        measured,
        decision.until if is_silent and decision is not None else None,
        window.until if window is not None else None,
        Happening(answer.kind) if answer is not None else None,
        answered.at if answered is not None else None,
        answered is not None and walk.answer_due is not None and walk.answer_due.has_ended(answered.at),
        walk.is_extended,
        tuple(walk.ignored),
        (answered.at.astimezone(walk.zone).date() - first).days if answered is not None else None,
        walk.complaint.at if walk.complaint is not None else None,
        walk.complaint is not None
        and (walk.complaint_window is None or walk.complaint_window.has_ended(walk.complaint.at)),
        walk.agency_decision.decision if walk.agency_decision is not None else "",
        walk.started_at,
    )


_Told = tuple[Stage, Due | None, dict[Happening, datetime | None]]


def _stage(walk: _Walk, is_silent: bool) -> _Told:
    if walk.end is not None:
        return walk.end, None, {Happening.REOPENED: None}
    if walk.court_decision is not None:
        return Stage.COURT_DECIDED, None, {Happening.CLOSED: None}
    if walk.court is not None:
        return Stage.IN_COURT, None, {Happening.COURT_DECIDED: None}
    if walk.agency_decision is not None:
        return _after_decision(walk, walk.agency_decision)
    if walk.complaint is not None:
        return _with_agency(walk)
    return _with_institution(walk, is_silent)


def _court(walk: _Walk, began_at: datetime) -> Due | None:
    return walk._due(Period.COURT, began_at)


def _after_decision(walk: _Walk, decided: Happened) -> _Told:
    court = _court(walk, decided.at)
    may_sue: dict[Happening, datetime | None] = (
        {Happening.COURT_FILED: court.until} if court is not None and not court.has_ended(walk.at) else {}
    )
    if decided.decision not in {Decision.UPHELD, Decision.PARTLY}:
        return Stage.AGENCY_REJECTED, court if may_sue else None, {**may_sue, Happening.CLOSED: None}
    if walk.complied is not None:
        return Stage.COMPLIED, None, {Happening.CLOSED: None}
    if walk.compliance is not None and walk.compliance.has_ended(walk.at):
        return Stage.NOT_COMPLIED, court if may_sue else None, {Happening.COMPLIED: None, **may_sue}
    return Stage.COMPLIANCE, walk.compliance, {Happening.COMPLIED: None, **may_sue}


def _with_agency(walk: _Walk) -> _Told:
    possible: dict[Happening, datetime | None] = {
        Happening.AGENCY_ASKED: None,
        Happening.INSTITUTION_REPLIED: walk.reply.until if walk.reply is not None else None,
        Happening.AGENCY_DECIDED: walk.agency.until if walk.agency is not None else None,
    }
    if walk.agency is not None and walk.agency.has_ended(walk.at):
        court = _court(walk, _noon(walk.agency.last_day, walk.zone))
        if court is not None and not court.has_ended(walk.at):
            possible[Happening.COURT_FILED] = court.until
            return Stage.AGENCY_SILENT, court, possible
        return Stage.AGENCY_SILENT, None, possible
    return Stage.WITH_AGENCY, walk.agency, possible


def _with_institution(walk: _Walk, is_silent: bool) -> _Told:
    window = walk._window(walk.at)
    complain: dict[Happening, datetime | None] = (
        {Happening.COMPLAINED: window.until} if window is not None and not window.has_ended(walk.at) else {}
    )
    if walk.answer is not None:
        if walk.answer.kind not in COMPLAINABLE:
            return Stage.ANSWERED, None, {Happening.CLOSED: None}
        if complain:
            return Stage.CONTESTABLE, window, {**complain, Happening.CLOSED: None}
        return Stage.LAPSED, None, {Happening.CLOSED: None}
    if walk.clarifying:
        return Stage.CLARIFICATION, None, {Happening.CLARIFICATION_GIVEN: None}
    if walk.referred:
        return Stage.HOLDER_UNKNOWN, None, {Happening.FORWARDED: None}
    answers: dict[Happening, datetime | None] = dict.fromkeys(sorted(ANSWERS))
    if is_silent:
        return Stage.SILENT if complain else Stage.LAPSED, window if complain else None, {**answers, **complain}
    until = walk.decision.until if walk.decision is not None else None
    possible: dict[Happening, datetime | None] = dict.fromkeys(sorted(ANSWERS), until)
    if not walk.is_extended and walk.decision is not None and not walk.decision.in_hours:
        possible[Happening.EXTENDED] = until
    forward = walk._due(Period.FORWARD, walk.started_at) if walk.started_at is not None else None
    possible[Happening.FORWARDED] = forward.until if forward is not None else None
    return Stage.EXTENDED if walk.is_extended else Stage.WAITING, walk.decision, possible
