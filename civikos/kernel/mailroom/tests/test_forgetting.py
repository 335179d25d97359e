"""Old mail loses its words and its file; that it came, and what became of it, stays. A person's copy and erasure."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.files import actions as files
from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom import actions, forgetting
from civikos.kernel.mailroom.handlers import Handled
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.states import Status
from civikos.kernel.mailroom.tests.conftest import come_in, written
from civikos.kernel.privacy.actions import erase_person
from civikos.kernel.privacy.queries import copy_of
from civikos.kernel.rulebook.models import Rule
from lawtext.samples import make_docx

pytestmark = pytest.mark.usefixtures("letterbox")


@pytest.mark.parametrize(
    ("state", "days"), [("handled", 180), ("waiting", 60), ("quarantined", 60), ("ignored", 30), ("refused", 30)]
)
def test_each_state_has_its_own_time(jurisdiction, things, address, at, state, days):
    things.answer = lambda arrived: Handled(state, note="n")
    row = come_in(written(to=address, proved=True), at)
    assert forgetting.forget_old(at=at + timedelta(days=days - 1)) == 0
    assert forgetting.forget_old(at=at + timedelta(days=days + 1)) == 1
    assert forgetting.forget_old(at=at + timedelta(days=days + 2)) == 0
    row.refresh_from_db()
    assert (row.subject, row.sender_address, row.reading, row.file, row.note) == ("", "", {}, None, {})
    assert (row.status, row.received_at) == (state, at)


def test_the_times_are_rules(things, jurisdiction, at):
    Rule.objects.filter(key="retention.incoming_waiting").update(value="5")
    come_in(written(), at)
    assert forgetting.forget_old(at=at + timedelta(days=6)) == 1


def test_mail_that_was_not_read_yet_is_never_forgotten(things, at):
    actions.lay_down(written(), source="t", at=at)
    assert forgetting.forget_old(at=at + timedelta(days=1000)) == 0


def test_its_files_go_unless_an_app_has_taken_them_over(things, address, at):
    from civikos.kernel.correspondence.models import Message

    row = come_in(written(to=address, proved=True, attachments=(("a.docx", make_docx(1, 20)), ("b.txt", b"x"))), at)
    kept, loose = row.attachments.order_by("pk")
    message = Message.objects.create(
        kind="k", about="a", address="a@b.org", language="sq", dedup_key="k", message_id="<k@x>", subject="s", body="b"
    )
    message.attachments.add(kept)
    paths = [row.file.path, loose.path]
    forgetting.forget([row.pk], at=at)
    assert list(StoredFile.objects.all()) == [kept]
    files.sweep(at=at + timedelta(days=10_000))
    assert not any(default_storage.exists(path) for path in paths)
    assert default_storage.exists(kept.path)


def test_a_mail_that_comes_again_after_it_was_forgotten_is_not_handed_on_again(things, address, at):
    raw = written(to=address, proved=True)
    row = come_in(raw, at)
    forgetting.forget([row.pk], at=at)
    come_in(raw, at)
    assert len(things.seen) == 1 and Incoming.objects.count() == 1


def test_a_person_gets_a_copy_and_is_erased_from_all_mail(things, address, member, at):
    mine = come_in(written(to=address, proved=True), at)
    from_me = come_in(written(message_id="<2@x.org>"), at)
    other = come_in(written(sender="other@example.org", message_id="<3@x.org>"), at)
    (copied,) = copy_of(member.person_id)["mail_that_came"]
    assert (copied["text"], copied["about"]) == ("Pajtohem.", "thing:7")
    changed = erase_person(member.person_id, by=SYSTEM, at=at)
    assert changed["mail"] == 2
    for row in (mine, from_me, other):
        row.refresh_from_db()
    assert (mine.sender_address, from_me.sender_address) == ("", "")
    assert (other.sender_address, other.status) == ("other@example.org", Status.QUARANTINED)
