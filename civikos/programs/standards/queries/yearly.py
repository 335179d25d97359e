"""
The five figures that the Government's yearly report has to give, from the rows, beside what the Government reported.

(1) number and kind of initiated proposals, (2) number consulted, (3) number adopted without consultation, with the reasons,
(4) participants in meetings and written commenters, (5) comments accepted, partly accepted, rejected. Reported totals that
do not add up are shown as they are, with the difference.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from civikos.programs.standards.measures import Card, CaseFacts
from civikos.programs.standards.models import YearlyFigure
from civikos.programs.standards.papers.columns import folded
from civikos.programs.standards.queries.watch import Filter, Watch, cards
from civikos.programs.standards.states import SheetStatus

KIND = "kind:"
# Words by which reports name a figure.
_WORDS = {
    "total": ("documents", "consultations on platform", "dokumente", "konsultime", "dokumenta", "rasprave", "total"),
    "on_platform": (
        "documents consulted via platform",
        "dokumente te konsultuara ne platforme",
        "dokumenta na platformi",
    ),
    "met_all": ("met all minimum standards", "i permbushen te gjitha standardet", "ispunili sve standarde"),
    "not_met_all": (
        "did not meet all minimum standards",
        "nuk i permbushen te gjitha standardet",
        "nisu ispunili sve standarde",
    ),
    "consulted": ("consulted", "te konsultuara", "stavljeno na raspravu"),
    "without": ("adopted without consultation", "miratuar pa konsultim", "usvojeno bez rasprave"),
    "participants": ("participants in meetings", "pjesemarres ne takime", "ucesnici sastanaka"),
    "commenters": ("written commenters", "komentues me shkrim", "pisani komentatori"),
    "accepted": ("comments accepted", "komente te pranuara", "usvojeni komentari"),
    "partly": ("comments partly accepted", "komente pjeserisht te pranuara", "delimicno usvojeni komentari"),
    "rejected": ("comments rejected", "komente te refuzuara", "odbijeni komentari"),
    f"{KIND}draft_administrative_instruction": (
        "administrative instructions",
        "udhezime administrative",
        "administrativna uputstva",
    ),
    f"{KIND}draft_regulation": ("regulations", "rregullore", "uredbe"),
    f"{KIND}draft_law": ("laws", "draft laws", "ligje", "projektligje", "zakoni", "nacrti zakona"),
    f"{KIND}concept_document": ("concept documents", "koncept dokumente", "koncept dokumenti"),
    f"{KIND}action_plan": ("action plans", "plane te veprimit", "akcioni planovi"),
    f"{KIND}strategy": ("strategies", "strategji", "strategije"),
    f"{KIND}program": ("programmes", "programs", "programe", "programi"),
    f"{KIND}other_document": ("other", "tjeter", "te tjera", "ostalo"),
}
METRICS = tuple(_WORDS)
_BY_WORD = {word: metric for metric, words in _WORDS.items() for word in words}


def metric_of(label: str) -> str:
    """Which figure a heading of a report names; empty for one that is none of ours."""
    return _BY_WORD.get(folded(label), label if label in METRICS else "")


@dataclass(frozen=True)
class Line:
    """
    One line of the table. `number` is the sum over the rows, `known` from how many of `of` rows it comes; `reported` what the
    Government says, None where it says nothing. `show` is the filter that opens the rows behind it.
    """

    figure: int
    code: str
    label: Any
    number: int
    known: int
    of: int
    show: Filter
    reported: Decimal | None = None
    is_part: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Reported minus counted; None where nothing was reported."""
        return None if self.reported is None else self.reported - self.number


@dataclass(frozen=True)
class Reported:
    """What the Government reported for a year: every figure as it stands, and whether its kinds add up to its total."""

    year: int
    rows: tuple[YearlyFigure, ...] = ()

    def of(self, metric: str) -> Decimal | None:
        """One figure; None where it is not reported."""
        return next((row.number for row in self.rows if row.metric == metric), None)

    @property
    def total(self) -> Decimal | None:
        """The total as reported."""
        return self.of("total")

    @property
    def kinds(self) -> Decimal | None:
        """The sum of the kinds as reported; None where no kinds are."""
        found = [row.number for row in self.rows if row.metric.startswith(KIND)]
        return sum(found, Decimal(0)) if found else None

    @property
    def gap(self) -> Decimal | None:
        """Sum of the kinds minus the total: 0 where they agree, None where one of them is not reported."""
        return self.kinds - self.total if self.kinds is not None and self.total is not None else None

    @property
    def standards(self) -> Decimal | None:
        """Met all and did not meet all, together."""
        met, rest = self.of("met_all"), self.of("not_met_all")
        return met + rest if met is not None and rest is not None else None


