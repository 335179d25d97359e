"""Real acts give the structure that a reader of the printed page would give them (domain notes, section 10.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from lawtext import Kind, Reading, Text, read, read_lines, report

HERE = Path(__file__).parent / "data"
# The collection of texts lies beside the checkout, or beside the folder that holds it.
_BESIDE = [folder / "shared" / "data" / "laws" for folder in Path(__file__).resolve().parents[3:5]]
SHARED = next((folder for folder in _BESIDE if folder.is_dir()), _BESIDE[0])


def reading(name: str) -> Reading:
    for path in (HERE / name, SHARED / "excerpts" / name, SHARED / "full" / name):
        if path.exists():
            return read(path.read_bytes(), name=name)
    pytest.skip(f"{name} is not in this checkout")


def levels(text: Text) -> list[tuple[str, str]]:
    wanted = (Kind.PART, Kind.CHAPTER)
    return [(node.kind.value, node.number) for node in text.walk() if node.kind in wanted]


def numbers(text: Text) -> list[str]:
    return [article.number for article in text.articles()]


def below(text: Text, article: str) -> list[str]:
    found = text.find(article)
    assert found is not None, f"no {article}"
    return [node.number for node in found.walk()][1:]


EXPECTED = {
    "08-L-142_sq_amending-law.txt": ([], "1 2 3 4 5 6 7"),
    "06-L-043_sq_opening.txt": ([("chapter", "I")], "1 2 3"),
    "06-L-081_sq_opening.txt": ([("chapter", "I")], "1 2"),
    "03-L-212_sq_art-1-9.txt": ([("chapter", "I"), ("chapter", "II")], "1 2 3 4 5 6 7 8 9"),
    "03-L-215_sq_partial.txt": ([("chapter", "II"), ("chapter", "VII")], "2 3 4 5 8 21 22 23 24 25 26 27"),
    "03-L-064_sq_art-1-5.txt": ([], "1 2 3 4 5"),
    "03-L-145_sq_opening.txt": ([("chapter", "I")], "1 2 3"),
    "03-L-113_sq_opening.txt": ([("chapter", "I")], "1"),
    "04-L-042_sq_opening.txt": ([("part", "I"), ("chapter", "I")], "1"),
    "04-L-057_en_opening.txt": ([("chapter", "I")], "1 2"),
    "02-L-37_en_opening.txt": ([("part", "ONE")], "1"),
    "2003-12_en_opening.txt": ([("chapter", "I")], "1 2"),
    "LPP-neni-108A_sq_excerpt.txt": ([], "108/A"),
    "ferizaj-draft-kodi-etikes_sq_excerpt.txt": ([("chapter", "I")], "1 2 3 4 5"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_chapters_and_own_articles_are_found(name: str) -> None:
    (text,) = reading(name).texts
    assert levels(text) == EXPECTED[name][0]
    assert numbers(text) == EXPECTED[name][1].split()


def test_amending_act_keeps_quoted_articles_apart() -> None:
    (text,) = reading("08-L-142_sq_amending-law.txt").texts
    quoted = [node for node in text.walk() if node.kind is Kind.QUOTED]
    assert [(node.number, node.heading) for node in quoted] == [
        ("", ""), ("", ""), ("", ""), ("6", "Shkallët e tatimit"), ("57", "Paga Minimale")
    ]  # fmt: skip
    assert [node.number for node in quoted[0].walk()][1:] == ["3.1"]
    assert [node.number for node in quoted[3].walk()][1:] == ["1", "1.1", "1.2", "1.3"]
    assert text.find("art_6").heading == "Ndryshimi dhe plotësimi i Ligjit Nr. 03/L-212 të Punës"  # type: ignore[union-attr]
    assert text.nodes[-1].kind is Kind.CONCLUSIONS
    assert text.nodes[-1].text.startswith("Ligji Nr. 08/L-142")


def test_paragraph_cut_by_a_page_header_and_a_hyphen_is_whole() -> None:
    (text,) = reading("06-L-043_sq_opening.txt").texts
    assert below(text, "art_2") == ["1", "2", "2.1", "2.2", "2.3", "2.4"]
    assert below(text, "art_3") == ["1", "1.1", "1.2", "1.3", "1.4", "1.5"]
    assert "jo për-përfitim, i themeluar" in text.find("art_3__para_1__subpara_1.2").text  # type: ignore[union-attr]
    assert text.find("art_3__para_1__subpara_1.4").text.endswith("çregjistrim të OJQ-së;")  # type: ignore[union-attr]
    kinds = {line.kept_as for line in text.lines if line.kept_as.startswith("noise:")}
    assert kinds == {"noise:header", "noise:page_number"}


def test_open_paragraph_list_is_kept() -> None:
    (text,) = reading("06-L-081_sq_opening.txt").texts
    assert below(text, "art_2") == ["1", "2", "3", "4", "5"]


def test_labour_law_definitions_and_two_line_title() -> None:
    (text,) = reading("03-L-212_sq_art-1-9.txt").texts
    assert below(text, "art_3") == ["1", *(f"1.{number}" for number in range(1, 22))]
    heading = text.find("art_4").heading  # type: ignore[union-attr]
    assert heading.endswith("Aktit të Brendshëm të Punëdhënësit dhe Kontratës së Punës")
    assert all(not node.heading for node in text.walk() if node.kind is Kind.CHAPTER)
    assert below(text, "art_7") == ["1", "2", "3", "4", "5"]


def test_points_of_third_depth() -> None:
    (text,) = reading("03-L-215_sq_partial.txt").texts
    under = text.find("art_3__para_1__subpara_1.1")
    assert under is not None
    assert [child.number for child in under.children] == [f"1.1.{number}" for number in range(1, 7)]
    assert "article_gap" in {doubt.code for doubt in text.doubts}


def test_pages_and_paragraphs_in_one_file() -> None:
    (text,) = reading("03-L-215_sq_partial.txt").texts
    assert below(text, "art_22") == ["1", "2"]
    assert text.find("art_22__para_2").text.endswith("Qeveria e Republikës së Kosovës.")  # type: ignore[union-attr]
    # What the excerpt leaves out is what the report names, and nothing else.
    assert set(report(text).reasons) == {"number_jump", "article_gap"}


@pytest.mark.parametrize(
    "name", [name for name in EXPECTED if name[:8] in ("02-L-37_", "03-L-064", "03-L-212", "06-L-043", "04-L-057")]
)
def test_the_report_has_no_doubt_about_clean_acts(name: str) -> None:
    (text,) = reading(name).texts
    assert report(text).places == ()


def test_old_numbers_that_begin_with_the_article() -> None:
    (text,) = reading("03-L-064_sq_art-1-5.txt").texts
    assert below(text, "art_2") == ["2.1", *"abcdefghijk"]
    assert [text.find(f"art_{number}").heading for number in (3, 4)] == ["", ""]  # type: ignore[union-attr]
    assert text.find("art_5").heading == "Komisioni Republikan i Festave"  # type: ignore[union-attr]
    assert text.find("art_3__para_3.1").kind is Kind.PARAGRAPH  # type: ignore[union-attr]


def test_english_lists_with_roman_numbers() -> None:
    (text,) = reading("02-L-37_en_opening.txt").texts
    assert below(text, "art_1") == ["1.1", "i", "ii"]
    assert text.find("art_1").heading == ""  # type: ignore[union-attr]
    (text,) = reading("2003-12_en_opening.txt").texts
    assert below(text, "art_1") == ["", "a", "i", "ii", "iii", "iv", "b", "c"]
    third = next(node for node in text.walk() if node.number == "iii")
    assert third.text.endswith("under Chapter 11 of UNMIK Regulation No. 2001/9 (Constitutional Framework);")


def test_damaged_automatic_numbers_are_counted_and_marked() -> None:
    (text,) = reading("LPP-neni-108A_sq_excerpt.txt").texts
    article = text.find("art_108-A")
    assert article is not None
    assert [child.number for child in article.children] == ["1", "2", "3"]
    assert [child.number for child in article.children[2].children] == ["3.1", "3.2"]
    assert [child.note for child in article.children] == ["", "renumbered", "renumbered"]


def test_repeated_first_paragraph_in_a_municipal_draft() -> None:
    (text,) = reading("ferizaj-draft-kodi-etikes_sq_excerpt.txt").texts
    assert below(text, "art_5") == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("QRK-05-2016_trilingual_opening.txt", ["sq", "en", "sr"]),
        ("MAPL-06-2018_trilingual_opening.txt", ["sq", "sr", "en"]),
    ],
)
def test_three_columns_become_three_texts(name: str, languages: list[str]) -> None:
    texts = reading(name).texts
    assert [text.language for text in texts] == languages
    assert levels(texts[0]) == [("chapter", "I")]
    assert numbers(texts[0]) == ["1"]
    assert texts[0].find("chp_I").heading == "DISPOZITAT E PËRGJITHSHME"  # type: ignore[union-attr]


def test_single_articles_with_noise_of_text_recognition() -> None:
    import json

    path = SHARED / "excerpts" / "article-samples_sq_ocr.json"
    if not path.exists():
        pytest.skip("the samples are not in this checkout")
    found = 0
    samples = json.loads(path.read_text(encoding="utf-8"))
    for sample in samples:
        (text,) = read(sample["text"].encode()).texts
        found += len(text.articles()) >= 1
    assert found == len(samples)


def test_headings_in_capitals_without_a_number_are_chapters() -> None:
    text = read_lines(
        [
            "Neni 1",
            "Qëllimi",
            "Teksti i nenit.",
            "",
            "DISPOZITAT KALIMTARE",
            "",
            "Neni 2",
            "Hyrja në fuqi",
            "Ky ligj hyn në fuqi.",
        ]
    )
    assert [(node.kind.value, node.heading) for node in text.nodes] == [
        ("article", "Qëllimi"), ("chapter", "DISPOZITAT KALIMTARE")
    ]  # fmt: skip
    assert [doubt.code for doubt in text.doubts] == ["unnumbered_heading"]


def test_a_table_of_contents_typed_by_hand_is_noise() -> None:
    lines = [
        "Neni 1 Qëllimi\t3",
        "Neni 2 Fundi ............ 4",
        "Neni 1",
        "Qëllimi",
        "Teksti.",
        "Neni 2",
        "Fundi",
        "Teksti.",
    ]
    text = read_lines(lines)
    assert numbers(text) == ["1", "2"]
    assert [line.kept_as for line in text.lines][:2] == ["noise:contents"] * 2


def test_titles_before_numbers_in_brackets_and_on_the_same_line() -> None:
    text = read_lines(["Objekti i trashëgimit", "", "Neni 2", "", "Mund të trashëgohen sendet dhe të drejtat."])
    assert text.articles()[0].heading == "Objekti i trashëgimit"
    text = read_lines(
        ["Neni 24", "[Barazia para Ligjit]", "1. Të gjithë janë të barabartë.", "Neni 25 – Privatësia", "1. Teksti."]
    )
    assert [article.heading for article in text.articles()] == ["[Barazia para Ligjit]", "Privatësia"]


def test_references_at_the_start_of_a_line_are_not_headings() -> None:
    lines = ["Neni 1", "Titulli", "1. Sipas dispozitave të nenit", "5. të këtij ligji, organi vepron në pajtim me"]
    lines += ["Neni 7, paragrafi 2 i Ligjit Nr. 04/L-092 dhe", "Neni 16A i Kushtetutës."]
    text = read_lines(lines)
    assert numbers(text) == ["1"]
    assert below(text, "art_1") == ["1"]


def test_annexes_and_signatures_end_the_articles() -> None:
    lines = [
        "Neni 1",
        "Hyrja në fuqi",
        "Ky ligj hyn në fuqi.",
        "",
        "Ligji Nr. 08/L-001",
        "12 maj 2023",
        "Kryetari i Kuvendit",
    ]
    lines += ["", "SHTOJCA 1", "FORMULARI", "", "Neni 1", "Plotësimi", "Formulari plotësohet."]
    text = read_lines(lines)
    assert [(node.kind.value, node.id) for node in text.nodes] == [
        ("article", "art_1"), ("conclusions", "conclusions"), ("annex", "annex_1")
    ]  # fmt: skip
    assert text.find("annex_1__art_1") is not None


@pytest.mark.parametrize(
    ("line", "number", "heading"),
    [
        ("Neni 1", "1", ""),
        ("NENI 12.", "12", ""),
        ("Neni 16A", "16A", ""),
        ("Neni 108/A", "108/A", ""),
        ("Neni 2 Fushëveprimi", "2", "Fushëveprimi"),
        ("Neni 4 E drejta e qasjes", "4", "E drejta e qasjes"),
        ("Neni 3 – Parimet", "3", "Parimet"),
        ("Neni\u00a05", "5", ""),
        ("Član 2a.", "2a", ""),
        ("Član 1 Domet aktivnosti", "1", "Domet aktivnosti"),
        ("ЧЛАН 7", "7", ""),
        ("Article 5a Scope", "5a", "Scope"),
        ("Section 1", "1", ""),
        ("§ 12 Rechtsgrundlage", "12", "Rechtsgrundlage"),
        ("## Neni 9", "9", ""),
    ],
)
def test_forms_of_article_headings(line: str, number: str, heading: str) -> None:
    (article,) = read_lines([line, "1. Teksti i paragrafit."]).articles()
    assert (article.number, article.heading) == (number, heading)
    assert article.id == f"art_{number.replace('/', '-')}"


@pytest.mark.parametrize(
    "line",
    [
        "Neni 7, paragrafi 2 i Ligjit Nr. 04/L-092",
        "Neni 6 i Ligjit Nr. 05/L-028 ndryshohet",
        "nenit 65 të Kushtetutës",
        "Član 7. stav 2. Zakona primenjuje se",
        "Article 5 of this Law applies",
        "Kapitulli XII i Kushtetutës",
    ],
)
def test_references_are_not_headings(line: str) -> None:
    assert read_lines([line]).articles() == []
    assert not [node for node in read_lines([line]).walk() if node.kind is Kind.CHAPTER]
