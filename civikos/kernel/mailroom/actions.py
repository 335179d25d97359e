"""
Mail comes in here: it is laid down first, as it came, and understood afterwards.

Laying down is one short transaction, and whoever brings the mail is told only after it: nothing is lost in a crash, and
nothing is there twice, for a mail is known by the hash of its bytes. Understanding is a second transaction for each mail,
together with everything its handler does: after a crash it has happened, or it begins anew.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.files.actions import LARGEST_UPLOAD, content_of, put_content, store
from civikos.kernel.files.kinds import DOCUMENTS, TEXTS
from civikos.kernel.files.models import StoredFile
from civikos.kernel.jobs import clock
from civikos.kernel.mailroom import forgetting, handlers, letters, states, threads
from civikos.kernel.mailroom.handlers import Arrived, LeftOut
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.notes import in_languages
from civikos.kernel.mailroom.reading import ChildFailed, Mail, Unreadable, clean, kept_reading, mail_of, read
from civikos.kernel.mailroom.states import Reason, Status
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.kernel.workflow.steps import require, take
from mailtext import Role

logger = logging.getLogger(__name__)

LARGEST = LARGEST_UPLOAD
HEAD = 64 * 1024
MOST_TRIES = 3
MOST_ATTACHMENTS = 20
MOST_AT_ONCE = 200
ACCEPTED = DOCUMENTS | TEXTS
THE_MAILROOM = Actor(is_system=True, door=Door.MAIL)


class NotRead(Refused):
    """A mail that the reader would not read, or whose words have been forgotten."""

    code = "mailroom.not_read"
    message = _("This mail was not read, so it cannot be handed on. Open the original, and enter by hand what it says.")


class NobodyOfThatAddress(Refused):
    """No person has the address that the officer named."""

    code = "mailroom.nobody"
    message = _("Nobody here has this address. Use the one under which the person signs in.")


class NoSuchThread(Refused):
    """Nothing takes answers there."""

    code = "mailroom.no_such_thread"
    message = _("Mail cannot be handed to this. Choose something from the list.")


# --- Laying down ---------------------------------------------------------------------------------------------------
def lay_down(raw: bytes, *, source: str, at: datetime, recipients: Iterable[str] = ()) -> tuple[Incoming, bool]:
    """
    Keep a mail as it came, in a transaction of its own; the row, and whether it is new.

    The same bytes give the same row, whoever brings them and how often; recipients of the envelope are added while it has
    not been read. Of a mail that is too large only the beginning is kept.
    """
    digest = hashlib.sha256(raw).hexdigest()
    named = [clean(each)[:254] for each in recipients]
    known = _more_recipients(digest, named)
    if known is not None:
        return known, False
    kept = raw if len(raw) <= LARGEST else raw[:HEAD]
    # The content goes first: content without a row is swept, a row without content would promise what is not there.
    place = put_content(kept)
    try:
        with transaction.atomic():
            file = StoredFile(
                name=f"{digest[:12]}.eml", media_type="message/rfc822", size=len(kept), sha256=place, stored_at=at
            )
            file.save()
            row = Incoming.objects.create(
                sha256=digest, file=file, size=len(raw), source=source[:40], recipients=named, received_at=at
            )
            if len(raw) > LARGEST:
                _settle(row, Status.REFUSED, Reason.TOO_LARGE, at=at)
    except IntegrityError:
        # Somebody else brought the same mail at the same moment.
        return Incoming.objects.get(sha256=digest), False
    return row, True


def _more_recipients(digest: str, named: list[str]) -> Incoming | None:
    row = Incoming.objects.filter(sha256=digest).first()
    if row is None or row.status != Status.NEW or set(named) <= set(row.recipients):
        return row
    with transaction.atomic():
        row = Incoming.objects.select_for_update().get(pk=row.pk)
        if row.status == Status.NEW:
            row.recipients = list(dict.fromkeys([*row.recipients, *named]))
            row.save(update_fields=["recipients"])
    return row


# --- Understanding -------------------------------------------------------------------------------------------------
def read_waiting(*, at: datetime, limit: int = MOST_AT_ONCE) -> Counter[str]:
    """Understand what has been laid down and hand it on, the oldest first; how many came to which state."""
    counts: Counter[str] = Counter()
    if clock.is_paused():
        return counts
    waiting = Incoming.objects.filter(status=Status.NEW).order_by("received_at", "pk").values_list("pk", flat=True)
    for pk in list(waiting[:limit]):
        try:
            status = read_one(pk, at=at)
        except Exception:
            # Nothing has been written: it is tried again, three times at most, and does not stand in the way of the others.
            logger.exception("Mail %s could not be taken in.", pk)
            continue
        if status is not None:
            counts[status] += 1
    return counts


def read_one(pk: int, *, at: datetime) -> str | None:
    """Understand one mail and hand it on; its state, or None where somebody else has done it."""
    row = _begin(pk)
    if row is None:
        return None
    if row.tries > MOST_TRIES:
        return _set_aside(pk, Reason.BEGUN_OFTEN, at=at)
    assert row.file is not None  # noqa: S101  # only what was decided on long ago loses its file
    raw = content_of(row.file)
    try:
        mail = read(raw)
    except Unreadable as unreadable:
        return _set_aside(pk, Reason.UNREADABLE, at=at, said=unreadable.code)
    except ChildFailed as failed:
        return _set_aside(pk, Reason.READER_FAILED, at=at, said=failed.reason)
    return _understand(pk, mail, raw, at=at)


@transaction.atomic
def _begin(pk: int) -> Incoming | None:
    # Counted before anything is tried, and committed: a mail that kills its reader would otherwise kill it for ever.
    if not Incoming.objects.filter(pk=pk, status=Status.NEW).update(tries=F("tries") + 1):
        return None
    return Incoming.objects.select_related("file").get(pk=pk)


@transaction.atomic
def _set_aside(pk: int, why: Reason, *, at: datetime, said: str = "") -> str | None:
    row = Incoming.objects.select_for_update().get(pk=pk)
    if row.status != Status.NEW:
        return None
    _settle(row, Status.QUARANTINED, why, at=at, said=said)
    return row.status


@transaction.atomic
def _understand(pk: int, mail: Mail, raw: bytes, *, at: datetime) -> str | None:
    row = Incoming.objects.select_for_update().get(pk=pk)
    if row.status != Status.NEW:
        return None
    _write_down(row, mail)
    found = threads.find(row, mail, raw, at=row.received_at)
    row.person, row.audience = found.person, found.audience
    row.is_proved, row.is_genuine = found.is_proved, found.is_genuine
    if found.foreign_token:
        letters.tell_of_foreign_sender(found.foreign_token, row, at=at)
    if found.why:
        _settle(row, found.status, found.why, at=at, about=found.about)
        if found.why == Reason.AUTOMATIC and (found.person is not None or handlers.hears_of_nobody(found.audience)):
            _tell_of_absence(row, mail)
        return row.status
    _keep_attachments(row, mail, at=at)
    _hand_on(row, mail, found.handler, at=at)
    return row.status


def _write_down(row: Incoming, mail: Mail) -> None:
    row.reading = kept_reading(mail)
    row.kind = mail.kind.value
    row.sender_address, row.sender_name = clean(mail.sender)[:254], clean(mail.sender_name)[:200]
    row.subject = " ".join(clean(mail.subject).split())[:250]
    row.message_id = clean(mail.message_id)[:300]


def _keep_attachments(row: Incoming, mail: Mail, *, at: datetime) -> None:
    kept, left_out = [], []
    by = Actor(row.person) if row.is_proved else THE_MAILROOM
    meant = [each for each in mail.attachments if each.role in {Role.FILE, Role.MAIL, Role.WINMAIL}]
    for place, each in enumerate(meant):
        name = clean(each.name)[:200]
        if place >= MOST_ATTACHMENTS:
            left_out.append(LeftOut(name, "mail.too_many"))
        elif each.role == Role.WINMAIL:
            left_out.append(LeftOut(name, "mail.winmail"))
        else:
            try:
                kept.append(store(each.data, name=name, accepted=ACCEPTED, by=by, at=at))
            except Refused as refusal:
                left_out.append(LeftOut(name, refusal.code))
    row.attachments.set(kept)
    row.left_out = [[each.name, each.code] for each in left_out]


def _tell_of_absence(row: Incoming, mail: Mail) -> None:
    listener = handlers.absence_listener(row.audience)
    if listener is None:
        return
    arrived = Arrived(
        row.pk, row.person, row.audience, replace(mail, attachments=()), False, row.received_at, row.is_genuine
    )
    try:
        with transaction.atomic():
            listener(arrived)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The listener to absences failed for mail %s.", row.pk)


def _hand_on(row: Incoming, mail: Mail, handler: handlers.Handler, *, at: datetime) -> None:
    arrived = Arrived(
        incoming=row.pk,
        person=row.person,
        audience=row.audience,
        mail=replace(mail, attachments=()),
        is_proved=row.is_proved,
        at=row.received_at,
        is_genuine=row.is_genuine,
        stated_by=row.stated_by_id,
        attachments=tuple(row.attachments.order_by("pk")),
        left_out=tuple(LeftOut(name, code) for name, code in row.left_out),
    )
    try:
        with transaction.atomic():
            done = handler(arrived)
    except Refused as refusal:
        _settle(row, Status.REFUSED, Reason.RULE, at=at, note=refusal)
    except DatabaseError:
        # The database's fault, not the mail's: nothing is written, and the mail waits for the next turn.
        raise
    except Exception as error:
        logger.exception("The handler of mail %s failed.", row.pk)
        _settle(row, Status.QUARANTINED, Reason.HANDLER_FAILED, at=at, said=type(error).__name__)
    else:
        _settle(row, done.state, _REASONS.get(done.state, Reason.NONE), at=at, about=done.about, note=done.note)


_REASONS = {
    Status.WAITING.value: Reason.CONFIRM,
    Status.QUARANTINED.value: Reason.LOOK,
    Status.REFUSED.value: Reason.RULE,
}


def _settle(
    row: Incoming,
    status: str,
    why: str,
    *,
    at: datetime,
    about: str = "",
    note: Any = "",
    said: str = "",
    by: Actor = THE_MAILROOM,
) -> None:
    row.why, row.about, row.handled_at = why, about[:80], at
    row.note = in_languages(note) or ({"code": said[:200]} if said else {})
    take(states.FIRST[Status(status)], row, by=by, at=at, why=str(why), **({"about": about} if about else {}))


# --- What the sender says afterwards ---------------------------------------------------------------------------------
@transaction.atomic
def confirm(pk: int, *, about: str, by: Actor, at: datetime, note: Any = "") -> Incoming:
    """
    The person has confirmed by a link of theirs that they wrote a mail: it is taken in, as `about`.

    For the handler that asked. Raises: WrongStatus, Incoming.DoesNotExist.
    """
    row = Incoming.objects.select_for_update().get(pk=pk)
    row.about, row.why, row.handled_at = about[:80], Reason.NONE, at
    row.note = in_languages(note) or row.note
    take(states.CONFIRM, row, by=by, at=at, about=about)
    return row


@transaction.atomic
def decline(pk: int, *, by: Actor, at: datetime, why: Reason = Reason.DECLINED) -> Incoming:
    """The person has said that they did not write it, or never answered (`NOT_CONFIRMED`). Raises: WrongStatus."""
    row = Incoming.objects.select_for_update().get(pk=pk)
    row.why, row.handled_at = why, at
    take(states.DECLINE, row, by=by, at=at, why=str(why))
    return row


# --- What an officer decides -----------------------------------------------------------------------------------------
@transaction.atomic
def release(pk: int, *, email: str, audience: str, by: Actor, at: datetime) -> Incoming:
    """
    Hand a mail to a thread as one of the person with this address, on the word of an officer, which is recorded.

    The handler is told that nothing proves the sender but that word (`stated_by`).
    Raises: NotAllowed, WrongStatus, NotRead, NobodyOfThatAddress, NoSuchThread, Incoming.DoesNotExist.
    """
    row = _for_officer(pk, by)
    require(states.RELEASE, row)
    if not row.reading:
        raise NotRead
    person = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise NobodyOfThatAddress
    handler = handlers.reply_handler(audience)
    if handler is None or not (audience == row.audience or audience in dict(handlers.choices_for(by))):
        raise NoSuchThread
    was = row.why
    row.person, row.audience, row.is_proved, row.stated_by = person, audience, False, by.person
    row.why, row.note, row.handled_at = Reason.NONE, {}, None
    take(states.RELEASE, row, by=by, at=at, why=was, person=person.pk, audience=audience)
    _keep_attachments_of_original(row, at=at)
    _hand_on(row, mail_of(row.reading), handler, at=at)
    return row


def _keep_attachments_of_original(row: Incoming, *, at: datetime) -> None:
    # Mail in quarantine has had none of its attachments laid down: most of it is never released.
    if row.file is None or row.attachments.exists():
        return
    try:
        mail = read(content_of(row.file))
    except (Unreadable, ChildFailed) as failed:
        raise NotRead from failed
    _keep_attachments(row, mail, at=at)


@transaction.atomic
def discard(pk: int, *, by: Actor, at: datetime) -> Incoming:
    """Nothing is to be done about a mail. Raises: NotAllowed, WrongStatus."""
    row = _for_officer(pk, by)
    take(states.DISCARD, row, by=by, at=at, why=row.why)
    return row


@transaction.atomic
def discard_several(keys: list[int], *, by: Actor, at: datetime) -> int:
    """Discard some mails, all or none; how many. Raises: NotAllowed, WrongStatus, Incoming.DoesNotExist."""
    for pk in dict.fromkeys(keys):
        discard(pk, by=by, at=at)
    return len(set(keys))


@transaction.atomic
def restore(pk: int, *, by: Actor, at: datetime) -> Incoming:
    """Bring a discarded mail back into quarantine. Raises: NotAllowed, WrongStatus."""
    row = _for_officer(pk, by)
    if row.why in {Reason.NONE, Reason.CONFIRM}:
        row.why = Reason.RESTORED
    take(states.RESTORE, row, by=by, at=at)
    return row


def forget_person(person_id: int, *, at: datetime) -> int:
    """Forget all mail of a person who is erased, in the transaction of the erasure; how many."""
    return forgetting.forget_person(person_id, at=at)


def _for_officer(pk: int, by: Actor) -> Incoming:
    if not by.is_secretariat:
        raise NotAllowed
    return Incoming.objects.visible_to(by).select_for_update().get(pk=pk)
