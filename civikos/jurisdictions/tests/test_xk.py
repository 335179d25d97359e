"""The data of the Kosovo profile are complete, refer to one another, and follow the law's text."""

import csv
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

XK = Path(__file__).parents[1] / "xk"
MARKS = {"C", "C-", "S", "D", "R"}
LANGUAGES = ("sq", "sr", "en")
MESSAGES = sorted((XK / "messages").glob("*.txt"))
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def rows(name: str) -> list[dict[str, str]]:
    with (XK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(name: str) -> set[str]:
    return {row["code"] for row in rows(name)}


@pytest.mark.parametrize("path", sorted(XK.glob("**/*.csv")), ids=lambda path: path.name)
def test_every_row_has_a_cell_for_every_column(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *body = list(csv.reader(file))
    assert body
    assert [row for row in body if len(row) != len(header) or any(cell != cell.strip() for cell in row)] == []
    for column in ("mark", "counting_mark", "documents_mark"):
        if column in header:
            values = {row[header.index(column)] for row in body}
            assert values <= (MARKS | ({""} if column == "counting_mark" else set()))


@pytest.mark.parametrize(
    "name",
    ["places.csv", "topics.csv", "act_kinds.csv", "document_kinds.csv", "institutions.csv", "reasons.csv"],
)
def test_codes_are_distinct_and_every_name_is_given_in_three_languages(name: str) -> None:
    table = rows(name)
    assert len(codes(name)) == len(table)
    for language in LANGUAGES:
        column = f"label_{language}" if name == "reasons.csv" else f"name_{language}"
        assert all(row[column] for row in table)


def test_the_profile_has_the_places_and_fields_of_the_country() -> None:
    kinds = [row["kind"] for row in rows("places.csv")]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "country": 1,
        "district": 7,
        "municipality": 38,
        "hub": 6,
    }
    assert len(rows("topics.csv")) == 41


def test_references_between_the_files_lead_somewhere() -> None:
    places = codes("places.csv")
    municipalities = {row["code"] for row in rows("places.csv") if row["kind"] == "municipality"}
    assert {row["parent"] for row in rows("places.csv")} - {""} <= places
    assert {row["municipality_code"] for row in rows("municipality_hub.csv")} == municipalities
    assert {row["hub_code"] for row in rows("municipality_hub.csv")} <= places
    official = {(row["municipality_code"], row["language"]) for row in rows("municipality_languages.csv")}
    assert {(code, language) for code in municipalities for language in ("sq", "sr")} <= official
    institutions = rows("institutions.csv")
    assert {row["municipality_code"] for row in institutions} - {""} == municipalities
    assert {code for row in institutions for code in row["topic_codes"].split("|")} - {""} <= codes("topics.csv")
    assert all(row["email"].endswith("@example.org") for row in institutions)
    required = {code for row in rows("act_kinds.csv") for code in row["documents_required"].split("|")} - {""}
    assert required <= codes("document_kinds.csv")


def test_rules_have_values_of_their_unit() -> None:
    form = {
        "working_days": r"\d+",
        "calendar_days": r"\d+",
        "hours": r"\d+",
        "count": r"\d+",
        "percent": r"\d+",
        "day_month": r"(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])",
        "time_of_day": r"([01]\d|2[0-3]):[0-5]\d",
        "time_zone": r"[A-Z]\w+/[A-Z]\w+",
        "text": r"\S.*",
        "word": r"[a-z][a-z_]*",
    }
    table = rows("rules.csv")
    assert len({(row["key"], row["valid_from"]) for row in table}) == len(table)
    for row in table:
        assert re.fullmatch(form[row["unit"]], row["value"]), row
        assert row["counting"] in {"", "both_ends", "first_day_excluded", "deadline_day_zero"}
        assert row["roll_forward"] in {"0", "1"}
        if row["unit"] in {"working_days", "calendar_days"}:
            assert row["counting"] and row["counting_mark"], row
        assert all(row[f"{column}_{language}"] for column in ("source", "note") for language in LANGUAGES)
        if row["valid_from"]:
            date.fromisoformat(row["valid_from"])


def easter(year: int, *, orthodox: bool) -> date:
    """Meeus' algorithms, in the Gregorian calendar (the Julian one is 13 days behind until 2099)."""
    if orthodox:
        d = (19 * (year % 19) + 15) % 30
        e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
        month, day = divmod(d + e + 114, 31)
        return date(year, month, day + 1) + timedelta(days=13)
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    m = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114, 31)
    return date(year, month, day + 1)


