"""
Five thousand requests for documents: how long the list, the figures, a page and what is taken along take.

    python bench/requests_bench.py [--requests 5000] [--times 7]

Prints one line of JSON: milliseconds by the clock and of the processor (medians of several times) and queries for each page as a visitor gets it, and how many
requests a second the pure clock places. The database is a temporary SQLite file; rows are laid down by bulk, then counted once by
the clock as the actions do.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def main() -> int:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--times", type=int, default=7)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="civikos-requests-"))
    os.environ |= {
        "CIVIKOS_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "CIVIKOS_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    try:
        import django

        django.setup()
        print(json.dumps(measured(given.requests, given.times)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def measured(count: int, times: int) -> dict[str, object]:
    """The figures."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    (Path(os.environ["CIVIKOS_DATA_DIR"]) / "static").mkdir(exist_ok=True)
    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("load_jurisdiction", verbosity=0)
    placed = fill(count)
    client = Client()
    found: dict[str, object] = {"requests": count, "clock_a_second": placed}
    one = f"/sq/documents/{_any_key()}/"
    pages = {
        "list": "/sq/documents/",
        "silent": "/sq/documents/?result=silent",
        "words": "/sq/documents/?words=buxheti",
        "figures": "/sq/documents/figures/",
        "page": one,
        "csv": "/sq/documents/export.csv",
    }
    for name, path in pages.items():
        client.get(path)
        took, worked = [], []
        for _turn in range(times):
            started, begun = time.perf_counter(), time.process_time()
            answer = client.get(path)
            took.append(1000 * (time.perf_counter() - started))
            worked.append(1000 * (time.process_time() - begun))
            assert answer.status_code == 200, (path, answer.status_code)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        found[name] = {
            "ms": round(statistics.median(took), 1),
            "cpu_ms": round(statistics.median(worked), 1),
            "queries": len(seen),
        }
    return found


def _any_key() -> int:
    from civikos.programs.information_requests.models import InformationRequest

    return int(InformationRequest.objects.order_by("pk").values_list("pk", flat=True)[10])


def fill(count: int) -> int:
    """Lay down requests with their events; how many a second the clock places."""
    from zoneinfo import ZoneInfo

    from civikos.kernel.workdays.queries import days_off
    from civikos.programs.information_requests.models import Event, InformationRequest
    from civikos.programs.information_requests.queries.clock import Happened, RuleRow, stand
    from civikos.programs.information_requests.queries.standing import frozen_rules
    from civikos.programs.information_requests.states import Happening
    from civikos.registers.organizations.models import Organization

    chance = random.Random(20261124)
    institutions = list(Organization.objects.filter(kind__in=["ministry", "agency", "municipality"]).order_by("pk"))
    kept = frozen_rules(NOW.date())
    rules = {key: RuleRow(**row) for key, row in kept.items()}
    off, zone = days_off(), ZoneInfo("Europe/Belgrade")
    requests, events, started = [], [], 0.0
    for number in range(1, count + 1):
        sent = NOW - timedelta(days=chance.randrange(1, 900), minutes=number % 600)
        happened = [Happened(Happening.SENT, sent, 1)]
        if chance.random() < 0.15:
            happened.append(Happened(Happening.EXTENDED, sent + timedelta(days=chance.randrange(1, 9)), 2))
        if chance.random() < 0.7:
            kind = chance.choice([Happening.FULL, Happening.FULL, Happening.PARTIAL, Happening.REFUSED])
            happened.append(Happened(kind, sent + timedelta(days=chance.randrange(1, 40)), 3))
        happened = [each for each in happened if each.at <= NOW]
        begun = time.perf_counter()
        now = stand(happened, rules, off, at=NOW, zone=zone)
        started += time.perf_counter() - begun
        institution = chance.choice(institutions)
        requests.append(
            InformationRequest(
                pk=number,
                status="sent",
                number=f"QDP-{sent.year}-{number:05d}",
                institution=institution,
                holder=institution,
                subject=chance.choice(["Buxheti i komunës", "Raporti i konsultimit", "Kontratat e shërbimeve"]),
                text="Kërkojmë qasje në dokumentet e cekura më lart. " * 8,
                sent_at=sent,
                mailed_at=sent,
                rules=kept,
                due_until=now.decision_due.until if now.decision_due else None,
                next_until=now.due.until if now.due else None,
                answered_at=now.answered_at,
                outcome=now.answer or "",
                is_late=now.is_late,
                is_extended=now.is_extended,
                days_taken=now.days_taken,
                grounds=["privacy"] if now.answer in {Happening.PARTIAL, Happening.REFUSED} else [],
            )
        )
        events += [Event(request_id=number, kind=each.kind, at=each.at) for each in happened]
    InformationRequest.objects.bulk_create(requests, batch_size=500)
    Event.objects.bulk_create(events, batch_size=500)
    return round(count / started)


if __name__ == "__main__":
    raise SystemExit(main())
