"""A backup is whole or refused; what is restored rests; a copy of a live file is no backup."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.audit import queries as log
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance.actions import make_personal_links
from civikos.kernel.files.actions import content_of, store
from civikos.kernel.files.kinds import Kind
from civikos.kernel.files.models import StoredFile
from civikos.kernel.safekeeping import actions, archive, engines
from civikos.kernel.safekeeping.rotation import to_drop

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a file of SQLite is looked into")
CANARY = "Canary-Krasniqi"


def message(number: int, state: str = "queued") -> None:
    Message.objects.create(
        kind="new_version",
        about="x:1",
        address=f"p{number}@example.org",
        language="sq",
        dedup_key=f"{number}-{state}",
        message_id=f"<{number}.{state}@x.org>",
        subject="s",
        body=CANARY,
        state=state,
    )


@pytest.fixture
def filled(media: Path) -> Path:
    """An installation with some of everything; the folder of its backups."""
    person = Person.objects.create(email="a@example.org", name=CANARY)
    for number, state in enumerate(["queued", "deferred", "sending", "sent", "failed"]):
        message(number, state)
    make_personal_links([(person.pk, "thing:1")], at=AT, life=timedelta(days=30))
    for content in (b"first text", b"second text"):
        store(content, name="x.txt", accepted=frozenset({Kind.TXT}), by=SYSTEM, at=AT)
    with transaction.atomic():
        for number in range(5):
            audit.publish("comment.received", f"contribution:{number}", {"n": number}, at=AT)
    audit.number_pending()
    audit.make_checkpoint(at=AT)
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore().save(must_create=True)
    return media / "backups"


@contextmanager
def place(into: Path) -> Iterator[dict[str, object]]:
    """What `restore` needs to know: on PostgreSQL an empty database of its own."""
    if connection.vendor == "sqlite":
        yield {}
        return
    import psycopg

    settings = connection.settings_dict
    server = {key.lower(): settings[key] for key in ("HOST", "PORT", "USER", "PASSWORD") if settings[key]}
    name = "restored_for_a_test"
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as maintenance:
        maintenance.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        maintenance.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"database": psycopg.conninfo.make_conninfo(**server, dbname=name)}
        finally:
            maintenance.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def cursor_of(into: Path, where: dict[str, object]) -> Iterator[engines.Cursor]:
    opened = (
        engines.postgres_cursor(str(where["database"])) if where else engines.sqlite_cursor(into / "civikos.sqlite3")
    )
    with opened as cursor:
        yield cursor


def ask(cursor: engines.Cursor, statement: str) -> list[tuple[object, ...]]:
    cursor.execute(statement)
    return [tuple(row) for row in cursor.fetchall()]


class TestWholeWay:
    def test_everything_comes_back_and_rests(self, filled, tmp_path):
        made = actions.make_backup(filled, at=AT)
        into = tmp_path / "new" / "place"
        with place(into) as where:
            done = actions.restore(made.path, into, at=AT, **where)
            assert done.lost is None
            with cursor_of(into, where) as cursor:
                assert ask(cursor, "SELECT name FROM accounts_person") == [(CANARY,)]
                states = dict(ask(cursor, "SELECT state, count(*) FROM correspondence_message GROUP BY state"))
                assert states == {"held": 3, "sent": 1, "failed": 1}
                assert (
                    ask(cursor, "SELECT count(*) FROM entrance_token")
                    == ask(cursor, "SELECT count(*) FROM django_session")
                    == [(0,)]
                )
                assert "restored from a backup" in str(ask(cursor, "SELECT reason FROM jobs_pause")[0][0])
                assert engines.figures_of(cursor).log_root == log.recount().root.hex()
        for row in StoredFile.objects.all():
            assert (into / "files" / row.path).read_bytes() == content_of(row)
        assert not list(into.parent.glob(".*")), "nothing half-made is left behind"

    def test_the_running_installation_is_not_touched(self, filled, tmp_path):
        before = sorted(Message.objects.values_list("pk", "state"))
        made = actions.make_backup(filled, at=AT)
        with place(tmp_path / "r") as where:
            actions.restore(made.path, tmp_path / "r", at=AT, **where)
        assert sorted(Message.objects.values_list("pk", "state")) == before

    def test_nothing_is_ever_overwritten(self, filled, tmp_path):
        made = actions.make_backup(filled, at=AT)
        (tmp_path / "there").mkdir()
        with pytest.raises(engines.TargetNotEmpty):
            actions.restore(made.path, tmp_path / "there", at=AT)
        if connection.vendor == "postgresql":
            with pytest.raises(actions.NeedsDatabase):
                actions.restore(made.path, tmp_path / "x", at=AT)
            with place(tmp_path / "x") as where:
                actions.restore(made.path, tmp_path / "x", at=AT, **where)
                with pytest.raises(engines.TargetNotEmpty):
                    actions.restore(made.path, tmp_path / "y", at=AT, **where)

    def test_a_known_checkpoint_says_what_the_backup_has_not(self, filled, tmp_path):
        made = actions.make_backup(filled, at=AT)
        audit.publish("a", "x:1", {}, at=AT)
        audit.publish("a", "x:2", {}, at=AT)
        audit.number_pending()
        newest = audit.make_checkpoint(at=AT)
        for number, (known, told) in enumerate(
            [((newest.size, newest.root), (6, 7)), ((5, made.manifest.log_root), None)]
        ):
            with place(tmp_path) as where:
                assert actions.restore(made.path, tmp_path / str(number), at=AT, checkpoint=known, **where).lost == told
        with place(tmp_path) as where, pytest.raises(archive.BackupDamaged, match="public log"):
            actions.restore(made.path, tmp_path / "z", at=AT, checkpoint=(5, "0" * 64), **where)
        assert not (tmp_path / "z").exists()

    def test_a_missing_or_altered_content_is_named_and_the_rest_is_saved(self, filled, tmp_path):
        first, second = StoredFile.objects.order_by("pk")
        from django.core.files.storage import default_storage

        default_storage.delete(first.path)
        with default_storage.open(second.path, "wb") as spoiled:
            spoiled.write(b"other")
        made = actions.make_backup(filled, at=AT)
        assert sorted(made.manifest.missing_files) == sorted([first.sha256, second.sha256])
        with place(tmp_path / "r") as where:
            actions.restore(made.path, tmp_path / "r", at=AT, **where)
        with pytest.raises(CommandError, match="missing or altered"):
            call_command("backup", str(filled))

    def test_the_commands_say_what_they_did(self, filled, tmp_path, capsys):
        (settings.DATA_DIR / actions.LAST_DRILL).unlink(missing_ok=True)
        call_command("backup", str(filled), **({"drill": True} if connection.vendor == "sqlite" else {}))
        told = capsys.readouterr().out
        assert "2 files" in told
        assert (settings.DATA_DIR / actions.LAST_DRILL).exists() is (connection.vendor == "sqlite")
        path = next(filled.glob("*.civikos-backup"))
        with place(tmp_path / "r") as where:
            call_command("restore", str(path), into=tmp_path / "r", checkpoint=log.latest_checkpoint_line(), **where)
        assert "civikos release" in capsys.readouterr().out
        with pytest.raises(CommandError):
            call_command("restore", str(path), into=tmp_path / "r")
        with pytest.raises(CommandError, match="There is no file"):
            call_command("restore", str(tmp_path / "absent"), into=tmp_path / "r2")
        with pytest.raises(CommandError, match="--checkpoint"):
            call_command("restore", str(path), into=tmp_path / "r2", checkpoint="12 x!")


class TestDamage:
    def damaged(self, path: Path, change: Callable[[bytearray], None], tmp_path: Path) -> Path:
        raw = bytearray(path.read_bytes())
        change(raw)
        copy = tmp_path / "damaged"
        copy.write_bytes(raw)
        return copy

    def test_a_file_that_was_cut_off_anywhere_is_refused_and_nothing_is_left(self, filled, tmp_path):
        made = actions.make_backup(filled, at=AT)
        size, chance = made.path.stat().st_size, random.Random(9)
        whole_members = size - 20 * 512  # what tar writes behind the last member is padding
        for cut in [0, 1, 511, 512, 1024, *(chance.randrange(whole_members) for _turn in range(20))]:
            copy = self.damaged(made.path, lambda raw, cut=cut: raw.__delitem__(slice(cut, None)), tmp_path)
            with pytest.raises(archive.BackupDamaged):
                actions.restore(copy, tmp_path / "r", at=AT)
            assert not (tmp_path / "r").exists()

    def test_a_file_with_one_byte_changed_in_any_member_is_refused(self, filled, tmp_path):
        made = actions.make_backup(filled, at=AT)
        with tarfile.open(made.path) as tar:
            spans = [(entry.name, entry.offset_data, entry.size) for entry in tar]
        chance = random.Random(10)
        assert {name for name, _start, _size in spans} >= {"manifest.json", "database", "seal"}
        for name, start, size in spans:
            for _turn in range(4):
                place_in_file = start + chance.randrange(size)

                def flip(raw: bytearray, at: int = place_in_file) -> None:
                    raw[at] ^= 0x41

                with pytest.raises(archive.BackupDamaged):
                    actions.restore(self.damaged(made.path, flip, tmp_path), tmp_path / "r", at=AT)
                assert not (tmp_path / "r").exists(), name

    @pytest.mark.parametrize("content", [b"", b"no backup", b"\x1f\x8b" + b"0" * 600, b"\0" * 10240])
    def test_what_is_no_backup_is_refused(self, content, tmp_path):
        path = tmp_path / "x"
        path.write_bytes(content)
        with pytest.raises(archive.BackupDamaged):
            actions.restore(path, tmp_path / "r", at=AT)

    @pytest.mark.parametrize(
        "name",
        ["../escaped", "/tmp/escaped", "files/../../escaped", "files/" + "0" * 63, "extra"],
    )
    def test_a_member_that_does_not_belong_is_refused_before_it_is_written(self, filled, tmp_path, name):
        made = actions.make_backup(filled, at=AT)
        copy = tmp_path / "copy"
        shutil.copy(made.path, copy)
        (tmp_path / "evil").write_bytes(b"evil")
        with tarfile.open(copy, "a") as tar:
            tar.add(tmp_path / "evil", arcname=name)
        with pytest.raises(archive.BackupDamaged):
            actions.restore(copy, tmp_path / "deep" / "r", at=AT)
        assert not list(tmp_path.rglob("escaped"))

    def test_a_manifest_cannot_name_tables_or_members_of_its_own(self):
        manifest = {
            "made_at": "",
            "engine": "sqlite",
            "rows": {},
            "log_size": 0,
            "log_root": "",
            "members": {},
            "missing_files": [],
            "format": 1,
        }
        assert archive.parsed(json.dumps(manifest).encode())
        member = {"sha256": "0" * 64, "size": 1}
        for wrong in (
            {"rows": {'x"; DROP TABLE y; --': 1}},
            {"members": {"../x": member}},
            {"format": 2},
            {"members": 3},
            {"more": 1},
            {"members": {"database": {}}},
        ):
            with pytest.raises(archive.BackupDamaged):
                archive.parsed(json.dumps(manifest | wrong).encode())

    @on_sqlite
    def test_a_database_that_fails_its_own_checks_is_not_backed_up(self, tmp_path):
        path = tmp_path / "orphan.sqlite3"
        with closing(sqlite3.connect(path)) as made:
            made.executescript(
                "CREATE TABLE a(id INTEGER PRIMARY KEY); CREATE TABLE b(a REFERENCES a(id)); INSERT INTO b VALUES (7);"
            )
        with pytest.raises(engines.DatabaseDamaged, match="points to nothing"):
            engines.copy_sqlite(str(path), tmp_path / "copy")
        torn = tmp_path / "torn.sqlite3"
        with closing(sqlite3.connect(torn)) as made:
            made.execute("CREATE TABLE a(t)")
            made.executemany("INSERT INTO a VALUES (?)", [("x" * 900,)] * 200)
            made.commit()
        raw = bytearray(torn.read_bytes())
        raw[4096 * 3 : 4096 * 5] = b"\xff" * 8192
        torn.write_bytes(raw)
        with pytest.raises(engines.DatabaseDamaged):
            engines.check_sqlite(torn)


class TestEncryption:
    def test_nothing_can_be_read_without_the_key(self, filled, tmp_path):
        pyrage = pytest.importorskip("pyrage")
        mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
        keys = {}
        for name, identity in (("mine", mine), ("other", other)):
            keys[name] = tmp_path / name
            keys[name].write_text(f"# created\n{identity}\n")
        made = actions.make_backup(filled, at=AT, public_key=str(mine.to_public()))
        raw = made.path.read_bytes()
        assert raw.startswith(archive.AGE_MAGIC)
        assert CANARY.encode() not in raw
        assert b"manifest" not in raw
        with pytest.raises(archive.BackupEncrypted):
            actions.restore(made.path, tmp_path / "r", at=AT)
        with pytest.raises(archive.BackupEncrypted):
            actions.restore(made.path, tmp_path / "r", at=AT, private_key=keys["other"])
        cut = tmp_path / "cut"
        cut.write_bytes(raw[:-100])
        with pytest.raises(archive.BackupEncrypted):
            actions.restore(cut, tmp_path / "r", at=AT, private_key=keys["mine"])
        assert not (tmp_path / "r").exists()
        with place(tmp_path / "r") as where:
            actions.restore(made.path, tmp_path / "r", at=AT, private_key=keys["mine"], **where)
        assert not list(tmp_path.rglob("*.plain"))

    def test_a_key_that_is_none_is_told_and_leaves_no_file(self, filled):
        pytest.importorskip("pyrage")
        with pytest.raises(CommandError, match="public key"):
            call_command("backup", str(filled), public_key="age1nonsense")
        assert list(filled.iterdir()) == []


WRITER = """
import sqlite3, sys, pysqlite3
db = pysqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
db.execute("PRAGMA journal_mode=WAL"); db.execute("PRAGMA synchronous=NORMAL"); db.execute("PRAGMA foreign_keys=ON")
n = 0
while True:
    n += 1
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO workdays_calendaredition(made_at, note, days) VALUES ('2026-01-01', ?, ?)", (str(n), '"' + "x" * 3000 + '"'))
    db.execute("INSERT INTO workdays_dayoff(date, name, is_observed, is_estimated, is_confirmed, basis) "
               "VALUES (date('1900-01-01', '+' || ? || ' days'), 'd', 0, 0, 0, '')", (n,))
    if n % 7 == 0:
        db.execute("DELETE FROM workdays_calendaredition WHERE id % 7 = 3")
    db.execute("COMMIT")
    print(n, flush=True)
