"""What is exported of the coding: everything one may see, nothing more, in shapes that come back in."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from coding.codebook.actions import edit_code, retire_code
from coding.codebook.importing import import_codebook
from coding.codebook.queries import code_tree
from coding.codings.models import Coding
from coding.exchange.codebook_files import codebook_in
from coding.exchange.codebook_tables import build_codebook
from coding.exchange.coding_import import import_codings_file
from coding.exchange.coding_tables import build_codings, build_quotations
from coding.sources.models import Source
from tests.factories.coding import AssignmentFactory, CodingFactory, RoundFactory
from tests.factories.people import ProjectFactory
from workbench.exporting.documents import Document, Share
from workbench.exporting.registry import exporter_of
from workbench.exporting.writers import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(study: Any) -> Any:
    first, second = study.transcripts
    place = {"project": study.project}
    CodingFactory(**place, source=first, code=study.codes["Work"], coder=study.coder, start=55, end=60)
    CodingFactory(**place, source=first, code=study.codes["Trust/Errors"], coder=study.coder, start=61, end=66)
    CodingFactory(**place, source=second, code=study.codes["Trust/Errors"], coder=study.second_coder, start=55, end=60)
    study.round = RoundFactory(project=study.project, name="Pilot")
    CodingFactory(
        **place, source=first, code=study.codes["Trust"], coder=study.lead, layer="consensus", round=study.round,
        start=55, end=66,
    )  # fmt: skip
    return study


def rows(document: Document, *titles: str) -> list[list[Any]]:
    [table] = document.tables
    places = [[column.title for column in table.columns].index(title) for title in titles]
    return [[row[place] for place in places] for row in table.rows]


def test_the_codebook_is_the_tree_with_its_texts_and_counts(coded: Any) -> None:
    edit_code(code=coded.codes["Trust"], by=coded.lead, definition="Faith", include="yes", exclude="no", example="“…”")
    retire_code(code=coded.codes["Work/Time saved"], by=coded.lead)
    document = build_codebook(coded.project, None)

    assert rows(document, "Code", "Path", "Codings", "Cases") == [
        ["Trust", "Trust", 0, Share(0, 3)],
        ["Errors", "Trust/Errors", 2, Share(2, 3)],
        ["Checking", "Trust/Checking", 0, Share(0, 3)],
        ["Work", "Work", 1, Share(1, 3)],
    ]
    assert document.tables[0].levels == [0, 1, 1, 0]
    assert rows(document, "Definition", "When to use", "When not to use", "Example")[0] == ["Faith", "yes", "no", "“…”"]
    assert document.landscape


def test_the_codebook_counts_the_layer_that_is_asked_for(coded: Any) -> None:
    assert rows(build_codebook(coded.project, None, "consensus"), "Codings") == [[1], [0], [0], [0], [0]]
    assert rows(build_codebook(coded.project, None, "coder:Cora Coder"), "Codings") == [[0], [1], [0], [1], [0]]


def test_an_exported_codebook_imports_as_the_same_codebook(coded: Any, lead: Any) -> None:
    edit_code(code=coded.codes["Trust"], by=coded.lead, definition="Faith;\nor not", example="- “=1” 👩🏽‍⚕️")
    elsewhere = ProjectFactory()
    for format_ in ("csv", "xlsx"):
        file = write(build_codebook(coded.project, None), format_)
        import_codebook(project=elsewhere, by=lead, rows=codebook_in(f"book.{format_}", file).codes)

    word = write(build_codebook(coded.project, None), "docx")
    assert import_codebook(project=elsewhere, by=lead, rows=codebook_in("book.docx", word).codes).created == []

    def whole(project: Any) -> list[tuple[str, ...]]:
        codes = [(node.path, node.code) for node in code_tree(project)]
        return [(path, code.color, code.definition, code.example) for path, code in codes]

    assert whole(elsewhere) == whole(coded.project)


def test_quotations_stand_in_the_order_of_the_codebook(coded: Any) -> None:
    document = build_quotations(coded.project, None)

    assert rows(document, "Code", "Case", "Source", "Coder", "Start") == [
        ["Trust/Errors", "P01", "P01 nurse", "Cora Coder", 61],
        ["Trust/Errors", "P02", "P02 doctor", "Dov Coder", 55],
        ["Work", "P01", "P01 nurse", "Cora Coder", 55],
    ]
    quote, start, end = rows(document, "Quotation", "Start", "End")[0]
    assert quote == coded.transcripts[0].text[start:end]


def test_the_consensus_is_a_layer_of_its_own(coded: Any) -> None:
    document = build_quotations(coded.project, None, "consensus")

    assert rows(document, "Code", "Coder", "Round") == [["Trust", "consensus", "Pilot"]]


def test_codings_have_the_columns_that_import_codings_reads(coded: Any) -> None:
    file = write(build_codings(coded.project, None), "csv").decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(file)))

    assert list(read[0])[:7] == ["source", "coder", "code", "start", "end", "quote", "round"]
    assert read[0] | {"round": "", "layer": "coder"} == read[0]
    assert [(row["source"], row["coder"], row["code"], row["start"]) for row in read] == [
        ("P01 nurse", "Cora Coder", "Work", "55"),
        ("P01 nurse", "Cora Coder", "Trust/Errors", "61"),
        ("P02 doctor", "Dov Coder", "Trust/Errors", "55"),
    ]


def test_exported_codings_import_again_even_those_that_begin_like_a_formula(coded: Any, lead: Any) -> None:
    first = coded.transcripts[0]
    text = "- well, '=1+1 or\n-2"
    for start, end in ((0, 6), (8, 13), (9, 13), (17, 19)):
        Source.objects.filter(pk=first.pk).update(text=text)
        CodingFactory(
            project=coded.project, source=first, code=coded.codes["Work"], coder=coded.coder, start=start, end=end,
            quote=text[start:end],
        )  # fmt: skip
    Coding.objects.filter(source=first, start__gte=20).delete()
    exported = write(build_codings(coded.project, None), "csv")

    done = import_codings_file(project=coded.project, by=lead, name="codings.csv", data=exported)
    assert (done.rows, done.new) == (5, 0)


def test_who_read_a_source_and_applied_nothing_has_a_row_without_a_code(coded: Any) -> None:
    from django.utils import timezone

    now = timezone.now()
    AssignmentFactory(source=coded.transcripts[1], coder=coded.coder, done_at=now)
    AssignmentFactory(source=coded.transcripts[0], coder=coded.coder, done_at=now)
    AssignmentFactory(source=coded.answers[0], coder=coded.coder)

    def empty(layer: str) -> list[list[Any]]:
        return [row for row in rows(build_codings(coded.project, None, layer), "code", "source", "coder") if not row[0]]

    assert empty("all") == [["", "P02 doctor", "Cora Coder"]]
    assert empty("coder:Cora Coder") == [["", "P02 doctor", "Cora Coder"]]
    assert empty("coder:Dov Coder") == []
    assert empty("consensus") == []


def test_who_applied_nothing_in_a_round_has_a_row_for_it_though_they_coded_outside(coded: Any) -> None:
    from django.utils import timezone

    round_ = RoundFactory(project=coded.project, name="Silent", state="closed")
    AssignmentFactory(source=coded.transcripts[0], coder=coded.coder, round=round_, done_at=timezone.now())

    found = rows(build_codings(coded.project, None), "code", "source", "coder", "round")
    assert [row for row in found if not row[0]] == [["", "P01 nurse", "Cora Coder", "Silent"]]


@pytest.mark.parametrize("build", [build_codebook, build_quotations, build_codings])
def test_no_export_tells_what_is_coded_blind(coded: Any, build: Any) -> None:
    from django.utils import timezone

    def text(viewer: Any) -> str:
        return write(build(coded.project, viewer), "json").decode()

    open_to_all = text(None)
    AssignmentFactory(source=coded.transcripts[0], coder=coded.coder, sealed=True, done_at=timezone.now())
    AssignmentFactory(source=coded.transcripts[0], coder=coded.second_coder, sealed=True, done_at=timezone.now())
    hidden = text(None)
    dov, cora = (text(coded.membership(user)) for user in (coded.second_coder, coded.coder))

    # There was something that could leak, and it is in the coder's own export only.
    assert hidden != open_to_all
    assert "1 source is being coded blind" in hidden
    if build is not build_codebook:
        quote = coded.transcripts[0].text[61:66]
        assert quote in open_to_all
        assert quote in cora
        for other in (hidden, dov):
            assert quote not in other
            assert "Cora Coder" not in other
        assert "Dov Coder" in hidden
    else:
        assert rows(build(coded.project, None), "Codings")[3] == [0]
        assert rows(build(coded.project, coded.membership(coded.coder)), "Codings")[3] == [1]


def test_each_of_them_is_on_offer_in_its_formats() -> None:
    assert exporter_of("codebook").formats == ("docx", "xlsx", "csv", "md", "html", "tex", "json", "qdc")
    assert exporter_of("project").formats == ("qdpx",)
    assert exporter_of("quotations").formats == ("xlsx", "csv", "json")
    assert exporter_of("codings").formats == ("xlsx", "csv", "json")


@pytest.mark.parametrize(("build", "queries"), [(build_codebook, 19), (build_quotations, 3), (build_codings, 5)])
def test_an_export_takes_the_same_number_of_queries_for_few_and_many(
    study: Any, count_queries: Any, build: Any, queries: int
) -> None:
    def add(starts: range) -> None:
        for start in starts:
            CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder, start=start, end=90)

    add(range(1))
    assert count_queries(lambda: build(study.project, None)) == queries
    add(range(1, 4))
    assert count_queries(lambda: build(study.project, None)) == queries
