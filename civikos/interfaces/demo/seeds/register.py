"""
The network's register filled with invented organizations and people.

Written in bulk: there is no action that takes in three hundred organizations, and nobody decided anything here. What
people do with it afterwards is told in `story`, by the actions that everybody uses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from civikos.interfaces.demo import people as demo_people
from civikos.interfaces.demo.network import (
    InventedOrganization,
    InventedPerson,
    Network,
    invent_network,
    invent_officials,
)
from civikos.interfaces.demo.seeds import letters
from civikos.interfaces.demo.seeds.material import drafts
from civikos.kernel.accounts.models import Person, Role, RoleGrant
from civikos.programs.consultations.models import Subscription
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic

SEED = 2026
BATCH = 500
# Mandates and memberships are older than the oldest consultation of the story.
SETTLED = timedelta(days=200)
# One person in so many reads mail at an address that is gone; no relay knows a host under `.invalid` (RFC 2606).
GONE_EVERY = 23
OFFICERS = ((demo_people.OFFICER, "Blerta Gashi", "sq"), (demo_people.SECOND_OFFICER, "Milan Stojković", "sr"))
WORKING_GROUPS = (
    (
        "gp-sundimi-i-ligjit",
        "Grupi i punës për sundimin e ligjit dhe të drejtat e njeriut",
        "Radna grupa za vladavinu prava i ljudska prava",
        "Working group on the rule of law and human rights",
        ("rule_of_law", "human_rights"),
    ),
    (
        "gp-demokratizimi",
        "Grupi i punës për demokratizim dhe aktivizëm qytetar",
        "Radna grupa za demokratizaciju i građanski aktivizam",
        "Working group on democratization and civic activism",
        ("democratization", "civic_activism"),
    ),
    (
        "gp-rinia",
        "Grupi i punës për rini dhe vullnetarizëm",
        "Radna grupa za omladinu i volonterizam",
        "Working group on youth and volunteering",
        ("youth", "volunteering"),
    ),
    (
        "gp-politikat-sociale",
        "Grupi i punës për politika sociale",
        "Radna grupa za socijalnu politiku",
        "Working group on social policy",
        ("social_assistance", "special_needs"),
    ),
    (
        "gp-mjedisi",
        "Grupi i punës për mjedis dhe zhvillim lokal",
        "Radna grupa za životnu sredinu i lokalni razvoj",
        "Working group on environment and local development",
        ("environment", "economic_development"),
    ),
)


@dataclass(frozen=True)
class Register:
    """What was written: how many organizations and people of members, officials, groups and subscriptions."""

    organizations: int
    people: int
    officials: int
    groups: int
    subscriptions: int


def fill_register(size: int, *, at: datetime) -> Register:
    """
    Write `size` of the 301 invented organizations with their people, and an official for every institution.

    Call it in the transaction of the whole seed, after the profile has been loaded.
    """
    network = _part_of(invent_network(SEED), size)
    chance = Random(SEED)  # noqa: S311  # who sits where, nothing secret
    today = timezone.localdate(at)
    topics = {topic.code: topic for topic in Topic.objects.all()}
    organizations = _write_organizations(network.organizations, topics, chance, today)
    people = _write_people(network.people)
    _write_belonging(network, organizations, people, chance, today)
    officers = _write_officers(at)
    officials = _write_officials(today)
    groups = _write_groups(network, people, topics, chance, today)
    letters.found_hubs(today)
    letters.wish(at - SETTLED)
    subscriptions = _write_subscriptions(list(people.values()), topics, chance, at)
    return Register(len(organizations), len(people), len(officials) + len(officers), groups, subscriptions)


def _part_of(network: Network, size: int) -> Network:
    """The demo member's organization first, then by turns those that work on the topics of each draft, then the rest."""
    if size >= len(network.organizations):
        return network
    member = next(person for person in network.people if person.email == demo_people.MEMBER)
    by_key = {organization.key: organization for organization in network.organizations}
    chosen: dict[str, None] = {member.organization_keys[0]: None}
    queues = [
        [key for key, each in by_key.items() if set(draft.topics) & set(each.topic_codes) and each.language == language]
        for language in ("sq", "sr")
        for draft in drafts().values()
    ]
    while any(queues) and len(chosen) < size:
        for queue in queues:
            while queue and queue[0] in chosen:
                queue.pop(0)
            if queue and len(chosen) < size:
                chosen[queue.pop(0)] = None
    for key in by_key:
        if len(chosen) < size:
            chosen.setdefault(key)
    people = tuple(person for person in network.people if person.organization_keys[0] in chosen)
    return Network(network.seed, tuple(each for each in network.organizations if each.key in chosen), people)


