"""What is to be raised in the Council: proposed on a page of its own, kept as a list by the secretariat."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.files.downloads import bytes_as_download
from civikos.kernel.languages import of_text
from civikos.programs.consultations import actions, permissions
from civikos.programs.consultations.forms import fate as forms
from civikos.programs.consultations.models import Raised
from civikos.programs.consultations.papers import lists
from civikos.programs.consultations.queries import council as queries
from civikos.programs.consultations.queries import fate, matrix
from civikos.programs.consultations.queries.council import Filter, Row
from civikos.programs.consultations.states import Outcome, RaisedStatus
from civikos.registers.legislation import queries as legislation

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a point for the Council, with the reason."""
    actor, at, language = actor_of(request), timezone.now(), of_text()
    row = fate.get_point(pk, actor)
    if row is None:
        raise Http404
    if actor.person is None:
        return redirect_to_login(request.get_full_path())
    form = forms.ForCouncil(request.POST or None)
    if form.is_valid():
        _made, refusal = attempt(
            lambda: actions.propose_raising(pk, reason=form.cleaned_data["reason"], language=language, by=actor, at=at)
        )
        if not refusal:
            messages.success(request, _("The point is on the list for the Council. You see here when it was raised."))
            return redirect(row)
        form.add_error(None, refusal)
    (shown,) = matrix.rows_of(row.consultation, [row], language)
    context = {
        "consultation": row.consultation,
        "title": legislation.title_in(row.consultation.draft, language),
        "point": row,
        "shown": shown,
        "form": form,
        "raised": queries.of_points([pk]).get(pk),
        "may_propose": permissions.point_to_raise("point", pk, actor) is not None,
    }
    return render(request, "consultations/propose_raising.html", context, status=422 if form.errors else 200)


def _wanted(request: HttpRequest) -> Filter:
    asked = request.GET.get("institution", "")
    return Filter(
        request.GET.get("status", ""),
        int(asked) if asked.isdecimal() and len(asked) < 18 else None,
        request.GET.get("words", "").strip()[:100],
    )


@require_safe
@for_secretariat
def council(request: HttpRequest) -> HttpResponse:
    """The list: what waits, what was raised when and where, what was not and why."""
    wanted = _wanted(request)
    page, rows = queries.page_of(wanted, actor_of(request), request.GET.get("page"), of_text())
    context: dict[str, Any] = {
        "page": page,
        "rows": rows,
        "wanted": wanted,
        "is_filtered": wanted != Filter(),
        "counted": queries.counts(),
        "statuses": RaisedStatus.choices,
        "institutions": queries.institutions(),
        "formats": [("docx", "Word"), ("csv", "CSV")],
    }
    return render(request, "consultations/council.html", context)


@require_safe
@for_secretariat
def council_file(request: HttpRequest, format: str) -> HttpResponse:
    """The same list as a file, filtered as the page: to take to the meeting."""
    if format not in MEDIA_TYPES:
        raise Http404
    language = of_text()
    rows = queries.told(list(queries.rows(_wanted(request), actor_of(request))), language)
    title = _("Points for the Council")
    columns = [
        _("Draft"),
        _("Institution"),
        _("Point"),
        _("What was said"),
        _("Answer"),
        _("Why it is raised"),
        _("Proposed by"),
        _("State"),
        _("Raised on, where"),
        _("What came of it"),
    ]
    cells = [_cells(row) for row in rows]
    content = lists.list_csv(columns, cells) if format == "csv" else lists.list_docx(title, columns, cells, language)
    return bytes_as_download(content, f"{_('council')}.{format}", MEDIA_TYPES[format])


def _cells(row: Row) -> list[str]:
    raised, point = row.raised, row.raised.point
    answer = str(Outcome(point.outcome).label) if point.outcome else _("no answer")
    where = ", ".join(
        part for part in (raised.raised_on.isoformat() if raised.raised_on else "", raised.meeting) if part
    )
    return [
        row.title,
        point.consultation.draft.institution.name,
        f"{point.number or point.position}. {row.place}",
        point.text or point.proposed,
        f"{answer}. {point.answer}" if point.answer else answer,
        raised.reason,
        _proposer(raised),
        str(raised.get_status_display()),
        where,
        raised.note,
    ]


def _proposer(raised: Raised) -> str:
    if raised.organization is not None:
        return raised.organization.name
    return raised.proposed_by.name if raised.proposed_by is not None else _("former member")


@require_http_methods(["GET", "HEAD", "POST"])
@for_secretariat
def council_action(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Mark a point as raised (`raised`) or not raised (`dropped`), with what belongs to it; `back` undoes either."""
    actor, at = actor_of(request), timezone.now()
    row = queries.one(pk, actor)
    if row is None or verb not in {"raised", "dropped", "back"}:
        raise Http404
    if verb == "back":
        if request.method == "POST":
            told(request, lambda: actions.put_back_raising(pk, by=actor, at=at), _("The point is to be raised again."))
        return redirect("consultations:council")
    form: Any
    if verb == "raised":
        form = forms.WasRaised(request.POST or None, initial={"on": timezone.localdate(at)})
    else:
        form = forms.NotRaised(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        _row, refusal = attempt(
            lambda: (
                actions.mark_raised(pk, **given, by=actor, at=at)
                if verb == "raised"
                else actions.drop_raising(pk, **given, by=actor, at=at)
            )
        )
        if not refusal:
            messages.success(
                request,
                _("The point is marked as raised.") if verb == "raised" else _("The point is marked as not raised."),
            )
            return redirect("consultations:council")
        form.add_error(None, refusal)
    (told_row,) = queries.told([row], of_text())
    context = {"row": told_row, "form": form, "verb": verb}
    return render(request, "consultations/council_mark.html", context, status=422 if form.errors else 200)
