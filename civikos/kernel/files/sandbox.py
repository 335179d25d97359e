"""Child processes with limits, for everything that reads what strangers sent or that could eat the machine."""

import os
import resource
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a child process may use: seconds of processor time, bytes of memory, bytes it may write to one file."""

    cpu_seconds: int = 10
    memory: int = 768 * MEBIBYTE
    file_size: int = 64 * MEBIBYTE
    open_files: int = 64


class ChildFailed(Exception):
    """The child process ran out of its limits or fell; `reason` is `time`, `memory_or_crash` or `exit:N`."""

    def __init__(self, reason: str, output: bytes = b"", error: bytes = b"") -> None:
        super().__init__(reason)
        self.reason, self.output, self.error = reason, output, error


def run_limited(arguments: list[str], stdin: bytes, limits: Limits | None = None) -> bytes:
    """
    Run `python -m …` with `stdin` under limits, without the environment's secrets; return what it printed.

    Raises `ChildFailed`, with the output, when it did not end with 0.
    """
    limits = limits or Limits()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
        resource.setrlimit(resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(settings.BASE_DIR), "OMP_NUM_THREADS": "1",
                   "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", *arguments], input=stdin, capture_output=True, timeout=limits.cpu_seconds * 6,
            preexec_fn=limit, env=environment, cwd=settings.DATA_DIR, check=False,  # noqa: PLW1509
        )
    except subprocess.TimeoutExpired as late:
        raise ChildFailed("time") from late
    if done.returncode < 0:
        raise ChildFailed("time" if done.returncode in {-24, -9} else "memory_or_crash", done.stdout, done.stderr)
    if done.returncode:
        raise ChildFailed(f"exit:{done.returncode}", done.stdout, done.stderr)
    return done.stdout
