"""
A matrix of 10,000 points and 12,000 contributions: pages, filters, exports.

    python bench/matrix_bench.py                    10,000 points
    python bench/matrix_bench.py --points 1000      fewer
    python bench/matrix_bench.py --no-papers        without DOCX and PDF, which take long

A draft of 300 articles in a database of its own in a temporary folder, with a second version, answers, judgments of what the
text took up, explanations and views of the answers; rows of members are written in bulk, as the actions would leave them.
Times are of the server alone: the view, its queries and its template, through Django's own client, the median of seven after
two that warm the process. Papers are made in processes of their own; what they cost is processor seconds and memory.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="civikos-bench-")
os.environ.setdefault("CIVIKOS_DATA_DIR", FOLDER.name)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from civikos.kernel.accounts.actor import Actor  # noqa: E402
from civikos.kernel.accounts.models import Person, RoleGrant  # noqa: E402
from civikos.programs.consultations import actions  # noqa: E402
from civikos.programs.consultations.actions import papers  # noqa: E402
from civikos.programs.consultations.models import (  # noqa: E402
    Answer,
    Consultation,
    Contribution,
    Explanation,
    Point,
    Satisfaction,
    TakenUp,
)
from civikos.programs.consultations.states import Status  # noqa: E402
from civikos.registers.legislation import actions as legislation  # noqa: E402
from civikos.registers.legislation.models import ActKind, Provision  # noqa: E402
from civikos.registers.legislation.reading import Upload, read_upload  # noqa: E402
from civikos.registers.organizations.models import Affiliation, Mandate, Organization  # noqa: E402
from lawtext.samples import make_docx  # noqa: E402

ARTICLES, PEOPLE = 300, 600
SINCE = date(2020, 1, 1)
QUERIES, MILLISECONDS, XLSX_SECONDS = 12, 100.0, 5.0
SAID = [
    "Afati prej pesëmbëdhjetë ditësh është i shkurtër për organizatat që punojnë me vullnetarë; propozojmë njëzet ditë pune, sepse",
    "Dispozita duhet të thotë qartë kush përgjigjet dhe në çfarë afati, përndryshe nuk mund të zbatohet në komuna, ku",
    "E mbështesim këtë nen. Kërkojmë që raporti të publikohet në të gjitha gjuhët zyrtare, bashkë me arsyet e refuzimit, ashtu që",
    "Rok od petnaest dana je kratak za udruženja koja rade sa volonterima; predlažemo dvadeset radnih dana, jer",
    "The provision should say who answers and by when; otherwise it cannot be applied in municipalities, where",
]
WORDS = "komuna organizata afati raporti vullnetari ministria neni arsyeja buxheti konsultimi publiku kërkesa zyra dokumenti gjuha ligji opština rok izveštaj".split()


def prepare(points: int) -> tuple[Consultation, dict[str, Actor]]:
    """The consultation with its matrix, and who looks at it."""
    call_command("migrate", verbosity=0)
    call_command("load_jurisdiction", verbosity=0)
    chance = random.Random(11)
    officer = Person.objects.create(email="officer@example.org", name="Officer")
    RoleGrant.objects.create(person=officer, role="secretariat")
    people = Person.objects.bulk_create(
        [Person(email=f"p{n}@example.org", name=f"Arta Krasniqi {n}", language="sq") for n in range(PEOPLE)]
    )
    members = Organization.objects.bulk_create(
        [
            Organization(
                kind="cso",
                code=f"o-{n}",
                name=f"Qendra për pjesëmarrje {n}",
                name_sq=f"Qendra për pjesëmarrje {n}",
                member_since=SINCE,
            )
            for n in range(PEOPLE // 2)
        ]
    )
    pairs = [(person, members[n // 2]) for n, person in enumerate(people)]
    Affiliation.objects.bulk_create([Affiliation(person=p, organization=o, since=SINCE) for p, o in pairs])
    Mandate.objects.bulk_create([Mandate(person=p, organization=o, scope="speak", since=SINCE) for p, o in pairs])
    ministry = Organization.objects.filter(kind="ministry")[0]
    official = Person.objects.create(email="official@example.org", name="Official")
    Mandate.objects.create(person=official, organization=ministry, scope="answer", since=SINCE)
    now = timezone.now()
    consultation = actions.register_draft(
        titles={"sq": "Projektligji për pjesëmarrjen publike dhe bashkëpunimin me shoqërinë civile"},
        kind=ActKind.objects.get(code="draft_law"),
        institution=ministry,
        reference="2026-118",
        place=None,
        topics=[],
        texts=read_upload(Upload("draft.docx", make_docx(ARTICLES, 300, "sq"))),
        documents=[],
        opened_on=timezone.localdate(),
        members_until=now + timedelta(days=20),
        government_until=now + timedelta(days=30),
        is_public=True,
        summary="",
        by=Actor(officer),
        at=now,
    )
    fill(consultation, pairs, official, Actor(officer), points, chance)
    return consultation, {
        "officer": Actor(officer),
        "ministry": Actor(official),
        "member": Actor(people[0]),
        "visitor": Actor(),
    }


def fill(
    consultation: Consultation,
    pairs: list[tuple[Person, Organization]],
    official: Person,
    officer: Actor,
    points: int,
    chance: random.Random,
) -> None:
    """Points with their contributions, answers, judgments against a second version, explanations, views."""
    now = timezone.now()
    Consultation.objects.filter(pk=consultation.pk).update(
        status=Status.SUBMITTED,
        distributed_at=now,
        submitted_at=now,
        members_until=now,
        government_until=now + timedelta(days=9),
    )
    newer = legislation.store_version(
        consultation.draft,
        legislation.checked_texts(
            read_upload(Upload("second.docx", make_docx(ARTICLES, 300, "sq"))), without_articles=False
        ),
        received_on=timezone.localdate(),
        label="",
        by=officer,
        at=now,
    )
    provisions = list(
        Provision.objects.filter(version=consultation.version_id).exclude(article="").order_by("position")
    )
    by_article: dict[str, list[Provision]] = {}
    for row in provisions:
        by_article.setdefault(row.article, []).append(row)
    articles = list(by_article)

    def say(number: int, article: str) -> Contribution:
        person, organization = chance.choice(pairs)
        text = f"{chance.choice(SAID)} {' '.join(chance.choices(WORDS, k=45))} ({number})."
        wording = "" if number % 3 else f"Afati është {number % 40 + 5} ditë pune nga dita e {chance.choice(WORDS)}."
        return Contribution(
            consultation=consultation,
            version_id=consultation.version_id,
            provision=chance.choice(by_article[article]),
            article=article,
            kind="proposal" if wording else "comment",
            author=person,
            organization=organization if number % 4 else None,
            language="sq",
            text=text,
            original="Afati është pesëmbëdhjetë ditë nga dita e publikimit." if wording else "",
            proposed=wording,
            given_at=now - timedelta(minutes=number),
            receipted_at=now,
        )

    n_said = points * 12 // 10
    said = Contribution.objects.bulk_create(
        [say(number, articles[number * len(articles) // points % len(articles)]) for number in range(n_said)],
        batch_size=500,
    )
    outcomes = ["accepted", "accepted", "partly", "rejected", "rejected", "noted", ""]
    made = []
    for number, row in enumerate(said[:points], 1):
        outcome = chance.choice(outcomes)
        made.append(
            Point(
                consultation=consultation,
                number=number,
                position=number,
                provision=row.provision,
                article=row.article,
                language="sq",
                text=row.text,
                original=row.original,
                proposed=row.proposed,
                outcome=outcome,
                answer=f"Është shqyrtuar nga grupi punues: {' '.join(chance.choices(WORDS, k=15))}." if outcome else "",
                answered_at=now if outcome else None,
            )
        )
    rows = Point.objects.bulk_create(made, batch_size=500)
    through = Point.contributions.through
    links = [through(point=point, contribution=row) for point, row in zip(rows, said[:points], strict=True)]
    links += [through(point=chance.choice(rows), contribution=row) for row in said[points:]]
    through.objects.bulk_create(links, batch_size=800)
    answers = Answer.objects.bulk_create(
        [
            Answer(point=row, outcome=row.outcome, text=row.answer, person=official, given_at=now)
            for row in rows
            if row.outcome
        ],
        batch_size=500,
    )
    verdicts = ["yes", "yes", "partly", "no", "cannot_tell"]
    judged = []
    for row in rows:
        verdict = chance.choice(verdicts) if row.proposed else "cannot_tell"
        judged.append(
            TakenUp(
                point=row,
                version=newer,
                verdict=verdict,
                share=1 if verdict == "yes" else 0.4,
                why="as_proposed" if row.proposed else TakenUp.NO_WORDING,
                eid=row.article,
                article_changed=chance.random() < 0.5,
                evidence=[{"op": "insert", "text": row.proposed, "done": verdict == "yes", "eid": row.article}]
                if row.proposed
                else [],
            )
        )
    TakenUp.objects.bulk_create(judged, batch_size=500)
    flagged = [
        row for row, mark in zip(rows, judged, strict=True) if row.outcome == "accepted" and mark.verdict == "no"
    ]
    Explanation.objects.bulk_create(
        [
            Explanation(
                point=row,
                version=newer,
                kind="missing",
                outcome=row.outcome,
                text="Do të përfshihet.",
                language="sq",
                person=official,
                given_at=now,
            )
            for row in flagged[::2]
        ],
        batch_size=500,
    )
    first = {link.point_id: link.contribution for link in links[:points]}
    Satisfaction.objects.bulk_create(
        [
            Satisfaction(
                contribution=first[answer.point_id],
                point_id=answer.point_id,
                answer=answer,
                view=chance.choice(["yes", "partly", "no"]),
                language="sq",
                given_at=now,
            )
            for answer in answers[::3]
        ],
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# --- Pages -----------------------------------------------------------------------------------------------------------
def browser_of(actor: Actor) -> Client:
    """A browser in which the actor is signed in."""
    client = Client()
    if actor.person is not None:
        client.force_login(actor.person, backend="civikos.kernel.accounts.backends.CodeBackend")
    return client


def ask(client: Client, path: str) -> tuple[float, int, int]:
    """Milliseconds, queries and bytes of a page."""
    for _turn in range(2):
        assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    # Counted now: the next request begins the log anew.
    asked = len(seen)
    spent = []
    for _turn in range(7):
        begin = time.process_time()
        client.get(path)
        spent.append(1000 * (time.process_time() - begin))
    return statistics.median(spent), asked, len(answer.content)


def pages(consultation: Consultation, actors: dict[str, Actor]) -> None:
    """Every page and filter for everybody who works with the matrix."""
    with translation.override("sq"):
        base = f"{consultation.get_absolute_url()}matrix/"
        other = f"{consultation.get_absolute_url()}contradictions/"
    article = Point.objects.filter(consultation=consultation).order_by("position")[4321 % Point.objects.count()].article
    asked = {
        "matrix": base,
        "matrix, page 100": f"{base}?page=100",
        "article": f"{base}?article={article}",
        "outcome": f"{base}?outcome=rejected",
        "unanswered": f"{base}?outcome=open",
        "who (organization)": f"{base}?who=pjesëmarrje 17",
        "who (person)": f"{base}?who=Krasniqi 43",
        "who (one letter)": f"{base}?who=a",
        "who (most)": f"{base}?who=ar",
        "words": f"{base}?words=buxheti konsultimi",
        "words (none)": f"{base}?words=xyzzy",
        "flagged": f"{base}?text=flagged",
        "accepted, not in text": f"{base}?text=missing",
        "rejected, but changed": f"{base}?text=changed",
        "all filters": f"{base}?text=flagged&outcome=accepted&words=komuna&who=pjesëmarrje",
        "contradictions": other,
        "contradictions, open": f"{other}?state=open",
    }
    for who in ("ministry", "officer", "member"):
        client = browser_of(actors[who])
        for name, path in asked.items():
            took, queries, size = ask(client, path)
            verdict = "" if queries < QUERIES + (name.startswith("contradictions")) * 4 else "   MISSED queries"
            verdict += "" if took < MILLISECONDS else "   MISSED time"
            print(f"{who:9} {name:24} {took:7.1f} ms {queries:3} queries {size / 1024:7.0f} KB{verdict}", flush=True)
    client = browser_of(actors["officer"])
    point = Point.objects.filter(consultation=consultation).order_by("position")[77]
    said = point.contributions.order_by("pk")[0]
    for name, path in {"point": point.get_absolute_url(), "contribution": said.get_absolute_url()}.items():
        took, queries, size = ask(client, path)
        print(f"officer   {name:24} {took:7.1f} ms {queries:3} queries {size / 1024:7.0f} KB", flush=True)


# --- Papers ----------------------------------------------------------------------------------------------------------
def spent() -> float:
    """Processor seconds of this process and of the children it has waited for."""
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime


def make_one(format_: str, pk: int) -> None:
    """Make one paper and print what it took."""
    consultation = Consultation.objects.select_related("draft__institution", "draft__kind", "version").get(pk=pk)
    before, begin, since = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, spent(), time.monotonic()
    size = len(papers.matrix_as(consultation, format_))
    took, passed = spent() - begin, time.monotonic() - since
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    kept = "" if format_ != "xlsx" else f"   target {XLSX_SECONDS} s: {'kept' if took < XLSX_SECONDS else 'MISSED'}"
    print(
        f"{format_:5} {took:7.2f} s CPU {passed:7.2f} s {peak:5.0f} MB (started at {before:.0f}) {size / 1024:7.0f} KB{kept}",
        flush=True,
    )


def main() -> None:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--no-papers", action="store_true")
    parser.add_argument("--one", nargs=2, default=None)
    given: Any = parser.parse_args()
    if given.one:
        make_one(given.one[0], int(given.one[1]))
        return
    settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]
    begin = time.monotonic()
    consultation, actors = prepare(given.points)
    print(
        f"{Point.objects.count()} points, {Contribution.objects.count()} contributions, {ARTICLES} articles, made in {time.monotonic() - begin:.0f} s",
        flush=True,
    )
    for cache in settings.CACHES:
        caches[cache].clear()
    pages(consultation, actors)
    formats = ["xlsx", "csv", "json"] if given.no_papers else ["xlsx", "csv", "json", "docx", "pdf"]
    for format_ in formats:
        subprocess.run([sys.executable, __file__, "--one", format_, str(consultation.pk)], check=False)


if __name__ == "__main__":
    main()
