"""What a signed-in person sees of themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.dates import spoken_date, weekday
from civikos.kernel.catalog.registry import Waiting
from civikos.kernel.correspondence import queries as correspondence
from civikos.kernel.correspondence.kinds import KINDS
from civikos.programs.consultations.models import Subscription
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.organizations.querysets import in_force
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic


@dataclass(frozen=True)
class Day:
    """What waits until one day; `is_late` when the day has passed."""

    label: str
    is_late: bool
    items: list[Waiting]


def days_of(actor: Actor, at: datetime) -> list[Day]:
    """What waits for the actor, by the day until which it waits; what has no day comes last."""
    today = timezone.localdate(at)

    def day_of(item: Waiting) -> date | None:
        return timezone.localdate(item.until) if item.until else None

    found = []
    for day, items in groupby(registry.waiting_for(actor, at), key=day_of):
        label = (
            _("Without a date")
            if day is None
            else _("Today")
            if day == today
            else f"{weekday(day)}, {spoken_date(day)}"
        )
        found.append(Day(label, day is not None and day < today, list(items)))
    return found


def mandates_of(person: Person) -> list[Mandate]:
    """Mandates in force today, with the organization and its topics."""
    return list(
        Mandate.objects.filter(in_force(timezone.localdate()), person=person)
        .select_related("organization__place")
        .order_by("organization__name", "pk")
    )


def organizations_of(person: Person) -> list[Affiliation]:
    """Organizations to which a person belongs today."""
    return list(
        Affiliation.objects.filter(in_force(timezone.localdate()), person=person)
        .select_related("organization__place")
        .prefetch_related("organization__topics")
        .order_by("organization__name", "pk")
    )


def subscriptions_of(person: Person) -> list[Subscription]:
    """What a person follows."""
    return list(
        Subscription.objects.filter(person=person)
        .select_related("topic", "place", "institution")
        .order_by("since", "pk")
    )


@dataclass(frozen=True)
class MailKind:
    """A kind of mail that may be stopped, and whether the person has."""

    code: str
    label: str
    is_stopped: bool


def mail_kinds(person: Person) -> list[MailKind]:
    """Kinds of mail that may be stopped."""
    stopped = correspondence.stopped_kinds(person.pk)
    return [MailKind(code, str(rules.label), code in stopped) for code, rules in KINDS.items() if rules.can_be_stopped]


def choices() -> dict[str, QuerySet[Topic] | QuerySet[Place] | QuerySet[Organization]]:
    """What can be followed."""
    kinds = [Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY]
    return {
        "topics": Topic.objects.order_by("position", "pk"),
        "places": Place.objects.filter(kind=Place.Kind.MUNICIPALITY).order_by("name", "pk"),
        "institutions": Organization.objects.filter(kind__in=kinds).order_by("kind", "name", "pk"),
    }
