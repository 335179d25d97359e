"""Sending a draft to those whom it concerns, and reminding the silent."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.correspondence.models import Message, Mute
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.entrance.models import Token
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions, tasks
from civikos.programs.consultations.actions.distribution import NobodyConcerned, NothingToRemind, WindowClosed
from civikos.programs.consultations.models import Consultation, Recipient
from civikos.programs.consultations.queries.delivery import delivery
from civikos.programs.consultations.states import NETWORK_RULES, Status
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import A_MINUTE, AT, MEMBERS_UNTIL, Cast, refused

SENT_AT = AT + A_MINUTE
BEFORE_DEADLINE = MEMBERS_UNTIL - timedelta(days=1)


def test_writes_one_message_to_each_person_in_their_language(cast: Cast, registered: Consultation) -> None:
    row = actions.distribute(registered.pk, by=cast.secretariat, at=SENT_AT)

    assert (row.status, row.distributed_at) == (Status.DISTRIBUTED, SENT_AT)
    invitations = {message.address: message for message in story.mails("consultation_invitation")}
    assert {address: message.language for address, message in invitations.items()} == {
        "blerim.krasniqi@example.org": "sq",
        "besa.morina@example.org": "sq",
        "ivana.markovic@example.org": "en",
    }
    assert "Projektligji për pjesëmarrjen" in invitations["blerim.krasniqi@example.org"].body
    assert "Draft law on participation" in invitations["ivana.markovic@example.org"].body
    assert "9 dhjetor 2026" in invitations["blerim.krasniqi@example.org"].body
    assert "9 December 2026" in invitations["ivana.markovic@example.org"].body
    assert {message.state for message in invitations.values()} == {Message.State.QUEUED}
    assert set(Recipient.objects.values_list("invited_at", flat=True)) == {SENT_AT}


def test_gives_each_person_a_link_of_their_own_that_opens_this_consultation(
    cast: Cast, distributed: Consultation
) -> None:
    seen = set()
    for message in story.mails("consultation_invitation"):
        secret, answer_to = message.secrets
        assert message.headers["Reply-To"] == answer_to
        assert f"{settings.SITE_URL}/" in message.body
        assert secret in message.body
        entry = entrance.look_at_link(secret, at=SENT_AT)
        assert (entry.person.email, entry.audience) == (message.address, distributed.name)
        seen.add(secret)
    assert len(seen) == 3
    assert not Token.objects.filter(secret_hash__in=seen).exists(), "the database keeps hashes, not secrets"


def test_tells_in_the_mail_why_somebody_is_asked(cast: Cast, registered: Consultation) -> None:
    actions.add_recipient(registered.pk, cast.person("member"), cast.forum, by=cast.secretariat, at=AT)
    story.distribute(cast, registered)
    body = Message.objects.get(address="blerim.krasniqi@example.org").body
    lines = [line for line in body.splitlines() if line.startswith("- ")]
    assert len(lines) == 2
    assert cast.topic.name in lines[0]
    assert lines[0].endswith(";")
    assert lines[1].endswith(".")


def test_writes_the_audit_entry_and_a_public_fact(cast: Cast, registered: Consultation) -> None:
    story.distribute(cast, registered, SENT_AT)
    registered = story.fresh(registered)
    entry = story.sole_entry(
        registered, "consultation.distributed", by=cast.secretariat, at=SENT_AT, basis=NETWORK_RULES
    )
    assert entry.details["people"] == 3
    (fact,) = story.facts("distribution.frozen")
    assert fact.content == {
        "people": 3,
        "audience": entry.details["audience"],
        "members_until": registered.members_until.isoformat(),
    }
    assert "example.org" not in str(fact.content)


@pytest.mark.parametrize(("is_public", "level"), [(True, "public"), (False, "members")])
def test_lets_those_find_the_text_who_may_read_it(cast: Cast, is_public: bool, level: str) -> None:
    story.distributed(cast, is_public=is_public)
    assert set(SearchEntry.objects.values_list("level", flat=True)) == {level}


def test_leaves_out_whom_the_officer_removed_and_who_may_not_sign_in(cast: Cast, registered: Consultation) -> None:
    actions.remove_recipient(
        registered.pk, story.recipient_of(registered, cast.colleague).pk, by=cast.secretariat, at=AT
    )
    Person.objects.filter(pk=cast.outsider.person_id).update(is_active=False)
    story.distribute(cast, registered)
    assert story.receivers("consultation_invitation") == ["blerim.krasniqi@example.org"]
    assert story.recipient_of(registered, cast.outsider).invited_at is None


def test_counts_only_those_who_get_a_message(cast: Cast, registered: Consultation) -> None:
    Mute.objects.create(person=cast.outsider.person, kind="consultation_invitation")
    story.distribute(cast, registered)
    assert story.receivers("consultation_invitation") == ["besa.morina@example.org", "blerim.krasniqi@example.org"]
    assert story.recipient_of(registered, cast.outsider).invited_at is None
    now = delivery(registered)
    assert now.invited == 2 == now.queued + now.sending + now.sent + now.failed + now.bounced + now.held
    assert story.entries(registered, "consultation.distributed")[0].details["people"] == 2


def test_refuses_a_list_on_which_everybody_stopped_the_mails(cast: Cast, registered: Consultation) -> None:
    for row in registered.recipients.all():
        Mute.objects.create(person=row.person, kind="consultation_invitation")
    with refused(NobodyConcerned):
        story.distribute(cast, registered)


def test_refuses_an_empty_list(cast: Cast, registered: Consultation) -> None:
    for row in registered.recipients.all():
        actions.remove_recipient(registered.pk, row.pk, by=cast.secretariat, at=AT)
    with refused(NobodyConcerned):
        story.distribute(cast, registered)


def test_refuses_to_send_from_the_deadline_on(cast: Cast, registered: Consultation) -> None:
    with refused(WindowClosed):
        story.distribute(cast, registered, MEMBERS_UNTIL)
    assert story.distribute(cast, registered, MEMBERS_UNTIL - timedelta(microseconds=1)).status == Status.DISTRIBUTED


def test_refuses_to_send_twice(cast: Cast, registered: Consultation) -> None:
    story.distribute(cast, registered)
    with refused(WrongStatus):
        story.distribute(cast, registered)


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_a_draft_not_sent_yet_is_hidden_from_others(cast: Cast, registered: Consultation, who: str) -> None:
    with refused(NotFound):
        actions.distribute(registered.pk, by=getattr(cast, who), at=SENT_AT)


def _crowd(consultation: Consultation, count: int) -> None:
    have = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(name=f"Anëtari {number}", email=f"crowd{number}@example.org", language=("sq", "sr", "en")[number % 3])
        for number in range(have, have + count)
    )
    Recipient.objects.bulk_create(
        Recipient(consultation=consultation, person=each, reasons=[{"code": "all_members"}]) for each in people
    )


def test_takes_a_fixed_number_of_queries_for_each_thousand_recipients(cast: Cast, queries: Any) -> None:
    counts = []
    for number, size in enumerate((100, 1100)):
        row = story.register(cast, titles={"sq": f"Projekti {number}"})
        row.recipients.all().delete()
        _crowd(row, size)
        with queries(at_most=85) as seen:
            story.distribute(cast, row)
        counts.append(len(seen))
        assert Message.objects.filter(about=row.name).count() == size
        for purpose in ("personal_link", "reply"):
            assert Token.objects.filter(audience=row.name, purpose=purpose).count() == size
    assert counts[1] - counts[0] <= (7 if connection.vendor == "postgresql" else 54), counts


# --- Reminding --------------------------------------------------------------------------------------------------------
def test_reminds_the_silent_once(cast: Cast, distributed: Consultation) -> None:
    # Blerim speaks for the Forumi: Besa, who is asked for the Forumi as well, is not silent any more.
    story.contribute(distributed, cast.member, organization=cast.forum)
    assert actions.remind(distributed.pk, by=cast.secretariat, at=BEFORE_DEADLINE) == 1
    assert story.receivers("consultation_reminder") == ["ivana.markovic@example.org"]
    entry = story.sole_entry(
        distributed, "consultation.reminded", by=cast.secretariat, at=BEFORE_DEADLINE, basis=NETWORK_RULES
    )
    assert entry.details == {"people": 1}
    with refused(NothingToRemind):
        actions.remind(distributed.pk, by=cast.secretariat, at=BEFORE_DEADLINE + A_MINUTE)


def test_a_contribution_as_an_individual_does_not_speak_for_the_others(cast: Cast, distributed: Consultation) -> None:
    story.contribute(distributed, cast.member)
    actions.remind(distributed.pk, by=cast.secretariat, at=BEFORE_DEADLINE)
    assert story.receivers("consultation_reminder") == ["besa.morina@example.org", "ivana.markovic@example.org"]


def test_reminds_whoever_took_their_word_back(cast: Cast, distributed: Consultation) -> None:
    row = story.contribute(distributed, cast.outsider)
    actions.withdraw_contribution(row.pk, by=cast.outsider, at=AT + 20 * A_MINUTE)
    actions.remind(distributed.pk, by=cast.secretariat, at=BEFORE_DEADLINE)
    assert "ivana.markovic@example.org" in story.receivers("consultation_reminder")


def test_does_not_remind_whoever_stopped_reminders(cast: Cast, distributed: Consultation) -> None:
    Mute.objects.create(person=cast.outsider.person, kind="consultation_reminder")
    assert actions.remind(distributed.pk, by=cast.secretariat, at=BEFORE_DEADLINE) == 2
    assert story.recipient_of(distributed, cast.outsider).reminded_at is None


def test_does_not_remind_from_the_deadline_on(cast: Cast, distributed: Consultation) -> None:
    with refused(WindowClosed):
        actions.remind(distributed.pk, by=cast.secretariat, at=MEMBERS_UNTIL)
    assert actions.remind(distributed.pk, by=cast.secretariat, at=MEMBERS_UNTIL - timedelta(microseconds=1)) == 3


def test_does_not_remind_before_sending_or_after_submitting(cast: Cast, registered: Consultation) -> None:
    with refused(WrongStatus):
        actions.remind(registered.pk, by=cast.secretariat, at=BEFORE_DEADLINE)
    other = story.submitted(cast, titles={"sq": "Tjetri"})
    with refused(WrongStatus):
        actions.remind(other.pk, by=cast.secretariat, at=BEFORE_DEADLINE)


@pytest.mark.parametrize("who", ["member", "ministry", "visitor", "outsider"])
def test_reminding_is_for_the_secretariat(cast: Cast, distributed: Consultation, who: str) -> None:
    with refused(NotAllowed):
        actions.remind(distributed.pk, by=getattr(cast, who), at=BEFORE_DEADLINE)


def test_the_clock_reminds_once_on_the_morning_that_the_rule_names(cast: Cast, distributed: Consultation) -> None:
    from civikos.kernel.rulebook.queries import rule
    from civikos.kernel.workdays import counting
    from civikos.kernel.workdays import queries as workdays

    before = rule("consultation.reminder_before", AT.date()).number
    day = counting.add_working_days(MEMBERS_UNTIL.date(), -before, workdays.days_off())
    morning = MEMBERS_UNTIL.replace(month=day.month, day=day.day, hour=8, minute=0)
    for too_early in (morning - timedelta(days=1), morning - timedelta(minutes=1)):
        with refused_nothing():
            tasks.reminders(too_early)
    assert story.mails("consultation_reminder") == []
    tasks.reminders(morning)
    assert len(story.mails("consultation_reminder")) == 3
    story.sole_entry(distributed, "consultation.reminded", by=SYSTEM, at=morning, basis=NETWORK_RULES)
    tasks.reminders(morning + timedelta(minutes=30))
    assert len(story.mails("consultation_reminder")) == 3


def refused_nothing() -> Any:
    """A body that changes nothing and refuses nothing."""
    from contextlib import contextmanager

    @contextmanager
    def check() -> Any:
        before = story.snapshot()
        yield
        assert story.snapshot() == before

    return check()


# --- Opened links -----------------------------------------------------------------------------------------------------
def test_the_first_opening_of_a_link_is_noted(cast: Cast, distributed: Consultation) -> None:
    for minutes in (5, 50):
        actions.note_link_opened(distributed.pk, cast.outsider.person_id, AT + minutes * A_MINUTE)
    assert story.recipient_of(distributed, cast.outsider).opened_at == AT + 5 * A_MINUTE
    assert story.recipient_of(distributed, cast.member).opened_at is None
