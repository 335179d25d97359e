"""Whose thread an address names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from civikos.kernel.accounts.models import Person
from civikos.kernel.entrance.mailed_secrets import hashed, reply_secret_of
from civikos.kernel.entrance.models import Token

MOST_ADDRESSES = 200


@dataclass(frozen=True)
class ReplyAddress:
    """
    What an address for answers names: one person (None: whoever the letter was for) and one thread.

    It says nothing of who writes. `is_alive` is false once it has expired or was withdrawn.
    """

    pk: int
    person: Person | None
    audience: str
    is_alive: bool


def reply_addresses(addresses: Iterable[str], *, at: datetime) -> list[ReplyAddress]:
    """
    Those of some addresses that are addresses for answers of ours, living ones first, otherwise in the order given. One query.

    Of more than two hundred addresses the rest is not looked at.
    """
    secrets = [reply_secret_of(address) for address in list(addresses)[:MOST_ADDRESSES]]
    places = {hashed(secret): place for place, secret in reversed(list(enumerate(secrets))) if secret}
    if not places:
        return []
    rows = Token.objects.filter(secret_hash__in=places, purpose=Token.Purpose.REPLY).select_related("person")
    ordered = sorted(rows, key=lambda row: (not row.is_alive(at), places[row.secret_hash]))
    return [ReplyAddress(row.pk, row.person, row.audience, row.is_alive(at)) for row in ordered]
