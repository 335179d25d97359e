"""Putting words back, keeping a returned sheet, trying failed mails again, hearing of drafts, making papers."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.correspondence.models import Message
from civikos.kernel.files.actions import FileNotAccepted, content_of
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions import papers
from civikos.programs.consultations.actions.answers import RejectionWithoutReason, Said
from civikos.programs.consultations.actions.contributions import MandateLapsed
from civikos.programs.consultations.actions.distribution import NothingToRetry, WindowClosed
from civikos.programs.consultations.actions.subscriptions import NothingToFollow
from civikos.programs.consultations.models import Consultation, Contribution, Paper, Subscription
from civikos.programs.consultations.states import RESTORE_CONTRIBUTION
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import (
    A_MINUTE,
    AFTER,
    AT,
    MEMBERS_UNTIL,
    Cast,
    by_link,
    contribute,
    fresh,
    points_of,
    refused,
)
from civikos.registers.organizations.models import Mandate

NOW = AT + 30 * A_MINUTE


# --- Putting words back -------------------------------------------------------------------------------------------------
@pytest.fixture
def gone(cast: Cast, distributed: Consultation) -> Contribution:
    """Blerim's words for the Forumi, taken back after an early arranging."""
    row = contribute(distributed, cast.member, "Fjalët e mia.", organization=cast.forum)
    actions.arrange_matrix(distributed.pk, by=cast.secretariat, at=AT + 15 * A_MINUTE)
    return actions.withdraw_contribution(row.pk, by=cast.member, at=AT + 20 * A_MINUTE)


def test_words_put_back_stand_again_and_are_in_the_matrix(cast: Cast, gone: Contribution) -> None:
    row = actions.restore_contribution(gone.pk, by=cast.member, at=NOW)
    assert fresh(row).status == "active"
    story.sole_entry(gone, "contribution.restored", by=cast.member, at=NOW, basis=RESTORE_CONTRIBUTION.basis)
    assert len(story.facts("contribution.restored")) == 1
    assert SearchEntry.objects.filter(about=gone.name).exists()
    actions.submit(gone.consultation_id, close_now=False, by=cast.secretariat, at=AFTER)
    (point,) = points_of(gone.consultation)
    assert list(point.contributions.all()) == [gone]


@pytest.mark.parametrize("who", ["colleague", "other_member", "secretariat", "ministry", "visitor", "outsider"])
def test_nobody_else_sees_words_taken_back(cast: Cast, gone: Contribution, who: str) -> None:
    with refused(NotFound):
        actions.restore_contribution(gone.pk, by=getattr(cast, who), at=NOW)


def test_words_come_back_by_the_right_door_in_time_and_with_the_mandate(cast: Cast, gone: Contribution) -> None:
    other = story.distributed(cast, titles={"sq": "Tjetri"})
    with refused(NotFound):
        actions.restore_contribution(gone.pk, by=by_link(cast.member, other), at=NOW)
    with refused(WindowClosed):
        actions.restore_contribution(gone.pk, by=cast.member, at=MEMBERS_UNTIL)
    held = Mandate.objects.filter(person=cast.member.person)
    held.update(until=AT.date() - timedelta(days=1))
    with refused(MandateLapsed):
        actions.restore_contribution(gone.pk, by=cast.member, at=NOW)
    held.update(until=None)
    assert actions.restore_contribution(gone.pk, by=by_link(cast.member, gone.consultation), at=NOW).status == "active"
    with refused(WrongStatus):
        actions.restore_contribution(gone.pk, by=cast.member, at=NOW)


