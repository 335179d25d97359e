"""Letters and languages: script, look-alike letters, search keys, and which of the three languages a text is in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from lawtext.trigrams import TABLE

_CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
_LATIN_ROW = "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š"
_TO_LATIN: dict[int, str] = {}
for _cyrillic, _latin in zip(_CYRILLIC, _LATIN_ROW.split(), strict=True):
    _TO_LATIN[ord(_cyrillic)] = _latin
    _TO_LATIN[ord(_cyrillic.upper())] = _latin.capitalize()

# Cyrillic letters that stand in Latin words: typed on a wrong keyboard layout, they look right and match nothing.
# Ё for Ë occurs in 43 of the 1,040 law titles of the Official Gazette's index.
_LOOKALIKES = str.maketrans("ЁёАаЕеОоРрСсХхЈјКМТНВІіЅѕ", "ËëAaEeOoPpCcXxJjKMTHBIiSs")
_YO = str.maketrans("Ёё", "Ëë")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MARKED = re.compile(r"[^\x00-\x7f]")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")


def plain_letters(text: str) -> str:
    """
    The text with look-alike Cyrillic letters inside Latin words replaced, character for character (same length).

    A word counts as Latin when it holds at least one Latin letter; Serbian Cyrillic words are left alone.
    """
    if not _CYRILLIC_LETTER.search(text):
        return text
    return _WORD.sub(_plain_word, text.translate(_YO))


def _plain_word(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOKALIKES) if _LATIN_LETTER.search(word) else word


def to_latin(text: str) -> str:
    """Serbian Cyrillic written in Latin letters; everything else unchanged. Not reversible, for keys and matching."""
    return text.translate(_TO_LATIN) if _CYRILLIC_LETTER.search(text) else text


def _fold_match(match: re.Match[str]) -> str:
    return _fold_character(match[0])


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(part for part in decomposed if not unicodedata.combining(part))


def fold(text: str) -> str:
    """
    A search key: look-alike letters mended, Cyrillic written in Latin, marks off (ë ç š ž č ć), lower case.

    đ becomes "dj", so that it meets the spelling without đ; dž becomes "dz". Words are not shortened to stems here.
    """
    text = to_latin(plain_letters(text)).lower()
    if text.isascii():
        return text
    text = text.replace("đ", "dj").replace("ð", "dj").replace("\u00ad", "")
    return _MARKED.sub(_fold_match, text).lower()


# Function words and words of the law, folded. A word in two lists counts for both, so it decides nothing by itself.
_SQ = """
    e te dhe ne per me qe nga se i ky kjo ose si nuk eshte jane tij saj tyre kete ketij kesaj neni nenin nenit
    nenet ligj ligji ligjit ligjin ligje cdo apo do nje mund duhet sipas mbi pa deri nese kur edhe por gjate
    ndermjet persona person personi ministria ministrise qeveria qeverise kuvendi republika republikes kosoves
    kosove kosova paragrafi paragrafit nenparagrafi publik publike rregullore projektligj udhezim administrativ
    standardet komuna komunes komunat miraton qellimi fushveprimi perkufizimet dispozitat hyrja fuqi drejta te
    drejtave organizata organizatave joqeveritare zbatohet percakton percaktuar percaktohet cila cilat cilet cilit
    kane ka kreu kapitulli shtojca pika brenda diteve dite pas para kjo keto ata tjera tjeter vendim vendimi
    zyrtare zyrtar gazeta numer numri nr date shpallet miratuar mbledhjen vendimin baze mbeshtetje
    kushtetutes kushtetuta une ju jemi mendoj duhej shume jo po tek ndaj kunder sikur kemi
    """
_SR = """
    i u na za je se da od o sa su koji koja koje iz ili ne ce biti ovog ovaj ova ovo ovim ovom kao do po pri kod
    clan clana clanu clanom clanovi stav stava stavu tacka tacke zakon zakona zakonu zakonom uredba uredbe
    uputstvo uputstva pravilnik pravilnika nacrt skupstina skupstine vlada vlade ministarstvo ministarstva
    ministar republike republika kosovo kosova kosovu opstina opstine opstinama javne javnih javni rasprave
    konsultacija standardima minimalnim usvaja usvojen osnovu ustava sednicu odlukom sluzbeni list lice lica prava
    pravo svi sva sve svaki moze mogu mora treba nije nisu ako kada koji kojima kojom kojeg cija te ta taj
    organizacija organizacije nevladinih sto vec samo jos prema pre posle izmedju protiv bez radi zbog poglavlje
    glava odredbe primenjuje propisuje utvrdjuje ukoliko odnosno dana rok roku br broj datum administrativno
    mislim smo ste nama nam vam njih
    """
_EN = """
    the of and to in for by shall or be is are this that with on as from which any an a law article articles
    paragraph subparagraph section chapter act may must not it its their they has have been at under within
    regulation draft government assembly republic ministry minister public hereby approves adopts pursuant based
    constitution provisions purpose scope definitions entry into force administrative instruction no person
    persons authority organization organizations other such all each if when where who whose between against
    without after before during municipality municipalities standards minimum consultation was were we our should
    would can will more than these those upon date day days
    """
_WORDS = {"sq": frozenset(_SQ.split()), "sr": frozenset(_SR.split()), "en": frozenset(_EN.split())}
# Of these, and a few more, the words that say nothing about what a text is about; with đ as d.
_SMALL = frozenset(
    """
    e te dhe ne per me qe nga se i ky kjo ose si nuk eshte jane tij saj tyre kete ketij kesaj cdo apo do nje mund duhet
    sipas mbi pa deri nese kur edhe por gjate ndermjet cila cilat cilet cilit kane ka para pas keto ata tjera tjeter une
    ju jemi jo po tek ndaj sikur kemi u ta ti na kush cka cfare ku ketu aty shume me vetem qe ishte ishin kam jam juaj
    jone tone sepse pasi andaj prandaj megjithate gjithashtu perkatese perkates
    i u na za je se da od o sa su koji koja koje iz ili ne ce biti ovog ovaj ova ovo ovim ovom kao do po pri kod svi sva
    sve moze mogu mora treba nije nisu ako kada kojima kojom kojeg cija te ta taj sto vec samo jos prema pre posle
    izmedu bez radi zbog odnosno ukoliko smo ste nama nam vam njih mi vi oni one ono bi bila bilo bio ima nema jer tako
    the of and to in for by shall or be is are this that with on as from which any an a may must not it its their they
    has have been at under within no such all each if when where who whose between after before during was were we our
    should would can will more than these those upon there here also us you your i he she so but do does
    """.split()
)


def _trigrams() -> dict[str, tuple[float, float, float]]:
    rows = (TABLE[at : at + 6] for at in range(0, len(TABLE), 6))
    return {row[:3]: (_LETTERS * int(row[3]), _LETTERS * int(row[4]), _LETTERS * int(row[5])) for row in rows}


_LETTERS = 0.09  # what one step of one trigram weighs beside a known word
_TRIGRAMS = _trigrams()


def function_words() -> frozenset[str]:
    """The small words of the three languages, folded, with đ as d: they say little about what a text is about."""
    return _SMALL


def language_scores(text: str) -> dict[str, float]:
    """How strongly each language speaks from the words of a text; 0.0 throughout when nothing tells. Not normalized."""
    scores = {"sq": 0.0, "sr": 0.0, "en": 0.0}
    cyrillic = len(_CYRILLIC_LETTER.findall(text))
    if cyrillic and cyrillic > 0.3 * (cyrillic + len(_LATIN_LETTER.findall(text))):
        # Not "any Cyrillic letter": Albanian titles carry a stray Ё.
        scores["sr"] = 2.0 + cyrillic / 4
        return scores
    for word in _WORD.findall(plain_letters(text).lower()):
        for language, weight in _word_scores(word[:_LONGEST_WORD]):
            scores[language] += weight
    return scores


_LONGEST_WORD = 40


@lru_cache(maxsize=16384)
def _word_scores(word: str) -> tuple[tuple[str, float], ...]:
    """What one lower-case word says for each language."""
    key = fold(word)
    known = [language for language, words in _WORDS.items() if key in words]
    made = [(language, (1.0, 0.4, 0.2)[len(known) - 1]) for language in known]
    if "ë" in word or "ç" in word:
        made.append(("sq", 1.0))
    elif any(letter in word for letter in "šžčćđ"):
        made.append(("sr", 1.0))
    elif len(known) != 1:
        bordered = f" {key} "
        heard = [_TRIGRAMS[part] for at in range(len(key)) if (part := bordered[at : at + 3]) in _TRIGRAMS]
        made += [
            (language, sum(strengths))
            for language, strengths in zip(("sq", "sr", "en"), zip(*heard, strict=True), strict=False)
        ]
    return tuple(made)


def detect_language(text: str) -> tuple[str, str]:
    """
    The language ("sq", "sr", "en", or "" when nothing tells) and script ("Latn", "Cyrl") of a text.

    Cyrillic is decided by its share of the letters (over 30 %). Albanian and Serbian are also known without their
    marks (ë, ç, š, đ). Texts of one or two words are often undecidable; ask the person's own choice first.
    """
    cyrillic = len(_CYRILLIC_LETTER.findall(text))
    latin = len(_LATIN_LETTER.findall(text))
    if cyrillic and cyrillic > 0.3 * (cyrillic + latin):
        return "sr", "Cyrl"
    scores = language_scores(text)
    best = max(scores, key=lambda language: scores[language])
    return (best if scores[best] > 0 else ""), "Latn"
