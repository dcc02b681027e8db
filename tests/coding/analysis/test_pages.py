"""The pages of the analyses: what they show is what their numbers lead to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from coding.analysis.registry import analyses
from tests.coding.analysis.conftest import code_it
from tests.coding.analysis.test_tables import FIRST, SECOND
from tests.factories import coding as make

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Any], Client]
NAMES = [analysis.what for analysis in analyses()]


def page(client: Client, study: Any, what: str, **asked: str) -> BeautifulSoup:
    response = client.get(reverse("analysis:page", args=[study.slug, what]), asked)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cell(soup: BeautifulSoup, row: str, column: str, table: int = 0) -> Any:
    """The cell under the head of a column, in the row that a name heads."""
    found = soup.select("table.analysis-table")[table]
    heads = [head.get_text(strip=True) for head in found.select("thead tr:last-child th")]
    place = next(number for number, head in enumerate(heads) if head.startswith(column))
    line = next(one for one in found.select("tbody tr") if one.th.get_text(strip=True) == row)
    return line.find_all(["th", "td"])[place]


@pytest.mark.parametrize("what", NAMES)
def test_each_is_a_page_with_a_table_or_a_sentence(counted: Any, client_of: ClientOf, what: str) -> None:
    soup = page(client_of(counted.reader), counted, what)
    current = soup.select_one("nav.tabs [aria-current]")
    assert current["href"] == reverse("analysis:page", args=[counted.slug, what])
    assert soup.select("table.analysis-table tbody tr")


@pytest.mark.parametrize("what", NAMES)
def test_an_empty_study_says_what_is_missing(project: Any, lead: Any, client_of: ClientOf, what: str) -> None:
    response = client_of(lead).get(reverse("analysis:page", args=[project.slug, what]))
    assert response.status_code == 200


def test_outsiders_see_none(counted: Any, outsider: Any, client_of: ClientOf) -> None:
    for name in ("index", "passages", "cases"):
        assert client_of(outsider).get(reverse(f"analysis:{name}", args=[counted.slug])).status_code == 404
    assert client_of(counted.reader).get(reverse("analysis:page", args=[counted.slug, "no-such"])).status_code == 404


def test_with_htmx_the_answer_is_the_analysis_alone(counted: Any, client_of: ClientOf) -> None:
    address = reverse("analysis:page", args=[counted.slug, "frequencies"])
    text = client_of(counted.reader).get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'id="analysis"' in text
    assert "<html" not in text


def test_a_choice_that_is_not_on_offer_is_the_first(counted: Any, client_of: ClientOf) -> None:
    soup = page(client_of(counted.reader), counted, "frequencies", layer="coder:Nobody", scope="question:?")
    assert cell(soup, "Trust", "Cases").get_text(strip=True) == "2 (66.7)"


def test_a_number_leads_to_as_many_passages(counted: Any, client_of: ClientOf) -> None:
    client = client_of(counted.reader)
    soup = page(client, counted, "frequencies")
    for row, column, passages in (("Trust", "Codings", 4), ("Checking", "Cases", 2), ("Work", "Texts", 4)):
        answer = client.get(cell(soup, row, column).a["href"])
        assert len(BeautifulSoup(answer.content, "html.parser").select("ol.quotations > li")) == passages
    assert cell(page(client, counted, "frequencies", rollup="no"), "Trust", "Codings").a is None


def test_a_group_leads_to_its_own_passages_and_cases(counted: Any, client_of: ClientOf) -> None:
    client = client_of(counted.reader)
    soup = page(client, counted, "crosstab", by="role", scope=FIRST)
    answer = client.get(cell(soup, "Trust", "doctor").a["href"]).content.decode()
    assert "stop thinking" in answer
    assert "Errors in the notes." not in answer
    head = next(one for one in soup.select("thead th a") if one.get_text().startswith("nurse"))
    names = BeautifulSoup(client.get(head["href"]).content, "html.parser").select("main ul.list a")
    assert [one.get_text() for one in names] == ["P01", "R01"]


def test_table_one_leads_to_the_cases(counted: Any, client_of: ClientOf) -> None:
    client = client_of(counted.reader)
    soup = page(client, counted, "participants", by="role")
    for row, column, wanted in (("letters", "All", ["P01", "P02"]), ("letters", "nurse", ["P01"])):
        link = cell(soup, row, column).a["href"]
        names = BeautifulSoup(client.get(link).content, "html.parser").select("main ul.list a")
        assert [one.get_text() for one in names] == wanted
    missing = [row for row in soup.select("tbody tr") if row.th.get_text() == "Missing"]
    assert "R01" in client.get(missing[0].select("td a")[0]["href"]).content.decode()


def test_several_variables_can_be_chosen(counted: Any, client_of: ClientOf, run_jobs: Any) -> None:
    client = client_of(counted.lead)
    address = reverse("analysis:page", args=[counted.slug, "participants"])
    soup = BeautifulSoup(client.get(f"{address}?variables=role&variables=tools").content, "html.parser")
    heads = [row.th.get_text() for row in soup.select("tr.is-heading")]
    assert heads == ["role", "tools"]
    form = soup.select_one("form[method=post][action*=participants]")
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")} | {"format": "csv"}
    client.post(form["action"], sent | {"variables": sent["variables"].replace("\n", "\r\n")})
    [job] = run_jobs()
    assert job.state == "done", job.error
    text = b"".join(client.get(job.url).streaming_content).decode("utf-8-sig")
    assert "tools" in text
    assert "hours" not in text


def test_several_variables_are_chosen_on_the_page_of_exports_too(counted: Any, client_of: ClientOf) -> None:
    client = client_of(counted.lead)

    def ticked(address: str) -> list[str]:
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        return [one["value"] for one in soup.select("[name=variables][checked]")]

    listed, preview = (
        reverse("exports:list", args=[counted.slug]), reverse("exports:preview", args=[counted.slug, "participants"]),
    )  # fmt: skip
    assert ticked(listed) == []
    assert ticked(f"{preview}?variables=role&variables=tools") == ["role", "tools"]
    asked = {"format": "csv", "variables": ["role", "tools"]}
    client.post(reverse("exports:start", args=[counted.slug, "participants"]), asked)
    assert ticked(listed) == ["role", "tools"]
    counted.tools.delete()
    assert ticked(listed) == ["role"]


def test_a_row_whose_pairs_have_no_value_keeps_its_own_number(counted: Any, client_of: ClientOf) -> None:
    for source in counted.answers[:2]:
        code_it(counted, source, "Trust", source.text)
    soup = page(client_of(counted.reader), counted, "cooccurrence", rollup="yes", most="10", scope=FIRST)
    assert cell(soup, "Trust", "Trust").get_text(strip=True) == "2"
    assert not soup.select("tr.is-heading")


def test_a_pair_leads_to_the_passages_of_both(counted: Any, client_of: ClientOf) -> None:
    code_it(counted, counted.transcripts[0], "Work", "risk")
    client = client_of(counted.reader)
    soup = page(client, counted, "cooccurrence", how="overlap")
    answer = client.get(cell(soup, "Errors", "Work").a["href"])
    quotes = BeautifulSoup(answer.content, "html.parser").select("blockquote")
    assert [one.get_text(strip=True) for one in quotes] == ["not with risk", "risk"]
    across = page(client, counted, "alignment", first=FIRST, second=SECOND, lines="all")
    quotes = client.get(cell(across, "Errors", "Time saved").a["href"]).content.decode()
    assert "Errors in the notes." in quotes
    assert "More time" not in quotes  # P02 has no “Errors” in the first question


def test_an_interview_leads_to_its_passages(counted: Any, client_of: ClientOf) -> None:
    client = client_of(counted.reader)
    soup = page(client, counted, "saturation", scope="transcripts")
    answer = client.get(cell(soup, "P02 doctor", "Codes").a["href"]).content.decode()
    assert "It saves an hour a day." in answer


def test_what_was_counted_and_is_gone_is_said(counted: Any, client_of: ClientOf) -> None:
    client = client_of(counted.reader)
    address = reverse("analysis:passages", args=[counted.slug])
    answer = client.get(address, {"line": "999999"})
    assert answer.status_code == 422
    assert "no longer there" in answer.content.decode()
    for asked in ({"of": "nothing"}, {"by": "999999"}, {"layer": "coder:Nobody"}):
        assert client.get(address, asked).status_code == 422
    assert client.get(address, {"scope": "question:?", "case": "x", "source": "9" * 30}).status_code == 200


@pytest.mark.parametrize("what", ["frequencies", "cooccurrence", "saturation"])
def test_a_figure_is_drawn_for_the_choices_of_the_page(counted: Any, client_of: ClientOf, what: str) -> None:
    client = client_of(counted.reader)
    image = page(client, counted, what).select_one("figure img")
    assert image["alt"]
    answer = client.get(image["src"])
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert client.get(reverse("analysis:figure", args=[counted.slug, "crosstab"])).status_code == 404


def test_a_page_is_exported_as_it_is_shown(counted: Any, client_of: ClientOf, run_jobs: Any) -> None:
    client = client_of(counted.lead)
    form = page(client, counted, "crosstab", by="role", scope=FIRST).select_one("form[method=post][action*=crosstab]")
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")} | {"format": "csv"}
    assert client.post(form["action"], sent).status_code == 302
    [job] = run_jobs()
    assert job.state == "done", job.error
    text = b"".join(client.get(job.url).streaming_content).decode("utf-8-sig")
    assert re.search(r"Trust,Trust,2,66\.\d+,1,100(\.0)?,1,50", text), text


def test_the_figure_of_a_page_is_exported_beside_its_tables(counted: Any, client_of: ClientOf, run_jobs: Any) -> None:
    client = client_of(counted.lead)
    forms = page(client, counted, "frequencies", scope=FIRST).select(".analysis-exports form")
    offered = [[option["value"] for option in form.select("option")] for form in forms]
    assert [formats[0] for formats in offered] == ["docx", "svg"]
    sent = {one["name"]: one["value"] for one in forms[1].select("input[type=hidden]")} | {"format": "svg"}
    assert client.post(forms[1]["action"], sent).status_code == 302
    [job] = run_jobs()
    assert b"<svg" in b"".join(client.get(job.url).streaming_content)
    assert len(page(client, counted, "crosstab").select(".analysis-exports form")) == 1


def test_those_who_code_blind_are_hidden_on_every_page(counted: Any, client_of: ClientOf) -> None:
    make.AssignmentFactory(source=counted.answers[0], coder=counted.second_coder, sealed=True)
    hidden = code_it(counted, counted.answers[0], "Work", "notes", counted.second_coder)
    client = client_of(counted.lead)
    for what in NAMES:
        soup = page(client, counted, what, scope=FIRST)
        for link in soup.select("table a[href*=passages]"):
            assert "Errors in the notes" not in client.get(link["href"]).content.decode()
    answer = client.get(reverse("analysis:passages", args=[counted.slug]), {"source": str(hidden.source_id)})
    assert "0 passages" in answer.content.decode()


@pytest.mark.parametrize("what", NAMES)
def test_a_page_takes_as_many_queries_for_many_codings_as_for_few(
    counted: Any, client_of: ClientOf, count_queries: Any, what: str
) -> None:
    client = client_of(counted.lead)
    few = count_queries(lambda: page(client, counted, what))
    for number in range(4):
        case = make.CaseFactory(project=counted.project, name=f"N{number}")
        make.VariableValueFactory(case=case, variable=counted.role, value=f"role {number}")
        for question, text in ((counted.question, "Errors again."), (counted.second_question, "Hours again.")):
            answer = make.SourceFactory(
                project=counted.project, kind="answer", name=f"{case.name} | {question.text}", text=text, case=case,
                question=question,
            )  # fmt: skip
            for path in counted.codes:
                code_it(counted, answer, path, "again")
    assert count_queries(lambda: page(client, counted, what)) <= few
    assert few <= 40


def test_the_passages_take_as_many_queries_for_many_as_for_few(
    counted: Any, client_of: ClientOf, count_queries: Any
) -> None:
    client = client_of(counted.lead)
    address = reverse("analysis:passages", args=[counted.slug])
    few = count_queries(lambda: client.get(address, {"line": counted.codes["Trust/Errors"].pk}))
    for number in range(5):
        answer = make.SourceFactory(project=counted.project, name=f"More {number}", text="Errors again.")
        code_it(counted, answer, "Trust/Errors", "again")
    assert count_queries(lambda: client.get(address, {"line": counted.codes["Trust/Errors"].pk})) <= few
