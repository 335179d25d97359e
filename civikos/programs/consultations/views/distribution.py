"""Who gets the draft and why, sending it, and how sending stands."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.languages import of_text
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations import actions, letters, permissions, states
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import deadlines
from civikos.programs.consultations.queries import delivery as queries
from civikos.programs.consultations.states import Status
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation


@for_secretariat
def distribution(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with reasons before sending; the live bar and each person's state after it."""
    consultation, at, actor = load(request, pk), timezone.now(), actor_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("words", "reason", "state", "find")}
    page, rows = queries.recipients_page(
        consultation,
        _number(request.GET.get("page")) or 1,
        words=asked["words"],
        state=asked["state"],
        reason=asked["reason"],
    )
    language, today = of_text(), timezone.localdate(at)
    audience = queries.audience(consultation)
    labels = letters.reason_labels(language)
    days_left = workdays.working_days_left(at, consultation.members_until)
    may_send = permissions.may(states.DISTRIBUTE, actor, consultation)
    may_remind = permissions.may(states.REMIND, actor, consultation) and at < consultation.members_until
    examples = queries.one_of_each_language(consultation) if may_send else {}
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, language),
        "tabs": tabs_for(consultation, actor, "distribution"),
        "page": page,
        "rows": [(row, letters.reason_words(row.recipient.reasons, language)) for row in rows],
        "asked": asked,
        "audience": audience,
        "reasons": [(code, labels.get(code, code), count) for code, count in audience.reasons.items()],
        "state_choices": [(code, queries.STATE_LABELS[code]) for code in queries.FILTER_STATES],
        "days_left": days_left,
        "may_send": may_send,
        "may_change": permissions.may(states.CHANGE_AUDIENCE, actor, consultation),
        "may_remind": may_remind,
        "may_move_deadline": permissions.may(states.CHANGE_DEADLINE, actor, consultation),
        "is_sent": consultation.status != Status.REGISTERED,
        "is_late": at >= consultation.members_until,
        "reminder_on": deadlines.reminder_on(consultation.members_until, today) if may_remind or may_send else None,
        "previews": letters.previews(queries.INVITATION, consultation, examples, at=at, days_left=days_left)
        if may_send
        else [],
        "found": queries.candidates(consultation, asked["find"], today) if asked["find"] else [],
        **(_bar(consultation) if consultation.status != Status.REGISTERED else {}),
    }
    return render(request, "consultations/distribution.html", context)


@for_secretariat
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """The live bar alone, asked for every two seconds while something moves."""
    consultation = load(request, pk)
    return render(request, "consultations/_delivery.html", {"consultation": consultation, **_bar(consultation)})


def _bar(consultation: Consultation) -> dict[str, Any]:
    return {"delivery": queries.delivery(consultation), "silent": queries.silent_count(consultation)}


@require_POST
@for_secretariat
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step on the list or on its sending; by htmx taking somebody off or putting them back answers the row alone."""
    steps = _steps(request, pk)
    if verb not in steps:
        raise Http404
    if verb in {"remove", "restore"} and request.htmx:  # type: ignore[attr-defined]
        steps[verb](silently=True)
        return _row(request, pk, _number(request.POST.get("recipient")))
    steps[verb]()
    address = reverse("consultations:distribution", args=[pk])
    query = request.POST.get("back", "")
    return redirect(f"{address}?{query}" if query and verb != "distribute" else address)


def _steps(request: HttpRequest, pk: int) -> dict[str, Callable[..., bool]]:
    by, at = actor_of(request), timezone.now()
    recipient = _number(request.POST.get("recipient"))

    def step(act: Callable[[], Any], say: Any, silently: bool = False) -> bool:
        if silently:
            return not attempt(act)[1]
        return told(request, act, say)

    return {
        "remove": lambda silently=False: step(
            lambda: actions.remove_recipient(pk, recipient, by=by, at=at),
            _("The person was taken off the list."),
            silently,
        ),
        "restore": lambda silently=False: step(
            lambda: actions.restore_recipient(pk, recipient, by=by, at=at),
            _("The person is on the list again."),
            silently,
        ),
        "add": lambda: _add(request, pk),
        "propose": lambda: told(
            request,
            lambda: actions.propose_audience(pk, by=by, at=at),
            lambda n: (
                ngettext(
                    "The list was proposed anew: %(n)s person is on it.",
                    "The list was proposed anew: %(n)s people are on it.",
                    n,
                )
                % {"n": n}
            ),
        ),
        "distribute": lambda: told(
            request,
            lambda: actions.distribute(pk, by=by, at=at),
            _("The draft is on its way. This page shows how it goes."),
        ),
        "remind": lambda: told(
            request,
            lambda: actions.remind(pk, by=by, at=at),
            lambda n: ngettext("%(n)s person is being reminded.", "%(n)s people are being reminded.", n) % {"n": n},
        ),
        "retry": lambda: told(
            request,
            lambda: actions.retry_delivery(pk, by=by, at=at),
            lambda n: (
                ngettext("%(n)s message is in the queue again.", "%(n)s messages are in the queue again.", n) % {"n": n}
            ),
        ),
    }


def _add(request: HttpRequest, pk: int) -> bool:
    by, at = actor_of(request), timezone.now()
    person, _colon, organization = request.POST.get("candidate", "").partition(":")
    chosen = queries.candidate(_number(person), _number(organization) or None, timezone.localdate(at))
    if chosen is None:
        raise Http404
    who, where = chosen
    return told(
        request,
        lambda: actions.add_recipient(pk, who, where, by=by, at=at),
        _("%(name)s is on the list.") % {"name": who.name},
    )


def _row(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    consultation = load(request, pk)
    row = queries.recipient_row(consultation, recipient)
    if row is None:
        raise Http404
    context = {
        "consultation": consultation,
        "row": row,
        "reasons": letters.reason_words(row.recipient.reasons, of_text()),
        "back": request.POST.get("back", ""),
        "may_change": permissions.may(states.CHANGE_AUDIENCE, actor_of(request), consultation),
    }
    return render(request, "consultations/_recipient.html", context)


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 18 else 0
