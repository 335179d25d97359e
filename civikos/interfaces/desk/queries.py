"""What a signed-in person sees of themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.dates import spoken_date, weekday
from civikos.kernel.catalog.registry import Waiting
from civikos.kernel.correspondence import queries as correspondence
from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Hold, Message, Notice
from civikos.kernel.correspondence.queries import Sought
from civikos.kernel.languages import of_text
from civikos.programs.consultations.models import Subscription
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.organizations.queries import Asked, BrokenAddress
from civikos.registers.organizations.querysets import in_force
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic


@dataclass(frozen=True)
class Day:
    """What waits until one day; `is_late` when the day has passed."""

    label: str
    is_late: bool
    items: list[Waiting]


def days_of(actor: Actor, at: datetime) -> list[Day]:
    """What waits for the actor, by the day until which it waits; what has no day comes last."""
    today = timezone.localdate(at)

    def day_of(item: Waiting) -> date | None:
        return timezone.localdate(item.until) if item.until else None

    found = []
    for day, items in groupby(registry.waiting_for(actor, at), key=day_of):
        label = (
            _("Without a date")
            if day is None
            else _("Today")
            if day == today
            else f"{weekday(day)}, {spoken_date(day)}"
        )
        found.append(Day(label, day is not None and day < today, list(items)))
    return found


def mandates_of(person: Person) -> list[Mandate]:
    """Mandates in force today, with the organization and its topics."""
    return list(
        Mandate.objects.filter(in_force(timezone.localdate()), person=person)
        .select_related("organization__place")
        .order_by("organization__name", "pk")
    )


def coordinates_a_hub(mandates: Iterable[Mandate]) -> bool:
    """Whether one of some mandates in force is that of a hub's coordinator: no query, the desk has them at hand."""
    return any(
        row.scope == Mandate.Scope.COORDINATE and row.organization.kind == Organization.Kind.HUB for row in mandates
    )


def organizations_of(person: Person) -> list[Affiliation]:
    """Organizations to which a person belongs today."""
    return list(
        Affiliation.objects.filter(in_force(timezone.localdate()), person=person)
        .select_related("organization__place")
        .prefetch_related("organization__topics")
        .order_by("organization__name", "pk")
    )


def subscriptions_of(person: Person) -> list[Subscription]:
    """What a person follows."""
    return list(
        Subscription.objects.filter(person=person)
        .select_related("topic", "place", "institution")
        .order_by("since", "pk")
    )


def choices() -> dict[str, QuerySet[Topic] | QuerySet[Place] | QuerySet[Organization]]:
    """What can be followed."""
    kinds = [Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY]
    return {
        "topics": Topic.objects.order_by("position", "pk"),
        "places": Place.objects.filter(kind=Place.Kind.MUNICIPALITY).order_by("name", "pk"),
        "institutions": Organization.objects.filter(kind__in=kinds).order_by("kind", "name", "pk"),
    }


def person_for(actor: Actor, pk: int) -> Person | None:
    """Somebody whose delivery record the actor may see: oneself, and for the secretariat anybody."""
    if not actor.is_secretariat and actor.person_id != pk:
        return None
    return Person.objects.filter(pk=pk).first()


@dataclass(frozen=True)
class Told:
    """One piece of news of a digest, in the reader's language; without words when they were forgotten."""

    notice: Notice
    title: str
    text: str
    address: str

    @property
    def is_waiting(self) -> bool:
        """Whether no digest has told it yet."""
        return self.notice.digest_id is None


def told_rows(notices: Iterable[Notice]) -> list[Told]:
    """News with their words in the active language and the page of the thing, where it has one."""
    language, found = of_text(), []
    for notice in notices:
        title, text = (
            notice.words.get(what, {}).get(language, "") or next(iter(notice.words.get(what, {}).values()), "")
            for what in ("title", "text")
        )
        try:
            address = registry.address_of(notice.about)
        except (KeyError, ValueError):
            address = ""
        found.append(Told(notice, title or str(KINDS[notice.kind].label), text, address))
    return found


@dataclass(frozen=True)
class MailRow:
    """One mail to a person: its kind in words, what it is about, and for a digest what it told."""

    mail: Message
    label: str
    title: str
    told: list[Told]


def mails_page(person: Person, sought: Sought, number: int) -> "tuple[Page[Message], list[MailRow]]":
    """A page of what was sent to a person. A few queries, and one for each different thing on the page."""
    page = correspondence.mails_to(person.pk, sought, number)
    titles: dict[str, str] = {}
    rows = []
    for mail in page.object_list:
        if mail.about not in titles:
            titles[mail.about] = _title(mail.about)
        label = str(KINDS[mail.kind].label) if mail.kind in KINDS else mail.kind
        rows.append(MailRow(mail, label, titles[mail.about], told_rows(mail.notices.all())))
    return page, rows


def _title(about: str) -> str:
    try:
        return registry.title_of(about)
    except (KeyError, ValueError):
        # A code, a digest: the kind says enough.
        return ""


def may_see_addresses(actor: Actor, on: date) -> bool:
    """The secretariat, and whoever coordinates a hub. One query."""
    return actor.is_secretariat or bool(organizations.hubs_of(actor, on))


def hubs_for(actor: Actor, on: date) -> list[Place]:
    """Hubs by which the actor may filter: the secretariat by all, a coordinator of several by theirs."""
    if actor.is_secretariat:
        return organizations.hubs()
    return coordinated(actor, on)


def coordinated(actor: Actor, on: date) -> list[Place]:
    """The hubs that the actor coordinates, by name."""
    return list(Place.objects.filter(pk__in=organizations.hubs_of(actor, on)).order_by("name", "pk"))


def addresses_page(actor: Actor, asked: Asked, on: date, number: int) -> "tuple[Page[Hold], list[BrokenAddress]]":
    """A page of addresses that do not work, with what is around them. Six queries and those of `hubs_of`."""
    page = Paginator(organizations.broken_addresses(actor, asked, on), 25).get_page(number)
    return page, organizations.with_surroundings(list(page.object_list), on)


def broken_addresses_wait(actor: Actor, at: datetime) -> list[Waiting]:
    """For a hub's coordinator: that there are addresses to mend. The secretariat has them in its tools."""
    today = timezone.localdate(at)
    if actor.is_secretariat or not organizations.hubs_of(actor, today):
        return []
    count = organizations.broken_addresses(actor, Asked(), today).count()
    if not count:
        return []
    about = ngettext("%(n)s address in your hub does not work", "%(n)s addresses in your hub do not work", count) % {
        "n": count
    }
    return [Waiting(what=_("Mail does not get through"), about=about, address=reverse("desk:addresses"))]
