"""A rule said no: the one kind of exception that is shown to people."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """
    A rule of the field said no. `str()` is a sentence for the person, in their language; `code` is stable.

    Subclasses stand beside the action that raises them and set `code` and `message`.
    """

    code = "refused"
    message = _("This is not possible.")

    def __init__(self, message: object = None, **details: object) -> None:
        self.details = details
        text: Any = message if message is not None else self.message
        self.text = text % details if details and "%(" in str(text) else text
        super().__init__(self.text)

    def __str__(self) -> str:
        return str(self.text)


class NotAllowed(Refused):
    """The person sees the thing but may not do this to it."""

    code = "not_allowed"
    message = _("You may not do this here.")


class WrongStatus(Refused):
    """The thing is not, or no longer, in a state in which this can be done."""

    code = "wrong_status"
    message = _("This has been done already, or it is too early for it. Load the page again to see where things stand.")


class NotFound(LookupError):
    """Absent, or hidden from this actor: the two are never told apart. Not shown to people: the page is not there."""
