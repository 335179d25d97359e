"""The trail of a position: what was done, and how each passage stood before."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from civikos.programs.positions.queries import history as trail
from civikos.programs.positions.views.pages import load_near, members_only, page


@members_only
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what, when, by which door; versions of passages with their differences; editions."""
    asked = load_near(request, pk)
    shown, entries = trail.page_of(asked.position, request.GET.get("page"))
    context = {
        "page": shown,
        "entries": entries,
        "changes": trail.changes_of(asked.position),
        "editions": trail.editions_of(asked.position, asked.actor),
    }
    return page(asked, "history", "positions/history.html", context)
