"""Signing in by one key, the mailbox and the guide: absent outside the demo, and what they promise inside it."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from civikos.interfaces.demo import originals, queries
from civikos.interfaces.demo.people import DEMO_PEOPLE, MEMBER, OFFICER
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence.folder import FolderBackend
from civikos.kernel.entrance.actions import make_personal_links
from civikos.kernel.entrance.middleware import REACH

pytestmark = pytest.mark.django_db
PAGES = [
    "/en/demo/",
    "/en/demo/as/s/",
    "/en/demo/as/v/",
    "/en/demo/mailbox/",
    "/en/demo/mailbox/x/",
    "/en/demo/mailbox/x/1/",
    "/en/demo/files/",
    "/en/demo/files/projektligji-pjesemarrja.docx",
]


@pytest.fixture
def demo(settings: Any, media: Path) -> Any:
    settings.DEMO = True
    return settings


@pytest.fixture
def officer() -> Person:
    return Person.objects.create(email=OFFICER, name="Blerta Gashi", language="sq")


def send(
    settings: Any,
    *,
    to: str = "a@example.org",
    subject: str = "Ftesë",
    body: str = "Tung",
    at: str = "Tue, 24 Nov 2026 09:00:00 -0000",
    number: int = 1,
    **more: Any,
) -> None:
    headers = {"Date": at, "Message-ID": f"<m{number}@civikos.example.org>"}
    message = EmailMessage(subject=subject, body=body, from_email="k@example.org", to=[to], headers=headers)
    for name, content, kind in more.get("attachments", []):
        message.attach(name, content, kind)
    FolderBackend().send_messages([message])


class TestOutsideTheDemo:
    @pytest.mark.parametrize("path", PAGES)
    def test_every_page_is_absent(self, settings: Any, path: str, officer: Person) -> None:
        settings.DEMO = False
        client = Client(raise_request_exception=False)
        assert client.get(path).status_code == client.post(path).status_code == 404
        assert "_auth_user_id" not in client.session


class TestOneKey:
    def test_a_key_signs_in_under_a_new_session_key(self, demo: Any, officer: Person) -> None:
        client = Client()
        session = client.session
        session["before"] = 1
        session.save()
        client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
        response = client.get("/en/demo/as/s/", headers={"host": "127.0.0.1:8000"})
        assert response.status_code == 302
        assert response["Location"] == reverse("desk:desk").replace("/sq/", "/en/")
        assert client.session["_auth_user_id"] == str(officer.pk)
        assert client.session.session_key != session.session_key
        assert "before" not in client.session

    def test_the_visitors_key_signs_out(self, demo: Any, officer: Person) -> None:
        client = Client()
        client.force_login(officer, backend="civikos.kernel.accounts.backends.CodeBackend")
        client.post("/en/demo/as/v/")
        assert "_auth_user_id" not in client.session

    def test_get_works_only_under_a_name_of_this_machine_or_the_platforms_own(self, demo: Any, officer: Person) -> None:
        demo.ALLOWED_HOSTS = ["*"]
        demo.SITE_HOST = "demo.example.org"
        for host, expected in [
            ("127.0.0.1:9", 302),
            ("localhost", 302),
            ("[::1]:8000", 302),
            ("demo.example.org", 302),
            ("evil.example.net", 404),
            ("127.0.0.1.evil.example.net", 404),
        ]:
            assert (
                Client(raise_request_exception=False).get("/en/demo/as/s/", headers={"host": host}).status_code
                == expected
            ), host

    def test_a_page_elsewhere_cannot_press_the_key(self, demo: Any, officer: Person) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post("/en/demo/as/s/").status_code == 403
        assert client.head("/en/demo/as/s/").status_code == 405

    def test_an_unknown_key_is_absent_and_a_person_not_loaded_is_said(self, demo: Any) -> None:
        client = Client(raise_request_exception=False)
        assert client.get("/en/demo/as/x/", headers={"host": "localhost"}).status_code == 404
        response = client.get("/en/demo/as/s/", headers={"host": "localhost"})
        assert response.status_code == 503
        assert b"make seed" in response.content

    def test_each_key_is_somebody_else(self) -> None:
        assert [each.key for each in DEMO_PEOPLE] == ["s", "m", "i", "h", "v"]
        assert len({each.email for each in DEMO_PEOPLE}) == 5

    def test_whoever_opens_a_members_link_is_that_member_and_no_more_the_officer(
        self, demo: Any, officer: Person, at: datetime
    ) -> None:
        member = Person.objects.create(email=MEMBER, name="Rina Maxhuni")
        secret = make_personal_links([(member.pk, "consultation:1")], at=at, life=timedelta(days=9000))[member.pk]
        client = Client()
        client.force_login(officer, backend="civikos.kernel.accounts.backends.CodeBackend")
        response = client.post(f"/en/l/{secret}/")
        assert response.status_code == 302
        assert "_auth_user_id" not in client.session
        assert client.session[REACH]["person"] == member.pk


class TestMailbox:
    def test_it_lists_the_newest_first_and_finds_receivers_and_subjects(self, demo: Any, queries: Any) -> None:
        send(demo, number=1, subject="Më e vjetra", at="Mon, 23 Nov 2026 09:00:00 -0000")
        send(demo, number=2, subject="Më e reja – çështje", to="rina@example.org", at="Tue, 24 Nov 2026 09:00:00 -0000")
        client = Client()
        with queries(0):
            page = client.get("/en/demo/mailbox/").content.decode()
        assert page.index("Më e reja – çështje") < page.index("Më e vjetra")
        found = client.get("/en/demo/mailbox/", {"q": "RINA@"}).content.decode()
        assert "Më e reja" in found
        assert "Më e vjetra" not in found
        assert "Më e reja" in client.get("/en/demo/mailbox/", {"q": "çështje"}).content.decode()

    def test_pages_hold_fifty_and_a_wrong_number_is_forgiven(self, demo: Any) -> None:
        for number in range(53):
            send(demo, number=number, subject=f"Nr {number}.", at=f"Mon, 23 Nov 2026 09:{number:02d}:00 -0000")
        client = Client()
        first, second = (
            client.get("/en/demo/mailbox/").content.decode(),
            client.get("/en/demo/mailbox/", {"page": "2"}).content.decode(),
        )
        assert (first.count("Nr "), second.count("Nr ")) == (50, 3)
        assert "Nr 52." in first
        assert client.get("/en/demo/mailbox/", {"page": "zero"}).status_code == 200

    def test_without_any_mail_it_says_so(self, demo: Any) -> None:
        assert "No mail has been sent yet" in Client().get("/en/demo/mailbox/").content.decode()

    def test_links_to_the_platform_lead_there_by_whatever_port_and_others_are_words(self, demo: Any) -> None:
        body = (
            f"Hapeni:\n{demo.SITE_URL}/sq/l/abc-DEF_1/.\n\nhttps://elsewhere.example.net/x\n<script>alert(1)</script>"
        )
        send(demo, body=body)
        page = Client().get("/en/demo/mailbox/m1@civikos.example.org/").content.decode()
        assert 'href="/sq/l/abc-DEF_1/"' in page
        assert 'href="https://elsewhere' not in page
        assert "https://elsewhere.example.net/x" in page
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page

    def test_what_came_with_a_mail_can_be_downloaded_and_only_that(self, demo: Any) -> None:
        send(demo, attachments=[("matricë.pdf", b"%PDF-1.7 x", "application/pdf"), ("a.txt", "çfarë", "text/plain")])
        client = Client(raise_request_exception=False)
        page = client.get("/en/demo/mailbox/m1@civikos.example.org/").content.decode()
        addresses = re.findall(r'href="(/en/demo/mailbox/[^"]+/\d+/)"', page)
        assert len(addresses) == 2
        first, second = (client.get(address) for address in addresses)
        assert first.content == b"%PDF-1.7 x"
        assert second.content.decode() == "çfarë"
        assert first["Content-Disposition"].startswith("attachment")
        assert first["X-Content-Type-Options"] == "nosniff"
        assert client.get("/en/demo/mailbox/m1@civikos.example.org/3/").status_code == 404

    @pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2fsecret", "nothing", "m1@civikos.example.org%00"])
    def test_no_name_leads_out_of_the_folder(self, demo: Any, media: Path, name: str) -> None:
        (media / "secret.eml").write_text("Subject: no\n\nno", encoding="utf-8")
        send(demo)
        assert Client(raise_request_exception=False).get(f"/en/demo/mailbox/{name}/").status_code == 404
        assert queries.open_mail("../secret") is None


class TestTheFolderRelay:
    def test_a_host_that_cannot_exist_comes_back(self, demo: Any, at: datetime) -> None:
        from civikos.kernel.correspondence import sending
        from civikos.kernel.correspondence.models import Message

        demo.EMAIL_BACKEND = "civikos.kernel.correspondence.folder.FolderBackend"
        for number, address in enumerate(["gone@kutia-e-vjeter.invalid", "here@example.org"]):
            Message.objects.create(
                kind="x",
                about="x:1",
                address=address,
                language="sq",
                dedup_key=str(number),
                message_id=f"<{number}@example.org>",
                subject="x",
                body="x",
                date=at,
                not_before=at,
            )
        assert sending.deliver_due(lambda: at) == 1
        states = dict(Message.objects.values_list("address", "state"))
        assert states == {"gone@kutia-e-vjeter.invalid": "bounced", "here@example.org": "sent"}
        assert "550" in Message.objects.get(dedup_key="0").reply


class TestGuide:
    @pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
    def test_it_and_the_files_are_there_in_each_language(self, demo: Any, language: str) -> None:
        client = Client()
        page = client.get(f"/{language}/demo/").content.decode()
        assert page.count("<h1>") == 1
        for key in "smiv":
            assert f'data-key="{key}"' in page
        for file in originals.files_to_try():
            address = reverse("demo:file", args=[file.name]).replace("/sq/", f"/{language}/")
            assert f'href="{address}"' in page
            assert client.get(address).content == file.content()
        assert client.get(f"/{language}/demo/files/").status_code == 200

    def test_another_name_is_absent(self, demo: Any) -> None:
        assert Client(raise_request_exception=False).get("/en/demo/files/secret_key").status_code == 404
