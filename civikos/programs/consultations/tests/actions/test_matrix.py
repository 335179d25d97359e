"""The matrix before it goes to the institution."""

from typing import Any

import pytest

from civikos.kernel.accounts.models import Person
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.matrix import (
    CannotMerge,
    CannotSplit,
    NobodyToReceive,
    NothingToSubmit,
    StillOpen,
)
from civikos.programs.consultations.models import Consultation, Point
from civikos.programs.consultations.states import REGULATION, Status
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import (
    A_MINUTE,
    AFTER,
    AT,
    MEMBERS_UNTIL,
    Cast,
    contribute,
    eid_of,
    fresh,
    points_of,
    refused,
)
from civikos.registers.organizations.models import Mandate

LATER = AT + 60 * A_MINUTE


def arrange(cast: Cast, consultation: Consultation, at: Any = LATER) -> list[Point]:
    """The points after arranging, in order."""
    assert actions.arrange_matrix(consultation.pk, by=cast.secretariat, at=at) == consultation.points.count()
    return points_of(consultation)


def texts(points: list[Point]) -> list[str]:
    return [point.text or point.proposed for point in points]


# --- Arranging --------------------------------------------------------------------------------------------------------
def test_orders_points_as_the_text_runs(cast: Cast, distributed: Consultation) -> None:
    for number in ("6", "1", "3"):
        contribute(distributed, cast.member, f"Për nenin {number}.", eid=eid_of(distributed, number))
    contribute(distributed, cast.member, "Për tërë projektin.")
    points = arrange(cast, distributed)
    assert texts(points) == ["Për tërë projektin.", "Për nenin 1.", "Për nenin 3.", "Për nenin 6."]
    assert [point.position for point in points] == [1, 2, 3, 4]
    assert {point.number for point in points} == {None}
    story.sole_entry(distributed, "consultation.matrix_arranged", by=cast.secretariat, at=LATER)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Afati është i shkurtër.", "Afati është i shkurtër."),
        ("Afati është i shkurtër.", "AFATI ESHTE  I\nSHKURTER."),
        ("Rok je prekratak, učešće je važno.", "Рок је прекратак, учешће је важно."),
        ("Čekamo odgovor još.", "Cekamo odgovor jos."),
    ],
)
def test_makes_one_point_of_the_same_words(cast: Cast, distributed: Consultation, one: str, other: str) -> None:
    eid = eid_of(distributed, "2")
    first = contribute(distributed, cast.member, one, eid=eid)
    second = contribute(distributed, cast.other_member, other, eid=eid)
    (point,) = arrange(cast, distributed)
    assert point.text == one
    assert set(point.contributions.all()) == {first, second}


def test_keeps_apart_what_differs_in_place_words_or_wording(cast: Cast, distributed: Consultation) -> None:
    place = eid_of(distributed, "2", "1")
    contribute(distributed, cast.member, "Po.", eid=place)
    contribute(distributed, cast.member, "Po.", eid=eid_of(distributed, "2", "2"))
    contribute(distributed, cast.member, "Jo.", eid=place)
    contribute(distributed, cast.member, "Po.", eid=place, is_proposal=True, proposed="Njëzet ditë.")
    contribute(distributed, cast.member, "Po.", eid=place, is_proposal=True, proposed="Tridhjetë ditë.")
    assert len(arrange(cast, distributed)) == 5


def test_arranging_twice_changes_nothing(cast: Cast, distributed: Consultation) -> None:
    story.three_voices(cast, distributed)
    arrange(cast, distributed)
    before = story.snapshot(without=("audit.Entry",))
    arrange(cast, distributed, LATER + A_MINUTE)
    assert story.snapshot(without=("audit.Entry",)) == before


def test_new_words_join_a_point_or_find_their_place_and_moved_points_stay(
    cast: Cast, distributed: Consultation
) -> None:
    for number in ("1", "3", "6"):
        contribute(distributed, cast.member, f"Për nenin {number}.", eid=eid_of(distributed, number))
    first, _third, sixth = arrange(cast, distributed)
    actions.move_point(distributed.pk, sixth.pk, before=first.pk, by=cast.secretariat, at=LATER)
    contribute(distributed, cast.other_member, "Për nenin 1.", eid=eid_of(distributed, "1"), at=AT + 20 * A_MINUTE)
    contribute(distributed, cast.other_member, "Për nenin 2.", eid=eid_of(distributed, "2"), at=AT + 20 * A_MINUTE)
    points = arrange(cast, distributed)
    assert [text for text in texts(points) if text != "Për nenin 2."] == [
        "Për nenin 6.",
        "Për nenin 1.",
        "Për nenin 3.",
    ]
    assert fresh(first).contributions.count() == 2


