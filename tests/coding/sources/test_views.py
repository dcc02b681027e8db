"""Pages of sources and cases: who sees them, what they show, and that importing looks before it stores."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding.sources.models import Upload
from tests.factories import coding as make
from workbench.membership.models import Membership

GOOD = b"Interviewer: So?\n\nP09: Well <b>yes</b>."


def url(study, name, *more) -> str:
    return reverse(f"sources:{name}", args=[study.slug, *more])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def send(client, study, *files, purpose="transcripts"):
    data = {"purpose": purpose, f"{purpose}-files": [SimpleUploadedFile(name, content) for name, content in files]}
    sent = client.post(url(study, "import"), data)
    # A survey goes on to the page of its columns.
    return client.get(sent.url) if purpose == "survey" else sent


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
        "2speakers of P01 nurse",
        str(study.transcripts[0].words),
        "4",
        "1",
    ]
    other = soup(client_of(study.lead).get(url(study, "list"))).select("#source-rows tbody tr")
    assert other[0].select("td.num")[3].get_text(strip=True) == ""


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


def test_sources_of_another_project_are_not_found(study, client_of):
    source = make.SourceFactory()
    assert client_of(study.lead).post(url(study, "remove", source.pk)).status_code == 404


def test_who_has_left_the_project_finds_nothing(study, client_of):
    from django.utils import timezone

    Membership.objects.filter(user=study.coder).update(left_at=timezone.now())
    assert client_of(study.coder).get(url(study, "list")).status_code == 404
