"""The text beside its source, and putting it right."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.languages import of_text
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.forms import officer as forms
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import amending
from civikos.programs.consultations.queries import text as queries
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.queries import Block

VERBS = {"correct": forms.Correct, "divide": forms.Divide, "join": None}
PLACES = {"right": True, "doubtful": False}
FIRST_PLACES = 12


@for_secretariat
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The source on the left, what was made of it on the right, one window of articles in one language at a time."""
    consultation = load(request, pk)
    return _page(
        request,
        consultation,
        request.GET.get("language", ""),
        request.GET.get("at", ""),
        request.GET.get("edit", ""),
        {},
    )


@require_POST
@for_secretariat
def correct(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """
    Correct (`correct`), join to the one before (`join`) or divide (`divide`) a provision; a refusal keeps what was typed.
    Tick a doubtful place off (`right`), or take that back (`doubtful`).
    """
    if verb in PLACES:
        return _mark(request, pk, is_right=PLACES[verb])
    if verb not in VERBS:
        raise Http404
    consultation, at, actor = load(request, pk), timezone.now(), actor_of(request)
    language, eid, unit = (request.POST.get(name, "") for name in ("language", "eid", "at"))
    kind = VERBS[verb]
    form = kind(request.POST, auto_id=f"{verb}_%s") if kind is not None else None
    if form is not None and not form.is_valid():
        return _page(request, consultation, language, unit, eid, {verb: form}, status=422)
    said: dict[str, Any] = form.cleaned_data if form is not None else {}
    if verb == "correct":
        _done, refusal = attempt(lambda: actions.correct_provision(pk, eid, language, by=actor, at=at, **said))
    elif verb == "divide":
        _done, refusal = attempt(lambda: actions.divide_provision(pk, eid, language, by=actor, at=at, **said))
    else:
        _done, refusal = attempt(lambda: actions.join_provision(pk, eid, by=actor, at=at))
    if refusal:
        if form is None:
            messages.error(request, refusal)
        else:
            form.add_error(None, refusal)
        return _page(request, consultation, language, unit, eid, {verb: form} if form is not None else {}, status=422)
    said_of = {
        "correct": _("The correction is saved."),
        "join": _("The provision was joined to the one before it."),
        "divide": _("The provision was divided."),
    }
    messages.success(request, said_of[verb])
    return redirect(f"{reverse('consultations:text', args=[pk])}?language={language}&at={unit}#{unit}")


def _mark(request: HttpRequest, pk: int, *, is_right: bool) -> HttpResponse:
    language, unit = request.POST.get("language", ""), request.POST.get("at", "")
    number = request.POST.get("place", "")
    load(request, pk)
    told(
        request,
        lambda: actions.mark_place(
            pk,
            language,
            int(number) if number.isdecimal() and len(number) < 8 else -1,
            is_right=is_right,
            by=actor_of(request),
            at=timezone.now(),
        ),
        _("Noted: the place is right as it is.") if is_right else _("The place is in the list again."),
    )
    query = urlencode({"language": language, "at": unit})
    return redirect(f"{reverse('consultations:text', args=[pk])}?{query}#places")


def _page(
    request: HttpRequest,
    consultation: Consultation,
    language: str,
    at: str,
    edit: str,
    bound: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    expressions = legislation.doubtful(consultation.version)
    by_language = {each.language: each for each in expressions}
    expression = by_language.get(language) or by_language.get(of_text()) or expressions[0]
    page = queries.text_page(consultation.version, expression, at or edit, expression.language)
    edited = next((block for unit in page.units for block in unit.blocks if block.eid == edit), None)
    languages = list(by_language)
    doubts = queries.doubts_of(consultation.version, expression)
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor_of(request), "text"),
        "expression": expression,
        "expressions": expressions,
        "page": page,
        "language": expression.language,
        "doubts": doubts,
        "first_places": doubts.left[:FIRST_PLACES],
        "more_places": doubts.left[FIRST_PLACES:],
        "open_places": {each.language: queries.open_places(each) for each in expressions},
        "missing": queries.missing_counterparts(consultation.version, languages, expression.language),
        "may_correct": permissions.may(states.CORRECT_TEXT, actor_of(request), consultation),
        "may_distribute": permissions.may(states.DISTRIBUTE, actor_of(request), consultation),
        "amends": amending.looks_amending(consultation.draft),
        "edited": edited,
        "at": page.units[0].eid if page.units else "",
        **_forms(edited, expression.language, bound),
    }
    return render(request, "consultations/text.html", context, status=status)


def _forms(edited: Block | None, language: str, bound: dict[str, Any]) -> dict[str, Any]:
    if edited is None:
        return {"correct_form": None, "divide_form": None}
    words = edited.words.get(language)
    initial = {"number": edited.number, "heading": words.heading if words else "", "text": words.text if words else ""}
    return {
        "correct_form": bound.get("correct") or forms.Correct(initial=initial, auto_id="correct_%s"),
        "divide_form": bound.get("divide") or forms.Divide(initial={"kind": "paragraph"}, auto_id="divide_%s"),
    }
