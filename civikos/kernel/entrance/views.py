"""Pages at the door."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.accounts.queries import active_person
from civikos.kernel.catalog import registry
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence import queries, wishes
from civikos.kernel.correspondence.kinds import DIGEST, KINDS
from civikos.kernel.entrance import actions, forms
from civikos.kernel.entrance.middleware import REACH
from civikos.kernel.workflow.refusals import Refused

BROWSER_COOKIE = "__Host-browser" if settings.PRODUCTION else "browser"
HANDLE = "code_handle"
NEXT = "code_next"
REACH_SECONDS = 60 * 24 * 3600
BACKEND = "civikos.kernel.accounts.backends.CodeBackend"


def _browser_of(request: HttpRequest) -> str:
    return request.COOKIES.get(BROWSER_COOKIE) or secrets.token_urlsafe(16)


def _with_browser(response: HttpResponse, browser: str) -> HttpResponse:
    response.set_cookie(
        BROWSER_COOKIE, browser, max_age=400 * 24 * 3600, httponly=True, samesite="Lax", secure=settings.PRODUCTION
    )
    return response


def _client_of(request: HttpRequest) -> str:
    """The network address of the one who asks: behind our own proxy the one that the proxy saw, which is the last named."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _safe_next(request: HttpRequest, target: str) -> str:
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else reverse(settings.LOGIN_REDIRECT_URL)


