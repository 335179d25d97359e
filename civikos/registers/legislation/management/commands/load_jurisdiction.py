"""
`civikos load_jurisdiction`: fill rules, calendar, places, topics, institutions and kinds from the profile.

It stands in the uppermost register because it fills all of them; programs register what they load besides. It is run at each start: rows that have not changed
since the last load are passed over, rows that a person has confirmed are never overwritten.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from civikos.kernel.rulebook import imports as rulebook
from civikos.kernel.rulebook.profile import ProfileError, load_more
from civikos.kernel.workdays import imports as workdays
from civikos.registers.legislation import imports as legislation
from civikos.registers.organizations import imports as organizations
from civikos.registers.places import imports as places
from civikos.registers.topics import imports as topics


class Command(BaseCommand):
    help = "Load the jurisdiction profile; can be run at each start."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # One transaction: a fault in the last file leaves the tables as they were.
            with transaction.atomic(), translation.override("sq"):
                done = rulebook.load() + workdays.load(at=timezone.now())
                done = done + places.load() + topics.load() + organizations.load() + legislation.load()
                done = done + load_more()
        except ProfileError as error:
            raise CommandError(f"The profile {settings.JURISDICTION!r} was not loaded. {error}")
        for row in done.kept:
            self.stdout.write(f"Kept as confirmed, though the profile says otherwise: {row}")
        if options["verbosity"] and (done.written or done.kept):
            self.stdout.write(
                f"Profile {settings.JURISDICTION}: {done.written} rows written, {done.unchanged} unchanged."
            )
