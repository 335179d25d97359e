"""The writers of the rulebook besides the loader: a person changes or confirms a rule, or confirms a row of the profile."""

from datetime import datetime

from django.db import transaction

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.rulebook.models import ProfileRow, Rule
from civikos.kernel.workflow.refusals import NotAllowed


def _maintainers_only(by: Actor) -> None:
    if not (by.is_secretariat or (by.person is not None and by.has_signed_in and by.person.is_superuser)):
        raise NotAllowed


@transaction.atomic
def confirm_rule(pk: int, *, by: Actor, at: datetime) -> Rule:
    """Say that a rule was checked against its source; the loader leaves it alone from now on. Raises: NotAllowed."""
    _maintainers_only(by)
    row = Rule.objects.select_for_update().get(pk=pk)
    row.confirmed_by, row.confirmed_at = by.person, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record("rule.confirmed", row, by=by, at=at, details={"key": row.key, "value": row.value})
    return row


@transaction.atomic
def change_rule(row: Rule, *, by: Actor, at: datetime) -> Rule:
    """Save a rule as a person has written it; what a person wrote counts as confirmed. Raises: NotAllowed."""
    _maintainers_only(by)
    before = Rule.objects.select_for_update().filter(pk=row.pk).values_list("value", flat=True).first()
    row.confirmed_by, row.confirmed_at = by.person, at
    row.save()
    audit.record(
        "rule.changed",
        row,
        by=by,
        at=at,
        details={"key": row.key, "from": before, "to": row.value, "source": row.source},
    )
    return row


@transaction.atomic
def confirm_profile_row(pk: int, *, by: Actor, at: datetime) -> ProfileRow:
    """Say that a row of the profile is right; the loader leaves it alone from now on. Raises: NotAllowed."""
    _maintainers_only(by)
    row = ProfileRow.objects.select_for_update().get(pk=pk)
    row.confirmed_by, row.confirmed_at = by.person, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record("profile_row.confirmed", row, by=by, at=at, details={"file": row.file, "key": row.key})
    return row
