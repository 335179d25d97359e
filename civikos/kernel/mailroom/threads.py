"""To what thread a mail belongs, who may have written it, and what is to be done with it: decided here, in one place."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from civikos.kernel.accounts.models import Person
from civikos.kernel.accounts.queries import find_by_email
from civikos.kernel.correspondence import bounces
from civikos.kernel.correspondence.bounces import Outcome
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance.queries import ReplyAddress, reply_addresses
from civikos.kernel.mailroom import handlers
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.reading import came_through_a_list, has_no_sender
from civikos.kernel.mailroom.states import Reason, Status
from civikos.kernel.mailroom.trust import is_genuine
from mailtext import Bounce, Kind, Mail

MOST_REFERENCES = 50


def _nobody(_arrived: handlers.Arrived) -> handlers.Handled:
    raise LookupError("nobody takes this mail")


@dataclass(frozen=True)
class Found:
    """
    What is known of a mail. `why` is set where it goes to no handler: `status` and `about` then say what became of it.

    `foreign_token` is an address for answers that has come into other hands.
    """

    person: Person | None = None
    audience: str = ""
    is_proved: bool = False
    is_genuine: bool = False
    handler: handlers.Handler = _nobody
    status: str = Status.QUARANTINED
    why: str = ""
    about: str = ""
    foreign_token: ReplyAddress | None = None


def find(row: Incoming, mail: Mail, raw: bytes, *, at: datetime) -> Found:
    """
    Whose thread a mail belongs to and who takes it, as things stood when it arrived. At most six queries.

    What a notice of non-delivery or a complaint says is written to the outbox here.
    """
    genuine = is_genuine(mail.authentication, mail.sender)
    if mail.kind == Kind.AUTO_REPLY:
        return _absence(row, mail, genuine, at=at)
    machine = _of_a_machine(mail, raw, at)
    if machine is not None:
        return machine
    references = [each for each in (mail.in_reply_to, *reversed(mail.references)) if each][:MOST_REFERENCES]
    ours = _ours({mail.message_id, *references} - {""})
    if mail.message_id in ours:
        return Found(status=Status.IGNORED, why=Reason.OWN)
    addresses = [*row.recipients, *mail.recipients]
    tokens = reply_addresses(addresses, at=at)
    if tokens:
        found = _by_address(tokens[0], mail, genuine)
    else:
        answered = next((ours[each] for each in references if each in ours), None)
        found = (
            _by_reference(answered, mail, genuine) if answered is not None else _to_mailbox(addresses, mail, genuine)
        )
    if not found.why and _is_copy(row, mail, found):
        return Found(found.person, found.audience, status=Status.IGNORED, why=Reason.COPY)
    return found


def _of_a_machine(mail: Mail, raw: bytes, at: datetime) -> Found | None:
    notice = mail.bounce or Bounce()
    if mail.kind == Kind.BOUNCE:
        outcome = bounces.note_bounce(
            notice.message_id, action=notice.action, status=notice.status, words=notice.words, at=at
        )
        status, why = {
            Outcome.BOUNCED: (Status.HANDLED, Reason.BOUNCE),
            Outcome.DELAYED: (Status.IGNORED, Reason.DELAYED),
        }.get(outcome, (Status.IGNORED, Reason.BOUNCE_UNKNOWN))
        return Found(status=status, why=why)
    if mail.kind == Kind.COMPLAINT:
        outcome = bounces.note_complaint(notice.message_id, words=notice.words or mail.why, at=at)
        known = outcome == Outcome.COMPLAINT
        return Found(
            status=Status.HANDLED if known else Status.QUARANTINED, why=Reason.COMPLAINT if known else Reason.NO_THREAD
        )
    if has_no_sender(raw):
        return Found(status=Status.IGNORED, why=Reason.AUTOMATIC)
    if came_through_a_list(raw):
        return Found(status=Status.IGNORED, why=Reason.LIST)
    return None


def _absence(row: Incoming, mail: Mail, genuine: bool, *, at: datetime) -> Found:
    """A machine's answer is left aside; whose mailbox it is, and in what thread, is known only where the sender is theirs."""
    tokens = reply_addresses([*row.recipients, *mail.recipients], at=at)
    person, audience = (tokens[0].person, tokens[0].audience) if tokens else (None, "")
    if not tokens:
        references = [each for each in (mail.in_reply_to, *reversed(mail.references)) if each][:MOST_REFERENCES]
        ours = _ours(set(references))
        answered = next((ours[each] for each in references if each in ours), None)
        person, audience = (answered.person, answered.about) if answered is not None else (None, "")
    is_theirs = person is not None and mail.sender == person.email.lower()
    # An office's machine belongs to nobody here; some threads want to hear of it all the same.
    if not is_theirs and not (person is None and handlers.hears_of_nobody(audience)):
        person, audience = None, ""
    return Found(person, audience, is_genuine=genuine, status=Status.IGNORED, why=Reason.AUTOMATIC)


