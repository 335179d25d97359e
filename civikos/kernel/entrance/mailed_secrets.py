"""Secrets that travel by mail: made here, kept only as hashes."""

import hashlib
import secrets


def new_secret() -> str:
    """A secret for a link: 22 characters, 128 bits."""
    return secrets.token_urlsafe(16)


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
