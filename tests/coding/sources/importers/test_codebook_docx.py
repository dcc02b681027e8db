"""A codebook in the tables of a Word document becomes a tree, as it is set there."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest
from docx.shared import Pt

from coding.sources.importers.codebook_docx import read_docx_table
from coding.sources.importers.codebook_table import ParsedCodebook, read_codebook
from coding.sources.importers.problems import ImportProblem


def document(*tables: list[list[str]]) -> Any:
    made = docx.Document()
    for rows in tables:
        made.add_paragraph("Appendix")
        table = made.add_table(0, len(rows[-1]))
        for row in rows:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=False):
                cell.text = text
    return made


def saved(made: Any) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def codebook(made: Any) -> ParsedCodebook:
    return read_codebook(read_docx_table("appendix.docx", saved(made)))


def paths(made: Any) -> list[str]:
    return ["/".join(code.path) for code in codebook(made).codes]


ROWS = [
    ["Code", "Definition", "When to use", "When not to use", "Example"],
    ["Trust", "Trust in staff.\nAnd tools.", "any trust", "hope", "“I trust her.”"],
    ["Errors", "Trust after errors", "", "", ""],
    ["Work", "", "", "", ""],
]


def test_every_column_is_found_by_its_name():
    trust, *_others = codebook(document(ROWS)).codes

    texts = (trust.definition, trust.include, trust.exclude, trust.example)
    assert texts == ("Trust in staff.\nAnd tools.", "any trust", "hope", "“I trust her.”")


def test_subcodes_are_those_set_in_by_the_paragraph_or_with_spaces():
    by_paragraph, by_spaces = document(ROWS), document([*ROWS[:2], ["   Errors", "x"], ["Work", ""]])
    by_paragraph.tables[0].cell(2, 0).paragraphs[0].paragraph_format.left_indent = Pt(12)

    assert paths(by_paragraph) == paths(by_spaces) == ["Trust", "Trust/Errors", "Work"]


def test_a_theme_that_goes_down_over_its_codes_is_their_parent():
    made = document([["Theme", "Code", "Definition"], ["Trust", "Errors", "e"], ["", "Staff", "s"], ["", "Work", "w"]])
    table = made.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))

    assert paths(made) == ["Trust", "Trust/Errors", "Trust/Staff", "Work"]


def test_a_title_above_the_columns_other_tables_and_a_second_part_are_no_trouble():
    other = [["Name of the site", "Beds"], ["Ghent", "12"]]
    first = [["Table A1. The codebook", ""], ["Code", "Definition"], ["Trust", "t"]]
    second = [["Code", "Definition"], ["Work", "w"]]

    assert paths(document(other, first, second)) == ["Trust", "Work"]


@pytest.mark.parametrize("tables", [[], [[["Site", "Beds"], ["Ghent", "12"]]]])
def test_a_document_without_such_a_table_says_what_it_needs(tables):
    with pytest.raises(ImportProblem, match="no table in it has a column with the names of codes"):
        codebook(document(*tables))


def test_what_is_no_word_document_is_refused():
    with pytest.raises(ImportProblem):
        read_docx_table("appendix.docx", b"PK\x03\x04 nothing")
