"""
Addresses that do not work: when mail to one is held, what happens to the mail, and how the hold ends.

How many failures in how many days is the network's rule. One clear word that there is no such mailbox is enough.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence.faults import fault_of
from civikos.kernel.correspondence.kinds import IN_DIGESTS, KINDS
from civikos.kernel.correspondence.models import Hold, Message, Mute, Notice
from civikos.kernel.rulebook.queries import rules

HARD, SOFT, WINDOW = "address.hard", "address.soft", "address.window"
State, Fault = Message.State, Message.Fault


@transaction.atomic
def note_fault(message: Message, *, status: str, words: str, at: datetime) -> str:
    """
    Write down what the failure of a message says of its address, and hold the address where the rules say so; the fault.

    May be called twice for one failure: it counts once.
    """
    fault = fault_of(status, words)
    first = Message.objects.filter(pk=message.pk, faulted_at=None).update(fault=fault, faulted_at=at)
    if first and (reason := _reason_to_hold(message.address, fault, at)):
        hold_address(message.address, reason, person_id=message.person_id, words=f"{status} {words}".strip(), at=at)
    return fault


def _reason_to_hold(address: str, fault: str, at: datetime) -> str:
    if fault == Fault.GONE:
        return Hold.Reason.GONE
    if fault not in {Fault.HARD, Fault.SOFT}:
        return ""
    found = rules([HARD, SOFT, WINDOW], timezone.localdate(at))
    if len(found) < 3:
        return ""
    since = at - timedelta(days=found[WINDOW].number)
    released = Hold.objects.filter(address__iexact=address, ended_at__gt=since).order_by("-ended_at").first()
    if released is not None and released.ended_at is not None:
        # What was so before somebody looked at it does not count again.
        since = released.ended_at
    failed = Message.objects.filter(address__iexact=address, faulted_at__gt=since)
    if fault == Fault.HARD:
        return Hold.Reason.HARD if failed.filter(fault=Fault.HARD).count() >= found[HARD].number else ""
    return Hold.Reason.SOFT if failed.filter(fault=Fault.SOFT).count() >= found[SOFT].number else ""


@transaction.atomic
def hold_address(
    address: str,
    reason: str,
    *,
    person_id: int | None,
    words: str,
    at: datetime,
    by: Actor = SYSTEM,
    is_told: bool = False,
) -> Hold | None:
    """Send nothing more to an address but what is asked for; None if it is held already. What waits for it stays with its row."""
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                address=address,
                reason=reason,
                person_id=person_id,
                words=" ".join(words.split())[:300],
                since=at,
                told_at=at if is_told else None,
            )
    except IntegrityError:
        return None
    asked_for = [kind for kind, rules_ in KINDS.items() if rules_.is_asked_for]
    Message.objects.filter(address__iexact=address, state__in=[State.QUEUED, State.DEFERRED]).exclude(
        kind__in=asked_for
    ).update(state=State.NO_ADDRESS)
    audit.record("address.held", hold, by=by, at=at, details={"person": person_id, "reason": reason})
    return hold


@transaction.atomic
def end_hold(pk: int, ending: str, *, by: Actor, at: datetime, address: str = "") -> Hold | None:
    """
    Send to an address again, or to another one instead; None if the hold has ended. Whoever calls has asked whether `by` may.

    What could not be sent meanwhile is sent now, unless its deadline has passed or it is older than the rule's window.
    """
    hold = Hold.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if hold is None:
        return None
    hold.ended_at, hold.ending, hold.ended_by_id = at, ending, by.person_id
    hold.save(update_fields=["ended_at", "ending", "ended_by"])
    found = rules([WINDOW], timezone.localdate(at))
    since = at - timedelta(days=found[WINDOW].number if WINDOW in found else 0)
    kept = Message.objects.filter(address__iexact=hold.address, state=State.NO_ADDRESS)
    still = Q(until=None, date__gte=since) | Q(until__gt=at)
    sent = kept.filter(still).update(state=State.QUEUED, not_before=at, tries=0, address=address or hold.address)
    kept.update(state=State.CANCELLED)
    audit.record("address.released", hold, by=by, at=at, details={"ending": ending, "sent": sent})
    return hold


def note_reached(person: Person, *, at: datetime) -> None:
    """The person has typed a code that was sent to their address: mail gets there."""
    for hold in Hold.objects.filter(address__iexact=person.email, ended_at=None):
        end_hold(hold.pk, Hold.Ending.REACHED, by=Actor(person), at=at)


def note_told(pk: int, *, at: datetime) -> None:
    """The person's colleagues have been told."""
    Hold.objects.filter(pk=pk, told_at=None).update(told_at=at)


@transaction.atomic
def note_unwanted(message: Message, *, words: str, at: datetime) -> None:
    """
    The receiver told their provider that the message is not wanted: what it is, and whatever goes to lists, stops for them.

    Otherwise the provider would soon refuse mail to everybody else as well. What is owed to the person still comes; they can
    start the rest again.
    """
    Message.objects.filter(pk=message.pk).update(complained_at=at, reply=f"not wanted: {words}".strip()[:300])
    if message.person_id is None or message.kind not in KINDS or not KINDS[message.kind].can_be_stopped:
        return
    kinds = {message.kind, *IN_DIGESTS, *(kind for kind, rules_ in KINDS.items() if rules_.is_list)} - {"digest"}
    for kind in sorted(kinds):
        Mute.objects.get_or_create(person_id=message.person_id, kind=kind, defaults={"since": at})
    Notice.objects.filter(person=message.person_id, digest=None, left_out_at=None).update(left_out_at=at)


def note_opened(person_id: int, *, made_at: datetime, at: datetime) -> None:
    """
    The person has opened a personal link. Links are made with the message that carries them, at the same moment: that is how
    the message is found, without keeping its links.
    """
    Message.objects.filter(person=person_id, date=made_at, opened_at=None).update(opened_at=at)
