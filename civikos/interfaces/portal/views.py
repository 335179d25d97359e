"""Pages for everybody: home, search, about, and what is shown when something is missing or broken."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from civikos.interfaces.portal import queries
from civikos.kernel.accounts.actor import NOBODY
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations.queries import listing


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is open now, what was answered, three figures."""
    actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]  # set by name_the_actor
    is_open, finished = listing.home(actor, at, workdays.days_off())
    context = {
        "is_open": is_open,
        "finished": finished,
        "figures": listing.home_figures(at),
        "year": timezone.localdate(at).year,
    }
    return render(request, "portal/home.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Articles of law, what was said, drafts: by words, in every language, with or without marks, in either script."""
    asked = request.GET.get("q", "")[:200].strip()
    kind = request.GET.get("kind", "")
    page, hits = queries.hits(asked, request.actor, kind, request.GET.get("page"))  # type: ignore[attr-defined]
    context = {"asked": asked, "kind": kind, "kinds": queries.KIND_LABELS.items(), "page": page, "hits": hits}
    return render(request, "portal/search.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how to take part, what is promised and what is not."""
    return render(request, "portal/about.html", {"contact": settings.SECRETARIAT_EMAIL})


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Alive, with a database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing personal is to be indexed: no links of mails, no desks."""
    lines = [
        "User-agent: *",
        *(
            f"Disallow: /{code}/{path}"
            for code, _name in settings.LANGUAGES
            for path in ("l/", "u/", "desk/", "account/", "sign-in/")
        ),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what is hidden and for what is absent."""
    return render(request, "portal/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Seen, but not allowed; also what Django shows when a form is too old."""
    return render(request, "portal/forbidden.html", status=403)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The browser sent a form without its token: cookies off, or the page lay open for long."""
    return render(request, "portal/form_too_old.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Drawn without the actor and without the database, for those may be what is broken."""
    request.actor = NOBODY  # type: ignore[attr-defined]
    return render(request, "portal/broken.html", status=500)
