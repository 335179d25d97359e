"""The watch: every consultation measured, institutions ranked by what they kept, years, standards, the list behind each cell."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.cache import caches
from django.utils import timezone

from civikos.kernel.rulebook.queries import NoSuchRule, rule
from civikos.programs.standards.measures import Card, Limit, Verdict, Yardstick
from civikos.programs.standards.papers.columns import folded
from civikos.programs.standards.queries import gathering
from civikos.programs.standards.queries.gathering import INSTITUTIONS
from civikos.programs.standards.queries.measuring import Ruler, level_of
from civikos.programs.standards.states import Level
from civikos.registers.legislation.models import ActKind
from civikos.registers.organizations.models import Organization

KEEP_SECONDS = 600
FEWEST = 3


@dataclass(frozen=True)
class Institution:
    """An institution as the watch names it, in the active language; `place` is the code of its municipality."""

    pk: int
    name: str
    kind: str
    level: str
    place: str = ""


@dataclass(frozen=True)
class Filter:
    """
    Which consultations are looked at; what is empty asks for nothing. `standard` with `verdict` is a cell of a table;
    `show` one of `consulted`, `without`, `urgent`, `met_all`, `not_met_all`, `participants`, `commenters`, `accepted`,
    `partly`, `rejected`.
    """

    year: int | None = None
    level: str = ""
    kind: str = ""
    institution: int | None = None
    standard: str = ""
    verdict: str = ""
    show: str = ""
    words: str = ""

    def only(self, **changes: object) -> "Filter":
        """The same with changes."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Watch:
    """Every consultation that everybody may read, measured; nobody may change it. `kinds` are names by code."""

    cards: tuple[Card, ...]
    institutions: dict[int, Institution]
    kinds: dict[str, str]
    ruler: Ruler

    @property
    def years(self) -> list[int]:
        """Years with consultations, the newest first."""
        return sorted({card.facts.year for card in self.cards}, reverse=True)

    def name_of(self, institution: int) -> str:
        """The name of an institution."""
        found = self.institutions.get(institution)
        return found.name if found is not None else ""


@dataclass(frozen=True)
class Tally:
    """How standards were kept over some consultations. Shares in percent, None where there is nothing to say."""

    cases: int = 0
    kept: int = 0
    broken: int = 0
    open: int = 0
    met_all: int = 0
    judged: int = 0
    without: int = 0
    urgent: int = 0

    @property
    def share(self) -> int | None:
        """Standards kept, of those that could be judged; rounded down, so that 100 means all."""
        whole = self.kept + self.broken
        return 100 * self.kept // whole if whole else None

    @property
    def exact(self) -> float:
        """The same, not rounded, for ordering; -1 where there is nothing to say."""
        whole = self.kept + self.broken
        return self.kept / whole if whole else -1.0

    @property
    def all_share(self) -> int | None:
        """Consultations that met all, of those of which it can be said."""
        return 100 * self.met_all // self.judged if self.judged else None


@dataclass(frozen=True)
class Ranked:
    """An institution with its tally; `place` is None where it has too few consultations to be ranked. Equal shares share a place."""

    institution: Institution
    tally: Tally
    place: int | None = None
    is_tied: bool = False


@dataclass(frozen=True)
class OfStandard:
    """How one standard was kept over some consultations."""

    yardstick: Yardstick
    met: int
    not_met: int
    open: int
    not_applicable: int

    @property
    def share(self) -> int | None:
        """Percent of those that could be judged, rounded down."""
        whole = self.met + self.not_met
        return 100 * self.met // whole if whole else None


def load(at: datetime) -> Watch:
    """
    The whole watch as it stands, in the active language. Measured once and kept for as long as nothing changes: then six
    queries, whatever there is of consultations.
    """
    ruler = Ruler.load()
    institutions = {
        row.pk: Institution(row.pk, row.name, row.kind, level_of(row.kind), row.place.code if row.place else "")
        for row in Organization.objects.filter(kind__in=INSTITUTIONS).select_related("place").order_by("name", "pk")
    }
    kinds = {row.code: row.name for row in ActKind.objects.order_by("position", "pk")}
    kept = caches["kept"]
    cards: list[Card] = []
    # Each source by itself: a comment given here does not make two thousand recorded consultations be measured anew.
    for part in gathering.parts(at):
        key = f"standards:{part.kind}:{ruler.fingerprint}:{hash(repr(part.stamp))}"
        measured = kept.get(key)
        if measured is None:
            measured = [ruler.score(facts) for facts in part.facts()]
            kept.set(key, measured, KEEP_SECONDS)
        cards += measured
    return Watch(tuple(cards), institutions, kinds, ruler)


def fewest_cases(at: datetime) -> int:
    """How many consultations an institution needs to be ranked. One query."""
    try:
        return rule("standards.ranking.min_cases", timezone.localdate(at)).number
    except NoSuchRule:
        return FEWEST


_SHOWN = {
    "consulted": lambda card: card.facts.was_consulted,
    "without": lambda card: not card.facts.was_consulted,
    "urgent": lambda card: card.facts.is_urgent,
    "met_all": lambda card: card.met_all is True,
    "not_met_all": lambda card: card.met_all is False,
    "participants": lambda card: card.facts.participants is not None,
    "commenters": lambda card: bool(card.facts.commenters),
    "accepted": lambda card: bool(card.facts.accepted),
    "partly": lambda card: bool(card.facts.partly),
    "rejected": lambda card: bool(card.facts.rejected),
}
SHOWN = tuple(_SHOWN)


