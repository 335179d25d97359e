"""Pages at the door."""

import secrets

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from civikos.kernel.accounts.models import Person
from civikos.kernel.accounts.queries import is_known
from civikos.kernel.catalog import registry
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.kinds import KINDS
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
    """One press stops one kind of mail (RFC 8058): POST acts without cookie or sign-in, GET shows the button."""
    known = correspondence.read_unsubscribe_token(token)
    if known is None or not KINDS[known[1]].can_be_stopped or not is_known(known[0]):
        return render(request, "entrance/dead_link.html", {"refusal": actions.DeadLink()}, status=410)
    done = request.method == "POST"
    if done:
        correspondence.stop_kind(*known, at=timezone.now())
    return render(request, "entrance/unsubscribe.html", {"done": done, "label": KINDS[known[1]].label})
