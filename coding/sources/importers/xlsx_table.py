"""Excel workbooks: one sheet as rows of strings, formulas with the values they had when saved."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl.utils.datetime import from_excel, from_ISO8601

from coding.sources.importers.guards import check_office_path, macros_said
from coding.sources.importers.problems import raise_any
from coding.sources.importers.sheets import choose_sheet, visible_titles
from coding.sources.importers.table import RawTable, Row
from coding.sources.importers.xlsx_parts import Strings, Workbook, open_strings, read_workbook, unescape
from coding.sources.importers.xml_rows import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_COLUMNS,
    Uncalculated,
    damage_told,
    local,
    number_text,
    rows_from,
    shows_nothing,
    too_long,
)

_MOST_ROWS = 1_048_576


def read_xlsx(name: str, path: Path, sheet: str | None = None) -> RawTable:
    """The records of the sheet of that name, or of the first one; the others are named under `assumed`."""
    check_office_path(path, name, "Excel", ".xlsx")
    with damage_told(name, "Excel"), zipfile.ZipFile(path) as archive:
        book = read_workbook(archive)
    at, assumed = choose_sheet(book.sheets, name, sheet)
    return RawTable(name, _records(name, path, book, book.sheets[at].part), [*assumed, *macros_said(path)], pad=True)


def sheets_of_xlsx(name: str, path: Path) -> list[str]:
    """The titles of the sheets that are not hidden."""
    check_office_path(path, name, "Excel", ".xlsx")
    with damage_told(name, "Excel"), zipfile.ZipFile(path) as archive:
        return visible_titles(read_workbook(archive).sheets)


def _records(name: str, path: Path, book: Workbook, sheet: str) -> Iterator[tuple[int, Row]]:
    with damage_told(name, "Excel"), zipfile.ZipFile(path) as archive:
        heard = _SheetRows(name, book, open_strings(archive, book))
        with archive.open(sheet) as part:
            for number, row in rows_from(part, heard):
                if not heard.uncalculated.problems:
                    yield number, row
        raise_any(heard.uncalculated.problems)


class _SheetRows:
    """Hears <row r="2"><c r="A2" t="s" s="1"><f>…</f><v>…</v></c></row>."""

    def __init__(self, name: str, book: Workbook, strings: Strings) -> None:
        self.finished: list[tuple[int, Row, int]] = []
        self.done = False
        self.uncalculated = Uncalculated(name)
        self._book, self._strings = book, strings
        self._names: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._empty_shared: set[str] = set()
        self._row, self._number, self._at, self._cells, self._row_length = [], 0, -1, 0, 0
        self._attributes: dict[str, str] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._formula: list[str] | None = None
        self._shared = ""
        self._into: list[str] | None = None
        self._valued = self._reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = self._local(name)
        if kind == "c":
            self._start_cell(attributes)
        elif kind == "v":
            self._into, self._valued = self._pieces, True
        elif kind == "row":
            number = int(attributes["r"]) if "r" in attributes else self._number + 1
            if not self._number < number <= _MOST_ROWS:
                raise ValueError("rows are not in order")
            self._row, self._number, self._at, self._cells, self._row_length = [], number, -1, 0, 0
        elif kind == "f":
            self._formula, self._shared = [], attributes.get("si", "")
            self._into = self._formula
        elif kind == "t":
            self._into, self._valued = (None if self._reading else self._pieces), True
        elif kind == "rPh":
            self._reading = True

    def end(self, name: str) -> None:
        kind = self._local(name)
        if kind == "c":
            self._end_cell()
        elif kind in {"v", "f", "t"}:
            self._into = None
        elif kind == "row":
            self._end_row()
        elif kind == "rPh":
            self._reading = False
        elif kind == "sheetData":
            self.done = True

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise too_long(self._number)

    def _local(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = local(name)
        return known

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        at = self._at + 1 if reference is None else self._column(reference)
        self._cells += 1
        if at <= self._at or at >= MOST_COLUMNS or self._cells > MOST_COLUMNS:
            raise ValueError("cells are not in order")
        self._at, self._attributes, self._pieces, self._length = at, attributes, [], 0
        self._formula, self._valued, self._into = None, False, None

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        at = self._columns.get(letters)
        if at is None:
            if not 0 < len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
                raise ValueError(reference[:20])
            at = 0
            for letter in letters.upper():
                at = at * 26 + ord(letter) - 64
            at = self._columns[letters] = at - 1
        return at

    def _end_cell(self) -> None:
        value = self._value("".join(self._pieces)) if self._valued else ""
        if self._formula is not None:
            self._check_formula("".join(self._formula), value)
        if value:
            row = self._row
            self._row_length += len(value)
            if self._row_length > LONGEST_ROW:
                raise too_long(self._number)
            if len(row) < self._at:
                row.extend([""] * (self._at - len(row)))
            row.append(value)

    def _check_formula(self, formula: str, value: str) -> None:
        nothing = shows_nothing(formula) or (not formula and self._shared in self._empty_shared)
        if nothing and self._shared:
            self._empty_shared.add(self._shared)
        # A formula that gave an empty text has the type of a text; one that was never calculated has no type.
        calculated = value or (self._valued and self._attributes.get("t", "n") != "n")
        if not calculated and not nothing:
            self.uncalculated.add(self._number, self._at)

    def _end_row(self) -> None:
        if self._row:
            self.finished.append((self._number, self._row, 1))
            if self.uncalculated.header is None:
                self.uncalculated.header = self._row

    def _value(self, written: str) -> str:
        kind = self._attributes.get("t", "n")
        if kind == "s":
            return self._strings[int(written)]
        if kind in {"str", "inlineStr"}:
            return unescape(written)
        if kind == "n":
            return self._number_or_date(written) if written else ""
        if kind == "b":
            return "TRUE" if written.strip() in {"1", "true"} else "FALSE"
        if kind == "d":
            return moment_text(from_ISO8601(written))
        return written

    def _number_or_date(self, written: str) -> str:
        style = int(self._attributes.get("s", 0))
        if style in self._book.dates or style in self._book.spans:
            try:
                return moment_text(from_excel(float(written), self._book.epoch, style in self._book.spans))
            except (ValueError, OverflowError):
                pass  # a number no calendar has: shown as it is
        return number_text(written.strip())


def moment_text(value: dt.datetime | dt.date | dt.time | dt.timedelta | None) -> str:
    """A date as 2024-05-31, with its time unless that is midnight; a length of time as 36:05:00."""
    if value is None:
        return ""
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat(timespec="seconds") if isinstance(value, dt.time) else value.isoformat()
