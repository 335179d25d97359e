"""Pages of the secretariat: register a draft, move its deadlines, publish, hide, report, withdraw, history."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.languages import of_text
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.forms import officer as forms
from civikos.programs.consultations.forms.uploads import (
    Documents,
    Texts,
    gather_documents,
    gather_texts,
    texts_and_documents_of,
)
from civikos.programs.consultations.models import Consultation, ReceivedDraft
from civikos.programs.consultations.queries import contradictions, deadlines, figures, intake_mail, measuring
from civikos.programs.consultations.queries import history as trail
from civikos.programs.consultations.queries.deadlines import Outlook
from civikos.programs.consultations.states import DraftStatus
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.reading import most_scanned_pages


@for_secretariat
def register(request: HttpRequest) -> HttpResponse:
    """
    Register a draft. Files are read at once and kept whatever is refused; titles are taken from the texts and shown first.

    `?mail=` fills the form from a draft that came by mail. By htmx with GET it answers the hint about the deadlines alone.
    """
    at, actor = timezone.now(), actor_of(request)
    if request.method != "POST":
        if request.htmx:  # type: ignore[attr-defined]
            return _deadline_hint(request, forms.Register(request.GET), at)
        initial = forms.today_and(deadlines.usual_time(timezone.localdate(at)))
        received = _received(request.GET.get("mail", ""), actor)
        if received is not None:
            return _register_received(request, received, initial, actor, at)
        form = forms.Register(initial=initial)
        return _register_page(
            request, form, Texts(), gather_documents(request, actor, legislation.document_kinds()), None
        )
    texts = gather_texts(request, actor)
    documents = gather_documents(request, actor, legislation.document_kinds())
    data = request.POST.copy()
    filled = [
        language
        for language, title in texts.titles().items()
        if title and not data.get(f"title_{language}", "").strip()
    ]
    for language in filled:
        data[f"title_{language}"] = texts.titles()[language]
    if "register" not in request.POST:
        form = forms.Register(data)
        outlook = _outlook_of(form, at)
        _only(form, texts.refusals + documents.refusals)
        return _register_page(request, form, texts, documents, outlook)
    form = forms.Register(data)
    valid = form.is_valid()
    outlook = _outlook_of(form, at)
    for refusal in [*texts.refusals, *documents.refusals]:
        form.add_error(None, refusal)
    if valid and not form.titles:
        form.add_error("title_sq", _("Write the title in at least one language."))
    if filled and not form.errors:
        messages.info(request, _("The titles were taken from the texts. Check them, then register."))
    elif not form.errors and documents.is_valid and outlook is not None:
        done = _register(request, form, texts, documents, outlook, actor, at)
        if done is not None:
            messages.success(request, _("The draft is registered. Compare the text with the source, then send it out."))
            return redirect("consultations:text", done.pk)
    return _register_page(
        request, form, texts, documents, outlook, status=422 if form.errors or not documents.is_valid else 200
    )


def _received(key: str, actor: Actor) -> ReceivedDraft | None:
    row = intake_mail.draft_of(int(key), actor) if key.isdecimal() and len(key) < 18 else None
    return row if row is not None and row.status == DraftStatus.WAITING else None


def _register_received(
    request: HttpRequest, received: ReceivedDraft, initial: dict[str, Any], actor: Actor, at: datetime
) -> HttpResponse:
    """The form as the mail of an institution fills it: nothing is sure, everything can be changed."""
    texts, documents = texts_and_documents_of(intake_mail.files_of(received), actor, legislation.document_kinds())
    titles = {language: title for language, title in texts.titles().items() if title}
    if not titles and received.title:
        titles = {received.language: received.title}
    initial |= {f"title_{language}": title for language, title in titles.items()}
    initial |= {
        "mail": received.pk,
        "institution": str(received.institution_id or ""),
        "opened_on": timezone.localdate(received.arrived_at),
        "government_on": received.deadline_on,
    }
    return _register_page(request, forms.Register(initial=initial), texts, documents, None, received=received)


def _register(
    request: HttpRequest,
    form: forms.Register,
    texts: Texts,
    documents: Documents,
    outlook: Outlook,
    actor: Actor,
    at: datetime,
) -> Consultation | None:
    said = form.cleaned_data
    received = said["mail"]

    def register_(**draft: Any) -> Consultation:
        return actions.register_received(received, **draft) if received else actions.register_draft(**draft)

    done, refusal = attempt(
        lambda: register_(
            titles=form.titles,
            kind=said["kind"],
            institution=said["institution"],
            reference=said["reference"].strip(),
            place=said["place"],
            topics=list(said["topics"]),
            texts=texts.read,
            documents=documents.accompanying,
            opened_on=said["opened_on"],
            members_until=outlook.members_until,
            government_until=outlook.government_until,
            is_public=said["is_public"],
            summary=said["summary"].strip(),
            without_articles=said["without_articles"],
            request_key=said["request_key"],
            by=actor,
            at=at,
        )
    )
    if refusal:
        form.add_error(None, refusal)
    return done


def _only(form: forms.Register, refusals: list[str]) -> None:
    # The files were read, the form was not sent: what is missing in it is not an error yet.
    form.errors.clear()
    for refusal in refusals:
        form.add_error(None, refusal)


def _outlook_of(form: forms.Deadlines, at: datetime) -> Outlook | None:
    """What the deadlines mean, as far as the form says them."""
    form.is_valid()
    said = form.cleaned_data
    if not said.get("government_on") or not said.get("government_at"):
        return None
    institution = said.get("institution")
    return deadlines.outlook(
        government_until=form.government_until,
        members_until=form.members_until,
        opened_on=said.get("opened_on") or timezone.localdate(at),
        institution_kind=institution.kind if institution is not None else "",
        at=at,
    )


def _deadline_hint(request: HttpRequest, form: forms.Deadlines, at: datetime) -> HttpResponse:
    return render(request, "consultations/_deadline_hint.html", {"outlook": _outlook_of(form, at)})


def _register_page(
    request: HttpRequest,
    form: forms.Register,
    texts: Texts,
    documents: Documents,
    outlook: Outlook | None,
    status: int = 200,
    received: ReceivedDraft | None = None,
) -> HttpResponse:
    if received is None:
        received = _received(str(form.data.get("mail", "")) if form.is_bound else "", actor_of(request))
    return render(
        request,
        "consultations/register.html",
        {
            "received": received,
            "form": form,
            "texts": texts,
            "documents": documents,
            "outlook": outlook,
            "recognizes": most_scanned_pages(),
        },
        status=status,
    )


@for_secretariat
def deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the deadlines; everybody invited is told. By htmx with GET it answers the hint alone."""
    at, actor = timezone.now(), actor_of(request)
    consultation = load(request, pk)
    institution_kind = consultation.draft.institution.kind
    if request.method == "GET" and request.htmx:  # type: ignore[attr-defined]
        form = forms.ChangeDeadline(request.GET)
        return render(
            request,
            "consultations/_deadline_hint.html",
            {"outlook": _outlook_for(consultation, form, institution_kind, at)},
        )
    local = {name: timezone.localtime(getattr(consultation, name)) for name in ("members_until", "government_until")}
    form = forms.ChangeDeadline(
        request.POST or None,
        initial={
            "government_on": local["government_until"].date(),
            "government_at": local["government_until"].time(),
            "members_on": local["members_until"].date(),
            "members_at": local["members_until"].time(),
        },
    )
    outlook = (
        _outlook_for(consultation, form, institution_kind, at)
        if form.is_bound
        else deadlines.outlook(
            government_until=consultation.government_until,
            members_until=consultation.members_until,
            opened_on=consultation.opened_on,
            institution_kind=institution_kind,
            at=at,
        )
    )
    if form.is_bound and form.is_valid() and outlook is not None:
        _done, refusal = attempt(
            lambda: actions.change_deadline(
                pk,
                members_until=outlook.members_until,
                government_until=outlook.government_until,
                reason=form.cleaned_data["reason"].strip(),
                by=actor,
                at=at,
            )
        )
        if not refusal:
            messages.success(request, _("The deadlines have been moved. Everybody who was invited is told by mail."))
            return redirect("consultations:distribution", pk)
        form.add_error(None, refusal)
    context = {
        **_common(request, consultation, "deadline"),
        "form": form,
        "outlook": outlook,
        "may_change": permissions.may(states.CHANGE_DEADLINE, actor, consultation),
    }
    return render(request, "consultations/deadline.html", context, status=422 if form.errors else 200)


