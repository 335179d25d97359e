"""Who wrote it: only our own server's word counts, and only for the address in From."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civikos.kernel.entrance.models import Token
from civikos.kernel.mailroom.states import Reason, Status
from civikos.kernel.mailroom.tests.conftest import SERVER, come_in, proof, told, written
from civikos.kernel.mailroom.trust import is_genuine

SENDER = "blerim.krasniqi@example.org"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([proof(SENDER)], True),
        ([f"{SERVER} 1; dmarc=pass header.from=EXAMPLE.ORG"], True),
        ([f'{SERVER}; dmarc=pass (policy=reject; "a;b") header.from="example.org"'], True),
        ([f"{SERVER}; dkim=pass header.d=evil.org; dmarc=pass header.from=example.org."], True),
        ([], False),
        (["mx.evil.org; dmarc=pass header.from=example.org"], False),
        (["mx.evil.org; none", proof(SENDER)], False),
        ([f"{SERVER}.evil.org; dmarc=pass header.from=example.org"], False),
        ([proof(SENDER, dmarc="fail")], False),
        ([proof(SENDER, dmarc="none")], False),
        ([f"{SERVER}; dmarc=pass header.from=evil.org"], False),
        ([f"{SERVER}; dmarc=pass"], False),
        ([f"{SERVER}; spf=pass smtp.mailfrom=example.org"], False),
        ([f"{SERVER}; dmarc=fail header.from=example.org; dmarc=pass header.from=example.org"], False),
        ([f"{SERVER}; dmarc=fail (dmarc=pass header.from=example.org)"], False),
        ([f'{SERVER}; dkim=fail header.i="x; dmarc=pass header.from=example.org"'], False),
        ([f"{SERVER}; dmarc=pass (header.from=example.org) header.from=evil.org"], False),
        ([f"{SERVER}; dmarc=pass header.from=evil.org header.from=example.org"], False),
        ([f"{SERVER}; dmarc=pass (header.from=example.org"], False),
        ([f"evil.org ({SERVER}); dmarc=pass header.from=example.org"], False),
        ([f"({SERVER};) evil.org; dmarc=pass header.from=example.org"], False),
        ([f"{SERVER}; none"], False),
        ([""], False),
    ],
)
def test_only_the_topmost_word_of_our_server_for_the_domain_in_from_is_believed(headers, expected):
    assert is_genuine(headers, SENDER) is expected


def test_nobody_is_believed_while_our_server_has_no_name(settings):
    settings.AUTHSERV_ID = ""
    assert not is_genuine([proof(SENDER), "; dmarc=pass header.from=example.org"], SENDER)
    assert not is_genuine(["; dmarc=pass header.from=example.org"], SENDER)


def test_a_proved_answer_is_the_persons(letterbox, things, address, member, at):
    row = come_in(written(to=address, proved=True), at)
    (arrived,) = things.seen
    assert (arrived.person, arrived.audience, arrived.is_proved) == (member.person, "thing:1/art_5", True)
    assert (arrived.name, arrived.key, arrived.place) == ("thing:1", 1, "art_5")
    assert arrived.mail.text == "Pajtohem."
    assert (row.status, row.about, row.person, row.is_proved) == (Status.HANDLED, "thing:7", member.person, True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authentication_Results": proof(SENDER, server="mx.evil.org")},
        {"Authentication_Results": proof(SENDER, dmarc="fail")},
        {"Authentication_Results": f"{SERVER}; dmarc=pass header.from=evil.org"},
    ],
)
def test_the_address_without_proof_is_never_taken_for_the_person(letterbox, things, address, at, headers):
    come_in(written(to=address, **headers), at)
    (arrived,) = things.seen
    assert not arrived.is_proved


def test_a_forged_result_below_that_of_another_server_proves_nothing(letterbox, things, address, at):
    raw = b"Authentication-Results: relay.evil.org; none\r\n" + written(to=address, proved=True)
    come_in(raw, at)
    assert not things.seen[0].is_proved


def test_two_senders_are_nobody(letterbox, things, address, at):
    raw = written(to=address, proved=True)
    row = come_in(b"From: evil@evil.org\r\n" + raw, at)
    assert things.seen == []
    assert (row.status, row.is_proved) == (Status.QUARANTINED, False)


def test_from_another_address_it_is_quarantined_the_address_replaced_and_its_person_told(
    letterbox, jurisdiction, things, address, member, at
):
    row = come_in(written(to=address, sender="rival@evil.org", proved=True), at)
    assert things.seen == []
    assert (row.status, row.why, row.person) == (Status.QUARANTINED, Reason.OTHER_SENDER, member.person)
    (letter,) = told()
    assert letter.address == SENDER
    assert "rival@evil.org" in letter.body and "Gjëja 1" in letter.body
    new = letter.headers["Reply-To"]
    assert new != address and new.endswith("@in.civikos.example.org")
    old, made = Token.objects.filter(purpose="reply").order_by("pk")
    assert old.used_at is not None
    assert (made.person_id, made.audience, made.expires_at) == (member.person_id, "thing:1/art_5", old.expires_at)
    # The stranger tries again, with the old address and with a forged sender: nobody is told a second time.
    again = come_in(written(to=address, sender="rival@evil.org", message_id="<2@evil.org>"), at)
    forged = come_in(written(to=address, message_id="<3@evil.org>"), at)
    assert (again.why, forged.why) == (Reason.DEAD_ADDRESS, Reason.DEAD_ADDRESS)
    assert len(told()) == 1 and things.seen == []
    # The person themselves go on, by the new address or, proved, by the old one, where they are asked to confirm.
    come_in(written(to=new, proved=True, message_id="<4@example.org>"), at)
    come_in(written(to=address, proved=True, message_id="<5@example.org>"), at)
    assert [each.is_proved for each in things.seen] == [True, False]


def test_one_person_is_warned_once_a_day(letterbox, jurisdiction, things, address, member, at):
    from civikos.kernel.entrance.actions import make_reply_addresses

    pair = (member.person_id, "thing:2")
    other = make_reply_addresses([pair], at=at)[pair]
    come_in(written(to=address, sender="a@evil.org"), at)
    come_in(written(to=other, sender="b@evil.org", message_id="<b@evil.org>"), at + timedelta(hours=2))
    assert len(told()) == 1
    third = make_reply_addresses([pair], at=at)[pair]
    come_in(written(to=third, sender="c@evil.org", message_id="<c@evil.org>"), at + timedelta(hours=25))
    assert len(told()) == 2


def test_an_address_that_is_too_old_or_was_withdrawn_leads_nowhere_without_proof(letterbox, things, address, at):
    late = at + timedelta(days=181)
    assert come_in(written(to=address), late).why == Reason.DEAD_ADDRESS
    assert things.seen == []


def test_a_person_who_may_not_sign_in_any_more_is_heard_by_nobody(letterbox, things, address, member, at):
    member.person.is_active = False
    member.person.save()
    assert come_in(written(to=address, proved=True), at).why == Reason.PERSON_GONE
    assert things.seen == []


def test_mail_programs_and_servers_may_fold_the_case_of_the_address(letterbox, things, address, at):
    come_in(written(to=address.upper(), proved=True), at)
    assert len(things.seen) == 1


def test_the_envelope_counts_where_the_headers_do_not_name_the_address(letterbox, things, address, at):
    come_in(written(to="list@example.org", proved=True), at, recipients=[address])
    assert things.seen[0].is_proved


def test_an_answer_to_a_mail_of_ours_finds_its_thread_without_the_address(letterbox, things, member, at):
    _sent(member, "<ours@civikos.example.org>")
    row = come_in(
        written(to="konsultime@civikos.example.org", proved=True, In_Reply_To="<ours@civikos.example.org>"), at
    )
    assert (row.audience, row.person, things.seen[0].is_proved) == ("thing:2", member.person, True)
    come_in(
        written(to="x@example.org", References="<a@b> <ours@civikos.example.org>", message_id="<2@example.org>"), at
    )
    assert [each.is_proved for each in things.seen] == [True, False]


def test_knowing_a_message_id_does_not_make_anybody_its_receiver(letterbox, things, member, at):
    _sent(member, "<ours@civikos.example.org>")
    row = come_in(written(sender="rival@evil.org", proved=True, In_Reply_To="<ours@civikos.example.org>"), at)
    assert (row.status, row.why, things.seen) == (Status.QUARANTINED, Reason.OTHER_SENDER_IN_THREAD, [])
    assert told() == []


def test_an_address_for_whoever_reads_the_letter_has_no_person_to_be_proved(letterbox, things, at):
    from civikos.kernel.entrance.actions import make_reply_addresses

    pair = (None, "thing:1")
    address = make_reply_addresses([pair], at=at)[pair]
    come_in(written(to=address, sender="zyra@example.org", proved=True), at)
    come_in(written(to=address, sender="zyra@example.org", message_id="<2@example.org>"), at)
    assert [(each.person, each.is_proved, each.is_genuine) for each in things.seen] == [
        (None, False, True),
        (None, False, False),
    ]


def test_mail_to_a_mailbox_has_a_person_only_with_proof(letterbox, things, member, at):
    come_in(written(to="Intake@in.civikos.example.org", proved=True), at)
    come_in(written(to="intake@in.civikos.example.org", message_id="<2@example.org>"), at)
    assert [(each.person, each.is_proved) for each in things.seen] == [(member.person, True), (None, False)]
    assert {replace(each, mail=None).audience for each in things.seen} == {""}


def test_mail_that_names_nothing_of_ours_waits_for_somebody(letterbox, things, at):
    row = come_in(written(to="intake@elsewhere.org"), at)
    assert (row.status, row.why, things.seen) == (Status.QUARANTINED, Reason.NO_THREAD, [])


def _sent(actor, message_id):
    from civikos.kernel.correspondence.models import Message

    Message.objects.create(
        kind="consultation_invitation",
        about="thing:2",
        person=actor.person,
        address=actor.person.email,
        language="sq",
        dedup_key=message_id,
        message_id=message_id,
        subject="s",
        body="b",
        state=Message.State.SENT,
    )
