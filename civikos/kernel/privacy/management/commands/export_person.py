"""`civikos export_person ADDRESS`: a copy of everything the platform holds about a person, as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civikos.kernel.accounts.models import Person
from civikos.kernel.privacy import queries


class Command(BaseCommand):
    help = "Print everything the platform holds about a person."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        self.stdout.write(json.dumps(queries.copy_of(person.pk), ensure_ascii=False, indent=1))
