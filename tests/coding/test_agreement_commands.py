"""The commands scripts rely on: import_codings and agreement, and the agreement export."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from coding.agreement.report import agreement_report
from coding.reconciliation.actions import create_round
from tests.coding.agreement.test_report import narratives
from tests.factories import coding as make
from tests.factories import people
from tests.shared_data import SHARED, needs
from workbench.exporting.registry import exporter_of
from workbench.exporting.writers import write
from workbench.web.errors import WorkbenchError


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_json_is_one_document_in_the_promised_shape(study, tmp_path):
    file = tmp_path / "codings.csv"
    file.write_text(
        "source,coder,code,start,end\nP01 nurse,Ana,Trust,57,62\nP01 nurse,Ben,Trust,57,62\n"
        "P02 doctor,Ana,,,\nP02 doctor,Ben,,,\n"
    )
    assert "2 codings of 2 coders" in run("import_codings", study.slug, str(file))

    report = json.loads(run("agreement", study.slug, "--unit", "source", "--json"))

    assert report["project"] == study.slug
    assert (report["round"], report["layer"], report["unit"]) == (None, "coders", "source")
    assert report["coders"] == ["Ana", "Ben"]
    assert report["sources"] == report["units"] == 2
    trust = report["codes"][0]
    assert trust["code"] == "Trust"
    kappa = trust["coefficients"]["cohen_kappa"]
    promised = {name: kappa[name] for name in ("value", "low", "high", "undefined", "n")}
    assert promised == {"value": 1.0, "low": None, "high": None, "undefined": None, "n": 2}
    assert "width of nothing" in kappa["analytic"]["undefined"]
    assert trust["pairs"][0]["coders"] == ["Ana", "Ben"]
    unused = report["codes"][1]["coefficients"]["krippendorff_alpha_nominal"]
    assert unused["value"] is None
    assert "nobody used" in unused["undefined"]
    assert report["overall"]["coefficients"]["pooled_kappa"]["value"] == 1.0


def test_without_json_it_is_a_table_that_says_undefined(study):
    shown = run("agreement", study.slug)

    assert "Trust/Errors" in shown
    assert "undefined" in shown


def test_bad_input_is_one_sentence(study, tmp_path):
    with pytest.raises(CommandError, match="There is no round “Nine”"):
        run("agreement", study.slug, "--round", "Nine")
    with pytest.raises(CommandError, match="There is no project “nowhere”"):
        run("agreement", "nowhere")
    with pytest.raises(CommandError, match="could not be read"):
        run("import_codings", study.slug, str(tmp_path / "nothing.csv"))


def test_a_round_that_is_coded_blind_tells_nothing(study):
    create_round(
        project=study.project, by=study.lead, name="Pilot", sources=[study.answers[0].pk],
        coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip

    with pytest.raises(CommandError, match="“Pilot” is being coded blind"):
        run("agreement", study.slug, "--round", "Pilot")


def test_the_export_has_the_codes_the_whole_and_the_pairs(study, tmp_path):
    file = tmp_path / "codings.csv"
    file.write_text("source,coder,code,start,end\nP01 nurse,Ana,Trust,57,62\nP01 nurse,Ben,Trust,57,63\n")
    run("import_codings", study.slug, str(file))

    document = exporter_of("agreement").build(study.project, None, unit="character")

    codes, overall, pairs, sources, figures = document.tables
    assert [row[0] for row in codes.rows] == ["Trust"]
    assert [row[0] for row in sources.rows] == ["P01 nurse"]
    # Every figure of the report is defined, with the paper it comes from.
    assert {row[0] for row in overall.rows} <= {row[0] for row in figures.rows}
    assert all(row[1] and row[3] and row[4] for row in figures.rows)
    assert all(len(table.columns) == len(row) for table in document.tables for row in table.rows)
    assert len(codes.columns) == len(codes.rows[0])
    assert len(overall.columns) == len(overall.rows[0])
    assert pairs.rows[0][:6] == ["Trust", "Ana", "Ben", 5, 0, 1]
    assert any("Ana, Ben" in fact for fact in document.facts)

    every = exporter_of("agreement").build(study.project, None, figures="every", subcodes="with").tables[0]
    heads = [column.title for column in every.columns]
    assert {"Fleiss’ κ", "Scott’s π", "Brennan–Prediger"} <= set(heads)
    assert any("Fleiss, J. L. (1971)" in column.note for column in every.columns)


def test_the_forest_plot_has_a_row_for_each_code_that_was_used_and_one_for_all(study, tmp_path):
    file = tmp_path / "codings.csv"
    file.write_text("source,coder,code,start,end\nP01 nurse,Ana,Trust,57,62\nP01 nurse,Ben,Trust,57,63\n")
    run("import_codings", study.slug, str(file))

    document = exporter_of("agreement-forest").build(study.project, None, unit="character")

    [figure] = document.figures
    drawn = [row[0] for row in figure.table.rows]
    assert drawn == ["Trust", "All codes"]
    in_the_table = exporter_of("agreement").build(study.project, None, unit="character").tables[0]
    place = [column.title for column in in_the_table.columns].index("Krippendorff’s α")
    assert figure.table.rows[0][1] == in_the_table.rows[0][place]
    assert "Krippendorff’s α" in figure.title
    assert "Trust" in figure.alt
    assert write(document, "svg").startswith(b"<svg")


def test_a_coefficient_that_the_unit_does_not_have_is_refused_with_what_there_is(study, tmp_path):
    file = tmp_path / "codings.csv"
    file.write_text("source,coder,code,start,end\nP01 nurse,Ana,Trust,57,62\nP01 nurse,Ben,Trust,57,63\n")
    run("import_codings", study.slug, str(file))

    with pytest.raises(WorkbenchError, match=r"has no Light’s κ .* for each code. There are: .*Krippendorff’s α"):
        exporter_of("agreement-forest").build(study.project, None, unit="character", coefficient="light_kappa")
    spans = exporter_of("agreement-forest").build(study.project, None, unit="unitizing")
    assert spans.figures[0].table.rows[0][0] == "Trust"


@needs("data/coded-narratives/spans.csv")
@pytest.mark.slow
def test_real_narratives_come_out_as_they_do_without_the_database(db, tmp_path):
    sources, coders, _codes = narratives("t1")
    project = people.ProjectFactory(name="Narratives", slug="narratives")
    people.MembershipFactory(project=project, user=project.created_by, role="lead")
    for source in sources:
        make.SourceFactory(project=project, name=source.key, text=source.text, imported_by=project.created_by)
    with (SHARED / "data/coded-narratives/spans.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == "doc" or row[0].startswith("t1_")]
    table = tmp_path / "spans.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)

    run("import_codings", project.slug, str(table), "--create-codes")
    report = json.loads(run("agreement", project.slug, "--unit", "character", "--resamples", "0", "--json"))

    paths = [one["code"] for one in report["codes"]]
    assert len(paths) == 10
    direct = agreement_report(sources, coders, paths, "character", resamples=0)
    for found, expected in zip(report["codes"], direct["codes"], strict=True):
        assert found["coefficients"] == expected["coefficients"]
    assert report["overall"]["coefficients"] == direct["overall"]["coefficients"]
