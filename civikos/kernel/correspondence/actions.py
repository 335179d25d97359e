"""The only writer of the outbox. Nothing is sent here: rows are committed with the change, the worker sends them."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import formatdate

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import tasks
from civikos.kernel.correspondence.briefs import Brief, wishes_of, write_notices
from civikos.kernel.correspondence.closing import Closings, unsubscribe_token
from civikos.kernel.correspondence.kinds import DIGEST, IN_DIGESTS, KINDS
from civikos.kernel.correspondence.models import Message, Mute, Notice, Template
from civikos.kernel.correspondence.queries import held_addresses
from civikos.kernel.correspondence.sending import without_secrets
from civikos.kernel.correspondence.texts import Text, opening, texts_of, variables_of_kinds
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workflow.refusals import NotAllowed, Refused

BATCH = 500
BETWEEN_AUTOMATIC = timedelta(hours=24)


@dataclass(frozen=True)
class Letter:
    """
    One message before it is written: to whom, the values of its placeholders, which of them are secret.

    `network`, `contact` and, for a person, `salutation` are filled in where `variables` does not name them. `key`
    tells two messages of one kind about one thing apart; the same key is never sent twice. `reply_to` is the address to
    which an answer goes, of `entrance.actions.make_reply_addresses`; without one it is the secretariat's. It opens a
    thread to whoever knows it, so it is forgotten with the secrets. With a `brief` it may wait for a digest, in the `group`
    of its kind or the one named; after `until` it is of no use. `why` says why it came, where its text does not and the
    kind's own words do not fit.
    """

    address: str
    language: str
    variables: dict[str, str]
    key: str
    person: Person | None = None
    secrets: tuple[str, ...] = ()
    unsubscribe_url: str = ""
    reply_to: str = ""
    attachments: Sequence[StoredFile] = field(default=())
    brief: Brief | None = None
    group: str = ""
    until: datetime | None = None
    why: str = ""


def read_unsubscribe_token(token: str) -> tuple[int, str] | None:
    """Person and kind of a genuine token, else None."""
    person_id, _dot, rest = token.partition(".")
    kind, _dot, _seal = rest.rpartition(".")
    if not person_id.isdigit() or kind not in KINDS:
        return None
    genuine = hmac.compare_digest(unsubscribe_token(int(person_id), kind), token)
    return (int(person_id), kind) if genuine else None


def enqueue(kind: str, letters: Iterable[Letter], *, about: str, at: datetime) -> int:
    """
    Write messages of one kind into the outbox, in the transaction of the change, and wake the worker after it.

    A letter whose key has been used for this kind and object is left out. People who stopped this kind get none, where
    the law of the message allows stopping it; nobody gets two automatic ones within 24 hours. A letter that brings a
    `Brief` waits for the next digest of whoever wants such mail together, unless its deadline is too near. To an address that
    does not work only what was asked for is sent; the rest is kept with its row. Every mail says at its end why it came and
    where that is changed.

    Queries: a few, and one for each 500 letters (for some 38 on SQLite, which takes 999 values in a statement). Returns how
    many were offered.
    """
    rules = KINDS[kind]
    texts = texts_of(kind)
    muted = set(Mute.objects.filter(kind=kind).values_list("person_id", flat=True)) if rules.can_be_stopped else set()
    wanted = [letter for letter in letters if letter.person is None or letter.person.pk not in muted]
    now, waiting = _what_waits(kind, wanted, about=about, at=at)
    broken = set() if rules.is_asked_for else held_addresses()
    closings = Closings(kind, texts)
    rows, with_files = [], []
    answered = _answered_lately(now, at) if rules.is_automatic else set()
    for letter in now:
        if letter.address.lower() in answered:
            continue
        if rules.is_automatic:
            answered.add(letter.address.lower())
        subject, body = texts[letter.language].filled({**_known(letter), **letter.variables})
        dedup = _dedup_key(kind, about, letter.key)
        headers = {"Date": formatdate(at.timestamp()), "Auto-Submitted": "auto-generated"}
        if rules.is_list:
            headers["List-Id"] = f"<{kind.replace('_', '-')}.{settings.MAIL_DOMAIN}>"
        if letter.unsubscribe_url:
            headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if letter.reply_to:
            headers["Reply-To"] = letter.reply_to
        digest = hashlib.sha256(f"{settings.SECRET_KEY}:{dedup}".encode()).hexdigest()[:24]
        row = Message(
            kind=kind,
            about=about,
            person=letter.person,
            address=letter.address,
            language=letter.language,
            dedup_key=dedup,
            message_id=f"<{digest}@{settings.MAIL_DOMAIN}>",
            subject=subject,
            body=body + closings.of(letter.language, letter.person, why=letter.why),
            secrets=[*letter.secrets, *([letter.reply_to] if letter.reply_to else [])],
            headers=headers,
            date=at,
            not_before=at,
            until=letter.until,
            on_doubt=rules.on_doubt,
            has_attachments=bool(letter.attachments),
        )
        if letter.address.lower() in broken:
            row.state, row.reply = Message.State.NO_ADDRESS, ""
        rows.append(row)
        if letter.attachments:
            with_files.append((row, letter.attachments))
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    for row, files in with_files:
        written = Message.objects.filter(dedup_key=row.dedup_key).first()
        # A message that was there before keeps what it had: a retry sends the same bytes.
        if written is not None and not written.attachments.exists():
            written.attachments.set(files)
    if rows:
        wake_worker()
    return len(rows) + write_notices(kind, waiting, about=about, at=at)


def _what_waits(
    kind: str, letters: list[Letter], *, about: str, at: datetime
) -> tuple[list[Letter], list[tuple[Letter, str, datetime]]]:
    """Letters to be sent now, and those for a digest, with their keys and its moment. What was told one way is not told the other."""
    told = {letter.person.pk for letter in letters if letter.person is not None and letter.brief is not None}
    wishes = wishes_of(kind, told, at)
    waited = (
        set(Notice.objects.filter(about=about, kind=kind).values_list("dedup_key", flat=True))
        if told and KINDS[kind].can_be_stopped
        else set()
    )
    now, waiting = [], []
    for letter in letters:
        key = _dedup_key(kind, about, letter.key)
        if key in waited:
            continue
        due_at = None
        if letter.brief is not None and letter.person is not None:
            group = letter.group or KINDS[kind].group
            due_at = wishes.due_at(letter.person.pk, kind, group, letter.until, at)
        if due_at is None:
            now.append(letter)
        else:
            waiting.append((letter, key, due_at))
    if waiting:
        sent = set(
            Message.objects.filter(dedup_key__in=[key for _letter, key, _due in waiting]).values_list(
                "dedup_key", flat=True
            )
        )
        waiting = [each for each in waiting if each[1] not in sent]
    return now, waiting


def _answered_lately(letters: Sequence[Letter], at: datetime) -> set[str]:
    automatic = [kind for kind, rules in KINDS.items() if rules.is_automatic]
    recent = Message.objects.filter(
        kind__in=automatic, date__gt=at - BETWEEN_AUTOMATIC, address__in={letter.address for letter in letters}
    )
    return {address.lower() for address in recent.values_list("address", flat=True)}


def wake_worker() -> None:
    """Have the worker look at the outbox, after the transaction."""
    tasks.deliver.enqueue()


def _known(letter: Letter) -> dict[str, str]:
    known = {"network": settings.NETWORK_NAME, "contact": settings.SECRETARIAT_EMAIL}
    if letter.person is not None:
        known["salutation"] = opening(letter.language, letter.person.name)
    return known


def _dedup_key(kind: str, about: str, key: str) -> str:
    whole = f"{kind}:{about}:{key}"
    # Two long keys that differ only at their ends are still two.
    return whole if len(whole) <= 160 else f"{whole[:95]}:{hashlib.sha256(whole.encode()).hexdigest()}"


class TextMisused(Refused):
    """A text of the network's own asks for a placeholder that its kind does not have, or lacks one that it must have."""

    code = "correspondence.text"
    message = _(
        "The text does not have the right placeholders (%(names)s). Each kind of message has its own; copy them from the old text."
    )


