"""Writing a request and sending it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from civikos.kernel.catalog import registry
from civikos.kernel.catalog.registry import Missing
from civikos.kernel.entrance.doors import actor_of, attempt, told
from civikos.kernel.files.downloads import bytes_as_download
from civikos.kernel.files.kinds import Kind
from civikos.programs.information_requests import actions, letters, permissions
from civikos.programs.information_requests.actions import sending
from civikos.programs.information_requests.actions.sending import papers_as, request_paper
from civikos.programs.information_requests.forms import asking as forms
from civikos.programs.information_requests.models import InformationRequest
from civikos.programs.information_requests.queries.clock import RuleRow
from civikos.programs.information_requests.queries.standing import frozen_rules
from civikos.programs.information_requests.states import Status
from civikos.programs.information_requests.views.pages import for_those_who_may_ask, working
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization

KINDS = {"pdf": Kind.PDF, "docx": Kind.DOCX}


def rules_of_today(at: datetime) -> dict[str, RuleRow]:
    """The rules that a request sent now would have."""
    return {key: RuleRow(**row) for key, row in frozen_rules(timezone.localdate(at)).items()}


def proposed(reason: str, language: str, about: str, data: Any, at: datetime) -> letters.Drafted:
    """The letter as the profile proposes it for what a form says so far."""
    urgency = data.get("urgency", "")
    return letters.draft(
        reason, language, about, rules_of_today(at), urgency=urgency, urgency_note=data.get("urgency_note", "").strip()
    )


def _about(request: HttpRequest, name: str) -> str:
    """The object that a request is about, if the actor may see it; else ""."""
    return name if name and registry.is_visible(name, actor_of(request)) else ""


def _first(request: HttpRequest, at: datetime, institutions: list[Organization]) -> dict[str, Any]:
    """What the form says before anybody has typed: from the place where something is missing."""
    about = _about(request, request.GET.get("about", ""))
    reason = request.GET.get("missing", "")
    reason = reason if reason in set(Missing) else ""
    asked = request.GET.get("institution", "")
    key = registry.institution_of(about) if about else int(asked) if asked.isdigit() else None
    institution = next((each for each in institutions if each.pk == key), None)
    usual = letters.usual_language(institution) if institution is not None else "sq"
    language = request.GET.get("language", usual)
    language = language if language in letters.LANGUAGES else usual
    drafted = proposed(reason, language, about, {}, at)
    return {
        "about": about,
        "reason": reason,
        "institution": institution.pk if institution is not None else "",
        "language": language,
        "subject": drafted.subject,
        "text": drafted.text,
    }


def _form(
    request: HttpRequest,
    institutions: list[Organization],
    *arguments: Any,
    row: InformationRequest | None = None,
    **more: Any,
) -> forms.Request:
    actor = actor_of(request)
    named = permissions.capacities(actor)
    if row is not None and row.organization is not None and row.organization not in named:
        named.append(row.organization)
    return forms.Request(
        *arguments,
        institutions=institutions,
        organizations=named,
        for_network=actor.is_secretariat,
        **more,
    )


@for_those_who_may_ask
def new(request: HttpRequest) -> HttpResponse:
    """Write a request: `about` and `missing` in the address fill in what can be known."""
    at, institutions = timezone.now(), organizations.institutions()
    if request.method != "POST":
        form = _form(request, institutions, initial=_first(request, at, institutions))
        return _page(request, form, None)
    return _saved(request, None, institutions, at)


@for_those_who_may_ask
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    at, institutions = timezone.now(), organizations.institutions()
    row = working(request, pk)
    if row.status != Status.DRAFT:
        return redirect(row)
    if request.method == "POST":
        return _saved(request, row, institutions, at)
    initial = {
        name: getattr(row, name)
        for name in ("about", "reason", "language", "subject", "text", "urgency", "urgency_note", "is_private")
    }
    initial |= {
        "institution": row.institution_id,
        "capacity": str(row.organization_id) if row.organization_id else forms.NETWORK,
    }
    return _page(request, _form(request, institutions, initial=initial, row=row), row)


def _saved(
    request: HttpRequest, row: InformationRequest | None, institutions: list[Organization], at: datetime
) -> HttpResponse:
    actor = actor_of(request)
    about = _about(request, request.POST.get("about", ""))
    if "propose" in request.POST:
        data = request.POST.copy()
        language = data.get("language", "sq")
        drafted = proposed(data.get("reason", ""), language if language in letters.LANGUAGES else "sq", about, data, at)
        data["subject"], data["text"] = drafted.subject, drafted.text
        # What was typed is put before the person again, with the proposal in the place of subject and text.
        form = _form(request, institutions, initial={name: data.get(name) for name in data}, row=row)
        return _page(request, form, row)
    form = _form(request, institutions, request.POST, row=row)
    if form.is_valid():
        wanted = form.wanted(form.chosen(), about)
        if row is None:
            done, refusal = attempt(lambda: actions.write_draft(wanted, by=actor, at=at))
        else:
            pk = row.pk
            done, refusal = attempt(lambda: actions.edit(pk, wanted, by=actor, at=at))
        if done is not None:
            messages.success(request, _("The draft is saved. Read it once more, then send it."))
            return redirect(done)
        form.add_error(None, refusal)
    return _page(request, form, row, status=422)


def _page(
    request: HttpRequest, form: forms.Request, row: InformationRequest | None, *, status: int = 200
) -> HttpResponse:
    about = str(form["about"].value() or "")
    visible = about and registry.is_visible(about, actor_of(request))
    context = {
        "form": form,
        "row": row,
        "about_title": registry.title_of(about) if visible else "",
        "about_address": registry.address_of(about) if visible else "",
    }
    return render(request, "information_requests/write.html", context, status=status)


@require_POST
@for_those_who_may_ask
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft by mail."""
    working(request, pk)
    told(
        request,
        lambda: actions.send(pk, by=actor_of(request), at=timezone.now()),
        lambda row: _("The request is sent. Its number is %(number)s.") % {"number": row.number},
    )
    return redirect("information_requests:request", pk)


@require_POST
@for_those_who_may_ask
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    working(request, pk)
    if told(
        request, lambda: actions.discard(pk, by=actor_of(request), at=timezone.now()), _("The draft was thrown away.")
    ):
        return redirect("information_requests:list")
    return redirect("information_requests:request", pk)


@for_those_who_may_ask
def handed_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a draft was handed in on paper."""
    row, at = working(request, pk), timezone.now()
    form = forms.HandedIn(request.POST or None, initial={"on": timezone.localdate(at).isoformat()})
    if form.is_valid():
        done, refusal = attempt(
            lambda: actions.mark_sent(
                pk, handed_in_at=form.at(at), way=form.cleaned_data["way"], by=actor_of(request), at=at
            )
        )
        if done is not None:
            messages.success(request, _("The request has its number: %(number)s.") % {"number": done.number})
            return redirect(done)
        form.add_error(None, refusal)
    context = {"form": form, "row": row}
    return render(request, "information_requests/handed_in.html", context, status=422 if form.errors else 200)


@require_GET
def paper(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The request as a letter: PDF or Word."""
    row = working(request, pk)
    if format not in KINDS:
        raise Http404
    content = papers_as(request_paper(row, timezone.now()), format)
    return bytes_as_download(content, f"{row.number or 'draft'}.{format}", KINDS[format].media_type)


def address_for(row: InformationRequest) -> str:
    """Where the letter would go; "" for nowhere."""
    return row.address or sending.address_of(row.institution)
