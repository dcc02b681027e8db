"""Workbooks hold numbers as numbers and text as text, and nothing that runs."""

from __future__ import annotations

from tests.workbench.exporting.laid_out import FORMULAS, excel, of_cells, sample
from workbench.exporting.documents import Column, Document, Table


def test_excel_holds_real_numbers() -> None:
    sheet = excel(sample()).worksheets[0]

    assert [cell.value for cell in sheet[2]] == ["Trust", "Faith in the tool.\nOr lack of it.", 12, 0.81234]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n"]
    assert sheet["D2"].number_format == "0.00"
    assert sheet["D4"].value is None


def test_excel_freezes_and_filters_the_head_and_wraps_text() -> None:
    sheet = excel(sample()).worksheets[0]

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D4"
    assert sheet["B2"].alignment.wrap_text
    assert [sheet[f"A{row}"].alignment.indent for row in (2, 3, 4)] == [0, 1, 2]
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["A"].width


def test_excel_is_ready_to_be_printed_and_read() -> None:
    sheet = excel(sample()).worksheets[0]

    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
        "$1:$1", 0, True,
    )  # fmt: skip
    assert sheet.row_dimensions[2].height == 30  # a definition of two lines
    assert sheet["A3"].alignment.horizontal == "left"


def test_excel_keeps_what_looks_like_a_formula_as_text() -> None:
    sheet = excel(of_cells(*FORMULAS, "plain")).worksheets[0]

    for row in range(2, 2 + len(FORMULAS)):
        assert sheet.cell(row, 1).data_type == "s"
        assert sheet.cell(row, 1).quotePrefix
    assert sheet["A2"].value == "=1+1"
    assert not sheet.cell(2 + len(FORMULAS), 1).quotePrefix


def test_excel_gives_each_table_a_sheet_of_its_own_and_says_what_they_are() -> None:
    tables = [Table("A very long title: with [marks] that no sheet may have", [Column("x")], []) for _ in range(3)]
    book = excel(Document("Study", [*tables, Table("About", [Column("x")], [], sheet="About")], facts=["A fact."]))

    assert len(book.sheetnames) == 5
    assert len({name.lower() for name in book.sheetnames}) == 5
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert [cell.value for cell in book["About"]["A"]][:2] == ["Study", "A fact."]
    assert book.properties.creator == "Marginalia"


def test_excel_says_when_a_text_was_too_long_for_a_cell() -> None:
    book = excel(of_cells("x" * 40_000))

    assert len(book.worksheets[0]["A2"].value) == 32_767
    assert any("1 cells were longer" in str(cell.value) for cell in book["About"]["A"])
