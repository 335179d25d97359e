"""Consultations of the watch: the list behind every cell, a recorded case with its score card, recording one by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.catalog import registry
from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat
from civikos.programs.standards import actions, permissions
from civikos.programs.standards.forms.cases import CaseForm, meeting_forms
from civikos.programs.standards.forms.filters import VERDICTS, CaseFilter
from civikos.programs.standards.models import RecordedCase
from civikos.programs.standards.queries import cases as queries
from civikos.programs.standards.queries import contents
from civikos.programs.standards.queries import watch as watching
from civikos.programs.standards.states import CaseStatus, Channel
from civikos.programs.standards.views.pages import as_file, tabs

PAGE_SIZE = 25


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every consultation behind a cell, a bar or a figure: filtered, paged, downloadable as shown."""
    actor = actor_of(request)
    watch = watching.load(timezone.now())
    form = CaseFilter(request.GET, watch=watch)
    found = watching.cards(watch, form.wanted())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    wanted = form.wanted()
    context = {
        "tabs": tabs(actor, "cases"),
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [
            (
                card,
                watch.name_of(card.facts.institution),
                watch.kinds.get(card.facts.kind, card.facts.kind),
                registry.address_of(card.facts.name),
                card.of(wanted.standard) if wanted.standard else None,
            )
            for card in page.object_list
        ],
        "found": len(found),
        "verdicts": {key.value: label for key, label in VERDICTS.items()},
        "may_record": permissions.may_record(actor),
        "drafts": queries.drafts(actor),
        "is_invented": any(card.facts.note for card in found),
    }
    return render(request, "standards/cases.html", context)


@require_safe
def listing_file(request: HttpRequest, format: str) -> HttpResponse:
    """The list as shown, with every finding, as CSV, XLSX or JSON."""
    watch = watching.load(timezone.now())
    found = watching.cards(watch, CaseFilter(request.GET, watch=watch).wanted())
    codes = list(dict.fromkeys(each.code for each in watch.ruler.yardsticks))
    head = (
        "name",
        "institution",
        "level",
        "title",
        "kind",
        "year",
        "first_day",
        "last_day",
        "kept",
        "not_kept",
        "met_all",
        *codes,
    )
    rows = []
    for card in found:
        facts, said = card.facts, {each.code: each.verdict.value for each in card.findings}
        rows.append(
            (
                facts.name,
                watch.name_of(facts.institution),
                facts.level,
                facts.title,
                facts.kind,
                facts.year,
                facts.opened_on.isoformat() if facts.opened_on else None,
                facts.closed_on.isoformat() if facts.closed_on else None,
                card.kept,
                card.broken,
                None if card.met_all is None else int(card.met_all),
                *(said.get(code) for code in codes),
            )
        )
    return as_file(format, _("consultations"), head, rows)


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A recorded case: its facts, its score card with the values and sources, what can be done about what is missing."""
    actor = actor_of(request)
    found = queries.case_page(pk, actor)
    if found is None:
        raise Http404
    row, card = found.case, found.card
    may_record = permissions.may_record(actor)
    documents = queries.document_names()
    context = {
        "tabs": tabs(actor, ""),
        "case": row,
        "card": card,
        "verdicts": {key.value: label for key, label in VERDICTS.items()},
        "documents": [documents.get(code, code) for code in row.documents or ()],
        "missing_documents": [
            documents.get(code, code)
            for code in card.facts.wanted_documents
            if row.documents is not None and code not in row.documents
        ],
        "channels": [Channel(code).label for code in row.channels or () if code in Channel.values],
        "meetings": card.facts.meetings or (),
        "next_steps": registry.next_steps(row.name, actor, card.missing) if row.status == CaseStatus.RECORDED else [],
        "related": registry.related_to("recorded_case", [row.pk], actor)[row.pk],
        "may_record": may_record,
        "entries": queries.history_of(row) if may_record else [],
        "is_invented": row.is_invented,
    }
    return render(request, "standards/case.html", context)


@for_secretariat
def record(request: HttpRequest) -> HttpResponse:
    """Record a consultation that was not run here, or keep it as a draft."""
    return _form_page(request, None)


@for_secretariat
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a draft, or correct a recorded case."""
    row = queries.get_visible(pk, actor_of(request))
    if row is None:
        raise Http404
    return _form_page(request, row)


def _form_page(request: HttpRequest, row: RecordedCase | None) -> HttpResponse:
    at, actor = timezone.now(), actor_of(request)
    data = request.POST or None
    kept: dict[str, Any] = contents.content_of(row) if row is not None else {}
    form = CaseForm(data, today=timezone.localdate(at), initial=CaseForm.initial_of(kept) if kept else None)
    meetings = meeting_forms(data, kept.get("meetings", ()))
    if data is not None:
        valid = [each.is_valid() for each in (form, *meetings)]
        if all(valid):
            act = actions.save_draft if "draft" in request.POST else actions.record_case
            done, refusal = attempt(
                lambda: act(
                    form.content(meetings),
                    pk=row.pk if row is not None else None,
                    by=actor,
                    at=at,
                    request_key=form.cleaned_data["request_key"],
                )
            )
            if done is not None:
                messages.success(
                    request,
                    _("The consultation is recorded: it counts from now on, and everybody sees it.")
                    if done.status == CaseStatus.RECORDED
                    else _("The draft is kept. It does not count yet."),
                )
                return redirect("standards:case", done.pk)
            form.add_error(None, refusal)
    failed = bool(form.errors) or any(each.errors for each in meetings)
    context = {
        "tabs": tabs(actor, ""),
        "form": form,
        "meetings": meetings,
        "case": row,
        "is_recorded": row is not None and row.status == CaseStatus.RECORDED,
    }
    return render(request, "standards/case_form.html", context, status=422 if data is not None and failed else 200)


@for_secretariat
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take a case out of the watch, or put it back."""
    verbs = {"discard": actions.discard_case, "restore": actions.restore_case}
    if verb not in verbs:
        raise Http404
    done, refusal = attempt(lambda: verbs[verb](pk, by=actor_of(request), at=timezone.now()))
    if done is None:
        messages.error(request, refusal)
    elif verb == "discard":
        messages.success(request, _("The consultation is taken out of the watch. You can put it back on its page."))
    else:
        messages.success(request, _("The consultation is back, as a draft: check it and record it."))
    return redirect(reverse("standards:case", args=[pk]))
