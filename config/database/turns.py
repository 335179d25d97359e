"""
Writers of one SQLite database take turns before they ask for its lock.

SQLite's own wait is a sleep that doubles: whoever waits longest sleeps longest, and under many writers the lock lies idle while
everybody sleeps. Here the threads of a process wait for one another without sleeping, and one of them asks for the file.
The turn is a courtesy, not a guard: what keeps two writers apart is SQLite's lock, which is still taken, and a writer that
waited too long for its turn goes on to wait for that.
"""

import fcntl
import os
import threading
import time
from collections import defaultdict

_PAUSE = 0.0005
_of_this_process: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
os.register_at_fork(after_in_child=_of_this_process.clear)


class Turn:
    """One connection's turn at writing to the database in a file. Taken and given back by the same connection."""

    def __init__(self, database: str, *, patience: float) -> None:
        self._database = database
        self._patience = patience
        self._held: tuple[threading.Lock, int] | None = None

    def take(self) -> None:
        """Wait for the turn, at most as many seconds as there is patience. Taken already, nothing happens."""
        if self._held is not None:
            return
        until = time.monotonic() + self._patience
        lock = _of_this_process[self._database]
        if not lock.acquire(timeout=self._patience):
            return
        try:
            place = os.open(f"{self._database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            # A folder one may not write to: SQLite will say so itself.
            lock.release()
            return
        while True:
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() < until:
                    time.sleep(_PAUSE)
                    continue
                os.close(place)
                lock.release()
                return
            self._held = (lock, place)
            return

    def give(self) -> None:
        """Let the next one write."""
        if self._held is not None:
            lock, place = self._held
            self._held = None
            os.close(place)
            lock.release()
