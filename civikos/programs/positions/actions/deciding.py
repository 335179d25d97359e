"""What follows when a deadline is over: a second round, the vote on what is contested, the decision, and the matrix."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import actions as consultations
from civikos.programs.consultations.actions.contributions import Said
from civikos.programs.consultations.states import Status as ConsultationStatus
from civikos.programs.positions import indexing, letters, permissions, states, tasks
from civikos.programs.positions.actions.asking import electors_of, mandate_for, tell_electors
from civikos.programs.positions.actions.drafting import change_words, text_of
from civikos.programs.positions.models import (
    Adoption,
    Ballot,
    Passage,
    Position,
    Question,
    Response,
    Supporter,
)
from civikos.programs.positions.queries import counting, tally
from civikos.programs.positions.queries import rules as rulebook
from civikos.programs.positions.queries.counting import Asked, Votes, WhyNot
from civikos.programs.positions.queries.rules import Rules
from civikos.programs.positions.queries.tally import Standing
from civikos.programs.positions.states import Choice, Result, Status
from civikos.registers.organizations import actions as organizations_actions
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Affiliation, Organization
from civikos.registers.organizations.querysets import in_force


class NotYet(Refused):
    """The deadline of the phase is not over."""

    code = "position.not_yet"
    message = _("Members have until %(deadline)s. The procedure goes on after that.")


class AmendmentsOpen(Refused):
    """An amendment has not been decided on."""

    code = "position.amendments_open"
    message = _("The rapporteur has not decided on every amendment yet: %(count)s left.")


class VotingOver(Refused):
    """The deadline of the vote has passed."""

    code = "position.voting_over"
    message = _("Votes were taken until %(deadline)s.")


class NoSuchQuestion(Refused):
    """Not a question of this vote, or no choice of it."""

    code = "position.no_such_question"
    message = _("Choose yes, no or abstain for the questions of this vote. Load the page again if it has changed.")


@transaction.atomic
def go_on(pk: int, *, by: Actor, at: datetime) -> Position:
    """
    Take the procedure on when the deadline of its phase is over. The clock does it; the secretariat may press for it.

    Gathering ends in drafting. After the members' answers: a second round if words were changed or amendments turned down, a vote
    if something is contested, else the decision. After the vote: the decision.
    Raises: NotFound, NotAllowed, WrongStatus, NotYet, AmendmentsOpen.
    """
    position = permissions.access_for(states.GO_ON, pk, by=by)
    if position.status == Status.GATHERING:
        if at < position.gather_until:
            raise NotYet(deadline=letters.spoken_moment(position.gather_until))
        steps.take(states.BEGIN_DRAFTING, position, by=by, at=at)
        return position
    steps.require(states.GO_ON, position)
    until = position.consent_until if position.status == Status.CONSENT else position.vote_until
    if until is None or at < until:
        raise NotYet(deadline=letters.spoken_moment(until or at))
    if position.status == Status.VOTING:
        _count_votes(position, by, at)
        return position
    standing = tally.standing_of(position)
    if standing.open_amendments:
        raise AmendmentsOpen(count=standing.open_amendments)
    again = [each for each in standing.passages if each.asked_round > position.round]
    if again and position.round == 1:
        _ask_again(position, again, by, at)
        return position
    contested = tally.contested(standing, Rules(position.rules).number(rulebook.OBJECTIONS))
    if contested:
        _open_vote(position, contested, by, at)
    else:
        _decide(position, standing, Adoption.Way.TACIT, None, by, at)
    return position


def _ask_again(position: Position, again: list[Passage], by: Actor, at: datetime) -> None:
    rules = Rules(position.rules)
    position.round = 2
    position.consent_until = rules.deadline(rulebook.SECOND_ROUND, at, workdays.days_off())
    numbers = [each.number for each in again]
    until = position.consent_until.isoformat()
    steps.take(states.ASK_AGAIN, position, by=by, at=at, passages=numbers, until=until)
    tell_electors("position_consent", position, electors_of(position), key="2", at=at, until=position.consent_until)


def _open_vote(position: Position, contested: list[tally.Contested], by: Actor, at: datetime) -> None:
    rules = Rules(position.rules)
    position.vote_until = rules.deadline(rulebook.VOTE, at, workdays.days_off())
    Question.objects.bulk_create(
        Question(
            position=position,
            number=number,
            kind=each.kind,
            passage=each.passage,
            amendment_id=each.amendment,
        )
        for number, each in enumerate(contested, 1)
    )
    until = position.vote_until.isoformat()
    steps.take(states.OPEN_VOTE, position, by=by, at=at, questions=len(contested), until=until)
    audit.publish("position.vote_opened", position.name, {"questions": len(contested), "until": until}, at=at)
    tell_electors("position_vote", position, electors_of(position), key="1", at=at, until=position.vote_until)


@transaction.atomic
def cast_ballots(pk: int, choices: Mapping[int, str], *, organization: int, by: Actor, at: datetime) -> list[Ballot]:
    """
    Vote for an organization on questions by their number. Until the vote closes a later ballot replaces the earlier one, which
    stays as a trace. A ballot that arrives at the moment of closing comes too late.

    Raises: NotFound, NotAllowed, WrongStatus, VotingOver, NotEntitled, MandateLapsed, NoSuchQuestion.
    """
    position = permissions.access_for(states.CAST, pk, by=by)
    steps.require(states.CAST, position)
    assert position.vote_until is not None  # noqa: S101  # the step that opened the vote set it
    if at >= position.vote_until:
        raise VotingOver(deadline=letters.spoken_moment(position.vote_until))
    decision = mandate_for(position, by.person, organization, at)
    questions = {each.number: each for each in Question.objects.filter(position=position)}
    if not choices or not set(choices) <= set(questions) or not set(choices.values()) <= set(Choice.values):
        raise NoSuchQuestion
    old = {
        each.question_id: each
        for each in Ballot.objects.filter(question__position=position, organization=organization, replaced_at=None)
    }
    rows = [
        Ballot(
            question=questions[number],
            organization_id=organization,
            person=by.person,
            decision=decision,
            choice=choice,
            given_at=at,
        )
        for number, choice in sorted(choices.items())
    ]
    replaced = [old[row.question_id].pk for row in rows if row.question_id in old]
    Ballot.objects.filter(pk__in=replaced).update(replaced_at=at)
    Ballot.objects.bulk_create(rows)
    details = {"organization": organization, "choices": {str(number): choice for number, choice in choices.items()}}
    audit.record(states.CAST.verb, position, by=by, at=at, basis=states.CAST.basis, details=details)
    audit.publish(states.CAST.verb, position.name, {**details, "at": at.isoformat()}, at=at)
    return rows


def _count_votes(position: Position, by: Actor, at: datetime) -> None:
    rules = Rules(position.rules)
    before = tally.standing_of(position)
    votes = tally.votes_of(position, before.entitled)
    nobody = Votes(0, 0, 0, before.entitled)
    questions = list(
        Question.objects.filter(position=position).select_related("passage", "amendment").order_by("number")
    )
    by_passage: dict[int, list[Question]] = defaultdict(list)
    whole: Result | None = None
    for question in questions:
        counted = votes.get(question.pk, nobody)
        result = counting.result_of(counted, quorum_percent=rules.quorum_percent, majority=rules.majority)
        question.result = result
        question.tally = {
            "yes": counted.yes,
            "no": counted.no,
            "abstain": counted.abstain,
            "entitled": counted.entitled,
            "quorum": counting.quorum_of(counted.entitled, rules.quorum_percent),
        }
        if question.kind == Question.Kind.WHOLE:
            whole = result
        elif question.passage_id is not None:
            by_passage[question.passage_id].append(question)
    Question.objects.bulk_update(questions, ["result", "tally"])
    for asked in by_passage.values():
        _settle(position, asked, by, at)
    _decide(position, tally.standing_of(position), Adoption.Way.VOTE, whole, by, at)


def _settle(position: Position, asked: list[Question], by: Actor, at: datetime) -> None:
    # A carried amendment takes the place of the passage; else the passage stays, unless it was put to the vote and not kept.
    passage = asked[0].passage
    assert passage is not None  # noqa: S101
    passage.position = position
    amendments = [each for each in asked if each.kind == Question.Kind.AMENDMENT]
    winner = counting.amendment_carried(
        [Asked(each.number, each.tally["yes"], Result(each.result)) for each in amendments]
    )
    chosen = next((each.amendment for each in amendments if each.number == winner), None)
    keep = next((each for each in asked if each.kind == Question.Kind.KEEP), None)
    if chosen is not None:
        change_words(passage, chosen.text, chosen.proposed, passage.heading, why="vote", by=by, at=at)
        passage.settled = Passage.Settled.AMENDED
    elif keep is not None and keep.result != Result.CARRIED:
        passage.settled = Passage.Settled.DROPPED
    else:
        passage.settled = Passage.Settled.KEPT
    passage.save(update_fields=["settled"])


def _decide(position: Position, standing: Standing, way: str, whole: Result | None, by: Actor, at: datetime) -> None:
    rules = Rules(position.rules)
    why_not = counting.why_not_adopted(
        whole=whole,
        passages_left=len(standing.passages),
        backing=len(standing.backing),
        least_backing=rules.number(rulebook.BACKING),
    )
    figures = standing.as_figures() | {"questions": _questions_told(position)}
    Adoption.objects.create(
        position=position,
        way=way,
        is_adopted=why_not is WhyNot.NONE,
        why_not=str(why_not),
        figures=figures,
        rules=position.rules,
        at=at,
    )
    if why_not is not WhyNot.NONE:
        position.ended_at = at
        steps.take(states.REFUSE, position, by=by, at=at, why=str(why_not))
        audit.publish(states.REFUSE.verb, position.name, {"why": str(why_not)}, at=at)
        indexing.index_position(position)
        tell_result(position, at)
        return
    _adopt(position, standing, figures, by, at)


OUTCOMES = {
    WhyNot.NONE: _("It is adopted: %(backing)s organizations back it expressly."),
    WhyNot.WHOLE_LOST: _("It is not adopted: the vote on the whole was not carried."),
    WhyNot.NOTHING_LEFT: _("It is not adopted: no passage was kept by the vote."),
    WhyNot.TOO_FEW_BACK: _(
        "It is not adopted: only %(backing)s organizations back it expressly, and the rules ask for more."
    ),
}


def tell_result(position: Position, at: datetime) -> None:
    """Tell the members how it ended."""
    record = position.adoption

    def more(language: str) -> dict[str, str]:
        return {"outcome": str(OUTCOMES[WhyNot(record.why_not)]) % {"backing": record.figures["backing"]}}

    tell_electors("position_result", position, electors_of(position), key="1", at=at, until=None, more=more)


def _questions_told(position: Position) -> list[dict[str, object]]:
    rows = Question.objects.filter(position=position).select_related("passage").order_by("number")
    return [
        {
            "number": each.number,
            "kind": each.kind,
            "passage": each.passage.number if each.passage else None,
            "result": each.result,
            **each.tally,
        }
        for each in rows
    ]


def _adopt(position: Position, standing: Standing, figures: dict[str, object], by: Actor, at: datetime) -> None:
    rules = Rules(position.rules)
    _freeze_supporters(position, standing, at)
    position.adopted_at = at
    # Before the status: the database knows no adopted position without its moment.
    Position.objects.filter(pk=position.pk).update(adopted_at=at)
    position.dissent_until = rules.deadline(rulebook.DISSENT, at, workdays.days_off())
    steps.take(states.ADOPT, position, by=by, at=at, backing=len(standing.backing), entitled=standing.entitled)
    audit.publish(
        states.ADOPT.verb,
        position.name,
        {"backing": len(standing.backing), "entitled": standing.entitled, "passages": len(standing.passages)},
        at=at,
    )
    old = position.corrects
    if old is not None and old.status == Status.ADOPTED:
        old = Position.objects.select_for_update(of=("self",)).get(pk=old.pk)
        take_out_of_matrix(old, at)
        old.ended_at = at
        steps.take(states.REPLACE, old, by=by, at=at, by_position=position.pk)
        audit.publish(states.REPLACE.verb, old.name, {"by": position.pk}, at=at)
        indexing.index_position(old)
        _tell_corrected(old, position, at)
    put_into_matrix(position, standing.passages, at)
    indexing.index_position(position)
    tell_result(position, at)
    tasks.make_papers.enqueue(position.pk)


def _tell_corrected(old: Position, new: Position, at: datetime) -> None:
    def more(language: str) -> dict[str, str]:
        return {"outcome": str(_("replaced by a corrected edition")), "reason": new.correction_reason}

    tell_electors("position_ended", old, electors_of(old), key="corrected", at=at, until=None, more=more)


def _freeze_supporters(position: Position, standing: Standing, at: datetime) -> None:
    # Who spoke for the organization in this procedure, while that person's mandate is in force; else whoever holds one today.
    today = timezone.localdate(at)
    mandates: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    names: dict[int, str] = {}
    for mandate in organizations.speakers_of(standing.backing, today):
        mandates[mandate.organization_id].append((mandate.person_id, mandate.person.name, mandate.decision))
        names[mandate.organization_id] = mandate.organization.name
    spoke: dict[int, int] = dict(
        Response.objects.standing()
        .filter(position=position, person__isnull=False)
        .order_by("given_at", "pk")
        .values_list("organization", "person")
    )
    titles = {
        (organization, person): title
        for organization, person, title in Affiliation.objects.filter(
            in_force(today), organization__in=standing.backing
        ).values_list("organization", "person", "title")
    }
    missing = [each for each in standing.backing if each not in names]
    if missing:
        names.update(Organization.objects.filter(pk__in=missing).values_list("pk", "name"))
    rows = []
    for organization in standing.backing:
        held = mandates.get(organization, [])
        chosen = next((each for each in held if each[0] == spoke.get(organization)), held[0] if held else None)
        rows.append(
            Supporter(
                position=position,
                organization_id=organization,
                organization_name=names.get(organization, ""),
                person_id=chosen[0] if chosen else None,
                person_name=chosen[1] if chosen else "",
                function=titles.get((organization, chosen[0]), "") if chosen else "",
                decision=chosen[2] if chosen else "",
                except_passages=standing.exceptions_of(organization),
            )
        )
    Supporter.objects.bulk_create(sorted(rows, key=lambda row: row.organization_name), batch_size=80)


def put_into_matrix(position: Position, passages: list[Passage], at: datetime) -> None:
    """The network's own contributions, one for each passage, while the consultation still gathers; none for a matrix that has gone out."""
    consultation = position.consultation
    if consultation is None or consultation.status != ConsultationStatus.DISTRIBUTED:
        return
    network = organizations_actions.network_itself(settings.NETWORK_NAME)
    said = [
        Said(
            eid=passage.provision.eid if passage.provision and _is_current(passage, consultation.version_id) else "",
            organization=network.pk,
            language=passage.language,
            text=_matrix_text(passage),
            proposed=passage.proposed,
            is_proposal=bool(passage.proposed) and passage.provision is not None,
            names_language=True,
        )
        for passage in passages
    ]
    made = consultations.contribute_position(
        consultation.pk, said, organization=network.pk, about=position.name, by=SYSTEM, at=at
    )
    for passage, row in zip(passages, made, strict=True):
        passage.contribution = row
    Passage.objects.bulk_update(passages, ["contribution"])
    Position.objects.filter(pk=position.pk).update(in_matrix_at=at)
    position.in_matrix_at = at


def _is_current(passage: Passage, version: int) -> bool:
    return passage.provision is not None and passage.provision.version_id == version


def _matrix_text(passage: Passage) -> str:
    text = text_of(passage)
    free = passage.proposed if passage.provision is None else ""
    return "\n\n".join(part for part in (passage.heading, text, free) if part)


def take_out_of_matrix(position: Position, at: datetime) -> int:
    """Withdraw the network's contributions of a position while the matrix has not gone out; how many."""
    consultation = position.consultation
    if consultation is None or consultation.status != ConsultationStatus.DISTRIBUTED:
        return 0
    keys = list(position.passages.exclude(contribution=None).values_list("contribution", flat=True))
    return consultations.withdraw_position(consultation.pk, keys, about=position.name, by=SYSTEM, at=at)
