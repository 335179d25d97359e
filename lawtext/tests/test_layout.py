"""Where words stand on a page decides in which order they are read and what is not text of the act."""

from __future__ import annotations

import re

import pytest

from lawtext import Kind, Text, read
from lawtext.samples import SampleLine, make_lines
from lawtext.tests import pages

pytest.importorskip("typst")

SEED = 3
LAWS = {language: make_lines(5, 70, language, seed=SEED) for language in ("sq", "sr", "sr-cyrl", "en")}


def wanted(lines: list[SampleLine]) -> list[tuple[str, str]]:
    return [(line.label.rstrip(".)"), line.text) for line in lines if line.level in ("1", "2", "3", "letter")]


def provisions(text: Text) -> list[tuple[str, str]]:
    """Numbered provisions in reading order; notes and unnumbered text are not among them."""
    return [
        (node.number, node.text) for article in text.articles() for node in article.walk() if node.number and node.text
    ]


def noise(text: Text, why: str) -> list[str]:
    return [line.text for line in text.lines if line.kept_as == f"noise:{why}"]


def is_whole(text: Text, lines: list[SampleLine]) -> None:
    assert provisions(text) == wanted(lines)
    assert [article.number for article in text.articles()] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("language", ["sq", "sr-cyrl"])
def test_two_columns_of_one_language_are_read_one_after_the_other(language: str) -> None:
    data = pages.law_pdf(LAWS[language], language=language, page="columns: 2", size="10pt", height="15cm")
    (text,) = read(data).texts
    is_whole(text, LAWS[language])
    assert {line.column for line in text.lines if not line.kept_as.startswith("noise:")} >= {1, 2}


@pytest.mark.parametrize("order", ["sq en sr", "en sr sq", "sr sq en", "sq sr-cyrl en"])
def test_three_columns_in_any_order_become_three_texts(order: str) -> None:
    editions = {language: LAWS[language] for language in order.split()}
    reading = read(pages.typeset(pages.in_columns(editions.values()), size="9pt", height="20cm"))
    assert [(text.language, text.script) for text in reading.texts] == [pages.tongue(each) for each in editions]
    for text, lines in zip(reading.texts, editions.values(), strict=True):
        is_whole(text, lines)


def test_columns_drawn_row_by_row_are_put_in_order() -> None:
    # Each provision stands beside its translation, as in a table without rules; the file draws row after row.
    editions = [
        [
            SampleLine("article", f"{word} {number}", "") if part == "heading" else SampleLine("1", f"{part}.", text)
            for number in range(1, 9)
            for part in ("heading", "1", "2")
        ]
        for word, text in (
            ("Neni", "Organizata e shoqërisë civile paraqet kërkesën në ministrinë përkatëse sipas këtij ligji."),
            ("Article", "The civil society organization submits the request to the relevant ministry under this law."),
        )
    ]
    reading = read(pages.typeset(pages.in_rows(editions), size="10pt", height="16cm"))
    assert [text.language for text in reading.texts] == ["sq", "en"]
    for text, lines in zip(reading.texts, editions, strict=True):
        assert provisions(text) == wanted(lines)


def test_running_headers_and_page_numbers_are_kept_as_noise() -> None:
    data = pages.law_pdf(LAWS["sq"], height="12cm")
    (text,) = read(data).texts
    count = max(line.page for line in text.lines)
    assert count >= 3
    assert noise(text, "header") == [pages.HEADER] * count
    assert noise(text, "footer") == [f"Faqe {number} / 99" for number in range(1, count + 1)]


def test_what_recurs_at_another_height_is_no_header() -> None:
    # Negative control: the same words on every page, but in the middle of the text.
    body = "\n#pagebreak()\n".join(
        f"#v({drop}cm)\nNeni {number}\n\nDispozita e njëjtë.\n\n#v(2cm)\n1. Tekst {number}."
        for number, drop in enumerate((0, 2, 5), 1)
    )
    (text,) = read(pages.typeset(body, header="", height="14cm")).texts
    assert not noise(text, "header") + noise(text, "footer")
    assert [article.heading for article in text.articles()] == ["Dispozita e njëjtë."] * 3 or len(text.articles()) == 3


def test_one_article_to_a_page_keeps_its_headings() -> None:
    body = "\n#pagebreak()\n".join(
        f"Neni {number}\n\nTitulli\n\n1. Teksti i nenit {number}, i cili flet për gjëra të ndryshme."
        for number in range(1, 6)
    )
    (text,) = read(pages.typeset(body, header="", height="8cm")).texts
    assert [article.number for article in text.articles()] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("page", ["", "columns: 2"])
def test_line_numbers_of_the_margin_are_set_aside(page: str) -> None:
    data = pages.law_pdf(LAWS["en"], language="en", page=page, setting='#set par.line(numbering: "1")')
    (text,) = read(data).texts
    is_whole(text, LAWS["en"])
    numbers = [int(number) for number in noise(text, "margin")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) > 50


