"""Questions about organizations and their people that other apps and pages ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog.prepared import Prepared
from civikos.kernel.correspondence.models import AddressChange, Hold, Message
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.organizations.querysets import in_force, members_on
from civikos.registers.places.models import Place


@dataclass(frozen=True)
class Standing:
    """What a person is in the network on a day: a member's person, and the keys of institutions for which they answer."""

    is_member: bool = False
    answers_for: frozenset[int] = frozenset()


def mandates_of(person: Person, scope: str, on: date) -> list[Organization]:
    """Organizations for which a person may speak (or answer) on a day, by name."""
    held = Mandate.objects.filter(in_force(on), person=person, scope=scope)
    if scope == Mandate.Scope.SPEAK:
        held = held.filter(Exists(Organization.objects.filter(members_on(on), pk=OuterRef("organization"))))
    return list(Organization.objects.filter(pk__in=held.values("organization")).order_by("name", "pk"))


def belongs_to(person: Person, organization_id: int, on: date) -> bool:
    """Whether a person belongs to an organization on a day."""
    return Affiliation.objects.filter(in_force(on), person=person, organization=organization_id).exists()


def speakers_of(organizations: Iterable[int], on: date) -> list[Mandate]:
    """
    Mandates to speak for some organizations that are in force on a day, with person and organization, by organization; of
    people who may still sign in. One query for each 500 organizations.
    """
    keys = sorted(set(organizations))
    found: list[Mandate] = []
    for start in range(0, len(keys), 500):
        held = Mandate.objects.filter(
            in_force(on),
            scope=Mandate.Scope.SPEAK,
            organization__in=keys[start : start + 500],
            person__is_active=True,
        )
        found += held.select_related("person", "organization").order_by("organization__name", "since", "pk")
    return sorted(found, key=lambda row: (row.organization.name, row.since, row.pk))


def may_speak_for(person: Person, organization_id: int, on: date) -> bool:
    """Whether a person holds a mandate of this member organization that is in force on a day."""
    return Mandate.objects.filter(
        in_force(on),
        Exists(Organization.objects.filter(members_on(on), pk=OuterRef("organization"))),
        person=person,
        organization=organization_id,
        scope=Mandate.Scope.SPEAK,
    ).exists()


def may_answer_for(person: Person, organization_id: int, on: date) -> bool:
    """Whether a person answers for this institution on a day."""
    return Mandate.objects.filter(
        in_force(on), person=person, organization=organization_id, scope=Mandate.Scope.ANSWER
    ).exists()


def _affiliations_with_members(person: int, on: date) -> "QuerySet[Affiliation, Any]":
    members = Exists(Organization.objects.filter(members_on(on), pk=OuterRef("organization")))
    return Affiliation.objects.filter(in_force(on), members, person=person).order_by()


def _standing(person: int, _same: int, on: date) -> "QuerySet[Affiliation, Any]":
    member = _affiliations_with_members(person, on).values_list(Value(""), "organization_id")
    answers = (
        Mandate.objects.filter(in_force(on), person=_same, scope=Mandate.Scope.ANSWER)
        .order_by()
        .values_list("scope", "organization_id")
    )
    return member.union(answers, all=True)


_IS_MEMBER = Prepared(lambda person, on: _affiliations_with_members(person, on).values_list("pk")[:1])
_STANDING = Prepared(_standing)


def is_member_person(actor: Actor, on: date) -> bool:
    """Whether the actor belongs to a member organization on a day."""
    return actor.person is not None and bool(_IS_MEMBER.rows(actor.person.pk, on=on))


def standing_of(actor: Actor, on: date) -> Standing:
    """What `is_member_person` and `institutions_of` say, in one query; none for somebody unknown."""
    if actor.person is None:
        return Standing()
    rows = _STANDING.rows(actor.person.pk, actor.person.pk, on=on)
    return Standing(
        any(not scope for scope, _organization in rows),
        frozenset(organization for scope, organization in rows if scope),
    )


