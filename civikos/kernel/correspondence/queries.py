"""How delivery stands: of one thing, of one person, of addresses."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone

from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Absence, Group, Hold, Message, Mute, Notice, Preference, Rhythm

WAITING = "waiting"
"""What a notice is that no digest has told yet, beside the states of messages."""


def counts(about: str, kind: str | None = None) -> Counter[str]:
    """
    Messages about one thing by state; what a digest told counts as that digest does, what waits for one as `waiting`.

    Two queries.
    """
    rows, notices = Message.objects.filter(about=about), Notice.objects.filter(about=about, left_out_at=None)
    if kind is not None:
        rows, notices = rows.filter(kind=kind), notices.filter(kind=kind)
    found = Counter({row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("pk"))})
    for row in notices.values("digest__state").annotate(n=Count("pk")).order_by():
        found[row["digest__state"] or WAITING] += row["n"]
    return found


def by_person(about: str, kind: str) -> dict[int, Message]:
    """The message of one kind about one thing for each person; without bodies."""
    rows = (
        Message.objects.filter(about=about, kind=kind, person__isnull=False)
        .defer("body", "headers", "secrets")
        .order_by("pk")
    )
    return {row.person_id: row for row in rows if row.person_id is not None}


UNREACHED = (Message.State.BOUNCED, Message.State.FAILED, Message.State.NO_ADDRESS)
"""States of a message that did not get to its reader."""


def told(about: str, kind: str, **of_person: object) -> tuple["QuerySet[Message]", "QuerySet[Notice]"]:
    """Messages of one kind about one thing, and what waits for a digest or was told by one; for conditions on people."""
    return (
        Message.objects.filter(about=about, kind=kind, **of_person),
        Notice.objects.filter(about=about, kind=kind, left_out_at=None, **of_person),
    )


def notices_by_person(about: str, kind: str, people: Iterable[int]) -> dict[int, Notice]:
    """What waits for a digest, or was told by one, for each of these people, with its digest; one query."""
    rows = Notice.objects.filter(about=about, kind=kind, person__in=list(people), left_out_at=None)
    return {
        row.person_id: row for row in rows.select_related("digest").defer("words", "digest__body", "digest__headers")
    }


def stopped_kinds(person_id: int) -> set[str]:
    """Kinds of messages that a person has stopped."""
    return set(Mute.objects.filter(person=person_id).values_list("kind", flat=True))


def held_addresses() -> set[str]:
    """Addresses to which nothing is sent now, in small letters. One query; there are few."""
    return {address.lower() for address in Hold.objects.filter(ended_at=None).values_list("address", flat=True)}


def untold_holds(before: datetime) -> list[int]:
    """Keys of addresses held before a moment whose person's colleagues have not been told."""
    return list(
        Hold.objects.filter(told_at=None, ended_at=None, since__lte=before).order_by("pk").values_list("pk", flat=True)
    )


@dataclass(frozen=True)
class Wished:
    """How a person wants mails of one group: its label and what they chose."""

    group: str
    label: str
    rhythm: str


def wishes(person_id: int) -> list[Wished]:
    """What a person chose for each group. One query."""
    chosen = dict(Preference.objects.filter(person=person_id).values_list("group", "rhythm"))
    return [Wished(group.value, str(group.label), chosen.get(group.value, Rhythm.AT_ONCE.value)) for group in Group]


def away_until(person_id: int, on: date) -> date | None:
    """Until which day a person wants no mail that can wait; None if mail comes."""
    return Absence.objects.filter(person=person_id, until__gt=on).values_list("until", flat=True).first()


def waiting_count(person_id: int) -> int:
    """How much waits for a person's next digests."""
    return Notice.objects.filter(person=person_id, digest=None, left_out_at=None).count()


@dataclass(frozen=True)
class Sought:
    """What somebody looks for among the mails to one person; dates are local days, both included."""

    kind: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None


def _mails(person_id: int, sought: Sought) -> "QuerySet[Message]":
    rows = Message.objects.filter(person=person_id).defer("body", "headers", "secrets").order_by("-date", "-pk")
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.state == "opened":
        rows = rows.filter(opened_at__isnull=False)
    elif sought.state == "complained":
        rows = rows.filter(complained_at__isnull=False)
    elif sought.state:
        rows = rows.filter(state=sought.state)
    if sought.since:
        rows = rows.filter(date__gte=_midnight(sought.since))
    if sought.until:
        rows = rows.filter(date__lt=_midnight(sought.until + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def mails_to(person_id: int, sought: Sought, page: int, size: int = 50) -> "Page[Message]":
    """A page of what was sent to a person, the newest first, without the words; what a digest told is in `notices`. Three queries."""
    rows = _mails(person_id, sought).prefetch_related(Prefetch("notices", queryset=Notice.objects.order_by("at", "pk")))
    return Paginator(rows, size).get_page(page)


def all_mails_to(person_id: int, sought: Sought) -> "QuerySet[Message]":
    """The same, all of it, for a file."""
    return _mails(person_id, sought)


def kinds_sent_to(person_id: int) -> list[tuple[str, str]]:
    """Kinds of mail that a person has been sent, with their words. One query."""
    sent = set(Message.objects.filter(person=person_id).order_by().values_list("kind", flat=True).distinct())
    return sorted(((kind, str(KINDS[kind].label)) for kind in sent if kind in KINDS), key=lambda each: each[1])


def news_of(person_id: int, page: int, size: int = 50) -> "Page[Notice]":
    """A page of what digests told a person and what waits for the next, the newest first. Two queries."""
    rows = Notice.objects.filter(person=person_id, left_out_at=None).select_related("digest")
    return Paginator(rows.defer("digest__body", "digest__headers").order_by("-at", "-pk"), size).get_page(page)


def holds_of(person_id: int) -> list[Hold]:
    """Addresses of a person to which nothing was or is sent, the newest first. One query."""
    return list(Hold.objects.filter(person=person_id).order_by("-since", "-pk"))
