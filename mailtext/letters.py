"""Letters: the key by which phrases are matched, charsets and their wrong labels, and the language of a text."""

from __future__ import annotations

import re
from functools import lru_cache

_CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
_LATIN = "a b v g d dj e z z i j k l lj m n nj o p r s t c u f h c c dz s".split()
_FOLDED: dict[int, str | None] = {ord(letter): latin for letter, latin in zip(_CYRILLIC, _LATIN, strict=True)}
_FOLDED |= {
    ord(letter): plain for letter, plain in zip("ëçšžčćäöüéèêàâáíóúôîşğıêñ", "ecszccaoueeeaaaiouoisgien", strict=True)
}
_FOLDED |= {ord("đ"): "dj", ord("ð"): "dj", ord("ß"): "ss", ord("ё"): "e", ord("ы"): "i", ord("й"): "i", ord("я"): "ja"}
_FOLDED |= {ord(letter): " " for letter in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2007\u2008\u2009\u202f\t"}
_FOLDED |= {
    ord(letter): None
    for letter in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u0300\u0301\u0307\u0308\u030c\u0327"
}
_FOLDED |= {ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("—"): "-", ord("‐"): "-", ord("‑"): "-", ord("−"): "-"}


def fold(text: str) -> str:
    """Lower case in plain Latin letters: Cyrillic written in Latin, marks off, đ as dj, odd blanks and dashes plain."""
    text = text.lower()
    return text if text.isascii() and "\t" not in text else text.translate(_FOLDED)


# Function words, folded. One that stands in two lists says nothing and is in none.
_SQ = """e te dhe ne per qe nga nuk eshte jane ky kjo kete ketij kesaj me si nese duhet neni nenin nenit ligji ligjit sipas
 ose mund apo ju juve une ne jemi kam kemi ka pajtohem propozoj faleminderit pershendetje nje shume por edhe tek mos mendoj
 kerkojme propozojme jam gjithe rreth respekt te tij i juaj mire mirë organizata jone tone cdo pa deri""".split()
_SR = """i je se da na za su koji koja koje iz ili nije sa od clan clana clanu zakon zakona ovaj ova ovo treba kao sto smo nas
 vas vam hvala postovani postovana pozdrav predlazem predlazemo slazem saglasan mislim ali vec samo biti bude bi ce nam moze
 postovanjem prema ako kada u o po""".split()
_EN = """the of and to in is that this for we our with should be are it on as not by from would please thank thanks article you
 your have has agree propose regards dear will an or which can paragraph at but""".split()
_DE = """der die das und ist nicht wir ich mit den dem fur von zu ein eine einen auf im sie es bitte danke artikel sollte auch
 werden wird sehr geehrte grussen ihre unser sind vorschlag einverstanden dass bei nach uber am wie""".split()
_WORDS = {"sq": frozenset(_SQ), "sr": frozenset(_SR), "en": frozenset(_EN), "de": frozenset(_DE)}
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 4000


def language_of(text: str) -> str:
    """sq, sr, en, de, or "" where nothing tells; by function words and letters of the first pages."""
    text = text[:_LOOKED_AT].lower()
    words = _WORD.findall(text)
    if not words:
        return ""
    cyrillic = sum(1 for letter in text if "\u0400" <= letter <= "\u04ff")
    if cyrillic > 0.3 * sum(len(word) for word in words):
        return "sr"
    scores = {"sq": 0.0, "sr": 0.0, "en": 0.0, "de": 0.0}
    for word in words:
        for language, weight in _said_by(word):
            scores[language] += weight
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > 0 else ""


@lru_cache(maxsize=8192)
def _said_by(word: str) -> tuple[tuple[str, float], ...]:
    key = fold(word)
    known = [language for language, words in _WORDS.items() if key in words]
    said = [(language, 1.0 / len(known)) for language in known]
    if "ë" in word or "ç" in word:
        said.append(("sq", 1.0))
    if any(letter in word for letter in "šžčćđ"):
        said.append(("sr", 1.0))
    if any(letter in word for letter in "äöüß"):
        said.append(("de", 1.0))
    return tuple(said)


# Charsets

_WRONGLY_READ = re.compile(
    r"â[€„]|[ÃÂÄÅ][\u0080-\u00bf\u0152-\u0178\u2013-\u2122\u02c6\u02dc\u0192]|Ð[\u0080-\u00bf]|Ñ[\u0080-\u008f]"
)
_KEPT_AS_SAID = (
    "utf-16",
    "utf16",
    "utf-32",
    "utf-7",
    "iso-2022",
    "gb",
    "big5",
    "euc",
    "shift",
    "koi8",
    "iso-8859-5",
    "windows-1251",
    "cp1251",
)
_NOT_TEXT = (
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
    "rot",
    "hex",
    "base64",
    "bz2",
    "zlib",
    "zip",
    "uu",
    "quopri",
)


def decode_text(data: bytes, charset: str) -> str:
    """
    Bytes as text, by their label where it can be true.

    Bytes that are valid UTF-8 are UTF-8, whatever the label says; the windows charset is taken for the ISO one it
    extends; Serbian in windows-1250 under a western label is seen by its letters. Never raises.
    """
    if data.isascii() and not charset.lower().startswith(("utf-7", "utf-16", "utf-32", "iso-2022")):
        return data.decode("ascii")
    label = charset.strip().strip("\"'").lower().replace("_", "-")
    if not label.startswith(_KEPT_AS_SAID) or label.startswith(("windows-1251", "cp1251", "iso-8859-5", "koi8")):
        try:
            return _mended(data.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    if label in {"utf-8", "utf8", "us-ascii", "ascii", "", "unknown-8bit", "x-unknown", "8bit", "default"}:
        return _guessed(data)
    if label in {"iso-8859-1", "latin1", "iso8859-1", "windows-1252", "cp1252", "iso-8859-15"}:
        return _western(data)
    if label in {"iso-8859-2", "latin2", "iso8859-2"} and any(0x80 <= byte <= 0x9F for byte in data[:_LOOKED_AT]):
        label = "windows-1250"
    if label.startswith(_NOT_TEXT):
        return _guessed(data)
    try:
        return data.decode(label, "replace")
    except (LookupError, ValueError, TypeError):
        return _guessed(data)


def _western(data: bytes) -> str:
    western = data.decode("windows-1252", "replace")
    if (
        any(letter in western for letter in "èæðÈÆÐ¹¾©®")
        and language_of(central := data.decode("windows-1250", "replace")) == "sr"
    ):
        # š and ž lie elsewhere in the ISO charset than in that of Windows.
        is_iso = any(letter in central for letter in "ąľ©®") and not any(letter in central for letter in "šžŠŽ")
        return data.decode("iso-8859-2", "replace") if is_iso else central
    return western


def _guessed(data: bytes) -> str:
    """Text without a usable label: mostly UTF-8 with damage, else the charset in which it reads best."""
    broken = data.decode("utf-8", "replace")
    high = sum(byte >= 0x80 for byte in data[:_LOOKED_AT])
    if broken[:_LOOKED_AT].count("\ufffd") * 8 < high:
        return broken
    cyrillic = data.decode("windows-1251", "replace")
    if sum("а" <= letter.lower() <= "џ" for letter in cyrillic[:_LOOKED_AT]) > 0.4 * max(
        1, sum(letter.isalpha() for letter in cyrillic[:_LOOKED_AT])
    ):
        return cyrillic
    return _western(data)


def _mended(text: str) -> str:
    """UTF-8 that somebody had read as a western charset and written as UTF-8 again."""
    if not _WRONGLY_READ.search(text):
        return text
    for charset in ("windows-1252", "latin-1"):
        try:
            return text.encode(charset).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return text
