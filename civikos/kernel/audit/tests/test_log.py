"""The public log: numbers without gaps, commits, checkpoints, receipts, erasure; checked by a program that stands alone."""

import base64
import json
import random
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as conf
from django.db import DatabaseError, connection, connections, transaction

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions, leaves, merkle, notes, queries
from civikos.kernel.audit.models import Checkpoint, Entry, LogLeaf, LogPending, LogSecret
from civikos.kernel.jobs import clock

AT = datetime(2026, 11, 24, 9, 17, 33, tzinfo=UTC)
VERIFY = conf.BASE_DIR / "ops" / "verify_log.py"


def fill(count: int, *, secret: str = "") -> None:
    with transaction.atomic():
        for number in range(count):
            actions.publish(
                "comment.received",
                f"contribution:{number}",
                {"text": f"Neni {number} {secret}ë", "at": AT.isoformat()},
                at=AT,
            )
    actions.number_pending()


def verify(
    tmp_path: Path, *statements: str, lines: list[str] | None = None, key: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run the stand-alone program over the log (or over other lines) and some checkpoints."""
    dump = tmp_path / "log.jsonl"
    dump.write_text(
        "".join(f"{line}\n" for line in (queries.entries(0, 10**6) if lines is None else lines)), encoding="utf-8"
    )
    paths = []
    for number, text in enumerate(statements):
        path = tmp_path / f"statement{number}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    named = ["--key", notes.verifier()] if key else []
    return subprocess.run(
        [sys.executable, "-I", str(VERIFY), str(dump), *paths, *named],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.django_db
class TestPublishing:
    def test_facts_are_numbered_from_one_in_order_and_leave_the_waiting_room(self):
        fill(7)
        rows = list(LogLeaf.objects.order_by("sequence"))
        assert [row.sequence for row in rows] == [1, 2, 3, 4, 5, 6, 7]
        assert [row.subject for row in rows] == [f"contribution:{n}" for n in range(7)]
        assert not LogPending.objects.exists()

    def test_a_leaf_says_no_finer_time_than_the_hour_and_nothing_of_the_content(self):
        fill(1, secret="Blerim Krasniqi")
        line = queries.entries(0, 10)[0]
        assert json.loads(line)["at_hour"] == "2026-11-24T09:00Z"
        assert "Blerim" not in line
        assert set(json.loads(line)) == {"at_hour", "commit", "kind", "sequence", "subject"}

    def test_the_same_content_gives_another_commit_each_time_and_the_salt_opens_it(self):
        fill(1)
        fill(1)
        first, second = LogLeaf.objects.order_by("sequence")
        assert first.commit != second.commit
        kept = LogSecret.objects.get(leaf=first)
        assert leaves.is_commit_of(first.commit, kept.salt, kept.content)
        assert not leaves.is_commit_of(first.commit, kept.salt, {**kept.content, "text": "other"})
        assert not leaves.is_commit_of(second.commit, kept.salt, kept.content)

    def test_numbering_happens_with_the_transaction_or_right_after_it_once(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            actions.publish("a", "x:1", {}, at=AT)
            actions.publish("b", "x:1", {}, at=AT)
            assert LogLeaf.objects.count() == (2 if connection.vendor == "sqlite" else 0)
        assert len(callbacks) == (0 if connection.vendor == "sqlite" else 1)
        assert queries.receipt_number("x:1", "b") == 2
        assert queries.receipt_number("x:1", "c") is None

    @pytest.mark.parametrize(
        ("kind", "subject", "content"),
        [
            ("with space", "x:1", {}),
            ("a", "x\n1", {}),
            ("a", "Krasniqi ë", {}),
            ("", "x:1", {}),
            ("a", "x" * 61, {}),
            ("a", "x:1", {"n": 0.1}),
            ("a", "x:1", {"n": float("nan")}),
            ("a", "x:1", {"n": 2**60}),
            ("a", "x:1", {"n": AT}),
        ],
    )
    def test_what_could_stop_the_log_is_refused_with_the_change(self, kind, subject, content):
        with pytest.raises(ValueError):
            actions.publish(kind, subject, content, at=AT)
        assert not LogPending.objects.exists()

    def test_a_change_that_is_rolled_back_leaves_nothing(self):
        def publish_and_fall() -> None:
            with transaction.atomic():
                actions.publish("a", "x:1", {}, at=AT)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            publish_and_fall()
        assert actions.number_pending() == 0
        assert not LogLeaf.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestOneWriter:
    def test_four_writers_and_four_numberers_leave_no_gap_and_no_double(self):
        failures: list[BaseException] = []

        def work(worker: int) -> None:
            try:
                for number in range(15):
                    with transaction.atomic():
                        actions.publish("comment.received", f"contribution:{worker}-{number}", {"n": number}, at=AT)
                        if number % 5 == 4:
                            transaction.set_rollback(True)
            except BaseException as error:  # told in the test's own thread
                failures.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        actions.number_pending()
        assert list(LogLeaf.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 49))
        assert LogLeaf.objects.values("subject").distinct().count() == 48
        for worker in range(4):
            mine = LogLeaf.objects.filter(subject__startswith=f"contribution:{worker}-").order_by("sequence")
            assert [row.subject for row in mine] == [f"contribution:{worker}-{n}" for n in range(15) if n % 5 != 4]

    def test_the_clock_numbers_and_signs(self):
        with transaction.atomic():
            actions.publish("a", "x:1", {}, at=AT)
            connection.run_on_commit.clear()  # as if the process had died right after its commit
        assert LogLeaf.objects.exists() is (connection.vendor == "sqlite")
        from civikos.kernel.audit import tasks

        registered = clock._jobs.values()
        assert {tasks.number, tasks.sign} <= {job.run for job in registered}
        tasks.number(AT)
        assert LogLeaf.objects.count() == 1
        tasks.sign(AT)
        assert Checkpoint.objects.get().size == 1
        tasks.sign(AT + timedelta(hours=1))
        assert Checkpoint.objects.count() == 1, "no news, no checkpoint"


@pytest.mark.django_db
class TestAppendOnly:
    @pytest.mark.parametrize("table", ["audit_entry", "audit_logleaf", "audit_checkpoint"])
    @pytest.mark.parametrize("statement", ["DELETE FROM {t}", "UPDATE {t} SET {c} = {c}"])
    def test_the_database_refuses_to_change_or_delete(self, table, statement):
        fill(1)
        actions.make_checkpoint(at=AT)
        actions.record("x.done", LogLeaf.objects.get(), by=SYSTEM, at=AT)
        column = {"audit_entry": "verb", "audit_logleaf": "kind", "audit_checkpoint": "note"}[table]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            assert cursor.fetchone()[0] > 0
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(statement.format(t=table, c=column))
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            assert cursor.fetchone()[0] > 0


@pytest.mark.django_db
class TestCheckpoints:
    def test_a_checkpoint_is_a_signed_note_over_size_and_root(self):
        fill(5)
        made = actions.make_checkpoint(at=AT)
        origin, size, root, *_rest = made.note.split("\n")
        assert (origin, size) == (notes.origin(), "5")
        assert bytes.fromhex(made.root) == merkle.root_of(
            [leaves.hash_of(row) for row in LogLeaf.objects.order_by("sequence")]
        )
        assert notes.is_genuine(made.note, notes.verifier())
        assert not notes.is_genuine(made.note.replace("\n5\n", "\n6\n"), notes.verifier())
        other = notes.verifier()[:-4] + "AAA="
        assert not notes.is_genuine(made.note, other)
        assert root in queries.latest_checkpoint_line()

    def test_any_key_is_understood_also_one_whose_letters_hold_a_plus(self, settings):
        for number in range(60):
            settings.LOG_KEY = base64.b64encode(bytes([number]) * 32).decode()
            note = notes.write(3, bytes(32))
            assert notes.is_genuine(note, notes.verifier()), notes.verifier()

    def test_the_line_for_mails_is_short_and_is_there_from_the_beginning(self):
        assert queries.latest_checkpoint_line() == "0 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        fill(3)
        actions.make_checkpoint(at=AT)
        line = queries.latest_checkpoint_line()
        assert line.startswith("3 ")
        assert line.endswith(" 2026-11-24T09:17Z")
        assert len(line) <= 76

    def test_the_key_is_made_once_and_only_its_owner_may_read_it(self, tmp_path, settings):
        settings.DATA_DIR, settings.LOG_KEY = tmp_path, ""
        first = notes.verifier()
        assert notes.verifier() == first
        assert (tmp_path / "log_key").stat().st_mode & 0o777 == 0o600
        settings.LOG_KEY = notes.new_key()
        assert notes.verifier() != first

    def test_the_program_that_stands_alone_agrees_and_reads_mails(self, tmp_path):
        fill(5)
        old = actions.make_checkpoint(at=AT).note
        mail = f"Përshëndetje\n\n> {queries.latest_checkpoint_line()}\n"
        fill(8)
        new = actions.make_checkpoint(at=AT).note
        done = verify(tmp_path, old, mail, new)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.count("✓") == 3
        forged = verify(tmp_path, new.replace("\n13\n", "\n12\n"))
        assert forged.returncode == 1
        assert "signature is false" in forged.stdout


def mutated(lines: list[str], chance: random.Random) -> tuple[list[str], str]:
    """One change that an insider might make to the log, numbers put in order again where the change allows it."""
    kind = chance.choice(["edit", "delete", "insert", "swap", "truncate"])
    changed, place = list(lines), chance.randrange(len(lines))
    if kind == "edit":
        entry = json.loads(changed[place])
        field = chance.choice(["kind", "subject", "commit", "at_hour"])
        entry[field] = "0" * 64 if field == "commit" else f"{entry[field]}0"
        changed[place] = json.dumps(entry, sort_keys=True, separators=(",", ":"))
    elif kind == "delete":
        del changed[place]
    elif kind == "insert":
        changed.insert(place, changed[place])
    elif kind == "swap":
        other = (place + 1 + chance.randrange(len(lines) - 1)) % len(lines)
        changed[place], changed[other] = changed[other], changed[place]
    else:
        del changed[max(place, 1) :]
    if chance.random() < 0.7:
        renumbered = []
        for number, line in enumerate(changed, 1):
            renumbered.append(
                json.dumps(json.loads(line) | {"sequence": number}, sort_keys=True, separators=(",", ":"))
            )
        changed = renumbered
    return changed, kind


@pytest.mark.django_db
def test_a_hundred_random_changes_of_the_past_are_all_found(tmp_path):
    fill(40)
    signed = actions.make_checkpoint(at=AT).note
    lines = queries.entries(0, 1000)
    import importlib.util

    spec = importlib.util.spec_from_file_location("verify_log", VERIFY)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    statement = tmp_path / "checkpoint.txt"
    statement.write_text(signed, encoding="utf-8")
    chance, kinds, dump = random.Random(62), set(), tmp_path / "dump.jsonl"
    for _round in range(100):
        changed, kind = mutated(lines, chance)
        if changed == lines:
            continue
        kinds.add(kind)
        dump.write_text("".join(f"{line}\n" for line in changed), encoding="utf-8")
        assert not program.check_log(dump, [statement], notes.verifier()), kind
    assert kinds == {"edit", "delete", "insert", "swap", "truncate"}
    dump.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert program.check_log(dump, [statement], notes.verifier()), "the control: the untouched log is right"


@pytest.mark.django_db
class TestReceipts:
    def test_a_receipt_is_checked_without_the_server(self, tmp_path):
        fill(11)
        actions.make_checkpoint(at=AT)
        made = queries.receipt(4, with_content=True).as_json()
        path = tmp_path / "receipt.json"

        def run(receipt: dict[str, object]) -> subprocess.CompletedProcess[str]:
            path.write_text(json.dumps(receipt), encoding="utf-8")
            command = [sys.executable, "-I", str(VERIFY), "--receipt", str(path)]
            return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

        assert run(made).returncode == 0, run(made).stdout
        assert run(made | {"content": {"text": "changed"}}).returncode == 1
        assert run(made | {"leaf": made["leaf"].replace("contribution:3", "contribution:4")}).returncode == 1
        assert run(made | {"proof": made["proof"][:-1]}).returncode == 1

    def test_content_is_only_in_the_receipt_of_who_may_read_it(self):
        fill(2, secret="canary")
        actions.make_checkpoint(at=AT)
        assert "canary" not in json.dumps(queries.receipt(1, with_content=False).as_json())
        assert queries.receipt(3, with_content=True) is None

    def test_a_receipt_is_compared_with_the_log(self):
        fill(3)
        actions.make_checkpoint(at=AT)
        made = queries.receipt(2, with_content=True).as_json()
        verdict = queries.check_receipt(made)
        assert (verdict.is_there, verdict.content_fits, bool(verdict.covered_by)) == (True, True, True)
        assert queries.check_receipt(made | {"content": {"text": "other"}}).content_fits is False
        assert not queries.check_receipt(
            made | {"leaf": made["leaf"].replace('"comment.received"', '"comment.other"')}
        ).is_there
        for leaf in (
            "",
            "[]",
            "{}",
            "not json",
            '{"sequence":"x","commit":""}',
            '{"sequence":-1,"commit":""}',
            "[" * 5000,
        ):
            assert not queries.check_receipt({"leaf": leaf}).is_there

    def test_a_fact_that_no_checkpoint_covers_yet_is_there_and_not_covered(self):
        fill(1)
        assert queries.check_number(1).covered_by == ""
        assert queries.check_number(2) is None
        assert queries.receipt(1, with_content=False) is None


@pytest.mark.django_db
class TestErasureAndRecount:
    def test_the_log_verifies_after_erasure_and_nothing_of_the_content_is_left(self, tmp_path):
        fill(6, secret="Canary-Krasniqi-")
        signed = actions.make_checkpoint(at=AT).note
        person = Person.objects.create(email="a@example.org", name="A")
        assert actions.forget_content("contribution:3", person, by=SYSTEM, at=AT) == 1
        assert verify(tmp_path, signed).returncode == 0
        assert queries.recount().first_wrong is None
        left = list(LogSecret.objects.values_list("leaf_id", flat=True).order_by("leaf_id"))
        assert left == [1, 2, 3, 5, 6]
        assert Entry.objects.get(verb="log.content_erased").details == {"subject": "contribution:3", "count": 1}
        assert "Canary" not in json.dumps(list(LogLeaf.objects.values("kind", "subject", "commit")))

    def test_a_waiting_fact_is_erased_too(self):
        actions.publish("a", "x:1", {"text": "canary"}, at=AT)
        actions.forget_content("x:1", Person.objects.create(email="a@example.org", name="A"), by=SYSTEM, at=AT)
        assert not LogPending.objects.exists()
        assert not LogSecret.objects.exists()
        assert LogLeaf.objects.count() == 1

    def test_a_recount_names_the_first_content_that_was_changed(self):
        fill(6)
        actions.make_checkpoint(at=AT)
        assert queries.recount().first_wrong is None
        kept = LogSecret.objects.get(leaf=4)
        kept.content = {**kept.content, "text": "changed"}
        kept.save()
        assert queries.recount().first_wrong == 4

    def test_a_recount_finds_a_rewritten_leaf_though_the_triggers_were_taken_away(self):
        fill(6)
        actions.make_checkpoint(at=AT)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER audit_logleaf_no_update")
            else:
                cursor.execute("ALTER TABLE audit_logleaf DISABLE TRIGGER audit_logleaf_append_only")
            cursor.execute("UPDATE audit_logleaf SET subject = 'contribution:99' WHERE sequence = 2")
        assert queries.recount().first_wrong == 6, "the checkpoint over six entries does not fit any more"
