"""Two people do the same at the same moment. Each promise has a control in which its guard is off and it breaks."""

import threading
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance.models import Token
from civikos.kernel.workflow.refusals import WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions import contributions
from civikos.programs.consultations.actions.answers import Said as Answered
from civikos.programs.consultations.actions.distribution import WindowClosed
from civikos.programs.consultations.models import Answer, Consultation, Contribution, Point, Satisfaction, Support
from civikos.programs.consultations.states import Status
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import A_MINUTE, AFTER, AT, MEMBERS_UNTIL, Cast, fresh
from tests.races.meeting import (
    MORE_PATIENCE,
    PATIENCE,
    Meeting,
    errors_of,
    together,
    unguarded,
    without_constraints,
    without_locks,
)

pytestmark = pytest.mark.race
SAYING = "civikos.programs.consultations.actions.contributions"
NOW = AT + 20 * A_MINUTE


# --- The same support -----------------------------------------------------------------------------------------------------
def back_at_once(cast: Cast, row: Contribution) -> int:
    """Two people of one organization back the same words, and one of them presses twice."""
    calls = [(cast.member, cast.forum), (cast.colleague, cast.forum), (cast.member, cast.forum)]
    outcomes = together(
        *(
            lambda by=by, of=of: actions.support(row.pk, organization=of.pk, by=by, at=NOW)
            for by, of in calls  # type: ignore[misc]
        )
    )
    assert errors_of(outcomes) == []
    return Support.objects.filter(contribution=row).count()


def test_the_same_support_from_three_threads_counts_once(cast: Cast, distributed: Consultation) -> None:
    for turn in range(4):
        row = story.contribute(distributed, cast.other_member, f"Fjala {turn}.", organization=cast.center)
        assert back_at_once(cast, row) == 1


def test_control_without_its_constraints_the_same_support_counts_several_times(
    cast: Cast, distributed: Consultation
) -> None:
    row = story.contribute(distributed, cast.other_member, organization=cast.center)
    with without_constraints(Support, "consultations_support_once", "consultations_support_org_once"):
        assert back_at_once(cast, row) > 1


# --- The same press of the button -------------------------------------------------------------------------------------------
def press_twice(cast: Cast, row: Consultation, contribute: Any, meeting: Meeting) -> list[Any]:
    said = story.says("Një shtypje.", request_key="k1")
    with meeting.before(f"{SAYING}.check_words"):
        return together(*[lambda: contribute(row.pk, said, by=cast.member, at=NOW)] * 2)


def test_the_same_press_twice_at_once_makes_one_contribution(cast: Cast, distributed: Consultation) -> None:
    meeting = Meeting()
    outcomes = press_twice(cast, distributed, actions.contribute, meeting)
    assert errors_of(outcomes) == []
    assert outcomes[0].value.pk == outcomes[1].value.pk
    assert (Contribution.objects.count(), meeting.met) == (1, 0)


def test_the_constraint_alone_makes_one_of_it_too(cast: Cast, distributed: Consultation) -> None:
    meeting = Meeting(patience=MORE_PATIENCE)
    with without_locks():
        outcomes = press_twice(cast, distributed, unguarded(actions.contribute), meeting)
    assert (errors_of(outcomes), Contribution.objects.count(), meeting.met) == ([], 1, 1)


def test_control_without_lock_and_constraint_the_same_press_makes_two(cast: Cast, distributed: Consultation) -> None:
    meeting = Meeting(patience=MORE_PATIENCE)
    with without_constraints(Contribution, "contributions_one_per_press"), without_locks():
        press_twice(cast, distributed, unguarded(actions.contribute), meeting)
    assert (Contribution.objects.count(), meeting.met) == (2, 1)


# --- Saying something while the matrix goes out -----------------------------------------------------------------------------
def lost_from_the_matrix(consultation: Consultation) -> list[str]:
    """Standing words that are behind no point, or whose point has other words; points behind which nobody stands."""
    missing = []
    for row in Contribution.objects.filter(consultation=consultation):
        words = {point.text for point in row.points.all()}
        if row.status == "active" and row.text not in words:
            missing.append(row.text)
        if row.status != "active" and words:
            missing.append(f"still there: {row.text}")
    return missing


