"""Numbers are read as they were meant, whichever signs stand between thousands and before decimals."""

import pytest

from coding.sources.importers.answers import as_number, is_number
from coding.sources.importers.guesses import guess_column
from coding.sources.importers.registry import read_table
from coding.sources.importers.survey import SurveyMapping, check_survey
from coding.sources.importers.xml_rows import number_text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("−3", -3),
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("0,450", 0.45),
        ("45 %", 45),
        ("1,234.50", 1234.5),
        ("4.123,50", 4123.5),
        ("1,234,567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("12 500,5", 12500.5),
        ("12’500", 12500),
        ("12,500", 12500),
        ("1.234", 1.234),
        ("1,2E+05", 120_000),
        ("1e-07", 1e-7),
    ],
)
def test_a_number_is_read_as_it_was_meant(text, number):
    assert is_number(text)
    assert as_number(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["1,23,4", "1,2345,678", "12,50.5", "one", "1-2", ""])
def test_what_is_no_number_is_none(text):
    assert not is_number(text)


def incomes(*values: str):
    rows = "".join(f'R{at},"{value}",Because of reason {at}\n' for at, value in enumerate(values))
    table = read_table("survey.csv", f"id,Income,Why?\n{rows}".encode())
    survey = check_survey(table, SurveyMapping(id="id", open=("Why?",), closed={"Income": "numeric"}))
    return [as_number(case.variables["Income"]) for case in survey.cases], survey.assumed


def test_thousands_are_not_taken_for_decimals_and_the_reading_is_said():
    read, assumed = incomes("12,500", "8,000", "950")
    assert read == [12500, 8000, 950]
    assert assumed == ["in “Income” “12,500” is read as 12500"]


def test_a_column_with_decimal_commas_is_read_with_them():
    read, assumed = incomes("3,450", "2,9", "4.100")
    assert read == [3.45, 2.9, 4100]
    assert assumed == ["in “Income” “3,450” is read as 3.45"]


def test_decimal_points_need_no_word():
    assert incomes("3.450", "2.9") == ([3.45, 2.9], [])


def test_a_column_with_signs_between_thousands_is_guessed_to_hold_numbers():
    guess = guess_column("Income", [f"{number:,}" for number in range(1000, 40_000, 900)])
    assert (guess.role, guess.kind, guess.why) == ("closed", "numeric", "numbers: “1,000” is read as 1000")
    assert guess_column("Einkommen", [f"{n}.{n}00,50" for n in range(1, 10)]).kind == "numeric"


def test_two_codes_are_categories_and_one_write_in_is_a_text():
    assert guess_column("Sex", ["1", "2", "2"] * 10).kind == "nominal"
    assert guess_column("Postcode", ["02138", "90210", "10001"] * 10).kind == "nominal"
    other = guess_column("Other", ["agender", *[""] * 40])
    assert (other.role, other.why) == ("open", "1 answer in all rows, 1 word on average")


@pytest.mark.parametrize(("no_answers", "values"), [("leave_out", ["4", None]), ("keep", ["4", "N/A"])])
def test_no_answer_among_numbers_is_left_out_where_that_is_wanted_and_counted(no_answers, values):
    table = read_table("survey.csv", b"id,Months,Children,Why?\nR1,4,none,Because\nR2,N/A,2,Because of it\n")
    closed = {"Months": "numeric", "Children": "nominal"}
    survey = check_survey(table, SurveyMapping(id="id", open=("Why?",), closed=closed, no_answers=no_answers))
    cases = list(survey.cases)
    assert [case.variables.get("Months") for case in cases] == values
    assert [case.variables["Children"] for case in cases] == ["none", "2"]
    assert survey.assumed == ["“N/A” and the like were left out of “Months”: 1"] * (no_answers == "leave_out")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("3.0", "3"),
        ("1e-07", "0.0000001"),
        ("1.2345678901234569e+16", "12345678901234568"),
        ("1.1000000000000001", "1.1"),
    ],
)
def test_a_number_of_a_spreadsheet_is_written_out(written, shown):
    assert number_text(written) == shown
