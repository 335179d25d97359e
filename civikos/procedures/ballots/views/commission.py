"""Pages of those who run an election: preparing, the roll, the count."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.files.downloads import as_download, bytes_as_download
from civikos.procedures.ballots import actions, forms
from civikos.procedures.ballots.queries import standing
from civikos.procedures.ballots.states import Status
from civikos.procedures.ballots.views.public import load


@for_secretariat
def new(request: HttpRequest) -> HttpResponse:
    """Lay down what is to be voted on."""
    at = timezone.now()
    form = forms.PlanForm(request.POST) if request.method == "POST" else forms.PlanForm.empty(at)
    if request.method == "POST" and form.is_valid():
        made, refusal = attempt(lambda: actions.prepare_election(form.plan, by=actor_of(request), at=at))
        if made is not None:
            messages.success(request, _("The election is laid down. Now put the candidates on the list."))
            return redirect("ballots:prepare", made.pk)
        form.add_error(None, refusal)
    return render(request, "ballots/new.html", {"form": form}, status=422 if form.errors else 200)


@for_secretariat
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is to be done before voting opens, step by step."""
    election, actor, at = load(request, pk), actor_of(request), timezone.now()
    if election.status != Status.PREPARED:
        return redirect(election)
    doing = request.POST.get("do", "") if request.method == "POST" else ""
    plan = forms.PlanForm(request.POST) if doing == "plan" else forms.PlanForm.of(election)
    candidate = forms.CandidateForm(request.POST) if doing == "candidate" else forms.CandidateForm()
    holders = forms.HoldersForm(request.POST) if doing == "holders" else forms.HoldersForm()
    proof = forms.FileForm(request.POST, request.FILES) if doing == "proof" else forms.FileForm()
    steps: dict[str, tuple[forms.forms.Form, Callable[[], object], str]] = {
        "plan": (
            plan,
            lambda: actions.change_election(pk, plan.plan, by=actor, at=at),
            _("Changed."),
        ),
        "candidate": (
            candidate,
            lambda: actions.add_candidate(pk, **candidate.cleaned_data, by=actor, at=at),
            _("On the list."),
        ),
        "holders": (
            holders,
            lambda: actions.name_holders(pk, holders.holders, by=actor, at=at),
            _("The holders are noted. Now let them open the trial box."),
        ),
        "proof": (
            proof,
            lambda: actions.prove_keys(pk, proof.cleaned_data["file"].read(), by=actor, at=at),
            _("The keys are proved: the box can be opened."),
        ),
    }
    if doing in steps:
        form, act, say = steps[doing]
        if form.is_valid():
            _done, refusal = attempt(act)
            if not refusal:
                messages.success(request, say)
                return redirect("ballots:prepare", pk)
            form.add_error(None, refusal)
    return render(
        request,
        "ballots/prepare.html",
        {
            "election": election,
            "candidates": standing.candidates(election),
            "plan": plan,
            "candidate": candidate,
            "holders": holders,
            "proof": proof,
            "doing": doing,
            "voters": standing.future_roll(election),
        },
        status=422 if doing else 200,
    )


