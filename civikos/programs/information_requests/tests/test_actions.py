"""Writing, sending and following a request: allowed, refused for each reason, written into the trail, queued once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry, LogLeaf, LogPending
from civikos.kernel.correspondence.models import Message
from civikos.kernel.rulebook.models import Rule
from civikos.kernel.workflow.refusals import NotAllowed, Refused, WrongStatus
from civikos.programs.information_requests import actions, permissions
from civikos.programs.information_requests.actions import Wanted, drafting, events, reminding, sending, writing
from civikos.programs.information_requests.models import (
    AccessContact,
    Document,
    Event,
    InformationRequest,
    Letter,
    Series,
)
from civikos.programs.information_requests.queries.standing import standing, standing_events
from civikos.programs.information_requests.querysets import results_at
from civikos.programs.information_requests.states import Happening, Stage, Status
from civikos.registers.organizations.models import Organization

Happen = Callable[..., InformationRequest]


def verbs(request: InformationRequest) -> list[str]:
    rows = Entry.objects.filter(about_type="informationrequest", about_id=request.pk)
    return list(rows.order_by("pk").values_list("verb", flat=True))


def stage(request: InformationRequest, at: datetime) -> Stage:
    return standing(request, standing_events(request), at).stage


# --- Writing ---
def test_a_draft_has_no_number_and_nobody_else_sees_it(
    drafted: InformationRequest, member: Actor, other_member: Actor, visitor: Actor, secretariat: Actor
) -> None:
    assert (drafted.number, drafted.status) == (None, Status.DRAFT)
    seen = InformationRequest.objects.visible_to
    assert seen(member).count() == seen(secretariat).count() == 1
    assert seen(other_member).count() == seen(visitor).count() == 0
    assert verbs(drafted) == ["information_request.drafted"]


def test_only_who_speaks_for_the_organization_writes_in_its_name(
    wanted: Wanted, other_member: Actor, visitor: Actor, at: datetime
) -> None:
    for actor in (other_member, visitor):
        with pytest.raises(NotAllowed):
            actions.write_draft(wanted, by=actor, at=at)
    assert not InformationRequest.objects.exists()


def test_only_the_secretariat_asks_for_the_network(wanted: Wanted, member: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.write_draft(Wanted(wanted.institution, "x", "y", "sq"), by=member, at=at)


def test_a_request_goes_to_an_institution(wanted: Wanted, forum: Organization, member: Actor, at: datetime) -> None:
    with pytest.raises(drafting.NotAnInstitution):
        actions.write_draft(Wanted(forum, "x", "y", "sq", forum), by=member, at=at)


def test_urgency_needs_what_is_at_stake(wanted: Wanted, member: Actor, forum: Organization, at: datetime) -> None:
    urgent = Wanted(wanted.institution, "x", "y", "sq", forum, urgency="health", urgency_note=" ")
    with pytest.raises(drafting.UrgencyWithoutGround):
        actions.write_draft(urgent, by=member, at=at)


def test_a_draft_is_changed_and_thrown_away(
    drafted: InformationRequest, wanted: Wanted, member: Actor, other_member: Actor, at: datetime
) -> None:
    with pytest.raises(permissions.NotFound):
        actions.discard(drafted.pk, by=other_member, at=at)
    changed = Wanted(wanted.institution, "Tjetër", wanted.text, "sr", wanted.organization)
    assert actions.edit(drafted.pk, changed, by=member, at=at).subject == "Tjetër"
    actions.discard(drafted.pk, by=member, at=at)
    assert not InformationRequest.objects.exists()
    assert "information_request.discarded" in Entry.objects.values_list("verb", flat=True)


# --- Sending ---
def test_sending_numbers_freezes_the_rules_and_queues_one_mail(
    sent: InformationRequest, member: Actor, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    assert sent.number == "QDP-2026-0001"
    assert sent.rules["access.decision"]["value"] == "7"
    assert sent.rules["access.law"]["value"] == "06/L-081"
    # Seven days from Tuesday the 24th: Tuesday 1 December; the period ends with that day.
    assert sent.due_until is not None and sent.due_until.isoformat() == "2026-12-02T00:00:00+01:00"
    assert verbs(sent) == ["information_request.drafted", "information_request.sent"]
    assert LogLeaf.objects.filter(kind="information_request.sent").count() + LogPending.objects.count() == 1
    assert actions.put_in_outbox(sent.pk, at=at) is True
    assert actions.put_in_outbox(sent.pk, at=at) is False, "a job that runs again writes no second mail"
    message = Message.objects.get(kind="information_request")
    assert message.address == sent.institution.email
    assert message.headers["Reply-To"].startswith("k+")
    assert "QDP-2026-0001" in message.subject
    assert "Kërkojmë qasje" in message.body and "Blerim Krasniqi" in message.body
    assert [file.media_type for file in message.attachments.all()] == ["application/pdf"]


def test_a_draft_is_sent_once(drafted: InformationRequest, member: Actor, secretariat: Actor, at: datetime) -> None:
    actions.send(drafted.pk, by=member, at=at)
    with pytest.raises(WrongStatus):
        actions.send(drafted.pk, by=secretariat, at=at)
    assert Event.objects.filter(kind=Happening.SENT).count() == 1
    assert Series.objects.get(year=2026).last == 1


def test_numbers_have_no_gaps_and_their_beginning_is_a_rule(wanted: Wanted, member: Actor, at: datetime) -> None:
    Rule.objects.filter(key="access.number_prefix").update(value="KQ")
    rows = [actions.write_draft(wanted, by=member, at=at) for _each in range(3)]
    unfinished = Wanted(wanted.institution, "x", "1. …", "sq", wanted.organization)
    with pytest.raises(sending.Unfinished):
        actions.send(actions.write_draft(unfinished, by=member, at=at).pk, by=member, at=at)
    assert [actions.send(row.pk, by=member, at=at).number for row in rows] == [
        "KQ-2026-0001",
        "KQ-2026-0002",
        "KQ-2026-0003",
    ]


def test_the_address_for_requests_comes_before_the_general_one(
    drafted: InformationRequest, secretariat: Actor, member: Actor, at: datetime
) -> None:
    with pytest.raises(NotAllowed):
        actions.write_contact(drafted.institution, address="qasja@md.example.org", by=member, at=at)
    actions.write_contact(drafted.institution, address="qasja@md.example.org", by=secretariat, at=at)
    assert actions.send(drafted.pk, by=member, at=at).address == "qasja@md.example.org"


def test_without_an_address_it_is_handed_in_on_paper(drafted: InformationRequest, member: Actor, at: datetime) -> None:
    Organization.objects.filter(pk=drafted.institution_id).update(email="")
    AccessContact.objects.all().delete()
    with pytest.raises(sending.NoAddress) as refusal:
        actions.send(drafted.pk, by=member, at=at)
    assert "Ministria e Drejtësisë" in str(refusal.value)
    with pytest.raises(sending.NotYet):
        actions.mark_sent(drafted.pk, handed_in_at=at + timedelta(days=1), way="paper", by=member, at=at)
    row = actions.mark_sent(drafted.pk, handed_in_at=at - timedelta(days=10), way="paper", by=member, at=at)
    assert stage(row, at) is Stage.SILENT
    assert actions.put_in_outbox(row.pk, at=at) is False
    assert not Message.objects.exists()


def test_a_letter_of_2018_stands_under_the_old_law(drafted: InformationRequest, member: Actor, at: datetime) -> None:
    row = actions.mark_sent(
        drafted.pk, handed_in_at=datetime(2018, 3, 5, 12, tzinfo=at.tzinfo), way="paper", by=member, at=at
    )
    assert row.rules["access.law"]["value"] == "03/L-215"
    assert row.rules["access.complaint_to"]["value"] == "institution"
    assert "access.urgent" not in row.rules
    assert writing.complaint_goes_to(row) == row.institution


def test_a_letter_whose_job_was_lost_is_made_by_the_clock(sent: InformationRequest, at: datetime) -> None:
    InformationRequest.objects.filter(pk=sent.pk).update(mailed_at=None)
    Message.objects.all().delete()
    assert reminding.make_what_is_missing(at, at=at) == 0, "sent just now: its job may still run"
    assert reminding.make_what_is_missing(at + timedelta(minutes=5), at=at + timedelta(minutes=10)) == 1
    assert Message.objects.filter(kind="information_request").count() == 1


# --- What happens ---
def test_a_refusal_is_written_down(refused: InformationRequest, member: Actor) -> None:
    assert (refused.outcome, refused.is_late, refused.days_taken) == (Happening.REFUSED, False, 3)
    assert refused.grounds == ["deliberation"]
    assert verbs(refused)[-1] == "information_request.event_entered"


@pytest.mark.parametrize(
    ("kind", "days", "more", "refusal"),
    [
        (Happening.FULL, -1, {}, events.BeforeSending),
        (Happening.FULL, 99, {}, events.InTheFuture),
        (Happening.FORWARDED, 0, {}, events.HolderMissing),
        (Happening.AGENCY_ASKED, 0, {}, events.NoComplaint),
        (Happening.AGENCY_DECIDED, 0, {"decision": "upheld"}, events.NoComplaint),
        (Happening.COMPLAINED, 0, {}, events.NothingToComplainOf),
        (Happening.COURT_DECIDED, 0, {}, events.DecisionMissing),
        (Happening.COURT_DECIDED, 0, {"decision": "upheld"}, WrongStatus),
    ],
)
def test_what_cannot_have_happened_is_refused_and_changes_nothing(
    sent: InformationRequest,
    member: Actor,
    at: datetime,
    kind: str,
    days: int,
    more: dict[str, Any],
    refusal: type[Refused],
) -> None:
    before = (Event.objects.count(), verbs(sent))
    with pytest.raises(refusal):
        actions.enter_event(sent.pk, kind, happened_at=at + timedelta(days=days), by=member, at=at, **more)
    assert (Event.objects.count(), verbs(sent)) == before


def test_others_may_not_enter_anything(
    sent: InformationRequest, other_member: Actor, ministry: Actor, visitor: Actor, at: datetime
) -> None:
    for actor in (other_member, ministry, visitor):
        with pytest.raises(NotAllowed):
            actions.enter_event(sent.pk, Happening.FULL, happened_at=at, by=actor, at=at)


def test_a_second_extension_is_refused(sent: InformationRequest, member: Actor, happen: Happen) -> None:
    happen(sent, Happening.EXTENDED, member, days=2, words="Numër i madh dokumentesh.")
    assert sent.is_extended
    with pytest.raises(events.AlreadyExtended):
        happen(sent, Happening.EXTENDED, member, days=3)


def test_an_extension_after_the_period_moves_nothing_and_is_in_the_file(
    sent: InformationRequest, member: Actor, happen: Happen
) -> None:
    due = sent.due_until
    happen(sent, Happening.EXTENDED, member, days=9)
    assert (sent.due_until, sent.is_extended) == (due, False)
    with pytest.raises(events.AlreadyExtended):
        happen(sent, Happening.EXTENDED, member, days=10)


def test_with_a_new_holder_the_clock_and_the_extension_begin_anew(
    sent: InformationRequest, member: Actor, happen: Happen
) -> None:
    other = Organization.objects.get(code="opm")
    happen(sent, Happening.EXTENDED, member, days=1)
    with pytest.raises(events.SameHolder):
        happen(sent, Happening.FORWARDED, member, days=2, holder=sent.institution)
    happen(sent, Happening.FORWARDED, member, days=2, holder=other)
    assert (sent.holder, sent.institution.code, sent.is_extended) == (other, "ministry-justice", False)
    happen(sent, Happening.EXTENDED, member, days=4)
    assert sent.is_extended


def test_an_entry_is_taken_back_and_both_stay(refused: InformationRequest, member: Actor, clock: Any) -> None:
    at = refused.answered_at
    assert at is not None
    event = Event.objects.get(kind=Happening.REFUSED)
    actions.annul(event.pk, reason="Gabim", by=member, at=at)
    refused.refresh_from_db()
    assert (refused.outcome, refused.answered_at) == ("", None)
    assert Event.objects.filter(kind__in=[Happening.REFUSED, Happening.ANNULLED]).count() == 2
    with pytest.raises(WrongStatus):
        actions.annul(event.pk, reason="", by=member, at=at)
    with pytest.raises(WrongStatus):
        actions.annul(Event.objects.get(kind=Happening.SENT).pk, reason="", by=member, at=at)


def test_withdrawn_closed_and_taken_up_again(sent: InformationRequest, member: Actor, at: datetime) -> None:
    for end, status in ((actions.withdraw, Status.WITHDRAWN), (actions.close, Status.CLOSED)):
        assert end(sent.pk, by=member, at=at).status == status
        with pytest.raises(WrongStatus):
            actions.enter_event(sent.pk, Happening.FULL, happened_at=at, by=member, at=at)
        assert actions.reopen(sent.pk, by=member, at=at).status == Status.SENT
    assert stage(sent, at) is Stage.WAITING


# --- Private until an outcome ---
def test_a_private_request_is_seen_by_others_with_its_outcome(
    own: InformationRequest, secretariat: Actor, member: Actor, visitor: Actor, happen: Happen
) -> None:
    seen = InformationRequest.objects.visible_to
    assert not seen(visitor).exists() and not seen(member).exists() and seen(secretariat).exists()
    happen(own, Happening.PARTIAL, secretariat, days=2)
    assert seen(visitor).exists() and seen(member).exists()


def test_who_may_read_is_changed_by_those_who_work_on_it(
    sent: InformationRequest, member: Actor, other_member: Actor, visitor: Actor, at: datetime
) -> None:
    with pytest.raises(NotAllowed):
        actions.set_private(sent.pk, True, by=other_member, at=at)
    actions.set_private(sent.pk, True, by=member, at=at)
    assert not InformationRequest.objects.visible_to(visitor).exists()
    actions.set_private(sent.pk, False, by=member, at=at)
    assert InformationRequest.objects.visible_to(visitor).exists()


# --- Mail ---
def receive(request: InformationRequest, at: datetime, words: str = "Kërkesa juaj refuzohet.") -> Event:
    return actions.receive_message(
        request.pk,
        words=words,
        sender="zyra@md.example.org",
        subject=f"Re: {request.number}",
        is_foreign=False,
        mail_kind="reply",
        attachments=[],
        at=at,
    )


def test_a_message_waits_until_somebody_says_what_it_is_once(
    sent: InformationRequest, member: Actor, secretariat: Actor, at: datetime
) -> None:
    later = at + timedelta(days=1)
    message = receive(sent, later)
    assert stage(sent, later) is Stage.WAITING, "a mail decides nothing"
    assert [event.pk for event in events.unclassified(sent)] == [message.pk]
    actions.classify(message.pk, Happening.REFUSED, happened_at=later, by=member, at=later, grounds=["none"])
    sent.refresh_from_db()
    assert sent.outcome == Happening.REFUSED and not events.unclassified(sent)
    with pytest.raises(events.SaidAlready):
        actions.classify(message.pk, Happening.FULL, happened_at=later, by=secretariat, at=later)


def test_what_was_said_of_a_message_can_be_taken_back(sent: InformationRequest, member: Actor, at: datetime) -> None:
    later = at + timedelta(days=1)
    message = receive(sent, later)
    said = actions.classify(message.pk, Happening.REFUSED, happened_at=later, by=member, at=later)
    actions.annul(said.pk, reason="", by=member, at=later)
    assert events.unclassified(sent) == [message]
    actions.classify(message.pk, Happening.PARTIAL, happened_at=later, by=member, at=later)
    sent.refresh_from_db()
    assert sent.outcome == Happening.PARTIAL


# --- Complaint ---
def test_a_complaint_is_drafted_from_the_file_and_sent_once(
    refused: InformationRequest, member: Actor, other_member: Actor, at: datetime
) -> None:
    later = at + timedelta(days=4)
    with pytest.raises(NotAllowed):
        actions.draft_letter(refused.pk, Letter.Kind.COMPLAINT, by=other_member, at=later)
    letter = actions.draft_letter(refused.pk, Letter.Kind.COMPLAINT, by=member, at=later)
    assert actions.draft_letter(refused.pk, Letter.Kind.COMPLAINT, by=member, at=later).pk == letter.pk
    assert "06/L-081" in letter.text and "QDP-2026-0001" in letter.text
    assert "diskutimet brenda institucionit" in letter.text, "the ground that was given"
    assert "27 nëntor 2026" in letter.text
    actions.edit_letter(letter.pk, subject=letter.subject, text=letter.text + "\n\nShtesë.", by=member, at=later)
    actions.send_letter(letter.pk, by=member, at=later)
    with pytest.raises(WrongStatus):
        actions.send_letter(letter.pk, by=member, at=later)
    refused.refresh_from_db()
    assert refused.complained_at == later
    assert stage(refused, later) is Stage.WITH_AGENCY
    assert actions.put_letter_in_outbox(letter.pk, at=later) is True
    assert actions.put_letter_in_outbox(letter.pk, at=later) is False
    message = Message.objects.get(kind="information_letter")
    assert message.address == Organization.objects.get(code="aip").email
    assert message.attachments.count() == 2


def test_there_is_no_complaint_while_the_time_runs(sent: InformationRequest, member: Actor, at: datetime) -> None:
    with pytest.raises(events.NothingToComplainOf):
        actions.draft_letter(sent.pk, Letter.Kind.COMPLAINT, by=member, at=at)


def test_a_complaint_of_silence_says_so(sent: InformationRequest, member: Actor, at: datetime) -> None:
    letter = actions.draft_letter(sent.pk, Letter.Kind.COMPLAINT, by=member, at=at + timedelta(days=9))
    assert "heshtja konsiderohet refuzim" in letter.text
    assert "1 dhjetor 2026" in letter.text


def test_a_clarification_is_given_by_mail(sent: InformationRequest, member: Actor, happen: Happen) -> None:
    with pytest.raises(writing.NoClarificationAsked):
        actions.draft_letter(sent.pk, Letter.Kind.CLARIFICATION, by=member, at=sent.sent_at)
    happen(sent, Happening.CLARIFICATION_ASKED, member, days=2)
    assert sent.sent_at is not None
    later = sent.sent_at + timedelta(days=3)
    letter = actions.draft_letter(sent.pk, Letter.Kind.CLARIFICATION, by=member, at=later)
    with pytest.raises(sending.Unfinished):
        actions.send_letter(letter.pk, by=member, at=later)
    actions.edit_letter(letter.pk, subject=letter.subject, text="Kërkojmë raportin e vitit 2026.", by=member, at=later)
    actions.send_letter(letter.pk, by=member, at=later)
    sent.refresh_from_db()
    # The clock begins anew on 27 November: seven days later is Friday 4 December.
    assert sent.due_until == datetime(2026, 12, 4, 23, 0, tzinfo=UTC)


# --- Several ---
def test_one_text_to_several_institutions(wanted: Wanted, member: Actor, at: datetime) -> None:
    several = list(Organization.objects.filter(kind="municipality").order_by("pk")[:4])
    with pytest.raises(drafting.NobodyChosen):
        actions.make_batch("Buxheti", several[:1], wanted, by=member, at=at)
    batch = actions.make_batch("Buxheti", several, wanted, by=member, at=at)
    assert batch.requests.count() == 4
    Organization.objects.filter(pk=several[0].pk).update(email="")
    went, refused = actions.send_batch(batch.pk, by=member, at=at)
    assert (went, [refusal.code for refusal in refused]) == (3, ["information_request.no_address"])
    assert sorted(batch.requests.exclude(number=None).values_list("number", flat=True)) == [
        f"QDP-2026-000{number}" for number in (1, 2, 3)
    ]


# --- Reminders ---
def messages_of(kind: str) -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("address", "subject"))


def test_reminders_come_once_each(sent: InformationRequest, member: Actor, at: datetime, clock: Any) -> None:
    told = []
    for hours in range(0, 24 * 26, 12):
        moment = at + timedelta(hours=hours)
        reminding.remind(at=moment)
        count = Message.objects.filter(kind="information_request_reminder").count()
        told.append(count)
    # Two working days before 1 December; when it is silent; two working days before 16 December.
    assert told[-1] == 3
    assert {address for address, _subject in messages_of("information_request_reminder")} == {
        "blerim.krasniqi@example.org"
    }


def test_nobody_is_reminded_at_night_or_of_what_was_answered(
    sent: InformationRequest, member: Actor, at: datetime, happen: Happen
) -> None:
    assert reminding.remind(at=at.replace(hour=3) + timedelta(days=6)) == 0
    happen(sent, Happening.FULL, member, days=1)
    assert reminding.remind(at=at + timedelta(days=8)) == 0


def test_the_networks_own_requests_are_the_secretariats(own: InformationRequest, at: datetime) -> None:
    reminding.remind(at=at + timedelta(days=8))
    assert [address for address, _s in messages_of("information_request_reminder")] == ["arta.hoxha@example.org"]


def test_a_new_calendar_moves_open_last_days(sent: InformationRequest, secretariat: Actor, at: datetime) -> None:
    from civikos.kernel.workdays.models import CalendarEdition

    newest = CalendarEdition.objects.order_by("-pk").first()
    assert newest is not None
    CalendarEdition.objects.create(days=[*newest.days, "2026-12-01"])
    assert reminding.recount_after_a_new_calendar(at=at) == 1
    sent.refresh_from_db()
    assert sent.due_until == datetime(2026, 12, 3, tzinfo=at.tzinfo)
    assert reminding.recount_after_a_new_calendar(at=at) == 0


# --- What is kept is what the clock says ---
def test_the_kept_columns_are_what_the_clock_says(refused: InformationRequest, member: Actor, at: datetime) -> None:
    names = ("due_until", "next_until", "answered_at", "outcome", "is_late", "days_taken", "grounds", "reference")
    kept = {name: getattr(refused, name) for name in names}
    InformationRequest.objects.filter(pk=refused.pk).update(due_until=None, outcome="", grounds=[], days_taken=None)
    actions.recount(refused.pk, at=at + timedelta(days=3))
    refused.refresh_from_db()
    assert {name: getattr(refused, name) for name in names} == kept


def test_every_request_is_in_exactly_one_of_four_results(
    refused: InformationRequest, own: InformationRequest, at: datetime
) -> None:
    for days in (0, 4, 8, 30):
        conditions = results_at(at + timedelta(days=days))
        for row in InformationRequest.objects.sent():
            held = [
                name
                for name in ("in_time", "late", "silent", "waiting")
                if InformationRequest.objects.filter(conditions[name], pk=row.pk).exists()
            ]
            assert len(held) == 1, held


def test_documents_go_with_what_is_said_of_their_message(sent: InformationRequest, member: Actor, at: datetime) -> None:
    from civikos.kernel.files import actions as files
    from civikos.kernel.files.kinds import TEXTS

    stored = files.store(b"Raporti", name="raporti.txt", accepted=TEXTS, by=member, at=at)
    message = actions.receive_message(
        sent.pk,
        words="Bashkëngjitur",
        sender="a@md.example.org",
        subject="Re",
        is_foreign=False,
        mail_kind="reply",
        attachments=[stored],
        at=at + timedelta(days=1),
    )
    document = Document.objects.get()
    assert document.event == message
    said = actions.classify(
        message.pk, Happening.FULL, happened_at=at + timedelta(days=1), by=member, at=at + timedelta(days=1)
    )
    document.refresh_from_db()
    assert document.event == said
