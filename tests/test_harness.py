"""The tests' own ground: who the personas are, that copies are clean, that the network is shut."""

import socket
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.audit.models import Entry
from civikos.registers.organizations import queries as organizations


def test_personas_are_what_they_say(
    secretariat: Actor, member: Actor, other_member: Actor, ministry: Actor, visitor: Actor, at: datetime
) -> None:
    today = at.date()
    assert secretariat.is_secretariat
    assert not member.is_secretariat
    assert organizations.is_member_person(member, today)
    assert organizations.is_member_person(other_member, today)
    assert not organizations.is_member_person(ministry, today)
    assert len(organizations.institutions_of(ministry, today)) == 1
    assert visitor.is_anonymous


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_leaves_nothing_behind(turn: int, at: datetime) -> None:
    assert Person.objects.count() == 0
    assert Entry.objects.count() == 0
    someone = Person.objects.create(name="Dikush", email="dikush@example.org")
    # The audit trail refuses deletion: only a copy can take this row back.
    audit.record("person.signed_in", someone, by=Actor(someone), at=at)


def test_the_outside_world_is_shut() -> None:
    from conftest import OutsideWorld, _outside

    with pytest.raises(OutsideWorld):
        socket.create_connection(("192.0.2.1", 25), timeout=1)
    with pytest.raises(OutsideWorld):
        socket.getaddrinfo("mail.example.org", 25)
    assert len(_outside) == 2
    _outside.clear()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        socket.create_connection(listener.getsockname()).close()


def test_a_browser_is_signed_in_or_reaches_one_thing(
    client_as: Callable[[Actor], Client], member: Actor, visitor: Actor
) -> None:
    assert client_as(member).session["_auth_user_id"] == str(member.person_id)
    by_link = client_as(Actor(member.person, audience="consultation:1", door=Door.LINK))
    assert by_link.session["reach"]["audience"] == "consultation:1"
    assert "_auth_user_id" not in by_link.session
    assert not client_as(visitor).cookies


def test_the_clock_stands_where_the_test_says(clock: object, at: datetime) -> None:
    assert timezone.now() == at
    assert at.weekday() == 1
    assert at.utcoffset() == timedelta(hours=1)


@pytest.mark.django_db
def test_queries_are_counted(queries: Callable) -> None:
    with queries(1), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with pytest.raises(pytest.fail.Exception, match="0 expected"), queries(0), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.django_db
def test_files_and_mail_are_the_tests_own(settings: object, tmp_path: object) -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    default_storage.save("a/b", ContentFile(b"x"))
    assert (tmp_path / "files" / "a" / "b").read_bytes() == b"x"
    assert tmp_path / "mail" == settings.MAIL_DIR
