"""What everybody may see of an election."""

import json
from pathlib import Path

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballotbox import recount
from civikos.kernel.entrance.doors import actor_of
from civikos.kernel.files.actions import content_of
from civikos.kernel.files.downloads import as_download, bytes_as_download
from civikos.procedures.ballots import forms, permissions
from civikos.procedures.ballots.models import Election
from civikos.procedures.ballots.queries import standing
from civikos.procedures.ballots.states import Status

ON_A_PAGE = 25


def load(request: HttpRequest, pk: int) -> Election:
    """The election of a page. Raises Http404 for one that is absent or hidden from the actor."""
    found = standing.get_visible(pk, actor_of(request))
    if found is None:
        raise Http404
    return found


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """Elections, the newest first."""
    actor = actor_of(request)
    page = Paginator(standing.listed(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "ballots/list.html", {"page": page, "may_run": permissions.may_run(actor)})


@require_safe
def election(request: HttpRequest, pk: int) -> HttpResponse:
    """One election: who stands, what is promised, who has voted, the result."""
    found, actor, at = load(request, pk), actor_of(request), timezone.now()
    return render(
        request,
        "ballots/election.html",
        {
            "election": found,
            "candidates": standing.candidates(found),
            "turnout": standing.turnout(found),
            "days": standing.days(found),
            "voters": standing.voters(found) if found.closed_at else [],
            "result": standing.result_of(found),
            "draws": standing.draws(found),
            "is_open": found.is_open_at(at),
            "mine": permissions.electors_of(found, actor) if found.is_open_at(at) else [],
            "may_run": permissions.may_run(actor),
            "is_settled": found.status == Status.SETTLED,
        },
    )


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for the marks of one's own phrase in the count; the phrase is not kept."""
    found = load(request, pk)
    if found.dossier is None:
        raise Http404
    form = forms.PhraseForm(request.POST or None)
    marks = None
    if request.method == "POST" and form.is_valid():
        held = json.loads(content_of(found.dossier))
        codes = recount.own_marks(held, form.cleaned_data["phrase"])
        names = {row.code: row.name for row in standing.candidates(found)}
        marks = [names.get(code, "") for code in codes]
    return render(
        request, "ballots/check.html", {"election": found, "form": form, "marks": marks, "is_asked": marks is not None}
    )


@require_safe
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier, for whoever wants to count again."""
    found = load(request, pk)
    if found.dossier is None:
        raise Http404
    return as_download(found.dossier)


@require_safe
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """What was fixed at opening, of which the digest is made."""
    found = load(request, pk)
    if not found.rules:
        raise Http404
    data = json.dumps(found.rules, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return bytes_as_download(data, f"rules-{pk}.json", "application/json")


@require_safe
def recount_program(request: HttpRequest) -> HttpResponse:
    """The small program that counts a dossier again."""
    return bytes_as_download(Path(recount.__file__).read_bytes(), "recount.py", "text/x-python")
