"""Archives that no honest program writes are refused before any parser sees them; honest ones pass."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from lawtext import Limits, Unreadable, check_archive, read
from lawtext.samples import make_docx, pack

DOCUMENT = "word/document.xml"


def parts() -> dict[str, str | bytes]:
    """The parts of an honest file, to be made dishonest one at a time."""
    with zipfile.ZipFile(io.BytesIO(make_docx(3, 60))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, content: str | bytes) -> bytes:
    return pack({**parts(), name: content})


def refusal(data: bytes, name: str = "draft.docx") -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(data, name=name)
    return caught.value


def document_with(inside: str, encoding: str = "utf-8") -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return f"{head}{inside}<w:document {space}><w:body/></w:document>".encode(encoding)


def relation(target: str, kind: str, mode: str = "External") -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    one = f'<Relationship Id="rId9" Type="{office}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="{package}">{one}</Relationships>'


def test_an_honest_file_passes() -> None:
    data = pack(parts())
    check_archive(data)
    assert len(read(data).texts[0].articles()) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "b">]>', "<!doctype x>"])
def test_document_types_are_refused_in_every_encoding(encoding: str, declared: str) -> None:
    error = refusal(with_part(DOCUMENT, document_with(declared, encoding)))
    assert (error.code, error.details["reason"]) == ("external_content", "doctype")


def test_encodings_that_hide_markup_are_refused() -> None:
    hidden = "<!DOCTYPE x><a/>".encode("cp037")
    assert refusal(with_part("word/hidden.xml", hidden)).code == "external_content"


def test_a_part_under_another_name_is_looked_into_too() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = relation("word/main.dat", "officeDocument", "Internal")
    assert office in main
    data = pack({**parts(), "_rels/.rels": main, "word/main.dat": document_with("<!DOCTYPE x>")})
    assert refusal(data).code == "external_content"


def test_a_document_type_written_in_utf7_is_refused() -> None:
    content = b'<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE x+AD4-<a/>'
    assert refusal(with_part(DOCUMENT, content)).code == "external_content"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("word/vbaProject.bin", b"x", "macro"),
        ("word/vbaData.xml", "<a/>", "macro"),
        ("word/embeddings/oleObject1.bin", b"x", "external_content"),
        ("word/activeX/activeX1.xml", "<a/>", "external_content"),
        ("word/_rels/settings.xml.rels", relation("//host/evil.dotm", "attachedTemplate"), "external_content"),
        ("word/_rels/header1.xml.rels", relation("//host/pixel.png", "image"), "external_content"),
        ("word/_rels/header1.xml.rels", relation("vbaProject.bin", "vbaProject", "Internal"), "macro"),
        ("../outside.xml", "<a/>", "too_complex"),
        ("/absolute.xml", "<a/>", "too_complex"),
        ("C:/drive.xml", "<a/>", "too_complex"),
        ("WORD/DOCUMENT.XML", "<a/>", "too_complex"),
    ],
)
def test_dangerous_parts_are_refused(name: str, content: str | bytes, code: str) -> None:
    assert refusal(with_part(name, content)).code == code


@pytest.mark.parametrize(
    "target",
    [
        "file:///C:\\Users\\x\\Normal.dotm",
        "file:///C:/a.dotm",
        "file:///Users/x/a.dotx",
        "Normal.dotm",
        "/Users/x/a.dotx",
    ],
)
def test_a_template_on_the_authors_own_disk_is_no_reason_to_refuse(target: str) -> None:
    check_archive(with_part("word/_rels/settings.xml.rels", relation(target, "attachedTemplate")))


@pytest.mark.parametrize(
    "target",
    [
        "http://e/a.dotm",
        "HTTPS://e/a",
        "//e/a.dotm",
        "\\\\e\\a.dotm",
        "file://e/a.dotm",
        "file:////e/a.dotm",
        "file:///\\\\e\\a",
    ],
)
def test_a_template_on_a_server_is_refused(target: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        check_archive(with_part("word/_rels/settings.xml.rels", relation(target, "attachedTemplate")))
    assert refusal.value.code == "external_content"


def test_a_hyperlink_to_the_outside_is_honest() -> None:
    data = with_part("word/_rels/footnotes.xml.rels", relation("mailto:a@example.invalid", "hyperlink"))
    assert len(read(data).texts[0].articles()) == 3


def test_a_macro_content_type_is_refused() -> None:
    types = parts()["[Content_Types].xml"]
    assert isinstance(types, bytes)
    macro = types.replace(b"wordprocessingml.document.main+xml", b"word.document.macroEnabled.main+xml")
    assert refusal(with_part("[Content_Types].xml", macro)).code == "macro"


def test_dynamic_data_exchange_is_refused_whole_and_in_pieces() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def fields(*instructions: str) -> str:
        runs = "".join(f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" for instruction in instructions)
        return f"<w:document {space}><w:body><w:p>{runs}</w:p></w:body></w:document>"

    for instructions in ((" DDEAUTO c:\\cmd.exe",), ("DD", "EAUTO c:\\cmd.exe")):
        error = refusal(with_part(DOCUMENT, fields(*instructions)))
        assert (error.code, error.details["reason"]) == ("external_content", "dde")
    assert read(with_part(DOCUMENT, fields("PAGE").replace("</w:p>", "<w:r><w:t>Neni 1</w:t></w:r></w:p>")))


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = b"<a>" + b" " * (30 << 20) + b"</a>"
    assert refusal(with_part("word/bomb.xml", bomb)).code == "expands_too_much"


def test_a_declared_size_that_is_a_lie_is_refused() -> None:
    data = bytearray(with_part("word/media/x.xml", b"<a>" + b"x" * 500_000 + b"</a>"))
    # Make the directory promise 10 bytes where half a million come out.
    at = data.rindex(b"word/media/x.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 10)
    assert refusal(bytes(data)).code in ("expands_too_much", "truncated")


def test_many_entries_and_large_files_are_refused() -> None:
    many = pack({**parts(), **{f"word/media/{number}.png": b"" for number in range(2_100)}})
    assert refusal(many).code == "too_complex"
    with pytest.raises(Unreadable) as caught:
        check_archive(make_docx(3, 60), Limits(file=100))
    assert caught.value.code == "too_large"


def test_overlapping_entries_are_refused() -> None:
    data = bytearray(pack({**parts(), "word/a.xml": "<a/>" * 50, "word/b.xml": "<a/>" * 50}))
    first = data.index(b"PK\x01\x02", data.rindex(b"word/a.xml") - 46)
    second = data.index(b"PK\x01\x02", data.rindex(b"word/b.xml") - 46)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    assert refusal(bytes(data)).code in ("expands_too_much", "truncated")


def test_encrypted_files_are_named_as_such() -> None:
    # A password turns an Office file into a compound file with this stream in its directory.
    sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    assert refusal(sealed).code == "encrypted"
    data = bytearray(make_docx(3, 60))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)).code == "encrypted"


def test_an_old_word_file_is_unsupported() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "old.doc").code == "unsupported"


def test_a_cut_file_is_truncated() -> None:
    data = make_docx(5, 100)
    for length in (len(data) // 2, len(data) - 30):
        assert refusal(data[:length]).code == "truncated"


def test_content_and_not_the_name_decides() -> None:
    assert read(b"Neni 1\nTitulli\nTeksti i nenit.", name="draft.txt").format == "txt"
    assert refusal(b"Neni 1\nTeksti.", "draft.docx").code == "not_this_format"
    assert refusal(b"Neni 1\nTeksti.", "draft.pdf").code == "not_this_format"
    assert refusal(make_docx(3, 60), "draft.pdf").code == "not_this_format"
    assert refusal(pack({"xl/workbook.xml": "<a/>"}), "sheet.docx").code == "not_this_format"
    assert refusal(b"\x00\x01\x02\x03 binary", "draft.txt").code == "not_this_format"
    assert refusal(b"Neni 1\nTitulli " + b"x" * 100_000 + b"\x00", "draft.txt").code == "not_this_format"
    assert refusal(b"{\\rtf1 text}", "draft.docx").code == "not_this_format"
    assert refusal(b"   \n ", "draft.txt").code == "no_text"


def test_deep_markup_is_refused() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    depth = 20_000
    content = f"<w:document {space}><w:body>{'<w:sdt>' * depth}{'</w:sdt>' * depth}</w:body></w:document>"
    assert refusal(with_part(DOCUMENT, content)).code in ("too_complex", "truncated")
