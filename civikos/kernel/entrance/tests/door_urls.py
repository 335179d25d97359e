"""The door alone, without the house behind it: enough addresses for the pages of the entrance."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def who(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Says who somebody is for the pages: `7` signed in, `7 thing:1` by a link, empty for nobody."""
    actor = request.actor  # type: ignore[attr-defined]
    return HttpResponse(f"{actor.person_id or ''} {actor.audience}".strip())


portal = ([path("", who, name="home")], "portal")
desk = ([path("desk/", who, name="desk")], "desk")
urlpatterns = [
    path("maintenance/", admin.site.urls),
    path("thing/<int:pk>/", who, name="thing"),
    *i18n_patterns(
        path("", include(portal)), path("", include(desk)), path("", include("civikos.kernel.entrance.urls"))
    ),
]
