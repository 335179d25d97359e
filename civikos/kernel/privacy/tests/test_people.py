"""A person is erased everywhere and can have a copy of everything; a restore does not bring them back for good."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.test import Client

from civikos.kernel.accounts.actor import NOBODY, SYSTEM, Actor
from civikos.kernel.accounts.models import Person, Role, RoleGrant
from civikos.kernel.audit import actions as audit
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.models import Message, Mute
from civikos.kernel.entrance.actions import make_personal_links
from civikos.kernel.entrance.middleware import REACH
from civikos.kernel.entrance.models import Token
from civikos.kernel.files.actions import store
from civikos.kernel.files.kinds import Kind
from civikos.kernel.privacy import actions, queries, registry
from civikos.kernel.privacy.registry import Holder
from civikos.kernel.workflow.refusals import NotAllowed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
NAME, EMAIL = "Canary Krasniqi", "canary@example.org"


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def person(media) -> Person:
    """Somebody of whom there is something everywhere in the kernel."""
    row = Person.objects.create(email=EMAIL, name=NAME)
    RoleGrant.objects.create(person=row, role=Role.SECRETARIAT, since=AT)
    Mute.objects.create(person=row, kind="new_version")
    for number, state in enumerate(["queued", "sent", "held", "bounced"]):
        Message.objects.create(
            kind="new_version",
            about="x:1",
            person=row if number else None,
            address=EMAIL.upper() if number == 1 else EMAIL,
            language="sq",
            dedup_key=str(number),
            message_id=f"<{number}@x>",
            subject=NAME,
            body=f"I nderuar {NAME}",
            headers={"X": EMAIL},
            secrets=["s"],
            reply=f"550 {EMAIL} unknown",
            state=state,
        )
    make_personal_links([(row.pk, "thing:1")], at=AT, life=timedelta(days=1))
    store(b"words", name="x.txt", accepted=frozenset({Kind.TXT}), by=Actor(row), at=AT)
    audit.record("person.signed_in", row, by=Actor(row), at=AT)
    Client().force_login(row, backend="civikos.kernel.accounts.backends.CodeBackend")
    from django.contrib.sessions.backends.db import SessionStore

    by_link = SessionStore()
    by_link[REACH] = {"person": row.pk, "audience": "thing:1", "until": 0}
    by_link.save()
    return row


def everything() -> str:
    """Every text in every column of every table."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            texts = (models.CharField, models.TextField, models.JSONField)
            columns = [field.column for field in model._meta.concrete_fields if isinstance(field, texts)]
            if columns:
                listed = ", ".join('"' + column + '"' for column in columns)
                cursor.execute(f'SELECT {listed} FROM "{model._meta.db_table}"')  # noqa: S608
                found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_of_the_person_is_left_and_what_somebody_did_stays(person):
    bystander = Person.objects.create(email="other@example.org", name="Other")
    Client().force_login(bystander, backend="civikos.kernel.accounts.backends.CodeBackend")
    assert "canary" in everything().lower()
    changed = actions.erase_person(person.pk, by=SYSTEM, at=AT)
    assert "canary" not in everything().lower()
    of_kernel = {"messages": 4, "links": 1, "preferences": 1, "sessions": 2, "roles": 1, "files": 1}
    assert {place: changed[place] for place in of_kernel} == of_kernel
    assert not Token.objects.exists()
    assert Session.objects.count() == 1, "the other person stays signed in"
    assert dict(Message.objects.values_list("dedup_key", "state")) == {
        "0": "cancelled",
        "1": "sent",
        "2": "cancelled",
        "3": "bounced",
    }
    row = Person.objects.get(pk=person.pk)
    assert (row.is_active, row.has_usable_password()) == (False, False)
    assert Entry.objects.filter(verb="person.signed_in", actor=row).exists()
    assert Entry.objects.get(verb="person.erased").basis == actions.BASIS


