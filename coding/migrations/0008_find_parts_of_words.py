"""On PostgreSQL an index for parts of words, which the search of texts (icontains) uses; SQLite reads them through."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute(
        "CREATE INDEX IF NOT EXISTS source_by_part_of_word ON coding_source USING gin (upper(text) gin_trgm_ops)"
    )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS source_by_part_of_word")


class Migration(migrations.Migration):

    dependencies = [
        ("coding", "0007_close_reading"),
    ]

    operations = [
        migrations.RunPython(add_index, drop_index),
    ]
