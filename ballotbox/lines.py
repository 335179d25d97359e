"""
How a voter finds their own marks in the published count.

The voter has a phrase: three words that the machine drew and one that they typed. For each mark the count publishes a
line that only somebody who knows the phrase can make. Words drawn are proquints (Wilkerson, arXiv 0901.4016): sixteen
bits as five letters that can be said in any of the three languages.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

WORDS = 3
LENGTH = 20
LEAST_WORD = 4
_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"
# Slow on purpose: whoever has the lines and wants to guess a phrase pays this for each guess (16 MiB, about 40 ms).
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
BLANK = "blank"


def new_words() -> tuple[str, ...]:
    """Three words drawn by the machine, 48 bits."""
    return tuple(_word(secrets.randbits(16)) for _ in range(WORDS))


def _word(bits: int) -> str:
    c, v = _CONSONANTS, _VOWELS
    return c[bits >> 12] + v[bits >> 10 & 3] + c[bits >> 6 & 15] + v[bits >> 4 & 3] + c[bits & 15]


def tidy(phrase: str) -> str:
    """The phrase as it counts: lower case, one blank between words, without accents or marks."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", phrase.casefold()) if not unicodedata.combining(each)
    )
    return " ".join("".join(each if each.isalnum() else " " for each in plain).split())


def phrase_key(phrase: str, digest: str) -> bytes:
    """The key of a phrase in one election, named by the digest of its rules. Costs about 40 ms and 16 MiB."""
    return hashlib.scrypt(tidy(phrase).encode(), salt=digest.encode(), **_SCRYPT)


def line_of(key: bytes, mark: str) -> str:
    """The line of one mark: twenty hexadecimal digits. `mark` is a candidate's id, BLANK, or a ranking joined by ">"."""
    return hmac.new(key, mark.encode(), hashlib.sha256).hexdigest()[:LENGTH]