def _write_organizations(
    invented: Iterable[InventedOrganization], topics: dict[str, Topic], chance: Random, today: date
) -> dict[str, Organization]:
    places = {place.code: place for place in Place.objects.filter(kind=Place.Kind.MUNICIPALITY)}
    rows = {}
    for each in invented:
        joined = each.founded_on + timedelta(days=chance.randrange(200, 3000))
        rows[each.key] = Organization(
            kind=Organization.Kind.CSO,
            code=each.key,
            name_sq=each.name,
            short_name=each.short_name,
            registry_number=each.registry_number,
            place=places[each.municipality_code],
            email=each.email,
            founded_on=each.founded_on,
            member_since=min(joined, today - SETTLED),
        )
    Organization.objects.bulk_create(rows.values(), batch_size=BATCH)
    _write_topics([(rows[each.key], each.topic_codes) for each in invented], topics)
    return rows


def _write_topics(pairs: Iterable[tuple[Organization, Iterable[str]]], topics: dict[str, Topic]) -> None:
    through = Organization.topics.through
    through.objects.bulk_create(
        [through(organization_id=row.pk, topic_id=topics[code].pk) for row, codes in pairs for code in codes],
        batch_size=BATCH,
    )


def _write_people(invented: Iterable[InventedPerson]) -> dict[str, Person]:
    rows = {}
    speakers = 0
    for each in invented:
        speakers += each.mandate
        is_gone = each.mandate and speakers % GONE_EVERY == 0 and each.email != demo_people.MEMBER
        email = each.email.replace("@example.org", "@kutia-e-vjeter.invalid") if is_gone else each.email
        rows[each.key] = _person(email, each.name, each.language)
    Person.objects.bulk_create(rows.values(), batch_size=BATCH)
    return rows


def _person(email: str, name: str, language: str) -> Person:
    # Nobody here has a password: a code or a personal link comes by mail.
    return Person(email=email, name=name, language=language, password=make_password(None))


def _write_belonging(
    network: Network, organizations: dict[str, Organization], people: dict[str, Person], chance: Random, today: date
) -> None:
    affiliations, mandates = [], []
    end_of_next_year = date(today.year + 1, 12, 31)
    for each in network.people:
        person = people[each.key]
        for number, key in enumerate(each.organization_keys):
            organization = organizations.get(key)
            if organization is None or organization.founded_on is None:
                continue
            earliest = max(organization.founded_on, date(2014, 1, 1))
            since = earliest + timedelta(days=chance.randrange(max(1, (today - SETTLED - earliest).days)))
            has_left = not each.mandate and number == 0 and chance.random() < 0.03
            affiliations.append(
                Affiliation(
                    person=person,
                    organization=organization,
                    title=each.title if number == 0 else "",
                    since=min(since, today - SETTLED),
                    until=today - timedelta(days=chance.randrange(5, 90)) if has_left else None,
                )
            )
        organization = organizations[each.organization_keys[0]]
        began = today - SETTLED - timedelta(days=chance.randrange(700))
        decision = f"Vendim i Bordit, {began.year}/{chance.randrange(1, 40):02d}"
        if each.mandate:
            until = end_of_next_year if chance.random() < 0.35 and each.email != demo_people.MEMBER else None
            mandates.append(
                Mandate(
                    person=person,
                    organization=organization,
                    scope=Mandate.Scope.SPEAK,
                    decision=decision,
                    since=began,
                    until=until,
                )
            )
        elif chance.random() < 0.06:
            ended = today - timedelta(days=chance.randrange(3, 120))
            mandates.append(
                Mandate(
                    person=person,
                    organization=organization,
                    scope=Mandate.Scope.SPEAK,
                    decision=decision,
                    since=began,
                    until=ended,
                )
            )
    Affiliation.objects.bulk_create(affiliations, batch_size=BATCH)
    Mandate.objects.bulk_create(mandates, batch_size=BATCH)


