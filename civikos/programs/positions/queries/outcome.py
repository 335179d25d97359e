"""How a position ended: the record of the decision in words, who backs it, who dissents by name."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.programs.positions.models import Adoption, Dissent, Position, Question, Supporter
from civikos.programs.positions.queries.counting import WhyNot
from civikos.programs.positions.states import Result

WHY_NOT = {
    WhyNot.NONE: "",
    WhyNot.WHOLE_LOST: _("The vote on the whole was not carried."),
    WhyNot.NOTHING_LEFT: _("No passage was kept by the vote."),
    WhyNot.TOO_FEW_BACK: _("Fewer organizations back it expressly than the rules ask for."),
}


@dataclass(frozen=True)
class Told:
    """The record of a decision for a page; `percent` are the shares of the bar: backing, objecting to the whole, answered otherwise, silent."""

    record: Adoption
    is_adopted: bool
    way: str
    why_not: str
    entitled: int
    backing: int
    answered: int
    silent: int

    @property
    def shares(self) -> tuple[float, float, float]:
        """Of a hundred: backing, other answers, silent."""
        whole = max(1, self.entitled)
        backing, silent = 100 * self.backing / whole, 100 * self.silent / whole
        return backing, max(0.0, 100 - backing - silent), silent


@dataclass(frozen=True)
class QuestionTold:
    """One question of the vote with its ballots."""

    number: int
    kind: str
    passage: int | None
    yes: int
    no: int
    abstain: int
    quorum: int
    result: str
    result_label: str


def record_of(position: Position) -> Adoption | None:
    """The record of the decision, if one was taken. One query."""
    return Adoption.objects.filter(position=position).first()


def told(record: Adoption) -> Told:
    """In words."""
    figures = record.figures
    return Told(
        record,
        record.is_adopted,
        str(Adoption.Way(record.way).label),
        str(WHY_NOT[WhyNot(record.why_not)]),
        figures["entitled"],
        figures["backing"],
        figures["answered"],
        figures["silent"],
    )


def questions_told(record: Adoption, language: str) -> list[QuestionTold]:
    """The questions of the vote, in order, as the record keeps them."""
    return [
        QuestionTold(
            each["number"],
            str(Question.Kind(each["kind"]).label),
            each["passage"],
            each["yes"],
            each["no"],
            each["abstain"],
            each["quorum"],
            each["result"],
            str(Result(each["result"]).label),
        )
        for each in record.figures.get("questions", [])
    ]


def supporters_of(position: Position) -> list[Supporter]:
    """Organizations that back it, by name, as frozen at adoption. One query."""
    return list(Supporter.objects.filter(position=position).order_by("organization_name", "pk"))


def dissents_of(position: Position) -> list[Dissent]:
    """Dissent by name, as asked for. One query."""
    rows = Dissent.objects.filter(position=position, withdrawn_at=None).select_related("passage")
    return list(rows.order_by("organization_name", "pk"))


def newer_of(position: Position, actor: Actor) -> Position | None:
    """The corrected edition that follows this one, as far as the actor may read it. One query."""
    if position.adopted_at is None:
        return None
    return Position.objects.visible_to(actor).filter(corrects=position).order_by("-edition", "-pk").first()
