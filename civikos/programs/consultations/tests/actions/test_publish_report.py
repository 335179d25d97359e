"""The public report: its figures, its standards, who is told."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.answers import Said
from civikos.programs.consultations.models import Consultation, Contribution, Point, Recipient, Report, Support
from civikos.programs.consultations.queries import figures, measuring
from civikos.programs.consultations.states import REGULATION, Status
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import (
    A_MINUTE,
    AFTER,
    AT,
    Cast,
    contribute,
    eid_of,
    points_of,
    refused,
)

NOW = AFTER + timedelta(days=4)


def publish(
    cast: Cast, consultation: Consultation, *, by: Any = None, at: Any = NOW, foreword: str = ""
) -> Consultation:
    return actions.publish_report(consultation.pk, foreword=foreword, by=by or cast.secretariat, at=at)


@pytest.fixture
def rich(cast: Cast) -> Consultation:
    """Everything that figures could count wrongly: edits, withdrawn and hidden words, supports, merges, several capacities."""
    row = story.distributed(cast)
    story.three_voices(cast, row)
    same = contribute(
        row, cast.colleague, "PESËMBËDHJETË ditë nuk  mjaftojne.", eid=eid_of(row, "2", "1"), organization=cast.forum
    )
    individual = contribute(row, cast.member, "Si qytetar.", eid=eid_of(row, "6"))
    contribute(row, cast.member, "Edhe diçka si qytetar.", eid=eid_of(row, "6", "1"))
    gone = contribute(row, cast.other_member, "E tërhequr.", eid=eid_of(row, "4"))
    hidden = contribute(row, cast.other_member, "Fyerje.", eid=eid_of(row, "5"))
    for each in (same, individual, gone, hidden):
        actions.support(
            each.pk,
            organization=None,
            by=cast.other_member if each.author_id != cast.other_member.person_id else cast.member,
            at=AT + 20 * A_MINUTE,
        )
    actions.support(individual.pk, organization=None, by=cast.colleague, at=AT + 20 * A_MINUTE)
    actions.withdraw_contribution(gone.pk, by=cast.other_member, at=AT + 21 * A_MINUTE)
    actions.hide_contribution(hidden.pk, reason="Fyerje.", by=cast.secretariat, at=AT + 21 * A_MINUTE)
    actions.note_link_opened(row.pk, cast.member.person_id, AT + 5 * A_MINUTE)
    actions.submit(row.pk, close_now=False, by=cast.secretariat, at=AFTER)
    points = points_of(row)
    for point, outcome in zip(points, ("noted", "accepted", "rejected", "partly"), strict=False):
        actions.answer_point(
            row.pk, point.pk, outcome=outcome, text="Arsye.", by=cast.ministry, at=AFTER + timedelta(days=1)
        )
    return story.fresh(row)


def by_hand(consultation: Consultation) -> dict[str, int]:
    """The figures counted row by row, as somebody with the tables on paper would."""
    said = [
        row for row in Contribution.objects.all() if row.consultation_id == consultation.pk and row.status == "active"
    ]
    keys = {row.pk for row in said}
    points = [row for row in Point.objects.all() if row.consultation_id == consultation.pk]
    outcomes = Counter(row.outcome for row in points)
    asked = [
        row
        for row in Recipient.objects.all()
        if row.consultation_id == consultation.pk and not row.is_removed and row.invited_at
    ]
    return {
        "contributions": len(said),
        "proposals": sum(row.kind == "proposal" for row in said),
        "supports": sum(row.contribution_id in keys for row in Support.objects.all()),
        "organizations": len({row.organization_id for row in said if row.organization_id}),
        "individuals": len({row.author_id for row in said if not row.organization_id}),
        "articles_commented": len({row.article for row in said if row.article}),
        "points": len(points),
        "accepted": outcomes["accepted"],
        "partly": outcomes["partly"],
        "rejected": outcomes["rejected"],
        "noted": outcomes["noted"],
        "unanswered": outcomes[""],
        "invited": len(asked),
        "opened": sum(row.opened_at is not None for row in asked),
    }


def test_the_figures_equal_the_rows_counted_by_hand(cast: Cast, rich: Consultation) -> None:
    publish(cast, rich)
    report = Report.objects.get()
    assert report.figures == by_hand(rich)
    assert report.figures == {
        "contributions": 6,
        "proposals": 1,
        "supports": 3,
        "organizations": 2,
        "individuals": 2,
        "articles_commented": 2,
        "points": 5,
        "accepted": 1,
        "partly": 1,
        "rejected": 1,
        "noted": 1,
        "unanswered": 1,
        "invited": 3,
        "opened": 1,
    }


def test_figures_and_standards_cost_a_fixed_number_of_queries(cast: Cast, rich: Consultation, queries: Any) -> None:
    with queries(5):
        figures.figures(rich)
    row = Consultation.objects.select_related("draft__institution", "draft__kind").get(pk=rich.pk)
    with queries(5):
        measuring.score_card(row, at=NOW)


def test_publishes_words_answers_and_the_audit_entry(cast: Cast, rich: Consultation) -> None:
    row = publish(cast, rich, foreword="  Faleminderit. ")
    assert (row.status, row.reported_at, row.contributions_published_at) == (Status.REPORTED, NOW, NOW)
    assert Report.objects.get().foreword == "Faleminderit."
    story.sole_entry(rich, "consultation.report_published", by=cast.secretariat, at=NOW, basis=REGULATION)
    (fact,) = story.facts("report.published")
    assert fact.content == Report.objects.get().figures
    assert Contribution.objects.visible_to(cast.visitor).count() == 6
    assert Point.objects.visible_to(cast.visitor).count() == 5
    assert set(SearchEntry.objects.filter(kind="contribution").values_list("level", flat=True)) == {"public"}


def test_what_was_published_before_keeps_its_moment(cast: Cast, rich: Consultation) -> None:
    earlier = AFTER + timedelta(hours=1)
    actions.publish_contributions(rich.pk, by=cast.secretariat, at=earlier)
    assert publish(cast, rich).contributions_published_at == earlier


def test_whoever_was_not_told_by_answers_is_told_by_the_report_and_nobody_twice(cast: Cast) -> None:
    unanswered = story.submitted(cast)
    publish(cast, unanswered)
    assert len(story.mails("answers_received")) == 3
    answered = story.answered(cast, titles={"sq": "Tjetri"})
    assert len(story.mails("answers_received")) == 6
    publish(cast, answered)
    assert len(story.mails("answers_received")) == 6


def test_a_report_of_a_consultation_for_members_stays_with_them(cast: Cast) -> None:
    closed = story.reported(cast, is_public=False)
    assert not Contribution.objects.visible_to(cast.visitor).exists()
    assert not Point.objects.visible_to(cast.visitor).exists()
    assert Point.objects.visible_to(cast.member).count() == 3
    assert set(SearchEntry.objects.filter(scope=closed.name).values_list("level", flat=True)) == {"members"}


def test_refuses_before_submission_and_twice(cast: Cast, distributed: Consultation, submitted: Consultation) -> None:
    with refused(WrongStatus):
        publish(cast, distributed)
    publish(cast, submitted)
    with refused(WrongStatus):
        publish(cast, submitted)


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_publishing_is_for_the_secretariat(cast: Cast, submitted: Consultation, who: str) -> None:
    with refused(NotAllowed):
        publish(cast, submitted, by=getattr(cast, who))


def test_a_report_of_a_hidden_consultation_is_hidden(cast: Cast) -> None:
    closed = story.submitted(cast, is_public=False)
    with refused(NotFound):
        publish(cast, closed, by=cast.visitor)


# --- Standards ----------------------------------------------------------------------------------------------------------
def met(cast: Cast, consultation: Consultation, at: Any = NOW) -> dict[str, bool | None]:
    row = Consultation.objects.select_related("draft__institution", "draft__kind").get(pk=consultation.pk)
    return {finding.code: finding.met for finding in measuring.score_card(row, at=at).findings}


def test_standards_cannot_be_said_before_there_is_something_to_judge(cast: Cast, distributed: Consultation) -> None:
    found = met(cast, distributed, AT + timedelta(hours=1))
    assert (found["all_answered"], found["reasons"], found["report_in_time"]) == (None, None, None)


def test_enough_time_counts_working_days_to_the_institutions_deadline(cast: Cast) -> None:
    from datetime import date

    cards = {}
    for opened in (date(2026, 11, 23), date(2026, 11, 26)):
        row = story.register(cast, opened_on=opened, titles={"sq": f"Hapur {opened}"})
        row = Consultation.objects.select_related("draft__institution", "draft__kind").get(pk=row.pk)
        cards[opened] = measuring.score_card(row, at=AT).of("minimum_days")
    days = [figures.days_given(opened, story.GOVERNMENT_UNTIL, _rule("consultation.written.min")) for opened in cards]
    assert [card.met for card in cards.values()] == [count >= 15 for count in days] == [True, False]


def _rule(key: str) -> Any:
    from civikos.kernel.rulebook.queries import rule

    return rule(key, AT.date())


def test_all_answered_and_report_in_time(cast: Cast, rich: Consultation) -> None:
    found = met(cast, rich)
    assert (found["all_answered"], found["reasons"], found["report_in_time"]) == (False, True, None)
    left = points_of(rich)[-1]
    actions.import_answers(rich.pk, {left.pk: Said("accepted", "")}, by=cast.ministry, at=AFTER + timedelta(days=2))
    publish(cast, rich)
    found = met(cast, rich)
    assert (found["all_answered"], found["report_in_time"]) == (True, True)


def test_a_report_after_its_last_day_is_late_and_before_it_open(cast: Cast, submitted: Consultation) -> None:
    due = figures.report_due_on(submitted, _rule("consultation.report.due"))
    assert due >= story.GOVERNMENT_UNTIL.date() + timedelta(days=30)
    last = story.GOVERNMENT_UNTIL.replace(year=due.year, month=due.month, day=due.day, hour=23, minute=59)
    assert met(cast, submitted, last)["report_in_time"] is None
    assert met(cast, submitted, last + timedelta(days=1))["report"] is False
    publish(cast, submitted, at=last)
    assert met(cast, submitted, last + timedelta(days=9))["report_in_time"] is True
    other = story.submitted(cast, titles={"sq": "Me vonesë"})
    publish(cast, other, at=last + timedelta(minutes=2))
    found = met(cast, other, last + timedelta(days=9))
    assert (found["report"], found["report_in_time"]) == (True, False)