def _write_officers(at: datetime) -> list[Person]:
    rows = [_person(email, name, language) for email, name, language in OFFICERS]
    Person.objects.bulk_create(rows)
    RoleGrant.objects.bulk_create(
        [RoleGrant(person=row, role=Role.SECRETARIAT, since=at - 2 * SETTLED) for row in rows]
    )
    return rows


def _write_officials(today: date) -> list[Person]:
    kinds = [Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY]
    institutions = {row.code: row for row in Organization.objects.filter(kind__in=kinds)}
    invented = invent_officials(SEED, sorted(institutions))
    rows = [_person(each.email, each.name, each.language) for each in invented]
    Person.objects.bulk_create(rows, batch_size=BATCH)
    since = today - SETTLED
    pairs = [(row, institutions[each.institution_code], each) for row, each in zip(rows, invented, strict=True)]
    Affiliation.objects.bulk_create(
        [Affiliation(person=row, organization=where, title=each.title, since=since) for row, where, each in pairs]
    )
    Mandate.objects.bulk_create(
        [
            Mandate(
                person=row,
                organization=where,
                scope=Mandate.Scope.ANSWER,
                decision=f"Vendim {since.year}/17",
                since=since,
            )
            for row, where, _each in pairs
        ]
    )
    return rows


def _write_groups(
    network: Network, people: dict[str, Person], topics: dict[str, Topic], chance: Random, today: date
) -> int:
    rows = [
        Organization(kind=Organization.Kind.WORKING_GROUP, code=code, name_sq=sq, name_sr_latn=sr, name_en=en)
        for code, sq, sr, en, _topics in WORKING_GROUPS
    ]
    Organization.objects.bulk_create(rows)
    _write_topics(list(zip(rows, [group[4] for group in WORKING_GROUPS], strict=True)), topics)
    works_on = {each.key: set(each.topic_codes) for each in network.organizations}
    seats = []
    for row, (_code, _sq, _sr, _en, codes) in zip(rows, WORKING_GROUPS, strict=True):
        able = [each for each in network.people if works_on[each.organization_keys[0]] & set(codes)]
        for each in chance.sample(able, min(9, len(able))):
            seats.append(Affiliation(person=people[each.key], organization=row, since=today - SETTLED))
    Affiliation.objects.bulk_create(seats)
    return len(rows)


def _write_subscriptions(people: list[Person], topics: dict[str, Topic], chance: Random, at: datetime) -> int:
    institutions = list(
        Organization.objects.filter(code__in=[draft.institution for draft in drafts().values()]).order_by("code")
    )
    codes = sorted({code for draft in drafts().values() for code in draft.topics})
    rows = []
    for number, person in enumerate(chance.sample(people, max(3, len(people) // 30))):
        since = at - timedelta(days=chance.randrange(120, 400))
        if number % 3 == 0:
            rows.append(Subscription(person=person, institution=chance.choice(institutions), since=since))
        else:
            rows.append(Subscription(person=person, topic=topics[chance.choice(codes)], since=since))
    Subscription.objects.bulk_create(rows)
    return len(rows)
