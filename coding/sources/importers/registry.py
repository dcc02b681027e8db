"""Which importer reads which file: one line a format. Importers are loaded when first used, so that pages start fast."""

from collections.abc import Callable
from pathlib import PurePath
from pkgutil import resolve_name

from coding.sources.importers.guards import refuse_big
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.table import Table
from coding.sources.importers.transcript import ParsedTranscript

# Ending -> "module:function" in this package.
TRANSCRIPTS = {  # (name, bytes) -> ParsedTranscript
    ".txt": "txt:parse_txt",
    ".docx": "docx:parse_docx",
}
TABLES = {  # (name, bytes, sheet or None) -> Table
    ".csv": "csv_table:read_csv",
    ".tsv": "csv_table:read_csv",
    ".xlsx": "xlsx_table:read_xlsx",
}


def parse_transcript(name: str, data: bytes) -> ParsedTranscript:
    """Read a transcript by the ending of its name; ImportProblem says what is wrong with it."""
    parse: Callable[[str, bytes], ParsedTranscript] = _chosen(TRANSCRIPTS, name, data, "transcript")
    parsed = parse(name, data)
    if not parsed.turns:
        raise ImportProblem("there is no text in this file.", remedy="Upload one with text in it.", file=name)
    return parsed


def read_table(name: str, data: bytes, sheet: str | None = None) -> Table:
    """Read a table by the ending of its name; `sheet` names one of a workbook (else the first)."""
    read: Callable[[str, bytes, str | None], Table] = _chosen(TABLES, name, data, "table")
    return read(name, data, sheet)


def _chosen(readers: dict[str, str], name: str, data: bytes, kind: str) -> Callable:
    ending = PurePath(name).suffix.lower()
    if ending not in readers:
        known = ", ".join(readers)
        raise ImportProblem(
            f"a {kind} of this kind ({ending or 'no ending'}) cannot be read.",
            remedy=f"Save it as one of {known}, and upload that.",
            file=name,
        )
    refuse_big(data, name)
    return resolve_name(f"{__package__}.{readers[ending]}")
