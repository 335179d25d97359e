"""
Answers by mail: taken in, confirmed, put right, forgotten.

A mail whose sender is proved and that came to their own reply address speaks at once; the receipt shows what was understood
and has one link to put it right. Where nothing proves the sender nothing is said: the person on file gets what was
understood and confirms it, or not. The moment that counts is that of arrival, always. Attached Word files are read
afterwards, by a job: nobody waits for a child process inside a transaction.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.files.actions import content_of
from civikos.kernel.files.kinds import Kind
from civikos.kernel.languages import of_interface
from civikos.kernel.mailroom import actions as mailroom
from civikos.kernel.mailroom.handlers import Arrived, Handled
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.states import Status as MailStatus
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused, WrongStatus
from civikos.programs.consultations import indexing, letters, permissions, states
from civikos.programs.consultations.actions import contributions as saying
from civikos.programs.consultations.actions import returned_by_mail, returning
from civikos.programs.consultations.actions.distribution import LINK_LIFE_AFTER
from civikos.programs.consultations.models import Consultation, Contribution, MailedReply, Recipient, ReturnedFile
from civikos.programs.consultations.queries import mailed as queries
from civikos.programs.consultations.queries import returning as word_queries
from civikos.programs.consultations.queries.intake_mail import absent_until
from civikos.programs.consultations.queries.mailed import Item
from civikos.programs.consultations.states import ContributionStatus, MailedStatus, ReturnedStatus
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Provision
from civikos.registers.legislation.reading import Upload

logger = logging.getLogger(__name__)

# Somebody who has got hold of an address of a person's must not fill their mailbox with questions.
MOST_ASKED_A_DAY = 10
NEVER_TAKEN_KEPT = timedelta(days=30)
TAKEN_KEPT = timedelta(days=365)
MOST_SHOWN = 1200


class NothingLeft(Refused):
    """Everything was left out."""

    code = "mailed_reply.nothing_left"
    message = _(
        "You left everything out, so there is nothing to record. Keep at least one part, or throw the mail away."
    )


class CameTooLate(Refused):
    """The mail arrived after the members' deadline."""

    code = "mailed_reply.too_late"
    message = _(
        "Your mail arrived on %(arrived)s, after the deadline (%(deadline)s). The secretariat has it and reads it."
    )


class WordsAsTheyCame(Refused):
    """After the deadline what arrived in time may be confirmed, not rewritten."""

    code = "mailed_reply.words_as_they_came"
    message = _(
        "The deadline has passed. You can still confirm what arrived in time, put it on another article and leave parts out; the words stay as they arrived."
    )


@dataclass(frozen=True)
class Given:
    """One item as its author leaves it: where it belongs ("" for the whole draft), what it says, whether it is left out."""

    key: str
    eid: str
    text: str
    proposed: str = ""
    is_out: bool = False


# --- Coming in --------------------------------------------------------------------------------------------------------
@transaction.atomic
def receive_reply(arrived: Arrived) -> Handled:
    """
    What becomes of an answer in the thread of a consultation. Called once for each mail by the mailroom, in its transaction;
    a second time it says what it said the first time.
    """
    consultation = (
        Consultation.objects.select_related("draft__institution", "draft__kind", "version")
        .filter(pk=arrived.key)
        .first()
    )
    if consultation is None:
        return Handled(MailStatus.QUARANTINED, note=_("The consultation that it answers is not here any more."))
    known = MailedReply.objects.filter(incoming=arrived.incoming).first()
    if known is not None:
        return _as_handled(known)
    person = arrived.person
    if person is None:
        return Handled(
            MailStatus.QUARANTINED,
            about=consultation.name,
            note=_("The mail that it answers was written to nobody in particular."),
        )
    if returned_by_mail.is_returned_matrix(consultation, person, arrived):
        return returned_by_mail.receive_matrix(consultation, person, arrived)
    actor = _by_mail(person, consultation)
    if not permissions.is_concerned(actor, consultation):
        return Handled(
            MailStatus.QUARANTINED,
            about=consultation.name,
            note=_("This person belongs to no member of the network and is not on the list of the consultation."),
        )
    return _receive(consultation, person, arrived)


