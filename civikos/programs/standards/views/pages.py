"""What the pages of the watch share: who asks, who may see a page, how a refusal is told, files of tables."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.downloads import bytes_as_download
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.standards import permissions
from civikos.programs.standards.papers.workbook import tables_xlsx

View = Callable[..., HttpResponse]
Done = TypeVar("Done")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; set by the entrance's middleware."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def for_secretariat(view: View) -> View:
    """
    Only the secretariat sees this page. Nobody in particular is asked to sign in, whether or not what they ask for
    exists; everybody else is told that there is no such page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if actor.is_anonymous:
            return redirect_to_login(request.get_full_path())
        if not permissions.may_record(actor):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def attempt(act: Callable[[], Done]) -> tuple[Done | None, str]:
    """What an action returned and "", or None and the sentence of the rule that said no. Raises Http404 for what is hidden."""
    try:
        return act(), ""
    except permissions.NotFound:
        raise Http404 from None
    except Refused as refusal:
        return None, str(refusal)


@dataclass(frozen=True)
class Tab:
    """One page of the watch."""

    label: str
    address: str
    is_current: bool


def tabs(actor: Actor, current: str) -> list[Tab]:
    """The pages of the watch, those of the secretariat for whoever works there."""
    names = {
        "home": _("Ranking"),
        "years": _("Over the years"),
        "map": _("Municipalities"),
        "cases": _("Consultations"),
        "yearly": _("Five yearly figures"),
        "yardsticks": _("The standards"),
        "reports": _("Reports"),
    }
    if permissions.may_record(actor):
        names["sheets"] = _("Sheets")
    return [Tab(label, reverse(f"standards:{name}"), name == current) for name, label in names.items()]


def as_file(format_: str, name: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """A table as CSV (with a mark that Excel needs), XLSX or JSON. Raises Http404 for another format."""
    if format_ == "csv":
        target = io.StringIO()
        writer = csv.writer(target)
        writer.writerow(head)
        writer.writerows([[_harmless(value) for value in row] for row in rows])
        return bytes_as_download(target.getvalue().encode("utf-8-sig"), f"{name}.csv", "text/csv; charset=utf-8")
    if format_ == "xlsx":
        return bytes_as_download(tables_xlsx([(name, head, rows)], title=name), f"{name}.xlsx", XLSX)
    if format_ == "json":
        told = [dict(zip(head, row, strict=True)) for row in rows]
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        return bytes_as_download(content, f"{name}.json", "application/json")
    raise Http404


def _harmless(value: Any) -> Any:
    # A cell that begins like a formula is one for Excel (OWASP ASVS 1.2.10).
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
