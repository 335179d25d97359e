"""What the rules say on a day."""

from datetime import date

from django.db.models import Q

from civikos.kernel.rulebook.models import Rule


class NoSuchRule(LookupError):
    """The profile has no such rule on that day: a fault of the installation, not of the person."""


def rule(key: str, on: date) -> Rule:
    """The rule in force on a day; the one that began last where several overlap. Raises `NoSuchRule`."""
    found = (
        Rule.objects.filter(key=key)
        .filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gt=on))
        .order_by("valid_from", "pk")
        .last()
    )
    if found is None:
        raise NoSuchRule(f"{key} on {on}")
    return found


def rules(keys: list[str], on: date) -> dict[str, Rule]:
    """Several rules at once, in one query; keys without a rule are missing from the answer."""
    found = (
        Rule.objects.filter(key__in=keys)
        .filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gt=on))
        .order_by("valid_from", "pk")
    )
    return {each.key: each for each in found}
