"""A document as a page shows it before it is made: the very words of the file, long tables cut. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.exporting.documents import Document, Figure
from workbench.exporting.laying import lay_out
from workbench.exporting.looks import Look
from workbench.exporting.markup import html_figure, html_table, html_text

MOST_ROWS = 30


@dataclass(frozen=True)
class Part:
    """A piece of the preview as markup, in which every text is escaped, and how many rows of it are not shown."""

    html: str
    more: int = 0


def parts_of(document: Document, look: Look, most: int = MOST_ROWS) -> list[Part]:
    """Return the texts, tables and figures of a document in the order of the file; `most` rows of each table."""
    parts = [Part(html_text(text)) for text in document.texts]
    for number, part in document.numbered():
        if isinstance(part, Figure):
            parts.append(Part(html_figure(part, number, look)))
        else:
            parts.append(Part(html_table(lay_out(part, number, look), most), max(0, len(part.rows) - most)))
    return parts