def test_words_taken_back_or_hidden_leave_the_matrix(cast: Cast, distributed: Consultation) -> None:
    eid = eid_of(distributed, "1")
    alone = contribute(distributed, cast.member, "Vetëm.", eid=eid)
    contribute(distributed, cast.member, "Bashkë.", eid=eid)
    together = contribute(distributed, cast.other_member, "Bashkë.", eid=eid)
    hidden = contribute(distributed, cast.other_member, "Fyerje.", eid=eid)
    assert len(arrange(cast, distributed)) == 3
    actions.withdraw_contribution(alone.pk, by=cast.member, at=AT + 20 * A_MINUTE)
    actions.withdraw_contribution(together.pk, by=cast.other_member, at=AT + 20 * A_MINUTE)
    actions.hide_contribution(hidden.pk, reason="Fyerje.", by=cast.secretariat, at=AT + 20 * A_MINUTE)
    (left,) = arrange(cast, distributed)
    assert (left.text, left.contributions.count()) == ("Bashkë.", 1)


def test_an_edit_after_an_early_arranging_is_in_the_matrix(cast: Cast, distributed: Consultation) -> None:
    eid = eid_of(distributed, "1")
    alone = contribute(distributed, cast.member, "Vetëm.", eid=eid)
    contribute(distributed, cast.member, "Bashkë.", eid=eid)
    together = contribute(distributed, cast.other_member, "Bashkë.", eid=eid)
    before = arrange(cast, distributed)
    for row, by, text in (
        (alone, cast.member, "Vetëm, por ndryshe."),
        (together, cast.other_member, "Ndryshe nga të tjerët."),
    ):
        actions.edit_contribution(row.pk, text=text, proposed="", organization=None, by=by, at=AT + 20 * A_MINUTE)
    actions.submit(distributed.pk, close_now=False, by=cast.secretariat, at=AFTER)
    assert {point.text: point.contributions.count() for point in points_of(distributed)} == {
        "Vetëm, por ndryshe.": 1,
        "Bashkë.": 1,
        "Ndryshe nga të tjerët.": 1,
    }
    assert fresh(before[0]).text == "Vetëm, por ndryshe.", "the point is the same, with its place"


# --- Merging, splitting, moving, putting right ----------------------------------------------------------------------------
@pytest.fixture
def three(cast: Cast, distributed: Consultation) -> list[Point]:
    """Three points on article 2; the first one in the text was said last, the second one brings exact wording."""
    contribute(
        distributed,
        cast.other_member,
        "",
        eid=eid_of(distributed, "2", "2"),
        is_proposal=True,
        proposed="Afati nuk zgjatet.",
    )
    contribute(
        distributed,
        cast.outsider,
        "As I said.",
        eid=eid_of(distributed, "2", "2"),
        language="en",
        at=AT + 11 * A_MINUTE,
    )
    contribute(
        distributed, cast.member, "Afati është i shkurtër.", eid=eid_of(distributed, "2", "1"), at=AT + 12 * A_MINUTE
    )
    return arrange(cast, distributed)


def merge(cast: Cast, consultation: Consultation, points: list[Point], **more: Any) -> Point:
    return actions.merge_points(
        consultation.pk, [point.pk for point in points], **{"by": cast.secretariat, "at": LATER, **more}
    )


def test_merging_keeps_all_contributions_and_the_words_of_the_first(
    cast: Cast, distributed: Consultation, three: list[Point]
) -> None:
    assert texts(three) == ["Afati është i shkurtër.", "Afati nuk zgjatet.", "As I said."]
    point = merge(cast, distributed, [three[2], three[0], three[1]])
    assert point == three[0]
    assert points_of(distributed) == [point]
    assert point.contributions.count() == 3
    assert (point.text, point.proposed) == ("Afati është i shkurtër.", "Afati nuk zgjatet."), (
        "exact wording is taken over"
    )
    entry = story.sole_entry(distributed, "matrix.points_merged", by=cast.secretariat, at=LATER)
    assert entry.details == {"into": three[0].pk, "from": [three[1].pk, three[2].pk]}


