"""Who is concerned, sending to them, reminding those who are silent."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Group, Mute
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.languages import of_interface
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotFound, Refused, WrongStatus
from civikos.programs.consultations import indexing, letters, permissions, states
from civikos.programs.consultations.models import Consultation, Recipient
from civikos.programs.consultations.queries.audience import proposed_audience
from civikos.programs.consultations.queries.delivery import silent
from civikos.programs.consultations.states import Status
from civikos.registers.organizations.models import Organization

LINK_LIFE_AFTER = timedelta(days=180)
# Mails that are of no use after the members' deadline.
WITH_DEADLINE = frozenset({"consultation_invitation", "consultation_reminder", "deadline_changed"})


class NobodyConcerned(Refused):
    """The list is empty."""

    code = "consultation.nobody_concerned"
    message = _("The list is empty: nobody would get this draft. Add organizations, or the topics of the draft.")


class WindowClosed(Refused):
    """The members' deadline has passed."""

    code = "consultation.window_closed"
    message = _("The deadline has passed (%(deadline)s). Write to the secretariat if you still have something to say.")


class NothingToRemind(Refused):
    """Everybody has answered or been reminded."""

    code = "consultation.nobody_silent"
    message = _("Everybody who was invited has commented or has been reminded already.")


class NothingToRetry(Refused):
    """No message failed or is held."""

    code = "consultation.nothing_to_retry"
    message = _("No message failed or is held, so there is nothing to try again.")


@transaction.atomic
def propose_audience(pk: int, *, by: Actor, at: datetime) -> int:
    """
    Fill the list from topics, municipality, working groups and subscriptions; rows a person removed or added stay. Once
    the draft is out the list is frozen, and people are added one by one.

    Returns how many people are on the list. Raises: NotFound, NotAllowed, WrongStatus.
    """
    consultation = permissions.access_for(states.CHANGE_AUDIENCE, pk, by=by)
    steps.require(states.CHANGE_AUDIENCE, consultation)
    if consultation.status != Status.REGISTERED:
        raise WrongStatus
    proposed = proposed_audience(consultation.draft, at=at)
    kept = {row.person_id: row for row in consultation.recipients.all()}
    new = [
        Recipient(
            consultation=consultation,
            person_id=each.person_id,
            organization_id=each.organization_id,
            reasons=list(each.reasons),
        )
        for each in proposed
        if each.person_id not in kept
    ]
    Recipient.objects.bulk_create(new, batch_size=500)
    changed = []
    for each in proposed:
        row = kept.pop(each.person_id, None)
        if row is not None and row.invited_at is None:
            by_hand = [reason for reason in row.reasons if reason["code"] == "added_by_hand"]
            row.reasons = [*each.reasons, *by_hand]
            changed.append(row)
    Recipient.objects.bulk_update(changed, ["reasons"], batch_size=500)
    gone = [
        row.pk
        for row in kept.values()
        if row.invited_at is None
        and not row.is_removed
        and not any(reason["code"] == "added_by_hand" for reason in row.reasons)
    ]
    Recipient.objects.filter(pk__in=gone).delete()
    audit.record(states.CHANGE_AUDIENCE.verb, consultation, by=by, at=at, details={"proposed": len(proposed)})
    return consultation.recipients.filter(is_removed=False).count()


@transaction.atomic
def add_recipient(pk: int, person: Person, organization: Organization | None, *, by: Actor, at: datetime) -> Recipient:
    """Put a person on the list by hand; after distribution they are invited at once. Raises: NotFound, NotAllowed, WrongStatus."""
    consultation = permissions.access_for(states.CHANGE_AUDIENCE, pk, by=by)
    steps.require(states.CHANGE_AUDIENCE, consultation)
    row, _made = Recipient.objects.get_or_create(
        consultation=consultation, person=person, defaults={"organization": organization}
    )
    row.is_removed = False
    if not any(reason["code"] == "added_by_hand" for reason in row.reasons):
        row.reasons = [*row.reasons, {"code": "added_by_hand"}]
    row.save()
    audit.record(states.CHANGE_AUDIENCE.verb, consultation, by=by, at=at, details={"added": person.pk})
    if consultation.status == Status.DISTRIBUTED and row.invited_at is None:
        _invite(consultation, consultation.recipients.filter(pk=row.pk), at)
    return row