def cards(watch: Watch, wanted: Filter) -> list[Card]:
    """The consultations a filter asks for, in the order of the watch: the newest first within each source."""
    words = folded(wanted.words).split()
    shown = _SHOWN.get(wanted.show)
    found = []
    for card in watch.cards:
        facts = card.facts
        if wanted.year is not None and facts.year != wanted.year:
            continue
        if wanted.level and facts.level != wanted.level:
            continue
        if wanted.kind and facts.kind != wanted.kind:
            continue
        if wanted.institution is not None and facts.institution != wanted.institution:
            continue
        if shown is not None and not shown(card):
            continue
        if wanted.standard:
            finding = card.of(wanted.standard)
            if finding is None or (wanted.verdict and finding.verdict.value != wanted.verdict):
                continue
        if words and not _has_words(watch, card, words):
            continue
        found.append(card)
    return found


def _has_words(watch: Watch, card: Card, words: Sequence[str]) -> bool:
    text = folded(f"{card.facts.title} {watch.name_of(card.facts.institution)}")
    return all(word in text for word in words)


def tally(found: Iterable[Card]) -> Tally:
    """How standards were kept over some consultations."""
    counted: Counter[str] = Counter()
    for card in found:
        counted["cases"] += 1
        counted["kept"] += card.kept
        counted["broken"] += card.broken
        counted["open"] += card.open
        if card.met_all is not None:
            counted["judged"] += 1
            counted["met_all"] += card.met_all
        counted["without"] += not card.facts.was_consulted
        counted["urgent"] += card.facts.is_urgent
    return Tally(**counted)


def ranking(watch: Watch, found: Sequence[Card], *, fewest: int) -> list[Ranked]:
    """
    Institutions by the share of standards they kept, the best first; those with fewer than `fewest` consultations after them,
    without a place. Equal shares share a place, and the next place counts them all.
    """
    by_institution: dict[int, list[Card]] = {}
    for card in found:
        by_institution.setdefault(card.facts.institution, []).append(card)
    rows = [Ranked(watch.institutions[pk], tally(of)) for pk, of in by_institution.items() if pk in watch.institutions]
    ranked = [row for row in rows if row.tally.cases >= fewest and row.tally.share is not None]
    ranked.sort(key=lambda row: (-row.tally.exact, row.institution.name, row.institution.pk))
    shares = Counter(row.tally.exact for row in ranked)
    placed: list[Ranked] = []
    for index, row in enumerate(ranked):
        is_same = index > 0 and row.tally.exact == ranked[index - 1].tally.exact
        place = placed[-1].place if is_same else index + 1
        placed.append(replace(row, place=place, is_tied=shares[row.tally.exact] > 1))
    few = [row for row in rows if row.tally.cases < fewest or row.tally.share is None]
    few.sort(key=lambda row: (-row.tally.exact, row.institution.name, row.institution.pk))
    return placed + few


SORTS = {
    "place": lambda row: (row.place is None, row.place or 0, row.institution.name),
    "name": lambda row: (row.institution.name, row.institution.pk),
    "cases": lambda row: (row.tally.cases, row.institution.name),
    "share": lambda row: (row.tally.exact, row.institution.name),
    "all": lambda row: (-1 if row.tally.all_share is None else row.tally.all_share, row.institution.name),
    "without": lambda row: (row.tally.without, row.institution.name),
}


def ordered(rows: Sequence[Ranked], sort: str) -> list[Ranked]:
    """Rows by a column, `-` before its name for the other way; by place where the column is not known."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        name, sort = "place", "place"
    return sorted(rows, key=SORTS[name], reverse=sort.startswith("-"))


def by_standard(watch: Watch, found: Sequence[Card], level: str) -> list[OfStandard]:
    """How each standard of a level was kept, in the order of the standards."""
    counted: dict[str, Counter[Verdict]] = {}
    for card in found:
        if card.facts.level == level:
            for finding in card.findings:
                counted.setdefault(finding.code, Counter())[finding.verdict] += 1
    return [
        OfStandard(
            each,
            counted[each.code][Verdict.MET],
            counted[each.code][Verdict.NOT_MET],
            counted[each.code][Verdict.OPEN],
            counted[each.code][Verdict.NOT_APPLICABLE],
        )
        for each in watch.ruler.of(level)
        if each.code in counted
    ]


@dataclass(frozen=True)
class YearsOf:
    """An institution over the years: one tally for each year of the range, empty ones included."""

    institution: Institution
    years: tuple[tuple[int, Tally], ...]
    whole: Tally


def over_years(watch: Watch, found: Sequence[Card]) -> list[YearsOf]:
    """Each institution over the years, those with most consultations first."""
    years = sorted({card.facts.year for card in found})
    if not years:
        return []
    span = range(years[0], years[-1] + 1)
    grouped: dict[int, dict[int, list[Card]]] = {}
    for card in found:
        grouped.setdefault(card.facts.institution, {}).setdefault(card.facts.year, []).append(card)
    made = [
        YearsOf(
            watch.institutions[pk],
            tuple((year, tally(of.get(year, []))) for year in span),
            tally(card for each in of.values() for card in each),
        )
        for pk, of in grouped.items()
        if pk in watch.institutions
    ]
    return sorted(made, key=lambda each: (-each.whole.cases, each.institution.name, each.institution.pk))


def by_municipality(watch: Watch, found: Sequence[Card]) -> dict[str, Ranked]:
    """Municipal institutions by the code of their place."""
    rows = ranking(watch, [card for card in found if card.facts.level == Level.MUNICIPAL], fewest=1)
    return {row.institution.place: row for row in rows if row.institution.place}


def rule_on(watch: Watch, key: str, day: date) -> Limit | None:
    """The rule of a key in force on a day."""
    found = [
        each.limit
        for each in watch.ruler.rules.get(key, ())
        if (each.valid_from is None or each.valid_from <= day) and (each.valid_until is None or day < each.valid_until)
    ]
    return found[-1] if found else None
