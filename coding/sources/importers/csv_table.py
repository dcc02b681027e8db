"""Comma, semicolon, tab and bar separated tables."""

import csv
import itertools
import re
from io import StringIO
from pathlib import Path

from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.table import RawTable, Row
from coding.sources.importers.text import decode

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LONGEST_CELL = 10_000_000
LOOKED_AT = 50
_SEP_LINE = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)


def read_csv(name: str, path: Path, _sheet: str | None = None) -> RawTable:
    """Read a delimited table; its encoding and delimiter are found, and said where unusual."""
    decoded = decode(path.read_bytes(), name)
    text, assumed, skipped = decoded.text, list(decoded.assumed), 0
    if told := _SEP_LINE.match(text):
        text, skipped, delimiter = text[told.end() :], 1, told[1]
    else:
        delimiter = find_delimiter(text)
    if delimiter != ",":
        assumed.append(f"columns are separated by {DELIMITERS.get(delimiter, repr(delimiter))}")
    return RawTable(name, iter(_records(name, text, delimiter, skipped)), assumed)


def find_delimiter(text: str) -> str:
    """The delimiter that splits the first records most evenly; a comma where none does."""

    def evenness(delimiter: str) -> tuple[float, int]:
        start = csv.reader(StringIO(text[:200_000]), delimiter=delimiter)
        try:
            widths = [len(record) for record in itertools.islice(start, LOOKED_AT) if record]
        except csv.Error:
            return (0.0, 0)
        if not widths or widths[0] < 2:
            return (0.0, 0)
        return (sum(width == widths[0] for width in widths) / len(widths), widths[0])

    csv.field_size_limit(LONGEST_CELL)
    best = max(DELIMITERS, key=evenness)
    return best if evenness(best)[1] else ","


def _records(name: str, text: str, delimiter: str, skipped: int) -> list[tuple[int, Row]]:
    """Every record with its number; a record of several lines counts once, as in a spreadsheet."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    records: list[tuple[int, Row]] = []
    try:
        for number, record in enumerate(reader, start=1 + skipped):
            records.append((number, record))
    except csv.Error as error:
        raise _bad_quote(name, len(records) + 1 + skipped, error) from error
    return records


def _bad_quote(name: str, row: int, error: csv.Error) -> ImportProblem:
    if "field larger" in str(error):
        message, remedy = (
            "a cell of this row is too long.",
            "Look there for a quotation mark that is never closed.",
        )
    elif "unexpected end" in str(error):
        message = "a quotation mark opens in this row and is never closed."
        remedy = "Close it, or write it twice if it belongs to the text."
    else:
        message = "a quotation mark stands in the middle of a quoted cell."
        remedy = "Write it twice if it belongs to the text."
    return ImportProblem(message, remedy=remedy, file=name, row=row)
