"""
What is measured, by hand: periods with holidays, extensions, shortenings, ends on a holiday, the change of the clocks; and
every test of a standard. Days off are those of the profile; nothing here asks a database.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from civikos.kernel.workdays.counting import Counting
from civikos.programs.standards.measures import (
    CALENDAR_DAYS,
    OWED,
    TESTS,
    WORKING_DAYS,
    CaseFacts,
    Limit,
    Meeting,
    Verdict,
    Yardstick,
    score,
)

# Law 03/L-064 Art. 2 and 4: the days that matter below, written down by hand.
OFF = frozenset(
    date.fromisoformat(day)
    for day in (
        "2018-12-25 2019-01-01 2019-01-02 2019-01-07 2019-02-18 2019-04-09 2019-04-22 2019-04-29 2019-05-01 2019-05-09 "
        "2020-01-01 2020-01-02 2020-01-07 2020-12-25 2021-01-01 2021-01-04 2021-01-07 2021-04-09 2021-05-10 2022-04-11 "
        "2022-12-26 2023-01-02 2023-01-03 2025-12-25 2026-01-01 2026-01-02 2026-01-07 2026-02-17 2026-03-20 2026-04-06 "
        "2026-04-09 2026-04-13 2026-05-01 2026-05-27 2026-12-25"
    ).split()
)
WRITTEN = Limit("consultation.written.min", 15, WORKING_DAYS, Counting.BOTH_ENDS)
MUNICIPAL = Limit("consultation.municipal.min", 30, CALENDAR_DAYS, Counting.BOTH_ENDS)
REPORT = Limit("consultation.report.due", 30, CALENDAR_DAYS, Counting.FIRST_DAY_EXCLUDED, roll_forward=True)
MEETING = Limit("consultation.meeting_notice", 5, WORKING_DAYS, Counting.DEADLINE_DAY_ZERO)
CHANNELS = Limit("consultation.municipal.channels.min", 2, "count")


def facts(**said: Any) -> CaseFacts:
    """A central consultation of which nothing is known but what is said."""
    base: dict[str, Any] = {
        "name": "recorded_case:1",
        "title": "Prova",
        "institution": 1,
        "level": "central",
        "kind": "draft_law",
        "year": 2026,
        "known_on": date(2026, 11, 20),
    }
    return CaseFacts(**(base | said))


# --- Thirty periods by hand -----------------------------------------------------------------------------------------
# first day, last day, extended to, limit, days given, long enough, why
PERIODS = [
    # The real windows of the samples.
    ("2018-09-14", "2018-10-04", None, WRITTEN, 15, True, "KONS-40472: exactly fifteen"),
    ("2018-10-04", "2018-11-09", None, WRITTEN, 27, True, "KONS-40488"),
    ("2021-09-13", "2021-09-24", None, WRITTEN, 10, False, "the Agency's notice of 2021"),
    ("2014-06-17", "2014-07-09", None, WRITTEN, 17, True, "terms of reference of the Council"),
    ("2021-10-15", "2021-11-15", None, MUNICIPAL, 32, True, "Rahovec, both end days counted"),
    # Ends and beginnings.
    ("2026-03-02", "2026-03-02", None, WRITTEN, 1, False, "one day is one day"),
    ("2026-03-07", "2026-03-08", None, WRITTEN, 0, False, "a weekend has no working day"),
    ("2026-02-02", "2026-02-20", None, WRITTEN, 14, False, "17 February is a holiday: one short"),
    ("2026-02-02", "2026-02-23", None, WRITTEN, 15, True, "the day after makes up for it"),
    ("2026-02-16", "2026-03-06", None, WRITTEN, 14, False, "the holiday lies inside"),
    ("2026-02-17", "2026-03-09", None, WRITTEN, 14, False, "it begins on a holiday, which does not count"),
    ("2026-01-19", "2026-02-17", None, WRITTEN, 21, True, "it ends on a holiday, which does not count"),
    ("2026-01-26", "2026-02-17", None, WRITTEN, 16, True, "ends on the holiday with one to spare"),
    ("2026-01-28", "2026-02-17", None, WRITTEN, 14, False, "ends on the holiday, and that day was needed"),
    # The turn of the year, where holidays crowd.
    ("2025-12-18", "2026-01-14", None, WRITTEN, 16, True, "Christmas, New Year, Orthodox Christmas"),
    ("2025-12-22", "2026-01-13", None, WRITTEN, 13, False, "the same three weeks elsewhere would be enough"),
    ("2018-12-20", "2019-01-14", None, WRITTEN, 14, False, "2018 into 2019"),
    # A holiday on a weekend is carried over to the working day after.
    ("2019-02-01", "2019-02-21", None, WRITTEN, 14, False, "Sunday 17 February 2019: Monday was off"),
    ("2020-12-21", "2021-01-11", None, WRITTEN, 12, False, "Saturday 2 January 2021: Monday was off"),
    ("2021-05-03", "2021-05-21", None, WRITTEN, 14, False, "Sunday 9 May 2021: Monday was off"),
    ("2022-12-19", "2023-01-10", None, WRITTEN, 14, False, "Sunday 25 December 2022, Sunday 1 January 2023"),
    # Spring, with both Easter Mondays.
    ("2026-03-30", "2026-04-17", None, WRITTEN, 12, False, "6, 9 and 13 April 2026"),
    ("2019-04-15", "2019-05-07", None, WRITTEN, 14, False, "22 and 29 April, 1 May 2019"),
    # Extensions count from the first day to the new last one.
    ("2026-03-02", "2026-03-13", "2026-03-23", WRITTEN, 15, True, "extended to what was asked for, over a holiday"),
    ("2026-03-02", "2026-03-13", "2026-03-19", WRITTEN, 14, False, "extended, and still one short"),
    ("2026-06-01", "2026-06-19", "2026-07-03", WRITTEN, 25, True, "long enough before, longer after"),
    # The change of the clocks: the night of 29 March 2026 and of 25 October 2026 have no or two 02:30; dates do not care.
    ("2026-03-09", "2026-03-30", None, WRITTEN, 15, True, "over the start of summer time"),
    ("2026-10-12", "2026-10-30", None, WRITTEN, 15, True, "over its end"),
    # Calendar days of municipalities.
    ("2026-03-01", "2026-03-30", None, MUNICIPAL, 30, True, "exactly thirty, holidays and weekends counted"),
    ("2026-03-01", "2026-03-29", None, MUNICIPAL, 29, False, "over the change of the clocks, one short"),
    ("2026-02-01", "2026-02-28", "2026-03-02", MUNICIPAL, 30, True, "February extended by two days"),
    ("2026-12-01", "2026-12-30", None, MUNICIPAL, 30, True, "holidays do not matter to calendar days"),
]


@pytest.mark.parametrize(
    ("first", "last", "extended", "limit", "given", "long_enough"),
    [row[:6] for row in PERIODS],
    ids=[f"{row[0]}: {row[6]}" for row in PERIODS],
)
def test_thirty_periods_counted_by_hand(
    first: str, last: str, extended: str | None, limit: Limit, given: int, long_enough: bool
) -> None:
    case = facts(
        opened_on=date.fromisoformat(first),
        closes_on=date.fromisoformat(last),
        extended_to=date.fromisoformat(extended) if extended else None,
    )
    assert case.closed_on is not None and case.opened_on is not None
    assert limit.days_between(case.opened_on, case.closed_on, OFF) == given
    verdict, words = TESTS["minimum_days"](case, limit, OFF)
    assert verdict is (Verdict.MET if long_enough else Verdict.NOT_MET)
    with translation.override("en"):
        assert str(words).startswith(f"{given} ")


# closed on → last day for the report: thirty calendar days after, moved to a working day
REPORTS = [
    ("2026-03-31", "2026-04-30"),
    ("2026-04-01", "2026-05-04"),  # 1 May is a holiday, then a weekend
    ("2026-01-18", "2026-02-18"),  # 17 February is a holiday
    ("2026-11-25", "2026-12-28"),  # 25 December is a holiday, then a weekend
    ("2025-12-03", "2026-01-05"),  # 2 January is a holiday, then a weekend
    ("2018-11-09", "2018-12-10"),  # a Sunday
]


@pytest.mark.parametrize(("closed", "due"), REPORTS)
def test_the_last_day_for_the_report_moves_to_a_working_day(closed: str, due: str) -> None:
    last = date.fromisoformat(due)
    base = {"opened_on": date(2018, 1, 1), "closes_on": date.fromisoformat(closed)}
    in_time = TESTS["report_in_time"](facts(**base, report_on=last), REPORT, OFF)
    late = TESTS["report_in_time"](facts(**base, report_on=last + timedelta(days=1)), REPORT, OFF)
    waiting = TESTS["report"](facts(**base, known_on=last), REPORT, OFF)
    missing = TESTS["report"](facts(**base, known_on=last + timedelta(days=1)), REPORT, OFF)
    assert [each[0] for each in (in_time, late, waiting, missing)] == [
        Verdict.MET,
        Verdict.NOT_MET,
        Verdict.OPEN,
        Verdict.NOT_MET,
    ]


# --- Each standard --------------------------------------------------------------------------------------------------
WINDOW = {"opened_on": date(2026, 3, 2), "closes_on": date(2026, 3, 31)}
SHORT = {"opened_on": date(2026, 3, 2), "closes_on": date(2026, 3, 6)}
DAY = date(2026, 3, 12)
MET, NOT_MET, OPEN, NA = Verdict.MET, Verdict.NOT_MET, Verdict.OPEN, Verdict.NOT_APPLICABLE
SAID: list[tuple[str, Limit | None, dict[str, Any], Verdict]] = [
    ("consulted", None, WINDOW, MET),
    ("consulted", None, {"was_consulted": False, "without_reason": "Urgjencë"}, NOT_MET),
    ("consulted", None, {"was_consulted": False}, NOT_MET),
    ("planned", None, {"planned": True}, MET),
    ("planned", None, {"planned": False}, NOT_MET),
    ("planned", None, {}, OPEN),
    ("early", None, WINDOW | {"early_on": date(2026, 1, 5)}, MET),
    ("early", None, WINDOW | {"early_on": date(2026, 3, 3)}, NOT_MET),
    ("early", None, {"early": False}, NOT_MET),
    ("early", None, {"early": True}, MET),
    ("early", None, {}, OPEN),
    ("notice", None, WINDOW | {"notice_on": date(2026, 3, 2)}, MET),
    ("notice", None, WINDOW | {"notice_on": date(2026, 3, 3)}, NOT_MET),
    ("notice", None, WINDOW, OPEN),
    ("minimum_days", None, WINDOW, NA),
    ("minimum_days", WRITTEN, {}, OPEN),
    ("short_reason", WRITTEN, WINDOW, NA),
    ("short_reason", WRITTEN, SHORT, NOT_MET),
    ("short_reason", WRITTEN, SHORT | {"short_reason": "Buxheti"}, MET),
    ("short_reason", WRITTEN, WINDOW | {"is_urgent": True}, NOT_MET),
    ("short_reason", WRITTEN, WINDOW | {"is_urgent": True, "short_reason": "Tërmeti"}, MET),
    ("short_reason", WRITTEN, {}, OPEN),
    ("meeting_notice", MEETING, {"meetings": ()}, NA),
    ("meeting_notice", MEETING, {}, OPEN),
    ("meeting_notice", MEETING, {"meetings": (Meeting(DAY, date(2026, 3, 5)),)}, MET),
    ("meeting_notice", MEETING, {"meetings": (Meeting(DAY, date(2026, 3, 6)),)}, NOT_MET),
    ("meeting_notice", MEETING, {"meetings": (Meeting(DAY),)}, OPEN),
    ("meeting_notice", MEETING, {"meetings": (Meeting(DAY), Meeting(DAY, date(2026, 3, 11)))}, NOT_MET),
    ("documents", None, {"documents": frozenset({"a", "b"}), "wanted_documents": ("a", "b")}, MET),
    ("documents", None, {"documents": frozenset({"a"}), "wanted_documents": ("a", "b")}, NOT_MET),
    ("documents", None, {"wanted_documents": ("a",)}, OPEN),
    ("all_answered", None, {"comments": 4, "unanswered": 0}, MET),
    ("all_answered", None, {"comments": 4, "unanswered": 1}, NOT_MET),
    ("all_answered", None, {"comments": 0}, NA),
    ("all_answered", None, {}, OPEN),
    ("reasons", None, {"comments": 4, "rejected": 2, "unreasoned": 0}, MET),
    ("reasons", None, {"comments": 4, "rejected": 2, "unreasoned": 1}, NOT_MET),
    ("reasons", None, {"comments": 4, "rejected": 0, "unanswered": 0}, NA),
    ("reasons", None, {"comments": 4, "rejected": 0, "unanswered": 2}, OPEN),
    ("reasons", None, {"comments": 4, "rejected": 2}, OPEN),
    ("final_text", None, {"adopted_on": date(2026, 5, 1), "final_text_on": date(2026, 5, 2)}, MET),
    ("final_text", None, {"adopted_on": date(2026, 5, 1)}, NOT_MET),
    ("final_text", None, {}, OPEN),
    ("channels", CHANNELS, {"channels": ("platform", "website")}, MET),
    ("channels", CHANNELS, {"channels": ("platform",)}, NOT_MET),
    ("channels", CHANNELS, {}, OPEN),
    ("discussion", None, WINDOW | {"meetings": (Meeting(DAY),)}, MET),
    ("discussion", None, WINDOW | {"meetings": ()}, NOT_MET),
    ("discussion", None, WINDOW | {"meetings": (), "known_on": date(2026, 3, 20)}, OPEN),
    ("discussion", None, WINDOW, OPEN),
    ("languages", None, {"languages": frozenset({"sq", "sr"}), "wanted_languages": ("sq", "sr")}, MET),
    ("languages", None, {"languages": frozenset({"sq"}), "wanted_languages": ("sq", "sr")}, NOT_MET),
    ("languages", None, {"wanted_languages": ("sq", "sr")}, OPEN),
]


@pytest.mark.parametrize(("test", "limit", "said", "verdict"), SAID)
def test_each_standard_says_what_can_be_said(
    test: str, limit: Limit | None, said: dict[str, Any], verdict: Verdict
) -> None:
    found, words = TESTS[test](facts(**said), limit, OFF)
    assert found is verdict
    for language in ("sq", "sr-latn", "en"):
        with translation.override(language):
            assert str(words) and "%(" not in str(words)


def test_every_test_has_an_example_of_each_verdict_it_can_give() -> None:
    shown = {(test, verdict) for test, _limit, _said, verdict in SAID}
    for test in set(TESTS) - {"minimum_days", "report", "report_in_time"}:
        assert {(test, Verdict.MET), (test, Verdict.NOT_MET)} <= shown, test


YARDSTICKS = [
    Yardstick("planned", "central", "planned", valid_from=date(2017, 1, 1), position=1),
    Yardstick("days", "central", "minimum_days", ("old", "new"), valid_from=date(2017, 1, 1), position=2),
    Yardstick("gone", "central", "early", valid_from=date(2017, 1, 1), valid_until=date(2026, 3, 2), position=3),
    Yardstick("talk", "municipal", "discussion", valid_from=date(2019, 1, 1), position=1),
]


def test_only_standards_of_the_level_in_force_when_it_began_are_asked() -> None:
    card = score(facts(**WINDOW, planned=True), YARDSTICKS, lambda _facts, key: {"new": WRITTEN}.get(key), OFF)
    assert [(each.code, each.verdict) for each in card.findings] == [("planned", MET), ("days", MET)]
    assert (card.kept, card.broken, card.open, card.met_all) == (2, 0, 0, True)
    before = score(facts(opened_on=date(2014, 6, 17), year=2014), YARDSTICKS, lambda _facts, _key: None, OFF)
    assert before.findings == () and before.met_all is None


def test_what_was_never_consulted_is_asked_only_what_can_be_asked() -> None:
    card = score(facts(was_consulted=False, planned=False), YARDSTICKS, lambda _facts, _key: WRITTEN, OFF)
    assert [(each.code, each.verdict) for each in card.findings] == [("planned", NOT_MET), ("days", NA), ("gone", NA)]


def test_what_is_owed_is_what_can_be_asked_for() -> None:
    yardsticks = [Yardstick(test, "central", test, ("due",), position=place) for place, test in enumerate(OWED)]
    owing = facts(
        **WINDOW,
        documents=frozenset(),
        wanted_documents=("explanatory_memorandum",),
        comments=3,
        unanswered=1,
        rejected=1,
        unreasoned=1,
        adopted_on=date(2026, 6, 1),
    )
    card = score(owing, yardsticks, lambda _facts, _key: REPORT, OFF)
    assert card.missing == frozenset(OWED.values())
    kept = score(facts(**WINDOW), yardsticks, lambda _facts, _key: REPORT, OFF)
    assert {each.value for each in kept.missing} == {"report"}
