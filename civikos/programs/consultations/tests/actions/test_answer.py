"""What the institution says of each point, and who is told."""

from datetime import timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.answers import NothingChosen, RejectionWithoutReason, Said, UnknownOutcome
from civikos.programs.consultations.models import Answer, Consultation, Point
from civikos.programs.consultations.papers import sheet
from civikos.programs.consultations.papers.returned import read_returned
from civikos.programs.consultations.queries import papers as gathered
from civikos.programs.consultations.states import REGULATION, Status
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import A_MINUTE, AFTER, Cast, by_link, fresh, points_of, refused
from civikos.registers.organizations.models import Mandate

NOW = AFTER + timedelta(days=1)


def answer(
    cast: Cast,
    consultation: Consultation,
    point: Point,
    outcome: str = "accepted",
    text: str = "",
    *,
    by: Actor | None = None,
    at: Any = NOW,
) -> int:
    return actions.answer_point(consultation.pk, point.pk, outcome=outcome, text=text, by=by or cast.ministry, at=at)


def test_answers_one_point_and_keeps_who_when_and_what(cast: Cast, submitted: Consultation) -> None:
    point = points_of(submitted)[0]
    assert answer(cast, submitted, point, "partly", "  Pjesërisht po. ") == 1
    point = fresh(point)
    assert (point.outcome, point.answer, point.answered_at) == ("partly", "Pjesërisht po.", NOW)
    given = Answer.objects.get()
    assert (given.point, given.outcome, given.text, given.person, given.by_sheet, given.given_at) == (
        point,
        "partly",
        "Pjesërisht po.",
        cast.ministry.person,
        False,
        NOW,
    )
    entry = story.sole_entry(submitted, "consultation.point_answered", by=cast.ministry, at=NOW, basis=REGULATION)
    assert entry.details == {"points": [point.pk], "by_sheet": False}
    (fact,) = story.facts("points.answered")
    assert fact.content == {str(point.pk): ["partly", "Pjesërisht po."]}
    assert fresh(submitted).status == Status.SUBMITTED
    assert story.mails("answers_received") == []


def test_a_changed_answer_keeps_the_one_before(cast: Cast, submitted: Consultation) -> None:
    point = points_of(submitted)[0]
    answer(cast, submitted, point, "rejected", "Jo.")
    answer(cast, submitted, point, "accepted", "", by=cast.secretariat, at=NOW + A_MINUTE)
    assert list(Answer.objects.order_by("pk").values_list("outcome", "text", "person")) == [
        ("rejected", "Jo.", cast.ministry.person_id),
        ("accepted", "", cast.secretariat.person_id),
    ]
    before = story.snapshot()
    assert answer(cast, submitted, point, "accepted", " ", at=NOW + 2 * A_MINUTE) == 0
    assert story.snapshot() == before, "the same answer again is no new one"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_rejection_without_a_reason_is_refused(cast: Cast, submitted: Consultation, text: str) -> None:
    first, second, _third = points_of(submitted)
    with refused(RejectionWithoutReason) as caught:
        answer(cast, submitted, second, "rejected", text)
    assert "2" in str(caught.value)
    with refused(RejectionWithoutReason):
        actions.answer_points(
            submitted.pk, [first.pk, second.pk], outcome="rejected", text=text, by=cast.ministry, at=NOW
        )
    with refused(RejectionWithoutReason):
        answers = {first.pk: Said("accepted", "Po."), second.pk: Said("rejected", text)}
        actions.import_answers(submitted.pk, answers, by=cast.ministry, at=NOW)
    assert answer(cast, submitted, second, "rejected", "Për arsye buxhetore.") == 1


@pytest.mark.parametrize("outcome", ["", "po", "ACCEPTED", "open"])
def test_only_the_four_words_are_answers(cast: Cast, submitted: Consultation, outcome: str) -> None:
    with refused(UnknownOutcome):
        answer(cast, submitted, points_of(submitted)[0], outcome, "Arsye.")


def test_several_points_get_one_answer_all_or_none(cast: Cast, submitted: Consultation) -> None:
    first, second, third = points_of(submitted)
    other = story.submitted(cast, titles={"sq": "Tjetri"})
    for wrong in ([first.pk, points_of(other)[0].pk], [first.pk, 10**9]):
        with refused(NotFound):
            actions.answer_points(submitted.pk, wrong, outcome="noted", text="", by=cast.ministry, at=NOW)
    with refused(NothingChosen):
        actions.answer_points(submitted.pk, [], outcome="noted", text="", by=cast.ministry, at=NOW)
    assert (
        actions.answer_points(
            submitted.pk, [first.pk, second.pk, first.pk], outcome="noted", text="E shënuam.", by=cast.ministry, at=NOW
        )
        == 2
    )
    assert [fresh(point).outcome for point in (first, second, third)] == ["noted", "noted", ""]
    story.sole_entry(submitted, "consultation.point_answered", by=cast.ministry, at=NOW, basis=REGULATION)


