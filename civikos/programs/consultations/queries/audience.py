"""Whom a draft concerns, and why."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from civikos.programs.consultations.models import Subscription
from civikos.registers.legislation.models import Draft
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.organizations.querysets import in_force, members_on

Reason = dict[str, Any]


@dataclass(frozen=True)
class Concerned:
    """One person, the organization they are asked for, and every reason: `{"code": "topic", "of": {"sq": …}}`."""

    person_id: int
    organization_id: int | None
    reasons: tuple[Reason, ...]


def _named(row: Any) -> dict[str, str]:
    return {"sq": row.name_sq or row.name, "sr": row.name_sr_latn or row.name, "en": row.name_en or row.name}


def proposed_audience(draft: Draft, *, at: datetime) -> list[Concerned]:
    """
    People whose organization works on a topic of the draft or in its municipality, who sit in a working group on one of
    its topics, or who subscribed. Of an organization, those who may speak for it; if nobody may, everybody in it.
    Whoever may not sign in any more is not asked.

    A fixed number of queries. Drafts without topic and place concern all members.
    """
    on = timezone.localdate(at)
    topics = list(draft.topics.order_by("position", "pk"))
    organizations: dict[int, list[Reason]] = defaultdict(list)
    members = Organization.objects.filter(members_on(on), kind=Organization.Kind.CSO)
    for topic_id, organization_id in members.filter(topics__in=topics).values_list("topics", "pk"):
        topic = next((topic for topic in topics if topic.pk == topic_id), None)
        if topic is not None:
            organizations[organization_id].append({"code": "topic", "of": _named(topic)})
    if draft.place_id:
        for organization_id in members.filter(place=draft.place_id).values_list("pk", flat=True):
            organizations[organization_id].append({"code": "municipality", "of": _named(draft.place)})
    if not topics and not draft.place_id:
        for organization_id in members.values_list("pk", flat=True):
            organizations[organization_id].append({"code": "all_members"})

    people: dict[int, list[Reason]] = defaultdict(list)
    asked_for: dict[int, int | None] = {}
    for person_id, organization_id in _voices(list(organizations), on):
        asked_for.setdefault(person_id, organization_id)
        for reason in organizations[organization_id]:
            if reason not in people[person_id]:
                people[person_id].append(reason)

    groups = {
        group.pk: group
        for group in Organization.objects.filter(kind=Organization.Kind.WORKING_GROUP, topics__in=topics).distinct()
    }
    seats = Affiliation.objects.filter(in_force(on), organization__in=list(groups), person__is_active=True).order_by(
        "pk"
    )
    for person_id, group_id in seats.values_list("person_id", "organization_id"):
        asked_for.setdefault(person_id, None)
        people[person_id].append({"code": "working_group", "of": _named(groups[group_id])})

    wanted = Q(topic__in=topics) | Q(institution=draft.institution_id)
    if draft.place_id:
        wanted |= Q(place=draft.place_id)
    for row in (
        Subscription.objects.filter(wanted, person__is_active=True)
        .select_related("topic", "place", "institution")
        .order_by("pk")
    ):
        asked_for.setdefault(row.person_id, None)
        people[row.person_id].append({"code": "subscription", "of": _named(row.topic or row.place or row.institution)})

    _give_organizations(asked_for, on)
    return [Concerned(person_id, asked_for[person_id], tuple(reasons)) for person_id, reasons in sorted(people.items())]


def _voices(organizations: list[int], on: Any) -> list[tuple[int, int]]:
    """(person, organization) of those who may speak; of organizations where nobody may, everybody."""
    speaking = list(
        Mandate.objects.filter(
            in_force(on), organization__in=organizations, scope=Mandate.Scope.SPEAK, person__is_active=True
        )
        .order_by("pk")
        .values_list("person_id", "organization_id")
    )
    heard = {organization_id for _person, organization_id in speaking}
    silent = [pk for pk in organizations if pk not in heard]
    return speaking + list(
        Affiliation.objects.filter(in_force(on), organization__in=silent, person__is_active=True)
        .order_by("pk")
        .values_list("person_id", "organization_id")
    )


def _give_organizations(asked_for: dict[int, int | None], on: Any) -> None:
    without = [person_id for person_id, organization_id in asked_for.items() if organization_id is None]
    held = Mandate.objects.filter(
        in_force(on),
        Exists(Organization.objects.filter(members_on(on), pk=OuterRef("organization"))),
        person__in=without,
        scope=Mandate.Scope.SPEAK,
    )
    for person_id, organization_id in held.order_by("-pk").values_list("person_id", "organization_id"):
        asked_for[person_id] = organization_id