@transaction.atomic
def remove_recipient(pk: int, recipient: int, *, by: Actor, at: datetime) -> None:
    """Take a person off the list; whoever has been invited stays invited. Raises: NotFound, NotAllowed, WrongStatus."""
    _set_removed(pk, recipient, True, by, at)


@transaction.atomic
def restore_recipient(pk: int, recipient: int, *, by: Actor, at: datetime) -> None:
    """Put a person back on the list; after distribution they are invited at once. Raises: NotFound, NotAllowed, WrongStatus."""
    _set_removed(pk, recipient, False, by, at)


def _set_removed(pk: int, recipient: int, removed: bool, by: Actor, at: datetime) -> None:
    consultation = permissions.access_for(states.CHANGE_AUDIENCE, pk, by=by)
    steps.require(states.CHANGE_AUDIENCE, consultation)
    row = consultation.recipients.filter(pk=recipient, invited_at=None)
    if not row.update(is_removed=removed):
        raise NotFound
    if consultation.status == Status.DISTRIBUTED and not removed:
        _invite(consultation, row, at)
    audit.record(
        states.CHANGE_AUDIENCE.verb,
        consultation,
        by=by,
        at=at,
        details={"removed" if removed else "restored": recipient},
    )


@transaction.atomic
def distribute(pk: int, *, by: Actor, at: datetime) -> Consultation:
    """
    Freeze the list and write one message to each person in their language, with a personal link; the worker sends them.

    A fixed number of queries and, for each thousand recipients, seven more; on SQLite, to which Django gives at most 999
    values in one statement, some fifty.
    Raises: NotFound, NotAllowed, WrongStatus, NobodyConcerned, WindowClosed.
    """
    consultation = permissions.access_for(states.DISTRIBUTE, pk, by=by)
    steps.require(states.DISTRIBUTE, consultation)
    if at >= consultation.members_until:
        raise WindowClosed(deadline=letters.spoken_moment(consultation.members_until))
    recipients = consultation.recipients.filter(is_removed=False, invited_at=None)
    invited = _invite(consultation, recipients, at)
    if not invited:
        raise NobodyConcerned
    consultation.distributed_at = at
    digest = hashlib.sha256(",".join(map(str, sorted(invited))).encode()).hexdigest()
    steps.take(states.DISTRIBUTE, consultation, by=by, at=at, people=len(invited), audience=digest)
    audit.publish(
        "distribution.frozen",
        consultation.name,
        {"people": len(invited), "audience": digest, "members_until": consultation.members_until.isoformat()},
        at=at,
    )
    indexing.publish_text(consultation)
    return consultation


def _invite(consultation: Consultation, recipients: QuerySet[Recipient], at: datetime) -> list[int]:
    written = write_to_recipients("consultation_invitation", consultation, recipients, key="1", at=at)
    Recipient.objects.filter(consultation=consultation, person__in=written, invited_at=None).update(invited_at=at)
    return written


