"""What has been gathered: members' contributions by article with similar ones together, and points given for the position."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Contribution
from civikos.programs.consultations.queries import grouping
from civikos.programs.consultations.states import ContributionStatus
from civikos.programs.positions.models import Passage, Position, Source, Suggestion
from civikos.programs.positions.queries.text import PassageView, passages_of, who_said
from civikos.registers.legislation import queries as legislation


@dataclass
class Gathered:
    """
    One contribution or point; `similar` are contributions that say the same and stand behind it, `used` in how many passages of
    the draft it is a source.
    """

    kind: str
    row: Contribution | Suggestion
    who: str
    similar: list[tuple[int, str]] = field(default_factory=list)
    used: int = 0

    @property
    def value(self) -> str:
        """How a form names it: `c12` or `s3`."""
        return f"{'c' if self.kind == 'contribution' else 's'}{self.row.pk}"

    @property
    def keys(self) -> list[int]:
        """The contribution and those behind it."""
        return [self.row.pk, *(key for key, _who in self.similar)]


@dataclass
class Heap:
    """What was said on one article ("" is the whole, and what has no article)."""

    article: str
    label: str
    heading: str
    items: list[Gathered] = field(default_factory=list)


def heaps(position: Position, language: str, *, article: str | None = None) -> list[Heap]:
    """
    Everything gathered, article by article in the order of the draft; of similar contributions the typical one, the others behind
    it. `article` asks for one only. Seven queries, and those of the first grouping after somebody has said something.
    """
    # A correction also stands on what was given for the edition that it corrects.
    of = [each for each in (position.pk, position.corrects_id) if each]
    own = Suggestion.objects.standing().filter(position__in=of).select_related("organization", "person", "document")
    if article is not None:
        own = own.filter(article=article)
    used = _used(position)
    items: dict[str, list[Gathered]] = defaultdict(list)
    units: list[tuple[str, str, str]] = []
    consultation = position.consultation
    if consultation is not None:
        units = legislation.units_with_headings(consultation.version, language)
        for made in _contributions(position, article):
            made.used = used.get(made.value, 0)
            items[made.row.article].append(made)
    for row in own.order_by("given_at", "pk"):
        made = Gathered("suggestion", row, who_said(row))
        made.used = used.get(made.value, 0)
        items[row.article].append(made)
    labels = {eid: (label, heading) for eid, label, heading in units}
    order = {eid: number for number, (eid, _label, _heading) in enumerate(units)}
    whole = _("The whole draft") if consultation is not None else _("Points")
    return [
        Heap(eid, labels.get(eid, (whole, ""))[0], labels.get(eid, ("", ""))[1], items[eid])
        for eid in sorted(items, key=lambda each: order.get(each, -1))
    ]


def _contributions(position: Position, article: str | None) -> list[Gathered]:
    assert position.consultation is not None  # noqa: S101
    rows = (
        Contribution.objects.filter(consultation=position.consultation, status=ContributionStatus.ACTIVE)
        .exclude(channel=Contribution.Channel.POSITION)
        .select_related("organization", "author", "provision")
        .order_by("given_at", "pk")
    )
    if article is not None:
        rows = rows.filter(article=article)
    by_key = {row.pk: row for row in rows}
    behind: dict[int, int] = {}
    for group in grouping.found(position.consultation, article):
        if group.proposed or int(group.typical) not in by_key:
            continue
        for member in group.members:
            key = int(member.key)
            if key != int(group.typical) and key in by_key:
                behind[key] = int(group.typical)
    made = {key: Gathered("contribution", row, who_said(row)) for key, row in by_key.items() if key not in behind}
    for key, typical in behind.items():
        if typical in made:
            made[typical].similar.append((key, who_said(by_key[key])))
        else:
            made[key] = Gathered("contribution", by_key[key], who_said(by_key[key]))
    return list(made.values())


def _used(position: Position) -> dict[str, int]:
    counted: dict[str, set[int]] = defaultdict(set)
    rows = Source.objects.filter(passage__position=position, passage__removed_at=None)
    for passage, contribution, suggestion in rows.values_list("passage", "contribution", "suggestion"):
        if contribution:
            counted[f"c{contribution}"].add(passage)
        if suggestion:
            counted[f"s{suggestion}"].add(passage)
    return {value: len(passages) for value, passages in counted.items()}


def removed_passages(position: Position) -> list[Passage]:
    """Passages that were taken out and can be put back. One query."""
    return list(Passage.objects.filter(position=position, removed_at__isnull=False).order_by("number"))


def passage_view(position: Position, number: int, actor: Actor, language: str) -> PassageView | None:
    """One passage with its sentences and all its sources, as a drafter sees it; also one that was taken out."""
    row = Passage.objects.filter(position=position, number=number).select_related("provision").first()
    return passages_of(position, [row], actor, language, near=True)[0] if row is not None else None
