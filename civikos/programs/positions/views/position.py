"""The list, and the page of one position: what it says, how it stands, who backs it."""

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from civikos.kernel.catalog import registry
from civikos.kernel.entrance.doors import actor_of
from civikos.kernel.languages import of_text
from civikos.programs.positions import forms, permissions, states
from civikos.programs.positions.queries import listing, outcome, tally, text, titles
from civikos.programs.positions.queries.rules import Rules
from civikos.programs.positions.states import Status
from civikos.programs.positions.views.pages import Asked, load, page


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """Positions: adopted ones for everybody, those under way for members too."""
    actor, language = actor_of(request), of_text()
    form = forms.Listing(request.GET, with_open=not actor.is_anonymous)
    wanted = form.wanted()
    shown, rows = listing.page_of(actor, wanted, request.GET.get("page"), language)
    context = {
        "form": form,
        "page": shown,
        "rows": rows,
        "is_filtered": bool(wanted.words or wanted.state or wanted.subject),
        "may_open": permissions.may_open(actor),
        "found": shown.paginator.count,
    }
    return render(request, "positions/list.html", context)


@require_safe
def list_csv(request: HttpRequest) -> HttpResponse:
    """The list as shown, as a table for other programs."""
    actor, language = actor_of(request), of_text()
    form = forms.Listing(request.GET, with_open=not actor.is_anonymous)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="positions.csv"'
    table = csv.writer(response)
    table.writerow(
        ["id", "title", "subject", "addressee", "status", "edition", "opened_on", "adopted_on", "supporters"]
    )
    for row in listing.rows_of(listing.found(actor, form.wanted()), language):
        each = row.position
        table.writerow(
            [
                each.pk,
                _plain(row.title),
                each.subject,
                _plain(row.addressee),
                each.status,
                each.edition,
                timezone.localdate(each.opened_at).isoformat(),
                timezone.localdate(each.adopted_at).isoformat() if each.adopted_at else "",
                row.supporters,
            ]
        )
    return response


def _plain(words: str) -> str:
    # A sheet would take it for a formula.
    return f"'{words}" if words[:1] in "=+-@\t" else words


@require_safe
def position(request: HttpRequest, pk: int) -> HttpResponse:
    """One position: text with sources, figures, supporters, dissent, papers; for members also what they are asked to do."""
    return page(asked := load(request, pk), "position", "positions/position.html", _context(asked))


def _context(asked: Asked) -> dict[str, Any]:
    row, language = asked.position, of_text()
    shows_text = asked.is_near or row.adopted_at is not None
    passages = tally.standing_passages(row) if shows_text else []
    record = outcome.record_of(row)
    is_over = row.status not in states.UNDER_WAY
    context: dict[str, Any] = {
        "passages": text.passages_of(row, passages, asked.actor, language, near=asked.is_near),
        "outcome": outcome.told(record) if record is not None else None,
        "result_rows": outcome.questions_told(record, language) if record is not None else [],
        "passage_figures": {each["number"]: each for each in record.figures["passages"]} if record is not None else {},
        "rules": Rules(row.rules).told(language),
        "supporters": outcome.supporters_of(row) if row.adopted_at else [],
        "dissents": outcome.dissents_of(row) if shows_text else [],
        "papers": listing.papers_of(row) if row.adopted_at else [],
        "newer": outcome.newer_of(row, asked.actor),
        "older": row.corrects if row.corrects_id and row.corrects and row.corrects.adopted_at else None,
        "is_over": is_over,
        "may_see_draft_link": asked.is_drafter and row.status in states.BEFORE_MEMBERS,
        "related": registry.related_to("position", [row.pk], asked.actor)[row.pk],
        "may_plan": permissions.may(states.PLAN, asked.actor, row),
        "may_withdraw": permissions.may(states.WITHDRAW, asked.actor, row),
        "may_correct": permissions.may(states.CORRECT, asked.actor, row),
        "may_send": permissions.may(states.SEND, asked.actor, row) and row.sent_at is None and row.addressee_id,
        "may_go_on": _may_go_on(asked),
        "may_dissent": row.status in (Status.CONSENT, Status.VOTING, Status.ADOPTED)
        and (row.dissent_until is None or asked.at < row.dissent_until)
        and bool(listing.speaks_for(row, asked.actor.person, timezone.localdate(asked.at)) if asked.is_member else []),
        "takes_points": row.takes_points_at(asked.at),
        "takes_answers": row.takes_answers_at(asked.at),
        "takes_ballots": row.takes_ballots_at(asked.at),
        "consultation_title": titles.title_of(row, language) if row.consultation_id else "",
    }
    return context


def _may_go_on(asked: Asked) -> bool:
    row = asked.position
    until = listing.until_of(row)
    return permissions.may(states.GO_ON, asked.actor, row) and until is not None and asked.at >= until


@require_safe
def sentence(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """One sentence and everything it stands on, as far as the reader may see it."""
    asked = load(request, pk)
    if not asked.is_near and asked.position.adopted_at is None:
        raise Http404
    found = text.sentence_of(asked.position, key, asked.actor, of_text(), near=asked.is_near)
    if found is None:
        raise Http404
    passage, one = found
    return page(asked, "position", "positions/sentence.html", {"passage": passage, "one": one})
