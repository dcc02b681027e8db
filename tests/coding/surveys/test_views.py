"""The page on which the columns of a survey are mapped: looked at, corrected, kept for the next wave, imported."""

from io import BytesIO

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding.sources.models import ImportedFile, Source, Upload, Variable, VariableValue
from coding.surveys.models import SavedMapping
from tests.shared_data import SHARED, needs
from workbench.audit.models import Event
from workbench.jobs.models import Job

SURVEY = "id,role,What worries you?\n" + "".join(
    f"R{n},{'nurse' if n % 2 else 'doctor'},Reason number {n} that worries me a lot\n" for n in range(20)
)
RATED = "id,How often?,Tools,Why?\n" + "".join(
    f"R{n},{('Often', 'Never', 'Sometimes')[n % 3]},{('pen;phone', 'pen')[n % 2]},"
    f"{'n/a' if n == 3 else f'Because of reason {n} and some more'}\n"
    for n in range(24)
)


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def address(study, name, *more) -> str:
    return reverse(f"surveys:{name}", args=[study.slug, *more])


def send(client, study, text: str | bytes, name: str = "survey.csv") -> str:
    """Send a survey in; the address of the page of its columns."""
    content = text.encode() if isinstance(text, str) else text
    data = {"purpose": "survey", "survey-files": [SimpleUploadedFile(name, content)]}
    sent = client.post(reverse("sources:import", args=[study.slug]), data)
    assert client.get(sent.url).url == address(study, "mapping", Upload.objects.latest("pk").batch)
    return address(study, "mapping", Upload.objects.latest("pk").batch)


def chosen(page: BeautifulSoup) -> list[str]:
    return [option["value"] for option in page.select(".mapping .mapping-role > select option[selected]")]


def test_a_survey_is_mapped_by_guesses_that_can_be_corrected(study, client_of, run_jobs):
    client = client_of(study.lead)
    url = send(client, study, SURVEY)
    page = soup(client.get(url))
    assert chosen(page) == ["id", "nominal", "open"]
    assert len(page.select(".first-rows tbody tr")) == 10
    client.post(url, {"c0": "id", "c1": "leave_out", "c2": "open"})
    (job,) = run_jobs()
    assert job.result["message"].startswith("20 respondents (20 new cases), 0 variables, 1 question, 20 answers.")
    assert job.result["url"] == reverse("sources:report", args=[study.slug, ImportedFile.objects.get().batch])
    assert not Variable.objects.exists()


def test_a_survey_with_faults_names_rows_and_stores_nothing(study, client_of):
    client = client_of(study.lead)
    url = send(client, study, SURVEY.replace("R7,", "R6,"))
    response = client.post(url, {"c0": "id", "c1": "nominal", "c2": "open"})
    assert response.status_code == 422
    assert 'survey.csv, row 9, column "id": "R6" stands in row 8 too.' in soup(response).select_one(".note-danger").text
    assert not Job.objects.exists()


def test_more_than_twenty_faults_are_counted(study, client_of):
    client = client_of(study.lead)
    text = "id,years,why\n" + "".join(f"R{n},many,Because of reason {n} and more\n" for n in range(30))
    response = client.post(send(client, study, text), {"c0": "id", "c1": "numeric", "c2": "open"})
    said = [line.text for line in soup(response).select(".note-danger li")]
    assert len(said) == 21
    assert (said[0].split(":")[0], said[-1]) == ('survey.csv, row 2, column "years"', "and 10 more")


def test_a_mapping_without_an_open_question_is_refused(study, client_of):
    client = client_of(study.lead)
    response = client.post(send(client, study, SURVEY), {"c0": "id", "c1": "nominal", "c2": "leave_out"})
    assert "Choose at least one open question" in response.content.decode()


def test_a_table_that_cannot_be_read_is_said(study, client_of):
    client = client_of(study.lead)
    response = client.get(send(client, study, b'a,b\n1,"x\n'))
    assert response.status_code == 422
    assert "survey.csv, row 2: a quotation mark opens in this row" in soup(response).select_one(".note-danger").text


def test_the_order_of_levels_and_the_separator_are_as_they_were_said(study, client_of, run_jobs):
    client = client_of(study.lead)
    url = send(client, study, RATED)
    page = soup(client.get(url))
    assert page.select_one("textarea[name=l1]").text.split() == ["Never", "Sometimes", "Often"]
    data = {"c0": "id", "c1": "ordinal", "l1": "Often\nSometimes\n\nNever", "c2": "multiple", "s2": "semicolon"}
    client.post(url, data | {"c3": "open"})
    run_jobs()
    assert Variable.objects.get(name="How often?").levels == ["Often", "Sometimes", "Never"]
    assert Variable.objects.get(name="Tools").levels == ["pen", "phone"]
    assert VariableValue.objects.get(case__name="R0", variable__name="Tools").value == "pen; phone"


