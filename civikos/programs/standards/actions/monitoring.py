"""Writing and publishing the network's monitoring report."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.languages import TEXT_LANGUAGES
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.standards import permissions, states, tasks
from civikos.programs.standards.models import MonitoringReport, ReportFile
from civikos.programs.standards.papers.monitoring import monitoring_pdf
from civikos.programs.standards.papers.workbook import monitoring_xlsx
from civikos.programs.standards.queries import monitoring
from civikos.programs.standards.states import ReportStatus


class NothingToReport(Refused):
    """There is no consultation in that year."""

    code = "monitoring_report.nothing"
    message = _("There is no consultation in the watch for %(year)s.")


@transaction.atomic
def write_report(year: int, *, forewords: Mapping[str, str], by: Actor, at: datetime) -> MonitoringReport:
    """Keep the words before the report on a year; there is one being prepared for a year at most. Raises: NotAllowed."""
    permissions.require_recorder(by)
    row = MonitoringReport.objects.select_for_update().filter(year=year, status=ReportStatus.DRAFT).first()
    if row is None:
        last = MonitoringReport.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
        row = MonitoringReport(year=year, number=last + 1)
    row.forewords = {each: forewords.get(each, "").strip() for each in TEXT_LANGUAGES}
    row.written_by, row.changed_at = by.person, at
    row.save()
    audit.record("monitoring_report.written", row, by=by, at=at)
    return row


@transaction.atomic
def publish_report(pk: int, *, by: Actor, at: datetime) -> MonitoringReport:
    """
    Freeze the figures of the year and publish; the files are made by the worker from what was frozen.

    Raises: NotFound, NotAllowed, WrongStatus, NothingToReport.
    """
    row = permissions.report_for(pk, by=by)
    steps.require(states.PUBLISH_REPORT, row)
    figures = monitoring.gather(row.year, at)
    if not figures["sq"]["whole"]["cases"]:
        raise NothingToReport(year=row.year)
    row.figures = figures
    row.published_by, row.published_at, row.changed_at = by.person, at, at
    steps.take(states.PUBLISH_REPORT, row, by=by, at=at)
    audit.publish(
        "monitoring_report.published",
        f"monitoring_report:{row.pk}",
        {"year": row.year, **figures["en"]["whole"]},
        at=at,
    )
    tasks.make_monitoring_papers.enqueue(row.pk)
    return row


def make_papers(pk: int, *, at: datetime) -> None:
    """Make the report as PDF in three languages and its data as XLSX, from what was frozen, once."""
    row = MonitoringReport.objects.get(pk=pk)
    if row.status != ReportStatus.PUBLISHED or row.files.exists() or row.published_at is None:
        return
    made: list[tuple[str, str, bytes, Kind]] = []
    for language in TEXT_LANGUAGES:
        foreword, foreword_language = monitoring.foreword_in(row, language)
        pdf = monitoring_pdf(
            row.figures[language],
            language=language,
            foreword=foreword,
            foreword_language=foreword_language,
            published_at=row.published_at,
            number=row.number,
        )
        made.append(("pdf", language, pdf, Kind.PDF))
        made.append(("xlsx", language, monitoring_xlsx(row.figures[language], language), Kind.XLSX))
    with transaction.atomic():
        MonitoringReport.objects.select_for_update().get(pk=pk)
        if row.files.exists():
            return
        for format_, language, content, kind in made:
            name = f"monitoring-{row.year}-{row.number}-{language}.{format_}"
            stored = files.store(content, name=name, accepted=frozenset({kind}), by=SYSTEM, at=at)
            ReportFile.objects.create(report=row, format=format_, language=language, file=stored)


def make_what_is_missing(before: datetime, *, at: datetime) -> None:
    """Papers of reports published before a moment that have none: their job was lost with its worker."""
    rows = MonitoringReport.objects.filter(status=ReportStatus.PUBLISHED, published_at__lt=before, files=None)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        make_papers(pk, at=at)
