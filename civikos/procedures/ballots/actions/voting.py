"""While voting goes on: one ballot for each organization, and nothing written that tells which."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballotbox import Invalid, check
from ballotbox.lines import LEAST_WORD, WORDS, tidy
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, Refused, WrongStatus
from civikos.procedures.ballots import letters, permissions, states
from civikos.procedures.ballots.actions.preparing import sealed
from civikos.procedures.ballots.models import Election, Elector, Envelope, Turnout
from civikos.procedures.ballots.queries import rules as ruled
from civikos.procedures.ballots.states import Way


class NotNow(Refused):
    """Before voting begins or after it has ended."""

    code = "election.not_now"
    message = _("Ballots are not taken now. Nothing was sent.")


class HasVoted(Refused):
    """One ballot for each organization, whatever the way."""

    code = "election.has_voted"
    message = _("“%(name)s” has voted already: its ballot is in the box. A ballot cannot be changed or taken out.")


class BallotInvalid(Refused):
    """The rules do not allow these marks."""

    code = "election.invalid"
    message = _("These marks cannot be sent: %(why)s")
    SENTENCES = {
        "too_many_marks": _("there are more than the ballot allows."),
        "candidate_twice": _("one candidate is marked twice."),
        "unknown_candidate": _("a candidate is not on the list."),
    }


class PhraseTooShort(Refused):
    """The voter's own word is missing: without it the server alone would choose the phrase."""

    code = "election.phrase"
    message = _("Add a word of your own to the three words, with at least four letters, and keep all four.")


class WasNotPaper(Refused):
    """It has not voted on paper."""

    code = "election.was_not_paper"
    message = _("No ballot on paper is noted for this organization.")


@transaction.atomic
def cast_ballot(pk: int, elector: int, choices: list[str], phrase: str, *, by: Actor, at: datetime) -> Elector:
    """
    Put the ballot of one organization into the box: the mark on the roll and the envelope, in one transaction.

    Of the person, the moment and the marks nothing is written: no trail, no log. Raises: NotFound, NotAllowed (no mandate
    of this organization today), NotNow, HasVoted, BallotInvalid, PhraseTooShort.
    """
    election = permissions.access_for_ballot(pk, by=by)
    if not election.is_open_at(at):
        raise NotNow
    mine = next(
        (each for each in permissions.electors_of(election, by, timezone.localdate(at)) if each.pk == elector), None
    )
    if mine is None:
        raise NotAllowed
    rules = ruled.rules_of(election, roll=())
    try:
        ballot = check(choices, rules)
    except Invalid as error:
        raise BallotInvalid(why=BallotInvalid.SENTENCES[error.code]) from None
    words = tidy(phrase).split()
    if len(words) <= WORDS or len("".join(words[WORDS:])) < LEAST_WORD:
        raise PhraseTooShort
    envelope = sealed(ballot, " ".join(words), election)
    # The update is the lock: of two people of one organization, in whatever two processes, one marks the roll.
    if not Elector.objects.filter(pk=mine.pk, way=Way.NONE).update(way=Way.WEB):
        raise HasVoted(name=mine.name)
    Envelope.objects.create(election=election, sealed=envelope)
    return mine


@transaction.atomic
def receive_paper(pk: int, elector: int, *, by: Actor, at: datetime) -> Elector:
    """
    Note that an organization has handed in a ballot on paper, or by e-mail; it stays closed until the end.

    Raises: NotFound, NotAllowed, NotNow, HasVoted.
    """
    election = permissions.access_for_commission(pk, by=by)
    if not election.is_open_at(at):
        raise NotNow
    row = Elector.objects.filter(election=election, pk=elector).first()
    if row is None:
        raise NotFound
    if not Elector.objects.filter(pk=row.pk, way=Way.NONE).update(way=Way.PAPER):
        raise HasVoted(name=row.name)
    audit.record(states.RECEIVE_PAPER.verb, election, by=by, at=at, basis=states.RECEIVE_PAPER.basis)
    return row


@transaction.atomic
def return_paper(pk: int, elector: int, *, by: Actor, at: datetime) -> Elector:
    """Take back the note of a ballot on paper, before closing. Raises: NotFound, NotAllowed, WrongStatus, WasNotPaper."""
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.RECEIVE_PAPER, election)
    row = Elector.objects.filter(election=election, pk=elector).first()
    if row is None:
        raise NotFound
    if not Elector.objects.filter(pk=row.pk, way=Way.PAPER).update(way=Way.NONE):
        raise WasNotPaper
    audit.record("election.paper_returned", election, by=by, at=at, basis=states.RECEIVE_PAPER.basis)
    return row


@transaction.atomic
def remind(pk: int, *, by: Actor, at: datetime) -> int:
    """Remind, once, those who have not voted yet; how many people. Raises: NotFound, NotAllowed, WrongStatus."""
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.REMIND, election)
    if election.reminded_at is not None or at >= election.closes_at:
        raise WrongStatus
    election.reminded_at = at
    steps.take(states.REMIND, election, by=by, at=at)
    return letters.remind(election, at=at)


@transaction.atomic
def note_turnout(*, at: datetime) -> int:
    """Write how many have voted by the end of yesterday, for each election that takes ballots; how many elections."""
    day = timezone.localdate(at)
    noted = 0
    for election in Election.objects.filter(status=states.Status.OPEN):
        voted = election.electors.exclude(way=Way.NONE).count()
        _row, is_new = Turnout.objects.get_or_create(election=election, day=day, defaults={"voted": voted})
        noted += is_new
    return noted
