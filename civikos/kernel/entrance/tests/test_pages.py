"""The pages at the door, as browsers, mailbox scanners and people with a forwarded mail meet them."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry as AuditEntry
from civikos.kernel.catalog import registry
from civikos.kernel.correspondence.actions import unsubscribe_token
from civikos.kernel.correspondence.models import Message, Mute
from civikos.kernel.entrance import actions, views
from civikos.kernel.entrance.models import Token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("civikos.kernel.entrance.tests.door_urls")]
PAGES = ["sign_in", "enter_code", "personal_link", "other_browser", "dead_link", "unsubscribe"]


@pytest.fixture(autouse=True)
def _bare_pages(settings):
    """The pages without their layout, which belongs to the floor above."""
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
    text = "{% for message in form.non_field_errors %}{{ message }}{% endfor %}{{ masked }} {{ refusal }} {{ done }}"
    loader = ("django.template.loaders.locmem.Loader", {f"entrance/{page}.html": text for page in PAGES})
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [loader, "django.template.loaders.app_directories.Loader"],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ]


@pytest.fixture(autouse=True)
def opened(monkeypatch) -> list[tuple[int, int]]:
    """A kind of object that links open; who opened which."""
    told: list[tuple[int, int]] = []
    noun = registry.Noun(
        "thing", lambda pk: f"/thing/{pk}/", lambda pk: f"Thing {pk}", lambda pk, person, at: told.append((pk, person))
    )
    monkeypatch.setitem(registry._registry.nouns, "thing", noun)
    return told


@pytest.fixture
def blerim() -> Person:
    return Person.objects.create(email="blerim@example.org", name="Blerim Krasniqi", language="sq")


def link_of(person: Person, thing: str = "thing:1", life: timedelta = timedelta(days=30)) -> str:
    secret = actions.make_personal_links([(person.pk, thing)], at=timezone.now(), life=life)[person.pk]
    return f"/sq/l/{secret}/"


def who(client: Client) -> str:
    return client.get("/thing/1/").content.decode()


def newest_code() -> str:
    return re.search(r"\d{4}-\d{4}", Message.objects.order_by("-pk").first().body).group()


def sign_in(client: Client, person: Person, after: str = "") -> HttpResponse:
    client.post(f"/sq/sign-in/{after}", {"email": person.email})
    return client.post("/sq/sign-in/code/", {"code": newest_code()})


class TestLink:
    def test_scanners_that_open_it_many_times_do_not_use_it_up(self, blerim, opened):
        address = link_of(blerim)
        for _scan in range(5):
            scanner = Client(headers={"user-agent": "scanner"})
            assert scanner.head(address).status_code == 200
            answer = scanner.get(address)
            assert answer.status_code == 200
            assert who(scanner) == ""
        token = Token.objects.get()
        assert (token.browser, token.tries, token.used_at) == ("", 0, None)
        assert not AuditEntry.objects.exists()
        assert opened == []
        person = Client()
        assert person.get(address).status_code == 200
        assert person.post(address).headers["Location"] == "/thing/1/"
        assert who(person) == f"{blerim.pk} thing:1"
        assert opened == [(1, blerim.pk)]
        assert AuditEntry.objects.get(verb="personal_link.opened").door == "link"

    def test_its_page_does_not_pass_the_address_on_and_is_not_kept(self, blerim):
        answer = Client().get(link_of(blerim))
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "blerim@example.org" not in answer.content.decode()
        assert "b•••@example.org" in answer.content.decode()
        assert "no-store" in Client().post(link_of(blerim))["Cache-Control"]

    def test_the_same_browser_opens_it_again_and_a_forwarded_link_opens_nothing_elsewhere(self, blerim, opened):
        address, mine, other = link_of(blerim), Client(), Client()
        mine.post(address)
        assert mine.post(address).status_code == 302
        answer = other.post(address)
        assert answer.status_code == 409
        assert who(other) == ""
        assert "sessionid" not in other.cookies
        assert who(mine) == f"{blerim.pk} thing:1"

    def test_in_a_second_browser_a_code_goes_to_the_persons_own_address(self, blerim):
        address, mine, second, thief = link_of(blerim), Client(), Client(), Client()
        mine.post(address)
        assert second.post(address, {"send_code": "1"}).status_code == 302
        mail = Message.objects.get()
        assert (mail.kind, mail.address) == ("link_code", "blerim@example.org")
        thief.post(address, {"send_code": "1"})
        code_for_thief = newest_code()
        first_code = re.search(r"\d{4}-\d{4}", mail.body).group()
        # The code that was asked for by one browser is no good in the other.
        assert thief.post("/sq/sign-in/code/", {"code": first_code}).status_code == (
            422 if first_code != code_for_thief else 302
        )
        assert who(thief) == ""
        assert second.post("/sq/sign-in/code/", {"code": first_code}).headers["Location"] == "/thing/1/"
        assert who(second) == f"{blerim.pk} thing:1"

    @pytest.mark.parametrize("spoil", ["expired", "unknown", "inactive", "withdrawn"])
    def test_a_dead_link_says_so_and_lets_nobody_in(self, blerim, spoil):
        address = link_of(blerim, life=timedelta(days=-1) if spoil == "expired" else timedelta(days=1))
        if spoil == "unknown":
            address = "/sq/l/AAAAAAAAAAAAAAAAAAAAAA/"
        elif spoil == "inactive":
            Person.objects.update(is_active=False)
        elif spoil == "withdrawn":
            actions.withdraw_links(blerim.pk)
        browser = Client()
        for answer in (browser.get(address), browser.post(address), browser.post(address, {"send_code": "1"})):
            assert answer.status_code == 410
        assert who(browser) == ""
        assert not Message.objects.exists()

    def test_it_opens_one_thing_and_gives_no_roles_and_no_account(self, blerim):
        browser = Client()
        browser.post(link_of(blerim))
        session = browser.session
        assert "_auth_user_id" not in session
        assert session["reach"]["audience"] == "thing:1"

    def test_who_became_inactive_is_nobody_at_once(self, blerim):
        browser = Client()
        browser.post(link_of(blerim))
        Person.objects.update(is_active=False)
        assert who(browser) == ""

    def test_opening_needs_the_button_of_our_own_page(self, blerim):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(link_of(blerim)).status_code == 403


class TestSignIn:
    def test_by_code_gives_a_new_session_key_and_the_whole_person(self, blerim):
        browser = Client()
        browser.post("/sq/sign-in/", {"email": blerim.email})
        before = browser.session.session_key
        answer = browser.post("/sq/sign-in/code/", {"code": newest_code()})
        assert answer.status_code == 302
        assert browser.session.session_key != before
        assert who(browser) == str(blerim.pk)
        assert views.HANDLE not in browser.session
        assert "no-store" in browser.get("/thing/1/")["Cache-Control"]

    def test_a_link_gives_a_new_session_key_too(self, blerim):
        browser = Client()
        browser.post("/sq/sign-in/", {"email": "stranger@example.org"})
        before = browser.session.session_key
        browser.post(link_of(blerim))
        assert browser.session.session_key != before

    def test_an_unknown_address_gets_the_same_answer(self, blerim):
        answers = []
        for email in (blerim.email, "stranger@example.org"):
            browser = Client()
            first = browser.post("/sq/sign-in/", {"email": email})
            page = browser.get("/sq/sign-in/code/")
            wrong = browser.post(
                "/sq/sign-in/code/",
                {"code": "0000-0000" if not Message.objects.exists() or newest_code() != "0000-0000" else "1"},
            )
            answers.append(
                (
                    first.status_code,
                    first["Location"],
                    page.status_code,
                    page.content,
                    wrong.status_code,
                    wrong.content,
                    sorted(first.headers),
                    sorted(browser.cookies),
                )
            )
        assert answers[0] == answers[1]

    def test_a_code_typed_in_another_browser_signs_nobody_in(self, blerim):
        mine, other = Client(), Client()
        mine.post("/sq/sign-in/", {"email": blerim.email})
        code = newest_code()
        other.post("/sq/sign-in/", {"email": "stranger@example.org"})
        assert other.post("/sq/sign-in/code/", {"code": code}).status_code == 422
        # Even with the session stolen: the cookie that names the browser is another one.
        other.cookies["session"] = mine.cookies["session"].value
        assert other.post("/sq/sign-in/code/", {"code": code}).status_code == 422
        assert who(other) == ""

    def test_too_many_codes_is_a_sentence_on_the_page(self, blerim):
        browser = Client()
        for _code in range(6):
            assert browser.post("/sq/sign-in/", {"email": blerim.email}).status_code == 302
        answer = browser.post("/sq/sign-in/", {"email": blerim.email})
        assert answer.status_code == 422
        assert answer.content.decode().strip()

    def test_signing_out_ends_the_session_and_clears_the_browser(self, blerim):
        browser = Client()
        sign_in(browser, blerim)
        old = browser.cookies["session"].value
        assert browser.get("/sq/sign-out/").status_code == 405
        answer = browser.post("/sq/sign-out/")
        assert "cache" in answer["Clear-Site-Data"]
        thief = Client()
        thief.cookies["session"] = old
        assert who(thief) == who(browser) == ""

    @pytest.mark.parametrize(("behind", "counted"), [(False, "127.0.0.1"), (True, "203.0.113.9")])
    def test_the_client_is_the_one_that_our_own_proxy_saw(self, behind, counted, rf):
        request = rf.get("/", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
        with override_settings(BEHIND_PROXY=behind):
            assert views._client_of(request) == counted


OFF_SITE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example@testserver/",
    "https://testserver@evil.example/",
    "http://testserver.evil.example/",
    "https://evil.example#testserver",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\n//evil.example",
    "//evil%2eexample",
    "///\\evil.example",
    "ftp://testserver/x",
    "http://[::1]evil",
    "http://testserver:pw@evil.example/",
    "////testserver@evil.example",
    "https://evil.example\\@testserver",
    "x" * 10 + "://evil",
]


class TestNext:
    @pytest.mark.parametrize("target", OFF_SITE)
    def test_never_leads_off_the_site(self, blerim, target):
        browser = Client()
        browser.post("/sq/sign-in/", {"email": blerim.email}, query_params={"next": target})
        answer = browser.post("/sq/sign-in/code/", {"code": newest_code()})
        assert answer.headers["Location"] == "/sq/desk/", target

    @pytest.mark.parametrize("target", ["/thing/1/", "/sq/desk/?a=1", "/thing/1/#art_5"])
    def test_leads_back_to_where_somebody_was(self, blerim, target):
        browser = Client()
        browser.post("/sq/sign-in/", {"email": blerim.email}, query_params={"next": target})
        assert browser.post("/sq/sign-in/code/", {"code": newest_code()}).headers["Location"] == target


class TestUnsubscribe:
    def test_looking_changes_nothing_and_one_press_acts_without_cookie_or_sign_in(self, blerim):
        address = f"/sq/u/{unsubscribe_token(blerim.pk, 'consultation_invitation')}/"
        for _scan in range(3):
            assert Client().get(address).status_code == 200
            assert Client().head(address).status_code == 200
        assert not Mute.objects.exists()
        provider = Client(enforce_csrf_checks=True)
        assert provider.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert Mute.objects.get().kind == "consultation_invitation"
        assert provider.post(address).status_code == 200
        assert Mute.objects.count() == 1

    @pytest.mark.parametrize("kind", ["contribution_receipt", "sign_in_code"])
    def test_what_is_owed_cannot_be_stopped(self, blerim, kind):
        assert Client().post(f"/sq/u/{unsubscribe_token(blerim.pk, kind)}/").status_code == 410
        assert not Mute.objects.exists()

    def test_a_forged_or_orphaned_token_is_dead(self, blerim):
        token = unsubscribe_token(blerim.pk, "new_version")
        assert Client().post(f"/sq/u/{token[:-1]}x/").status_code == 410
        Person.objects.all().delete()
        assert Client().post(f"/sq/u/{token}/").status_code == 410
