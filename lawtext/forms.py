"""
Words without their endings, for search: definite and indefinite forms, numbers and cases of a noun meet in one stem.

Albanian puts the article at the end of the noun (ligj, ligji, ligjit, ligjin, ligjet, ligjeve), Serbian declines it
in seven cases (zakon, zakona, zakonu, zakonom, zakoni, zakonima). A stem is a search key and no word; stems are only
comparable within a language. Words are taken as folded, so missing marks and the script make no difference.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lawtext.language import detect_language, fold

_WORD = re.compile(r"[^\W_]+")
_VOWELS = frozenset("aeiouy")

# Endings of nouns by length; what remains must have three letters, one of them a vowel.
_SQ_ENDINGS = (
    "jeve", "eve", "ave", "ive", "ise", "ine", "ite", "jes", "jen", "jet",
    "ia", "ie", "ja", "je", "es", "en", "et", "at", "it", "in", "ut", "un", "esh", "ash", "ish",
    "i", "u", "a", "e",
)  # fmt: skip
# Words whose last letters look like an ending and are not.
_SQ_WHOLE = frozenset(
    """
    buxhet sekret komitet kabinet internet paket projekt shtet vullnet mjet gazet prioritet komunitet universitet
    autoritet kapacitet identitet aktivitet integritet kualitet minoritet solidaritet planet minut statut institut
    atribut afat mandat kandidat certifikat rezultat sindikat aparat kontrat diplomat soldat privat advokat traktat
    formulat fshat shtat komunikat kredit profit deficit limit audit tranzit dispozit vizit elit favorit
    disiplin medicin makin termin magazin interes proces progres kongres pjesemarres dhenes bleres nxenes
    dokument student klient pacient agjent parlament departament moment element argument instrument president
    orden vend komun person
    """.split()
)
_SQ_ODD = {
    "njerez": "njeri", "njerezit": "njeri", "njerezve": "njeri", "njeriut": "njeri", "njeriun": "njeri", "njeriu": "njeri",
    "vjet": "vit", "vjetet": "vit", "viti": "vit", "vitit": "vit", "vitin": "vit", "vite": "vit", "vitet": "vit",
    "viteve": "vit", "gra": "gru", "grate": "gru", "grave": "gru", "grua": "gru", "gruaja": "gru", "gruas": "gru",
    "gruan": "gru", "gruaje": "gru", "femije": "femij", "femija": "femij", "femijes": "femij", "femijen": "femij",
    "femijet": "femij", "femijeve": "femij", "muaj": "muaj", "muaji": "muaj", "muajit": "muaj", "muajin": "muaj",
    "muajt": "muaj", "muajve": "muaj", "nje": "nje", "kete": "kete", "eshte": "eshte", "te": "te",
}  # fmt: skip


_SQ_CHANGED = {"parq": "park", "tregj": "treg", "fshatr": "fshat", "mallr": "mall", "shtetr": "shtet", "bujq": "bujk"}


def _albanian(word: str) -> str:
    if word in _SQ_ODD:
        return _SQ_ODD[word]
    base = _albanian_base(word)
    if base in _SQ_CHANGED:
        return _SQ_CHANGED[base]
    if len(base) > 4 and base.endswith("er") and base[-3] not in _VOWELS:
        return base[:-2] + "r"  # ministër, ministri
    return base


def _albanian_base(word: str) -> str:
    if word in _SQ_WHOLE or word.endswith(("ues", "yes")):
        return word
    if word.endswith("tive"):
        return word[:-1]  # objektiv, objektive; not as in qeverive
    for ending in _SQ_ENDINGS:
        if not word.endswith(ending):
            continue
        base = word[: -len(ending)]
        if ending[0] == "j" and base[-1:] in ("g", "n"):
            base += "j"  # gj and nj are one letter each: ligje
        longer = next(
            (
                whole
                for whole in (base + "et", base + "at", base + "it", base + "in", base + "es")
                if whole in _SQ_WHOLE and word.startswith(whole)
            ),
            "",
        )
        if longer:
            return longer
        if len(base) >= 3 and not _VOWELS.isdisjoint(base):
            return base
    return word


_SR_ENDINGS = (
    "ovima", "evima",
    "ovi", "evi", "ove", "eve", "ova", "eva",
    "ama", "ima", "oga", "ome", "omu",
    "og", "om", "em", "im", "ih", "oj",
    "a", "e", "i", "o", "u",
)  # fmt: skip
_SR_LONG = frozenset(("ovima", "evima", "ovi", "evi", "ove", "eve", "ova", "eva"))
# Stems that end in -ov themselves: osnov, uslov.
_SR_OV = frozenset("osn usl posl narod kr lj n zdr stan dug got sl".split())
# Stems that end in -og themselves: predlog.
_SR_OG = frozenset("predl razl pril ul dijal katal nal podl oblo".split())
# Stems that end in -am or -im: program.
_SR_AM = frozenset("progr rekl panor telegr dijagr okl kl rez maks reg".split())
# Stems whose plural in -ci belongs to -ac, not to -ak or -ka.
_SR_AC = frozenset(
    "stranc konac novc pravc zakonodavc poslodavc srpc albanc borc pisc otac meseco mesec pomoc noc moc".split()
)
_SR_ODD = {"podac": "podatk", "podacim": "podatk", "zadac": "zadatk", "sudij": "sudij"}


def _serbian(word: str) -> str:
    base, ended = word, ""
    for ending in _SR_ENDINGS:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            if (len(rest) < 3 and not (ending in _SR_LONG and len(rest) == 3)) or _VOWELS.isdisjoint(rest):
                continue
            if (ending in ("ama", "ima") and rest in _SR_AM) or (ending == "og" and rest in _SR_OG):
                continue
            if ending in _SR_LONG and (sum(letter in _VOWELS for letter in rest) != 1 or rest in _SR_OV):
                continue
            base, ended = rest, ending
            break
    if base in _SR_ODD:
        return _SR_ODD[base]
    if ended in ("i", "ima") and len(base) > 3 and base not in _SR_AC:
        # odluka, odluci; predlog, predlozi: the consonant before -i has changed.
        if base.endswith("c") and not base.endswith(("ac", "oc")):
            base = base[:-1] + "k"
        elif base.endswith(("loz", "raz")):
            base = base[:-1] + "g"
    if ended == "u" and base.endswith(("osc", "asc")):
        base = base[:-1] + "t"  # odgovornošću
    if base.endswith("stav") and len(base) > 6:
        return base[:-2] + "v"  # ministarstava
    if base.endswith("ioc"):
        return base[:-2] + "lc"  # podnosioca
    # The a that comes and goes: zaključak, zaključka; ministar, ministra.
    if len(base) > 3 and base[-2] == "a" and base[-1] in "kcrnl" and base[-3] not in _VOWELS:
        return base[:-2] + base[-1]
    return base


def _english(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_STEMS = {"sq": _albanian, "sr": _serbian, "en": _english}


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The stem of one word, folded; the folded word itself in a language that is not "sq", "sr" or "en"."""
    key = fold(word)
    strip = _STEMS.get(language)
    return strip(key) if strip is not None and len(key) > 2 and key.isalpha() else key


