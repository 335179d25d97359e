"""
The watch with 2,000 recorded consultations and 50 run here: milliseconds of processor and queries of its pages, measured anew and kept.

    python bench/standards_bench.py

In a database of its own that is thrown away. Processor time, because the machine may be busy with other things.
"""

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
CASES, OWN = 2_000, 50


def main() -> None:
    """Fill, measure, print a table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CIVIKOS_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        (Path(folder) / "static").mkdir()
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_jurisdiction", verbosity=0)
        fill()
        measure()


def fill() -> None:
    """Rows straight into the tables: what is measured is reading them."""
    from django.utils import timezone

    from civikos.programs.consultations.models import Consultation
    from civikos.programs.standards.models import RecordedCase, RecordedMeeting
    from civikos.programs.standards.states import CaseStatus
    from civikos.registers.legislation.models import ActKind, Draft, Version
    from civikos.registers.organizations.models import Organization

    chance = Random(1)
    now = timezone.now()
    institutions = list(Organization.objects.exclude(kind="cso").order_by("pk"))
    kinds = list(ActKind.objects.order_by("pk"))
    rows = []
    for number in range(CASES):
        opened = date(2019, 1, 7) + timedelta(days=chance.randrange(2800))
        closes = opened + timedelta(days=chance.randint(8, 45))
        kind = chance.choice(kinds)
        rows.append(
            RecordedCase(
                status=CaseStatus.RECORDED,
                institution=chance.choice(institutions),
                kind=kind,
                title=f"Projektakti nr. {number} për provën",
                year=opened.year,
                reference=str(number),
                planned=chance.random() < 0.7,
                early=chance.random() < 0.6,
                notice_on=opened,
                channels=["platform", "website"],
                opened_on=opened,
                closes_on=closes,
                documents=list(kind.documents)[: chance.randint(0, 4)],
                languages=["sq", "sr"],
                has_meetings=True,
                commenters=chance.randint(0, 20),
                comments=20,
                accepted=5,
                partly=5,
                rejected=10,
                unanswered=0,
                unreasoned=chance.randint(0, 2),
                report_on=closes + timedelta(days=chance.randint(5, 60)),
                looked_on=now.date(),
                entered_at=now,
                changed_at=now,
            )
        )
    made = RecordedCase.objects.bulk_create(rows, batch_size=500)
    RecordedMeeting.objects.bulk_create(
        [
            RecordedMeeting(
                case=row, held_on=row.opened_on + timedelta(days=8), announced_on=row.opened_on, participants=9
            )
            for row in made
        ],
        batch_size=500,
    )
    for number in range(OWN):
        draft = Draft.objects.create(title=f"Yni {number}", kind=kinds[5], institution=chance.choice(institutions))
        version = Version.objects.create(draft=draft, number=1, received_on=now.date())
        Consultation.objects.create(
            draft=draft,
            version=version,
            status="distributed",
            received_at=now,
            opened_on=now.date(),
            members_until=now + timedelta(days=20),
            government_until=now + timedelta(days=30),
            distributed_at=now,
        )


def measure() -> None:
    """Each page three times anew, then five times kept; the median."""
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from civikos.programs.standards.models import RecordedCase

    browser = Client(headers={"host": "127.0.0.1"})
    institution = RecordedCase.objects.order_by("pk")[0].institution_id
    pages = {
        "ranking": reverse("standards:home"),
        "ranking, one year": reverse("standards:home") + "?year=2024",
        "institution": reverse("standards:institution", args=[institution]),
        "over the years": reverse("standards:years"),
        "map": reverse("standards:map"),
        "five yearly figures": reverse("standards:yearly") + "?year=2024",
        "list of consultations": reverse("standards:cases") + "?standard=report_in_time&verdict=not_met",
        "all as CSV": reverse("standards:cases_file", args=["csv"]),
    }
    print(f"{CASES} recorded consultations, {OWN} run here; milliseconds of processor, median")
    print(f"{'page':24} {'anew':>8} {'kept':>8} {'queries anew':>13} {'kept':>5} {'KB':>6}")

    def once(path: str) -> tuple[float, int, int]:
        with CaptureQueriesContext(connection) as seen:
            began = time.process_time()
            response = browser.get(path)
            took = (time.process_time() - began) * 1000
        assert response.status_code == 200, (path, response.status_code)
        return took, len(seen), len(response.content)

    browser.get(pages["ranking"])
    for name, path in pages.items():
        anew = []
        for _round in range(3):
            caches["kept"].clear()
            anew.append(once(path))
        kept = [once(path) for _round in range(5)]
        first, second = sorted(anew)[1], sorted(kept)[2]
        print(f"{name:24} {first[0]:8.0f} {second[0]:8.0f} {first[1]:13} {second[1]:5} {second[2] / 1024:6.0f}")


if __name__ == "__main__":
    main()
