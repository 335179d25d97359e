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


# Nothing of these was looked at when the words and letters of `lawtext.language` were chosen.
_COMMENTS = {
    "sq": """Duhet më shumë kohë për komente
    Ky nen bie ndesh me Kushtetutën
    Shoqatat e vogla nuk i përballojnë këto kosto
    Fëmijët me nevoja të veçanta mbeten jashtë
    Gjobat janë tepër të larta për fermerët
    Kush do ta mbikëqyrë zbatimin në terren?
    Kërkoj sqarime rreth burimeve të financimit
    Transporti publik mungon plotësisht në fshatra
    Ju lutem hiqni pikën e tretë
    Gratë ndërmarrëse kanë nevojë për grante
    Shkollat rurale mbyllen çdo vit
    Pyjet po priten pa leje""",
    "sr": """Potrebno je više vremena za komentare
    Ovaj član je u suprotnosti sa Ustavom
    Mala udruženja ne mogu da podnesu troškove
    Deca sa posebnim potrebama ostaju izvan sistema
    Kazne su previsoke za poljoprivrednike
    Ko će nadzirati primenu na terenu?
    Tražim pojašnjenje o izvorima finansiranja
    Javni prevoz potpuno nedostaje selima
    Molim vas brišite treću tačku
    Žene preduzetnice trebaju bespovratna sredstva
    Seoske škole zatvaraju se svake godine
    Šume se seku bez dozvole""",
    "en": """More time is needed for comments
    This article contradicts the Constitution itself
    Small associations cannot bear such costs
    Children with special needs remain outside
    Fines look far too high for farmers
    Who would supervise how it works locally?
    Please clarify where funding comes from
    Villages completely lack public transport
    Kindly delete point three here
    Women entrepreneurs need grants, not loans
    Rural schools close every single year
    Forests disappear without any permit""",
}


@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("language", ["sq", "sr", "en"])
def test_short_comments_are_known_with_and_without_marks(language: str, marks: bool) -> None:
    texts = [line.strip() for line in _COMMENTS[language].splitlines()]
    bare = str.maketrans("ëçšžčćđËÇŠŽČĆĐ", "ecszccdECSZCCD")
    wrong = [text for text in texts if detect_language(text if marks else text.translate(bare))[0] != language]
    assert wrong == []
