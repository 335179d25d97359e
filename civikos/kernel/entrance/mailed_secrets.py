"""Secrets that travel by mail: made here, kept only as hashes."""

import base64
import hashlib
import hmac
import ipaddress
import re
import secrets

from django.conf import settings


def new_secret() -> str:
    """A secret for a link: 22 characters, 128 bits."""
    return secrets.token_urlsafe(16)


_REPLY_BYTES = 10
_REPLY_ADDRESS = re.compile(r"k\+([a-z2-7]{16})@(.+)")


def new_reply_secret() -> str:
    """A secret for an address: 16 lower-case characters of base 32, 80 bits; mail servers fold the case of addresses."""
    return base64.b32encode(secrets.token_bytes(_REPLY_BYTES)).decode("ascii").lower()


def reply_address(secret: str) -> str:
    """The address with which an answer comes back into its thread."""
    return f"k+{secret}@{settings.MAIL_IN_DOMAIN}"


def reply_secret_of(address: str) -> str | None:
    """The secret in an address of that form and of our domain, whatever its case; else None."""
    found = _REPLY_ADDRESS.fullmatch(address.strip().lower())
    return found.group(1) if found and found.group(2) == settings.MAIL_IN_DOMAIN else None


def new_code() -> str:
    """A code to type: eight digits, shown as `4821-7730`."""
    number = secrets.randbelow(10**8)
    return f"{number // 10000:04d}-{number % 10000:04d}"


def hashed(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hashed_code(code: str, salt: str) -> str:
    """What the database keeps of a typed code: salted with its token, digits only, so that `48217730` counts too."""
    digits = "".join(character for character in code if character.isdigit())
    return hashlib.sha256(f"{salt}:{digits}".encode()).hexdigest()


def keyed(text: str) -> str:
    """A hash that nobody without our key can make, for what must be counted and must not be read back."""
    return hmac.new(settings.SECRET_KEY.encode(), b"knock:" + text.encode(), hashlib.sha256).hexdigest()


def network_of(client: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6; the text itself where it is no address."""
    try:
        address = ipaddress.ip_address(client.strip())
    except ValueError:
        return client[:80]
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