# --- Each point its own answer, and the sheet that came back ----------------------------------------------------------------
def test_a_page_of_answers_is_taken_all_or_none(cast: Cast, submitted: Consultation) -> None:
    first, second, third = points_of(submitted)
    with refused(RejectionWithoutReason) as caught:
        answers = {first.pk: Said("accepted", ""), second.pk: Said("rejected", " ")}
        actions.answer_each(submitted.pk, answers, by=cast.ministry, at=AFTER)
    assert caught.value.details == {"number": 2}
    answers = {first.pk: Said("accepted", ""), second.pk: Said("rejected", "Jo."), third.pk: Said("noted", "")}
    assert actions.answer_each(submitted.pk, answers, by=cast.ministry, at=AFTER) == 3
    assert fresh(submitted).status == "answered"
    with refused(NotAllowed):
        actions.answer_each(submitted.pk, answers, by=cast.member, at=AFTER)


def test_a_sheet_that_came_back_is_kept_whatever_it_says(cast: Cast, submitted: Consultation) -> None:
    made = BytesIO()
    Workbook().save(made)
    paper = actions.keep_returned_sheet(submitted.pk, made.getvalue(), name="matrica.xlsx", by=cast.ministry, at=AFTER)
    assert (paper.kind, paper.format, content_of(paper.file)) == ("returned", "xlsx", made.getvalue())
    story.sole_entry(submitted, "matrix.returned", by=cast.ministry, at=AFTER)
    assert not any(point.outcome for point in points_of(submitted)), "its answers are taken over apart"
    with refused(FileNotAccepted):
        actions.keep_returned_sheet(
            submitted.pk, b"%PDF-1.7 nje skanim", name="matrica.xlsx", by=cast.ministry, at=AFTER
        )
    with refused(NotAllowed):
        actions.keep_returned_sheet(
            submitted.pk, made.getvalue(), name="matrica.xlsx", by=cast.other_ministry, at=AFTER
        )


def test_no_sheet_is_taken_before_the_matrix_went_out(cast: Cast, distributed: Consultation) -> None:
    with refused(WrongStatus):
        actions.keep_returned_sheet(distributed.pk, b"PK", name="x.xlsx", by=cast.secretariat, at=NOW)


# --- Trying again ---------------------------------------------------------------------------------------------------------
def test_what_failed_or_is_held_goes_into_the_queue_again_and_nothing_else(
    cast: Cast, distributed: Consultation
) -> None:
    with refused(NothingToRetry):
        actions.retry_delivery(distributed.pk, by=cast.secretariat, at=NOW)
    first, second, third = Message.objects.filter(about=distributed.name).order_by("pk")
    for row, state in ((first, "failed"), (second, "bounced"), (third, "sent")):
        Message.objects.filter(pk=row.pk).update(state=state)
    assert actions.retry_delivery(distributed.pk, by=cast.secretariat, at=NOW) == 1
    assert [fresh(row).state for row in (first, second, third)] == ["queued", "bounced", "sent"]
    entry = story.sole_entry(distributed, "consultation.delivery_retried", by=cast.secretariat, at=NOW)
    assert entry.details == {"messages": 1}


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_trying_again_is_for_the_secretariat(cast: Cast, distributed: Consultation, who: str) -> None:
    Message.objects.filter(about=distributed.name).update(state="failed")
    with refused(NotAllowed):
        actions.retry_delivery(distributed.pk, by=getattr(cast, who), at=NOW)


# --- Hearing of drafts ------------------------------------------------------------------------------------------------------
def test_a_subscription_is_begun_once_and_ended(cast: Cast) -> None:
    row = actions.subscribe(topic=cast.other_topic, by=cast.member, at=NOW)
    assert (row.person, row.topic, row.since) == (cast.member.person, cast.other_topic, NOW)
    story.sole_entry(row, "subscription.begun", by=cast.member, at=NOW)
    before = story.snapshot()
    assert actions.subscribe(topic=cast.other_topic, by=cast.member, at=NOW + A_MINUTE) == row
    assert story.snapshot() == before
    with refused(NotFound):
        actions.unsubscribe(row.pk, by=cast.other_member, at=NOW)
    actions.unsubscribe(row.pk, by=cast.member, at=NOW)
    assert not Subscription.objects.filter(person=cast.member.person).exists()


