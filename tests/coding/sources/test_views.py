"""Pages of sources and cases: who sees them, what they show, and that importing looks before it stores."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding.sources.models import Source, Upload, Variable
from tests.factories import coding as make
from workbench.jobs.models import Job
from workbench.membership.models import Membership

GOOD = b"Interviewer: So?\n\nP09: Well <b>yes</b>."
SURVEY = "id,role,What worries you?\n" + "".join(
    f"R{n},{'nurse' if n % 2 else 'doctor'},Reason number {n} that worries me a lot\n" for n in range(20)
)


def url(study, name, *more) -> str:
    return reverse(f"sources:{name}", args=[study.slug, *more])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def send(client, study, *files, purpose="transcripts"):
    data = {"purpose": purpose, f"{purpose}-files": [SimpleUploadedFile(name, content) for name, content in files]}
    return client.post(url(study, "import"), data)


@pytest.mark.parametrize("page", ["list"])
def test_every_member_reads_the_lists_and_outsiders_find_nothing(study, client_of, outsider, page):
    for user in (study.lead, study.coder, study.reader):
        assert client_of(user).get(url(study, page)).status_code == 200
    assert client_of(outsider).get(url(study, page)).status_code == 404


def test_readers_cannot_import_and_outsiders_find_nothing(study, client_of, outsider):
    for user, status in ((study.lead, 200), (study.coder, 200), (study.reader, 403), (outsider, 404)):
        assert client_of(user).get(url(study, "import")).status_code == status
    reader = client_of(study.reader)
    assert send(reader, study, ("P09.txt", GOOD)).status_code == 403
    assert reader.post(url(study, "remove", study.transcripts[0].pk)).status_code == 403
    assert not Upload.objects.exists()


def test_the_list_shows_each_transcript_with_my_own_codings(study, client_of):
    make.CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder)
    rows = soup(client_of(study.coder).get(url(study, "list"))).select("#source-rows tbody tr")
    assert [row.th.a.text for row in rows] == ["P01 nurse", "P02 doctor"]
    assert [cell.get_text(strip=True) for cell in rows[0].select("td.num")] == [
        str(study.transcripts[0].words),
        "4",
        "1",
    ]
    other = soup(client_of(study.lead).get(url(study, "list"))).select("#source-rows tbody tr")
    assert other[0].select("td.num")[2].get_text(strip=True) == ""


def test_the_list_can_be_searched_and_htmx_gets_only_the_rows(study, client_of):
    response = client_of(study.lead).get(url(study, "list"), {"q": "P02"}, headers={"HX-Request": "true"})
    page = soup(response)
    assert page.find("html") is None
    assert [link.text for link in page.select("tbody th a")] == ["P02 doctor"]
    nothing = client_of(study.lead).get(url(study, "list"), {"q": "zzz"})
    assert "No transcript, case or speaker is called “zzz”." in nothing.content.decode()


def test_an_empty_project_says_what_to_do_first(project, lead, client_of):
    page = soup(client_of(lead).get(reverse("sources:list", args=[project.slug])))
    assert page.select_one(".empty a")["href"] == reverse("sources:import", args=[project.slug])


@pytest.mark.parametrize("page", ["list"])
def test_lists_take_as_many_queries_for_one_row_as_for_three(project, lead, client_of, count_queries, page):
    client = client_of(lead)
    variable = make.VariableFactory(project=project)

    def add() -> None:
        case = make.CaseFactory(project=project)
        make.VariableValueFactory(case=case, variable=variable)
        make.transcript(project, f"T {case.name}", make.FIRST, case, lead)

    add()
    client.get(reverse(f"sources:{page}", args=[project.slug]))
    one = count_queries(lambda: client.get(reverse(f"sources:{page}", args=[project.slug])))
    add()
    add()
    assert count_queries(lambda: client.get(reverse(f"sources:{page}", args=[project.slug]))) == one


def test_transcripts_are_shown_before_they_are_stored(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("P09.txt", GOOD), ("broken.docx", b"nonsense"))
    page = client.get(sent.url)
    found = soup(page)
    assert Source.objects.count() == 5
    assert [turn.text for turn in found.select(".turns-preview .words")] == ["So?", "Well <b>yes</b>."]
    assert "broken.docx: this file is damaged, or no Word file." in found.select_one(".note-danger").text
    upload = Upload.objects.get(name="P09.txt")
    prefix = f"u{upload.pk}"
    assert found.select_one(f"input[name={prefix}-interviewers][checked]")["value"] == "Interviewer"
    stored = client.post(
        sent.url,
        {
            f"{prefix}-include": "on",
            f"{prefix}-name": "P09 first",
            f"{prefix}-case": "P01",
            f"{prefix}-interviewers": ["Interviewer"],
        },
    )
    assert stored.url == reverse("jobs:detail", args=[study.slug, Job.objects.get().pk])
    run_jobs()
    source = Source.objects.get(name="P09 first")
    assert (source.case.name, source.imported_by) == ("P01", study.lead)
    assert not Upload.objects.exists()


def test_a_name_that_is_taken_is_said_at_its_field(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("P01 nurse.txt", GOOD))
    prefix = f"u{Upload.objects.get().pk}"
    data = {f"{prefix}-include": "on", f"{prefix}-name": "P01 nurse", f"{prefix}-case": "P01"}
    response = client.post(sent.url, data)
    assert response.status_code == 422
    assert "There is a source of this name already." in soup(response).select_one(".field-error").text
    assert not Job.objects.exists()


def test_two_files_of_one_name_are_refused_together(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("a.txt", GOOD), ("b.txt", GOOD))
    data = {}
    for upload in Upload.objects.all():
        data |= {f"u{upload.pk}-include": "on", f"u{upload.pk}-name": "Same", f"u{upload.pk}-case": "Same"}
    response = client.post(sent.url, data)
    assert "Two files cannot both be called “Same”." in response.content.decode()


def test_nobody_sees_what_another_person_sent_in(study, client_of):
    sent = send(client_of(study.lead), study, ("P09.txt", GOOD))
    response = client_of(study.coder).get(sent.url)
    assert response.status_code == 302
    client_of(study.coder).post(url(study, "discard", Upload.objects.get().batch))
    assert Upload.objects.exists()


def test_what_was_sent_in_can_be_given_up(study, client_of):
    client = client_of(study.lead)
    send(client, study, ("P09.txt", GOOD))
    assert "P09.txt" in client.get(url(study, "import")).content.decode()
    client.post(url(study, "discard", Upload.objects.get().batch))
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "purpose", "message"),
    [
        ("a.exe", "transcripts", "“a.exe” cannot be read. It must be one of .txt, .docx."),
        ("a.txt", "survey", "“a.txt” cannot be read. It must be one of .csv, .tsv, .xlsx."),
    ],
)
def test_a_file_of_another_kind_is_refused_at_once(study, client_of, name, purpose, message):
    response = send(client_of(study.lead), study, (name, b"x"), purpose=purpose)
    assert response.status_code == 422
    assert message in soup(response).select_one(".field-error").text


def test_a_file_over_the_limit_is_refused(study, client_of, settings):
    settings.UPLOAD_MAX_BYTES = 10
    response = send(client_of(study.lead), study, ("a.txt", GOOD))
    assert "“a.txt” is too big" in soup(response).select_one(".field-error").text
    assert not Upload.objects.exists()


def test_sending_nothing_says_what_is_missing(study, client_of):
    response = client_of(study.lead).post(url(study, "import"), {"purpose": "transcripts"})
    assert "Choose at least one file." in response.content.decode()


def test_a_survey_is_mapped_by_guesses_that_can_be_corrected(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("survey.csv", SURVEY.encode()), purpose="survey")
    page = soup(client.get(sent.url))
    chosen = [option["value"] for option in page.select(".mapping option[selected]")]
    assert chosen == ["id", "nominal", "open"]
    assert len(page.select(".first-rows tbody tr")) == 10
    client.post(sent.url, {"c0": "id", "c1": "leave_out", "c2": "open"})
    (job,) = run_jobs()
    assert job.result["message"].startswith("20 respondents (20 new cases), 0 variables, 1 question, 20 answers.")
    assert not Variable.objects.exists()


def test_a_survey_with_faults_names_rows_and_stores_nothing(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("survey.csv", SURVEY.replace("R7,", "R6,").encode()), purpose="survey")
    response = client.post(sent.url, {"c0": "id", "c1": "nominal", "c2": "open"})
    assert response.status_code == 422
    assert 'survey.csv, row 9, column "id": "R6" stands in row 8 too.' in soup(response).select_one(".note-danger").text
    assert not Job.objects.exists()


def test_a_mapping_without_an_open_question_is_refused(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("survey.csv", SURVEY.encode()), purpose="survey")
    response = client.post(sent.url, {"c0": "id", "c1": "nominal", "c2": "leave_out"})
    assert "Choose at least one open question" in response.content.decode()


def test_a_table_that_cannot_be_read_is_said(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("survey.csv", b'a,b\n1,"x\n'), purpose="survey")
    response = client.get(sent.url)
    assert response.status_code == 422
    assert "survey.csv, row 2: a quotation mark opens in this row" in soup(response).select_one(".note-danger").text


def test_sources_of_another_project_are_not_found(study, client_of):
    source = make.SourceFactory()
    assert client_of(study.lead).post(url(study, "remove", source.pk)).status_code == 404


def test_who_has_left_the_project_finds_nothing(study, client_of):
    from django.utils import timezone

    Membership.objects.filter(user=study.coder).update(left_at=timezone.now())
    assert client_of(study.coder).get(url(study, "list")).status_code == 404
