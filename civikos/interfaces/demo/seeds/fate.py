"""
What happens after the answers: the next text is held against them, the institution is asked and explains, contributors say
what they think of the answers, one point goes to the Council.
"""

import json
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Contribution, Point, Raised
from civikos.programs.consultations.queries import contradictions, satisfaction
from civikos.programs.consultations.states import Outcome, Satisfied

if TYPE_CHECKING:
    from datetime import datetime

    from civikos.interfaces.demo.seeds.story import Case, _Story

WORDS = Path(__file__).parents[1] / "data" / "fate.json"
# Of those who are asked, so many say what they think; of the contradictions, so many are explained.
SHARE_OF_VIEWS = 0.55


@cache
def words() -> dict[str, Any]:
    """Explanations by kind of contradiction, reasons by view, why something goes to the Council; each in three languages."""
    found: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return found


def ask(story: "_Story", case: "Case", number: int, by: Actor) -> None:
    """Have the secretariat ask the institution about what contradicts the text, and tell those who made the points."""

    def happen(at: "datetime") -> None:
        try:
            actions.ask_explanations(case.pk, by=by, at=at)
        except Refused:
            return
        story.deliver(at)

    story.on(story.moment(number, time(11, 20)), happen)


def explain(story: "_Story", case: "Case", number: int) -> None:
    """Have the institution explain all it was asked about but one of each kind where there are several."""
    story.on(story.moment(number, time(14, 5)), lambda at: _explain(story, case, at))


def _explain(story: "_Story", case: "Case", at: "datetime") -> None:
    consultation = Consultation.objects.select_related("version", "draft").get(pk=case.pk)
    version = contradictions.newest_judged(consultation)
    if version is None:
        return
    official = story.official_of(case.plan)
    rows = contradictions.flagged(Point.objects.filter(consultation=consultation), version).order_by("position", "pk")
    by_kind: dict[str, list[Point]] = {}
    for row in rows:
        by_kind.setdefault(row.contradiction, []).append(row)
    for kind, points in sorted(by_kind.items()):
        texts = words()["explanations"][kind]
        kept = points[:-1] if len(points) > 1 else points
        for turn, point in enumerate(kept):
            text = texts[turn % len(texts)][official.person.language if official.person else "sq"]
            actions.explain(
                point.pk,
                text=text,
                language=official.person.language if official.person else "sq",
                by=official,
                at=at + timedelta(minutes=7 * turn),
            )


def value(story: "_Story", case: "Case", first: int, last: int) -> None:
    """Have contributors say what they think of the answers, over some days; the member of the demo has not yet."""

    def happen(at: "datetime") -> None:
        end = story.moment(last, time(19, 0))
        said = list(
            Contribution.objects.standing()
            .filter(consultation=case.pk, author__isnull=False)
            .exclude(author=story.member)
            .select_related("author", "consultation")
            .order_by("pk")
        )
        for row in said:
            if story.chance.random() < SHARE_OF_VIEWS:
                moment = story._waking(at, end)
                story.on(moment, lambda when, row=row: _value(row, when))  # type: ignore[misc]

    story.on(story.moment(first, time(9, 30)), happen)


def _value(row: Contribution, at: "datetime") -> None:
    by = Actor(row.author)
    point = satisfaction.answered_point(row, Actor(is_system=True))
    if point is None:
        return
    view = {
        Outcome.ACCEPTED: Satisfied.YES,
        Outcome.PARTLY: Satisfied.PARTLY,
        Outcome.REJECTED: Satisfied.NO,
        Outcome.NOTED: Satisfied.PARTLY,
    }[Outcome(point.outcome)]
    language = row.author.language if row.author is not None else "sq"
    reasons = words()["views"].get(view, [])
    reason = reasons[row.pk % len(reasons)][language] if reasons else ""
    try:
        actions.value_answer(row.pk, view=view, reason=reason, language=language, by=by, at=at)
    except Refused:
        # Who has no mandate any more that day says nothing for the organization.
        return


def to_the_council(story: "_Story", case: "Case", proposed: int, raised: int, by: Actor) -> None:
    """Have two rejected points put on the list for the Council, and one of them raised there."""

    def propose(at: "datetime") -> None:
        rows = Point.objects.filter(consultation=case.pk, outcome=Outcome.REJECTED).order_by("position", "pk")[:2]
        for turn, point in enumerate(rows):
            actions.propose_raising(
                point.pk,
                reason=words()["council"][turn]["sq"],
                language="sq",
                by=by,
                at=at + timedelta(minutes=10 * turn),
            )

    def mark(at: "datetime") -> None:
        row = Raised.objects.filter(point__consultation=case.pk).order_by("pk").first()
        if row is not None:
            on: date = timezone.localdate(at)
            actions.mark_raised(
                row.pk, on=on, meeting=words()["meeting"]["sq"], note=words()["outcome"]["sq"], by=by, at=at
            )

    story.on(story.moment(proposed, time(10, 45)), propose)
    story.on(story.moment(raised, time(15, 30)), mark)
