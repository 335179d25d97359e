"""Institutions from which those of a batch are chosen."""

from django.db.models import Exists, OuterRef

from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place

KINDS = [Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY]


def choosable(*, kind: str = "", hub: int | None = None) -> list[Organization]:
    """Public institutions, of one kind and of the municipalities of one hub where these are given. One query."""
    rows = Organization.objects.filter(kind__in=[kind] if kind in KINDS else KINDS)
    if hub is not None:
        rows = rows.filter(Exists(Place.objects.filter(pk=OuterRef("place"), hub=hub)))
    return list(rows.order_by("kind", "name", "pk"))


def hubs() -> list[Place]:
    """The hubs, by name."""
    return list(Place.objects.filter(kind=Place.Kind.HUB).order_by("name", "pk"))
