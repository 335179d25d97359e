"""A child process that wants too much is stopped, and takes nothing with it."""

import os
import sys
import time
from pathlib import Path

import pytest

from civikos.kernel.files import sandbox
from civikos.kernel.files.sandbox import MEBIBYTE, ChildFailed, Limits, run_limited

SMALL = Limits(cpu_seconds=1, memory=200 * MEBIBYTE, file_size=1 * MEBIBYTE, open_files=20)


@pytest.fixture
def child(tmp_path: Path, settings):
    """Run a piece of Python as the child."""
    settings.BASE_DIR = tmp_path

    def run(source: str, stdin: bytes = b"", limits: Limits = SMALL) -> bytes:
        (tmp_path / "hostile.py").write_text(source)
        return run_limited(["hostile"], stdin, limits)

    return run


@pytest.fixture(params=["prlimit", "preexec"])
def both_ways(request, monkeypatch):
    """With the program `prlimit`, and as on a system without it."""
    if request.param == "preexec":
        monkeypatch.setattr(sandbox.shutil, "which", lambda _name: None)


def test_what_it_prints_comes_back(both_ways, child):
    assert child("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])", b"abc") == b"cba"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True: pass", "time"),
        ("x = bytearray(10**9)", "exit:1"),
        ("x = []\nwhile True: x.append('y' * 10**6)", "exit:1"),
        ("import sys\nwhile True: sys.stdout.write('y' * 10**6)", "output"),
        ("import sys\nwhile True: sys.stderr.write('y' * 10**6)", "output"),
        ("open('/tmp/civikos-too-large', 'wb').write(b'y' * 10**7)", "exit:1"),
        ("x = [open('/dev/null') for n in range(100)]", "exit:1"),
        ("import os; os.kill(os.getpid(), 11)", "memory_or_crash"),
        ("raise SystemExit(7)", "exit:7"),
        ("import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()", None),
    ],
)
def test_one_that_wants_too_much_is_stopped(both_ways, child, source, reason):
    began = time.monotonic()
    with pytest.raises(ChildFailed) as caught:
        child(source)
    assert reason is None or caught.value.reason == reason
    assert time.monotonic() - began < 5
    assert len(caught.value.output) <= SMALL.file_size
    Path("/tmp/civikos-too-large").unlink(missing_ok=True)


def test_one_that_sleeps_is_stopped_by_the_clock(child, monkeypatch):
    monkeypatch.setattr(sandbox, "WALL_CLOCK_FACTOR", 0.3)
    with pytest.raises(ChildFailed, match="time"):
        child("import time; print('begun', flush=True); time.sleep(60)")


def test_what_it_started_ends_with_it(child, tmp_path):
    out = child(
        "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], "
        "stdout=subprocess.DEVNULL).pid)"
    )
    pid = int(out)
    for _turn in range(50):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    os.kill(pid, 9)
    pytest.fail("the grandchild is still there")


def test_it_knows_none_of_our_secrets(child, monkeypatch):
    monkeypatch.setenv("CIVIKOS_SECRET_KEY", "canary")
    assert b"canary" not in child("import os; print(dict(os.environ))")


def test_it_has_no_network_where_the_system_lets_us_take_it_away(child):
    if not sandbox._without_network():
        pytest.skip("this system does not let us take the network away from a child")
    told = child("import socket\nprint([name for _n, name in socket.if_nameindex()])")
    assert told.strip() in {b"['lo']", b"[]"}


def test_input_that_is_not_read_does_not_block(child):
    assert child("print('done')", b"x" * 5_000_000) == b"done\n"


def test_the_interpreter_is_ours(child):
    assert child("import sys; print(sys.executable)").decode().strip() == sys.executable
