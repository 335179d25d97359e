"""
Checkpoints as signed notes (C2SP signed-note and tlog-checkpoint): three lines, an empty line, a signature line.

    civikos.example.org/log
    1234
    <root, base64>

    — civikos.example.org/log <key id and Ed25519 signature, base64>
"""

import base64
import hashlib
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_ED25519 = b"\x01"


def origin() -> str:
    """The name of this installation's log."""
    return f"{settings.SITE_HOST}/log"


def private_key() -> Ed25519PrivateKey:
    """
    The key that signs checkpoints: `CIVIKOS_LOG_KEY` (32 bytes, base64), else a file made once in the data folder.

    It is not part of a backup. Raises ImproperlyConfigured for a key that is not one.
    """
    named = settings.LOG_KEY
    return _parsed(named or _key_in(settings.DATA_DIR / "log_key"))


@lru_cache(maxsize=4)
def _parsed(text: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text.strip(), validate=True))
    except ValueError:
        raise ImproperlyConfigured(
            "CIVIKOS_LOG_KEY: is not 32 bytes in base64. Set it to the output of `civikos make_key --log`."
        )


def _key_in(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        partial.write_text(new_key(), encoding="ascii")
        partial.chmod(0o600)
        try:
            # Web and worker may start at once: the first name stays, the other reads it.
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
        return path.read_text(encoding="ascii")


def new_key() -> str:
    """A new signing key, as it stands in the environment."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def verifier() -> str:
    """The public key as people pass it on: `name+key id+base64`, the form of C2SP signed-note."""
    name, public = origin(), private_key().public_key().public_bytes_raw()
    return f"{name}+{_key_id(name, public).hex()}+{base64.b64encode(_ED25519 + public).decode()}"


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def write(size: int, root: bytes) -> str:
    """The signed note of a checkpoint."""
    key, name = private_key(), origin()
    text = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = _key_id(name, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def is_genuine(note: str, of_verifier: str) -> bool:
    """Whether a note was signed by the key of a verifier line."""
    try:
        name, _key_id_hex, encoded = of_verifier.split("+", 2)
        public = base64.b64decode(encoded, validate=True)[1:]
        text, signatures = note.rsplit("\n\n", 1)
        for line in signatures.splitlines():
            dash, signer, blob = line.split(" ")
            raw = base64.b64decode(blob, validate=True)
            if dash == "—" and signer == name and raw[:4] == _key_id(name, public):
                Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{text}\n".encode())
                return True
    except (ValueError, InvalidSignature):
        return False
    return False