def test_a_column_of_figures_is_not_the_margin() -> None:
    # Negative control: the same growing numbers, but as the first column of a table.
    rows = ", ".join(f"[{number}], [Taksa e komunës numër {number}], [{number * 7}]" for number in range(1, 9))
    body = f"Neni 1\n\nTaksat\n\n1. Taksat janë:\n\n#table(columns: 3, [Nr.], [Emri], [Euro], {rows})\n\n2. Paguhen në bankë."
    (text,) = read(pages.typeset(body, header="")).texts
    assert not noise(text, "margin")
    (table,) = [node for node in text.walk() if node.kind is Kind.TABLE]
    assert table.text.split("\n")[3] == "3\tTaksa e komunës numër 3\t21"
    assert [number for number, _ in provisions(text)] == ["1", "2"]


@pytest.mark.parametrize("page", ["", "columns: 2"])
def test_footnotes_are_set_apart_and_their_calls_known(page: str) -> None:
    data = pages.typeset(pages.footnoted(LAWS["sq"]), page=page, height="17cm", size="10pt")
    (text,) = read(data).texts
    is_whole(text, LAWS["sq"])
    notes = [node.text for node in text.walk() if node.note == "footnote"]
    calls = re.findall("[⁰¹²³⁴-⁹]+", "\n".join(line.text for line in text.lines))
    assert len(notes) == len(calls) >= 2
    assert [note.split()[0] for note in notes] == [str(number) for number in range(1, len(notes) + 1)]
    assert all(note.endswith("që pasuan.") for note in notes)
    assert text.title.endswith("SHPIKUR)")


def test_small_type_without_a_figure_is_no_footnote() -> None:
    body = "Neni 1\n\nTitulli\n\n1. Teksti i parë i nenit.\n\n2. Teksti i dytë.\n\n3. Teksti i tretë.\n\n#text(size: 7pt)[Tekst i vogël pa numër.]"
    (text,) = read(pages.typeset(body, header="", height="12cm")).texts
    assert not [node for node in text.walk() if node.note == "footnote"]
    assert "Tekst i vogël pa numër." in "\n".join(node.text for node in text.walk())


def test_pages_lying_on_their_side_are_turned() -> None:
    pytest.importorskip("pikepdf")
    data = pages.turned(pages.law_pdf(LAWS["sq"], height="15cm"))
    (text,) = read(data).texts
    is_whole(text, LAWS["sq"])


@pytest.mark.parametrize(
    "sentence",
    [
        "Organizata jo për-përfitim dhe organizata tjetër jo për-përfitim e qytetit të Prishtinës bashkëpunojnë. ",
        "Ligji Nr. 08/L-063 dhe Ligji Nr. 06/L-043 zbatohen nga këshilli ekonomiko-social i vendit tonë. ",
    ],
)
def test_real_hyphens_stay_and_broken_words_are_mended(sentence: str) -> None:
    # The sentence wraps at many places, so that each of its hyphens meets the end of a line somewhere.
    for width in ("7.1cm", "8.3cm", "9.2cm"):
        body = f"Neni 1\n\nTitulli\n\n1. Fjalët përfitim, për dhe ekonomiko-social. {sentence * 12}".rstrip()
        (text,) = read(pages.typeset(body, header="", width=width, height="40cm")).texts
        assert text.articles()[0].full_text().count(sentence.strip()) == 12


def test_every_character_is_kept() -> None:
    data = pages.typeset(pages.footnoted(LAWS["sq"]), page="columns: 2", height="17cm", size="10pt")
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    printed = "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    held = "".join(line.text for text in read(data).texts for line in text.lines)
    plain = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    letters = sorted(re.sub(r"[\s\ufffe\x02\xad-]", "", printed))
    assert letters == sorted(re.sub(r"[\s-]", "", held.translate(plain)))


def test_footnotes_of_a_text_file_are_known_by_their_calls() -> None:
    body = "STANDARDET NË\nKOMUNA1\n\nEXAMINATION2\n\n1 Udhëzim Administrativ i nënshkruar\nnë dhjetor\n2 Administrative act signed\n\nNeni 1\nTitulli\n\nTekst."
    (text,) = read(body.encode()).texts
    assert {"KOMUNA¹", "EXAMINATION²"} <= {line.text for line in text.lines}
    assert [line.text for line in text.lines if line.role == "footnote"] == [
        "1 Udhëzim Administrativ i nënshkruar",
        "në dhjetor",
        "2 Administrative act signed",
    ]


def test_a_figure_without_a_note_is_not_a_call() -> None:
    (text,) = read("FORMULARI NR1\n\n2 Shtator është dita\n\nNeni 1\n\nTekst.".encode()).texts
    assert text.lines[0].text == "FORMULARI NR1"
    assert not any(line.role for line in text.lines)