# Without these a message would not do what it is sent for.
INDISPENSABLE = frozenset({"link", "code", "unsubscribe"})


@transaction.atomic
def write_text(kind: str, language: str, *, subject: str, body: str, by: Actor, at: datetime) -> Template:
    """Put a text of the network's own in the place of the profile's. Raises: NotAllowed, TextMisused."""
    _maintainers_only(by)
    known, used = variables_of_kinds()[kind], Text(subject, body).variables
    wrong = (used - known) | ((known & INDISPENSABLE) - used)
    if wrong or not subject.strip() or "\n" in subject.strip():
        raise TextMisused(names=", ".join(f"{{{name}}}" for name in sorted(wrong)) or subject[:40])
    row, _is_new = Template.objects.update_or_create(
        kind=kind, language=language, defaults={"subject": subject.strip(), "body": body}
    )
    audit.record("template.written", row, by=by, at=at, details={"kind": kind, "language": language})
    return row


@transaction.atomic
def drop_text(pk: int, *, by: Actor, at: datetime) -> None:
    """Go back to the profile's text. Raises: NotAllowed, Template.DoesNotExist."""
    _maintainers_only(by)
    row = Template.objects.select_for_update().get(pk=pk)
    audit.record("template.dropped", row, by=by, at=at, details={"kind": row.kind, "language": row.language})
    row.delete()


