"""Papers of an adopted position: as they were made, its data, the document it is about; sending them to the addressee."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.entrance.doors import for_secretariat, told
from civikos.kernel.files.downloads import as_download, bytes_as_download
from civikos.programs.positions import actions
from civikos.programs.positions.actions import papers
from civikos.programs.positions.queries import listing
from civikos.programs.positions.views.pages import load


@require_safe
def paper(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """A paper, for whoever may read the adopted position: asked at every download."""
    asked = load(request, pk)
    found = next((each for each in listing.all_papers(asked.position) if each.file.key == key), None)
    if found is None or asked.position.adopted_at is None:
        raise Http404
    return as_download(found.file)


@require_safe
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """The points of an adopted position as JSON, as it stands now: withdrawal, correction and dissent included."""
    asked = load(request, pk)
    if asked.position.adopted_at is None:
        raise Http404
    return bytes_as_download(papers.data_of(asked.position), f"position-{pk}.json", "application/json")


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document that the position is about."""
    asked = load(request, pk)
    stored = asked.position.document
    if stored is None:
        raise Http404
    return as_download(stored)


@require_POST
@for_secretariat
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send letter and annex to the addressee."""
    asked = load(request, pk)
    say = _("Letter and annex are on their way to the addressee.")
    told(request, lambda: actions.send_to_addressee(pk, by=asked.actor, at=asked.at), say)
    return redirect(asked.position)
