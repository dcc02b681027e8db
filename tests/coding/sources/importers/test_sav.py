"""SPSS files as their rows of text, with what they say of their variables; damaged ones end nothing but themselves."""

import datetime as dt
import random

import pytest

from coding.sources.importers.inspection import inspect_survey
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import open_table
from coding.sources.importers.sav_reading import column_titles
from coding.sources.importers.spool import write_spool
from coding.sources.importers.table import ColumnHint
from tests.coding.sources.importers.table_builders import cells_of, opened, sav_file

NAN = float("nan")
SATISFIED = {1: "not at all", 2: "somewhat", 3: "very", 9: "no answer"}
WAVE = sav_file(
    {
        "respid": [101.0, 102.0, 103.0],
        "q1": [1.0, 3.0, 9.0],
        "q2": ["too long,\nI waited", "", "나는 좋아요"],
        "q3": [2.5, NAN, 77.0],
        "site": ["a", "b", "x"],
        "sex": [1.0, 2.0, NAN],
    },
    column_labels={"q1": "How satisfied are you?", "q2": " Why\n so? ", "q3": "Hours", "sex": "Sex"},
    variable_value_labels={
        "q1": SATISFIED,
        "site": {"a": "Clinic A"},
        "q3": {0: "none"},
        "sex": {1: "female", 2: "male"},
    },
    missing_ranges={"q1": [9], "q3": [{"lo": 70, "hi": 99}], "site": ["x"]},
    variable_measure={"q1": "ordinal", "q3": "scale", "sex": "nominal", "q2": "nominal"},
)


def test_labels_become_names_and_values_and_missing_values_are_left_empty_and_counted():
    header, rows, assumed, _ = opened("wave.sav", WAVE)
    assert header == ["respid", "How satisfied are you?", "Why so?", "Hours", "site", "Sex"]
    assert rows == [
        (2, ["101", "not at all", "too long,\nI waited", "2.5", "Clinic A", "female"]),
        (3, ["102", "very", "", "", "b", "male"]),
        (4, ["103", "", "나는 좋아요", "", "", ""]),
    ]
    assert assumed == [
        "columns are called by the labels of their variables, cells hold the labels of their values",
        "3 values that the file marks as missing were left empty",
    ]


def test_what_the_file_says_of_a_variable_is_a_hint():
    hints = opened("wave.sav", WAVE)[3]
    assert hints["How satisfied are you?"] == ColumnHint(
        kind="ordinal",
        levels=("not at all", "somewhat", "very"),
        why="the variable q1 of the SPSS file, ordinal there",
        short="q1",
    )
    assert {name: hint.kind for name, hint in hints.items()} == {
        "respid": "",
        "How satisfied are you?": "ordinal",
        "Why so?": "",
        "Hours": "numeric",
        "site": "nominal",
        "Sex": "nominal",
    }


def test_ids_and_open_answers_are_still_found_where_the_file_says_no_more_than_its_defaults(tmp_path):
    people = range(60)
    data = sav_file(
        {"respid": [float(at) for at in people], "why": [f"because it was {at} days late again" for at in people]},
        column_labels={"respid": "Respondent ID", "why": "Why?"},
        variable_measure={"respid": "scale", "why": "nominal"},
    )
    (tmp_path / "t.sav").write_bytes(data)
    spool = write_spool(tmp_path / "rows", open_table("t.sav", tmp_path / "t.sav"))
    first, second = inspect_survey(spool)["columns"]
    assert (first["role"], second["role"]) == ("id", "open")
    assert first["why"] == "a different short value in every row; the variable respid of the SPSS file, a scale there"


def test_a_scale_whose_ends_alone_are_named_keeps_its_steps_in_order():
    data = sav_file(
        {"id": [1.0, 2.0, 3.0], "pain": [0.0, 2.0, 4.0]},
        variable_value_labels={"pain": {0: "none", 4: "worst"}},
        variable_measure={"pain": "ordinal"},
    )
    header, rows, _, hints = opened("t.sav", data)
    assert header == ["id", "pain"]
    assert [row[1] for _, row in rows] == ["none", "2", "worst"]
    assert hints["pain"].levels == ("none", "1", "2", "3", "worst")


def test_dates_and_times_read_as_in_a_spreadsheet():
    data = sav_file(
        {
            "day": [dt.date(2024, 5, 31), None],
            "moment": [dt.datetime(2024, 5, 31, 9, 5, 7), dt.datetime(1600, 1, 1)],  # noqa: DTZ001
            "clock": [dt.time(9, 5, 7), None],
        }
    )
    header, rows, _, hints = opened("t.sav", data)
    assert [row for _, row in rows] == [["2024-05-31", "2024-05-31 09:05:07", "09:05:07"], ["", "1600-01-01", ""]]
    assert [hints[name].kind for name in header] == ["date", "date", ""]


def test_variables_of_one_label_are_told_apart_by_their_names():
    assert column_titles(["id", "q1", "q1_other", "q2"], ["id", "Other", " Other ", "q1"]) == [
        "id",
        "Other (q1)",
        "Other (q1_other)",
        "q1 (q2)",
    ]


def test_long_answers_and_many_rows_come_whole():
    answers = [f"{at} " + "because it took so long " * (at % 700) for at in range(3_000)]
    data = sav_file({"id": [float(at) for at in range(3_000)], "why": answers}, row_compress=True)
    cells = cells_of("t.sav", data)
    assert [row[1] for row in cells[1:]] == [answer.rstrip() for answer in answers]
    assert [row[0] for row in cells[1:]] == [str(at) for at in range(3_000)]


def test_the_compressed_form_reads_too():
    assert cells_of("t.sav", sav_file({"id": [1.0], "why": ["so"]}, compress=True)) == [["id", "why"], ["1", "so"]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no SPSS file, or a damaged one"),
        (b"id,a\n1,2\n", "no SPSS file, or a damaged one"),
        (WAVE[:300], "damaged"),
        (WAVE[:-40], "damaged"),
        (b"$FL2" + b"\xff" * 5_000, "damaged"),
        (WAVE.replace("나는".encode(), b"\xff\xfe\xfd\xfc\xfb\xfa"), "not in the encoding that it names"),
        (sav_file({"id": []}), "column names but no rows"),
    ],
    ids=["empty", "csv", "header", "cut", "noise", "encoding", "rows"],
)
def test_a_broken_file_gets_one_plain_sentence(data, reason):
    with pytest.raises(ImportProblem, match=reason) as caught:
        opened("t.sav", data)
    assert str(caught.value).startswith("t.sav: ")


def test_damage_anywhere_is_a_sentence_or_still_a_table():
    """The library may crash on such a file; the process that asks for it may not."""
    chance = random.Random(4)
    told = 0
    for _ in range(12):
        data = bytearray(WAVE)
        for _ in range(4):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            opened("t.sav", bytes(data))
        except (ImportProblem, ImportProblems):
            told += 1
    assert told
