"""Wrong settings stop the start, each with a sentence that says what to do. A new process for each: settings are read once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def production(folder: Path, **changes: str | None) -> dict[str, str]:
    """The environment of a production that starts; `None` takes a name away."""
    complete = {
        "PATH": os.defpath,
        "CIVIKOS_PRODUCTION": "1",
        "CIVIKOS_ACCEPT_OLD_PYTHON": "1",
        "CIVIKOS_SECRET_KEY": "k" * 50,
        "CIVIKOS_SITE_URL": "https://civikos.example.org",
        "CIVIKOS_DATABASE_URL": "postgresql://civikos:secret@localhost/civikos",
        "CIVIKOS_EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
        "CIVIKOS_DATA_DIR": str(folder),
    }
    return {name: value for name, value in (complete | changes).items() if value is not None}


def start(environment: dict[str, str], code: str = "import config.settings") -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The last line that a start which was refused has printed."""
    assert done.returncode != 0, "it started"
    return done.stderr.strip().splitlines()[-1]


def test_a_complete_production_starts_with_everything_closed(tmp_path: Path) -> None:
    code = (
        "from config.settings import *;"
        "print(DEBUG, SESSION_COOKIE_NAME, SESSION_COOKIE_SECURE, SESSION_COOKIE_HTTPONLY, CSRF_COOKIE_SECURE, SECURE_SSL_REDIRECT,"
        "SECURE_HSTS_SECONDS, ALLOWED_HOSTS, EMAIL_USE_TLS, 'civikos.interfaces.demo' in INSTALLED_APPS)"
    )
    done = start(production(tmp_path), code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False __Host-session True True True True 31536000 ['civikos.example.org'] True False"


@pytest.mark.parametrize(
    ("changes", "setting", "remedy"),
    [
        ({"CIVIKOS_DEBUG": "1"}, "CIVIKOS_DEBUG", "Remove it"),
        ({"CIVIKOS_DEMO": "1"}, "CIVIKOS_DEMO", "Remove it"),
        ({"CIVIKOS_SECRET_KEY": None}, "CIVIKOS_SECRET_KEY", "civikos make_key"),
        ({"CIVIKOS_SECRET_KEY": "short"}, "CIVIKOS_SECRET_KEY", "civikos make_key"),
        ({"CIVIKOS_SITE_URL": None}, "CIVIKOS_SITE_URL", "https://"),
        ({"CIVIKOS_SITE_URL": "http://civikos.example.org"}, "CIVIKOS_SITE_URL", "https://"),
        ({"CIVIKOS_DATABASE_URL": None}, "CIVIKOS_DATABASE_URL", "Example: postgresql://"),
        ({"CIVIKOS_DATABASE_URL": "civikos.sqlite3"}, "CIVIKOS_DATABASE_URL", "Example: postgresql://"),
        ({"CIVIKOS_DATABASE_URL": "mysql://u:p@localhost/civikos"}, "CIVIKOS_DATABASE_URL", "postgresql://"),
        ({"CIVIKOS_EMAIL_URL": None}, "CIVIKOS_EMAIL_URL", "smtp+tls://"),
        ({"CIVIKOS_EMAIL_URL": "folder:"}, "CIVIKOS_EMAIL_URL", "smtp+tls://"),
        ({"CIVIKOS_EMAIL_URL": "smtp://user:secret@mail.example.org:25"}, "CIVIKOS_EMAIL_URL", "smtp+tls://"),
        ({"CIVIKOS_EMAIL_URL": "carrier-pigeon://x"}, "CIVIKOS_EMAIL_URL", "smtp+tls://"),
        ({"CIVIKOS_IMAP_URL": "imap://user:secret@mail.example.org/INBOX"}, "CIVIKOS_IMAP_URL", "imaps://"),
        ({"CIVIKOS_QUEUE_URL": "amqp://localhost"}, "CIVIKOS_QUEUE_URL", "redis://"),
        ({"CIVIKOS_STORAGE_URL": "ftp://files.example.org"}, "CIVIKOS_STORAGE_URL", "s3://"),
        (
            {"CIVIKOS_STORAGE_URL": "s3://key:secret@files.example.org"},
            "CIVIKOS_STORAGE_URL",
            "s3://key:secret@host/bucket",
        ),
        ({"CIVIKOS_JURISDICTION": "atlantis"}, "CIVIKOS_JURISDICTION", "civikos/jurisdictions"),
        ({"CIVIKOS_DATA_DIR": "/dev/null/civikos"}, "CIVIKOS_DATA_DIR", "Name a folder that can be written"),
    ],
    ids=lambda value: (
        " ".join(f"{name}={content}" for name, content in value.items()) if isinstance(value, dict) else ""
    ),
)
def test_a_wrong_setting_stops_the_start(
    tmp_path: Path, changes: dict[str, str | None], setting: str, remedy: str
) -> None:
    line = complaint(start(production(tmp_path, **changes)))
    assert f"{setting}: " in line
    assert remedy in line


def test_an_old_python_is_refused_in_production_unless_accepted(tmp_path: Path) -> None:
    code = "import sys; sys.version_info = (3, 11, 9, 'final', 0); import config.settings"
    line = complaint(start(production(tmp_path, CIVIKOS_ACCEPT_OLD_PYTHON=None), code))
    assert "3.11.10" in line
    assert "CIVIKOS_ACCEPT_OLD_PYTHON=1" in line
    assert start(production(tmp_path), code).returncode == 0


def test_an_sqlite_that_may_corrupt_its_log_gets_no_log(tmp_path: Path) -> None:
    environment = production(tmp_path, CIVIKOS_DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3")
    shown = "from config.settings import DATABASES; print(DATABASES['default']['OPTIONS']['init_command'])"
    assert "journal_mode=WAL" in start(environment, shown).stdout
    old = "import sys; sys.modules['pysqlite3'] = None; import sqlite3; sqlite3.sqlite_version = '3.40.1'; " + shown
    assert "journal_mode=DELETE" in start(environment, old).stdout


def test_secrets_stay_out_of_the_complaint(tmp_path: Path) -> None:
    done = start(production(tmp_path, CIVIKOS_EMAIL_URL="smtp://user:TOPSECRET@mail.example.org:25"))
    assert "TOPSECRET" not in complaint(done)
