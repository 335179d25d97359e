"""`civikos seed`: load the demo network, once."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from civikos.interfaces.demo import seeds
from civikos.interfaces.demo.seeds.load import WHOLE, is_empty


class Command(BaseCommand):
    help = "Load the demo network: invented organizations, people and consultations in every state."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, without complaint, when there is data already"
        )
        parser.add_argument(
            "--organizations", type=int, default=WHOLE, help=f"how many of the {WHOLE} organizations (at least 20)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["organizations"] < 20:
            raise CommandError("With fewer than 20 organizations there is not enough to show.")
        if seeds.is_loaded():
            self.stdout.write("The demo network is loaded already.")
            return
        if options["if_empty"] and not is_empty():
            self.stdout.write("There is data already; the demo network was not loaded.")
            return
        call_command("load_jurisdiction", verbosity=0)
        started = time.monotonic()
        try:
            loaded = seeds.load(at=timezone.now(), organizations=options["organizations"])
        except seeds.AlreadyInUse:
            raise CommandError(
                "There are people or organizations in this database that are not the demo's. Load the demo into an empty one: "
                "`make reset` throws the data in var/ away, or set CIVIKOS_DATA_DIR to another folder."
            )
        if options["verbosity"]:
            register, told = loaded.register, loaded.story
            self.stdout.write(
                f"{register.organizations} organizations, {register.people} people, {register.officials} officers and officials; "
                f"{told.consultations} consultations with {told.contributions} contributions and {told.supports} supports; "
                f"{told.mails} mails sent; {time.monotonic() - started:.0f} s."
            )
