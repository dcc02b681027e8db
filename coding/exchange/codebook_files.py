"""A codebook that comes in as a table of a file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from coding.exchange.incoming import table_in
from coding.exchange.others.taguette.tables import is_codebook
from coding.exchange.others.taguette.tags import levels_of
from coding.exchange.projects.actions import read_file
from coding.exchange.refi.words import code_name
from coding.sources.importers.codebook_table import ParsedCodebook, read_codebook
from coding.sources.importers.table import Table

READ_WORD = "coding.sources.importers.codebook_docx:read_codebook_docx"


def codebook_in(name: str, data: bytes) -> ParsedCodebook:
    """Read the codebook in a table, or in the tables of a Word document.

    Raises ImportProblem, ImportProblems or WorkbenchError, which say where.
    """
    table = _word_table(name, data) if name.lower().endswith(".docx") else table_in(name, data)
    if is_codebook(table.header):
        levels = levels_of(row[0] for row in table.rows)
        table.header = ["path", *table.header[1:]]
        table.rows = [["/".join(code_name(part, "") for part in levels[row[0]]), *row[1:]] for row in table.rows]
        table.assumed.append("read as a codebook of Taguette: dots in the names of its tags are levels")
    return read_codebook(table)


def _word_table(name: str, data: bytes) -> Table:
    """The table in a Word document, which a process of its own reads; raises WorkbenchError."""
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "sent"
        path.write_bytes(data)
        with read_file(path, name, READ_WORD) as read:
            return Table(name, **read.facts)
