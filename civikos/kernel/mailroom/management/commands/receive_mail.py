"""`civikos receive_mail --lmtp 127.0.0.1:8024`: takes mail from the mail server beside it, until it is stopped."""

import asyncio
import contextlib
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civikos.kernel.mailroom import lmtp as server


class Command(BaseCommand):
    help = "Take mail from a mail server by LMTP; a mail is answered for only after it has been kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument(
            "--lmtp", required=True, metavar="HOST:PORT", help="an address that only the mail server reaches"
        )

    def handle(self, *args: Any, lmtp: str, **options: Any) -> None:
        """Listen until told to stop."""
        host, _colon, port = lmtp.rpartition(":")
        if not host or not port.isdigit():
            raise CommandError(f"--lmtp {lmtp}: name a host and a port, such as 127.0.0.1:8024.")
        with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
            asyncio.run(self._serve(host.strip("[]"), int(port)))

    async def _serve(self, host: str, port: int) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)

        def ready(real: int) -> None:
            self.stdout.write(f"listening on {host}:{real}")
            self.stdout.flush()

        await server.serve(host, port, ready)
