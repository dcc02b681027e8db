"""A saved matrix: its rows, columns and cells, for whom and how fast."""

import csv
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from docx import Document as Word

from coding.codings.models import Assignment
from tests.coding.codings.conftest import apply
from tests.factories import coding as make
from tests.themes.matrices.conftest import write
from themes.matrices.actions import create_matrix, duplicate_matrix, edit_matrix, remove_matrix, restore_matrix
from themes.matrices.framework import framework
from themes.matrices.framework_tables import FRAMEWORK, build_framework_document
from themes.matrices.models import Matrix, Summary
from themes.matrices.rows import rows_of, words_of_rows
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.undo import next_redo, next_undo
from workbench.exporting.writers import write as file_of
from workbench.web.errors import WorkbenchError


def counts(study, viewer=None, **options):
    shown = framework(study.matrix, viewer, **options)
    return {
        row.label: [shown.matrix.cell(row.key, column.key).count for column in shown.matrix.columns]
        for row in shown.matrix.rows
    }


def defined(study, **wanted):
    plain = {"name": study.matrix.name, "columns": study.columns}
    edit_matrix(matrix=study.matrix, by=study.lead, **plain | wanted)
    study.matrix.refresh_from_db()


def url(study, name="matrix", *args):
    return reverse(f"matrices:{name}", args=[study.slug, study.matrix.pk, *args])


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_themes_codes_and_questions_stand_beside_each_other(framed):
    # The theme has its code's coding and a quotation; the code Trust counts Errors below it.
    assert counts(framed) == {"P01": [2, 2, 0, 1], "P02": [0, 0, 1, 1], "R01": [0, 0, 0, 1]}


def test_rows_may_be_sources(framed):
    defined(framed, rows="sources")
    found = counts(framed)
    assert found["P01 nurse"] == [1, 2, 0, 0]
    assert found["P01 | What worries you?"] == [1, 0, 0, 1]


def test_rows_may_be_groups_of_cases(framed):
    defined(framed, rows="groups", variable=framed.role.pk)
    assert counts(framed) == {"nurse": [2, 2, 0, 1], "doctor": [0, 0, 1, 1], "no value": [0, 0, 0, 1]}


def test_rows_stand_in_sections_and_in_the_order_of_a_variable(framed):
    years = make.VariableFactory(project=framed.project, name="Years", kind="numeric")
    for case, value in zip(framed.cases, ("20", "3", "100"), strict=True):
        make.VariableValueFactory(case=case, variable=years, value=value)
    defined(framed, sort=years.pk)
    assert [row.line.label for row in rows_of(framed.matrix).rows] == ["P02", "P01", "R01"]
    defined(framed, sections=framed.role.pk)
    found = [(row.section, row.line.label) for row in rows_of(framed.matrix).rows]
    assert found == [("nurse", "P01"), ("doctor", "P02"), ("no value", "R01")]


def test_words_are_those_of_participants(framed):
    words = words_of_rows(framed.matrix, rows_of(framed.matrix).rows)
    own = (
        "I trust it with letters 👩🏽‍⚕️ but not with risk. Nobody asked us first. "
        "Training, honestly. And somebody who answers the phone."
    )
    assert words[framed.row] == len(own.split()) + framed.answers[0].words


def test_only_the_codings_that_are_asked_for_count(framed):
    assert counts(framed, layer="consensus")["P01"] == [1, 0, 0, 1]
    assert counts(framed, layer=f"coder:{framed.second_coder.name}")["P01"] == [1, 0, 0, 1]
    assert counts(framed, layer=f"coder:{framed.coder.name}")["P01"] == [2, 2, 0, 1]


def test_what_is_coded_blind_counts_for_its_coder_alone(framed):
    make.AssignmentFactory(source=framed.transcripts[0], coder=framed.second_coder, sealed=True)
    assert counts(framed, framed.membership(framed.lead))["P01"] == [1, 0, 0, 1]
    assert counts(framed, framed.membership(framed.coder))["P01"] == [2, 2, 0, 1]


