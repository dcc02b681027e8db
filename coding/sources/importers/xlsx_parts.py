"""What an Excel workbook keeps beside its sheets: which there are, which numbers are dates, the texts of its cells."""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
import tempfile
import zipfile
from array import array
from dataclasses import dataclass, field
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from coding.sources.importers.characters import mend_surrogates
from coding.sources.importers.sheets import Sheet
from coding.sources.importers.table import Row
from coding.sources.importers.xml_rows import LONGEST_CELL, local, rows_from, walk

# Built-in formats of the Chinese, Japanese and Korean Excel that the specification leaves to each language.
_EASTERN_DATES = {*range(27, 37), *range(50, 59)}
_MOST_FORMATS = 100_000
_MOST_SHEETS = 10_000
# Strings kept in memory, since most cells repeat a few; of long ones the latest, so that rows share them.
_KEPT, _SHORT, _LATEST = 20_000, 200, 64
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass
class Workbook:
    """`dates` and `spans` are positions of cell formats that show a number as a date, or as a length of time."""

    sheets: list[Sheet] = field(default_factory=list)
    strings: str = ""
    epoch: dt.datetime = CALENDAR_WINDOWS_1900
    dates: set[int] = field(default_factory=set)
    spans: set[int] = field(default_factory=set)


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """What is needed to read the sheets of a workbook; KeyError or ValueError where it is none."""
    main = _related(archive, "", "_rels/.rels", "/officeDocument")[0][2]
    folder, file = posixpath.split(main)
    related = _related(archive, folder, f"{folder}/_rels/{file}.rels".lstrip("/"), "")
    targets = {key: target for key, kind, target in related if kind.endswith("/worksheet")}
    book = Workbook()
    book.strings = next((target for _, kind, target in related if kind.endswith("/sharedStrings")), "")
    styles = next((target for _, kind, target in related if kind.endswith("/styles")), "")

    def heard(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            book.epoch = CALENDAR_MAC_1904
        elif local(name) == "sheet" and len(book.sheets) < _MOST_SHEETS:
            key = next((value for key, value in attributes.items() if local(key) == "id"), "")
            if key in targets:
                hidden = attributes.get("state", "visible") != "visible"
                book.sheets.append(Sheet(attributes["name"], hidden, targets[key]))

    with archive.open(main) as part:
        walk(part, heard)
    if styles in archive.NameToInfo:
        _read_formats(archive, styles, book)
    return book


def _related(archive: zipfile.ZipFile, folder: str, part: str, ending: str) -> list[tuple[str, str, str]]:
    """(id, type, path in the archive) of the parts that one part names."""
    found = []

    def heard(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("Type", "").endswith(ending) and len(found) < _MOST_FORMATS:
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.append((attributes.get("Id", ""), attributes.get("Type", ""), path))

    with archive.open(part) as stream:
        walk(stream, heard)
    if not found:
        raise KeyError(part)
    return found


def _read_formats(archive: zipfile.ZipFile, styles: str, book: Workbook) -> None:
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    at, inside = -1, False

    def heard(name: str, attributes: dict[str, str]) -> None:
        nonlocal at, inside
        name = local(name)
        if name == "numFmt" and len(formats) < _MOST_FORMATS:
            formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name in {"cellXfs", "cellStyles", "dxfs"}:
            inside = name == "cellXfs"
        elif name == "xf" and inside and at < _MOST_FORMATS:
            at += 1
            key = int(attributes.get("numFmtId", 0))
            code = formats.get(key, "General")
            if is_date_format(code) or (key in _EASTERN_DATES and key not in formats):
                book.dates.add(at)
            if is_timedelta_format(code):
                book.spans.add(at)

    with archive.open(styles) as part:
        walk(part, heard)


def unescape(text: str) -> str:
    """Excel writes characters that XML has not as _x000D_, and an underscore before such as _x005F_."""
    if "_x" in text:
        text = mend_surrogates(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Strings:
    """The texts that cells point to, on disk: there may be as many of them as cells."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed with the object
        self._ends = array("Q", [0])
        self._first: list[str | None] = []
        self._on_disk = lru_cache(_LATEST)(self._read_back)

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        """Take in the table of strings of a workbook."""
        with archive.open(part) as stream:
            for _, (text,) in rows_from(stream, _StringTable()):
                data = unescape(text).encode()
                self._file.write(data)
                self._ends.append(self._ends[-1] + len(data))
                if len(self._first) < _KEPT:
                    self._first.append(unescape(text) if len(data) <= _SHORT else None)
        self._file.flush()

    def __getitem__(self, at: int) -> str:
        if at < 0 or at >= len(self._ends) - 1:
            raise ValueError("a cell points to a text that is not there")
        if at < len(self._first) and (known := self._first[at]) is not None:
            return known
        return self._on_disk(at)

    def _read_back(self, at: int) -> str:
        start = self._ends[at]
        return os.pread(self._file.fileno(), self._ends[at + 1] - start, start).decode()


class _StringTable:
    """Hears <si><t>text</t></si>, with formatted runs <r><t> in between, and without readings <rPh>."""

    done = False

    def __init__(self) -> None:
        self.finished: list[tuple[int, Row, int]] = []
        self._pieces: list[str] = []
        self._length = 0
        self._collects = self._reading = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        kind = local(name)
        if kind == "t":
            self._collects = not self._reading
        elif kind == "rPh":
            self._reading = True
        elif kind == "si":
            self._pieces, self._length = [], 0

    def end(self, name: str) -> None:
        kind = local(name)
        if kind == "t":
            self._collects = False
        elif kind == "rPh":
            self._reading = False
        elif kind == "si":
            self.finished.append((0, ["".join(self._pieces)], 1))

    def text(self, text: str) -> None:
        if self._collects:
            self._pieces.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise ValueError("a text is longer than any cell may be")


def open_strings(archive: zipfile.ZipFile, book: Workbook) -> Strings:
    """The texts of a workbook; empty where it keeps them in its cells."""
    strings = Strings()
    if book.strings in archive.NameToInfo:
        strings.read(archive, book.strings)
    return strings