def test_the_floors_above_take_part_in_the_same_transaction(person, monkeypatch):
    asked = []
    holder = Holder("things", lambda pk: [{"thing": pk}], lambda pk, at: asked.append((pk, at)) or 3)
    monkeypatch.setattr(registry, "_holders", {})
    registry.add_holder(holder)
    assert queries.copy_of(person.pk)["things"] == [{"thing": person.pk}]
    assert actions.erase_person(person.pk, by=SYSTEM, at=AT)["things"] == 3
    assert asked == [(person.pk, AT)]

    def falls(pk: int, at: datetime) -> int:
        raise RuntimeError

    other = Person.objects.create(email="o@example.org", name="O")
    registry.add_holder(Holder("things", lambda pk: [], falls))
    with pytest.raises(RuntimeError):
        actions.erase_person(other.pk, by=SYSTEM, at=AT)
    assert Person.objects.get(pk=other.pk).name == "O"


@pytest.mark.parametrize("who", ["nobody", "themself"])
def test_not_everybody_may(person, who):
    RoleGrant.objects.all().delete()
    with pytest.raises(NotAllowed):
        actions.erase_person(person.pk, by=NOBODY if who == "nobody" else Actor(person), at=AT)
    assert Person.objects.get(pk=person.pk).name == NAME


def test_a_message_in_a_workers_hands_is_waited_for(person):
    Message.objects.filter(dedup_key="1").update(state="sending")
    with pytest.raises(actions.MailIsLeaving):
        actions.erase_person(person.pk, by=SYSTEM, at=AT)
    assert Person.objects.get(pk=person.pk).name == NAME


def test_who_was_erased_and_came_back_with_a_backup_is_erased_again(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_person(person.pk, by=SYSTEM, at=AT)
    noted = actions.erasures_file().read_text()
    assert json.loads(noted) == {"person": person.pk, "at": AT.isoformat()}
    assert actions.erase_again(actions.erasures_file(), by=SYSTEM, at=AT) == 0
    Person.objects.filter(pk=person.pk).update(name=NAME, email=EMAIL, is_active=True)
    Message.objects.filter(dedup_key="1").update(body=f"I nderuar {NAME}")
    assert actions.erase_again(actions.erasures_file(), by=SYSTEM, at=AT) == 1
    assert "canary" not in everything().lower()


def test_an_erasure_that_is_rolled_back_is_not_noted(person):
    def erase_and_fall() -> None:
        with transaction.atomic():
            actions.erase_person(person.pk, by=SYSTEM, at=AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        erase_and_fall()
    assert not actions.erasures_file().exists()


def test_a_copy_has_everything_and_no_secrets(person, capsys):
    call_command("export_person", EMAIL.upper())
    told = json.loads(capsys.readouterr().out)
    assert told["person"]["name"] == NAME
    assert len(told["messages"]) == 3
    assert told["roles"][0]["role"] == "secretariat"
    assert told["no_more_mail_of"][0]["kind"] == "new_version"
    assert told["links"][0]["opens"] == "thing:1"
    assert told["files"][0]["name"] == "x.txt"
    assert told["done"][0]["what"] == "person.signed_in"
    assert Token.objects.get().secret_hash not in json.dumps(told)
    with pytest.raises(CommandError):
        call_command("export_person", "nobody@example.org")


def test_the_command_asks_before_it_acts(person, capsys):
    call_command("erase_person", EMAIL)
    assert Person.objects.get(pk=person.pk).name == NAME
    call_command("erase_person", EMAIL, yes=True)
    assert "Erased." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody"):
        call_command("erase_person", EMAIL, yes=True)
    actions.erasures_file().write_text("no list")
    with pytest.raises(CommandError, match="not a list"):
        call_command("erase_person", again=actions.erasures_file())


def test_every_model_says_what_personal_data_it_holds():
    silent = [f"{held.app}.{held.model}" for held in queries.register_of_processing() if not held.personal]
    assert silent == [], "say in the docstring whether a row holds personal data, and for how long"
