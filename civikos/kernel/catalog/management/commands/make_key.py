"""`civikos make_key`: a secret for CIVIKOS_SECRET_KEY, or with `--log` one for CIVIKOS_LOG_KEY."""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = (
        "Print a new secret key, for CIVIKOS_SECRET_KEY; with --log one that signs the public log, for CIVIKOS_LOG_KEY."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--log", action="store_true", help="a key for CIVIKOS_LOG_KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        """384 bits in letters that every shell takes unquoted; for the log any 32 bytes are an Ed25519 key."""
        self.stdout.write(
            base64.b64encode(secrets.token_bytes(32)).decode() if options["log"] else secrets.token_urlsafe(48)
        )
