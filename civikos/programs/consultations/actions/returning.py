"""Word files that come back: kept, made into contributions, thrown away, forgotten."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.audit import queries as audit_queries
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.languages import of_interface
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused, WrongStatus
from civikos.programs.consultations import indexing, letters, permissions, states
from civikos.programs.consultations.actions.contributions import (
    check_capacity,
    check_open,
    check_words,
    public_content,
)
from civikos.programs.consultations.actions.distribution import LINK_LIFE_AFTER
from civikos.programs.consultations.models import Consultation, Contribution, ReturnedFile
from civikos.programs.consultations.queries import returning as queries
from civikos.programs.consultations.queries.returning import Item, Understood
from civikos.programs.consultations.states import ContributionStatus, ReturnedStatus
from civikos.registers.legislation.models import Provision
from civikos.registers.legislation.reading import Upload

WORD = frozenset({Kind.DOCX})
THROWN_AWAY_KEPT = timedelta(days=14)
NEVER_TAKEN_KEPT = timedelta(days=30)
TAKEN_KEPT = timedelta(days=365)


class NobodyToSpeakFor(Refused):
    """The file speaks for nobody, or for somebody whom the consultation does not concern."""

    code = "returned_file.nobody"
    message = _(
        "The file has to speak for a person of a member organization, or for somebody on the list of this consultation. Choose for whom it was sent."
    )


class NothingTicked(Refused):
    """Nothing was chosen."""

    code = "returned_file.nothing_ticked"
    message = _("Tick at least one of the changes and comments, or throw the file away.")


class AllThereAlready(Refused):
    """Everything chosen was said before."""

    code = "returned_file.all_there"
    message = _("Everything you ticked is among the contributions already. Nothing was added.")


@transaction.atomic
def keep_returned_file(
    pk: int,
    upload: Upload,
    understood: Understood,
    *,
    author: Person | None,
    organization: int | None,
    by: Actor,
    at: datetime,
) -> ReturnedFile:
    """
    Keep a Word file with what was understood of it. Nothing is said by it yet.

    `author` is whom it speaks for: the actor, or, where the secretariat hands it in, somebody else. Raises: NotFound,
    NotAllowed, WrongStatus, WindowClosed, NobodyToSpeakFor, MandateLapsed, and what `files.store` raises.
    """
    own = author is not None and author.pk == by.person_id
    consultation = permissions.access_for(states.CONTRIBUTE if own else states.ENTER_FILE, pk, by=by)
    check_open(consultation, at)
    _check_speaker(consultation, author, organization, at)
    row = ReturnedFile.objects.create(
        consultation=consultation,
        version_id=consultation.version_id,
        uploader=by.person,
        author=author,
        organization_id=organization,
        language=understood.language,
        name=files.clean_name(upload.name),
        file=files.store(upload.data, name=upload.name, accepted=WORD, by=by, at=at),
        reading=understood.as_json(),
        received_at=at,
    )
    audit.record("returned_file.received", row, by=by, at=at, basis=states.ENTER_FILE.basis, details=_whose(row))
    return row


def _check_speaker(consultation: Consultation, author: Person | None, organization: int | None, at: datetime) -> None:
    if author is None or not author.is_active or not permissions.is_concerned(Actor(author), consultation):
        raise NobodyToSpeakFor
    check_capacity(author, organization, at)


def _whose(row: ReturnedFile) -> dict[str, object]:
    return {"name": row.name, "for": row.author_id if row.is_entered_by_officer else None}


@transaction.atomic
def take_returned(pk: int, chosen: Collection[str], *, by: Actor, at: datetime) -> list[Contribution]:
    """
    Make contributions of what was chosen in a returned file (keys of `queries.items_of`), all or none, once.

    By the rules of `contribute`: the window, the mandate, the lengths, at the moment `at`. What its author has said
    already is not said again. Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, NobodyToSpeakFor, MandateLapsed,
    NothingTicked, SaidTooMuch, AllThereAlready.
    """
    row = permissions.access_returned(pk, by=by)
    steps.require(states.TAKE_FILE, row)
    consultation = row.consultation
    check_open(consultation, at)
    _check_speaker(consultation, row.author, row.organization_id, at)
    items = [each for each in queries.items_of(row) if each.key in chosen]
    if not items:
        raise NothingTicked
    for each in items:
        check_words(each.text, each.proposed, each.original, each.is_proposal)
    fresh = _not_said_yet(row, items)
    if not fresh:
        raise AllThereAlready
    provisions = {each.eid: each for each in Provision.objects.filter(version=row.version_id)}
    made = [_contribution(row, each, provisions.get(each.eid), at) for each in fresh]
    for contribution in made:
        contribution.save()
        details = {"file": row.pk, "for": contribution.author_id if contribution.entered_by_id else None}
        audit.record(states.CONTRIBUTE.verb, contribution, by=by, at=at, basis=states.CONTRIBUTE.basis, details=details)
        audit.publish("contribution.received", contribution.name, public_content(contribution), at=at)
    indexing.index_contributions(consultation, made)
    row.taken_at = at
    steps.take(states.TAKE_FILE, row, by=by, at=at, made=len(made), left_out=len(items) - len(made), **_whose(row))
    return made


def _not_said_yet(row: ReturnedFile, items: Iterable[Item]) -> list[Item]:
    said = Contribution.objects.standing().filter(
        consultation=row.consultation_id, author=row.author_id, organization=row.organization_id
    )
    known = {queries.sign_of(each) for each in said.select_related("provision")}
    fresh = []
    for each in items:
        if each.sign not in known:
            known.add(each.sign)
            fresh.append(each)
    return fresh


def _contribution(row: ReturnedFile, item: Item, provision: Provision | None, at: datetime) -> Contribution:
    return Contribution(
        consultation=row.consultation,
        version_id=row.version_id,
        provision=provision,
        article=provision.article if provision else "",
        kind=Contribution.Kind.PROPOSAL if item.is_proposal else Contribution.Kind.COMMENT,
        author=row.author,
        organization=row.organization,
        language=item.language,
        text=item.text,
        quote=item.quote[:2000],
        quote_prefix=item.prefix[-200:],
        quote_suffix=item.suffix[:200],
        original=item.original if item.is_proposal else "",
        proposed=item.proposed if item.is_proposal else "",
        channel=Contribution.Channel.WORD,
        entered_by=row.uploader if row.is_entered_by_officer else None,
        returned_file=row,
        given_at=at,
        request_key=f"word-{row.pk}-{item.key}"[:40],
    )


@transaction.atomic
def discard_returned(pk: int, *, by: Actor, at: datetime) -> ReturnedFile:
    """Throw a returned file away; `restore_returned` takes it out again. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.access_returned(pk, by=by)
    row.discarded_at = at
    steps.take(states.DISCARD_FILE, row, by=by, at=at, **_whose(row))
    return row


