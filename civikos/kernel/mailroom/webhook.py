"""
The seal on mail that a provider hands over by HTTP: HMAC-SHA256 over moment, recipients and body, with a key both know.

    X-CiviKos-Time: 1795600000
    X-CiviKos-Recipients: k+…@in.example.org
    X-CiviKos-Seal: hex of HMAC-SHA256(key, time "\\n" recipients "\\n" body)

A seal is good for five minutes, and the same mail handed over twice is kept once: nothing is gained by sending it again.
"""

import hashlib
import hmac
from datetime import datetime

MOST_MINUTES = 5


def seal(key: str, moment: str, recipients: str, body: bytes) -> str:
    """What `X-CiviKos-Seal` must say."""
    head = f"{moment}\n{recipients}\n".encode()
    return hmac.new(key.encode(), head + body, hashlib.sha256).hexdigest()


def is_fresh(moment: str, at: datetime) -> bool:
    """Whether a moment, in seconds since 1970, is at most five minutes away."""
    return moment.isascii() and moment.isdigit() and abs(at.timestamp() - int(moment[:15])) <= MOST_MINUTES * 60


def is_sealed(key: str, moment: str, recipients: str, body: bytes, given: str) -> bool:
    """Whether somebody who knows the key has sealed just this."""
    return hmac.compare_digest(seal(key, moment, recipients, body).encode(), given.strip().lower().encode())
