"""
The fate of what somebody said: where it went, what was answered, what the text became in each later version, who else said
the same, what other apps made of it. The same line for a contribution and for a point of the matrix.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.registry import Missing, NextStep, Related
from civikos.programs.consultations.models import (
    Answer,
    Consultation,
    Contribution,
    Explanation,
    Placement,
    Point,
    Raised,
    Satisfaction,
    TakenUp,
)
from civikos.programs.consultations.queries import contradictions, council, grouping, satisfaction, takenup
from civikos.programs.consultations.queries.takenup import Mark
from civikos.programs.consultations.queries.versions import FATE_LABELS, Change
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.states import Contradiction, ContributionStatus, Outcome, Satisfied, Status
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version

# More than this on one article is not compared for a page that anybody may ask for.
MOST_COMPARED = 300
SIMILAR_SHOWN = 8
VOICES = 20


@dataclass(frozen=True)
class Later:
    """
    What became of a place in one later version: how it is cited there (`place`, "" where it has none), whether its article
    changed (`fate` of `FATE_LABELS`, "" where nobody compared), its words against the version before (`changes`, empty where
    no word changed), how surely it was found, and what of a proposal the text holds (`mark`).
    """

    number: int
    received_on: date
    label: str
    eid: str
    article: str
    place: str
    fate: str
    changes: tuple[Change, ...]
    language: str
    is_whole_draft: bool
    sureness: int
    by_person: bool
    before: int
    mark: Mark | None
    own: Mark | None

    @property
    def fate_label(self) -> str:
        """The fate of the article in words."""
        return str(FATE_LABELS.get(self.fate, ""))

    @property
    def is_placed(self) -> bool:
        """Whether it has a place there."""
        return bool(self.eid)


@dataclass(frozen=True)
class Told:
    """
    A point's answer with all that is said of it: earlier answers, how it contradicts the newest text, what the institution
    says to that, since when it stands on the list of the Council.
    """

    point: Point
    earlier: tuple[Answer, ...]
    now: Answer | None
    contradiction: Contradiction | None
    explanation: Explanation | None
    old_explanations: tuple[Explanation, ...]
    raised: Raised | None

    @property
    def is_open(self) -> bool:
        """A contradiction that nobody has explained."""
        return self.contradiction is not None and self.explanation is None


@dataclass(frozen=True)
class Similar:
    """Somebody else who says the same, or nearly; `why` is "" for those in the same point."""

    contribution: Contribution
    why: str


@dataclass(frozen=True)
class Fate:
    """
    All of it for one contribution or one point; `similar` are the first of `n_similar`. `view` is the contributor's view of
    the answer, `is_of_earlier_answer` whether the institution has answered otherwise since.
    """

    told: tuple[Told, ...]
    later: tuple[Later, ...]
    related: tuple[Related, ...]
    missing: frozenset[Missing]
    steps: tuple[NextStep, ...]
    similar: tuple[Similar, ...] = ()
    n_similar: int = 0
    views: tuple[Satisfaction, ...] = ()
    view: Satisfaction | None = None
    is_of_earlier_answer: bool = False

    @property
    def earlier_views(self) -> tuple[Satisfaction, ...]:
        """Views that are not in force any more."""
        return tuple(each for each in self.views if each.until is not None)


def of_contribution(row: Contribution, actor: Actor, language: str) -> Fate:
    """
    The fate of a contribution that the actor may read; the contribution must have its consultation with draft and version.

    At most twelve queries, and five for each later version.
    """
    consultation = row.consultation
    points = satisfaction.points_of(row, actor) if consultation.status in WITH_THE_INSTITUTION else []
    for point in points:
        point.consultation = consultation
    versions = _versions(consultation)
    told = told_of(consultation, points, versions[-1] if versions else None)
    marks = _marks([point.pk for point in points], row.pk) if versions else {}
    later = _later(
        consultation, versions, row.provision.eid if row.provision else "", row.article, row.pk, row.language, marks
    )
    views = satisfaction.history(row.pk) if points else []
    view = next((each for each in views if each.until is None), None)
    similar, n_similar = _similar(row, points, actor)
    missing = _missing(consultation, told, later, view)
    related = list(registry.related_to("contribution", [row.pk], actor)[row.pk])
    for point in points:
        related += registry.related_to("point", [point.pk], actor)[point.pk]
    return Fate(
        told=told,
        later=later,
        related=_each_once(related),
        missing=missing,
        steps=tuple(registry.next_steps(row.name, actor, missing)) if missing else (),
        similar=similar,
        n_similar=n_similar,
        views=tuple(views),
        view=view,
        is_of_earlier_answer=_is_earlier(view, told),
    )


def of_point(point: Point, actor: Actor) -> Fate:
    """The fate of a point that the actor may read; the point must have its consultation with draft and version."""
    consultation = point.consultation
    versions = _versions(consultation)
    told = told_of(consultation, [point], versions[-1] if versions else None)
    marks = _marks([point.pk], None) if versions else {}
    first = (
        Point.contributions.through.objects.filter(point=point, contribution__provision=point.provision_id)
        .order_by("contribution_id")
        .values_list("contribution_id", flat=True)
        .first()
    )
    language = legislation.spoken_in(point.original or point.proposed, point.language)
    later = _later(
        consultation,
        versions,
        point.provision.eid if point.provision else "",
        point.article,
        first or 0,
        language,
        marks,
    )
    missing = _missing(consultation, told, later, None)
    return Fate(
        told=told,
        later=later,
        related=tuple(registry.related_to("point", [point.pk], actor)[point.pk]),
        missing=missing,
        steps=tuple(registry.next_steps(point.name, actor, missing)) if missing else (),
    )


def get_point(pk: int, actor: Actor) -> Point | None:
    """A point that the actor may read, with what its page shows. One query."""
    found: Point | None = (
        Point.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related(
            "provision", "consultation__draft__institution", "consultation__draft__kind", "consultation__version"
        )
        .first()
    )
    return found


def voices_of(point: Point, actor: Actor, page: int | str | None) -> Page[Contribution]:
    """Who made a point, organizations first, as far as the actor may read what they said. Two queries."""
    rows: Any = (
        Contribution.objects.listed_in(point.consultation, actor)
        .filter(points=point, status=ContributionStatus.ACTIVE)
        .select_related("author", "organization", "provision")
        .order_by("organization__name", "given_at", "pk")
    )
    return Paginator(rows, VOICES).get_page(page)


def told_of(consultation: Consultation, points: Sequence[Point], version: Version | None) -> tuple[Told, ...]:
    """
    Points with their answers and all that is said of them, held against the newest text. Four queries, none for none, one less
    without a later text.
    """
    if not points:
        return ()
    keys = [point.pk for point in points]
    answers: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(point__in=keys).select_related("person").order_by("-given_at", "-pk"):
        answers.setdefault(answer.point_id, []).append(answer)
    marks = takenup.of_points(consultation, keys, version) if version is not None else {}
    given: dict[int, list[Explanation]] = {}
    for each in (
        Explanation.objects.filter(point__in=keys).select_related("person", "version").order_by("-given_at", "-pk")
    ):
        given.setdefault(each.point_id, []).append(each)
    raised = council.of_points(keys)
    made = []
    for point in points:
        of_point = answers.get(point.pk, [])
        kind = contradictions.kind_of(marks.get(point.pk))
        explained = given.get(point.pk, [])
        holds = next(
            (
                each
                for each in explained
                if kind is not None
                and version is not None
                and each.until is None
                and contradictions.holds_for(each, point, version)
            ),
            None,
        )
        made.append(
            Told(
                point,
                tuple(of_point[1:]),
                of_point[0] if of_point else None,
                kind,
                holds,
                tuple(each for each in explained if each is not holds),
                raised.get(point.pk),
            )
        )
    return tuple(made)


def _is_earlier(view: Satisfaction | None, told: Sequence[Told]) -> bool:
    if view is None:
        return False
    now = next((each.now for each in told if each.point.pk == view.point_id), None)
    return now is not None and view.answer_id != now.pk


def _each_once(related: Iterable[Related]) -> tuple[Related, ...]:
    return tuple({(each.kind, each.address): each for each in related}.values())


def _missing(
    consultation: Consultation, told: Sequence[Told], later: Sequence[Later], view: Satisfaction | None
) -> frozenset[Missing]:
    # What an institution owes here, or said in a way that calls for more.
    found = set()
    closed = consultation.status in (Status.ANSWERED, Status.REPORTED)
    for each in told:
        outcome = each.point.outcome
        if not outcome and closed:
            found.add(Missing.ANSWER)
        is_unhappy = view is not None and view.point_id == each.point.pk and view.view != Satisfied.YES
        if (outcome == Outcome.REJECTED and (is_unhappy or not each.point.answer.strip())) or is_unhappy:
            found.add(Missing.REASON)
        promised = outcome in takenup.PROMISED
        if each.contradiction is not None or (promised and consultation.status == Status.REPORTED and not later):
            found.add(Missing.TEXT)
    return frozenset(found)


# --- The text in each later version -----------------------------------------------------------------------------------
def _marks(points: Sequence[int], contribution: int | None) -> dict[int, tuple[Mark | None, Mark | None]]:
    """For each later version the mark of the (first) point, and that of the contribution's own words. One query."""
    if not points:
        return {}
    own = Q(contribution=None) | Q(contribution=contribution) if contribution is not None else Q(contribution=None)
    shared: dict[int, Mark] = {}
    of_own: dict[int, Mark] = {}
    for row, mark in takenup.marked(TakenUp.objects.filter(own, point__in=list(points))):
        found = shared if row.contribution_id is None else of_own
        found.setdefault(row.version.number, mark)
    return {number: (shared.get(number), of_own.get(number)) for number in {*shared, *of_own}}


