# ruff: noqa: E501  header rows are long in the files too
"""Exports of survey programs are known by their headers: where the data begin, what the columns are called and are.

The samples are made up, in the form that each program writes.
"""

import csv
import io

import pytest

from coding.sources.importers.inspection import guesses_of, inspect_survey
from coding.sources.importers.layouts import Layout, recognise_layout, unique
from coding.sources.importers.problems import ImportProblems
from coding.sources.importers.registry import open_table
from coding.sources.importers.spool import write_spool
from coding.sources.importers.survey import check_survey, guessed_mapping

LONG = ("It saves me time every day", "Nobody asked us before it came", "I do not know whom to ask")


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.strip())))


def layout(text: str) -> Layout:
    return recognise_layout("survey.csv", list(enumerate(rows(text), start=1)))


def columns(text: str, tmp_path, name: str = "survey.csv") -> dict[str, tuple[str, str]]:
    """What is guessed of each column once the file was read."""
    return {guess.name: (guess.role, guess.kind) for guess in guesses(text, tmp_path, name)}


def guesses(text: str, tmp_path, name: str = "survey.csv"):
    file = tmp_path / name
    file.write_text(text.strip() + "\n", encoding="utf-8")
    spool = write_spool(tmp_path / "rows", open_table(file.name, file))
    return guesses_of(inspect_survey(spool))


def survey(text: str, tmp_path):
    file = tmp_path / "survey.csv"
    file.write_text(text.strip() + "\n", encoding="utf-8")
    spool = write_spool(tmp_path / "rows", open_table(file.name, file))
    return check_survey(spool, guessed_mapping(guesses_of(inspect_survey(spool))))


QUALTRICS = f"""
StartDate,IPAddress,ResponseId,RecipientEmail,LocationLatitude,Q1,Q2_1,Q2_2,Q2_3_TEXT,Q3
Start Date,IP Address,Response ID,Recipient Email,Location Latitude,How long have you worked here?,Which tools do you use? - Selected Choice - Phone,Which tools do you use? - Selected Choice - Paper,Which tools do you use? - Other - Text,What worries you?
"{{""ImportId"":""startDate"",""timeZone"":""UTC""}}","{{""ImportId"":""ipAddress""}}","{{""ImportId"":""_recordId""}}","{{""ImportId"":""recipientEmail""}}","{{""ImportId"":""locationLatitude""}}","{{""ImportId"":""QID1""}}","{{""ImportId"":""QID2"",""choiceId"":""1""}}","{{""ImportId"":""QID2"",""choiceId"":""2""}}","{{""ImportId"":""QID2_3_TEXT"",""choiceId"":""3""}}","{{""ImportId"":""QID3_TEXT""}}"
2024-05-01 10:00:00,192.0.2.1,R_a1,a@example.org,52.1,1-2 years,Phone,Paper,,{LONG[0]}
2024-05-01 11:00:00,192.0.2.2,R_b2,b@example.org,52.2,3-5 years,,Paper,A whiteboard,{LONG[1]}
2024-05-02 09:00:00,192.0.2.3,R_c3,c@example.org,52.3,Less than 1 year,,,,{LONG[2]}
"""


def test_qualtrics_has_three_header_rows_and_its_questions_are_the_names(tmp_path):
    found = layout(QUALTRICS)
    assert (found.title, found.data_from) == ("Qualtrics", 4)
    assert found.header[5:] == [
        "How long have you worked here?",
        "Which tools do you use? - Selected Choice - Phone",
        "Which tools do you use? - Selected Choice - Paper",
        "Which tools do you use? - Other - Text",
        "What worries you?",
    ]
    guessed = columns(QUALTRICS, tmp_path)
    assert guessed["ResponseId"] == ("id", "nominal")
    assert {guessed[name][0] for name in ("StartDate", "IPAddress", "RecipientEmail", "LocationLatitude")} == {
        "leave_out"
    }
    assert guessed["How long have you worked here?"] == ("closed", "ordinal")
    assert guessed["What worries you?"][0] == "open"


