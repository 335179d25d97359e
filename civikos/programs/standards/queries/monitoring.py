"""The network's own monitoring report: what is said of a year, as JSON values that can be frozen, and the reports there are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.models import StoredFile
from civikos.kernel.languages import INTERFACE_LANGUAGES, of_text
from civikos.programs.standards.models import MonitoringReport, ReportFile
from civikos.programs.standards.queries import watch as watching
from civikos.programs.standards.queries import yearly as yearly_figures
from civikos.programs.standards.queries.watch import Filter, Tally, Watch
from civikos.programs.standards.states import Level, ReportStatus

MOST_BROKEN = 40


def gather(year: int, at: datetime) -> dict[str, Any]:
    """
    Everything the report on a year says, in three languages: `{"sq": {…}, "sr": {…}, "en": {…}}`, numbers the same in each.

    The three are told from the same rows in one transaction, so they agree.
    """
    told = {}
    for language in INTERFACE_LANGUAGES:
        with translation.override(language):
            told[of_text(language)] = _in_one_language(year, at)
    return told


def _in_one_language(year: int, at: datetime) -> dict[str, Any]:
    watch = watching.load(at)
    found = watching.cards(watch, Filter(year=year))
    fewest = watching.fewest_cases(at)
    table = yearly_figures.yearly(watch, year, reported=yearly_figures.reported_for(year))
    return {
        "year": year,
        "fewest": fewest,
        "whole": _tally(watching.tally(found)),
        "before": _tally(watching.tally(watching.cards(watch, Filter(year=year - 1)))),
        "levels": [
            {
                "level": level,
                "label": str(Level(level).label),
                "tally": _tally(watching.tally(watching.cards(watch, Filter(year=year, level=level)))),
                "standards": [
                    {
                        "code": each.yardstick.code,
                        "label": each.yardstick.label,
                        "source": each.yardstick.source,
                        "is_confirmed": each.yardstick.is_confirmed,
                        "met": each.met,
                        "not_met": each.not_met,
                        "open": each.open,
                        "not_applicable": each.not_applicable,
                        "share": each.share,
                    }
                    for each in watching.by_standard(watch, found, level)
                ],
            }
            for level in Level.values
        ],
        "ranking": [
            {
                "place": row.place,
                "is_tied": row.is_tied,
                "name": row.institution.name,
                "level": row.institution.level,
                "municipality": row.institution.place,
                "tally": _tally(row.tally),
            }
            for row in watching.ranking(watch, found, fewest=fewest)
        ],
        "years": [
            {"year": each, "tally": _tally(watching.tally(watching.cards(watch, Filter(year=each))))}
            for each in sorted(watch.years)
            if each <= year
        ],
        "lines": [
            {
                "figure": line.figure,
                "code": line.code,
                "label": str(line.label),
                "number": line.number,
                "known": line.known,
                "of": line.of,
                "is_part": line.is_part,
                "reported": None if line.reported is None else str(line.reported.normalize()),
            }
            for line in table.lines
        ],
        "without": [
            {"title": each.title, "institution": watch.name_of(each.institution), "reason": each.without_reason}
            for each in table.without
        ],
        "broken": _broken(watch, found),
        "rows": yearly_figures.as_rows(watch, found),
        "is_invented": any(card.facts.note for card in found),
    }


def _tally(tally: Tally) -> dict[str, int | None]:
    return {
        "cases": tally.cases,
        "kept": tally.kept,
        "broken": tally.broken,
        "open": tally.open,
        "met_all": tally.met_all,
        "judged": tally.judged,
        "without": tally.without,
        "urgent": tally.urgent,
        "share": tally.share,
        "all_share": tally.all_share,
    }


def _broken(watch: Watch, found: list[Any]) -> list[dict[str, Any]]:
    """The consultations that kept least, with what they did not keep and the values behind it."""
    worst = sorted((card for card in found if card.broken), key=lambda card: (-card.broken, card.facts.name))
    return [
        {
            "title": card.facts.title,
            "institution": watch.name_of(card.facts.institution),
            "broken": [{"label": each.label, "detail": each.detail} for each in card.findings if each.met is False],
        }
        for card in worst[:MOST_BROKEN]
    ]


def reports(actor: Actor) -> list[MonitoringReport]:
    """Reports that the actor may see, the newest year first. Two queries."""
    return list(
        MonitoringReport.objects.visible_to(actor).prefetch_related("files__file").order_by("-year", "-number", "-pk")
    )


def report(pk: int, actor: Actor) -> MonitoringReport | None:
    """One report, or None if it is hidden or absent. Three queries."""
    return MonitoringReport.objects.visible_to(actor).prefetch_related("files__file").filter(pk=pk).first()


def draft_for(year: int) -> MonitoringReport | None:
    """The report on a year that is being prepared. One query."""
    return MonitoringReport.objects.filter(year=year, status=ReportStatus.DRAFT).first()


def file_of(pk: int, key: UUID, actor: Actor) -> StoredFile | None:
    """A file of a report that the actor may see. One query."""
    found = (
        ReportFile.objects.filter(report__in=MonitoringReport.objects.visible_to(actor).filter(pk=pk), file__key=key)
        .select_related("file")
        .first()
    )
    return found.file if found is not None else None


def foreword_in(row: MonitoringReport, language: str) -> tuple[str, str]:
    """The words before a report in a language, or in the first there is, with that language."""
    for each in (language, "sq", "sr", "en"):
        if row.forewords.get(each):
            return str(row.forewords[each]), each
    return "", language
