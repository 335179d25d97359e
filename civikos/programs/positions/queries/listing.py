"""Positions as lists show them, and the roll of one: a fixed number of queries each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.programs.positions.models import Ballot, Elector, Paper, Position, Question, Response, Supporter
from civikos.programs.positions.queries import titles
from civikos.programs.positions.states import Answer, Status
from civikos.registers.organizations.models import Mandate, Organization
from civikos.registers.organizations.querysets import in_force

PAGE_SIZE = 20
ROLL_PAGE = 50


@dataclass(frozen=True)
class Filter:
    """What part of the list is asked for; empty fields ask for everything. `state`: open, adopted, ended."""

    state: str = ""
    subject: str = ""
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One position of a list."""

    position: Position
    title: str
    addressee: str
    supporters: int
    until: datetime | None


def until_of(position: Position) -> datetime | None:
    """The deadline of the present phase."""
    return {
        Status.GATHERING: position.gather_until,
        Status.DRAFTING: position.draft_until,
        Status.CONSENT: position.consent_until,
        Status.VOTING: position.vote_until,
    }.get(Status(position.status))


def found(actor: Actor, wanted: Filter) -> Any:
    """Positions that fit, the newest first."""
    rows = titles.with_titles(Position.objects.visible_to(actor))
    if wanted.state == "open":
        rows = rows.under_way()
    elif wanted.state == "adopted":
        rows = rows.filter(status=Status.ADOPTED)
    elif wanted.state == "ended":
        rows = rows.filter(status__in=[Status.NOT_ADOPTED, Status.WITHDRAWN, Status.CORRECTED])
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.words:
        about = Q(title__icontains=wanted.words) | Q(summary__icontains=wanted.words)
        for column in ("title_sq", "title_sr", "title_en"):
            about |= Q(**{f"consultation__draft__{column}__icontains": wanted.words})
        rows = rows.filter(about)
    backed = (
        Supporter.objects.filter(position=OuterRef("pk"))
        .order_by()
        .values("position")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return rows.annotate(n_supporters=Coalesce(Subquery(backed), 0)).order_by("-opened_at", "-pk")


def rows_of(rows: Any, language: str) -> list[Row]:
    """Rows in words."""
    return [
        Row(
            each,
            titles.title_of(each, language),
            titles.addressee_of(each, language),
            each.n_supporters,
            until_of(each),
        )
        for each in rows
    ]


def page_of(actor: Actor, wanted: Filter, page: int | str | None, language: str) -> tuple[Page[Any], list[Row]]:
    """One page of the list. Two queries."""
    shown = Paginator(found(actor, wanted), PAGE_SIZE).get_page(page)
    return shown, rows_of(shown.object_list, language)


@dataclass(frozen=True)
class RollRow:
    """
    One organization on the roll: its answer to the whole, how many passages it backed, amended, objected to, by whom and when it
    last answered, and its ballots by the number of the question.
    """

    organization: str
    whole: str
    backs: int
    amends: int
    objects: int
    person: str
    at: datetime | None
    ballots: dict[int, str]

    @property
    def is_silent(self) -> bool:
        """Whether it has said nothing."""
        return not (self.whole or self.backs or self.amends or self.objects)


def roll(position: Position, words: str, state: str) -> list[RollRow]:
    """The whole roll by name, filtered. Three queries, whatever its length."""
    names = Elector.objects.filter(position=position).values_list("organization", "organization__name")
    answers: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    said = Response.objects.standing().filter(position=position).order_by("given_at", "pk")
    for row in said.values_list("organization", "passage", "answer", "given_at", "person__name"):
        answers[row[0]].append(row)
    ballots: dict[int, dict[int, str]] = defaultdict(dict)
    cast = Ballot.objects.filter(question__position=position, replaced_at=None)
    for organization, number, choice in cast.values_list("organization", "question__number", "choice"):
        ballots[organization][number] = choice
    made = []
    for key, name in sorted(names, key=lambda each: (each[1].casefold(), each[0])):
        rows = answers.get(key, [])
        own = [row[2] for row in rows if row[1] is not None]
        last = rows[-1] if rows else None
        made.append(
            RollRow(
                name,
                next((row[2] for row in rows if row[1] is None), ""),
                own.count(Answer.BACK),
                own.count(Answer.AMEND),
                own.count(Answer.OBJECT),
                (last[4] or "") if last else "",
                last[3] if last else None,
                ballots.get(key, {}),
            )
        )
    if words:
        made = [each for each in made if words.casefold() in each.organization.casefold()]
    tests = {
        "silent": lambda each: each.is_silent,
        "backs": lambda each: each.whole == Answer.BACK or each.backs,
        "amends": lambda each: each.amends,
        "objects": lambda each: each.objects or each.whole == Answer.OBJECT,
        "voted": lambda each: bool(each.ballots),
    }
    return [each for each in made if tests[state](each)] if state in tests else made


def speaks_for(position: Position, person: Person | None, on: date) -> list[Organization]:
    """Organizations of the roll for which a person may speak on a day, by name. One query."""
    if person is None:
        return []
    held = Mandate.objects.filter(in_force(on), person=person, scope=Mandate.Scope.SPEAK).values("organization")
    roll_ = Elector.objects.filter(position=position).values("organization")
    return list(Organization.objects.filter(pk__in=held).filter(pk__in=roll_).order_by("name", "pk"))


def own_responses(position: Position, organization: int | None) -> dict[int | None, Response]:
    """Standing answers of one organization by the key of the passage (None is the whole). One query."""
    if organization is None:
        return {}
    rows = Response.objects.standing().filter(position=position, organization=organization).select_related("person")
    return {row.passage_id: row for row in rows}


def responses(position: Position, answer: str) -> list[Response]:
    """Standing amendments or objections, by passage. One query."""
    rows = Response.objects.standing().filter(position=position, answer=answer)
    rows = rows.select_related("organization", "person", "passage__provision", "handled_by")
    return list(rows.order_by("passage__order", "given_at", "pk"))


def papers_of(position: Position) -> list[Paper]:
    """The newest paper of each kind and format. One query."""
    newest: dict[tuple[str, str, str], Paper] = {}
    for row in Paper.objects.filter(position=position).select_related("file").order_by("made_at", "pk"):
        newest[(row.kind, row.format, row.language)] = row
    order = [Paper.Kind.LETTER, Paper.Kind.ANNEX, Paper.Kind.DATA]
    return sorted(newest.values(), key=lambda row: (order.index(Paper.Kind(row.kind)), row.format))


def questions_of(position: Position) -> list[Question]:
    """What is voted on, in order. One query."""
    rows = Question.objects.filter(position=position)
    return list(rows.select_related("passage__provision", "amendment__organization").order_by("number"))


def own_ballots(position: Position, organization: int | None) -> dict[int, str]:
    """Standing ballots of one organization by the number of the question. One query."""
    if organization is None:
        return {}
    rows = Ballot.objects.filter(question__position=position, organization=organization, replaced_at=None)
    return dict(rows.values_list("question__number", "choice"))


def voted(position: Position) -> int:
    """How many organizations have voted. One query."""
    rows = Ballot.objects.filter(question__position=position, replaced_at=None)
    return rows.values("organization").distinct().count()


def reasons_by_passage(position: Position) -> dict[int, list[Response]]:
    """Standing objections by the key of the passage, 0 for the whole. One query."""
    found: dict[int, list[Response]] = defaultdict(list)
    for row in responses(position, Answer.OBJECT):
        found[row.passage_id or 0].append(row)
    return dict(found)


def all_papers(position: Position) -> list[Paper]:
    """Every paper that was ever made. One query."""
    return list(Paper.objects.filter(position=position).select_related("file").order_by("pk"))
