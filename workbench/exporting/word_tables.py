"""A laid out table as a real table of Word. Pure.

Rules stand at the top, under the heads and at the bottom only, as APA (7th edition, section 7.17) and most journals
have it; heads are repeated on every page, and no row is split.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from workbench.exporting.fitting import LETTER, SIZES, breakable, fit, longest_word
from workbench.exporting.laying import Laid
from workbench.exporting.looks import Run
from workbench.exporting.word_styles import write_runs

INDENT = Cm(0.45)
LONGEST_NUMBER = 24
PADDING = Cm(0.16)


def add_table(word: WordFile, laid: Laid, width: Length) -> None:
    """Add a table with its caption above and its notes below, `width` wide."""
    for line, style in zip(laid.caption, ("Table Number", "Table Title")[-len(laid.caption) :], strict=True):
        write_runs(word.add_paragraph(style=style), line)
    if laid.columns:
        size, widths = _fitted(laid, width)
        sizes = _Sizes(_sized(word, "Table Head", size), _sized(word, "Table Text", size))
        grid = word.add_table(rows=2 if laid.groups else 1, cols=len(laid.columns))
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        _fill_heads(grid, laid, sizes)
        for index in range(len(laid.rows)):
            _fill_row(grid.add_row(), laid, index, sizes)
        _set_widths(grid, widths)
        _set_rules(grid)
    for note in laid.notes:
        write_runs(word.add_paragraph(style="Table Note"), note)


@dataclass(frozen=True)
class _Sizes:
    """The names of the paragraph styles of one table, which differ where letters had to be smaller."""

    head: str
    text: str


def _fitted(laid: Laid, width: Length) -> tuple[float, list[Length]]:
    """Return the size of the letters and the widths of the columns, so that words stay whole."""
    heads = ["".join(run.text for run in head) for head in laid.heads]
    words = [longest_word([heads[place], *(row[place] for row in laid.rows)]) for place in range(len(laid.columns))]
    for place, column in enumerate(laid.columns):
        if column.numeric:
            # Numbers are not broken: "0.74 [0.65, 0.81]" stands on one line.
            numbers = max((len(row[place]) for row in laid.rows), default=0)
            words[place] = max(words[place], min(LONGEST_NUMBER, numbers))
    deepest = max(laid.levels, default=0)
    words[0] += round(deepest * INDENT.pt / (SIZES[0] * LETTER))
    size, widths = fit(words, [column.width for column in laid.columns], width.pt, 2 * PADDING.pt)
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


def _fill_heads(grid: WordTable, laid: Laid, sizes: _Sizes) -> None:
    """Write the row of heads, and above it the row of those that stand over several; both are repeated."""
    rows = list(grid.rows)
    for row in rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        properties.append(OxmlElement("w:tblHeader"))
    if laid.groups:
        _fill_groups(rows[0], laid, sizes)
    for cell, column, words in zip(rows[-1].cells, laid.columns, laid.heads, strict=True):
        _write(cell, words, sizes.head, numeric=column.numeric)
        _rule(cell, "bottom")
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _fill_groups(row: _Row, laid: Laid, sizes: _Sizes) -> None:
    cells, place = row.cells, 0
    for group in laid.groups:
        cell = cells[place]
        if group.span > 1:
            cell = cell.merge(cells[place + group.span - 1])
        _write(cell, group.words, sizes.head, numeric=False)
        if group.words:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            _rule(cell, "bottom")
        place += group.span


def _fill_row(row: _Row, laid: Laid, index: int, sizes: _Sizes) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    level = laid.level(index)
    # row.cells is worked out anew at each call, so it is asked for once.
    for place, (cell, column) in enumerate(zip(row.cells, laid.columns, strict=True)):
        _write(cell, _broken(laid.cell(index, place)), sizes.text, numeric=column.numeric)
        if place == 0 and level:
            cell.paragraphs[0].paragraph_format.left_indent = Length(INDENT * level)


def _broken(words: list[Run]) -> list[Run]:
    """Let long paths of codes go over two lines; the check of quotations reads over what allows it."""
    return [replace(run, text=breakable(run.text)) for run in words]


def _write(cell: _Cell, words: list[Run], style: str, *, numeric: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    write_runs(paragraph, words)
    if numeric:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_widths(grid: WordTable, widths: list[Length]) -> None:
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        place = 0
        for cell in row._tr.tc_lst:
            cell.width = Length(sum(widths[place : place + cell.grid_span]))
            place += cell.grid_span


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