def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send a code to it."""
    form = forms.SignIn(request.POST or None)
    if form.is_valid():
        browser = _browser_of(request)
        try:
            request.session[HANDLE] = actions.send_code(
                form.cleaned_data["email"],
                browser=browser,
                language=get_language() or "sq",
                at=timezone.now(),
                client=_client_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[NEXT] = _safe_next(request, request.GET.get("next", ""))
            return _with_browser(redirect("entrance:enter_code"), browser)
    page = {"form": form, "demo": registry.demo_people()}
    return render(request, "entrance/sign_in.html", page, status=422 if form.errors else 200)


@sensitive_post_parameters("code")
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take the code and start the session it stands for."""
    handle = request.session.get(HANDLE)
    if not handle:
        return redirect("entrance:sign_in")
    form = forms.Code(request.POST or None)
    if form.is_valid():
        try:
            entry = actions.redeem_code(
                handle, form.cleaned_data["code"], browser=_browser_of(request), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session.pop(HANDLE, None)
            target = request.session.pop(NEXT, None) or reverse(settings.LOGIN_REDIRECT_URL)
            return start_session(request, entry, target)
    return render(request, "entrance/enter_code.html", {"form": form}, status=422 if form.errors else 200)


def start_session(request: HttpRequest, entry: actions.Entry, target: str) -> HttpResponse:
    """A session under a new key: of the whole person, or of the one object a personal link opens."""
    if entry.audience:
        if request.user.is_authenticated:
            # Whoever opens somebody's link is that person from here on: nothing of the one signed in before may remain.
            logout(request)
        request.session.cycle_key()
        request.session[REACH] = {
            "person": entry.person.pk,
            # The link reaches the whole object; its place only says where it opens.
            "audience": entry.audience.partition("/")[0],
            "until": timezone.now().timestamp() + REACH_SECONDS,
        }
        return redirect(registry.address_for(entry.audience, entry.person.pk))
    login(request, entry.person, backend=BACKEND)
    return redirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, everywhere in this browser."""
    logout(request)
    response = redirect("portal:home")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def personal_link(request: HttpRequest, secret: str) -> HttpResponse:
    """
    The link of a mail. GET and HEAD show a page with one button and change nothing, for scanners open links too.

    POST opens it, in the first browser; `send_code` in another one sends a code to the person's own address.
    """
    at = timezone.now()
    browser = _browser_of(request)
    try:
        entry = actions.look_at_link(secret, at=at)
        if isinstance(request.user, Person) and request.user.pk == entry.person.pk:
            return redirect(registry.address_for(entry.audience, entry.person.pk))
        if request.method == "POST" and "send_code" in request.POST:
            request.session[HANDLE] = actions.send_second_browser_code(
                secret, browser=browser, language=get_language() or "sq", at=at, client=_client_of(request)
            )
            return _with_browser(redirect("entrance:enter_code"), browser)
        if request.method == "POST":
            entry = actions.open_personal_link(secret, browser=browser, at=at)
            registry.link_opened(entry.audience, entry.person.pk, at)
            return _with_browser(start_session(request, entry, ""), browser)
    except actions.OtherBrowser as refusal:
        page = render(
            request,
            "entrance/other_browser.html",
            {"refusal": refusal, "masked": entry.person.masked_email},
            status=409,
        )
        return _with_browser(page, browser)
    except actions.TooManyCodes as refusal:
        page = render(
            request,
            "entrance/other_browser.html",
            {"refusal": refusal, "masked": entry.person.masked_email},
            status=429,
        )
        return _with_browser(page, browser)
    except Refused as refusal:
        return render(request, "entrance/dead_link.html", {"refusal": refusal}, status=410)
    page = render(
        request,
        "entrance/personal_link.html",
        {"masked": entry.person.masked_email, "title": registry.title_of(entry.audience)},
    )
    # Not `no-referrer`: browsers then send `Origin: null` with the form, which the form guard rightly refuses.
    page["Referrer-Policy"] = "same-origin"
    page["X-Robots-Tag"] = "noindex"
    return page


@csrf_exempt
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """
    One press stops one kind of mail (RFC 8058): POST acts without cookie or sign-in, GET shows the button.

    A press on "undo" on the page that follows starts it again.
    """
    known = correspondence.read_unsubscribe_token(token)
    person = _person_of(known)
    if known is None or person is None or not KINDS[known[1]].can_be_stopped:
        return render(request, "entrance/dead_link.html", {"refusal": actions.DeadLink()}, status=410)
    state = "asked"
    if request.method == "POST" and "undo" in request.POST:
        correspondence.start_kind_again(*known, at=timezone.now())
        state = "undone"
    elif request.method == "POST":
        correspondence.stop_kind(*known, at=timezone.now())
        state = "stopped"
    page = {"state": state, "label": KINDS[known[1]].label, "token": token}
    return _unlisted(render(request, "entrance/unsubscribe.html", page))


def _person_of(known: tuple[int, str] | None) -> Person | None:
    return active_person(known[0]) if known is not None else None


def _unlisted(response: HttpResponse) -> HttpResponse:
    # Not `no-referrer`: browsers then send `Origin: null` with the form, which the form guard rightly refuses.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def letters(request: HttpRequest, token: str) -> HttpResponse:
    """Which mails come and how often, by the link at the end of every mail: no sign-in, no cookie needed to look."""
    known = correspondence.read_unsubscribe_token(token)
    person = _person_of(known)
    if person is None:
        return render(request, "entrance/dead_link.html", {"refusal": actions.DeadLink()}, status=410)
    by = Actor(person, audience=f"letters:{person.pk}", door=Door.LINK)
    return _unlisted(letters_page(request, by, reverse("entrance:letters", args=[token])))


def letters_page(request: HttpRequest, by: Actor, address: str) -> HttpResponse:
    """The page of one person's wishes at an address, and every change of them; each can be taken back on the page that follows."""
    person, at = by.person, timezone.now()
    assert person is not None  # noqa: S101
    wanted = queries.wishes(person.pk)
    shown: dict[str, forms.forms.Form] = {}
    if request.method == "POST":
        change = _CHANGES.get(request.POST.get("verb", ""))
        if change is None:
            raise Http404
        form, before = change(request, person, wanted, by, at)
        if before is not None:
            return redirect(f"{address}?{urlencode({'was': signing.dumps(before, salt=_SALT)})}#done")
        shown = form
    page = {
        "rhythms": forms.Rhythms(wishes=wanted),
        "pause": forms.Pause(),
        "language": forms.MailLanguage(initial={"language": person.language}),
        "kinds": _kinds(person.pk),
        "away": queries.away_until(person.pk, timezone.localdate(at)),
        "waiting": queries.waiting_count(person.pk),
        "masked": person.email if by.has_signed_in else person.masked_email,
        "address": address,
        "was": _before(request),
        "undo": request.GET.get("was", ""),
        "with_account": by.has_signed_in,
        **shown,
    }
    return render(request, "entrance/letters.html", page, status=422 if shown else 200)


_SALT = "letters"
_Before = dict[str, Any] | None


def _before(request: HttpRequest) -> _Before:
    try:
        before: dict[str, Any] = signing.loads(request.GET.get("was", ""), salt=_SALT, max_age=3600)
    except signing.BadSignature:
        return None
    return before


def _kinds(person_id: int) -> list[dict[str, Any]]:
    stopped = queries.stopped_kinds(person_id)
    return [
        {"code": code, "label": rules.label, "is_stopped": code in stopped}
        for code, rules in KINDS.items()
        if rules.can_be_stopped and code != DIGEST
    ]


_Change = tuple[dict[str, Any], _Before]


def _choose_rhythms(request: HttpRequest, person: Person, wanted: list[Any], by: Actor, at: datetime) -> _Change:
    form = forms.Rhythms(request.POST, wishes=wanted)
    if not form.is_valid():
        return {"rhythms": form}, None
    before = wishes.choose_rhythms(person.pk, form.cleaned_data, by=by, at=at)
    return {}, {"verb": "rhythms", **before}


def _rest(request: HttpRequest, person: Person, wanted: list[Any], by: Actor, at: datetime) -> _Change:
    form = forms.Pause(request.POST)
    if form.is_valid():
        before = queries.away_until(person.pk, timezone.localdate(at))
        try:
            wishes.rest_until(person.pk, form.cleaned_data["until"], by=by, at=at)
        except Refused as refusal:
            form.add_error("until", str(refusal))
        else:
            undo = {"verb": "rest", "until": before.isoformat()} if before else {"verb": "end_rest"}
            return {}, undo
    return {"pause": form}, None


def _end_rest(request: HttpRequest, person: Person, wanted: list[Any], by: Actor, at: datetime) -> _Change:
    before = queries.away_until(person.pk, timezone.localdate(at))
    wishes.end_rest(person.pk, by=by, at=at)
    return {}, {"verb": "rest", "until": before.isoformat()} if before else {"verb": ""}


def _language(request: HttpRequest, person: Person, wanted: list[Any], by: Actor, at: datetime) -> _Change:
    form = forms.MailLanguage(request.POST)
    if not form.is_valid():
        return {"language": form}, None
    before = person.language
    actions.choose_language(person.pk, form.cleaned_data["language"], by=by, at=at)
    return {}, {"verb": "language", "language": before}


def _stop(request: HttpRequest, person: Person, wanted: list[Any], by: Actor, at: datetime) -> _Change:
    kind = _kind(request)
    correspondence.stop_kind(person.pk, kind, at=at, by=by)
    return {}, {"verb": "start", "kind": kind}


def _start(request: HttpRequest, person: Person, wanted: list[Any], by: Actor, at: datetime) -> _Change:
    kind = _kind(request)
    correspondence.start_kind_again(person.pk, kind, at=at, by=by)
    return {}, {"verb": "stop", "kind": kind}


def _kind(request: HttpRequest) -> str:
    kind = request.POST.get("kind", "")
    if kind not in KINDS or not KINDS[kind].can_be_stopped:
        raise Http404
    return kind


_CHANGES = {
    "rhythms": _choose_rhythms,
    "rest": _rest,
    "end_rest": _end_rest,
    "language": _language,
    "stop": _stop,
    "start": _start,
}


def confirm_address(request: HttpRequest, secret: str) -> HttpResponse:
    """Is this address yours? GET shows a button and changes nothing; POST makes it the one to which mail goes."""
    at = timezone.now()
    try:
        change = actions.look_at_proposal(secret, at=at)
        if request.method == "POST":
            change = actions.confirm_address(secret, at=at)
    except Refused as refusal:
        return render(request, "entrance/dead_link.html", {"refusal": refusal}, status=410)
    page = {"change": change, "is_confirmed": change.confirmed_at is not None, "name": change.person.name}
    return _unlisted(render(request, "entrance/confirm_address.html", page))
