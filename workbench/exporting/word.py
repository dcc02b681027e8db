"""A document as a Word file with tables that go straight into a manuscript. Pure.

The look is that of the Publication Manual of the American Psychological Association, 7th edition, section 7:
number and title above, rules at the top, under the head and at the bottom only, notes below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from workbench.exporting.cells import clean, printed
from workbench.exporting.documents import Column, Document, Table
from workbench.exporting.fitting import LETTER, SIZES, fit, longest_word

FACE = "Times New Roman"
PAGE = (Cm(21), Cm(29.7))
MARGIN = Cm(2.54)
INDENT = Cm(0.45)
PADDING = Cm(0.12)


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


def _text_width(word: WordFile) -> Length:
    section = word.sections[0]
    return Length(section.page_width - section.left_margin - section.right_margin)


def _add_table(word: WordFile, table: Table, number: int) -> None:
    word.add_paragraph(f"Table {number}", style="Table Number")
    word.add_paragraph(clean(table.title), style="Table Title")
    if table.columns:
        texts = [[printed(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows]
        size, widths = _fitted(table, texts, _text_width(word))
        look = _Look(_sized(word, "Table Head", size), _sized(word, "Table Text", size))
        grid = word.add_table(rows=1, cols=len(table.columns))
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        _fill_head(grid.rows[0], table.columns, look)
        for index, row in enumerate(texts):
            _fill_row(grid.add_row(), row, table, table.level(index), look)
        _set_widths(grid, widths)
        _set_rules(grid)
    for index, note in enumerate(table.notes):
        paragraph = word.add_paragraph(style="Table Note")
        if index == 0:
            paragraph.add_run("Note. ").italic = True
        paragraph.add_run(clean(note))


@dataclass(frozen=True)
class _Look:
    """The names of the paragraph styles of one table, which differ where letters had to be smaller."""

    head: str
    text: str


def _fitted(table: Table, texts: list[list[str]], width: Length) -> tuple[float, list[Length]]:
    """Return the size of the letters and the widths of the columns, so that words stay whole."""
    heads = [[clean(column.title)] for column in table.columns]
    words = [longest_word(heads[place] + [row[place] for row in texts]) for place in range(len(table.columns))]
    deepest = max(table.levels, default=0)
    words[0] += round(deepest * INDENT.pt / (SIZES[0] * LETTER))
    size, widths = fit(words, [column.width for column in table.columns], width.pt, 2 * PADDING.pt)
    return size, [Length(int(points * Pt(1))) for points in widths]


def _sized(word: WordFile, style: str, size: float) -> str:
    """Return the name of the style in another size, made if there is none yet."""
    if size == SIZES[0]:
        return style
    name = f"{style} {size:g}"
    if name not in word.styles:
        smaller = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        smaller.base_style, smaller.font.size = word.styles[style], Pt(size)
    return name


def _fill_head(row: _Row, columns: list[Column], look: _Look) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))
    for cell, column in zip(row.cells, columns, strict=True):
        _write(cell, clean(column.title), look.head, numeric=column.numeric)
        _rule(cell, "bottom")
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _fill_row(row: _Row, texts: list[str], table: Table, level: int, look: _Look) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    # row.cells is worked out anew at each call, so it is asked for once.
    for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        _write(cell, texts[place], look.text, numeric=column.numeric)
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
    """Draw the rules above and below, and set the space beside the letters; Word wants both in this order."""
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom"):
        borders.append(_line(edge))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(PADDING.twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    layout = grid._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)


def _rule(cell: _Cell, edge: str) -> None:
    borders = OxmlElement("w:tcBorders")
    borders.append(_line(edge))
    cell._tc.get_or_add_tcPr().append(borders)


def _line(edge: str) -> OxmlElement:
    line = OxmlElement(f"w:{edge}")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    return line
