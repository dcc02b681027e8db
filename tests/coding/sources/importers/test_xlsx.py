"""Excel workbooks as their rows of text, whichever program wrote them; what would harm is refused."""

import datetime as dt
import zipfile
from io import BytesIO

import openpyxl
import pytest

from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import read_table, sheets_of
from tests.coding.sources.importers.builders import excel_file, saved, zip_file
from tests.coding.sources.importers.table_builders import OFFICE, SHEET, cells_of, opened, raw_excel


def test_excel_cells_read_as_a_person_reads_them():
    data = excel_file(
        ["id", "n", "share", "day", "moment", "yes", "text"],
        [1, 3.0, 0.25, dt.date(2024, 5, 31), dt.datetime(2024, 5, 31, 9, 5), True, "a\nb"],  # noqa: DTZ001
        [None] * 7,
        ["02", 10**12, -1.5, None, None, False, " x "],
    )
    table = read_table("survey.xlsx", data)
    assert table.rows == [
        ["1", "3", "0.25", "2024-05-31", "2024-05-31 09:05:00", "TRUE", "a\nb"],
        ["02", "1000000000000", "-1.5", "", "", "FALSE", " x "],
    ]
    assert table.numbers == [2, 4]


def test_the_first_sheet_is_read_or_the_one_named():
    data = excel_file(["a"], [1], Second=[["b"], [2]])
    first, second = read_table("w.xlsx", data), read_table("w.xlsx", data, "Second")
    assert (first.header, second.header) == (["a"], ["b"])
    assert first.assumed == ["only the sheet “Answers” was read; the workbook also has Second"]
    with pytest.raises(ImportProblem, match=r'no sheet "Third"\. It has: Answers, Second'):
        read_table("w.xlsx", data, "Third")


def test_a_formula_that_was_never_calculated_is_not_lost_unseen():
    workbook = openpyxl.Workbook()
    for row in (["id", "sum"], [1, "=1+1"]):
        workbook.active.append(row)
    with pytest.raises(ImportProblems, match=r'w\.xlsx, row 2, column "sum": this cell holds a formula'):
        read_table("w.xlsx", saved(workbook))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel file"),
        (excel_file(["a"], [1])[:-300], "damaged"),
        (zip_file({"xl/workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "XML entities"),
        (zip_file({"xl/workbook.xml": b"<x>" + b" " * 60_000_000}), "not safe"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (zip_file({"word/document.xml": "<x/>"}), "damaged"),
    ],
    ids=["empty", "csv", "xls", "cut", "entities", "bomb", "locked", "word"],
)
def test_a_hostile_or_broken_workbook_gets_one_plain_sentence(data, reason):
    with pytest.raises(ImportProblem, match=reason):
        read_table("survey.xlsx", data)


def raw_row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


HEADER = raw_row(1, '<c t="inlineStr"><is><t>id</t></is></c>', '<c t="str"><v>a</v></c>')


def second_row(*cells: str, **parts: str) -> list[str]:
    return cells_of("w.xlsx", raw_excel(HEADER + raw_row(2, '<c r="A2"><v>1</v></c>', *cells), **parts))[1]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="B2"><v>1.1000000000000001</v></c>', "1.1"),
        ('<c r="B2"><v>3.0</v></c>', "3"),
        ('<c r="B2"><v>-4</v></c>', "-4"),
        ('<c r="B2"><v>12345678901234567890</v></c>', "12345678901234567890"),
        ('<c r="B2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2" t="d"><v>2024-05-31T00:00:00</v></c>', "2024-05-31"),
        ('<c r="B2" t="str"><f>A1&amp;"x"</f><v>1x</v></c>', "1x"),
        ('<c r="B2" t="str"><f>IF(A2=1,C2,A2)</f><v></v></c>', ""),
        ('<c r="B2"><f>IF(A2="","",A2)</f></c>', ""),
        ('<c r="B2" t="inlineStr"><is><t>a_x000D__x000A_b_x005F_x0041_</t></is></c>', "a\nb_x0041_"),
        ('<c r="B2" t="inlineStr"><is><r><t>ri</t></r><r><t xml:space="preserve">ch </t></r></is></c>', "rich "),
        ('<c r="B2" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>', "東京"),
        ('<c r="B2" s="1"/>', ""),
    ],
)
def test_what_programs_write_into_a_cell(cell, shown):
    assert second_row(cell) == ["1", shown]


STYLES = (
    f'<styleSheet xmlns="{SHEET}"><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm"/></numFmts><cellXfs>'
    + "".join(f'<xf numFmtId="{at}"/>' for at in (0, 14, 164, 31, 20, 46, 2))
    + "</cellXfs></styleSheet>"
)


@pytest.mark.parametrize(
    ("style", "value", "shown"),
    [
        (0, "45443", "45443"),
        (1, "45443", "2024-05-31"),
        (2, "45443.5", "2024-05-31 12:00:00"),
        (3, "45443", "2024-05-31"),  # the date of a Chinese, Japanese or Korean Excel
        (4, "0.5", "12:00:00"),
        (5, "1.5", "36:00:00"),
        (6, "0.125", "0.125"),
        (1, "99999999", "99999999"),
    ],
)
def test_dates_and_times_are_known_by_their_format(style, value, shown):
    assert second_row(f'<c r="B2" s="{style}"><v>{value}</v></c>', styles=STYLES) == ["1", shown]


