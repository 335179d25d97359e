"""What happens to a request: entered, received by mail, said what it is, taken back; and what the clock makes of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.audit import actions as audit
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow.refusals import Refused, WrongStatus
from civikos.kernel.workflow.steps import Step, require, take
from civikos.programs.information_requests import indexing, permissions, states
from civikos.programs.information_requests.models import Document, Event, InformationRequest
from civikos.programs.information_requests.queries.clock import Standing
from civikos.programs.information_requests.queries.standing import standing, standing_events
from civikos.programs.information_requests.states import ANSWERS, Happening, Way
from civikos.registers.organizations.models import Organization


class BeforeSending(Refused):
    """Nothing can have happened to a request before it was sent."""

    code = "information_request.before_sending"
    message = _("This day lies before the request was sent. Check the date.")


class InTheFuture(Refused):
    """Only what has happened can be entered."""

    code = "information_request.in_the_future"
    message = _("This day lies in the future. Enter it when it has happened.")


class AlreadyExtended(Refused):
    """The law lets an institution take more time once."""

    code = "information_request.already_extended"
    message = _(
        "The institution has taken more time once already; the law gives it no second time. Enter the letter as a note."
    )


class NoExtensionOfHours(Refused):
    """The period of an urgent request is not extended."""

    code = "information_request.no_extension_of_hours"
    message = _("The period of an urgent request cannot be extended. Enter the letter as a note.")


class NoComplaint(Refused):
    """The Agency deals with complaints only."""

    code = "information_request.no_complaint"
    message = _("There is no complaint yet. Enter first when the complaint was sent.")


class NothingToComplainOf(Refused):
    """No refusal, no partial answer and no silence."""

    code = "information_request.nothing_to_complain_of"
    message = _("There is nothing to complain of yet: the time for an answer still runs, or access was given in full.")


class HolderMissing(Refused):
    """To whom it was forwarded."""

    code = "information_request.holder_missing"
    message = _("Say to which institution it was forwarded.")


class SameHolder(Refused):
    """Forwarded to the one who has it."""

    code = "information_request.same_holder"
    message = _("This institution has the request already. Choose the one to which it was forwarded.")


class DecisionMissing(Refused):
    """What was decided."""

    code = "information_request.decision_missing"
    message = _("Say what was decided.")


class SaidAlready(Refused):
    """Somebody else has said what this message is."""

    code = "information_request.said_already"
    message = _("Somebody has said already what this message is. Load the page again.")


_OF_THE_AGENCY = frozenset({Happening.AGENCY_ASKED, Happening.INSTITUTION_REPLIED, Happening.AGENCY_DECIDED})


def append(
    request: InformationRequest,
    kind: str,
    *,
    happened_at: datetime,
    by: Actor,
    at: datetime,
    way: str = Way.PAGE,
    words: str = "",
    public_words: str = "",
    details: dict[str, Any] | None = None,
    about: Event | None = None,
) -> Event:
    """Write an event. The caller holds the request locked, has checked the rules, and calls `recounted` afterwards."""
    return Event.objects.create(
        request=request,
        kind=kind,
        at=happened_at,
        entered_at=at,
        entered_by=by.person,
        way=way,
        words=words,
        public_words=public_words,
        details=details or {},
        about=about,
    )


def recounted(request: InformationRequest, at: datetime) -> Standing:
    """Ask the clock anew and write what lists and figures read. The caller holds the request locked."""
    events = standing_events(request)
    now = standing(request, events, at)
    last_answer = next((each for each in reversed(events) if each.kind in ANSWERS), None)
    holders = [each.details["holder"] for each in events if each.kind == Happening.FORWARDED]
    references = [each.details["reference"] for each in events if each.details.get("reference")]
    request.holder_id = holders[-1] if holders else request.institution_id
    request.reference = references[-1] if references else ""
    request.due_until = now.decision_due.until if now.decision_due is not None else None
    request.next_until = now.due.until if now.due is not None else None
    request.answered_at = now.answered_at
    request.outcome = now.answer or ""
    request.is_late, request.is_extended = now.is_late, now.is_extended
    request.days_taken = max(0, now.days_taken) if now.days_taken is not None else None
    request.grounds = list(last_answer.details.get("grounds", [])) if last_answer is not None else []
    request.complained_at, request.agency_decision = now.complained_at, now.decision
    request.published_documents = request.documents.published().count()  # type: ignore[attr-defined]
    request.calendar_edition = workdays.edition()
    request.save()
    return now


@transaction.atomic
def recount(pk: int, *, at: datetime) -> Standing:
    """The same for one request by itself, as after a change of the calendar."""
    return recounted(InformationRequest.objects.select_for_update().get(pk=pk), at)


@transaction.atomic
def enter_event(
    pk: int,
    kind: str,
    *,
    happened_at: datetime,
    by: Actor,
    at: datetime,
    way: str = Way.PAGE,
    words: str = "",
    public_words: str = "",
    grounds: Sequence[str] = (),
    holder: Organization | None = None,
    decision: str = "",
    reference: str = "",
    about: Event | None = None,
    scans: Iterable[tuple[str, StoredFile]] = (),
) -> Event:
    """
    Write down that something happened, with the scans that prove it.

    An extension whose notice came after the period is written down and moves nothing. Raises: NotFound, NotAllowed,
    WrongStatus, BeforeSending, InTheFuture, AlreadyExtended, NoExtensionOfHours, NoComplaint, NothingToComplainOf,
    HolderMissing, SameHolder, DecisionMissing.
    """
    request = permissions.access_for(states.ENTER, pk, by=by)
    require(states.ENTER, request)
    return _enter(
        request,
        kind,
        happened_at=happened_at,
        by=by,
        at=at,
        way=way,
        words=words,
        public_words=public_words,
        grounds=grounds,
        holder=holder,
        decision=decision,
        reference=reference,
        about=about,
        scans=scans,
    )


def _enter(
    request: InformationRequest,
    kind: str,
    *,
    happened_at: datetime,
    by: Actor,
    at: datetime,
    way: str,
    words: str,
    public_words: str,
    grounds: Sequence[str],
    holder: Organization | None,
    decision: str,
    reference: str,
    about: Event | None,
    scans: Iterable[tuple[str, StoredFile]],
) -> Event:
    if request.sent_at is not None and happened_at < request.sent_at:
        raise BeforeSending
    if happened_at > at:
        raise InTheFuture
    events = standing_events(request)
    _check_kind(kind, request, standing(request, events, happened_at), events, holder, decision)
    details: dict[str, Any] = {}
    if kind in ANSWERS and grounds:
        details["grounds"] = list(grounds)
    if kind == Happening.FORWARDED and holder is not None:
        details |= {"holder": holder.pk, "holder_name": str(holder), "from": request.holder_id}
    if decision and kind in {Happening.AGENCY_DECIDED, Happening.COURT_DECIDED}:
        details["decision"] = decision
    if reference and kind == Happening.REGISTERED:
        details["reference"] = reference
    event = append(
        request,
        kind,
        happened_at=happened_at,
        by=by,
        at=at,
        way=way,
        words=words.strip(),
        public_words=public_words.strip(),
        details=details,
        about=about,
    )
    if about is not None:
        Document.objects.filter(event=about).update(event=event)
    _keep_scans(request, event, scans)
    take(states.ENTER, request, by=by, at=at, event=event.pk, kind=kind)
    recounted(request, at)
    indexing.index(request)
    if kind in ANSWERS:
        audit.publish(
            "information_request.answered", request.name, {"number": request.number or "", "outcome": kind}, at=at
        )
    return event


def _keep_scans(request: InformationRequest, event: Event, scans: Iterable[tuple[str, StoredFile]]) -> None:
    for title, stored in scans:
        Document.objects.create(request=request, event=event, title=(title or stored.name)[:200], original=stored)


def _check_kind(
    kind: str,
    request: InformationRequest,
    now: Standing,
    events: Sequence[Event],
    holder: Organization | None,
    decision: str,
) -> None:
    if kind == Happening.EXTENDED:
        if now.is_extended or any(each.kind == Happening.EXTENDED for each in _since_the_beginning(events)):
            raise AlreadyExtended
        if now.decision_due is not None and now.decision_due.in_hours:
            raise NoExtensionOfHours
    if kind == Happening.FORWARDED:
        if holder is None:
            raise HolderMissing
        if holder.pk == request.holder_id:
            raise SameHolder
    if kind in _OF_THE_AGENCY and now.complained_at is None:
        raise NoComplaint
    if kind == Happening.COMPLAINED and Happening.COMPLAINED not in now.possible and now.complaint_until is None:
        raise NothingToComplainOf
    if kind in {Happening.AGENCY_DECIDED, Happening.COURT_DECIDED} and not decision:
        raise DecisionMissing
    if kind == Happening.COURT_DECIDED and not any(each.kind == Happening.COURT_FILED for each in events):
        raise WrongStatus


def _since_the_beginning(events: Sequence[Event]) -> Sequence[Event]:
    # With a new holder the clock, and the one extension, begin anew.
    starts = [number for number, each in enumerate(events) if each.kind in {Happening.FORWARDED, Happening.SENT}]
    return events[starts[-1] :] if starts else events


@transaction.atomic
def receive_message(
    pk: int,
    *,
    words: str,
    sender: str,
    subject: str,
    is_foreign: bool,
    mail_kind: str,
    attachments: Sequence[StoredFile],
    left_out: Sequence[str] = (),
    incoming: int | None = None,
    at: datetime,
) -> Event:
    """
    Write down a mail that came to a request's address: an event that waits for a person to say what it is.

    Nothing of it is public. Attachments are kept as received documents. Raises: InformationRequest.DoesNotExist.
    """
    request: InformationRequest = InformationRequest.objects.select_for_update().get(pk=pk)
    by = Actor(is_system=True, door=Door.MAIL)
    event = append(
        request,
        Happening.RECEIVED,
        happened_at=at,
        by=by,
        at=at,
        way=Way.MAIL,
        words=words,
        details={
            "sender": sender,
            "subject": subject[:250],
            "is_foreign": is_foreign,
            "mail_kind": mail_kind,
            "left_out": list(left_out),
            "incoming": incoming,
        },
    )
    _keep_scans(request, event, (("", stored) for stored in attachments))
    audit.record(
        "information_request.message_received", request, by=by, at=at, basis=states.LAW, details={"event": event.pk}
    )
    return event


@transaction.atomic
def classify(
    event_pk: int,
    kind: str,
    *,
    happened_at: datetime,
    by: Actor,
    at: datetime,
    words: str = "",
    public_words: str = "",
    grounds: Sequence[str] = (),
    holder: Organization | None = None,
    decision: str = "",
    reference: str = "",
) -> Event:
    """
    Say what a received message is; its documents go with it. Once: whoever comes second is told.

    Raises: NotFound, SaidAlready, and what `enter_event` raises.
    """
    message = Event.objects.filter(pk=event_pk, kind=Happening.RECEIVED).first()
    if message is None:
        raise permissions.NotFound
    request = permissions.access_for(states.ENTER, message.request_id, by=by)
    require(states.ENTER, request)
    if any(each.about_id == message.pk for each in standing_events(request)):
        raise SaidAlready
    return _enter(
        request,
        kind,
        happened_at=happened_at,
        by=by,
        at=at,
        way=Way.MAIL,
        words=words,
        public_words=public_words,
        grounds=grounds,
        holder=holder,
        decision=decision,
        reference=reference,
        about=message,
        scans=(),
    )


_FIXED = frozenset(
    {
        Happening.SENT,
        Happening.RECEIVED,
        Happening.ANNULLED,
        Happening.WITHDRAWN,
        Happening.CLOSED,
        Happening.REOPENED,
        Happening.LETTER_SENT,
    }
)


@transaction.atomic
def annul(event_pk: int, *, reason: str, by: Actor, at: datetime) -> Event:
    """
    Take back what was entered by mistake: both rows stay in the file, the clock passes over the first.

    Raises: NotFound, NotAllowed, WrongStatus (also for what is a fact of the platform itself, and what was taken back).
    """
    event = Event.objects.filter(pk=event_pk).first()
    if event is None:
        raise permissions.NotFound
    request = permissions.access_for(states.ANNUL, event.request_id, by=by)
    require(states.ANNUL, request)
    was_sent_here = event.kind == Happening.COMPLAINED and event.details.get("letter") is not None
    if event.kind in _FIXED or was_sent_here or Event.objects.filter(about=event, kind=Happening.ANNULLED).exists():
        raise WrongStatus
    row = append(request, Happening.ANNULLED, happened_at=at, by=by, at=at, words=reason.strip(), about=event)
    if event.about_id is not None:
        Document.objects.filter(event=event).update(event=event.about_id)
    take(states.ANNUL, request, by=by, at=at, event=event.pk, kind=event.kind, reason=reason.strip())
    recounted(request, at)
    indexing.index(request)
    return row


def _end(step: Step, kind: str, pk: int, *, words: str, by: Actor, at: datetime) -> InformationRequest:
    request = permissions.access_for(step, pk, by=by)
    take(step, request, by=by, at=at)
    append(request, kind, happened_at=at, by=by, at=at, words=words.strip())
    recounted(request, at)
    indexing.index(request)
    return request


@transaction.atomic
def withdraw(pk: int, *, reason: str = "", by: Actor, at: datetime) -> InformationRequest:
    """Withdraw a request. Raises: NotFound, NotAllowed, WrongStatus."""
    return _end(states.WITHDRAW, Happening.WITHDRAWN, pk, words=reason, by=by, at=at)


@transaction.atomic
def close(pk: int, *, reason: str = "", by: Actor, at: datetime) -> InformationRequest:
    """Put a request into the files: nothing more is expected. Raises: NotFound, NotAllowed, WrongStatus."""
    return _end(states.CLOSE, Happening.CLOSED, pk, words=reason, by=by, at=at)


@transaction.atomic
def reopen(pk: int, *, by: Actor, at: datetime) -> InformationRequest:
    """Take up again what was closed or withdrawn. Raises: NotFound, NotAllowed, WrongStatus."""
    return _end(states.REOPEN, Happening.REOPENED, pk, words="", by=by, at=at)


@transaction.atomic
def set_private(pk: int, is_private: bool, *, by: Actor, at: datetime) -> InformationRequest:
    """Keep a request private until its outcome, or show it at once. Raises: NotFound, NotAllowed, WrongStatus."""
    request = permissions.access_for(states.SHOW, pk, by=by)
    require(states.SHOW, request)
    request.is_private = is_private
    take(states.SHOW, request, by=by, at=at, is_private=is_private)
    indexing.index(request)
    return request


def unclassified(request: InformationRequest) -> list[Event]:
    """Messages of a request of which nobody has said what they are. One query."""
    events = standing_events(request)
    said = {each.about_id for each in events if each.about_id is not None}
    return [each for each in events if each.kind == Happening.RECEIVED and each.pk not in said]