# --- Who --------------------------------------------------------------------------------------------------------------
def test_the_institution_and_the_secretariat_answer(cast: Cast, submitted: Consultation) -> None:
    for actor, outcome in (
        (cast.ministry, "noted"),
        (by_link(cast.ministry, submitted), "accepted"),
        (cast.second_officer, "partly"),
    ):
        assert answer(cast, submitted, points_of(submitted)[0], outcome, by=actor) == 1


@pytest.mark.parametrize("who", ["member", "other_member", "other_ministry", "visitor", "outsider"])
def test_others_do_not(cast: Cast, submitted: Consultation, who: str) -> None:
    with refused(NotAllowed):
        answer(cast, submitted, points_of(submitted)[0], by=getattr(cast, who))
    with refused(NotAllowed):
        actions.conclude(submitted.pk, by=getattr(cast, who), at=NOW)


def test_a_link_of_another_consultation_of_the_same_ministry_does_not_reach(
    cast: Cast, submitted: Consultation
) -> None:
    other = story.submitted(cast, titles={"sq": "Tjetri"})
    with refused(NotAllowed):
        answer(cast, submitted, points_of(submitted)[0], by=by_link(cast.ministry, other))
    closed = story.submitted(cast, titles={"sq": "I mbyllur"}, is_public=False)
    with refused(NotFound):
        answer(cast, closed, points_of(closed)[0], by=by_link(cast.ministry, other))
    assert answer(cast, closed, points_of(closed)[0], by=by_link(cast.ministry, closed)) == 1


@pytest.mark.parametrize("scope", [Mandate.Scope.ANSWER, Mandate.Scope.SPEAK])
def test_a_mandate_that_ended_or_says_something_else_does_not_answer(
    cast: Cast, submitted: Consultation, scope: str
) -> None:
    held = Mandate.objects.filter(person=cast.ministry.person)
    held.update(scope=scope, until=NOW.date() - timedelta(days=30) if scope == Mandate.Scope.ANSWER else None)
    with refused(NotAllowed):
        answer(cast, submitted, points_of(submitted)[0])


def test_answers_come_after_the_submission(cast: Cast, distributed: Consultation) -> None:
    story.three_voices(cast, distributed)
    actions.arrange_matrix(distributed.pk, by=cast.secretariat, at=NOW)
    with refused(WrongStatus):
        answer(cast, distributed, points_of(distributed)[0], by=cast.secretariat)


def test_nothing_is_answered_after_the_report(cast: Cast) -> None:
    row = story.reported(cast)
    with refused(WrongStatus):
        answer(cast, row, points_of(row)[0], "partly")


# --- The end ----------------------------------------------------------------------------------------------------------
def test_the_last_answer_concludes_and_tells_each_contributor_once(cast: Cast, submitted: Consultation) -> None:
    for number, (point, outcome) in enumerate(
        zip(points_of(submitted), ("noted", "rejected", "accepted"), strict=True)
    ):
        assert fresh(submitted).status == Status.SUBMITTED
        answer(cast, submitted, point, outcome, "Arsyeja e institucionit.", at=NOW + number * A_MINUTE)
    row = fresh(submitted)
    assert (row.status, row.answered_at) == (Status.ANSWERED, NOW + 2 * A_MINUTE)
    story.sole_entry(submitted, "consultation.answered", by=cast.ministry, at=NOW + 2 * A_MINUTE, basis=REGULATION)
    assert story.receivers("answers_received") == [
        "blerim.krasniqi@example.org",
        "ivana.markovic@example.org",
        "jelena.petrovic@example.org",
    ]

    # An answer changed afterwards is recorded, and nobody is written to a second time.
    answer(cast, submitted, points_of(submitted)[0], "accepted", "Megjithatë po.", at=NOW + timedelta(days=1))
    assert len(story.mails("answers_received")) == 3
    story.sole_entry(submitted, "consultation.answered", by=cast.ministry, at=NOW + 2 * A_MINUTE, basis=REGULATION)


def test_each_contributor_reads_what_became_of_their_own_points(cast: Cast, submitted: Consultation) -> None:
    answers = {point.pk: Said("rejected", f"Arsyeja për pikën {point.number}.") for point in points_of(submitted)}
    actions.import_answers(submitted.pk, answers, by=cast.ministry, at=NOW)
    for mail in story.mails("answers_received"):
        own = submitted.contributions.get(author__email=mail.address)
        number = own.points.get().number
        assert f"Arsyeja për pikën {number}." in mail.body
        assert mail.body.count("Arsyeja për pikën") == 1
        assert (own.text or own.proposed) in mail.body
        assert mail.secrets[0] in mail.body


