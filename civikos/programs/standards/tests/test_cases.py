"""Recording consultations that were not run here: drafts, what is refused, duplicates, taking out and putting back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.actions import number_pending
from civikos.kernel.audit.models import Entry, LogLeaf
from civikos.kernel.privacy import queries as privacy
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.standards import actions
from civikos.programs.standards.actions import cases, erasing
from civikos.programs.standards.models import RecordedCase
from civikos.programs.standards.queries.contents import CaseContent, MeetingContent
from civikos.programs.standards.states import CaseStatus

Content = Callable[..., CaseContent]
SHORT = {"opened_on": date(2026, 3, 2), "closes_on": date(2026, 3, 6)}


def test_a_draft_is_kept_and_does_not_count(content: Content, secretariat: Actor, visitor: Actor, at: datetime) -> None:
    row = actions.save_draft(content(opened_on=None, closes_on=None), by=secretariat, at=at)
    assert row.status == CaseStatus.DRAFT
    assert not RecordedCase.objects.visible_to(visitor).exists()
    with pytest.raises(cases.PeriodMissing):
        actions.record_case(content(opened_on=None, closes_on=None), pk=row.pk, by=secretariat, at=at)
    assert actions.record_case(content(), pk=row.pk, by=secretariat, at=at).status == CaseStatus.RECORDED
    assert RecordedCase.objects.visible_to(visitor).get().year == 2026
    assert list(Entry.objects.filter(about_type="recordedcase").order_by("pk").values_list("verb", flat=True)) == [
        "recorded_case.entered",
        "recorded_case.changed",
        "recorded_case.recorded",
    ]
    number_pending()
    assert LogLeaf.objects.filter(kind="recorded_case.recorded", subject=row.name).exists()


@pytest.mark.parametrize("said", [SHORT, {"is_urgent": True}])
def test_short_or_urgent_needs_a_reason_or_that_none_was_given(
    content: Content, secretariat: Actor, at: datetime, said: dict[str, object]
) -> None:
    with pytest.raises(cases.ShortWithoutReason):
        actions.record_case(content(**said), by=secretariat, at=at)
    assert not RecordedCase.objects.exists()
    with_reason = actions.record_case(content(**said, short_reason="Buxheti"), by=secretariat, at=at)
    without = content(**said, title="Tjetër", no_reason_given=True)
    assert actions.record_case(without, by=secretariat, at=at).no_reason_given
    with pytest.raises(cases.ShortWithoutReason):
        actions.save_draft(content(**said), pk=with_reason.pk, by=secretariat, at=at)


def test_the_minimum_of_municipalities_is_their_own(content: Content, secretariat: Actor, at: datetime) -> None:
    enough = {"opened_on": date(2026, 3, 2), "closes_on": date(2026, 3, 31)}
    actions.record_case(content("municipality-prizren", "municipal_regulation", **enough), by=secretariat, at=at)
    with pytest.raises(cases.ShortWithoutReason):
        actions.record_case(
            content(
                "municipality-prizren", "municipal_regulation", **enough | {"closes_on": date(2026, 3, 30)}, title="x"
            ),
            by=secretariat,
            at=at,
        )


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"closes_on": date(2026, 3, 1)}, cases.DatesTheWrongWay),
        ({"extended_to": date(2026, 3, 30)}, cases.DatesTheWrongWay),
        ({"looked_on": date(2026, 11, 25)}, cases.LookedTooEarly),
        ({"unanswered": 11}, cases.MoreThanAll),
        ({"unreasoned": 6}, cases.MoreThanAll),
    ],
)
def test_what_cannot_be_is_refused(
    content: Content, secretariat: Actor, at: datetime, said: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        actions.save_draft(content(**said), by=secretariat, at=at)


def test_comments_that_do_not_add_up_are_taken_as_they_are(record: Callable[..., RecordedCase]) -> None:
    assert record(comments=10, accepted=9, partly=9, rejected=9).accepted == 9


def test_the_same_consultation_is_found_by_number_and_by_what_it_is(
    content: Content, record: Callable[..., RecordedCase], secretariat: Actor, at: datetime
) -> None:
    first = record(reference="40472")
    with pytest.raises(cases.AlreadyRecorded, match="Projektrregullorja"):
        record(title="Krejt tjetër", reference="40472")
    with pytest.raises(cases.AlreadyRecorded):
        record(title="PROJEKTRREGULLORJA PËR PROVËN".casefold().capitalize())
    assert record(title="Krejt tjetër", reference="40473").pk != first.pk
    actions.discard_case(first.pk, by=secretariat, at=at)
    assert record(reference="40472").pk != first.pk


def test_one_press_makes_one_case(content: Content, secretariat: Actor, at: datetime) -> None:
    rows = {actions.save_draft(content(), by=secretariat, at=at, request_key="k").pk for _press in range(2)}
    assert len(rows) == 1


def test_meetings_are_replaced_by_a_correction(
    content: Content, record: Callable[..., RecordedCase], secretariat: Actor, at: datetime
) -> None:
    row = record(meetings=(MeetingContent(date(2026, 3, 12), date(2026, 3, 3), "Prizren", 31),))
    changed = replace(content(), meetings=(MeetingContent(date(2026, 3, 13)),))
    actions.save_draft(changed, pk=row.pk, by=secretariat, at=at)
    assert list(row.meetings.values_list("held_on", "participants")) == [(date(2026, 3, 13), None)]


def test_out_of_the_watch_and_back_as_a_draft(
    record: Callable[..., RecordedCase], secretariat: Actor, visitor: Actor, at: datetime
) -> None:
    row = record()
    actions.discard_case(row.pk, by=secretariat, at=at)
    assert not RecordedCase.objects.visible_to(visitor).exists()
    with pytest.raises(WrongStatus):
        actions.discard_case(row.pk, by=secretariat, at=at)
    assert actions.restore_case(row.pk, by=secretariat, at=at).status == CaseStatus.DRAFT


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_only_the_secretariat_records(
    request: pytest.FixtureRequest, content: Content, record: Callable[..., RecordedCase], at: datetime, who: str
) -> None:
    actor: Actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        actions.record_case(content(title="x"), by=actor, at=at)
    row = record()
    with pytest.raises(NotAllowed):
        actions.discard_case(row.pk, by=actor, at=at)
    RecordedCase.objects.filter(pk=row.pk).update(status="draft")
    with pytest.raises(NotFound):
        actions.discard_case(row.pk, by=actor, at=at)


def test_a_person_leaves_only_keys_and_those_go(
    record: Callable[..., RecordedCase], secretariat: Actor, at: datetime
) -> None:
    row = record()
    assert secretariat.person is not None
    assert privacy.copy_of(secretariat.person.pk)["standards"]["recorded_cases"][0]["title"] == row.title
    assert erasing.forget_person(secretariat.person.pk, at + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert row.entered_by is None
