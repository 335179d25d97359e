"""Files of a consultation: as they came, as they were handed over, and the matrix as it stands now."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from civikos.kernel.entrance.doors import actor_of, attempt
from civikos.kernel.files.downloads import as_download, bytes_as_download
from civikos.kernel.languages import of_text
from civikos.programs.consultations import permissions
from civikos.programs.consultations.actions import exports, papers
from civikos.programs.consultations.queries import mailed, matrix, returning
from civikos.programs.consultations.queries import papers as gathered
from civikos.programs.consultations.views.matrix import wanted_of
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}


def file(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """A stored file, if it belongs to this consultation and the person may read it now: asked at every download."""
    consultation = load(request, pk)
    actor = actor_of(request)
    found = (
        gathered.file_of(consultation, key)
        or returning.content_of(consultation, key, actor)
        or mailed.attachment_of(consultation, key, actor)
    )
    if found is None:
        raise Http404
    stored, kind = found
    if kind and not permissions.may_read_paper(kind, actor, consultation):
        raise Http404
    return as_download(stored)


def matrix_file(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The matrix as it stands, in one of five forms, filtered as the page of the matrix, for whoever may read it."""
    consultation = load(request, pk)
    if format not in MEDIA_TYPES or not matrix.may_be_read(consultation, actor_of(request)):
        raise Http404
    wanted = wanted_of(request.GET)
    if exports.is_long(format, matrix.count(consultation, wanted)):
        return redirect("consultations:matrix_export", pk, format)
    name = f"{_('matrix')}-{pk}.{format}"
    return bytes_as_download(papers.matrix_as(consultation, format, wanted), name, MEDIA_TYPES[format])


@require_http_methods(["GET", "HEAD", "POST"])
def matrix_export(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """A long matrix as PDF: asked for by POST, then how far it is, then the file (`file`). By htmx the progress alone."""
    consultation, actor = load(request, pk), actor_of(request)
    if format != "pdf" or not matrix.may_be_read(consultation, actor):
        raise Http404
    if request.method == "POST":
        attempt(lambda: exports.ask_export(pk, format, by=actor, at=timezone.now()))
        return redirect("consultations:matrix_export", pk, format)
    row = gathered.export_of(consultation, format)
    if "file" in request.GET:
        if row is None or row.file is None:
            raise Http404
        return as_download(row.file)
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "matrix"),
        "export": row,
        "format": format,
        "points": matrix.count(consultation, matrix.Filter()),
    }
    template = "_export" if request.htmx else "matrix_export"  # type: ignore[attr-defined]
    return render(request, f"consultations/{template}.html", context)
