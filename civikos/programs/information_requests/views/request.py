"""The page of one request: for everybody what is public, for those who work on it the whole file."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from civikos.kernel.entrance.doors import actor_of, attempt, told
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.files.models import StoredFile
from civikos.kernel.languages import of_text
from civikos.kernel.workdays.queries import at_local_time
from civikos.programs.information_requests import actions, letters, permissions, states
from civikos.programs.information_requests.forms import events as forms
from civikos.programs.information_requests.forms.asking import moment_of
from civikos.programs.information_requests.models import Event, InformationRequest
from civikos.programs.information_requests.queries import one
from civikos.programs.information_requests.states import Happening, Status
from civikos.programs.information_requests.views.asking import address_for
from civikos.programs.information_requests.views.pages import load, signed_in, working
from civikos.registers.organizations import queries as organizations

SCANS = frozenset({Kind.PDF, Kind.IMAGE, Kind.DOCX, Kind.DOC, Kind.ODT, Kind.RTF, Kind.XLSX, Kind.TXT})
MOST_SCANS = 10


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request."""
    row, actor, at = load(request, pk), actor_of(request), timezone.now()
    works = permissions.works_on(actor, row)
    shown = one.shown(row, actor, at, works=works)
    step = dict.fromkeys(("enter", "withdraw", "close", "reopen", "show", "complain", "clarify"), False)
    if works:
        step |= {
            "enter": row.status in states.ENTER.sources,
            "withdraw": row.status in states.WITHDRAW.sources,
            "close": row.status in states.CLOSE.sources,
            "reopen": row.status in states.REOPEN.sources,
            "show": True,
            "complain": Happening.COMPLAINED in shown.standing.possible and row.status == Status.SENT,
            "clarify": Happening.CLARIFICATION_GIVEN in shown.standing.possible and row.status == Status.SENT,
        }
    context = {
        "row": row,
        "shown": shown,
        "works": works,
        "may": step,
        "is_draft": row.status == Status.DRAFT,
        "address": address_for(row) if works and row.status == Status.DRAFT else "",
        "text": letters.whole(row, row.text, row.language, with_person=works),
        "grounds": [letters.grounds(of_text()).get(code, code) for code in row.grounds],
        "is_public": row.status != Status.DRAFT
        and (not row.is_private or row.answered_at is not None or row.status == Status.CLOSED),
    }
    return render(request, "information_requests/request.html", context)


def _moment(form: forms.Happened, now: datetime) -> datetime:
    clock: time | None = form.cleaned_data["clock"]
    day = form.cleaned_data["on"]
    return at_local_time(day, clock) if clock is not None else moment_of(day, now)


def _scans(request: HttpRequest, at: datetime) -> list[tuple[str, StoredFile]]:
    """The files sent with a form. Raises: Refused."""
    return [
        ("", files.store(each.read(), name=each.name or "scan", accepted=SCANS, by=actor_of(request), at=at))
        for each in request.FILES.getlist("scans")[:MOST_SCANS]
    ]


def _event_form(kind: type[forms.Happened], *arguments: Any, **more: Any) -> forms.Happened:
    return kind(
        *arguments,
        institutions=organizations.institutions(),
        grounds=letters.grounds(of_text()),
        **more,
    )


def _fields(form: forms.Happened) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "public_words": said["public_words"],
        "grounds": said["grounds"],
        "holder": form.chosen_holder(),
        "decision": said["decision"],
        "reference": said["reference"],
    }


