"""The walk through the table: every address × persona × method, in each state of a consultation."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.actions import make_checkpoint, number_pending
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.models import Hold
from civikos.kernel.mailroom.handlers import Arrived
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions import intake_mail, mailing
from civikos.programs.consultations.models import (
    Consultation,
    Contribution,
    MailedReply,
    Point,
    ReceivedDraft,
    ReturnedFile,
)
from civikos.programs.consultations.queries.returning import understand
from civikos.programs.consultations.tests.actions import story, texts
from civikos.programs.consultations.tests.actions.story import A_MINUTE, AFTER, AT, Cast, by_link
from civikos.programs.consultations.tests.word import Word
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.reading import Upload
from civikos.registers.organizations.models import Affiliation
from mailtext import Kind, Mail, Passage
from tests.permissions.table import (
    MAINTENANCE,
    METHOD_UNKNOWN,
    OF_CONSULTATIONS,
    OF_THE_HOUSE,
    PERSONAS,
    SECRETS,
    STATES,
)

ABSENT = 999_999
NOBODYS = re.compile(rb'(nonce|csrfmiddlewaretoken|X-CSRFToken)[^>]*?["\'][A-Za-z0-9+/=_-]{8,}["\']')


@pytest.fixture
def cast(jurisdiction: None, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Cast:
    # Hundreds of refused requests would be hundreds of lines in the log.
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    return story.make_cast()


@dataclass
class Scene:
    """A consultation in a state, what hangs on it, and a browser of each persona."""

    state: str
    row: Consultation
    own: Contribution | None
    theirs: Contribution | None
    actors: dict[str, Actor]
    browsers: dict[str, Client]
    sent_back: ReturnedFile | None = None
    mailed: MailedReply | None = None
    received: ReceivedDraft | None = None

    def pk_of(self, row: Any) -> int:
        """The key of something that is not there in every state."""
        return row.pk if row is not None else ABSENT


def bring(cast: Cast, state: str, clock: Any, client_as: Callable[[Actor], Client]) -> Scene:
    """By the real actions; the clock then stands in the window of the state."""
    other = story.distributed(cast, titles={"sq": "Tjetri"})
    row = story.register(cast, is_public=state != "members")
    own = theirs = None
    if state != "registered":
        story.distribute(cast, row)
        own = story.contribute(row, cast.member, "Fjala e anëtarit.", eid=story.eid_of(row, "2"))
        theirs = story.contribute(row, cast.colleague, "Fjala e koleges.", eid=story.eid_of(row, "2"))
        words = story.contribute(row, cast.colleague, "Fjala e mbështetur.", eid=story.eid_of(row, "3"))
        actions.support(words.pk, organization=None, by=cast.member, at=AT + 15 * A_MINUTE)
        actions.arrange_matrix(row.pk, by=cast.secretariat, at=AT + 20 * A_MINUTE)
        upload = Upload("projekti.docx", _word_file(row))
        actions.keep_returned_file(
            row.pk,
            upload,
            understand(row, upload),
            author=cast.person("member"),
            organization=None,
            by=cast.member,
            at=AT + 25 * A_MINUTE,
        )
        actions.keep_apart(row.pk, [own.pk, theirs.pk], by=cast.secretariat, at=AT + 25 * A_MINUTE)
        mailing.receive_reply(_mail(1, cast.person("member"), row.name, "Neni 2: Fjala me postë."))
    clock.move_to(AT + timedelta(hours=1))
    if state in {"submitted", "reported"}:
        actions.submit(row.pk, close_now=False, by=cast.secretariat, at=AFTER)
        clock.move_to(AFTER + timedelta(days=1))
    if state == "reported":
        actions.publish_report(row.pk, foreword="", by=cast.secretariat, at=AFTER + timedelta(days=2))
        clock.move_to(AFTER + timedelta(days=3))
    row = story.fresh(row)
    sent_back = ReturnedFile.objects.filter(consultation=row).first()
    draft = _mail(2, cast.person("ministry"), "", "Ju dërgojmë projektligjin.")
    draft = replace(draft, attachments=(row.version.expressions.order_by("pk")[0].file,))
    intake_mail.receive_draft(draft)
    actors = {
        "visitor": cast.visitor,
        "member": cast.member,
        "other_member": cast.other_member,
        "link": by_link(cast.member, row),
        "foreign_link": by_link(cast.member, other),
        "ministry": cast.ministry,
        "other_ministry": cast.other_ministry,
        "officer": Actor(cast.person("secretariat")),
    }
    browsers = {name: client_as(actor) for name, actor in actors.items()}
    mailed = MailedReply.objects.filter(consultation=row).first()
    return Scene(state, row, own, theirs, actors, browsers, sent_back, mailed, ReceivedDraft.objects.first())


def _mail(number: int, person: Any, audience: str, text: str) -> Arrived:
    """A mail that nobody proved."""
    said = Mail(Kind.NEW, sender=person.email, subject="Projektligji", text=text, passages=(Passage("", text),))
    return Arrived(number, person, audience, said, False, AT + 25 * A_MINUTE)


def _held() -> Hold:
    """An address to which nothing is sent."""
    return Hold.objects.get_or_create(address="gone@example.org", ended_at=None, defaults={"reason": Hold.Reason.GONE})[
        0
    ]


def supported(scene: Scene) -> Contribution | None:
    """The words that the member backs."""
    return Contribution.objects.filter(consultation=scene.row, text="Fjala e mbështetur.").first()


def point_of(scene: Scene) -> Point | None:
    """The point in which the member's words stand."""
    return Point.objects.filter(contributions=scene.own).first() if scene.own is not None else None


