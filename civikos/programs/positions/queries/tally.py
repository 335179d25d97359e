"""How members stand to a position: computed from their standing answers, for pages and for the decision alike."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from civikos.programs.positions.models import Ballot, Elector, Passage, Position, Question, Response
from civikos.programs.positions.queries import counting
from civikos.programs.positions.queries.counting import Said, Stand, Tally, Votes
from civikos.programs.positions.states import Answer, Choice, Handling


@dataclass
class Standing:
    """
    Everybody's stand. `stands[organization][passage]` for passages of the position, `whole[organization]` for the whole.

    `tallies` are by passage key; `backing` are organizations that expressly back at least one passage and do not object to the
    whole; `objections` by passage (None is the whole) the organizations that object.
    """

    entitled: int
    passages: list[Passage]
    whole: dict[int, Said] = field(default_factory=dict)
    own: dict[int, dict[int, Said]] = field(default_factory=dict)
    tallies: dict[int, Tally] = field(default_factory=dict)
    objections: dict[int | None, list[int]] = field(default_factory=dict)
    backing: list[int] = field(default_factory=list)
    for_vote: dict[int, list[int]] = field(default_factory=dict)
    open_amendments: int = 0

    @property
    def answered(self) -> int:
        """Organizations that have said something."""
        return len(set(self.whole) | set(self.own))

    @property
    def silent(self) -> int:
        """Organizations that have said nothing at all."""
        return self.entitled - self.answered

    @property
    def whole_objections(self) -> int:
        """Organizations that object to the whole."""
        return len(self.objections.get(None, []))

    def stand(self, organization: int, passage: Passage) -> Stand:
        """How one organization stands to one passage."""
        own = self.own.get(organization, {}).get(passage.pk)
        return counting.stand_of(own, self.whole.get(organization), passage.words_round)

    def exceptions_of(self, organization: int) -> list[int]:
        """Numbers of the passages to which an organization objects."""
        return [each.number for each in self.passages if organization in self.objections.get(each.pk, [])]

    def as_figures(self) -> dict[str, Any]:
        """What the record of the decision keeps."""
        return {
            "entitled": self.entitled,
            "answered": self.answered,
            "backing": len(self.backing),
            "silent": self.silent,
            "whole_objections": self.whole_objections,
            "passages": [
                {
                    "number": passage.number,
                    "backs": self.tallies[passage.pk].backs,
                    "amends": self.tallies[passage.pk].amends,
                    "objects": self.tallies[passage.pk].objects,
                    "silent": self.tallies[passage.pk].silent,
                }
                for passage in self.passages
            ],
        }


def standing_of(position: Position, passages: list[Passage] | None = None) -> Standing:
    """
    How members stand to the standing passages. Three queries, whatever the number of members; two if the passages are known.
    """
    if passages is None:
        passages = standing_passages(position)
    entitled = Elector.objects.filter(position=position).count()
    made = Standing(entitled, passages)
    rows = Response.objects.filter(position=position, replaced_at=None).values_list(
        "pk", "organization", "passage", "answer", "round", "handling"
    )
    known = {each.pk for each in passages}
    for pk, organization, passage, answer, round_, handling in rows.order_by("pk"):
        said = Said(answer, round_, handling)
        if answer == Answer.AMEND and not handling:
            made.open_amendments += 1
        if passage is None:
            made.whole[organization] = said
        elif passage in known:
            made.own.setdefault(organization, {})[passage] = said
            if handling == Handling.TO_VOTE:
                made.for_vote.setdefault(passage, []).append(pk)
    _count(made)
    return made


def _count(made: Standing) -> None:
    everybody = sorted(set(made.whole) | set(made.own))
    backs: dict[int, int] = defaultdict(int)
    amends: dict[int, int] = defaultdict(int)
    objects: dict[int | None, list[int]] = defaultdict(list)
    for organization in everybody:
        whole = made.whole.get(organization)
        objects_to_all = whole is not None and whole.answer == Answer.OBJECT
        if objects_to_all:
            objects[None].append(organization)
        does_back = False
        for passage in made.passages:
            own = made.own.get(organization, {}).get(passage.pk)
            # An objection to the whole is counted once, with the whole, and not against each passage.
            if own is None and objects_to_all:
                objects_here = False
                stand = Stand.OBJECTS
            else:
                stand = counting.stand_of(own, whole, passage.words_round)
                objects_here = stand is Stand.OBJECTS
            if stand is Stand.BACKS:
                backs[passage.pk] += 1
                does_back = True
            elif stand is Stand.AMENDS:
                amends[passage.pk] += 1
            elif objects_here:
                objects[passage.pk].append(organization)
        if does_back and not objects_to_all:
            made.backing.append(organization)
    made.objections = dict(objects)
    against_all = len(objects.get(None, []))
    for passage in made.passages:
        own_against_all = (
            sum(1 for each in objects.get(None, []) if passage.pk not in made.own.get(each, {})) if against_all else 0
        )
        made.tallies[passage.pk] = Tally(
            made.entitled,
            backs[passage.pk],
            amends[passage.pk],
            len(objects.get(passage.pk, [])) + own_against_all,
        )


def standing_passages(position: Position) -> list[Passage]:
    """Passages that are part of the position, in order. One query."""
    rows = Passage.objects.filter(position=position, removed_at=None).exclude(settled=Passage.Settled.DROPPED)
    return list(rows.select_related("provision").order_by("order", "pk"))


@dataclass(frozen=True)
class Contested:
    """Something that goes to the vote: `passage` None is the whole; `amendment` the key of the response, for one that was put to it."""

    kind: str
    passage: Passage | None
    amendment: int | None
    objections: int


def contested(standing: Standing, threshold: int) -> list[Contested]:
    """What is contested, in the order of the passages, the whole last; nothing else is voted on."""
    found: list[Contested] = []
    for passage in standing.passages:
        objections = len(standing.objections.get(passage.pk, []))
        for amendment in standing.for_vote.get(passage.pk, []):
            found.append(Contested(Question.Kind.AMENDMENT, passage, amendment, objections))
        if counting.is_contested(objections, threshold):
            found.append(Contested(Question.Kind.KEEP, passage, None, objections))
    if counting.is_contested(standing.whole_objections, threshold):
        found.append(Contested(Question.Kind.WHOLE, None, None, standing.whole_objections))
    return found


def votes_of(position: Position, entitled: int) -> dict[int, Votes]:
    """The standing ballots on each question, by its key. One query."""
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = (
        Ballot.objects.filter(question__position=position, replaced_at=None)
        .values_list("question", "choice")
        .annotate(n=Count("pk"))
        .order_by("question", "choice")
    )
    for question, choice, n in rows:
        counted[question][choice] = n
    return {
        question: Votes(each.get(Choice.YES, 0), each.get(Choice.NO, 0), each.get(Choice.ABSTAIN, 0), entitled)
        for question, each in counted.items()
    }