def _say(cast: Cast, row: Consultation, mine: Contribution, action: Any) -> Any:
    return action(row.pk, story.says("Në çastin e fundit."), by=cast.member, at=NOW)


def _edit(cast: Cast, row: Consultation, mine: Contribution, action: Any) -> Any:
    return action(mine.pk, text="Me fjalë të tjera.", proposed="", organization=None, by=cast.member, at=NOW)


def _withdraw(cast: Cast, row: Consultation, mine: Contribution, action: Any) -> Any:
    return action(mine.pk, by=cast.member, at=NOW)


def _restore(cast: Cast, row: Consultation, mine: Contribution, action: Any) -> Any:
    return action(mine.pk, by=cast.member, at=NOW)


VERBS = [
    (_say, actions.contribute),
    (_edit, actions.edit_contribution),
    (_withdraw, actions.withdraw_contribution),
    (_restore, actions.restore_contribution),
]
IDS = ["contribute", "edit", "withdraw", "restore"]


def speak_while_submitting(
    cast: Cast, row: Consultation, verb: Any, action: Any, patience: float = PATIENCE
) -> list[str]:
    """
    Somebody has been let in by the deadline's guard; before they write, the officer presses "submit".

    What is wrong afterwards: words lost, or a matrix that changed after it went out.
    """
    others = story.contribute(row, cast.other_member, "E tjetrit.")
    mine = story.contribute(row, cast.member, "E imja.")
    if verb is _restore:
        actions.withdraw_contribution(mine.pk, by=cast.member, at=NOW)
    assert others.pk
    inside, submitted = threading.Event(), threading.Event()
    went_out: dict[int, str] = {}
    let_in = contributions.check_open

    def held(*args: Any, **kwargs: Any) -> None:
        let_in(*args, **kwargs)
        inside.set()
        submitted.wait(timeout=patience)

    def submit() -> Any:
        assert inside.wait(timeout=20)
        try:
            actions.submit(row.pk, close_now=True, by=cast.secretariat, at=NOW)
            went_out.update(Point.objects.filter(consultation=row).values_list("pk", "text"))
        finally:
            submitted.set()

    with mock.patch(f"{SAYING}.check_open", held):
        outcomes = together(lambda: verb(cast, row, mine, action), submit)
    assert errors_of(outcomes) == []
    assert fresh(row).status == Status.SUBMITTED
    changed = (
        []
        if went_out == dict(Point.objects.filter(consultation=row).values_list("pk", "text"))
        else ["the matrix changed after it went out"]
    )
    return lost_from_the_matrix(row) + changed


@pytest.mark.parametrize(("verb", "action"), VERBS, ids=IDS)
def test_nothing_said_before_the_submission_is_lost_from_the_matrix(
    cast: Cast, distributed: Consultation, verb: Any, action: Any
) -> None:
    assert speak_while_submitting(cast, distributed, verb, action) == []


@pytest.mark.parametrize(("verb", "action"), VERBS, ids=IDS)
def test_control_without_the_lock_words_are_lost(cast: Cast, distributed: Consultation, verb: Any, action: Any) -> None:
    with without_locks():
        assert speak_while_submitting(cast, distributed, verb, unguarded(action), patience=MORE_PATIENCE) != []


# --- Two officers send at once -----------------------------------------------------------------------------------------------
def send_twice(cast: Cast, row: Consultation, distribute: Any, meeting: Meeting) -> list[Any]:
    with meeting.before("civikos.kernel.entrance.actions.make_personal_links"):
        return together(
            *[lambda by=by: distribute(row.pk, by=by, at=NOW) for by in (cast.secretariat, cast.second_officer)]
        )  # type: ignore[misc]


def sent(row: Consultation) -> dict[str, int]:
    """How much was written about one consultation."""
    return {
        "messages": Message.objects.filter(about=row.name, kind="consultation_invitation").count(),
        "links": Token.objects.filter(audience=row.name, purpose="personal_link").count(),
        "entries": len(story.entries(row, "consultation.distributed")),
    }


