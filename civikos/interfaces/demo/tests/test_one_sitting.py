"""The guide's promise: a draft law from the Word file to the public answer in one sitting, by the pages and the mailbox alone."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from civikos.interfaces.demo import originals
from civikos.programs.consultations.models import Consultation
from civikos.registers.legislation.models import ActKind
from civikos.registers.organizations.models import Organization
from civikos.registers.topics.models import Topic

TITLE = "Projektligji i provës"


def press(client: Client, path: str, data: dict[str, Any] | None = None) -> str:
    """Press a button that leads to another page; that page. A refusal would come back as the same page with 422."""
    response = client.post(path, data or {}, follow=True)
    assert response.redirect_chain, unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))[-3000:]
    assert response.status_code == 200
    return unescape(response.content.decode())


def be(client: Client, key: str) -> None:
    client.post(f"/en/demo/as/{key}/")


def file_to_try(name: str) -> SimpleUploadedFile:
    found = next(each for each in originals.files_to_try() if each.name == name)
    return SimpleUploadedFile(found.name, found.content(), found.media_type)


def mail_about(client: Client, words: str, receiver: str = "") -> str:
    """The newest mail whose subject or receiver has these words, read in the mailbox."""
    page = unescape(client.get("/en/demo/mailbox/", {"q": words}).content.decode())
    for name, row in re.findall(r'href="/en/demo/mailbox/([^"/]+)/"(.*?)</tr>', page, re.S):
        if receiver in row:
            return unescape(client.get(f"/en/demo/mailbox/{name}/").content.decode())
    raise AssertionError(f"no mail about {words!r} to {receiver!r}")


def personal_link(mail: str) -> str:
    return re.findall(r'href="(/[a-z-]+/l/[\w-]+/)"', mail)[0]


@pytest.mark.django_db(transaction=True)
def test_from_the_word_file_to_the_public_answer(settings: Any, media: Any) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "civikos.kernel.correspondence.folder.FolderBackend"
    call_command("seed", "--organizations", "20", verbosity=0)
    client = Client()

    # 1, 2. The secretariat downloads the files and registers them.
    be(client, "s")
    guide = client.get("/en/demo/").content.decode()
    assert "projektligji-pjesemarrja.docx" in guide
    office = Organization.objects.get(code="ogg")
    closing = timezone.localdate() + timedelta(days=40)
    topic = Topic.objects.get(code="civic_activism")
    page = press(
        client,
        "/en/consultations/new/",
        {
            "texts": [
                file_to_try(name)
                for name in (
                    "projektligji-pjesemarrja.docx",
                    "nacrt-zakona-ucesce.docx",
                    "draft-law-participation.docx",
                )
            ],
            "rows": "1",
            "doc-0-kind": "explanatory_memorandum",
            "doc-0-language": "sq",
            "doc-0-file": file_to_try("memorandumi-pjesemarrja.docx"),
            "title_sq": TITLE,
            "title_sr": "Nacrt za probu",
            "title_en": "Draft to try",
            "kind": ActKind.objects.get(code="draft_law").pk,
            "institution": office.pk,
            "topics": [topic.pk],
            "opened_on": timezone.localdate().isoformat(),
            "government_on": closing.isoformat(),
            "government_at": "16:00",
            "is_public": "1",
            "register": "1",
        },
    )
    case = Consultation.objects.latest("pk")
    assert "The purpose of this law is to guarantee public participation" in page
    at = f"/en/consultations/{case.pk}"

    # 3. It is sent, and the page shows how the mails go out.
    press(client, f"{at}/distribution/distribute/")
    case.refresh_from_db()
    assert case.status == "distributed"

    # 4. A member's mail; its link opens the room as that member.
    mail = mail_about(client, TITLE)
    link = personal_link(mail)
    assert client.get(link).status_code == 200
    press(client, link)
    member = case.recipients.get(opened_at__isnull=False).person
    capacity = member.mandates.filter(scope="speak").values_list("organization", flat=True).first()
    said = press(
        client,
        f"{at}/contribute/",
        {
            "provision": "art_13__para_1",
            "lang": "sq",
            "text": "Afati është i shkurtër.",
            "capacity": capacity or "individual",
            "proposed": "",
        },
    )
    assert "Afati është i shkurtër." in said
    assert case.contributions.get().author == member

    # 5. The secretariat submits before the deadline.
    be(client, "s")
    press(client, f"{at}/matrix/arrange/")
    press(client, f"{at}/matrix/submit/", {"close_now": "1"})
    case.refresh_from_db()
    assert case.status == "submitted"

    # 6. The official answers by the link of the mail that brought the matrix.
    mail = mail_about(client, "zyrtari.ogg", "Draft to try" if "Draft to try" in mail else "")
    assert ".xlsx" in mail
    press(client, personal_link(mail))
    point = case.points.get()
    page = client.post(f"{at}/matrix/answer_many/", {"row": point.pk, "bulk_outcome": "rejected", "bulk_text": ""})
    assert page.status_code == 422, "a rejection without a reason is refused"
    press(
        client,
        f"{at}/matrix/answer_many/",
        {"row": point.pk, "bulk_outcome": "accepted", "bulk_text": "Afati zgjatet."},
    )
    case.refresh_from_db()
    assert case.status == "answered"
    assert "Afati zgjatet." in mail_about(client, member.email)

    # 7. The next version and the report.
    be(client, "s")
    press(
        client,
        f"{at}/versions/new/",
        {
            "texts": [file_to_try("projektligji-pjesemarrja-v2.docx")],
            "received_on": timezone.localdate().isoformat(),
            "label": "pas konsultimit",
            "add": "1",
        },
    )
    press(client, f"{at}/report/new/", {"foreword": "Faleminderit.", "despite": "1"})
    case.refresh_from_db()
    assert case.status == "reported"

    # 8. Everybody reads it.
    be(client, "v")
    assert "Afati zgjatet." in unescape(client.get(f"{at}/report/").content.decode())
    assert "Afati është i shkurtër." in unescape(client.get(f"{at}/art_13/").content.decode())
