"""The import report says per file: accepted or why not, how much, who speaks, what was assumed."""

import csv
from io import StringIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse

from coding.sources.models import ImportedFile
from tests.coding.sources.importers.builders import zip_file
from tests.factories import coding as make


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def report(study):
    """A report of three files: one imported, one left out, one refused."""
    batch = uuid4()
    common = {"project": study.project, "batch": batch, "by": study.lead}
    make.ImportedFileFactory(
        name="P01.docx", source=study.transcripts[0], words=38, characters=217, turns=4,
        speakers=["Interviewer", "P01"], assumed=["tabs became spaces"], **common,
    )  # fmt: skip
    make.ImportedFileFactory(name="=P01 copy.docx", outcome="skipped", reason="Not chosen.", **common)
    make.ImportedFileFactory(name="broken.docx", outcome="refused", reason="this file is damaged.", **common)
    return batch


def test_the_report_says_what_became_of_each_file(study, client_of, report):
    page = soup(client_of(study.reader).get(reverse("sources:report", args=[study.slug, report])))
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    assert rows == [
        ["P01.docx", "Imported as P01 nurse", "217", "38", "4", "Interviewer, P01", "tabs became spaces"],
        ["=P01 copy.docx", "Left out", "", "", "", "", "Not chosen."],
        ["broken.docx", "Not imported", "", "", "", "", "This file is damaged."],
    ]
    assert [stat.text for stat in page.select(".stat-value")] == ["1", "1", "1", "38", "217"]
    assert page.select_one("tbody a")["href"] == study.transcripts[0].get_absolute_url()


def test_the_report_is_a_table_for_other_programs_without_formulas(study, client_of, report):
    response = client_of(study.lead).get(reverse("sources:report_csv", args=[study.slug, report]))
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert [row["File"] for row in rows] == ["P01.docx", "'=P01 copy.docx", "broken.docx"]
    assert rows[0]["Speakers"] == "Interviewer; P01"
    assert rows[2]["Assumed, or why not"] == "this file is damaged."


def test_every_import_is_listed_with_its_date_and_person(study, client_of, report):
    page = soup(client_of(study.coder).get(reverse("sources:imports", args=[study.slug])))
    (row,) = page.select("tbody tr")
    assert [cell.get_text(" ", strip=True) for cell in row.select("td")] == [
        "=P01 copy.docx and 2 more", "Lena Lead", "1", "1", "1", "38",
    ]  # fmt: skip
    assert row.a["href"] == reverse("sources:report", args=[study.slug, report])


def test_a_study_without_imports_says_what_will_stand_here(study, client_of):
    page = soup(client_of(study.lead).get(reverse("sources:imports", args=[study.slug])))
    assert page.select_one(".empty h2").text == "Nothing was imported yet"


def test_a_survey_says_for_each_question_how_many_answered(study, client_of):
    facts = {
        "respondents": 1706, "new_cases": 1700, "variables": 9, "no_answers": "left_out",
        "questions": [{"question": "What hinders you?", "answers": 752, "empty": 942, "no_answer": 12, "left_out": 12}],
    }  # fmt: skip
    file = make.ImportedFileFactory(
        project=study.project, purpose="survey", name="s.csv", facts=facts, words=9000, by=study.lead
    )
    page = soup(client_of(study.lead).get(reverse("sources:report", args=[study.slug, file.batch])))
    cells = [cell.text for cell in page.select("section tbody tr *")]
    assert cells == ["What hinders you?", "752", "942", "12", "12"]


def test_outsiders_and_other_studies_find_nothing(study, client_of, outsider, report):
    for name in ("report", "report_csv"):
        address = reverse(f"sources:{name}", args=[study.slug, report])
        assert client_of(outsider).get(address).status_code == 404
        other = reverse(f"sources:{name}", args=[study.slug, uuid4()])
        assert client_of(study.lead).get(other).status_code == 404
    assert client_of(outsider).get(reverse("sources:imports", args=[study.slug])).status_code == 404


def test_a_report_outlives_its_source(study, client_of, report):
    ImportedFile.objects.update(source=None)
    page = soup(client_of(study.lead).get(reverse("sources:report", args=[study.slug, report])))
    assert page.select_one("tbody td .state").text == "Imported"


def test_pages_take_as_many_queries_for_one_file_as_for_twenty(study, client_of, count_queries):
    client = client_of(study.lead)

    def queries(files: int) -> tuple[int, int]:
        batch = uuid4()
        for n in range(files):
            source = make.SourceFactory(project=study.project, name=f"{batch} {n}", imported_by=study.lead)
            make.ImportedFileFactory(project=study.project, batch=batch, source=source, by=study.lead)
        return (
            count_queries(lambda: client.get(reverse("sources:report", args=[study.slug, batch]))),
            count_queries(lambda: client.get(reverse("sources:imports", args=[study.slug]))),
        )

    queries(1)
    assert queries(1) == queries(20)


def test_the_command_reports_like_the_pages_and_opens_archives(study, tmp_path, capsys):
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "P07.txt").write_text("Interviewer: So?\n\nP07: Well.", encoding="utf-8")
    (folder / ".hidden.txt").write_text("x")
    (tmp_path / "more.zip").write_bytes(zip_file({"wave 2/P08.txt": "Interviewer: So?\n\nP08: Hm.", "Thumbs.db": "x"}))
    call_command("import_sources", study.slug, str(folder), str(tmp_path / "more.zip"))
    assert capsys.readouterr().out.splitlines()[-1] == "2 sources were imported."
    rows = ImportedFile.objects.order_by("id").values_list("name", "source__name", "outcome", "words", "turns")
    assert list(rows) == [("P07.txt", "P07", "imported", 4, 2), ("wave 2/P08.txt", "P08", "imported", 4, 2)]
    assert ImportedFile.objects.values("batch").distinct().count() == 1
