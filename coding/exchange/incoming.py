"""Tables that come in, as they were before an export made them safe for spreadsheets."""

from __future__ import annotations

from django.conf import settings

from coding.sources.importers.registry import read_table
from coding.sources.importers.table import Table
from workbench.exporting.cells import unprotected


def table_in(name: str, data: bytes) -> Table:
    """Read a table; in a text file an apostrophe before what looks like a formula is taken away.

    Raises ImportProblem or ImportProblems, which say where.
    """
    # A killed process leaves the file there, within the data folder, until the hourly sweep of uploads.
    table = read_table(name, data, folder=settings.FILE_UPLOAD_TEMP_DIR)
    if not name.lower().endswith(".xlsx"):
        table.rows = [[unprotected(cell) for cell in row] for row in table.rows]
    return table
