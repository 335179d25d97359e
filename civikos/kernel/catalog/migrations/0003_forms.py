"""Search keys made again: below the folded words now stand their stems, so that one form of a word finds the others."""

from django.db import migrations

# Of the library beside the platform, not of an app. When it makes other keys one day, the command `reindex` follows.
from lawtext import search_key

BATCH = 500


def forwards(apps, schema_editor):
    entries = apps.get_model("catalog", "SearchEntry").objects.using(schema_editor.connection.alias)
    after = 0
    while rows := list(entries.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = rows[-1].pk
        for row in rows:
            row.folded = search_key(f"{row.title}\n{row.context}\n{row.text}", row.language)
        entries.bulk_update(rows, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_words")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
