"""What REFI-QDA can hold is read and written without a loss, as the official schema has it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from coding.exchange.refi import model
from coding.exchange.refi.markup import Faults, parse, read_codebook, read_project, write_codebook, write_project
from coding.sources.importers.problems import ImportProblem
from tests.coding.exchange.refi.projects import codebooks, projects
from tests.shared_data import SHARED, needs


@cache
def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SHARED / f"refi/{name}-v1.0.xsd"))


def again(project: model.Project) -> model.Project:
    return read_project(parse(write_project(project), "again.qde"), "again.qde", Faults())


@given(projects)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_project_that_is_written_and_read_again_is_the_same(project):
    assert again(project) == project


@given(codebooks)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_codebook_that_is_written_and_read_again_is_the_same_but_for_what_a_codebook_cannot_hold(codebook):
    read = read_codebook(parse(write_codebook(codebook), "x.qdc"), "x.qdc", Faults())

    assert read == codebook


@needs("refi")
@given(projects)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
def test_what_is_written_is_valid_by_the_official_schema(project):
    schema("Project").assertValid(etree.fromstring(write_project(project)))


@needs("refi")
def test_every_sample_is_read_and_comes_out_valid(sample):
    faults = Faults()
    if sample.suffix == ".qdc":
        codebook = read_codebook(parse(sample.read_bytes(), sample.name), sample.name, faults)
        schema("Codebook").assertValid(etree.fromstring(write_codebook(codebook)))
        return
    from coding.exchange.refi.container import opened

    with opened(sample, sample.name) as container:
        project = read_project(parse(container.xml, sample.name), sample.name, faults)
    schema("Project").assertValid(etree.fromstring(write_project(project)))
    assert again(project) == project


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><Project xmlns="urn:QDA-XML:project:1.0" name="&a;"/>', "entities"),
        (
            b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><Project name="x"/>',
            "document type",
        ),
        (b'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Users>', "broken"),
        (b"<html><body>no</body></html>", "no REFI-QDA project"),
        (b"\x00\x01", "broken"),
        (b"<a>" * 5000, "broken"),
    ],
)
def test_hostile_xml_is_refused_with_a_sentence(xml, said):
    with pytest.raises(ImportProblem, match=said):
        read_project(parse(xml, "x.qde"), "x.qde", Faults())


def test_what_the_standard_does_not_know_is_said_and_a_wrong_guid_gets_a_right_one():
    xml = (
        b'<Project xmlns="urn:QDA-XML:project:0:10" name="x" odd="1"><Users><User guid="me"/></Users><Thing/></Project>'
    )
    faults = Faults()

    project = read_project(parse(xml, "x.qde"), "x.qde", faults)

    said = " ".join(faults.sentences())
    assert "0:10" in said
    assert "odd" in said
    assert "Thing" in said
    assert "“me”" in said
    assert len(project.users[0].guid) == 36
