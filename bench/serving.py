"""The real server and a signed-in session for the measurements that go through the web. Not a measurement itself."""

from __future__ import annotations

import contextlib
import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civikos.kernel.accounts.models import Person

ROOT = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def serving(port: int) -> Iterator[None]:
    """gunicorn, two processes of four threads, on loopback, in the environment of this process; ready when entered."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "config.wsgi"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--bind", f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket"),
        ],
        cwd=ROOT,
    )
    try:
        for _turn in range(300):
            with contextlib.suppress(OSError):
                link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                link.request("GET", "/healthz")
                if link.getresponse().status == 200:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def session_of(person: Person) -> str:
    """The key of a session as the door makes it, without the mail."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "civikos.kernel.accounts.backends.CodeBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)
