"""The command import_variables: all of it or nothing, one plain sentence for bad input."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from coding.sources.models import Case, Variable, VariableValue
from tests.factories import coding as make

TABLE = "Participant;Role;Years\nP01;nurse;3\nP02;doctor;12\nP99;nurse;4\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(study, path, *more) -> str:
    out = StringIO()
    call_command("import_variables", study.slug, str(path), "--id", "Participant", *more, stdout=out)
    return out.getvalue()


def test_all_columns_come_in_and_unknown_ids_are_named(study, table):
    printed = run(study, table)
    assert printed.splitlines() == [
        "4 values were stored.",
        "New variables: Role, Years.",
        "Ids that are no case, left out: P99.",
    ]
    assert dict(study.cases[1].values.values_list("variable__name", "value")) == {"Role": "doctor", "Years": "12"}


def test_json_says_what_was_done(study, table):
    said = json.loads(run(study, table, "--columns", "Role", "--create-cases", "--json"))
    assert {name: said[name] for name in ("values", "new_cases", "new_variables", "left_out_ids", "kept")} == {
        "values": 3, "new_cases": 1, "new_variables": ["Role"], "left_out_ids": [], "kept": 0,
    }  # fmt: skip
    assert Case.objects.get(name="P99").values.get().value == "nurse"


def test_what_is_known_is_replaced_only_when_asked(study, table):
    role = make.VariableFactory(project=study.project, name="role")
    make.VariableValueFactory(case=study.cases[0], variable=role, value="porter")
    assert "1 differed and were kept as they were." in run(study, table)
    assert study.cases[0].values.get(variable=role).value == "porter"
    assert "1 of them in place of another" in run(study, table, "--replace")
    assert study.cases[0].values.get(variable=role).value == "nurse"
    assert Variable.objects.count() == 2


def test_a_workbook_and_levels_that_are_missing(study, tmp_path):
    make.VariableFactory(project=study.project, name="Comfort", kind="ordinal", levels=["low"])
    book = Workbook()
    for row in (["Participant", "Comfort"], ["P01", "low"], ["P02", "high"]):
        book.active.append(row)
    path = tmp_path / "people.xlsx"
    book.save(path)
    with pytest.raises(CommandError, match="1 values do not fit, the first in row 3: “high” is no level of “Comfort”"):
        run(study, path)
    assert not VariableValue.objects.exists()
    run(study, path, "--add-levels")
    assert Variable.objects.get().levels == ["low", "high"]
    assert VariableValue.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--columns", "Age"), "There is no column “Age” in people.csv. There are: Participant, Role, Years."),
        (("--columns", "Participant"), "“Participant” is the id, so it cannot be a variable too."),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(study, table, more, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(study, table, *more)
    assert not Variable.objects.exists()
