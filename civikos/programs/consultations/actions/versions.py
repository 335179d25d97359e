"""The next text: stored, compared article by article, contributions carried over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotFound
from civikos.programs.consultations import permissions, states
from civikos.programs.consultations.actions import takenup
from civikos.programs.consultations.models import Consultation, Contribution, Placement
from civikos.programs.consultations.states import ContributionStatus
from civikos.registers.legislation import actions as legislation
from civikos.registers.legislation import queries as legislation_queries
from civikos.registers.legislation.models import Provision, Version
from civikos.registers.legislation.reading import ReadText


@transaction.atomic
def add_version(
    pk: int,
    texts: Sequence[ReadText],
    *,
    received_on: date,
    label: str,
    without_articles: bool,
    by: Actor,
    at: datetime,
) -> Version:
    """
    Store the next version of the draft, compare it with the one before, find the place of each contribution in it, and
    judge which points it takes up.

    Contributions without a place are kept and listed. Everybody invited is told by the worker.
    Raises: NotFound, NotAllowed, WrongStatus, and what `legislation.checked_texts` raises.
    """
    from civikos.programs.consultations import tasks

    consultation = permissions.access_for(states.ADD_VERSION, pk, by=by)
    steps.require(states.ADD_VERSION, consultation)
    checked = legislation.checked_texts(texts, without_articles=without_articles)
    older = consultation.draft.versions.order_by("-number").first() or consultation.version
    newer = legislation.store_version(consultation.draft, checked, received_on=received_on, label=label, by=by, at=at)
    legislation.compare(older, newer, by=by, at=at)
    if older.pk != consultation.version_id:
        legislation.compare(consultation.version, newer, by=by, at=at)
    placed = carry_over(consultation, newer)
    takenup.judge(consultation, newer)
    steps.take(states.ADD_VERSION, consultation, by=by, at=at, number=newer.number, placed=placed)
    audit.publish("version.added", consultation.name, {"number": newer.number}, at=at)
    tasks.tell_new_version.enqueue(consultation.pk, newer.pk)
    return newer


def carry_over(consultation: Consultation, newer: Version) -> int:
    """
    Find the place of each standing contribution in a later version; how many have one.

    Every one of them gets a row: those without a place say why.
    """
    said = list(
        Contribution.objects.filter(
            consultation=consultation, status=ContributionStatus.ACTIVE, version=consultation.version_id
        )
        .select_related("provision")
        .order_by("pk")
    )
    rows = {row.eid: row for row in Provision.objects.filter(version=newer)}
    later = legislation_queries.languages_of(newer)
    shared = [language for language in legislation_queries.languages_of(consultation.version) if language in later]
    texts = {
        language: (
            legislation_queries.text_of(consultation.version, language),
            legislation_queries.text_of(newer, language),
        )
        for language in shared
    }
    # A comment may be in another language than the text it was made on; its quote tells in which that was read.
    words = {
        language: {node.id: f"{node.heading}\n{node.text}" for node in old.walk()}
        for language, (old, _) in texts.items()
    }
    quoted: set[int] = set()
    by_language: dict[str, list[Contribution]] = {}
    placements: list[Placement] = []
    for row in said:
        if row.provision is None:
            placements.append(Placement(contribution=row, version=newer, confidence=1, why=Placement.WHOLE_DRAFT))
        elif not shared:
            placements.append(Placement(contribution=row, version=newer, why="no_common_language"))
        else:
            eid, spoken = row.provision.eid, [row.language, *shared] if row.language in shared else shared
            read_in = next((each for each in spoken if row.quote and row.quote in words[each].get(eid, "")), None)
            if read_in is not None:
                quoted.add(row.pk)
            by_language.setdefault(read_in or spoken[0], []).append(row)
    for language, of_language in by_language.items():
        anchors = [
            lawtext.Anchor(
                key=str(row.pk),
                node_id=row.provision.eid,
                quote=row.quote if row.pk in quoted or row.language == language else "",
                prefix=row.quote_prefix,
                suffix=row.quote_suffix,
            )
            for row in of_language
            if row.provision is not None
        ]
        old, new = texts[language]
        for place in lawtext.carry(anchors, old, new):
            target = rows.get(place.node_id) if place.is_sure else None
            placements.append(
                Placement(
                    contribution_id=int(place.key),
                    version=newer,
                    provision=target,
                    article=target.article if target else "",
                    confidence=place.confidence,
                    why=place.why[:40],
                )
            )
    Placement.objects.filter(version=newer, contribution__consultation=consultation, decided_by_person=False).delete()
    Placement.objects.bulk_create(placements, batch_size=500, ignore_conflicts=True)
    return sum(1 for place in placements if place.provision is not None or place.why == Placement.WHOLE_DRAFT)


@transaction.atomic
def place_contribution(pk: int, contribution: int, version: int, eid: str, *, by: Actor, at: datetime) -> Placement:
    """Say by hand where a contribution stands in a later version. Raises: NotFound, NotAllowed, WrongStatus."""
    consultation = permissions.access_for(states.ADD_VERSION, pk, by=by)
    steps.require(states.ADD_VERSION, consultation)
    target = Provision.objects.filter(version=version, version__draft=consultation.draft_id, eid=eid).first()
    row = Contribution.objects.filter(pk=contribution, consultation=consultation).first()
    if target is None or row is None:
        raise NotFound
    placement, _made = Placement.objects.update_or_create(
        contribution=row,
        version_id=version,
        defaults={
            "provision": target,
            "article": target.article,
            "confidence": 1,
            "why": "person",
            "decided_by_person": True,
        },
    )
    audit.record("contribution.placed", row, by=by, at=at, details={"version": version, "eid": eid})
    return placement
