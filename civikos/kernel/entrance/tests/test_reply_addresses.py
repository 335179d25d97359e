"""Addresses for answers: they tell the thread, are kept only as hashes, and can be ended."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from civikos.kernel.correspondence import sending
from civikos.kernel.correspondence.actions import Letter, enqueue
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance import actions
from civikos.kernel.entrance.mailed_secrets import reply_secret_of
from civikos.kernel.entrance.models import Token
from civikos.kernel.entrance.queries import reply_addresses
from civikos.kernel.rulebook.models import Rule

ADDRESS = re.compile(r"k\+[a-z2-7]{16}@in\.civikos\.example\.org")


@pytest.fixture(autouse=True)
def _domain(settings):
    settings.MAIL_IN_DOMAIN = "in.civikos.example.org"


@pytest.fixture
def pair(member):
    return member.person_id, "consultation:42/art_5"


def test_an_address_names_person_and_thread_and_is_kept_as_a_hash(pair, member, at):
    made = actions.make_reply_addresses([pair, (None, "information_request:3"), pair], at=at)
    assert set(made) == {pair, (None, "information_request:3")}
    assert all(ADDRESS.fullmatch(address) for address in made.values())
    (found,) = reply_addresses([made[pair]], at=at)
    assert (found.person, found.audience, found.is_alive) == (member.person, pair[1], True)
    secret = reply_secret_of(made[pair])
    assert not Token.objects.filter(secret_hash__contains=secret).exists()


def test_three_hundred_addresses_are_made_and_found_in_a_fixed_number_of_queries(member, at, queries):
    pairs = [(member.person_id, f"consultation:{number}") for number in range(300)]
    with queries(at_most=6):
        made = actions.make_reply_addresses(pairs, at=at)
    with queries(1):
        reply_addresses(list(made.values())[:200], at=at)


@pytest.mark.parametrize(
    "address",
    [
        "K+ABCDEFGHIJKLMNOP@IN.CIVIKOS.EXAMPLE.ORG",
        " k+abcdefghijklmnop@in.civikos.example.org ",
    ],
)
def test_case_and_blanks_do_not_matter(address):
    assert reply_secret_of(address) == "abcdefghijklmnop"


@pytest.mark.parametrize(
    "address",
    [
        "k+abcdefghijklmnop@evil.org",
        "k+abcdefghijklmnop@x.in.civikos.example.org",
        "k+abcdefghijklmno@in.civikos.example.org",
        "k+abcdefghijklmno1@in.civikos.example.org",
        "k-abcdefghijklmnop@in.civikos.example.org",
        "x@y, k+abcdefghijklmnop@in.civikos.example.org",
        "k+abcdefghijklmnop",
        "",
    ],
)
def test_other_addresses_are_none_of_ours(address):
    assert reply_secret_of(address) is None


def test_it_lives_as_long_as_the_rule_says(jurisdiction, pair, at):
    Rule.objects.filter(key="mail.reply_address").update(value="10")
    address = actions.make_reply_addresses([pair], at=at)[pair]
    assert reply_addresses([address], at=at + timedelta(days=9))[0].is_alive
    assert not reply_addresses([address], at=at + timedelta(days=11))[0].is_alive


def test_the_living_ones_come_first_then_in_the_order_given(member, at):
    pairs = [(member.person_id, f"consultation:{number}") for number in range(3)]
    made = actions.make_reply_addresses(pairs, at=at)
    assert actions.withdraw_reply_addresses("consultation:2", at=at) == 1
    found = reply_addresses([made[pairs[2]], made[pairs[1]], made[pairs[0]]], at=at)
    assert [each.audience for each in found] == ["consultation:1", "consultation:0", "consultation:2"]


def test_an_address_is_replaced_once(pair, at):
    address = actions.make_reply_addresses([pair], at=at)[pair]
    (old,) = reply_addresses([address], at=at)
    new = actions.replace_reply_address(old.pk, at=at)
    assert new is not None and new != address
    assert actions.replace_reply_address(old.pk, at=at) is None
    assert [each.is_alive for each in reply_addresses([address, new], at=at)] == [True, False]


def test_only_one_persons_addresses_are_withdrawn(pair, other_member, at):
    actions.make_reply_addresses([pair, (other_member.person_id, pair[1])], at=at)
    assert actions.withdraw_reply_addresses(pair[1], at=at, person_id=other_member.person_id) == 1


def test_it_opens_nothing_and_is_no_code(pair, at):
    secret = reply_secret_of(actions.make_reply_addresses([pair], at=at)[pair])
    with pytest.raises(actions.DeadLink):
        actions.open_personal_link(secret, browser="b", at=at)
    with pytest.raises(actions.WrongCode):
        actions.redeem_code(secret, "12345678", browser="b", at=at)


def test_a_letter_carries_it_in_reply_to_until_it_is_sent(jurisdiction, pair, member, at):
    address = actions.make_reply_addresses([pair], at=at)[pair]
    values = dict.fromkeys(("code", "minutes"), "1")
    letter = Letter(member.person.email, "sq", values, "k", person=member.person, reply_to=address)
    enqueue("sign_in_code", [letter], about="consultation:42", at=at)
    message = Message.objects.get()
    written = sending.written(message).message()
    assert written["Reply-To"] == address
    assert written.get_all("Reply-To") == [address]
    sending.deliver_due(lambda: at)
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert reply_secret_of(address) not in str(message.headers) + message.body
    assert mail.outbox[-1].message()["Reply-To"] == address, "what was sent bore it"


def test_a_letter_without_one_is_answered_to_the_secretariat(jurisdiction, member, at, settings):
    letter = Letter(member.person.email, "sq", dict.fromkeys(("code", "minutes"), "1"), "k", person=member.person)
    enqueue("sign_in_code", [letter], about="consultation:42", at=at)
    assert sending.written(Message.objects.get()).message()["Reply-To"] == settings.SECRETARIAT_EMAIL


def test_old_ones_go_with_the_other_tokens(pair, at):
    actions.make_reply_addresses([pair], at=at, life=timedelta(days=1))
    actions.forget_old(at=at + timedelta(days=40))
    assert not Token.objects.exists()
