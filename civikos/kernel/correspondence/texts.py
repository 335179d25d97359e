"""
Texts of messages: `{name}` placeholders in plain text, nothing more, so that a text can never run code.

The profile of the jurisdiction brings them as `messages/<kind>.<language>.txt`; a row in `Template` takes the place of one.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from civikos.kernel.correspondence.models import Template

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class UnknownVariable(LookupError):
    """A text asks for a variable that the kind of message does not have."""


@dataclass(frozen=True)
class Text:
    """Subject and body of one kind of message in one language, with placeholders."""

    subject: str
    body: str

    def filled(self, variables: dict[str, str]) -> tuple[str, str]:
        """Subject on one line and body, every placeholder replaced. Raises `UnknownVariable`."""

        def value(match: re.Match[str]) -> str:
            try:
                return variables[match.group(1)]
            except KeyError:
                raise UnknownVariable(match.group(1)) from None

        subject = " ".join(_PLACEHOLDER.sub(value, self.subject).split())
        return subject[:250], _PLACEHOLDER.sub(value, self.body)

    @property
    def variables(self) -> set[str]:
        """The placeholders used."""
        return set(_PLACEHOLDER.findall(self.subject + self.body))


@lru_cache(maxsize=200)
def of_profile(kind: str, language: str) -> Text:
    """The text that the jurisdiction profile brings. Raises FileNotFoundError."""
    raw = (settings.JURISDICTION_DIR / "messages" / f"{kind}.{language}.txt").read_text(encoding="utf-8")
    head, _blank, body = raw.partition("\n\n")
    return Text(head.removeprefix("Subject:").strip(), body.rstrip() + "\n")


@lru_cache(maxsize=1)
def _forms_of_address() -> dict[tuple[str, str], str]:
    with (settings.JURISDICTION_DIR / "forms_of_address.csv").open(encoding="utf-8", newline="") as source:
        return {(row["code"], row["language"]): row["opening"] for row in csv.DictReader(source)}


def opening(language: str, name: str, code: str = "person") -> str:
    """How a letter to somebody begins: `Dear {name},` by the profile's forms of address. Raises KeyError for an unknown form."""
    return _forms_of_address()[code, language].replace("{name}", " ".join(name.split()))


@lru_cache(maxsize=1)
def variables_of_kinds() -> dict[str, frozenset[str]]:
    """Which placeholders each kind of message has, by the profile's `messages/kinds.csv`."""
    with (settings.JURISDICTION_DIR / "messages" / "kinds.csv").open(encoding="utf-8", newline="") as source:
        return {row["kind"]: frozenset(row["variables"].split("|")) for row in csv.DictReader(source)}


def texts_of(kind: str) -> dict[str, Text]:
    """The texts of one kind in the three languages, the network's own first: one query."""
    own = {row.language: Text(row.subject, row.body) for row in Template.objects.filter(kind=kind)}
    return {language: own.get(language) or of_profile(kind, language) for language in ("sq", "sr", "en")}
