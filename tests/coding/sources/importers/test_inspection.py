"""What is found in a survey in one pass: the same as with all of it at hand, in bounded memory."""

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.sources.importers.answers import is_no_answer
from coding.sources.importers.guesses import guess_profile
from coding.sources.importers.inspection import guesses_of, inspect_survey
from coding.sources.importers.mapping import LEAVE_OUT, SurveyMapping, guessed_mapping, mapping_from
from coding.sources.importers.profiles import ColumnProfile, profile_of
from coding.sources.importers.registry import open_table
from coding.sources.importers.spool import Spool, open_spool, write_spool
from coding.sources.importers.survey import check_survey
from coding.sources.importers.table import ColumnHint, TableStream
from tests.shared_data import SHARED, needs

CELLS = st.sampled_from(["", " ", "N/A", "none", "-", "yes", "It takes time.", "12", "a;b"]) | st.text(
    "ab c;", max_size=12
)


def spool_of(folder: Path, header: list[str], rows: list[list[str]], **more) -> Spool:
    numbered = ((number, row) for number, row in enumerate(rows, start=2))
    return write_spool(folder / "rows", TableStream("survey.csv", header, numbered, **more))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("spool")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=30), leave_out=st.booleans())
def test_every_cell_of_a_question_is_an_answer_or_counted_as_none(folder, rows, leave_out):
    """Rows in = cases; for each question cells = answers + left empty + left out."""
    spool = spool_of(folder, ["a", "b", "c"], [list(row) for row in rows])
    mapping = SurveyMapping(open=("a", "c"), closed={"b": "multiple"}, no_answers=LEAVE_OUT if leave_out else "keep")
    survey = check_survey(spool, mapping)
    cases = list(survey.cases)
    assert len(cases) == survey.respondents == len(rows)
    for at, question in ((0, "a"), (2, "c")):
        tally = survey.tallies[question]
        assert tally.answers + tally.empty + tally.left_out == len(rows)
        assert tally.no_answer == sum(is_no_answer(row[at]) for row in rows if row[at].strip())
        assert [case.answers[question] for case in cases if question in case.answers] == [
            row[at] for row in rows if row[at].strip() and not (leave_out and is_no_answer(row[at]))
        ]
    assert survey.answers == sum(len(case.answers) for case in cases)


@given(values=st.lists(CELLS, max_size=60), most=st.integers(1, 8))
def test_what_is_exact_stays_exact_when_values_are_no_longer_told_apart(values, most):
    bounded, whole = ColumnProfile(most), profile_of(values)
    for value in values:
        bounded.add(value)
    assert (bounded.rows, bounded.filled, bounded.empty) == (whole.rows, whole.filled, whole.empty)
    assert bounded.no_answer == whole.no_answer == sum(is_no_answer(value) for value in values if value.strip())
    assert bounded.distinct <= most
    if bounded.filled:
        guess_profile("A column", bounded)


def test_a_page_is_told_all_it_shows_as_plain_values(folder):
    header = ["id", "role", "why"]
    rows = [[f"R{at}", ("nurse", "doctor")[at % 2], ("N/A" if at == 4 else f"Reason {at} of many")] for at in range(30)]
    found = inspect_survey(spool_of(folder, header, rows))
    assert json.loads(json.dumps(found)) == found
    assert (found["rows"], len(found["first"])) == (30, 10)
    assert found["first"][0] == [2, ["R0", "nurse", "Reason 0 of many"]]
    role, why = found["columns"][1:]
    assert (role["role"], role["kind"], role["values"]) == ("closed", "nominal", ["nurse", "doctor"])
    assert (why["role"], why["filled"], why["empty"], why["no_answer"]) == ("open", 30, 0, 1)
    assert why["examples"] == ["Reason 0 of many", "Reason 1 of many", "Reason 2 of many"]


def test_what_the_file_says_of_a_column_wins_over_what_it_looks_like(folder):
    rows = [[f"Word {at} of the answer", str(at % 5), "R7" if at == 7 else f"R{at}"] for at in range(40)]
    hints = {
        "a": ColumnHint(kind="nominal", why="labelled in the file"),
        "b": ColumnHint(kind="ordinal", levels=("4", "3", "2", "1", "0")),
        "c": ColumnHint(role="leave_out"),
    }
    found = guesses_of(inspect_survey(spool_of(folder, ["a", "b", "c"], rows, hints=hints)))
    assert [(guess.role, guess.kind) for guess in found] == [
        ("closed", "nominal"),
        ("closed", "ordinal"),
        ("leave_out", "nominal"),
    ]
    assert (found[0].why, found[1].why) == ("labelled in the file", "so the file says")
    assert found[1].levels == ("4", "3", "2", "1", "0")


def test_an_id_that_the_file_names_leaves_no_second_one(folder):
    rows = [[f"R{at}", str(1000 + at)] for at in range(20)]
    found = guesses_of(inspect_survey(spool_of(folder, ["id", "CASE"], rows, hints={"CASE": ColumnHint(role="id")})))
    assert [guess.role for guess in found] == ["leave_out", "id"]


def test_a_mapping_survives_the_journey_as_plain_values(folder):
    rows = [[f"R{at}", ("Often", "Never")[at % 2], "pen;phone", f"Reason {at} of many"] for at in range(20)]
    spool = spool_of(folder, ["id", "How?", "Tools", "Why?"], rows)
    mapping = guessed_mapping(guesses_of(inspect_survey(spool)), LEAVE_OUT)
    assert mapping_from(json.loads(json.dumps(mapping.as_data()))) == mapping
    assert open_spool(spool.path, json.loads(json.dumps(spool.facts()))) == spool


def test_five_times_the_rows_take_no_more_memory(tmp_path):
    def peak(rows: int) -> int:
        header = ["id", "role", "why"]
        made = (
            [f"R{at}", ("nurse", "doctor")[at % 2], f"Reason {at} of the many that there are"] for at in range(rows)
        )
        spool = spool_of(tmp_path, header, made)
        tracemalloc.start()
        survey = check_survey(spool, guessed_mapping(guesses_of(inspect_survey(spool))))
        for _case in survey.cases:
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    small = peak(4_000)
    assert peak(20_000) < small * 1.5


@needs("data/notebook-survey")
def test_the_notebook_survey_is_found_as_its_own_analysis_names_it(tmp_path):
    """Its authors coded eight open questions, kept as columns of their own analysis; the roles are one of them."""
    folder = SHARED / "data/notebook-survey"
    file = next(folder.glob("*SurveyExport.csv"))
    found = inspect_survey(write_spool(tmp_path / "rows", open_table(file.name, file)))
    open_ones = {column["name"] for column in found["columns"] if column["role"] == "open"}
    coded = [
        "hinders",
        "more tightly integrated",
        "pleasant",
        "difficult",
        "new features",
        "first started",
        "primary role",
    ]
    coded += ["needs in your workflow does Jupyter Notebook address", "workflow does Jupyter Notebook not address"]
    assert all(any(words in name for name in open_ones) for words in coded)
    primary = next(column for column in found["columns"] if "primary role" in column["name"])
    roles = (folder / "analysis/roles.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert abs(primary["filled"] - len(roles)) <= 1
    assert (found["rows"], len(found["columns"])) == (1706, 37)
