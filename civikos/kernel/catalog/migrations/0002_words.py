"""The full-text index over `folded`: an FTS5 table kept by triggers on SQLite, an index on the words on PostgreSQL."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE catalog_search_words USING fts5(folded, content='catalog_searchentry', content_rowid='id', tokenize='unicode61', prefix='2 3 4')",
    """CREATE TRIGGER catalog_search_added AFTER INSERT ON catalog_searchentry BEGIN
         INSERT INTO catalog_search_words(rowid, folded) VALUES (new.id, new.folded); END""",
    """CREATE TRIGGER catalog_search_removed AFTER DELETE ON catalog_searchentry BEGIN
         INSERT INTO catalog_search_words(catalog_search_words, rowid, folded) VALUES ('delete', old.id, old.folded); END""",
    """CREATE TRIGGER catalog_search_changed AFTER UPDATE OF folded ON catalog_searchentry BEGIN
         INSERT INTO catalog_search_words(catalog_search_words, rowid, folded) VALUES ('delete', old.id, old.folded);
         INSERT INTO catalog_search_words(rowid, folded) VALUES (new.id, new.folded); END""",
]
SQLITE_BACK = ["DROP TRIGGER catalog_search_changed", "DROP TRIGGER catalog_search_removed", "DROP TRIGGER catalog_search_added", "DROP TABLE catalog_search_words"]
POSTGRESQL = ["CREATE INDEX catalog_search_words ON catalog_searchentry USING gin (to_tsvector('simple', folded))"]
POSTGRESQL_BACK = ["DROP INDEX catalog_search_words"]


def _run(schema_editor, sqlite, postgresql):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
