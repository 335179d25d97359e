"""How an election stands: its figures, its result in names, what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.registry import Waiting
from civikos.procedures.ballots import models
from civikos.procedures.ballots.models import Candidate, Election, Elector
from civikos.procedures.ballots.states import Status, Way
from civikos.registers.organizations.models import Mandate, Organization
from civikos.registers.organizations.querysets import in_force, members_on


@dataclass(frozen=True)
class Turnout:
    """Voters on the roll, how many have voted, and how many of these on paper."""

    roll: int
    voted: int
    papers: int

    @property
    def percent(self) -> int:
        """Share of the roll, rounded down."""
        return 100 * self.voted // self.roll if self.roll else 0


def turnout(election: Election) -> Turnout:
    """One query."""
    found = Elector.objects.filter(election=election).aggregate(
        roll=Count("pk"), voted=Count("pk", filter=~Q(way=Way.NONE)), papers=Count("pk", filter=Q(way=Way.PAPER))
    )
    return Turnout(**found)


@dataclass(frozen=True)
class Standing:
    """One candidate in the result: votes, whether elected, whether a lot decides or decided."""

    candidate: Candidate
    votes: int
    is_elected: bool
    is_tied: bool


def result_of(election: Election) -> list[Standing]:
    """The candidates by votes, the elected first; empty before the count. One query."""
    if not election.result:
        return []
    elected = election.result["elected"]
    tied = {code for tie in election.result["ties"] for code in tie["among"]}
    rank = {code: place for place, code in enumerate(elected)}
    rows = election.candidates.select_related("organization").order_by("pk")
    standings = [
        Standing(row, election.result["votes"].get(row.code, 0), row.code in rank, row.code in tied) for row in rows
    ]
    return sorted(
        standings,
        key=lambda each: (not each.is_elected, rank.get(each.candidate.code, 0), -each.votes, each.candidate.name),
    )


def listed(actor: Actor) -> "QuerySet[Election]":
    """Elections that the actor may see, the newest first."""
    return Election.objects.visible_to(actor).defer("rules", "result", "probe").order_by("-closes_at", "-pk")


def waiting(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """For whoever speaks for an organization that has not voted: the open elections. Two queries, one more for the office."""
    if actor.person is None or not actor.has_signed_in:
        return
    held = Mandate.objects.filter(
        in_force(timezone.localdate(at)), person=actor.person, scope=Mandate.Scope.SPEAK
    ).values("organization")
    mine = Elector.objects.filter(organization__in=held, way=Way.NONE, election__status=Status.OPEN).filter(
        election__opens_at__lte=at, election__closes_at__gt=at
    )
    for row in mine.select_related("election").defer("election__rules", "election__result").order_by("pk"):
        yield Waiting(
            what=_("Vote for %(organization)s") % {"organization": row.name},
            about=row.election.title,
            address=reverse("ballots:booth", args=[row.election_id]),
            until=row.election.closes_at,
        )
    if actor.is_secretariat:
        for election in Election.objects.filter(status__in=[Status.CLOSED, Status.COUNTED]).defer("rules", "result"):
            what = _("Have the box opened") if election.status == Status.CLOSED else _("Draw the lot")
            yield Waiting(what=what, about=election.title, address=election.get_absolute_url())


def get_visible(pk: int, actor: Actor) -> Election | None:
    """One election, if the actor may see it. One query."""
    return Election.objects.visible_to(actor).filter(pk=pk).select_related("box", "dossier").first()


def candidates(election: Election) -> list[Candidate]:
    """Who stands, in the order of the list. One query."""
    return list(election.candidates.select_related("organization").order_by("pk"))


def days(election: Election) -> list[models.Turnout]:
    """Turnout by day. One query."""
    return list(election.turnout.order_by("day"))


def voters(election: Election) -> list[Elector]:
    """The roll with who has voted, for everybody, once voting is over. One query."""
    return list(election.electors.order_by("name", "pk"))


def draws(election: Election) -> list[models.Draw]:
    """Lots, the oldest first. One query."""
    return list(election.draws.select_related("recorded_by", "confirmed_by").order_by("pk"))


def paper_entries(election: Election) -> list[models.PaperEntry]:
    """Who has entered the ballots on paper. One query."""
    return list(election.paper_entries.select_related("entered_by").order_by("pk"))


def own_entry(election: Election, actor: Actor) -> models.PaperEntry | None:
    """What the actor has entered: nobody sees the other's reading. One query."""
    return election.paper_entries.filter(entered_by=actor.person).first()


@dataclass(frozen=True)
class Tied:
    """Candidates between whom a lot decides, and for how many places; `key` names the tie in a form."""

    candidates: list[Candidate]
    places: int
    key: str


def ties(election: Election) -> list[Tied]:
    """What only a lot can decide. One query where there is something."""
    if not election.result or not election.result["ties"]:
        return []
    by_code = {row.code: row for row in candidates(election)}
    return [
        Tied([by_code[code] for code in tie["among"]], tie["places"], " ".join(tie["among"]))
        for tie in election.result["ties"]
    ]


def roll_page(election: Election, search: str, number: str | None) -> "Page[Elector]":
    """The roll, page by page, of names that hold some words. Two queries."""
    rows = election.electors.order_by("name", "pk")
    if search:
        rows = rows.filter(name__icontains=search)
    return Paginator(rows, 100).get_page(number)


def future_roll(election: Election) -> int:
    """How many members of the network would have a vote if it opened now. One query."""
    return Organization.objects.filter(members_on(election.roll_on), kind=Organization.Kind.CSO).count()


def too_many(election: Election, marked: int) -> str:
    """What somebody is told who has marked more than the ballot allows."""
    return _("You have marked %(marked)s candidates; the ballot allows %(most)s. Take some marks off.") % {
        "marked": marked,
        "most": election.most_marks,
    }