def test_the_short_names_of_a_survey_program_name_its_columns_too(tmp_path):
    for text, short, name in (
        (QUALTRICS, "Q3", "What worries you?"),
        (LIME, "G01Q03", "Why?"),
        (LIME, "id", "id. Response ID"),
        (SOSCI, "A002_01", "What worries you?: [01]"),
    ):
        file = tmp_path / "survey.csv"
        file.write_text(text.strip() + "\n", encoding="utf-8")
        spool = write_spool(tmp_path / "rows", open_table(file.name, file))
        assert (spool.column(short), spool.column(f" {name}"), spool.column("Q99")) == (name, name, "Q99")


def test_choices_of_qualtrics_with_a_column_each_become_one_variable(tmp_path):
    found = survey(QUALTRICS, tmp_path)
    tools = next(variable for variable in found.variables if variable.name == "Which tools do you use?")
    assert (tools.kind, tools.levels) == ("multiple", ["Phone", "Paper"])
    values = [case.variables.get("Which tools do you use?", "") for case in found.cases]
    assert values == ["Phone; Paper", "Paper", ""]


def test_the_older_export_of_qualtrics_has_two_header_rows():
    found = layout(
        """
V1,V2,V6,V8,Q1,Q2
ResponseID,ResponseSet,IPAddress,StartDate,Do you agree?,Why?
R_1,Default,192.0.2.1,2014-01-01 10:00:00,Yes,Because
R_2,Default,192.0.2.2,2014-01-01 10:00:00,No,So
"""
    )
    assert (found.title, found.data_from) == ("Qualtrics", 3)
    assert found.header == ["ResponseID", "ResponseSet", "IPAddress", "StartDate", "Do you agree?", "Why?"]
    assert found.hints["ResponseID"].role == "id"
    assert found.hints["IPAddress"].role == "leave_out"


GOOGLE = f"""
Timestamp,Email Address,Which tools do you use?,What worries you?
5/31/2024 14:03:22,a@example.org,"Phone, Paper",{LONG[0]}
5/31/2024 15:03:22,b@example.org,Paper,{LONG[1]}
6/1/2024 9:13:02,c@example.org,"Phone, Paper",{LONG[2]}
6/1/2024 9:53:02,d@example.org,Phone,Another reason that worries me
6/1/2024 9:58:02,e@example.org,"Paper, Phone",The last of the reasons here
"""


def test_google_forms_begins_with_a_timestamp_and_divides_choices_by_commas(tmp_path):
    assert layout(GOOGLE).title == "Google Forms"
    assert columns(GOOGLE, tmp_path) == {
        "Timestamp": ("leave_out", "nominal"),
        "Email Address": ("leave_out", "nominal"),
        "Which tools do you use?": ("closed", "multiple"),
        "What worries you?": ("open", "nominal"),
    }


REDCAP = f"""
record_id,redcap_event_name,redcap_survey_identifier,intake_timestamp,age,tools___1,tools___2,worries,intake_complete
1,baseline_arm_1,,2024-05-01 10:00,34,1,0,{LONG[0]},2
2,baseline_arm_1,,2024-05-01 11:00,45,1,1,{LONG[1]},2
3,baseline_arm_1,,2024-05-01 12:00,29,0,0,{LONG[2]},2
"""


def test_redcap_boxes_of_one_field_belong_together(tmp_path):
    assert layout(REDCAP).title == "REDCap"
    guessed = columns(REDCAP, tmp_path)
    assert guessed["record_id"][0] == "id"
    assert guessed["intake_timestamp"][0] == guessed["intake_complete"][0] == "leave_out"
    found = survey(REDCAP, tmp_path)
    assert [variable.levels for variable in found.variables if variable.name == "tools"] == [["1", "2"]]
    assert [case.variables.get("tools", "") for case in found.cases] == ["1", "1; 2", ""]


EVENTS = f"""
record_id,redcap_event_name,redcap_repeat_instance,age,worries,helps,intake_complete
1,baseline_arm_1,,34,{LONG[0]},,2
1,month_1_arm_1,1,,,It helps me on most days,2
2,baseline_arm_1,,45,{LONG[1]},,2
3,baseline_arm_1,,,{LONG[2]},,2
3,month_1_arm_1,1,29,,I would not miss it any more,2
"""


