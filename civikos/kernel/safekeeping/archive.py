"""
The file of a backup: one tar with a manifest first, the database, every stored file under its hash, and a seal last.

    manifest.json     what it is, hash and size of every member, rows of every table, size and root of the public log
    database          a compressed SQLite file, or PostgreSQL's custom format
    files/<sha256>    stored files
    seal              the hash of the manifest: a file that was cut off has no seal

It is written beside its place, forced to the disk and then renamed, so that a name always has a whole backup behind it.
Optionally all of it is encrypted to a public key (age), whose private half the server does not have.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from civikos.kernel.workflow.refusals import Refused

FORMAT = 1
CHUNK = 1024 * 1024
MANIFEST, DATABASE, SEAL = "manifest.json", "database", "seal"
_TABLE = re.compile(r"[a-z0-9_]{1,63}")
_STORED = re.compile(r"files/[0-9a-f]{64}")
LARGEST_MANIFEST = 200 * 1024 * 1024
AGE_MAGIC = b"age-encryption.org/"


class BackupDamaged(Refused):
    """The file is not a whole backup: cut off, altered, or something else."""

    code = "backup.damaged"
    message = _("This file is not a whole backup (%(why)s). Take another one.")


class BackupEncrypted(Refused):
    """The file needs a private key, or another one."""

    code = "backup.encrypted"
    message = _("This backup is encrypted. Name the file with the private key it was made for.")


class NoEncryption(Refused):
    """The package that encrypts is not installed."""

    code = "backup.no_encryption"
    message = _("Encryption needs the package pyrage. Install it, or leave the key away.")


@dataclass(frozen=True)
class Member:
    """One part of a backup: its hash and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    engine: str
    rows: dict[str, int]
    log_size: int
    log_root: str
    members: dict[str, Member]
    missing_files: list[str] = field(default_factory=list)
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), sort_keys=True, indent=1).encode()


def parsed(raw: bytes) -> Manifest:
    """A manifest from its bytes. Raises: BackupDamaged."""
    try:
        values = json.loads(raw)
        members = {str(name): Member(**member) for name, member in values.pop("members").items()}
        manifest = Manifest(members=members, **values)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BackupDamaged(why="the manifest cannot be read")
    if manifest.format != FORMAT:
        raise BackupDamaged(why=f"format {manifest.format} is not known here")
    if any(not (name == DATABASE or _STORED.fullmatch(name)) for name in members):
        raise BackupDamaged(why="the manifest names a member that does not belong")
    if not all(_TABLE.fullmatch(table) for table in manifest.rows):
        raise BackupDamaged(why="the manifest names a table that does not belong")
    return manifest


def hash_of(path: Path) -> Member:
    """Hash and size of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while piece := source.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return Member(digest.hexdigest(), size)


def write(target: Path, manifest: Manifest, parts: dict[str, Path], *, public_key: str = "") -> None:
    """
    Write the file of a backup; `parts` are the members' contents by name.

    Raises: NoEncryption, ValueError for a public key that is not one.
    """
    partial = target.with_name(f".{target.name}.part")
    raw = manifest.as_bytes()
    try:
        with partial.open("wb") as out:
            with tarfile.open(fileobj=out, mode="w") as tar:
                _add(tar, MANIFEST, io.BytesIO(raw), len(raw))
                for name, member in manifest.members.items():
                    with parts[name].open("rb") as source:
                        _add(tar, name, source, member.size)
                seal = hashlib.sha256(raw).hexdigest().encode()
                _add(tar, SEAL, io.BytesIO(seal), len(seal))
            out.flush()
            os.fsync(out.fileno())
        if public_key:
            _encrypt(partial, public_key)
        partial.chmod(0o600)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    tar.addfile(entry, source)


def _encrypt(path: Path, public_key: str) -> None:
    try:
        import pyrage
    except ImportError:
        raise NoEncryption
    sealed = path.with_suffix(".age")
    try:
        try:
            recipient = pyrage.x25519.Recipient.from_str(public_key.strip())
        except pyrage.RecipientError:
            raise ValueError("this is not a public key of age (age1…)")
        pyrage.encrypt_file(str(path), str(sealed), [recipient])
        with sealed.open("rb") as written:
            os.fsync(written.fileno())
        sealed.replace(path)
    finally:
        sealed.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, scratch: Path, *, private_key: Path | None = None) -> Iterator[Path]:
    """
    The plain tar of a backup, decrypted beside `scratch` if need be. Raises: BackupDamaged, BackupEncrypted, NoEncryption.
    """
    with path.open("rb") as source:
        is_encrypted = source.read(len(AGE_MAGIC)) == AGE_MAGIC
    if not is_encrypted:
        yield path
        return
    if private_key is None:
        raise BackupEncrypted
    try:
        import pyrage
    except ImportError:
        raise NoEncryption
    plain = scratch.with_name(f".{scratch.name}.plain")
    try:
        lines = [
            line.strip()
            for line in private_key.read_text(encoding="utf-8").splitlines()
            if line.startswith("AGE-SECRET-KEY-")
        ]
        try:
            identities = [pyrage.x25519.Identity.from_str(line) for line in lines]
            pyrage.decrypt_file(str(path), str(plain), identities)
        except (pyrage.IdentityError, pyrage.DecryptError, OSError):
            # age does not tell a wrong key from a file that was cut off or altered.
            raise BackupEncrypted
        plain.chmod(0o600)
        yield plain
    finally:
        plain.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Manifest:
    """
    Check every byte of a backup and put its members into an empty folder, under their own names.

    Raises: BackupDamaged, before anybody can use what was unpacked.
    """
    try:
        with tarfile.open(path, mode="r:") as tar:
            manifest = _first(tar)
            seen: set[str] = set()
            seal = b""
            for entry in tar:
                if entry.name == MANIFEST:
                    continue
                content = tar.extractfile(entry)
                if not entry.isreg() or content is None:
                    raise BackupDamaged(why=f"{entry.name} is not a file")
                if entry.name == SEAL:
                    seal = content.read(200)
                    continue
                if entry.name not in manifest.members or entry.name in seen:
                    raise BackupDamaged(why=f"{entry.name} does not belong")
                _unpack_one(content, manifest.members[entry.name], folder / entry.name, entry.name)
                seen.add(entry.name)
    except (tarfile.TarError, EOFError, OSError, UnicodeDecodeError) as error:
        raise BackupDamaged(why=f"it ends too early or is no backup: {type(error).__name__}") from error
    if seal.decode(errors="replace") != hashlib.sha256(manifest.as_bytes()).hexdigest():
        raise BackupDamaged(why="the seal is missing or does not fit")
    if missing := sorted(set(manifest.members) - seen):
        raise BackupDamaged(why=f"{missing[0]} is missing")
    return manifest


def _first(tar: tarfile.TarFile) -> Manifest:
    entry = tar.next()
    if entry is None or entry.name != MANIFEST or not entry.isreg() or entry.size > LARGEST_MANIFEST:
        raise BackupDamaged(why="it does not begin with a manifest")
    content = tar.extractfile(entry)
    return parsed(content.read() if content else b"")


def _unpack_one(content: IO[bytes], expected: Member, target: Path, name: str) -> None:
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        while piece := content.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    if (digest.hexdigest(), size) != (expected.sha256, expected.size) or (
        name != DATABASE and name != f"files/{expected.sha256}"
    ):
        raise BackupDamaged(why=f"{name} is not what it was")
