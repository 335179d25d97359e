"""What the public pages ask of the house."""

import re
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import queries as catalog
from civikos.kernel.catalog.models import SearchEntry
from civikos.registers.organizations import queries as organizations

PAGE_SIZE = 20
AROUND = 90
KIND_LABELS = {
    "consultation": _("drafts"),
    "article": _("articles of law"),
    "contribution": _("what was said"),
    "position": _("joint positions"),
}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """Part of an excerpt; `is_hit` where it is one of the words asked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Hit:
    """One thing found, with the words around the first hit."""

    entry: SearchEntry
    kind_label: str
    address: str
    excerpt: tuple[Piece, ...]


def levels_of(actor: Actor) -> catalog.Levels:
    """What an actor may find: as far as they may read."""
    levels = {SearchEntry.Level.PUBLIC.value}
    scope = ""
    if actor.is_secretariat:
        levels |= set(SearchEntry.Level.values)
    elif organizations.is_member_person(actor, timezone.localdate()):
        if actor.has_signed_in:
            levels.add(SearchEntry.Level.MEMBERS.value)
        # Whoever came by a personal link finds what members find in that one consultation, if they are a member's person:
        # somebody else who was invited reads the text there, but not what members said before it is public.
        scope = actor.audience
    return catalog.Levels(frozenset(levels), scope=scope)


def hits(asked: str, actor: Actor, kind: str, page: str | None) -> tuple[Page[SearchEntry], list[Hit]]:
    """One page of what was found. Four queries at most."""
    found = Paginator(catalog.search(asked, levels_of(actor), kind if kind in KIND_LABELS else ""), PAGE_SIZE).get_page(
        page
    )
    words = catalog.words_of(asked)
    prefix = f"/{get_language()}"
    return found, [
        Hit(
            entry,
            str(KIND_LABELS.get(entry.kind, entry.kind)),
            f"{prefix}{entry.address}",
            excerpt(entry.text, words, entry.language),
        )
        for entry in found.object_list
    ]


def excerpt(text: str, words: list[str], language: str = "") -> tuple[Piece, ...]:
    """The words around the first hit, with every hit marked; the beginning of the text where none is in it."""
    matches = [match for match in _WORD.finditer(text) if catalog.is_hit(match.group(), words, language)]
    start = max(0, matches[0].start() - AROUND) if matches else 0
    end = min(len(text), (matches[0].end() if matches else 0) + 2 * AROUND)
    if start:
        start = text.find(" ", start) + 1
    if end < len(text):
        end = max(text.rfind(" ", start, end), start)
    pieces, at = [Piece("…", False)] if start else [], start
    for match in matches:
        if match.start() < at or match.end() > end:
            continue
        pieces += [Piece(text[at : match.start()], False), Piece(match.group(), True)]
        at = match.end()
    pieces.append(Piece(text[at:end] + ("…" if end < len(text) else ""), False))
    return tuple(piece for piece in pieces if piece.text)
