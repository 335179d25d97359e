"""The only writer of the search index; apps call it in the transaction of their change."""

from collections.abc import Iterable

from civikos.kernel.catalog.models import SearchEntry
from lawtext import fold


def index(entries: Iterable[SearchEntry]) -> None:
    """Write or replace entries, 500 a query; `folded` is filled in here."""
    rows = list(entries)
    for row in rows:
        row.folded = fold(f"{row.title}\n{row.context}\n{row.text}")
        row.title, row.context = row.title[:300], row.context[:300]
    SearchEntry.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["about", "language"],
        update_fields=["kind", "scope", "level", "title", "context", "text", "folded", "address", "at"],
    )


def forget(about: str) -> None:
    """Take an object out of the index, in all languages."""
    SearchEntry.objects.filter(about=about).delete()


def forget_scope(scope: str, kind: str) -> None:
    """Take all objects of a kind that belong to one thing out of the index."""
    SearchEntry.objects.filter(scope=scope, kind=kind).delete()


def set_level(scope: str, kind: str, level: str) -> None:
    """Change who may find the objects of one kind that belong to one thing."""
    SearchEntry.objects.filter(scope=scope, kind=kind).update(level=level)
