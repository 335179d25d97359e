"""
Secret ballots of small electorates: sealed one by one, counted by anybody, checked by each voter. No Django, no cryptography of its own.

Sealing is age (X25519), lines are scrypt and HMAC-SHA256: standard files and functions. What it promises and what it does
not is told in README.md.
"""

from ballotbox.counting import Lot, Result, Tie, count, draw_lot
from ballotbox.dossier import Dossier, make_dossier
from ballotbox.lines import line_of, new_words, phrase_key
from ballotbox.rules import Ballot, Candidate, Invalid, Method, Rules, check
from ballotbox.sealing import BrokenSeal, make_identity, open_ballot, seal_ballot

__all__ = [
    "Ballot",
    "BrokenSeal",
    "Candidate",
    "Dossier",
    "Invalid",
    "Lot",
    "Method",
    "Result",
    "Rules",
    "Tie",
    "check",
    "count",
    "draw_lot",
    "line_of",
    "make_dossier",
    "make_identity",
    "new_words",
    "open_ballot",
    "phrase_key",
    "seal_ballot",
]
