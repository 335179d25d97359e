"""
Invented contributions with campaigns among them, seeded: which texts are copies of which is known.

60 % of the texts come from campaigns of heavy-tailed sizes (the largest is a fifth of all); of these 35 % are sent as
they are, the others with one to three words changed, a sentence dropped or added, a greeting, a signature, marks lost,
capitals, Serbian in the other script. 40 % are single comments, an eighth of which quote a paragraph of the law and
then say something of their own, and a twentieth of which take over a sentence of a campaign. `hard`: in a fifth of the campaign texts 25 to 45 % of the words are replaced.

Words are drawn by rank (Zipf) from 60 function words and 20,000 invented words a language: from a small pool
unrelated texts would look alike.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from lawtext.language import fold
from lawtext.samples import make_lines
from lawtext.voices import Voice

LANGUAGES = ("sq", "sq", "sq", "sr", "sr-cyrl", "en")
_SMALL = {
    "sq": "të e dhe në për me që i nga se ky kjo ose si është janë duhet kjo këtë ne ka do mund sipas pa edhe por kur "
    "u tyre tij saj çdo një më jo mos nuk ndaj mbi deri këto cilat cilën sepse kanë gjatë para pas tek",
    "sr": "i je da u na se za od su koji koja sa ne o kao ili ali to što biti bi treba može ovaj ova ovog iz po do "
    "jer kako samo već uz bez pre posle zbog između prema nego svi sve ovo onda nije ima nema kod pri",
    "en": "the of and to in a is that for be on with as this by are it not or from at we our should have has which "
    "will must may can an all been their they such would without only more these those into than but if no",
}
_SYLLABLES = {
    "sq": "shë ku mi ra të lo pa ni de sho që vi ndo gja ble ko mun ligj fu dri ven xhi rre për tu ke bo nji za pra çi",
    "sr": "pra vo gra đa ne ni ško lo šti na ra di če sta no vi bez ku ćan ža le pro mi slu ma to ve đu za kon ljo ri",
    "en": "con sul ta tion par ti ci pate mem ber or gan fun ding re port ser vice pub lic ment ac cess dead line bor",
}
_GREETINGS = {
    "sq": ("Përshëndetje, ", "Të nderuar, ", "I nderuar zotëri, "),
    "sr": ("Poštovani, ", "Dobar dan, ", "Poštovana gospodo, "),
    "en": ("Dear Sir or Madam, ", "Hello, ", "Dear all, "),
}
_CLOSINGS = {
    "sq": ("Me respekt, ", "Faleminderit, ", "Përzemërsisht, "),
    "sr": ("S poštovanjem, ", "Srdačan pozdrav, ", "Hvala, "),
    "en": ("Kind regards, ", "Sincerely, ", "Thank you, "),
}
_OPENINGS = {
    "sq": ("Mendoj se ", "Propozojmë që ", "Kjo dispozitë duhet të ndryshohet sepse ", "Sipas nesh "),
    "sr": ("Mislim da ", "Predlažemo da ", "Ova odredba treba da se izmeni jer ", "Po nama "),
    "en": ("I think that ", "We propose that ", "This provision should be changed because ", "In our view "),
}
_NAMES = ("Arta Hoxha", "Besim Gashi", "Jelena Petrović", "Marko Ilić", "Teuta Berisha", "Anna Smith", "Luan Krasniqi")
_DIGRAPHS = (("dž", "џ"), ("lj", "љ"), ("nj", "њ"))
_CYRILLIC = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))


@dataclass(frozen=True, slots=True)
class Sent:
    """A voice, the number of its campaign (its own number past all campaigns when it is alone), what was added."""

    voice: Voice
    truth: int
    added: str = ""
    signed: bool = False


@lru_cache(maxsize=8)
def _words(language: str) -> tuple[list[str], list[float]]:
    chance = random.Random(f"words {language}")
    syllables = _SYLLABLES[language].split()
    made: dict[str, None] = dict.fromkeys(_SMALL[language].split())
    while len(made) < 20_060:
        made["".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4))))] = None
    return list(made), list(accumulate(1 / (rank + 12) for rank in range(len(made))))


@lru_cache(maxsize=4)
def law(seed: int = 1) -> tuple[str, ...]:
    """The law that single comments quote: paragraphs in all three languages."""
    return tuple(
        line.text for language in ("sq", "sr", "en") for line in make_lines(120, 200, language, seed) if line.text
    )


@lru_cache(maxsize=4)
def _paragraphs(language: str) -> list[str]:
    return [line.text for line in make_lines(120, 200, language, 1) if len(line.text.split()) >= 12]


def to_cyrillic(text: str) -> str:
    """Serbian in Cyrillic letters, good enough for invented words (all small letters)."""
    text = text.lower()
    for latin, cyrillic in _DIGRAPHS:
        text = text.replace(latin, cyrillic)
    return "".join(_CYRILLIC.get(character, character) for character in text)


def _sentence(chance: random.Random, language: str, length: int) -> str:
    words, weights = _words(language)
    return " ".join(chance.choices(words, cum_weights=weights, k=length)).capitalize() + "."


def _comment(chance: random.Random, language: str) -> list[str]:
    left = min(160, max(12, int(chance.lognormvariate(3.8, 0.5))))
    made = []
    while left > 0:
        length = min(left, chance.randint(8, 20)) if left > 12 else left
        made.append(_sentence(chance, language, length))
        left -= length
    return made


def _replaced(chance: random.Random, text: str, language: str, share: float) -> str:
    words, weights = _words(language)
    made = text.split()
    for place in chance.sample(range(len(made)), max(1, round(share * len(made)))):
        made[place] = chance.choices(words, cum_weights=weights)[0]
    return " ".join(made)


def _edited(chance: random.Random, sentences: list[str], language: str) -> tuple[str, str, bool]:
    """An edited copy, the sentence that was added, and whether it is signed."""
    words, weights = _words(language)
    sentences, added, signed = list(sentences), "", False
    for edit in chance.sample(
        ("words", "words", "drop", "add", "greeting", "signature", "marks", "capitals"), chance.choice((1, 1, 2))
    ):
        if edit == "words":
            for _each in range(chance.randint(1, 3)):
                which = chance.randrange(len(sentences))
                made = sentences[which].split()
                place = chance.randrange(len(made))
                made[place : place + chance.randint(0, 1)] = chance.choices(
                    words, cum_weights=weights, k=chance.randint(0, 1)
                )
                sentences[which] = " ".join(made) or sentences[which]
        elif edit == "drop" and len(sentences) > 2:
            del sentences[chance.randrange(len(sentences))]
        elif edit == "add":
            added = _sentence(chance, language, chance.randint(9, 14))
            sentences.insert(chance.randint(0, len(sentences)), added)
        elif edit == "greeting":
            sentences[0] = chance.choice(_GREETINGS[language]) + sentences[0]
        elif edit == "signature":
            signed = True
            sentences.append(chance.choice(_CLOSINGS[language]) + chance.choice(_NAMES))
        elif edit == "marks":
            sentences = [fold(sentence) for sentence in sentences]
        elif edit == "capitals":
            sentences = [sentence.upper() for sentence in sentences]
    return " ".join(sentences), added, signed


def campaigns(size: int, *, seed: int = 1, hard: bool = False) -> Iterator[Sent]:
    """So many voices in random order. The same arguments give the same voices."""
    chance = random.Random(f"campaigns {size} {seed} {hard}")
    count = size // 293 + 21
    weights = [1 / (rank + 1) ** 0.8 for rank in range(count - 1)]
    scale = 0.4 * size / sum(weights)
    sizes = [int(0.2 * size), *(max(2, int(weight * scale)) for weight in weights)]
    labels = [campaign for campaign, many in enumerate(sizes) for _each in range(many)][:size]
    labels += range(count, count + size - len(labels))
    chance.shuffle(labels)
    originals = [
        (language, _comment(chance, language[:2])) for language in (chance.choice(LANGUAGES) for _each in sizes)
    ]
    for number, label in enumerate(labels):
        added, signed = "", False
        if label < count:
            language, sentences = originals[label]
            if hard and chance.random() < 0.2:
                text = _replaced(chance, " ".join(sentences), language[:2], chance.uniform(0.25, 0.45))
            elif chance.random() < 0.35:
                text = " ".join(sentences)
            else:
                text, added, signed = _edited(chance, sentences, language[:2])
            cyrillic = language[:2] == "sr" and chance.random() < 0.3
        else:
            language = chance.choice(LANGUAGES)
            sentences = _comment(chance, language[:2])
            sentences[0] = chance.choice(_OPENINGS[language[:2]]) + sentences[0].lower()
            if chance.random() < 0.12:
                sentences.insert(0, chance.choice(_paragraphs(language[:2])))
            elif chance.random() < 0.05:
                sentences.insert(1, chance.choice(originals[chance.randrange(count)][1]))
            text = " ".join(sentences)
            cyrillic = language == "sr-cyrl"
        if cyrillic:
            text = to_cyrillic(text)
        yield Sent(Voice(f"{number:07d}", text), label, added, signed)


def turns_of_phrase(size: int, seed: int = 3) -> Iterator[Voice]:
    """Voices of their own that have only a common turn of phrase: none is a copy of another."""
    chance = random.Random(f"turns {size} {seed}")
    words, weights = _words("sq")

    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(least, most)))

    for number in range(size):
        text = chance.choice(
            (
                f"Propozoj që neni {chance.randint(1, 90)} të fshihet sepse {some(3, 8)}",
                f"Kërkoj që afati në nenin {chance.randint(1, 90)} paragrafi {chance.randint(1, 9)} të zgjatet në "
                f"{chance.randint(5, 60)} ditë pune.",
                f"Mendoj se kjo dispozitë është e paqartë dhe duhet të riformulohet: {some(4, 12)}",
                f"Të nderuar, faleminderit për mundësinë që të komentojmë këtë projektligj. {some(6, 20)} Me respekt, {some(2, 2)}",
                f"Nuk pajtohem me këtë nen, {some(3, 6)}.",
            )
        )
        yield Voice(f"{number:07d}", text)


def b_cubed(truth: list[int], found: list[int]) -> tuple[float, float, float]:
    """Precision, recall and F of a grouping, averaged over the texts (Bagga and Baldwin 1998)."""
    both: dict[tuple[int, int], int] = {}
    true: dict[int, int] = {}
    made: dict[int, int] = {}
    for one, other in zip(truth, found, strict=True):
        both[one, other] = both.get((one, other), 0) + 1
        true[one] = true.get(one, 0) + 1
        made[other] = made.get(other, 0) + 1
    precision = sum(count * count / made[pair[1]] for pair, count in both.items()) / len(truth)
    recall = sum(count * count / true[pair[0]] for pair, count in both.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)
