"""Registering a draft on the page: what becomes of good files and of bad ones, and that nothing typed or sent is lost."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files import keeping
from civikos.kernel.files.actions import FileEmpty, FileTooLarge
from civikos.kernel.files.models import StoredFile
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests import samples
from civikos.registers.legislation.models import Attachment, Draft, Version
from lawtext.samples import make_docx, pack

ClientAs = Callable[[Actor], Client]
NEW = "/en/consultations/new/"


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text.replace("&#x27;", "'")


def kept_tickets(answer: Any) -> list[str]:
    return re.findall(r'name="kept_text" value="([^"]+)"', text_of(answer))


def nothing_is_stored() -> bool:
    return not (
        Consultation.objects.exists()
        or Draft.objects.exists()
        or Version.objects.exists()
        or StoredFile.objects.exists()
    )


def test_a_draft_in_two_languages_with_a_document_is_registered(officer: Client, filled: dict[str, Any]) -> None:
    answer = officer.post(
        NEW,
        filled
        | {
            "texts": [upload("projekti.txt", samples.ALBANIAN.encode()), upload("nacrt.txt", samples.SERBIAN.encode())],
            "title_sr": "Nacrt zakona o probi",
            "rows": "1",
            "doc-0-kind": "explanatory_memorandum",
            "doc-0-language": "sq",
            "doc-0-file": upload("memorandumi.docx", make_docx(3, 60)),
        },
    )
    consultation = Consultation.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/en/consultations/{consultation.pk}/text/"
    assert list(consultation.version.expressions.order_by("position").values_list("language", flat=True)) == [
        "sq",
        "sr",
    ]
    assert Attachment.objects.get().kind.code == "explanatory_memorandum"
    assert consultation.government_until.isoformat() == "2026-12-22T15:00:00+00:00"


def test_one_press_registers_one_draft(officer: Client, filled: dict[str, Any]) -> None:
    def press(key: str) -> str:
        files = {"texts": upload("projekti.txt", samples.ALBANIAN.encode()), "title_sq": "Projektligji për provën"}
        return str(officer.post(NEW, filled | files | {"request_key": key})["Location"])

    first = press("k1")
    assert press("k1") == first
    assert Consultation.objects.count() == 1
    assert press("k2") != first
    assert 'name="request_key"' in text_of(officer.get(NEW))


def test_the_clock_proposes_the_deadline_for_members(officer: Client, filled: dict[str, Any]) -> None:
    officer.post(NEW, filled | {"texts": upload("projekti.txt", samples.ALBANIAN.encode())})
    # Five working days before 22 December 2026, which is itself day zero.
    assert Consultation.objects.get().members_until.isoformat() == "2026-12-15T15:00:00+00:00"


def test_the_hint_counts_working_days_and_says_what_is_not_confirmed(
    officer: Client, filled: dict[str, Any], queries: Any
) -> None:
    with queries(at_most=9):
        hint = text_of(officer.get(NEW, filled, headers={"HX-Request": "true"}))
    assert "Tuesday, 15 December 2026, 16:00" in hint
    assert "members have 16 working days" in hint
    assert "The institution gives 22 working days; the rule asks for 15" in hint
    assert hint.count("to be confirmed") == 2
    assert "<html" not in hint
    short = text_of(officer.get(NEW, filled | {"government_on": "2026-12-01"}, headers={"HX-Request": "true"}))
    assert "The institution gives only 7 working days" in short


def test_titles_are_taken_from_the_texts_and_shown_before_anything_is_stored(
    officer: Client, filled: dict[str, Any]
) -> None:
    answer = officer.post(NEW, filled | {"title_sq": "", "texts": upload("projekti.txt", samples.ALBANIAN.encode())})
    assert answer.status_code == 200
    assert 'value="PROJEKTRREGULLORE PËR PUNËN VULLNETARE"' in text_of(answer)
    assert nothing_is_stored()
    again = officer.post(
        NEW, filled | {"title_sq": "PROJEKTRREGULLORE PËR PUNËN VULLNETARE", "kept_text": kept_tickets(answer)}
    )
    assert again.status_code == 302
    assert Draft.objects.get().title_sq == "PROJEKTRREGULLORE PËR PUNËN VULLNETARE"  # type: ignore[attr-defined]


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def with_part(name: str, content: bytes | str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(make_docx(3, 60))) as archive:
        parts: dict[str, str | bytes] = {each: archive.read(each) for each in archive.namelist()}
    return pack({**parts, name: content})


def scan() -> bytes:
    """A PDF with one page and not a word on it."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return (
        body
        + f"xref\n0 4\n0000000000 65535 f \n{table}trailer << /Root 1 0 R /Size 4 >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    )


