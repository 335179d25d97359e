"""What an amending draft changes in other acts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from civikos.kernel.entrance.doors import actor_of
from civikos.kernel.languages import of_text
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import amending as queries
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation

PAGE_SIZE = 20


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """
    The instructions of an amending draft, act by act; with `?act=` one of those acts with the change carried out, where
    its text is here.
    """
    consultation, actor = load(request, pk), actor_of(request)
    found = queries.amending(consultation, of_text())
    context: dict[str, Any] = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "changes"),
        "language": found.language,
    }
    number = request.GET.get("act", "")
    if number:
        return render(
            request, "consultations/changed_act.html", context | _changed(request, consultation, found, number)
        )
    acts = queries.amended_acts(consultation, found, actor) if found.is_amending else []
    return render(request, "consultations/changes.html", context | {"is_amending": found.is_amending, "acts": acts})


def _changed(request: HttpRequest, consultation: Consultation, found: queries.Amending, number: str) -> dict[str, Any]:
    if number not in {each.act.number for each in found.instructions}:
        raise Http404
    base = queries.bases_of([number], consultation, actor_of(request)).get(number)
    if base is None:
        raise Http404
    result = queries.with_the_change(found, base, number)
    every = "all" in request.GET
    articles = [each for each in result.articles if every or each.is_changed]
    at = request.GET.get("page", "")
    page = Paginator(articles, PAGE_SIZE).get_page(int(at) if at.isdecimal() and len(at) < 6 else 1)
    return {
        "number": number,
        "base": base,
        "base_title": legislation.title_in(base.draft, found.language),
        "page": page,
        "every": every,
        "failed": result.failed,
    }
