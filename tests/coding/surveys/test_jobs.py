"""The import of a survey as a job: all of it or nothing, once, whatever happens to the worker."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from coding.revisions.actions import revise_source
from coding.sources.actions import begin_reading, discard_uploads, keep_uploads
from coding.sources.importers.mapping import SurveyMapping
from coding.sources.models import Case, ImportedFile, Question, Source, Upload, Variable, VariableValue
from coding.sources.reports import report_url
from coding.surveys.actions import save_mapping
from tests.coding.sources.importers.table_builders import csv_text, excel_text, ods_text, sav_file, sav_text
from tests.shared_data import SHARED, needs
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job, JobState

ROWS = b"id,role,why\nP01,nurse,Because it helps\nX1,doctor,n/a\nX2,doctor,\n"
MAPPING = {"id": "id", "open": ["why"], "closed": {"role": "nominal"}}


def start(study, data: bytes, mapping: dict) -> Job:
    files = [SimpleUploadedFile("survey.csv", data)]
    batch = keep_uploads(project=study.project, files=files, purpose="survey", by=study.lead)
    begin_reading(project=study.project, batch=batch, by=study.lead)
    return again(study, Upload.objects.get(batch=batch), mapping)


def again(study, upload: Upload, mapping: dict) -> Job:
    parameters = {"upload": upload.pk, "mapping": mapping, "batch": str(upload.batch)}
    return start_job(
        kind="coding.import_survey", project=study.project, by=study.lead, label="Survey", parameters=parameters
    )


def everything() -> tuple[int, ...]:
    models = (Case, Variable, VariableValue, Question, Source, ImportedFile)
    return tuple(model.objects.count() for model in models)


def test_variables_come_in_the_order_of_the_columns_however_the_database_keeps_a_job(study, run_jobs):
    mapping = SurveyMapping(id="id", open=("why",), closed={"long name": "nominal", "b": "nominal", "aa": "nominal"})
    there = set(Variable.objects.values_list("name", flat=True))
    start(study, b"id,long name,b,aa,why\nZ1,x,y,z,Because\n", mapping.as_data())
    run_jobs()
    assert [one.name for one in Variable.objects.all() if one.name not in there] == ["long name", "b", "aa"]


def test_a_survey_is_stored_and_reported(study, run_jobs):
    start(study, ROWS, MAPPING)
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    assert job.result["message"].splitlines() == [
        "3 respondents (2 new cases), 1 variable, 1 question, 2 answers.",
        "Left empty: 1. Answered with “N/A”, “none” or the like: 1.",
    ]
    assert Question.objects.get(text="why").answers.count() == 2
    report = ImportedFile.objects.get()
    assert report.facts == {
        "respondents": 3,
        "new_cases": 2,
        "variables": 1,
        "no_answers": "keep",
        "questions": [{"question": "why", "answers": 2, "empty": 1, "no_answer": 1, "left_out": 0}],
    }
    assert (report.characters, report.words, len(report.sha256)) == (19, 4, 64)
    assert not Upload.objects.exists()


def test_an_answer_is_stored_with_all_that_a_source_has(study, run_jobs):
    start(study, ROWS, MAPPING)
    run_jobs()
    answer = Source.objects.get(name="P01 | why")
    model = Source(text=answer.text)
    assert (answer.kind, answer.revision, answer.characters, answer.words) == ("answer", 1, 16, 3)
    assert (answer.case, answer.imported_by, answer.file_name) == (study.cases[0], study.lead, "survey.csv")
    assert (answer.assumed, answer.no_answer, model.no_answer) == ([], False, False)
    assert answer.imported_at is not None


def test_an_answer_that_is_corrected_to_say_something_loses_its_mark(study, run_jobs):
    start(study, ROWS, MAPPING)
    run_jobs()
    answer = Source.objects.get(name="X1 | why")
    assert answer.no_answer
    revise_source(source=answer, text="Nobody asked.", by=study.lead, reason="Read again on paper")
    answer.refresh_from_db()
    assert not answer.no_answer


def test_a_faulty_survey_leaves_nothing_but_its_line_in_the_report_which_says_where(study, run_jobs):
    before = everything()
    start(study, b"id,why\nX1,yes\nX1,no\n", {"id": "id", "open": ["why"], "closed": {}})
    (job,) = run_jobs()
    assert job.state == JobState.FAILED
    assert job.error.startswith('survey.csv, row 3, column "id": "X1" stands in row 2 too.')
    line = ImportedFile.objects.get()
    assert (line.name, line.purpose, line.outcome, line.by) == ("survey.csv", "survey", "refused", study.lead)
    assert line.reason.startswith('row 3, column "id": "X1" stands in row 2 too.')
    line.delete()
    assert everything() == before
    assert Upload.objects.count() == 1


def test_a_survey_that_is_imported_after_all_has_one_line_in_the_report(study, run_jobs):
    start(study, ROWS, {"id": "role", "open": ["why"], "closed": {}})
    run_jobs()
    assert ImportedFile.objects.get().outcome == "refused"
    again(study, Upload.objects.get(), MAPPING)
    run_jobs()
    line = ImportedFile.objects.get()
    assert (line.outcome, line.reason, line.facts["respondents"]) == ("imported", "", 3)


def test_the_report_has_a_line_for_each_fault(study, client_of, run_jobs):
    start(study, b"id,why\nX1,yes\nX1,no\nX1,no\n", {"id": "id", "open": ["why"], "closed": {}})
    run_jobs()
    page = client_of(study.lead).get(report_url(study.project, ImportedFile.objects.get().batch))
    said = BeautifulSoup(page.content, "html.parser").select(".report-said div")
    assert [line.text[:5] for line in said] == ["Row 3", "Row 4"]


def test_a_survey_that_cannot_be_read_stands_in_the_report_also_when_it_is_given_up(study, client_of):
    files = [SimpleUploadedFile("survey.csv", b"id,why\n")]
    batch = keep_uploads(project=study.project, files=files, purpose="survey", by=study.lead)
    begin_reading(project=study.project, batch=batch, by=study.lead)
    discard_uploads(uploads=list(Upload.objects.all()), by=study.lead)
    line = ImportedFile.objects.get()
    said = "this table has column names but no rows. Upload one with rows."
    assert (line.name, line.outcome, line.reason) == ("survey.csv", "refused", said)
    page = client_of(study.lead).get(report_url(study.project, batch)).content.decode()
    assert said.removeprefix("t") in page


def test_a_fault_in_the_middle_of_storing_leaves_nothing_behind(study, run_jobs, monkeypatch):
    before = everything()
    monkeypatch.setattr("coding.surveys.storing.BATCH", 1)
    from coding.surveys import storing

    real, seen = storing._answer, []

    def breaks(*row):
        seen.append(row)
        if len(seen) == 2:
            raise MemoryError
        return real(*row)

    monkeypatch.setattr(storing, "_answer", breaks)
    start(study, ROWS, MAPPING)
    (job,) = run_jobs()
    assert (job.state, len(seen)) == (JobState.FAILED, 2)
    assert everything() == before


def test_a_job_that_runs_twice_imports_once(study, run_jobs):
    job = start(study, ROWS, MAPPING)
    upload = Upload.objects.get()
    again(study, upload, MAPPING)
    first, second = run_jobs()
    assert first.pk == job.pk
    assert (second.state, second.result["message"]) == (JobState.DONE, "The survey was imported.")
    assert Question.objects.get(text="why").answers.count() == 2
    assert ImportedFile.objects.count() == 1


def test_a_file_given_up_meanwhile_is_not_said_to_be_imported(study, run_jobs):
    start(study, ROWS, MAPPING)
    discard_uploads(uploads=list(Upload.objects.all()), by=study.lead)
    ImportedFile.objects.all().delete()
    (job,) = run_jobs()
    assert job.result["message"].endswith("nothing was imported now.")
    assert not Question.objects.filter(text="why").exists()


def test_a_script_imports_by_a_saved_mapping(study, tmp_path, capsys):
    file = tmp_path / "wave2.csv"
    file.write_text("id,role,why\nX1,nurse,Because\nX2,doctor,n/a\n", encoding="utf-8")
    columns = {"id": {"role": "id"}, "role": {"role": "leave_out"}, "why": {"role": "open"}}
    columns = {name: {"kind": "nominal", "levels": [], "separator": ""} | said for name, said in columns.items()}
    save_mapping(project=study.project, name="Wave 1", columns=columns, no_answers="leave_out", by=study.lead)
    call_command("import_survey", study.slug, str(file), "--mapping", "Wave 1", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["columns"] == {"id": "id", "open": ["why"], "closed": {}}
    assert (report["answers"], report["left_out"]) == (1, 1)
    with pytest.raises(CommandError, match=r"There is no mapping “Wave 9”\. There are: “Wave 1”\."):
        call_command("import_survey", study.slug, str(file), "--mapping", "Wave 9")
    file.write_text("id,role,where\nX3,nurse,Here\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"does not fit wave2\.csv: there is no column “why”"):
        call_command("import_survey", study.slug, str(file), "--mapping", "Wave 1")


def test_a_script_names_columns_as_the_survey_program_does(study, tmp_path, capsys):
    file = tmp_path / "wave.sav"
    columns = {"pid": ["X1", "X2"], "q1": ["nurse", "doctor"], "q2": ["Because", "So"]}
    file.write_bytes(sav_file(columns, column_labels=["Respondent", "What are you?", "Why?"]))
    call_command("import_survey", study.slug, str(file), "--id", "pid", "--open", "q2", "--closed", "q1", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["columns"] == {"id": "Respondent", "open": ["Why?"], "closed": {"What are you?": "nominal"}}
    call_command("import_variables", study.slug, str(file), "--id", "pid", "--columns", "q2")
    assert VariableValue.objects.get(case__name="X2", variable__name="Why?").value == "So"


def test_a_level_that_only_the_next_wave_has_comes_in_its_place(study, run_jobs):
    start(study, b"id,rating,often,why\nA1,1,Never,x\nA2,2,Often,x\nA3,5,Often,x\n", levelled := {
        "id": "id", "open": ["why"], "closed": {"rating": "ordinal", "often": "ordinal"},
        "levels": {"rating": ["1", "2", "5"]},
    })  # fmt: skip
    run_jobs()
    start(study, b"id,rating,often,why\nB1,4,Sometimes,x\nB2,1,Always,x\n", levelled)
    run_jobs()
    assert Variable.objects.get(name="rating").levels == ["1", "2", "4", "5"]
    assert Variable.objects.get(name="often").levels == ["Never", "Sometimes", "Often", "Always"]


CELLS = [
    ["id", "role", "Why?"],
    *([f"Y{n:02}", ("nurse", "doctor")[n % 2], f"Reason {n}, in “some” words\nand 이유 👩🏽‍⚕️"] for n in range(1, 25)),
    ["Y25", "nurse", "n/a"],
]


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("csv", csv_text(CELLS).encode()),
        ("tsv", csv_text(CELLS, delimiter="\t").encode("utf-16")),
        ("xlsx", excel_text(CELLS)),
        ("ods", ods_text(CELLS)),
        ("sav", sav_text(CELLS)),
    ],
)
def test_the_same_survey_is_stored_out_of_every_format(study, tmp_path, capsys, ending, data):
    file = tmp_path / f"survey.{ending}"
    file.write_bytes(data)
    call_command("import_survey", study.slug, str(file), "--guess", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["columns"] == {"id": "id", "open": ["Why?"], "closed": {"role": "nominal"}}
    answers = Question.objects.get(text="Why?").answers.order_by("name").values_list("case__name", "text", "no_answer")
    assert list(answers) == [(name, why, why == "n/a") for name, _role, why in CELLS[1:]]


@needs("data/notebook-survey")
def test_a_real_survey_comes_in_through_the_job_as_through_the_script(study, run_jobs):
    from coding.sources.importers.inspection import guesses_of
    from coding.sources.importers.survey import guessed_mapping

    file = next((SHARED / "data/notebook-survey").glob("*SurveyExport.csv"))
    files = [SimpleUploadedFile(file.name, file.read_bytes())]
    batch = keep_uploads(project=study.project, files=files, purpose="survey", by=study.lead)
    begin_reading(project=study.project, batch=batch, by=study.lead)
    upload = Upload.objects.get(batch=batch)
    again(study, upload, guessed_mapping(guesses_of(upload.finding["survey"])).as_data())
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    facts = ImportedFile.objects.get().facts
    assert (facts["respondents"], sum(question["answers"] for question in facts["questions"])) == (1706, 10252)
    assert {question["answers"] + question["empty"] for question in facts["questions"]} == {1706}


def test_a_variable_that_is_of_another_kind_in_the_study_is_said(study, run_jobs):
    Variable.objects.create(project=study.project, name="role", kind="numeric")
    start(study, ROWS, MAPPING)
    (job,) = run_jobs()
    assert (
        "“role” is of the kind “Numbers” in the study, which not all values of this file may fit"
        in (job.result["message"])
    )
