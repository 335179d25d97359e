"""Sentences for the officer, kept in every language when they are said."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override

from civikos.kernel.workflow.refusals import Refused

LONGEST = 500


def in_languages(note: Any) -> dict[str, str]:
    """A lazy translation, or a refusal, as it reads in each language; nothing for nothing."""
    if not note:
        return {}
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = _said(note)[:LONGEST]
    return said


def _said(note: Any) -> str:
    if isinstance(note, Refused) and note.details:
        # A refusal is a finished sentence in the language of the moment in which it was raised.
        try:
            return str(note.message) % note.details
        except (KeyError, ValueError, TypeError):
            return str(note)
    if isinstance(note, Refused):
        return str(note.text)
    return str(note)


def said(note: dict[str, str]) -> str:
    """A note in the language of the page."""
    return note.get(get_language() or "") or next(iter(note.values()), "")