def _by_mail(person: Person, consultation: Consultation) -> Actor:
    return Actor(person, audience=consultation.name, door=Door.MAIL)


def _receive(consultation: Consultation, person: Person, arrived: Arrived) -> Handled:
    mail = arrived.mail
    items = queries.understand(
        mail,
        consultation,
        arrived.place,
        language=person.language,
        titles=legislation.titles_of(consultation.draft).values(),
    )
    words = [each for each in arrived.attachments if each.media_type == Kind.DOCX.media_type]
    if not queries.says_something(items) and not words:
        return _says_nothing(items, arrived, consultation)
    is_late = arrived.at >= consultation.members_until or consultation.status not in states.CONTRIBUTE.sources
    capacity = queries.capacity_of(consultation, person, arrived.at)
    status = MailedStatus.LATE if is_late else MailedStatus.READ if arrived.is_proved else MailedStatus.WAITING
    row = MailedReply.objects.create(
        consultation=consultation,
        version_id=consultation.version_id,
        answered_version=consultation.version.number,
        incoming=arrived.incoming,
        author=person,
        organization_id=capacity.organization,
        capacity_note=capacity.note,
        language=legislation.spoken_in(mail.text, person.language),
        subject=" ".join(mail.subject.split())[:250],
        place=arrived.place[:200],
        items=[each.as_json() for each in items],
        status=status,
        is_proved=arrived.is_proved,
        arrived_at=arrived.at,
        files_read_at=None if words and not is_late else arrived.at,
    )
    row.attachments.set(arrived.attachments)
    actor = _by_mail(person, consultation)
    audit.record("mailed_reply.received", row, by=actor, at=arrived.at, details={"proved": arrived.is_proved})
    made = 1
    if status == MailedStatus.READ and queries.says_something(items):
        made = _take(row, consultation, items, by=actor, at=arrived.at)
    # Nobody is told of what nobody is sure to have written; nor twice of the same words, which a machine may send for ever.
    if (is_late and not arrived.is_proved) or (made == 0 and not words):
        MailedReply.objects.filter(pk=row.pk).update(told_at=arrived.at)
    else:
        _finish_soon(row)
    return _as_handled(row)


def _says_nothing(items: Sequence[Item], arrived: Arrived, consultation: Consultation) -> Handled:
    if items and not arrived.attachments:
        return Handled(
            MailStatus.IGNORED, about=consultation.name, note=_("It only says thank you, or that our mail has arrived.")
        )
    return Handled(
        MailStatus.QUARANTINED,
        about=consultation.name,
        note=_("No words of the sender could be told from what they quote, or they are in a file that is not read."),
    )


def _as_handled(row: MailedReply) -> Handled:
    name = f"mailed_reply:{row.pk}"
    match row.status:
        case MailedStatus.LATE:
            return Handled(
                MailStatus.QUARANTINED, about=name, note=_("It came after the deadline. Nothing was made of it.")
            )
        case MailedStatus.WAITING:
            return Handled(MailStatus.WAITING, about=name)
        case _:
            return Handled(MailStatus.HANDLED, about=name)


def _finish_soon(row: MailedReply) -> None:
    from civikos.programs.consultations import tasks

    tasks.finish_reply.enqueue(row.pk)