@for_secretariat
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll: who has voted, never when; ballots on paper are noted here."""
    election = load(request, pk)
    search = request.GET.get("q", "").strip()[:80]
    page = standing.roll_page(election, search, request.GET.get("page"))
    return render(
        request,
        "ballots/roll.html",
        {
            "election": election,
            "page": page,
            "search": search,
            "turnout": standing.turnout(election),
            "is_open": election.is_open_at(timezone.now()),
        },
    )


@for_secretariat
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """After closing: paper, the box, the dossier, lots."""
    election, actor, at = load(request, pk), actor_of(request), timezone.now()
    doing = request.POST.get("do", "") if request.method == "POST" else ""
    paper = forms.PaperForm(request.POST) if doing == "paper" else forms.PaperForm()
    dossier = forms.FileForm(request.POST, request.FILES) if doing == "dossier" else forms.FileForm()
    draw = forms.DrawForm(request.POST) if doing == "draw" else forms.DrawForm()
    steps: dict[str, tuple[forms.forms.Form, Callable[[], object], str]] = {
        "paper": (
            paper,
            lambda: actions.enter_paper(pk, paper.choices, observer=paper.cleaned_data["observer"], by=actor, at=at),
            _("Your reading of the ballots on paper is noted. A second person enters theirs."),
        ),
        "dossier": (
            dossier,
            lambda: actions.count_election(pk, dossier.cleaned_data["file"].read(), by=actor, at=at),
            _("The dossier is in order and was counted again here."),
        ),
        "draw": (
            draw,
            lambda: actions.record_draw(
                pk,
                among=draw.cleaned_data["tie"].split(),
                numbers=draw.cleaned_data["numbers"],
                drawn_by=draw.cleaned_data["drawn_by"],
                minutes=draw.cleaned_data["minutes"],
                by=actor,
                at=at,
            ),
            _("The numbers are recorded. A second person has to confirm them."),
        ),
    }
    if doing in steps:
        form, act, say = steps[doing]
        if form.is_valid():
            _done, refusal = attempt(act)
            if not refusal:
                messages.success(request, say)
                return redirect("ballots:count", pk)
            form.add_error(None, refusal)
    return render(
        request,
        "ballots/count.html",
        {
            "election": election,
            "turnout": standing.turnout(election),
            "entries": standing.paper_entries(election),
            "own_entry": standing.own_entry(election, actor),
            "candidates": standing.candidates(election),
            "ties": standing.ties(election),
            "draws": standing.draws(election),
            "paper": paper,
            "dossier": dossier,
            "draw": draw,
            "actor_id": actor.person_id,
            "doing": doing,
            "result": standing.result_of(election),
        },
        status=422 if doing else 200,
    )


@for_secretariat
@require_POST
def probe(request: HttpRequest, pk: int) -> HttpResponse:
    """The trial box."""
    made, refusal = attempt(lambda: actions.make_probe(pk, by=actor_of(request), at=timezone.now()))
    if made is None:
        messages.error(request, refusal)
        return redirect("ballots:prepare", pk)
    return bytes_as_download(made, f"trial-box-{pk}.json", "application/json")


@for_secretariat
@require_POST
def box(request: HttpRequest, pk: int) -> HttpResponse:
    """The box, for the holders of the keys."""
    made, refusal = attempt(lambda: actions.hand_over_box(pk, by=actor_of(request), at=timezone.now()))
    if made is None:
        messages.error(request, refusal)
        return redirect("ballots:count", pk)
    return as_download(made)


@for_secretariat
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step by a press of a button."""
    actor, at = actor_of(request), timezone.now()
    election = load(request, pk)
    number = request.POST.get("row", "")
    row = int(number) if number.isdigit() else 0
    steps: dict[str, tuple[Callable[[], object], str, str]] = {
        "open": (
            lambda: actions.open_election(pk, by=actor, at=at),
            _("The rules are fixed and the calls to vote are on their way."),
            "election",
        ),
        "drop": (
            lambda: actions.remove_candidate(pk, request.POST.get("code", ""), by=actor, at=at),
            _("Taken off the list."),
            "prepare",
        ),
        "paper": (
            lambda: actions.receive_paper(pk, row, by=actor, at=at),
            _("Noted: this organization has handed in a ballot on paper."),
            "roll",
        ),
        "unpaper": (
            lambda: actions.return_paper(pk, row, by=actor, at=at),
            _("Taken back: this organization has not voted."),
            "roll",
        ),
        "remind": (
            lambda: actions.remind(pk, by=actor, at=at),
            _("The reminder is on its way."),
            "roll",
        ),
        "close": (
            lambda: actions.close_election(pk, by=actor, at=at),
            _("Voting is over; the box is ready for the holders of the keys."),
            "count",
        ),
        "confirm": (
            lambda: actions.confirm_draw(pk, row, by=actor, at=at),
            _("The lot is confirmed, and its order follows from the numbers."),
            "count",
        ),
        "cancel": (
            lambda: actions.cancel_election(pk, reason=request.POST.get("reason", ""), by=actor, at=at),
            _("The election is cancelled; the reason is published."),
            "election",
        ),
    }
    if verb not in steps:
        raise Http404
    step, say, page = steps[verb]
    told(request, step, say)
    if page == "prepare" and election.status != Status.PREPARED:
        page = "election"
    return redirect(f"ballots:{page}", pk)
