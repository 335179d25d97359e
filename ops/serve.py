#!/usr/bin/env python3
"""
Start the platform on this machine: web and worker together, with the demo network.

    python ops/serve.py                  start; Ctrl-C stops both
    python ops/serve.py --prepare-only   only migrate and load
    python ops/serve.py --reset          throw the data in var/ away

Only the standard library is used here; Django runs in the children.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import termios
import time
import tty
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("CIVIKOS_DATA_DIR", ROOT / "var"))
FIRST_PORT = 8000
PORTS_TRIED = 50
SIGN_INS = {"s": "secretariat", "m": "member", "i": "ministry", "v": "visitor"}
PATIENCE_SECONDS = 60
PR_SET_PDEATHSIG = 1


class CannotStart(Exception):
    """The platform cannot start; the message says what to do."""


@dataclass
class Child:
    """One of the two processes."""

    name: str
    process: subprocess.Popen[bytes]


def environment(**more: str) -> dict[str, str]:
    """The shell's environment for the children; the demo unless it is told otherwise."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"CIVIKOS_DEMO": "1", **kept, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1", **more}


def prepare() -> None:
    """Migrate, load the profile, and once the demo network. Raises: CannotStart."""
    DATA.mkdir(parents=True, exist_ok=True)
    (DATA / "static").mkdir(exist_ok=True)
    done = subprocess.run([sys.executable, "ops/prepare.py"], cwd=ROOT, env=environment(), check=False)
    if done.returncode:
        raise CannotStart("The data could not be made ready; the lines above say why. `make reset` starts over.")


def free_port(asked: int | None) -> int:
    """The port to listen on: the one asked for, else the first free one from 8000. Raises: CannotStart."""
    for port in [asked] if asked else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != (asked or FIRST_PORT):
            print(f"Port {FIRST_PORT} is in use by something else: taking {port}.", flush=True)
        return port
    raise CannotStart(
        f"Port {asked} is in use. Name another one: make run PORT=8080"
        if asked
        else "No port from 8000 on is free. Name one: make run PORT=9000"
    )


def _fall_with_parent() -> None:
    # Should we be killed outright, web and worker must not live on unseen. Linux only; elsewhere it is left out.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(port: int) -> list[Child]:
    """Start web and worker, each in a process group of its own, so that Ctrl-C reaches them through us and in order."""
    ours = environment(CIVIKOS_SITE_URL=f"http://127.0.0.1:{port}")
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
        "--no-control-socket",
    ]
    work = [sys.executable, "-m", "config.manage", "work", "--quiet"]
    return [
        Child(name, subprocess.Popen(command, cwd=ROOT, env=ours, start_new_session=True, preexec_fn=_fall_with_parent))
        for name, command in (("web", web), ("worker", work))
    ]


def wait_until_it_answers(port: int, children: Sequence[Child]) -> None:
    """Raises: CannotStart, when a child falls or a minute passes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for child in children:
            if child.process.poll() is not None:
                raise CannotStart(
                    f"The {child.name} fell while starting (exit {child.process.returncode}); the lines above say why."
                )
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise CannotStart(
                f"The web process answers with an error ({error.code}); the lines above say why."
            ) from None
        except OSError:
            # Nobody listens yet.
            pass
        time.sleep(0.1)
    raise CannotStart(f"The web process did not answer within {PATIENCE_SECONDS} s.")


def stop(children: Sequence[Child]) -> None:
    """Ask both to stop, the worker finishing the message it is sending; insist after fifteen seconds."""
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM if child.name == "web" else signal.SIGINT)
    deadline = time.monotonic() + 15
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


@contextlib.contextmanager
def single_keys() -> Iterator[bool]:
    """Let the terminal hand over each key at once; False where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield False
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield True
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def welcome(port: int) -> str:
    """What is printed once the platform answers."""
    address = f"http://127.0.0.1:{port}"
    keys = "   ".join(f"[{key}] {name}" for key, name in SIGN_INS.items())
    lines = [f"  CiviKos is open at {address}/", "", f"  Sign in as: {keys}"]
    lines += [f"      [{key}]  {address}/en/demo/as/{key}/" for key, name in SIGN_INS.items()]
    lines += [
        "",
        f"  Everybody's mail: {address}/en/demo/mailbox/   Albanian: {address}/sq/   Serbian: {address}/sr-latn/",
        "  Ctrl-C stops it.",
    ]
    return "\n".join(["", *lines, ""])


def watch(children: Sequence[Child], port: int, has_keys: bool) -> int:
    """Until Ctrl-C (0) or until a child falls (1); a key opens its sign-in."""
    import select

    while True:
        for child in children:
            if child.process.poll() is not None:
                print(
                    f"The {child.name} has stopped (exit {child.process.returncode}), so everything stops. Start again with: make run",
                    file=sys.stderr,
                )
                return 1
        if not has_keys:
            time.sleep(0.3)
            continue
        ready, _write, _error = select.select([sys.stdin], [], [], 0.3)
        key = os.read(sys.stdin.fileno(), 1).decode(errors="replace").lower() if ready else ""
        if key in SIGN_INS:
            address = f"http://127.0.0.1:{port}/en/demo/as/{key}/"
            print(f"  {SIGN_INS[key]}: {address}", flush=True)
            if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin":
                webbrowser.open(address)


def run(asked_port: int | None) -> int:
    """Prepare, start, watch, stop; the exit code."""
    lock = DATA / "serve.pid"
    if is_running():
        raise CannotStart(
            f"It is running already (process {lock.read_text().strip()}). Stop that one first, with Ctrl-C where it was started."
        )
    prepare()
    port = free_port(asked_port)
    lock.write_text(str(os.getpid()))
    # A terminal that closes, and a supervisor above us, ask as Ctrl-C does.
    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, _as_ctrl_c)
    children: list[Child] = []
    try:
        children = start(port)
        wait_until_it_answers(port, children)
        print(welcome(port), flush=True)
        with single_keys() as has_keys:
            return watch(children, port, has_keys)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        stop(children)
        lock.unlink(missing_ok=True)


def _as_ctrl_c(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def is_running() -> bool:
    """Whether a platform on this data is running."""
    try:
        pid = int((DATA / "serve.pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return False
    # The number may have gone to another program since.
    return b"serve.py" in Path(f"/proc/{pid}/cmdline").read_bytes() if Path("/proc").is_dir() else True


def reset() -> None:
    """Empty the data folder. Raises: CannotStart, while the platform is running on it."""
    if is_running():
        raise CannotStart("The platform is running on this data. Stop it first, with Ctrl-C where it was started.")
    for entry in list(DATA.iterdir()) if DATA.is_dir() else []:
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    print("The data in var/ is gone. `make run` starts over.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--prepare-only", action="store_true")
    what.add_argument("--reset", action="store_true")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 0) or None)
    asked = parser.parse_args(arguments)
    try:
        if asked.reset:
            reset()
            return 0
        if asked.prepare_only:
            prepare()
            return 0
        return run(asked.port)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
