"""The only writer of organizations, affiliations and mandates."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence import addresses
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.correspondence.models import AddressChange, Hold
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.languages import of_interface
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.organizations.queries import colleagues_of, may_mend_addresses_of


class MandateEndsBeforeItBegins(Refused):
    """The last day lies before the first."""

    code = "organizations.mandate_order"
    message = _("The mandate would end before it begins. Check the two dates.")


class AlreadyHeld(Refused):
    """The person holds an open mandate of this kind."""

    code = "organizations.mandate_held"
    message = _(
        "%(person)s already holds such a mandate of %(organization)s, and it has no last day. End that one first."
    )


class AlreadyRecorded(Refused):
    """The same affiliation is there."""

    code = "organizations.affiliation_recorded"
    message = _("It is recorded already that %(person)s belongs to %(organization)s from this day on.")


NETWORK = "network"


def network_itself(name: str) -> Organization:
    """The organization that the network itself is, when it speaks with one voice; made the first time it does."""
    row, _made = Organization.objects.get_or_create(
        code=NETWORK, defaults={"kind": Organization.Kind.NETWORK, "name": name}
    )
    return row


def _secretariat_only(by: Actor) -> None:
    if not by.is_secretariat:
        raise NotAllowed


@transaction.atomic
def give_mandate(
    person: Person,
    organization: Organization,
    scope: str,
    *,
    decision: str,
    since: date,
    until: date | None,
    by: Actor,
    at: datetime,
) -> Mandate:
    """Let a person speak (or answer) for an organization from a day on. Raises: NotAllowed, MandateEndsBeforeItBegins, AlreadyHeld."""
    _secretariat_only(by)
    if until is not None and until < since:
        raise MandateEndsBeforeItBegins
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                person=person, organization=organization, scope=scope, decision=decision, since=since, until=until
            )
    except IntegrityError:
        raise AlreadyHeld(person=person.name, organization=organization.name) from None
    audit.record(
        "mandate.given",
        mandate,
        by=by,
        at=at,
        details={"person": person.pk, "organization": organization.pk, "scope": scope},
    )
    return mandate


@transaction.atomic
def end_mandate(pk: int, *, until: date, by: Actor, at: datetime) -> Mandate:
    """End a mandate on a day, that day included. Raises: NotAllowed, MandateEndsBeforeItBegins."""
    _secretariat_only(by)
    mandate = Mandate.objects.select_for_update().get(pk=pk)
    if until < mandate.since:
        raise MandateEndsBeforeItBegins
    mandate.until = until
    mandate.save(update_fields=["until"])
    audit.record("mandate.ended", mandate, by=by, at=at, details={"until": until.isoformat()})
    return mandate


@transaction.atomic
def affiliate(
    person: Person, organization: Organization, *, title: str, since: date, by: Actor, at: datetime
) -> Affiliation:
    """Record that a person belongs to an organization from a day on. Raises: NotAllowed, AlreadyRecorded."""
    _secretariat_only(by)
    try:
        with transaction.atomic():
            row = Affiliation.objects.create(person=person, organization=organization, title=title, since=since)
    except IntegrityError:
        raise AlreadyRecorded(person=person.name, organization=organization.name) from None
    audit.record("affiliation.recorded", row, by=by, at=at)
    return row


def forget_person(person_id: int, at: datetime) -> int:
    """
    Part of erasing a person: their affiliations and mandates end, and lose what they said about the person; how many rows.

    The rows stay as the organization's history; the person they point to has no name any more.
    """
    today = timezone.localdate(at)
    changed = 0
    for model in (Affiliation, Mandate):
        open_ = model.objects.filter(person=person_id).filter(Q(until=None) | Q(until__gt=today))
        changed += open_.filter(since__lte=today).update(until=today)
        changed += open_.filter(since__gt=today).delete()[0]
    Affiliation.objects.filter(person=person_id).update(title="")
    return changed


def _who_mends_addresses(person_id: int | None, by: Actor, at: datetime) -> None:
    if person_id is None:
        _secretariat_only(by)
    elif not may_mend_addresses_of(by, person_id, timezone.localdate(at)):
        raise NotAllowed


def release_address(pk: int, *, by: Actor, at: datetime) -> bool:
    """
    Send to a held address again, and what could not be sent meanwhile; False if it is not held any more.

    Raises: NotAllowed (the secretariat, and the coordinator of the hub that looks after the person's organization).
    """
    hold = Hold.objects.filter(pk=pk).first()
    if hold is None:
        raise NotAllowed
    _who_mends_addresses(hold.person_id, by, at)
    return addresses.end_hold(pk, Hold.Ending.RELEASED, by=by, at=at) is not None


def hold_again(pk: int, *, by: Actor, at: datetime) -> bool:
    """Take a release back: nothing more is sent to the address; False if it is held. Raises: NotAllowed."""
    hold = Hold.objects.filter(pk=pk, ending=Hold.Ending.RELEASED).first()
    if hold is None:
        raise NotAllowed
    _who_mends_addresses(hold.person_id, by, at)
    again = addresses.hold_address(
        hold.address, hold.reason, person_id=hold.person_id, words=hold.words, at=at, by=by, is_told=True
    )
    return again is not None


def propose_address(person_id: int, new: str, *, by: Actor, at: datetime) -> AddressChange:
    """
    Ask a person at another address whether it is theirs; it is used once they have confirmed it.

    Raises: NotAllowed (as for `release_address`), AddressTaken, ProposedAlready.
    """
    _who_mends_addresses(person_id, by, at)
    return entrance.propose_address(person_id, new, by=by, at=at)


def withdraw_address(pk: int, *, by: Actor, at: datetime) -> bool:
    """Take a proposed address back before it is confirmed; False if it is over. Raises: NotAllowed."""
    change = AddressChange.objects.filter(pk=pk).first()
    if change is None:
        raise NotAllowed
    _who_mends_addresses(change.person_id, by, at)
    return entrance.withdraw_address(pk, by=by, at=at)


@transaction.atomic
def tell_colleagues(pk: int, *, at: datetime) -> int:
    """
    Tell the other people of a person's organizations that mail does not reach them; how many. Once for each hold.

    They learn the address and the server's words, which they need to put it right, and nothing of what was sent.
    """
    hold = Hold.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk, told_at=None).first()
    if hold is None:
        return 0
    letters = []
    if hold.person is not None and hold.person.is_active and hold.ended_at is None:
        for colleague, organization in colleagues_of(hold.person.pk, timezone.localdate(at)):
            with translation.override(of_interface(colleague.language)):
                said = str(hold.get_reason_display())
                name = organization.name
            letters.append(
                Letter(
                    address=colleague.email,
                    language=colleague.language,
                    person=colleague,
                    key=str(colleague.pk),
                    variables={
                        "colleague": hold.person.name,
                        "organization": name,
                        "address": hold.address,
                        "words": said,
                    },
                )
            )
    correspondence.enqueue("colleague_unreachable", letters, about=f"hold:{hold.pk}", at=at)
    addresses.note_told(hold.pk, at=at)
    return len(letters)