def _outlook_for(
    consultation: Consultation, form: forms.ChangeDeadline, institution_kind: str, at: datetime
) -> Outlook | None:
    form.is_valid()
    said = form.cleaned_data
    if not said.get("government_on") or not said.get("government_at"):
        return None
    return deadlines.outlook(
        government_until=form.government_until,
        members_until=form.members_until,
        opened_on=consultation.opened_on,
        institution_kind=institution_kind,
        at=at,
    )


def _common(request: HttpRequest, consultation: Consultation, page: str) -> dict[str, object]:
    return {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor_of(request), page),
    }


@require_POST
@for_secretariat
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody read what members said."""
    actor = actor_of(request)
    told(
        request,
        lambda: actions.publish_contributions(pk, by=actor, at=timezone.now()),
        _("Everybody can read the contributions now."),
    )
    return redirect("consultations:room", pk)


@for_secretariat
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide a contribution that breaks the rules of the house, with a public reason."""
    actor = actor_of(request)
    contribution = trail.contribution_for_officer(pk, actor)
    if contribution is None:
        raise Http404
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        _done, refusal = attempt(
            lambda: actions.hide_contribution(
                pk, reason=form.cleaned_data["reason"].strip(), by=actor, at=timezone.now()
            )
        )
        if not refusal:
            messages.success(request, _("The contribution is hidden; the reason stays in its place."))
            return redirect("consultations:room", contribution.consultation_id)
        form.add_error(None, refusal)
    context = {"form": form, "contribution": contribution, "consultation": contribution.consultation}
    return render(request, "consultations/hide.html", context, status=422 if form.errors else 200)


