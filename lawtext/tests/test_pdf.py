"""PDF files with text give the structure of the page; scanned and locked ones say what they are."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import pytest

from lawtext import Text, Unreadable, read
from lawtext.samples import SampleLine, make_lines

typst = pytest.importorskip("typst")
pypdfium2 = pytest.importorskip("pypdfium2")

PAGE = (
    "#set page(width: 14cm, height: 17cm, header: [GAZETA E PROVËS], "
    "footer: context [Faqe #counter(page).display() / 9])\n"
)


def typeset(lines: Sequence[SampleLine], *, language: str = "sq", hyphenate: bool = False, columns: str = "") -> bytes:
    setting = f'#set text(size: 11pt, lang: "{language}", hyphenate: {str(hyphenate).lower()})\n'
    setting += f"#set par(justify: {str(hyphenate).lower()})\n"
    body = "\n\n".join("#par[#" + quoted(f"{line.label} {line.text}".strip()) + "]" for line in lines)
    return bytes(typst.compile((PAGE + setting + (columns or body)).encode()))


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def provisions(text: Text) -> list[tuple[str, str]]:
    return [(node.number, node.text) for article in text.articles() for node in article.walk() if node.text]


@pytest.mark.parametrize("hyphenate", [False, True])
@pytest.mark.parametrize("language", ["sq", "sr", "sr-cyrl", "en"])
def test_laws_come_back_from_print(language: str, hyphenate: bool) -> None:
    lines = make_lines(20, 120, language)
    (text,) = read(typeset(lines, language=language[:2], hyphenate=hyphenate)).texts
    wanted = [(line.label.rstrip(".)"), line.text) for line in lines if line.level in ("1", "2", "3", "letter")]
    found = provisions(text)
    exact = sum(each in found for each in wanted)
    assert exact >= 0.99 * len(wanted), [each for each in wanted if each not in found][:5]
    assert [article.number for article in text.articles()] == [str(number) for number in range(1, 21)]
    noise = {re.sub(r"\d+", "#", line.text) for line in text.lines if line.kept_as.startswith("noise:")}
    assert noise == {"GAZETA E PROVËS", "Faqe # / #"}


def test_real_hyphens_survive_the_end_of_a_line() -> None:
    sentence = "Organizata jo-qeveritare dhe këshilli ekonomiko-social bashkëpunojnë për zhvillimin e vendit. "
    lines = [
        SampleLine("article", "Neni 1", ""),
        SampleLine("title", "", "Titulli"),
        SampleLine("1", "1.", sentence * 12),
    ]
    (text,) = read(typeset(lines, hyphenate=True)).texts
    assert provisions(text) == [("1", (sentence * 12).strip())]


def test_three_columns_become_three_texts() -> None:
    editions = [make_lines(6, 90, language) for language in ("sq", "en", "sr")]
    columns = ", ".join(
        "[" + "\n\n".join("#par[#" + quoted(f"{line.label} {line.text}".strip()) + "]" for line in lines) + "]"
        for lines in editions
    )
    data = typeset([], columns=f"#grid(columns: (1fr, 1fr, 1fr), gutter: 8pt, {columns})")
    texts = {text.language: text for text in read(data).texts}
    assert set(texts) == {"sq", "en", "sr"}
    for language, lines in zip(("sq", "en", "sr"), editions, strict=True):
        assert [article.number for article in texts[language].articles()] == [str(number) for number in range(1, 7)]
        wanted = [(line.label.rstrip(".)"), line.text) for line in lines if line.level in ("1", "2", "3", "letter")]
        found = provisions(texts[language])
        assert sum(each in found for each in wanted) == len(wanted)


def test_a_scanned_file_says_that_it_has_no_text() -> None:
    with pytest.raises(Unreadable) as caught:
        read(bytes(typst.compile(b"#rect(width: 5cm, height: 5cm, fill: gray)")), name="scan.pdf")
    assert (caught.value.code, caught.value.details) == ("no_text", {"pages": 1})


def test_a_damaged_file_is_truncated() -> None:
    data = typeset(make_lines(3, 60))
    with pytest.raises(Unreadable) as caught:
        read(b"%PDF-1.7\n" + data[2000:2500], name="cut.pdf")
    assert caught.value.code == "truncated"


def test_a_locked_file_is_encrypted() -> None:
    with pytest.raises(Unreadable) as caught:
        read(LOCKED, name="locked.pdf")
    assert caught.value.code == "encrypted"


def test_more_pages_than_allowed_are_refused() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(1_001):
        document.new_page(100, 100)
    held = io.BytesIO()
    document.save(held)
    with pytest.raises(Unreadable) as caught:
        read(held.getvalue())
    assert caught.value.code == "too_complex"


def _locked() -> bytes:
    """A file whose password is not empty: the standard handler (RC4, 40 bit), with a user key nobody can guess."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /Filter /Standard /V 1 /R 2 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> /P -4 >>",
    ]
    made = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    identifier = b"<" + b"00" * 16 + b">"
    made += b"trailer << /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [" + identifier * 2 + b"] >>\n"
    return made + b"startxref\n%d\n%%%%EOF\n" % start


LOCKED = _locked()
