"""From a document to the bytes of a file. Pure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.exporting.documents import Document
from workbench.exporting.excel import write_xlsx
from workbench.exporting.markup import write_html, write_tex
from workbench.exporting.plain import write_csv, write_json, write_md
from workbench.exporting.word import write_docx

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WRITERS: dict[str, tuple[Callable[[Document], bytes], str, str]] = {
    "docx": (write_docx, _WORD, "Word"),
    "xlsx": (write_xlsx, _EXCEL, "Excel"),
    "csv": (write_csv, "text/csv; charset=utf-8", "CSV"),
    "md": (write_md, "text/markdown; charset=utf-8", "Markdown"),
    "html": (write_html, "text/html; charset=utf-8", "HTML"),
    "tex": (write_tex, "application/x-tex; charset=utf-8", "LaTeX"),
    "json": (write_json, "application/json", "JSON"),
}
FORMATS = tuple(_WRITERS)
# Written by the document itself, which is no tables then.
_FILES = {
    "qdc": ("application/xml", "REFI-QDA codebook"),
    "qdpx": ("application/zip", "REFI-QDA project"),
}


def write(document: Document, format_: str) -> bytes:
    """Return the document as a file of one of FORMATS, or of one that it writes itself; KeyError for any other."""
    if format_ not in document.files:
        return _WRITERS[format_][0](document)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        document.files[format_](path)
        return path.read_bytes()


def content_type(format_: str) -> str:
    """Return the media type of a format."""
    return _FILES[format_][0] if format_ in _FILES else _WRITERS[format_][1]


def format_name(format_: str) -> str:
    """Return what people call a format."""
    return _FILES[format_][1] if format_ in _FILES else _WRITERS[format_][2]
