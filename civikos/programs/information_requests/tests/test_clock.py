"""
The clock of the law by a table of cases made by hand, on the calendar of the profile for 2026 and 2027.

Each line: what happened, when it is asked, and where the request then stands. Days off, besides Saturdays and Sundays:
Friday 25 December 2026, Friday 1 January 2027, Monday 4 January (carried over from the Saturday before), Thursday 7
January, Wednesday 17 February. Summer time began on Sunday 29 March 2026 and ended on Sunday 25 October 2026.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from civikos.programs.information_requests.queries.clock import Happened, Period, RuleRow, Standing, stand
from civikos.programs.information_requests.states import Happening as H
from civikos.programs.information_requests.states import Stage

ZONE = ZoneInfo("Europe/Belgrade")
A_MINUTE = timedelta(minutes=1)
OFF = frozenset(
    {
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 1, 4),
        date(2027, 1, 7),
        date(2027, 2, 17),
    }
)


def _rule(key: str, value: str, unit: str = "calendar_days", *, roll: bool = True) -> RuleRow:
    counting = "" if unit in {"hours", "text"} else "first_day_excluded"
    return RuleRow(key, value, unit, counting, roll and unit != "hours", "C", "Law 06/L-081")


NEW = {
    row.key: row
    for row in (
        _rule(Period.DECISION, "7"),
        _rule(Period.EXTENSION, "15"),
        _rule(Period.URGENT, "48", "hours"),
        _rule(Period.FORWARD, "5", "working_days"),
        _rule(Period.REFER, "7"),
        _rule(Period.COMPLAINT, "15"),
        _rule(Period.REPLY_TO_AGENCY, "7"),
        _rule(Period.AGENCY, "30"),
        _rule(Period.COMPLIANCE, "7"),
        _rule(Period.COURT, "30"),
        _rule("access.clarification", "restart", "text"),
    )
}
OLD = {key: NEW[key] for key in (Period.DECISION, Period.EXTENSION, Period.COMPLAINT)}
NO_RESTART = {**NEW, "access.clarification": _rule("access.clarification", "none", "text")}


def moment(text: str) -> datetime:
    """`11-24 10:00` of 2026, `2027-01-04 08:00`, in Prishtina."""
    text = text if text[4] == "-" else f"2026-{text}"
    return datetime.strptime(text if " " in text else f"{text} 12:00", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def events(text: str) -> list[Happened]:
    """`sent 11-16 10:00 | refused 11-20`, `decided:upheld`, `forwarded@7`."""
    found = []
    for number, part in enumerate(text.split(" | "), 1):
        kind, _space, when = part.partition(" ")
        kind, _colon, decision = kind.partition(":")
        kind, _at, holder = kind.partition("@")
        name = {"decided": "agency_decided", "asked": "clarification_asked", "given": "clarification_given"}.get(
            kind, kind
        )
        found.append(Happened(H(name), moment(when), number, decision, int(holder) if holder else None))
    return found


def ask(text: str, at: str, rules: dict[str, RuleRow] = NEW, *, urgent: bool = False) -> Standing:
    return stand(events(text), rules, OFF, at=moment(at), zone=ZONE, is_urgent=urgent)


# what happened, asked at, stage, last day of what is waited for
CASES = [
    # --- The seven days. Monday 16 November: the 17th is day one, Monday the 23rd day seven.
    ("sent 11-16 10:00", "11-16 10:00", Stage.WAITING, "2026-11-23"),
    ("sent 11-16 23:59", "11-17", Stage.WAITING, "2026-11-23"),
    ("sent 11-17 00:01", "11-17", Stage.WAITING, "2026-11-24"),
    ("sent 11-16 10:00", "11-23 23:59", Stage.WAITING, "2026-11-23"),
    ("sent 11-16 10:00", "11-24 00:00", Stage.SILENT, "2026-12-08"),
    # Saturday the 14th plus seven is Saturday the 21st: it rolls to Monday.
    ("sent 11-14 10:00", "11-15", Stage.WAITING, "2026-11-23"),
    ("sent 11-15 10:00", "11-22 10:00", Stage.WAITING, "2026-11-23"),
    # Friday 18 December plus seven is Christmas, then the weekend: Monday the 28th.
    ("sent 12-18 10:00", "12-26", Stage.WAITING, "2026-12-28"),
    # 25 December plus seven is 1 January; 2 and 3 are a weekend, 4 January is carried over: Tuesday the 5th.
    ("sent 12-25 10:00", "2027-01-02", Stage.WAITING, "2027-01-05"),
    # 31 December plus seven is Christmas of the Orthodox, a Thursday: Friday the 8th.
    ("sent 12-31 10:00", "2027-01-01", Stage.WAITING, "2027-01-08"),
    # --- Registration later than sending moves the beginning.
    ("sent 11-16 10:00 | registered 11-18", "11-24", Stage.WAITING, "2026-11-25"),
    ("sent 11-16 10:00 | registered 11-16 15:00", "11-17", Stage.WAITING, "2026-11-23"),
    # --- Answers.
    ("sent 11-16 10:00 | full 11-20", "12-30", Stage.ANSWERED, None),
    ("sent 11-16 10:00 | partial 11-20", "11-21", Stage.CONTESTABLE, "2026-12-07"),
    # 20 November plus fifteen is Saturday 5 December: Monday the 7th.
    ("sent 11-16 10:00 | refused 11-20", "12-07 23:59", Stage.CONTESTABLE, "2026-12-07"),
    ("sent 11-16 10:00 | refused 11-20", "12-08 00:00", Stage.LAPSED, None),
    ("sent 11-16 10:00 | already_public 11-20", "11-21", Stage.CONTESTABLE, "2026-12-07"),
    ("sent 11-16 10:00 | partial 11-20 | full 11-26", "11-27", Stage.ANSWERED, None),
    # --- One extension: fifteen days from the last day of the first period.
    ("sent 11-16 10:00 | extended 11-20", "11-24", Stage.EXTENDED, "2026-12-08"),
    ("sent 11-16 10:00 | extended 11-23 23:59", "11-24", Stage.EXTENDED, "2026-12-08"),
    # A notice after the last day moves nothing.
    ("sent 11-16 10:00 | extended 11-24 00:00", "11-24 08:00", Stage.SILENT, "2026-12-08"),
    # The first period rolled to Monday the 28th; fifteen days from there is Tuesday 12 January.
    ("sent 12-18 10:00 | extended 12-22", "12-29", Stage.EXTENDED, "2027-01-12"),
    ("sent 11-16 10:00 | extended 11-20", "12-09 00:00", Stage.SILENT, "2026-12-23"),
    ("sent 11-16 10:00 | extended 11-20 | refused 12-08", "12-09", Stage.CONTESTABLE, "2026-12-23"),
    # --- Silence, then a late answer: the answer opens its own time.
    ("sent 11-16 10:00 | refused 12-01", "12-10", Stage.CONTESTABLE, "2026-12-16"),
    ("sent 11-16 10:00 | full 12-01", "12-10", Stage.ANSWERED, None),
    ("sent 11-16 10:00", "12-09 00:00", Stage.LAPSED, None),
    ("sent 11-16 10:00 | refused 12-20", "12-21", Stage.CONTESTABLE, "2027-01-05"),
    # --- Clarification.
    ("sent 11-16 10:00 | asked 11-18", "12-30", Stage.CLARIFICATION, None),
    ("sent 11-16 10:00 | asked 11-18 | given 11-24", "11-25", Stage.WAITING, "2026-12-01"),
    ("sent 11-16 10:00 | asked 11-18 | refused 11-20", "11-21", Stage.CONTESTABLE, "2026-12-07"),
    # --- Forwarding: the clock begins anew with the new holder.
    ("sent 11-16 10:00 | forwarded@7 11-20", "11-24", Stage.WAITING, "2026-11-27"),
    ("sent 11-16 10:00 | forwarded@7 11-20 | registered 11-23", "11-28", Stage.WAITING, "2026-11-30"),
    ("sent 11-16 10:00 | extended 11-17 | forwarded@7 11-20 | extended 11-25", "11-28", Stage.EXTENDED, "2026-12-14"),
    ("sent 11-16 10:00 | referred 11-20", "12-30", Stage.HOLDER_UNKNOWN, None),
    ("sent 11-16 10:00 | referred 11-20 | forwarded@7 12-01", "12-02", Stage.WAITING, "2026-12-08"),
    # --- The Agency.
    ("sent 11-16 10:00 | complained 11-26", "11-27", Stage.WITH_AGENCY, "2026-12-28"),
    ("sent 11-16 10:00 | refused 11-20 | complained 12-07 23:59", "12-08", Stage.WITH_AGENCY, "2027-01-06"),
    ("sent 11-16 10:00 | complained 11-26", "12-29 00:00", Stage.AGENCY_SILENT, "2027-01-27"),
    ("sent 11-16 10:00 | complained 11-26", "2027-01-28 00:00", Stage.AGENCY_SILENT, None),
    ("sent 11-16 10:00 | complained 11-26 | full 12-02", "12-03", Stage.WITH_AGENCY, "2026-12-28"),
    ("sent 11-16 10:00 | complained 11-26 | decided:upheld 12-15", "12-16", Stage.COMPLIANCE, "2026-12-22"),
    ("sent 11-16 10:00 | complained 11-26 | decided:upheld 12-18", "12-28 12:00", Stage.COMPLIANCE, "2026-12-28"),
    ("sent 11-16 10:00 | complained 11-26 | decided:upheld 12-15", "12-23 00:00", Stage.NOT_COMPLIED, "2027-01-14"),
    ("sent 11-16 10:00 | complained 11-26 | decided:upheld 12-15 | full 12-20", "12-23", Stage.COMPLIED, None),
    ("sent 11-16 10:00 | complained 11-26 | decided:partly 12-15 | complied 12-20", "12-23", Stage.COMPLIED, None),
    ("sent 11-16 10:00 | complained 11-26 | decided:rejected 12-15", "12-23", Stage.AGENCY_REJECTED, "2027-01-14"),
    ("sent 11-16 10:00 | complained 11-26 | decided:rejected 12-15", "2027-01-15 00:00", Stage.AGENCY_REJECTED, None),
    # --- Court, and the end.
    (
        "sent 11-16 10:00 | complained 11-26 | decided:rejected 12-15 | court_filed 2027-01-10",
        "2027-02-01",
        Stage.IN_COURT,
        None,
    ),
    (
        "sent 11-16 10:00 | complained 11-26 | decided:rejected 12-15 | court_filed 2027-01-10 | court_decided:upheld 2027-03-01",
        "2027-03-02",
        Stage.COURT_DECIDED,
        None,
    ),
    ("sent 11-16 10:00 | withdrawn 11-17", "12-30", Stage.WITHDRAWN, None),
    ("sent 11-16 10:00 | full 11-20 | closed 11-21", "12-30", Stage.CLOSED, None),
    ("sent 11-16 10:00 | closed 11-18 | reopened 11-19", "11-20", Stage.WAITING, "2026-11-23"),
]


@pytest.mark.parametrize(("happened", "at", "stage", "last"), CASES, ids=[f"{case[0]} – {case[1]}" for case in CASES])
def test_where_a_request_stands(happened: str, at: str, stage: Stage, last: str | None) -> None:
    now = ask(happened, at)
    assert now.stage is stage
    assert (now.due.last_day.isoformat() if now.due else None) == last


# sent, until (both on the wall clock)
HOURS = [
    # Over a weekend: hours run through it.
    ("11-20 16:30", "2026-11-22 16:30"),
    # The clocks go forward in the night to Sunday 29 March: forty-eight hours later it is an hour later by the clock.
    ("03-28 10:00", "2026-03-30 11:00"),
    # And back in the night to Sunday 25 October.
    ("10-24 10:00", "2026-10-26 09:00"),
    # Over Christmas and New Year nothing rolls.
    ("12-24 15:00", "2026-12-26 15:00"),
    ("12-31 12:00", "2027-01-02 12:00"),
]


@pytest.mark.parametrize(("sent", "until"), HOURS)
def test_hours_run_on_the_clock(sent: str, until: str) -> None:
    due = ask(f"sent {sent}", sent, urgent=True).due
    assert due is not None and due.in_hours
    assert due.until == moment(until)
    assert not due.has_ended(moment(until) - A_MINUTE)
    assert due.has_ended(moment(until))


def test_silence_of_an_urgent_request_is_complete_with_the_hour() -> None:
    now = ask("sent 11-20 16:30", "11-22 16:30", urgent=True)
    assert (now.stage, now.silent_since) == (Stage.SILENT, moment("11-22 16:30"))
    # Fifteen days from Sunday the 22nd.
    assert now.due is not None and now.due.last_day == date(2026, 12, 7)


def test_hours_are_not_extended() -> None:
    now = ask("sent 11-20 16:30 | extended 11-21 10:00", "11-22 17:00", urgent=True)
    assert now.stage is Stage.SILENT
    assert now.ignored_extensions == (2,)


def test_a_second_extension_moves_nothing() -> None:
    once = ask("sent 11-16 10:00 | extended 11-20", "12-01")
    twice = ask("sent 11-16 10:00 | extended 11-20 | extended 12-01", "12-01 13:00")
    assert twice.due == once.due
    assert (twice.is_extended, twice.ignored_extensions) == (True, (3,))
    assert H.EXTENDED not in once.possible


def test_a_registration_after_the_extension_moves_nothing() -> None:
    now = ask("sent 11-16 10:00 | extended 11-20 | registered 11-23", "11-24")
    assert now.due is not None and now.due.last_day == date(2026, 12, 8)


def test_an_answer_in_time_and_one_a_minute_too_late() -> None:
    kept = ask("sent 11-16 10:00 | refused 11-23 23:59", "11-25")
    late = ask("sent 11-16 10:00 | refused 11-24 00:00", "11-25")
    assert (kept.is_late, kept.days_taken) == (False, 7)
    assert (late.is_late, late.days_taken) == (True, 8)


def test_an_answer_that_is_corrected_later_was_given_when_it_was_given_first() -> None:
    now = ask("sent 11-16 10:00 | partial 11-20 | full 12-20", "12-21")
    assert (now.answer, now.is_late, now.days_taken) == (H.FULL, False, 4)


def test_days_are_counted_from_the_registration() -> None:
    assert ask("sent 11-16 10:00 | registered 11-18 | full 11-20", "11-25").days_taken == 2


def test_a_complaint_before_there_is_a_reason_is_marked() -> None:
    early = ask("sent 11-16 10:00 | complained 11-20", "11-21")
    kept = ask("sent 11-16 10:00 | complained 12-08 23:59", "12-09")
    late = ask("sent 11-16 10:00 | complained 12-09 00:00", "12-10")
    assert (early.is_complaint_late, kept.is_complaint_late, late.is_complaint_late) == (True, False, True)


def test_forwarding_after_five_working_days_is_a_missed_period() -> None:
    def missed(text: str) -> list[str]:
        now = ask(text, "12-15")
        return [due.period.value for due in now.dues if due.is_missed(moment("12-15"))]

    # Five working days from Monday 16 November: Monday the 23rd.
    assert "access.forward" not in missed("sent 11-16 10:00 | forwarded@7 11-23 | full 11-24")
    assert "access.forward" in missed("sent 11-16 10:00 | forwarded@7 11-24 00:00 | full 11-25")


def test_the_institutions_reply_to_the_agency_has_its_own_period() -> None:
    told = "sent 11-16 10:00 | complained 11-26 | agency_asked 11-30"
    running = next(due for due in ask(told, "12-01").dues if due.period is Period.REPLY_TO_AGENCY)
    assert running.last_day == date(2026, 12, 7)
    answered = ask(f"{told} | institution_replied 12-04", "12-20")
    assert [due.met_at for due in answered.dues if due.period is Period.REPLY_TO_AGENCY] == [moment("12-04")]


def test_a_clarification_stops_nothing_where_the_rule_says_so() -> None:
    now = ask("sent 11-16 10:00 | asked 11-18", "11-24", NO_RESTART)
    assert now.stage is Stage.SILENT


def test_a_law_without_hours_gives_an_urgent_request_the_ordinary_period() -> None:
    now = stand(events("sent 2019-03-04 10:00"), OLD, frozenset(), at=moment("2019-03-05"), zone=ZONE, is_urgent=True)
    assert now.due is not None and now.due.last_day == date(2019, 3, 11)


def test_under_the_old_law_there_is_no_date_for_what_it_does_not_say() -> None:
    now = stand(
        events("sent 2019-03-04 10:00 | refused 2019-03-08 | complained 2019-03-12"),
        OLD,
        frozenset(),
        at=moment("2019-05-01"),
        zone=ZONE,
    )
    assert (now.stage, now.due) == (Stage.WITH_AGENCY, None)
    assert not now.is_complaint_late


def test_what_is_possible_and_until_when() -> None:
    waiting = ask("sent 11-16 10:00", "11-17")
    assert waiting.possible[H.EXTENDED] == moment("11-24 00:00")
    assert H.COMPLAINED not in waiting.possible
    silent = ask("sent 11-16 10:00", "11-25")
    assert silent.possible[H.COMPLAINED] == moment("12-09 00:00")
    assert H.FULL in silent.possible, "a late answer is still an answer"


def test_the_order_of_entering_does_not_matter() -> None:
    happened = events("sent 11-16 10:00 | extended 11-20 | refused 12-01")
    asked = [
        stand(each, NEW, OFF, at=moment("12-02"), zone=ZONE)
        for each in (happened, happened[::-1], happened[1:] + happened[:1])
    ]
    assert asked[0] == asked[1] == asked[2]


def test_the_future_is_not_looked_at() -> None:
    assert ask("sent 11-16 10:00 | refused 11-20", "11-19").stage is Stage.WAITING


def test_nothing_sent_is_a_draft() -> None:
    assert stand([], NEW, OFF, at=moment("11-16"), zone=ZONE).stage is Stage.DRAFT