def search_forms(text: str, language: str) -> list[str]:
    """The stem of every word of a text, in order: "ligjit" and "ligjeve" give ["ligj"], "opštinama" ["opstin"]."""
    return [stem(word, language) for word in _WORD.findall(text)]


# Stems stand among the words of a search key with a digit, so that they are found only when a stem is asked for.
_MARKS = {"sq": "1", "sr": "2", "en": "3"}


def _is_marked(stem: str) -> bool:
    return len(stem) > 2 and stem.isalpha()


def search_key(text: str, language: str = "") -> str:
    """
    What an index of words holds for a text: its folded words and, below them, each stem once, marked with a digit for
    its language ("ligj1"). The language is detected where it is not given.
    """
    folded = fold(text)
    language = language or detect_language(text)[0]
    mark = _MARKS.get(language)
    if mark is None:
        return folded
    stems = dict.fromkeys(stem(word, language) for word in _WORD.findall(text))
    return f"{folded}\n{' '.join(f'{each}{mark}' for each in stems if _is_marked(each))}"


def search_marks(word: str) -> list[str]:
    """The marked stems under which a word of a question may stand in a key, one for each language."""
    return [f"{key}{mark}" for language, mark in _MARKS.items() if _is_marked(key := stem(word, language))]


def is_form_of(word: str, asked: str, language: str = "") -> bool:
    """Whether a word of a text is a form of the word asked for; in any language where none is given."""
    languages = (language,) if language in _STEMS else tuple(_STEMS)
    return any(stem(word, each) == stem(asked, each) for each in languages)
