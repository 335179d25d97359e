"""Members answer, amendments are decided on, members vote; who said what; dissent by name."""

import csv
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.entrance.doors import attempt, told
from civikos.kernel.languages import of_text
from civikos.programs.positions import actions, forms, permissions, states
from civikos.programs.positions.actions.asking import Saying
from civikos.programs.positions.models import Response
from civikos.programs.positions.queries import gathering, listing, outcome, tally, text
from civikos.programs.positions.queries.text import PassageView
from civikos.programs.positions.states import Answer, Choice, Handling, Status
from civikos.programs.positions.views.pages import Asked, load_near, members_only, page
from civikos.registers.organizations.models import Organization


@dataclass(frozen=True)
class Speaking:
    """For which organization of the roll somebody answers on this page, and which others they could."""

    chosen: Organization | None
    held: list[Organization]

    @property
    def pk(self) -> int | None:
        """The key of the organization."""
        return self.chosen.pk if self.chosen else None

    @property
    def query(self) -> str:
        """What an address carries so that the next page speaks for the same one."""
        return f"?for={self.chosen.pk}" if self.chosen and len(self.held) > 1 else ""


def _speaking(asked: Asked) -> Speaking:
    held = listing.speaks_for(asked.position, asked.actor.person, timezone.localdate(asked.at))
    said = asked.request.POST.get("for") or asked.request.GET.get("for", "")
    chosen = next((each for each in held if str(each.pk) == said), held[0] if held else None)
    return Speaking(chosen, held)


@members_only
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft passage by passage, to be backed all at once or answered one by one."""
    asked = load_near(request, pk)
    if asked.position.asked_at is None:
        raise Http404
    speaking = _speaking(asked)
    if request.method == "POST":
        said = request.POST.get("passage", "")
        number = int(said) if said.isdecimal() else None
        revision = request.POST.get("revision", "")
        saying = Saying(
            number, Answer.BACK, revision=int(revision) if revision.isdecimal() else None, language=of_text()
        )
        _respond(asked, speaking, saying, _("Your organization backs it."))
        return redirect(f"{request.path}{speaking.query}{f'#passage-{number}' if number else ''}")
    row = asked.position
    standing = tally.standing_of(row)
    own = listing.own_responses(row, speaking.pk)
    views = text.passages_of(row, standing.passages, asked.actor, of_text(), near=True)
    takes = row.takes_answers_at(asked.at) and speaking.chosen is not None
    for view in views:
        view.tally = standing.tallies[view.passage.pk]
        view.own = own.get(view.passage.pk)
        view.may_answer = takes and view.passage.asked_round >= row.round
    context = {
        "passages": views,
        "standing": standing,
        "speaking": speaking,
        "own_whole": own.get(None),
        "takes": takes,
        "may_amend": row.round == 1,
        "again": [each.passage.number for each in views if each.may_answer] if row.round > 1 else [],
    }
    return page(asked, "consent", "positions/consent.html", context)


def _respond(asked: Asked, speaking: Speaking, saying: Saying, say: str) -> bool:
    # Without an organization the action says why not: the mandate has lapsed, or the organization is not on the roll.
    organization = speaking.pk or 0
    by, at = asked.actor, asked.at
    return told(
        asked.request, lambda: actions.respond(asked.position.pk, saying, organization=organization, by=by, at=at), say
    )


@members_only
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask for other words in a passage, or object to it (0 is the whole)."""
    asked = load_near(request, pk)
    if asked.position.asked_at is None:
        raise Http404
    speaking = _speaking(asked)
    view = gathering.passage_view(asked.position, number, asked.actor, of_text()) if number else None
    if number and (view is None or not view.passage.is_standing):
        raise Http404
    wants = request.POST.get("kind") or request.GET.get("kind", "")
    kind = Answer.AMEND if wants == Answer.AMEND and view is not None else Answer.OBJECT
    own = listing.own_responses(asked.position, speaking.pk).get(view.passage.pk if view else None)
    form = _answer_form(request, kind, view, own)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        saying = Saying(
            number or None,
            kind,
            reason=said["reason"],
            text=said.get("text", ""),
            proposed=said.get("proposed", ""),
            revision=said["revision"],
            language=view.passage.language if view and kind == Answer.AMEND else of_text(),
        )
        organization, by, at = speaking.pk or 0, asked.actor, asked.at
        _done, refusal = attempt(lambda: actions.respond(pk, saying, organization=organization, by=by, at=at))
        if not refusal:
            messages.success(request, _("Your organization's answer is recorded."))
            return redirect(f"{reverse('positions:consent', args=[pk])}{speaking.query}#passage-{number}")
        form.add_error(None, refusal)
    context = {"form": form, "view": view, "kind": str(kind), "speaking": speaking, "number": number, "own": own}
    return page(asked, "consent", "positions/answer.html", context, status=422 if form.errors else 200)


