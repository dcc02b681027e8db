"""Tables that tests write in every format, good and hostile."""

import csv
import tempfile
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pandas as pd
import pyreadstat

from coding.sources.importers.registry import open_table
from tests.coding.sources.importers.builders import saved, zip_file

Cells = Sequence[Sequence[str]]
ODS_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "drawing")
)
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def opened(name: str, data: bytes, sheet: str | None = None):
    """(header, [(number, row)], assumed, hints) of a table, by the streaming way in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        stream = open_table(name, path, sheet)
        rows = list(stream.rows)
        return stream.header, rows, stream.assumed, stream.hints


def cells_of(name: str, data: bytes) -> list[list[str]]:
    header, rows, _, _ = opened(name, data)
    return [header, *(row for _, row in rows)]


def csv_text(cells: Cells, **how: object) -> str:
    out = StringIO()
    csv.writer(out, **how).writerows(cells)
    return out.getvalue()


def excel_text(cells: Cells) -> bytes:
    """A workbook in which every cell is text, whatever it looks like."""
    workbook = openpyxl.Workbook()
    for row, values in enumerate(cells, start=1):
        for column, value in enumerate(values, start=1):
            if value:
                cell = workbook.active.cell(row, column)
                cell.value = value.replace("_x", "_x005F_x")
                cell.data_type = "s"
    return saved(workbook)


def raw_excel(sheet: str | bytes, **parts: str | bytes) -> bytes:
    """A workbook whose one sheet is the XML given; `parts` are others by name, `strings` and `styles` known ones."""
    relation = f'<Relationship Id="%s" Type="{OFFICE}/%s" Target="%s"/>'
    named = {"strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    return zip_file(
        {
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
            + relation % ("r1", "officeDocument", "xl/workbook.xml")
            + "</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            + relation % ("r1", "worksheet", "worksheets/sheet1.xml")
            + relation % ("r2", "sharedStrings", "sharedStrings.xml")
            + relation % ("r3", "styles", "/xl/styles.xml")
            + "</Relationships>",
            "xl/worksheets/sheet1.xml": sheet
            if isinstance(sheet, bytes)
            else f'<worksheet xmlns="{SHEET}"><sheetData>{sheet}</sheetData></worksheet>',
            **{named.get(name, name): content for name, content in parts.items()},
        }
    )


def ods_cell(value: str) -> str:
    """A cell of text, as programs write it: spaces that XML would swallow as elements."""
    paragraphs = []
    for line in value.split("\n"):
        text = escape(line).replace("\t", "<text:tab/>").replace(" ", "<text:s/>")
        paragraphs.append(f"<text:p>{text}</text:p>")
    return f'<table:table-cell office:value-type="string">{"".join(paragraphs)}</table:table-cell>'


def raw_ods(tables: str, styles: str = "", before: str = "") -> bytes:
    """An OpenDocument spreadsheet of the XML given."""
    return zip_file(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<?xml version="1.0"?>{before}<office:document-content {ODS_NAMESPACES}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def ods_table(rows: str, title: str = "Sheet1", more: str = "") -> str:
    return f"<table:table table:name={quoteattr(title)} {more}>{rows}</table:table>"


def ods_text(cells: Iterable[Sequence[str]]) -> bytes:
    rows = "".join(
        f"<table:table-row>{''.join(ods_cell(value) if value else '<table:table-cell/>' for value in row)}"
        "</table:table-row>"
        for row in cells
    )
    return raw_ods(ods_table(rows))


def sav_file(columns: dict[str, Sequence[object]], **facts: object) -> bytes:
    """An SPSS file; `facts` are as in pyreadstat.write_sav."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.sav"
        pyreadstat.write_sav(pd.DataFrame(columns), str(path), **facts)
        return path.read_bytes()


def sav_text(cells: Cells) -> bytes:
    """An SPSS file of texts, whose variables are labelled with the header."""
    columns = {f"v{at}": [row[at] for row in cells[1:]] for at in range(len(cells[0]))}
    return sav_file(columns, column_labels=dict(zip(columns, cells[0], strict=True)))
