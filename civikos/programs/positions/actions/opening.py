"""Opening a position, changing its plan, beginning to draft."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.files.models import StoredFile
from civikos.kernel.rulebook.queries import NoSuchRule
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.states import Status as ConsultationStatus
from civikos.programs.positions import indexing, letters, permissions, states
from civikos.programs.positions.models import Position
from civikos.programs.positions.queries import rules as rulebook
from civikos.programs.positions.queries import titles
from civikos.programs.positions.queries.rules import Rules
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization


class NoRules(Refused):
    """The profile lacks rules for positions."""

    code = "position.no_rules"
    message = _(
        "The rules for joint positions are not complete. Ask those who maintain the installation to load the profile."
    )


class OutOfOrder(Refused):
    """The phases do not follow one another."""

    code = "position.out_of_order"
    message = _(
        "Points, draft and answers must end one after the other, and all of them in the future. Check the three dates."
    )


class TooShort(Refused):
    """A phase has fewer working days than the network's rule asks for."""

    code = "position.too_short"
    message = _(
        "%(phase)s: the rules ask for at least %(days)s working days, and this leaves %(given)s. Choose a later day."
    )


class TooLate(Refused):
    """The members' answers would come after the deadline of the consultation."""

    code = "position.too_late"
    message = _(
        "The consultation is open to members until %(deadline)s: the position must be with the members before that. Choose earlier days."
    )


class NotOpen(Refused):
    """The consultation does not take positions any more."""

    code = "position.consultation_not_open"
    message = _("A position can be opened while the draft is with the members, and until the matrix has gone out.")


class OneAlready(Refused):
    """A position on the same draft is under way."""

    code = "position.one_already"
    message = _("A position on this draft is under way already.")


class NothingNamed(Refused):
    """Neither a consultation nor a title."""

    code = "position.nothing_named"
    message = _("Write what the position is about.")


@dataclass(frozen=True)
class Plan:
    """When each phase ends; None is proposed by the rules. `short_reason` says why gathering has fewer days than the rule asks for."""

    gather_until: datetime | None = None
    draft_until: datetime | None = None
    consent_until: datetime | None = None
    short_reason: str = ""


@dataclass(frozen=True)
class Subject:
    """What a position is about: a consultation, or a subject of its own with a title and an addressee."""

    kind: str
    consultation: int | None = None
    title: str = ""
    summary: str = ""
    addressee: Organization | None = None
    addressee_name: str = ""
    document: StoredFile | None = None
    document_url: str = ""
    topics: Sequence[int] = field(default=())
    language: str = "sq"
    letter_language: str = "sq"
    is_public: bool = True


def rules_on(at: datetime) -> Rules:
    """The rules in force. Raises: NoRules."""
    try:
        return Rules(rulebook.now_in_force(timezone.localdate(at)))
    except (NoSuchRule, ValueError) as fault:
        raise NoRules from fault


def proposed_plan(rules: Rules, at: datetime, before: datetime | None) -> tuple[datetime, datetime, datetime]:
    """
    The ends of gathering, drafting and answering that the rules propose. Two queries.

    Where a consultation ends earlier (`before`), drafting goes on beside gathering, so that members keep their days.
    """
    off = workdays.days_off()
    gather = rules.deadline(rulebook.GATHERING, at, off)
    draft = rules.deadline(rulebook.DRAFTING, gather, off)
    consent = rules.deadline(rulebook.TACIT, draft, off)
    if before is not None and consent > before:
        draft = gather
        consent = rules.deadline(rulebook.TACIT, draft, off)
    return gather, draft, consent