# --- Making contributions of it ---------------------------------------------------------------------------------------
def _take(row: MailedReply, consultation: Consultation, items: Sequence[Item], *, by: Actor, at: datetime) -> int:
    """Make contributions of what is not left out, with the moment of arrival; how many. What was said already is not said again."""
    # Through the door, which locks the consultation and asks every rule.
    locked = permissions.access_for(states.CONTRIBUTE, consultation.pk, by=by)
    steps.require(states.CONTRIBUTE, locked)
    wanted = [each for each in items if not each.is_out]
    provisions = {
        each.eid: each
        for each in Provision.objects.filter(version=row.version_id, eid__in={item.eid for item in wanted if item.eid})
    }
    originals = _originals(row, wanted)
    said = {
        _sign(each)
        for each in Contribution.objects.standing()
        .filter(consultation=locked, author=row.author_id, organization=row.organization_id)
        .select_related("provision")
    }
    made = []
    for item in wanted:
        contribution = _contribution(row, item, provisions.get(item.eid), originals.get(item.key, ""))
        saying.check_words(
            contribution.text,
            contribution.proposed,
            contribution.original,
            contribution.kind == Contribution.Kind.PROPOSAL,
        )
        if _sign(contribution) in said:
            continue
        said.add(_sign(contribution))
        contribution.save()
        audit.record(
            states.CONTRIBUTE.verb, contribution, by=by, at=at, basis=states.CONTRIBUTE.basis, details={"mail": row.pk}
        )
        audit.publish("contribution.received", contribution.name, saying.public_content(contribution), at=at)
        made.append(contribution)
    if made:
        indexing.index_contributions(locked, made)
    row.taken_at = at
    steps.take(states.TAKE_MAIL, row, by=by, at=at, made=len(made), left_out=len(items) - len(wanted))
    return len(made)


def _sign(row: Contribution) -> tuple[object, ...]:
    return (row.provision_id, row.text, row.original, row.proposed)


def _originals(row: MailedReply, items: Iterable[Item]) -> dict[str, str]:
    found = {}
    for each in items:
        if each.proposed and each.eid:
            words = legislation.wording_of(row.version, each.eid, each.language)
            if words is not None and words.text:
                found[each.key] = words.text
    return found


def _contribution(row: MailedReply, item: Item, provision: Provision | None, original: str) -> Contribution:
    is_proposal = bool(item.proposed and original and provision is not None)
    # Where the words proposed have nothing to be laid beside, they are part of what was said.
    text = item.text if is_proposal or not item.proposed else f"{item.text}\n\n“{item.proposed}”".strip()
    return Contribution(
        consultation_id=row.consultation_id,
        version_id=row.version_id,
        provision=provision,
        article=provision.article if provision else "",
        kind=Contribution.Kind.PROPOSAL if is_proposal else Contribution.Kind.COMMENT,
        author=row.author,
        organization_id=row.organization_id,
        language=item.language,
        text=text,
        quote=item.quote[:2000] if provision else "",
        original=original if is_proposal else "",
        proposed=item.proposed if is_proposal else "",
        channel=Contribution.Channel.MAIL,
        mailed_reply=row,
        given_at=row.arrived_at,
        # The receipt of the mail is the receipt of what was made of it.
        receipted_at=row.arrived_at,
        request_key=f"mail-{row.pk}-{item.key}"[:40],
    )


# --- Afterwards: attached files, and telling the sender ------------------------------------------------------------------
def finish_reply(pk: int, *, at: datetime) -> None:
    """Read attached Word files, outside any transaction, then tell the sender what was understood. Can be run twice."""
    row = (
        MailedReply.objects.select_related("consultation__draft", "consultation__version", "author")
        .filter(pk=pk, told_at=None, author__isnull=False)
        .first()
    )
    if row is None:
        return
    if row.files_read_at is None:
        _read_files(row, at=at)
    tell(pk, at=at)


def _read_files(row: MailedReply, *, at: datetime) -> None:
    assert row.author is not None  # noqa: S101  # the caller has asked
    known = set(row.returned_files.exclude(file=None).values_list("file__sha256", flat=True))
    for stored in row.attachments.filter(media_type=Kind.DOCX.media_type).order_by("pk"):
        if stored.sha256 in known:
            continue
        upload = Upload(stored.name, content_of(stored))
        try:
            understood = word_queries.understand(row.consultation, upload)
            _keep_file(row.pk, upload, understood, at=at)
        except Refused:
            # Another law, nothing changed in it, damaged: it stays among the attachments, and the letter says so.
            continue
    MailedReply.objects.filter(pk=row.pk).update(files_read_at=at)


