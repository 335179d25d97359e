"""What changed from one version to the next, and where each contribution stands then."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy, ngettext

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation, Contribution, Placement
from civikos.programs.consultations.queries import takenup
from civikos.programs.consultations.queries.takenup import Asked, Behind
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import ArticleFate, Version

FATE_LABELS = {
    "unchanged": gettext_lazy("unchanged"),
    "changed": gettext_lazy("changed"),
    "renumbered": gettext_lazy("renumbered"),
    "moved": gettext_lazy("moved"),
    "new": gettext_lazy("new"),
    "removed": gettext_lazy("removed"),
    "split": gettext_lazy("split"),
    "merged": gettext_lazy("merged"),
}
FATE_ORDER = list(FATE_LABELS)
NATURE_LABELS = {
    "typography": gettext_lazy("only typography"),
    "labels": gettext_lazy("only its numbering"),
    "references": gettext_lazy("only references to articles that have another number now"),
    "numbers": gettext_lazy("only numbers"),
}


def _nature_label(row: ArticleFate) -> str:
    return str(NATURE_LABELS.get(row.nature or ("typography" if row.typography_only else ""), ""))


@dataclass(frozen=True)
class Change:
    """Part of a text: `equal`, `insert` or `delete`, and its words."""

    op: str
    text: str


@dataclass(frozen=True)
class ComparedArticle:
    """
    One article between two versions; `changes` is empty where nothing changed or one side is missing entirely.

    `asked` are the `n_asked` contributions that stand on the old article, by point, with the answers and what the newer text
    took up of each; `nature` says in words that only numbers, only typography or the like has changed.
    """

    fate: str
    old_eids: tuple[str, ...]
    new_eids: tuple[str, ...]
    old_labels: str
    new_labels: str
    heading: str
    similarity: float
    nature: str
    changes: tuple[Change, ...]
    asked: tuple[Asked, ...]
    n_asked: int

    @property
    def label(self) -> str:
        """The fate in words."""
        return str(FATE_LABELS[self.fate])

    @property
    def anchor(self) -> str:
        """The id of the article on the page."""
        return next(iter((*self.new_eids, *self.old_eids)), "")

    @property
    def is_numbered_anew(self) -> bool:
        """Whether it is cited differently now."""
        return self.old_labels != self.new_labels


def fate_counts(older: Version, newer: Version) -> Counter[str]:
    """Articles by fate. One query."""
    return Counter(ArticleFate.objects.filter(older=older, newer=newer).values_list("fate", flat=True))


def counts_in_words(counted: Counter[str]) -> list[str]:
    """`3 articles: changed`, one line for each fate that occurs, in the active language."""
    return [
        ngettext("%(n)s article: %(fate)s", "%(n)s articles: %(fate)s", counted[fate])
        % {"n": counted[fate], "fate": FATE_LABELS[fate]}
        for fate in FATE_ORDER
        if counted[fate]
    ]


@dataclass(frozen=True)
class FateRow:
    """A line of the list: what became of which articles, how both are cited, the heading."""

    row: ArticleFate
    label: str
    old_labels: str
    new_labels: str
    heading: str

    @property
    def nature(self) -> str:
        """What kind of change it is, where it is less than one of words."""
        return _nature_label(self.row)

    @property
    def anchor(self) -> str:
        """The id of the article in the page of differences."""
        return "_".join([*self.row.new_articles, *self.row.old_articles][:1])


def fate_rows(older: Version, newer: Version, language: str) -> list[FateRow]:
    """What became of each article, without its words. Three queries."""
    old = {eid: (label, heading) for eid, label, heading in legislation.units_with_headings(older, language)}
    new = {eid: (label, heading) for eid, label, heading in legislation.units_with_headings(newer, language)}

    def labels(eids: list[str], of: dict[str, tuple[str, str]]) -> str:
        return ", ".join(of[eid][0] for eid in eids if eid in of)

    made = []
    for row in legislation.fates(older, newer):
        heading = next(
            (
                of[eid][1]
                for of, eids in ((new, row.new_articles), (old, row.old_articles))
                for eid in eids
                if eid in of
            ),
            "",
        )
        made.append(
            FateRow(
                row, str(FATE_LABELS[row.fate]), labels(row.old_articles, old), labels(row.new_articles, new), heading
            )
        )
    return made


def comparison(
    consultation: Consultation,
    older: Version,
    newer: Version,
    language: str,
    actor: Actor,
    *,
    rows: list[ArticleFate] | None = None,
) -> list[ComparedArticle]:
    """Articles of two versions (all, or those of some fates) with the words that changed, in one language. A fixed number of queries."""
    if rows is None:
        rows = list(legislation.fates(older, newer))
    old_units = {
        unit.eid: unit
        for unit in legislation.units(older, [eid for row in rows for eid in row.old_articles], [language])
    }
    new_units = {
        unit.eid: unit
        for unit in legislation.units(newer, [eid for row in rows for eid in row.new_articles], [language])
    }
    there = _standing_on(consultation, older, actor).filter(place__in=[eid for row in rows for eid in row.old_articles])
    said = list(there.select_related("author", "organization").order_by("place", "given_at", "pk"))
    asked: dict[str, list[Behind]] = {}
    for each in takenup.with_answers(consultation, said, actor, newer):
        place: str = getattr(each.contribution, "place")  # noqa: B009  # annotated
        asked.setdefault(place, []).append(each)
    made = []
    for row in rows:
        here = [each for eid in row.old_articles for each in asked.get(eid, [])]
        old_text = "\n".join(_words(old_units.get(eid), language) for eid in row.old_articles)
        new_text = "\n".join(_words(new_units.get(eid), language) for eid in row.new_articles)
        same = old_text == new_text
        units = [new_units[eid] for eid in row.new_articles if eid in new_units] or [
            old_units[eid] for eid in row.old_articles if eid in old_units
        ]
        heading = units[0].words[language].heading if units and language in units[0].words else ""
        made.append(
            ComparedArticle(
                fate=row.fate,
                old_eids=tuple(row.old_articles),
                new_eids=tuple(row.new_articles),
                old_labels=", ".join(old_units[eid].labels[language] for eid in row.old_articles if eid in old_units),
                new_labels=", ".join(new_units[eid].labels[language] for eid in row.new_articles if eid in new_units),
                heading=heading,
                similarity=row.similarity,
                nature=_nature_label(row),
                changes=()
                if same
                else tuple(Change(str(change.op), change.text) for change in lawtext.word_changes(old_text, new_text)),
                asked=takenup.by_point(here),
                n_asked=len(here),
            )
        )
    return made


def _standing_on(consultation: Consultation, version: Version, actor: Actor) -> Any:
    # On the version that was commented they stand where they were made (`place`), on a later one where they were placed.
    said = Contribution.objects.visible_to(actor).standing().filter(consultation=consultation)
    if version.pk == consultation.version_id:
        return said.filter(version=version).annotate(place=F("article"))
    return said.filter(placements__version=version, placements__provision__isnull=False).annotate(
        place=F("placements__article")
    )


def _words(unit: legislation.Unit | None, language: str) -> str:
    if unit is None:
        return ""
    lines = []
    for block in unit.blocks:
        words = block.words.get(language)
        if words is None:
            continue
        if block.eid == unit.eid:
            # Its own number is told apart: a renumbered article with the same words has not changed.
            lines += [part for part in (words.heading, words.text) if part]
        else:
            lines.append(
                " ".join(
                    part for part in (f"{block.number}." if block.number else "", words.heading, words.text) if part
                )
            )
    return "\n".join(lines)


def version_of(consultation: Consultation, number: int) -> Version | None:
    """A version of the draft by its number."""
    return Version.objects.filter(draft=consultation.draft_id, number=number).first()


@dataclass(frozen=True)
class Homeless:
    """A contribution without a place in a later version, and where it stood (`place`), as it is cited in one language."""

    said: Contribution
    place: str


def without_place(consultation: Consultation, newer: Version, actor: Actor) -> list[Placement]:
    """Standing contributions that have no place in a later version, with their words and why, in the order of the text. One query."""
    visible = Contribution.objects.visible_to(actor).standing().filter(consultation=consultation)
    return list(
        Placement.objects.filter(version=newer, provision=None, contribution__in=visible)
        .exclude(why=Placement.WHOLE_DRAFT)
        .select_related("contribution__author", "contribution__organization", "contribution__provision")
        .order_by("contribution__provision__position", "pk")
    )


def homeless(consultation: Consultation, newer: Version, actor: Actor, language: str) -> list[Homeless]:
    """The same with where they stood, cited in one language. Two queries, one if there are none."""
    found = [row.contribution for row in without_place(consultation, newer, actor)]
    places = legislation.full_labels(
        consultation.version, {said.provision.eid for said in found if said.provision}, language
    )
    return [
        Homeless(said, places.get(said.provision.eid, "") if said.provision else legislation.unit_label(None, language))
        for said in found
    ]
