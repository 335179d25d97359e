"""Dissent, withdrawal, correction, sending: what happens to a position beside and after its adoption. All of it leaves a trace."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.languages import of_interface
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused, WrongStatus
from civikos.programs.positions import indexing, letters, permissions, states, tasks
from civikos.programs.positions.actions import opening
from civikos.programs.positions.actions.asking import NoReason, electors_of, mandate_for, tell_electors
from civikos.programs.positions.actions.deciding import take_out_of_matrix
from civikos.programs.positions.actions.drafting import passage_of
from civikos.programs.positions.models import Dissent, Paper, Passage, Position, Sentence, Source
from civikos.programs.positions.queries import rules as rulebook
from civikos.programs.positions.queries import tally, titles
from civikos.programs.positions.queries.rules import Rules
from civikos.programs.positions.states import Status
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization


class BacksIt(Refused):
    """An organization does not dissent from what it backs."""

    code = "position.backs_it"
    message = _(
        "Your organization backs this. Object to it first, or take the answer back; then its dissent can be recorded."
    )


class DissentOver(Refused):
    """The time for asking is over."""

    code = "position.dissent_over"
    message = _("Dissent could be recorded until %(deadline)s.")


class CorrectionUnderWay(Refused):
    """A corrected edition is being prepared already."""

    code = "position.correction_under_way"
    message = _("A corrected edition is under way already.")


class NobodyToSend(Refused):
    """The addressee has no contact person, or there is none."""

    code = "position.no_contact"
    message = _("Nobody is recorded who answers for the addressee. Download the letter and send it by your own way.")


class PapersNotReady(Refused):
    """Letter and annex are being made."""

    code = "position.papers_not_ready"
    message = _("The letter is being made. Try again in a minute.")


@transaction.atomic
def record_dissent(
    pk: int, statement: str, *, passage: int | None, organization: int, language: str = "sq", by: Actor, at: datetime
) -> Dissent:
    """
    Record by name, with its statement, that an organization does not share the position or a passage of it. Only at its own
    request; a later statement replaces the earlier, which stays as a trace.

    Raises: NotFound, NotAllowed, WrongStatus, DissentOver, NotEntitled, MandateLapsed, NoReason, BacksIt.
    """
    position = permissions.access_for(states.DISSENT, pk, by=by)
    steps.require(states.DISSENT, position)
    if position.dissent_until is not None and at >= position.dissent_until:
        raise DissentOver(deadline=letters.spoken_moment(position.dissent_until))
    decision = mandate_for(position, by.person, organization, at)
    if not statement.strip():
        raise NoReason
    of = passage_of(position, passage) if passage is not None else None
    _check_does_not_back(position, organization, of)
    Dissent.objects.filter(position=position, organization=organization, passage=of, withdrawn_at=None).update(
        withdrawn_at=at
    )
    row = Dissent.objects.create(
        position=position,
        passage=of,
        organization_id=organization,
        organization_name=Organization.objects.values_list("name", flat=True).get(pk=organization),
        person=by.person,
        decision=decision,
        statement=statement.strip()[:5000],
        language=language,
        given_at=at,
    )
    audit.record(states.DISSENT.verb, row, by=by, at=at, basis=states.DISSENT.basis, details={"passage": passage})
    audit.publish(
        states.DISSENT.verb,
        position.name,
        {"organization": organization, "passage": passage, "statement": row.statement, "at": at.isoformat()},
        at=at,
    )
    if position.status == Status.ADOPTED:
        # The papers of an adopted position say who dissents; those handed over before stay as they were.
        tasks.make_papers.enqueue(position.pk)
    return row


def _check_does_not_back(position: Position, organization: int, passage: Passage | None) -> None:
    standing = tally.standing_of(position)
    if passage is None:
        if organization in standing.backing and not standing.exceptions_of(organization):
            raise BacksIt
        return
    if standing.stand(organization, passage) == "backs":
        raise BacksIt


@transaction.atomic
def withdraw_dissent(pk: int, dissent: int, *, by: Actor, at: datetime) -> Dissent:
    """Take an organization's dissent back. Raises: NotFound, NotAllowed, WrongStatus, DissentOver, NotEntitled, MandateLapsed."""
    position = permissions.access_for(states.DISSENT, pk, by=by)
    steps.require(states.DISSENT, position)
    if position.dissent_until is not None and at >= position.dissent_until:
        raise DissentOver(deadline=letters.spoken_moment(position.dissent_until))
    row = Dissent.objects.filter(position=position, pk=dissent, withdrawn_at=None).first()
    if row is None:
        raise permissions.NotFound
    mandate_for(position, by.person, row.organization_id, at)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    audit.record("position.dissent_taken_back", row, by=by, at=at)
    if position.status == Status.ADOPTED:
        tasks.make_papers.enqueue(position.pk)
    return row


@transaction.atomic
def withdraw_position(pk: int, reason: str, *, by: Actor, at: datetime) -> Position:
    """
    End a procedure, or take an adopted position back. An adopted one stays readable with the notice and the reason; what it put
    into a matrix that has not gone out is withdrawn. Raises: NotFound, NotAllowed, WrongStatus, NoReason.
    """
    position = permissions.access_for(states.WITHDRAW, pk, by=by)
    steps.require(states.WITHDRAW, position)
    if not reason.strip():
        raise NoReason
    taken = take_out_of_matrix(position, at) if position.status == Status.ADOPTED else 0
    position.ended_at, position.end_reason = at, reason.strip()[:500]
    steps.take(states.WITHDRAW, position, by=by, at=at, reason=position.end_reason, out_of_matrix=taken)
    audit.publish(states.WITHDRAW.verb, position.name, {"reason": position.end_reason}, at=at)
    indexing.index_position(position)
    asked = electors_of(position)
    if not asked:
        rules = Rules(position.rules)
        members = titles.electorate(rules, list(position.topics.values_list("pk", flat=True)), timezone.localdate(at))
        asked = [each.pk for each in members]
    tell_ended(position, asked, _("withdrawn"), position.end_reason, at)
    return position