BAD = {
    "a password": ("ligji.docx", encrypted, "protected by a password"),
    "macros under another name": ("ligji.docx", lambda: with_part("word/vbaProject.bin", b"x" * 64), "contains macros"),
    "a cut file": ("ligji.docx", lambda: make_docx(3, 60)[:-900], "damaged or incomplete"),
    "a bomb": (
        "ligji.docx",
        lambda: with_part("word/media/image1.bmp", bytes(240 * 1024 * 1024)),
        "unpacks to far more",
    ),
    "a picture called a document": ("ligji.docx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(300), "what its name says"),
    "a scan": ("ligji.pdf", scan, "has pages but no text"),
    "an empty file": ("ligji.docx", lambda: b"", "file is empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_its_sentence_and_nothing_else_is_lost(
    case: str, officer: Client, filled: dict[str, Any]
) -> None:
    name, make, sentence = BAD[case]
    answer = officer.post(
        NEW, filled | {"texts": [upload("nacrt.txt", samples.SERBIAN.encode()), upload(name, make())]}
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert name in page
    assert "Fjala që nuk guxon të humbet." in page
    assert 'value="Projektligji për provën"' in page
    assert len(kept_tickets(answer)) == 1  # the good file stays, the bad one does not
    assert nothing_is_stored()
    again = officer.post(NEW, filled | {"title_sr": "Nacrt", "kept_text": kept_tickets(answer)})
    assert again.status_code == 302


def test_a_text_without_articles_is_asked_about_and_kept(officer: Client, filled: dict[str, Any]) -> None:
    concept = (
        "KONCEPT DOKUMENT\n\nKy dokument shqyrton gjendjen e fondeve publike për shoqërinë civile dhe propozon masa për ndarjen e tyre.\n"
        * 3
    )
    answer = officer.post(NEW, filled | {"texts": upload("koncepti.txt", concept.encode())})
    assert "No article was found in “koncepti.txt”" in text_of(answer)
    assert nothing_is_stored()
    again = officer.post(NEW, filled | {"kept_text": kept_tickets(answer), "without_articles": "on"})
    assert again.status_code == 302


def test_two_files_in_one_language_stay_and_one_can_be_left_out(officer: Client, filled: dict[str, Any]) -> None:
    other = samples.ALBANIAN.replace("shtatë (7)", "tetë (8)").encode()
    answer = officer.post(
        NEW, filled | {"texts": [upload("e-para.txt", samples.ALBANIAN.encode()), upload("e-dyta.txt", other)]}
    )
    assert "Two of the files are in the same language (Albanian): “e-para.txt” and “e-dyta.txt”" in text_of(answer)
    assert len(kept_tickets(answer)) == 2
    assert nothing_is_stored()
    assert officer.post(NEW, filled | {"kept_text": kept_tickets(answer)[1:]}).status_code == 302
    assert "tetë (8)" in Consultation.objects.get().version.expressions.get().lines[-1]["text"]


def test_without_a_text_nothing_is_registered(officer: Client, filled: dict[str, Any]) -> None:
    answer = officer.post(NEW, filled)
    assert "Upload the text of the draft in at least one language." in text_of(answer)
    assert nothing_is_stored()


def test_a_macro_document_is_refused_beside_a_good_text(officer: Client, filled: dict[str, Any]) -> None:
    answer = officer.post(
        NEW,
        filled
        | {
            "texts": upload("projekti.txt", samples.ALBANIAN.encode()),
            "rows": "1",
            "doc-0-kind": "explanatory_memorandum",
            "doc-0-file": upload("memorandumi.docx", with_part("word/vbaProject.bin", b"x" * 64)),
        },
    )
    assert "“memorandumi.docx” contains macros" in text_of(answer)
    assert len(kept_tickets(answer)) == 1
    assert nothing_is_stored()


def test_a_document_survives_a_refusal_and_a_row_more_is_given_without_script(
    officer: Client, filled: dict[str, Any]
) -> None:
    row = {
        "rows": "1",
        "doc-0-kind": "",
        "doc-0-language": "",
        "doc-0-file": upload("memorandumi.txt", b"Memorandum shpjegues."),
    }
    asked = officer.post(NEW, filled | row | {"texts": upload("projekti.txt", samples.ALBANIAN.encode())})
    assert "Choose what kind of document “memorandumi.txt” is." in text_of(asked)
    ticket = re.findall(r'name="doc-0-kept" value="([^"]+)"', text_of(asked))
    unsent = {name: value for name, value in filled.items() if name != "register"}
    more = officer.post(
        NEW,
        {
            **unsent,
            "rows": "1",
            "doc-0-kind": "financial_impact",
            "doc-0-kept": ticket,
            "more": "1",
            "kept_text": kept_tickets(asked),
        },
    )
    assert 'name="doc-1-file"' in text_of(more)
    done = officer.post(
        NEW,
        filled
        | {
            "rows": "1",
            "doc-0-kind": "financial_impact",
            "doc-0-language": "sq",
            "doc-0-kept": ticket,
            "kept_text": kept_tickets(asked),
        },
    )
    assert done.status_code == 302
    assert Attachment.objects.get().file.name == "memorandumi.txt"


@pytest.mark.parametrize(
    "change",
    [
        {"government_on": "2026-11-20"},
        {"members_on": "2026-12-23", "members_at": "16:00"},
        {"members_on": "2026-11-24", "members_at": "09:00"},
    ],
)
def test_deadlines_the_wrong_way_are_refused_and_the_file_is_kept(
    change: dict[str, str], officer: Client, filled: dict[str, Any]
) -> None:
    answer = officer.post(NEW, filled | change | {"texts": upload("projekti.txt", samples.ALBANIAN.encode())})
    assert "must lie after today and not after the deadline of the institution" in text_of(answer)
    assert len(kept_tickets(answer)) == 1
    assert nothing_is_stored()


def test_reading_the_files_first_complains_of_nothing_that_is_not_there_yet(officer: Client) -> None:
    answer = officer.post(NEW, {"read": "1", "rows": "0", "texts": upload("projekti.txt", samples.ALBANIAN.encode())})
    page = text_of(answer)
    assert answer.status_code == 200
    assert "form-errors" not in page
    assert "Albanian: 4 articles" in page
    assert nothing_is_stored()


def test_an_act_of_a_municipality_concerns_that_municipality(officer: Client, filled: dict[str, Any]) -> None:
    from civikos.registers.organizations.models import Organization

    prizren = Organization.objects.get(code="municipality-prizren")
    officer.post(NEW, filled | {"institution": prizren.pk, "texts": upload("projekti.txt", samples.ALBANIAN.encode())})
    assert Consultation.objects.get().draft.place == prizren.place


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_nobody_else_registers(
    who: str, request: pytest.FixtureRequest, officer: Client, filled: dict[str, Any], client_as: ClientAs
) -> None:
    browser = client_as(request.getfixturevalue(who))
    for answer in (
        browser.get(NEW),
        browser.post(NEW, filled | {"texts": upload("projekti.txt", samples.ALBANIAN.encode())}),
    ):
        assert answer.status_code == (302 if who == "visitor" else 404)
    assert nothing_is_stored()


# --- Keeping files ----------------------------------------------------------------------------------------------------
def test_a_ticket_is_good_for_its_person_only_and_for_a_day(
    db: None, secretariat: Actor, member: Actor, at: datetime, clock: Any
) -> None:
    kept = keeping.keep(b"Neni 1", name="../../projekti.txt", by=secretariat)
    assert kept.name == "projekti.txt"
    found = keeping.kept(kept.ticket, by=secretariat)
    assert found is not None
    assert found.data == b"Neni 1"
    assert keeping.kept(kept.ticket, by=member) is None
    assert keeping.kept(kept.ticket + "x", by=secretariat) is None
    assert keeping.kept("", by=secretariat) is None
    assert keeping.kept(signing.dumps("else", salt="files.kept"), by=secretariat) is None
    clock.shift(25 * 3600)
    assert keeping.kept(kept.ticket, by=secretariat) is None


def test_empty_and_huge_files_are_not_kept(db: None, secretariat: Actor) -> None:
    with pytest.raises(FileEmpty):
        keeping.keep(b"", name="x", by=secretariat)
    with pytest.raises(FileTooLarge):
        keeping.keep(bytes(25 * 1024 * 1024 + 1), name="x", by=secretariat)
