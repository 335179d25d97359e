"""
The languages of texts and of the interface.

A text of law is `sq`, `sr` or `en` (Serbian in either script); the interface is `sq`, `sr-latn` or `en`, Django's names.
"""

from django.utils import translation

TEXT_LANGUAGES = ("sq", "sr", "en")
INTERFACE_LANGUAGES = ("sq", "sr-latn", "en")


def of_interface(language: str) -> str:
    """The interface language in which to speak to somebody who reads `language`."""
    return "sr-latn" if language.startswith("sr") else language if language in INTERFACE_LANGUAGES else "sq"


def of_text(language: str | None = None) -> str:
    """The language of texts that goes with an interface language (the active one when none is given)."""
    code = language or translation.get_language() or "sq"
    return "sr" if code.startswith("sr") else code if code in TEXT_LANGUAGES else "en"
