"""Pages for everybody."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What is open now and what was answered."""
    return render(request, "portal/about.html", {})


def search(request: HttpRequest) -> HttpResponse:
    """Find."""
    return render(request, "portal/about.html", {})


def health(request: HttpRequest) -> JsonResponse:
    """Alive, with a database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what is hidden and for what is absent."""
    return render(request, "portal/not_found.html", status=404)


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html", {})
