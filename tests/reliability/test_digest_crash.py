"""
Workers are killed at random while they make digests: nothing that waited is lost, nobody gets two for one moment.

"""

import os
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import close_old_connections

from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence.models import Message, Notice
from tests.reliability import outbox

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
DUE = datetime(2026, 1, 6, 6, tzinfo=UTC)
PEOPLE, EACH = 90, 4
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
# A few people in each transaction, so that kills fall into and between them; slowly, so that they fall at all.
MAKE = """
import time
import django; django.setup()
from datetime import UTC, datetime
from django.conf import settings
settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
from civikos.kernel.entrance import digests
digests.PEOPLE_AT_ONCE = 3
write = digests._write
def slowly(*given):
    made = write(*given); time.sleep(0.04); return made
digests._write = slowly
print("working", flush=True)
digests.make_digests(at=datetime(2026, 1, 6, 6, tzinfo=UTC))
"""


def fill() -> None:
    people = Person.objects.bulk_create(
        Person(email=f"p{number}@example.org", name=f"P {number}", language=("sq", "sr", "en")[number % 3])
        for number in range(PEOPLE)
    )
    Notice.objects.bulk_create(
        Notice(
            kind="new_version",
            group="changes",
            about=f"consultation:{number}",
            person=person,
            dedup_key=f"{person.pk}:{number}",
            words={"title": {"en": f"T{number}"}, "text": {"en": "x"}, "why": {}},
            opens=f"consultation:{number}",
            at=AT,
            due_at=DUE,
        )
        for person in people
        for number in range(EACH)
    )


def run(program: str, database_url: str, folder: Path, *, kills: int, workers: int) -> int:
    seed = int(os.environ.get("CIVIKOS_TEST_SEED", "") or random.SystemRandom().randrange(10**6))
    print(f"seed {seed}")
    fill()

    def is_done() -> bool:
        close_old_connections()
        return not Notice.objects.filter(digest=None).exists()

    return outbox.send_and_kill(
        program,
        outbox.environment(database_url, 9, folder),
        kills=kills,
        chance=random.Random(seed),
        workers=workers,
        is_done=is_done,
        wait=(0.02, 0.25),
        limit=120,
    )


def test_workers_that_are_killed_lose_nothing_and_tell_nothing_twice(database_url: str, tmp_path: Path) -> None:
    assert run(MAKE, database_url, tmp_path, kills=5, workers=2) >= 3, "too few kills fell into the work"
    digests = Counter(Message.objects.filter(kind="digest").values_list("person_id", flat=True))
    assert len(digests) == PEOPLE
    assert set(digests.values()) == {1}
    told = Counter(Notice.objects.values_list("digest_id", flat=True))
    assert set(told.values()) == {EACH}
    assert all(row.digest.person_id == row.person_id for row in Notice.objects.select_related("digest"))
    # Nobody's links were made twice, and every link in a mail has its token.
    from civikos.kernel.entrance.models import Token

    assert Token.objects.count() == PEOPLE * EACH
