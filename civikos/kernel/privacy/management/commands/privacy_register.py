"""`civikos privacy_register`: the register of processing, made from what every model says about itself."""

from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand

from civikos.kernel.privacy import queries

HEAD = """# Register of processing

What the platform keeps, and what of it is personal data and for how long. Made by `civikos privacy_register` from the
docstrings of the models; change it there.
"""


class Command(BaseCommand):
    help = "Print the register of processing as Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(HEAD)
        for app, rows in groupby(queries.register_of_processing(), key=lambda held: held.app):
            self.stdout.write(f"## {app}\n\n| row | what it is | personal data |\n|---|---|---|")
            for held in rows:
                cells = [held.model, held.what, held.personal or "**not said**"]
                self.stdout.write("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
            self.stdout.write("")
