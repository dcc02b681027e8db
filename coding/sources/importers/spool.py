"""A table on disk, a row a line: a survey of any size is parsed once, and read again without holding it in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from coding.sources.importers.table import ColumnHint, Row, TableStream, tidy_header


@dataclass
class Spool:
    """What was read of a table. Iterating gives (number, row) again and again; `numbers` are as in a spreadsheet."""

    path: Path
    name: str
    header: list[str]
    rows: int
    assumed: list[str] = field(default_factory=list)
    hints: dict[str, ColumnHint] = field(default_factory=dict)
    layout: str = ""

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                number, row = json.loads(line)
                yield number, row

    def column(self, name: str) -> str:
        """The column that a person means, by its name or by what the file calls it in short; else the name itself."""
        name = tidy_header(name)
        if name in self.header:
            return name
        return next((column for column in self.header if self._short(column) == name), name)

    def _short(self, column: str) -> str:
        return self.hints[column].short if column in self.hints else ""

    def facts(self) -> dict[str, Any]:
        """What must be kept beside the file to open it again."""
        kept = asdict(self)
        del kept["path"]
        return kept


def open_spool(path: Path, facts: dict[str, Any]) -> Spool:
    """The spool at a path, with the facts that were kept."""
    hints = {name: ColumnHint(**{**hint, "levels": tuple(hint["levels"])}) for name, hint in facts["hints"].items()}
    kept = {name: facts[name] for name in ("name", "header", "rows", "assumed", "layout")}
    return Spool(path, hints=hints, **kept)


def write_spool(path: Path, table: TableStream, on_row: Callable[[int], None] | None = None) -> Spool:
    """Write every row of a table; `on_row` hears how many were written, now and then."""
    rows = 0
    with path.open("w", encoding="utf-8") as out:
        for number, row in table.rows:
            out.write(json.dumps([number, row], ensure_ascii=False) + "\n")
            rows += 1
            if on_row and rows % 1000 == 0:
                on_row(rows)
    return Spool(path, table.name, table.header, rows, list(table.assumed), dict(table.hints), table.layout)