"""


@pytest.mark.race
@on_sqlite
class TestUnderWriteLoad:
    """Each transaction of the writer adds a pair of rows; in every whole copy the number of days off is the last one committed before it."""

    @pytest.fixture
    def written(self, transactional_db) -> Iterator[Callable[[], int]]:
        """A process that writes all the time; the number of transactions it has said were committed."""
        name = str(connection.settings_dict["NAME"])
        writer = subprocess.Popen([sys.executable, "-c", WRITER, name], stdout=subprocess.PIPE, text=True)
        committed = [0]

        def listen() -> None:
            for line in writer.stdout:
                committed[0] = int(line)

        listener = threading.Thread(target=listen)
        listener.start()
        while committed[0] < 20:
            assert writer.poll() is None, "the writer fell"
        yield lambda: committed[0]
        writer.kill()
        writer.wait()
        listener.join()
        writer.stdout.close()
        connections.close_all()

    def test_five_backups_are_whole_and_have_everything_committed_before(self, written, media, tmp_path):
        for turn in range(5):
            before = written()
            made = actions.make_backup(media / "backups", at=AT + timedelta(seconds=turn))
            after = written() + 1
            done = actions.restore(made.path, tmp_path / str(turn), at=AT)
            with engines.sqlite_cursor(done.folder / "civikos.sqlite3") as cursor:
                days, last = ask(
                    cursor, "SELECT count(*), max(julianday(date)) - julianday('1900-01-01') FROM workdays_dayoff"
                )[0]
            assert days == last, "a pair is torn"
            assert before <= days <= after

    def test_the_control_a_copy_of_the_live_file_is_bad_or_lacks_what_was_committed(self, written, tmp_path):
        name, bad = str(connection.settings_dict["NAME"]), 0
        for turn in range(10):
            before = written()
            copy = tmp_path / f"{turn}.sqlite3"
            shutil.copyfile(name, copy)
            try:
                engines.check_sqlite(copy)
                with engines.sqlite_cursor(copy) as cursor:
                    bad += int(ask(cursor, "SELECT count(*) FROM workdays_dayoff")[0][0]) < before
            except engines.DatabaseDamaged:
                bad += 1
            except sqlite3.DatabaseError:
                bad += 1
        assert bad > 0, "the control must fail, or the test above sees nothing"


def test_rotation_keeps_hours_days_weeks_and_months(tmp_path):
    def name(moment: datetime) -> Path:
        return tmp_path / f"{moment:%Y-%m-%dT%H%M%SZ}.civikos-backup"

    start = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    every_hour = [name(start - timedelta(hours=hours)) for hours in range(24 * 500)]
    other = tmp_path / "notes.civikos-backup"
    dropped = set(to_drop([*every_hour, other]))
    kept = [path for path in every_hour if path not in dropped]
    assert other not in dropped
    assert every_hour[:24] == kept[:24]
    assert len(kept) <= 24 + 14 + 8 + 12
    assert len({path.name[:10] for path in kept[:40]}) >= 14
    assert len({path.name[:7] for path in kept}) == 12
    assert to_drop([every_hour[0]]) == []
    assert to_drop(sorted(set(every_hour) - dropped)) == [], "asked again, it drops nothing"


def test_old_backups_go_only_when_asked(filled):
    old = filled / "2020-01-01T000000Z.civikos-backup"
    for turn in range(3):
        actions.make_backup(filled, at=AT + timedelta(minutes=turn))
    old.write_bytes(b"x")
    actions.make_backup(filled, at=timezone.now())
    assert old.exists()
    for number in range(1, 30):
        (filled / f"2019-01-{number:02d}T000000Z.civikos-backup").write_bytes(b"x")
    actions.make_backup(filled, at=AT + timedelta(days=1), keep_all=False)
    assert len(list(filled.glob("2019-*"))) < 29
