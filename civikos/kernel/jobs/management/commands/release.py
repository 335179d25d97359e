"""`civikos release`: after a restore, let the clock start jobs and mail leave again. Held messages stay held."""

from typing import Any

from django.core.management.base import BaseCommand

from civikos.kernel.jobs import clock


class Command(BaseCommand):
    help = (
        "End the pause that a restore has begun. Messages that were held stay held until an officer sends them again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if clock.resume():
            self.stdout.write(
                "Released: jobs run and new mail leaves. Look at held messages before sending them again."
            )
        else:
            self.stdout.write("There was no pause.")