def test_rows_of_the_events_of_one_record_become_one_respondent(tmp_path):
    found = survey(EVENTS, tmp_path)
    cases = list(found.cases)
    assert [(case.id, case.row, len(case.answers)) for case in cases] == [("1", 2, 2), ("2", 4, 1), ("3", 5, 2)]
    assert cases[2].answers["helps"] == "I would not miss it any more"
    assert found.respondents == 3
    assert found.tallies["helps"].empty == 1
    assert "2 rows were joined with the row of the same respondent before them" in found.assumed


def test_rows_of_one_record_that_contradict_each_other_are_refused(tmp_path):
    with pytest.raises(ImportProblems, match='row 3, column "record_id": "1" stands in row 2 too'):
        survey(
            EVENTS.replace("1,month_1_arm_1,1,,,It", "1,month_1_arm_1,1,,Something else entirely by now,It"), tmp_path
        )


def test_redcap_with_labels_says_complete_of_every_form():
    found = layout(
        """
Record ID,Event Name,Which tools? (choice=Phone),Which tools? (choice=Paper),Complete?,Why?,Complete?
1,Baseline,Checked,Unchecked,Complete,Because,Complete
1,Follow-up,,,,So,Complete
"""
    )
    assert found.title == "REDCap"
    assert found.header[4::2] == ["Complete?", "Complete? (2)"]
    assert found.hints["Which tools? (choice=Phone)"].group == "Which tools?"
    assert "some records have several rows" in found.said[1]


LIME = """
id. Response ID,submitdate. Date submitted,lastpage. Last page,startlanguage. Start language,seed. Seed,G01Q01. How often?,G01Q02[SQ001]. Which tools? [Phone],G01Q02[SQ002]. Which tools? [Paper],G01Q02[other]. Which tools? [Other],G01Q03. Why?
1,2024-05-01 10:00:00,3,en,123,Often,Yes,No,,Because it helps me
2,2024-05-01 11:00:00,3,en,124,Never,Yes,Yes,Boards,It is never there when needed
3,,1,de,125,Sometimes,No,No,,I like it on most days
"""


def test_limesurvey_keeps_texts_and_knows_what_it_notes_itself(tmp_path):
    found = layout(LIME)
    assert found.title == "LimeSurvey"
    assert found.header[5:] == [
        "How often?",
        "Which tools? [Phone]",
        "Which tools? [Paper]",
        "Which tools? [Other]",
        "Why?",
    ]
    guessed = columns(LIME, tmp_path)
    assert [role for role, _kind in list(guessed.values())[:5]] == ["id", *["leave_out"] * 4]
    values = [case.variables.get("Which tools?", "") for case in survey(LIME, tmp_path).cases]
    assert values == ["Phone", "Phone; Paper", ""]


def test_limesurvey_with_codes_alone_is_known_too():
    found = layout(
        "id,submitdate,lastpage,startlanguage,G01Q02[SQ001],G01Q02[SQ002]\n1,2024-05-01,3,en,Y,\n2,,1,en,Y,Y\n"
    )
    assert found.title == "LimeSurvey"
    assert found.hints["G01Q02[SQ002]"].group == "G01Q02"


def test_grids_of_limesurvey_stay_columns_of_their_own():
    found = layout("id,submitdate,lastpage,seed,G01Q02[SQ001],G01Q02[SQ002]\n1,2024-05-01,3,9,A1,A2\n2,,1,8,A3,A3\n")
    assert "G01Q02[SQ001]" not in found.hints


MONKEY = f"""
Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,How often?,Which tools do you use?,,,What worries you?
,,,,,,,,,Response,Phone,Paper,Other (please specify),Open-Ended Response
1001,7,05/01/2024,05/01/2024,192.0.2.1,,,,,Often,Phone,Paper,,{LONG[0]}
1002,7,05/01/2024,05/01/2024,192.0.2.2,,,,,Never,,Paper,,{LONG[1]}
1003,7,05/01/2024,05/01/2024,192.0.2.3,,,,,Sometimes,Phone,,,{LONG[2]}
"""


def test_surveymonkey_has_its_options_in_a_second_row(tmp_path):
    found = layout(MONKEY)
    assert (found.title, found.data_from) == ("SurveyMonkey", 3)
    assert found.header[9:] == [
        "How often?",
        "Which tools do you use? | Phone",
        "Which tools do you use? | Paper",
        "Which tools do you use? | Other (please specify)",
        "What worries you?",
    ]
    guessed = columns(MONKEY, tmp_path)
    assert guessed["Respondent ID"][0] == "id"
    assert guessed["Email Address"][0] == "leave_out"
    values = [case.variables.get("Which tools do you use?", "") for case in survey(MONKEY, tmp_path).cases]
    assert values == ["Phone; Paper", "Paper", "Phone"]