def _maintainers_only(by: Actor) -> None:
    if not (by.is_secretariat or (by.person is not None and by.has_signed_in and by.person.is_superuser)):
        raise NotAllowed


def _kinds_of(kind: str) -> tuple[str, ...]:
    # Who stops a digest wants none of what it would tell, not the same as single mails.
    return IN_DIGESTS if kind == DIGEST else (kind,)


@transaction.atomic
def stop_kind(person_id: int, kind: str, *, at: datetime, by: Actor | None = None) -> None:
    """
    The person gets no more messages of this kind, those in the outbox and those that wait for a digest included.

    Without `by` it is whoever holds the link of a mail to them. Raises: Person.DoesNotExist.
    """
    kinds = _kinds_of(kind)
    new = [Mute.objects.get_or_create(person_id=person_id, kind=each, defaults={"since": at})[1] for each in kinds]
    if any(new):
        _note_wish("person.mail_stopped", person_id, kind, by, at)
    Notice.objects.filter(person=person_id, kind__in=kinds, digest=None, left_out_at=None).update(left_out_at=at)
    waiting = Message.objects.select_for_update().filter(
        person_id=person_id, kind__in=(*kinds, kind), state__in=[Message.State.QUEUED, Message.State.DEFERRED]
    )
    for message in waiting:
        Message.objects.filter(pk=message.pk).update(state=Message.State.CANCELLED, **without_secrets(message))


@transaction.atomic
def start_kind_again(person_id: int, kind: str, *, at: datetime, by: Actor | None = None) -> None:
    """
    The person wants messages of this kind again. What waited for a digest that is still to come waits again; mails that
    were taken out of the outbox have lost their links and stay out.
    """
    kinds = _kinds_of(kind)
    stopped = dict(Mute.objects.filter(person_id=person_id, kind__in=kinds).values_list("kind", "since"))
    for each, since in stopped.items():
        Notice.objects.filter(person=person_id, kind=each, digest=None, left_out_at=since).update(left_out_at=None)
    if Mute.objects.filter(person_id=person_id, kind__in=kinds).delete()[0]:
        _note_wish("person.mail_started", person_id, kind, by, at)


def _note_wish(verb: str, person_id: int, kind: str, by: Actor | None, at: datetime) -> None:
    person = Person.objects.get(pk=person_id)
    who = by or Actor(person, audience=f"letters:{person_id}", door=Door.LINK)
    audit.record(verb, person, by=who, at=at, details={"kind": kind})


@transaction.atomic
def try_again(about: str, *, at: datetime) -> int:
    """Put what failed or is held about one thing back into the queue; how many. What has lost its words stays."""
    return _queue_again(Message.objects.filter(about=about), at)


@transaction.atomic
def try_again_messages(keys: list[int], *, by: Actor, at: datetime) -> int:
    """The same for chosen messages, as after a restore. Raises: NotAllowed."""
    _maintainers_only(by)
    return _queue_again(Message.objects.filter(pk__in=keys), at)


@transaction.atomic
def leave_out(about: str, *, at: datetime) -> int:
    """What waits for digests about one thing is not told any more, because it was taken back; how many notices."""
    return Notice.objects.filter(about=about, digest=None, left_out_at=None).update(left_out_at=at)


def _queue_again(messages: QuerySet[Message], at: datetime) -> int:
    count = (
        messages.filter(state__in=[Message.State.FAILED, Message.State.HELD])
        .exclude(body="")
        .update(state=Message.State.QUEUED, tries=0, not_before=at, worker="", lease_until=None, reply="")
    )
    if count:
        wake_worker()
    return count