# --- Where each name leads, and what a correct form sends there ------------------------------------------------------------
def address(name: str, scene: Scene, pk: int | None = None) -> str:
    """The address of a name; `pk` in place of the consultation's (or the contribution's) own key."""
    short = name.split(":")[-1]
    key = pk or scene.row.pk
    eid = story.eid_of(scene.row, "2")
    arguments: dict[str, list[Any]] = {
        "draft_docx": [key, "sq"],
        "draft_akn": [key, "sq"],
        "returned_file": [key, scene.pk_of(scene.sent_back)],
        "mailed": [key, scene.pk_of(scene.mailed)],
        "article_by_mail": [key, eid],
        "received_draft": [pk or scene.pk_of(scene.received)],
        "article": [key, eid],
        "comments": [key, eid],
        "file": [key, scene.row.version.expressions.order_by("pk")[0].file.key],
        "matrix_file": [key, "json"],
        "matrix_action": [key, "arrange"],
        "answer": [key, "answer_many"],
        "similar_action": [key, "again"],
        "satisfaction": [pk or scene.pk_of(scene.own)],
        "point": [pk or scene.pk_of(point_of(scene))],
        "explain": [pk or scene.pk_of(point_of(scene))],
        "propose_raising": [pk or scene.pk_of(point_of(scene))],
        "contradictions_file": [key, "csv"],
        "matrix_export": [key, "pdf"],
        "council_file": ["csv"],
        "council_action": [ABSENT, "raised"],
        "correct_text": [key, "correct"],
        "distribution_action": [key, "propose"],
        "contribution": [pk or scene.pk_of(scene.own)],
        "edit_contribution": [pk or scene.pk_of(scene.own)],
        "withdraw_contribution": [pk or scene.pk_of(scene.own)],
        "support": [pk or scene.pk_of(scene.theirs)],
        "withdraw_support": [pk or scene.pk_of(supported(scene))],
        "hide": [pk or scene.pk_of(scene.theirs)],
        "change_account": ["follow"],
        "change_address": [_held().pk, "release"],
        "mails_of": [scene.actors["member"].person_id],
        "mails_of_file": [scene.actors["member"].person_id],
        "sign_in_as": ["s"],
        "mail": ["a"],
        "attachment": ["a", 1],
    }
    if name == "demo:file":
        return reverse(name, args=["a.docx"])
    of_consultation = name in OF_CONSULTATIONS
    real = "consultations:matrix_action" if name == "answer" else name
    return reverse(real, args=arguments.get(short, [key] if of_consultation else []))


