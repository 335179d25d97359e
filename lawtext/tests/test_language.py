"""Languages, scripts and search keys."""

from __future__ import annotations

import pytest

from lawtext import detect_language, fold
from lawtext.language import plain_letters
from lawtext.samples import make_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ky ligj përcakton rregullat për themelimin e organizatave", ("sq", "Latn")),
        ("Propozoj qe afati te zgjatet edhe per dhjete dite pune", ("sq", "Latn")),
        ("Predlažem da se rok produži za deset radnih dana", ("sr", "Latn")),
        ("Predlazem da se rok produzi za deset radnih dana", ("sr", "Latn")),
        ("Предлажем да се рок продужи за десет дана", ("sr", "Cyrl")),
        ("We propose that the deadline be extended by ten days", ("en", "Latn")),
        ("LIGJI PЁR TATIMIN NЁ TЁ ARDHURAT", ("sq", "Latn")),
        ("12 345", ("", "Latn")),
        ("", ("", "Latn")),
    ],
)
def test_language_and_script(text: str, expected: tuple[str, str]) -> None:
    assert detect_language(text) == expected


def test_sentences_of_samples_are_known() -> None:
    for language in ("sq", "sr", "sr-cyrl", "en"):
        texts = [line.text for line in make_lines(20, 100, language) if len(line.text.split()) >= 5]
        right = sum(detect_language(text)[0] == language[:2] for text in texts)
        assert right >= 0.99 * len(texts), (language, right, len(texts))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Çështje", "ceshtje"),
        ("Udruženje građana", "udruzenje gradjana"),
        ("Удружење грађана", "udruzenje gradjana"),
        ("Џеп, њива, љубав", "dzep, njiva, ljubav"),
        ("REPUBLIKЁS SЁ KOSOVЁS", "republikes se kosoves"),
        ("Član 5", "clan 5"),
    ],
)
def test_search_keys_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other) == other


def test_look_alike_letters_are_mended_in_latin_words_only() -> None:
    assert plain_letters("PЁR") == "PËR"
    assert plain_letters("Скупштина") == "Скупштина"
    mixed = "Kоsоvа и Метохија"
    assert plain_letters(mixed) == "Kosova и Метохија"
    assert len(plain_letters(mixed)) == len(mixed)
