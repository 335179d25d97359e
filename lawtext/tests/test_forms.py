"""Forms of a word meet in one stem, forms of different words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawtext import fold, is_form_of, search_forms, search_key, search_marks
from lawtext.forms import stem
from lawtext.tests.campaigns import to_cyrillic
from lawtext.tests.wordforms import figures, groups


@pytest.mark.parametrize(
    ("language", "forms", "wanted"),
    [
        ("sq", "ligj ligji ligjin ligjit ligje ligjet ligjeve LIGJIT", "ligj"),
        ("sq", "komunë komuna komunës komunën komunat komunave komune", "komun"),
        ("sq", "organizatë organizata organizatave organizatës", "organizat"),
        ("sq", "qeveri qeveria qeverisë qeverinë qeveritë", "qevr"),
        ("sr", "zakon zakona zakonu zakonom zakoni zakonima закону", "zakon"),
        ("sr", "opština opštini opštinama opstine ОПШТИНАМА", "opstin"),
        ("sr", "građanin građanina građaninu", "gradjanin"),
        ("en", "municipality municipalities", "municipality"),
        ("", "ligjit", "ligjit"),
    ],
)
def test_stems(language: str, forms: str, wanted: str) -> None:
    assert set(search_forms(forms, language)) == {wanted}


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("sq", "komuna", "komuniteti"),
        ("sq", "akti", "aktiviteti"),
        ("sq", "afati", "afër"),
        ("sq", "objektiv", "objekt"),
        ("sq", "buxheti", "bujqësia"),
        ("sr", "pravo", "praksa"),
        ("sr", "stav", "stavka"),
        ("sr", "osnov", "osnivač"),
        ("sr", "stranac", "stranka"),
        ("sr", "program", "progres"),
        ("en", "status", "state"),
    ],
)
def test_words_that_are_not_forms_of_each_other_stay_apart(language: str, one: str, other: str) -> None:
    assert stem(one, language) != stem(other, language)
    assert not is_form_of(one, other, language)


@pytest.mark.parametrize(("language", "least"), [("sq", 0.97), ("sr", 0.94), ("en", 0.9)])
def test_groups_of_words_of_law_meet_and_no_two_merge(language: str, least: float) -> None:
    met, found, merged = figures(groups(language), lambda word: stem(word, language))
    assert met >= least
    assert found >= least
    assert merged == []
    raw, *_rest = figures(groups(language), fold)
    assert raw < 0.2  # the control: without the stems hardly any two forms are the same


def test_serbian_forms_are_the_same_in_both_scripts_and_without_marks() -> None:
    for group in groups("sr"):
        for form in group:
            assert stem(to_cyrillic(form), "sr") == stem(form, "sr") == stem(fold(form), "sr")


def test_a_key_holds_words_and_marked_stems() -> None:
    assert search_key("Neni 5 i ligjit 05/L-063", "sq") == "neni 5 i ligjit 05/l-063\nnen1 ligj1"
    assert search_key("Одлука општине") == "odluka opstine\nodluk2 opstin2"
    assert search_key("12 345") == "12 345"
    assert set(search_marks("ligjeve")) & set(search_key("ky ligj", "sq").split()) == {"ligj1"}


@given(st.text(max_size=60), st.sampled_from(["sq", "sr", "en", ""]))
def test_any_text_has_stems(text: str, language: str) -> None:
    made = search_forms(text, language)
    assert all(made) or not text.isascii()
    assert search_key(text, language).startswith(fold(text))
