"""Lines become the tree that their author meant, in every layout and habit; nothing is lost and nothing is raised."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lawtext import Kind, Line, Text, read, read_lines, report
from lawtext.samples import make_lines
from lawtext.tests.drafts import LANGUAGES, expected, found
from lawtext.tests.layouts import LAYOUTS, all_habits, make_file
from lawtext.tests.test_properties import assert_nothing_lost

SEED = 5
DRAFTS = 80


def numbers(text: Text) -> list[str]:
    return [article.number for article in text.articles()]


def test_drafts_in_all_layouts_are_read_as_they_were_meant() -> None:
    right = total = 0
    cells: Counter[tuple[str, str]] = Counter()
    for habits in all_habits(DRAFTS, SEED):
        draft, data = make_file(habits)
        text = max(read(data).texts, key=lambda text: len(text.articles()))
        wanted = expected(draft)
        right += (wanted & found(text)).total()
        total += wanted.total()
        cells[habits.layout, habits.language] += 1
        assert_nothing_lost(list(text.lines), text)
    assert len(cells) == len(LAYOUTS) * len(LANGUAGES), "a cell has no draft"
    assert total > 5_000
    assert right >= 0.995 * total, f"{right} of {total}"


def test_the_measure_sees_a_reader_that_is_wrong() -> None:
    """Control: with one heading in ten taken for text the same measure falls well below the promise."""
    right = total = 0
    for habits in all_habits(18, SEED):
        if habits.layout.startswith("docx"):
            continue
        draft, data = make_file(habits)
        lines = [f"x {line}" if at % 10 == 0 else line for at, line in enumerate(data.decode().split("\n"))]
        wanted = expected(draft)
        right += (wanted & found(read_lines(lines))).total()
        total += wanted.total()
    assert right < 0.95 * total


def damaged(lines: list[str], chance: random.Random) -> list[str]:
    """Lines dropped, doubled, shuffled, cut, joined, and noise between them."""
    made: list[str] = []
    for line in lines:
        how = chance.random()
        if how < 0.04:
            continue
        if how < 0.08:
            made += [line, line]
        elif how < 0.12:
            made += [line[: len(line) // 2], line[len(line) // 2 :]]
        elif how < 0.15 and made:
            made[-1] += line
        elif how < 0.18:
            made.insert(chance.randrange(len(made) + 1), line)
        elif how < 0.20:
            made += ["".join(chance.choice("§.()1aIЁ“ \t-") for _ in range(12)), line]
        else:
            made.append(line)
    return made


@pytest.mark.parametrize("seed", range(4))
def test_damage_of_any_kind_raises_nothing_and_loses_nothing(seed: int) -> None:
    chance = random.Random(f"damage {seed}")
    for habits in all_habits(36, SEED + seed):
        if habits.layout.startswith("docx"):
            continue
        _, data = make_file(habits)
        lines = damaged(data.decode().split("\n"), chance)
        text = read_lines(lines)
        assert_nothing_lost(list(text.lines), text)
        assert letters(lines) == letters([line.text for line in text.lines])
        made = report(text)
        assert 0 < made.confidence <= 1
        assert all(text.find(place.node_id) for place in made.places if place.node_id)


def letters(lines: list[str]) -> str:
    return "".join(re.sub(r"\s", "", line.replace("\u00ad", "")) for line in lines)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_lines_of_word_files_in_any_order_are_kept(chance: random.Random, fresh: bool, paged: bool) -> None:
    drawn = make_lines(3, 60, chance.choice(["sq", "sr", "sr-cyrl", "en"]), chance.randrange(100))
    chance.shuffle(drawn)
    lines = [
        Line(at, line.label, line.text, "", fresh, chance.choice(["", "", "", "footnote", "textbox"]))
        for at, line in enumerate(drawn)
    ]
    text = read_lines(lines, paged=paged)
    assert [replace(line, kept_as="") for line in text.lines] == lines
    assert_nothing_lost(lines, text)


# Habits one by one


@pytest.mark.parametrize(
    ("line", "number", "heading"),
    [
        ("N e n i 5", "5", ""),
        ("Č l a n 5.", "5", ""),
        ("Ч л а н 5 Сврха", "5", "Сврха"),
        ("Član 5. - Svrha", "5", "Svrha"),
        ("Neni 5 - E drejta e qasjes", "5", "E drejta e qasjes"),
        ("Neni 16-A", "16-A", ""),
        ("Neni 16А", "16A", ""),
        ("Neni l2", "12", ""),
        ("Neni 1O Afatet", "10", "Afatet"),
        ("Article II/A", "11/A", ""),
    ],
)
def test_more_forms_of_article_headings(line: str, number: str, heading: str) -> None:
    (article,) = read_lines([line, "1. Teksti i paragrafit."]).articles()
    assert (article.number, article.heading) == (number, heading)


def test_damaged_numbers_are_mended_by_what_follows_and_marked() -> None:
    text = read_lines(
        ["Neni 1", "Teksti.", "Neni II", "Teksti.", *[x for n in range(3, 11) for x in (f"Neni {n}", "T.")]]
    )
    assert numbers(text) == [str(number) for number in range(1, 11)]
    text = read_lines([*[x for n in range(1, 11) for x in (f"Neni {n}", "T.")], "Neni II", "Teksti."])
    assert numbers(text)[-1] == "11"
    assert [doubt.code for doubt in text.doubts] == ["damaged_number"]


@pytest.mark.parametrize(
    "line",
    [
        "Član 6 Zakona br. 05/L-028 primenjuje nadležni organ.",
        "Члан 6 Закона бр. 05/L-028 примењује надлежни орган.",
        "Neni I i Kushtetutës zbatohet.",
    ],
)
def test_more_references_that_are_not_headings(line: str) -> None:
    assert read_lines(["Neni 5", "Titulli", "Teksti.", "", line]).articles()[0].number == "5"
    assert len(read_lines(["Neni 5", "Titulli", "Teksti.", "", line]).articles()) == 1


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("KAPITULLI 2", "2"), ("K R E U II", "II"), ("PJESA E DYTË", "E DYTË"), ("PJESA E DYTE", "E DYTE"),
        ("DEO ČETVRTI", "ČETVRTI"), ("DEO CETVRTI", "CETVRTI"), ("PART TWO", "TWO"), ("NËN-KAPITULLI I", "I"),
        ("PJESA E DYTЁ", "E DYTË"),
    ],
)  # fmt: skip
def test_forms_of_headings_above_articles(line: str, number: str) -> None:
    text = read_lines([line, "DISPOZITAT", "Neni 1", "Titulli", "Teksti."])
    assert (text.nodes[0].number, text.nodes[0].heading) == (number, "DISPOZITAT")
    assert numbers(text) == ["1"]


def test_sections_are_articles_unless_articles_stand_in_them() -> None:
    unmik = ["Section 1", "Purpose", "Text.", "Section 2", "Scope", "Text.", "ANNEX 1", "Article 1", "Form", "Text."]
    assert numbers(read_lines(unmik)) == ["1", "2", "1"]
    code = [
        "Section 1",
        "General",
        "Article 1",
        "Purpose",
        "Text.",
        "Section 2",
        "Other",
        "Article 2",
        "Scope",
        "Text.",
    ]
    assert [node.kind for node in read_lines(code).nodes] == [Kind.SECTION, Kind.SECTION]


def test_titles_before_numbers_are_known_without_blank_lines() -> None:
    lines = []
    for number, title in enumerate(("Objekti", "Trashëgimtarët", "Pasuria", "Hapja"), start=1):
        lines += [title, f"Neni {number}", "Mund të trashëgohen sendet dhe të drejtat.", "Askush nuk përjashtohet."]
    text = read_lines(lines)
    assert [article.heading for article in text.articles()] == ["Objekti", "Trashëgimtarët", "Pasuria", "Hapja"]
    assert all(len(article.children) == 2 for article in text.articles())


def test_letters_go_on_through_alphabets_with_digraphs() -> None:
    alphabets = [
        "a b c ç d dh e ë f g gj h i j",
        "a b v g d đ e ž z i j k lj",
        "а б в г д ђ е ж з и ј к",
        "a b c d e f g h i j",
    ]
    for alphabet in alphabets:
        letters = alphabet.split()
        lines = ["Neni 1", "Titulli", "Organi përgjegjës:", *[f"{letter}) harton udhëzime;" for letter in letters]]
        (article,) = read_lines(lines).articles()
        assert [child.number for child in article.children[0].children] == letters, alphabet


def test_several_annexes_have_ids_of_their_own() -> None:
    lines = ["Neni 1", "Qëllimi", "Teksti i nenit.", "Neni 2", "Hyrja në fuqi", "Ky ligj hyn në fuqi."]
    for number in (1, 2):
        lines += [f"SHTOJCA {number}", "FORMULARI", "Neni 1", "Plotësimi", "Teksti.", "Neni 2", "Dorëzimi", "Teksti."]
    lines += ["SHTOJCA 3", "TARIFAT", "1. Tarifa e parë.", "2. Tarifa e dytë.", "SHTOJCA 4", "TARIFAT", "1. Tarifa."]
    text = read_lines(lines)
    ids = [node.id for node in text.walk()]
    assert len(ids) == len(set(ids))
    assert [article.id for article in text.articles()] == [
        "art_1", "art_2", "annex_1__art_1", "annex_1__art_2", "annex_2__art_1", "annex_2__art_2"
    ]  # fmt: skip
    assert text.find("annex_3__para_2").text == "Tarifa e dytë."  # type: ignore[union-attr]
    assert not text.doubts


def test_a_word_file_made_of_printed_lines_is_put_together() -> None:
    lines = ["Neni 1", "Qëllimi"]
    for at in range(1, 5):
        lines += [
            f"{at}. Organi përgjegjës shqyrton kërkesën me shkrim brenda tridhjetë ditëve dhe",
            "njofton palën e interesuar për vendimin përfundimtar në të dy gjuhët zyrtare të",
            "Republikës së Kosovës.",
        ]
    text = read_lines([Line(at, "", line) for at, line in enumerate(lines)], paged=False)
    (article,) = text.articles()
    assert [child.number for child in article.children] == ["1", "2", "3", "4"]
    assert article.children[0].text.endswith("zyrtare të Republikës së Kosovës.")


def test_what_nothing_can_tell_is_marked() -> None:
    """A full line that ends a sentence: whether the next one begins a paragraph is not in the text."""
    lines = ["Neni 1", "Qëllimi"]
    for _ in range(4):
        lines += [
            "Organi përgjegjës shqyrton kërkesën me shkrim brenda tridhjetë",
            "ditëve dhe njofton palën. Vendimi është përfundimtar dhe nuk",
            "mund të ankohet askush tjetër përveç vetë palës së interesuar.",
            "Komisioni vendos.",
        ]
    text = read_lines(lines)
    assert "paragraph_unsure" in {doubt.code for doubt in text.doubts}


def test_look_alike_letters_are_kept_for_display() -> None:
    text = read_lines(["KAPITULLI I", "TЁ DREJTAT", "Neni 1", "PЁRKUFIZIMET", "Teksti pёr ligjin."])
    assert text.nodes[0].heading == "TЁ DREJTAT"
    (article,) = text.articles()
    assert (article.heading, article.children[0].text) == ("PЁRKUFIZIMET", "Teksti pёr ligjin.")


def test_an_order_about_a_point_is_no_reference_after_a_title() -> None:
    """ "1. Tačka 3.1 …" begins a provision; "1. stav …" in the middle of a sentence does not."""
    lines = [
        "Član 1",
        "Registar",
        "1. Tačka 3.1 stava 3 se briše iz člana",
        "5. stav 2. ovog zakona.",
        "2. I punësuari.",
    ]
    (article,) = read_lines(lines).articles()
    assert [child.number for child in article.children] == ["1", "2"]