def _versions(consultation: Consultation) -> list[Version]:
    later = Version.objects.filter(draft=consultation.draft_id, number__gt=consultation.version.number)
    return list(later.order_by("number"))


def _later(
    consultation: Consultation,
    versions: Sequence[Version],
    eid: str,
    article: str,
    contribution: int,
    language: str,
    marks: dict[int, tuple[Mark | None, Mark | None]],
) -> tuple[Later, ...]:
    """A place through all later versions. Two queries, and five for each of them."""
    first = consultation.version
    if not versions:
        return ()
    placed = {
        row.version_id: row
        for row in Placement.objects.filter(contribution=contribution, version__in=versions).select_related("provision")
    }
    made = []
    before, at = first, (eid, article)
    words = _Words(language)
    for version in versions:
        place = placed.get(version.pk)
        target = place.provision if place is not None else None
        there = (target.eid, place.article) if place is not None and target is not None else ("", "")
        spoken = words.shared(before, version)
        changes: tuple[Change, ...] = ()
        if there[0] and at[0]:
            old, new = words.of(before, at, spoken), words.of(version, there, spoken)
            if old != new:
                changes = tuple(Change(str(each.op), each.text) for each in lawtext.word_changes(old, new))
        mark, own = marks.get(version.number, (None, None))
        made.append(
            Later(
                number=version.number,
                received_on=version.received_on,
                label=version.label,
                eid=there[0],
                article=there[1],
                place=legislation.full_labels(version, {there[0]}, spoken).get(there[0], "") if there[0] else "",
                fate=_fate_of(before, version, at[1]) if at[1] else "",
                changes=changes,
                language=spoken,
                is_whole_draft=not eid,
                sureness=round(100 * place.confidence) if place is not None else 0,
                by_person=place.decided_by_person if place is not None else False,
                before=before.number,
                mark=mark,
                own=own,
            )
        )
        if there[0]:
            before, at = version, there
    return tuple(made)


