"""From a document to the bytes of a file. Pure."""

from __future__ import annotations

from collections.abc import Callable

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


def write(document: Document, format_: str) -> bytes:
    """Return the document as a file of one of FORMATS; KeyError for any other."""
    return _WRITERS[format_][0](document)


def content_type(format_: str) -> str:
    """Return the media type of a format."""
    return _WRITERS[format_][1]


def format_name(format_: str) -> str:
    """Return what people call a format."""
    return _WRITERS[format_][2]
