"""Excel workbooks: one sheet as rows of strings, formulas with the values they had when saved."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from coding.sources.importers.characters import normalise_newlines
from coding.sources.importers.guards import check_office_file, damaged
from coding.sources.importers.problems import ImportProblem, raise_any
from coding.sources.importers.table import RawTable, Row, tidy_header

_ESCAPED_RETURN = re.compile(r"_x000[Dd]_\n?")


def read_xlsx(name: str, path: Path, sheet: str | None = None) -> RawTable:
    """Read the sheet of that name, or the first one; the others are named under `assumed`."""
    data = path.read_bytes()
    check_office_file(data, name, "Excel", ".xlsx")
    try:
        workbook = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        chosen, assumed = _choose(workbook, name, sheet)
        records = list(_records(chosen))
    except ImportProblem:
        raise
    except Exception as error:
        # openpyxl raises whatever its parts raise on a damaged workbook.
        raise damaged(name, "Excel") from error
    _refuse_formulas_without_values(name, data, chosen.title, records)
    return RawTable(name, iter(records), assumed, pad=True)


def sheets_of_xlsx(name: str, path: Path) -> list[str]:
    """The titles of the sheets that are not hidden."""
    data = path.read_bytes()
    check_office_file(data, name, "Excel", ".xlsx")
    workbook = openpyxl.load_workbook(BytesIO(data), read_only=True)
    return [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]


def _choose(workbook: Any, name: str, wanted: str | None) -> tuple[Any, list[str]]:
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"] or workbook.worksheets
    titles = [sheet.title for sheet in sheets]
    if not sheets or (wanted is not None and wanted not in workbook.sheetnames):
        raise ImportProblem(
            f'there is no sheet "{wanted or ""}".',
            remedy=f"It has: {', '.join(titles) or 'none'}.",
            file=name,
        )
    chosen = workbook[wanted] if wanted is not None else sheets[0]
    others = [title for title in titles if title != chosen.title]
    said = [f"only the sheet “{chosen.title}” was read; the workbook also has {', '.join(others)}"] if others else []
    return chosen, said


def _records(sheet: Any) -> Iterator[tuple[int, Row]]:
    # Some programs write a wrong size of the sheet into the file, which would cut it off.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [cell_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if row:
            yield number, row


def cell_text(value: object) -> str:
    """A cell as a person reads it: 3 rather than 3.0, dates as 2024-05-31."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return normalise_newlines(_ESCAPED_RETURN.sub("\n", str(value))).replace("\x00", "")


def _refuse_formulas_without_values(name: str, data: bytes, title: str, records: list[tuple[int, Row]]) -> None:
    """A program that never calculated a workbook leaves its formulas without values, lost unseen."""
    if not _has_formulas(data):
        return
    values = dict(records)
    header = [tidy_header(cell) for cell in records[0][1]] if records else []
    sheet = openpyxl.load_workbook(BytesIO(data), read_only=True)[title]
    sheet.reset_dimensions()
    problems = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        for at, cell in enumerate(cells):
            row = values.get(number, [])
            if cell.data_type == "f" and not (at < len(row) and row[at]) and not _is_empty_text(cell.value):
                column = header[at] if at < len(header) and header[at] else get_column_letter(at + 1)
                problems.append(_uncalculated(name, number, column))
    raise_any(problems)


def _is_empty_text(formula: object) -> bool:
    """Formulas such as =IF(A2="","",A2) may well show nothing; without any value stored we cannot tell."""
    return '""' in str(formula)


def _uncalculated(name: str, row: int, column: str) -> ImportProblem:
    return ImportProblem(
        "this cell holds a formula whose value was never calculated.",
        remedy="Open the file in a spreadsheet program, save it, and upload it again.",
        file=name,
        row=row,
        column=column,
    )


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                with archive.open(part) as stream:
                    kept = b""
                    while chunk := stream.read(1 << 20):
                        if re.search(rb"<(?:\w+:)?f[\s>/]", kept + chunk):
                            return True
                        kept = chunk[-20:]
    return False