def test_splitting_undoes_a_merge(cast: Cast, distributed: Consultation, three: list[Point]) -> None:
    def said(points: list[Point]) -> set[tuple[Any, ...]]:
        return {
            (
                point.text,
                point.proposed,
                point.original,
                point.provision_id,
                point.article,
                point.language,
                tuple(point.contributions.values_list("pk", flat=True)),
            )
            for point in points
        }

    before = said(three)
    point = merge(cast, distributed, three)
    assert len(actions.split_point(distributed.pk, point.pk, by=cast.secretariat, at=LATER)) == 3
    assert said(points_of(distributed)) == before
    assert [row.position for row in points_of(distributed)] == [1, 2, 3]
    story.sole_entry(distributed, "matrix.point_split", by=cast.secretariat, at=LATER)


def test_merges_only_two_or_more_of_one_article(cast: Cast, distributed: Consultation, three: list[Point]) -> None:
    contribute(distributed, cast.member, "Për nenin 5.", eid=eid_of(distributed, "5"))
    elsewhere = arrange(cast, distributed)[3]
    for wrong in ([], [three[0]], [three[0], three[0]], [three[0], elsewhere]):
        with refused(CannotMerge):
            merge(cast, distributed, wrong)


def test_splits_only_what_stands_for_several(cast: Cast, distributed: Consultation, three: list[Point]) -> None:
    with refused(CannotSplit):
        actions.split_point(distributed.pk, three[0].pk, by=cast.secretariat, at=LATER)


def test_moves_a_point_before_another_or_to_the_end(cast: Cast, distributed: Consultation, three: list[Point]) -> None:
    one, two, last = three
    actions.move_point(distributed.pk, last.pk, before=one.pk, by=cast.secretariat, at=LATER)
    assert points_of(distributed) == [last, one, two]
    actions.move_point(distributed.pk, last.pk, before=None, by=cast.secretariat, at=LATER)
    assert points_of(distributed) == [one, two, last]
    actions.move_point(distributed.pk, one.pk, before=one.pk, by=cast.secretariat, at=LATER)
    assert points_of(distributed) == [one, two, last], "before itself it stays"
    assert [row.position for row in points_of(distributed)] == [1, 2, 3]


def test_does_not_move_a_point_before_one_that_is_not_there(
    cast: Cast, distributed: Consultation, three: list[Point]
) -> None:
    with refused(NotFound):
        actions.move_point(distributed.pk, three[0].pk, before=10**9, by=cast.secretariat, at=LATER)


def test_putting_words_right_leaves_what_members_said(
    cast: Cast, distributed: Consultation, three: list[Point]
) -> None:
    actions.edit_point(
        distributed.pk, three[0].pk, text=" Afati është shumë i shkurtër. ", proposed="", by=cast.secretariat, at=LATER
    )
    assert fresh(three[0]).text == "Afati është shumë i shkurtër."
    assert three[0].contributions.get().text == "Afati është i shkurtër."
    entry = story.sole_entry(distributed, "matrix.point_edited", by=cast.secretariat, at=LATER)
    assert entry.details["before"] == {"text": "Afati është i shkurtër.", "proposed": ""}
    arrange(cast, distributed)
    assert fresh(three[0]).text == "Afati është shumë i shkurtër."


VERBS = ["arrange", "merge", "split", "move", "edit"]


def _verb(name: str, consultation: Consultation, points: list[Point], **who: Any) -> None:
    pk, point = consultation.pk, points[0].pk
    if name == "arrange":
        actions.arrange_matrix(pk, **who)
    elif name == "merge":
        actions.merge_points(pk, [each.pk for each in points[:2]], **who)
    elif name == "split":
        actions.split_point(pk, point, **who)
    elif name == "move":
        actions.move_point(pk, point, before=None, **who)
    else:
        actions.edit_point(pk, point, text="Fjalë.", proposed="", **who)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_the_matrix_is_made_by_the_secretariat(
    cast: Cast, distributed: Consultation, three: list[Point], verb: str, who: str
) -> None:
    with refused(NotAllowed):
        _verb(verb, distributed, three, by=getattr(cast, who), at=LATER)


