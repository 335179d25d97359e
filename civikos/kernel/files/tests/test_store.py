"""Taking in files: honest ones are kept once, hostile ones get a sentence, forgotten ones are swept."""

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone, translation

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.files import actions, downloads
from civikos.kernel.files.actions import (
    FileEmpty,
    FileNotAccepted,
    FileTooLarge,
    FileUnsafe,
    clean_name,
    put_content,
    store,
    sweep,
)
from civikos.kernel.files.kinds import DOCUMENTS, SHEETS, TEXTS, Kind, kind_of
from civikos.kernel.files.models import StoredFile
from lawtext.samples import make_docx

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def docx(parts: dict[str, bytes] | None = None, *, content_type: str = MAIN) -> bytes:
    """A small Word file with further parts."""
    types = (
        f'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>'
    )
    body = b'<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Neni 1</w:t></w:r></w:p></w:body></w:document>'
    everything = {"[Content_Types].xml": types.encode(), "word/document.xml": body, **(parts or {})}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in everything.items():
            archive.writestr(name, content)
    return out.getvalue()


def relation(target: str, kind: str) -> bytes:
    return (
        '<?xml version="1.0"?><Relationships><Relationship Id="r1" TargetMode="External" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
    ).encode()


def with_encrypted_flag() -> bytes:
    raw = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(signature)
        raw[place + offset] |= 1
    return bytes(raw)


