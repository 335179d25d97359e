"""The runner counts what pytest says and never takes silence for success."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tooling.ops import ROOT, script

sys.path.insert(0, str(ROOT / "ops"))
runner = script("test")
postgres = script("postgres")


@pytest.mark.parametrize(
    ("line", "passed", "failed", "skipped"),
    [
        ("22 passed in 7.34s", 22, 0, 0),
        ("2 failed, 61 passed in 5.62s", 61, 2, 0),
        ("16 passed, 6 errors in 7.14s", 16, 6, 0),
        ("1 failed, 3 passed, 2 skipped, 1 xfailed in 65.00s (0:01:05)", 3, 1, 3),
        ("no tests ran in 0.01s", 0, 0, 0),
    ],
)
def test_the_closing_line_is_counted(line: str, passed: int, failed: int, skipped: int) -> None:
    assert runner.LAST_LINE.match(line)
    assert runner.tally_of(line) == runner.Tally(passed, failed, skipped)


def run_on(folder: Path, source: str) -> object:
    """A run of pytest on one file, far from our own settings."""
    (folder / "test_x.py").write_text(source)
    arguments = [
        "-c",
        "/dev/null",
        "--rootdir",
        str(folder),
        "-p",
        "no:django",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "-q",
        str(folder),
    ]
    return runner.run_pytest("x", arguments, runner.environment_for(folder))


@pytest.mark.parametrize(
    ("source", "passed", "failed"),
    [
        ("def test_a(): pass\ndef test_b(): pass", 2, 0),
        ("def test_a(): pass\ndef test_b(): assert 0", 1, 1),
        ("syntax error", 0, 1),
        ("import os\ndef test_a(): os._exit(0)", 0, 1),
        ("import os\ndef test_a(): os._exit(3)", 0, 1),
    ],
)
def test_runs_are_counted_and_crashes_are_failures(tmp_path: Path, source: str, passed: int, failed: int) -> None:
    tally = run_on(tmp_path, source)
    assert (tally.passed, tally.failed) == (passed, failed)


def test_a_part_that_cannot_run_is_loud_and_failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runner.shutil, "which", lambda _name: None)
    monkeypatch.delenv("CIVIKOS_TEST_CHROMIUM", raising=False)
    assert runner.in_browser(tmp_path, []) == runner.Tally(failed=1)
    assert "COULD NOT RUN" in capsys.readouterr().out


@pytest.mark.parametrize("source", ["", "package"])
def test_a_server_runs_from_debian_or_from_the_package_and_leaves_nothing(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    monkeypatch.setenv("CIVIKOS_TEST_POSTGRES", source)
    with postgres.running() as address:
        folder = Path("/" + address.split("@//", 1)[1]).parent
        assert folder.exists()
        with psycopg.connect(host=str(folder), user="civikos", dbname="civikos") as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert not folder.parent.exists()
    left = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, text=True, check=False)
    assert left.stdout == ""
