"""Sheets: headings in any language, errors told row by row, nothing lost, everything taken back at once."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from openpyxl import Workbook

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import NotAllowed, WrongStatus
from civikos.programs.standards import actions
from civikos.programs.standards.actions import sheets
from civikos.programs.standards.models import RecordedCase, Sheet, YearlyFigure
from civikos.programs.standards.papers import columns
from civikos.programs.standards.papers.table import NotATable, read_table
from civikos.programs.standards.papers.workbook import empty_sheet
from civikos.programs.standards.queries import sheets as reading
from civikos.programs.standards.queries import yearly
from civikos.programs.standards.states import CaseStatus

FIGURES = Path(settings.BASE_DIR) / "civikos/interfaces/demo/data/government-figures.csv"
# As the samples of real windows are kept: descriptions in brackets, kinds as the portal calls them.
SAMPLES = """source_ref,title,kind,proposer,start,end,final_report
konsultimet 40472,UDHËZIM ADMINISTRATIV (MAPL) NR. 04/2018,administrative_instruction,Ministry of Local Government Administration,2018-09-14,2018-10-04,
konsultimet 40488,Draft Strategjia qeveritare per bashkepunim,strategy,Office of the Prime Minister,2018-10-04,2018-11-09,2019-02-04
aip 2021,(notice of the Information and Privacy Agency),other,Information and Privacy Agency,2021-09-13,2021-09-24,
rahovec 2021,"(municipal act, Municipality of Rahovec)",municipal_act,Municipality of Rahovec,2021-10-15,2021-11-15,
council tor 2014,Terms of reference of the Council,other,Office of Nobody,2014-06-17,2014-07-09,
"""


def keep(data: bytes, by: Actor, at: datetime, kind: str = "cases", name: str = "sheet.csv") -> Sheet:
    return actions.keep_sheet(data, name=name, kind=kind, source="prova", by=by, at=at)


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_the_samples_are_taken_over_and_the_unknown_institution_is_told(
    jurisdiction: None, secretariat: Actor, at: datetime
) -> None:
    sheet = keep(SAMPLES.encode(), secretariat, at)
    understood = reading.understand(sheet, at=at)
    assert (len(understood.ready), [error.line for error in understood.errors]) == (4, [6])
    actions.take_sheet(sheet.pk, by=secretariat, at=at)
    sheet.refresh_from_db()
    assert (sheet.taken, sheet.errors[0]["value"]) == (4, "Office of Nobody")
    windows = RecordedCase.objects.order_by("sheet_line").values_list(
        "opened_on", "closes_on", "report_on", "reference"
    )
    assert list(windows)[1] == (date(2018, 10, 4), date(2018, 11, 9), date(2019, 2, 4), "konsultimet 40488")


@pytest.mark.parametrize(
    "headings",
    [
        ["Institucioni", "Lloji i dokumentit", "Titulli", "Dita e parë", "Dita e fundit", "Urgjent", "Gjuhët"],
        ["Institucija", "Vrsta dokumenta", "Naslov", "Prvi dan", "Poslednji dan", "Hitno", "Jezici"],
        ["INSTITUTION", "kind of  document", "Title:", "first day", "last day", "urgent", "languages"],
    ],
)
def test_headings_and_words_in_any_language(
    jurisdiction: None, secretariat: Actor, at: datetime, headings: list[str]
) -> None:
    rows: list[list[Any]] = [
        ["Eksport nga portali"],
        headings,
        ["Ministria e Drejtësisë", "Projektligj", "Një", datetime(2026, 3, 2), "31.03.2026", "po", "shqip; srpski"],
        ["MINISTARSTVO PRAVDE", "Nacrt zakona", "Dy", "02/03/2026", "2026-03-31", "Ne", "sq"],
    ]
    sheet = keep(workbook(rows), secretariat, at, name="portali.xlsx")
    actions.take_sheet(sheet.pk, by=secretariat, at=at)
    found = RecordedCase.objects.order_by("sheet_line").values_list("title", "opened_on", "is_urgent", "languages")
    assert list(found) == [
        ("Një", date(2026, 3, 2), True, ["sq", "sr"]),
        ("Dy", date(2026, 3, 2), False, ["sq"]),
    ]


def test_every_fault_is_told_with_its_line_and_the_good_rows_are_taken(
    jurisdiction: None, secretariat: Actor, at: datetime
) -> None:
    rows = [
        "institution;kind;title;first day;last day;comments;unanswered;planned;documents",
        "Ministria e Drejtësisë;Projektligj;E mirë;02.03.2026;31.03.2026;1.204;4;po;Memorandum shpjegues",
        "Ministria e Drejtësisë;Projektligj;Pa datë;nesër;31.03.2026;;;;",
        "Ministria e Drejtësisë;Roman;Lloj i panjohur;02.03.2026;31.03.2026;;;;",
        "Ministria e Drejtësisë;Projektligj;Mbrapsht;02.03.2026;01.03.2026;;;;",
        "Ministria e Drejtësisë;Projektligj;Shumë;02.03.2026;31.03.2026;3;4;;",
        "Ministria e Drejtësisë;Projektligj;Ndoshta;02.03.2026;31.03.2026;;;ndoshta;",
        "Ministria e Drejtësisë;Projektligj;Letra;02.03.2026;31.03.2026;;;;letër",
        "Ministria e Drejtësisë;Projektligj;E mirë;02.03.2026;31.03.2026;;;;",
        ";Projektligj;;02.03.2026;;;;;",
    ]
    sheet = keep("\n".join(rows).encode("cp1250"), secretariat, at)
    actions.take_sheet(sheet.pk, by=secretariat, at=at)
    sheet.refresh_from_db()
    assert sorted({error["line"] for error in sheet.errors}) == [3, 4, 5, 6, 7, 8, 9, 10]
    assert all(error["message"] for error in sheet.errors)
    row = RecordedCase.objects.get()
    assert (row.comments, row.planned, row.documents) == (1204, True, ["explanatory_memorandum"])


def test_a_short_period_without_a_reason_is_recorded_as_one(
    jurisdiction: None, secretariat: Actor, at: datetime
) -> None:
    sheet = keep(
        b"institution,kind,title,start,end\nInformation and Privacy Agency,other,x,2021-09-13,2021-09-24\n",
        secretariat,
        at,
    )
    actions.take_sheet(sheet.pk, by=secretariat, at=at)
    assert RecordedCase.objects.get().short_reason == ""


def test_what_came_with_a_sheet_goes_as_a_whole(jurisdiction: None, secretariat: Actor, at: datetime) -> None:
    sheet = keep(SAMPLES.encode(), secretariat, at)
    actions.take_sheet(sheet.pk, by=secretariat, at=at)
    actions.undo_sheet(sheet.pk, by=secretariat, at=at)
    assert set(RecordedCase.objects.values_list("status", flat=True)) == {CaseStatus.DISCARDED}
    with pytest.raises(WrongStatus):
        actions.undo_sheet(sheet.pk, by=secretariat, at=at)
    again = keep(SAMPLES.encode(), secretariat, at)
    assert actions.take_sheet(again.pk, by=secretariat, at=at).taken == 4


def test_the_same_sheet_twice_takes_nothing_the_second_time(
    jurisdiction: None, secretariat: Actor, at: datetime
) -> None:
    actions.take_sheet(keep(SAMPLES.encode(), secretariat, at).pk, by=secretariat, at=at)
    second = keep(SAMPLES.encode(), secretariat, at)
    with pytest.raises(sheets.NothingToTake):
        actions.take_sheet(second.pk, by=secretariat, at=at)
    assert RecordedCase.objects.count() == 4


def test_headings_nobody_knows_are_said_by_hand(jurisdiction: None, secretariat: Actor, at: datetime) -> None:
    sheet = keep(
        b"a,b,c,start,end\nMinistria e Drejt\xc3\xabsis\xc3\xab,law,x,2026-03-02,2026-03-31\n", secretariat, at
    )
    with pytest.raises(sheets.ColumnsMissing, match="Institution"):
        actions.take_sheet(sheet.pk, by=secretariat, at=at)
    chosen = {0: "institution", 1: "kind", 2: "title", 3: "opened_on", 4: "closes_on"}
    actions.change_mapping(sheet.pk, mapping=chosen, by=secretariat, at=at)
    assert actions.take_sheet(sheet.pk, by=secretariat, at=at).taken == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 broken", "unsafe"),
        (b"\x00\x01\x02", "not_a_sheet"),
        (b" \n \n", "empty"),
        (b"\xd0\xcf\x11\xe0xx", "unsafe"),
    ],
)
def test_what_is_no_sheet_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(NotATable) as told:
        read_table(data)
    assert told.value.code in {code, "not_a_sheet"}


def test_members_send_no_sheets(jurisdiction: None, member: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        keep(SAMPLES.encode(), member, at)


def test_an_empty_sheet_of_ours_is_understood_in_each_language() -> None:
    for language in ("sq", "sr", "en"):
        (head,) = read_table(empty_sheet(language))
        assert set(columns.guess(head, columns.CASES).values()) == {each.code for each in columns.CASES}


# --- What the Government reported --------------------------------------------------------------------------------------
def test_reported_totals_that_do_not_add_up_are_shown_not_refused(
    jurisdiction: None, secretariat: Actor, at: datetime
) -> None:
    sheet = keep(FIGURES.read_bytes(), secretariat, at, kind="figures")
    assert actions.take_sheet(sheet.pk, by=secretariat, at=at).errors == []
    assert YearlyFigure.objects.count() == len(list(csv.DictReader(FIGURES.read_text(encoding="utf-8").splitlines())))
    told = {year: yearly.reported_for(year) for year in (2016, 2017, 2019)}
    assert (told[2017].total, told[2017].kinds, told[2017].gap) == (214, 213, -1)
    assert (told[2019].total, told[2019].kinds, told[2019].gap) == (274, 278, 4)
    assert told[2019].standards == told[2019].total == 274
    assert told[2016].gap is None
    of = {row.label: (row.number, row.of) for row in told[2016].rows}
    assert of["draft laws received/total"] == (27, 53)
    actions.undo_sheet(sheet.pk, by=secretariat, at=at)
    assert yearly.reported_for(2019).rows == ()
