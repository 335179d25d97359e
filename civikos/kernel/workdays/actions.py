"""The only writer of the calendar: each change of a day makes a new edition."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workdays.models import CalendarEdition, DayOff
from civikos.kernel.workflow.refusals import NotAllowed, Refused

BASIS = "Law 03/L-064 art. 5"


class DayOffExists(Refused):
    """The calendar has this day already."""

    code = "workdays.exists"
    message = _("This day is off already. Confirm it instead of adding it again.")


def make_edition(note: str, *, at: datetime) -> CalendarEdition:
    """Write down the days off as they are now. Call it after the change, in its transaction."""
    days = [day.isoformat() for day in DayOff.objects.order_by("date").values_list("date", flat=True)]
    return CalendarEdition.objects.create(made_at=at, note=note[:200], days=days)


def _maintainers_only(by: Actor) -> None:
    if not (by.is_secretariat or (by.person is not None and by.has_signed_in and by.person.is_superuser)):
        raise NotAllowed


@transaction.atomic
def add_day_off(day: date, *, names: dict[str, str], basis: str, by: Actor, at: datetime) -> DayOff:
    """
    Add a day off that the official calendar names; it counts as confirmed.

    `names` by interface language (`sq`, `sr-latn`, `en`). Raises: NotAllowed, DayOffExists.
    """
    _maintainers_only(by)
    if DayOff.objects.filter(date=day).exists():
        raise DayOffExists
    columns = {f"name_{language.replace('-', '_')}": name for language, name in names.items()}
    row = DayOff.objects.create(
        date=day, basis=basis, is_confirmed=True, confirmed_by=by.person, confirmed_at=at, **columns
    )
    audit.record("day_off.added", row, by=by, at=at, basis=BASIS, details={"date": day.isoformat()})
    make_edition(f"+ {day.isoformat()}", at=at)
    return row


@transaction.atomic
def remove_day_off(day: date, *, by: Actor, at: datetime) -> None:
    """Take away a day that the official calendar does not name. Raises: NotAllowed, DayOff.DoesNotExist."""
    _maintainers_only(by)
    row = DayOff.objects.select_for_update().get(date=day)
    audit.record("day_off.removed", row, by=by, at=at, basis=BASIS, details={"date": day.isoformat(), "name": row.name})
    row.delete()
    make_edition(f"- {day.isoformat()}", at=at)


@transaction.atomic
def confirm_days_off(days: list[date], *, by: Actor, at: datetime) -> int:
    """Confirm that the official calendar names these days; how many were not confirmed before. Raises: NotAllowed."""
    _maintainers_only(by)
    rows = list(DayOff.objects.select_for_update().filter(date__in=days, confirmed_at=None).order_by("date"))
    for row in rows:
        row.is_confirmed, row.is_estimated, row.confirmed_by, row.confirmed_at = True, False, by.person, at
        row.save(update_fields=["is_confirmed", "is_estimated", "confirmed_by", "confirmed_at"])
        audit.record("day_off.confirmed", row, by=by, at=at, basis=BASIS, details={"date": row.date.isoformat()})
    if rows:
        make_edition(f"✓ {rows[0].date.isoformat()} … {rows[-1].date.isoformat()}", at=at)
    return len(rows)
