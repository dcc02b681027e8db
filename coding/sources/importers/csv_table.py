"""Comma, semicolon, tab and bar separated tables, read row by row."""

import codecs
import csv
import itertools
import re
from collections.abc import Iterator
from io import IncrementalNewlineDecoder, StringIO
from pathlib import Path

from coding.sources.importers.characters import normalise_newlines
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.table import RawTable, Row
from coding.sources.importers.text import (
    SAMPLE,
    SAVE_AS_UTF8,
    Encoding,
    find_encodings,
    refuse_control_characters,
)

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# Looked for only where none of those is one, and every record must have as many.
SELDOM = {"^": "carets", "~": "tildes", ":": "colons"}
LONGEST_CELL = 10_000_000
LOOKED_AT = 50
BLOCK = 1 << 16
_SEP_LINE = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)


class _WrongByte(Exception):
    """The next bytes of the file are not of its encoding."""


class _LongLine(Exception):
    """A line is longer than any cell may be."""


def read_csv(name: str, path: Path, _sheet: str | None = None) -> RawTable:
    """The records of a delimited table; its encoding and delimiter are found, and said where unusual."""
    encoding = find_encoding(name, path)
    assumed = list(encoding.assumed)
    head = _head(path, encoding)
    refuse_control_characters(head, name)
    told = _SEP_LINE.match(head)
    delimiter = told[1] if told else find_delimiter(head)
    if delimiter != ",":
        assumed.append(f"columns are separated by {(DELIMITERS | SELDOM).get(delimiter, repr(delimiter))}")
    return RawTable(name, _records(name, path, encoding, delimiter, int(told is not None)), assumed)


def find_encoding(name: str, path: Path) -> Encoding:
    """The likeliest encoding by the beginning of a file and its lines beyond ASCII; an old one must fit all of it."""
    likely = find_encodings(_sample(path), name)
    if likely[0].codec.startswith("utf"):
        return likely[0]
    return next((encoding for encoding in likely if _fits(path, encoding)), likely[0])


def _sample(path: Path) -> bytes:
    """A small file whole; of a long one its beginning and some of its lines beyond ASCII, wherever they are."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
        if len(head) < SAMPLE:
            return head
        start, newline, rest = head[: SAMPLE // 2].rpartition(b"\n")
        sample, rest = bytearray(start + newline), rest + head[SAMPLE // 2 :]
        while len(sample) < SAMPLE and (block := stream.read(1 << 20)):
            *lines, rest = (rest + block).split(b"\n")
            sample += b"".join(line + b"\n" for line in lines if not line.isascii())
            if len(rest) > LONGEST_CELL:
                break
        return bytes(sample[:SAMPLE].rpartition(b"\n")[0]) or head


def _fits(path: Path, encoding: Encoding) -> bool:
    try:
        for _ in _lines(path, encoding):
            pass
    except (_WrongByte, _LongLine):
        return False
    return True


def _head(path: Path, encoding: Encoding) -> str:
    """The first lines, as many as make a sample; what is wrong with them is told when they are read as records."""
    head, size = [], 0
    try:
        for line in _lines(path, encoding):
            head.append(line[:SAMPLE])
            size += len(line)
            if size > SAMPLE:
                break
    except (_WrongByte, _LongLine):
        pass
    return "".join(head)


def find_delimiter(text: str) -> str:
    """The delimiter that splits the first records most evenly; a comma where none does."""

    csv.field_size_limit(LONGEST_CELL)
    best = max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))
    if _evenness(text, best)[1]:
        return best
    return next((delimiter for delimiter in SELDOM if _evenness(text, delimiter)[0] == 1), ",")


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """The share of the first records that are as wide as the header, and how wide that is; zeros for one column."""
    start = csv.reader(StringIO(text), delimiter=delimiter)
    try:
        widths = [len(record) for record in itertools.islice(start, LOOKED_AT) if record]
    except csv.Error:
        return (0.0, 0)
    if len(widths) < 2 or widths[0] < 2:
        return (0.0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


def _lines(path: Path, encoding: Encoding) -> Iterator[str]:
    """Lines with "\\n" at their ends; every good one is given before a wrong byte is told."""
    codec = codecs.getincrementaldecoder(encoding.codec)(encoding.errors)
    decoder, rest, wrong = IncrementalNewlineDecoder(codec, translate=True), "", None
    with path.open("rb") as stream:
        stream.seek(encoding.mark)
        more = True
        while more and wrong is None:
            block = stream.read(BLOCK)
            more = bool(block)
            try:
                text = decoder.decode(block, final=not more)
            except UnicodeDecodeError as error:
                wrong = error
                text = normalise_newlines(error.object[: error.start].decode(encoding.codec, "ignore"))
            *lines, rest = (rest + text).split("\n")
            for line in lines:
                yield line + "\n"
            if len(rest) > LONGEST_CELL:
                raise _LongLine
        if wrong:
            raise _WrongByte from wrong
    if rest:
        yield rest


def _records(name: str, path: Path, encoding: Encoding, delimiter: str, skipped: int) -> Iterator[tuple[int, Row]]:
    """Every record with its number; a record of several lines counts once, as in a spreadsheet."""
    csv.field_size_limit(LONGEST_CELL)
    lines = itertools.islice(_lines(path, encoding), skipped, None)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = skipped
    try:
        for number, record in enumerate(reader, start=1 + skipped):
            yield number, record
    except csv.Error as error:
        raise _bad_quote(name, number + 1, error) from error
    except _LongLine as error:
        raise _too_long(name, number + 1) from error
    except _WrongByte as error:
        raise ImportProblem(
            f"this row holds bytes that are not {encoding.label}, as the rest of the table is.",
            remedy=SAVE_AS_UTF8,
            file=name,
            row=number + 1,
        ) from error


def _bad_quote(name: str, row: int, error: csv.Error) -> ImportProblem:
    if "field larger" in str(error):
        return _too_long(name, row)
    if "unexpected end" in str(error):
        message = "a quotation mark opens in this row and is never closed."
        remedy = "Close it, or write it twice if it belongs to the text."
    else:
        message = "a quotation mark stands in the middle of a quoted cell."
        remedy = "Write it twice if it belongs to the text."
    return ImportProblem(message, remedy=remedy, file=name, row=row)


def _too_long(name: str, row: int) -> ImportProblem:
    return ImportProblem(
        "a cell of this row is too long.",
        remedy="Look there for a quotation mark that is never closed.",
        file=name,
        row=row,
    )
