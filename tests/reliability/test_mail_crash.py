"""
A worker that fetches and reads mail is killed at random: every mail is kept once and handed on once.

The same with a handler that commits before the mail's new state does must hand mails on twice, or this test could not see it.
"""

import os
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import close_old_connections

from civikos.kernel.entrance.actions import make_reply_addresses
from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.tests.conftest import written
from tests import personas
from tests.reliability import outbox

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MAILS = 14
# What the worker does each minute, without the queue around it. The handler writes a row that nothing makes unique, and is
# slow, so that kills find it at work.
ONE_TRANSACTION = """
import time
import django; django.setup()
from django.utils import timezone
from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom import actions, fetching, handlers
actions.MOST_TRIES = 1000
def take(arrived):
    StoredFile.objects.create(name=arrived.mail.message_id, media_type="text/plain", size=1, sha256="0" * 64)
    time.sleep(0.3)
    return handlers.Handled(about="thing:7")
handlers.add_reply_handler("thing", take)
print("working", flush=True)
while fetching.fetch_all(at=timezone.now()) or actions.read_waiting(at=timezone.now()):
    pass
"""
# The oldest kind of loop: do what the mail asks for, and say so afterwards.
TWO_TRANSACTIONS = ONE_TRANSACTION.replace(
    "print(",
    """
from contextlib import nullcontext
from types import SimpleNamespace
from django.db.models import QuerySet
QuerySet.select_for_update = lambda rows, *arguments, **more: rows.all()
actions._understand = actions._understand.__wrapped__
actions.transaction = SimpleNamespace(atomic=nullcontext)
print(""",
)


def run(program: str, database_url: str, folder: Path, *, kills: int) -> Counter[str]:
    """How often each mail was handed on, after so many kills."""
    seed = int(os.environ.get("CIVIKOS_TEST_SEED", "") or random.SystemRandom().randrange(10**6))
    print(f"seed {seed}")
    pair = (personas.make_member().person_id, "thing:1")
    address = make_reply_addresses([pair], at=datetime.now(UTC), life=timedelta(days=1))[pair]
    inbox = folder / "inbox"
    inbox.mkdir()
    for number in range(MAILS):
        (inbox / f"{number}.eml").write_bytes(written(to=address, message_id=f"<{number}@example.org>"))

    def is_done() -> bool:
        close_old_connections()
        return Incoming.objects.exclude(status="new").count() == MAILS and not list(inbox.glob("*.eml"))

    env = outbox.environment(database_url, 1, folder) | {"CIVIKOS_MAIL_IN_DOMAIN": address.partition("@")[2]}
    began = time.monotonic()
    killed = outbox.send_and_kill(
        program, env, kills=kills, chance=random.Random(seed), is_done=is_done, wait=(0.3, 1.2), limit=120
    )
    print(f"{killed} kills, {time.monotonic() - began:.1f} s")
    assert killed >= kills
    assert Incoming.objects.count() == MAILS
    assert set(Incoming.objects.values_list("status", flat=True)) == {"handled"}
    return Counter(StoredFile.objects.filter(media_type="text/plain").values_list("name", flat=True))


def test_eight_kills_lose_no_mail_and_hand_none_on_twice(database_url: str, tmp_path: Path) -> None:
    handed = run(ONE_TRANSACTION, database_url, tmp_path, kills=8)
    assert handed == Counter({f"<{number}@example.org>": 1 for number in range(MAILS)})


def test_the_control_in_two_transactions_hands_mails_on_twice(database_url: str, tmp_path: Path) -> None:
    handed = run(TWO_TRANSACTIONS, database_url, tmp_path, kills=8)
    assert max(handed.values()) > 1, f"the control must fail, or the test above sees nothing: {handed}"