def test_two_officers_send_at_once_and_each_person_gets_one_message(cast: Cast) -> None:
    row = story.register(cast)
    meeting = Meeting()
    outcomes = send_twice(cast, row, actions.distribute, meeting)
    assert [type(error) for error in errors_of(outcomes)] == [WrongStatus]
    assert (sent(row), meeting.met) == ({"messages": 3, "links": 3, "entries": 1}, 0)


def test_control_without_the_lock_each_person_gets_two_links(cast: Cast) -> None:
    row = story.register(cast)
    meeting = Meeting(patience=MORE_PATIENCE)
    with without_locks():
        send_twice(cast, row, unguarded(actions.distribute), meeting)
    assert meeting.met == 1
    found = sent(row)
    assert found["links"] == 6
    assert found["messages"] == 3, "the outbox has a guard of its own: the same key is never written twice"


# --- Two answers finish the matrix at once -----------------------------------------------------------------------------------
def answer_the_last_two(cast: Cast, row: Consultation, answer_point: Any, meeting: Meeting) -> list[Any]:
    first, second, third = story.points_of(row)
    actions.answer_point(row.pk, first.pk, outcome="noted", text="", by=cast.ministry, at=AFTER)
    # Both have written their answer, and neither has looked yet whether it was the last.
    with meeting.before("civikos.kernel.audit.actions.publish"):
        return together(
            lambda: answer_point(row.pk, second.pk, outcome="accepted", text="", by=cast.ministry, at=AFTER + A_MINUTE),
            lambda: answer_point(
                row.pk, third.pk, outcome="accepted", text="", by=cast.secretariat, at=AFTER + A_MINUTE
            ),
        )


def test_the_last_two_answers_at_once_conclude_once(cast: Cast) -> None:
    row = story.submitted(cast)
    links = Token.objects.filter(audience=row.name, purpose="personal_link").count()
    meeting = Meeting()
    outcomes = answer_the_last_two(cast, row, actions.answer_point, meeting)
    assert (errors_of(outcomes), meeting.met) == ([], 0)
    assert fresh(row).status == Status.ANSWERED
    assert len(story.entries(row, "consultation.answered")) == 1
    assert Message.objects.filter(kind="answers_received").count() == 3
    assert Token.objects.filter(audience=row.name, purpose="personal_link").count() - links == 3


def test_control_without_the_lock_an_answer_is_recorded_and_its_author_told_that_it_failed(cast: Cast) -> None:
    row = story.submitted(cast)
    meeting = Meeting(patience=MORE_PATIENCE)
    with without_locks():
        outcomes = answer_the_last_two(cast, row, unguarded(actions.answer_point), meeting)
    assert meeting.met == 1
    assert [type(error) for error in errors_of(outcomes)] == [WrongStatus]
    assert not Point.objects.filter(consultation=row, outcome="").exists()


def test_two_answers_to_the_last_point_leave_one_outcome_and_both_in_the_history(cast: Cast) -> None:
    row = story.submitted(cast)
    *others, last = story.points_of(row)
    actions.import_answers(row.pk, {point.pk: Answered("noted", "") for point in others}, by=cast.ministry, at=AFTER)
    outcomes = together(
        lambda: actions.answer_point(
            row.pk, last.pk, outcome="accepted", text="", by=cast.ministry, at=AFTER + A_MINUTE
        ),
        lambda: actions.answer_point(
            row.pk, last.pk, outcome="rejected", text="Jo.", by=cast.secretariat, at=AFTER + A_MINUTE
        ),
    )
    assert errors_of(outcomes) == []
    history = list(Answer.objects.filter(point=last).order_by("pk").values_list("outcome", flat=True))
    assert sorted(history) == ["accepted", "rejected"]
    assert fresh(last).outcome == history[-1]
    assert len(story.entries(row, "consultation.answered")) == 1
    assert Message.objects.filter(kind="answers_received").count() == 3


