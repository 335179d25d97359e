"""The only writer of organizations, affiliations and mandates."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.registers.organizations.models import Affiliation, Mandate, Organization


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