@transaction.atomic
def restore_returned(pk: int, *, by: Actor, at: datetime) -> ReturnedFile:
    """Take out again what was thrown away, as long as it is kept. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.access_returned(pk, by=by)
    if not row.reading:
        raise WrongStatus
    row.discarded_at = None
    steps.take(states.RESTORE_FILE, row, by=by, at=at, **_whose(row))
    return row


@transaction.atomic
def withdraw_returned(pk: int, *, by: Actor, at: datetime) -> int:
    """
    Take back, before the deadline, everything that was made of a file and stands; how many. One mail says so.

    Each can be put back by its author. Raises: NotFound, NotAllowed, WrongStatus, WindowClosed.
    """
    row = permissions.access_returned(pk, by=by)
    consultation = row.consultation
    check_open(consultation, at)
    given = list(
        Contribution.objects.filter(returned_file=row, status=ContributionStatus.ACTIVE, author=row.author_id)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if not given:
        raise WrongStatus
    for each in given:
        steps.take(states.WITHDRAW_CONTRIBUTION, each, by=by, at=at, file=row.pk)
        audit.publish("contribution.withdrawn", each.name, {"at": at.isoformat()}, at=at)
        indexing.forget_contribution(each)
    audit.record("returned_file.withdrawn", row, by=by, at=at, details={"n": len(given), **_whose(row)})
    _confirm_withdrawal(row, [each for each in given if each.receipted_at is not None], at)
    return len(given)


def _confirm_withdrawal(row: ReturnedFile, told: list[Contribution], at: datetime) -> None:
    # Only of what a receipt was sent for; one mail for all of it.
    person, consultation = row.author, row.consultation
    if person is None or not told:
        return
    language = person.language
    secret = entrance.make_personal_links([(person.pk, consultation.name)], at=at, life=LINK_LIFE_AFTER)[person.pk]
    numbers = [audit_queries.receipt_number(each.name, "contribution.received") for each in (told[0], told[-1])]
    with translation.override(of_interface(language)):
        what = ngettext(
            "%(n)s contribution from the file “%(name)s”", "%(n)s contributions from the file “%(name)s”", len(told)
        ) % {"n": len(told), "name": row.name}
        letter = Letter(
            address=person.email,
            language=language,
            person=person,
            key=f"returned:{row.pk}:{at.isoformat()}",
            secrets=(secret,),
            variables={
                **letters.common(consultation, language, at=at, days_left=0),
                "salutation": letters.salutation(person, language),
                "link": letters.link_address(secret, language),
                "provision": what,
                "receipt": "–".join(dict.fromkeys(str(number or "–") for number in numbers)),
                "withdrawn_at": letters.spoken_moment(at),
            },
        )
    correspondence.enqueue("contribution_withdrawn", [letter], about=consultation.name, at=at)


def forget_old_files(*, at: datetime) -> int:
    """
    Delete content and reading of returned files that nobody needs any more; how many. The rows stay, without them.

    After how long is said at `ReturnedFile`. Contributions made of a file stay as they are.
    """
    thrown = Q(status=ReturnedStatus.DISCARDED, discarded_at__lt=at - THROWN_AWAY_KEPT)
    never = Q(status=ReturnedStatus.READ, consultation__members_until__lt=at - NEVER_TAKEN_KEPT)
    done = Q(status=ReturnedStatus.TAKEN, consultation__reported_at__lt=at - TAKEN_KEPT)
    rows = ReturnedFile.objects.filter(thrown | never | done).exclude(file=None)
    return sum(forget_file(row) for row in rows.select_related("file").order_by("pk"))


@transaction.atomic
def forget_file(row: ReturnedFile) -> int:
    """Delete the content of one file and what was read in it; 1. The store sweeps the bytes."""
    stored = row.file
    ReturnedFile.objects.filter(pk=row.pk).update(file=None, reading={}, name="…")
    if stored is not None:
        stored.delete()
    return 1