@transaction.atomic
def _keep_file(pk: int, upload: Upload, understood: word_queries.Understood, *, at: datetime) -> None:
    row = MailedReply.objects.select_for_update(of=("self",)).select_related("author", "consultation").get(pk=pk)
    person = row.author
    digest = hashlib.sha256(upload.data).hexdigest()
    if (
        person is None
        or row.status == MailedStatus.DISCARDED
        or row.returned_files.filter(file__sha256=digest).exists()
    ):
        return
    by = _by_mail(person, row.consultation)
    file = returning.keep_returned_file(
        row.consultation_id,
        upload,
        understood,
        author=person,
        organization=row.organization_id,
        by=by,
        at=row.arrived_at,
    )
    ReturnedFile.objects.filter(pk=file.pk).update(mailed_reply=row)
    if row.status in {MailedStatus.READ, MailedStatus.TAKEN}:
        _take_file(file, by)
        if row.status == MailedStatus.READ:
            row.taken_at = at
            steps.take(states.TAKE_MAIL, row, by=by, at=at, files=1)


def _take_file(file: ReturnedFile, by: Actor) -> int:
    """What is offered ticked, and only of a file that was surely made from this draft; what was said already is not said again."""
    ticked = [
        each.key for each in word_queries.items_of(file) if each.is_ticked and each.has_place and not each.is_too_long
    ]
    if not ticked:
        return 0
    try:
        with transaction.atomic():
            made = returning.take_returned(file.pk, ticked, by=by, at=file.received_at)
    except Refused:
        return 0
    Contribution.objects.filter(pk__in=[each.pk for each in made]).update(receipted_at=file.received_at)
    return len(made)


def finish_waiting(*, at: datetime) -> int:
    """Finish what was lost with its worker; how many. Run by the clock."""
    waiting = MailedReply.objects.filter(told_at=None, author__is_active=True, arrived_at__lt=at - timedelta(minutes=1))
    done = 0
    for pk in list(waiting.order_by("arrived_at", "pk").values_list("pk", flat=True)[:200]):
        try:
            finish_reply(pk, at=at)
        except Exception:
            # It is tried again in a minute, and does not stand in the way of the others.
            logger.exception("The answer by mail %s could not be finished.", pk)
            continue
        done += 1
    return done


@transaction.atomic
def tell(pk: int, *, at: datetime) -> bool:
    """
    Write to the person on file what was understood of their mail, with one link: to put it right, or to confirm it. Once;
    whether it was written now.
    """
    row = (
        MailedReply.objects.select_for_update(of=("self",))
        .select_related(
            "author",
            "organization",
            "version",
            "consultation__draft__institution",
            "consultation__draft__kind",
            "consultation__version",
        )
        .filter(pk=pk, told_at=None)
        .first()
    )
    if row is None or row.author is None or not row.author.is_active:
        return False
    kind = {MailedStatus.WAITING: "mail_to_confirm", MailedStatus.LATE: "mail_too_late"}.get(
        MailedStatus(row.status), "mail_receipt"
    )
    if row.status != MailedStatus.DISCARDED and not _asked_too_often(row, at):
        _write(kind, row, row.author, at)
    MailedReply.objects.filter(pk=pk).update(told_at=at)
    return True


def _asked_too_often(row: MailedReply, at: datetime) -> bool:
    if row.status != MailedStatus.WAITING:
        return False
    lately = MailedReply.objects.filter(author=row.author_id, is_proved=False, told_at__gt=at - timedelta(days=1))
    return lately.count() >= MOST_ASKED_A_DAY


def _write(kind: str, row: MailedReply, person: Person, at: datetime) -> None:
    consultation, language = row.consultation, person.language
    secret = entrance.make_personal_links(
        [(person.pk, f"{consultation.name}/mail_{row.pk}")], at=at, life=LINK_LIFE_AFTER
    )[person.pk]
    answer_to = entrance.make_reply_addresses([(person.pk, consultation.name)], at=at)
    with translation.override(of_interface(language)):
        letter = Letter(
            address=person.email,
            language=language,
            person=person,
            key=f"mail:{row.pk}",
            secrets=(secret,),
            reply_to=answer_to[person.pk, consultation.name],
            variables={
                **letters.common(
                    consultation, language, at=at, days_left=workdays.working_days_left(at, consultation.members_until)
                ),
                "salutation": letters.salutation(person, language),
                "link": letters.link_address(secret, language),
                "received_at": letters.spoken_moment(row.arrived_at),
                "understood": _understood_in_words(row, language),
                "capacity": _capacity_in_words(row),
            },
        )
    correspondence.enqueue(kind, [letter], about=consultation.name, at=at)


