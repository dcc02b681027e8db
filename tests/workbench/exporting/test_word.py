"""Word files have real tables: heads that repeat, rules, notes, no name of a person."""

from __future__ import annotations

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm

from tests.workbench.exporting.laid_out import sample, word


def test_word_repeats_the_head_on_every_page_and_never_splits_a_row() -> None:
    [table] = word(sample()).tables

    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in table.rows[1:])


def test_word_has_the_title_above_and_the_notes_below_each_table() -> None:
    file = word(sample())
    order = [(p.style.name, p.text) for p in file.paragraphs]

    assert order == [
        ("Title", "Trust in tools: codebook"),
        ("Facts", "5 codes, 2 coders."),
        ("Table Number", "Table 1"),
        ("Table Title", "Codebook of the Study"),
        ("Table Note", "Note. Alpha is Krippendorff's. A dash stands for undefined."),
    ]
    body = [child.tag.split("}")[1] for child in file.element.body]
    assert body[:6] == ["p", "p", "p", "p", "tbl", "p"]


def test_word_shows_values_as_people_read_them() -> None:
    [table] = word(sample()).tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]

    assert cells[0] == ["Code", "Definition", "Codings", "Alpha"]
    assert cells[1] == ["Trust", "Faith in the tool.\nOr lack of it.", "12", "0.81"]
    assert cells[2][3] == "−0.05"
    assert cells[3] == ["Checking", "", "0", "—"]


def test_word_indents_the_levels_of_a_tree() -> None:
    [table] = word(sample()).tables
    indents = [row.cells[0].paragraphs[0].paragraph_format.left_indent for row in table.rows[1:]]

    assert indents[0] is None
    assert 0 < indents[1] < indents[2]


def test_word_draws_rules_only_above_below_and_under_the_head() -> None:
    [table] = word(sample()).tables
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))

    assert [edge.tag for edge in borders] == [qn("w:top"), qn("w:bottom")]
    with_rule = [
        cell for row in table.rows for cell in row._tr.tc_lst if cell.find(f".//{qn('w:tcBorders')}") is not None
    ]
    assert with_rule == list(table.rows[0]._tr.tc_lst)


def test_word_shares_the_width_of_the_text_among_the_columns() -> None:
    file = word(sample(landscape=True))
    [table] = file.tables
    widths = [column.width for column in table.columns]

    assert file.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert file.sections[0].page_width == pytest.approx(Cm(29.7), rel=0.001)
    assert widths[1] == pytest.approx(3 * widths[0], rel=0.01)
    assert sum(widths) == pytest.approx(Cm(29.7) - 2 * Cm(2.54), rel=0.01)


def test_word_names_nobody() -> None:
    properties = word(sample()).core_properties

    assert (properties.author, properties.last_modified_by) == ("Marginalia", "Marginalia")
    assert (properties.title, properties.comments) == ("Trust in tools: codebook", "")
