"""Ranking, the list behind every cell, the five yearly figures, what everybody may know, and how many questions are asked."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.urls import reverse

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.tests.actions import story
from civikos.programs.standards import actions
from civikos.programs.standards.models import RecordedCase, Standard
from civikos.programs.standards.queries import facts_of, watch, yearly
from civikos.programs.standards.queries.watch import Filter

Record = Callable[..., RecordedCase]


@pytest.fixture
def filled(record: Record) -> None:
    """Three institutions: two that kept equally much, one that kept less, and one with too few cases."""
    for place, code in enumerate(("ministry-justice", "ministry-finance", "ministry-health")):
        for number in range(3):
            late = {"report_on": date(2026, 7, 1)} if code == "ministry-health" else {}
            opened = date(2024 + number, 3, 4)
            record(
                institution=code,
                title=f"{code} {number}",
                reference=f"{place}{number}",
                opened_on=opened,
                closes_on=opened + timedelta(days=30),
                notice_on=opened,
                early_on=opened - timedelta(days=30),
                **{
                    "report_on": opened + timedelta(days=45),
                    "adopted_on": None,
                    "final_text_on": opened + timedelta(90),
                }
                | late,
            )
    record(institution="ministry-economy", title="E vetmja", reference="90")


def test_equal_shares_share_a_place_and_few_cases_get_none(filled: None, at: datetime) -> None:
    found = watch.load(at)
    rows = watch.ranking(found, list(found.cards), fewest=3)
    told = [(row.institution.name, row.place, row.is_tied, row.tally.share) for row in rows]
    assert [each[1:3] for each in told] == [(1, True), (1, True), (3, False), (None, False)]
    assert told[0][3] == told[1][3] == 100 > (told[2][3] or 0)
    assert watch.fewest_cases(at) == 3


@pytest.mark.parametrize("sort", ["-share", "name", "-cases", "all", "without", "-place", "nonsense"])
def test_the_ranking_is_sorted_by_any_column(filled: None, at: datetime, sort: str) -> None:
    found = watch.load(at)
    rows = watch.ordered(watch.ranking(found, list(found.cards), fewest=3), sort)
    assert len(rows) == 4


def test_every_cell_opens_the_consultations_it_counts(filled: None, at: datetime) -> None:
    found = watch.load(at)
    for level in ("central", "municipal"):
        for row in watch.by_standard(found, list(found.cards), level):
            for verdict, number in (("met", row.met), ("not_met", row.not_met), ("open", row.open)):
                wanted = Filter(level=level, standard=row.yardstick.code, verdict=verdict)
                assert len(watch.cards(found, wanted)) == number
    for ranked in watch.ranking(found, list(found.cards), fewest=1):
        of = watch.cards(found, Filter(institution=ranked.institution.pk))
        assert len(of) == ranked.tally.cases
        assert (
            len(watch.cards(found, Filter(institution=ranked.institution.pk, show="met_all"))) == ranked.tally.met_all
        )


# --- The five yearly figures -----------------------------------------------------------------------------------------
def test_the_five_figures_are_the_sums_of_their_rows(filled: None, record: Record, at: datetime) -> None:
    record(
        kind="strategy", title="Pa konsultim", was_consulted=False, without_reason="Urgjencë", opened_on=None,
        closes_on=None, year=2026, reference="91", early_on=None, notice_on=None,
    )  # fmt: skip
    record(
        kind="draft_law",
        title="Pa shifra",
        reference="92",
        comments=None,
        accepted=None,
        partly=None,
        rejected=None,
        commenters=None,
    )
    found = watch.load(at)
    table = yearly.yearly(found, 2026)
    rows = yearly.as_rows(found, watch.cards(found, Filter(year=2026)))
    assert table.line("total").number == len(rows) == 6
    assert table.line("consulted").number == sum(row["consulted"] for row in rows) == 5
    assert table.line("without").number == 1 and table.without[0].without_reason == "Urgjencë"
    for code in ("participants", "commenters", "accepted", "partly", "rejected"):
        assert table.line(code).number == sum(row[code] or 0 for row in rows), code
    assert (table.line("accepted").known, table.line("accepted").of) == (5, 6)
    parts = [line for line in table.lines if line.is_part]
    assert sum(line.number for line in parts) == table.line("total").number
    for line in table.lines:
        behind = watch.cards(found, line.show)
        if line.figure < 4:
            assert len(behind) == line.number, line.code


@pytest.mark.parametrize("format_", ["csv", "xlsx", "json"])
def test_the_table_and_its_rows_are_handed_out(
    filled: None, client_as: Any, visitor: Actor, format_: str, clock: Any
) -> None:
    browser = client_as(visitor)
    for query in ("", "?rows=1"):
        response = browser.get(reverse("standards:yearly_file", args=[2026, format_]) + query)
        assert response.status_code == 200
    for name in ("ranking_file", "cases_file"):
        assert browser.get(reverse(f"standards:{name}", args=[format_])).status_code == 200
    assert browser.get(reverse("standards:ranking_file", args=["exe"])).status_code == 404


def test_whoever_adds_up_the_downloaded_rows_gets_the_table(
    filled: None, client_as: Any, visitor: Actor, clock: Any
) -> None:
    browser = client_as(visitor)
    address = reverse("standards:yearly_file", args=[2026, "csv"])
    rows = list(csv.DictReader(io.StringIO(browser.get(address + "?rows=1").content.decode("utf-8-sig"))))
    table = json.loads(browser.get(reverse("standards:yearly_file", args=[2026, "json"])).content)
    told = {line["code"]: line["number"] for line in table}
    assert told["total"] == len(rows)
    assert told["rejected"] == sum(int(row["rejected"]) for row in rows)


def test_a_title_that_looks_like_a_formula_is_harmless(
    record: Record, client_as: Any, visitor: Actor, clock: Any
) -> None:
    record(title="=HYPERLINK(1)")
    text = browser_text(client_as(visitor).get(reverse("standards:cases_file", args=["csv"])))
    assert "'=HYPERLINK(1)" in text


def browser_text(response: Any) -> str:
    return str(response.content.decode("utf-8-sig"))


# --- What everybody may know -------------------------------------------------------------------------------------------
def test_a_draft_that_is_not_for_everybody_does_not_leak(
    jurisdiction: None, clock: Any, client_as: Any, at: datetime
) -> None:
    cast = story.make_cast()
    closed = story.distributed(cast, is_public=False, titles={"sq": "Sekreti i anëtarëve"})
    prepared = story.register(cast, titles={"sq": "Ende në përgatitje"})
    public = story.distributed(cast, titles={"sq": "Për të gjithë"})
    for who in ("visitor", "member", "secretariat"):
        browser = client_as(getattr(cast, who))
        for name in ("home", "cases", "years", "yearly"):
            page = browser.get(reverse(f"standards:{name}")).content.decode()
            assert "Sekreti" not in page and "Ende në" not in page
    assert [card.facts.name for card in watch.load(at).cards] == [public.name]
    assert facts_of(closed.name, cast.visitor, at) is None
    assert facts_of(closed.name, cast.member, at) is not None
    assert facts_of(prepared.name, cast.secretariat, at) is not None
    assert facts_of("nothing:1", cast.secretariat, at) is None


def test_drafts_and_those_taken_out_are_the_secretariats(
    record: Record, secretariat: Actor, client_as: Any, visitor: Actor, at: datetime, clock: Any
) -> None:
    row = record(title="E nxjerrë")
    actions.discard_case(row.pk, by=secretariat, at=at)
    assert client_as(visitor).get(row.get_absolute_url()).status_code == 404
    assert client_as(secretariat).get(row.get_absolute_url()).status_code == 200
    assert watch.load(at).cards == ()


def test_what_changes_is_measured_anew(record: Record, secretariat: Actor, at: datetime) -> None:
    record()
    assert len(watch.load(at).cards) == 1
    Standard.objects.filter(code="planned", level="central").delete()
    assert watch.load(at).cards[0].of("planned") is None
    record(title="Tjetra", reference="2")
    assert len(watch.load(at).cards) == 2


# --- Questions -----------------------------------------------------------------------------------------------------------
PAGES = ["home", "years", "map", "yearly", "cases", "yardsticks"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_same_for_few_and_many(
    record: Record, client_as: Any, visitor: Actor, queries: Any, clock: Any, name: str
) -> None:
    browser = client_as(visitor)

    def asked() -> int:
        caches["kept"].clear()
        with queries(at_most=14) as seen:
            assert browser.get(reverse(f"standards:{name}")).status_code == 200
        return len(seen)

    record()
    few = asked()
    for number in range(12):
        record(
            institution="municipality-prizren",
            kind="municipal_regulation",
            title=f"Nr. {number}",
            reference=f"r{number}",
        )
    assert asked() == few


def test_institution_and_case_ask_a_fixed_number(
    record: Record, client_as: Any, visitor: Actor, queries: Any, clock: Any
) -> None:
    row = record()
    browser = client_as(visitor)
    with queries(at_most=13):
        browser.get(reverse("standards:institution", args=[row.institution_id]))
    with queries(at_most=9):
        browser.get(row.get_absolute_url())