def sent(name: str, scene: Scene, cast: Cast) -> dict[str, Any]:
    """What a correct form sends."""
    short = name.split(":")[-1]
    point = scene.row.points.order_by("pk").first()
    text = SimpleUploadedFile("projektligji-2.txt", texts.SQ_SECOND.encode())
    forms: dict[str, dict[str, Any]] = {
        "contribute": {"text": "Edhe diçka.", "capacity": "individual", "provision": "", "lang": "sq"},
        "edit_contribution": {"text": "Me fjalë të tjera.", "proposed": "", "capacity": "individual"},
        "support": {"capacity": "individual"},
        "return_file": {
            "file": SimpleUploadedFile("projekti.docx", _word_file(scene.row)),
            "capacity": "individual",
            "author": str(cast.person("member").pk),
        },
        "returned_file": {"take": "1", "item": ["p0"]},
        "mailed": {
            "confirm": "1",
            "item": ["m0"],
            "place-m0": "draft",
            "text-m0": "Fjala me postë.",
            "capacity": "individual",
        },
        "article_by_mail": {"send": "1", "language": "sq"},
        "received_draft": {"discard": "1"},
        "hide": {"reason": "Fyerje."},
        "satisfaction": {"view": "yes", "reason": ""},
        "explain": {"text": "Do të përfshihet."},
        "propose_raising": {"reason": "Na prek të gjithëve."},
        "withdraw": {"reason": "Ministria e tërhoqi."},
        "deadline": {
            "government_on": "2026-12-30",
            "government_at": "16:00",
            "members_on": "2026-12-18",
            "members_at": "16:00",
            "reason": "Festë.",
        },
        "correct_text": {
            "language": "sq",
            "eid": story.eid_of(scene.row, "1"),
            "at": "",
            "number": "1",
            "heading": "Qëllimi i ri",
            "text": "",
        },
        "answer": {"row": [str(point.pk)] if point else [], "bulk_outcome": "noted", "bulk_text": "E shënuam."},
        "publish_report": {"foreword": "Faleminderit."},
        "add_version": {"texts": text, "received_on": "2026-12-14", "label": "", "rows": "1"},
        "returned": {"sheet": SimpleUploadedFile("matrica.xlsx", _workbook())},
        "similar_action": {"kept": str(scene.pk_of(scene.row.kept_apart.first()))},
        "taken_up": {"judgment": str(ABSENT), "verdict": "yes", "reason": "E lexova."},
        "place": {"version": "2", "contribution": str(scene.pk_of(scene.own)), "eid": story.eid_of(scene.row, "1")},
        "subscribe": {"topic": str(cast.other_topic.pk)},
        "change_account": {"topic": str(cast.other_topic.pk)},
        "sign_in": {"email": "nobody@example.org"},
        "letters": {"verb": "stop", "kind": "new_version"},
    }
    return forms.get(short, {})


def _word_file(row: Consultation) -> bytes:
    text = legislation.printed_text(row.version, "sq")
    assert text is not None
    paragraph = max((node.text for node in text.walk()), key=len)
    return Word(lawtext.to_docx(text)).replace(paragraph, "Krejt ndryshe.").saved()


def _workbook() -> bytes:
    from openpyxl import Workbook

    made = BytesIO()
    Workbook().save(made)
    return made.getvalue()


# --- Asking -----------------------------------------------------------------------------------------------------------
def letter_of(response: Any, *, wrote: bool, method: str) -> str:
    """The letter of the table for an answer."""
    status = response.status_code
    if status in {301, 302, 303} and "/sign-in/" in response["Location"] and "/code/" not in response["Location"]:
        return "i"
    if wrote:
        return "x" if status in {200, 302, 303} else f"wrote, and answered {status}"
    if status == 404:
        return "-"
    if status == 405:
        return "m"
    if status in {302, 303}:
        return "a" if method == "GET" else "r"
    if status == 422:
        return "r"
    return "v" if status == 200 else str(status)