def test_holidays_follow_the_rule_of_the_law() -> None:
    """Computed anew from `holiday_rules.toml`; only the estimated Islamic days are taken from the table."""
    law = tomllib.loads((XK / "holiday_rules.toml").read_text(encoding="utf-8"))
    table = {date.fromisoformat(row["date"]): row for row in rows("holidays.csv")}
    assert len(table) == len(rows("holidays.csv"))
    names: dict[date, set[str]] = {}
    for year in range(2013, 2036):
        for holiday in law["holiday"]:
            code = holiday["code"]
            if holiday["rule"] == "fixed":
                days = [date(year, int(d[3:]), int(d[:2])) for d in holiday["days"]]
            elif holiday["rule"] == "easter":
                sunday = easter(year, orthodox=holiday["computus"] == "orthodox")
                days = [sunday + timedelta(days=holiday["offset_days"])]
            else:
                days = [
                    day
                    for day, row in table.items()
                    if day.year == year and code in row["codes"].split("|") and row["observed"] == "0"
                ]
                assert len(days) >= 1
            for day in days:
                names.setdefault(day, set()).add(code)
    own = {day: set(row["codes"].split("|")) for day, row in table.items() if row["observed"] == "0"}
    assert own == names

    closed = set(names)
    carried: dict[date, date] = {}
    for day in sorted(names):
        for _code in sorted(names[day]) if day.isoweekday() in law["carry_over"]["from_weekdays"] else ():
            target = day
            while target.isoweekday() not in law["working_week"]["days"] or target in closed:
                target += timedelta(days=1)
            closed.add(target)
            carried[target] = day
    assert carried == {
        day: date.fromisoformat(row["carried_from"]) for day, row in table.items() if row["observed"] == "1"
    }


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        ("2018-04-10", False),  # Easter Monday on Constitution Day is one day off, not two.
        ("2029-04-10", False),
        ("2016-05-03", True),
        ("2023-04-11", True),
        ("2033-01-05", True),
        ("2034-04-11", True),
        ("2019-02-18", True),
        ("2021-01-04", True),
        ("2021-05-10", True),
        ("2022-05-03", True),
    ],
)
def test_days_known_from_the_law_or_the_press(day: str, is_off: bool) -> None:
    assert (day in {row["date"] for row in rows("holidays.csv")}) is is_off


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.name)
def test_messages_have_a_subject_short_lines_and_known_variables(path: Path) -> None:
    kind, language, _suffix = path.name.split(".")
    declared = {row["kind"]: row for row in rows("messages/kinds.csv")}[kind]
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert language in LANGUAGES
    assert lines[0].startswith("Subject: ") and lines[1] == "" and lines[2]
    assert max(map(len, lines)) <= 76
    found = set(PLACEHOLDER.findall(text))
    assert sorted(found) == declared["variables"].split("|")
    assert "{" not in PLACEHOLDER.sub("", text) and "}" not in PLACEHOLDER.sub("", text)
    assert ("unsubscribe" in found) == (declared["may_unsubscribe"] == "1") == (declared["class"] == "distribution")
    assert ("checkpoint" in found) == (declared["carries_checkpoint"] == "1")


def test_every_kind_of_message_is_written_in_every_language() -> None:
    kinds = {row["kind"] for row in rows("messages/kinds.csv")}
    assert len(kinds) >= 11
    assert {path.name for path in MESSAGES} == {f"{kind}.{language}.txt" for kind in kinds for language in LANGUAGES}


def test_reasons_and_forms_of_address_use_only_their_own_variable() -> None:
    for row in rows("reasons.csv"):
        for language in LANGUAGES:
            expected = [row["variable"]] if row["variable"] else []
            assert PLACEHOLDER.findall(row[f"template_{language}"]) == expected
    forms = rows("forms_of_address.csv")
    assert {(row["code"], row["language"]) for row in forms} == {
        (code, language) for code in {row["code"] for row in forms} for language in LANGUAGES
    }
    assert all(set(PLACEHOLDER.findall(row["opening"])) <= {"name"} for row in forms)