def write_to_recipients(
    kind: str,
    consultation: Consultation,
    recipients: QuerySet[Recipient],
    *,
    key: str,
    at: datetime,
    more: Callable[[str], dict[str, str]] | None = None,
    with_links: bool = True,
) -> list[int]:
    """
    Write one message of a kind to each recipient, with a personal link, an address for their answer and the reasons; the keys
    of the people written to.

    Whoever wants such mail together reads of it in a digest, if the deadline allows. People who stopped this kind of mail are left out, and so are those who may not sign in any more. `more` gives further
    values for one language and is called with that language active. Without links, `more` must give the `link` of a
    public page.
    """
    recipients = recipients.select_related("person").filter(person__is_active=True)
    if KINDS[kind].can_be_stopped:
        recipients = recipients.filter(~Exists(Mute.objects.filter(kind=kind, person=OuterRef("person"))))
    rows = list(recipients.order_by("pk"))
    days_left = workdays.working_days_left(at, consultation.members_until)
    shared = letters.commons(consultation, at=at, days_left=days_left)
    if more is not None:
        for language, values in shared.items():
            with override(of_interface(language)):
                values.update(more(language))
    life = max(consultation.government_until - at, timedelta()) + LINK_LIFE_AFTER
    links = (
        entrance.make_personal_links([(row.person_id, consultation.name) for row in rows], at=at, life=life)
        if with_links
        else {}
    )
    said = letters.briefs(kind, shared)
    until = consultation.members_until if kind in WITH_DEADLINE else None
    # Whoever answers the mail has said something: each gets an address of their own for it.
    answer_to = (
        entrance.make_reply_addresses([(row.person_id, consultation.name) for row in rows], at=at, life=life)
        if with_links
        else {}
    )
    written = []
    for row in rows:
        language = row.person.language
        secret = links.get(row.person_id, "")
        own = {"link": letters.link_address(secret, language)} if secret else {}
        stop = letters.unsubscribe_address(row.person_id, kind, language) if KINDS[kind].can_be_stopped else ""
        written.append(
            Letter(
                address=row.person.email,
                language=language,
                person=row.person,
                key=f"{row.person_id}:{key}",
                secrets=(secret,) if secret else (),
                unsubscribe_url=stop,
                brief=letters.brief_of(consultation, row, said, shared, link_until=at + life if with_links else None)
                if said[language]
                else None,
                group=Group.FOLLOWED if kind == "consultation_invitation" and letters.only_followed(row) else "",
                until=until,
                reply_to=answer_to.get((row.person_id, consultation.name), ""),
                variables={
                    **shared[language],
                    **own,
                    "salutation": letters.salutation(row.person, language),
                    "reasons": letters.reasons_block(row, language),
                    "unsubscribe": stop,
                },
            )
        )
    correspondence.enqueue(kind, written, about=consultation.name, at=at)
    return [row.person_id for row in rows]


@transaction.atomic
def remind(pk: int, *, by: Actor, at: datetime) -> int:
    """
    Remind, once, everybody invited who has been silent; how many.

    Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, NothingToRemind.
    """
    consultation = permissions.access_for(states.REMIND, pk, by=by)
    steps.require(states.REMIND, consultation)
    if at >= consultation.members_until:
        raise WindowClosed(deadline=letters.spoken_moment(consultation.members_until))
    written = write_to_recipients("consultation_reminder", consultation, silent(consultation), key="1", at=at)
    if not written:
        raise NothingToRemind
    Recipient.objects.filter(consultation=consultation, person__in=written).update(reminded_at=at)
    audit.record(
        states.REMIND.verb, consultation, by=by, at=at, basis=states.REMIND.basis, details={"people": len(written)}
    )
    return len(written)


@transaction.atomic
def retry_delivery(pk: int, *, by: Actor, at: datetime) -> int:
    """
    Put messages that failed or are held back into the queue; how many. A message that came back is not tried again.

    Raises: NotFound, NotAllowed, NothingToRetry.
    """
    consultation = permissions.access_for(states.REMIND, pk, by=by)
    count = correspondence.try_again(consultation.name, at=at)
    if not count:
        raise NothingToRetry
    audit.record("consultation.delivery_retried", consultation, by=by, at=at, details={"messages": count})
    return count


def note_link_opened(pk: int, person_id: int, at: datetime) -> None:
    """A recipient has opened their link, the first time."""
    Recipient.objects.filter(consultation=pk, person=person_id, opened_at=None).update(opened_at=at)
