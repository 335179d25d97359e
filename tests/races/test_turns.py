"""Writers of one SQLite file take turns: threads, processes, the impatient, the dead."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from config.database.turns import Turn

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from config.database.turns import Turn
Turn(sys.argv[1], patience=5).take()
print("held", flush=True)
sys.stdin.readline()
"""


def holder(database: str) -> "subprocess.Popen[str]":
    """Another process that has the turn until it is told, or dies."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, database], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def holds(turn: Turn) -> bool:
    return turn._held is not None


def test_threads_wait_for_one_another(tmp_path: Path) -> None:
    database = str(tmp_path / "x")
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        turn = Turn(database, patience=10)
        for _time in range(20):
            turn.take()
            assert holds(turn)
            inside += 1
            most = max(most, inside)
            time.sleep(0.0002)
            inside -= 1
            turn.give()

    crew = [threading.Thread(target=work) for _number in range(6)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    assert most == 1


def test_a_process_that_dies_gives_its_turn_back(tmp_path: Path) -> None:
    database = str(tmp_path / "x")
    other, turn = holder(database), Turn(database, patience=0.05)
    turn.take()
    assert not holds(turn), "two had the turn at once"
    other.kill()
    other.communicate()
    turn = Turn(database, patience=5)
    turn.take()
    assert holds(turn)
    turn.give()


def test_whoever_waited_too_long_goes_on_and_hinders_nobody(tmp_path: Path) -> None:
    database = str(tmp_path / "x")
    other, impatient = holder(database), Turn(database, patience=0.05)
    impatient.take()
    impatient.give()
    other.communicate("\n")
    turn = Turn(database, patience=1)
    turn.take()
    assert holds(turn)
    turn.take()
    turn.give()
    turn.give()
    assert not holds(turn)


def test_a_folder_that_may_not_be_written_to_is_left_to_sqlite(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "absent" / "x"), patience=1)
    turn.take()
    assert not holds(turn)
