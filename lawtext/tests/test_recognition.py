"""Scanned pages are recognized where Tesseract is installed; spoiled labels are mended only where numbers agree."""

from __future__ import annotations

import io
import re

import pytest

from lawtext import Doubt, Line, Reading, Recognition, Unreadable, find_recognizer, from_dict, read, read_lines, to_dict
from lawtext.recognized import mend_labels
from lawtext.samples import make_lines
from lawtext.tests import pages

recognizer = find_recognizer()
needs_recognizer = pytest.mark.skipif(
    recognizer is None or not {"sqi", "srp", "srp_latn", "eng"} <= set(recognizer.languages),
    reason="tesseract with Albanian, Serbian and English data is not installed",
)
pdfs = pytest.importorskip("typst")


def lines_of(*texts: str) -> list[Line]:
    return [Line(at, "", text, fresh=False) for at, text in enumerate(texts)]


def mended(*texts: str) -> list[str]:
    return [line.text for line in mend_labels(lines_of(*texts))[0]]


@pytest.mark.parametrize(
    ("spoiled", "right"),
    [
        (("KAPITULLII", "Neni 1"), ["KAPITULLI I", "Neni 1"]),
        (("KAPITULLIT —", "Neni 1"), ["KAPITULLI I", "Neni 1"]),
        (("KREU I", "Neni 1", "KREU 11", "Neni 2"), ["KREU I", "Neni 1", "KREU II", "Neni 2"]),
        (("ПОГЛАВЉЕ 1", "Члан 1"), ["ПОГЛАВЉЕ I", "Члан 1"]),
        (("Neni l", "Neni 2", "Nenl 3"), ["Neni 1", "Neni 2", "Neni 3"]),
        (("Neni 9", "Neni lO", "Nenill"), ["Neni 9", "Neni 10", "Neni 11"]),
        (("Article 1", "Articie 2"), ["Article 1", "Article 2"]),
        (("Neni 4", "Neni 8", "Neni 6"), ["Neni 4", "Neni 5", "Neni 6"]),
        (("Neni 1", "l. Ky ligj", "2. Tjetër"), ["Neni 1", "1. Ky ligj", "2. Tjetër"]),
        (("Neni 1", "I. Ky ligj", "1.l. pika", "1.Z. pika"), ["Neni 1", "1. Ky ligj", "1.1. pika", "1.2. pika"]),
        (("Neni 1", "1. Ky ligj", "11. pika", "1,2. pika"), ["Neni 1", "1. Ky ligj", "1.1. pika", "1.2. pika"]),
        (("Члан 1", "1. Текст:", "а) прва", "6) друга"), ["Члан 1", "1. Текст:", "а) прва", "б) друга"]),
        (("Neni 1", "1. Lista:", "a) një:", "b) dy"), ["Neni 1", "1. Lista:", "a) një;", "b) dy"]),
        (("Neni 1", "a) një;", "b) dy,", "Neni 2", "Tre"), ["Neni 1", "a) një;", "b) dy;", "Neni 2", "Tre"]),
        (("Sipas Ligjit Nr. 087L-063",), ["Sipas Ligjit Nr. 08/L-063"]),
    ],
)
def test_spoiled_labels_are_mended_by_the_numbers_around_them(spoiled: tuple[str, ...], right: list[str]) -> None:
    assert mended(*spoiled) == right


@pytest.mark.parametrize(
    "texts",
    [
        ("Neni 1", "1. Ky ligj", "2. Tjetër:", "2.1. pika;", "2.2. pika"),
        ("I. DISPOZITA TË PËRGJITHSHME", "Neni 1", "Tekst"),
        ("Neni 5", "Ndryshimi", "Neni 57", "Titulli", "Neni 6"),
        ("Neni 1", "I emëruari paraqet kërkesën", "O njeri i mirë", "S. Berisha nënshkroi"),
        ("Neni 1", "1. Afati është", "30 ditë nga dita", "12.5 euro"),
        ("Neni 1", "a) një", "b) dy", "c) tre"),
        ("Neni 7, paragrafi 2 i Ligjit", "Nenit të parë"),
        ("Ne nivel lokal", "Nene të tjera"),
    ],
)
def test_what_may_be_right_is_left_alone(texts: tuple[str, ...]) -> None:
    assert mended(*texts) == list(texts)


def test_only_recognized_lines_are_mended() -> None:
    lines = lines_of("Neni 1", "l. Ky ligj", "Neni Z", "l. Tjetër")
    made, doubts = mend_labels(lines, {2, 3})
    assert [line.text for line in made] == ["Neni 1", "l. Ky ligj", "Neni 2", "1. Tjetër"]
    assert [(doubt.code, doubt.source) for doubt in doubts] == [
        ("number_repaired", (2, 2)),
        ("number_repaired", (3, 3)),
    ]
    assert doubts[0].message == "Recognized as “Z”, read as “2”."


