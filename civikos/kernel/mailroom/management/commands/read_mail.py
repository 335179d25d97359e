"""`civikos read_mail`: one round now, as the worker does each minute."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from civikos.kernel.mailroom import actions, fetching
from civikos.kernel.mailroom.models import Source


class Command(BaseCommand):
    help = "Fetch mail from the folder and the mailbox, and read what is new."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was fetched and what became of it."""
        at = timezone.now()
        self.stdout.write(f"{fetching.fetch_all(at=at)} fetched")
        for state, count in sorted(actions.read_waiting(at=at).items()):
            self.stdout.write(f"{count} {state}")
        for source in Source.objects.exclude(error="").order_by("name"):
            self.stdout.write(f"{source.name}: {source.error}")
