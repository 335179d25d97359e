"""
A mail relay as a process of its own, the oracle of the crash tests: `python sink.py PORT LOG`.

It writes the Message-ID of a mail to the log only after the line that says yes has left, one line for each mail; so the
log has every mail that a worker may believe to be delivered. It prints `ready` when it listens.
"""

import asyncio
import re
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_ID = re.compile(rb"(?im)^Message-ID:\s*(<[^>]+>)")


class Sink(SMTP):
    """Says yes to everything, then writes it down."""

    log: Any = None
    taken = ""

    async def push(self, status: str | bytes) -> None:
        await super().push(status)
        if self.taken:
            self.log.write(f"{self.taken}\n")
            self.log.flush()
            self.taken = ""


class Handler:
    """Names what has been taken, for the log."""

    async def handle_DATA(self, server: Sink, session: Session, envelope: Envelope) -> str:
        found = MESSAGE_ID.search(envelope.content or b"")
        server.taken = f"{found.group(1).decode() if found else '?'} {parseaddr(envelope.rcpt_tos[0])[1]}"
        return "250 2.0.0 taken"


async def serve(port: int, log: Path) -> None:
    """Listen until killed."""
    with log.open("a", encoding="utf-8") as Sink.log:
        server = await asyncio.get_running_loop().create_server(
            lambda: Sink(Handler(), hostname="sink"), "127.0.0.1", port
        )
        print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
