"""`civikos make_key`: a secret for CIVIKOS_SECRET_KEY."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print a new secret key, for CIVIKOS_SECRET_KEY."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """384 bits, in letters that every shell and every env file takes unquoted."""
        self.stdout.write(secrets.token_urlsafe(48))