HOSTILE = {
    "a password, as Word makes it": (
        OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        "encrypted",
    ),
    "a password of the archive": (with_encrypted_flag(), "encrypted"),
    "an old .doc": (OLE + b"\0" * 2000, "unsupported"),
    "a macro": (docx({"word/vbaProject.bin": b"x"}), "macro"),
    "a macro by its content type": (
        docx(content_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "macro",
    ),
    "a template from elsewhere": (
        docx({"word/_rels/settings.xml.rels": relation("http://evil.example/t.dotm", "attachedTemplate")}),
        "external_content",
    ),
    "an embedded object": (docx({"word/embeddings/oleObject1.bin": b"x"}), "external_content"),
    "three hundred megabytes": (docx({"word/media/a.xml": b" " * (300 << 20)}), "expands_too_much"),
    "a document type": (
        docx({"word/a.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}),
        None,
    ),
    "a way out of the folder": (docx({"../../etc/passwd": b"x"}), None),
    "fifty thousand parts": (docx({f"word/{number}.xml": b"" for number in range(2500)}), "too_complex"),
    "half of it": (docx()[: len(docx()) // 2], "truncated"),
    "a hole in the middle": (docx()[:80] + b"\0" * 60 + docx()[140:], "truncated"),
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("language", ["sq", "en"])
def test_a_hostile_or_broken_office_file_is_refused_with_a_sentence_and_nothing_is_kept(media: Path, what, language):
    data, reason = HOSTILE[what]
    with translation.override(language), pytest.raises((FileUnsafe, FileNotAccepted)) as caught:
        store(data, name="projektligji.docx", accepted=frozenset({*TEXTS, Kind.ZIP}), by=SYSTEM, at=NOW)
    if reason is not None:
        assert caught.value.code == f"file.{reason}"
        assert "projektligji.docx" in str(caught.value)
    assert str(caught.value).endswith(".")
    assert not StoredFile.objects.exists()
    assert not list((media / "files").rglob("*")) if (media / "files").exists() else True


@pytest.mark.parametrize("numbering", ["automatic", "typed", "mixed"])
def test_honest_word_files_are_taken(media, numbering):
    data = make_docx(articles=20, words=60, language="sq", numbering=numbering)
    row = store(data, name="projektligji.docx", accepted=TEXTS, by=SYSTEM, at=NOW)
    assert (row.media_type, row.size) == (Kind.DOCX.media_type, len(data))
    assert actions.content_of(row) == data


def test_a_link_in_the_text_is_no_external_content(media):
    store(
        docx({"word/_rels/document.xml.rels": relation("https://gzk.rks-gov.net/", "hyperlink")}),
        name="x.docx",
        accepted=TEXTS,
        by=SYSTEM,
        at=NOW,
    )


@pytest.mark.parametrize(
    ("data", "accepted", "refusal"),
    [
        (b"", DOCUMENTS, FileEmpty),
        (b"%PDF-" + b"x" * (25 << 20), DOCUMENTS, FileTooLarge),
        (b"%PDF-1.7 x", SHEETS, FileNotAccepted),
        (docx(), SHEETS, FileNotAccepted),
        (b"\x89PNG\r\n", DOCUMENTS, FileNotAccepted),
        (b"MZ\x00\x00", DOCUMENTS, FileNotAccepted),
        (OLE, DOCUMENTS, FileNotAccepted),
    ],
)
def test_other_files_are_refused_by_what_they_hold_whatever_their_name(media, data, accepted, refusal):
    with pytest.raises(refusal):
        store(data, name="projektligji.docx", accepted=accepted, by=SYSTEM, at=NOW)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", Kind.PDF),
        (b"\n\n%PDF-1.4", Kind.PDF),
        (docx(), Kind.DOCX),
        ("Neni 1 – ë".encode(), Kind.TXT),
        (b"\xff\xfeN\x00", Kind.TXT),
        (b"a\x00b", Kind.UNKNOWN),
        (b"PK\x03\x04 broken", Kind.ZIP),
        (OLE, Kind.OLE),
        (b"<html>", Kind.TXT),
        (b"\xff\xd8\xff", Kind.IMAGE),
    ],
)
def test_the_kind_is_told_by_the_content(data, kind):
    assert kind_of(data) is kind


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("C:\\fakepath\\Ligji.docx", "Ligji.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("", "file"),
        ("\u202excod.exe", "xcod.exe"),
        ("ë" * 400 + ".docx", "ë" * 140 + ".docx"),
        ("x." + "y" * 300, "x." + "y" * 9),
        ("x" * 300, "x" * 150),
    ],
)
def test_names_lose_what_could_do_harm(name, clean):
    assert clean_name(name) == clean
    assert len(clean_name(name)) <= 200


class TestContents:
    def put(self, data: bytes = b"plain words") -> StoredFile:
        return store(data, name="x.txt", accepted=frozenset({Kind.TXT}), by=SYSTEM, at=NOW)

    def age(self, media: Path, hours: int) -> None:
        moment = (timezone.now() - timedelta(hours=hours)).timestamp()
        for path in (media / "files").rglob("*"):
            if path.is_file():
                os.utime(path, (moment, moment))

    def test_the_same_content_is_kept_once(self, media):
        first, second = self.put(), self.put()
        assert first.path == second.path
        assert first.key != second.key
        assert len([path for path in (media / "files").rglob("*") if path.is_file()]) == 1

    def test_only_the_owner_of_the_installation_can_read_it(self, media):
        row = self.put()
        path = media / "files" / row.path
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_a_rollback_leaves_a_content_that_is_swept_after_a_day_and_rows_keep_theirs(self, media):
        kept = self.put(b"kept")

        def put_and_fall() -> None:
            with transaction.atomic():
                self.put(b"rolled back")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            put_and_fall()
        assert sweep(at=timezone.now()) == 0, "it may belong to a transaction that is still open"
        self.age(media, 25)
        assert sweep(at=timezone.now()) == 1
        assert default_storage.exists(kept.path)
        assert sweep(at=timezone.now()) == 0

    def test_an_old_content_that_somebody_sends_again_is_young_again(self, media):
        put_content(b"sent twice")
        self.age(media, 25)
        row = self.put(b"sent twice")
        StoredFile.objects.all().delete()  # as long as the row is not committed, the sweep does not see it
        assert sweep(at=timezone.now()) == 0
        assert actions.content_of(row) == b"sent twice"

    def test_other_things_in_the_store_are_left_alone(self, media):
        (media / "files" / "notes").mkdir(parents=True)
        (media / "files" / "notes" / "x").write_text("x")
        self.age(media, 100)
        assert sweep(at=timezone.now()) == 0

    def test_a_download_can_do_no_harm_in_a_browser(self, media):
        row = self.put(b"<script>alert(1)</script>")
        StoredFile.objects.update(name="ligji “ë”.html")
        row.refresh_from_db()
        answer = downloads.as_download(row)
        assert isinstance(answer, HttpResponse)
        assert answer["Content-Type"] == "text/plain"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")

    def test_our_policy_for_pages_does_not_replace_the_one_of_a_download(self, media, rf):
        from csp.middleware import CSPMiddleware

        row = self.put()
        answer = CSPMiddleware(lambda _request: downloads.as_download(row))(rf.get("/"))
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
