"""
Workers are killed at random while a distribution is being sent: nobody is forgotten, each mail is recorded once.

The same with a loop that does not claim must send many mails twice, or this test could not see it.
"""

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import close_old_connections

from civikos.kernel.correspondence.models import Message
from tests.reliability import outbox

# The workers have the real clock, so the messages must be due by it.
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def fill(recipients: int, **more: object) -> None:
    Message.objects.bulk_create(
        Message(
            **{
                "kind": "consultation_invitation",
                "about": outbox.ABOUT,
                "address": f"p{number}@example.org",
                "language": "sq",
                "dedup_key": f"consultation_invitation:{outbox.ABOUT}:person:{number}",
                "message_id": f"<{number:024x}@civikos.example.org>",
                "subject": "Konsultim",
                "body": "Teksti\n" * 20,
                "headers": {},
                "date": AT,
                "not_before": AT,
                **more,
            }
        )
        for number in range(recipients)
    )


def run(
    program: str,
    database_url: str,
    folder: Path,
    *,
    recipients: int,
    kills: int,
    workers: int = 1,
    wait: tuple[float, float] = (0.08, 0.30),
    **more: object,
) -> outbox.Count:
    seed = int(os.environ.get("CIVIKOS_TEST_SEED", "") or random.SystemRandom().randrange(10**6))
    print(f"seed {seed}")
    fill(recipients, **more)

    def is_done() -> bool:
        close_old_connections()
        return not Message.objects.filter(state__in=["queued", "deferred", "sending"]).exists()

    began = time.monotonic()
    with outbox.sink(folder) as (port, log):
        killed = outbox.send_and_kill(
            program,
            outbox.environment(database_url, port, folder),
            kills=kills,
            chance=random.Random(seed),
            workers=workers,
            is_done=is_done,
            wait=wait,
            limit=120,
        )
        rows = list(Message.objects.values_list("address", "message_id", "state"))
        return outbox.count(log, rows, kills=killed, seconds=time.monotonic() - began, seed=seed)


def test_twenty_kills_lose_nobody_and_record_everybody_once(database_url, tmp_path):
    # Killed sooner than the others are: a quick machine would be done before the twentieth.
    counted = run(outbox.WITH_CLAIMS, database_url, tmp_path, recipients=1500, kills=20, wait=(0.04, 0.15))
    assert counted.kills >= 20, counted
    assert (counted.lost, counted.recorded_not_handed, counted.recorded_twice, counted.held) == (0, 0, 0, 0), counted
    assert counted.extra <= counted.kills, counted
    assert counted.other_ids == 0, "a copy must be the same message"


def test_two_workers_killed_in_turn_lose_nobody(database_url, tmp_path):
    counted = run(outbox.WITH_CLAIMS, database_url, tmp_path, recipients=300, kills=6, workers=2)
    assert (counted.lost, counted.recorded_not_handed, counted.recorded_twice) == (0, 0, 0), counted
    assert counted.extra <= counted.kills, counted


def test_where_twice_is_worse_nothing_is_sent_twice_and_what_is_in_doubt_is_held(database_url, tmp_path):
    counted = run(outbox.WITH_CLAIMS, database_url, tmp_path, recipients=200, kills=5, on_doubt=Message.OnDoubt.HOLD)
    assert (counted.extra, counted.lost, counted.recorded_not_handed) == (0, 0, 0), counted
    assert counted.held <= counted.kills, counted


def test_the_control_without_claims_sends_many_mails_twice(database_url, tmp_path):
    # Enough mails that it is still working when the last kills come, on a quick machine too.
    counted = run(outbox.WITHOUT_CLAIMS, database_url, tmp_path, recipients=2500, kills=12, wait=(0.04, 0.15))
    assert counted.extra > counted.kills, f"the control must fail, or the tests above see nothing: {counted}"
