"""The score card of a consultation, and what the secretariat notes for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civikos.kernel.catalog import registry
from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat
from civikos.kernel.languages import of_text
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.forms.standards import NoteStandards, meeting_rows
from civikos.programs.consultations.queries import measuring
from civikos.programs.consultations.states import Status
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation


@require_safe
def standards(request: HttpRequest, pk: int) -> HttpResponse:
    """Every standard with the values behind it and its source; what can be done about what is missing."""
    at, actor = timezone.now(), actor_of(request)
    consultation = load(request, pk)
    card = measuring.score_card(consultation, at=at)
    is_out = consultation.status not in {Status.REGISTERED, Status.WITHDRAWN}
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "standards"),
        "card": card,
        "institution_page": reverse("standards:institution", args=[consultation.draft.institution_id]),
        "meetings": card.facts.meetings or (),
        "next_steps": registry.next_steps(consultation.name, actor, card.missing) if is_out else [],
        "may_note": permissions.may(states.NOTE_STANDARDS, actor, consultation),
    }
    return render(request, "consultations/standards.html", context)


@for_secretariat
def note_standards(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the standards ask for; a short period or urgency needs the reason, or that none was given."""
    actor = actor_of(request)
    consultation = load(request, pk)
    data = request.POST if request.method == "POST" else None
    form = NoteStandards(data, initial=NoteStandards.initial_of(consultation))
    rows = meeting_rows(data, measuring.meetings_of(consultation))
    if data is not None and all(each.is_valid() for each in (form, *rows)):
        held = [row.held() for row in rows if row.is_filled]
        _done, refusal = attempt(
            lambda: actions.note_standards(pk, form.noted(), meetings=held, by=actor, at=timezone.now())
        )
        if not refusal:
            messages.success(request, _("Noted. The score card is measured anew."))
            return redirect("consultations:standards", pk)
        form.add_error(None, refusal)
    failed = data is not None and (bool(form.errors) or any(row.errors for row in rows))
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "standards"),
        "form": form,
        "rows": rows,
        "is_short": measuring.is_short(consultation),
        "may_note": permissions.may(states.NOTE_STANDARDS, actor, consultation),
    }
    return render(request, "consultations/note_standards.html", context, status=422 if failed else 200)
