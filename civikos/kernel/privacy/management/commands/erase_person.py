"""`civikos erase_person ADDRESS`: make a person anonymous for ever. With `--again FILE` erase again after a restore."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.privacy import actions
from civikos.kernel.workflow.refusals import Refused


class Command(BaseCommand):
    help = "Erase a person: name, address, links, sessions, words of messages. Statements of organizations stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom."""
        parser.add_argument("email", nargs="?", default="")
        parser.add_argument(
            "--again", type=Path, help="erase everybody noted in this file (erasures.jsonl) whom a restore brought back"
        )
        parser.add_argument("--yes", action="store_true", help="do it; without this it only says who would be erased")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor(is_system=True, door=Door.COMMAND)
        try:
            if options["again"]:
                self.stdout.write(f"Erased again: {actions.erase_again(options['again'], by=by, at=timezone.now())}")
                return
            person = Person.objects.filter(email__iexact=options["email"]).first()
            if person is None:
                raise CommandError("Nobody has this address.")
            if not options["yes"]:
                self.stdout.write(f"{person.name} ({person.email}) would be erased. Nothing was done; add --yes.")
                return
            changed = actions.erase_person(person.pk, by=by, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{options['again']}: is not a list of erasures ({type(error).__name__}).")
        self.stdout.write("Erased. " + ", ".join(f"{place}: {number}" for place, number in changed.items()))
