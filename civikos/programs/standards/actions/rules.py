"""A person changes or confirms a standard; the loader leaves it alone from then on."""

from datetime import datetime

from django.db import transaction

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.rulebook.models import ProfileRow
from civikos.kernel.workflow.refusals import NotAllowed
from civikos.programs.standards.models import Standard

FILE = "standards.csv"


def _maintainers_only(by: Actor) -> None:
    if not (by.is_secretariat or (by.person is not None and by.has_signed_in and by.person.is_superuser)):
        raise NotAllowed


def _confirmed(row: Standard, by: Actor, at: datetime) -> None:
    row.confirmed_by, row.confirmed_at = by.person, at
    ProfileRow.objects.filter(file=FILE, key=f"{row.level}/{row.code}@{row.valid_from or ''}").update(
        confirmed_by=by.person, confirmed_at=at
    )


@transaction.atomic
def confirm_standard(pk: int, *, by: Actor, at: datetime) -> Standard:
    """Say that a standard was checked against its source. Raises: NotAllowed."""
    _maintainers_only(by)
    row = Standard.objects.select_for_update().get(pk=pk)
    _confirmed(row, by, at)
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record("standard.confirmed", row, by=by, at=at, details={"code": row.code, "level": row.level})
    return row


@transaction.atomic
def change_standard(row: Standard, *, by: Actor, at: datetime) -> Standard:
    """Save a standard as a person has written it; what a person wrote counts as confirmed. Raises: NotAllowed."""
    _maintainers_only(by)
    _confirmed(row, by, at)
    row.save()
    audit.record("standard.changed", row, by=by, at=at, details={"code": row.code, "level": row.level})
    return row
