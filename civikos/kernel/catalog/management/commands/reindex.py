"""Make the keys of the search again."""

from typing import Any

from django.core.management.base import BaseCommand

from civikos.kernel.catalog import actions


class Command(BaseCommand):
    help = "Make the search keys of all entries again, after the way they are made has changed. May run while people search."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{actions.index_again()} entries changed")
