"""Which importer reads which file: one line a format."""

from collections.abc import Callable
from pathlib import PurePath
from typing import TypeVar

from coding.sources.importers.csv_table import read_csv
from coding.sources.importers.docx import parse_docx
from coding.sources.importers.guards import refuse_big
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.table import Table
from coding.sources.importers.transcript import ParsedTranscript
from coding.sources.importers.txt import parse_txt
from coding.sources.importers.xlsx_table import read_xlsx

Reader = TypeVar("Reader")

TRANSCRIPTS: dict[str, Callable[[str, bytes], ParsedTranscript]] = {
    ".txt": parse_txt,
    ".docx": parse_docx,
}
TABLES: dict[str, Callable[[str, bytes, str | None], Table]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
}


def parse_transcript(name: str, data: bytes) -> ParsedTranscript:
    """Read a transcript by the ending of its name; ImportProblem says what is wrong with it."""
    parse = _chosen(TRANSCRIPTS, name, data, "transcript")
    parsed = parse(name, data)
    if not parsed.turns:
        raise ImportProblem("there is no text in this file.", remedy="Upload one with text in it.", file=name)
    return parsed


def read_table(name: str, data: bytes, sheet: str | None = None) -> Table:
    """Read a table by the ending of its name; `sheet` names one of a workbook (else the first)."""
    return _chosen(TABLES, name, data, "table")(name, data, sheet)


def _chosen(readers: dict[str, Reader], name: str, data: bytes, kind: str) -> Reader:
    ending = PurePath(name).suffix.lower()
    if ending not in readers:
        known = ", ".join(readers)
        raise ImportProblem(
            f"a {kind} of this kind ({ending or 'no ending'}) cannot be read.",
            remedy=f"Save it as one of {known}, and upload that.",
            file=name,
        )
    refuse_big(data, name)
    return readers[ending]
