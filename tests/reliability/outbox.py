"""
Killing workers while they send, and counting afterwards. Used by the test of `make test` and by `bench/outbox_crash.py`.

The oracle stands outside: the sink, a process that nobody kills, logs the Message-ID of each mail after it has said yes.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ABOUT = "consultation:1"
# The oldest kind of loop: read a number of rows, send them, say so at the end.
WITHOUT_CLAIMS = """
import django; django.setup()
from django.core.mail import get_connection
from django.utils import timezone
from civikos.kernel.correspondence.models import Message
from civikos.kernel.correspondence.sending import hand_over
relay = get_connection(); relay.open(); print("working", flush=True)
while rows := list(Message.objects.filter(state="queued").order_by("pk")[:50]):
    for row in rows:
        hand_over(row, relay)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(state="sent", handed_at=timezone.now())
"""
# What the worker does with the outbox, without the queue around it: it starts faster, so that more kills fit into a minute.
WITH_CLAIMS = """
import django; django.setup()
from django.utils import timezone
from civikos.kernel.correspondence import sending
sending.resolve_doubts(timezone.now()); print("working", flush=True)
sending.deliver_due(timezone.now)
"""


@dataclass(frozen=True)
class Count:
    """What became of a distribution: `extra` are copies beyond the first, `other_ids` copies under another Message-ID."""

    recipients: int
    kills: int
    lost: int
    recorded_not_handed: int
    recorded_twice: int
    held: int
    extra: int
    other_ids: int
    seconds: float
    seed: int

    def as_dict(self) -> dict[str, float]:
        """For one line of JSON."""
        return asdict(self)


def environment(database_url: str, port: int, folder: Path) -> dict[str, str]:
    """What a worker needs to know."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("CIVIKOS_")},
        "CIVIKOS_DATABASE_URL": database_url,
        "CIVIKOS_DATA_DIR": str(folder),
        "CIVIKOS_EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "CIVIKOS_LOG_LEVEL": "CRITICAL",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "CIVIKOS_SECRET_KEY": "k" * 50,
    }


@contextmanager
def sink(folder: Path) -> Iterator[tuple[int, Path]]:
    """A running sink: its port and its log."""
    log = folder / "sink.log"
    log.touch()
    running = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("sink.py")), "0", str(log)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        yield int(running.stdout.readline().split()[1]), log
    finally:
        running.kill()
        running.wait()
        if running.stdout:
            running.stdout.close()


def start(program: str | Sequence[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """A worker; a text is Python source, a list is a command line."""
    command = [sys.executable, "-c", program] if isinstance(program, str) else list(program)
    return subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )


def kill(worker: subprocess.Popen[str]) -> None:
    """As a machine that loses its power would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    if worker.stdout:
        worker.stdout.close()


def send_and_kill(
    program: str | Sequence[str],
    env: dict[str, str],
    *,
    kills: int,
    chance: random.Random,
    workers: int = 1,
    announces: bool = True,
    is_done: Callable[[], bool],
    wait: tuple[float, float] = (0.08, 0.30),
    limit: float = 600.0,
) -> int:
    """
    Start workers, kill one at a random time after it has begun to work, start it again; when `kills` are used up, let
    them finish. How often one was killed while it worked. Raises TimeoutError after `limit` seconds.

    `announces` says that a worker prints a line when it begins to work.
    """
    began, killed = time.monotonic(), 0
    running = [start(program, env) for _worker in range(workers)]
    while not is_done():
        if time.monotonic() - began > limit:
            for worker in running:
                kill(worker)
            raise TimeoutError(f"not done after {limit} s and {killed} kills")
        if killed >= kills:
            time.sleep(0.05)
            for place, worker in enumerate(running):
                if worker.poll() is not None and not is_done():
                    kill(worker)
                    running[place] = start(program, env)
            continue
        victim = chance.randrange(len(running))
        if announces and running[victim].stdout is not None:
            running[victim].stdout.readline()  # "working": the time before that would be no test
        time.sleep(chance.uniform(*wait))
        was_working = running[victim].poll() is None
        kill(running[victim])
        killed += was_working
        running[victim] = start(program, env)
    for worker in running:
        kill(worker)
    return killed


def count(log: Path, rows: Sequence[tuple[str, str, str]], *, kills: int, seconds: float, seed: int) -> Count:
    """Compare the sink's log with the outbox: `rows` are address, Message-ID, state."""
    taken = [tuple(line.split(" ", 1)) for line in log.read_text(encoding="utf-8").splitlines()]
    by_id, addresses = Counter(key for key, _address in taken), Counter(address for _key, address in taken)
    ids = {key for _address, key, _state in rows}
    sent = [key for _address, key, state in rows if state == "sent"]
    return Count(
        recipients=len(rows),
        kills=kills,
        lost=sum(1 for address, key, state in rows if addresses[address] == 0 and state != "held"),
        recorded_not_handed=sum(1 for key in sent if by_id[key] == 0),
        recorded_twice=len(sent) - len(set(sent)),
        held=sum(1 for _address, _key, state in rows if state == "held"),
        extra=sum(number - 1 for number in addresses.values()),
        other_ids=sum(1 for key in by_id if key not in ids),
        seconds=round(seconds, 1),
        seed=seed,
    )