def ask(
    scene: Scene, persona: str, method: str, path: str, body: dict[str, Any], *, htmx: bool = False
) -> tuple[Any, bool]:
    """The answer, and whether anything was written. What was written is taken back."""
    for upload in body.values():
        if isinstance(upload, SimpleUploadedFile):
            upload.seek(0)
    browser = scene.browsers[persona]
    cookies = dict(browser.cookies)
    before = Entry.objects.count()
    with transaction.atomic():
        headers = {"HX-Request": "true"} if htmx else {}
        response = browser.get(path, headers=headers) if method == "GET" else browser.post(path, body, headers=headers)
        wrote = Entry.objects.count() != before
        transaction.set_rollback(True)
    browser.cookies = SimpleCookie()
    browser.cookies.update(cookies)
    return response, wrote


def bare(response: Any, path: str) -> bytes:
    """The page without what is new in every answer, and without its own address."""
    body = NOBODYS.sub(b"", response.content)
    # The links to the other languages repeat it, behind their own prefix.
    return body.replace(path.split("/", 2)[-1].encode(), b"PATH")


def check_headers(persona: str, response: Any) -> list[str]:
    """What every answer to a session must say."""
    if persona != "visitor" and response.get("Cache-Control") != "private, no-store":
        return [f"Cache-Control: {response.get('Cache-Control')}"]
    if "public" in response.get("Cache-Control", "") and "Cookie" in response.get("Vary", ""):
        return ["shared, and varies by cookie"]
    return []


def walk(scene: Scene, cast: Cast, table: dict[str, Any]) -> Iterator[str]:
    """Every difference between the table and the house."""
    for name, (of_get, of_post) in table.items():
        for persona in PERSONAS:
            for method, expected in (("GET", of_get), ("POST", of_post)):
                if expected is METHOD_UNKNOWN and persona not in {"visitor", "officer"}:
                    continue  # the method is refused before anybody asks who it is
                path = address(name, scene)
                response, wrote = ask(
                    scene, persona, method, path, sent(name, scene, cast), htmx=name == "consultations:comments"
                )
                found = letter_of(response, wrote=wrote, method=method)
                wanted = expected[persona, scene.state]
                # A form that is refused may be shown again (200): what counts is that nothing was written.
                same = {found, wanted} <= {"r", "v"} and method == "POST" and not wrote
                if (
                    method == "POST"
                    and {found, wanted} <= {"m", "v", "a", "r"}
                    and of_post[persona, scene.state] in {"m", "v", "a"}
                ):
                    same = not wrote
                if found != wanted and not same:
                    yield f"{name} {method} {persona} {scene.state}: {wanted} expected, {found} found"
                yield from (
                    f"{name} {method} {persona} {scene.state}: {why}" for why in check_headers(persona, response)
                )
                if (
                    found == "-"
                    and name in OF_CONSULTATIONS
                    and method == "GET"
                    and persona in {"visitor", "member", "foreign_link", "ministry"}
                ):
                    elsewhere = address(name, scene, pk=ABSENT)
                    absent, _wrote = ask(scene, persona, method, elsewhere, {}, htmx=name == "consultations:comments")
                    if (absent.status_code, bare(absent, elsewhere)) != (response.status_code, bare(response, path)):
                        yield f"{name} {method} {persona} {scene.state}: what is hidden is answered otherwise than what is absent"
                if response.get("Content-Disposition", "").startswith("attachment"):
                    again = Client().get(path)
                    public = of_get["visitor", scene.state]
                    if letter_of(again, wrote=False, method="GET") != public:
                        yield f"{name} {scene.state}: without its cookie {again.status_code}"


