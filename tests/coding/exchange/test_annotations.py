"""Codings as W3C Web Annotations: valid by the model's own rules, and every word found again by them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from hypothesis import given
from hypothesis import strategies as st

from coding.exchange.annotation_files import write_annotations
from coding.exchange.projects.exporting import write_project_file
from coding.exchange.web_annotations import AROUND, CONTEXT, selectors
from tests.coding.exchange.projects.files import settled
from tests.factories.coding import AssignmentFactory, CodingFactory
from workbench.exporting.registry import exporter_of


def is_iri(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("urn:uuid:") and len(value) >= 45


def check(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Raise AssertionError for what the model does not allow; returns the annotations.

    Web Annotation Data Model: 3.1 annotations, 3.2.4 textual bodies, 3.3.1 agents and dates, 4.2.4 and 4.2.5 selectors,
    5.1 collections, 5.2 pages.
    """
    assert whole["@context"] == CONTEXT
    assert whole["type"] == "AnnotationCollection"
    page = whole["first"]
    assert is_iri(whole["id"])
    assert page["type"] == "AnnotationPage"
    assert page["partOf"] == whole["id"]
    assert (page["startIndex"], len(page["items"])) == (0, whole["total"])
    assert len({one["id"] for one in page["items"]}) == whole["total"]
    for one in page["items"]:
        assert is_iri(one["id"])
        assert one["type"] == "Annotation"
        assert "@context" not in one
        assert one["motivation"] == "tagging"
        assert parse_datetime(one["created"])
        assert one["created"].endswith("Z")
        assert is_iri(one["creator"]["id"])
        assert one["creator"]["type"] in {"Person", "Organization"}
        code, tag = one["body"]
        assert (code["type"], code["purpose"]) == ("SpecificResource", "tagging")
        assert is_iri(code["source"])
        assert (tag["type"], tag["purpose"], bool(tag["value"])) == ("TextualBody", "tagging", True)
        assert one["target"]["type"] == "SpecificResource"
        assert is_iri(one["target"]["source"]["id"])
        place, quote = one["target"]["selector"]
        assert place["type"] == "TextPositionSelector"
        assert 0 <= place["start"] < place["end"]
        assert quote["type"] == "TextQuoteSelector"
        assert len(quote["exact"]) == place["end"] - place["start"]
    return page["items"]


def written(folder: Path, project: Any, viewer: Any = None, **options: str) -> list[dict[str, Any]]:
    path = folder / "annotations.jsonld"
    write_annotations(project, viewer, path, **options)
    return check(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def coded(study: Any) -> Any:
    first, second = study.transcripts
    start = first.text.index("letters 👩🏽‍⚕️ but")
    CodingFactory(source=first, code=study.codes["Trust/Errors"], coder=study.coder, start=start, end=start + 16)
    CodingFactory(source=first, code=study.codes["Work"], coder=study.second_coder, start=0, end=11)
    CodingFactory(source=second, code=study.codes["Work"], coder=study.coder, start=0, end=len(second.text))
    return study


@pytest.mark.django_db
def test_every_coding_is_an_annotation_that_finds_its_words(coded, tmp_path):
    items = written(tmp_path, coded.project)

    assert len(items) == 3
    texts = {one.name: one.text for one in coded.transcripts}
    for one in items:
        place, quote = one["target"]["selector"]
        text = texts[one["target"]["source"]["label"]]
        assert text[place["start"] : place["end"]] == quote["exact"]
        around = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
        assert around == text[max(place["start"] - AROUND, 0) : place["end"] + AROUND]
    assert [one["body"][1]["value"] for one in items] == ["Work", "Trust/Errors", "Work"]


@pytest.mark.django_db
def test_coders_have_numbers_unless_names_are_asked_for(coded, tmp_path):
    hidden, open_ = written(tmp_path, coded.project), written(tmp_path, coded.project, coders="names")

    assert "Cora" not in json.dumps(hidden)
    assert {one["creator"]["nickname"] for one in hidden} == {"Coder 1", "Coder 2"}
    assert [one["creator"]["name"] for one in open_] == ["Dov Coder", "Cora Coder", "Cora Coder"]
    named, numbered = ({one["creator"]["id"] for one in items} for items in (open_, hidden))
    assert not named & numbered


@pytest.mark.django_db
def test_things_have_the_guids_that_they_have_in_a_project_file(coded, tmp_path):
    items = written(tmp_path, coded.project)
    write_project_file(coded.project, None, tmp_path / "x.qdpx")
    whole = settled(tmp_path / "x.qdpx").project

    known = {coding.guid for source in whole.sources for one in source.selections for coding in one.codings}
    assert {one["id"] for one in items} == {f"urn:uuid:{guid.lower()}" for guid in known}
    assert {one["target"]["source"]["id"] for one in items} <= {f"urn:uuid:{one.guid.lower()}" for one in whole.sources}


@pytest.mark.django_db
def test_nothing_of_blind_work_is_in_it(coded, tmp_path):
    for user in (coded.coder, coded.second_coder):
        AssignmentFactory(source=coded.transcripts[0], coder=user, sealed=True, done_at=timezone.now())

    assert len(written(tmp_path, coded.project)) == 1
    assert len(written(tmp_path, coded.project, coded.membership(coded.coder))) == 2


@pytest.mark.django_db
def test_the_consensus_is_nobodys(coded, tmp_path):
    place = {"source": coded.transcripts[0], "code": coded.codes["Work"], "coder": coded.lead, "start": 0, "end": 5}
    CodingFactory(**place, layer="consensus")

    (only,) = written(tmp_path, coded.project, layer="consensus")

    assert (only["creator"]["type"], only["creator"]["name"]) == ("Organization", "Consensus")
    assert exporter_of("annotations").formats == ("jsonld",)


@pytest.mark.django_db
def test_it_takes_as_many_queries_for_few_codings_as_for_many(coded, tmp_path, count_queries):
    written(tmp_path, coded.project)  # the first export makes the study's own guid
    few = count_queries(lambda: written(tmp_path, coded.project))
    for start in range(5):
        CodingFactory(
            source=coded.transcripts[1], code=coded.codes["Work"], coder=coded.coder, start=start, end=start + 9
        )

    assert count_queries(lambda: written(tmp_path, coded.project)) == few


@given(st.text(max_size=90), st.data())
def test_words_and_what_stands_around_them_are_those_of_the_text(text, data):
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))

    _place, quote = selectors(text, start, end)

    around = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
    assert around == text[max(start - AROUND, 0) : end + AROUND]
