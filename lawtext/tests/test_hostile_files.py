"""Files made to cost time or memory without end are refused by name, or read, within 10 s of processor and 768 MiB."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lawtext.samples import CONTENT_TYPES, make_docx, pack
from lawtext.tests.test_container import parts
from lawtext.tests.test_conversion import compound, open_document, word_head
from lawtext.tests.test_docx import W, definition, docx, level, list_of, numbered, paragraph

ROOT = Path(__file__).parents[2]
DOCUMENT = "word/document.xml"


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_AS, (768 << 20, 768 << 20))


def child(data: bytes) -> tuple[int, str]:
    """The exit status and the code of the refusal ("" when the file was read) of a limited process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LAWTEXT_SOFFICE": "/nowhere/soffice"}
    made = subprocess.run(
        [sys.executable, "-m", "lawtext", "parse", "-", "--json"],
        input=data,
        capture_output=True,
        check=False,
        timeout=100,
        preexec_fn=limited,
        env=environment,
    )
    if made.returncode == 0:
        return 0, ""
    assert made.stdout, (made.returncode, made.stderr[-500:])
    return made.returncode, str(json.loads(made.stdout)["error"]["code"])


def with_document(body: str) -> bytes:
    return docx(body)


def entities() -> bytes:
    declared = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{declared}]><w:document {W}><w:body>&a9;</w:body></w:document>'
    return pack({**parts(), DOCUMENT: bomb})


def outside() -> bytes:
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {W}><w:body>&a;</w:body></w:document>'
    return pack({**parts(), DOCUMENT: text})


def nested_archive() -> bytes:
    """Twenty parts of 15 MiB, each just below the ratio that is refused by itself."""
    block = bytes(random.Random(5).randbytes(170_000)) + bytes(15 << 20)
    return pack({**parts(), **{f"word/media/{n}.bin": block for n in range(20)}})


def many_marks() -> bytes:
    chance = random.Random(1)
    return with_document("<w:p>" + "".join(f"<w:r w:a='{chance.randrange(9)}'/>" for _ in range(400_000)) + "</w:p>")


def deep(tag: str, depth: int) -> bytes:
    return with_document(f"<w:{tag}>" * depth + paragraph("x") + f"</w:{tag}>" * depth)


def deep_tables() -> bytes:
    return with_document("<w:tbl><w:tr><w:tc>" * 80 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 80)


def deep_boxes() -> bytes:
    return with_document(
        "<w:p><w:r><w:pict><w:txbxContent>" * 60 + paragraph("x") + "</w:txbxContent></w:pict></w:r></w:p>" * 60
    )


def long_labels() -> bytes:
    levels = definition(1, level(0, "x" * 900_000 + "%1"))
    return docx("".join(numbered("a", 1) for _ in range(3_000)), numbering=levels + list_of(1, 1))


def long_style_chain() -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(20_000)
    )
    body = "".join(paragraph(f"{n}", '<w:pStyle w:val="s0"/>') for n in range(5_000))
    return docx(body, styles=styles, numbering=definition(1, level(0, "%1")) + list_of(1, 1))


def many_links() -> bytes:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:numStyleLink w:val="L"/></w:abstractNum>' for n in range(2, 40_000)
    )
    nums = "".join(list_of(n, n) for n in range(1, 40_000))
    return docx(numbered("x", 1), numbering=definition(1, level(0, "%1.")) + lists + nums, styles=styles)


def deleted_ends() -> bytes:
    gone = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    chance = random.Random(3)
    return with_document(
        "".join(paragraph(f"{chance.random()} fjalë ", gone) for _ in range(30_000)) + paragraph("fund")
    )


def many_calls() -> bytes:
    return with_document(
        "<w:p>"
        + "".join(f"<w:r><w:t>{n**5} </w:t><w:footnoteReference w:id='{n}'/></w:r>" for n in range(60_000))
        + "</w:p>"
    )


def many_headers() -> bytes:
    head = f"<w:hdr {W}>{paragraph('k' * 50) * 4_000}</w:hdr>"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    one = f'<Relationship Id="h{{}}" Type="{office}/header" Target="header1.xml"/>'
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    links += "".join(one.format(n) for n in range(4_000)) + "</Relationships>"
    return pack({**parts(), "word/header1.xml": head, "word/_rels/document.xml.rels": links})


def link_search() -> bytes:
    return open_document(
        "<draw:image " + "a" * 2_000_000 + "/>" + "<text:a " + ' xlink:href="http://x"' * 100_000 + "/>"
    )


def rich_fields() -> bytes:
    return rb"{\rtf1" + rb"\fldinst" * 49_000 + b" " * 2_000_000 + rb"\template" * 200_000 + b"}"


def loops() -> bytes:
    data = bytearray(compound({"WordDocument": word_head() * 20}))
    data[512:1024] = b"\x01\x00\x00\x00" * 128
    return bytes(data)


def quine() -> bytes:
    """A zip within itself, many times: packed again and again."""
    held = make_docx(2, 40)
    for _ in range(5):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", CONTENT_TYPES)
            archive.writestr("word/media/inner.zip", held * 3)
        held = made.getvalue()
    return held


CASES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "entities": (entities, {"external_content"}),
    "outside": (outside, {"external_content"}),
    "nested archive": (nested_archive, {"expands_too_much"}),
    "many marks": (many_marks, {"expands_too_much", "too_complex", "no_text"}),
    "deep controls": (lambda: deep("sdt", 20_000), {"too_complex", "truncated"}),
    "deep insertions": (lambda: deep("ins", 240), {""}),
    "deep tables": (deep_tables, {"", "too_complex"}),
    "deep boxes": (deep_boxes, {"", "too_complex"}),
    "long labels": (long_labels, {"", "expands_too_much"}),
    "long style chain": (long_style_chain, {""}),
    "many links": (many_links, {""}),
    "deleted ends": (deleted_ends, {""}),
    "many calls": (many_calls, {"no_text", ""}),
    "many headers": (many_headers, {""}),
    "link search": (link_search, {"converter_missing"}),
    "rich fields": (rich_fields, {"converter_missing"}),
    "more rich fields": (lambda: rb"{\rtf1" + rb"\fldinst" * 500_000 + b"}", {"too_complex"}),
    "loops": (loops, {"truncated", "unsupported", "converter_missing"}),
    "quine": (quine, {"not_this_format"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_met_within_the_limits(name: str) -> None:
    make, codes = CASES[name]
    status, code = child(make())
    assert code in codes
    assert (status == 0) == (code == "")
