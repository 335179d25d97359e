"""How Django knows a person who has typed the code that was mailed to them."""

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from civikos.kernel.accounts.models import Person


class CodeBackend(ModelBackend):
    """Never authenticates by itself: `entrance.actions` checks the code and names this backend when it starts the session."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> Person | None:  # type: ignore[override]
        return None
