"""
What is hashed: the content of a fact with its salt, and the public line of a leaf.

Both are canonical JSON (RFC 8785): the same value gives the same bytes on every machine, in every program.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import rfc8785

from civikos.kernel.audit import merkle
from civikos.kernel.audit.models import LogLeaf


def checked_content(content: dict[str, Any]) -> dict[str, Any]:
    """
    The content as the database will give it back. Raises ValueError where it has no one canonical form.

    Fractions are refused: programs disagree about how to write them, and amounts are texts or cents.
    """

    def no_fraction(text: str) -> float:
        raise ValueError(f"the fraction {text} cannot stand in the log: write it as a text or in a smaller unit")

    try:
        through_json = json.loads(json.dumps(content, allow_nan=False), parse_float=no_fraction)
        rfc8785.dumps(through_json)
    except (TypeError, rfc8785.CanonicalizationError) as error:
        raise ValueError(f"this content cannot stand in the log: {error}") from error
    assert isinstance(through_json, dict)  # noqa: S101
    return through_json


def commit_of(salt: str, content: dict[str, Any]) -> str:
    """SHA-256 over the salt (hexadecimal, sixteen bytes) and the canonical JSON of the content, as 64 hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(salt) + rfc8785.dumps(content)).hexdigest()


def is_commit_of(commit: str, salt: str, content: dict[str, Any]) -> bool:
    """Whether this very content with this salt was committed to."""
    try:
        return hmac.compare_digest(commit, commit_of(salt, content))
    except (ValueError, rfc8785.CanonicalizationError):
        return False


def line_of(leaf: LogLeaf) -> str:
    """The leaf as it is published and hashed: one line of JSON without its end."""
    values = {
        "at_hour": leaf.at_hour.astimezone(UTC).strftime("%Y-%m-%dT%H:00Z"),
        "commit": leaf.commit,
        "kind": leaf.kind,
        "sequence": leaf.sequence,
        "subject": leaf.subject,
    }
    # Kinds and subjects are ASCII and numbers are small, so that this is RFC 8785 and ten times as fast.
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def hash_of(leaf: LogLeaf) -> bytes:
    """The leaf's hash in the tree."""
    return merkle.leaf_hash(line_of(leaf).encode())


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour of a moment: the log says no finer time."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
