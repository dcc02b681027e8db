"""A survey becomes respondents with values and answers, or every fault in it is told at once."""

import pytest

from coding.sources.importers.answers import is_no_answer, joined_levels, scale_order
from coding.sources.importers.guesses import guess_column, guess_columns
from coding.sources.importers.problems import ImportProblems
from coding.sources.importers.registry import read_table
from coding.sources.importers.respondents import Tally
from coding.sources.importers.survey import SurveyMapping, check_survey, guessed_mapping, named_mapping
from coding.sources.importers.table import Table
from tests.shared_data import SHARED, needs

SURVEY = (
    "respondent_id,role,years,worries\n"
    "R01,nurse,4,They are “wrong” often. 👩🏽‍⚕️\n"
    "R02,doctor,12,N/A\n"
    "R03,,,\n"
    "R04,nurse,n/a,None.\n"
)
MAPPING = SurveyMapping(id="respondent_id", open=("worries",), closed={"role": "nominal", "years": "numeric"})


def table(text: str = SURVEY) -> Table:
    return read_table("survey.csv", text.encode())


def problems(text: str, mapping: SurveyMapping = MAPPING) -> list[str]:
    with pytest.raises(ImportProblems) as caught:
        check_survey(table(text), mapping)
    return str(caught.value).splitlines()


def test_respondents_have_their_values_and_answers():
    survey = check_survey(table(), MAPPING)
    assert next(survey.cases) == (
        "R01",
        {"role": "nurse", "years": "4"},
        {"worries": "They are “wrong” often. 👩🏽‍⚕️"},
        2,
    )
    assert survey.questions == ["worries"]
    assert [(variable.name, variable.kind) for variable in survey.variables] == [
        ("role", "nominal"),
        ("years", "numeric"),
    ]


def test_empty_answers_are_left_out_and_no_answers_are_counted():
    survey = check_survey(table(), MAPPING)
    assert list(survey.cases)[2] == ("R03", {}, {}, 4)
    assert survey.tallies == {"worries": Tally(answers=3, empty=1, no_answer=2, left_out=0)}
    assert survey.answers == 3


def test_without_an_id_column_respondents_are_numbered_and_that_is_said():
    survey = check_survey(table(), SurveyMapping(open=("worries",)))
    assert [case.id for case in survey.cases] == ["survey 1", "survey 2", "survey 3", "survey 4"]
    assert survey.assumed == ["no id column: respondents are numbered by row, “survey 1” to “survey 4”"]


def test_respondents_of_two_surveys_without_ids_are_never_taken_for_the_same_people():
    first, second = (
        check_survey(
            Table(name=name, header=["worries"], rows=[["Errors"]], numbers=[2]), SurveyMapping(open=("worries",))
        )
        for name in ("spring.csv", "autumn.csv")
    )
    assert {case.id for case in first.cases} & {case.id for case in second.cases} == set()


def test_a_column_named_like_an_id_with_a_value_twice_is_still_the_id_so_that_the_slip_is_said():
    rows = [["A1", "34", "It was fine, mostly."], ["A1", "35", "Too slow for me."], ["A2", "36", "I liked the people."]]
    guesses = guess_columns(
        Table(name="s.csv", header=["id", "age", "What do you think?"], rows=rows, numbers=[2, 3, 4])
    )
    assert guesses[0].role == "id"


def test_a_missing_column_is_named_with_those_that_exist_and_the_closest():
    mapping = SurveyMapping(id="respondant id", open=("worries",), closed={"zzz": "nominal"})
    assert problems(SURVEY, mapping) == [
        'survey.csv: there is no column "respondant id". Did you mean "respondent_id"? '
        'The file has "respondent_id", "role", "years", "worries".',
        'survey.csv: there is no column "zzz". The file has "respondent_id", "role", "years", "worries".',
    ]


