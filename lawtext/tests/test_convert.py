"""Plain text and HTML of a text, and the command that writes every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import html

from lawtext import Kind, Node, Text, embedded_identity, from_akn, read, read_lines, to_html, to_page, to_text
from lawtext.cli import main
from lawtext.samples import make_docx
from lawtext.tests.test_docx_out import laws

LAW = "LIGJI NR. 06/L-043 PËR SHEMBULLIN\n\nMiraton:\n\nKAPITULLI I\nDISPOZITAT\n\nNeni 1\nQëllimi\n\n1. Ky ligj:\n\n"
LAW += "1.1. një gjë;\n\na) pika.\n\nNeni 2\nHyrja në fuqi\n\nKy ligj hyn në fuqi.\n"
TWO = (
    LAW
    + "\nČlan 1\nSvrha\n\n1. Ovaj zakon uređuje prava i obaveze građana.\n\nČlan 2\nStupanje na snagu\n\nOvaj zakon stupa.\n"
)


def structure(text: Text) -> list[tuple[Any, ...]]:
    return [(node.kind, node.number, node.heading, node.id, node.text) for node in text.walk()]


# Plain text


@pytest.mark.parametrize("numbering", ["automatic", "typed"])
@pytest.mark.parametrize("language", ["sq", "sr", "sr-cyrl", "en"])
def test_plain_text_reads_as_the_same_structure(language: str, numbering: str) -> None:
    (text,) = read(make_docx(12, 120, language, numbering)).texts
    (again,) = read(to_text(text).encode()).texts
    assert structure(again) == structure(text)
    assert (again.language, again.script, again.title) == (text.language, text.script, text.title)


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(laws())
def test_plain_text_of_ordinary_laws_reads_as_the_same_structure(lines: list[str]) -> None:
    text = read_lines(lines, language="sq", paged=False)
    (again,) = read(to_text(text).encode()).texts
    assert structure(again) == structure(text)


def test_plain_text_is_for_reading_and_leaves_nothing_out() -> None:
    note = Node(Kind.TEXT, "", "", "n", "Shih nr. 5.", (), note="footnote")
    point = Node(Kind.POINT, "a", "", "p", "pika", (note,))
    article = Node(Kind.ARTICLE, "5", "Qëllimi", "art_5", "", (Node(Kind.PARAGRAPH, "1", "", "x", "Lista:", (point,)),))
    table = Node(Kind.TABLE, "", "", "t", "a\tb\nc\td")
    text = Text("sq", "Latn", "", (Node(Kind.CHAPTER, "I", "FILLIMI", "chp_I", "", (article, table)),))
    assert to_text(text).split("\n\n") == [
        "KAPITULLI I\nFILLIMI",
        "Neni 5\nQëllimi",
        "1. Lista:",
        "    a) pika",
        "        [Shih nr. 5.]",
        "a\tb\nc\td\n",
    ]
    assert to_text(Text("", "Latn", "", ())) == ""


# HTML


def test_html_of_a_text_has_its_language_its_headings_and_every_word() -> None:
    (text,) = read(make_docx(11, 100, "sr-cyrl")).texts
    root = html.fromstring(to_html(text, heading_level=2))
    assert (root.tag, root.get("lang"), root.get("class")) == ("article", "sr-Cyrl", "law")
    assert [each.get("id") for each in root.iter() if each.get("id")] == [node.id for node in text.walk()]
    chapters = [f"ПОГЛАВЉЕ {node.number} {node.heading}" for node in text.walk() if node.kind is Kind.CHAPTER]
    assert [h.text_content() for h in root.iter("h2")] == chapters
    assert chapters[0] == "ПОГЛАВЉЕ I ОПШТЕ ОДРЕДБЕ"
    assert len(list(root.iter("h3"))) == 11
    words = " ".join(root.text_content().split())
    assert all(" ".join(node.text.split()) in words for node in text.walk() if "\n" not in node.text)
    assert "1.1." not in words or "<script" not in words


def test_a_page_stands_alone_and_keeps_two_texts_apart() -> None:
    reading = read(TWO.encode())
    assert [text.language for text in reading.texts] == ["sq", "sr"]
    made = to_page(reading.texts)
    root = html.document_fromstring(made)
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) and {"sq-art_1", "sr-Latn-art_1"} <= set(ids)
    assert not root.xpath("//script | //link | //img | //@src | //@href")
    assert root.xpath("string(//p[@class='act'])") == "LIGJI NR. 06/L-043 PËR SHEMBULLIN"


def test_tables_and_footnotes_have_their_elements() -> None:
    note = Node(Kind.TEXT, "", "", "n", "<Shih>", (), note="footnote")
    table = Node(Kind.TABLE, "", "", "t", "a\t<b>")
    made = to_html(Text("sq", "Latn", "", (Node(Kind.ARTICLE, "1", "", "art_1", "", (table, note)),)))
    assert "<table><tbody><tr><td>a</td><td>&lt;b&gt;</td></tr></tbody></table>" in made
    assert '<aside class="text footnote" id="n" role="note"><p>&lt;Shih&gt;</p></aside>' in made


# The command


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "law.txt"
    path.write_text(LAW, encoding="utf-8")
    return path


def converted(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str, status: int = 0) -> tuple[bytes, str]:
    assert main(["convert", *arguments]) == status
    printed = capsysbinary.readouterr()
    return printed.out, printed.err.decode()


def test_every_format_is_written(law: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = read(law.read_bytes()).texts[0]
    akn, _ = converted(capsysbinary, str(law), "--to", "akn", "--date", "2025-06-01", "--number", "06/L-043")
    assert structure(from_akn(akn)) == structure(text)
    assert b"/akn/xk/bill/2025-06-01/06-l-043/sqi@2025-06-01" in akn
    out = tmp_path / "out.docx"
    said, _ = converted(capsysbinary, str(law), "--to", "docx", "--version-id", "v3", "--output", str(out))
    assert said.decode().startswith(str(out))
    assert embedded_identity(out.read_bytes()).version_id == "v3"
    assert structure(read(out.read_bytes()).texts[0]) == structure(text)
    assert converted(capsysbinary, str(law), "--to", "html")[0].startswith(b"<!doctype html>")
    assert structure(read(converted(capsysbinary, str(law), "--to", "text")[0]).texts[0]) == structure(text)
    assert set(json.loads(converted(capsysbinary, str(law), "--to", "json")[0])) == {"language", "nodes", "warnings"}
    path = tmp_path / "law.xml"
    path.write_bytes(akn)
    assert structure(read(path.read_bytes()).texts[0]) == structure(text)


def test_what_cannot_be_done_is_said(law: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert "--date" in converted(capsysbinary, str(law), "--to", "akn", status=2)[1]
    assert "holds: sq" in converted(capsysbinary, str(law), "--to", "text", "--language", "en", status=2)[1]
    two = tmp_path / "two.txt"
    two.write_text(TWO, encoding="utf-8")
    assert "--language: sq, sr" in converted(capsysbinary, str(two), "--to", "docx", status=2)[1]
    made, _ = converted(capsysbinary, str(two), "--to", "docx", "--language", "sr")
    assert read(made).texts[0].language == "sr"
    two.write_bytes(b"%PDF-1.7 nothing")
    assert converted(capsysbinary, str(two), "--to", "text", status=2)[0] == b""