def institutions_of(actor: Actor, on: date) -> list[int]:
    """Keys of the institutions for which the actor answers on a day."""
    if actor.person is None:
        return []
    return list(
        Mandate.objects.filter(in_force(on), person=actor.person, scope=Mandate.Scope.ANSWER).values_list(
            "organization_id", flat=True
        )
    )


def contact_of(institution: Organization, on: date) -> Person | None:
    """The person who answers for an institution on a day; the one appointed last where there are several."""
    held = Mandate.objects.filter(in_force(on), organization=institution, scope=Mandate.Scope.ANSWER).order_by(
        "-since", "-pk"
    )
    row = held.select_related("person").filter(person__is_active=True).first()
    return row.person if row else None


def institutions() -> list[Organization]:
    """All public institutions, by name."""
    kinds = [Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY]
    return list(Organization.objects.filter(kind__in=kinds).order_by("kind", "name", "pk"))


def people_of_members(on: date) -> Q:
    """People (as a condition on Affiliation) who belong to member organizations on a day."""
    return in_force(on) & Q(Exists(Organization.objects.filter(members_on(on), pk=OuterRef("organization"))))


def copy_of_person(person_id: int) -> dict[str, list[dict[str, str | None]]]:
    """What is held about a person here, as JSON values: affiliations and mandates."""

    def period(row: Affiliation | Mandate) -> dict[str, str | None]:
        return {
            "organization": row.organization.name,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
        }

    affiliations = Affiliation.objects.filter(person=person_id).select_related("organization").order_by("since", "pk")
    mandates = Mandate.objects.filter(person=person_id).select_related("organization").order_by("since", "pk")
    return {
        "affiliations": [{**period(row), "function": row.title} for row in affiliations],
        "mandates": [{**period(row), "scope": row.scope, "decision": row.decision} for row in mandates],
    }


# A working group sits together now and then: it is no office whose people look after one another's mail.
OFFICE = ~Q(organization__kind__in=[Organization.Kind.WORKING_GROUP, Organization.Kind.HUB])


def hubs_of(actor: Actor, on: date) -> list[int]:
    """Keys of the places of the hubs that the actor coordinates on a day; none for who came by a link. One query."""
    if actor.person is None or not actor.has_signed_in:
        return []
    held = Mandate.objects.filter(
        in_force(on),
        person=actor.person,
        scope=Mandate.Scope.COORDINATE,
        organization__kind=Organization.Kind.HUB,
        organization__place__isnull=False,
    )
    return list(held.order_by("organization__place").values_list("organization__place", flat=True).distinct())


def looked_after_by(hubs: Iterable[int], on: date, person: OuterRef | int) -> Exists:
    """A condition: the person belongs on a day to an organization of the municipalities that these hubs look after."""
    return Exists(Affiliation.objects.filter(in_force(on), organization__place__hub__in=list(hubs), person=person))


def may_mend_addresses_of(actor: Actor, person_id: int, on: date) -> bool:
    """Whether the actor may propose another address for a person, or release theirs: the secretariat, and the hub. Two queries."""
    if actor.is_secretariat:
        return True
    hubs = hubs_of(actor, on)
    return bool(hubs) and Person.objects.filter(looked_after_by(hubs, on, OuterRef("pk")), pk=person_id).exists()


@dataclass(frozen=True)
class BrokenAddress:
    """
    An address to which nothing is sent: whose it is, where they belong, who else there is to ask, what could not be sent.

    `others` are the people of the same organizations who do get mail, as name and address; `change` is an address that waits
    to be confirmed.
    """

    hold: Hold
    organizations: list[Organization]
    others: list[tuple[str, str]]
    change: AddressChange | None
    unsent: int

    @property
    def is_over(self) -> bool:
        """Whether mail is sent again."""
        return self.hold.ended_at is not None


@dataclass(frozen=True)
class Asked:
    """What somebody looks for among addresses: words, a hub's place, a reason, those that work again, one person's."""

    words: str = ""
    hub: int | None = None
    reason: str = ""
    is_over: bool = False
    person: int | None = None


