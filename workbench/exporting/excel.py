"""A document as an Excel workbook: one sheet a table, ready to filter, and one that says what it is. Pure."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workbench.exporting.cells import clean, is_formula_like
from workbench.exporting.documents import Cell, Column, Document, Table

LONGEST_CELL = 32_767
WIDTH_UNIT = 22
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_RULE = Border(bottom=Side(style="thin"))


def write_xlsx(document: Document) -> bytes:
    """Return the document as an Excel workbook."""
    book = Workbook()
    book.remove(book.active)
    names: set[str] = {"about"}
    cut = 0
    for number, table in enumerate(document.tables, start=1):
        sheet = book.create_sheet(_sheet_name(table, number, names))
        cut += _fill_sheet(sheet, table)
    _fill_about(book.create_sheet("About"), document, cut)
    book.properties.title = clean(document.title)[:255]
    book.properties.creator = book.properties.lastModifiedBy = "Marginalia"
    book.properties.created = book.properties.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_name(table: Table, number: int, taken: set[str]) -> str:
    """Return a name that Excel allows (at most 31 characters, some forbidden) and no other sheet has."""
    wanted = _NOT_IN_NAMES.sub(" ", clean(table.sheet or table.title)).strip()[:31].strip() or f"Table {number}"
    name = wanted
    while name.lower() in taken:
        name = f"{wanted[:27].strip()} {number}"
        number += 1
    taken.add(name.lower())
    return name


def _fill_sheet(sheet: Worksheet, table: Table) -> int:
    """Write head and rows; returns how many cells were too long for Excel."""
    cut = 0
    for place, column in enumerate(table.columns, start=1):
        cell = sheet.cell(1, place)
        _write(cell, column.title)
        cell.font, cell.border = Font(bold=True), _RULE
        cell.alignment = Alignment(horizontal="right" if column.numeric else None, vertical="top", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = _width(column)
    for index, row in enumerate(table.rows):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True), start=1):
            cell = sheet.cell(index + 2, place)
            cut += _write(cell, value)
            if isinstance(value, float):
                cell.number_format = f"0.{'0' * column.decimals}" if column.decimals else "0"
            level = table.level(index) if place == 1 else 0
            cell.alignment = Alignment(vertical="top", wrap_text=not column.numeric, indent=level)
    sheet.freeze_panes = "B2"
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    return cut


def _width(column: Column) -> float:
    longest_word = max((len(word) for word in column.title.split()), default=0)
    wanted = 10 if column.numeric else WIDTH_UNIT * column.width
    return min(90, max(8, longest_word + 3, wanted))


def _write(cell: SheetCell, value: Cell) -> bool:
    """Write a value as what it is; True if it had to be cut. A text never becomes a formula."""
    if isinstance(value, float) and not math.isfinite(value):
        value = None
    if not isinstance(value, str):
        cell.value = value
        return False
    text = clean(value)
    cell.value = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
    cell.data_type = "s"
    # The mark that Excel itself sets for a text typed with an apostrophe: it stays text when edited.
    cell.quotePrefix = is_formula_like(text)
    return len(text) > LONGEST_CELL


def _fill_about(sheet: Worksheet, document: Document, cut: int) -> None:
    lines = [document.title, *document.facts]
    for table in document.tables:
        lines += ["", table.title, *table.notes]
    if cut:
        lines += [
            "",
            f"{cut} cells were longer than the {LONGEST_CELL:,} characters Excel allows, and end with “…”.",
        ]
    sheet.column_dimensions["A"].width = 100
    titles = {document.title, *(table.title for table in document.tables)}
    for row, line in enumerate(lines, start=1):
        cell = sheet.cell(row, 1)
        _write(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=line in titles)
