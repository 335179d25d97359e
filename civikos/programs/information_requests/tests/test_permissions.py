"""
Who gets what at every address of requests for documents, written from the rules.

`member` speaks for the organization that asked, `colleague` belongs to it without a mandate, `other_member` speaks for
another one, `ministry` answers for an institution, `link` came by a personal link of a consultation, `officer` is the
secretariat. Letters as in `tests/permissions/table.py`: v shown, i sent to the sign-in page, - absent, r refused (nothing
written), x done, a sent on without writing, m no such method.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.audit.models import Entry
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import TEXTS
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.actions import Wanted
from civikos.programs.information_requests.actions.feeds import token_of
from civikos.programs.information_requests.models import Event, InformationRequest, Letter
from civikos.programs.information_requests.states import Happening
from civikos.registers.organizations.models import Mandate, Organization
from tests import personas

PERSONAS = ("visitor", "link", "colleague", "other_member", "ministry", "member", "officer")


def row(letters: str) -> dict[str, str]:
    return dict(zip(PERSONAS, letters.split(), strict=True))


EVERYBODY = row("v v v v v v v")
NOBODY_POSTS = row("m m m m m m m")
MAY_ASK = row("i i - v - v v")
OFFICE = row("i i - - - - v")
# Pages of the public request: those who work on it, and who is told that there is no such page.
WORKS = row("i i - - - v v")
WORKS_POST = row("i i - - - x x")
# Pages without the sign-in page in between: what is not theirs is absent.
ABSENT = row("- - - - - v v")
SEES_OWN = row("- - v - - v v")
OFFICE_OWN = row("- - - - - - v")

# address → what it names, what GET brings, what POST brings
TABLE: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "list": ("", EVERYBODY, NOBODY_POSTS),
    "export": ("csv", EVERYBODY, NOBODY_POSTS),
    "figures": ("", EVERYBODY, NOBODY_POSTS),
    "figures_export": ("json", EVERYBODY, NOBODY_POSTS),
    "new": ("", MAY_ASK, row("i i - r - r r")),
    "new_batch": ("", MAY_ASK, row("i i - r - r r")),
    "batch": ("batch", row("i i - - - v v"), row("m m m m m m m")),
    "send_batch": ("batch", NOBODY_POSTS, row("i i - - - x x")),
    "calendar": ("", MAY_ASK, row("i i - x - x x")),
    "feed": ("feed", EVERYBODY, NOBODY_POSTS),
    "contacts": ("", OFFICE, row("m m m m m m m")),
    "contact": ("institution", OFFICE, row("i i - - - - x")),
    "classify": ("message", WORKS, WORKS_POST),
    "annul": ("entered", WORKS, WORKS_POST),
    "further": ("letter", WORKS, row("i i - - - a a")),
    "further_action": ("letter/discard", NOBODY_POSTS, WORKS_POST),
    "further_paper": ("letter/docx", WORKS, NOBODY_POSTS),
    "document": ("document", WORKS, NOBODY_POSTS),
    "original": ("document", WORKS, NOBODY_POSTS),
    "published": ("published", EVERYBODY, NOBODY_POSTS),
    "page_picture": ("document/1", WORKS, NOBODY_POSTS),
    "document_action": ("document/reopen", NOBODY_POSTS, WORKS_POST),
    "request": ("public", EVERYBODY, NOBODY_POSTS),
    "edit": ("draft", row("i i - - - v v"), row("i i - - - r r")),
    "send": ("draft", NOBODY_POSTS, row("i i - - - x x")),
    "discard": ("draft", NOBODY_POSTS, row("i i - - - x x")),
    "handed_in": ("draft", row("i i - - - v v"), row("i i - - - x x")),
    "paper": ("public/docx", ABSENT, NOBODY_POSTS),
    "deadlines": ("public", EVERYBODY, NOBODY_POSTS),
    "enter": ("public", WORKS, WORKS_POST),
    "write": ("public/complaint", NOBODY_POSTS, row("i i - - - a a")),
    "case_file": ("public", WORKS, NOBODY_POSTS),
    "history": ("public", WORKS, NOBODY_POSTS),
    "add_document": ("public", WORKS, row("i i - - - r r")),
    "action": ("public/close", NOBODY_POSTS, WORKS_POST),
}
# The same addresses for a draft of the member's, and for the network's own private request.
HIDDEN: list[tuple[str, str, dict[str, str]]] = [
    ("request", "draft", SEES_OWN),
    ("deadlines", "draft", row("- - - - - - -")),
    ("request", "private", OFFICE_OWN),
    ("deadlines", "private", OFFICE_OWN),
    ("paper", "private/pdf", OFFICE_OWN),
    ("case_file", "private", row("i i - - - - v")),
    ("published", "document", row("- - - - - - -")),
]


@pytest.fixture
def cast(
    wanted: Wanted,
    secretariat: Actor,
    member: Actor,
    other_member: Actor,
    ministry: Actor,
    visitor: Actor,
    forum: Organization,
    at: datetime,
    clock: Any,
) -> dict[str, Any]:
    colleague = personas.person("Kolegë Krasniqi")
    personas.belongs_to(colleague, forum)
    people = {
        "visitor": visitor,
        "link": Actor(member.person, audience="consultation:1", door=Door.LINK),
        "colleague": Actor(colleague),
        "other_member": other_member,
        "ministry": ministry,
        "member": member,
        "officer": secretariat,
    }
    draft = actions.write_draft(wanted, by=member, at=at)
    public = actions.send(actions.write_draft(wanted, by=member, at=at).pk, by=member, at=at)
    hidden = Wanted(wanted.institution, "Tjetër", wanted.text, "sq", is_private=True)
    private = actions.send(actions.write_draft(hidden, by=secretariat, at=at).pk, by=secretariat, at=at)
    batch = actions.make_batch(
        "Tryeza", list(Organization.objects.filter(kind="municipality")[:2]), wanted, by=member, at=at
    )
    later = at + timedelta(days=1)
    asked = actions.enter_event(public.pk, Happening.CLARIFICATION_ASKED, happened_at=later, by=member, at=later)
    letter = actions.draft_letter(public.pk, Letter.Kind.CLARIFICATION, by=member, at=later)
    message = actions.receive_message(
        public.pk,
        words="Bashkëngjitur",
        sender="a@example.org",
        subject="Re",
        is_foreign=True,
        mail_kind="reply",
        attachments=[],
        at=later,
    )
    documents = []
    for name in ("a.txt", "b.txt"):
        stored = files.store(b"Raporti i konsultimit", name=name, accepted=TEXTS, by=member, at=at)
        document = actions.add_document(public.pk, stored, title=name, by=member, at=at)
        actions.make_pages(document.pk, by=member, at=at)
        actions.prepare(document.pk, by=member, at=at)
        documents.append(document)
    actions.publish(documents[1].pk, by=member, at=at)
    clock.move_to(later + timedelta(hours=1))
    return {
        "people": people,
        "draft": draft.pk,
        "public": public.pk,
        "private": private.pk,
        "batch": batch.pk,
        "entered": asked.pk,
        "message": message.pk,
        "letter": letter.pk,
        "document": documents[0].pk,
        "published": documents[1].pk,
        "institution": wanted.institution.pk,
        "feed": token_of(actions.feed_of(by=member, at=at)),
        "batch_row": batch,
    }


def path_of(cast: dict[str, Any], name: str, what: str) -> str:
    parts = [cast.get(part, part) for part in what.split("/")] if what else []
    return reverse(f"information_requests:{name}", args=parts)


POSTED: dict[str, dict[str, Any]] = {
    "contact": {"address": "qasja@example.org"},
    "classify": {"kind": "full", "on": "2026-11-25"},
    "annul": {"reason": ""},
    "enter": {"kind": "noted", "on": "2026-11-25", "way": "paper"},
    "further": {"subject": "x", "text": "y"},
    "handed_in": {"on": "2026-11-24", "way": "paper"},
}


def traces() -> tuple[int, ...]:
    return (Entry.objects.count(), Event.objects.count(), InformationRequest.objects.count())


def letter_of(response: Any, *, wrote: bool) -> str:
    if response.status_code == 405:
        return "m"
    if response.status_code == 404:
        return "-"
    if response.status_code in {200, 422}:
        return "r" if response.status_code == 422 else "v"
    assert response.status_code == 302, response.status_code
    if "sign-in" in response["Location"] or "/enter/" in response["Location"] or "next=" in response["Location"]:
        return "i"
    return "x" if wrote else "a"


def ask(client: Any, method: str, name: str, path: str) -> str:
    with transaction.atomic():
        before = traces()
        response = getattr(client, method)(path, POSTED.get(name, {}) if method == "post" else {})
        wrote = traces() != before
        transaction.set_rollback(True)
    return letter_of(response, wrote=wrote)


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_address_answers_everybody_as_the_table_says(cast: dict[str, Any], client_as: Any, persona: str) -> None:
    client = client_as(cast["people"][persona])
    wrong = []
    for name, (what, on_get, on_post) in TABLE.items():
        for method, expected in (("get", on_get), ("post", on_post)):
            found = ask(client, method, name, path_of(cast, name, what))
            if found != expected[persona]:
                wrong.append(f"{method} {name} {what}: {found}, expected {expected[persona]}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("persona", PERSONAS)
def test_what_is_hidden_is_absent(cast: dict[str, Any], client_as: Any, persona: str) -> None:
    client = client_as(cast["people"][persona])
    for name, what, expected in HIDDEN:
        assert ask(client, "get", name, path_of(cast, name, what)) == expected[persona], (name, what)


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_hidden_and_the_never_made_are_the_same(cast: dict[str, Any], client_as: Any, persona: str) -> None:
    client = client_as(cast["people"][persona])
    if persona == "officer":
        return
    for name in ("request", "case_file", "edit", "enter"):
        hidden = ask(client, "get", name, path_of(cast, name, "private"))
        never = ask(client, "get", name, reverse(f"information_requests:{name}", args=[987654]))
        assert hidden == never, name


def test_every_address_is_in_the_table() -> None:
    resolver = next(
        each
        for languages in get_resolver().url_patterns
        if hasattr(languages, "url_patterns")
        for each in languages.url_patterns
        if getattr(each, "namespace", None) == "information_requests"
    )
    assert {pattern.name for pattern in resolver.url_patterns} == set(TABLE)


def test_a_mandate_that_ended_opens_nothing_more(
    cast: dict[str, Any], client_as: Any, member: Actor, at: datetime
) -> None:
    client = client_as(member)
    assert client.get(path_of(cast, "request", "draft")).status_code == 200
    Mandate.objects.filter(person=member.person).update(until=at.date() - timedelta(days=1))
    assert client.get(path_of(cast, "edit", "draft")).status_code == 404
    assert client.post(path_of(cast, "send", "draft")).status_code == 404


def test_what_everybody_reads_names_no_person_and_shows_no_message(
    cast: dict[str, Any], client_as: Any, visitor: Actor, member: Actor
) -> None:
    page = client_as(visitor).get(path_of(cast, "request", "public")).content.decode()
    own = client_as(member).get(path_of(cast, "request", "public")).content.decode()
    assert "Blerim Krasniqi" not in page and "Blerim Krasniqi" in own
    assert "Bashkëngjitur" not in page and "Bashkëngjitur" in own


def test_a_calendar_with_another_address_is_dead(
    cast: dict[str, Any], client_as: Any, visitor: Actor, member: Actor, at: datetime
) -> None:
    client = client_as(visitor)
    path = path_of(cast, "feed", "feed")
    actions.annul(cast["entered"], reason="", by=member, at=at + timedelta(days=2))
    assert b"QDP-2026-0001" in client.get(path).content
    forged = path.replace(f"/{member.person_id}.", f"/{cast['people']['other_member'].person_id}.")
    assert client.get(forged).status_code == 404
    actions.renew_feed(by=member, at=at)
    assert client.get(path).status_code == 404
