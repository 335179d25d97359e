"""What waits: letters that a person wants together become notices, and the next digest tells them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Absence, Notice, Preference, Rhythm
from civikos.kernel.correspondence.rhythm import Clockwork, clockwork

if TYPE_CHECKING:
    from civikos.kernel.correspondence.actions import Letter

BATCH = 500
# Beyond so many people it is cheaper to read what everybody wants than to name them.
MOST_NAMED = 400


@dataclass(frozen=True)
class Brief:
    """
    What a digest says in place of a mail, by language (`sq`, `sr`, `en`): the title of the thing, what happened in a line or
    two, why the reader gets it.

    `opens` names the object to which the digest makes a personal link (`consultation:42`), alive until `link_until`; without it
    `page` gives the address of the public page.
    """

    title: Mapping[str, str]
    text: Mapping[str, str]
    why: Mapping[str, str] = field(default_factory=dict)
    page: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""
    link_until: datetime | None = None


@dataclass(frozen=True)
class Wishes:
    """What the receivers of some letters want: rhythm by person and group, who is away until when."""

    works: Clockwork | None
    rhythms: Mapping[tuple[int, str], str]
    away: Mapping[int, date]

    def due_at(self, person: int, kind: str, group: str, until: datetime | None, at: datetime) -> datetime | None:
        """When a person's digest will tell them of it; None if they get it at once."""
        if self.works is None:
            return None
        day = self.away.get(person)
        if day is not None and day > timezone.localdate(at) and KINDS[kind].can_be_stopped:
            # Who is away asked for quiet; what has passed meanwhile is told when they are back.
            return self.works.next_slot(Rhythm.DAILY, at, not_before=day)
        rhythm = self.rhythms.get((person, group), Rhythm.AT_ONCE)
        if not group or rhythm == Rhythm.AT_ONCE:
            return None
        slot = self.works.next_slot(rhythm, at)
        return slot if self.works.can_wait_until(until, slot) else None


def wishes_of(kind: str, people: set[int], at: datetime) -> Wishes:
    """What these people want of a kind of messages. Three queries at most; none for a kind that neither waits nor stops."""
    if not people or not KINDS[kind].can_be_stopped:
        return Wishes(None, {}, {})
    chosen = Preference.objects.exclude(rhythm=Rhythm.AT_ONCE)
    away = Absence.objects.all()
    if len(people) <= MOST_NAMED:
        chosen, away = chosen.filter(person__in=people), away.filter(person__in=people)
    rhythms = (
        {(person, group): rhythm for person, group, rhythm in chosen.values_list("person_id", "group", "rhythm")}
        if KINDS[kind].group
        else {}
    )
    absent = dict(away.values_list("person_id", "until"))
    return Wishes(clockwork(at) if rhythms or absent else None, rhythms, absent)


def write_notices(kind: str, waiting: Iterable[tuple["Letter", str, datetime]], *, about: str, at: datetime) -> int:
    """Write what waits, each once: letter, key, moment of the digest; how many were offered."""
    rows = []
    for letter, key, due_at in waiting:
        brief = letter.brief
        assert brief is not None  # noqa: S101  # only such letters wait
        assert letter.person is not None  # noqa: S101
        rows.append(
            Notice(
                kind=kind,
                group=letter.group or KINDS[kind].group,
                about=about,
                person=letter.person,
                dedup_key=key,
                words={"title": dict(brief.title), "text": dict(brief.text), "why": dict(brief.why)},
                page=dict(brief.page),
                opens=brief.opens,
                link_until=brief.link_until,
                at=at,
                until=letter.until,
                due_at=due_at,
            )
        )
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)