@pytest.mark.parametrize("verb", VERBS)
def test_a_submitted_matrix_is_not_touched(cast: Cast, submitted: Consultation, verb: str) -> None:
    with refused(WrongStatus):
        _verb(verb, submitted, points_of(submitted), by=cast.secretariat, at=AFTER + A_MINUTE)


@pytest.mark.parametrize("verb", ["merge", "split", "move", "edit"])
def test_points_of_another_matrix_are_not_reached(
    cast: Cast, distributed: Consultation, three: list[Point], verb: str
) -> None:
    other = story.distributed(cast, titles={"sq": "Tjetri"})
    with refused(NotFound):
        _verb(verb, other, three, by=cast.secretariat, at=LATER)


# --- Submitting -------------------------------------------------------------------------------------------------------
def submit(
    cast: Cast, consultation: Consultation, *, close_now: bool = False, by: Any = None, at: Any = AFTER
) -> Consultation:
    return actions.submit(consultation.pk, close_now=close_now, by=by or cast.secretariat, at=at)


def test_submitting_numbers_the_points_for_good(cast: Cast, distributed: Consultation) -> None:
    story.three_voices(cast, distributed)
    row = submit(cast, distributed)
    assert (row.status, row.submitted_at) == (Status.SUBMITTED, AFTER)
    assert [point.number for point in points_of(distributed)] == [1, 2, 3]
    said = set(distributed.contributions.values_list("pk", flat=True))
    assert set(Point.contributions.through.objects.values_list("contribution_id", flat=True)) == said
    entry = story.sole_entry(distributed, "consultation.submitted", by=cast.secretariat, at=AFTER, basis=REGULATION)
    assert entry.details == {"points": 3, "contact": cast.ministry.person_id, "before_deadline": False}
    (fact,) = story.facts("matrix.submitted")
    assert fact.content == {"points": 3, "before_deadline": False}
    with refused(WrongStatus):
        submit(cast, distributed)


def test_before_the_deadline_submitting_closes_only_when_told(cast: Cast, distributed: Consultation) -> None:
    story.three_voices(cast, distributed)
    early = MEMBERS_UNTIL - A_MINUTE
    with refused(StillOpen):
        submit(cast, distributed, at=early)
    assert submit(cast, distributed, close_now=True, at=early).status == Status.SUBMITTED
    assert story.entries(distributed, "consultation.submitted")[0].details["before_deadline"] is True


def test_at_the_deadline_nothing_has_to_be_told(cast: Cast, distributed: Consultation) -> None:
    story.three_voices(cast, distributed)
    assert submit(cast, distributed, at=MEMBERS_UNTIL).status == Status.SUBMITTED


def test_refuses_to_submit_nothing(cast: Cast, distributed: Consultation) -> None:
    with refused(NothingToSubmit):
        submit(cast, distributed)
    row = contribute(distributed, cast.member)
    actions.withdraw_contribution(row.pk, by=cast.member, at=AT + 20 * A_MINUTE)
    with refused(NothingToSubmit):
        submit(cast, distributed)


@pytest.mark.parametrize("how", ["no mandate", "ended", "inactive"])
def test_refuses_to_submit_to_nobody(cast: Cast, distributed: Consultation, how: str) -> None:
    story.three_voices(cast, distributed)
    mandates = Mandate.objects.filter(person=cast.ministry.person)
    if how == "no mandate":
        mandates.delete()
    elif how == "ended":
        mandates.update(until=AFTER.date().replace(day=AFTER.day - 1))
    else:
        Person.objects.filter(pk=cast.ministry.person_id).update(is_active=False)
    with refused(NobodyToReceive):
        submit(cast, distributed)


def test_a_draft_not_sent_yet_is_not_submitted(cast: Cast, registered: Consultation) -> None:
    with refused(WrongStatus):
        submit(cast, registered)


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_submitting_is_for_the_secretariat(cast: Cast, distributed: Consultation, who: str) -> None:
    story.three_voices(cast, distributed)
    with refused(NotAllowed):
        submit(cast, distributed, by=getattr(cast, who))
