"""Every request gets its actor; nothing that belongs to a session is kept by a shared cache."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person

REACH = "reach"
_Next = Callable[[HttpRequest], HttpResponse]


def name_the_actor(get_response: _Next) -> _Next:
    """Set `request.actor`: somebody signed in, somebody with one personal link, or nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request; an inactive person is nobody, and loses the session."""
    user = request.user
    if user.is_authenticated:
        assert isinstance(user, Person)  # noqa: S101
        if not user.is_active:
            logout(request)
            return Actor()
        return Actor(user)
    reach = request.session.get(REACH)
    if reach and timezone.now().timestamp() < reach["until"]:
        person = Person.objects.filter(pk=reach["person"], is_active=True).first()
        if person is not None:
            return Actor(person, audience=reach["audience"], door=Door.LINK)
    return Actor()


def private_by_default(get_response: _Next) -> _Next:
    """`no-store` on every answer that read or wrote a session; other pages say that they vary by cookie and language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(settings.STATIC_URL):
            return response
        session = getattr(request, "session", None)
        personal = (
            session is not None and (session.accessed or session.modified)
        ) or settings.SESSION_COOKIE_NAME in request.COOKIES
        if personal:
            response["Cache-Control"] = "private, no-store"
        elif not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ("Cookie",))
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        return response

    return middleware