def test_answers_that_say_nothing_are_counted_and_kept_marked_or_left_out(study, client_of, run_jobs):
    client = client_of(study.lead)
    url = send(client, study, RATED)
    page = soup(client.get(url))
    assert [cell.text for cell in page.select(".mapping tbody tr:nth-of-type(4) td.num")] == ["4", "24", "0", "1"]
    columns = {"c0": "id", "c1": "leave_out", "c2": "leave_out", "c3": "open"}
    client.post(url, columns | {"no_answers": "keep"})
    run_jobs()
    marked = Source.objects.get(no_answer=True)
    assert marked.name == "R3 | Why?"
    answers = soup(client.get(reverse("answers:question", args=[study.slug, marked.question_id])))
    assert [badge.text for badge in answers.select(".answer .badge")] == ["no answer"]
    assert answers.select_one(".answer:has(.badge)")["data-source"] == str(marked.pk)
    client.post(send(client, study, RATED.replace("R", "S")), columns | {"no_answers": "leave_out"})
    (job,) = run_jobs()
    assert "Answered with “N/A”, “none” or the like: 1, which were left out." in job.result["message"]
    assert not Source.objects.filter(name="S3 | Why?").exists()
    assert [file.facts["questions"] for file in ImportedFile.objects.order_by("pk")] == [
        [{"question": "Why?", "answers": 24, "empty": 0, "no_answer": 1, "left_out": 0}],
        [{"question": "Why?", "answers": 23, "empty": 0, "no_answer": 1, "left_out": 1}],
    ]


def test_a_saved_mapping_is_used_for_the_next_wave_and_says_what_is_new_or_missing(study, client_of, run_jobs):
    client = client_of(study.lead)
    data = {"c0": "id", "c1": "ordinal", "l1": "Often\nSometimes\nNever", "c2": "leave_out", "c3": "open"}
    client.post(send(client, study, RATED), data | {"save_as": "Wave 1", "no_answers": "leave_out"})
    run_jobs()
    kept = SavedMapping.objects.get()
    assert (kept.name, kept.no_answers, kept.columns["How often?"]["levels"][0]) == ("Wave 1", "leave_out", "Often")
    second = RATED.replace("Why?", "Why?,Extra").replace("R", "S")
    second = "\n".join(line + ("" if at == 0 else ",x" * (line != "")) for at, line in enumerate(second.split("\n")))
    url = send(client, study, second)
    page = soup(client.get(url))
    assert chosen(page)[:4] == ["id", "ordinal", "leave_out", "open"]
    assert page.select_one("textarea[name=l1]").text.split() == ["Often", "Sometimes", "Never"]
    assert page.select_one("input[name=no_answers][checked]")["value"] == "leave_out"
    assert "1 column is new and was guessed: “Extra”." in " ".join(page.select_one(".note-ok").text.split())
    third = send(client, study, RATED.replace("How often?", "How much?"))
    page = soup(client.get(third + f"?mapping={kept.pk}"))
    notes = " ".join(" ".join(note.text for note in page.select(".note-warn")).split())
    assert "1 column of the mapping is missing here: “How often?”." in notes
    assert "mapping" not in soup(client.get(third + "?mapping=none")).select_one(".mapping td.mapping-why").text


