"""Child processes with limits, for everything that reads what strangers sent or that could eat the machine."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import IO

from django.conf import settings

MEBIBYTE = 1024 * 1024
# A child gets more time by the clock than processor time: the machine may be busy with other things.
WALL_CLOCK_FACTOR = 6


@dataclass(frozen=True)
class Limits:
    """
    What a child process may use: seconds of processor time, bytes of memory, bytes it may write to one file.

    What it prints goes through a file, so `file_size` limits that too.
    """

    cpu_seconds: int = 10
    memory: int = 768 * MEBIBYTE
    file_size: int = 64 * MEBIBYTE
    open_files: int = 64


class ChildFailed(Exception):
    """The child process ran out of its limits or fell; `reason` is `time`, `output`, `memory_or_crash` or `exit:N`."""

    def __init__(self, reason: str, output: bytes = b"", error: bytes = b"") -> None:
        super().__init__(reason)
        self.reason, self.output, self.error = reason, output, error


def run_limited(arguments: list[str], stdin: bytes, limits: Limits | None = None) -> bytes:
    """
    Run `python -m …` with `stdin` under limits, without the environment's secrets; return what it printed.

    It has no network where the system lets us take it away. Whatever it started ends with it.
    Raises `ChildFailed`, with the output, when it did not end with 0.
    """
    limits = limits or Limits()
    command, before_start = _limited([sys.executable, "-m", *arguments], limits)
    environment = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(settings.BASE_DIR),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            env=environment,
            cwd=settings.DATA_DIR,
            start_new_session=True,
            preexec_fn=before_start,
        )
        late = False
        try:
            child.communicate(stdin, timeout=limits.cpu_seconds * WALL_CLOCK_FACTOR)
        except subprocess.TimeoutExpired:
            late = True
        finally:
            _end(child)
        output, error = _read(out, limits), _read(err, limits)
    if late:
        raise ChildFailed("time", output, error)
    if child.returncode == 0:
        return output
    raise ChildFailed(_reason(child.returncode, output, error, limits), output, error)


def _limited(command: list[str], limits: Limits) -> tuple[list[str], Callable[[], None] | None]:
    program = shutil.which("prlimit")
    if program is None:
        # Not quite safe in a process with threads, which our servers are; better than no limits.
        return command, lambda: _set_limits(limits)
    prefix = [
        program,
        f"--cpu={limits.cpu_seconds}:{limits.cpu_seconds + 1}",
        f"--as={limits.memory}",
        f"--fsize={limits.file_size}",
        f"--nofile={limits.open_files}",
        "--core=0",
    ]
    return [*_without_network(), *prefix, "--", *command], None


@cache
def _without_network() -> list[str]:
    program = shutil.which("unshare")
    if program is None:
        return []
    prefix = [program, "--user", "--map-current-user", "--net", "--"]
    works = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if works else []


def _set_limits(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end(child: subprocess.Popen[bytes]) -> None:
    # The whole session, for the child may have started others.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()


def _read(file: IO[bytes], limits: Limits) -> bytes:
    file.seek(0)
    return file.read(limits.file_size)


def _reason(code: int, output: bytes, error: bytes, limits: Limits) -> str:
    if len(output) >= limits.file_size or len(error) >= limits.file_size or code == -signal.SIGXFSZ:
        return "output"
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "time"
    if code < 0:
        return "memory_or_crash"
    return f"exit:{code}"
