"""Further letters about a request: the complaint drafted from the file, a clarification; edited, then sent."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.workflow.refusals import Refused
from civikos.kernel.workflow.steps import require, take
from civikos.programs.information_requests import indexing, letters, permissions, states, tasks
from civikos.programs.information_requests.actions.events import (
    NothingToComplainOf,
    append,
    recounted,
)
from civikos.programs.information_requests.actions.sending import (
    REPLY_LIFE,
    NoAddress,
    NotYet,
    Unfinished,
    address_of,
    paper_of,
    request_paper,
)
from civikos.programs.information_requests.models import InformationRequest, Letter
from civikos.programs.information_requests.papers.letter import Paper, letter_pdf
from civikos.programs.information_requests.queries.clock import Standing
from civikos.programs.information_requests.queries.standing import law_of, standing, standing_events
from civikos.programs.information_requests.states import Happening, Way
from civikos.registers.organizations.models import Organization

# A mail with more is refused by most servers.
ENCLOSED_BYTES = 15 * 1024 * 1024


class NoClarificationAsked(Refused):
    """Nobody has asked."""

    code = "information_request.no_clarification_asked"
    message = _("The institution has not asked for clarification.")


def complaint_goes_to(request: InformationRequest) -> Organization:
    """The body that takes the complaint under the law of the request: the Agency, or the institution itself."""
    to = request.rules.get("access.complaint_to", {}).get("value", "agency")
    code = request.rules.get("access.agency", {}).get("value", "aip")
    agency = Organization.objects.filter(code=code).first() if to == "agency" else None
    return agency if agency is not None else request.holder


def addressee(letter: Letter) -> Organization:
    """To whom a letter goes."""
    request = letter.request
    return complaint_goes_to(request) if letter.kind == Letter.Kind.COMPLAINT else request.holder


def enclosures(request: InformationRequest) -> list[str]:
    """What goes with a complaint, by name: the request, and what the institution sent."""
    names = [f"{request.number}.pdf"]
    return names + [each.original.name for each in request.documents.select_related("original").order_by("pk")]


@transaction.atomic
def draft_letter(pk: int, kind: str, *, by: Actor, at: datetime) -> Letter:
    """
    The draft of a letter, made from the file where there is none yet.

    Raises: NotFound, NotAllowed, WrongStatus, NothingToComplainOf, NoClarificationAsked.
    """
    request = permissions.access_for(states.WRITE, pk, by=by)
    require(states.WRITE, request)
    existing = request.letters.filter(kind=kind, status=states.LetterStatus.DRAFT).first()
    if existing is not None:
        return existing
    events = standing_events(request)
    now = standing(request, events, at)
    if kind == Letter.Kind.COMPLAINT:
        _check_complaint(now)
        drafted = letters.complaint(request, events, now, law_of(request), enclosures(request))
    else:
        if Happening.CLARIFICATION_GIVEN not in now.possible:
            raise NoClarificationAsked
        drafted = letters.Drafted(f"{request.number}: {request.subject}"[:200], "")
    row = Letter.objects.create(
        request=request,
        kind=kind,
        language=request.language,
        subject=drafted.subject,
        text=drafted.text,
        written_at=at,
    )
    take(states.WRITE, request, by=by, at=at, letter=row.pk, kind=kind)
    return row


def _check_complaint(now: Standing) -> None:
    if Happening.COMPLAINED not in now.possible and (now.complaint_until is None or now.complained_at is not None):
        raise NothingToComplainOf


def _access(letter_pk: int, by: Actor) -> Letter:
    before = Letter.objects.filter(pk=letter_pk).values_list("request", flat=True).first()
    if before is None:
        raise permissions.NotFound
    request = permissions.access_for(states.SEND_LETTER, before, by=by)
    require(states.WRITE, request)
    row = Letter.objects.select_for_update().filter(pk=letter_pk).first()
    if row is None:
        raise permissions.NotFound
    row.request = request
    return row


@transaction.atomic
def edit_letter(letter_pk: int, *, subject: str, text: str, by: Actor, at: datetime) -> Letter:
    """Change a letter that is not sent. Raises: NotFound, NotAllowed, WrongStatus."""
    row = _access(letter_pk, by)
    require(states.SEND_LETTER, row)
    row.subject, row.text, row.written_at = subject.strip()[:200], text.strip(), at
    row.save()
    return row


@transaction.atomic
def discard_letter(letter_pk: int, *, by: Actor, at: datetime) -> None:
    """Throw a letter away that is not sent. Raises: NotFound, NotAllowed, WrongStatus."""
    row = _access(letter_pk, by)
    require(states.SEND_LETTER, row)
    audit.record("request_letter.discarded", row.request, by=by, at=at, details={"kind": row.kind})
    row.delete()


@transaction.atomic
def send_letter(
    letter_pk: int, *, by: Actor, at: datetime, way: str = Way.MAIL, handed_in_at: datetime | None = None
) -> Letter:
    """
    Send a letter by mail, or say that it was handed in on paper on a day. A complaint starts the Agency's time.

    Raises: NotFound, NotAllowed, WrongStatus, NothingToComplainOf, NoClarificationAsked, NoAddress, NotYet, Unfinished.
    """
    row = _access(letter_pk, by)
    request = row.request
    require(states.SEND_LETTER, row)
    when = handed_in_at or at
    if when > at:
        raise NotYet
    if not row.text or "…" in row.text:
        raise Unfinished
    now = standing(request, standing_events(request), when)
    if row.kind == Letter.Kind.COMPLAINT:
        _check_complaint(now)
    elif Happening.CLARIFICATION_GIVEN not in now.possible:
        raise NoClarificationAsked
    to = addressee(row)
    row.address = address_of(to) if way == Way.MAIL else ""
    if way == Way.MAIL and not row.address:
        raise NoAddress(name=str(to))
    row.way, row.sent_at = way, when
    take(states.SEND_LETTER, row, by=by, at=at, request=request.pk)
    kind = Happening.COMPLAINED if row.kind == Letter.Kind.COMPLAINT else Happening.CLARIFICATION_GIVEN
    append(
        request,
        kind,
        happened_at=when,
        by=by,
        at=at,
        way=way,
        words=row.text,
        details={"letter": row.pk, "to": str(to)},
    )
    step = states.COMPLAIN if row.kind == Letter.Kind.COMPLAINT else states.WRITE
    take(step, request, by=by, at=at, letter=row.pk, to=to.pk)
    recounted(request, at)
    indexing.index(request)
    if way == Way.MAIL:
        tasks.make_further_letter.enqueue(row.pk)
    return row


def letter_paper(letter: Letter, at: datetime) -> Paper:
    """A further letter as a paper."""
    to = letters.name_in(addressee(letter), letter.language)
    return paper_of(letter.request, letter.subject, letter.text, to, letter.sent_at or at)


def put_letter_in_outbox(letter_pk: int, *, at: datetime) -> bool:
    """Make a sent letter with its enclosures and write it into the outbox, once; whether this call did it."""
    row = Letter.objects.select_related(
        "request__institution", "request__holder", "request__organization", "request__requester"
    ).get(pk=letter_pk)
    request = row.request
    if row.mailed_at is not None or row.status != states.LetterStatus.SENT or row.way != Way.MAIL:
        return False
    pdf = letter_pdf(letter_paper(row, at))
    asked = letter_pdf(request_paper(request, at)) if row.kind == Letter.Kind.COMPLAINT else b""
    with transaction.atomic():
        locked = Letter.objects.select_for_update().get(pk=letter_pk)
        if locked.mailed_at is not None:
            return False
        only_pdf = frozenset({Kind.PDF})
        name = f"{request.number}-{row.kind}.pdf"
        enclosed = [files.store(pdf, name=name, accepted=only_pdf, by=SYSTEM, at=at)]
        if asked:
            enclosed.append(files.store(asked, name=f"{request.number}.pdf", accepted=only_pdf, by=SYSTEM, at=at))
            size = len(pdf) + len(asked)
            for document in request.documents.select_related("original").order_by("pk"):
                size += document.original.size
                if size <= ENCLOSED_BYTES:
                    enclosed.append(document.original)
        pair = (None, request.name)
        reply_to = entrance.make_reply_addresses([pair], at=at, life=REPLY_LIFE)[pair]
        correspondence.enqueue(
            "information_letter",
            [
                correspondence.Letter(
                    address=row.address,
                    language=row.language,
                    variables=letters.mail_values(request, row.subject, row.text, row.language),
                    key=f"letter-{row.pk}",
                    attachments=enclosed,
                    reply_to=reply_to,
                )
            ],
            about=request.name,
            at=at,
        )
        Letter.objects.filter(pk=letter_pk).update(mailed_at=at)
    return True
