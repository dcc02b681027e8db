"""Documents that the tests of the formats write, and the files that they read back."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import docx
import openpyxl

from workbench.exporting.documents import Column, Document, Estimate, Middle, Share, Spread, Table
from workbench.exporting.writers import write

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"]


def sample(**changes: object) -> Document:
    """Two codes in a tree with counts and one coefficient that is undefined."""
    table = Table(
        title="Codebook of the study",
        columns=[
            Column("Code", width=1),
            Column("Definition", width=3),
            Column("Codings", numeric=True),
            Column("Alpha", numeric=True, decimals=2),
        ],
        rows=[
            ["Trust", "Faith in the tool.\nOr lack of it.", 12, 0.81234],
            ["Errors", "What <b>it</b> gets wrong & right | 50 % of_it", 3, -0.05],
            ["Checking", None, 0, None],
        ],
        notes=["Alpha is Krippendorff's.", "A dash stands for undefined."],
        levels=[0, 1, 2],
    )
    return Document(title="Trust in tools: codebook", tables=[table], facts=["5 codes, 2 coders."], **changes)


def mixed() -> Table:
    """A table whose cells are made of several numbers, two of its columns under a common head."""
    return Table(
        title="Codes in the two groups",
        columns=[
            Column("Code"),
            Column("Physicians", numeric=True, group="Applied by"),
            Column("Nurses", numeric=True, group="Applied by"),
            Column("κ", numeric=True, bounded=True, note="Kappa is Cohen's."),
            Column("Words", numeric=True),
        ],
        rows=[
            ["Trust", Share(12, 35), Share(0, 0), Estimate(0.744, 0.65, 0.81), Spread(12.25, 3.5)],
            ["Errors", Share(1, 35), Share(2, 120), Estimate(None), Middle(11.0, 9.5, 14.0)],
        ],
        notes=["Codings of both rounds."],
    )


def of_cells(*cells: object) -> Document:
    return Document("D", [Table("T", [Column("Text")], [[cell] for cell in cells])])


def word(document: Document) -> docx.document.Document:
    return docx.Document(BytesIO(write(document, "docx")))


def excel(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(write(document, "xlsx")))


def rows_of_csv(document: Document) -> list[list[str]]:
    return list(csv.reader(StringIO(write(document, "csv").decode("utf-8-sig"), newline="")))
