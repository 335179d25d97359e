"""The list of requests and the figures of institutions, with what can be taken along."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from civikos.kernel.entrance.doors import actor_of
from civikos.kernel.files.downloads import bytes_as_download
from civikos.kernel.languages import of_text
from civikos.programs.information_requests import letters, permissions
from civikos.programs.information_requests.forms.listing import Listing
from civikos.programs.information_requests.models import InformationRequest
from civikos.programs.information_requests.queries import figures as counted
from civikos.programs.information_requests.queries import listing

COLUMNS = (
    "number",
    "institution",
    "holder",
    "organization",
    "subject",
    "what_is_missing",
    "about",
    "language",
    "sent_on",
    "due_on",
    "answered_on",
    "outcome",
    "late",
    "extended",
    "days",
    "grounds",
    "complained_on",
    "agency_decision",
    "documents",
    "address",
)


def _form(request: HttpRequest) -> Listing:
    actor = actor_of(request)
    return Listing(
        request.GET,
        choices=listing.choices(actor),
        grounds=letters.grounds(of_text()),
        works=permissions.may_open(actor),
    )


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """Every request that the reader may see, with filters."""
    actor, at = actor_of(request), timezone.now()
    form = _form(request)
    page, rows = listing.page_of(actor, form.wanted(), at, request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "chips": form.chips(),
        "found": page.paginator.count,
        "totals": listing.count_by_result(actor, at),
        "may_open": permissions.may_open(actor),
        "is_secretariat": actor.is_secretariat,
    }
    return render(request, "information_requests/list.html", context)


@require_GET
def export(request: HttpRequest, format: str) -> HttpResponse:
    """The list as filtered, as CSV or JSON."""
    form = _form(request)
    rows = listing.filtered(actor_of(request), form.wanted(), timezone.now())
    base = request.build_absolute_uri(reverse("information_requests:list"))
    found = [_as_row(base, row) for row in rows[: listing.MOST_EXPORTED]]
    return _taken_along(found, COLUMNS, "requests", format)


def _as_row(base: str, row: InformationRequest) -> dict[str, Any]:
    def day(moment: Any) -> str:
        return timezone.localdate(moment).isoformat() if moment is not None else ""

    return {
        "number": row.number or "",
        "institution": str(row.institution),
        "holder": str(row.holder),
        "organization": str(row.organization) if row.organization is not None else "",
        "subject": row.subject,
        "what_is_missing": row.reason,
        "about": row.about,
        "language": row.language,
        "sent_on": day(row.sent_at),
        # The last day of the period: the moment lies at its end.
        "due_on": day(row.due_until - timedelta(seconds=1)) if row.due_until is not None else "",
        "answered_on": day(row.answered_at),
        "outcome": row.outcome,
        "late": row.is_late,
        "extended": row.is_extended,
        "days": row.days_taken if row.days_taken is not None else "",
        "grounds": "|".join(row.grounds),
        "complained_on": day(row.complained_at),
        "agency_decision": row.agency_decision,
        "documents": row.published_documents,
        "address": f"{base}{row.pk}/",
    }


def _plain(value: Any) -> Any:
    # A sheet would run what begins like a formula.
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _taken_along(rows: list[dict[str, Any]], columns: tuple[str, ...], name: str, format: str) -> HttpResponse:
    if format == "json":
        content = json.dumps(rows, ensure_ascii=False, indent=1).encode()
        return bytes_as_download(content, f"{name}.json", "application/json")
    if format != "csv":
        raise Http404
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _plain(value) for key, value in row.items()} for row in rows)
    return bytes_as_download(b"\xef\xbb\xbf" + target.getvalue().encode(), f"{name}.csv", "text/csv; charset=utf-8")


def _year(request: HttpRequest) -> int | None:
    year = request.GET.get("year", "")
    return int(year) if year.isdigit() and 2000 <= int(year) <= 2100 else None


@require_GET
def figures_page(request: HttpRequest) -> HttpResponse:
    """How institutions answer: each figure opens its rows."""
    actor, at, year = actor_of(request), timezone.now(), _year(request)
    found = counted.figures(actor, at, year=year)
    named = letters.grounds(of_text())
    context = {
        "found": found,
        "year": year,
        "years": listing.choices(actor).years,
        "heads": [
            ("in_time", _("in time")),
            ("late", _("late")),
            ("silent", _("silent")),
            ("waiting", _("waiting")),
            ("refused", _("refused")),
            ("complained", _("complaints")),
            ("upheld", _("successful")),
        ],
        "rows": [_shown(row, named) for row in [*found.rows, found.total]],
    }
    return render(request, "information_requests/figures.html", context)


def _shown(row: counted.OfInstitution, named: dict[str, str]) -> dict[str, Any]:
    due = row.counts["in_time"] + row.counts["late"] + row.counts["silent"]
    bars, start = [], 0.0
    for kind, fill in (("in_time", "accepted"), ("late", "reminded"), ("silent", "rejected")):
        width = 100 * row.counts[kind] / due if due else 0.0
        if due:
            bars.append({"fill": fill, "x": f"{start:.2f}", "width": f"{width:.2f}"})
        start += width
    return {
        "row": row,
        "bars": bars,
        "grounds": [(code, named.get(code, code), count) for code, count in list(row.grounds.items())[:3]],
    }


@require_GET
def figures_export(request: HttpRequest, format: str) -> HttpResponse:
    """The figures as CSV or JSON; the last line is the sum of the others."""
    found = counted.figures(actor_of(request), timezone.now(), year=_year(request))
    columns = ("institution", "sent", *counted.FIGURES, "median_days", "in_time_percent", "grounds")
    rows = [
        {
            "institution": str(row.institution) if row.institution is not None else _("All"),
            **row.counts,
            "median_days": row.median_days if row.median_days is not None else "",
            "in_time_percent": row.in_time_percent if row.in_time_percent is not None else "",
            "grounds": "|".join(f"{code}:{count}" for code, count in row.grounds.items()),
        }
        for row in [*found.rows, found.total]
    ]
    return _taken_along(rows, columns, "requests-figures", format)
