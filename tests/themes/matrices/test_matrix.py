"""The matrix page, the passages behind its numbers, and its tables."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from docx import Document as Word

from tests.factories import coding as make
from themes.catalogue.actions import add_quotation, create_theme
from themes.matrices.queries import grouping_choices, passages_behind, theme_matrix
from themes.matrices.tables import build_matrix_document
from themes.matrices.theme_tables import build_themes_document
from workbench.exporting.registry import exporter_of
from workbench.exporting.writers import write
from workbench.web.errors import WorkbenchError


@pytest.fixture
def themed(study):
    """Two themes; P01 under both, P02 under one, R01 under the subtheme; roles of two of three cases."""
    trust = create_theme(project=study.project, by=study.lead, name="Trust", statement="It varies.")
    errors = create_theme(project=study.project, by=study.lead, name="Errors", parent=trust)
    work = create_theme(project=study.project, by=study.lead, name="Work")
    add_quotation(theme=trust, source=study.answers[0], start=0, end=6, by=study.lead)
    add_quotation(theme=work, source=study.answers[0], start=0, end=6, by=study.lead)
    add_quotation(theme=trust, source=study.answers[1], start=0, end=21, by=study.lead)
    add_quotation(theme=errors, source=study.answers[2], start=0, end=7, by=study.lead)
    role = make.VariableFactory(project=study.project, name="Role", levels=["nurse", "doctor"])
    make.VariableValueFactory(case=study.cases[0], variable=role, value="nurse")
    make.VariableValueFactory(case=study.cases[1], variable=role, value="doctor")
    study.themes = {"trust": trust, "errors": errors, "work": work}
    return study


def url(study, name="theme_matrix"):
    return reverse(f"matrices:{name}", args=[study.slug])


def cells(study, **options):
    shown = theme_matrix(study.project, None, **options)
    return {
        (row.label, column.label): shown.matrix.cell(row.key, column.key).count
        for row in shown.matrix.rows
        for column in shown.matrix.columns
    }


def test_themes_by_cases(themed):
    assert cells(themed) == {
        ("P01", "Trust"): 1, ("P01", "Errors"): 0, ("P01", "Work"): 1,
        ("P02", "Trust"): 1, ("P02", "Errors"): 0, ("P02", "Work"): 0,
        ("R01", "Trust"): 1, ("R01", "Errors"): 1, ("R01", "Work"): 0,
    }  # fmt: skip


def test_themes_by_groups_of_cases_in_the_order_of_their_levels(themed):
    shown = theme_matrix(themed.project, None, rows="Role")
    assert [(row.label, row.size) for row in shown.matrix.rows] == [("nurse", 1), ("doctor", 1), ("no value", 1)]
    assert cells(themed, rows="Role")["nurse", "Work"] == 1


def test_several_answers_put_a_case_into_several_groups(themed):
    tools = make.VariableFactory(project=themed.project, name="Tools", kind="multiple")
    make.VariableValueFactory(case=themed.cases[0], variable=tools, value="paper; phone")
    assert cells(themed, rows="Tools")["paper", "Work"] == cells(themed, rows="Tools")["phone", "Work"] == 1


def test_cases_without_a_passage_are_counted_not_shown(themed):
    make.CaseFactory(project=themed.project, name="R99")
    shown = theme_matrix(themed.project, None)
    assert shown.unseen == 1
    assert "R99" not in [row.label for row in shown.matrix.rows]


def test_what_two_themes_mark_alike_is_one_passage_of_the_row(themed):
    add_quotation(theme=themed.themes["work"], source=themed.answers[1], start=0, end=20, by=themed.lead)
    shown = theme_matrix(themed.project, None)
    assert shown.matrix.row_totals[themed.cases[1].pk].count == 1
    assert cells(themed)["P02", "Work"] == cells(themed)["P02", "Trust"] == 1


def test_a_variable_that_is_not_there_is_said(themed):
    with pytest.raises(WorkbenchError):
        theme_matrix(themed.project, None, rows="Age")
    assert [value for value, _label in grouping_choices(themed.project)] == ["cases", "Role"]


def test_the_passages_behind_a_number_are_as_many_as_it_says(themed):
    for options in ({"rows": "cases"}, {"rows": "Role"}):
        shown = theme_matrix(themed.project, None, **options)
        for row in shown.matrix.rows:
            for column in shown.matrix.columns:
                behind = passages_behind(
                    themed.project, None, theme=column.key, row=str(row.key), layer="all", **options
                )
                assert len(behind) == shown.matrix.cell(row.key, column.key).count


@pytest.mark.parametrize(
    "query", ["", "?rows=Role", "?cells=quotations", "?rows=Role&cells=people&layer=quotations", "?rows=zzz"]
)
def test_every_number_of_the_page_leads_to_its_passages(themed, client_of, query):
    client = client_of(themed.reader)
    response = client.get(url(themed) + query)
    assert response.status_code == 200
    shown = BeautifulSoup(response.content, "html.parser")
    links = shown.select(".matrix td a")
    assert len(links) == 5
    for link in links:
        behind = BeautifulSoup(client.get(link["href"]).content, "html.parser")
        assert behind.select("blockquote")


def test_without_themes_the_page_says_what_to_do(study, client_of):
    assert BeautifulSoup(client_of(study.reader).get(url(study)).content, "html.parser").select_one(".empty")


def test_outsiders_find_no_matrix_and_no_passages(themed, outsider, client_of):
    assert client_of(outsider).get(url(themed)).status_code == 404
    assert client_of(outsider).get(f"{url(themed, 'passages')}?theme={themed.themes['trust'].pk}").status_code == 404
    assert client_of(themed.lead).get(f"{url(themed, 'passages')}?theme=0").status_code == 404
    assert client_of(themed.lead).get(f"{url(themed, 'passages')}?theme=x").status_code == 404


def test_the_page_takes_as_many_queries_for_more_rows(themed, client_of, count_queries):
    client = client_of(themed.reader)
    client.get(url(themed))
    before = count_queries(lambda: client.get(url(themed)))
    for case in (make.CaseFactory(project=themed.project), make.CaseFactory(project=themed.project)):
        answer = make.SourceFactory(
            project=themed.project, kind="answer", case=case, question=themed.question, text="Something else."
        )
        add_quotation(theme=themed.themes["work"], source=answer, start=0, end=9, by=themed.lead)
    assert count_queries(lambda: client.get(url(themed))) == before


def test_what_is_coded_blind_is_in_no_cell_for_others(themed):
    make.CodingFactory(source=themed.transcripts[0], code=themed.codes["Work"], coder=themed.coder, start=66, end=80)
    themed.themes["work"].codes.add(themed.codes["Work"])
    assert cells(themed)["P01", "Work"] == 2
    make.AssignmentFactory(source=themed.transcripts[0], coder=themed.second_coder, sealed=True)
    assert cells(themed)["P01", "Work"] == 1


def test_the_matrix_is_a_table_for_word_excel_and_csv(themed):
    document = build_matrix_document(themed.project, None, rows="Role", cells="passages")
    rows = list(csv.reader(StringIO(write(document, "csv").decode("utf-8-sig"))))
    assert rows[0] == ["Role", "Trust", "Errors", "Work", "All themes"]
    assert rows[1] == ["nurse", "1", "0", "1", "1"]
    both = build_matrix_document(themed.project, None)
    word = Word(BytesIO(write(both, "docx")))
    assert len(word.tables) == 2
    assert "“Privacy”" in word.tables[1].rows[3].cells[1].text
    assert write(both, "xlsx")[:2] == b"PK"


def test_themes_may_stand_in_rows(themed):
    document = build_matrix_document(themed.project, None, rows="Role", cells="people", layout="rows")
    rows = list(csv.reader(StringIO(write(document, "csv").decode("utf-8-sig"))))
    assert rows[0] == ["Theme", "nurse", "doctor", "no value", "All"]
    assert rows[1] == ["Trust", "1", "1", "1", "3"]


def test_themes_are_exported_with_their_passages(themed):
    themed.themes["work"].codes.add(themed.codes["Work"])
    whole = json.loads(write(build_themes_document(themed.project, None), "json"))
    assert [row["Path"] for row in whole["tables"][0]["rows"]] == ["Trust", "Trust/Errors", "Work"]
    first = whole["tables"][0]["rows"][0]
    assert first.pop("Illustrative quotations").count("†") == 2
    assert first | {"Codes": ""} == {
        "Theme": "Trust", "Path": "Trust", "Statement": "It varies.", "Codes": "", "Passages": 3,
        "Cases, n": 3, "Cases, %": 100.0,
    }  # fmt: skip
    assert len(whole["tables"][1]["rows"]) == 4


def test_the_command_exports_matrix_and_themes(themed, tmp_path):
    for what in ("matrix", "themes"):
        file = tmp_path / f"{what}.docx"
        call_command("export", themed.slug, what, "--format", "docx", "-o", str(file))
        assert file.read_bytes()[:2] == b"PK"


def test_many_different_numbers_stand_in_bands_of_about_as_many_cases(themed):
    years = make.VariableFactory(project=themed.project, name="Years", kind="numeric")
    for number in range(40):
        make.VariableValueFactory(case=make.CaseFactory(project=themed.project), variable=years, value=str(number))
    make.VariableValueFactory(case=themed.cases[0], variable=years, value="12")
    shown = theme_matrix(themed.project, None, rows="Years")
    labels = [(row.label, row.size) for row in shown.matrix.rows]
    assert [label for label, _size in labels] == ["0–9", "10–18", "19–28", "29–39", "no value"]
    row = next(row for row in shown.matrix.rows if row.label == "10–18")
    assert shown.matrix.cell(row.key, themed.themes["trust"].pk).count == 1
    behind = passages_behind(
        themed.project, None, theme=themed.themes["trust"].pk, row=row.key, rows="Years", layer="all"
    )
    assert [one.person for one in behind] == [themed.cases[0].pk]


def test_the_heat_map_shows_the_numbers_of_the_table(themed):
    document = exporter_of("matrix-heatmap").build(themed.project, None, themes="all")
    table = exporter_of("matrix").build(themed.project, None, cells="passages", layout="rows").tables[0]

    [figure] = document.figures
    assert figure.table.rows == table.rows
    said = {text.text for text in BeautifulSoup(write(document, "svg"), "xml").find_all("text")}
    assert {"P02", "Work", *(str(cell) for row in table.rows for cell in row[1:-1])} <= said
    assert "Most, " in figure.alt
