"""
Digests: what a person wants to hear together becomes one message, with a personal link to each thing.

They are made here because links are. A digest and the marks of what it told are written in one transaction, under a key of
person and moment: a worker killed before the commit has told nothing, after it everything, and a second worker finds
nothing left.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from textwrap import fill

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import queries as audit
from civikos.kernel.catalog.dates import spoken_date, weekday
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.correspondence.closing import unsubscribe_token
from civikos.kernel.correspondence.models import Message, Notice, Rhythm
from civikos.kernel.correspondence.rhythm import clockwork
from civikos.kernel.entrance.actions import make_links
from civikos.kernel.languages import of_interface
from civikos.kernel.rulebook.queries import rules

KIND = "digest"
PEOPLE_AT_ONCE = 100
LINK_LIFE = timedelta(days=180)
# Of one thing the newest news say enough; of what is over its name.
MOST_NEWS_OF_A_THING = 3
MOST_OVER = 10
LONGEST_RULE = "digest.things"
WIDTH = 72


@dataclass(frozen=True)
class Thing:
    """One thing that a digest tells of: its notices from the oldest to the newest, and until when it can be acted on."""

    about: str
    notices: tuple[Notice, ...]

    @property
    def newest(self) -> Notice:
        """The last that was said of it."""
        return self.notices[-1]

    @property
    def until(self) -> datetime | None:
        """Its deadline as it was said last."""
        return next((row.until for row in reversed(self.notices) if row.until is not None), None)

    def is_over(self, at: datetime) -> bool:
        """Whether all of it was news of a deadline that has passed; a published report is news also afterwards."""
        return self.until is not None and self.until <= at and all(row.until is not None for row in self.notices)


def things_of(notices: Iterable[Notice], at: datetime) -> tuple[list[Thing], list[Thing]]:
    """What can still be acted on or read, the nearest deadline first, and what is over."""
    by_about: dict[str, list[Notice]] = {}
    for notice in sorted(notices, key=lambda row: (row.at, row.pk)):
        by_about.setdefault(notice.about, []).append(notice)
    things = [Thing(about, tuple(rows)) for about, rows in by_about.items()]
    live = [thing for thing in things if not thing.is_over(at)]
    live.sort(key=_urgency(at))
    over = sorted((thing for thing in things if thing.is_over(at)), key=lambda thing: (thing.until, thing.newest.pk))
    return live, over


def _urgency(at: datetime) -> Callable[[Thing], tuple[bool, float, int]]:
    def key(thing: Thing) -> tuple[bool, float, int]:
        is_open = thing.until is not None and thing.until > at
        return (not is_open, thing.until.timestamp() if is_open and thing.until else 0.0, -thing.newest.pk)

    return key


def make_digests(*, at: datetime) -> int:
    """
    Make the digests that are due: one message for each person who has something waiting; how many.

    A hundred people in a transaction, in a fixed number of queries and, on SQLite, one more for each ninety links.
    """
    made = 0
    while people := _people_due(at):
        made += _make_for(people, at)
    return made


def _due(at: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(digest=None, left_out_at=None, due_at__lte=at)


def _people_due(at: datetime) -> list[int]:
    return list(_due(at).order_by("person").values_list("person_id", flat=True).distinct()[:PEOPLE_AT_ONCE])


@transaction.atomic
def _make_for(people: list[int], at: datetime) -> int:
    rows = _due(at).filter(person__in=people).order_by("person", "pk")
    if connection.features.has_select_for_update:
        # Whoever comes second waits here, and then finds these rows told.
        rows = rows.select_for_update()
    persons = Person.objects.in_bulk(people)
    of_person = {key: list(group) for key, group in groupby(rows, key=lambda row: row.person_id)}
    if not of_person:
        return 0
    gone = [key for key in of_person if not persons[key].is_active]
    _due(at).filter(person__in=gone).update(left_out_at=at)
    slots = {key: max(row.due_at for row in notices) for key, notices in of_person.items() if key not in gone}
    told_before = _told_before(slots)
    # Something was written for this moment while its digest was being made: the next one tells it.
    _put_off([row.pk for key in told_before for row in of_person[key]], at)
    readers = [persons[key] for key in slots if key not in told_before]
    if not readers:
        return 0
    written = _write({person: of_person[person.pk] for person in readers}, slots, at)
    messages = dict(
        Message.objects.filter(dedup_key__in=[_dedup(key, slots[key]) for key in written]).values_list(
            "person_id", "pk"
        )
    )
    told = [row.pk for key in messages for row in of_person[key]]
    if told:
        Notice.objects.filter(pk__in=told).update(
            digest=Case(*[When(person=key, then=Value(pk)) for key, pk in messages.items()])
        )
    # Whoever got no message, for a reason that is not known here, must not be asked for over and over.
    _put_off([row.pk for key in written if key not in messages for row in of_person[key]], at)
    return len(messages)


def _put_off(notices: list[int], at: datetime) -> None:
    if notices:
        works = clockwork(at)
        later = works.next_slot(Rhythm.DAILY, at) if works else at + timedelta(days=1)
        Notice.objects.filter(pk__in=notices).update(due_at=later)


def _about(slot: datetime) -> str:
    return f"digest:{timezone.localtime(slot):%Y-%m-%dT%H:%M}"


def _dedup(person: int, slot: datetime) -> str:
    return f"{KIND}:{_about(slot)}:{person}"


def _told_before(slots: dict[int, datetime]) -> set[int]:
    keys = {_dedup(key, slot): key for key, slot in slots.items()}
    found = Message.objects.filter(dedup_key__in=keys).values_list("dedup_key", flat=True)
    return {keys[key] for key in found}


def _write(notices: dict[Person, list[Notice]], slots: dict[int, datetime], at: datetime) -> list[int]:
    most = _most_things(at)
    sorted_ = {person: things_of(rows, at) for person, rows in notices.items()}
    opened = {
        (person.pk, thing.newest.opens): max(thing.newest.link_until or at + LINK_LIFE, at + timedelta(days=1))
        for person, (live, _over) in sorted_.items()
        for thing in live[:most]
        if thing.newest.opens
    }
    secrets = make_links(opened, at=at)
    mark = audit.latest_checkpoint_line()
    by_slot: dict[datetime, list[Letter]] = {}
    for person, (live, over) in sorted_.items():
        with translation.override(of_interface(person.language)):
            links = {thing.about: secrets[person.pk, thing.newest.opens] for thing in live[:most] if thing.newest.opens}
            stop = _address("entrance:unsubscribe", unsubscribe_token(person.pk, KIND))
            variables = {
                "heading": _heading(live, over, person.language),
                "intro": fill(_intro(live, over), WIDTH),
                "things": words_of(live, over, links, person.language, at=at, most=most),
                "unsubscribe": stop,
                "checkpoint": mark,
            }
        by_slot.setdefault(slots[person.pk], []).append(
            Letter(
                address=person.email,
                language=person.language,
                person=person,
                key=str(person.pk),
                secrets=tuple(links.values()),
                unsubscribe_url=stop,
                variables=variables,
            )
        )
    for slot, letters in by_slot.items():
        correspondence.enqueue(KIND, letters, about=_about(slot), at=at)
    return [person.pk for person in notices]


def _most_things(at: datetime) -> int:
    found = rules([LONGEST_RULE], timezone.localdate(at))
    return found[LONGEST_RULE].number if found else 20


def _address(name: str, *arguments: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


def _heading(live: list[Thing], over: list[Thing], language: str) -> str:
    if len(live) == 1:
        return _("News: %(title)s") % {"title": _in(live[0].newest.words, "title", language)}
    if not live:
        return ngettext("%(n)s deadline has passed", "%(n)s deadlines have passed", len(over)) % {"n": len(over)}
    return ngettext("News of %(n)s document", "News of %(n)s documents", len(live)) % {"n": len(live)}


def _intro(live: list[Thing], over: list[Thing]) -> str:
    first = min(row.at for thing in (*live, *over) for row in thing.notices)
    since = spoken_date(first)
    if not live:
        return ngettext(
            "Since %(date)s there was news of %(n)s document, and its deadline has passed meanwhile.",
            "Since %(date)s there was news of %(n)s documents, and their deadlines have passed meanwhile.",
            len(over),
        ) % {"date": since, "n": len(over)}
    return ngettext(
        "Since %(date)s there is news of %(n)s document.",
        "Since %(date)s there is news of %(n)s documents. The nearest deadline comes first.",
        len(live),
    ) % {"date": since, "n": len(live)}


def words_of(
    live: list[Thing], over: list[Thing], links: dict[str, str], language: str, *, at: datetime, most: int
) -> str:
    """
    What the digest says, in the active language: a numbered paragraph for each thing, then what is over, then how many more.

    `links` are secrets of personal links by thing; `most` things are told in words.
    """
    blocks = [_told(number, thing, links, language, at) for number, thing in enumerate(live[:most], 1)]
    rest = len(live) - most
    if rest > 0:
        more = ngettext(
            "%(n)s more document is on this page (you sign in with a code):",
            "%(n)s more documents are on this page (you sign in with a code):",
            rest,
        ) % {"n": rest}
        blocks.append(f"{fill(more, WIDTH)}\n{_address('desk:news')}")
    if over:
        blocks.append(_passed(over, language))
    if links:
        blocks.append(fill(_("The links are personal and open without a password. Please do not forward them."), WIDTH))
    return "\n\n".join(blocks)


def _told(number: int, thing: Thing, links: dict[str, str], language: str, at: datetime) -> str:
    title = _indented(_in(thing.newest.words, "title", language))
    lines = [f"{number}. {title.lstrip()}"]
    if thing.until is not None and thing.until > at:
        lines.append(_indented(_("Deadline: %(moment)s") % {"moment": _moment(thing.until)}))
    news = list(reversed(thing.notices))
    for row in news[:MOST_NEWS_OF_A_THING]:
        lines.append(_indented(_in(row.words, "text", language), "- "))
    left = len(news) - MOST_NEWS_OF_A_THING
    if left > 0:
        lines.append(
            _indented(ngettext("and %(n)s earlier message", "and %(n)s earlier messages", left) % {"n": left}, "- ")
        )
    why = _in(thing.newest.words, "why", language)
    if why:
        lines.append(_indented(_("Why: %(reasons)s") % {"reasons": why}))
    if thing.about in links:
        lines.append(f"   {_address('entrance:personal_link', links[thing.about])}")
    elif page := thing.newest.page.get(language):
        lines.append(f"   {page}")
    return "\n".join(lines)


def _passed(over: list[Thing], language: str) -> str:
    said = _("The deadline of these has passed meanwhile:")
    lines = [said]
    for thing in over[:MOST_OVER]:
        title = _in(thing.newest.words, "title", language)
        day = spoken_date(thing.until) if thing.until else ""
        lines.append(fill(f"{title} ({day})", WIDTH, initial_indent="- ", subsequent_indent="  "))
    left = len(over) - MOST_OVER
    if left > 0:
        lines.append("- " + ngettext("and %(n)s more", "and %(n)s more", left) % {"n": left})
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _indented(text: str, mark: str = "") -> str:
    # The same news goes to many people, and breaking lines is most of the work of a digest.
    return fill(text, WIDTH, initial_indent=f"   {mark}", subsequent_indent=" " * (3 + len(mark)))


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    form = pgettext("a day of the week with a day and an hour", "%(weekday)s, %(date)s, %(time)s")
    return form % {"weekday": weekday(local), "date": spoken_date(local), "time": local.strftime("%H:%M")}


def _in(words: dict[str, dict[str, str]], what: str, language: str) -> str:
    of = words.get(what, {})
    return of.get(language) or next((text for text in of.values() if text), "")