def test_a_mapping_is_saved_without_importing_and_renamed_and_deleted(study, client_of):
    client = client_of(study.lead)
    url = send(client, study, SURVEY)
    columns = {"c0": "id", "c1": "nominal", "c2": "open"}
    nameless = client.post(url, columns | {"do": "save"})
    assert "Give the mapping a name." in soup(nameless).select_one(".field-error").text
    saved = client.post(url, columns | {"do": "save", "save_as": "Spring"})
    kept = SavedMapping.objects.get(name="Spring")
    assert saved.url == f"{url}?mapping={kept.pk}"
    client.post(address(study, "mapping_rename", kept.pk), {"name": "Spring 2024"})
    page = soup(client.get(address(study, "mappings")))
    assert page.select_one(".mappings input[name=name]")["value"] == "Spring 2024"
    client.post(address(study, "mapping_delete", kept.pk))
    assert not SavedMapping.objects.exists()
    actions = Event.objects.filter(action__startswith="mapping.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["mapping.saved", "mapping.renamed", "mapping.deleted"]
    assert not Job.objects.exists()


def test_mappings_of_another_study_and_readers_are_kept_out(study, client_of, outsider):
    client = client_of(study.lead)
    url = send(client, study, SURVEY)
    client.post(url, {"c0": "id", "c1": "nominal", "c2": "open", "do": "save", "save_as": "Spring"})
    kept = SavedMapping.objects.get()
    for user, status in ((study.reader, 403), (outsider, 404)):
        assert client_of(user).get(address(study, "mappings")).status_code == status
        assert client_of(user).post(address(study, "mapping_delete", kept.pk)).status_code == status
        assert client_of(user).get(url).status_code == status
    assert client_of(study.coder).get(url).status_code == 302  # what another person sent in is nobody else's
    assert SavedMapping.objects.filter(pk=kept.pk).exists()


def test_another_sheet_of_the_workbook_can_be_read(study, client_of):
    workbook = openpyxl.Workbook()
    workbook.active.title = "About"
    workbook.active.append(["note"])
    workbook.active.append(["This sheet says who made the file and when."])
    answers = workbook.create_sheet("Answers")
    for line in SURVEY.splitlines():
        answers.append(line.split(","))
    out = BytesIO()
    workbook.save(out)
    client = client_of(study.lead)
    url = send(client, study, out.getvalue(), "survey.xlsx")
    page = soup(client.get(url))
    assert [option.text for option in page.select("#sheet option")] == ["About", "Answers"]
    sent = client.post(address(study, "sheet", Upload.objects.get().batch), {"sheet": "Answers"})
    client.get(sent.url)  # it is read there
    page = soup(client.get(url))
    assert chosen(page) == ["id", "nominal", "open"]
    assert page.select_one("#sheet option[selected]").text == "Answers"


@pytest.mark.parametrize("cover", [[], ["Survey of nurses"]], ids=["empty", "a title"])
def test_a_workbook_whose_first_sheet_is_no_table_offers_the_others(study, client_of, run_jobs, cover):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Cover"
    workbook.active.append(cover)
    answers = workbook.create_sheet("Answers")
    for line in SURVEY.splitlines():
        answers.append(line.split(","))
    out = BytesIO()
    workbook.save(out)
    client = client_of(study.lead)
    url = send(client, study, out.getvalue(), "survey.xlsx")
    response = client.get(url)
    assert response.status_code == 422
    assert [option.text for option in soup(response).select("#sheet option")] == ["Cover", "Answers"]
    sent = client.post(address(study, "sheet", Upload.objects.get().batch), {"sheet": "Answers"})
    client.get(sent.url)
    assert chosen(soup(client.get(url))) == ["id", "nominal", "open"]
    client.post(url, {"c0": "id", "c1": "nominal", "c2": "open"})
    run_jobs()
    assert ImportedFile.objects.get().outcome == "imported", "what was said of the first sheet is replaced"


def test_the_same_file_a_second_time_is_said(study, client_of, run_jobs):
    client = client_of(study.lead)
    client.post(send(client, study, SURVEY), {"c0": "id", "c1": "nominal", "c2": "open"})
    run_jobs()
    url = send(client, study, SURVEY, "again.csv")
    page = soup(client.get(url))
    assert "This very file was imported before, as “survey.csv”, by Lena Lead" in page.select_one(".note-warn").text
    response = client.post(url, {"c0": "id", "c1": "nominal", "c2": "open"})
    assert "20 answers are in the study already, the first of them by R0" in soup(response).select_one(".problems").text


def test_the_same_people_asked_again_keep_what_they_said_before(study, client_of, run_jobs):
    client = client_of(study.lead)
    columns = {"c0": "id", "c1": "nominal", "c2": "open"}
    client.post(send(client, study, SURVEY), columns)
    run_jobs()
    again = send(client, study, SURVEY.replace("nurse", "manager"))
    refused = client.post(again, columns)
    assert "give this wave a name" in soup(refused).select_one(".problems").text
    client.post(again, columns | {"wave": " wave  2 "})
    run_jobs()
    case = study.project.cases.get(name="R1")
    assert dict(case.values.values_list("variable__name", "value")) == {"role": "nurse", "role (wave 2)": "manager"}
    assert list(case.sources.values_list("question__text", flat=True)) == [
        "What worries you?",
        "What worries you? (wave 2)",
    ]


def test_an_import_under_way_is_shown_instead_of_started_twice(study, client_of):
    client = client_of(study.lead)
    url = send(client, study, SURVEY)
    client.post(url, {"c0": "id", "c1": "nominal", "c2": "open"})
    assert client.get(url).url == reverse("jobs:detail", args=[study.slug, Job.objects.get().pk])
    client.post(url, {"c0": "id", "c1": "nominal", "c2": "open"})
    assert Job.objects.count() == 1


@pytest.mark.parametrize(("columns", "rows"), [(40, 20), (200, 60)])
def test_the_page_takes_as_many_queries_for_many_columns_and_rows_as_for_few(
    study, client_of, count_queries, columns, rows
):
    client = client_of(study.lead)
    few = send(client, study, SURVEY)
    names = ["id", *(f"Question {at}" for at in range(1, columns))]
    rows_of_wide = ([f"R{row}", *(f"Answer {at} of {row} in words" for at in range(1, columns))] for row in range(rows))
    wide = [names, *rows_of_wide]
    many = send(client, study, "\n".join(",".join(cells) for cells in wide))
    client.get(few)
    assert count_queries(lambda: client.get(few)) == count_queries(lambda: client.get(many))
    everything = {f"c{at}": "open" for at in range(columns)}
    assert client.post(many, everything).status_code == 302


def test_who_would_join_a_case_of_the_study_is_said_before_anything_is_stored(study, client_of, count_queries):
    client = client_of(study.lead)
    strangers = send(client, study, SURVEY.replace("R", "Z"))
    assert not soup(client.get(strangers)).select(".note-warn")
    url = send(client, study, SURVEY.replace("R7,", "P01,").replace("R9,", "P02,"), "other.csv")
    note = " ".join(soup(client.get(url)).select_one(".note-warn").text.split())
    assert note.startswith("2 of 20 respondents have the id of a case in this study and join it: P01, P02.")
    assert "Then leave “id” out" in note
    assert count_queries(lambda: client.get(url)) == count_queries(lambda: client.get(strangers))


def test_what_divides_answers_can_be_said_of_any_column_with_words(study, client_of, run_jobs):
    client = client_of(study.lead)
    url = send(client, study, RATED.replace("pen;phone", "pen/phone"))
    page = soup(client.get(url))
    assert chosen(page)[2] == "nominal"
    assert page.select_one("select[name=s2] option[selected]")["value"] == "slash"
    client.post(url, {"c0": "id", "c1": "ordinal", "c2": "multiple", "s2": "slash", "c3": "open"})
    run_jobs()
    assert Variable.objects.get(name="Tools").levels == ["pen", "phone"]
    assert VariableValue.objects.get(case__name="R0", variable__name="Tools").value == "pen; phone"


def test_a_wave_that_lost_one_of_four_columns_still_finds_its_mapping(study, client_of):
    client = client_of(study.lead)
    client.post(
        send(client, study, RATED), {"c0": "id", "c1": "ordinal", "c2": "leave_out", "c3": "open", "save_as": "W1"}
    )
    page = soup(client.get(send(client, study, RATED.replace("How often?", "How much?").replace("R", "S"))))
    assert "as in the mapping “W1”" in page.select_one(".note-warn").text


def test_an_id_with_several_rows_is_warned_of_before_one_person_becomes_three(study, client_of):
    client = client_of(study.lead)
    rows = [f"{n},{asked},Reason {n} why {asked} matters so much\n" for n in range(1, 31) for asked in ("a", "b", "c")]
    page = soup(client.get(send(client, study, "respid,question,answer\n" + "".join(rows))))
    said = " ".join(page.select_one("[data-repeated-id]").text.split())
    assert said.startswith("“respid” seems to say who answered, but the same “respid” stands in several rows.")
    assert "each of the 90 rows would become a respondent of its own" in said
    assert page.select_one("[data-repeated-id]").find_next("table", class_="mapping")
    page = soup(client.get(send(client, study, SURVEY)))
    assert page.select_one("[data-repeated-id]") is None


@needs("data/korean-survey")
def test_a_real_survey_with_three_rows_a_person_is_warned_of(study, client_of):
    client = client_of(study.lead)
    data = (SHARED / "data/korean-survey/nkmigrants_interviews.csv").read_bytes()
    page = soup(client.get(send(client, study, data, "nkmigrants_interviews.csv")))
    assert "each of the 6,027 rows" in page.select_one("[data-repeated-id]").text
