"""Writes very many rows of one model: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


class RowWriter:
    """Writes rows that differ from `template`, an unsaved model instance, only in the fields `varying` (attnames).

    Nothing is checked or filled in but what the database does: the template has every value that `save` would find, and
    the caller holds the transaction.
    """

    def __init__(self, template: Model, varying: Sequence[str]) -> None:
        meta = template._meta
        fields = {field.attname: field for field in meta.concrete_fields if not field.primary_key}
        constant = [field for name, field in fields.items() if name not in varying]
        values = (field.value_from_object(template) for field in constant)
        self.rest = tuple(
            field.get_db_prep_save(value, connection=connection) for field, value in zip(constant, values, strict=True)
        )
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in [*(fields[name] for name in varying), *constant])
        self.into = f"{quote(meta.db_table)} ({columns})"
        self.marks = ", ".join(["%s"] * len(fields))

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write rows of the varying fields, in their order."""
        if not rows:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.into} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row + self.rest)
            else:
                sql = f"INSERT INTO {self.into} VALUES ({self.marks})"  # noqa: S608  names come from the models
                cursor.executemany(sql, [row + self.rest for row in rows])
