"""
Who gets what at every address of the watch: written from the rules, walked for everybody.

Everybody reads the watch, recorded cases and published reports. What the secretariat works on (forms, sheets, drafts of
reports) is absent for others; nobody in particular is asked to sign in. One letter for each answer:

    v  shown    i  sent to the sign-in page    -  absent: 404    m  405    x  done: something was written
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.programs.standards import actions, urls
from civikos.programs.standards.actions import monitoring
from civikos.programs.standards.models import RecordedCase

PERSONAS = ("visitor", "member", "link", "ministry", "officer")
EVERYBODY = dict.fromkeys(PERSONAS, "v")
UNKNOWN = dict.fromkeys(PERSONAS, "m")
OFFICE = dict.fromkeys(PERSONAS, "-") | {"visitor": "i", "officer": "v"}
WORK = OFFICE | {"officer": "x"}
# The guard of the office comes before the question of the method.
OFFICE_ONLY = OFFICE | {"officer": "m"}

# name → what GET and what POST bring
TABLE = {
    "home": (EVERYBODY, UNKNOWN),
    "ranking_file": (EVERYBODY, UNKNOWN),
    "years": (EVERYBODY, UNKNOWN),
    "map": (EVERYBODY, UNKNOWN),
    "institution": (EVERYBODY, UNKNOWN),
    "yardsticks": (EVERYBODY, UNKNOWN),
    "yearly": (EVERYBODY, UNKNOWN),
    "yearly_file": (EVERYBODY, UNKNOWN),
    "cases": (EVERYBODY, UNKNOWN),
    "cases_file": (EVERYBODY, UNKNOWN),
    "case": (EVERYBODY, UNKNOWN),
    "reports": (EVERYBODY, UNKNOWN),
    "report": (EVERYBODY, UNKNOWN),
    "report_file": (EVERYBODY, UNKNOWN),
    "record": (OFFICE, WORK),
    "edit_case": (OFFICE, WORK),
    "case_action": (OFFICE_ONLY, WORK),
    "sheets": (OFFICE, WORK),
    "empty_sheet": (OFFICE, OFFICE_ONLY),
    "sheet": (OFFICE, WORK),
    "sheet_file": (OFFICE, OFFICE_ONLY),
    "sheet_left": (OFFICE, OFFICE_ONLY),
    "sheet_action": (OFFICE_ONLY, WORK),
    "write_report": (OFFICE, WORK),
    "publish_report": (OFFICE_ONLY, WORK),
}
CASE = {
    "title": "Krejt e re",
    "title_language": "sq",
    "looked_on": "2026-11-20",
    "was_consulted": "1",
    "opened_on": "2026-03-02",
    "closes_on": "2026-03-31",
    "meetings": "1",
}


def test_every_address_is_in_the_table() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(TABLE)


def test_every_address_answers_everybody_as_the_table_says(
    record: Callable[..., RecordedCase],
    secretariat: Actor,
    member: Actor,
    ministry: Actor,
    visitor: Actor,
    client_as: Any,
    at: datetime,
    clock: Any,
) -> None:
    row = record()
    sheet = actions.keep_sheet(
        "institution,kind,title,start,end\nMinistria e Drejtësisë,law,x,2026-05-04,2026-05-29\n".encode(),
        name="a.csv",
        kind="cases",
        source="",
        by=secretariat,
        at=at,
    )
    published = actions.publish_report(
        actions.write_report(2026, forewords={}, by=secretariat, at=at).pk, by=secretariat, at=at
    )
    monitoring.make_papers(published.pk, at=at)
    draft = actions.write_report(2026, forewords={}, by=secretariat, at=at)
    arguments: dict[str, list[Any]] = {
        "ranking_file": ["csv"],
        "cases_file": ["csv"],
        "yearly_file": [2026, "csv"],
        "institution": [row.institution_id],
        "case": [row.pk],
        "edit_case": [row.pk],
        "case_action": [row.pk, "discard"],
        "sheet": [sheet.pk],
        "sheet_file": [sheet.pk],
        "sheet_left": [sheet.pk],
        "sheet_action": [sheet.pk, "take"],
        "report": [published.pk],
        "report_file": [published.pk, published.files.order_by("pk")[0].file.key],
        "write_report": [2025],
        "publish_report": [draft.pk],
    }
    about = {"institution": str(row.institution_id), "kind": str(row.kind_id)}
    bodies: dict[str, dict[str, Any]] = {
        "record": CASE | about,
        "edit_case": CASE | about,
        "sheets": {"kind": "cases", "file": SimpleUploadedFile("b.csv", b"institution,title\na,b\n")},
        "sheet": {f"c{place}": "" for place in range(5)},
        "write_report": {"sq": "Fjalë."},
    }
    actors = {
        "visitor": visitor,
        "member": member,
        "link": Actor(member.person, audience=row.name),
        "ministry": ministry,
        "officer": secretariat,
    }
    browsers = {name: client_as(actor) for name, actor in actors.items()}
    wrong = []
    for name, expected in TABLE.items():
        path = reverse(f"standards:{name}", args=arguments.get(name, []))
        for persona, browser in browsers.items():
            for method, wanted in zip(("GET", "POST"), expected, strict=True):
                found = ask(browser, method, path, bodies.get(name, {}))
                if found != wanted[persona]:
                    wrong.append(f"{name} {method} {persona}: {wanted[persona]} expected, {found} found")
    assert wrong == [], "\n".join(wrong)


def ask(browser: Client, method: str, path: str, body: dict[str, Any]) -> str:
    """The letter of an answer; what was written is taken back."""
    for upload in body.values():
        if isinstance(upload, SimpleUploadedFile):
            upload.seek(0)
    before = Entry.objects.count()
    with transaction.atomic():
        response = browser.get(path) if method == "GET" else browser.post(path, body)
        wrote = Entry.objects.count() != before
        transaction.set_rollback(True)
    status = response.status_code
    if status in {301, 302} and "sign-in" in response["Location"]:
        return "i"
    if wrote:
        return "x"
    return {404: "-", 405: "m", 200: "v"}.get(status, str(status))


def test_what_is_absent_and_what_is_hidden_is_answered_alike(
    record: Callable[..., RecordedCase], secretariat: Actor, visitor: Actor, client_as: Any, at: datetime, clock: Any
) -> None:
    row = record()
    actions.discard_case(row.pk, by=secretariat, at=at)
    browser = client_as(visitor)
    hidden, absent = (browser.get(reverse("standards:case", args=[pk])) for pk in (row.pk, 999_999))
    assert (hidden.status_code, absent.status_code) == (404, 404)
