"""Names of workers that tell whether the process that bore the name is still alive, where that can be known."""

import hashlib
import os
import secrets
import socket
from functools import cache
from pathlib import Path


@cache
def _this_machine() -> str:
    # Process numbers mean something only inside one boot of one process namespace (two containers may share a host name).
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        return secrets.token_hex(6)
    return hashlib.sha256(f"{socket.gethostname()} {boot} {namespace}".encode()).hexdigest()[:12]


def _started(pid: int) -> str | None:
    try:
        # The name of the program is in brackets and may contain anything; what follows the last bracket is regular.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    # A killed process that nobody has waited for yet is a zombie: dead for us.
    return None if fields[0] in {"Z", "X"} else fields[19]


def new_name() -> str:
    """A name for one run of a worker: machine, process, start of the process, a random part; at most 60 characters."""
    pid = os.getpid()
    return f"{_this_machine()}.{pid}.{_started(pid) or 0}.{secrets.token_hex(4)}"


def is_dead(name: str) -> bool:
    """Whether the process behind a name is known to have ended; False where that cannot be known from here."""
    machine, pid, started, *_rest = [*name.split("."), "", "", ""]
    if machine != _this_machine() or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started
