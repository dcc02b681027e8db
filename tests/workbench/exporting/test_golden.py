"""What a style looks like is written down once in each format, and any change of it is seen in a review.

UPDATE_GOLDEN=1 writes the files anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from workbench.exporting.documents import Column, Document, Estimate, Middle, Share, Spread, Table
from workbench.exporting.looks import STYLES, Look
from workbench.exporting.markup import STYLE
from workbench.exporting.writers import write

GOLDEN = Path(__file__).parent / "golden"


def manuscript() -> Document:
    """Two tables with every kind of cell, a tree, a common head, notes on the whole and on columns."""
    people = Table(
        "Characteristics of the participants",
        [
            Column("Characteristic", width=2),
            Column("Physicians (n=35)", numeric=True, group="Profession", width=1.4),
            Column("Nurses (n=120)", numeric=True, group="Profession", width=1.4),
        ],
        [
            ["Age, years", Spread(41.25, 8.5), Spread(38.0, 7.125)],
            ["Years in practice", Middle(12.0, 7.5, 19.0), Middle(None, None, None)],
            ["Works in", "", ""],
            ["Hospital", Share(12, 35), Share(60, 120)],
            ["“Other” & 50 % of_it", Share(0, 35), Share(1, 120)],
        ],
        notes=["Percentages are of each group.", "One nurse gave no age."],
        levels=[0, 0, 0, 1, 1],
    )
    agreement = Table(
        "Agreement per code, by sentence",
        [
            Column("Code"),
            Column("Codings", numeric=True),
            Column("Cases", numeric=True),
            Column("Krippendorff’s α", numeric=True, bounded=True, note="Krippendorff (2011)."),
            Column("Change", numeric=True),
        ],
        [
            ["Trust", 1234, Share(12, 35), Estimate(0.744, 0.65, 0.81), -0.125],
            ["Trust/Errors", 0, Share(3, 35), Estimate(-0.05, -0.2, 0.1), 12345.5],
            ["Work", 7, Share(0, 0), Estimate(None), None],
        ],
    )
    return Document("Trust in tools: results", [people, agreement], facts=["State of 1 May 2026."])


def dump(data: bytes) -> str:
    """Return what a Word file says and how it is set, line by line."""
    return "\n".join(_lines(docx.Document(BytesIO(data)))) + "\n"


def _lines(file: docx.document.Document) -> Iterator[str]:
    for name in ("Normal", "Table Text", "Table Note"):
        yield f"# {name}: {file.styles[name].font.name}, {file.styles[name].font.size.pt:g} pt"
    for part in file.iter_inner_content():
        if isinstance(part, Paragraph):
            yield f"{part.style.name} | {_runs(part)}"
        else:
            yield from _table(part)


def _runs(paragraph: Paragraph) -> str:
    said = []
    for run in paragraph.runs:
        marks = [("**", run.bold), ("*", run.italic), ("^", run.font.superscript)]
        mark = "".join(sign for sign, wanted in marks if wanted)
        said.append(f"{mark}{run.text}{mark[::-1]}")
    return "".join(said)


def _table(table: WordTable) -> Iterator[str]:
    edges = [edge.tag.split("}")[1] for edge in table._tbl.tblPr.find(qn("w:tblBorders"))]
    yield f"[table: rules {' '.join(edges)}]"
    for row in table.rows:
        repeated = "head" if row._tr.trPr.find(qn("w:tblHeader")) is not None else "row"
        cells = []
        for cell in (docx.table._Cell(one, table) for one in row._tr.tc_lst):
            paragraph = cell.paragraphs[0]
            signs = [
                f"{cell._tc.grid_span}x" if cell._tc.grid_span > 1 else "",
                {2: ">", 1: "="}.get(paragraph.alignment, ""),
                "_" if cell._tc.find(f".//{qn('w:tcBorders')}") is not None else "",
                "--" if paragraph.paragraph_format.left_indent else "",
            ]
            cells.append(f"{''.join(signs)} {_runs(paragraph)}".strip())
        yield f"  {repeated}: {' | '.join(cells)}"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("format_", ["docx", "md", "tex", "html"])
def test_a_style_is_as_it_was_agreed(style: str, format_: str) -> None:
    data = write(manuscript(), format_, Look(style))
    # The style sheet stands in markup.py; what a look or a table adds to it stays.
    said = dump(data) if format_ == "docx" else data.decode().replace(STYLE, "…\n")
    path = GOLDEN / f"{style}.{format_}{'.txt' if format_ == 'docx' else ''}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(said, encoding="utf-8")

    assert said == path.read_text(encoding="utf-8")


needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed here")
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")


@needs_tex
@pytest.mark.parametrize("style", STYLES)
def test_latex_compiles_with_the_preamble_that_it_asks_for(style: str, tmp_path: Path) -> None:
    awkward = "".join(map(chr, range(33, 127))) + " “quoted” – — ’ · … α κ Σ ε₀ ≤ ∩ † é ß"
    document = manuscript()
    document.tables.append(Table(awkward, [Column(awkward), Column("[*]")], [["[x]", "*"], [awkward, awkward]]))
    text = write(document, "tex", Look(style)).decode()
    packages = re.search(r"In the preamble: (.*); text", text)
    assert packages is not None
    (tmp_path / "tables.tex").write_text(text, encoding="utf-8")
    whole = rf"\documentclass{{article}}{packages[1]}\begin{{document}}\input{{tables}}\end{{document}}"
    (tmp_path / "main.tex").write_text(whole, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "main.tex"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=60)
    assert done.returncode == 0, done.stdout[-1500:]
    # The columns together are no wider than the line.
    assert "in alignment" not in done.stdout


@needs_office
@pytest.mark.slow
def test_libreoffice_opens_what_is_written_and_reads_the_same_cells(tmp_path: Path) -> None:
    for format_ in ("docx", "xlsx", "html"):
        (tmp_path / f"{format_}-file.{format_}").write_bytes(write(manuscript(), format_))
    command = [
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
        "--outdir", str(tmp_path), *(str(path) for path in tmp_path.glob("*-file.*")),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=180)

    for format_ in ("docx", "xlsx", "html"):
        pages = pypdfium2.PdfDocument(tmp_path / f"{format_}-file.pdf")
        text = "".join("".join(page.get_textpage().get_text_range() for page in pages).split())
        assert "Krippendorff’sα" in text
        assert (".74[.65,.81]" if format_ != "xlsx" else "0.74") in text
