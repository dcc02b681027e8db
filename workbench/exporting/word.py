"""A document as a Word file with tables and figures that go straight into a manuscript. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Length

from workbench.charts.rendering import render
from workbench.exporting.cells import clean
from workbench.exporting.documents import Document, Figure
from workbench.exporting.laying import caption_of, lay_out
from workbench.exporting.looks import DEFAULT, Look, runs_of
from workbench.exporting.word_styles import set_styles, write_runs
from workbench.exporting.word_tables import add_table

PAGE = (Cm(21), Cm(29.7))
MARGIN = Cm(2.54)


def write_docx(document: Document, look: Look = DEFAULT) -> bytes:
    """Return the document as a Word file."""
    word = docx.Document()
    set_styles(word, look)
    _set_page(word, landscape=document.landscape)
    _set_properties(word, document.title)
    word.add_paragraph(clean(document.title), style="Title")
    for fact in document.facts:
        word.add_paragraph(clean(fact), style="Facts")
    for text in document.texts:
        if text.heading:
            word.add_paragraph(clean(text.heading), style="Text Heading")
        for paragraph in text.paragraphs:
            write_runs(word.add_paragraph(style="Text"), runs_of(paragraph))
    for number, part in document.numbered():
        if isinstance(part, Figure):
            _add_figure(word, part, number, look)
        else:
            add_table(word, lay_out(part, number, look), _text_width(word))
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _add_figure(word: WordFile, figure: Figure, number: int, look: Look) -> None:
    """Add number and title, the drawing no wider and no higher than the page allows, and the notes."""
    caption, notes = caption_of(figure, number, look)
    for line, style in zip(caption, ("Figure Number", "Figure Title")[-len(caption) :], strict=True):
        write_runs(word.add_paragraph(style=style), line)
    paragraph = word.add_paragraph(style="Figure Drawing")
    shape = paragraph.add_run().add_picture(BytesIO(render(figure.drawn(zero=look.zero), "png")))
    room = min(1.0, _text_width(word) / shape.width, 0.75 * _text_height(word) / shape.height)
    shape.width, shape.height = Length(int(shape.width * room)), Length(int(shape.height * room))
    shape._inline.docPr.set("descr", clean(figure.alt))
    for note in notes:
        write_runs(word.add_paragraph(style="Table Note"), note)


def _text_width(word: WordFile) -> Length:
    section = word.sections[0]
    return Length(section.page_width - section.left_margin - section.right_margin)


def _text_height(word: WordFile) -> Length:
    section = word.sections[0]
    return Length(section.page_height - section.top_margin - section.bottom_margin)


def _set_page(word: WordFile, *, landscape: bool) -> None:
    section = word.sections[0]
    width, height = PAGE[::-1] if landscape else PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _set_properties(word: WordFile, title: str) -> None:
    """Name no person in the file: manuscripts are reviewed without names."""
    properties = word.core_properties
    properties.title = clean(title)[:255]
    properties.author = properties.last_modified_by = "Marginalia"
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
