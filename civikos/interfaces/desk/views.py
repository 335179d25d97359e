"""The desk of a signed-in person: what waits, what they follow, their organizations; and their account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from civikos.interfaces.desk import forms, queries
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations.actions import subscriptions
from civikos.programs.consultations.permissions import NotFound

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """For people who have signed in; whoever came by one personal link is asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.has_signed_in:  # type: ignore[attr-defined]  # set by name_the_actor
            return redirect(f"{reverse('entrance:sign_in')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return guarded


def _person(request: HttpRequest) -> Person:
    person: Person = request.actor.person  # type: ignore[attr-defined]
    return person


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, by date."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "days": queries.days_of(actor, timezone.now()),
        "belongs": queries.organizations_of(_person(request)),
        "mandates": queries.mandates_of(_person(request)),
        "follows": queries.subscriptions_of(_person(request)),
        "may_register": actor.is_secretariat,
    }
    return render(request, "desk/desk.html", context)


def _account(request: HttpRequest, **own: Any) -> HttpResponse:
    person = _person(request)
    context = {
        "language": forms.Language(initial={"language": person.language}),
        "follow": forms.Follow(**queries.choices()),
        "follows": queries.subscriptions_of(person),
        "mandates": queries.mandates_of(person),
        "kinds": queries.mail_kinds(person),
        **own,
    }
    failed = any(getattr(form, "errors", None) for form in own.values())
    return render(request, "desk/account.html", context, status=422 if failed else 200)


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What we keep of me and how you write to me."""
    return _account(request)


@signed_in
@require_POST
def change_account(request: HttpRequest, verb: str) -> HttpResponse:
    """One change: language, follow, unfollow, stop, start, sign_out_everywhere."""
    change = CHANGES.get(verb)
    if change is None:
        raise Http404
    try:
        return change(request)
    except NotFound:
        raise Http404


def _language(request: HttpRequest) -> HttpResponse:
    form = forms.Language(request.POST)
    if not form.is_valid():
        return _account(request, language=form)
    entrance.choose_language(_person(request).pk, form.cleaned_data["language"], by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("Your mails will come in this language."))
    return redirect("desk:account")


def _follow(request: HttpRequest) -> HttpResponse:
    form = forms.Follow(request.POST, **queries.choices())
    if form.is_valid():
        try:
            subscriptions.subscribe(**form.cleaned_data, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You will hear of the next draft."))
            return redirect("desk:account")
    return _account(request, follow=form)


def _unfollow(request: HttpRequest) -> HttpResponse:
    subscriptions.unsubscribe(_number(request, "subscription"), by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("You no longer follow this."))
    return redirect("desk:account")


def _stop(request: HttpRequest) -> HttpResponse:
    correspondence.stop_kind(_person(request).pk, _kind(request), at=timezone.now())
    messages.success(request, _("You will get no more mails of this kind. You can start them again below."))
    return redirect("desk:account")


def _start(request: HttpRequest) -> HttpResponse:
    correspondence.start_kind_again(_person(request).pk, _kind(request))
    messages.success(request, _("You will get mails of this kind again."))
    return redirect("desk:account")


def _sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    person = entrance.end_other_sessions(_person(request).pk, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    update_session_auth_hash(request, person)
    messages.success(request, _("Every other device has been signed out."))
    return redirect("desk:account")


def _kind(request: HttpRequest) -> str:
    kind = request.POST.get("kind", "")
    if kind not in KINDS or not KINDS[kind].can_be_stopped:
        raise Http404
    return kind


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdigit():
        raise Http404
    return int(value)


CHANGES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "language": _language,
    "follow": _follow,
    "unfollow": _unfollow,
    "stop": _stop,
    "start": _start,
    "sign-out-everywhere": _sign_out_everywhere,
}
