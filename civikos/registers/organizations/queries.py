"""Questions about organizations and their people that other apps and pages ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog.prepared import Prepared
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.organizations.querysets import in_force, members_on


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
