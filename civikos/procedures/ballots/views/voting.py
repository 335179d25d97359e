"""The booth. Nothing of what is chosen is kept but in the envelope: not in the session, not in a log, not in a message."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ballotbox import Method, new_words
from ballotbox.lines import tidy
from civikos.kernel.entrance.doors import actor_of, attempt, for_people
from civikos.procedures.ballots import actions, forms, permissions
from civikos.procedures.ballots.models import Candidate, Election, Elector
from civikos.procedures.ballots.queries import standing
from civikos.procedures.ballots.states import Way
from civikos.procedures.ballots.views.public import load


@for_people
def booth(request: HttpRequest, pk: int) -> HttpResponse:
    """The ballot of one organization: choose, look at it once more, send."""
    election, actor, at = load(request, pk), actor_of(request), timezone.now()
    mine = permissions.electors_of(election, actor)
    if not mine or not election.is_open_at(at):
        return redirect(election)
    elector = _chosen(mine, request.POST.get("for") or request.GET.get("for"))
    if elector is None or elector.way != Way.NONE:
        return render(request, "ballots/voted.html", {"election": election, "mine": mine, "sent": None})
    candidates = standing.candidates(election)
    if request.method != "POST":
        form = forms.OwnWordForm(initial={"words": " ".join(new_words())})
        return _page(request, election, elector, mine, candidates, form, [])
    choices = _choices(request, election, candidates)
    form = forms.OwnWordForm(request.POST)
    if len(tidy(request.POST.get("words", "")).split()) != 3:
        raise Http404
    if not form.is_valid() or "change" in request.POST:
        return _page(request, election, elector, mine, candidates, form, choices, status=422 if form.errors else 200)
    if len(choices) > election.most_marks:
        form.add_error(None, standing.too_many(election, len(choices)))
        return _page(request, election, elector, mine, candidates, form, choices, status=422)
    if "send" not in request.POST:
        return _page(request, election, elector, mine, candidates, form, choices, is_preview=True)
    sent, refusal = attempt(lambda: actions.cast_ballot(pk, elector.pk, choices, form.phrase, by=actor, at=at))
    if sent is None:
        form.add_error(None, refusal)
        return _page(request, election, elector, mine, candidates, form, choices, status=422)
    # Shown in the answer itself: a redirect would have to keep the phrase somewhere.
    mine = permissions.electors_of(election, actor)
    return render(
        request, "ballots/voted.html", {"election": election, "mine": mine, "sent": sent, "phrase": tidy(form.phrase)}
    )


def _chosen(mine: list[Elector], wanted: str | None) -> Elector | None:
    if wanted is not None:
        return next((each for each in mine if str(each.pk) == wanted), None)
    return next((each for each in mine if each.way == Way.NONE), None)


def _choices(request: HttpRequest, election: Election, candidates: list[Candidate]) -> list[str]:
    """Codes of the candidates marked; in the voter's order where each was given a rank."""
    if election.method != Method.STV.value:
        return [each.code for each in candidates if each.code in request.POST.getlist("choice")]
    ranks = {each.code: request.POST.get(f"rank-{each.code}", "") for each in candidates}
    given = sorted((int(rank), code) for code, rank in ranks.items() if rank.isdigit() and int(rank) > 0)
    return [code for _rank, code in given]


def _page(
    request: HttpRequest,
    election: Election,
    elector: Elector,
    mine: list[Elector],
    candidates: list[Candidate],
    form: forms.OwnWordForm,
    choices: list[str],
    *,
    is_preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    words = form.data.get("words") if form.is_bound else form.initial["words"]
    ranks = {code: rank for rank, code in enumerate(choices, 1)}
    return render(
        request,
        "ballots/booth.html",
        {
            "election": election,
            "elector": elector,
            "others": [each for each in mine if each.pk != elector.pk and each.way == Way.NONE],
            "candidates": candidates,
            "chosen": choices,
            "ranks": ranks,
            "marked": [each for code in choices for each in candidates if each.code == code],
            "is_ranked": election.method == Method.STV.value,
            "possible_ranks": range(1, min(election.most_marks, len(candidates)) + 1),
            "words": str(words or "").split(),
            "form": form,
            "is_preview": is_preview,
        },
        status=status,
    )
