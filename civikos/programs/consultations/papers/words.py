"""The words of the papers in the three languages, and the words in which institutions answer."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from civikos.programs.consultations.papers.rows import LANGUAGES
from lawtext import fold

Words = dict[str, str]


def _three(sq: str, sr: str, en: str) -> Words:
    return {"sq": sq, "sr": sr, "en": en}


OUTCOMES: dict[str, Words] = {
    "accepted": _three("Pranuar", "Usvojeno", "Accepted"),
    "partly": _three("Pjesërisht pranuar", "Delimično usvojeno", "Partly accepted"),
    "rejected": _three("Refuzuar", "Odbijeno", "Rejected"),
    "noted": _three("Shënuar", "Primljeno k znanju", "Noted"),
}
UNANSWERED = _three("Pa përgjigje", "Bez odgovora", "No answer")

COLUMNS: dict[str, Words] = {
    "number": _three("Nr.", "Br.", "No."),
    "key": _three("Shenja e pikës", "Oznaka tačke", "Key of the point"),
    "article": _three("Neni", "Član", "Article"),
    "comment": _three("Komenti", "Komentar", "Comment"),
    "original": _three("Teksti i projektit", "Tekst nacrta", "Text of the draft"),
    "proposed": _three("Teksti i propozuar", "Predloženi tekst", "Proposed wording"),
    "reason": _three("Arsyetimi i propozimit", "Obrazloženje predloga", "Grounds of the proposal"),
    "who": _three("Propozuesi", "Predlagač", "Proposed by"),
    "outcome": _three("Vlerësimi", "Ocena", "Answer"),
    "answer": _three("Arsyetimi i institucionit", "Obrazloženje institucije", "Reason of the institution"),
}

MATRIX = _three("Matrica e komenteve", "Matrica komentara", "Matrix of comments")
ABOUT = _three("Udhëzim", "Uputstvo", "How to answer")
CONSULTATION_NUMBER = _three("Konsultimi nr.", "Rasprava br.", "Consultation no.")

FACTS: dict[str, Words] = {
    "title": _three("Dokumenti", "Dokument", "Document"),
    "institution": _three("Institucioni", "Institucija", "Institution"),
    "reference": _three("Numri i referencës", "Referentni broj", "Reference number"),
    "version": _three("Versioni", "Verzija", "Version"),
    "received": _three("Pranuar më", "Primljeno", "Received on"),
    "members_until": _three("Afati për anëtarët", "Rok za članice", "Deadline for members"),
    "government_until": _three("Afati i institucionit", "Rok institucije", "Deadline of the institution"),
    "submitted": _three("Dorëzuar më", "Dostavljeno", "Submitted on"),
    "submitted_by": _three("Dorëzuar nga", "Dostavlja", "Submitted by"),
    "points": _three("Pika", "Broj tačaka", "Points"),
    "contributors": _three("Kanë kontribuar", "Doprineli", "Contributors"),
    "checkpoint": _three("Shenja e regjistrit të ngjarjeve", "Oznaka registra događaja", "Mark of the event register"),
}
WHOLE_DRAFT = _three("I gjithë projektakti", "Ceo dokument", "Whole document")
SUPPORTED_BY = _three("gjithsej", "ukupno", "in all")
NOT_KNOWN = "–"
PAGE = _three("Faqja", "Strana", "Page")

HOW_TO_ANSWER: dict[str, tuple[str, ...]] = {
    "sq": (
        "Ju lutemi plotësoni dy kolonat e fundit të matricës dhe ktheni skedarin në adresën nga e cila e keni pranuar.",
        "Vlerësimi zgjidhet nga lista: Pranuar, Pjesërisht pranuar, Refuzuar ose Shënuar. "
        "Mjafton fjala në njërën gjuhë.",
        "Secila pikë e refuzuar kërkon arsyetim.",
        "Radhën e rreshtave dhe të kolonave mund ta ndryshoni; rreshtat dhe kolonën e fshehur mos i fshini.",
    ),
    "sr": (
        "Molimo vas da popunite poslednje dve kolone matrice i da datoteku vratite na adresu sa koje ste je primili.",
        "Ocena se bira sa liste: Usvojeno, Delimično usvojeno, Odbijeno ili Primljeno k znanju. "
        "Dovoljna je reč na jednom jeziku.",
        "Za svaku odbijenu tačku potrebno je obrazloženje.",
        "Redosled redova i kolona možete menjati; redove i skrivenu kolonu nemojte brisati.",
    ),
    "en": (
        "Please fill in the last two columns of the matrix and return the file to the address "
        "from which you received it.",
        "The answer is chosen from the list: Accepted, Partly accepted, Rejected or Noted. "
        "The word in one language is enough.",
        "Every rejected point needs a reason.",
        "You may change the order of rows and columns; please do not delete rows or the hidden column.",
    ),
}


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split("·")]


# What institutions write for an answer besides our own words: other forms of the same verb, agreeing with another noun.
_ALSO = {
    "accepted": _phrases("""
        i pranuar · e pranuar · pranohet · është pranuar · u pranua · miratuar · aprovuar · usvojen · usvojena ·
        usvaja se · prihvaćeno · prihvaćen · prihvata se · prihvaća se · accept"""),
    "partly": _phrases("""
        pranuar pjesërisht · pjesërisht i pranuar · pjesërisht e pranuar · pranohet pjesërisht · pjesërisht ·
        usvojeno delimično · djelimično usvojeno · delimično prihvaćeno · djelimično prihvaćeno · delimično usvojen ·
        delimično · djelimično · usvaja se delimično · delimično se usvaja · delimično se prihvata ·
        partially accepted · accepted partly · accepted partially · accepted in part · partly · partially"""),
    "rejected": _phrases("""
        i refuzuar · e refuzuar · refuzohet · u refuzua · nuk pranohet · nuk është pranuar · nuk u pranua ·
        odbijen · odbijena · odbija se · nije usvojeno · nije prihvaćeno · ne prihvata se · ne usvaja se ·
        reject · not accepted"""),
    "noted": _phrases("""
        i shënuar · e shënuar · shënohet · merret shënim · marrë shënim · primljeno na znanje · prima se k znanju ·
        prima se na znanje · evidentirano · zabeleženo · take note · taken note · duly noted"""),
}
# What a heading may be called in a table that somebody made anew, besides our own words.
_ALSO_COLUMN = {
    "number": _phrases("nr · br · no · numri · nr rendor · numri rendor · broj · redni broj · r br · rb · number"),
    "key": _phrases("shenja · oznaka · key"),
    "outcome": _phrases("""
        vlerësimi i institucionit · answer of the institution ·
        përgjigjja · përgjigja · odgovor · vendimi · odluka · decision · outcome ·
        statusi · status · përgjigjja e institucionit · odgovor institucije · vlerësimi i ministrisë ·
        ocena ministarstva"""),
    "answer": _phrases("""
        arsyetimi · arsyeja · obrazloženje · razlog · reason · reasons · reasoning · explanation · sqarim · sqarimi ·
        arsyetimi i përgjigjes · obrazloženje odgovora · reason for the answer · arsyetimi i ministrisë ·
        obrazloženje ministarstva"""),
}
LONGEST_HEADING = 200
"""Longer cells are not compared with headings."""


def bare(text: str) -> str:
    """The words of a text for comparing: one script, no marks, lower case, single spaces, no punctuation."""
    return re.sub(r"[^a-z0-9]+", " ", fold(unicodedata.normalize("NFKC", text))).strip()


def in_three(words: Words, separator: str = " / ") -> str:
    """The three languages in one line or cell; words that are the same in two languages once."""
    return separator.join(dict.fromkeys(words[code] for code in LANGUAGES))


_OUTCOME_OF = {bare(word): code for code, words in OUTCOMES.items() for word in (*words.values(), *_ALSO[code])}
_COLUMN_OF = {
    bare(word): name for name, words in COLUMNS.items() for word in (*words.values(), *_ALSO_COLUMN.get(name, []))
}


def _the_only(names: set[str | None]) -> str | None:
    return names.pop() if len(names) == 1 else None


@lru_cache(maxsize=2048)
def outcome_of(text: str) -> str | None:
    """
    Which answer a cell means: one of `OUTCOMES`, "" for an empty cell, None for words that are none of ours.

    A word in one language is enough, several separated by a slash or a new line must mean the same. Numbers are not
    read as answers: nobody agreed on what they mean; nor is a word with a question mark.
    """
    if not text.strip():
        return ""
    if "?" in text:
        return None
    whole = _OUTCOME_OF.get(bare(text))
    return whole or _the_only({_OUTCOME_OF.get(bare(part)) for part in re.split(r"[/|\n\r]", text) if part.strip()})


@lru_cache(maxsize=2048)
def column_of(text: str) -> str | None:
    """Which column a heading names, by its words in any of the languages; None if it is none of ours."""
    if len(text) > LONGEST_HEADING:
        return None
    whole = _COLUMN_OF.get(bare(text))
    names = {_COLUMN_OF.get(bare(part)) for part in re.split(r"[/|\n\r]", text) if bare(part)}
    return whole or _the_only(names - {None})


def is_consultation_number(text: str) -> bool:
    """Whether a cell is the label before the number of the consultation."""
    return bare(text) == bare(in_three(CONSULTATION_NUMBER))


# Serbian months in the genitive, as they stand in a date.
_MONTHS = {
    "sq": _phrases("""
        janar · shkurt · mars · prill · maj · qershor · korrik · gusht · shtator · tetor · nëntor · dhjetor"""),
    "sr": _phrases("""
        januara · februara · marta · aprila · maja · juna · jula · avgusta · septembra · oktobra ·
        novembra · decembra"""),
    "en": _phrases("""
        January · February · March · April · May · June · July · August · September · October · November · December"""),
}
_CLOCK = _three(", ora {0:%H:%M}", " u {0:%H:%M}", ", {0:%H:%M}")


def day_in_words(day: date, language: str) -> str:
    """A date in words: sq "4 dhjetor 2026", sr "4. decembra 2026." (genitive, as after "do"), en "4 December 2026"."""
    month = _MONTHS[language][day.month - 1]
    return f"{day.day}. {month} {day.year}." if language == "sr" else f"{day.day} {month} {day.year}"


def instant_in_words(moment: datetime, language: str) -> str:
    """
    A day and hour in words with the time zone, in the zone that `moment` carries.

    Raises:
        ValueError: `moment` carries none.
    """
    if moment.utcoffset() is None:
        raise ValueError("an instant on a paper must carry its time zone")
    zone = moment.tzname() or f"UTC{moment:%z}"
    return f"{day_in_words(moment.date(), language)}{_CLOCK[language].format(moment)} ({zone})"


CONTRADICTIONS = {
    "missing": {
        "sq": "Pranuar, por nuk është në tekst",
        "sr": "Usvojeno, ali nije u tekstu",
        "en": "Accepted, but not in the text",
    },
    "unchanged": {
        "sq": "Pranuar, por neni nuk ka ndryshuar",
        "sr": "Usvojeno, ali član nije izmenjen",
        "en": "Accepted, but the article has not changed",
    },
    "changed": {
        "sq": "Refuzuar, por teksti u ndryshua",
        "sr": "Odbijeno, ali je tekst izmenjen",
        "en": "Rejected, but the text was changed",
    },
}
