"""
What a mail that comes in costs: laying it down, and understanding it with its child process and a handler that writes a row.

    python bench/mailroom_bench.py [--mails 100]

Prints one line of JSON: processor seconds a mail, those of child processes included. The database is a temporary SQLite file.
"""

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def processor() -> float:
    """Seconds of processor time of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> int:
    """Lay down, understand, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=100)
    number = parser.parse_args().mails
    folder = Path(tempfile.mkdtemp(prefix="civikos-mail-"))
    os.environ |= {
        "CIVIKOS_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "CIVIKOS_DATA_DIR": str(folder),
        "CIVIKOS_MAIL_IN_DOMAIN": "in.civikos.example.org",
        "CIVIKOS_AUTHSERV_ID": "mx.civikos.example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from civikos.kernel.accounts.models import Person
    from civikos.kernel.audit import actions as audit
    from civikos.kernel.entrance.actions import make_reply_addresses
    from civikos.kernel.mailroom import actions, handlers
    from civikos.kernel.mailroom.tests.conftest import written

    call_command("migrate", verbosity=0)
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    person = Person.objects.create(name="Blerim Krasniqi", email="blerim.krasniqi@example.org")
    pair = (person.pk, "thing:1")
    address = make_reply_addresses([pair], at=at, life=timedelta(days=1))[pair]

    def take(arrived: handlers.Arrived) -> handlers.Handled:
        audit.record("thing.answered", person, by=actions.THE_MAILROOM, at=arrived.at)
        return handlers.Handled(about="thing:7")

    handlers.add_reply_handler("thing", take)
    words = "Neni 5: afati duhet të jetë tridhjetë ditë. " * 20
    raws = [
        written(to=address, proved=True, text=f"{words}\n\n> cituar {n}", message_id=f"<{n}@example.org>")
        for n in range(number)
    ]
    began, used = time.monotonic(), processor()
    for raw in raws:
        actions.lay_down(raw, source="bench", at=at)
    laid_down, used_then = time.monotonic(), processor()
    counts = actions.read_waiting(at=at, limit=number)
    ended, used_last = time.monotonic(), processor()
    print(
        json.dumps(
            {
                "mails": number,
                "handled": counts["handled"],
                "laying_down_cpu_ms": round((used_then - used) / number * 1000, 1),
                "understanding_cpu_ms": round((used_last - used_then) / number * 1000, 1),
                "laying_down_ms": round((laid_down - began) / number * 1000, 1),
                "understanding_ms": round((ended - laid_down) / number * 1000, 1),
            }
        )
    )
    shutil.rmtree(folder, ignore_errors=True)
    return 0 if counts["handled"] == number else 1


if __name__ == "__main__":
    sys.exit(main())
