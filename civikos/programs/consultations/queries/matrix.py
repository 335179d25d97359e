"""The matrix: points in order, who said them, how they were answered."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation, Contribution, Point
from civikos.programs.consultations.states import Outcome
from civikos.registers.legislation import queries as legislation

PAGE_SIZE = 50


@dataclass(frozen=True)
class Voice:
    """Who said a point: an organization, or a person as an individual; `count` of supports beside."""

    organization: str
    person: str
    contribution: int
    supports: int

    @property
    def label(self) -> str:
        """`Organization (Person)`, or `Person, as an individual`."""
        if self.organization:
            return self.organization
        return _("%(name)s, as an individual") % {"name": self.person or _("former member")}


@dataclass(frozen=True)
class MatrixRow:
    """One row as a page shows it; `place` is how the provision is cited, `heading` the article's title."""

    point: Point
    place: str
    heading: str
    voices: tuple[Voice, ...]

    @property
    def who(self) -> str:
        """Everybody behind the point, on one line."""
        return "; ".join(dict.fromkeys(voice.label for voice in self.voices))


@dataclass(frozen=True)
class Filter:
    """What part of the matrix is asked for; empty fields ask for everything."""

    outcome: str = ""
    article: str = ""
    words: str = ""


def points(consultation: Consultation, actor: Actor, wanted: Filter) -> Any:
    """Points that the actor may read, filtered, in the order of the matrix."""
    rows = Point.objects.visible_to(actor).filter(consultation=consultation)
    if wanted.outcome == "open":
        rows = rows.unanswered()
    elif wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.article:
        rows = rows.filter(article=wanted.article)
    if wanted.words:
        rows = rows.filter(Q(text__icontains=wanted.words) | Q(proposed__icontains=wanted.words) | Q(answer__icontains=wanted.words))
    return rows.select_related("provision").order_by("position", "pk")


def matrix_page(consultation: Consultation, actor: Actor, wanted: Filter, page: int, language: str) -> tuple[Page[Point], list[MatrixRow]]:
    """One page of the matrix with its rows. At most eight queries, whatever the number of points."""
    found = Paginator(points(consultation, actor, wanted), PAGE_SIZE).get_page(page)
    return found, rows_of(consultation, list(found.object_list), language)


def rows_of(consultation: Consultation, wanted: list[Point], language: str) -> list[MatrixRow]:
    """Rows with places and voices for some points."""
    voices = _voices([point.pk for point in wanted])
    places = legislation.full_labels(consultation.version, {point.provision.eid for point in wanted if point.provision}, language)
    headings = {row.eid: row.heading for row in legislation.outline(consultation.version, language) if row.is_unit}
    return [
        MatrixRow(
            point, places.get(point.provision.eid, "") if point.provision else legislation.unit_label(None, language),
            headings.get(point.article, ""), tuple(voices[point.pk]),
        )
        for point in wanted
    ]


def _voices(points_: list[int]) -> dict[int, list[Voice]]:
    found: dict[int, list[Voice]] = defaultdict(list)
    through = Point.contributions.through
    links = through.objects.filter(point_id__in=points_).values_list("point_id", "contribution_id")
    said = {
        row.pk: row
        for row in Contribution.objects.filter(pk__in=[contribution for _point, contribution in links])
        .select_related("author", "organization").annotate(n=Count("supports"))
    }
    for point, contribution in sorted(links):
        row: Any = said[contribution]
        found[point].append(
            Voice(row.organization.name if row.organization else "", row.author.name if row.author else "", row.pk, row.n)
        )
    return found


def outcome_counts(consultation: Consultation) -> dict[str, int]:
    """Points by outcome; `open` for those without an answer, `all` for the sum. One query."""
    rows = Point.objects.filter(consultation=consultation).values("outcome").annotate(n=Count("pk"))
    counted = {row["outcome"] or "open": row["n"] for row in rows}
    return {"all": sum(counted.values()), "open": counted.get("open", 0), **{each.value: counted.get(each, 0) for each in Outcome}}
