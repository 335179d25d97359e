"""The rows of the jurisdiction profile: loaded once in a test process, then written straight into each test that asks."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction


@dataclass(frozen=True)
class Rows:
    """The rows that the load wrote into one table, in the order of their keys."""

    table: str
    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]


def read() -> list[Rows]:
    """Load the profile, keep every row it wrote, and take it back. Tables come in an order that foreign keys allow."""
    with transaction.atomic():
        before = {table: _count(table) for table in _tables()}
        call_command("load_jurisdiction", verbosity=0)
        written = [_rows(table) for table in _tables() if _count(table) and not before[table]]
        transaction.set_rollback(True)
    return written


def write(written: list[Rows]) -> None:
    """Insert the rows, and let the next key follow the last one."""
    with transaction.atomic(), connection.cursor() as cursor:
        for rows in written:
            names = ", ".join(connection.ops.quote_name(column) for column in rows.columns)
            marks = ", ".join(["%s"] * len(rows.columns))
            cursor.executemany(
                f"INSERT INTO {connection.ops.quote_name(rows.table)} ({names}) VALUES ({marks})", rows.values
            )
        loaded = {rows.table for rows in written}
        models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in loaded]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _tables() -> list[str]:
    # Rows may refer to rows of the same load in any order: both databases check foreign keys when the transaction ends.
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed})


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
        row = cursor.fetchone()
    return int(row[0])


def _rows(table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        columns = tuple(column[0] for column in cursor.description)
        return Rows(table, columns, tuple(tuple(row) for row in cursor.fetchall()))
