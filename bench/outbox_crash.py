"""
Ten thousand recipients, the whole worker (`civikos work`) killed at random twenty times while it sends.

    python bench/outbox_crash.py [--recipients 10000] [--kills 20] [--seed N]

Prints one line of JSON; ends with 1 when anybody was forgotten, a mail was recorded twice or without having been handed
over, or there were more extra copies than kills. The database is the one named by CIVIKOS_BENCH_DATABASE_URL (it must be
empty and is filled), else a temporary SQLite file.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Fill, send, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="civikos-outbox-"))
    url = os.environ.get("CIVIKOS_BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}")
    os.environ |= {
        "CIVIKOS_DATABASE_URL": url,
        "CIVIKOS_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import close_old_connections

    from civikos.kernel.correspondence.models import Message
    from tests.reliability import outbox

    call_command("migrate", verbosity=0)
    past = datetime(2026, 1, 5, 9, tzinfo=UTC)
    Message.objects.bulk_create(
        (
            Message(
                kind="consultation_invitation",
                about=outbox.ABOUT,
                address=f"p{number}@example.org",
                language="sq",
                dedup_key=f"p{number}",
                message_id=f"<{number:024x}@civikos.example.org>",
                subject="Konsultim",
                body="Teksti\n" * 30,
                headers={},
                date=past,
                not_before=past,
            )
            for number in range(given.recipients)
        ),
        batch_size=2000,
    )

    def is_done() -> bool:
        close_old_connections()
        return not Message.objects.filter(state__in=["queued", "deferred", "sending"]).exists()

    began = time.monotonic()
    worker = [sys.executable, "-m", "config.manage", "work", "--quiet"]
    try:
        with outbox.sink(folder) as (port, log):
            killed = outbox.send_and_kill(
                worker,
                outbox.environment(url, port, folder),
                kills=given.kills,
                chance=random.Random(given.seed),
                is_done=is_done,
                announces=False,
                wait=(1.2, 4.0),
                limit=1200,
            )
            rows = list(Message.objects.values_list("address", "message_id", "state"))
            counted = outbox.count(log, rows, kills=killed, seconds=time.monotonic() - began, seed=given.seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"bench": "outbox_crash", **counted.as_dict()}))
    wrong = (
        counted.lost
        or counted.recorded_not_handed
        or counted.recorded_twice
        or counted.other_ids
        or counted.extra > counted.kills
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
