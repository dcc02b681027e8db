"""From a document to the bytes of a file. Pure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.charts.rendering import render
from workbench.exporting.documents import Document
from workbench.exporting.excel import write_xlsx
from workbench.exporting.latex import write_tex
from workbench.exporting.looks import DEFAULT, Look
from workbench.exporting.markdown import write_md
from workbench.exporting.markup import write_html
from workbench.exporting.plain import write_csv, write_json
from workbench.exporting.word import write_docx

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WRITERS: dict[str, tuple[Callable[[Document, Look], bytes], str, str]] = {
    "docx": (write_docx, _WORD, "Word"),
    "xlsx": (write_xlsx, _EXCEL, "Excel"),
    "csv": (lambda document, _look: write_csv(document), "text/csv; charset=utf-8", "CSV"),
    "md": (write_md, "text/markdown; charset=utf-8", "Markdown"),
    "html": (write_html, "text/html; charset=utf-8", "HTML"),
    "tex": (write_tex, "application/x-tex; charset=utf-8", "LaTeX"),
    "json": (lambda document, _look: write_json(document), "application/json", "JSON"),
}
FORMATS = tuple(_WRITERS)
# What a figure is drawn as; the document has exactly one then.
_DRAWINGS = {
    "svg": ("image/svg+xml", "SVG"),
    "png": ("image/png", "PNG, 300 dpi"),
    "pdf": ("application/pdf", "PDF"),
}
# Written by the document itself, which is no tables then.
_FILES = {
    "qdc": ("application/xml", "REFI-QDA codebook"),
    "qdpx": ("application/zip", "REFI-QDA project"),
    "zip": ("application/zip", "Zip"),
    "jsonld": ("application/ld+json", "JSON-LD"),
}


def write(document: Document, format_: str, look: Look = DEFAULT) -> bytes:
    """Return the document as a file of one of FORMATS, of a drawing, or of one that it writes itself.

    Raises KeyError for any other format, ValueError for a drawing of a document without exactly one figure.
    """
    if format_ in document.files:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            document.files[format_](path)
            return path.read_bytes()
    if format_ in _DRAWINGS:
        [figure] = document.figures
        return render(figure.drawn(zero=look.zero), format_)
    return _WRITERS[format_][0](document, look)


def _known(format_: str) -> tuple[str, str]:
    return _FILES.get(format_) or _DRAWINGS.get(format_) or _WRITERS[format_][1:]


def content_type(format_: str) -> str:
    """Return the media type of a format."""
    return _known(format_)[0]


def format_name(format_: str) -> str:
    """Return what people call a format."""
    return _known(format_)[1]
