"""An SQLite file that somebody sent: its tables are read, nothing else of it is carried out. Pure."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coding.sources.importers.limits import limits
from coding.sources.importers.problems import ImportProblem, shorten

SQLITE = b"SQLite format 3\x00"
AGAIN = "Export the project again from its program."
MOST_TABLES = 1_000
_SAFE = ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON", "temp_store = MEMORY")
_LIMITS = {
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 20,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 1,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 8,
}


class Database:
    """The real tables of a database. Whatever is wrong with it is an ImportProblem."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self.name = name
        self._connection = connection
        self._characters = 0
        found = self._all("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage > 0", MOST_TABLES)
        self.tables = {str(table): self._columns(str(table)) for table, _sql in found}
        connection.set_authorizer(self._allow)

    def rows(self, table: str, *columns: str, most: int | None = None) -> Iterator[tuple[Any, ...]]:
        """Rows of a table in the order of its first column; None for a column that this version of it does not have."""
        there = self.tables.get(table)
        if there is None:
            return iter(())
        wanted = ", ".join(f'"{column}"' if column in there else "NULL" for column in columns)
        query = f'SELECT {wanted} FROM "{table}" ORDER BY 1'  # noqa: S608  all of these names are our own
        return iter(self._all(query, limits().rows if most is None else most))

    def _columns(self, table: str) -> set[str]:
        """The columns of a table that hold something; those that are computed are not shown here."""
        quoted = table.replace('"', '""')
        return {str(row[1]) for row in self._all(f'PRAGMA table_info("{quoted}")', limits().columns)}

    def _all(self, query: str, most: int) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        try:
            for row in self._connection.execute(query):
                found.append(row)
                self._characters += sum(len(cell) for cell in row if isinstance(cell, str | bytes))
                if len(found) > most or self._characters > limits().characters * 5:
                    raise ImportProblem("there is more in it than any study has.", file=self.name)
        except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
            raise ImportProblem(
                "this database is damaged, or not safe to open.", remedy=AGAIN, file=self.name
            ) from error
        return found

    def _allow(self, action: int, first: str | None, _second: str | None, _schema: str | None, via: str | None) -> int:
        """Plain reading of the tables that were found; `via` names a view or trigger that asks."""
        reads = action == sqlite3.SQLITE_READ and first in self.tables and via is None
        return sqlite3.SQLITE_OK if reads or action == sqlite3.SQLITE_SELECT else sqlite3.SQLITE_DENY


@contextmanager
def opened_database(path: Path, name: str) -> Iterator[Database]:
    """A database, without writing to it or looking for files beside it."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise ImportProblem("this database cannot be opened.", remedy=AGAIN, file=name) from error
    try:
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        for limit, most in {**_LIMITS, sqlite3.SQLITE_LIMIT_LENGTH: limits().characters * 4}.items():
            connection.setlimit(limit, most)
        for pragma in _SAFE:
            connection.execute(f"PRAGMA {pragma}")
        yield Database(connection, name)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise ImportProblem("this database is damaged, or not safe to open.", remedy=AGAIN, file=name) from error
    finally:
        connection.close()


def words(value: Any) -> str:
    """What a cell says, whatever type it has; "" for nothing and for what is no text."""
    return "" if value is None or isinstance(value, bytes) else str(value)


def number(value: Any) -> int | None:
    """A cell as a whole number; None where it is none."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def listed(names: list[str], most: int = 5) -> str:
    """The first of some names, in quotes, and how many more there are."""
    shown = ", ".join(f"“{shorten(name, 40)}”" for name in names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown
