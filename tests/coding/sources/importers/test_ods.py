"""OpenDocument spreadsheets as their rows of text; what would harm is refused."""

import re

import pytest

from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import sheets_of
from tests.coding.sources.importers.builders import zip_file
from tests.coding.sources.importers.table_builders import cells_of, ods_cell, ods_table, opened, raw_ods


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(attributes: str, content: str = "") -> str:
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


HEADER = row(ods_cell("id"), ods_cell("a"))
ONE = cell('office:value-type="float" office:value="1"', "<text:p>1,00</text:p>")


def shown(*cells: str) -> list[str]:
    return cells_of("t.ods", raw_ods(ods_table(HEADER + row(ONE, *cells))))[1]


@pytest.mark.parametrize(
    ("attributes", "content", "text"),
    [
        ('office:value-type="float" office:value="3.0"', "<text:p>3.00</text:p>", "3"),
        ('office:value-type="percentage" office:value="0.25"', "<text:p>25 %</text:p>", "0.25"),
        ('office:value-type="currency" office:value="9.5"', "<text:p>9,50 €</text:p>", "9.5"),
        ('office:value-type="date" office:date-value="2024-05-31"', "<text:p>31.05.24</text:p>", "2024-05-31"),
        ('office:value-type="date" office:date-value="2024-05-31T09:05:00.000"', "", "2024-05-31 09:05:00"),
        ('office:value-type="date" office:date-value="2024-05-31T00:00:00"', "", "2024-05-31"),
        ('office:value-type="time" office:time-value="PT36H05M01.5S"', "<text:p>12:05</text:p>", "36:05:01"),
        ('office:value-type="boolean" office:boolean-value="true"', "<text:p>WAHR</text:p>", "TRUE"),
        ('office:value-type="string" office:string-value="kept here"', "", "kept here"),
        ('office:value-type="string" office:string-value=""', "<text:p>#N/A</text:p>", "#N/A"),
        ('office:value-type="string"', "<text:p>two</text:p><text:p/><text:p>lines</text:p>", "two\n\nlines"),
        ('office:value-type="string"', "<text:p>br<text:line-break/>eak<text:tab/>tab</text:p>", "br\neak\ttab"),
        ('office:value-type="string"', '<text:p> a \n  b<text:s text:c="3"/>c </text:p>', "a b   c"),
        (
            'office:value-type="string"',
            "<text:p>bo<text:span>ld <text:a>link</text:a></text:span>s</text:p>",
            "bold links",
        ),
        (
            'office:value-type="string"',
            "<office:annotation><text:p>who wrote this?</text:p></office:annotation><text:p>said</text:p>",
            "said",
        ),
        (
            'office:value-type="string"',
            "<text:p>東<text:ruby><text:ruby-base>京</text:ruby-base><text:ruby-text>きょう</text:ruby-text></text:ruby></text:p>",
            "東京",
        ),
        ("", "<draw:frame xmlns:draw='d'><draw:text-box><text:p>a box</text:p></draw:text-box></draw:frame>", ""),
        ('table:formula="of:=1+1" office:value-type="float" office:value="2"', "<text:p>2</text:p>", "2"),
        ('table:formula="of:=IF([.A1]=&quot;&quot;;&quot;&quot;;1)"', "", ""),
    ],
)
def test_what_programs_write_into_a_cell(attributes, content, text):
    assert shown(cell(attributes, content)) == ["1", text]