def test_what_is_written_on_texts_that_are_coded_blind_is_neither_shown_nor_changed(framed, client_of):
    write(framed, "They trust it with letters.")
    make.AssignmentFactory(source=framed.transcripts[0], coder=framed.second_coder, sealed=True)
    cell = f"{url(framed, 'cell')}?row={framed.row}&column={framed.columns[0]}"
    for person in (framed.lead, framed.second_coder, framed.reader):
        for address in (url(framed), cell, url(framed, "stale")):
            assert b"They trust it" not in client_of(person).get(address).content
    with pytest.raises(WorkbenchError, match="coded blind"):
        write(framed, "Another.", by=framed.second_coder, seen=1)
    document = build_framework_document(framed.project, framed.membership(framed.lead), matrix="Framework")
    assert b"They trust it" not in file_of(document, "csv")
    history = client_of(framed.second_coder).get(reverse("history:list", args=[framed.slug])).content
    assert b"They trust it" not in history
    Assignment.objects.update(sealed=False)
    assert b"They trust it" in client_of(framed.reader).get(url(framed)).content


@pytest.mark.parametrize("cells", ["summaries", "quotations", "passages", "people", "yes", "per_case", "per_words"])
def test_every_cell_leads_to_its_passages(framed, client_of, cells):
    client = client_of(framed.reader)
    page = page_of(client, f"{url(framed)}?cells={cells}")
    rows = page.select("tr[data-row]")
    assert [len(row.select("td[data-cell]")) for row in rows] == [4, 4, 4]
    behind = page_of(client, rows[0].select("td[data-cell] a")[0]["href"])
    assert [quote.text for quote in behind.select("blockquote")] == ["Nobody asked us", "Errors"]
    assert not behind.select("form[data-summary]")
    assert "No passage stands in this cell" in str(page_of(client, rows[1].select("td[data-cell] a")[0]["href"]))


def test_numbers_have_a_key_and_empty_cells_say_so(framed, client_of):
    page = page_of(client_of(framed.reader), f"{url(framed)}?cells=passages")
    assert [cell.text.strip() for cell in page.select("tr[data-row]")[2].select("td[data-cell]")] == [
        "0",
        "0",
        "0",
        "1",
    ]
    assert page.select_one(".heat-key")
    assert [cell.text.strip() for cell in page.select("tfoot td")[:4]] == ["2", "2", "1", "3"]
    page = page_of(client_of(framed.reader), f"{url(framed)}?cells=yes")
    assert [cell.text.strip() for cell in page.select("tfoot td")[:4]] == ["1 of 3", "1 of 3", "1 of 3", "3 of 3"]
    page = page_of(client_of(framed.reader), url(framed))
    assert "Not written · 2 passages" in " ".join(page.select_one("td[data-cell]").text.split())
    assert "Not written · no passage" in " ".join(page.select("td[data-cell]")[2].text.split())


def test_a_share_of_nothing_says_why(framed, client_of):
    make.CaseFactory(project=framed.project, name="Z99")
    page = page_of(client_of(framed.reader), f"{url(framed)}?cells=per_words")
    assert page.select("tr[data-row]")[-1].select_one("td .undefined").text == "no words"


def test_the_page_takes_as_many_queries_for_more_rows_columns_and_texts(framed, client_of, count_queries):
    client = client_of(framed.reader)
    write(framed, "First, see [x](code:1).")
    addresses = [f"{url(framed)}?cells={cells}" for cells in ("summaries", "passages", "per_words")]
    addresses.append(f"{url(framed, 'cell')}?row={framed.row}&column={framed.columns[0]}")
    for address in addresses:
        client.get(address)
    before = [count_queries(lambda address=address: client.get(address)) for address in addresses]
    for number in range(4):
        case = make.CaseFactory(project=framed.project)
        source = make.transcript(framed.project, f"More {number}", framed.transcripts[0].text, case, framed.lead)
        for name in ("Trust", "Work", "Trust/Errors"):
            apply(source, framed.codes[name], framed.coder, "I trust it")
        write(framed, f"Text {number}", row=f"case:{case.pk}")
        apply(framed.transcripts[0], framed.codes["Trust"], framed.second_coder, "Training")
    defined(framed, columns=[*framed.columns, f"code:{framed.codes['Trust/Checking'].pk}"])
    assert [count_queries(lambda address=address: client.get(address)) for address in addresses] == before


def test_rows_come_so_many_at_once(framed, client_of):
    for number in range(60):
        make.CaseFactory(project=framed.project, name=f"X{number:03}")
    client = client_of(framed.reader)
    page = page_of(client, url(framed))
    assert len(page.select("tr[data-row]")) == 50
    more = client.get(url(framed) + page.select_one(".matrix-next a")["href"], headers={"HX-Request": "true"})
    rest = BeautifulSoup(more.content, "html.parser")
    assert len(rest.select("tr[data-row]")) == 13
    assert not rest.select(".matrix-next")
    assert not rest.select("thead")


