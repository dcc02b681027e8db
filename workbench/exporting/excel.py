"""A document as an Excel workbook: one sheet a table, ready to filter, and one that says what it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet as Sheet
from openpyxl.worksheet.properties import PageSetupProperties

from workbench.exporting.cells import clean, is_formula_like
from workbench.exporting.documents import Column, Document, Table
from workbench.exporting.flat import Plain, flat
from workbench.exporting.looks import DEFAULT, Look

LONGEST_CELL = 32_767
WIDTH_UNIT = 22
A4 = 9
"""How Excel numbers this size of paper."""
LINE = 15
"""Points from line to line."""
TALLEST = 409
"""The most points that a row may be high."""
MOST_HEIGHTS = 5_000
PORTRAIT = 4
"""The most columns that go on an upright page."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_RULE = Border(bottom=Side(style="thin"))


def write_xlsx(document: Document, look: Look = DEFAULT) -> bytes:
    """Return the document as an Excel workbook; rows are streamed, so that a hundred thousand take seconds.

    Numbers are numbers with all their places; the look says how many of them a cell shows.
    """
    book = Workbook(write_only=True)
    names: set[str] = {"about"}
    cut = 0
    for number, table in enumerate(document.data_tables(), start=1):
        sheet = book.create_sheet(_sheet_name(table, number, names))
        cut += _fill_sheet(sheet, flat(table, look))
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


class _Styles:
    """Styles made once and shared by the cells of a sheet: making them cell by cell takes most of the time."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._known: dict[tuple[bool, int, int | None, bool], Any] = {}

    def of(self, *, numeric: bool, level: int, decimals: int | None, quoted: bool) -> Any:
        key = (numeric, level, decimals, quoted)
        if key not in self._known:
            cell = WriteOnlyCell(self.sheet)
            # Only what stands to the left by its own word is indented.
            side = "left" if level else None
            cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=not numeric, indent=level)
            if decimals is not None:
                cell.number_format = f"0.{'0' * decimals}" if decimals else "0"
            # The mark that Excel itself sets for a text typed with an apostrophe: it stays text when edited.
            cell.quotePrefix = quoted
            self._known[key] = cell._style
        return self._known[key]


def _fill_sheet(sheet: Sheet, table: Table) -> int:
    """Write head and rows; returns how many cells were too long for Excel."""
    sheet.freeze_panes = "B2"
    _set_print(sheet, wide=len(table.columns) > PORTRAIT)
    # A height has to be said: programs differ in whether they find out by themselves.
    lines = (ceil(1.1 * len(column.title) / _width(column)) for column in table.columns)
    sheet.row_dimensions[1].height = LINE * min(6, max(lines, default=1))
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column)
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    sheet.append([_head(sheet, column) for column in table.columns])
    styles, cut = _Styles(sheet), 0
    widths = [_width(column) for column in table.columns]
    for index, row in enumerate(table.rows):
        level = table.level(index)
        cells = []
        for value, column in zip(row, table.columns, strict=True):
            cell, was_cut = _cell(styles, value, column, level if not cells else 0)
            cells.append(cell)
            cut += was_cut
        if index < MOST_HEIGHTS and (lines := _lines(row, widths)) > 1:
            sheet.row_dimensions[index + 2].height = min(TALLEST, LINE * lines)
        sheet.append(cells)
    return cut


def _lines(row: Sequence[Plain], widths: Sequence[float]) -> int:
    """Return about how many lines the fullest cell of a row takes."""
    texts = ((cell, width) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str))
    return max(
        (sum(ceil(1.05 * len(line) / width) or 1 for line in cell.split("\n")) for cell, width in texts), default=1
    )


def _set_print(sheet: Sheet, *, wide: bool) -> None:
    """On paper the columns stand on one page, below a head that is repeated."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.paperSize = A4
    sheet.print_title_rows = "1:1"


def _width(column: Column) -> float:
    longest_word = max((len(word) for word in column.title.split()), default=0)
    wanted = 10 if column.numeric else WIDTH_UNIT * column.width
    return min(90, max(8, longest_word + 3, wanted))


def _head(sheet: Sheet, column: Column) -> WriteOnlyCell:
    cell = _text_cell(sheet, clean(column.title))
    cell.font, cell.border = Font(bold=True), _RULE
    cell.alignment = Alignment(horizontal="right" if column.numeric else None, vertical="top", wrap_text=True)
    cell.quotePrefix = is_formula_like(cell.value)
    return cell


def _text_cell(sheet: Sheet, text: str) -> WriteOnlyCell:
    """Return a cell that holds a text as it is: a text is never taken for a formula."""
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, "s"
    return cell


def _cell(styles: _Styles, value: Plain, column: Column, level: int) -> tuple[WriteOnlyCell, bool]:
    """Return a value as what it is, and whether it had to be cut."""
    if isinstance(value, str):
        text = clean(value)
        cut = len(text) > LONGEST_CELL
        cell = _text_cell(styles.sheet, text[: LONGEST_CELL - 1] + "…" if cut else text)
        quoted = is_formula_like(text)
        cell._style = styles.of(numeric=column.numeric, level=level, decimals=None, quoted=quoted)
        return cell, cut
    cell = WriteOnlyCell(styles.sheet, value)
    decimals = column.decimals if isinstance(value, float) else None
    cell._style = styles.of(numeric=column.numeric, level=level, decimals=decimals, quoted=False)
    return cell, False


def _fill_about(sheet: Sheet, document: Document, cut: int) -> None:
    lines = [document.title, *document.facts]
    for table in document.data_tables():
        own = dict.fromkeys(column.note for column in table.columns if column.note)
        lines += ["", table.title, *table.notes, *own]
    if cut:
        lines += ["", f"{cut} cells were longer than the {LONGEST_CELL:,} characters Excel allows, and end with “…”."]
    sheet.column_dimensions["A"].width = 100
    titles = {document.title, *(table.title for table in document.data_tables())}
    for line in lines:
        cell = _text_cell(sheet, clean(line)[:LONGEST_CELL])
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=line in titles)
        cell.quotePrefix = is_formula_like(cell.value)
        sheet.append([cell])
