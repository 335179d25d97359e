"""
The reading room under load, beside an empty page of the same layout in the same run.

    python bench/room_bench.py                 concurrency 1, 8 and 32, visitor and member
    python bench/room_bench.py --seconds 4     longer

A consultation of 200 articles with 5,000 comments, published, in a database of its own in a temporary folder. The real
server (gunicorn, two processes of four threads) answers a small load generator on loopback that keeps its connections
and asks for compressed pages: the first page again and again, and all articles in turn. What counts is the ratio to the empty
page (`/about/`). Parts that are the same for many are kept by each process; what the first reader of an article waits for
is told too.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="civikos-bench-")
PORT = int(os.environ.get("CIVIKOS_BENCH_PORT", "8766"))
os.environ.update(
    CIVIKOS_DATA_DIR=os.environ.get("CIVIKOS_DATA_DIR", FOLDER.name),
    DJANGO_SETTINGS_MODULE="config.settings",
    CIVIKOS_SITE_URL=f"http://127.0.0.1:{PORT}",
)
import django  # noqa: E402

django.setup()

from django.core.cache import caches  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from serving import serving, session_of  # noqa: E402

from civikos.kernel.accounts.actor import Actor  # noqa: E402
from civikos.kernel.accounts.models import Person, RoleGrant  # noqa: E402
from civikos.programs.consultations import actions  # noqa: E402
from civikos.programs.consultations.models import Consultation, Contribution, Support  # noqa: E402
from civikos.registers.legislation.models import ActKind, Provision  # noqa: E402
from civikos.registers.legislation.reading import Upload, read_upload  # noqa: E402
from civikos.registers.organizations.models import Affiliation, Mandate, Organization  # noqa: E402
from civikos.registers.topics.models import Topic  # noqa: E402
from lawtext.samples import make_docx  # noqa: E402

ARTICLES, COMMENTS, PEOPLE = 200, 5000, 90
SINCE = date(2020, 1, 1)
PROMISED_QUERIES, PROMISED_BYTES, PROMISED_SHARE = 12, 60_000, 0.5


def prepare() -> tuple[Consultation, Person]:
    """The consultation with everything said on it, and one member."""
    call_command("migrate", verbosity=0)
    call_command("load_jurisdiction", verbosity=0)
    chance = random.Random(5)
    officer = Actor(Person.objects.create(email=f"officer-{time.time_ns()}@example.org", name="Officer"))
    RoleGrant.objects.create(person=officer.person, role="secretariat")
    topic = Topic.objects.all()[3]
    mark = time.time_ns()
    people = Person.objects.bulk_create(
        [Person(email=f"p{mark}-{n}@example.org", name=f"Arta Krasniqi {n}", language="sq") for n in range(PEOPLE)]
    )
    organizations = Organization.objects.bulk_create(
        [
            Organization(kind="cso", code=f"o-{mark}-{n}", name=f"Qendra për pjesëmarrje {n}", member_since=SINCE)
            for n in range(PEOPLE // 3)
        ]
    )
    for organization in organizations:
        organization.topics.add(topic)
    pairs = [(person, organizations[n // 3]) for n, person in enumerate(people)]
    Affiliation.objects.bulk_create([Affiliation(person=p, organization=o, since=SINCE) for p, o in pairs])
    Mandate.objects.bulk_create([Mandate(person=p, organization=o, scope="speak", since=SINCE) for p, o in pairs])
    now = timezone.now()
    consultation = actions.register_draft(
        titles={
            "sq": "Projektligji për pjesëmarrjen publike dhe bashkëpunimin me shoqërinë civile",
            "en": "Draft law on public participation",
        },
        kind=ActKind.objects.get(code="draft_law"),
        institution=Organization.objects.filter(kind="ministry")[0],
        reference="2026-118",
        place=None,
        topics=[topic],
        texts=read_upload(Upload("draft.docx", make_docx(ARTICLES, 300, "sq"))),
        documents=[],
        opened_on=timezone.localdate(),
        members_until=now + timedelta(days=20),
        government_until=now + timedelta(days=30),
        is_public=True,
        summary="",
        by=officer,
        at=now,
    )
    actions.distribute(consultation.pk, by=officer, at=now)
    say(consultation, pairs, chance)
    actions.publish_contributions(consultation.pk, by=officer, at=timezone.now())
    return consultation, people[0]


def say(consultation: Consultation, pairs: list[tuple[Person, Organization]], chance: random.Random) -> None:
    """Comments and supports straight into the tables, as the actions would leave them."""
    rows = list(Provision.objects.filter(version=consultation.version_id).exclude(article="").order_by("position"))
    by_article: dict[str, list[Provision]] = {}
    for row in rows:
        by_article.setdefault(row.article, []).append(row)
    now = timezone.now()
    texts = [
        "Afati prej pesëmbëdhjetë ditësh është i shkurtër për organizatat që punojnë me vullnetarë; propozojmë njëzet ditë pune.",
        "Dispozita duhet të thotë qartë kush përgjigjet dhe në çfarë afati, përndryshe nuk mund të zbatohet në komuna.",
        "E mbështesim këtë nen. Kërkojmë që raporti të publikohet në të gjitha gjuhët zyrtare, bashkë me arsyet e refuzimit.",
    ]
    made = []
    articles = list(by_article)
    for number in range(COMMENTS):
        article = articles[number % len(articles)]
        person, organization = chance.choice(pairs)
        made.append(
            Contribution(
                consultation=consultation,
                version_id=consultation.version_id,
                provision=chance.choice(by_article[article]),
                article=article,
                kind="comment",
                author=person,
                organization=organization,
                language="sq",
                text=f"{chance.choice(texts)} ({number})",
                given_at=now,
                receipted_at=now,
            )
        )
    Contribution.objects.bulk_create(made, batch_size=500)
    keys = list(Contribution.objects.filter(consultation=consultation).values_list("pk", flat=True))
    Support.objects.bulk_create(
        [
            Support(contribution_id=key, person=chance.choice(pairs)[0], given_at=now)
            for key in chance.sample(keys, 1500)
        ],
        batch_size=500,
    )


def once(paths: list[str], concurrency: int, session: str) -> float:
    """Each path once; answered requests a second."""
    return _ask(paths, concurrency, session, lambda turn, _now: turn < len(paths))


def throughput(paths: list[str], concurrency: int, seconds: float, session: str) -> float:
    """Answered requests a second, the paths in turn."""
    end = time.perf_counter() + seconds
    return _ask(paths, concurrency, session, lambda _turn, now: now < end)


def _ask(paths: list[str], concurrency: int, session: str, goes_on: Callable[[int, float], bool]) -> float:
    counted = [0] * concurrency
    headers = {"Accept-Encoding": "gzip"} | ({"Cookie": f"session={session}"} if session else {})
    failures: list[int] = []

    def ask(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        turn = number
        while not failures and goes_on(turn, time.perf_counter()):
            link.request("GET", paths[turn % len(paths)], headers=headers)
            answer = link.getresponse()
            answer.read()
            if answer.status != 200:
                failures.append(answer.status)
            counted[number] += 1
            turn += concurrency

    begin = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(f"a page answered {failures[0]}")
    return sum(counted) / (time.perf_counter() - begin)


def measure(consultation: Consultation, person: Person, seconds: float) -> bool:
    """Print the figures; whether all promises are kept."""
    base = f"/sq/consultations/{consultation.pk}/"
    eids = list(
        Provision.objects.filter(version=consultation.version_id, kind="article")
        .order_by("position")
        .values_list("eid", flat=True)
    )
    articles = [f"{base}{eid}/" for eid in eids]
    random.Random(3).shuffle(articles)
    kept = True
    for name, session in (("visitor", ""), ("member", session_of(person))):
        for page, path in (("first page", base), ("an article", f"{base}{eids[90]}/")):
            caches["kept"].clear()
            client = Client(headers={"Host": f"127.0.0.1:{PORT}"})
            if session:
                client.cookies["session"] = session
            counted = []
            for _turn in range(2):
                with CaptureQueriesContext(connection) as seen:
                    answer = client.get(path)
                counted.append(len(seen))
            size = len(gzip.compress(answer.content, 3))
            kept &= max(counted) <= PROMISED_QUERIES and size < PROMISED_BYTES and answer.status_code == 200
            print(
                f"{name}, {page}: {counted[0]} queries the first time, then {counted[1]} (promise: {PROMISED_QUERIES});"
                f" {len(answer.content) // 1024} KB, {size / 1000:.1f} KB compressed (promise: 60)"
            )
    for name, session in (("visitor", ""), ("member", session_of(person))):
        cold = once(articles, 8, session)
        for _turn in range(4):
            # Two processes, each with what it keeps: after some turns both know all pages.
            once([*articles, base], 8, session)
        print(f"{name}: every article for the first time {cold:.0f} a second")
        for concurrency in (1, 8, 32):
            rounds = []
            for _turn in range(3):
                empty = throughput(["/sq/about/"], concurrency, seconds, session)
                room = throughput([base], concurrency, seconds, session)
                spread = throughput(articles, concurrency, seconds, session)
                rounds.append((min(room, spread) / empty, room, spread, empty))
            share, room, spread, empty = sorted(rounds)[1]
            kept &= share >= PROMISED_SHARE
            print(
                f"{name}, concurrency {concurrency}: first page {room:.0f} a second, all articles in turn {spread:.0f}, empty page {empty:.0f};"
                f" ratio of the slower one {share:.2f} (promise: {PROMISED_SHARE})"
            )
    return kept


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    given = asked.parse_args()
    made = prepare()
    with serving(PORT):
        well = measure(*made, given.seconds)
    print("kept" if well else "NOT KEPT")
    sys.exit(0 if well else 1)