def _understood_in_words(row: MailedReply, language: str) -> str:
    made = list(
        Contribution.objects.filter(
            Q(mailed_reply=row) | Q(returned_file__mailed_reply=row), status=ContributionStatus.ACTIVE
        )
        .select_related("provision", "organization")
        .order_by("provision__position", "pk")
    )
    items = [] if made else [each for each in queries.items_of(row) if not each.is_out]
    eids = {each.provision.eid for each in made if each.provision} | {each.eid for each in items if each.eid}
    places = legislation.full_labels(row.version, eids, language)
    whole = legislation.unit_label(None, language)
    parts = [saying.receipt_of(each, places.get(each.provision.eid, "") if each.provision else whole) for each in made]
    parts += ["\n".join(filter(None, (places.get(each.eid) or whole, each.text, each.proposed))) for each in items]
    return letters.blocks([*(_shortened(part) for part in parts), *_files_in_words(row)])


def _shortened(part: str) -> str:
    return part if len(part) <= MOST_SHOWN else f"{part[: MOST_SHOWN - 1].rstrip()}…"


def _files_in_words(row: MailedReply) -> list[str]:
    read, others = queries.files_of(row)
    said = []
    for file in read:
        count = len(word_queries.items_of(file))
        if file.status == ReturnedStatus.TAKEN:
            continue
        said.append(
            ngettext(
                "Word file “%(name)s”: %(n)s change or comment was found. Choose on the page whether it should be recorded.",
                "Word file “%(name)s”: %(n)s changes and comments were found. Choose on the page what should be recorded.",
                count,
            )
            % {"name": file.name, "n": count}
        )
    said += [_now("Enclosed and kept, but not read for changes: “%(name)s”.") % {"name": each.name} for each in others]
    return said


def _capacity_in_words(row: MailedReply) -> str:
    if row.organization is not None:
        return _now("It counts for %(organization)s.") % {"organization": row.organization.name}
    if row.capacity_note == queries.LAPSED:
        return _now(
            "It counts for you as an individual: when it arrived you held no mandate for the organization for which you were asked."
        )
    return _now("It counts for you as an individual.")


# --- What its author does with it ----------------------------------------------------------------------------------------
@transaction.atomic
def confirm_mail(
    pk: int, given: Sequence[Given], *, organization: int | None, by: Actor, at: datetime
) -> list[Contribution]:
    """
    Its author confirms a mail whose sender was not proved: contributions are made of what they leave, by the moment of its
    arrival. After the deadline its words stay as they came.

    Raises: NotFound, NotAllowed, WrongStatus, CameTooLate, MandateLapsed, NothingLeft, WordsAsTheyCame, NoSuchProvision,
    SaidTooMuch.
    """
    row = permissions.access_mailed(pk, by=by)
    steps.require(states.TAKE_MAIL, row)
    if row.status != MailedStatus.WAITING:
        raise WrongStatus
    consultation = row.consultation
    steps.require(states.CONTRIBUTE, consultation)
    if row.arrived_at >= consultation.members_until:
        raise CameTooLate(
            arrived=letters.spoken_moment(row.arrived_at), deadline=letters.spoken_moment(consultation.members_until)
        )
    saying.check_capacity(by.person, organization, row.arrived_at)
    items = _as_given(row, given)
    if at >= consultation.members_until and not _same_words(queries.items_of(row), items):
        raise WordsAsTheyCame
    files = list(row.returned_files.filter(status=ReturnedStatus.READ).order_by("pk"))
    if not queries.says_something(items) and not files:
        raise NothingLeft
    row.items, row.organization_id, row.confirmed_at = [each.as_json() for each in items], organization, at
    if row.capacity_note and organization is not None:
        row.capacity_note = ""
    # Before the step: the database takes nothing as taken that its author has not confirmed.
    row.save(update_fields=["items", "organization", "confirmed_at", "capacity_note"])
    _take(row, consultation, items, by=by, at=at)
    for file in files:
        ReturnedFile.objects.filter(pk=file.pk).update(organization=organization)
        _take_file(file, by)
    name = f"mailed_reply:{row.pk}"
    if Incoming.objects.filter(pk=row.incoming, status=MailStatus.WAITING).exists():
        mailroom.confirm(row.incoming, about=name, by=by, at=at)
    # The first letter only asked; the receipt with its numbers comes now.
    MailedReply.objects.filter(pk=row.pk).update(told_at=None)
    _finish_soon(row)
    return list(row.contributions.order_by("pk"))


