"""
Figures of the main job: a draft of 200 articles in, mails out, contributions in.

    python bench/way_bench.py                  all
    python bench/way_bench.py intake           one of: intake, distribution, posting

Works in a database of its own in a temporary folder. `posting` starts the real server (gunicorn, two processes of four
threads) and posts through real forms on loopback.
"""

from __future__ import annotations

import http.client
import os
import re
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="civikos-bench-")
os.environ.update(
    CIVIKOS_DATA_DIR=os.environ.get("CIVIKOS_DATA_DIR", FOLDER.name),
    DJANGO_SETTINGS_MODULE="config.settings",
    CIVIKOS_SITE_URL="http://127.0.0.1:8765",
)
import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from serving import serving, session_of  # noqa: E402

from civikos.kernel.accounts.actor import Actor  # noqa: E402
from civikos.kernel.accounts.models import Person, RoleGrant  # noqa: E402
from civikos.programs.consultations import actions  # noqa: E402
from civikos.programs.consultations.models import Consultation, Contribution  # noqa: E402
from civikos.registers.legislation import queries as legislation  # noqa: E402
from civikos.registers.legislation.models import ActKind  # noqa: E402
from civikos.registers.legislation.reading import Upload, read_upload  # noqa: E402
from civikos.registers.organizations.models import Affiliation, Mandate, Organization  # noqa: E402
from civikos.registers.topics.models import Topic  # noqa: E402
from lawtext.samples import make_docx  # noqa: E402

PORT = 8765
SINCE = date(2020, 1, 1)


def prepare() -> Actor:
    """Tables, the profile, one officer, one institution with a contact."""
    call_command("migrate", verbosity=0)
    call_command("load_jurisdiction", verbosity=0)
    officer, _made = Person.objects.get_or_create(email="officer@example.org", defaults={"name": "Officer"})
    RoleGrant.objects.get_or_create(person=officer, role="secretariat", until=None)
    return Actor(officer)