def _ours(ids: set[str]) -> dict[str, Message]:
    if not ids:
        return {}
    rows = Message.objects.filter(message_id__in=ids).select_related("person")
    return {row.message_id: row for row in rows.defer("body", "headers", "secrets", "subject")}


def _by_address(token: ReplyAddress, mail: Mail, genuine: bool) -> Found:
    person = token.person
    is_theirs = person is not None and mail.sender == person.email.lower()
    if person is not None and not is_theirs:
        # Dead or alive: whoever writes from elsewhere learns nothing and moves nothing.
        return Found(
            person,
            token.audience,
            is_genuine=genuine,
            why=Reason.OTHER_SENDER if token.is_alive else Reason.DEAD_ADDRESS,
            foreign_token=token if token.is_alive else None,
        )
    if not token.is_alive and not (genuine and is_theirs):
        return Found(person, token.audience, is_genuine=genuine, why=Reason.DEAD_ADDRESS)
    # An address that has ended still tells the thread; its person, though proved, is asked once more.
    return _in_thread(person, token.audience, genuine, is_proved=genuine and is_theirs and token.is_alive)


def _by_reference(answered: Message, mail: Mail, genuine: bool) -> Found:
    person = answered.person
    on_file = person.email if person is not None else answered.address
    if mail.sender != on_file.lower():
        return Found(person, answered.about, is_genuine=genuine, why=Reason.OTHER_SENDER_IN_THREAD)
    return _in_thread(person, answered.about, genuine, is_proved=genuine and person is not None)


def _in_thread(person: Person | None, audience: str, genuine: bool, *, is_proved: bool) -> Found:
    handler = handlers.reply_handler(audience)
    if person is not None and not person.is_active:
        return Found(person, audience, is_genuine=genuine, why=Reason.PERSON_GONE)
    if handler is None:
        return Found(person, audience, is_proved, genuine, why=Reason.NO_HANDLER)
    return Found(person, audience, is_proved, genuine, handler)


def _to_mailbox(addresses: list[str], mail: Mail, genuine: bool) -> Found:
    person = find_by_email(mail.sender) if genuine else None
    box = handlers.mailbox_handler(_local_parts(addresses))
    if box is None:
        return Found(person, "", person is not None, genuine, why=Reason.NO_THREAD)
    return Found(person, "", person is not None, genuine, box[1])


def _local_parts(addresses: list[str]) -> list[str]:
    parts = [address.strip().lower().rpartition("@") for address in addresses]
    return [local.partition("+")[0] for local, _at, domain in parts if domain == settings.MAIL_IN_DOMAIN]


def _is_copy(row: Incoming, mail: Mail, found: Found) -> bool:
    """The same mail by another way: taken in before from the same sender, in the same thread, under the same Message-ID."""
    if not mail.message_id:
        return False
    return (
        Incoming.objects.filter(
            message_id=mail.message_id[:300],
            sender_address=mail.sender[:254],
            person=found.person,
            audience=found.audience,
            status__in=[Status.HANDLED, Status.WAITING],
        )
        .exclude(pk=row.pk)
        .exists()
    )
