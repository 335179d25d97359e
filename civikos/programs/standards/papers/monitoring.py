"""The network's monitoring report as PDF: charts with the table under each, from figures that were frozen when it was published."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.files.sandbox import MEBIBYTE, Limits, run_limited
from civikos.kernel.languages import of_interface
from civikos.programs.standards.papers import charts

_LIMITS = Limits(cpu_seconds=60, memory=1536 * MEBIBYTE)
MOST_RANKED = 60

WORDS: dict[str, dict[str, str]] = {
    "title": {
        "sq": "Si u mbajtën standardet e konsultimit publik në vitin {year}",
        "sr": "Kako su poštovani standardi javne rasprave u {year}. godini",
        "en": "How the standards of public consultation were kept in {year}",
    },
    "kind": {"sq": "Raport monitorimi", "sr": "Izveštaj o praćenju", "en": "Monitoring report"},
    "foreword": {"sq": "Hyrje", "sr": "Uvod", "en": "Foreword"},
    "figures": {"sq": "Viti në shifra", "sr": "Godina u brojkama", "en": "The year in figures"},
    "years": {"sq": "Ndër vite", "sr": "Kroz godine", "en": "Over the years"},
    "ranking": {"sq": "Institucionet", "sr": "Institucije", "en": "Institutions"},
    "five": {
        "sq": "Pesë shifrat e raportit vjetor të Qeverisë",
        "sr": "Pet brojki godišnjeg izveštaja Vlade",
        "en": "The five figures of the Government's yearly report",
    },
    "without": {"sq": "Të miratuara pa konsultim", "sr": "Usvojeno bez rasprave", "en": "Adopted without consultation"},
    "broken": {
        "sq": "Konsultimet që mbajtën më së paku standarde",
        "sr": "Rasprave koje su poštovale najmanje standarda",
        "en": "The consultations that kept fewest standards",
    },
    "sources": {
        "sq": "Standardet dhe burimet e tyre",
        "sr": "Standardi i njihovi izvori",
        "en": "The standards and their sources",
    },
    "cases": {"sq": "Dokumente", "sr": "Dokumenti", "en": "Documents"},
    "kept": {"sq": "Standarde të mbajtura", "sr": "Poštovani standardi", "en": "Standards kept"},
    "broken_n": {"sq": "Standarde të pambajtura", "sr": "Nepoštovani standardi", "en": "Standards not kept"},
    "share": {"sq": "Pjesa e mbajtur", "sr": "Poštovano", "en": "Share kept"},
    "met_all": {
        "sq": "Konsultime që i mbajtën të gjitha",
        "sr": "Rasprave koje su poštovale sve",
        "en": "Consultations that kept all",
    },
    "urgent": {"sq": "Të shpallura urgjente", "sr": "Proglašeno hitnim", "en": "Declared urgent"},
    "before": {
        "sq": "Pjesa e mbajtur një vit më parë",
        "sr": "Poštovano godinu dana ranije",
        "en": "Share kept the year before",
    },
    "year": {"sq": "Viti", "sr": "Godina", "en": "Year"},
    "place": {"sq": "Vendi", "sr": "Mesto", "en": "Place"},
    "institution": {"sq": "Institucioni", "sr": "Institucija", "en": "Institution"},
    "standard": {"sq": "Standardi", "sr": "Standard", "en": "Standard"},
    "met": {"sq": "Mbajtur", "sr": "Poštovano", "en": "Kept"},
    "not_met": {"sq": "Jo", "sr": "Ne", "en": "Not kept"},
    "open": {"sq": "Nuk dihet", "sr": "Ne zna se", "en": "Not known"},
    "figure": {"sq": "Shifra", "sr": "Brojka", "en": "Figure"},
    "counted": {"sq": "Numëruar", "sr": "Izbrojano", "en": "Counted"},
    "known": {"sq": "Nga sa dokumente", "sr": "Iz koliko dokumenata", "en": "From how many documents"},
    "reported": {"sq": "Raportuar nga Qeveria", "sr": "Vlada je prijavila", "en": "Reported by the Government"},
    "all": {"sq": "Të gjitha", "sr": "Sve", "en": "All"},
    "ranking_note": {
        "sq": "Renditja sipas pjesës së standardeve të mbajtura. Vend marrin institucionet me së paku {fewest} dokumente; vlera të barabarta ndajnë vendin.",
        "sr": "Redosled prema udelu poštovanih standarda. Mesto dobijaju institucije sa najmanje {fewest} dokumenata; jednake vrednosti dele mesto.",
        "en": "Ordered by the share of standards kept. Institutions with at least {fewest} documents get a place; equal shares share it.",
    },
    "no_reason": {"sq": "pa arsye", "sr": "bez razloga", "en": "no reason given"},
    "to_confirm": {"sq": "për t'u konfirmuar", "sr": "čeka potvrdu", "en": "to be confirmed"},
    "page": {"sq": "Faqja", "sr": "Strana", "en": "Page"},
    "demo": {
        "sq": "Të dhëna demonstrimi: konsultimet janë të shpikura.",
        "sr": "Podaci za pokazni primer: rasprave su izmišljene.",
        "en": "Demonstration data: the consultations are invented.",
    },
    "frozen": {
        "sq": "Shifrat siç ishin më {day}",
        "sr": "Brojke kakve su bile {day}",
        "en": "Figures as they were on {day}",
    },
    "title_standards": {"sq": "Standardet: {level}", "sr": "Standardi: {level}", "en": "Standards: {level}"},
}


def _percent(number: int | None) -> str:
    return "–" if number is None else f"{number} %"


def monitoring_pdf(
    figures: Mapping[str, Any],
    *,
    language: str,
    foreword: str,
    foreword_language: str,
    published_at: datetime,
    number: int,
) -> bytes:
    """
    The report in one language as PDF (PDF/UA-1: titled, tagged, charts with words), A4.

    Raises:
        ChildFailed: the typesetter used up its limits or fell.
    """
    job = {
        "template": "monitoring",
        "data": paper_data(
            figures,
            language=language,
            foreword=foreword,
            foreword_language=foreword_language,
            published_at=published_at,
            number=number,
        ),
        "made_at": int(published_at.timestamp()),
    }
    stdin = json.dumps(job, ensure_ascii=False).encode("utf-8", "replace")
    return run_limited(["civikos.programs.standards.papers.typeset"], stdin, _LIMITS)


def paper_data(
    figures: Mapping[str, Any],
    *,
    language: str,
    foreword: str,
    foreword_language: str,
    published_at: datetime,
    number: int,
) -> dict[str, Any]:
    """What the template is given: every word and number of the paper."""
    word = {code: three[language] for code, three in WORDS.items()}
    whole, before = figures["whole"], figures["before"]
    with translation.override(of_interface(language)):
        day = spoken_date(published_at)
    title = word["title"].format(year=figures["year"])
    facts = [
        (word["cases"], str(whole["cases"])),
        (word["share"], _percent(whole["share"])),
        (word["before"], _percent(before["share"])),
        (word["met_all"], f"{whole['met_all']} / {whole['judged']} ({_percent(whole['all_share'])})"),
        (word["without"], str(whole["without"])),
        (word["urgent"], str(whole["urgent"])),
    ]
    return {
        "lang": language,
        "name": f"{word['kind']}: {title}",
        "title": title,
        "subtitle": f"{word['kind']} {figures['year']}/{number} · {day}",
        "network": settings.NETWORK_NAME,
        "foot": word["frozen"].format(day=day),
        "page": word["page"],
        "demo": word["demo"] if figures.get("is_invented") else "",
        "words": word,
        "foreword": [part.strip() for part in foreword.split("\n") if part.strip()],
        "foreword_lang": foreword_language,
        "facts": [{"label": label, "value": value} for label, value in facts],
        "years": _years(figures, word),
        "ranking": _ranking(figures, word),
        "ranking_note": word["ranking_note"].format(fewest=figures["fewest"]),
        "levels": [_level(each, word) for each in figures["levels"] if each["standards"]],
        "five": _five(figures, word),
        "without": [
            {"title": each["title"], "institution": each["institution"], "reason": each["reason"] or word["no_reason"]}
            for each in figures["without"]
        ],
        "broken": figures["broken"][:15],
        "sources": [
            {
                "label": f"{each['label']} ({level['label']})",
                "source": each["source"],
                "mark": "" if each["is_confirmed"] else word["to_confirm"],
            }
            for level in figures["levels"]
            for each in level["standards"]
        ],
    }


def _chart(drawing: charts.Drawing) -> dict[str, str]:
    return {"svg": charts.svg(drawing) if drawing.shapes else "", "alt": drawing.label}


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[int]
) -> dict[str, Any]:
    return {"head": list(head), "rows": [list(row) for row in rows], "widths": list(widths), "numbers": list(numbers)}


def _years(figures: Mapping[str, Any], word: Mapping[str, str]) -> dict[str, Any]:
    rows = [(str(each["year"]), each["tally"]) for each in figures["years"]]
    label = f"{word['share']}: " + ", ".join(f"{year} {_percent(tally['share'])}" for year, tally in rows)
    drawing = charts.bars([(year, tally["share"], "") for year, tally in rows], label=label)
    return _table(
        (word["year"], word["cases"], word["share"], word["met_all"]),
        [
            (year, str(tally["cases"]), _percent(tally["share"]), f"{tally['met_all']} / {tally['judged']}")
            for year, tally in rows
        ],
        (1, 1, 1, 1),
        (1, 2, 3),
    ) | {"chart": _chart(drawing)}


def _ranking(figures: Mapping[str, Any], word: Mapping[str, str]) -> dict[str, Any]:
    rows = figures["ranking"][:MOST_RANKED]
    placed = [each for each in rows if each["place"] is not None][:25]
    label = f"{word['share']}: " + ", ".join(f"{each['name']} {_percent(each['tally']['share'])}" for each in placed)
    drawing = charts.bars([(each["name"], each["tally"]["share"], "") for each in placed], label=label)
    return _table(
        (word["place"], word["institution"], word["cases"], word["share"], word["met_all"], word["without"]),
        [
            (
                "–" if each["place"] is None else f"{each['place']}{'=' if each['is_tied'] else ''}",
                each["name"],
                str(each["tally"]["cases"]),
                _percent(each["tally"]["share"]),
                f"{each['tally']['met_all']} / {each['tally']['judged']}",
                str(each["tally"]["without"]),
            )
            for each in rows
        ],
        (0, 4, 0, 0, 1, 1),
        (0, 2, 3, 4, 5),
    ) | {"chart": _chart(drawing)}


def _level(level: Mapping[str, Any], word: Mapping[str, str]) -> dict[str, Any]:
    rows = level["standards"]
    label = f"{word['met']}, {word['not_met']}, {word['open']}: " + ", ".join(
        f"{each['label']} {each['met']}/{each['not_met']}/{each['open']}" for each in rows
    )
    drawing = charts.stacked(
        [(each["label"], {"kept": each["met"], "broken": each["not_met"], "open": each["open"]}, "") for each in rows],
        label=label,
    )
    return _table(
        (word["standard"], word["met"], word["not_met"], word["open"], word["share"]),
        [
            (each["label"], str(each["met"]), str(each["not_met"]), str(each["open"]), _percent(each["share"]))
            for each in rows
        ],
        (4, 1, 1, 1, 1),
        (1, 2, 3, 4),
    ) | {"chart": _chart(drawing), "title": word["title_standards"].format(level=level["label"])}


def _five(figures: Mapping[str, Any], word: Mapping[str, str]) -> dict[str, Any]:
    return _table(
        ("", word["figure"], word["counted"], word["known"], word["reported"]),
        [
            (
                "" if each["is_part"] else f"({each['figure']})",
                ("– " if each["is_part"] else "") + each["label"],
                str(each["number"]),
                f"{each['known']} / {each['of']}",
                "–" if each["reported"] is None else each["reported"],
            )
            for each in figures["lines"]
        ],
        (0, 4, 1, 1, 1),
        (2, 3, 4),
    )
