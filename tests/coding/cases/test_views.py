"""Pages of cases and variables: who sees and changes them, and what they show."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.sources.models import Variable
from tests.factories import coding as make


def url(study, name, *more) -> str:
    return reverse(f"cases:{name}", args=[study.slug, *more])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_every_member_reads_the_table_and_outsiders_find_nothing(study, client_of, outsider):
    for user in (study.lead, study.coder, study.reader):
        assert client_of(user).get(url(study, "list")).status_code == 200
    assert client_of(outsider).get(url(study, "list")).status_code == 404


def test_readers_change_nothing(study, client_of):
    reader = client_of(study.reader)
    assert reader.post(url(study, "variable_add"), {"name": "Role", "kind": "nominal"}).status_code == 403
    assert reader.post(url(study, "detail", study.cases[0].pk), {"name": "X"}).status_code == 403
    assert not Variable.objects.exists()


@pytest.mark.parametrize("query", ["", "?q=yes", "?sort=name"])
def test_the_table_takes_as_many_queries_for_one_row_as_for_three(project, lead, client_of, count_queries, query):
    client = client_of(lead)
    variable = make.VariableFactory(project=project)

    def add() -> None:
        case = make.CaseFactory(project=project)
        make.VariableValueFactory(case=case, variable=variable)
        make.transcript(project, f"T {case.name}", make.FIRST, case, lead)

    address = reverse("cases:list", args=[project.slug]) + query
    add()
    client.get(address)
    one = count_queries(lambda: client.get(address))
    add()
    add()
    assert count_queries(lambda: client.get(address)) == one


def test_the_case_page_shows_and_changes_what_is_known(study, client_of):
    case = study.cases[0]
    role = make.VariableFactory(project=study.project, name="role")
    make.VariableValueFactory(case=case, variable=role, value="nurse")
    client = client_of(study.coder)
    page = client.get(url(study, "detail", case.pk)).content.decode()
    assert study.answers[0].text[:20] in page
    client.post(url(study, "detail", case.pk), {"name": "R3b", f"v{role.pk}": "psychologist"})
    case.refresh_from_db()
    assert (case.name, case.values.get().value) == ("R3b", "psychologist")
    reader = soup(client_of(study.reader).get(url(study, "detail", case.pk)))
    assert reader.select_one("aside dd").text == "psychologist"
    assert reader.select_one("aside form") is None


def test_cases_of_another_project_are_not_found(study, client_of):
    other = make.CaseFactory()
    assert client_of(study.lead).get(url(study, "detail", other.pk)).status_code == 404
