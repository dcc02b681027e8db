"""Agreement pages: who may look, what they say, and that every number leads to its passages."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.models import Coding
from tests.coding.agreement.conftest import seal
from tests.factories import coding as make


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def index(compared):
    return reverse("agreement:index", args=[compared.slug])


def row_of(page, name):
    return next(row for row in page.select("tbody tr") if row.th and row.th.text.strip() == name)


def test_every_member_may_look_and_outsiders_find_nothing(compared, index, client_of, outsider):
    code = compared.codes["Trust"].pk
    pages = [index, *(reverse(f"agreement:{name}", args=[compared.slug, code]) for name in ("code", "passages"))]

    for url in pages:
        for user in (compared.lead, compared.coder, compared.reader):
            assert client_of(user).get(url).status_code == 200
        assert client_of(outsider).get(url).status_code == 404


def test_the_table_says_agreement_per_code_and_undefined_where_there_is_none(compared, index, client_of):
    page = soup(client_of(compared.reader).get(index))

    assert "100.0 %" in row_of(page, "Trust").text
    errors = row_of(page, "Errors").select(".undefined")
    assert not errors
    assert "Checking" in page.text
    assert "left out of all averages" in page.text


def test_every_count_leads_to_as_many_passages(compared, index, client_of):
    client = client_of(compared.reader)
    page = soup(client.get(index))

    links = [link for link in page.select("td.num a") if "passages" in link["href"]]
    assert len(links) >= 5
    for link in links:
        found = soup(client.get(link["href"]))
        assert len(found.select("li.passage")) == int(link.text)


def test_the_two_by_two_table_of_a_code_leads_to_its_cells(compared, client_of):
    client = client_of(compared.coder)
    url = reverse("agreement:code", args=[compared.slug, compared.codes["Work"].pk])

    page = soup(client.get(url))

    cells = [link for link in page.select("td.num a") if "second=" in link["href"]]
    assert [link.text for link in cells] == ["0", "1", "1"]
    for link in cells:
        assert len(soup(client.get(link["href"])).select("li.passage")) == int(link.text)
    shown = soup(client.get(cells[1]["href"])).select_one("li.passage")
    assert shown.mark.text == "Training, honestly."
    assert "Cora Coder" in shown.select_one(".badge-ok").text


@pytest.mark.parametrize("unit", ["character", "sentence", "turn", "source"])
def test_each_unit_has_its_page(compared, index, client_of, unit):
    page = soup(client_of(compared.lead).get(f"{index}?unit={unit}&rollup=on"))

    assert page.select_one(f"option[value={unit}]").has_attr("selected")


def test_nonsense_in_the_address_falls_back_to_what_one_wants_first(compared, index, client_of):
    page = soup(client_of(compared.lead).get(f"{index}?unit=verse&round=77&rollup=x"))

    assert page.select_one("option[value=sentence]").has_attr("selected")


def test_a_study_with_nothing_to_compare_says_what_to_do(study, client_of):
    page = soup(client_of(study.lead).get(reverse("agreement:index", args=[study.slug])))

    assert "Nothing to compare yet" in page.select_one(".empty").text


def test_a_blind_round_leaks_no_number_and_no_passage(compared, index, client_of):
    # There is something that could leak.
    assert Coding.objects.filter(source=compared.transcripts[0]).count() == 5
    seal(compared.transcripts[0], compared.coder)

    for user in (compared.lead, compared.reader, compared.second_coder):
        page = soup(client_of(user).get(index))
        assert "is being coded blind" in page.text
        assert not [link for link in page.select("td.num a") if "passages" in link["href"]]
        url = reverse("agreement:passages", args=[compared.slug, compared.codes["Trust"].pk])
        assert not soup(client_of(user).get(f"{url}?show=coded")).select("li.passage")


def test_a_code_of_another_project_is_not_found(compared, client_of):
    other = make.CodeFactory()

    for name in ("code", "passages"):
        url = reverse(f"agreement:{name}", args=[compared.slug, other.pk])
        assert client_of(compared.lead).get(url).status_code == 404


def test_passages_ask_as_many_questions_for_three_as_for_one(compared, client_of, count_queries):
    client = client_of(compared.lead)
    url = reverse("agreement:passages", args=[compared.slug, compared.codes["Trust/Errors"].pk]) + "?show=coded"
    one = count_queries(lambda: client.get(url))
    for start in (60, 95):
        make.CodingFactory(
            source=compared.transcripts[1], coder=compared.coder, code=compared.codes["Trust/Errors"],
            start=start, end=start + 6,
        )  # fmt: skip

    assert len(soup(client.get(url)).select("li.passage")) == 3
    assert count_queries(lambda: client.get(url)) == one


def test_the_address_of_a_round_that_is_not_open_does_not_pass_for_another(study, client_of):
    closed = make.RoundFactory(project=study.project, name="Not yet")
    page = client_of(study.lead).get(f"{reverse('agreement:index', args=[study.slug])}?round={closed.pk}")
    assert "That round is not open yet, or not of this study." in page.content.decode()