def test_duplicate_and_empty_ids_name_both_rows():
    text = SURVEY.replace("R04", "R01").replace("R02", " ")
    assert problems(text) == [
        'survey.csv, row 3, column "respondent_id": this respondent has no id. '
        "Fill it in, or choose another id column.",
        'survey.csv, row 5, column "respondent_id": "R01" stands in row 2 too. '
        "Give each respondent a different id, or choose another id column.",
    ]


def test_words_in_a_column_of_numbers_are_pointed_at():
    assert problems(SURVEY.replace(",12,", ",twelve,")) == [
        'survey.csv, row 3, column "years": "twelve" is not a number. Correct it, or treat this column as categories.'
    ]


def test_a_survey_needs_an_open_question():
    assert "no column is an open question" in problems(SURVEY, SurveyMapping(id="respondent_id"))[0]


def test_a_column_cannot_have_two_roles():
    mapping = SurveyMapping(id="role", open=("worries",), closed={"role": "nominal"})
    assert problems(SURVEY, mapping)[0].startswith(
        'survey.csv, column "role": this column is named more than once (id column and closed item).'
    )


def test_duplicate_headers_are_refused():
    assert 'the column name "role" stands twice' in problems(SURVEY.replace("years", "role"))[-1]


def test_columns_named_by_a_person_get_a_guessed_kind():
    guesses = guess_columns(table())
    mapping = named_mapping(guesses, id_column=" respondent_id", open_columns=["worries"], closed_columns=["years"])
    assert mapping == SurveyMapping(id="respondent_id", open=("worries",), closed={"years": "numeric"})


@pytest.mark.parametrize(
    "text",
    [
        "N/A",
        "n/a.",
        " NA ",
        "none",
        "None.",
        "-",
        "--",
        "없음",
        "No answer",
        ".",
        "Nothing!",
        "(none)",
        "“N/A”",
        "Ｎ／Ａ",
        "沒有",
    ],
)
def test_no_answers_are_recognised(text):
    assert is_no_answer(text)


@pytest.mark.parametrize("text", ["no", "Nothing hinders me", "none of the tools", "yes", "A-"])
def test_answers_are_not_taken_for_none(text):
    assert not is_no_answer(text)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ({"60+", "18-29", "30-39"}, ["18-29", "30-39", "60+"]),
        (
            {"2-5 years", "Less than 1 year", "5+ years", "1 year"},
            ["Less than 1 year", "1 year", "2-5 years", "5+ years"],
        ),
        ({"Agree", "Strongly agree", "Neutral", "Not sure"}, ["Neutral", "Agree", "Strongly agree", "Not sure"]),
        ({"Daily", "Never", "Weekly"}, ["Never", "Weekly", "Daily"]),
        ({"nurse", "doctor"}, None),
    ],
)
def test_scales_are_put_in_order(values, order):
    assert scale_order(values) == order


@pytest.mark.parametrize(
    ("known", "more", "joined"),
    [
        (["1", "2", "3", "5"], ["4"], ["1", "2", "3", "4", "5"]),
        (["Never", "Often"], ["Sometimes", "Always"], ["Never", "Sometimes", "Often", "Always"]),
        (["Often", "Never"], ["Sometimes"], ["Often", "Never", "Sometimes"]),
        (["low", "on call"], ["high"], ["low", "on call", "high"]),
        ([], ["Often", "Never"], ["Never", "Often"]),
    ],
    ids=["numbers", "scale", "somebody else's order", "no scale", "none yet"],
)
def test_levels_that_turn_up_later_come_in_their_places(known, more, joined):
    assert joined_levels(known, more) == joined