# --- The last second ----------------------------------------------------------------------------------------------------------
def test_of_the_last_second_everything_in_time_is_taken_and_nothing_after(
    cast: Cast, distributed: Consultation
) -> None:
    steps = [timedelta(microseconds=number) for number in (-500_000, -1_000, -1, 0, 1, 1_000)]
    speakers = [cast.member, cast.colleague, cast.other_member, cast.outsider]
    tries = [
        (by, MEMBERS_UNTIL + step, f"Fjala {number}.")
        for number, (step, by) in enumerate((step, by) for step in steps for by in speakers)
    ]
    outcomes = together(
        *(
            lambda by=by, at=at, text=text: actions.contribute(distributed.pk, story.says(text), by=by, at=at)
            for by, at, text in tries  # type: ignore[misc]
        )
    )
    for (_by, at, _text), outcome in zip(tries, outcomes, strict=True):
        assert type(outcome.error) is (type(None) if at < MEMBERS_UNTIL else WindowClosed), outcome.error
    actions.submit(distributed.pk, close_now=False, by=cast.secretariat, at=MEMBERS_UNTIL)
    assert lost_from_the_matrix(distributed) == []
    taken = set(Contribution.objects.values_list("text", flat=True))
    assert taken == {text for _by, at, text in tries if at < MEMBERS_UNTIL}


def test_a_crowd_speaks_while_the_officer_submits(cast: Cast, distributed: Consultation) -> None:
    story.contribute(distributed, cast.member, "E para.")
    speakers = [cast.member, cast.colleague, cast.other_member, cast.outsider]
    calls: list[Any] = [
        lambda number=number: actions.contribute(
            distributed.pk, story.says(f"Fjala {number}."), by=speakers[number % 4], at=NOW
        )
        for number in range(20)
    ]
    calls.insert(10, lambda: actions.submit(distributed.pk, close_now=True, by=cast.secretariat, at=NOW))
    outcomes = together(*calls)
    assert {type(error) for error in errors_of(outcomes)} <= {WrongStatus}
    said = sum(isinstance(outcome.value, Contribution) for outcome in outcomes)
    assert Contribution.objects.count() == said + 1
    assert lost_from_the_matrix(distributed) == []
    assert Point.objects.filter(number=None).count() == 0


# --- The same view of an answer ---------------------------------------------------------------------------------------------
def answered_words(cast: Cast, distributed: Consultation) -> Contribution:
    """Words for an organization, with an answer."""
    row = story.contribute(distributed, cast.member, "Fjala e forumit.", organization=cast.forum)
    actions.submit(distributed.pk, close_now=False, by=cast.secretariat, at=AFTER)
    point = Point.objects.get(contributions=row)
    actions.answer_point(distributed.pk, point.pk, outcome="rejected", text="Jo.", by=cast.ministry, at=AFTER)
    return row


def value_at_once(cast: Cast, row: Contribution, value: Any, meeting: Meeting) -> list[BaseException]:
    """Two people who speak for the organization say different things of the same answer."""
    people: list[tuple[Actor, str]] = [(cast.member, "no"), (cast.colleague, "partly")]
    with meeting.before("civikos.programs.consultations.actions.satisfaction._write"):
        outcomes = together(
            *(
                lambda by=by, view=view: value(
                    row.pk, view=view, reason="Arsye.", language="sq", by=by, at=AFTER + A_MINUTE
                )
                for by, view in people  # type: ignore[misc]
            )
        )
    return errors_of(outcomes)


def test_of_two_views_at_once_one_is_in_force_and_both_are_kept(
    cast: Cast, distributed: Consultation, clock: Any
) -> None:
    clock.move_to(AFTER)
    row, meeting = answered_words(cast, distributed), Meeting()
    assert value_at_once(cast, row, actions.value_answer, meeting) == []
    views = Satisfaction.objects.filter(contribution=row)
    assert (views.filter(until=None).count(), views.count(), meeting.met) == (1, 2, 0)


def test_control_unguarded_two_views_of_one_answer_are_in_force(
    cast: Cast, distributed: Consultation, clock: Any
) -> None:
    clock.move_to(AFTER)
    row, meeting = answered_words(cast, distributed), Meeting(patience=MORE_PATIENCE)
    with without_constraints(Satisfaction, "consultations_satisfaction_one_in_force"), without_locks():
        value_at_once(cast, row, unguarded(actions.value_answer), meeting)
    assert meeting.met == 1
    assert Satisfaction.objects.filter(contribution=row, until=None).count() == 2
