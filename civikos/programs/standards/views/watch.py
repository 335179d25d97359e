"""Ranking, years, map, the record of an institution, the standards themselves, the five yearly figures."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civikos.kernel.entrance.doors import actor_of
from civikos.programs.standards import permissions
from civikos.programs.standards.forms.filters import WatchFilter
from civikos.programs.standards.measures import Verdict
from civikos.programs.standards.papers import charts
from civikos.programs.standards.queries import areas, monitoring
from civikos.programs.standards.queries import watch as queries
from civikos.programs.standards.queries import yearly as yearly_figures
from civikos.programs.standards.queries.watch import Filter, OfStandard, Ranked, Watch
from civikos.programs.standards.states import Level
from civikos.programs.standards.views.pages import as_file, tabs

SMALL_MULTIPLES = 24


def link_to_cases(wanted: Filter, **more: Any) -> str:
    """The list of consultations behind a figure."""
    chosen = wanted.only(**more)
    names = ("year", "level", "kind", "institution", "standard", "verdict", "show", "words")
    query = urlencode([(name, value) for name in names if (value := getattr(chosen, name))])
    return reverse("standards:cases") + (f"?{query}" if query else "")


@dataclass(frozen=True)
class RankedRow:
    """A row of the ranking with what its cells open."""

    row: Ranked
    address: str
    cases: str
    met_all: str
    without: str


@dataclass(frozen=True)
class StandardRow:
    """A row of the table of standards with what its cells open."""

    row: OfStandard
    met: str
    not_met: str
    open: str


def _rows(found: list[Ranked], wanted: Filter) -> list[RankedRow]:
    return [
        RankedRow(
            row,
            reverse("standards:institution", args=[row.institution.pk]),
            link_to_cases(wanted, institution=row.institution.pk),
            link_to_cases(wanted, institution=row.institution.pk, show="met_all"),
            link_to_cases(wanted, institution=row.institution.pk, show="without"),
        )
        for row in found
    ]


def _standards(watch: Watch, found: list[Any], wanted: Filter) -> list[tuple[str, list[StandardRow]]]:
    tables = []
    for level in Level.values:
        rows = [
            StandardRow(
                each,
                link_to_cases(wanted, level=level, standard=each.yardstick.code, verdict=Verdict.MET.value),
                link_to_cases(wanted, level=level, standard=each.yardstick.code, verdict=Verdict.NOT_MET.value),
                link_to_cases(wanted, level=level, standard=each.yardstick.code, verdict=Verdict.OPEN.value),
            )
            for each in queries.by_standard(watch, found, level)
        ]
        if rows:
            tables.append((str(Level(level).label), rows))
    return tables


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Institutions ranked by the share of standards they kept, and how each standard was kept."""
    at, actor = timezone.now(), actor_of(request)
    watch = queries.load(at)
    form = WatchFilter(request.GET, watch=watch)
    wanted = form.wanted()
    found = queries.cards(watch, wanted)
    fewest = queries.fewest_cases(at)
    ranked = queries.ranking(watch, found, fewest=fewest)
    sort = request.GET.get("sort", "place")
    whole = queries.tally(found)
    top = [row for row in ranked if row.place is not None][:15]
    context = {
        "tabs": tabs(actor, "home"),
        "form": form,
        "chips": form.chips(),
        "whole": whole,
        "rows": _rows(queries.ordered(ranked, sort), wanted),
        "sort": sort,
        "fewest": fewest,
        "chart": charts.bars(
            [
                (row.institution.name, row.tally.share, reverse("standards:institution", args=[row.institution.pk]))
                for row in top
            ],
            label=_("Share of standards kept, institutions with the highest share first"),
        )
        if top
        else None,
        "standards": _standards(watch, found, wanted),
        "all_cases": link_to_cases(wanted),
        "all_kept": link_to_cases(wanted, show="met_all"),
        "without": link_to_cases(wanted, show="without"),
        "may_record": permissions.may_record(actor),
        "is_invented": _is_invented(found),
        "report": next(iter(monitoring.reports(actor)), None),
    }
    return render(request, "standards/home.html", context)


def _is_invented(found: list[Any]) -> bool:
    return any(card.facts.note for card in found)