@pytest.mark.parametrize(
    ("name", "values", "role", "kind"),
    [
        ("id", [f"R{n}" for n in range(30)], "id", "nominal"),
        ("Record", [str(n) for n in range(30)], "id", "nominal"),
        ("E-mail", [f"a{n}@example.org" for n in range(30)], "leave_out", "nominal"),
        ("Contact", [f"a{n}@example.org" for n in range(30)], "leave_out", "nominal"),
        ("Survey", ["1"] * 30, "leave_out", "nominal"),
        ("Spare", [""] * 30, "leave_out", "nominal"),
        ("Age", [str(20 + n) for n in range(30)], "closed", "numeric"),
        ("Rating", ["1", "2", "3", "4", "5", "3"] * 5, "closed", "ordinal"),
        ("Ticked", ["0", "1", "1"] * 10, "closed", "nominal"),
        ("When", [f"2024-05-{n:02} 10:00" for n in range(1, 31)], "closed", "date"),
        ("When", [f"{n}-Mar-2024" for n in range(1, 6)], "closed", "date"),
        ("When", [f"March {n}, 2024" for n in range(1, 31)], "closed", "date"),
        ("Tools", ["phone;paper", "paper", "phone", "paper;tablet"], "closed", "multiple"),
        ("Tools", ["phone; paper", "paper", "phone"], "closed", "multiple"),
        ("Contact", ["email|phone", "phone", "email|fax", "fax|phone", "email"], "closed", "multiple"),
        ("School", ["High school", "Bachelor", "Master", "Bachelor", "PhD", "Master"], "closed", "nominal"),
        ("What would you change?", ["Less paper", "Nothing", "The hours", "Pay", "-"], "open", "nominal"),
        ("Worries", [f"It is loud {n}" for n in range(4)] + ["N/A", "none"] * 4, "open", "nominal"),
        ("Tools", ["paper;phone", "phone", "paper;phone;computer"] * 10, "closed", "multiple"),
        ("Role", ["nurse", "doctor", "nurse"] * 10, "closed", "nominal"),
        ("Why", [f"Because of reason {n} and others" for n in range(30)], "open", "nominal"),
    ],
)
def test_columns_are_guessed(name, values, role, kind):
    guess = guess_column(name, values)
    assert (guess.role, guess.kind) == (role, kind)
    assert guess.why


@needs("data/notebook-survey")
def test_a_real_survey_is_mapped_right():
    file = next((SHARED / "data/notebook-survey").glob("*SurveyExport.csv"))
    survey_table = read_table(file.name, file.read_bytes())
    guesses = guess_columns(survey_table)
    closed = {3, 5, 9, 32, 36}
    free_text = {4, *range(6, 9), *range(10, 29), 30, 31, *range(33, 36)}
    assert {at for at, guess in enumerate(guesses) if guess.role == "open"} == free_text
    assert {at for at, guess in enumerate(guesses) if guess.role == "closed"} == closed | {0, 1, 2, 29}
    assert guesses[29].kind == "multiple"
    assert guesses[3].levels == ("Less often than monthly", "Monthly", "Weekly", "Daily")
    survey = check_survey(survey_table, guessed_mapping(guesses))
    assert survey.respondents == 1706
    question = next(name for name in survey.questions if name.startswith("What, if anything, hinders"))
    assert survey.tallies[question].empty == 942


@needs("data/korean-survey")
def test_a_real_korean_survey_is_mapped_right_in_either_encoding():
    data = (SHARED / "data/korean-survey/immigrant_interview.csv").read_bytes()
    for encoded in (data, data.decode().encode("cp949")):
        survey_table = read_table("korean.csv", encoded)
        assert guessed_mapping(guess_columns(survey_table)) == SurveyMapping(
            id="respid",
            open=("text",),
            closed={"sex": "nominal", "age_cohort": "ordinal", "political_id3": "nominal", "college": "nominal"},
            levels={"age_cohort": ("18-29", "30-39", "40-49", "50-59", "60+")},
        )
        survey = check_survey(survey_table, guessed_mapping(guess_columns(survey_table)))
        assert (survey.respondents, survey.answers, survey.tallies["text"].no_answer) == (1008, 1008, 16)


@needs("data/korean-survey")
def test_one_row_an_answer_is_noticed():
    data = (SHARED / "data/korean-survey/nkmigrants_interviews.csv").read_bytes()
    respid = guess_columns(read_table("nk.csv", data))[0]
    assert respid.role == "leave_out"
    assert respid.why == (
        "named like an id, but not one per row: 2,009 different values in 6,027 rows; "
        "give the rows of each question or time a file of their own, and import them as waves"
    )