def test_repeated_cells_and_rows_are_as_many_and_what_is_merged_is_empty():
    again = ods_cell("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="2"')
    rows = (
        row(*map(ods_cell, "abcd"))
        + row(ods_cell("1"), again, ods_cell("y"), more='table:number-rows-repeated="3"')
        + row('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="5"')
        + row(ods_cell("2"), "<table:covered-table-cell><text:p>under it</text:p></table:covered-table-cell>")
        + row('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048566"')
    )
    _, found, assumed, _ = opened("t.ods", raw_ods(ods_table(rows)))
    assert found == [*((at, ["1", "x", "x", "y"]) for at in (2, 3, 4)), (10, ["2", "", "", ""])]
    assert assumed == ["5 empty rows were left out"]


def test_header_rows_and_groups_of_rows_are_rows():
    rows = (
        f"<table:table-header-rows>{HEADER}</table:table-header-rows><table:table-row-group>{row(ONE, ods_cell('b'))}"
    )
    assert cells_of("t.ods", raw_ods(ods_table(rows + "</table:table-row-group>"))) == [["id", "a"], ["1", "b"]]


def test_the_first_sheet_that_is_seen_is_read_or_the_one_named(tmp_path):
    styles = (
        '<style:style style:name="seen"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="gone"><style:table-properties table:display="false"/></style:style>'
    )
    data = raw_ods(
        ods_table(HEADER + row(ods_cell("h"), ods_cell("-")), "Hidden", 'table:style-name="gone"')
        + ods_table(HEADER + row(ods_cell("1"), ods_cell("-")), "Answers", 'table:style-name="seen"')
        + ods_table(HEADER + row(ods_cell("2"), ods_cell("-")), "More"),
        styles,
    )
    (tmp_path / "t.ods").write_bytes(data)
    assert sheets_of("t.ods", tmp_path / "t.ods") == ["Answers", "More"]
    _, rows, assumed, _ = opened("t.ods", data)
    assert rows[0][1][0] == "1"
    assert assumed == ["only the sheet “Answers” was read; the workbook also has More"]
    assert opened("t.ods", data, "More")[1][0][1][0] == "2"
    assert opened("t.ods", data, "Hidden")[1][0][1][0] == "h"
    with pytest.raises(ImportProblem, match=r't\.ods: there is no sheet "Elsewhere"\. It has: Answers, More\.'):
        opened("t.ods", data, "Elsewhere")


def test_a_formula_that_was_never_calculated_is_not_lost_unseen():
    with pytest.raises(ImportProblems, match=r't\.ods, row 2, column "a": this cell holds a formula'):
        shown(cell('table:formula="of:=1+1"'))


LONG = ods_cell("x" * 900_000)
FAR = '<table:table-cell table:number-columns-repeated="{}"/>'


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ("", "no sheet with cells"),
        (ods_table(""), "is empty"),
        (ods_table(HEADER + row(ONE, more='table:number-rows-repeated="99999999999"')), "more than 1,000 rows"),
        (ods_table(HEADER + row(ONE.replace(" ", ' table:number-columns-repeated="999999999" ', 1))), "damaged"),
        (ods_table(HEADER + row(FAR.format(99_999_999), ONE)), "damaged"),
        (ods_table(HEADER + row(FAR.format(16_000), ONE)), "column 16001, which has no name"),
        (ods_table(HEADER + row(ONE, more='table:number-rows-repeated="many"')), "damaged"),
        (
            ods_table(HEADER + row(ONE, cell("", '<text:p><text:s text:c="999999999"/></text:p>'))),
            "row 2: this row",
        ),
        (ods_table(HEADER + row(cell('office:value-type="float"'))), "damaged"),
        (ods_table(HEADER + row(ONE, LONG, more='table:number-rows-repeated="999"')), "more than 300,000,000 char"),
        (ods_table(HEADER + "<table:table-row>"), "damaged"),
        (
            ods_table(HEADER + row(LONG.replace(" ", ' table:number-columns-repeated="16000" ', 1))),
            "row 2: this row",
        ),
    ],
    ids=["none", "empty", "rows", "columns", "far", "nameless", "words", "spaces", "valueless", "copies", "cut", "row"],
)
def test_a_sheet_made_to_harm_gets_one_plain_sentence(tables, reason):
    with limited_by(Limits(rows=1_000)), pytest.raises((ImportProblem, ImportProblems), match=reason):
        opened("t.ods", raw_ods(tables))


LOCKED = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"id,a\n1,2\n", "damaged"),
        (raw_ods(ods_table(HEADER))[:-200], "damaged"),
        (zip_file({"mimetype": "x"}), "damaged"),
        (zip_file({"META-INF/manifest.xml": LOCKED, "content.xml": b"\x01\x02"}), "locked with a password"),
        (raw_ods("", before="<!DOCTYPE x [<!ENTITY a 'b'>]>"), "XML entities"),
        (zip_file({"content.xml": b"<x>" + b" " * 60_000_000}), "not safe"),
    ],
    ids=["empty", "csv", "cut", "other", "locked", "entities", "bomb"],
)
def test_a_hostile_or_broken_file_gets_one_plain_sentence(data, reason):
    with pytest.raises(ImportProblem, match=reason) as caught:
        opened("t.ods", data)
    assert re.match(r"t\.ods: [^\n]+\.$", str(caught.value))
