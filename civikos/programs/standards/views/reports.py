"""The network's own monitoring report: the list, one report, writing and publishing it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat
from civikos.kernel.files.downloads import as_download
from civikos.kernel.languages import of_text
from civikos.programs.standards import actions, permissions
from civikos.programs.standards.forms.sheets import ForewordForm
from civikos.programs.standards.papers import charts
from civikos.programs.standards.queries import monitoring as queries
from civikos.programs.standards.queries import watch as watching
from civikos.programs.standards.queries.watch import Filter
from civikos.programs.standards.states import ReportStatus
from civikos.programs.standards.views.pages import tabs


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Reports published so far; for the secretariat the years on which one can be written."""
    actor = actor_of(request)
    may_record = permissions.may_record(actor)
    context = {
        "tabs": tabs(actor, "reports"),
        "reports": queries.reports(actor),
        "may_record": may_record,
        "years": watching.load(timezone.now()).years if may_record else [],
    }
    return render(request, "standards/reports.html", context)


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with its figures as they were frozen; one being prepared shows how they stand."""
    at, actor = timezone.now(), actor_of(request)
    row = queries.report(pk, actor)
    if row is None:
        raise Http404
    language = of_text()
    figures = row.figures[language] if row.status == ReportStatus.PUBLISHED else queries.gather(row.year, at)[language]
    foreword, foreword_language = queries.foreword_in(row, language)
    placed = [each for each in figures["ranking"] if each["place"] is not None][:25]
    context = {
        "tabs": tabs(actor, "reports"),
        "report": row,
        "figures": figures,
        "foreword": foreword,
        "foreword_language": foreword_language,
        "chart": charts.bars(
            [(each["name"], each["tally"]["share"], "") for each in placed],
            label=_("Share of standards kept, institutions with the highest share first"),
        )
        if placed
        else None,
        "files": sorted(row.files.all(), key=lambda each: (each.language != language, each.language, each.format)),
        "is_draft": row.status == ReportStatus.DRAFT,
        "may_record": permissions.may_record(actor),
    }
    return render(request, "standards/report.html", context)


@for_secretariat
def write(request: HttpRequest, year: int) -> HttpResponse:
    """The words before the report on a year; the figures come from the rows."""
    at, actor = timezone.now(), actor_of(request)
    draft = queries.draft_for(year)
    form = ForewordForm(request.POST or None, initial=draft.forewords if draft is not None else None)
    if form.is_valid():
        done, refusal = attempt(lambda: actions.write_report(year, forewords=form.cleaned_data, by=actor, at=at))
        if done is not None:
            messages.success(request, _("The words are kept. Look at the report, then publish it."))
            return redirect(done)
        form.add_error(None, refusal)
    watch = watching.load(at)
    context = {
        "tabs": tabs(actor, "reports"),
        "form": form,
        "year": year,
        "whole": watching.tally(watching.cards(watch, Filter(year=year))),
    }
    return render(request, "standards/write_report.html", context, status=422 if form.errors else 200)


@for_secretariat
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the figures and publish."""
    done, refusal = attempt(lambda: actions.publish_report(pk, by=actor_of(request), at=timezone.now()))
    if done is None:
        messages.error(request, refusal)
    else:
        messages.success(request, _("The report is public. The PDF and the data in three languages are being made."))
    return redirect("standards:report", pk)


@require_safe
def file(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """A file of a report."""
    found = queries.file_of(pk, key, actor_of(request))
    if found is None:
        raise Http404
    return as_download(found)
