"""A document as a Word file with tables that go straight into a manuscript. Pure.

The look is that of the Publication Manual of the American Psychological Association, 7th edition, section 7:
number and title above, rules at the top, under the head and at the bottom only, notes below.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from workbench.exporting.cells import clean, printed
from workbench.exporting.documents import Column, Document, Table

FACE = "Times New Roman"
PAGE = (Cm(21), Cm(29.7))
MARGIN = Cm(2.54)
INDENT = Cm(0.45)


def write_docx(document: Document) -> bytes:
    """Return the document as a Word file."""
    word = docx.Document()
    _set_styles(word)
    _set_page(word, landscape=document.landscape)
    _set_properties(word, document.title)
    word.add_paragraph(clean(document.title), style="Title")
    for fact in document.facts:
        word.add_paragraph(clean(fact), style="Facts")
    for number, table in enumerate(document.tables, start=1):
        _add_table(word, table.for_reading(), number)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _set_styles(word: WordFile) -> None:
    _style(word, "Normal", size=11)
    title = _style(word, "Title", size=15, bold=True, after=4)
    if (borders := title.element.get_or_add_pPr().find(qn("w:pBdr"))) is not None:
        borders.getparent().remove(borders)
    _style(word, "Facts", size=9, after=2, gray=True)
    number = _style(word, "Table Number", size=11, bold=True, before=16, after=2)
    number.paragraph_format.keep_with_next = True
    heading = _style(word, "Table Title", size=11, italic=True, after=6)
    heading.paragraph_format.keep_with_next = True
    _style(word, "Table Text", size=9.5, before=2, after=2)
    _style(word, "Table Head", size=9.5, before=3, after=3)
    _style(word, "Table Note", size=9, before=4)


def _style(
    word: WordFile,
    name: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    gray: bool = False,
) -> docx.styles.style.ParagraphStyle:
    known = name in word.styles
    style = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold, style.font.italic = FACE, Pt(size), bold, italic
    style.font.color.rgb = RGBColor(0x55, 0x55, 0x55) if gray else RGBColor(0, 0, 0)
    # Word takes other scripts' faces from attributes of their own, and a theme's face before any of them.
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(faces.attrib):
        if attribute.lower().endswith("theme"):
            del faces.attrib[attribute]
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        faces.set(qn(script), FACE)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0
    return style


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


def _text_width(word: WordFile) -> int:
    section = word.sections[0]
    return section.page_width - section.left_margin - section.right_margin


def _add_table(word: WordFile, table: Table, number: int) -> None:
    word.add_paragraph(f"Table {number}", style="Table Number")
    word.add_paragraph(clean(table.title), style="Table Title")
    if table.columns:
        grid = word.add_table(rows=1, cols=len(table.columns))
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        widths = _widths(table.columns, _text_width(word))
        _fill_head(grid.rows[0], table.columns)
        for index, row in enumerate(table.rows):
            _fill_row(grid.add_row(), row, table, table.level(index))
        _set_widths(grid, widths)
        _set_rules(grid)
    for index, note in enumerate(table.notes):
        paragraph = word.add_paragraph(style="Table Note")
        if index == 0:
            paragraph.add_run("Note. ").italic = True
        paragraph.add_run(clean(note))


def _widths(columns: list[Column], total: int) -> list[Length]:
    whole = sum(column.width for column in columns)
    return [Length(int(total * column.width / whole)) for column in columns]


def _fill_head(row: _Row, columns: list[Column]) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))
    for cell, column in zip(row.cells, columns, strict=True):
        _write(cell, clean(column.title), "Table Head", numeric=column.numeric)
        _rule(cell, "bottom")


def _fill_row(row: _Row, values: list, table: Table, level: int) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    # row.cells is worked out anew at each call, so it is asked for once.
    for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        _write(cell, printed(values[place], column), "Table Text", numeric=column.numeric)
        if place == 0 and level:
            cell.paragraphs[0].paragraph_format.left_indent = Length(INDENT * level)


def _write(cell: _Cell, text: str, style: str, *, numeric: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    if numeric:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_widths(grid: WordTable, widths: list[Length]) -> None:
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        for cell, width in zip(row._tr.tc_lst, widths, strict=True):
            cell.width = width


def _set_rules(grid: WordTable) -> None:
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom"):
        borders.append(_line(edge))
    grid._tbl.tblPr.append(borders)


def _rule(cell: _Cell, edge: str) -> None:
    borders = OxmlElement("w:tcBorders")
    borders.append(_line(edge))
    cell._tc.get_or_add_tcPr().append(borders)


def _line(edge: str) -> OxmlElement:
    line = OxmlElement(f"w:{edge}")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    return line
