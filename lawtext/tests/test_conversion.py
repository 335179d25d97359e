"""Files of other word processors: known by content, refused when no converter should see them, read like DOCX."""

from __future__ import annotations

import io
import json
import stat
import struct
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from lawtext import ConverterLimits, Unreadable, convert_to_docx, converter, convertible, read
from lawtext.cli import main
from lawtext.compound import OLE_MAGIC, Compound
from lawtext.conversion import check_convertible
from lawtext.samples import make_docx, pack
from lawtext.tests.test_docx import docx, only, paragraph

needs_libreoffice = pytest.mark.skipif(not converter(), reason="LibreOffice is not installed")
FORMATS = {"doc": "doc:MS Word 97", "odt": "odt:writer8", "rtf": "rtf:Rich Text Format"}


def compound(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A compound file with these streams (each padded to whole sectors of 512 bytes, at least 4,096) and storages."""

    def entry(name: str, kind: int, start: int = 0, size: int = 0) -> bytes:
        text = name.encode("utf-16-le")
        head = text.ljust(64, b"\x00") + struct.pack("<HBB3i", len(text) + 2, kind, 1, -1, -1, -1)
        return (head.ljust(116, b"\x00") + struct.pack("<II", start, size)).ljust(128, b"\x00")

    table: list[int] = [0xFFFFFFFD]
    body = b""
    entries = [entry("Root Entry", 5, 0xFFFFFFFE)] + [entry(name, 1) for name in storages]
    for name, content in streams.items():
        held = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\x00")
        first = len(table)
        table += [*range(first + 1, first + len(held) // 512), 0xFFFFFFFE]
        entries.append(entry(name, 2, first, len(held)))
        body += held
    directory = b"".join(entries)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\x00")
    first = len(table)
    table += [*range(first + 1, first + len(directory) // 512), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    assert len(fat) == 512
    header = OLE_MAGIC + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return header + struct.pack("<I", 0) + b"\xff" * (4 * 108) + fat + body + directory


def word_head(flags: int = 0, text: bytes = b"") -> bytes:
    return struct.pack("<6H", 0xA5EC, 0xC1, 0, 0, 0, flags) + bytes(1000) + text


def open_document(content: str = "", more: dict[str, str] | None = None) -> bytes:
    held = io.BytesIO()
    names = 'xmlns:office="o" xmlns:text="t" xmlns:xlink="x" xmlns:draw="d" xmlns:script="s"'
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f"<office:document-content {names}>{content}</office:document-content>")
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (compound({"WordDocument": word_head()}), "doc"),
        (open_document(), "odt"),
        (rb"{\rtf1\ansi Neni 1}", "rtf"),
        (make_docx(2, 40), ""),
        (compound({"Workbook": b"x"}), ""),
        (pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), ""),
        (b"%PDF-1.4", ""),
        (b"Neni 1", ""),
    ],
)
def test_kinds_are_known_by_content(data: bytes, kind: str) -> None:
    assert convertible(data) == kind
    if kind:
        assert check_convertible(data) == kind


HOSTILE = {
    "password": (compound({"WordDocument": word_head(0x0100)}), "encrypted"),
    "package": (compound({"WordDocument": word_head(), "EncryptedPackage": b"x"}), "encrypted"),
    "macros": (compound({"WordDocument": word_head()}, ("Macros", "VBA")), "macro"),
    "object": (compound({"WordDocument": word_head()}, ("ObjectPool", "_1234567890")), "external_content"),
    "dde": (compound({"WordDocument": word_head(0, b"\x13 DDEAUTO c:\\cmd \x15")}), "external_content"),
    "wide": (
        compound({"WordDocument": word_head(0, "\x13INCLUDETEXT x\x15".encode("utf-16-le"))}),
        "external_content",
    ),
    "cut": (compound({"WordDocument": word_head()})[:60] + b"WordDocument".hex().encode(), "unsupported"),
    "odt password": (open_document("", {"META-INF/manifest.xml": "<a:b><a:encryption-data/></a:b>"}), "encrypted"),
    "odt macros": (open_document("", {"Basic/Standard/Module1.xml": "<a/>"}), "macro"),
    "odt event": (open_document("<script:event-listener/>"), "macro"),
    "odt link": (open_document('<draw:image xlink:href="http://host/x.png"/>'), "external_content"),
    "odt disk": (open_document('<text:section-source xlink:href="../../etc/passwd"/>'), "external_content"),
    "odt file": (open_document('<draw:object xlink:href="file:///etc/passwd"/>'), "external_content"),
    "odt dde": (open_document("<office:dde-source/>"), "external_content"),
    "odt doctype": (open_document("", {"styles.xml": "<!DOCTYPE a><a/>"}), "external_content"),
    "rtf object": (rb"{\rtf1{\object\objemb{\*\objdata 0105}}}", "external_content"),
    "rtf template": (rb"{\rtf1{\*\template http://host/x.dotm}}", "external_content"),
    "rtf dde": (rb'{\rtf1{\field{\*\fldinst {\b DDEAUTO c:\\cmd}}}}', "external_content"),
    "rtf include": (rb'{\rtf1{\field{\*\fldinst INCLUDEPICTURE "http://host/x"}}}', "external_content"),
    "rtf deep": (rb"{\rtf1" + b"{" * 5_000 + b"}" * 5_001, "too_complex"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_converter_should_see_is_refused_before_it_starts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # With no converter at all the refusal cannot come from it.
    monkeypatch.setenv("LAWTEXT_SOFFICE", "/nowhere/soffice")
    data, code = HOSTILE[name]
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "data",
    [
        compound({"WordDocument": word_head(0, b"\x13 HYPERLINK x \x15 LINK \x13 PAGE \x15")}, ("ObjectPool",)),
        open_document('<text:a xlink:href="http://host/"/><draw:image xlink:href="Pictures/1.png"/>'),
        rb"{\rtf1{\field{\*\fldinst HYPERLINK http://host/}{\fldrslt LINK DDE}} \{ \}}",
    ],
)
def test_links_to_click_and_pictures_inside_are_honest(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAWTEXT_SOFFICE", "/nowhere/soffice")
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.code == "converter_missing"
    assert "LibreOffice" in str(caught.value)


@pytest.mark.parametrize("cut", range(0, 6000, 97))
def test_damaged_compound_files_raise_nothing_else(cut: int) -> None:
    whole = compound({"WordDocument": word_head(), "1Table": b"x" * 5000}, ("ObjectPool",))
    damaged = bytearray(whole)
    damaged[8 + cut % (len(whole) - 12) :][:4] = b"\xff\xff\xff\xff"
    damaged[48 + cut % 460 : 52 + cut % 460] = struct.pack("<I", cut)
    for data in (bytes(damaged), whole[: 512 + cut]):
        try:
            Compound(data)
        except Unreadable:
            continue


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_converter_that_gives_nothing_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAWTEXT_SOFFICE", program(tmp_path, "exit 77"))
    with pytest.raises(Unreadable) as caught:
        convert_to_docx(rb"{\rtf1 x}")
    assert (caught.value.code, caught.value.details["reason"]) == ("conversion_failed", "exit 77")


def test_a_converter_without_end_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"sleep 300 & echo $! > {tmp_path}/started; wait"
    monkeypatch.setenv("LAWTEXT_SOFFICE", program(tmp_path, script))
    begin = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        convert_to_docx(rb"{\rtf1 x}", ConverterLimits(clock_seconds=1))
    assert caught.value.details["reason"] == "time"
    assert time.monotonic() - begin < 30
    started = int((tmp_path / "started").read_text())
    time.sleep(0.2)
    state = Path(f"/proc/{started}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z", "a grandchild is still running"


def test_the_converter_runs_within_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        f"ulimit -t > {tmp_path}/cpu; ulimit -v > {tmp_path}/memory; ulimit -n > {tmp_path}/files; env > {tmp_path}/env"
    )
    monkeypatch.setenv("LAWTEXT_SOFFICE", program(tmp_path, script))
    monkeypatch.setenv("SECRET_OF_THE_SERVER", "1")
    with pytest.raises(Unreadable):
        convert_to_docx(rb"{\rtf1 x}", ConverterLimits(cpu_seconds=7, memory=1 << 30, open_files=99))
    assert (tmp_path / "cpu").read_text().strip() == "7"
    assert (tmp_path / "memory").read_text().strip() == str((1 << 30) // 1024)
    assert (tmp_path / "files").read_text().strip() == "99"
    assert "SECRET" not in (tmp_path / "env").read_text()


LAW = (
    "KAPITULLI I", "DISPOZITAT E PЁRGJITHSHME", "Neni 1", "Qëllimi", "1. Ky ligj përcakton rregullat për konsultim.",
    "1.1. me shkrim;", "1.2. në takim publik.", "Neni 2", "Hyrja në fuqi", "Ky ligj hyn në fuqi sot.",
)  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One draft with a table and a footnote, as each format, made by LibreOffice."""
    folder = tmp_path_factory.mktemp("converted")
    cell = '<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>{}</w:tc>'
    rows = [("Shërbimi", "Euro"), ("Kopja", "1,20")]
    table = "".join(f"<w:tr>{''.join(cell.format(paragraph(each)) for each in row)}</w:tr>" for row in rows)
    grid = '<w:tblPr><w:tblW w:w="6000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>'
    table = f"<w:tbl>{grid}{table}</w:tbl>{paragraph('Shënim nën tabelë.')}"
    (folder / "draft.docx").write_bytes(docx("".join(paragraph(each) for each in LAW) + table))
    made = {}
    for ending, target in FORMATS.items():
        command = [converter(), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", target]
        command += ["--outdir", str(folder), str(folder / "draft.docx")]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        made[ending] = (folder / f"draft.{ending}").read_bytes()
    return made


@needs_libreoffice
@pytest.mark.parametrize("ending", FORMATS)
def test_other_formats_are_read_like_docx(ending: str, files: dict[str, bytes]) -> None:
    reading = read(files[ending], name=f"draft.{ending}")
    assert (reading.format, [doubt.code for doubt in reading.doubts]) == (ending, ["converted"])
    text = only(reading)
    assert [(each.number, each.heading) for each in text.articles()] == [("1", "Qëllimi"), ("2", "Hyrja në fuqi")]
    assert [node.text for node in text.walk() if node.number.startswith("1.")] == ["me shkrim;", "në takim publik."]
    chapter = next(node for node in text.walk() if node.kind == "chapter")
    # The Cyrillic Ё stays as it was sent.
    assert chapter.heading == "DISPOZITAT E PЁRGJITHSHME"
    table = next(node for node in text.walk() if node.kind == "table")
    assert table.text == "Shërbimi\tEuro\nKopja\t1,20"


@needs_libreoffice
def test_the_command_line_converts(files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "draft.rtf").write_bytes(files["rtf"])
    assert main(["to-word", str(tmp_path / "draft.rtf"), "--out", str(tmp_path / "out.docx")]) == 0
    assert len(only(read((tmp_path / "out.docx").read_bytes())).articles()) == 2
    assert main(["parse", str(tmp_path / "out.docx"), "--json", "--confirm-numbering"]) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == []


def test_the_command_line_says_why_it_cannot_convert(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "draft.txt").write_text("Neni 1", encoding="utf-8")
    assert main(["to-word", str(tmp_path / "draft.txt")]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unsupported"
