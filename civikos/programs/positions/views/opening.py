"""Pages of the secretariat: open a position, change its plan, end or correct it, let it go on."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.catalog import registry
from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import DOCUMENTS
from civikos.kernel.files.models import StoredFile
from civikos.kernel.languages import of_text
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import room
from civikos.programs.positions import actions, forms, permissions, states
from civikos.programs.positions.actions import opening
from civikos.programs.positions.models import Position
from civikos.programs.positions.queries import related
from civikos.programs.positions.views.pages import load, page
from civikos.registers.legislation import queries as legislation


@require_safe
def of_consultation(request: HttpRequest, consultation: int) -> HttpResponse:
    """From a consultation to its position under way or adopted; where there is none the secretariat may open one."""
    actor = actor_of(request)
    found = related.current_of(consultation, actor)
    if found is not None:
        return redirect(found)
    if actor.is_anonymous:
        return redirect_to_login(request.get_full_path())
    if room.get_visible(consultation, actor) is None:
        raise Http404
    if actor.is_secretariat:
        return redirect(f"{reverse('positions:open')}?consultation={consultation}")
    messages.info(request, _("There is no joint position on this draft yet."))
    return redirect("consultations:room", consultation)


@for_secretariat
def open_page(request: HttpRequest) -> HttpResponse:
    """Open the internal round, on a draft under consultation or on a subject of its own."""
    actor, at = actor_of(request), timezone.now()
    asked = request.POST.get("consultation") or request.GET.get("consultation", "")
    consultation = room.get_visible(int(asked), actor) if asked.isdecimal() else None
    on_consultation = consultation is not None
    if request.method != "POST":
        initial = {"consultation": consultation.pk if consultation else None, "subject": request.GET.get("subject", "")}
        about = request.GET.get("about", "")
        if about and registry.is_visible(about, actor):
            # A statement begun where an institution owes something: what it is about, and to whom.
            initial |= {"title": registry.title_of(about)[:300], "addressee": registry.institution_of(about)}
        form = forms.Open(initial=initial, on_consultation=on_consultation)
        return _open_page(request, form, consultation, at)
    form = forms.Open(request.POST, request.FILES, on_consultation=on_consultation)
    if form.is_valid():
        document = _document(request, form)
        subject = _subject(form, consultation, document)
        if not form.errors:
            done, refusal = attempt(
                lambda: actions.open_position(
                    subject,
                    form.planned(),
                    rapporteur=form.cleaned_data["rapporteur"],
                    working_group=form.cleaned_data["working_group"],
                    request_key=form.cleaned_data["request_key"],
                    by=actor,
                    at=at,
                )
            )
            if done is not None:
                messages.success(request, _("The internal round is open; the members have been written to."))
                return redirect(done)
            form.add_error(None, refusal)
    return _open_page(request, form, consultation, at, status=422)


def _document(request: HttpRequest, form: forms.Open) -> StoredFile | None:
    sent = request.FILES.get("document") if "document" in form.fields else None
    if sent is None:
        return None
    try:
        return files.store(
            sent.read(), name=sent.name or "", accepted=DOCUMENTS, by=actor_of(request), at=timezone.now()
        )
    except Refused as refusal:
        form.add_error("document", str(refusal))
        return None


def _subject(form: forms.Open, consultation: Consultation | None, document: StoredFile | None) -> opening.Subject:
    said = form.cleaned_data
    common = {
        "summary": said["summary"],
        "language": said["language"],
        "letter_language": said["letter_language"],
        "is_public": said["is_public"],
    }
    if consultation is not None:
        return opening.Subject(kind=Position.Subject.CONSULTATION, consultation=consultation.pk, **common)
    return opening.Subject(
        kind=said["subject"],
        title=said["title"],
        addressee=said["addressee"],
        addressee_name=said["addressee_name"],
        document=document,
        document_url=said["document_url"],
        topics=[each.pk for each in said["topics"]],
        **common,
    )


def _open_page(
    request: HttpRequest, form: Form, consultation: Consultation | None, at: datetime, *, status: int = 200
) -> HttpResponse:
    rules, proposed, refusal = None, None, ""
    try:
        rules = opening.rules_on(at)
        proposed = opening.proposed_plan(rules, at, consultation.members_until if consultation else None)
    except Refused as no_rules:
        refusal = str(no_rules)
    context = {
        "form": form,
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()) if consultation else "",
        "proposed": proposed,
        "rules": rules.told(of_text()) if rules else [],
        "refusal": refusal,
    }
    return render(request, "positions/open.html", context, status=status)


@for_secretariat
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the ends of the phases, and name who drafts."""
    asked = load(request, pk)
    row = asked.position
    may = permissions.may(states.PLAN, asked.actor, row)
    if request.method != "POST":
        initial = {
            "gather_on": timezone.localdate(row.gather_until),
            "draft_on": timezone.localdate(row.draft_until),
            "consent_on": timezone.localdate(row.consent_until),
            "short_reason": row.short_reason,
            "rapporteur": row.rapporteur.email if row.rapporteur else "",
            "working_group": row.working_group,
        }
        form = forms.Plan(initial=initial)
        return page(asked, "position", "positions/plan.html", {"form": form, "may_plan": may})
    form = forms.Plan(request.POST)
    if form.is_valid():
        _done, refusal = attempt(
            lambda: actions.change_plan(
                pk,
                form.planned(),
                rapporteur=form.cleaned_data["rapporteur"],
                working_group=form.cleaned_data["working_group"],
                by=asked.actor,
                at=asked.at,
            )
        )
        if not refusal:
            messages.success(request, _("The plan is changed."))
            return redirect(row)
        form.add_error(None, refusal)
    return page(asked, "position", "positions/plan.html", {"form": form, "may_plan": may}, status=422)


@for_secretariat
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End the procedure, or take an adopted position back, with a reason."""
    asked = load(request, pk)
    form = forms.Reason(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        _done, refusal = attempt(lambda: actions.withdraw_position(pk, reason, by=asked.actor, at=asked.at))
        if not refusal:
            messages.success(request, _("The position is withdrawn; the members have been told."))
            return redirect(asked.position)
        form.add_error(None, refusal)
    context = {"form": form, "may": permissions.may(states.WITHDRAW, asked.actor, asked.position)}
    return page(asked, "position", "positions/withdraw.html", context, status=422 if form.errors else 200)


@for_secretariat
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a corrected edition of an adopted position."""
    asked = load(request, pk)
    form = forms.Reason(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done, refusal = attempt(lambda: actions.correct_position(pk, reason, by=asked.actor, at=asked.at))
        if done is not None:
            messages.success(
                request, _("The corrected edition is open: change its passages, then put it to the members.")
            )
            return redirect("positions:draft", done.pk)
        form.add_error(None, refusal)
    context = {"form": form, "may": permissions.may(states.CORRECT, asked.actor, asked.position)}
    return page(asked, "position", "positions/correct.html", context, status=422 if form.errors else 200)


@require_POST
@for_secretariat
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the procedure on when a deadline is over."""
    asked = load(request, pk)
    told(request, lambda: actions.go_on(pk, by=asked.actor, at=asked.at), _("The procedure has gone on."))
    return redirect(asked.position)


@require_POST
@for_secretariat
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind organizations that are silent."""
    asked = load(request, pk)
    count, refusal = attempt(lambda: actions.remind(pk, by=asked.actor, at=asked.at))
    if refusal:
        messages.error(request, refusal)
    else:
        n = count or 0
        messages.success(request, ngettext("%(n)s person was reminded.", "%(n)s people were reminded.", n) % {"n": n})
    return redirect("positions:roll", pk)
