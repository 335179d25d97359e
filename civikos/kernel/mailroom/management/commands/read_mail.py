"""`civikos read_mail`: one round now, as the worker does each minute."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from civikos.kernel.mailroom import actions, fetching
from civikos.kernel.mailroom.models import Source


class Command(BaseCommand):
    help = "Fetch mail from the folder and the mailbox, and read what is new."

    def add_arguments(self, parser: CommandParser) -> None:
        """From when on."""
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="read the mailbox again from this day on, as after a restore",
        )

    def handle(self, *args: Any, since: date | None = None, **options: Any) -> None:
        """Print what was fetched and what became of it."""
        at = timezone.now()
        self.stdout.write(f"{fetching.fetch_all(at=at, since=since)} fetched")
        for state, count in sorted(actions.read_waiting(at=at).items()):
            self.stdout.write(f"{count} {state}")
        for source in Source.objects.exclude(error="").order_by("name"):
            self.stdout.write(f"{source.name}: {source.error}")