def members(number: int, topic: Topic) -> list[Person]:
    """So many people, three to an organization that works on the topic."""
    start = Person.objects.count()
    people = Person.objects.bulk_create(
        [
            Person(email=f"p{start + n}@example.org", name=f"Person {n}", language=("sq", "sr", "en")[n % 3])
            for n in range(number)
        ],
        batch_size=500,
    )
    organizations = Organization.objects.bulk_create(
        [
            Organization(kind="cso", code=f"o-{start}-{n}", name=f"Organization {n}", member_since=SINCE)
            for n in range(number // 3 + 1)
        ],
        batch_size=300,
    )
    Organization.topics.through.objects.bulk_create(
        [Organization.topics.through(organization_id=row.pk, topic_id=topic.pk) for row in organizations],
        batch_size=500,
    )
    pairs = [(person, organizations[n // 3]) for n, person in enumerate(people)]
    Affiliation.objects.bulk_create(
        [Affiliation(person=p, organization=o, since=SINCE) for p, o in pairs], batch_size=500
    )
    Mandate.objects.bulk_create(
        [Mandate(person=p, organization=o, scope="speak", since=SINCE) for p, o in pairs], batch_size=500
    )
    return people


def register(officer: Actor, topic: Topic, data: bytes) -> Consultation:
    """A draft law of these bytes, registered through the real action."""
    now = timezone.now()
    return actions.register_draft(
        titles={"sq": "Projektligj për matje"},
        kind=ActKind.objects.get(code="draft_law"),
        institution=Organization.objects.filter(kind="ministry")[0],
        reference="",
        place=None,
        topics=[topic],
        texts=read_upload(Upload("draft.docx", data)),
        documents=[],
        opened_on=timezone.localdate(),
        members_until=now + timedelta(days=20),
        government_until=now + timedelta(days=30),
        is_public=True,
        summary="",
        by=officer,
        at=now,
    )


def bench_intake() -> None:
    """A Word file of 200 articles: read in the limited child, structured, stored, readable."""
    officer = prepare()
    data = make_docx(200, 300, "sq")
    begin = time.perf_counter()
    consultation = register(officer, Topic.objects.all()[0], data)
    rows = legislation.outline(consultation.version, "sq")
    legislation.units(consultation.version, [row.eid for row in rows if row.is_unit][:8], ["sq"])
    seconds = time.perf_counter() - begin
    articles = sum(row.is_unit and row.kind == "article" for row in rows)
    print(
        f"intake: 200 articles, {len(data) // 1024} KB DOCX: read, structured, stored and readable in {seconds:.2f} s (promise: 5 s); articles found {articles}"
    )


def bench_distribution() -> None:
    """Committing the invitations of 900 people, and the queries for each thousand."""
    officer = prepare()
    data = make_docx(20, 60, "sq")
    counted = {}
    for number, topic in zip((100, 900, 2900), Topic.objects.all()[10:13], strict=True):
        members(number, topic)
        consultation = register(officer, topic, data)
        begin = time.perf_counter()
        with CaptureQueriesContext(connection) as seen:
            actions.distribute(consultation.pk, by=officer, at=timezone.now())
        seconds = time.perf_counter() - begin
        counted[number] = len(seen)
        print(
            f"distribution: {number} people committed in {seconds:.2f} s"
            + (" (promise: 2 s)" if number == 900 else "")
            + f", {len(seen)} queries"
        )
    print(f"distribution: {(counted[2900] - counted[900]) / 2:.1f} more queries for each further thousand people")


class Browser:
    """A person's browser: one connection, cookies, forms."""

    def __init__(self, session: str) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.cookies = {"session": session}

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """One request; the status and the body."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _rest = value.split(";", 1)
                self.cookies.__setitem__(*cookie.split("=", 1))
        return answer.status, content


def bench_posting(posts: int = 1600, concurrency: int = 8) -> None:
    """Posting contributions through the form by several people at once; none may be lost."""
    officer = prepare()
    topic = Topic.objects.all()[20]
    people = members(concurrency, topic)
    consultation = register(officer, topic, make_docx(200, 60, "sq"))
    actions.distribute(consultation.pk, by=officer, at=timezone.now())
    path = f"/sq/consultations/{consultation.pk}/contribute/"
    accepted = [0] * concurrency
    with serving(PORT):
        browsers = [Browser(session_of(person)) for person in people]
        forms = []
        for browser in browsers:
            status, page = browser.ask("GET", f"{path}?provision=art_1")
            token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            if status != 200 or token is None:
                raise SystemExit(f"the form answered {status}")
            forms.append(token.group(1).decode())

        def post(number: int) -> None:
            for turn in range(posts // concurrency):
                status, _page = browsers[number].ask(
                    "POST",
                    path,
                    {
                        "csrfmiddlewaretoken": forms[number],
                        "provision": f"art_{1 + turn % 200}",
                        "kind": "comment",
                        "capacity": "individual",
                        "text": f"Komenti {number}-{turn}: propozojmë që afati të zgjatet për dhjetë ditë.",
                        "lang": "sq",
                        "request_key": f"k{number}-{turn}",
                    },
                )
                accepted[number] += status == 302
                # A person sees what the message says on the page that follows; here it would only grow.
                browsers[number].cookies.pop("messages", None)

        threads = [threading.Thread(target=post, args=(number,)) for number in range(concurrency)]
        begin = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - begin
    stored = Contribution.objects.filter(consultation=consultation).count()
    print(
        f"posting: {sum(accepted)} accepted at concurrency {concurrency}, {sum(accepted) / seconds:.0f} a second (promise: 100), {stored} stored, {sum(accepted) - stored} lost"
    )


ALL = {"intake": bench_intake, "distribution": bench_distribution, "posting": bench_posting}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or ALL:
        ALL[wanted]()
