"""Redaction: what is covered is gone from the published file, wherever it stood: words, metadata, attachments, under bars."""

import io
import shutil
from datetime import datetime
from typing import Any

import pikepdf
import pypdfium2
import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.kernel.files import actions as files
from civikos.kernel.files.actions import content_of
from civikos.kernel.files.kinds import Kind, kind_of
from civikos.kernel.workflow.refusals import WrongStatus
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.actions import documents
from civikos.programs.information_requests.models import Document, InformationRequest
from civikos.programs.information_requests.papers import redaction
from civikos.programs.information_requests.papers.redaction import Box, CannotRedact
from civikos.programs.information_requests.states import DocumentStatus
from civikos.programs.information_requests.views.request import SCANS

SECRETS = ("Krasniqi", "1234567890", "agim.k@example.org", "044 123 456", "Đorđević")


def page_of(lines: list[str], *, rotate: int = 0, crop: bool = False) -> bytes:
    """A PDF with text in the standard font, metadata and an attached file that name people."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F=pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
    )
    text = "BT /F 14 Tf 72 760 Td 20 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    page.Contents = pdf.make_stream(text.encode("cp1252"))
    if rotate:
        page.Rotate = rotate
    if crop:
        page.CropBox = pikepdf.Array([40, 100, 560, 800])
    pdf.docinfo["/Author"] = "Agim Krasniqi"
    pdf.attachments["krasniqi.txt"] = b"Agim Krasniqi 1234567890"
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


LINES = [
    "Kerkesa e Agim Krasniqit, nr. personal 1234567890",
    "tel. 044 123 456, agim.k@example.org",
    "Gazeta Zyrtare 13/2019",
]


def darkness(pdf: bytes, box: Box) -> float:
    """How much of a box is black in a rendering."""
    page = pypdfium2.PdfDocument(pdf)[box.page]
    picture = page.render(scale=2).to_pil().convert("L")
    wide, high = picture.size
    part = picture.crop(
        (
            int(box.left * wide) + 1,
            int(box.top * high) + 1,
            int((box.left + box.width) * wide) - 1,
            int((box.top + box.height) * high) - 1,
        )
    )
    pixels = part.tobytes()
    return sum(value < 40 for value in pixels) / max(1, len(pixels))


def words_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [False, True])
def test_what_is_covered_is_black_and_nothing_is_left_of_it(rotate: int, crop: bool) -> None:
    source = page_of(LINES, rotate=rotate, crop=crop)
    found = redaction.find(source, ["email", "phone", "personal_number"], ["Krasniqi"])
    assert found.counts == (1, 1, 1, 1)
    made = redaction.burn(source, found.boxes, title="QDP-2026-0001", language="sq")
    assert all(darkness(made, box) > 0.95 for box in found.boxes)
    assert words_of(made).strip() == ""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert dict(pdf.docinfo) == {"/Title": "QDP-2026-0001"}
        assert len(pdf.attachments) == 0 and "/Metadata" not in pdf.Root
    plain = made.decode("latin-1")
    assert not any(secret in plain for secret in SECRETS)


def test_the_rest_of_the_page_can_still_be_read() -> None:
    source = page_of(LINES)
    found = redaction.find(source, [], ["Krasniqi"])
    made = redaction.burn(source, found.boxes, title="x", language="sq")
    gazette = redaction.find(source, [], ["Gazeta Zyrtare"]).boxes[0]
    assert 0.02 < darkness(made, gazette) < 0.5


@pytest.mark.parametrize(
    ("line", "words", "count"),
    [
        ("Agim KRASNIQI", "krasniqi", 1),
        ("te Krasniqit dhe te Krasniqit", "Krasniqi", 2),
        ("e Ça\\351 dhe çaë", "cae", 2),
        ("Krasniqiajkovski", "Krasniqi", 0),
        ("Rrasniqi", "Krasniqi", 0),
        ("Agim    Krasniqi", "Agim Krasniqi", 1),
        ("Agimi", "  ", 0),
    ],
)
def test_words_are_found_whatever_their_form(line: str, words: str, count: int) -> None:
    assert sum(redaction.find(page_of([line]), [], [words]).counts) == count


@pytest.mark.parametrize(
    ("line", "pattern", "count"),
    [
        ("+383 44 123 456", "phone", 1),
        ("038/200-123 123", "phone", 1),
        ("00383 49 123456", "phone", 1),
        ("Ligji 06/L-081, 13/2019", "phone", 0),
        ("data 27.11.2026", "phone", 0),
        ("nr. 1012345678.", "personal_number", 1),
        ("fatura 10123456789", "personal_number", 0),
        ("XK05 1212 0123 4567 8906", "account", 1),
        ("1300 1234 5678 9012", "account", 1),
        ("a.b-c+d@sub.example.org", "email", 1),
    ],
)
def test_patterns_find_what_they_say(line: str, pattern: str, count: int) -> None:
    assert redaction.find(page_of([line]), [pattern], []).counts == (count,)


def test_words_over_a_line_end_are_covered_on_both_lines() -> None:
    found = redaction.find(page_of(["shkruan Agim", "Krasniqi nga Prizreni"]), [], ["Agim Krasniqi"])
    assert found.counts == (1,) and len(found.boxes) == 2


def test_text_under_a_black_bar_does_not_come_out_again() -> None:
    """An institution that only painted over the words has given them away; we do not."""
    with pikepdf.open(io.BytesIO(page_of(["Agim Krasniqi"]))) as pdf:
        pdf.pages[0].contents_add(b"0 0 0 rg 60 740 300 40 re f")
        target = io.BytesIO()
        pdf.save(target)
    source = target.getvalue()
    assert "Krasniqi" in words_of(source)
    assert "Krasniqi" not in words_of(redaction.burn(source, [], title="x", language="sq"))


def test_a_scan_has_no_words_and_is_covered_by_boxes() -> None:
    scan = redaction.burn(page_of(LINES), [], title="x", language="sq")
    assert redaction.pages(scan) == (1, [0])
    box = Box(0, 0.1, 0.05, 0.5, 0.1)
    made = redaction.burn(scan, [box], title="x", language="sq")
    assert darkness(made, box) > 0.95


def test_pictures_and_plain_text_become_pages() -> None:
    from PIL import Image

    target = io.BytesIO()
    picture = Image.new("RGB", (200, 300), "white")
    picture.save(target, "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00", comment=b"Agim Krasniqi")
    made = redaction.as_pdf(target.getvalue(), Kind.IMAGE)
    assert redaction.pages(made)[0] == 1 and b"Krasniqi" not in made
    text = redaction.as_pdf("Për Agim Krasniqin\n".encode() * 200, Kind.TXT)
    assert redaction.pages(text)[0] > 1
    assert redaction.find(text, [], ["Krasniqi"]).counts == (200,)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_word_file_becomes_pages() -> None:
    import docx

    made = docx.Document()
    made.add_paragraph("Njoftim për Agim Krasniqin")
    target = io.BytesIO()
    made.save(target)
    pdf = redaction.as_pdf(target.getvalue(), Kind.DOCX)
    assert redaction.find(pdf, [], ["Krasniqi"]).counts == (1,)


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(CannotRedact) as refusal:
        redaction.pages(b"%PDF-1.7 nothing")
    assert refusal.value.reason == "unreadable"


# --- The way of a document ---
@pytest.fixture
def document(sent: InformationRequest, member: Actor, at: datetime) -> Document:
    stored = files.store(page_of(LINES), name="Përgjigja Krasniqi.pdf", accepted=SCANS, by=member, at=at)
    return actions.add_document(sent.pk, stored, title="Përgjigja", by=member, at=at)


def test_from_the_file_to_the_public_and_back(
    document: Document, sent: InformationRequest, member: Actor, at: datetime, client_as: Any, visitor: Actor
) -> None:
    path = f"/sq/documents/document/{document.pk}/published.pdf"
    with pytest.raises(documents.NoPagesYet):
        actions.cover_words(document.pk, patterns=[], words=["Krasniqi"], by=member, at=at)
    actions.make_pages(document.pk, by=member, at=at)
    with pytest.raises(documents.NothingSought):
        actions.cover_words(document.pk, patterns=[], words=[" "], by=member, at=at)
    with pytest.raises(documents.NothingFound):
        actions.cover_words(document.pk, patterns=[], words=["Hoxha"], by=member, at=at)
    assert actions.cover_words(document.pk, patterns=["email"], words=["Krasniqi"], by=member, at=at) == [1, 1]
    assert actions.cover_words(document.pk, patterns=[], words=["Krasniqi"], by=member, at=at) == [1]
    assert document.redactions.count() == 2, "what is covered is not covered twice"
    with pytest.raises(WrongStatus):
        actions.publish(document.pk, by=member, at=at)
    actions.prepare(document.pk, by=member, at=at)
    assert client_as(visitor).get(path).status_code == 404, "the second look comes first"
    actions.publish(document.pk, by=member, at=at)
    answer = client_as(visitor).get(path)
    assert answer.status_code == 200 and kind_of(answer.content) is Kind.PDF
    assert b"Krasniqi" not in answer.content and "Krasniqi" not in answer["Content-Disposition"]
    sent.refresh_from_db()
    assert sent.published_documents == 1
    with pytest.raises(documents.Published):
        actions.add_boxes(document.pk, [Box(0, 0.1, 0.1, 0.1, 0.1)], by=member, at=at)
    actions.unpublish(document.pk, reason="Një emër mbeti.", by=member, at=at)
    assert client_as(visitor).get(path).status_code == 404
    sent.refresh_from_db()
    assert sent.published_documents == 0
    verbs = Entry.objects.filter(about_type="document", about_id=document.pk).order_by("pk")
    assert [entry.verb.partition(".")[2] for entry in verbs] == [
        "changed",
        "changed",
        "prepared",
        "published",
        "unpublished",
    ]
    assert not Entry.objects.filter(details__icontains="Krasniqi").exists(), "the words are kept nowhere"


def test_a_change_after_the_copy_was_made_asks_for_a_new_copy(document: Document, member: Actor, at: datetime) -> None:
    actions.make_pages(document.pk, by=member, at=at)
    actions.prepare(document.pk, by=member, at=at)
    actions.add_boxes(document.pk, [Box(0, 0.1, 0.1, 0.2, 0.1)], by=member, at=at)
    document.refresh_from_db()
    assert (document.status, document.redacted) == (DocumentStatus.RECEIVED, None)
    with pytest.raises(WrongStatus):
        actions.publish(document.pk, by=member, at=at)


def test_a_copy_is_not_made_of_what_changes_meanwhile(
    document: Document, member: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.make_pages(document.pk, by=member, at=at)
    whole = redaction.burn

    def burn(*arguments: Any, **more: Any) -> bytes:
        actions.add_boxes(document.pk, [Box(0, 0.1, 0.1, 0.2, 0.1)], by=member, at=at)
        return whole(*arguments, **more)

    monkeypatch.setattr(redaction, "burn", burn)
    with pytest.raises(documents.ChangedMeanwhile):
        actions.prepare(document.pk, by=member, at=at)
    document.refresh_from_db()
    assert document.status == DocumentStatus.RECEIVED


@pytest.mark.parametrize(
    "box", [Box(1, 0.1, 0.1, 0.1, 0.1), Box(0, 1.2, 0.1, 0.1, 0.1), Box(0, 0.1, 0.1, 0, 0.1), Box(-1, 0, 0, 1, 1)]
)
def test_a_box_lies_on_a_page(document: Document, member: Actor, at: datetime, box: Box) -> None:
    actions.make_pages(document.pk, by=member, at=at)
    with pytest.raises(documents.OffThePage):
        actions.add_boxes(document.pk, [box], by=member, at=at)


def test_boxes_are_taken_off_one_by_one_or_by_kind(document: Document, member: Actor, at: datetime) -> None:
    actions.make_pages(document.pk, by=member, at=at)
    actions.cover_words(document.pk, patterns=["email", "phone"], words=["Krasniqi"], by=member, at=at)
    one = document.redactions.get(why="words").pk
    assert actions.remove_redactions(document.pk, keys=[one], by=member, at=at) == 1
    assert actions.remove_redactions(document.pk, why="email", by=member, at=at) == 1
    assert [row.why for row in document.redactions.all()] == ["phone"]


def test_the_original_is_kept_as_it_came(document: Document, member: Actor, at: datetime) -> None:
    before = content_of(document.original)
    actions.make_pages(document.pk, by=member, at=at)
    actions.cover_words(document.pk, patterns=[], words=["Krasniqi"], by=member, at=at)
    actions.prepare(document.pk, by=member, at=at)
    document.refresh_from_db()
    assert content_of(document.original) == before
