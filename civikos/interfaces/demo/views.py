"""
Pages of the demo: signing in by one key, the mailbox of everybody, files to try, a guide through the whole way.

None of them exists outside the demo: `CIVIKOS_DEMO` must be on, which production settings refuse.
"""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from civikos.interfaces.demo import originals, people, queries
from civikos.kernel.accounts.queries import find_by_email
from civikos.kernel.entrance.actions import Entry
from civikos.kernel.entrance.views import start_session
from civikos.kernel.files.downloads import bytes_as_download

View = Callable[..., HttpResponse]


def in_the_demo(view: View) -> View:
    """Outside the demo the page is absent, like one that was never there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _is_own_host(request: HttpRequest) -> bool:
    host = split_domain_port(request.get_host())[0].strip("[]")
    if host in {"localhost", settings.SITE_HOST}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@in_the_demo
@require_http_methods(["GET", "POST"])
def sign_in_as(request: HttpRequest, key: str) -> HttpResponse:
    """
    Be one of the people of the demo, under a new session key; `v` is nobody.

    By POST from the sign-in page. By GET too, so that one keypress in the terminal can open it, but only under a name of
    this machine or the platform's own: a page elsewhere could otherwise sign somebody in through a name of its making.
    """
    chosen = next((each for each in people.DEMO_PEOPLE if each.key == key), None)
    if chosen is None or (request.method == "GET" and not _is_own_host(request)):
        raise Http404
    logout(request)
    if not chosen.email:
        return redirect("portal:home")
    person = find_by_email(chosen.email)
    if person is None:
        return render(request, "demo/not_loaded.html", status=503)
    return start_session(request, Entry(person, ""), reverse(settings.LOGIN_REDIRECT_URL))


@in_the_demo
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail that was sent, newest first."""
    words = request.GET.get("q", "").strip()[:100]
    return render(
        request, "demo/mailbox.html", {"page": queries.mails_page(request.GET.get("page", 1), words), "words": words}
    )


@in_the_demo
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail with its links and files."""
    opened = queries.open_mail(name)
    if opened is None:
        raise Http404
    response = render(request, "demo/mail.html", {"opened": opened})
    response["Referrer-Policy"] = "same-origin"
    return response


@in_the_demo
@require_safe
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A file that came with a mail."""
    opened = queries.open_mail(name)
    found = next((each for each in opened.enclosures if each.number == number), None) if opened else None
    if found is None:
        raise Http404
    return bytes_as_download(found.content, found.name, found.media_type)


@in_the_demo
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The whole way of a draft law in one sitting, step by step."""
    return render(request, "demo/guide.html", {"files": originals.files_to_try(), "people": people.DEMO_PEOPLE})


@in_the_demo
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Draft laws to try the intake with."""
    return render(request, "demo/files.html", {"files": originals.files_to_try()})


@in_the_demo
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One of the draft laws to try."""
    found = next((each for each in originals.files_to_try() if each.name == name), None)
    if found is None:
        raise Http404
    return bytes_as_download(found.content(), found.name, found.media_type)
