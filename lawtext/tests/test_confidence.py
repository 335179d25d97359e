"""The report says how sure a reading is, and puts first what a person should look at first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lawtext import Doubt, Text, read_lines, report
from lawtext.cli import main
from lawtext.confidence import WEIGHTS

SOUND = """
Neni 1
Qëllimi
1. Ky ligj rregullon konsultimin publik në komunë.
2. Dispozitat e tij zbatohen për:
a) kuvendin e komunës;
b) kryetarin e komunës;
c) organizatat e shoqërisë civile.

Neni 2
Parimet
Organi përgjegjës shqyrton kërkesën me shkrim brenda tridhjetë ditëve.

Neni 3
Hyrja në fuqi
Ky ligj hyn në fuqi pesëmbëdhjetë ditë pas publikimit në Gazetën Zyrtare.
"""


def sound(old: str = "", new: str = "") -> Text:
    assert old in SOUND
    return read_lines(SOUND.replace(old, new).splitlines())


def test_a_sound_text_is_sure_and_has_no_places() -> None:
    made = report(sound())
    assert (made.confidence, made.places, made.reasons) == (1.0, (), {})
    assert [(article.number, article.confidence) for article in made.articles] == [("1", 1.0), ("2", 1.0), ("3", 1.0)]
    assert made.counts == {"article": 3, "paragraph": 4, "point": 3}


@pytest.mark.parametrize(
    ("old", "new", "code", "article"),
    [
        ("Neni 2\n", "Neni 4\n", "article_gap", "art_4"),
        ("Neni 2\n", "Neni 1\n", "duplicate_article", "art_1-2"),
        ("Neni 3\n", "Neni 1A\n", "article_out_of_order", "art_1A"),
        ("Parimet\nOrgani përgjegjës", "Parimet", "empty_article", "art_2"),
        ("2. Dispozitat", "3. Dispozitat", "number_jump", "art_1"),
        ("c) organizatat", "h) organizatat", "letter_jump", "art_1"),
        ("a) kuvendin e komunës;\n", "", "list_starts_late", "art_1"),
        ("a) kuvendin e komunës;\nb) kryetarin e komunës;\nc) organizatat e shoqërisë civile.\n", "", "open_list", "art_1"),
        ("në Gazetën Zyrtare.", "në", "cut_text", "art_3"),
        ("në komunë.", "në Komunё.", "look_alike", "art_1"),
        (
            "Organi përgjegjës shqyrton kërkesën me shkrim brenda tridhjetë ditëve.",
            "Nadležni organ razmatra pismeni zahtev u roku od trideset dana i objavljuje konačnu odluku stranaka.",
            "other_language",
            "art_2",
        ),
    ],
)  # fmt: skip
def test_each_doubtful_place_is_told_in_its_article(old: str, new: str, code: str, article: str) -> None:
    text = read_lines(SOUND.split("Organi")[0].splitlines()) if code == "empty_article" else sound(old, new)
    made = report(text)
    assert code in {place.code for place in made.places if place.article_id == article}, made.places
    of = {each.id: each for each in made.articles}[article]
    assert of.confidence < 1
    assert made.confidence < 1
    assert of.reasons[code] == made.reasons[code] == 1


def test_places_stand_worst_first_and_lie_in_the_text() -> None:
    text = read_lines(SOUND.replace("Neni 2\n", "Neni 1\n").replace("c) organizatat", "h) organizatat").splitlines())
    made = report(text)
    weights = [place.weight for place in made.places]
    assert weights == sorted(weights, reverse=True)
    assert made.places[0].code == "duplicate_article"
    assert all(text.find(place.node_id) is not None for place in made.places)


def test_more_doubt_is_less_confidence_and_never_below_zero() -> None:
    once = report(sound("c) organizatat", "h) organizatat"))
    bad = report(read_lines(["Neni 1", *["1. Sipas nenit", "9. Sipas:", "3.4.1 Sipas"] * 40]))
    assert 0 < bad.confidence < once.confidence < 1
    assert all(0 < article.confidence < 1 for article in bad.articles)


def test_a_text_without_articles_is_hardly_sure() -> None:
    assert report(read_lines(["Vetëm një tekst pa asnjë nen."])).confidence <= 0.1
    assert report(read_lines([])).confidence == 1.0


def test_doubts_of_the_file_are_put_on_the_article_they_point_at() -> None:
    text = sound()
    line = next(line.index for line in text.lines if line.text == "Parimet")
    made = report(text, doubts=[Doubt("numbering_uncertain", "Readers differ.", "", (line, line))])
    assert [(place.code, place.article_id) for place in made.places] == [("numbering_uncertain", "art_2")]
    assert made.articles[1].confidence == 1 - WEIGHTS["numbering_uncertain"]


def test_the_command_line_prints_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(SOUND.replace("c) organizatat", "h) organizatat"), encoding="utf-8")
    assert main(["parse", str(path), "--report"]) == 0
    shown = capsys.readouterr().out
    assert "confidence 0." in shown
    assert "letter_jump art_1__para_2__point_h" in shown
    assert main(["parse", str(path), "--report", "--json"]) == 0
    (text,) = json.loads(capsys.readouterr().out)["texts"]
    assert text["language"] == "sq"
    assert text["places"][0]["code"] == "letter_jump"
    assert text["articles"][0]["reasons"] == {"letter_jump": 1}