def _as_given(row: MailedReply, given: Sequence[Given]) -> list[Item]:
    """The items as their author leaves them. A part of one that was divided has a key of its own: `m0.1`."""
    before = {each.key: each for each in queries.items_of(row)}
    known = legislation.places_in(row.version)
    made = []
    for number, each in enumerate(given[: queries.MOST_ITEMS]):
        if each.eid and each.eid not in known:
            raise saying.NoSuchProvision
        base = before.get(each.key) or before.get(each.key.partition(".")[0])
        key = each.key if base is not None else f"n{number}"
        is_same_place = base is not None and base.eid == each.eid
        made.append(
            Item(
                key=key[:12],
                eid=each.eid,
                text=each.text.strip(),
                language=base.language if base is not None else row.language,
                why=base.why if base is not None and is_same_place else "chosen",
                quote=base.quote if base is not None and is_same_place else "",
                proposed=each.proposed.strip() if is_same_place else "",
                is_out=each.is_out or not (each.text.strip() or each.proposed.strip()),
            )
        )
        if each.proposed.strip() and not is_same_place:
            # Words meant for another provision are not laid beside this one: they become part of what is said.
            made[-1] = replace(made[-1], text=f"{made[-1].text}\n\n“{each.proposed.strip()}”".strip())
    keys = {each.key for each in made}
    # What the form did not send is not lost.
    return made + [replace(each, is_out=True) for each in before.values() if each.key not in keys]


def _same_words(before: Iterable[Item], after: Iterable[Item]) -> bool:
    def words(items: Iterable[Item]) -> set[str]:
        return {" ".join(part.split()) for each in items for part in (each.text, each.proposed) if part.strip()}

    return words(each for each in after if not each.is_out) <= words(before)


