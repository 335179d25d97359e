"""The only writer of the search index; apps call it in the transaction of their change."""

from collections.abc import Iterable

from django.db import transaction

from civikos.kernel.catalog.models import SearchEntry
from lawtext import search_key


def index(entries: Iterable[SearchEntry]) -> None:
    """Write or replace entries, 500 a query; `folded` is filled in here."""
    rows = list(entries)
    for row in rows:
        row.folded = _key(row)
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


def index_again() -> int:
    """
    Make the search keys of all entries again, after the way they are made has changed; how many were different.

    Five hundred at a time, each batch by itself: it can be stopped and begun again while people search. Of titles
    longer than the table holds, only what it holds is found from then on.
    """
    changed, after = 0, 0
    while True:
        with transaction.atomic():
            rows = list(SearchEntry.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:500])
            if not rows:
                return changed
            after = rows[-1].pk
            different = []
            for row in rows:
                key = _key(row)
                if key != row.folded:
                    row.folded = key
                    different.append(row)
            SearchEntry.objects.bulk_update(different, ["folded"])
            changed += len(different)


def _key(row: SearchEntry) -> str:
    return search_key(f"{row.title}\n{row.context}\n{row.text}", row.language)
