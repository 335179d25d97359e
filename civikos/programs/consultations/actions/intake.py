"""Registering a draft and putting its text right."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, Refused
from civikos.programs.consultations import indexing, letters, permissions, states
from civikos.programs.consultations.actions.distribution import propose_audience
from civikos.programs.consultations.models import Consultation, Contribution
from civikos.programs.consultations.queries import measuring
from civikos.programs.consultations.states import Status
from civikos.registers.legislation import actions as legislation
from civikos.registers.legislation.actions import Accompanying
from civikos.registers.legislation.models import ActKind, Provision
from civikos.registers.legislation.reading import ReadText
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic


class DeadlinesTheWrongWay(Refused):
    """The members' deadline lies after the institution's, or before now."""

    code = "consultation.deadlines"
    message = _("The members' deadline must lie after today and not after the deadline of the institution.")


class ReasonMissing(Refused):
    """A decision that takes something from people needs a reason."""

    code = "consultation.reason_missing"
    message = _("Write the reason. Everybody who was invited will read it.")


@transaction.atomic
def register_draft(
    *,
    titles: dict[str, str],
    kind: ActKind,
    institution: Organization,
    reference: str,
    place: Place | None,
    topics: Iterable[Topic],
    texts: Sequence[ReadText],
    documents: Sequence[Accompanying],
    opened_on: date,
    members_until: datetime,
    government_until: datetime,
    is_public: bool,
    summary: str,
    by: Actor,
    at: datetime,
    note: dict[str, str] | None = None,
    without_articles: bool = False,
    label: str = "",
    request_key: str = "",
) -> Consultation:
    """
    Register a draft with its text and documents, and propose whom it concerns. Nothing is sent yet.

    One press of the button (`request_key`) registers one draft: a second one is answered with the first one's.

    `texts` have been read before (`legislation.reading.read_upload`), outside the transaction.
    Raises: NotAllowed, DeadlinesTheWrongWay, and what `legislation.checked_texts` and `legislation.attach` raise.
    """
    if not by.is_secretariat:
        raise NotAllowed
    if request_key and by.person is not None:
        # The officer's row is the lock: of two presses at once the second waits here and finds what the first has made.
        Person.objects.select_for_update(no_key=True).get(pk=by.person.pk)
        earlier = Consultation.objects.filter(request_key=request_key[:40], officer=by.person).first()
        if earlier is not None:
            return earlier
    if not at < members_until <= government_until:
        raise DeadlinesTheWrongWay
    checked = legislation.checked_texts(texts, without_articles=without_articles)
    draft = legislation.create_draft(
        titles=titles,
        kind=kind,
        institution=institution,
        reference=reference,
        place=place,
        topics=topics,
        note=note or {},
        by=by,
        at=at,
    )
    version = legislation.store_version(draft, checked, received_on=timezone.localdate(at), label=label, by=by, at=at)
    for document in documents:
        legislation.attach(draft, document, by=by, at=at)
    consultation = Consultation.objects.create(
        draft=draft,
        version=version,
        status=Status.REGISTERED,
        is_public=is_public,
        summary=summary,
        received_at=at,
        opened_on=opened_on,
        members_until=members_until,
        government_until=government_until,
        calendar_edition=workdays.edition(),
        officer=by.person,
        request_key=request_key[:40],
    )
    audit.record(states.REGISTER.verb, consultation, by=by, at=at, basis=states.REGISTER.basis)
    propose_audience(consultation.pk, by=by, at=at)
    indexing.index_text(consultation)
    return consultation


@transaction.atomic
def change_deadline(
    pk: int, *, members_until: datetime, government_until: datetime, reason: str, by: Actor, at: datetime
) -> Consultation:
    """
    Move the deadlines. Everybody invited is told, with the reason; the old ones stay in the history.

    A shorter period than the rule asks for needs a reason, also before anybody was told; it is kept with the consultation.

    Raises: NotFound, NotAllowed, WrongStatus, DeadlinesTheWrongWay, ReasonMissing.
    """
    consultation = permissions.access_for(states.CHANGE_DEADLINE, pk, by=by)
    steps.require(states.CHANGE_DEADLINE, consultation)
    if not at < members_until <= government_until:
        raise DeadlinesTheWrongWay
    if consultation.status == Status.DISTRIBUTED and not reason.strip():
        raise ReasonMissing
    if government_until < consultation.government_until and measuring.is_short(consultation, government_until):
        if not reason.strip():
            raise ReasonMissing
        consultation.short_reason = consultation.short_reason or reason.strip()[:300]
    before = consultation.members_until
    details = {
        "members_until": [before.isoformat(), members_until.isoformat()],
        "government_until": [consultation.government_until.isoformat(), government_until.isoformat()],
        "reason": reason,
    }
    consultation.members_until, consultation.government_until = members_until, government_until
    consultation.calendar_edition = workdays.edition()
    steps.take(states.CHANGE_DEADLINE, consultation, by=by, at=at, **details)
    audit.publish("deadline.changed", consultation.name, details, at=at)
    if consultation.status == Status.DISTRIBUTED and before != members_until:
        _tell_new_deadline(consultation, before, reason, at)
    return consultation


def _tell_new_deadline(consultation: Consultation, before: datetime, reason: str, at: datetime) -> None:
    from civikos.programs.consultations.actions.distribution import write_to_recipients

    def more(language: str) -> dict[str, str]:
        return {"old_deadline": letters.spoken_moment(before), "reason": reason}

    recipients = consultation.recipients.filter(is_removed=False, invited_at__isnull=False)
    write_to_recipients("deadline_changed", consultation, recipients, key=at.isoformat(), at=at, more=more)


def _provision(consultation: Consultation, eid: str) -> Provision:
    provision = (
        Provision.objects.select_related("version", "parent").filter(version=consultation.version_id, eid=eid).first()
    )
    if provision is None:
        raise NotFound
    return provision


@transaction.atomic
def correct_provision(
    pk: int, eid: str, language: str, *, number: str, heading: str, text: str, by: Actor, at: datetime
) -> Consultation:
    """Put number, heading and words of one provision right in one language. Raises: NotFound, NotAllowed, WrongStatus, NotInThisLanguage."""
    consultation = permissions.access_for(states.CORRECT_TEXT, pk, by=by)
    legislation.correct_heading(
        _provision(consultation, eid), language, number=number, heading=heading, text=text, by=by, at=at
    )
    steps.take(states.CORRECT_TEXT, consultation, by=by, at=at, eid=eid, language=language)
    indexing.index_text(consultation)
    return consultation


@transaction.atomic
def join_provision(pk: int, eid: str, *, by: Actor, at: datetime) -> Consultation:
    """
    Remove a boundary that the reader saw and the source has not. What was said on the provision moves with its words.

    Raises: NotFound, NotAllowed, WrongStatus, NothingBefore.
    """
    consultation = permissions.access_for(states.CORRECT_TEXT, pk, by=by)
    provision = _provision(consultation, eid)
    into = legislation.join_to_previous(provision, by=by, at=at)
    Contribution.objects.filter(provision=provision).update(provision=into, article=into.article)
    Contribution.objects.filter(consultation=consultation, article=provision.eid).update(article=into.article)
    consultation.points.filter(provision=provision).update(provision=into, article=into.article)
    consultation.points.filter(article=provision.eid).update(article=into.article)
    provision.delete()
    steps.take(states.CORRECT_TEXT, consultation, by=by, at=at, eid=eid)
    indexing.index_text(consultation)
    return consultation


@transaction.atomic
def divide_provision(
    pk: int, eid: str, language: str, *, at_words: str, kind: str, number: str, heading: str, by: Actor, at: datetime
) -> Consultation:
    """
    Add a boundary that the source has and the reader did not see. What was said on provisions behind it moves with them.

    Raises: NotFound, NotAllowed, WrongStatus, NoSuchLine.
    """
    consultation = permissions.access_for(states.CORRECT_TEXT, pk, by=by)
    row = legislation.divide(
        _provision(consultation, eid),
        language,
        at_words=at_words,
        kind=kind,
        number=number,
        heading=heading,
        by=by,
        at=at,
    )
    Contribution.objects.filter(consultation=consultation, provision__article=row.article).update(article=row.article)
    consultation.points.filter(provision__article=row.article).update(article=row.article)
    steps.take(states.CORRECT_TEXT, consultation, by=by, at=at, eid=eid, language=language)
    indexing.index_text(consultation)
    return consultation


@transaction.atomic
def mark_place(pk: int, language: str, number: int, *, is_right: bool, by: Actor, at: datetime) -> Consultation:
    """
    Tick a doubtful place of the text off as looked at and right, or take that back; the text stays as it is.

    Raises: NotFound, NotAllowed, WrongStatus, NotInThisLanguage, NoSuchPlace.
    """
    consultation = permissions.access_for(states.CORRECT_TEXT, pk, by=by)
    steps.require(states.CORRECT_TEXT, consultation)
    legislation.mark_place(consultation.version, language, number, is_right=is_right, by=by, at=at)
    return consultation


@transaction.atomic
def withdraw_consultation(pk: int, *, reason: str, by: Actor, at: datetime) -> Consultation:
    """The institution took its draft back. Nothing is deleted. Raises: NotFound, NotAllowed, WrongStatus, ReasonMissing."""
    consultation = permissions.access_for(states.WITHDRAW, pk, by=by)
    if not reason.strip():
        raise ReasonMissing
    steps.take(states.WITHDRAW, consultation, by=by, at=at, reason=reason)
    correspondence.leave_out(consultation.name, at=at)
    audit.publish("consultation.withdrawn", consultation.name, {"reason": reason}, at=at)
    return consultation