@require_safe
def ranking_file(request: HttpRequest, format: str) -> HttpResponse:
    """The ranking as shown, as CSV, XLSX or JSON."""
    at = timezone.now()
    watch = queries.load(at)
    wanted = WatchFilter(request.GET, watch=watch).wanted()
    ranked = queries.ranking(watch, queries.cards(watch, wanted), fewest=queries.fewest_cases(at))
    head = (
        "place",
        "tied",
        "institution",
        "level",
        "cases",
        "kept",
        "not_kept",
        "share",
        "met_all",
        "judged",
        "without_consultation",
        "urgent",
    )
    rows = [
        (
            row.place,
            int(row.is_tied),
            row.institution.name,
            row.institution.level,
            row.tally.cases,
            row.tally.kept,
            row.tally.broken,
            row.tally.share,
            row.tally.met_all,
            row.tally.judged,
            row.tally.without,
            row.tally.urgent,
        )
        for row in queries.ordered(ranked, request.GET.get("sort", "place"))
    ]
    return as_file(format, _("ranking"), head, rows)


@dataclass(frozen=True)
class Multiple:
    """One institution over the years: its drawing, and the table under it."""

    row: queries.YearsOf
    chart: charts.Drawing
    address: str


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Small multiples: every institution over the years, each with its table."""
    at, actor = timezone.now(), actor_of(request)
    watch = queries.load(at)
    form = WatchFilter(request.GET, watch=watch)
    wanted = form.wanted().only(year=None)
    rows = queries.over_years(watch, queries.cards(watch, wanted))
    show_all = "all" in request.GET
    shown = rows if show_all else rows[:SMALL_MULTIPLES]
    multiples = [
        Multiple(
            row,
            charts.columns(
                [(year, tally.share, tally.cases) for year, tally in row.years],
                label=_("%(name)s: share of standards kept each year") % {"name": row.institution.name},
            ),
            reverse("standards:institution", args=[row.institution.pk]),
        )
        for row in shown
    ]
    span = [year for year, _tally in rows[0].years] if rows else []
    context = {
        "tabs": tabs(actor, "years"),
        "form": form,
        "chips": [chip for chip in form.chips() if chip.name != "year"],
        "multiples": multiples,
        "span": span,
        "left": len(rows) - len(shown),
        "is_invented": _is_invented(list(watch.cards)),
    }
    return render(request, "standards/years.html", context)


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """The map of municipalities, with the table beside it that says the same."""
    at, actor = timezone.now(), actor_of(request)
    watch = queries.load(at)
    form = WatchFilter(request.GET, watch=watch)
    wanted = form.wanted().only(level=Level.MUNICIPAL.value)
    rows = queries.by_municipality(watch, queries.cards(watch, wanted))
    shapes, size = areas.areas()
    names = areas.names()
    shares = {
        code: (
            rows[code].tally.share if code in rows else None,
            names.get(code, code),
            reverse("standards:institution", args=[rows[code].institution.pk]) if code in rows else "",
        )
        for code in shapes
    }
    table = sorted(rows.values(), key=lambda row: (-row.tally.exact, row.institution.name))
    silent = sorted(names[code] for code in shapes if code not in rows and code in names)
    context = {
        "tabs": tabs(actor, "map"),
        "form": form,
        "chips": [chip for chip in form.chips() if chip.name != "level"],
        "chart": charts.map_of(shapes, shares, size=size, label=_("Share of standards kept in each municipality")),
        "bands": [(f"band-{number}", 20 * number, 100 if number == 4 else 20 * number + 19) for number in range(5)],
        "rows": _rows(table, wanted),
        "silent": silent,
        "is_invented": _is_invented(queries.cards(watch, wanted)),
    }
    return render(request, "standards/map.html", context)


@require_safe
def institution(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of an institution: years, standards, consultations; each cell opens what is behind it."""
    at, actor = timezone.now(), actor_of(request)
    watch = queries.load(at)
    found = watch.institutions.get(pk)
    if found is None:
        raise Http404
    form = WatchFilter(request.GET, watch=watch)
    wanted = form.wanted().only(institution=pk, level="")
    all_cards = queries.cards(watch, Filter(institution=pk))
    shown = queries.cards(watch, wanted)
    over = queries.over_years(watch, all_cards)
    ranked = queries.ranking(watch, list(watch.cards), fewest=queries.fewest_cases(at))
    place = next((row for row in ranked if row.institution.pk == pk), None)
    context = {
        "tabs": tabs(actor, ""),
        "institution": found,
        "form": form,
        "chips": [chip for chip in form.chips() if chip.name != "level"],
        "whole": queries.tally(shown),
        "place": place,
        "ranked": sum(row.place is not None for row in ranked),
        "years": [(year, tally, link_to_cases(Filter(institution=pk, year=year))) for year, tally in over[0].years]
        if over
        else [],
        "chart": charts.columns(
            [(year, tally.share, tally.cases) for year, tally in over[0].years],
            label=_("Share of standards kept each year"),
            width=420,
            height=120,
        )
        if over
        else None,
        "standards": _standards(watch, shown, wanted),
        "cases": shown[:10],
        "kinds": watch.kinds,
        "all_cases": link_to_cases(wanted),
        "all_kept": link_to_cases(wanted, show="met_all"),
        "without": link_to_cases(wanted, show="without"),
        "is_invented": _is_invented(shown),
    }
    return render(request, "standards/institution.html", context)