def test_concluding_leaves_points_open_in_public(cast: Cast, submitted: Consultation) -> None:
    answer(cast, submitted, points_of(submitted)[0])
    row = actions.conclude(submitted.pk, by=cast.ministry, at=NOW + A_MINUTE)
    assert row.status == Status.ANSWERED
    assert [bool(point.outcome) for point in points_of(submitted)] == [True, False, False]
    assert len(story.mails("answers_received")) == 3
    with refused(WrongStatus):
        actions.conclude(submitted.pk, by=cast.ministry, at=NOW + 2 * A_MINUTE)
    assert answer(cast, submitted, points_of(submitted)[1], at=NOW + 3 * A_MINUTE) == 1, "later answers are still taken"
    assert len(story.mails("answers_received")) == 3


# --- The returned sheet -----------------------------------------------------------------------------------------------
def test_the_sheet_as_it_went_out_and_came_back_filled(cast: Cast, submitted: Consultation) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    rows = gathered.rows_of(submitted)
    data = sheet.matrix_xlsx(gathered.head_of(submitted, gathered.contributors_of(rows)), rows)
    expected = {gathered.key_of(point): point.number or 0 for point in points_of(submitted)}
    assert read_returned(data, expected, submitted.pk).answers == ()

    book = load_workbook(BytesIO(data))
    table, (head, columns) = _matrix_of(book, expected)
    words = {"P": ("Refuzohet", "Për arsye buxhetore."), "Q": ("Pranohet", "")}
    for number, line in enumerate(head, 1):
        outcome, text = words["P" if number == 1 else "Q"]
        table.cell(line, columns["outcome"], outcome)
        table.cell(line, columns["answer"], text)
    filled = BytesIO()
    book.save(filled)

    read = read_returned(filled.getvalue(), expected, submitted.pk)
    assert read.problems == ()
    by_key = {gathered.key_of(point): point.pk for point in points_of(submitted)}
    said = {by_key[each.key]: Said(each.outcome, each.text) for each in read.answers}
    assert actions.import_answers(submitted.pk, said, by=cast.ministry, at=NOW) == 3
    assert [(point.outcome, point.answer) for point in points_of(submitted)] == [
        ("rejected", "Për arsye buxhetore."),
        ("accepted", ""),
        ("accepted", ""),
    ]
    assert set(Answer.objects.values_list("by_sheet", flat=True)) == {True}
    assert fresh(submitted).status == Status.ANSWERED


def _matrix_of(book: Any, expected: dict[str, int]) -> tuple[Any, tuple[list[int], dict[str, int]]]:
    """The sheet of the matrix, its rows of points in order, and the columns for the answer."""
    from civikos.programs.consultations.papers import words

    for table in book.worksheets:
        lines = [row[0].row for row in table.iter_rows() if any(cell.value in expected for cell in row)]
        if not lines:
            continue
        for row in table.iter_rows(max_row=lines[0] - 1):
            columns = {words.column_of(str(cell.value or "")): cell.column for cell in row}
            if {"outcome", "answer"} <= set(columns):
                return table, (lines, columns)
    raise AssertionError("no matrix in the workbook")


def test_an_import_is_all_or_none(cast: Cast, submitted: Consultation) -> None:
    first, second, _third = points_of(submitted)
    other = points_of(story.submitted(cast, titles={"sq": "Tjetri"}))[0]
    with refused(NotFound):
        actions.import_answers(
            submitted.pk, {first.pk: Said("noted", ""), other.pk: Said("noted", "")}, by=cast.ministry, at=NOW
        )
    with refused(UnknownOutcome):
        actions.import_answers(
            submitted.pk, {first.pk: Said("noted", ""), second.pk: Said("ndoshta", "")}, by=cast.ministry, at=NOW
        )
    with refused(NothingChosen):
        actions.import_answers(submitted.pk, {}, by=cast.ministry, at=NOW)


def test_answering_everything_at_once_takes_a_number_of_queries_that_does_not_grow(cast: Cast, queries: Any) -> None:
    counts = []
    for size in (5, 60):
        row = story.distributed(cast, titles={"sq": f"Projekti {size}"})
        for number in range(size):
            story.contribute(row, cast.member, f"Komenti {number}.", eid=story.eid_of(row, "1"))
        actions.submit(row.pk, close_now=False, by=cast.secretariat, at=AFTER)
        said = {point.pk: Said("noted", "") for point in points_of(row)}
        with queries() as seen:
            assert actions.import_answers(row.pk, said, by=cast.ministry, at=NOW) == size
        counts.append(len(seen))
    assert counts[1] <= counts[0], counts