@for_secretariat
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The institution took its draft back."""
    actor = actor_of(request)
    consultation = load(request, pk)
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        _done, refusal = attempt(
            lambda: actions.withdraw_consultation(
                pk, reason=form.cleaned_data["reason"].strip(), by=actor, at=timezone.now()
            )
        )
        if not refusal:
            messages.success(request, _("The consultation is withdrawn. Everything that was said stays readable."))
            return redirect("consultations:room", pk)
        form.add_error(None, refusal)
    context = {
        **_common(request, consultation, ""),
        "form": form,
        "may_withdraw": permissions.may(states.WITHDRAW, actor, consultation),
    }
    return render(request, "consultations/withdraw.html", context, status=422 if form.errors else 200)


@for_secretariat
def publish_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the figures and standards as they will stand, then publish the report."""
    at, actor = timezone.now(), actor_of(request)
    consultation = load(request, pk)
    form = forms.ReportForm(request.POST or None)
    if form.is_valid():
        _done, refusal = attempt(
            lambda: actions.publish_report(
                pk,
                foreword=form.cleaned_data["foreword"],
                despite=form.cleaned_data["despite"] or 0,
                by=actor,
                at=at,
            )
        )
        if not refusal:
            messages.success(
                request,
                _("The report is public. The PDF in three languages is being made, and everybody invited is told."),
            )
            return redirect("consultations:report", pk)
        form.add_error(None, refusal)
    counted = figures.figures(consultation)
    context = {
        **_common(request, consultation, "publish_report"),
        "form": form,
        "figures": counted,
        "taken_up": counted.text,
        "contradictions": contradictions.counted(consultation),
        "standards": measuring.score_card(consultation, at=at).findings,
        "may_publish": permissions.may(states.REPORT, actor, consultation),
        "days_left": workdays.working_days_left(at, consultation.government_until),
    }
    return render(request, "consultations/publish_report.html", context, status=422 if form.errors else 200)


@for_secretariat
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what, when, by which door, on what basis."""
    consultation = load(request, pk)
    decisions_only = "all" not in request.GET
    page, entries = trail.history_page(consultation, _number(request.GET.get("page")), decisions_only=decisions_only)
    context = {
        **_common(request, consultation, "history"),
        "page": page,
        "entries": entries,
        "decisions_only": decisions_only,
    }
    return render(request, "consultations/history.html", context)


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() else 1