@transaction.atomic
def discard_mail(pk: int, *, by: Actor, at: datetime) -> MailedReply:
    """Its author did not write it, or does not want it: nothing is made of it. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.access_mailed(pk, by=by)
    row.discarded_at = at
    steps.take(states.DISCARD_MAIL, row, by=by, at=at)
    if Incoming.objects.filter(pk=row.incoming, status=MailStatus.WAITING).exists():
        mailroom.decline(row.incoming, by=by, at=at)
    return row


@transaction.atomic
def correct_mail(pk: int, given: Sequence[Given], *, organization: int | None, by: Actor, at: datetime) -> int:
    """
    Put right, until the deadline, what was made of a mail: on another article, in other words, divided, left out, for
    somebody else; how many contributions changed. Each stays what it is, with its history.

    Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, MandateLapsed, NothingSaid, SaidTooMuch, NoSuchProvision.
    """
    row = permissions.access_mailed(pk, by=by)
    steps.require(states.CORRECT_MAIL, row)
    consultation = row.consultation
    saying.check_open(consultation, at)
    saying.check_capacity(by.person, organization, at)
    items = _as_given(row, given)
    made = queries.made_of(row)
    changed, fresh = 0, []
    row.organization_id = organization
    for item in items:
        contribution = made.get(item.key)
        if contribution is None:
            if not item.is_out:
                fresh.append(item)
            continue
        changed += _correct(contribution, item, organization, by=by, at=at)
    changed += _add(row, consultation, fresh, by=by, at=at)
    row.items = [each.as_json() for each in items]
    row.save(update_fields=["items", "organization"])
    if changed:
        audit.record(states.CORRECT_MAIL.verb, row, by=by, at=at, details={"changed": changed})
    return changed


def _correct(contribution: Contribution, item: Item, organization: int | None, *, by: Actor, at: datetime) -> int:
    is_active = contribution.status == ContributionStatus.ACTIVE
    if item.is_out:
        if is_active:
            saying.withdraw_contribution(contribution.pk, by=by, at=at)
        return int(is_active)
    changed = 0
    if contribution.status == ContributionStatus.WITHDRAWN:
        contribution = saying.restore_contribution(contribution.pk, by=by, at=at)
        changed = 1
    elif not is_active:
        return 0
    eid = contribution.provision.eid if contribution.provision else ""
    if item.eid != eid:
        contribution = saying.move_contribution(contribution.pk, eid=item.eid, by=by, at=at)
        changed = 1
    proposed = item.proposed if contribution.kind == Contribution.Kind.PROPOSAL else ""
    said = (contribution.text, contribution.proposed, contribution.organization_id)
    if said != (item.text, proposed, organization):
        saying.edit_contribution(
            contribution.pk, text=item.text, proposed=proposed, organization=organization, by=by, at=at
        )
        changed = 1
    return changed


def _add(row: MailedReply, consultation: Consultation, items: Sequence[Item], *, by: Actor, at: datetime) -> int:
    """Parts of what was divided become contributions of their own."""
    provisions = {
        each.eid: each
        for each in Provision.objects.filter(version=row.version_id, eid__in={item.eid for item in items if item.eid})
    }
    made = []
    for item in items:
        contribution = _contribution(row, item, provisions.get(item.eid), "")
        saying.check_words(contribution.text, "", "", False)
        contribution.receipted_at = None
        contribution.save()
        audit.record(
            states.CONTRIBUTE.verb, contribution, by=by, at=at, basis=states.CONTRIBUTE.basis, details={"mail": row.pk}
        )
        audit.publish("contribution.received", contribution.name, saying.public_content(contribution), at=at)
        made.append(contribution)
    if made:
        indexing.index_contributions(consultation, made)
    return len(made)


# --- Machines that answer, and forgetting ------------------------------------------------------------------------------
def note_absence(arrived: Arrived) -> bool:
    """
    A mailbox answered our mail by itself: its person is away, until the day that the note names. Whether they are on the list
    of the consultation.
    """
    person = arrived.person
    if person is None:
        return False
    rows = Recipient.objects.filter(consultation=arrived.key, person=person)
    until = absent_until(arrived.mail.text, arrived.at)
    return bool(rows.update(is_away=True, away_until=until))


def forget_old_replies(*, at: datetime) -> int:
    """
    Delete words and attachments of mails that nobody needs any more; how many. The rows stay, without them.

    After how long is said at `MailedReply`. Contributions made of a mail stay as they are.
    """
    never = Q(status__in=[MailedStatus.WAITING, MailedStatus.DISCARDED, MailedStatus.READ, MailedStatus.LATE])
    never &= Q(consultation__members_until__lt=at - NEVER_TAKEN_KEPT, arrived_at__lt=at - NEVER_TAKEN_KEPT)
    done = Q(status=MailedStatus.TAKEN, consultation__reported_at__lt=at - TAKEN_KEPT)
    rows = MailedReply.objects.filter(never | done).exclude(items=[], subject="…")
    return sum(forget_reply(row) for row in rows.order_by("pk"))


@transaction.atomic
def forget_reply(row: MailedReply) -> int:
    """Delete the words and attachments of one mail; 1. The mailroom forgets the mail itself by rules of its own."""
    MailedReply.objects.filter(pk=row.pk).update(items=[], subject="…")
    row.attachments.clear()
    return 1
