"""What people want of their mail: how often, a pause, which kinds not at all. The writer of preferences and absences."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence.models import Absence, Group, Notice, Preference, Rhythm
from civikos.kernel.correspondence.rhythm import Clockwork, clockwork
from civikos.kernel.rulebook.queries import rules
from civikos.kernel.workflow.refusals import NotAllowed, Refused

LONGEST = "digest.longest_pause"


class UnknownRhythm(Refused):
    """No such group of mails, or no such rhythm."""

    code = "correspondence.rhythm"
    message = _("Choose one of: at once, once a day, once a week.")


class WrongDay(Refused):
    """The pause would end before it begins, or last longer than the network's rule allows."""

    code = "correspondence.pause"
    message = _("Choose a day between tomorrow and %(last)s.")


def _own(person_id: int, by: Actor) -> None:
    if by.person_id != person_id:
        raise NotAllowed


@transaction.atomic
def choose_rhythms(person_id: int, chosen: dict[str, str], *, by: Actor, at: datetime) -> dict[str, str]:
    """
    How often mails of each group come; the rhythms before, for taking it back. What waits already moves along.

    Raises: NotAllowed (only for oneself), UnknownRhythm.
    """
    _own(person_id, by)
    if not set(chosen) <= set(Group.values) or not set(chosen.values()) <= set(Rhythm.values):
        raise UnknownRhythm
    person = Person.objects.select_for_update().get(pk=person_id)
    rows = {row.group: row for row in Preference.objects.filter(person=person)}
    before = {group: rows[group].rhythm if group in rows else Rhythm.AT_ONCE.value for group in chosen}
    changed = {group: rhythm for group, rhythm in chosen.items() if before[group] != rhythm}
    for group, rhythm in changed.items():
        Preference.objects.update_or_create(person=person, group=group, defaults={"rhythm": rhythm, "since": at})
    if changed:
        audit.record("person.rhythm_chosen", person, by=by, at=at, details=changed)
        _set_due_again(person_id, at)
    return before


@transaction.atomic
def rest_until(person_id: int, day: date, *, by: Actor, at: datetime) -> Absence:
    """
    No mail that can wait before a local day; on it one digest says what there was. Again moves the day.

    Raises: NotAllowed (only for oneself), WrongDay.
    """
    _own(person_id, by)
    today = timezone.localdate(at)
    longest = rules([LONGEST], today).get(LONGEST)
    last = today + timedelta(days=longest.number if longest else 0)
    if not today < day <= last:
        raise WrongDay(last=last.strftime("%d.%m.%Y"))
    person = Person.objects.select_for_update().get(pk=person_id)
    row, _made = Absence.objects.update_or_create(person=person, defaults={"until": day, "since": at})
    audit.record("person.mail_paused", person, by=by, at=at, details={"until": day.isoformat()})
    _set_due_again(person_id, at)
    return row


@transaction.atomic
def end_rest(person_id: int, *, by: Actor, at: datetime) -> None:
    """Mail comes again as it did before. Raises: NotAllowed (only for oneself)."""
    _own(person_id, by)
    person = Person.objects.select_for_update().get(pk=person_id)
    if Absence.objects.filter(person=person).delete()[0]:
        audit.record("person.mail_resumed", person, by=by, at=at)
        _set_due_again(person_id, at)


def _set_due_again(person_id: int, at: datetime) -> None:
    """What waits is told when the person now wants to be told: at the next run of the clock where that is at once."""
    works = clockwork(at)
    if works is None:
        return
    rhythms = dict(Preference.objects.filter(person=person_id).values_list("group", "rhythm"))
    absence = Absence.objects.filter(person=person_id, until__gt=timezone.localdate(at)).first()
    waiting = Notice.objects.select_for_update().filter(person=person_id, digest=None, left_out_at=None)
    for notice in waiting.order_by("pk"):
        due_at = _due_at(works, notice, rhythms.get(notice.group, Rhythm.AT_ONCE), absence, at)
        if due_at != notice.due_at:
            Notice.objects.filter(pk=notice.pk).update(due_at=due_at)


def _due_at(works: Clockwork, notice: Notice, rhythm: str, absence: Absence | None, at: datetime) -> datetime:
    if absence is not None:
        return works.next_slot(Rhythm.DAILY, at, not_before=absence.until)
    if rhythm == Rhythm.AT_ONCE:
        return at
    slot = works.next_slot(rhythm, at)
    return slot if works.can_wait_until(notice.until, slot) else at


def forget_absences(*, at: datetime) -> int:
    """Pauses that are over go; how many."""
    return Absence.objects.filter(until__lt=timezone.localdate(at)).delete()[0]
