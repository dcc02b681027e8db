"""The XML of spreadsheets as a stream: an element at a time, nothing kept, what only harms refused."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import IO, Any, Protocol
from xml.parsers import expat

from coding.sources.importers.guards import damaged
from coding.sources.importers.problems import SHOWN, ImportProblem, raise_any
from coding.sources.importers.table import Row

BLOCK = 1 << 16
# A tag, its attributes included, or a comment: expat holds it whole in memory.
LONGEST_TOKEN = 4_000_000
MOST_NAMES = 20_000
# Excel allows 32,767 characters a cell. What cells share is counted for each: a small file may say much.
LONGEST_CELL, LONGEST_ROW = 1_000_000, 20_000_000
# What spreadsheet programs can have at most; more is made to do harm.
MOST_COLUMNS = 16_384

Start = Callable[[str, dict[str, str]], Any]


class Rows(Protocol):
    """What hears the elements of a sheet and hands over rows as they end: (number, row, how often it comes again)."""

    finished: list[tuple[int, Row, int]]
    done: bool

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


@contextmanager
def damage_told(name: str, kind: str) -> Iterator[None]:
    """Whatever a broken archive or broken XML raises is told as one ImportProblem."""
    try:
        yield
    except ImportProblem as problem:
        problem.file = problem.file or name
        raise
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, KeyError, ValueError, OverflowError,
        NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        raise damaged(name, kind) from error


def walk(part: IO[bytes], start: Start) -> None:
    """Tell the start of every element of a part: its name and its attributes, each after its namespace and a space."""
    parser = _parser()
    parser.StartElementHandler = start
    for _ in _fed(parser, part):
        pass


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def rows_from(part: IO[bytes], heard: Rows) -> Iterator[tuple[int, Row]]:
    """The rows of a sheet, while it is read."""
    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = heard.start, heard.end
    parser.CharacterDataHandler = heard.text
    for _ in _fed(parser, part):
        rows, heard.finished = heard.finished, []
        for number, row, times in rows:
            yield number, row
            for again in range(1, times):
                yield number + again, list(row)
        if heard.done:
            return


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _fed(parser: expat.XMLParserType, part: IO[bytes]) -> Iterator[None]:
    fed = 0
    while block := part.read(BLOCK):
        parser.Parse(block)
        fed += len(block)
        if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
            raise ValueError("one tag is as long as a book")
        if len(parser.intern) > MOST_NAMES:
            raise ValueError("no format has so many names of elements and attributes")
        yield
    parser.Parse(b"", True)
    yield


def _refuse_doctype(*_: object) -> None:
    raise ImportProblem(
        "this file declares XML entities, as no spreadsheet program does and some attacks do.",
        remedy="Save its table in a new workbook, and upload that.",
    )


class Uncalculated:
    """Formulas that a program wrote without ever calculating them: their values would be lost unseen."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.header: Row | None = None
        self.problems: list[ImportProblem] = []

    def add(self, row: int, at: int) -> None:
        """Note a cell; enough of them are told at once."""
        called = self.header[at] if self.header and at < len(self.header) else ""
        problem = ImportProblem(
            "this cell holds a formula whose value was never calculated.",
            remedy="Open the file in a spreadsheet program, save it, and upload it again.",
            file=self.name,
            row=row,
            column=" ".join(called.split()) or column_letters(at),
        )
        self.problems.append(problem)
        if len(self.problems) == SHOWN:
            raise_any(self.problems)


def too_long(row: int) -> ImportProblem:
    """The problem of a cell or a row with more text than any has; the file is named where it is told."""
    return ImportProblem("this row holds more text than a table can.", remedy="Shorten its cells.", row=row)


def shows_nothing(formula: str) -> bool:
    """Formulas such as =IF(A2="","",A2) may well show nothing; without any value stored we cannot tell."""
    return '""' in formula


def column_letters(at: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    at += 1
    while at:
        at, letter = divmod(at - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def number_text(written: str) -> str:
    """A number as a person reads it: 3 rather than 3.0, 1.1 rather than 1.1000000000000001."""
    if written.isdigit():
        return written
    value = float(written)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    # Never 1e-07 or 1.2e+16, which nobody wrote; beyond that there is no other way.
    return f"{Decimal(repr(value)):f}" if 1e-15 < abs(value) < 1e21 else repr(value)