def _answer_form(
    request: HttpRequest, kind: Answer, view: PassageView | None, own: Response | None
) -> forms.Amendment | forms.Objection:
    data = request.POST if request.method == "POST" else None
    initial: dict[str, Any] = {"revision": view.passage.revision if view else None}
    if own is not None and own.answer == kind:
        initial["reason"] = own.reason
        if kind == Answer.AMEND:
            initial |= {"text": own.text, "proposed": own.proposed}
    if kind == Answer.AMEND and view is not None:
        return forms.Amendment(data, before=(view.text, view.passage.proposed), initial=initial)
    return forms.Objection(data, initial=initial)


@require_POST
@members_only
def take_back(request: HttpRequest, pk: int, response: int) -> HttpResponse:
    """Take an answer of one's organization back."""
    asked = load_near(request, pk)
    say = _("The answer is taken back.")
    told(request, lambda: actions.take_back_response(pk, response, by=asked.actor, at=asked.at), say)
    return redirect("positions:consent", pk)


@members_only
@require_safe
def amendments(request: HttpRequest, pk: int) -> HttpResponse:
    """Amendments with what was decided on them, and objections with their reasons."""
    asked = load_near(request, pk)
    if asked.position.asked_at is None:
        raise Http404
    row = asked.position
    context = {
        "amendments": listing.responses(row, Answer.AMEND),
        "objections": listing.responses(row, Answer.OBJECT),
        "may_handle": permissions.may(states.HANDLE, asked.actor, row) and asked.at >= row.consent_until,
        "waits": permissions.may(states.HANDLE, asked.actor, row) and asked.at < row.consent_until,
    }
    return page(asked, "amendments", "positions/amendments.html", context)


