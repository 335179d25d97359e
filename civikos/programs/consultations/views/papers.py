"""Files of a consultation: as they came, as they were handed over, and the matrix as it stands now."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from civikos.kernel.files.downloads import as_download, bytes_as_download
from civikos.programs.consultations import permissions
from civikos.programs.consultations.actions import papers
from civikos.programs.consultations.queries import matrix, returning
from civikos.programs.consultations.queries import papers as gathered
from civikos.programs.consultations.views.pages import actor_of, load

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
    found = gathered.file_of(consultation, key) or returning.content_of(consultation, key, actor_of(request))
    if found is None:
        raise Http404
    stored, kind = found
    if kind and not permissions.may_read_paper(kind, actor_of(request), consultation):
        raise Http404
    return as_download(stored)


def matrix_file(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The matrix as it stands, in one of four forms, for whoever may read it."""
    consultation = load(request, pk)
    if format not in MEDIA_TYPES or not matrix.may_be_read(consultation, actor_of(request)):
        raise Http404
    name = f"{_('matrix')}-{pk}.{format}"
    return bytes_as_download(papers.matrix_as(consultation, format), name, MEDIA_TYPES[format])
