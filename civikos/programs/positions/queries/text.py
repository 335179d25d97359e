"""The words of a position as pages and papers show them: passages, sentences, what each stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Contribution
from civikos.programs.positions.models import Passage, Position, Response, Sentence, Source, Suggestion
from civikos.programs.positions.queries import counting, sentences, titles
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version


@dataclass(frozen=True)
class Stands:
    """
    One source as a page shows it: who said it in which capacity, the words, the page where it is. `value` is how a form names it;
    `named` is a document or address as it was typed.
    """

    kind: str
    who: str
    words: str
    language: str
    address: str
    proposed: str = ""
    original: str = ""
    value: str = ""
    named: str = ""

    @property
    def is_spoken(self) -> bool:
        """Whether somebody said it, and it is no document."""
        return self.kind in {"contribution", "suggestion"}


@dataclass
class SentenceView:
    """One sentence with its sources; `hidden` is how many more there are that the reader may not see."""

    sentence: Sentence
    sources: list[Stands] = field(default_factory=list)
    hidden: int = 0

    @property
    def count(self) -> int:
        """All sources, seen or not."""
        return len(self.sources) + self.hidden


@dataclass
class PassageView:
    """One passage as it is read."""

    passage: Passage
    place: str
    sentences: list[SentenceView] = field(default_factory=list)
    sources: list[Stands] = field(default_factory=list)
    hidden: int = 0
    tally: counting.Tally | None = None
    own: Response | None = None
    may_answer: bool = False

    @property
    def paragraphs(self) -> list[list[SentenceView]]:
        """Sentences by paragraph."""
        made: list[list[SentenceView]] = []
        for each in self.sentences:
            if each.sentence.starts_paragraph or not made:
                made.append([])
            made[-1].append(each)
        return made

    @property
    def text(self) -> str:
        """The reasoning as one text."""
        return sentences.joined(
            [sentences.Piece(each.sentence.text, each.sentence.starts_paragraph) for each in self.sentences]
        )

    @property
    def wording_count(self) -> int:
        """All sources of the wording, seen or not."""
        return len(self.sources) + self.hidden

    @property
    def has_sources(self) -> bool:
        """Whether anything stands under it."""
        return bool(self.sources or self.hidden or any(each.count for each in self.sentences))


def get_visible(pk: int, actor: Actor) -> Position | None:
    """A position that the actor may read, with what its head needs, or None. One query."""
    rows = titles.with_titles(Position.objects.visible_to(actor).filter(pk=pk))
    return rows.select_related("rapporteur", "working_group", "document", "corrects").first()


def passages_of(
    position: Position, passages: Sequence[Passage], actor: Actor, language: str, *, near: bool
) -> list[PassageView]:
    """
    Passages with sentences and sources. Whoever is `near` (members, drafters) sees every source; everybody else those that they may
    read elsewhere. At most six queries.
    """
    keys = [each.pk for each in passages]
    places = _places(position, passages, language)
    views = {each.pk: PassageView(each, places.get(each.pk, "")) for each in passages}
    by_sentence: dict[int, SentenceView] = {}
    for sentence in Sentence.objects.filter(passage__in=keys).order_by("order", "pk"):
        view = by_sentence[sentence.pk] = SentenceView(sentence)
        views[sentence.passage_id].sentences.append(view)
    rows = list(
        Source.objects.filter(passage__in=keys)
        .select_related(
            "contribution__organization", "contribution__author", "suggestion__organization", "suggestion__person"
        )
        .order_by("pk")
    )
    seen = _readable(rows, actor, near)
    for row in rows:
        place: Any = by_sentence.get(row.sentence_id) if row.sentence_id else views[row.passage_id]
        if place is None:
            continue
        if (row.contribution_id and row.contribution_id not in seen) or (row.suggestion_id and not near):
            place.hidden += 1
        else:
            place.sources.append(_stands(row, position))
    return [views[key] for key in keys]


def _readable(rows: Iterable[Source], actor: Actor, near: bool) -> set[int]:
    keys = {row.contribution_id for row in rows if row.contribution_id}
    if near or not keys:
        return keys
    return set(Contribution.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))


def _stands(row: Source, position: Position) -> Stands:
    if row.contribution is not None:
        return of_contribution(row.contribution)
    if row.suggestion is not None:
        return of_suggestion(row.suggestion, position)
    return Stands(
        "document",
        "",
        row.text or row.url,
        position.language,
        row.url,
        named=" ".join(part for part in (row.text, row.url) if part),
    )


def who_said(row: Contribution | Suggestion) -> str:
    """The organization for which it was said, else the person with their capacity."""
    if row.organization is not None:
        return row.organization.name
    person = row.author if isinstance(row, Contribution) else row.person
    return _("%(name)s, as an individual") % {"name": person.name if person else _("former member")}


def of_contribution(row: Contribution) -> Stands:
    """A contribution as a source."""
    return Stands(
        "contribution",
        who_said(row),
        row.text,
        row.language,
        reverse("consultations:contribution", args=[row.pk]),
        row.proposed,
        row.original,
        f"c{row.pk}",
    )


def of_suggestion(row: Suggestion, position: Position) -> Stands:
    """A member's point as a source."""
    address = f"{reverse('positions:gathering', args=[position.pk])}#suggestion-{row.pk}"
    return Stands("suggestion", who_said(row), row.text, row.language, address, row.proposed, value=f"s{row.pk}")


def _places(position: Position, passages: Iterable[Passage], language: str) -> dict[int, str]:
    wanted = [each for each in passages if each.provision is not None]
    if not wanted or position.consultation is None:
        return {}
    by_version: dict[int, set[str]] = defaultdict(set)
    for each in wanted:
        assert each.provision is not None  # noqa: S101
        by_version[each.provision.version_id].add(each.provision.eid)
    labels = {
        version.pk: legislation.full_labels(version, by_version[version.pk], language)
        for version in Version.objects.filter(pk__in=by_version)
    }
    return {
        each.pk: labels[each.provision.version_id].get(each.provision.eid, "")
        for each in wanted
        if each.provision is not None
    }


def sentence_of(
    position: Position, key: int, actor: Actor, language: str, *, near: bool
) -> tuple[PassageView, SentenceView] | None:
    """One sentence with its sources, and the passage it stands in."""
    row = Sentence.objects.filter(passage__position=position, key=key).select_related("passage__provision").first()
    if row is None:
        return None
    view = passages_of(position, [row.passage], actor, language, near=near)[0]
    found = next((each for each in view.sentences if each.sentence.pk == row.pk), None)
    return (view, found) if found is not None else None
