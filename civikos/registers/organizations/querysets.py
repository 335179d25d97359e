"""The vocabulary in which organizations, affiliations and mandates are asked for."""

from datetime import date

from django.db.models import Q


def in_force(on: date, since: str = "since", until: str = "until") -> Q:
    """Rows that hold on a day, both end days included."""
    return Q(**{f"{since}__lte": on}) & (Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": on}))


def members_on(on: date) -> Q:
    """Organizations that are members of the network on a day."""
    return in_force(on, "member_since", "member_until")