def broken_addresses(actor: Actor, asked: Asked, on: date) -> "QuerySet[Hold]":
    """
    Held addresses that the actor may see, the newest first: the secretariat all, a hub's coordinator those of people in the
    organizations of its municipalities, others none.
    """
    rows = Hold.objects.filter(ended_at__isnull=not asked.is_over).select_related("person", "ended_by")
    if not actor.is_secretariat:
        hubs = hubs_of(actor, on)
        if not hubs:
            return rows.none()
        rows = rows.filter(looked_after_by(hubs, on, OuterRef("person")))
    if asked.hub is not None:
        rows = rows.filter(looked_after_by([asked.hub], on, OuterRef("person")))
    if asked.person is not None:
        rows = rows.filter(person=asked.person)
    if asked.reason:
        rows = rows.filter(reason=asked.reason)
    if asked.words:
        belongs = Affiliation.objects.filter(
            in_force(on), person=OuterRef("person"), organization__name__icontains=asked.words
        )
        rows = rows.filter(
            Q(address__icontains=asked.words) | Q(person__name__icontains=asked.words) | Q(Exists(belongs))
        )
    return rows.order_by("-since", "-pk")


def with_surroundings(holds: Sequence[Hold], on: date) -> list[BrokenAddress]:
    """What a page shows beside each of some held addresses. Four queries."""
    people = [hold.person_id for hold in holds if hold.person_id is not None]
    organizations: dict[int, list[Organization]] = {}
    for row in (
        Affiliation.objects.filter(in_force(on), person__in=people)
        .select_related("organization__place__hub")
        .order_by("organization__name", "pk")
    ):
        organizations.setdefault(row.person_id, []).append(row.organization)
    keys = {each.pk for rows in organizations.values() for each in rows}
    held = Exists(Hold.objects.filter(ended_at=None, address__iexact=OuterRef("person__email")))
    colleagues: dict[int, list[tuple[int, str, str]]] = {}
    for person_id, organization_id, name, email in (
        Affiliation.objects.filter(in_force(on), ~held, OFFICE, organization__in=keys, person__is_active=True)
        .order_by("person__name", "pk")
        .values_list("person_id", "organization_id", "person__name", "person__email")
    ):
        colleagues.setdefault(organization_id, []).append((person_id, name, email))
    changes = {
        row.person_id: row
        for row in AddressChange.objects.filter(person__in=people, confirmed_at=None, withdrawn_at=None).select_related(
            "proposed_by"
        )
    }
    unsent = dict(
        Message.objects.filter(address__in=[hold.address for hold in holds], state=Message.State.NO_ADDRESS)
        .order_by()
        .values_list("address")
        .annotate(n=Count("pk"))
    )
    found = []
    for hold in holds:
        own = organizations.get(hold.person_id or 0, [])
        others = {
            person: (name, email)
            for each in own
            for person, name, email in colleagues.get(each.pk, [])
            if person != hold.person_id
        }
        found.append(
            BrokenAddress(
                hold, own, list(others.values()), changes.get(hold.person_id or 0), unsent.get(hold.address, 0)
            )
        )
    return found


def hubs() -> list[Place]:
    """The places of the hubs, by name."""
    return list(Place.objects.filter(kind=Place.Kind.HUB).order_by("name", "pk"))


def colleagues_of(person_id: int, on: date) -> list[tuple[Person, Organization]]:
    """Active people of the same offices on a day, each once, with one of their organizations. One query."""
    own = Affiliation.objects.filter(in_force(on), OFFICE, person=person_id).values("organization")
    rows = (
        Affiliation.objects.filter(in_force(on), organization__in=own, person__is_active=True)
        .exclude(person=person_id)
        .select_related("person", "organization")
        .order_by("person", "pk")
    )
    found: dict[int, tuple[Person, Organization]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, row.organization))
    return list(found.values())
