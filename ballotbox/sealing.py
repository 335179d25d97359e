"""
A ballot in its envelope: age files (https://age-encryption.org/v1), one within the other where two people must open it.

All payloads have one length, so that the length of an envelope says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pyrage

from ballotbox.rules import Ballot

SIZE = 1024


class BrokenSeal(ValueError):
    """An envelope that these keys do not open, or that does not hold a ballot."""


def make_identity() -> tuple[str, str]:
    """A new key: the secret identity, for paper and nobody's server, and the public recipient."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def seal_ballot(ballot: Ballot, phrase: str, recipients: Sequence[str]) -> bytes:
    """
    The envelope of a ballot with the voter's phrase: closed for each recipient in turn, all of whom it takes to open it.

    Raises ValueError for a recipient that is none, or where choices and phrase are longer than SIZE allows.
    """
    if not recipients:
        raise ValueError("somebody must be able to open it")
    payload = json.dumps({"choices": list(ballot.choices), "phrase": phrase}, ensure_ascii=True).encode()
    if len(payload) > SIZE:
        raise ValueError("the ballot is too long")
    sealed = payload.ljust(SIZE)
    for recipient in recipients:
        try:
            sealed = pyrage.encrypt(sealed, [pyrage.x25519.Recipient.from_str(recipient)])
        except pyrage.RecipientError as error:
            raise ValueError("not a recipient of age") from error
    return sealed


def open_ballot(sealed: bytes, identities: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """
    Choices and phrase of an envelope, opened by the secret identities in the order in which it was closed.

    The choices are as they were sealed: whether the rules allow them is asked by `check`. Raises BrokenSeal.
    """
    payload = sealed
    for identity in reversed(identities):
        try:
            payload = pyrage.decrypt(payload, [pyrage.x25519.Identity.from_str(identity)])
        except (pyrage.DecryptError, pyrage.IdentityError) as error:
            raise BrokenSeal("these keys do not open it") from error
    try:
        held = json.loads(payload)
        choices, phrase = held["choices"], held["phrase"]
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenSeal("it does not hold a ballot") from error
    if not isinstance(phrase, str) or not isinstance(choices, list) or not all(isinstance(x, str) for x in choices):
        raise BrokenSeal("it does not hold a ballot")
    return tuple(choices), phrase