def tell_ended(position: Position, asked: Sequence[int], outcome: object, reason: str, at: datetime) -> None:
    """Tell members that a position was withdrawn or corrected, and why."""

    def more(language: str) -> dict[str, str]:
        return {"outcome": str(outcome), "reason": reason}

    tell_electors("position_ended", position, asked, key=str(position.status), at=at, until=None, more=more)


@transaction.atomic
def correct_position(pk: int, reason: str, *, by: Actor, at: datetime) -> Position:
    """
    Open a corrected edition of an adopted position: its passages and sources are copied, members answer it like any draft. The old
    edition stands until the new one is adopted, and names it afterwards.

    Raises: NotFound, NotAllowed, WrongStatus, NoReason, CorrectionUnderWay, NoRules.
    """
    old = permissions.access_for(states.CORRECT, pk, by=by)
    steps.require(states.CORRECT, old)
    if not reason.strip():
        raise NoReason
    if old.corrections.under_way().exists() or (  # type: ignore[attr-defined]
        old.consultation_id and Position.objects.under_way().filter(consultation=old.consultation_id).exists()
    ):
        raise CorrectionUnderWay
    rules = opening.rules_on(at)
    off = workdays.days_off()
    draft = rules.deadline(rulebook.DRAFTING, at, off)
    new = Position.objects.create(
        subject=old.subject,
        consultation=old.consultation,
        title=old.title,
        summary=old.summary,
        addressee=old.addressee,
        addressee_name=old.addressee_name,
        document=old.document,
        document_url=old.document_url,
        language=old.language,
        letter_language=old.letter_language,
        is_public=old.is_public,
        status=Status.DRAFTING,
        rapporteur=old.rapporteur,
        working_group=old.working_group,
        officer=by.person,
        opened_at=at,
        gather_until=at,
        draft_until=draft,
        consent_until=rules.deadline(rulebook.TACIT, draft, off),
        calendar_edition=workdays.edition(),
        rules=rules.kept,
        edition=old.edition + 1,
        corrects=old,
        correction_reason=reason.strip()[:500],
    )
    new.topics.set(old.topics.all())
    _copy_passages(old, new)
    steps.take(states.CORRECT, old, by=by, at=at, edition=new.edition, into=new.pk)
    audit.record(states.OPEN.verb, new, by=by, at=at, basis=states.OPEN.basis, details={"corrects": old.pk})
    audit.publish(states.OPEN.verb, new.name, {"corrects": old.pk, "reason": new.correction_reason}, at=at)
    return new


def _copy_passages(old: Position, new: Position) -> None:
    for number, passage in enumerate(tally.standing_passages(old), 1):
        copy = Passage.objects.create(
            position=new,
            number=number,
            order=number,
            provision=passage.provision,
            article=passage.article,
            heading=passage.heading,
            language=passage.language,
            original=passage.original,
            proposed=passage.proposed,
        )
        kept: dict[int, Sentence] = {}
        newest = Sentence.objects.filter(passage__position=new).count()
        for order, sentence in enumerate(passage.sentences.order_by("order", "pk"), 1):
            kept[sentence.pk] = Sentence.objects.create(
                passage=copy,
                key=newest + order,
                order=order,
                text=sentence.text,
                starts_paragraph=sentence.starts_paragraph,
            )
        Source.objects.bulk_create(
            Source(
                passage=copy,
                sentence=kept.get(source.sentence_id) if source.sentence_id else None,
                contribution_id=source.contribution_id,
                suggestion_id=source.suggestion_id,
                text=source.text,
                url=source.url,
            )
            for source in passage.sources.order_by("pk")
        )


@transaction.atomic
def send_to_addressee(pk: int, *, by: Actor, at: datetime) -> Position:
    """
    Send letter and annex to whoever answers for the addressee. Once. Raises: NotFound, NotAllowed, WrongStatus, NobodyToSend,
    PapersNotReady.
    """
    position = permissions.access_for(states.SEND, pk, by=by)
    steps.require(states.SEND, position)
    if position.sent_at is not None:
        raise WrongStatus
    institution = position.addressee
    contact = organizations.contact_of(institution, timezone.localdate(at)) if institution else None
    if contact is None:
        raise NobodyToSend
    papers = Paper.objects.filter(position=position, format="pdf").select_related("file").order_by("kind", "-made_at")
    newest = {each.kind: each.file for each in reversed(papers)}
    if not {Paper.Kind.LETTER, Paper.Kind.ANNEX} <= set(newest):
        raise PapersNotReady
    language = position.letter_language
    with translation.override(of_interface(language)):
        page = f"{settings.SITE_URL}{reverse('positions:position', args=[position.pk])}"
        values = letters.values_of(position, language, at=at, until=None) | {"link": page}
    letter = Letter(
        address=contact.email,
        language=language,
        person=contact,
        key=str(contact.pk),
        variables=values,
        attachments=[newest[Paper.Kind.LETTER], newest[Paper.Kind.ANNEX]],
    )
    correspondence.enqueue("position_to_addressee", [letter], about=position.name, at=at)
    position.sent_at = at
    steps.take(states.SEND, position, by=by, at=at, contact=contact.pk)
    audit.publish(states.SEND.verb, position.name, {"addressee": position.addressee_id}, at=at)
    return position
