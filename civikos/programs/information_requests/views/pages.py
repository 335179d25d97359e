"""What the pages of requests share: who may see them, how a refusal is told."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from civikos.kernel.entrance.doors import actor_of
from civikos.programs.information_requests import permissions
from civikos.programs.information_requests.models import Document, InformationRequest
from civikos.programs.information_requests.queries import one

View = Callable[..., HttpResponse]
Done = TypeVar("Done")


def load(request: HttpRequest, pk: int) -> InformationRequest:
    """The request of a page. Raises Http404 for one that is absent or hidden from the actor."""
    found = one.get_visible(pk, actor_of(request))
    if found is None:
        raise Http404
    return found


def load_document(request: HttpRequest, pk: int) -> Document:
    """
    A received document, for those who work on its request. Raises Http404 for everybody else, whether or not it is there.
    """
    found = one.get_document(pk, actor_of(request))
    if found is None or not permissions.works_on(actor_of(request), found.request):
        raise Http404
    return found


def for_those_who_may_ask(view: View) -> View:
    """Only who may ask in somebody's name sees this page; a visitor is asked to sign in, everybody else finds nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if not actor.has_signed_in:
            return redirect_to_login(request.get_full_path())
        if not permissions.may_open(actor):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_secretariat(view: View) -> View:
    """Only the secretariat sees this page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if not actor.has_signed_in:
            return redirect_to_login(request.get_full_path())
        if not actor.is_secretariat:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def working(request: HttpRequest, pk: int) -> InformationRequest:
    """The request of a page for those who work on it. Raises Http404 for everybody else."""
    found = load(request, pk)
    if not permissions.works_on(actor_of(request), found):
        raise Http404
    return found


def signed_in(view: View) -> View:
    """A visitor, or somebody who came by a link, is asked to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actor_of(request).has_signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded
