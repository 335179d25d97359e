"""Putting the draft to the members, their answers, and the rapporteur's handling of amendments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.workdays import counting
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations.actions.contributions import LONGEST_TEXT, MandateLapsed, SaidTooMuch
from civikos.programs.positions import indexing, letters, permissions, states
from civikos.programs.positions.actions.drafting import change_words, passage_of, text_of
from civikos.programs.positions.actions.opening import StillGathering, TooLate, TooShort
from civikos.programs.positions.models import Ballot, Elector, Passage, Position, Question, Response
from civikos.programs.positions.queries import rules as rulebook
from civikos.programs.positions.queries import titles
from civikos.programs.positions.queries.rules import Rules
from civikos.programs.positions.states import Answer, Handling, Status
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate, Organization
from civikos.registers.organizations.querysets import in_force


class NothingToAsk(Refused):
    """No passage."""

    code = "position.empty"
    message = _("The draft has no passage yet, so there is nothing to put to the members.")


class NobodyToAsk(Refused):
    """No organization may answer."""

    code = "position.nobody_entitled"
    message = _("No member organization may answer this position by the rules.")


class AnsweringOver(Refused):
    """The deadline for answers has passed."""

    code = "position.answering_over"
    message = _(
        "Answers were taken until %(deadline)s. Write to the secretariat if you still have something to say. Your text is still here."
    )


class NotEntitled(Refused):
    """The organization is not on the roll of this position."""

    code = "position.not_entitled"
    message = _("This organization is not on the roll of this position, so it cannot answer it.")


class NoReason(Refused):
    """An objection, or a rejected amendment, without a reason."""

    code = "position.no_reason"
    message = _("Write the reason: others will read it.")


class SameWords(Refused):
    """An amendment that changes nothing."""

    code = "position.same_words"
    message = _("The wording is the same as in the draft. Change it as it should read, or back the passage.")


class WordsChanged(Refused):
    """The passage has other words than those that were answered."""

    code = "position.words_changed"
    message = _(
        "The words of this passage have changed since you opened the page. Read it again; your text is still here."
    )


class AmendingOver(Refused):
    """In the second round members back or object."""

    code = "position.amending_over"
    message = _("This is the second round: a passage can be backed or objected to, its words can no longer be changed.")


class NotAskedAgain(Refused):
    """In the second round only changed passages are open."""

    code = "position.not_asked_again"
    message = _("In the second round only passages that were changed, or whose amendments were turned down, are open.")


class TooEarlyToHandle(Refused):
    """The text stands while members read it."""

    code = "position.too_early_to_handle"
    message = _(
        "Members read and answer this text until %(deadline)s. Amendments are decided after that, so that all answer to the same words."
    )


class Overtaken(Refused):
    """The passage has changed since the amendment was written."""

    code = "position.overtaken"
    message = _(
        "The passage has changed since this amendment was written. Take it over in part, with the words as they should stand now."
    )


class NothingToRemind(Refused):
    """Everybody has answered or been reminded."""

    code = "position.nobody_silent"
    message = _("Every organization has answered, or has been reminded already.")


@transaction.atomic
def ask_members(pk: int, *, by: Actor, at: datetime) -> Position:
    """
    Put the draft to the members: the roll is frozen, the time for tacit consent begins, whoever may speak is written to.

    Where fewer working days are left to the planned end than the rules ask for, the end moves; not beyond the members' deadline
    of the consultation. Raises: NotFound, NotAllowed, WrongStatus, StillGathering, NothingToAsk, NobodyToAsk, TooShort, TooLate.
    """
    position = permissions.access_for(states.ASK, pk, by=by)
    if position.status == Status.GATHERING and at >= position.gather_until:
        steps.take(states.BEGIN_DRAFTING, position, by=by, at=at)
    if position.status == Status.GATHERING:
        raise StillGathering(deadline=letters.spoken_moment(position.gather_until))
    steps.require(states.ASK, position)
    if not position.passages.filter(removed_at=None).exists():
        raise NothingToAsk
    rules, today = Rules(position.rules), timezone.localdate(at)
    off = workdays.days_off()
    earliest = rules.deadline(rulebook.TACIT, at, off)
    position.consent_until = max(position.consent_until, earliest)
    consultation = position.consultation
    if consultation is not None and position.consent_until > consultation.government_until:
        raise TooLate(deadline=letters.spoken_moment(consultation.government_until))
    if rules.given(rulebook.TACIT, at, position.consent_until, off) < rules.number(rulebook.TACIT):
        raise TooShort(phase=rulebook.LABELS[rulebook.TACIT], days=rules.number(rulebook.TACIT), given=0)
    members = titles.electorate(rules, list(position.topics.values_list("pk", flat=True)), today)
    if not members:
        raise NobodyToAsk
    Elector.objects.bulk_create([Elector(position=position, organization=each) for each in members], batch_size=300)
    # The plan stays in order when the draft is ready before it was due.
    position.gather_until = min(position.gather_until, at)
    position.draft_until = at
    position.asked_at = at
    steps.take(states.ASK, position, by=by, at=at, entitled=len(members), until=position.consent_until.isoformat())
    audit.publish(
        "position.members_asked",
        position.name,
        {"entitled": len(members), "until": position.consent_until.isoformat()},
        at=at,
    )
    indexing.index_position(position)
    tell_electors(
        "position_consent", position, [each.pk for each in members], key="1", at=at, until=position.consent_until
    )
    return position


def tell_electors(
    kind: str,
    position: Position,
    entitled: Sequence[int],
    *,
    key: str,
    at: datetime,
    until: datetime | None,
    more: Callable[[str], dict[str, str]] | None = None,
) -> int:
    """Write to whoever may speak for these organizations today."""
    mandates = organizations.speakers_of(entitled, timezone.localdate(at))
    return letters.write_to_speakers(kind, position, mandates, key=key, at=at, until=until, more=more)


def electors_of(position: Position) -> list[int]:
    """Keys of the organizations on the roll."""
    return list(Elector.objects.filter(position=position).order_by("pk").values_list("organization", flat=True))


def mandate_for(position: Position, person: Person | None, organization: int, at: datetime) -> str:
    """
    That an organization of the roll speaks through this person today, and the decision that gave the mandate.

    Raises: NotEntitled, MandateLapsed.
    """
    if not Elector.objects.filter(position=position, organization=organization).exists():
        raise NotEntitled
    today = timezone.localdate(at)
    if person is None or not organizations.may_speak_for(person, organization, today):
        raise MandateLapsed
    held = Mandate.objects.filter(
        in_force(today), person=person, organization=organization, scope=Mandate.Scope.SPEAK
    ).order_by("-since", "-pk")
    return held[0].decision


@dataclass(frozen=True)
class Saying:
    """
    What an organization says: of a passage by its number, or (None) of the whole. `text` and `proposed` are the exact words of an
    amendment; `revision` is the one of the passage that was read.
    """

    passage: int | None
    answer: str
    reason: str = ""
    text: str = ""
    proposed: str = ""
    revision: int | None = None
    language: str = "sq"


@transaction.atomic
def respond(pk: int, saying: Saying, *, organization: int, by: Actor, at: datetime) -> Response:
    """
    Answer for an organization. A later answer of the same organization to the same passage replaces the earlier, which stays as
    a trace; if another person gave that, they are told.

    Raises: NotFound, NotAllowed, WrongStatus, AnsweringOver, NotEntitled, MandateLapsed, NoReason, SameWords, WordsChanged,
    AmendingOver, NotAskedAgain, SaidTooMuch.
    """
    position = permissions.access_for(states.RESPOND, pk, by=by)
    check_answering(position, at)
    decision = mandate_for(position, by.person, organization, at)
    passage = _asked_passage(position, saying)
    row = Response(
        position=position,
        passage=passage,
        organization_id=organization,
        person=by.person,
        decision=decision,
        answer=Answer(saying.answer),
        reason=saying.reason.strip(),
        language=saying.language,
        round=position.round,
        given_at=at,
    )
    _fill(row, saying, position)
    _replace(row, at)
    audit.record(
        states.RESPOND.verb,
        row,
        by=by,
        at=at,
        basis=states.RESPOND.basis,
        details={"passage": saying.passage, "answer": row.answer, "organization": organization},
    )
    audit.publish(
        states.RESPOND.verb,
        position.name,
        {
            "organization": organization,
            "passage": saying.passage,
            "answer": str(row.answer),
            "words": row.proposed or row.text,
            "reason": row.reason,
            "at": at.isoformat(),
        },
        at=at,
    )
    return row


def check_answering(position: Position, at: datetime) -> None:
    """Raises: WrongStatus, AnsweringOver."""
    steps.require(states.RESPOND, position)
    if at >= position.consent_until:
        raise AnsweringOver(deadline=letters.spoken_moment(position.consent_until))


def _asked_passage(position: Position, saying: Saying) -> Passage | None:
    if saying.passage is None:
        return None
    passage = passage_of(position, saying.passage)
    if not passage.is_standing:
        raise permissions.NotFound
    if saying.revision is not None and saying.revision != passage.revision:
        raise WordsChanged
    if passage.asked_round < position.round:
        raise NotAskedAgain
    return passage


def _fill(row: Response, saying: Saying, position: Position) -> None:
    if len(saying.text) > LONGEST_TEXT or len(saying.proposed) > LONGEST_TEXT or len(saying.reason) > LONGEST_TEXT:
        raise SaidTooMuch
    if row.answer == Answer.OBJECT and not row.reason:
        raise NoReason
    if row.answer != Answer.AMEND:
        return
    if position.round > 1:
        raise AmendingOver
    if row.passage is None:
        raise SameWords
    row.original_text, row.original_proposed = text_of(row.passage), row.passage.proposed
    row.text, row.proposed = saying.text.strip(), saying.proposed.strip()
    same_text = " ".join(row.text.split()) == " ".join(row.original_text.split())
    if same_text and row.proposed == row.original_proposed.strip():
        raise SameWords


def _replace(row: Response, at: datetime) -> None:
    old = (
        Response.objects.standing()
        .select_for_update(of=("self",))
        .select_related("person")
        .filter(position=row.position, organization=row.organization_id, passage=row.passage)
        .first()
    )
    if old is not None:
        Response.objects.filter(pk=old.pk).update(replaced_at=at)
    row.save()
    if old is None:
        return
    Response.objects.filter(pk=old.pk).update(replaced_by=row)
    if old.person is not None and old.person_id != row.person_id and old.person.is_active:
        _tell_replaced(old, row, at)


def _tell_replaced(old: Response, row: Response, at: datetime) -> None:
    mandate = Mandate(person=old.person, organization=Organization.objects.get(pk=row.organization_id))
    who = row.person.name if row.person else ""

    def more(language: str) -> dict[str, str]:
        return {
            "organization": mandate.organization.name,
            "person": who,
            "place": _passage_name(row.passage),
            "answer": str(Answer(row.answer).label),
        }

    letters.write_to_speakers(
        "position_answer_replaced",
        row.position,
        [mandate],
        key=str(row.pk),
        at=at,
        until=row.position.consent_until,
        more=more,
    )


def _passage_name(passage: Passage | None) -> str:
    from django.utils.translation import gettext

    return gettext("passage %(n)s") % {"n": passage.number} if passage else gettext("the whole position")


@transaction.atomic
def take_back_response(pk: int, response: int, *, by: Actor, at: datetime) -> None:
    """
    Take an organization's answer back: it is silent again. Whoever holds its mandate may, until the deadline.

    Raises: NotFound, NotAllowed, WrongStatus, AnsweringOver, NotEntitled, MandateLapsed.
    """
    position = permissions.access_for(states.RESPOND, pk, by=by)
    check_answering(position, at)
    row = Response.objects.standing().filter(position=position, pk=response).first()
    if row is None:
        raise permissions.NotFound
    mandate_for(position, by.person, row.organization_id, at)
    Response.objects.filter(pk=row.pk).update(replaced_at=at, is_withdrawn=True)
    audit.record("position.response_taken_back", row, by=by, at=at)


@transaction.atomic
def handle_amendment(
    pk: int, response: int, handling: str, *, reason: str, text: str = "", proposed: str = "", by: Actor, at: datetime
) -> Response:
    """
    Decide on an amendment after the time for answers: take it over as it is, take it over in part (`text` and `proposed` are then
    the passage's new words), turn it down with a reason, or put it to the vote.

    A passage whose words change, or whose amendment is turned down, is put to the members again. A decision can be changed until
    the procedure goes on, but words that were taken over stay.
    Raises: NotFound, NotAllowed, WrongStatus, TooEarlyToHandle, NoReason, Overtaken, SameWords.
    """
    position = permissions.access_for(states.HANDLE, pk, by=by)
    steps.require(states.HANDLE, position)
    if at < position.consent_until:
        raise TooEarlyToHandle(deadline=letters.spoken_moment(position.consent_until))
    row = (
        Response.objects.standing()
        .select_for_update(of=("self",))
        .filter(position=position, pk=response, answer=Answer.AMEND)
        .first()
    )
    if row is None or row.passage_id is None or row.round != position.round:
        raise permissions.NotFound
    passage = passage_of(position, Passage.objects.values_list("number", flat=True).get(pk=row.passage_id))
    chosen = Handling(handling)
    if chosen in (Handling.REJECTED, Handling.PARTLY) and not reason.strip():
        raise NoReason
    if chosen == Handling.TAKEN:
        if (text_of(passage), passage.proposed) != (row.original_text, row.original_proposed):
            raise Overtaken
        text, proposed = row.text, row.proposed
    if chosen in (Handling.TAKEN, Handling.PARTLY):
        if not change_words(passage, text, proposed, passage.heading, why="amendment", by=by, at=at):
            raise SameWords
        passage.words_round = position.round + 1
    if chosen != Handling.TO_VOTE:
        passage.asked_round = position.round + 1
    passage.save(update_fields=["words_round", "asked_round"])
    row.handling, row.handling_reason = chosen, reason.strip()[:1000]
    row.handled_by, row.handled_at = by.person, at
    row.save(update_fields=["handling", "handling_reason", "handled_by", "handled_at"])
    details = {"amendment": row.pk, "handling": str(chosen), "passage": passage.number}
    audit.record(states.HANDLE.verb, row, by=by, at=at, basis=states.HANDLE.basis, details=details)
    return row


def silent_electors(position: Position) -> list[Elector]:
    """Organizations on the roll that have said nothing in this phase and were not reminded in it. Two queries."""
    rows = Elector.objects.filter(position=position)
    if position.status == Status.VOTING:
        voted = Ballot.objects.filter(question__position=position, replaced_at=None).values("organization")
        return list(rows.filter(vote_reminded_at=None).exclude(organization__in=voted).order_by("pk"))
    said = Response.objects.standing().filter(position=position).values("organization")
    return list(rows.filter(reminded_at=None).exclude(organization__in=said).order_by("pk"))


def remind_on(position: Position) -> date | None:
    """The day on which silent organizations are reminded in this phase; None outside of a phase that asks them."""
    until = position.vote_until if position.status == Status.VOTING else position.consent_until
    if position.status not in (Status.CONSENT, Status.VOTING) or until is None:
        return None
    days = Rules(position.rules).number(rulebook.REMINDER)
    local = timezone.localdate(until)
    return counting.add_working_days(local, -days, workdays.days_off()) if days else local


def is_time_to_remind(position: Position, at: datetime) -> bool:
    """Whether the day of the reminder has come and the deadline has not."""
    day = remind_on(position)
    until = position.vote_until if position.status == Status.VOTING else position.consent_until
    return day is not None and until is not None and day <= timezone.localdate(at) and at < until


@transaction.atomic
def remind(pk: int, *, by: Actor, at: datetime) -> int:
    """Remind, once in each phase, organizations that are silent; how many people. Raises: NotFound, NotAllowed, WrongStatus, NothingToRemind."""
    position = permissions.access_for(states.REMIND, pk, by=by)
    steps.require(states.REMIND, position)
    silent = silent_electors(position)
    until = position.vote_until if position.status == Status.VOTING else position.consent_until
    if not silent or until is None or at >= until:
        raise NothingToRemind
    key = f"{position.status}:{position.round}"
    written = tell_electors(
        "position_reminder", position, [each.organization_id for each in silent], key=key, at=at, until=until
    )
    column = "vote_reminded_at" if position.status == Status.VOTING else "reminded_at"
    for elector in silent:
        setattr(elector, column, at)
    Elector.objects.bulk_update(silent, [column], batch_size=300)
    audit.record(states.REMIND.verb, position, by=by, at=at, basis=states.REMIND.basis, details={"people": written})
    return written


def questions_of(position: Position) -> list[Question]:
    """What is voted on, in order. One query."""
    rows = Question.objects.filter(position=position).select_related("passage__provision", "amendment__organization")
    return list(rows.order_by("number"))
