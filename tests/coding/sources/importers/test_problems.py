"""A problem is one sentence that says where it is and what to do."""

import pickle

from coding.sources.importers.problems import ImportProblem, ImportProblems


def test_problem_names_file_row_and_column_and_what_to_do():
    problem = ImportProblem(
        '"R07" stands in row 9 too.',
        remedy="Give each respondent a different id, or choose another id column.",
        file="survey.csv",
        row=14,
        column="respondent_id",
    )
    assert str(problem) == (
        'survey.csv, row 14, column "respondent_id": "R07" stands in row 9 too. '
        "Give each respondent a different id, or choose another id column."
    )


def test_problem_says_only_what_is_known():
    assert str(ImportProblem("this file is empty.", file="a.txt")) == "a.txt: this file is empty."
    assert str(ImportProblem("nothing to read.")) == "nothing to read."


def test_long_column_names_are_shortened():
    problem = ImportProblem("is wrong.", file="s.csv", column="Why " * 50)
    assert len(str(problem)) < 100


def test_many_problems_are_told_together_and_capped():
    problems = ImportProblems(ImportProblem("wrong.", file="s.csv", row=row) for row in range(2, 34))
    lines = str(problems).splitlines()
    assert lines[0] == "s.csv, row 2: wrong."
    assert len(lines) == 21
    assert lines[-1] == "and 12 more"


def test_a_problem_survives_the_way_to_another_process():
    problem = ImportProblem("wrong.", remedy="Mend it.", file="s.csv", row=3, column="a")
    assert str(pickle.loads(pickle.dumps(problem))) == str(problem)  # noqa: S301
