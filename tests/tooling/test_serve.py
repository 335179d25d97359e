"""The one command that starts everything: both processes live and fall together, and the data stays where it belongs."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tooling.ops import ROOT, script

serve = script("serve")


@contextlib.contextmanager
def started(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The platform on a folder of its own, once it has printed its address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CIVIKOS_", "PYTEST"))}
    environment |= {"CIVIKOS_DATA_DIR": str(folder), "PORT": str(port), "CIVIKOS_DEMO": "0"}
    process = subprocess.Popen(
        [sys.executable, "ops/serve.py"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        seen = []
        for line in process.stdout:
            seen.append(line)
            if "Ctrl-C stops it" in line:
                break
        else:
            pytest.fail("it did not start:\n" + "".join(seen))
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def children_of(pid: int) -> list[int]:
    """Processes started by one, by the kernel's own list."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def command_of(pid: int) -> str:
    """How a process was started."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def wait_until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether it comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def test_web_and_worker_start_answer_and_stop_together(tmp_path: Path, unused_port: Callable[[], int]) -> None:
    port = unused_port()
    with started(tmp_path, port) as process:
        children = children_of(process.pid)
        assert len(children) == 2
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert answer.status == 200
        same_data = os.environ | {"CIVIKOS_DATA_DIR": str(tmp_path)}
        command = [sys.executable, "ops/serve.py", "--reset"]
        again = subprocess.run(command, cwd=ROOT, env=same_data, capture_output=True, text=True, check=False)
        assert again.returncode == 1
        assert "running on this data" in again.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert wait_until(lambda: not any(is_alive(pid) for pid in children))
    assert (tmp_path / "civikos.sqlite3").exists()
    assert not (tmp_path / "serve.pid").exists()


def test_when_the_worker_falls_everything_stops_with_a_sentence(tmp_path: Path, unused_port: Callable[[], int]) -> None:
    with started(tmp_path, unused_port()) as process:
        children = children_of(process.pid)
        worker = next(pid for pid in children if "manage work" in command_of(pid))
        os.kill(worker, signal.SIGKILL)
        assert process.wait(30) == 1
        assert process.stdout is not None
        assert "The worker has stopped" in process.stdout.read()
    assert wait_until(lambda: not any(is_alive(pid) for pid in children))


def test_when_the_supervisor_is_killed_nothing_lives_on(tmp_path: Path, unused_port: Callable[[], int]) -> None:
    with started(tmp_path, unused_port()) as process:
        children = children_of(process.pid)
        process.kill()
        assert wait_until(lambda: not any(is_alive(pid) for pid in children), 30)


def test_a_port_in_use_is_told_or_passed_over(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serve.CannotStart, match=f"Port {port} is in use"):
            serve.free_port(port)
        monkeypatch.setattr(serve, "FIRST_PORT", port)
        assert serve.free_port(None) > port
        assert "in use by something else" in capsys.readouterr().out


def test_reset_empties_the_data_folder_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, beside = tmp_path / "var", tmp_path / "beside"
    (data / "files").mkdir(parents=True)
    beside.mkdir()
    (beside / "kept").write_text("x")
    (data / "files" / "a").write_text("x")
    (data / "civikos.sqlite3").write_text("x")
    (data / "link").symlink_to(beside)
    monkeypatch.setattr(serve, "DATA", data)
    serve.reset()
    assert list(data.iterdir()) == []
    assert (beside / "kept").exists()


def test_the_welcome_names_every_sign_in() -> None:
    said = serve.welcome(8000)
    for key, name in serve.SIGN_INS.items():
        assert f"[{key}] {name}" in said
        assert f"/en/demo/as/{key}/" in said
