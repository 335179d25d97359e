"""Files that need another program before they can be read: .doc, .odt, .rtf, and scans; through the form of intake."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.actions import content_of
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests import samples
from civikos.registers.legislation import reading
from civikos.registers.legislation.models import Expression

ClientAs = Callable[[Actor], Client]
NEW = "/en/consultations/new/"
recognizer = lawtext.find_recognizer()
needs_converter = pytest.mark.skipif(not lawtext.converter(), reason="LibreOffice is not installed")
needs_recognizer = pytest.mark.skipif(
    recognizer is None or "sqi" not in recognizer.languages, reason="tesseract with Albanian is not installed"
)


def rtf(text: str) -> bytes:
    """A text as Rich Text, letters beyond ASCII by their numbers."""
    letters = "".join(each if ord(each) < 128 else f"\\u{ord(each)}?" for each in text)
    return ("{\\rtf1\\ansi " + letters.replace("\n", "\\par\n") + "}").encode("ascii")


def converted(tmp_path: Path, ending: str) -> bytes:
    """The same as LibreOffice writes it."""
    source = tmp_path / "projekti.rtf"
    source.write_bytes(rtf(samples.ALBANIAN))
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [lawtext.converter(), home, "--headless", "--convert-to", ending, "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (tmp_path / f"projekti.{ending}").read_bytes()


def send(officer: Client, filled: dict[str, Any], name: str, data: bytes) -> Any:
    return officer.post(NEW, {**filled, "texts": SimpleUploadedFile(name, data)})


def assert_taken(officer: Client, answer: Any, name: str, data: bytes, sentence: str) -> None:
    assert answer.status_code == 302, answer.content.decode()
    expression = Expression.objects.select_related("file").get()
    assert expression.file is not None
    assert (expression.file.name, content_of(expression.file)) == (name, data), "the original is the source"
    page = officer.get(answer["Location"]).content.decode()
    assert sentence in page
    assert "Neni 3" in page


@needs_converter
@pytest.mark.parametrize("ending", ["doc", "odt", "rtf"])
def test_what_word_did_not_write_is_converted_and_kept_as_it_came(
    officer: Client, filled: dict[str, Any], tmp_path: Path, ending: str
) -> None:
    data = rtf(samples.ALBANIAN) if ending == "rtf" else converted(tmp_path, ending)
    answer = send(officer, filled, f"projekti.{ending}", data)
    assert_taken(officer, answer, f"projekti.{ending}", data, "The file was converted to Word before it was read")


def test_without_the_converter_the_page_says_what_to_do_and_loses_nothing(
    officer: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(arguments: list[str], stdin: bytes, limits: Any = None) -> bytes:
        raise reading.ChildFailed("exit:2", b'{"error": {"code": "converter_missing", "details": {}}}')

    monkeypatch.setattr(reading, "run_limited", missing)
    answer = send(officer, filled, "projekti.rtf", rtf(samples.ALBANIAN))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "the program for that is not installed here" in page
    assert "Fjala që nuk guxon të humbet." in page
    assert not Consultation.objects.exists()


def scan() -> bytes:
    """A picture of a page in a PDF, as a scanner makes it."""
    typst, pdfium = pytest.importorskip("typst"), pytest.importorskip("pypdfium2")
    words = "\n\n".join(f"#par[{line}]" for line in samples.ALBANIAN.splitlines() if line)
    page = pdfium.PdfDocument(bytes(typst.compile(f"#set page(width: 21cm, height: 29.7cm)\n{words}".encode())))[0]
    held = io.BytesIO()
    page.render(scale=200 / 72, grayscale=True).to_pil().save(held, "PDF", resolution=200)
    return held.getvalue()


@needs_recognizer
def test_a_scan_is_recognized_once_and_its_doubtful_words_name_their_page(
    officer: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = scan()
    assert "some seconds a page" in officer.get(NEW).content.decode()
    first = send(officer, {**filled, "title_sq": "", "register": ""}, "skanim.pdf", data)
    assert first.status_code in {200, 422}
    monkeypatch.setattr(reading, "run_limited", lambda *_: pytest.fail("the same pages are not recognized twice"))
    answer = send(officer, filled, "skanim.pdf", data)
    assert answer.status_code == 302, answer.content.decode()
    expression = Expression.objects.get()
    assert {line["page"] for line in expression.lines} == {1}
    page = officer.get(answer["Location"]).content.decode()
    assert "These pages were recognized from a scan" in page
    for doubt in expression.doubts:
        if doubt["code"] == "doubtful_word":
            assert doubt["word"]
            assert doubt["box"][0] == 1


@pytest.mark.parametrize(
    ("fall", "sentence"),
    [
        (("time", b""), "too long to be recognized here at once"),
        (("exit:2", b'{"error": {"code": "too_complex", "details": {}}}'), "40 pages are read"),
    ],
)
def test_a_scan_beyond_the_limits_gets_a_sentence_and_loses_nothing(
    officer: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch, fall: tuple[str, bytes], sentence: str
) -> None:
    def limited(arguments: list[str], stdin: bytes, limits: Any = None) -> bytes:
        if "--recognize" in arguments:
            raise reading.ChildFailed(*fall)
        raise reading.ChildFailed("exit:2", b'{"error": {"code": "no_text", "details": {}}}')

    monkeypatch.setattr(reading, "run_limited", limited)
    monkeypatch.setattr(reading.lawtext, "find_recognizer", lambda: object(), raising=False)
    answer = send(officer, filled, "skanim.pdf", b"%PDF-1.7 pictures")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Fjala që nuk guxon të humbet." in page


def test_without_a_recognizer_the_page_says_so_beforehand(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.lawtext, "find_recognizer", lambda: None, raising=False)
    assert "A scan cannot be read here" in officer.get(NEW).content.decode()
