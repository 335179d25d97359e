"""What is written for production agrees with the settings: names, examples, files that are copied, parts that exist."""

import re
import ssl
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from tests.tooling.ops import ROOT
from tests.tooling.test_boot import start


def read_by_settings() -> set[str]:
    """Names of the environment that the settings read."""
    return set(
        re.findall(r'"(CIVIKOS_[A-Z_]+)",\s+default', (ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    )


def example() -> dict[str, str]:
    """The lines of `.env.example`."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def compose() -> dict:
    """The compose file."""
    return yaml.safe_load((ROOT / "compose.yml").read_text(encoding="utf-8"))


def test_every_setting_is_described_and_nothing_else() -> None:
    page = (ROOT / "docs" / "how-to" / "run-in-production.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `(CIVIKOS_[A-Z_]+)` \|", page, flags=re.MULTILINE))
    assert described == read_by_settings()


def test_the_example_names_only_settings_and_starts(tmp_path: Path) -> None:
    assert set(example()) <= read_by_settings()
    keys = {"CIVIKOS_SECRET_KEY": "k" * 50, "CIVIKOS_LOG_KEY": "A" * 43 + "="}
    environment = {
        "PATH": "/usr/bin:/bin",
        **example(),
        **keys,
        "CIVIKOS_DATA_DIR": str(tmp_path),
        "CIVIKOS_ACCEPT_OLD_PYTHON": "1",
    }
    done = start(environment)
    assert done.returncode == 0, done.stderr


def test_the_compose_file_sets_only_settings_and_starts(tmp_path: Path) -> None:
    environment = {
        name: re.sub(r"\$\{[A-Z_]+:[-?]([^}]*)\}", r"\1", value)
        for name, value in compose()["services"]["web"]["environment"].items()
    }
    ours = {name for name in environment if name.startswith("CIVIKOS_")}
    assert ours <= read_by_settings()
    environment |= {
        "PATH": "/usr/bin:/bin",
        "CIVIKOS_SECRET_KEY": "k" * 50,
        "CIVIKOS_DATA_DIR": str(tmp_path),
        "CIVIKOS_ACCEPT_OLD_PYTHON": "1",
    }
    done = start(environment)
    assert done.returncode == 0, done.stderr


def test_the_compose_file_is_whole() -> None:
    whole = compose()
    services = whole["services"]
    for name, service in services.items():
        assert "build" in service or ":" in service["image"], f"{name} is not pinned"
        assert not service.get("image", "").endswith(":latest")
        assert set(service.get("depends_on", [])) <= set(services)
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in whole["volumes"]
        # Only this machine reaches the trial set.
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_what_the_container_file_copies_is_there() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    copied = [name for line in re.findall(r"^COPY (.+)$", text, flags=re.MULTILINE) for name in line.split()[:-1]]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert re.search(r"^USER civikos$", text, flags=re.MULTILINE)
    assert text.count("--require-hashes") == 2


def test_the_start_script_is_sound() -> None:
    subprocess.run(["sh", "-n", str(ROOT / "ops" / "container" / "start.sh")], check=True)
    subprocess.run(["bash", "-n", str(ROOT / "ops" / "system.sh")], check=True)
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


@pytest.mark.parametrize("name", ["mail", "files"])
def test_certificates_of_the_trial_set_are_believed(tmp_path: Path, name: str) -> None:
    command = [sys.executable, str(ROOT / "ops" / "container" / "certificates.py"), str(tmp_path), "files", "mail"]
    subprocess.run(command, check=True)
    before = (tmp_path / "mail.crt").read_bytes()
    subprocess.run(command, check=True)
    assert (tmp_path / "mail.crt").read_bytes() == before
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / f"{name}.crt", tmp_path / f"{name}.key")
    client = ssl.create_default_context(cafile=str(tmp_path / "authority.crt"))
    assert shake_hands(client, server, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(client, server, "elsewhere")
    assert ssl.cert_time_to_seconds(certificate_end(tmp_path / f"{name}.crt")) > datetime.now(UTC).timestamp()


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> bool:
    """A TLS handshake in memory."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _turn in range(6):
        done = 0
        for end in ends:
            try:
                end.do_handshake()
                done += 1
            except ssl.SSLWantReadError:
                continue
        if done == len(ends):
            return True
    return False


def certificate_end(path: Path) -> str:
    """When a certificate ends, as OpenSSL writes it."""
    from cryptography import x509

    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc.strftime("%b %d %H:%M:%S %Y GMT")
