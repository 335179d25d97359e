"""Sheets: send one in, say what its headings hold, look at what was understood, take it over, take it back."""

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat
from civikos.kernel.files.downloads import as_download, bytes_as_download
from civikos.kernel.languages import of_text
from civikos.programs.standards import actions
from civikos.programs.standards.forms.sheets import MappingForm, SheetForm
from civikos.programs.standards.papers.workbook import empty_sheet
from civikos.programs.standards.queries import sheets as queries
from civikos.programs.standards.queries.sheets import SHOWN, Understood
from civikos.programs.standards.states import SheetStatus
from civikos.programs.standards.views.pages import XLSX, tabs

MOST_ERRORS = 200


@for_secretariat
def listing(request: HttpRequest) -> HttpResponse:
    """Sheets that came, and a form for the next one."""
    actor = actor_of(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said, upload = form.cleaned_data, form.cleaned_data["file"]
        done, refusal = attempt(
            lambda: actions.keep_sheet(
                upload.read(),
                name=upload.name,
                kind=said["kind"],
                source=said["source"].strip(),
                by=actor,
                at=timezone.now(),
            )
        )
        if done is not None:
            messages.success(request, _("The sheet was read. Look at what was understood, then take it over."))
            return redirect(done)
        form.add_error("file", refusal)
    context = {"tabs": tabs(actor, "sheets"), "form": form, "sheets": queries.sheets(actor)}
    return render(request, "standards/sheets.html", context, status=422 if form.errors else 200)


@for_secretariat
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What was understood of a sheet: headings, the first rows, every row that cannot be taken over and why."""
    at, actor = timezone.now(), actor_of(request)
    row = queries.sheet(pk, actor)
    if row is None:
        raise Http404
    understood = queries.understand(row, at=at) if row.status == SheetStatus.READ else Understood(kind=row.kind)
    mapping = {int(place): code for place, code in row.mapping.items()}
    form = MappingForm(request.POST or None, headings=understood.headings, kind=row.kind, mapping=mapping)
    if request.method == "POST" and form.is_valid():
        _done, refusal = attempt(lambda: actions.change_mapping(pk, mapping=form.chosen, by=actor, at=at))
        if not refusal:
            return redirect("standards:sheet", pk)
        form.add_error(None, refusal)
    language = of_text()
    headings = {each.code: each.heading(language) for each in queries.columns_of(row.kind)}
    context = {
        "tabs": tabs(actor, "sheets"),
        "sheet": row,
        "understood": understood,
        "form": form,
        "missing": [headings[code] for code in understood.missing],
        "samples": understood.rows[:SHOWN],
        "ready": len(understood.ready),
        "left": len(understood.rows) - len(understood.ready),
        "errors": (queries.errors_as_rows(understood.errors) if row.status == SheetStatus.READ else row.errors)[
            :MOST_ERRORS
        ],
        "is_read": row.status == SheetStatus.READ,
        "is_taken": row.status == SheetStatus.TAKEN,
    }
    return render(request, "standards/sheet.html", context, status=422 if form.errors else 200)


@for_secretariat
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take a sheet over, or take everything that came with it back."""
    verbs = {"take": actions.take_sheet, "undo": actions.undo_sheet}
    if verb not in verbs:
        raise Http404
    done, refusal = attempt(lambda: verbs[verb](pk, by=actor_of(request), at=timezone.now()))
    if done is None:
        messages.error(request, refusal)
    elif verb == "take":
        messages.success(
            request,
            ngettext("%(n)s row was taken over.", "%(n)s rows were taken over.", done.taken) % {"n": done.taken},
        )
    else:
        messages.success(request, _("Everything that came with this sheet is out of the watch again."))
    return redirect("standards:sheet", pk)


@for_secretariat
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it came."""
    row = queries.sheet(pk, actor_of(request))
    if row is None:
        raise Http404
    return as_download(row.file)


@for_secretariat
@require_safe
def left(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that could not be taken over, as they stood, with the reason in the last column: to put right and send again."""
    at = timezone.now()
    row = queries.sheet(pk, actor_of(request))
    if row is None:
        raise Http404
    understood = queries.understand(row, at=at)
    told: dict[int, list[str]] = {}
    for error in row.errors if row.status != SheetStatus.READ else queries.errors_as_rows(understood.errors):
        told.setdefault(error["line"], []).append(
            f"{error['column']}: {error['message']}" if error["column"] else error["message"]
        )
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([*understood.headings, _("why it was left")])
    for each in understood.rows:
        if each.line in told:
            writer.writerow([*each.cells, " · ".join(told[each.line])])
    return bytes_as_download(target.getvalue().encode("utf-8-sig"), f"left-{pk}.csv", "text/csv; charset=utf-8")


@for_secretariat
@require_safe
def empty(request: HttpRequest) -> HttpResponse:
    """An empty sheet with our headings in the reader's language."""
    return bytes_as_download(empty_sheet(of_text()), "civikos.xlsx", XLSX)