@require_safe
def yardsticks(request: HttpRequest) -> HttpResponse:
    """The standards themselves: what each asks, by which rule, from which act, since when."""
    watch = queries.load(timezone.now())
    today = timezone.localdate()
    levels = [
        (
            Level(level).label,
            [
                (each, [limit for key in each.rules if (limit := queries.rule_on(watch, key, today)) is not None])
                for each in watch.ruler.yardsticks
                if each.level == level
            ],
        )
        for level in Level.values
    ]
    return render(
        request, "standards/yardsticks.html", {"tabs": tabs(actor_of(request), "yardsticks"), "levels": levels}
    )


@require_safe
def yearly(request: HttpRequest) -> HttpResponse:
    """The five figures of one year, each with the rows behind it, beside what the Government reported."""
    at, actor = timezone.now(), actor_of(request)
    watch = queries.load(at)
    form = WatchFilter(request.GET, watch=watch)
    wanted = form.wanted()
    reported_years = yearly_figures.reported_years()
    years_ = sorted({*watch.years, *reported_years}, reverse=True)
    asked = request.GET.get("year", "")
    year = (
        int(asked)
        if asked.isdecimal() and int(asked) in years_
        else (years_[0] if years_ else timezone.localdate(at).year)
    )
    table = yearly_figures.yearly(watch, year, level=wanted.level, reported=yearly_figures.reported_for(year))
    context = {
        "tabs": tabs(actor, "yearly"),
        "form": form,
        "years": years_,
        "year": year,
        "level": wanted.level,
        "table": table,
        "lines": [(line, link_to_cases(line.show)) for line in table.lines],
        "watch_kinds": watch.kinds,
        "without": [(facts, watch.name_of(facts.institution), facts.name) for facts in table.without[:100]],
        "may_record": permissions.may_record(actor),
        "is_invented": _is_invented(list(table.cards)),
    }
    return render(request, "standards/yearly.html", context)


@require_safe
def yearly_file(request: HttpRequest, year: int, format: str) -> HttpResponse:
    """The rows behind the five figures of a year: whoever adds them up gets the table."""
    watch = queries.load(timezone.now())
    wanted = WatchFilter(request.GET, watch=watch).wanted()
    if "rows" in request.GET:
        rows = yearly_figures.as_rows(watch, queries.cards(watch, Filter(year=year, level=wanted.level)))
        columns = yearly_figures.ROW_COLUMNS
        return as_file(format, f"{_('rows')}-{year}", columns, [[row[name] for name in columns] for row in rows])
    table = yearly_figures.yearly(watch, year, level=wanted.level, reported=yearly_figures.reported_for(year))
    head = ("figure", "code", "label", "number", "known_from", "of", "reported", "difference")
    lines = [
        (
            line.figure,
            line.code,
            str(line.label),
            line.number,
            line.known,
            line.of,
            None if line.reported is None else float(line.reported),
            None if line.difference is None else float(line.difference),
        )
        for line in table.lines
    ]
    return as_file(format, f"{_('five-figures')}-{year}", head, lines)