def test_a_subscription_needs_something_and_somebody_signed_in(cast: Cast, distributed: Consultation) -> None:
    with refused(NothingToFollow):
        actions.subscribe(by=cast.member, at=NOW)
    for by in (cast.visitor, by_link(cast.member, distributed)):
        with refused(NotAllowed):
            actions.subscribe(topic=cast.topic, by=by, at=NOW)
    mine = Subscription.objects.get(person=cast.outsider.person)
    for by in (cast.visitor, by_link(cast.outsider, distributed)):
        with refused(NotAllowed):
            actions.unsubscribe(mine.pk, by=by, at=NOW)


# --- Papers -----------------------------------------------------------------------------------------------------------------
def test_the_papers_of_a_submission_are_made_and_sent_once(cast: Cast, submitted: Consultation) -> None:
    papers.make_submission_papers(submitted.pk, at=AFTER + A_MINUTE)
    made = {(paper.kind, paper.format): paper for paper in Paper.objects.all()}
    assert set(made) == {
        ("matrix", "xlsx"),
        ("matrix", "docx"),
        ("matrix", "pdf"),
        ("matrix", "json"),
        ("letter", "pdf"),
    }
    for (_kind, format_), paper in made.items():
        content = content_of(paper.file)
        assert content.startswith({"xlsx": b"PK", "docx": b"PK", "pdf": b"%PDF", "json": b"{"}[format_])
    (letter,) = story.mails("submission_to_ministry")
    assert (letter.address, letter.attachments.count(), letter.person) == (
        "driton.berisha@example.org",
        3,
        cast.ministry.person,
    )
    assert letter.secrets[0] in letter.body
    before = story.snapshot()
    papers.make_submission_papers(submitted.pk, at=AFTER + 5 * A_MINUTE)
    papers.make_what_is_missing(AFTER + timedelta(days=1), at=AFTER + timedelta(days=1))
    assert story.snapshot() == before


def test_papers_lost_with_their_worker_are_made_by_the_clock(
    cast: Cast, submitted: Consultation, distributed: Consultation
) -> None:
    papers.make_what_is_missing(AFTER, at=AFTER + 5 * A_MINUTE)
    assert not Paper.objects.exists(), "its own job may still be at it"
    papers.make_what_is_missing(AFTER + A_MINUTE, at=AFTER + 6 * A_MINUTE)
    assert set(Paper.objects.values_list("consultation", flat=True)) == {submitted.pk}
    assert len(story.mails("submission_to_ministry")) == 1


def test_the_papers_of_a_report_are_made_once_and_everybody_invited_is_told(cast: Cast) -> None:
    row = story.reported(cast)
    for minutes in (1, 2):
        papers.make_report_papers(row.pk, at=AFTER + timedelta(days=4, minutes=minutes))
    assert sorted(Paper.objects.filter(kind="report").values_list("language", flat=True)) == ["en", "sq", "sr"]
    assert story.receivers("report_published") == story.receivers("consultation_invitation")
    assert {message.secrets == [] for message in story.mails("report_published")} == {True}, (
        "the report is public: no personal link"
    )


def test_no_papers_before_their_time(cast: Cast, distributed: Consultation, submitted: Consultation) -> None:
    before = story.snapshot()
    papers.make_submission_papers(distributed.pk, at=NOW)
    papers.make_report_papers(submitted.pk, at=AFTER)
    assert story.snapshot() == before


def test_every_reader_of_a_paper_is_asked_by_its_kind(cast: Cast, submitted: Consultation) -> None:
    from civikos.programs.consultations.permissions import may_read_paper

    def readers(kind: str) -> set[str]:
        names = ("secretariat", "member", "outsider", "ministry", "other_ministry", "visitor")
        return {name for name in names if may_read_paper(kind, Actor(getattr(cast, name).person), submitted)}

    assert readers("matrix") == {"secretariat", "member", "ministry"}
    assert readers("letter") == readers("returned") == {"secretariat", "ministry"}
    assert readers("report") == {"secretariat"}
