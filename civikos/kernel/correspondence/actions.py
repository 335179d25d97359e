"""The only writer of the outbox. Nothing is sent here: rows are committed with the change, the worker sends them."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import tasks
from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Message, Mute, Template
from civikos.kernel.correspondence.sending import without_secrets
from civikos.kernel.correspondence.texts import Text, opening, texts_of, variables_of_kinds
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workflow.refusals import NotAllowed, Refused

BATCH = 500


@dataclass(frozen=True)
class Letter:
    """
    One message before it is written: to whom, the values of its placeholders, which of them are secret.

    `network`, `contact` and, for a person, `salutation` are filled in where `variables` does not name them. `key`
    tells two messages of one kind about one thing apart; the same key is never sent twice. `reply_to` is the address to
    which an answer goes, of `entrance.actions.make_reply_addresses`; without one it is the secretariat's. It opens a
    thread to whoever knows it, so it is forgotten with the secrets.
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


def unsubscribe_token(person_id: int, kind: str) -> str:
    """A token that stops one kind of mail for one person: no row, so that a mail of any age can be answered with it."""
    payload = f"{person_id}.{kind}"
    seal = hmac.new(settings.SECRET_KEY.encode(), b"unsubscribe:" + payload.encode(), hashlib.sha256).hexdigest()[:24]
    return f"{payload}.{seal}"


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
    the law of the message allows stopping it. Queries: a few, and one for each 500 letters (for some 45 on SQLite, which takes
    999 values in a statement). Returns how many were offered.
    """
    rules = KINDS[kind]
    texts = texts_of(kind)
    muted = set(Mute.objects.filter(kind=kind).values_list("person_id", flat=True)) if rules.can_be_stopped else set()
    rows, with_files = [], []
    for letter in letters:
        if letter.person is not None and letter.person.pk in muted:
            continue
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
            body=body,
            secrets=[*letter.secrets, *([letter.reply_to] if letter.reply_to else [])],
            headers=headers,
            date=at,
            not_before=at,
            on_doubt=rules.on_doubt,
            has_attachments=bool(letter.attachments),
        )
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
    return len(rows)


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


@transaction.atomic
def stop_kind(person_id: int, kind: str, *, at: datetime) -> None:
    """The person gets no more messages of this kind, those in the outbox included."""
    Mute.objects.get_or_create(person_id=person_id, kind=kind, defaults={"since": at})
    waiting = Message.objects.select_for_update().filter(
        person_id=person_id, kind=kind, state__in=[Message.State.QUEUED, Message.State.DEFERRED]
    )
    for message in waiting:
        Message.objects.filter(pk=message.pk).update(state=Message.State.CANCELLED, **without_secrets(message))


@transaction.atomic
def start_kind_again(person_id: int, kind: str) -> None:
    """The person wants messages of this kind again, from now on."""
    Mute.objects.filter(person_id=person_id, kind=kind).delete()


@transaction.atomic
def try_again(about: str, *, at: datetime) -> int:
    """Put what failed or is held about one thing back into the queue; how many. What has lost its words stays."""
    return _queue_again(Message.objects.filter(about=about), at)


@transaction.atomic
def try_again_messages(keys: list[int], *, by: Actor, at: datetime) -> int:
    """The same for chosen messages, as after a restore. Raises: NotAllowed."""
    _maintainers_only(by)
    return _queue_again(Message.objects.filter(pk__in=keys), at)


def _queue_again(messages: QuerySet[Message], at: datetime) -> int:
    count = (
        messages.filter(state__in=[Message.State.FAILED, Message.State.HELD])
        .exclude(body="")
        .update(state=Message.State.QUEUED, tries=0, not_before=at, worker="", lease_until=None, reply="")
    )
    if count:
        wake_worker()
    return count
