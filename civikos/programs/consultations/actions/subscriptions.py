"""What a person wants to hear of beside what concerns their organizations."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, Refused
from civikos.programs.consultations.models import Subscription
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic


class NothingToFollow(Refused):
    """No topic, place or institution."""

    code = "subscription.nothing"
    message = _("Choose a field, a municipality or an institution.")


def _person(by: Actor) -> Person:
    if by.person is None or not by.has_signed_in:
        raise NotAllowed
    return by.person


@transaction.atomic
def subscribe(
    *,
    topic: Topic | None = None,
    place: Place | None = None,
    institution: Organization | None = None,
    by: Actor,
    at: datetime,
) -> Subscription:
    """
    Hear of every draft on a topic, of a municipality or from an institution (all of those given together); again changes nothing.

    Raises: NotAllowed (not signed in, or come by a personal link), NothingToFollow.
    """
    person = _person(by)
    if topic is None and place is None and institution is None:
        raise NothingToFollow
    # The person's row is the lock: SQLite has no unique constraint that counts empty columns as equal.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    row, made = Subscription.objects.get_or_create(
        person=person, topic=topic, place=place, institution=institution, defaults={"since": at}
    )
    if made:
        audit.record("subscription.begun", row, by=by, at=at)
    return row


@transaction.atomic
def unsubscribe(pk: int, *, by: Actor, at: datetime) -> None:
    """End one's own subscription. Raises: NotAllowed, NotFound."""
    person = _person(by)
    row = Subscription.objects.select_for_update().filter(pk=pk, person=person).first()
    if row is None:
        raise NotFound
    details = {"topic": row.topic_id, "place": row.place_id, "institution": row.institution_id}
    audit.record("subscription.ended", row, by=by, at=at, details=details)
    row.delete()