@transaction.atomic
def open_position(
    subject: Subject,
    plan: Plan,
    *,
    rapporteur: Person | None,
    working_group: Organization | None,
    request_key: str = "",
    by: Actor,
    at: datetime,
) -> Position:
    """
    Open the internal round: members are told, points are gathered until its own deadline, which is earlier than the members' one.

    The rules of the network as they stand now are kept with the position. One press of the button opens one position.
    Raises: NotAllowed, NoRules, NothingNamed, NotOpen, OneAlready, OutOfOrder, TooShort, TooLate.
    """
    if not permissions.may_open(by):
        raise NotAllowed
    key = request_key[:40]
    earlier = Position.objects.filter(request_key=key).first() if key else None
    if earlier is not None:
        return earlier
    consultation = _consultation(subject)
    rules = rules_on(at)
    gather, draft, consent = _ends(plan, rules, consultation, at)
    row = Position(
        subject=subject.kind,
        consultation=consultation,
        title=subject.title.strip(),
        summary=subject.summary.strip(),
        addressee=consultation.draft.institution if consultation else subject.addressee,
        addressee_name=subject.addressee_name.strip(),
        document=subject.document,
        document_url=subject.document_url,
        language=subject.language,
        letter_language=subject.letter_language,
        is_public=subject.is_public and (consultation is None or consultation.is_public),
        rapporteur=rapporteur,
        working_group=working_group,
        officer=by.person,
        opened_at=at,
        gather_until=gather,
        draft_until=draft,
        consent_until=consent,
        calendar_edition=workdays.edition(),
        short_reason=plan.short_reason.strip(),
        rules=rules.kept,
        request_key=key,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise OneAlready from None
    topics = consultation.draft.topics.values_list("pk", flat=True) if consultation else subject.topics
    row.topics.set(list(topics))
    audit.record(
        states.OPEN.verb,
        row,
        by=by,
        at=at,
        basis=states.OPEN.basis,
        details={"rules": {name: each["value"] for name, each in rules.kept.items()}},
    )
    audit.publish("position.opened", row.name, {"consultation": row.consultation_id, "at": at.isoformat()}, at=at)
    indexing.index_position(row)
    _tell_opened(row, rules, at)
    return row


def _consultation(subject: Subject) -> Consultation | None:
    if subject.kind != Position.Subject.CONSULTATION:
        if not subject.title.strip():
            raise NothingNamed
        return None
    rows = Consultation.objects.select_related("draft__institution").filter(pk=subject.consultation or 0)
    consultation = rows.first()
    if consultation is None:
        raise NothingNamed
    if consultation.status != ConsultationStatus.DISTRIBUTED:
        raise NotOpen
    return consultation


def _ends(
    plan: Plan, rules: Rules, consultation: Consultation | None, at: datetime
) -> tuple[datetime, datetime, datetime]:
    before = consultation.members_until if consultation else None
    gather, draft, consent = proposed_plan(rules, at, before)
    gather, draft, consent = plan.gather_until or gather, plan.draft_until or draft, plan.consent_until or consent
    check_ends(rules, at, gather, draft, consent, before, plan.short_reason)
    return gather, draft, consent


def check_ends(
    rules: Rules,
    at: datetime,
    gather: datetime,
    draft: datetime,
    consent: datetime,
    before: datetime | None,
    short_reason: str,
    since: datetime | None = None,
) -> None:
    """
    The ends follow each other, keep the rules, and lie before the members' deadline of the consultation. `since` is when the
    gathering began. Raises: OutOfOrder, TooShort, TooLate.
    """
    if not at < gather <= draft <= consent:
        raise OutOfOrder
    off = workdays.days_off()
    if not short_reason.strip():
        _check_days(rules, rulebook.GATHERING, since or at, gather, off)
    _check_days(rules, rulebook.TACIT, draft, consent, off)
    if before is not None and consent > before:
        raise TooLate(deadline=letters.spoken_moment(before))


def _check_days(rules: Rules, key: str, since: datetime, until: datetime, off: frozenset[date]) -> None:
    given = rules.given(key, since, until, off)
    if given < rules.number(key):
        raise TooShort(phase=rulebook.LABELS[key], days=rules.number(key), given=given)


def _tell_opened(row: Position, rules: Rules, at: datetime) -> None:
    topics = list(row.topics.values_list("pk", flat=True))
    today = timezone.localdate(at)
    members = titles.electorate(rules, topics, today)
    mandates = organizations.speakers_of([each.pk for each in members], today)
    letters.write_to_speakers("position_opened", row, mandates, key="1", at=at, until=row.gather_until)


@transaction.atomic
def change_plan(
    pk: int,
    plan: Plan,
    *,
    rapporteur: Person | None,
    working_group: Organization | None,
    by: Actor,
    at: datetime,
) -> Position:
    """
    Move the ends of phases that are not over, and name who drafts, before the draft is with the members.

    Raises: NotFound, NotAllowed, WrongStatus, OutOfOrder, TooShort, TooLate.
    """
    position = permissions.access_for(states.PLAN, pk, by=by)
    steps.require(states.PLAN, position)
    rules = Rules(position.rules)
    before = position.consultation.members_until if position.consultation else None
    gather = plan.gather_until or position.gather_until
    draft, consent = plan.draft_until or position.draft_until, plan.consent_until or position.consent_until
    if position.status == states.Status.GATHERING:
        check_ends(rules, at, gather, draft, consent, before, plan.short_reason, position.opened_at)
    else:
        gather = position.gather_until
        if not (gather <= draft <= consent and at < consent):
            raise OutOfOrder
        _check_days(rules, rulebook.TACIT, draft, consent, workdays.days_off())
        if before is not None and consent > before:
            raise TooLate(deadline=letters.spoken_moment(before))
    old = {name: getattr(position, name).isoformat() for name in ("gather_until", "draft_until", "consent_until")}
    position.gather_until, position.draft_until, position.consent_until = gather, draft, consent
    position.short_reason = plan.short_reason.strip() or position.short_reason
    position.rapporteur, position.working_group = rapporteur, working_group
    steps.take(states.PLAN, position, by=by, at=at, before=old)
    return position


@transaction.atomic
def begin_drafting(pk: int, *, by: Actor, at: datetime) -> Position:
    """
    Close the gathering and begin to draft; members' days are theirs, so not before the gathering is over.

    Raises: NotFound, NotAllowed, WrongStatus, StillGathering.
    """
    position = permissions.access_for(states.BEGIN_DRAFTING, pk, by=by)
    steps.require(states.BEGIN_DRAFTING, position)
    if at < position.gather_until:
        raise StillGathering(deadline=letters.spoken_moment(position.gather_until))
    steps.take(states.BEGIN_DRAFTING, position, by=by, at=at)
    return position


class StillGathering(Refused):
    """Members may still give points."""

    code = "position.still_gathering"
    message = _(
        "Members may give points until %(deadline)s. You can write passages before that; the draft goes to them after it."
    )
