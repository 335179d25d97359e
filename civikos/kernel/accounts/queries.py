"""Questions about people that other apps and pages ask."""

from django.db.models import Q
from django.utils import timezone

from civikos.kernel.accounts.models import Person, Role, RoleGrant


def roles_of(person: Person) -> frozenset[Role]:
    """The roles a person holds now."""
    now = timezone.now()
    held = RoleGrant.objects.filter(Q(until=None) | Q(until__gt=now), person=person, since__lte=now)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def secretariat() -> list[Person]:
    """Everybody who works in the secretariat now, by name."""
    now = timezone.now()
    held = RoleGrant.objects.filter(Q(until=None) | Q(until__gt=now), role=Role.SECRETARIAT, since__lte=now)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk"))


def find_by_email(email: str) -> Person | None:
    """The active person with this address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip(), is_active=True).first()


def active_person(pk: int) -> Person | None:
    """The person of a key who may sign in."""
    return Person.objects.filter(pk=pk, is_active=True).first()


def is_known(person_id: int) -> bool:
    """Whether there is, or was before an erasure, a person of this key."""
    return Person.objects.filter(pk=person_id).exists()