def test_old_workbooks_of_the_mac_count_days_from_1904():
    workbook = openpyxl.Workbook()
    workbook.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001
    for row in (["id", "day"], [1, dt.date(2024, 5, 31)]):
        workbook.active.append(row)
    assert cells_of("w.xlsx", saved(workbook))[1] == ["1", "2024-05-31"]


STRICT_SHEET = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def test_strict_office_xml_reads_too():
    data = raw_excel(HEADER + raw_row(2, "<c><v>1</v></c>"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {part: archive.read(part).decode() for part in archive.namelist()}
    strict = {part: text.replace(SHEET, STRICT_SHEET).replace(OFFICE, STRICT_OFFICE) for part, text in parts.items()}
    assert strict != parts
    assert cells_of("w.xlsx", zip_file(strict)) == cells_of("w.xlsx", data)


def test_hidden_sheets_are_read_only_when_named(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    workbook.active.sheet_state = "hidden"
    for title in ("Answers", "Others"):
        sheet = workbook.create_sheet(title)
        for row in (["id"], [title]):
            sheet.append(row)
    data = saved(workbook)
    path = tmp_path / "w.xlsx"
    path.write_bytes(data)
    assert sheets_of("w.xlsx", path) == ["Answers", "Others"]
    _, rows, assumed, _ = opened("w.xlsx", data)
    assert rows == [(2, ["Answers"])]
    assert assumed == ["only the sheet “Answers” was read; the workbook also has Others"]


def test_a_wrong_size_of_the_sheet_cuts_nothing_off():
    rows = HEADER + raw_row(2, '<c r="A2"><v>1</v></c>') + raw_row(9, '<c r="A9"><v>2</v></c>')
    sheet = f'<worksheet xmlns="{SHEET}"><dimension ref="A1:A2"/><sheetData>{rows}</sheetData></worksheet>'
    _, found, assumed, _ = opened("w.xlsx", raw_excel(sheet.encode()))
    assert found == [(2, ["1", ""]), (9, ["2", ""])]
    assert assumed == ["6 empty rows were left out"]


def test_a_million_empty_rows_are_nothing():
    empty = "".join(f'<row r="{at}" s="1"/>' for at in range(3, 1_000_000))
    data = raw_excel(HEADER + raw_row(2, "<c><v>1</v></c>") + empty + raw_row(1_000_000, "<c><v>2</v></c>"))
    _, rows, assumed, _ = opened("w.xlsx", data)
    assert rows == [(2, ["1", ""]), (1_000_000, ["2", ""])]
    assert assumed == ["999,997 empty rows were left out"]


def test_formulas_that_share_one_text_are_each_checked():
    shared = '<c r="{0}"><f t="shared" si="0">{1}</f></c>'
    nothing = [shared.format("B2", 'IF(A2="","",A2)'), shared.format("C2", "")]
    data = raw_excel(HEADER + raw_row(2, '<c r="A2"><v>1</v></c>', *nothing))
    assert cells_of("w.xlsx", data)[1] == ["1", ""]
    with pytest.raises(ImportProblems) as caught:
        opened("w.xlsx", raw_excel(HEADER + raw_row(2, shared.format("B2", "A1+1"), shared.format("C2", ""))))
    assert [problem.column for problem in caught.value.problems] == ["a", "C"]


def strings(text: str) -> str:
    return f'<sst xmlns="{SHEET}"><si><t>id</t></si><si><t>{text}</t></si></sst>'


@pytest.mark.parametrize(
    ("sheet", "parts", "reason"),
    [
        ('<row r="1"><c r="A1"/></row><row r="1"><c r="A1"/></row>', {}, "damaged"),
        ('<row r="99999999999"><c r="A1"><v>1</v></c></row>', {}, "damaged"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', {}, "damaged"),
        (f'<row r="1">{"<c/>" * 200_000}</row>', {}, "damaged"),
        ('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', {"strings": strings("a")}, "damaged"),
        (raw_row(1, *['<c t="s"><v>1</v></c>'] * 9_000), {"strings": strings("x" * 100_000)}, "row 1: this row holds"),
        (f'<row r="1"><c r="A1" x="{"y" * 5_000_000}"/></row>', {}, "damaged"),
        ("".join(f"<n{at}/>" for at in range(40_000)), {}, "damaged"),
        ('<row r="1"><c r="A1"><v>1</v></c>', {}, "damaged"),
        ('<row r="1"><c r="A1"><v>one</v></c></row>', {}, "damaged"),
        (
            raw_row(1, '<c t="s"><v>0</v></c>')
            + "".join(raw_row(at, '<c t="s"><v>1</v></c>') for at in range(2, 3_200)),
            {"strings": strings("x" * 100_000)},
            "more than 300,000,000 characters",
        ),
    ],
    ids=["order", "far", "wide", "cells", "pointer", "row", "token", "names", "cut", "number", "strings"],
)
def test_a_sheet_made_to_harm_gets_one_plain_sentence(sheet, parts, reason):
    with limited_by(Limits(ratio=10_000)), pytest.raises(ImportProblem, match=reason):
        opened("w.xlsx", raw_excel(sheet, **parts))


def test_entities_inside_a_sheet_are_refused_although_it_is_read_late():
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData>&a;</sheetData></worksheet>'
    with pytest.raises(ImportProblem, match=r"w\.xlsx: this file declares XML entities"):
        opened("w.xlsx", raw_excel(bomb.encode()))
