"""The doctor finds each fault, says what to do, and finds nothing where nothing is wrong."""

import base64
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from civikos.kernel.audit.models import Checkpoint, LogLeaf
from civikos.kernel.catalog.management.commands import doctor
from civikos.kernel.correspondence.models import Message
from civikos.kernel.jobs.models import JobRun

pytestmark = pytest.mark.django_db


def message(at: datetime, **more: object) -> Message:
    """A message that is due at a moment."""
    key = f"k{Message.objects.count()}"
    return Message.objects.create(
        kind="contribution_receipt", about="x:1", address="a@example.org", language="sq", dedup_key=key, message_id=f"<{key}@example.org>",
        subject="x", body="x", not_before=at, date=at, **more,
    )  # fmt: skip


def finding(name: str, at: datetime) -> doctor.Finding:
    """What the doctor finds at one part."""
    return dict(doctor.examine(at))[name]


def run() -> tuple[int, str]:
    """The command as a person calls it: exit code and what it printed."""
    said = io.StringIO()
    try:
        call_command("doctor", stdout=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def test_all_is_well_where_nothing_is_wrong(jurisdiction: None) -> None:
    # The real clock, for once: the doctor compares it with the database's own, which no test can stop.
    JobRun.objects.create(job="x", slot=timezone.now(), ended_at=timezone.now())
    code, said = run()
    assert code == 0, said
    assert "All is well." in said
    assert "✗" not in said
    assert len(said.strip().splitlines()) == len(doctor.all_examinations()) + 2


def test_an_empty_installation_is_told_what_it_lacks(clock: Any) -> None:
    code, said = run()
    assert code == 1
    assert "civikos load_jurisdiction" in said
    assert "civikos work" in said


def test_a_late_worker_is_told(at: datetime) -> None:
    run_ = JobRun.objects.create(job="x", slot=at - timedelta(minutes=9), ended_at=at - timedelta(minutes=9))
    assert not finding("worker", at).is_well
    JobRun.objects.filter(pk=run_.pk).update(ended_at=at - timedelta(minutes=1))
    assert finding("worker", at).is_well


def test_a_message_that_waits_too_long_is_told(at: datetime) -> None:
    waiting = message(at - timedelta(minutes=11))
    assert "since 24.11. 09:49" in finding("outbox", at).remedy
    Message.objects.filter(pk=waiting.pk).update(state=Message.State.SENT)
    message(at + timedelta(hours=1))
    assert finding("outbox", at).is_well


def test_unsigned_entries_are_told_after_two_hours(at: datetime) -> None:
    LogLeaf.objects.create(sequence=0, at_hour=at - timedelta(hours=3), kind="x", subject="x:1", commit="0" * 64)
    assert not finding("public log", at).is_well
    Checkpoint.objects.create(size=1, root="0" * 64, at=at - timedelta(hours=2), note="x")
    assert finding("public log", at).is_well


def test_a_full_disk_is_told(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_DISK", 2**80)
    assert "Make room" in finding("disk", at).remedy


def test_a_store_that_cannot_be_written_is_told(at: datetime, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    options = {"location": str(tmp_path / "file" / "below")}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
    }
    found = finding("storage", at)
    assert "CIVIKOS_STORAGE_URL" in found.remedy
    assert finding("database", at).is_well


def test_a_migration_that_is_missing_is_told(at: datetime) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'catalog'")
    assert "civikos migrate" in finding("database", at).remedy


def test_clocks_that_disagree_are_told(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "datetime":
            return datetime.now(tz) + timedelta(seconds=5)

    assert finding("clock", at).is_well
    monkeypatch.setattr(doctor, "datetime", Late)
    assert "NTP" in finding("clock", at).remedy


@pytest.fixture
def relay(unused_port: Callable[[], int]) -> Iterator[int]:
    """A relay on this machine that offers no encryption; its port."""
    port = unused_port()
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def smtp(settings: Any, port: int, **more: object) -> None:
    """Settings of a relay."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = more.get("tls", False)
    settings.EMAIL_USE_SSL = False


def test_when_a_backup_was_last_restored_is_told(at: datetime, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert doctor.drill(at).is_well, "a demo is not asked for drills"
    settings.PRODUCTION = True
    on_sqlite = connection.vendor == "sqlite"
    assert doctor.drill(at).is_well is not on_sqlite
    told = {"at": (at - timedelta(days=3)).isoformat(), "backup": "x.civikos-backup", "rows": 12}
    (tmp_path / "last-drill.json").write_text(json.dumps(told))
    assert doctor.drill(at).is_well
    assert "72 h ago, 12 rows" in doctor.drill(at).what
    assert doctor.drill(at + timedelta(days=30)).is_well is not on_sqlite


def test_a_relay_without_encryption_is_told(at: datetime, settings: Any, relay: int) -> None:
    smtp(settings, relay)
    found = finding("mail relay", at)
    assert "NOT encrypted" in found.what
    assert "smtp+tls://" in found.remedy


def test_a_relay_that_was_stripped_of_encryption_is_told(at: datetime, settings: Any, relay: int) -> None:
    smtp(settings, relay, tls=True)
    assert not finding("mail relay", at).is_well


def test_a_relay_that_does_not_answer_is_told(at: datetime, settings: Any, unused_port: Callable[[], int]) -> None:
    smtp(settings, unused_port())
    assert "CIVIKOS_EMAIL_URL" in finding("mail relay", at).remedy


def test_a_mailbox_that_does_not_answer_is_told_without_its_password(
    at: datetime, settings: Any, unused_port: Callable[[], int]
) -> None:
    settings.IMAP_URL = f"imaps://user:TOPSECRET@127.0.0.1:{unused_port()}/INBOX"
    found = finding("incoming mail", at)
    assert "CIVIKOS_IMAP_URL" in found.remedy
    assert "TOPSECRET" not in found.what + found.remedy


def test_catalogues_that_are_not_compiled_are_told(at: datetime, settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "sq" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr ""\n')
    settings.LOCALE_PATHS = [tmp_path]
    assert "make setup" in finding("translations", at).remedy
    (folder / "django.mo").write_bytes(b"")
    assert finding("translations", at).is_well


def printed(*arguments: str) -> str:
    """What `civikos make_key` prints."""
    said = io.StringIO()
    call_command("make_key", *arguments, stdout=said)
    return said.getvalue().strip()


def test_make_key_prints_a_new_key_that_production_takes() -> None:
    assert len(printed()) >= 50
    assert printed() != printed()


def test_make_key_prints_a_key_that_signs_the_log() -> None:
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(printed("--log"), validate=True))
    assert len(key.sign(b"x")) == 64