@dataclass(frozen=True)
class Yearly:
    """The table of a year: its lines, the reasons for adopting without consultation, the rows behind, and what was reported."""

    year: int
    lines: tuple[Line, ...]
    without: tuple[CaseFacts, ...]
    cards: tuple[Card, ...]
    reported: Reported

    def line(self, code: str) -> Line:
        """One line by its code. Raises KeyError."""
        return {each.code: each for each in self.lines}[code]


_FIGURES: tuple[tuple[int, str, Any, Callable[[CaseFacts], int | None]], ...] = (
    (1, "total", _("Proposals initiated"), lambda facts: 1),
    (2, "consulted", _("Proposals consulted"), lambda facts: int(facts.was_consulted)),
    (3, "without", _("Adopted without consultation"), lambda facts: int(not facts.was_consulted)),
    (4, "participants", _("Participants in meetings"), lambda facts: facts.participants),
    (4, "commenters", _("People and organizations who commented in writing"), lambda facts: facts.commenters),
    (5, "accepted", _("Comments accepted"), lambda facts: facts.accepted),
    (5, "partly", _("Comments partly accepted"), lambda facts: facts.partly),
    (5, "rejected", _("Comments rejected"), lambda facts: facts.rejected),
)


def yearly(watch: Watch, year: int, *, level: str = "", reported: Reported | None = None) -> Yearly:
    """The five figures of a year, each the sum over its rows. No query."""
    wanted = Filter(year=year, level=level)
    found = cards(watch, wanted)
    told = reported or Reported(year)
    lines: list[Line] = []
    for figure, code, label, count in _FIGURES:
        told_of = [(card.facts, count(card.facts)) for card in found]
        numbers = [number for _facts, number in told_of if number is not None]
        # What was never put to consultation has nobody who came and nothing to answer: nothing is missing there.
        asked = sum(figure < 4 or facts.was_consulted or number is not None for facts, number in told_of)
        show = wanted if code == "total" else wanted.only(show=code)
        lines.append(Line(figure, code, label, sum(numbers), len(numbers), asked, show, told.of(code)))
        if code == "total":
            lines += _kinds(watch, found, wanted, told)
    without = tuple(card.facts for card in found if not card.facts.was_consulted)
    return Yearly(year, tuple(lines), without, tuple(found), told)


def _kinds(watch: Watch, found: Sequence[Card], wanted: Filter, told: Reported) -> Iterator[Line]:
    for code, name in watch.kinds.items():
        number = sum(card.facts.kind == code for card in found)
        reported = told.of(f"{KIND}{code}")
        if number or reported is not None:
            show = wanted.only(kind=code)
            yield Line(1, f"{KIND}{code}", name, number, number, number, show, reported, is_part=True)


def reported_for(year: int) -> Reported:
    """What the Government reported for a year, from the sheet that was taken over last. One query."""
    newest: dict[str, YearlyFigure] = {}
    for row in (
        YearlyFigure.objects.filter(year=year, sheet__status=SheetStatus.TAKEN)
        .order_by("sheet__taken_at", "pk")
        .select_related("sheet")
    ):
        newest[row.metric or row.label] = row
    return Reported(year, tuple(newest.values()))


def reported_years() -> list[int]:
    """Years for which something was reported, the newest first. One query."""
    return sorted(
        YearlyFigure.objects.filter(sheet__status=SheetStatus.TAKEN).values_list("year", flat=True).distinct(),
        reverse=True,
    )


ROW_COLUMNS = (
    "name",
    "institution",
    "title",
    "kind",
    "year",
    "consulted",
    "reason_without",
    "first_day",
    "last_day",
    "participants",
    "commenters",
    "comments",
    "accepted",
    "partly",
    "rejected",
)


def as_rows(watch: Watch, found: Sequence[Card]) -> list[dict[str, Any]]:
    """The rows behind the table, for downloads: whoever adds them up gets the table. Empty means not recorded."""
    return [
        {
            "name": facts.name,
            "institution": watch.name_of(facts.institution),
            "title": facts.title,
            "kind": facts.kind,
            "year": facts.year,
            "consulted": int(facts.was_consulted),
            "reason_without": facts.without_reason,
            "first_day": facts.opened_on.isoformat() if facts.opened_on else None,
            "last_day": facts.closed_on.isoformat() if facts.closed_on else None,
            "participants": facts.participants,
            "commenters": facts.commenters,
            "comments": facts.comments,
            "accepted": facts.accepted,
            "partly": facts.partly,
            "rejected": facts.rejected,
        }
        for facts in (card.facts for card in found)
    ]
