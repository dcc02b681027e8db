"""OpenDocument spreadsheets: one sheet as rows of strings, while the one long XML of the workbook is read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from coding.sources.importers.guards import check_office_path, macros_said
from coding.sources.importers.problems import raise_any
from coding.sources.importers.sheets import Sheet, choose_sheet, visible_titles
from coding.sources.importers.table import RawTable, Row
from coding.sources.importers.xml_rows import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_COLUMNS,
    Uncalculated,
    damage_told,
    number_text,
    rows_from,
    shows_nothing,
    too_long,
    walk,
)

_KIND = "LibreOffice Calc"
_CONTENT = "content.xml"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_ROW, _SHEET, _PARAGRAPH = f"{_TABLE}table-row", f"{_TABLE}table", f"{_TEXT}p"
_LINKS = f"{_TABLE}dde-links"  # holds copies of tables that are elsewhere
_INLINE = {f"{_TEXT}span", f"{_TEXT}a", f"{_TEXT}ruby", f"{_TEXT}ruby-base"}
_WRITTEN = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_SPACES = re.compile(r"[ \t\r\n]+")
_TIME = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_MOST_SHEETS = 10_000


def read_ods(name: str, path: Path, sheet: str | None = None) -> RawTable:
    """The records of the sheet of that name, or of the first one; the others are named under `assumed`."""
    at, assumed = choose_sheet(_sheets(name, path), name, sheet)
    return RawTable(name, _records(name, path, at), [*assumed, *macros_said(path)], pad=True)


def sheets_of_ods(name: str, path: Path) -> list[str]:
    """The titles of the sheets that are not hidden."""
    return visible_titles(_sheets(name, path))


def _is_sheet(name: str, attributes: dict[str, str]) -> bool:
    return name == _SHEET and attributes.get(f"{_TABLE}is-sub-table") != "true"


def _sheets(name: str, path: Path) -> list[Sheet]:
    check_office_path(path, name, _KIND, ".ods")
    kept = path.stat()
    with damage_told(name, _KIND):
        return _listed(path, kept.st_size, kept.st_mtime_ns)


@lru_cache(maxsize=4)
def _listed(path: Path, _size: int, _changed: int) -> list[Sheet]:
    """The sheets of a file as it is now; all of it must be read for them, so they are remembered."""
    sheets: list[Sheet] = []
    hiding: set[str] = set()
    style, over = "", False

    def heard(element: str, attributes: dict[str, str]) -> None:
        nonlocal style, over
        if element == f"{_STYLE}style":
            style = attributes.get(f"{_STYLE}name", "")
        elif element == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            hiding.add(style)
        elif element == _LINKS:
            over = True
        elif not over and _is_sheet(element, attributes) and len(sheets) < _MOST_SHEETS:
            hidden = attributes.get(f"{_TABLE}style-name", "") in hiding
            sheets.append(Sheet(attributes.get(f"{_TABLE}name", ""), hidden))

    with zipfile.ZipFile(path) as archive, archive.open(_CONTENT) as part:
        walk(part, heard)
    return sheets


def _records(name: str, path: Path, at: int) -> Iterator[tuple[int, Row]]:
    heard = _SheetRows(name, at)
    with damage_told(name, _KIND), zipfile.ZipFile(path) as archive, archive.open(_CONTENT) as part:
        for number, row in rows_from(part, heard):
            if not heard.uncalculated.problems:
                yield number, row
    raise_any(heard.uncalculated.problems)


class _SheetRows:
    """Hears the rows, cells and paragraphs of one sheet; what a cell holds beside its paragraphs is passed over."""

    def __init__(self, name: str, sheet: int) -> None:
        self.finished: list[tuple[int, Row, int]] = []
        self.done = False
        self.uncalculated = Uncalculated(name)
        self._sheets_to_come = sheet + 1
        self._skipped = 0  # elements we are in, none of whose text counts
        self._row: Row = []
        self._number, self._times, self._at, self._row_length = 1, 1, 0, 0
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._pieces: list[str] | None = None
        self._length = 0
        self._after_space = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
        elif self._pieces is not None:
            self._start_inline(name, attributes)
        elif self._cell is not None:
            if name == _PARAGRAPH:
                self._pieces, self._after_space = [], True
            else:
                self._skipped = 1
        elif self._sheets_to_come:
            self._sheets_to_come -= _is_sheet(name, attributes)
        elif name in {_CELL, _COVERED}:
            self._cell, self._paragraphs, self._length = attributes, [], 0
        elif name == _ROW:
            self._row, self._at, self._row_length = [], 0, 0
            self._times = int(attributes.get(f"{_TABLE}number-rows-repeated", 1))

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name == _PARAGRAPH and self._pieces is not None:
            text = "".join(self._pieces)
            self._paragraphs.append(text[:-1] if text and self._after_space else text)
            self._pieces = None
        elif name in {_CELL, _COVERED} and self._cell is not None:
            self._end_cell(self._cell, covered=name == _COVERED)
        elif self._cell is None and not self._sheets_to_come:
            if name == _ROW:
                self._end_row()
            self.done = self.done or name == _SHEET

    def text(self, text: str) -> None:
        if self._pieces is None or self._skipped:
            return
        text = _SPACES.sub(" ", text)
        if self._after_space and text.startswith(" "):
            text = text[1:]
        if text:
            self._write(text)
            self._after_space = text.endswith(" ")

    def _start_inline(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TEXT}s":
            self._write(" ", int(attributes.get(f"{_TEXT}c", 1)))
        elif name in _WRITTEN:
            self._write(_WRITTEN[name])
        elif name not in _INLINE:
            self._skipped = 1
            return
        else:
            return
        self._after_space = False

    def _write(self, text: str, times: int = 1) -> None:
        self._length += len(text) * times
        if self._length > LONGEST_CELL:
            raise too_long(self._number)
        self._pieces.append(text * times)

    def _end_cell(self, cell: dict[str, str], *, covered: bool) -> None:
        times = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        value = "" if covered else _value(cell, "\n".join(self._paragraphs))
        formula = "" if covered or f"{_OFFICE}value-type" in cell else cell.get(f"{_TABLE}formula", "")
        if formula and not value and not shows_nothing(formula):
            self.uncalculated.add(self._number, self._at)
        if value:
            if not 0 < times <= MOST_COLUMNS or self._at + times > MOST_COLUMNS:
                raise ValueError("a row has more cells than any may have")
            self._row_length += len(value) * times
            if self._row_length > LONGEST_ROW:
                raise too_long(self._number)
            self._row.extend([""] * (self._at - len(self._row)))
            self._row.extend([value] * times)
        self._at += times
        self._cell = None

    def _end_row(self) -> None:
        if self._row:
            self.finished.append((self._number, self._row, self._times))
            if self.uncalculated.header is None:
                self.uncalculated.header = self._row
        self._number += self._times


def _value(cell: dict[str, str], shown: str) -> str:
    """A cell as a person reads it, by its value rather than by how it is shown: 0.25 rather than 25 %."""
    kind = cell.get(f"{_OFFICE}value-type", "string")
    if kind in {"float", "percentage", "currency"}:
        return number_text(cell[f"{_OFFICE}value"])
    if kind == "date":
        day, _, time = cell[f"{_OFFICE}date-value"].partition("T")
        time = time.partition(".")[0]
        return day if time in {"", "00:00:00"} else f"{day} {time}"
    if kind == "time":
        parts = _TIME.fullmatch(cell[f"{_OFFICE}time-value"])
        return f"{parts[1]}{parts[2]:0>2}:{parts[3]:0>2}:{parts[4]:0>2}" if parts else shown
    if kind == "boolean":
        return "TRUE" if cell[f"{_OFFICE}boolean-value"] == "true" else "FALSE"
    return shown or cell.get(f"{_OFFICE}string-value", "")
