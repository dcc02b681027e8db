"""Tables come in as rows of strings; what is wrong with them is said with its row."""

import datetime as dt

import openpyxl
import pytest

from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import read_table
from coding.sources.importers.table import duplicate_headers
from tests.coding.sources.importers.builders import excel_file, saved, zip_file
from tests.shared_data import SHARED, needs


def csv(text: str, codec: str = "utf-8"):
    return read_table("survey.csv", text.encode(codec))


@pytest.mark.parametrize(("delimiter", "said"), [(",", None), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_the_delimiter_is_found_and_said(delimiter, said):
    text = 'id,answer\n1,"Yes, I do; really"\n2,No\n'.replace(",", delimiter).replace(f"Yes{delimiter} ", "Yes, ")
    table = csv(text)
    assert table.header == ["id", "answer"]
    assert [row[1] for row in table.rows] == [
        text.split('"')[1],
        "No",
    ]
    assert table.assumed == ([f"columns are separated by {said}"] if said else [])


def test_a_line_that_names_the_delimiter_is_obeyed():
    table = csv("sep=;\nid;a\n1;x,y\n")
    assert table.rows == [["1", "x,y"]]
    assert table.numbers == [3]


def test_rows_are_numbered_as_a_spreadsheet_does():
    table = csv('id,a\n1,"two\nlines"\n\n2,x\n')
    assert table.numbers == [2, 4]
    assert table.assumed == ["1 empty row was left out"]


def test_korean_survey_in_its_old_encoding():
    table = csv("번호,이유\n1,동포이니까요 그렇게 생각합니다\n2,한국어를 유창하게 합니다\n", "cp949")
    assert table.header == ["번호", "이유"]
    assert table.assumed == ["read as EUC-KR"]


def test_headers_lose_line_breaks_and_nameless_columns_get_a_name():
    table = csv('"Why\n so? ",,x,\n1,2,3,\n')
    assert table.header == ["Why so?", "Column 2", "x"]
    assert table.assumed == ["column 2 has no name in the file and is called “Column 2”"]


def test_every_ragged_row_is_pointed_at():
    with pytest.raises(ImportProblems) as caught:
        csv("a,b\n1,2\n1\n1,2,3\n")
    assert str(caught.value).splitlines() == [
        "survey.csv, row 3: this row has 1 cells, the header has 2. "
        "Look there for a missing quotation mark or a delimiter too many.",
        "survey.csv, row 4: this row has 3 cells, the header has 2. "
        "Look there for a missing quotation mark or a delimiter too many.",
    ]


def test_empty_cells_at_the_end_of_a_row_are_no_problem():
    assert csv("a,b\n1,2,,\n").rows == [["1", "2"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a,b\n1,x\n2,"never closed\n3,z\n', "row 3: a quotation mark opens in this row and is never closed"),
        ('a,b\n1,"He said "no" to me"\n', "row 2: a quotation mark stands in the middle of a quoted cell"),
    ],
)
def test_a_stray_quotation_mark_is_found(text, message):
    with pytest.raises(ImportProblem, match=message):
        csv(text)


@pytest.mark.parametrize(("text", "message"), [("\n\n", "empty"), ("a,b\n", "no rows"), ("", "empty")])
def test_a_table_without_rows_is_refused(text, message):
    with pytest.raises(ImportProblem, match=message):
        csv(text)


def test_a_column_name_that_stands_twice_is_named():
    (problem,) = duplicate_headers(csv("a,b,a\n1,2,3\n"))
    assert str(problem).startswith('survey.csv, row 1: the column name "a" stands twice (columns 1 and 3).')


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
    ],
    ids=["empty", "csv", "xls", "cut", "entities", "bomb"],
)
def test_a_hostile_or_broken_workbook_gets_one_plain_sentence(data, reason):
    with pytest.raises(ImportProblem, match=reason):
        read_table("survey.xlsx", data)


@needs("data/same-text")
@pytest.mark.parametrize("stem", ["primock57_day1_consultation01", "multilingual_emoji_probe"])
def test_csv_and_excel_give_the_words_of_the_plain_text(stem):
    folder = SHARED / "data/same-text"
    plain = (folder / f"{stem}.txt").read_text(encoding="utf-8")
    for ending in ("csv", "xlsx"):
        table = read_table(f"{stem}.{ending}", (folder / f"{stem}.{ending}").read_bytes())
        said = zip(table.column("speaker"), table.column("text"), strict=True)
        assert "".join(f"{speaker}: {text}\n" for speaker, text in said) == plain
