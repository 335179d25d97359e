"""What of positions waits for a person: the desk asks."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.registry import Waiting
from civikos.kernel.languages import of_text
from civikos.kernel.workdays import queries as workdays
from civikos.programs.positions.models import Ballot, Elector, Position, Response
from civikos.programs.positions.queries import titles
from civikos.programs.positions.states import Answer, Status
from civikos.registers.organizations.models import Affiliation, Mandate
from civikos.registers.organizations.querysets import in_force

MOST = 100
# Names a position, what is to be done there, the page where, and until when.
Item = Callable[[Position, str, str, datetime | None], Waiting]


def waiting(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """What members are asked for, what the rapporteur has to write or decide, what the secretariat sees through. At most six queries."""
    if actor.person is None or not Position.objects.under_way().exists():
        return []
    off = workdays.days_off()
    found: list[Waiting] = []

    def item(row: Position, what: str, name: str, until: datetime | None) -> Waiting:
        days = workdays.working_days_left(at, until, off) if until else None
        return Waiting(what, titles.title_of(row, of_text()), reverse(f"positions:{name}", args=[row.pk]), until, days)

    today = timezone.localdate(at)
    groups = Affiliation.objects.filter(in_force(today), person=actor.person).values("organization")
    drafts = Q(rapporteur=actor.person) | Q(working_group__in=groups)
    if actor.is_secretariat:
        drafts |= Q(rapporteur=None, working_group=None)
    undecided = Count(
        "responses",
        filter=Q(responses__answer=Answer.AMEND, responses__handling="", responses__replaced_at=None),
    )
    mine = titles.with_titles(Position.objects.under_way().filter(drafts)).annotate(undecided=undecided)
    for row in mine.order_by("draft_until", "pk")[:MOST]:
        if row.status == Status.DRAFTING or (row.status == Status.GATHERING and at >= row.gather_until):
            found.append(
                item(row, _("Write the draft of the position and put it to the members"), "draft", row.draft_until)
            )
        elif row.status == Status.CONSENT and at >= row.consent_until and row.undecided:
            words = ngettext("Decide on %(n)s amendment", "Decide on %(n)s amendments", row.undecided)
            found.append(item(row, words % {"n": row.undecided}, "amendments", None))
    if actor.audience:
        return found
    found += _for_speakers(actor, at, item)
    if actor.is_secretariat:
        due = titles.with_titles(Position.objects.due_at(at)).annotate(undecided=undecided)
        for row in due.order_by("pk")[:MOST]:
            if row.status != Status.GATHERING and not row.undecided:
                found.append(item(row, _("Let the position go on"), "position", None))
    return found


def _for_speakers(actor: Actor, at: datetime, item: Item) -> list[Waiting]:
    today = timezone.localdate(at)
    held = Mandate.objects.filter(in_force(today), person=actor.person, scope=Mandate.Scope.SPEAK).values(
        "organization"
    )
    roll = Elector.objects.filter(position=OuterRef("pk"), organization__in=held)
    answered = Response.objects.standing().filter(position=OuterRef("pk"), organization__in=held)
    voted = Ballot.objects.filter(question__position=OuterRef("pk"), organization__in=held, replaced_at=None)
    open_ = Q(status=Status.CONSENT, consent_until__gt=at) & ~Exists(answered)
    voting = Q(status=Status.VOTING, vote_until__gt=at) & ~Exists(voted)
    rows = titles.with_titles(Position.objects.filter(Exists(roll)).filter(open_ | voting))
    found = []
    for row in rows.order_by("consent_until", "pk")[:MOST]:
        if row.status == Status.VOTING:
            found.append(item(row, _("Vote on what is contested"), "vote", row.vote_until))
        else:
            found.append(item(row, _("Answer for your organization"), "consent", row.consent_until))
    return found
