"""Finding by words: SQLite's FTS5 or PostgreSQL's full text, over the same folded words with the same answers."""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from civikos.kernel.catalog.models import SearchEntry
from lawtext import fold, is_form_of, search_marks

MOST_WORDS = 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Levels:
    """What somebody may find: entries of these levels, and everything inside `scope`."""

    levels: frozenset[str]
    scope: str = ""


def words_of(asked: str) -> list[str]:
    """The folded words of a question, at most eight."""
    return _WORD.findall(fold(asked))[:MOST_WORDS]


def visible(may: Levels) -> QuerySet[SearchEntry]:
    """Entries that may be found."""
    allowed = Q(level__in=may.levels)
    if may.scope:
        allowed |= Q(scope=may.scope) & ~Q(level=SearchEntry.Level.SECRETARIAT)
    return SearchEntry.objects.filter(allowed)


def search(asked: str, may: Levels, kind: str = "") -> QuerySet[SearchEntry]:
    """
    Entries that have every word of the question, each as the beginning of a word or in another form, best first.

    `komun` finds komuna, komunës, komunalni, because they begin so; `ligjit` finds ligj and ligjeve, and `opštinama`
    finds opština and општине, because they are forms of one word.
    """
    words = words_of(asked)
    if not words:
        return SearchEntry.objects.none()
    # The key is for the index: carried along, it would be the greater part of what is sorted.
    found = visible(may).defer("folded")
    if kind:
        found = found.filter(kind=kind)
    if connection.vendor == "postgresql":
        query = " & ".join(f"({' | '.join([word + ':*', *_other_forms(word)])})" for word in words)
        return found.extra(  # constants only; the words are parameters
            select={"rank": "ts_rank(to_tsvector('simple', folded), to_tsquery('simple', %s), 1)"},
            select_params=[query],
            where=["to_tsvector('simple', folded) @@ to_tsquery('simple', %s)"],
            params=[query],
            order_by=["-rank", "-at", "pk"],
        )
    # Joined and not asked row by row: the index tells all hits with their rank in one go.
    query = " AND ".join(f"({' OR '.join([_quoted(word) + '*', *map(_quoted, _other_forms(word))])})" for word in words)
    return found.extra(
        select={"rank": "catalog_search_words.rank"},
        tables=["catalog_search_words"],
        where=["catalog_search_words.rowid = catalog_searchentry.id AND catalog_search_words MATCH %s"],
        params=[query],
        order_by=["rank", "-at", "pk"],
    )


def _other_forms(word: str) -> list[str]:
    # A stem that begins with the word is found as a beginning already.
    return [mark for mark in search_marks(word) if not mark.startswith(word)]


def _quoted(word: str) -> str:
    return f'"{word}"'


def is_hit(word: str, words: list[str], language: str) -> bool:
    """Whether a word of an entry in this language is one that these words of a question find."""
    key = fold(word)
    return any(key.startswith(asked) or is_form_of(key, asked, language) for asked in words)
