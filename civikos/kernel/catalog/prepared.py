"""
Queries that are built once and asked often.

Django takes some ten times longer to build a query with nested conditions than the database takes to answer it. Where a
page asks such a query at every request, it is built once (by the one expression that states the rule), and its SQL is
used again with other values.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stand in for the values while the query is built; no key is negative.
_PLACES = (-7_700_001, -7_700_002, -7_700_003, -7_700_004)
_MOST = 64


class Prepared:
    """
    A query of keys (integers) on a day. `build` gets as many keys as `rows` will be given, and the day, and returns a
    queryset of values.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._known: dict[tuple[str, date, int], tuple[str, tuple[Any, ...]]] = {}

    def rows(self, *keys: int, on: date) -> list[tuple[Any, ...]]:
        """The rows for these keys on this day."""
        about = (connection.vendor, on, len(keys))
        known = self._known.get(about)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[about] = self._build(*_PLACES[: len(keys)], on).query.sql_with_params()
        sql, parameters = known
        given = dict(zip(_PLACES, keys, strict=False))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(each, each) if isinstance(each, int) else each for each in parameters])
            return list(cursor.fetchall())