@pytest.mark.parametrize("state", STATES)
def test_every_address_answers_everybody_as_the_table_says(cast: Cast, clock: Any, client_as: Any, state: str) -> None:
    scene = bring(cast, state, clock, client_as)
    wrong = list(walk(scene, cast, OF_CONSULTATIONS))
    assert wrong == [], "\n".join(wrong)


def test_the_pages_of_the_house_answer_as_the_table_says(cast: Cast, clock: Any, client_as: Any) -> None:
    scene = bring(cast, "public", clock, client_as)
    number_pending()
    make_checkpoint(at=AT)
    wrong = list(walk(scene, cast, OF_THE_HOUSE))
    assert wrong == [], "\n".join(wrong)


# --- Nothing is missing from the table ----------------------------------------------------------------------------------------
def names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address of the house."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        elif isinstance(each, URLPattern):
            # Inside maintenance Django leaves some addresses without a name.
            yield f"{prefix}{each.name or f'without a name: {each.pattern}'}"


# Apps whose objects are not consultations: `tests/test_permissions.py` in each holds its table, and that it is whole.
WITH_TABLES_OF_THEIR_OWN = ("information_requests:", "standards:", "positions:", "ballots:", "mailroom:", "mail_in")


def test_every_address_is_in_the_table() -> None:
    known = set(OF_CONSULTATIONS) | set(OF_THE_HOUSE) | SECRETS
    found = {name for name in names() if not name.startswith((f"{MAINTENANCE}:", *WITH_TABLES_OF_THEIR_OWN))}
    assert found - known == set()
    assert known - found - {"answer"} == set()


def test_the_pages_of_maintenance_are_one_door(cast: Cast, client_as: Any) -> None:
    doors = {
        name
        for name in names()
        if name.startswith(f"{MAINTENANCE}:") and name.endswith(("_changelist", "_add", ":index"))
    }
    assert len(doors) > 3
    for who in ("visitor", "member", "ministry", "secretariat"):
        browser = client_as(getattr(cast, who))
        for name in sorted(doors):
            response = browser.get(reverse(name))
            assert response.status_code == 302, (who, name)
            assert "/maintenance/login/" in response["Location"], (who, name)


# --- Files, asked at every download -------------------------------------------------------------------------------------------
def test_a_download_is_asked_again_when_the_reader_is_nobody_any_more(cast: Cast, clock: Any, client_as: Any) -> None:
    scene = bring(cast, "submitted", clock, client_as)
    paths = [address("consultations:matrix_file", scene)]
    member, link = scene.browsers["member"], scene.browsers["link"]
    for path in paths:
        assert (member.get(path).status_code, link.get(path).status_code) == (200, 200)
    Affiliation.objects.filter(person=cast.person("member")).update(until=AFTER.date())
    for path in paths:
        assert (member.get(path).status_code, link.get(path).status_code) == (404, 404)


def test_a_link_session_ends(cast: Cast, clock: Any, client_as: Any) -> None:
    scene = bring(cast, "members", clock, client_as)
    path = address("consultations:room", scene)
    assert scene.browsers["link"].get(path).status_code == 200
    clock.shift(timedelta(days=61))
    assert scene.browsers["link"].get(path).status_code == 404


def test_a_person_who_may_not_sign_in_any_more_is_nobody_at_once(cast: Cast, clock: Any, client_as: Any) -> None:
    scene = bring(cast, "members", clock, client_as)
    path = address("consultations:room", scene)
    for persona in ("member", "link"):
        assert scene.browsers[persona].get(path).status_code == 200
    person = cast.person("member")
    person.is_active = False
    person.save()
    for persona in ("member", "link"):
        assert scene.browsers[persona].get(path).status_code == 404


def test_an_officer_whose_role_ended_is_no_officer_at_once(cast: Cast, clock: Any, client_as: Any) -> None:
    scene = bring(cast, "registered", clock, client_as)
    path = address("consultations:distribution", scene)
    assert scene.browsers["officer"].get(path).status_code == 200
    cast.person("secretariat").role_grants.update(until=AT)
    assert scene.browsers["officer"].get(path).status_code == 404
