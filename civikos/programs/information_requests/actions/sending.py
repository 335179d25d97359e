"""Sending a request: the number, the rules of the day, the letter. What is slow happens outside transactions, what is promised inside one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.languages import of_interface
from civikos.kernel.rulebook.queries import NoSuchRule, rule
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.kernel.workflow.steps import require, take
from civikos.programs.information_requests import indexing, letters, permissions, states, tasks
from civikos.programs.information_requests.actions.events import append, recounted
from civikos.programs.information_requests.models import AccessContact, Batch, InformationRequest, Series
from civikos.programs.information_requests.papers.letter import Paper, letter_docx, letter_pdf
from civikos.programs.information_requests.queries.standing import frozen_rules
from civikos.programs.information_requests.states import Happening, Way
from civikos.registers.organizations.models import Organization

# A court may still be busy with it after years; the address lets nobody in anywhere.
REPLY_LIFE = timedelta(days=3 * 365)


class NoAddress(Refused):
    """Nobody has written down where this institution takes requests."""

    code = "information_request.no_address"
    message = _(
        "No address for requests is known for this institution: %(name)s. Ask the secretariat to enter it, or hand the "
        "letter in on paper and enter the day here."
    )


class NotYet(Refused):
    """A day in the future, or before the draft could have been sent."""

    code = "information_request.not_yet"
    message = _("This day lies in the future. Enter the day on which the letter was handed in.")


class Unfinished(Refused):
    """The proposed text still has its place to be filled in."""

    code = "information_request.unfinished"
    message = _("The text still has a place to be filled in (“…”). Say which documents you ask for.")


def address_of(institution: Organization) -> str:
    """Where an institution takes requests: what was written down for that, else its general address; "" for neither."""
    row = AccessContact.objects.filter(institution=institution).first()
    return row.address if row is not None else institution.email


def _next_number(at: datetime) -> str:
    year = timezone.localdate(at).year
    Series.objects.get_or_create(year=year)
    # Whoever holds the row gives the next number; a sending that is refused later takes it back with its transaction.
    series = Series.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    try:
        prefix = rule("access.number_prefix", timezone.localdate(at)).value
    except NoSuchRule:
        prefix = "QDP"
    return f"{prefix}-{year}-{series.last:04d}"


def _send(row: InformationRequest, *, by: Actor, at: datetime, sent_at: datetime, way: str, address: str) -> None:
    if "…" in row.text:
        raise Unfinished
    row.number = _next_number(at)
    row.sent_at, row.way, row.address = sent_at, way, address
    row.holder_id = row.institution_id
    row.rules = frozen_rules(timezone.localdate(sent_at))
    row.calendar_edition = workdays.edition()
    # The database lets nothing be out without its number, and `take` writes the status by itself.
    row.save()
    take(states.SEND, row, by=by, at=at, number=row.number, institution=row.institution_id, way=way)
    append(row, Happening.SENT, happened_at=sent_at, by=by, at=at, way=way)
    recounted(row, at)
    indexing.index(row)
    audit.publish(
        states.SEND.verb,
        row.name,
        {"number": row.number, "institution": row.institution.code, "sent_on": timezone.localdate(sent_at).isoformat()},
        at=at,
    )


@transaction.atomic
def send(pk: int, *, by: Actor, at: datetime) -> InformationRequest:
    """
    Number the request and send it by mail to the institution's address for requests, with an address for the answer.

    Two people who send one draft send one letter: the second is told. The letter itself is made by the worker.

    Raises: NotFound, NotAllowed, WrongStatus, NoAddress, Unfinished.
    """
    row = permissions.access_for(states.SEND, pk, by=by)
    require(states.SEND, row)
    address = address_of(row.institution)
    if not address:
        raise NoAddress(name=str(row.institution))
    _send(row, by=by, at=at, sent_at=at, way=Way.MAIL, address=address)
    tasks.make_letter.enqueue(row.pk)
    return row


@transaction.atomic
def mark_sent(pk: int, *, handed_in_at: datetime, way: str, by: Actor, at: datetime) -> InformationRequest:
    """
    Say that a request was handed in on paper or in person on a day; no mail is sent. The rules of that day apply.

    Raises: NotFound, NotAllowed, WrongStatus, NotYet, Unfinished.
    """
    row = permissions.access_for(states.SEND, pk, by=by)
    require(states.SEND, row)
    if handed_in_at > at:
        raise NotYet
    _send(row, by=by, at=at, sent_at=handed_in_at, way=way, address="")
    return row


def send_batch(pk: int, *, by: Actor, at: datetime) -> tuple[int, list[Refused]]:
    """
    Send every draft of a batch, each by itself: how many went, and why others did not. Raises: NotFound, NotAllowed.
    """
    batch = Batch.objects.filter(pk=pk).first()
    if batch is None or not (by.is_secretariat or permissions.may_ask_for(by, batch.organization_id)):
        raise permissions.NotFound if batch is None or by.is_anonymous else NotAllowed
    went, refused = 0, []
    for request in batch.requests.filter(status=states.Status.DRAFT).order_by("pk").values_list("pk", flat=True):
        try:
            send(request, by=by, at=at)
        except Refused as refusal:
            refused.append(refusal)
        else:
            went += 1
    return went, refused


def paper_of(request: InformationRequest, subject: str, text: str, to: str, at: datetime) -> Paper:
    """A letter of a request as its paper shows it."""
    language = request.language
    with translation.override(of_interface(language)):
        dated = spoken_date(request.sent_at or at)
    whole = letters.whole(request, text, language)
    return Paper(settings.NETWORK_NAME, to, request.number or "–", dated, subject, whole, language, at)


def request_paper(request: InformationRequest, at: datetime) -> Paper:
    """The request itself as a paper."""
    to = letters.name_in(request.institution, request.language)
    return paper_of(request, request.subject, request.text, to, at)


def papers_as(paper: Paper, format_: str) -> bytes:
    """A paper as `pdf` or `docx`."""
    return letter_docx(paper) if format_ == "docx" else letter_pdf(paper)


def put_in_outbox(pk: int, *, at: datetime) -> bool:
    """
    Make the letter of a sent request and write it into the outbox, once; whether this call did it.

    Run again after a crash it does what is left: the row says whether the letter is in the outbox.
    """
    rows = InformationRequest.objects.select_related("institution__place", "organization", "requester")
    row: InformationRequest = rows.get(pk=pk)
    if row.mailed_at is not None or row.status == states.Status.DRAFT or row.way != Way.MAIL:
        return False
    pdf = letter_pdf(request_paper(row, at))
    with transaction.atomic():
        locked: InformationRequest = InformationRequest.objects.select_for_update().get(pk=pk)
        if locked.mailed_at is not None:
            return False
        stored = files.store(pdf, name=f"{row.number}.pdf", accepted=frozenset({Kind.PDF}), by=SYSTEM, at=at)
        pair = (None, row.name)
        reply_to = entrance.make_reply_addresses([pair], at=at, life=REPLY_LIFE)[pair]
        correspondence.enqueue(
            "information_request",
            [
                correspondence.Letter(
                    address=row.address,
                    language=row.language,
                    variables=letters.mail_values(row, row.subject, row.text, row.language),
                    key="request",
                    attachments=[stored],
                    reply_to=reply_to,
                )
            ],
            about=row.name,
            at=at,
        )
        InformationRequest.objects.filter(pk=pk).update(mailed_at=at)
    return True