def test_places_of_doubts_survive_json() -> None:
    text = read_lines(["Neni 1", "Tekst."])
    doubts = (Doubt("doubtful_word", "…", "art_1", (1, 1), (3, 70.5, 81.0, 20.0, 9.5)), Doubt("article_gap", "…"))
    reading = Reading((text,), "scan", doubts)
    values = to_dict(reading)
    assert values["reading_warnings"][0]["place"] == [3, 70.5, 81.0, 20.0, 9.5]
    assert "place" not in values["reading_warnings"][1]
    assert from_dict(values) == reading


def test_a_file_with_text_is_read_alike_with_and_without_recognition() -> None:
    data = pages.law_pdf(make_lines(4, 60))
    assert read(data, recognition=Recognition()) == read(data)


def test_without_the_recognizer_a_scan_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lawtext.recognition.shutil.which", lambda name: None)
    data = picture_of("Neni 1")
    for options in (None, Recognition()):
        with pytest.raises(Unreadable) as caught:
            read(data, recognition=options)
        assert caught.value.code == "no_text"


@needs_recognizer
def test_a_scan_in_albanian_becomes_a_law_with_doubtful_words_in_their_place() -> None:
    lines = make_lines(3, 60, "sq", seed=2)
    data, count = pages.scanned(pages.law_pdf(lines, header=""), 1)
    done: list[tuple[int, int]] = []
    reading = read(data, recognition=Recognition(progress=lambda at, of: done.append((at, of))))
    assert reading.format == "scan"
    assert done == [(at, count) for at in range(count + 1)]
    assert [doubt.code for doubt in reading.doubts] == ["recognized"]
    (text,) = reading.texts
    assert (text.language, text.script) == ("sq", "Latn")
    assert [article.number for article in text.articles()] == ["1", "2", "3"]
    numbers = [node.number for article in text.articles() for node in article.walk() if node.number]
    wanted = [re.sub(r"^Neni |[.)]$", "", line.label) for line in lines if line.level != "chapter" and line.label]
    assert numbers == wanted
    for doubt in text.doubts:
        if doubt.code == "doubtful_word":
            assert doubt.place is not None and text.find(doubt.node_id) is not None
            page, left, top, width, height = doubt.place
            assert 1 <= page <= count and 0 < left < left + width < 596 and 0 < top < top + height < 843


@needs_recognizer
def test_a_page_of_text_and_picture_keeps_its_text_and_gains_the_picture() -> None:
    import pikepdf

    held = pages.typeset("Neni 1\n\nQëllimi\n\n1. Ky ligj cakton rregullat e përgjithshme për komunat.", header="")
    document = pikepdf.open(io.BytesIO(held))
    scan = pikepdf.open(io.BytesIO(picture_of("Neni 2", "Zbatimi", "1. Ministria zbaton këtë ligj në tërësi.")))
    (image,) = scan.pages[0].get_images().values()
    name = document.pages[0].add_resource(document.copy_foreign(image), pikepdf.Name.XObject)
    document.pages[0].contents_add(f"q 500 0 0 250 40 100 cm {name} Do Q".encode())
    made = io.BytesIO()
    document.save(made)
    reading = read(made.getvalue(), recognition=Recognition())
    (text,) = reading.texts
    assert [(article.number, article.heading) for article in text.articles()] == [("1", "Qëllimi"), ("2", "Zbatimi")]
    assert text.articles()[0].full_text() == "Ky ligj cakton rregullat e përgjithshme për komunat."
    assert "recognized" in [doubt.code for doubt in reading.doubts]
    assert [article.number for article in read(made.getvalue()).texts[0].articles()] == ["1"]


@needs_recognizer
def test_more_scanned_pages_than_allowed_are_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read(picture_of("Neni 1"), recognition=Recognition(pages=0))
    assert (caught.value.code, caught.value.details) == ("too_complex", {"scanned_pages": 1, "limit": 0})


@needs_recognizer
def test_a_picture_by_itself_is_a_page() -> None:
    picture = io.BytesIO()
    image_of("Neni 1", "Qëllimi", "Ky ligj cakton rregullat e përgjithshme.").save(picture, "PNG")
    reading = read(picture.getvalue(), name="faqja.png", recognition=Recognition())
    assert reading.texts[0].articles()[0].heading == "Qëllimi"
    with pytest.raises(Unreadable) as caught:
        read(picture.getvalue())
    assert caught.value.code == "unsupported"


def image_of(*texts: str):
    import pypdfium2

    body = "#set page(width: 14cm, height: 7cm, margin: 1cm)\n#set text(size: 14pt)\n" + "\n\n".join(texts)
    return pypdfium2.PdfDocument(pdfs.compile(body.encode()))[0].render(scale=300 / 72, grayscale=True).to_pil()


def picture_of(*texts: str) -> bytes:
    held = io.BytesIO()
    image_of(*texts).save(held, "PDF", resolution=300)
    return held.getvalue()