def _fate_of(older: Version, newer: Version, article: str) -> str:
    for row in legislation.fates(older, newer):
        if article in row.old_articles:
            return str(row.fate)
    return ""


class _Words:
    """Words of places, in the language of the contribution where both versions have it."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._spoken: dict[int, list[str]] = {}
        self._known: dict[tuple[int, str, str], str] = {}

    def shared(self, older: Version, newer: Version) -> str:
        """The language in which two versions are compared."""
        first, second = self._of(older), self._of(newer)
        both = [language for language in first if language in second]
        return self._language if self._language in both else (both or first or [self._language])[0]

    def _of(self, version: Version) -> list[str]:
        if version.pk not in self._spoken:
            self._spoken[version.pk] = legislation.languages_of(version)
        return self._spoken[version.pk]

    def of(self, version: Version, at: tuple[str, str], language: str) -> str:
        """What stands at a place with all that is below it, a line for each provision."""
        eid, article = at
        key = (version.pk, eid, language)
        if key not in self._known:
            self._known[key] = legislation.words_at(version, eid, article, language)
        return self._known[key]


# --- Who else ----------------------------------------------------------------------------------------------------------
def _similar(row: Contribution, points: Sequence[Point], actor: Actor) -> tuple[tuple[Similar, ...], int]:
    """
    Those behind the same point, and those whose words resemble it, as far as the actor may read them. Five queries at most,
    more where nobody has looked at the article before.
    """
    consultation = row.consultation
    visible: Any = Contribution.objects.listed_in(consultation, actor).filter(status=ContributionStatus.ACTIVE)
    same = set()
    if points:
        links = Point.contributions.through.objects.filter(point__in=[point.pk for point in points])
        same = set(links.exclude(contribution=row.pk).values_list("contribution_id", flat=True)[:2000])
    near = _resembling(row)
    keys = [*sorted(same), *sorted(set(near) - same)]
    if not keys:
        return (), 0
    found = visible.filter(pk__in=keys[:2000])
    n = found.count()
    shown = found.select_related("author", "organization").order_by("organization__name", "given_at", "pk")
    first = list(shown.filter(pk__in=sorted(same)[:2000])[:SIMILAR_SHOWN]) if same else []
    if len(first) < SIMILAR_SHOWN and near:
        first += list(shown.filter(pk__in=sorted(set(near) - same))[: SIMILAR_SHOWN - len(first)])
    return tuple(Similar(each, "" if each.pk in same else near.get(each.pk, "")) for each in first), n


def _resembling(row: Contribution) -> dict[int, str]:
    """Contributions on the same article that `lawtext` puts into one group with this one, with the kind of the group."""
    found: dict[int, str] = {}
    for group in grouping.found(row.consultation, row.article, most=MOST_COMPARED):
        keys = {int(member.key) for member in group.members}
        if row.pk in keys:
            kind = "proposed" if group.proposed else str(group.kind)
            found |= {key: str(grouping.KINDS[kind]) for key in keys - {row.pk} if key not in found}
    return found


# --- One's own, in a line each -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OwnFate:
    """
    What became of one contribution, in short: its point with the answer, the view of the answer, and what the newest text
    took up, of its own words (`mark`) and of the whole point (`of_point`), which is what the answer is held against.
    """

    point: Point | None = None
    mark: Mark | None = None
    of_point: Mark | None = None
    view: Satisfaction | None = None
    explanation: Explanation | None = None
    waits: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether its point has an answer."""
        return self.point is not None and bool(self.point.outcome)

    @property
    def contradiction(self) -> Contradiction | None:
        """How the answer and the newest text differ."""
        return contradictions.kind_of(self.of_point)

    @property
    def waits_for_view(self) -> bool:
        """Whether its contributor is asked what they think of the answer."""
        return self.is_answered and self.view is None and self.waits


