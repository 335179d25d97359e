"""
The main job, by people clicking: a ministry's Word file, the members' mails, a comment by the link, the matrix, the
answers, the next version, the public report. In each language of the interface, with a real draft in three languages.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone, translation
from playwright.sync_api import Browser, BrowserContext, Page, expect

from civikos.interfaces.demo import originals
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence import sending
from civikos.programs.consultations.models import Consultation, Contribution
from civikos.programs.consultations.states import Status
from civikos.registers.topics.models import Topic


def worker() -> None:
    """What the worker does when it wakes."""
    sending.deliver_due(timezone.now)


def mails_to(address: str) -> list[Any]:
    """Mails handed over to an address, the oldest first."""
    return [message for message in mail.outbox if address in message.to]


def press(page: Page, selector: str) -> None:
    """Press the first button that fits, and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def link_in(message: Any) -> str:
    """The personal link of a mail, as a path."""
    found = re.search(r"https?://[^/\s]+(/[a-z-]+/l/[\w-]+/)", message.body)
    assert found, message.body
    return found.group(1)


@pytest.fixture
def window(browser: Browser, live_server: Any) -> Any:
    """Makes a window of its own for each person; nothing may be loaded from elsewhere."""
    opened: list[BrowserContext] = []

    def make(width: int = 1280) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
        context.set_default_timeout(20_000)
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def signed_in(client_as: Callable[[Actor], Any]) -> Callable[[Page, Actor], None]:
    """Signs an actor in in a window, without the walk through the door."""

    def sign(page: Page, actor: Actor) -> None:
        session = client_as(actor).cookies[settings.SESSION_COOKIE_NAME].value
        page.goto("/healthz")
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])

    return sign


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
def test_a_draft_goes_its_whole_way(
    language: str,
    window: Any,
    signed_in: Any,
    check_accessible: Callable[[Page], None],
    jurisdiction: None,
    secretariat: Actor,
    member: Actor,
    other_member: Actor,
    ministry: Actor,
    tmp_path: Path,
) -> None:
    topic = Topic.objects.order_by("position", "pk")[3]
    for actor in (member, other_member):
        assert actor.person is not None
        actor.person.mandates.get().organization.topics.add(topic)
    assert ministry.person is not None
    institution = ministry.person.mandates.get().organization
    files = []
    for code in ("sq", "sr", "en"):
        path = tmp_path / f"draft.{code}.docx"
        path.write_bytes(originals.word_law(f"participation.{code}.txt"))
        files.append(str(path))

    with translation.override(language):
        # The secretariat registers the draft.
        desk = window()
        signed_in(desk, secretariat)
        desk.goto(f"/{language}/consultations/new/")
        check_accessible(desk)
        desk.set_input_files("#id_texts", files)
        desk.select_option("#id_kind", value=str(_kind("draft_law")))
        desk.select_option("#id_institution", value=str(institution.pk))
        desk.check(f"input[name=topics][value='{topic.pk}']")
        today = timezone.localdate()
        desk.fill("#id_opened_on", today.isoformat())
        desk.fill("#id_government_on", (today + timedelta(days=35)).isoformat())
        desk.fill("#id_government_at", "16:00")
        press(desk, "button[name=register]")
        # No title was typed: they are read from the texts, and shown before anything is registered.
        assert "PUBLIC PARTICIPATION" in desk.locator("#id_title_en").input_value()
        assert not Consultation.objects.exists()
        press(desk, "button[name=register]")
        assert not desk.locator(".form-errors").count(), desk.locator(".form-errors").inner_text()
        consultation = Consultation.objects.select_related("draft", "version").get()
        assert consultation.status == Status.REGISTERED
        expect(desk.locator("h1")).to_be_visible()
        assert consultation.version.provisions.filter(kind="article").count() == 54
        assert set(consultation.version.expressions.values_list("language", flat=True)) == {"sq", "sr", "en"}
        base = f"/{language}/consultations/{consultation.pk}/"
        desk.goto(f"{base}text/")
        check_accessible(desk)

        # It looks at the list and sends.
        desk.goto(f"{base}distribution/")
        check_accessible(desk)
        press(desk, "form[action$='/distribution/distribute/'] button")
        consultation.refresh_from_db()
        assert consultation.status == Status.DISTRIBUTED
        worker()

        # A member opens the link of the mail; a scanner has been there before.
        assert member.person is not None
        (invitation,) = mails_to(member.person.email)
        path = link_in(invitation)
        scanner = window()
        for _turn in range(3):
            scanner.request.get(path)
            scanner.request.head(path)
        phone = window(390)
        phone.goto(path)
        check_accessible(phone)
        press(phone, "main form button")
        expect(phone.locator("h1")).to_be_visible()
        assert f"/consultations/{consultation.pk}/" in phone.url
        phone.goto(f"{base}art_3/")
        check_accessible(phone)
        phone.goto(f"{base}contribute/?provision=art_3")
        check_accessible(phone)
        phone.locator("textarea[name=text]").fill("Propozojmë që përkufizimi të përfshijë edhe grupet joformale.")
        _choose_capacity(phone, member)
        press(phone, "form[data-autosave] .actions button.btn")
        expect(phone.locator(".toast")).to_be_visible()
        said = Contribution.objects.get()
        assert (said.article, said.author_id) == ("art_3", member.person.pk)

        # The forwarded link opens nothing in another window.
        stranger = window()
        stranger.goto(path)
        press(stranger, "main form button")
        expect(stranger.locator("button[name=send_code]")).to_be_visible()
        assert "sign-in" in stranger.request.get(f"{base}mine/").url

        # Another member signs in with a code and proposes exact wording.
        other = window()
        assert other_member.person is not None
        other.goto(f"/{language}/sign-in/?next={base}")
        check_accessible(other)
        other.fill("input[name=email]", other_member.person.email)
        press(other, "main form button")
        worker()
        code = re.search(r"\b\d{4}-\d{4}\b", mails_to(other_member.person.email)[-1].body)
        assert code
        other.fill("input[name=code]", code.group())
        press(other, "main form button")
        other.wait_for_url(f"**{base}")
        paragraph = consultation.version.provisions.filter(article="art_2", kind="paragraph").order_by("position")[0]
        other.goto(f"{base}contribute/?provision={paragraph.eid}&kind=wording&lang=sr")
        wording = other.locator("textarea.wording")
        wording.fill(wording.input_value() + " Primenjuje se i na neformalne grupe.")
        expect(other.locator(".change ins").first).to_be_visible()
        _choose_capacity(other, other_member)
        press(other, "form[data-autosave] .actions button.btn")
        expect(other.locator(".toast")).to_be_visible()
        assert Contribution.objects.filter(kind="proposal").get().proposed.endswith("neformalne grupe.")
        visitor = window()
        visitor.goto(f"{base}art_3/")
        assert "grupet joformale" not in visitor.content()

        # The secretariat submits before the deadline.
        desk.goto(f"{base}matrix/")
        check_accessible(desk)
        press(desk, "form[action$='/matrix/arrange/'] button")
        desk.goto(f"{base}matrix/?submit=1")
        check_accessible(desk)
        desk.locator("input[name=close_now]").check()
        press(desk, "form[action$='/matrix/submit/'] .actions button")
        consultation.refresh_from_db()
        assert consultation.status == Status.SUBMITTED
        assert {paper.format for paper in consultation.papers.filter(kind="matrix")} == {"xlsx", "docx", "pdf", "json"}
        worker()

        # The ministry answers by the link of its mail; a rejection without a reason is refused.
        (submission,) = mails_to(ministry.person.email)
        assert {name.rpartition(".")[2] for name, _content, _media in submission.attachments} >= {"xlsx", "docx", "pdf"}
        official = window()
        official.goto(link_in(submission))
        press(official, "main form button")
        official.goto(f"{base}matrix/")
        check_accessible(official)
        points = list(consultation.points.order_by("position"))
        by_member = next(point for point in points if point.article == "art_3")
        (by_other,) = (point for point in points if point.pk != by_member.pk)
        _answer(official, by_member.pk, "rejected", "")
        expect(official.locator(f"#p-{by_member.pk} .error")).to_be_visible()
        assert not consultation.points.exclude(outcome="").exists()
        _answer(official, by_member.pk, "rejected", "Është mbuluar me nenin 5.")
        expect(official.locator(f"#p-{by_member.pk} .state--done")).to_be_visible()
        _answer(official, by_other.pk, "accepted", "")
        official.wait_for_timeout(500)
        consultation.refresh_from_db()
        assert consultation.status == Status.ANSWERED
        worker()
        assert "nenin 5" in mails_to(member.person.email)[-1].body

        # The next version is compared, and the report is public.
        desk.goto(f"{base}versions/new/")
        check_accessible(desk)
        later = []
        for code_ in ("sq", "sr", "en"):
            path_ = tmp_path / f"draft-v2.{code_}.docx"
            path_.write_bytes(originals.word_law(f"participation-v2.{code_}.txt"))
            later.append(str(path_))
        desk.set_input_files("input[type=file][name=texts]", later)
        press(desk, "button[name=add]")
        desk.wait_for_url(re.compile(r"/versions/(\\?.*)?$"))
        assert consultation.draft.versions.count() == 2
        desk.goto(f"{base}versions/")
        check_accessible(desk)
        desk.goto(f"{base}report/new/")
        # The point accepted in part is not in the new text, and the institution has not explained it: it goes out all the same.
        desk.locator("#despite").check()
        check_accessible(desk)
        press(desk, "form[data-autosave] .actions button.btn")
        consultation.refresh_from_db()
        assert consultation.status == Status.REPORTED
        visitor.goto(f"{base}report/")
        check_accessible(visitor)
        assert "nenin 5" in visitor.content()
        assert {paper.language for paper in consultation.papers.filter(kind="report")} == {"sq", "sr", "en"}
        visitor.goto(f"/{language}/")
        check_accessible(visitor)
        visitor.goto(f"/{language}/search/?q=joformal")
        check_accessible(visitor)
        assert "joformale" in visitor.content()


def _kind(code: str) -> int:
    from civikos.registers.legislation.models import ActKind

    return ActKind.objects.get(code=code).pk


def _choose_capacity(page: Page, actor: Actor) -> None:
    assert actor.person is not None
    organization = actor.person.mandates.get().organization
    choice = page.locator(f"input[name=capacity][value='{organization.pk}']")
    if choice.count():
        choice.check()


def _answer(page: Page, point: int, outcome: str, reason: str) -> None:
    row = page.locator(f"#p-{point}")
    row.locator(f"input[type=radio][value={outcome}]").check()
    row.locator("textarea").fill(reason)
    row.locator("button[name=one]").click()
