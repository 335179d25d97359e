"""Where the answer and the text say different things: the list for both sides, asking, explaining."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.files.downloads import bytes_as_download
from civikos.kernel.languages import of_text
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.forms import fate as forms
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.papers import lists
from civikos.programs.consultations.queries import contradictions as queries
from civikos.programs.consultations.queries import fate, matrix
from civikos.programs.consultations.queries.contradictions import Filter, Row
from civikos.programs.consultations.states import Contradiction, Outcome
from civikos.programs.consultations.views.fate import point_page
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _wanted(request: HttpRequest) -> Filter:
    asked = request.GET
    return Filter(
        asked.get("kind", ""), asked.get("state", ""), asked.get("article", ""), asked.get("words", "").strip()[:100]
    )


def _readable(request: HttpRequest, pk: int) -> Consultation:
    """A consultation whose points the reader may read. Raises Http404 for others."""
    consultation, actor = load(request, pk), actor_of(request)
    if not (actor.is_secretariat or matrix.may_be_read(consultation, actor)):
        raise Http404
    return consultation


@require_safe
def contradictions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every point whose answer and newest text differ, explained or not."""
    consultation, actor, language = _readable(request, pk), actor_of(request), of_text()
    wanted = _wanted(request)
    page, rows, units = queries.page_of(consultation, actor, wanted, request.GET.get("page"), language)
    may_ask = permissions.may(states.ASK_EXPLANATIONS, actor, consultation)
    may_explain = permissions.may(states.EXPLAIN, actor, consultation)
    version = queries.newest_judged(consultation)
    context: dict[str, Any] = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, language),
        "tabs": tabs_for(consultation, actor, "contradictions", works_here=may_explain or None),
        "counted": queries.counted(consultation),
        "wanted": wanted,
        "is_filtered": wanted != Filter(),
        "kinds": Contradiction.choices,
        "page": page,
        "rows": rows,
        "units": units,
        "version": version,
        "inquiries": queries.inquiries(consultation),
        "is_officer": actor.is_secretariat,
        "may_ask": may_ask,
        "to_ask": len(queries.to_ask(consultation, version)) if may_ask and version is not None else 0,
        "may_explain": may_explain,
        "may_correct": may_explain and permissions.may(states.ANSWER, actor, consultation),
        "formats": [("xlsx", "Excel"), ("csv", "CSV")],
        "back": request.GET.urlencode(),
    }
    return render(request, "consultations/contradictions.html", context)


@require_safe
def contradictions_file(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The same list as a file, filtered as the page."""
    consultation = _readable(request, pk)
    if format not in MEDIA_TYPES:
        raise Http404
    rows = queries.all_rows(consultation, actor_of(request), _wanted(request), of_text())
    columns, cells = _columns(), [_cells(row) for row in rows]
    name = _("Where the answer and the text differ")
    content = lists.list_csv(columns, cells) if format == "csv" else lists.list_xlsx(name, columns, cells)
    return bytes_as_download(content, f"{_('contradictions')}-{pk}.{format}", MEDIA_TYPES[format])


def _columns() -> list[str]:
    return [
        _("No."),
        _("Place"),
        _("Comment"),
        _("Proposed wording"),
        _("Who"),
        _("Answer"),
        _("Reason"),
        _("How they differ"),
        _("Version"),
        _("What is missing"),
        _("Institution asked on"),
        _("Explanation"),
        _("Explained on"),
    ]


def _cells(each: Row) -> list[str]:
    point, mark, given = each.point, each.row.mark, each.explanation
    return [
        str(point.number or point.position),
        each.row.place,
        point.text,
        point.proposed,
        each.row.who,
        str(Outcome(point.outcome).label),
        point.answer,
        str(each.kind.label),
        str(mark.version) if mark else "",
        " · ".join(words.text for words in mark.missing) if mark else "",
        timezone.localtime(each.asked_at).date().isoformat() if each.asked_at else "",
        given.text if given else "",
        timezone.localtime(given.given_at).date().isoformat() if given else "",
    ]


@require_POST
@for_secretariat
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the institution to explain, and tell those who made the points."""
    actor = actor_of(request)
    told(
        request,
        lambda: actions.ask_explanations(pk, by=actor, at=timezone.now()),
        lambda made: (
            ngettext(
                "The institution is asked about %(n)s point; whoever made it is told.",
                "The institution is asked about %(n)s points; whoever made them is told.",
                len(made.points),
            )
            % {"n": len(made.points)}
        ),
    )
    return redirect("consultations:contradictions", pk)


@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain a point for the institution. What is refused stays typed, on the page of the point."""
    actor = actor_of(request)
    row = fate.get_point(pk, actor)
    if row is None:
        raise Http404
    if actor.person is None:
        return redirect_to_login(row.get_absolute_url())
    form = forms.Explanation(request.POST)
    if form.is_valid():
        _made, refusal = attempt(
            lambda: actions.explain(pk, text=form.cleaned_data["text"], language=of_text(), by=actor, at=timezone.now())
        )
        if not refusal:
            messages.success(request, _("The explanation is recorded. It stands beside the point from now on."))
            if "list" in request.POST:
                query = request.POST.get("back", "")
                address = reverse("consultations:contradictions", args=[row.consultation_id])
                return redirect(f"{address}{f'?{query}' if query else ''}#p-{pk}")
            return redirect(f"{row.get_absolute_url()}#explain")
        form.add_error(None, refusal)
        if not permissions.may(states.EXPLAIN, actor, row.consultation):
            messages.error(request, refusal)
    return point_page(request, pk, form, status=422)
