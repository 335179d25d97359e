"""What the pages of the watch share: the tabs above them, and files of tables."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.downloads import bytes_as_download
from civikos.programs.standards import permissions
from civikos.programs.standards.papers.workbook import tables_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
