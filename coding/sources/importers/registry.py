"""Which importer reads which file: one line a format, loaded when first used, so that pages start fast."""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from pkgutil import resolve_name

from coding.sources.importers.guards import refuse_big
from coding.sources.importers.other_kinds import ADVICE
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.shaping import hold_table, stream_table
from coding.sources.importers.table import RawTable, Table, TableStream
from coding.sources.importers.transcript import ParsedTranscript

# Ending -> "module:function" in this package.
TRANSCRIPTS = {  # (name, bytes) -> ParsedTranscript
    ".txt": "txt:parse_txt",
    ".md": "markdown:parse_markdown",
    ".docx": "docx:parse_docx",
    ".odt": "odt:parse_odt",
    ".rtf": "rtf:parse_rtf",
    ".html": "html:parse_html",
    ".htm": "html:parse_html",
    ".vtt": "captions:parse_vtt",
    ".srt": "captions:parse_srt",
    ".pdf": "pdf:parse_pdf",
}
TABLES = {  # (name, path, sheet or None) -> RawTable
    ".csv": "csv_table:read_csv",
    ".tsv": "csv_table:read_csv",
    ".xlsx": "xlsx_table:read_xlsx",
    ".ods": "ods_table:read_ods",
    ".sav": "sav_table:read_sav",
}
SHEETS = {  # (name, path) -> titles of the sheets
    ".xlsx": "xlsx_table:sheets_of_xlsx",
    ".ods": "ods_table:sheets_of_ods",
}


def parse_transcript(name: str, data: bytes) -> ParsedTranscript:
    """Read a transcript by the ending of its name; ImportProblem says what is wrong with it."""
    parse: Callable[[str, bytes], ParsedTranscript] = _chosen(TRANSCRIPTS, name, data, "transcript")
    parsed = parse(name, data)
    if not parsed.turns:
        raise ImportProblem("there is no text in this file.", remedy="Upload one with text in it.", file=name)
    return parsed


def open_table(name: str, path: Path, sheet: str | None = None) -> TableStream:
    """A table by the ending of its name, read row by row; `sheet` names one of a workbook (else the first).

    Survey programs are recognised by their header rows. Raises ImportProblem(s), here or while rows are read.
    """
    return stream_table(_raw_table(name, path, sheet))


def read_table(name: str, data: bytes, sheet: str | None = None, *, folder: Path | None = None) -> Table:
    """All of a small table (a codebook, a list of codings), whose first row with something in it is the header.

    It lies in `folder` while it is read; without one, where the system keeps such files.
    """
    with tempfile.NamedTemporaryFile(suffix=PurePath(name).suffix, dir=folder) as kept:
        kept.write(data)
        kept.flush()
        return hold_table(stream_table(_raw_table(name, Path(kept.name), sheet), layouts=False))


def sheets_of(name: str, path: Path) -> list[str]:
    """The titles of a workbook's sheets, as far as they are not hidden; [] where the format has none."""
    reader = SHEETS.get(PurePath(name).suffix.lower())
    return resolve_name(f"{__package__}.{reader}")(name, path) if reader else []


def _raw_table(name: str, path: Path, sheet: str | None) -> RawTable:
    read: Callable[[str, Path, str | None], RawTable] = _reader(TABLES, name, "table")
    refuse_big(path.stat().st_size, name)
    return read(name, path, sheet)


def _chosen(readers: dict[str, str], name: str, data: bytes, kind: str) -> Callable:
    reader = _reader(readers, name, kind)
    refuse_big(len(data), name)
    return reader


def _reader(readers: dict[str, str], name: str, kind: str) -> Callable:
    ending = PurePath(name).suffix.lower()
    if ending not in readers:
        raise cannot_read(name, readers, kind)
    return resolve_name(f"{__package__}.{readers[ending]}")


def cannot_read(name: str, readers: Iterable[str] = tuple(TRANSCRIPTS), kind: str = "transcript") -> ImportProblem:
    """What to say of a file whose ending no importer of this kind has."""
    ending = PurePath(name).suffix.lower()
    what, remedy = ADVICE.get(ending, ("", f"Save it as one of {', '.join(readers)}, and upload that."))
    if kind == "transcript" and ending in TABLES:
        what, remedy = "a table", "Import it as a survey."
    return ImportProblem(
        f"a {kind} of this kind ({ending or 'no ending'}) cannot be read{what and f': it is {what}'}.",
        remedy=remedy,
        file=name,
    )
