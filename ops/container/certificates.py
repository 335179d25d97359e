#!/usr/bin/env python3
"""
Certificates for the trial set of compose.yml, whose parts speak TLS to each other as they would in earnest.

    python ops/container/certificates.py FOLDER NAME [NAME …]

Makes an authority of its own and one certificate for each name, once; its key is thrown away, so nobody can issue more.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID = timedelta(days=825)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def make(folder: Path, names: Sequence[str], now: datetime) -> None:
    """Write `authority.crt`, and `NAME.crt` with `NAME.key` for each name, unless they are there."""
    if (folder / "authority.crt").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = (
        x509.CertificateBuilder()
        .subject_name(_named("CiviKos trial set"))
        .issuer_name(_named("CiviKos trial set"))
        .public_key(authority_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    for name in names:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(authority.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now)
            .not_valid_after(now + VALID)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
            )
            .sign(authority_key, hashes.SHA256())
        )
        (folder / f"{name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (folder / f"{name}.key").write_bytes(_pem(key))
        # Read by the processes of other containers, under other accounts; the volume is theirs alone.
        (folder / f"{name}.key").chmod(0o644)
    # Last: its presence says that all is made.
    (folder / "authority.crt").write_bytes(authority.public_bytes(serialization.Encoding.PEM))


def main(arguments: Sequence[str]) -> int:
    """Run the command line."""
    if len(arguments) < 2:
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    make(Path(arguments[0]), arguments[1:], datetime.now(UTC) - timedelta(minutes=5))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
