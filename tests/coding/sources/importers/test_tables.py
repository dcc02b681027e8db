"""Tables come in as rows of strings; what is wrong with them is said with its row."""

import pytest

from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import read_table, sheets_of
from coding.sources.importers.table import duplicate_headers
from tests.coding.sources.importers.builders import excel_file
from tests.coding.sources.importers.table_builders import cells_of, opened


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


@pytest.mark.parametrize(("delimiter", "said"), [("^", "carets"), ("~", "tildes"), (":", "colons")])
def test_a_delimiter_that_is_seldom_one_is_found_where_every_row_has_it(delimiter, said):
    table = csv(f"id{delimiter}answer\n1{delimiter}Yes, I do; really\n2{delimiter}No\n")
    assert (table.header, table.assumed) == (["id", "answer"], [f"columns are separated by {said}"])


def test_one_column_stays_one_though_some_of_its_answers_have_colons():
    assert csv("What for: say it\nThree things: time\nNothing\n").header == ["What for: say it"]


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


def sentence(name: str, data: bytes) -> str:
    """What is said of a table that cannot be read; fails where it can."""
    with pytest.raises((ImportProblem, ImportProblems)) as caught:
        opened(name, data)
    return str(caught.value)


def test_newlines_of_every_kind_inside_a_cell_become_one():
    assert cells_of("t.csv", b'a,b\r\n1,"x\r\ny\rz\nw"\r2,v\n') == [["a", "b"], ["1", "x\ny\nz\nw"], ["2", "v"]]


def test_decimal_commas_are_no_delimiters():
    assert cells_of("t.csv", b"id;share;why\n1;3,5;yes, I do\n2;4,25;no\n") == [
        ["id", "share", "why"],
        ["1", "3,5", "yes, I do"],
        ["2", "4,25", "no"],
    ]


def test_half_a_character_in_a_table_is_lost_alone():
    data = b"id,Why?\n1,Gr\xc3\xbc\xc3\x9fe \xed\xa0\x80 hi\n2,\xed\xa0\xbd\xed\xb8\x80\n"
    assert read_table("t.csv", data).rows == [["1", "Grüße � hi"], ["2", "😀"]]


def test_a_byte_that_is_wrong_far_down_is_told_with_its_row():
    rows = "".join(f'{at},"Zürich\nis två"\n' for at in range(2, 60_002)).encode()
    data = b"id,where\n" + rows + b"60002,Z\xfcrich\n" + rows
    assert sentence("t.csv", data) == (
        "t.csv, row 60002: this row holds bytes that are not UTF-8, as the rest of the table is. "
        "Open it in the program it comes from, save it as UTF-8 text, and upload that."
    )


def test_two_files_of_different_encodings_put_together_are_not_read_as_one():
    data = "id,where\n1,Zürich\n".encode() + "2,Genève\n3,Orléans\n4,Köln\n".encode("cp1252") * 9
    assert "row 3: this row holds bytes that are not UTF-8" in sentence("t.csv", data)


def test_the_first_accent_may_be_at_the_very_end():
    rows = "".join(f"{at},nothing to see\n" for at in range(40_000))
    _, rows, assumed, _ = opened("t.csv", f"id,where\n{rows}x,Zürich\n".encode("cp1252"))
    assert rows[-1] == (40_002, ["x", "Zürich"])
    assert assumed == ["read as Windows-1252"]


def test_invisible_characters_are_left_out_and_said():
    header, rows, assumed, _ = opened("t.csv", "id,wh\0y\n1,be\0ca\x07use\n2,\u202eno\n".encode())
    assert header == ["id", "why"]
    assert [row for _, row in rows] == [["1", "because"], ["2", "\u202eno"]]
    assert assumed == [
        "invisible control characters were removed from 2 rows",
        "1 row with a mark (U+202E) that reverses the order in which letters are shown; it was kept",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'id,a\n1,x\n2,"' + b"never closed, " * 1_000_000, "row 3: a cell of this row is too long"),
        (b"id,a\n" + b"x" * 11_000_000, "row 2: a cell of this row is too long"),
        (excel_file(["a"], [1]), "not plain text but"),
        (b"\0" * 5_000_000, "empty"),
        (bytes(range(1, 32)) * 20_000, "not a text file"),
        (b"a,b\n" + b"\n" * 1_000_000, "no rows"),
        (b"id,a\n" + b"1,2,3\n" * 100, "row 21: this row has 3 cells"),
    ],
    ids=["quote", "line", "excel", "nul", "binary", "blank", "ragged"],
)
def test_a_hostile_or_broken_csv_gets_a_plain_sentence(data, message):
    assert message in sentence("t.csv", data)


def test_reading_stops_at_twenty_problems():
    assert len(sentence("t.csv", b"id,a\n" + b"1\n" * 1_000_000).splitlines()) == 20


def test_ragged_rows_are_told_before_the_quotation_mark_after_them():
    first, second = sentence("t.csv", b"id,a\n1\n" + b"1,2\n" * 300 + b'2,"x').splitlines()
    assert first.startswith("t.csv, row 2: this row has 1 cells")
    assert second.startswith("t.csv, row 303: a quotation mark opens in this row")


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(rows=2), "t.csv: this table has more than 2 rows. Split it, and import the parts."),
        (Limits(columns=1), "t.csv: this table has 2 columns; the most is 1. Leave out those that are not needed."),
        (Limits(file_bytes=10), "t.csv: this file has 0 MB; the most is 0 MB. Split it, and import the parts."),
        (Limits(unpacked_bytes=3), "t.csv: this table has more than 3 characters. Split it, and import the parts."),
        (Limits(cells=5), "t.csv: this table has more than 5 cells. Split it, and import the parts."),
    ],
    ids=["rows", "columns", "bytes", "characters", "cells"],
)
def test_the_limits_of_the_settings_hold(limits, said):
    with limited_by(limits):
        assert sentence("t.csv", b"a,b\n1,2\n3,4\n5,6\n") == said


def test_columns_of_one_name_are_told_where_rows_are_streamed():
    assert sentence("t.csv", b"\na,b, a \n1,2,3\n").startswith(
        't.csv, row 2: the column name "a" stands twice (columns 1 and 3).'
    )


def test_a_value_that_turns_up_late_in_a_column_without_a_name_is_not_lost():
    data = b"a,,b\n" + b"1,,2\n" * 5_000 + b"1,here,2\n"
    assert sentence("t.csv", data) == (
        "t.csv, row 5002: this row has a value in column 2, which has no name. "
        "Give the column a name in the header, or empty it."
    )


def test_text_tables_have_no_sheets(tmp_path):
    assert sheets_of("t.csv", tmp_path / "t.csv") == []


def test_other_endings_are_refused_with_those_that_can_be_read():
    assert sentence("t.dat", b"x") == (
        "t.dat: a table of this kind (.dat) cannot be read. "
        "Save it as one of .csv, .tsv, .xlsx, .ods, .sav, and upload that."
    )
    assert sentence("t.xls", b"x").endswith("Open it in Excel or LibreOffice, save it as .xlsx, and upload that.")