@members_only
def amendment(request: HttpRequest, pk: int, response: int) -> HttpResponse:
    """Decide on one amendment."""
    asked = load_near(request, pk)
    row = next((each for each in listing.responses(asked.position, Answer.AMEND) if each.pk == response), None)
    if row is None or row.passage is None or not asked.is_drafter:
        raise Http404
    view = gathering.passage_view(asked.position, row.passage.number, asked.actor, of_text())
    assert view is not None  # noqa: S101  # the amendment is to it
    if request.method == "POST":
        form = forms.Decision(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            _done, refusal = attempt(
                lambda: actions.handle_amendment(
                    pk,
                    response,
                    said["handling"],
                    reason=said["reason"],
                    text=said["text"].replace("\r\n", "\n"),
                    proposed=said["proposed"].replace("\r\n", "\n"),
                    by=asked.actor,
                    at=asked.at,
                )
            )
            if not refusal:
                messages.success(request, _("The decision on the amendment is recorded."))
                return redirect("positions:amendments", pk)
            form.add_error(None, refusal)
    else:
        initial = {"text": view.text, "proposed": view.passage.proposed, "handling": row.handling or Handling.TAKEN}
        form = forms.Decision(initial=initial)
    context = {"form": form, "row": row, "view": view}
    return page(asked, "amendments", "positions/amendment.html", context, status=422 if form.errors else 200)


@members_only
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """The contested passages, one vote for each organization on each; afterwards how each organization voted."""
    asked = load_near(request, pk)
    row = asked.position
    if row.vote_until is None:
        raise Http404
    speaking = _speaking(asked)
    questions = listing.questions_of(row)
    if request.method == "POST":
        choices = {each.number: request.POST.get(f"q-{each.number}", "") for each in questions}
        chosen = {number: choice for number, choice in choices.items() if choice}
        organization, by, at = speaking.pk or 0, asked.actor, asked.at
        told(
            request,
            lambda: actions.cast_ballots(pk, chosen, organization=organization, by=by, at=at),
            _("Your organization's vote is recorded. You can change it until the vote closes."),
        )
        return redirect(f"{request.path}{speaking.query}")
    passages = [each.passage for each in questions if each.passage is not None]
    views = {
        each.passage.pk: each
        for each in text.passages_of(row, list(dict.fromkeys(passages)), asked.actor, of_text(), near=True)
    }
    is_over = row.status != Status.VOTING
    context = {
        "questions": [(each, views.get(each.passage_id or 0)) for each in questions],
        "own": listing.own_ballots(row, speaking.pk),
        "speaking": speaking,
        "takes": row.takes_ballots_at(asked.at) and speaking.chosen is not None,
        "choices": Choice.choices,
        "is_over": is_over,
        "voted": listing.voted(row),
        "objections": listing.reasons_by_passage(row),
    }
    return page(asked, "vote", "positions/vote.html", context)


@members_only
@require_safe
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Every organization that may answer, and what it said; for members and the secretariat."""
    asked = load_near(request, pk)
    if asked.position.asked_at is None:
        raise Http404
    words, state = request.GET.get("words", "")[:100], request.GET.get("state", "")
    rows = listing.roll(asked.position, words, state)
    shown = Paginator(rows, listing.ROLL_PAGE).get_page(request.GET.get("page"))
    row = asked.position
    context = {
        "rows": shown.object_list,
        "page": shown,
        "words": words,
        "state": state,
        "answers": dict(Answer.choices),
        "choices": dict(Choice.choices),
        "questions": listing.questions_of(row) if row.vote_until else [],
        "may_remind": permissions.may(states.REMIND, asked.actor, row),
        "remind_on": actions.remind_on(row) if permissions.may(states.REMIND, asked.actor, row) else None,
    }
    return page(asked, "roll", "positions/roll.html", context)


@members_only
@require_safe
def roll_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll as shown, as a table for other programs."""
    asked = load_near(request, pk)
    if asked.position.asked_at is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="position-{pk}-roll.csv"'
    table = csv.writer(response)
    table.writerow(["organization", "whole", "backs", "amends", "objects", "person", "at", "ballots"])
    for row in listing.roll(asked.position, request.GET.get("words", "")[:100], request.GET.get("state", "")):
        ballots = " ".join(f"{number}:{choice}" for number, choice in sorted(row.ballots.items()))
        name = f"'{row.organization}" if row.organization[:1] in "=+-@\t" else row.organization
        at = row.at.isoformat() if row.at else ""
        table.writerow([name, row.whole, row.backs, row.amends, row.objects, row.person, at, ballots])
    return response


@members_only
def dissent(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that one's organization dissents by name."""
    asked = load_near(request, pk)
    row = asked.position
    if row.asked_at is None:
        raise Http404
    speaking = _speaking(asked)
    passages = [
        (each.number, each.heading or _("passage %(n)s") % {"n": each.number}) for each in tally.standing_passages(row)
    ]
    form = forms.Dissent(request.POST if request.method == "POST" else None, passages=passages)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        number = int(said["passage"]) if said["passage"] else None
        _done, refusal = attempt(
            lambda: actions.record_dissent(
                pk,
                said["statement"].replace("\r\n", "\n"),
                passage=number,
                organization=speaking.pk or 0,
                language=of_text(),
                by=asked.actor,
                at=asked.at,
            )
        )
        if not refusal:
            messages.success(request, _("The dissent of your organization stands in the position, by name."))
            return redirect(f"{row.get_absolute_url()}#dissent")
        form.add_error(None, refusal)
    own = [each for each in outcome.dissents_of(row) if each.organization_id == speaking.pk]
    context = {"form": form, "speaking": speaking, "own": own}
    return page(asked, "position", "positions/dissent.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def withdraw_dissent(request: HttpRequest, pk: int, dissent_pk: int) -> HttpResponse:
    """Take one's organization's dissent back."""
    asked = load_near(request, pk)
    say = _("The dissent is taken back.")
    told(request, lambda: actions.withdraw_dissent(pk, dissent_pk, by=asked.actor, at=asked.at), say)
    return redirect("positions:dissent", pk)