@signed_in
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what happened, with scans."""
    row, at = working(request, pk), timezone.now()
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        initial = {"on": timezone.localdate(at).isoformat(), "kind": kind if kind in states.ENTERED else ""}
        return _enter_page(request, row, _event_form(forms.Happened, initial=initial))
    form = _event_form(forms.Happened, request.POST)
    if form.is_valid():

        def act() -> Event:
            return actions.enter_event(
                pk,
                form.cleaned_data["kind"],
                happened_at=_within_sending(row, _moment(form, at), at),
                by=actor_of(request),
                at=at,
                way=form.cleaned_data["way"],
                words=form.cleaned_data["words"],
                scans=_scans(request, at),
                **_fields(form),
            )

        done, refusal = attempt(act)
        if done is not None:
            messages.success(request, _("It is in the file."))
            return redirect(row)
        form.add_error(None, refusal)
    return _enter_page(request, row, form, status=422)


def _within_sending(row: InformationRequest, moment: datetime, now: datetime) -> datetime:
    """On the day of sending itself noon may lie before the sending; then the moment after it is meant."""
    if (
        row.sent_at is not None
        and moment < row.sent_at
        and timezone.localdate(moment) == timezone.localdate(row.sent_at)
    ):
        return min(row.sent_at + timedelta(minutes=1), now)
    return min(moment, now) if timezone.localdate(moment) == timezone.localdate(now) else moment


def _enter_page(
    request: HttpRequest, row: InformationRequest, form: forms.Happened, *, status: int = 200
) -> HttpResponse:
    return render(request, "information_requests/enter.html", {"row": row, "form": form}, status=status)


def _event_of(request: HttpRequest, pk: int) -> Event:
    event = one.get_event(pk)
    if event is None:
        raise Http404
    event.request = working(request, event.request_id)
    return event


@signed_in
def classify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a received message is."""
    event, at = _event_of(request, pk), timezone.now()
    if event.kind != Happening.RECEIVED:
        raise Http404
    proposed = one.suggested(event)
    if request.method != "POST":
        first = proposed[0] if proposed else None
        asked = request.GET.get("kind", "")
        initial = {
            "kind": asked if asked in states.ENTERED else first.kind.value if first is not None else "",
            "on": timezone.localdate(event.at).isoformat(),
            "reference": first.reference if first is not None else "",
            "public_words": letters.without_contacts(event.words),
        }
        form = _event_form(forms.Message, initial=initial)
        return _classify_page(request, event, form, proposed)
    form = _event_form(forms.Message, request.POST)
    if form.is_valid():
        # A mail came when it came; a person may say that the letter in it says another day.
        same_day = form.cleaned_data["on"] == timezone.localdate(event.at) and form.cleaned_data["clock"] is None
        moment = event.at if same_day else _moment(form, at)
        done, refusal = attempt(
            lambda: actions.classify(
                pk,
                form.cleaned_data["kind"],
                happened_at=_within_sending(event.request, moment, at),
                by=actor_of(request),
                at=at,
                words="",
                **_fields(form),
            )
        )
        if done is not None:
            messages.success(request, _("It is in the file."))
            return redirect(event.request)
        form.add_error(None, refusal)
    return _classify_page(request, event, form, proposed, status=422)


def _classify_page(
    request: HttpRequest, event: Event, form: forms.Happened, proposed: list[Any], *, status: int = 200
) -> HttpResponse:
    context = {
        "row": event.request,
        "event": event,
        "form": form,
        "proposed": proposed,
        "documents": one.documents_of(event),
    }
    return render(request, "information_requests/classify.html", context, status=status)


@signed_in
def annul(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was entered by mistake."""
    event = _event_of(request, pk)
    form = forms.Why(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told(
            request,
            lambda: actions.annul(pk, reason=form.cleaned_data["reason"], by=actor_of(request), at=timezone.now()),
            _("The entry was taken back. Both stay in the file."),
        )
        return redirect(event.request)
    return render(request, "information_requests/annul.html", {"row": event.request, "event": event, "form": form})


@require_POST
@signed_in
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Withdraw, close, take up again, keep private, show."""
    row, actor, at = working(request, pk), actor_of(request), timezone.now()
    reason = request.POST.get("reason", "")[:500]
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "withdraw": (lambda: actions.withdraw(pk, reason=reason, by=actor, at=at), _("The request is withdrawn.")),
        "close": (lambda: actions.close(pk, reason=reason, by=actor, at=at), _("The request is closed.")),
        "reopen": (lambda: actions.reopen(pk, by=actor, at=at), _("The request is open again.")),
        "hide": (
            lambda: actions.set_private(pk, True, by=actor, at=at),
            _("The request is private until there is an outcome."),
        ),
        "show": (lambda: actions.set_private(pk, False, by=actor, at=at), _("Everybody can follow the request now.")),
    }
    if verb not in verbs:
        raise Http404
    told(request, *verbs[verb])
    return redirect(row)


@require_GET
@signed_in
def case_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole file in order, for printing: what a lawyer needs for the Agency or the court."""
    row = working(request, pk)
    shown = one.shown(row, actor_of(request), timezone.now(), works=True)
    context = {
        "row": row,
        "shown": shown,
        "text": letters.whole(row, row.text, row.language),
        "rules": [each for each in row.rules.values() if each["unit"] != "text"],
    }
    return render(request, "information_requests/case_file.html", context)


@require_GET
@signed_in
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what with the request."""
    row = working(request, pk)
    entries = [(entry, letters.said(entry)) for entry in one.history(row)]
    return render(request, "information_requests/history.html", {"row": row, "entries": entries})