def own_fates(consultation: Consultation, rows: Iterable[Contribution]) -> dict[int, OwnFate]:
    """The fate of some of an author's contributions, whose answers the author may read. Five queries at most."""
    listed = {row.pk: row for row in rows}
    points: dict[int, Point] = {}
    links: Any = (
        Point.contributions.through.objects.filter(contribution__in=list(listed), point__consultation=consultation)
        .select_related("point")
        .order_by("point__position", "point_id")
    )
    for link in links:
        points.setdefault(link.contribution_id, link.point)
    keys = {point.pk for point in points.values()}
    version = contradictions.newest_judged(consultation) if keys else None
    shared: dict[int, Mark] = {}
    own: dict[int, Mark] = {}
    if version is not None:
        wanted = Q(contribution=None) | Q(contribution__in=list(listed))
        for row, mark in takenup.marked(TakenUp.objects.filter(wanted, point__in=keys, version=version)):
            if row.contribution_id is None:
                shared[row.point_id] = mark
            else:
                own[row.contribution_id] = mark
    given = contradictions.explanations(keys) if version is not None else {}
    views = satisfaction.in_force(listed) if keys else {}
    made = {}
    for pk, point in points.items():
        explanation = given.get(point.pk)
        holds = (
            explanation is not None and version is not None and contradictions.holds_for(explanation, point, version)
        )
        made[pk] = OwnFate(
            point,
            own.get(pk) or shared.get(point.pk),
            shared.get(point.pk),
            views.get(pk),
            explanation if holds else None,
            listed[pk].status == ContributionStatus.ACTIVE,
        )
    return made
