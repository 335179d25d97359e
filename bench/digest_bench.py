"""
Five thousand people, forty notices each: how long the digests of one morning take.

    python bench/digest_bench.py [--people 5000] [--notices 40]

Prints one line of JSON: seconds of processor and of the clock, queries, digests in a second, how much memory the process grew.
It ends with 1 when somebody got none or two, or a notice was not told. The database is the one named by
CIVIKOS_BENCH_DATABASE_URL (it must be empty and is filled), else a temporary SQLite file.
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

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
DUE = datetime(2026, 11, 25, 6, tzinfo=UTC)
LANGUAGES = ("sq", "sr", "en")


def main() -> int:
    """Fill, make, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--notices", type=int, default=40)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="civikos-digests-"))
    os.environ |= {
        "CIVIKOS_DATABASE_URL": os.environ.get("CIVIKOS_BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}"),
        "CIVIKOS_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Count
    from django.urls import reverse

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    call_command("migrate", verbosity=0)
    call_command("load_jurisdiction", verbosity=0)
    _fill(given.people, given.notices)

    from civikos.kernel.correspondence.models import Message, Notice
    from civikos.kernel.entrance import digests

    # A worker has the addresses of the house in memory long before its first digest.
    reverse("portal:home")
    queries = 0

    def counted(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, clock = time.process_time(), time.monotonic()
    with connection.execute_wrapper(counted):
        made = digests.make_digests(at=DUE)
    cpu, clock = time.process_time() - cpu, time.monotonic() - clock
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    mails = Message.objects.filter(kind="digest")
    wrong = mails.values("person").annotate(n=Count("pk")).exclude(n=1).count() + abs(mails.count() - given.people)
    untold = Notice.objects.filter(digest=None).count()
    words = max(len(body.splitlines()) for body in mails.values_list("body", flat=True)[:500])
    print(
        json.dumps(
            {
                "database": connection.vendor,
                "people": given.people,
                "notices": given.people * given.notices,
                "digests": made,
                "cpu_seconds": round(cpu, 1),
                "seconds": round(clock, 1),
                "digests_a_second": round(made / clock, 1),
                "queries": queries,
                "queries_a_hundred_people": round(queries / max(1, given.people / 100), 1),
                "memory_grown_mib": round(grown / 1024, 1),
                "longest_in_lines": words,
                "wrong": wrong,
                "untold": untold,
            }
        )
    )
    shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong or untold else 0


def _fill(people: int, notices: int) -> None:
    from django.db import connection, transaction

    from civikos.kernel.accounts.models import Person
    from civikos.kernel.correspondence.models import Notice

    rows = Person.objects.bulk_create(
        (
            Person(email=f"p{number}@example.org", name=f"Person {number}", language=LANGUAGES[number % 3])
            for number in range(people)
        ),
        batch_size=2000,
    )
    title = "Projektligji për pjesëmarrjen publike dhe bashkëpunimin me shoqërinë civile, teksti nr. {}"
    text = "Ministria e Drejtësisë kërkon komente deri në fund të muajit për këtë dokument."
    notice = [
        Notice(
            kind="consultation_invitation",
            group="invitations",
            about=f"consultation:{number}",
            words={
                "title": dict.fromkeys(LANGUAGES, title.format(number)),
                "text": dict.fromkeys(LANGUAGES, text),
                "why": dict.fromkeys(LANGUAGES, "Fusha: Të rinjtë; Komuna: Prizren"),
            },
            opens=f"consultation:{number}",
            link_until=AT + timedelta(days=200),
            at=AT,
            until=AT + timedelta(days=10 + number),
            due_at=DUE,
        )
        for number in range(notices)
    ]
    fields = [field for field in Notice._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in notice]
    who = [field.name for field in fields].index("person")
    key = [field.name for field in fields].index("dedup_key")
    with transaction.atomic(), connection.cursor() as cursor:
        for person in rows:
            for number, row in enumerate(values):
                row[who], row[key] = person.pk, f"{person.pk}:{number}"
            cursor.executemany(f"INSERT INTO correspondence_notice ({columns}) VALUES ({marks})", values)


if __name__ == "__main__":
    sys.exit(main())