def test_a_free_text_among_the_options_of_surveymonkey_stays_a_column_of_its_own():
    found = layout(
        MONKEY.replace(
            "1002,7,05/01/2024,05/01/2024,192.0.2.2,,,,,Never,,Paper,,",
            "1002,7,05/01/2024,05/01/2024,192.0.2.2,,,,,Never,,Paper,A board in the hall,",
        )
    )
    assert found.hints["Which tools do you use? | Phone"].group == "Which tools do you use?"
    assert "Which tools do you use? | Other (please specify)" not in found.hints


SOSCI = """
CASE,SERIAL,REF,QUESTNNR,MODE,STARTED,A001,A002_01,TIME001,FINISHED
Interview number (ongoing),Serial number (if provided),Reference,Questionnaire that has been used,Interview mode,Time the interview has started,How often?,What worries you?: [01],Time spent on page 1,Has the interview been finished
101,,,base,interview,2024-05-01 10:00:00,2,It is hard to say no,12,1
102,,,base,interview,2024-05-01 11:00:00,3,I never know who reads it,15,1
105,,,base,interview,2024-05-01 12:00:00,1,It came without a word,9,0
"""


def test_sosci_survey_names_its_variables_and_then_labels_them(tmp_path):
    found = layout(SOSCI)
    assert (found.title, found.data_from) == ("SoSci Survey", 3)
    assert found.header == [
        "CASE",
        "SERIAL",
        "REF",
        "QUESTNNR",
        "MODE",
        "STARTED",
        "How often?",
        "What worries you?: [01]",
        "TIME001",
        "FINISHED",
    ]
    guessed = columns(SOSCI, tmp_path)
    assert [name for name, (role, _kind) in guessed.items() if role != "leave_out"] == [
        "CASE",
        "How often?",
        "What worries you?: [01]",
    ]
    without = "\n".join(line for at, line in enumerate(SOSCI.strip().splitlines()) if at != 1)
    assert layout(without).data_from == 2


def test_microsoft_forms_notes_who_and_when():
    found = layout("ID,Start time,Completion time,Email,Name,Why?\n1,5/1/24 10:00,5/1/24 10:09,anonymous,,Because\n")
    assert found.title == "Microsoft Forms"
    assert [hint.role for hint in found.hints.values()] == ["id", *["leave_out"] * 4]


@pytest.mark.parametrize(
    "text",
    [
        "id,role,why\n1,nurse,Because\n",
        "Timestamp,why\nmorning,Because\n",
        "StartDate,ResponseId,why\n2024-05-01 10:00:00,R_1,Because\n",
        "record_id,why\n1,Because\n",
        "id,seed,why\n1,2,Because\n",
        "CASE,why\n1,Because\n",
        "Respondent ID,why\n1,Because\n",
    ],
)
def test_a_table_that_only_resembles_an_export_is_plain(text):
    found = layout(text)
    assert (found.title, found.data_from, found.hints, found.said) == ("", 2, {}, [])


def test_the_layout_of_nothing_is_plain():
    assert layout("") == Layout("", [], 1)


def test_names_that_come_twice_are_numbered():
    assert unique(["a", "a", "", "a", "a (2)", ""]) == ["a", "a (2)", "", "a (3)", "a (2) (2)", ""]


def test_what_the_layout_says_is_said_and_its_hints_win(tmp_path):
    (tmp_path / "survey.csv").write_text(MONKEY.strip(), encoding="utf-8")
    found = inspect_survey(write_spool(tmp_path / "rows", open_table("survey.csv", tmp_path / "survey.csv")))
    assert found["layout"] == "SurveyMonkey"
    assert found["assumed"] == ["read as an export of SurveyMonkey, with 2 header rows"]
    by_name = {column["name"]: column for column in found["columns"]}
    assert by_name["Respondent ID"]["why"] == "the number that SurveyMonkey gives each respondent"
    assert found["first"][0][0] == 3