def test_a_matrix_is_made_on_its_page(framed, client_of):
    client = client_of(framed.coder)
    address = reverse("matrices:create", args=[framed.slug])
    assert client_of(framed.reader).get(address).status_code == 403
    sent = {
        "name": "By role",
        "rows": "groups",
        "variable": framed.role.pk,
        "columns": framed.columns[:2],
        "cells": "people",
        "layer": "all",
    }
    made = client.post(address, sent)
    assert made.status_code == 302
    matrix = Matrix.objects.get(name="By role")
    assert (matrix.rows, matrix.variable, matrix.cells, matrix.columns) == (
        "groups",
        framed.role,
        "people",
        framed.columns[:2],
    )
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "There is a matrix “By role” already" in again.content.decode()
    assert client.post(address, sent | {"name": "Other", "variable": ""}).status_code == 422
    assert client.post(address, {**sent, "name": "Other", "columns": []}).status_code == 422


def test_outsiders_find_no_matrix(framed, outsider, client_of):
    for name in ("matrix", "stale", "edit"):
        assert client_of(outsider).get(url(framed, name)).status_code == 404
    assert client_of(framed.lead).get(f"{url(framed, 'cell')}?row=case:0&column=theme:0").status_code == 404


def test_a_matrix_is_duplicated_deleted_and_brought_back_with_its_cells(framed):
    write(framed, "Kept.")
    copy = duplicate_matrix(matrix=framed.matrix, by=framed.lead)
    assert (copy.name, copy.columns, copy.summaries.count()) == ("Framework (2)", framed.columns, 0)
    remove_matrix(matrix=framed.matrix, by=framed.lead)
    with pytest.raises(WorkbenchError):
        build_framework_document(framed.project, None, matrix="Framework")
    other = create_matrix(project=framed.project, by=framed.lead, name="Framework", columns=framed.columns)
    with pytest.raises(WorkbenchError, match="already"):
        restore_matrix(matrix=framed.matrix, by=framed.lead)
    remove_matrix(matrix=other, by=framed.lead)
    restore_matrix(matrix=framed.matrix, by=framed.lead)
    assert Summary.objects.get(matrix=framed.matrix).current.text == "Kept."


def test_changes_of_definitions_are_undone_and_done_again(framed):
    turn = {"project_id": framed.project.pk, "by": framed.lead, "may": lambda _needed: True}

    def undo():
        undo_act(key=next_undo(framed.lead, framed.project.pk).key, **turn)

    def redo():
        redo_act(key=next_redo(framed.lead, framed.project.pk).key, **turn)

    defined(framed, name="Renamed", rows="groups", variable=framed.role.pk)
    remove_matrix(matrix=framed.matrix, by=framed.lead)
    undo()
    framed.matrix.refresh_from_db()
    assert (framed.matrix.removed_at, framed.matrix.name) == (None, "Renamed")
    undo()
    framed.matrix.refresh_from_db()
    assert (framed.matrix.name, framed.matrix.rows, framed.matrix.variable) == ("Framework", "cases", None)
    redo()
    framed.matrix.refresh_from_db()
    assert (framed.matrix.name, framed.matrix.variable) == ("Renamed", framed.role)


def test_a_matrix_is_a_table_for_word_excel_and_csv(framed):
    write(framed, "=They **trust** it, [“I trust it”](source:1#0-4).")
    document = build_framework_document(framed.project, framed.membership(framed.lead), matrix="Framework")
    rows = list(csv.reader(StringIO(file_of(document, "csv").decode("utf-8-sig"))))
    assert rows[0] == ["Case", "Trust", "Trust", "Work", "What worries you?"]
    assert rows[1][:2] == ["P01", "'=They trust it, “I trust it”."]
    assert len(Word(BytesIO(file_of(document, "docx"))).tables) == 1
    for format_ in ("xlsx", "md", "html", "tex", "json"):
        assert file_of(document, format_)
    apply(framed.transcripts[0], framed.codes["Trust"], framed.second_coder, "Training")
    stale = build_framework_document(framed.project, None, matrix="Framework")
    assert stale.tables[0].rows[0][1].endswith("†")
    assert any("†" in note for note in stale.tables[0].notes)
    numbers = build_framework_document(framed.project, None, matrix="Framework", cells="passages")
    assert numbers.tables[0].rows[0][1:] == [3, 3, 0, 1]


def test_without_a_saved_matrix_the_export_says_what_to_do(study):
    document = build_framework_document(study.project, None)
    for format_ in FRAMEWORK.formats:
        assert file_of(document, format_)
    assert b"Make one on the page of matrices" in file_of(document, "html")
