"""How every mail ends: why it came, and where its reader changes how often mails come, or stops them."""

import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache
from textwrap import fill

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence.kinds import KINDS, why_words
from civikos.kernel.correspondence.texts import Text
from civikos.kernel.languages import of_interface

SEPARATOR = "\n--\n"
WIDTH = 74


def unsubscribe_token(person_id: int, kind: str) -> str:
    """A token that stops one kind of mail for one person: no row, so that a mail of any age can be answered with it."""
    payload = f"{person_id}.{kind}"
    seal = hmac.new(settings.SECRET_KEY.encode(), b"unsubscribe:" + payload.encode(), hashlib.sha256).hexdigest()[:24]
    return f"{payload}.{seal}"


def letters_address(person_id: int, kind: str, language: str) -> str:
    """The page on which a person says, without signing in, which mails they want and how often."""
    with translation.override(of_interface(language)):
        path = reverse("entrance:letters", args=[unsubscribe_token(person_id, kind)])
    return f"{settings.SITE_URL}{path}"


@lru_cache(maxsize=20)
def _part(name: str, language: str) -> str:
    path = settings.JURISDICTION_DIR / "messages" / "parts" / f"{name}.{language}.txt"
    return str(path.read_text(encoding="utf-8"))


class Closings:
    """
    The closing words of one kind of message. A text that has a closing part of its own (below `--`), with the reasons, gets
    only the address at which its reader changes what comes.
    """

    def __init__(self, kind: str, texts: Mapping[str, Text]) -> None:
        self._kind = kind
        self._told = {language: SEPARATOR in text.body for language, text in texts.items()}
        self._why: dict[str, str] = {}

    def of(self, language: str, person: Person | None, *, why: str = "") -> str:
        """What is put under a mail; codes do not carry a second address, since they are asked for one by one."""
        parts = []
        if not self._told[language]:
            lines = fill(why or self._why_in(language), WIDTH)
            parts.append(_part("why", language).replace("{why}", lines))
        if person is not None and not KINDS[self._kind].is_asked_for:
            address = letters_address(person.pk, self._kind, language)
            parts.append(_part("letters", language).replace("{letters}", address))
        return "".join(parts)

    def _why_in(self, language: str) -> str:
        if language not in self._why:
            with translation.override(of_interface(language)):
                self._why[language] = why_words(self._kind)
        return self._why[language]
