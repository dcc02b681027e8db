"""The command palette names what a member may go to, and never a coding."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coding.codings.actions import apply_code
from tests.factories.coding import CodeFactory, QuestionFactory, SourceFactory
from workbench.palette import registry

pytestmark = pytest.mark.django_db


def names(client, study, wanted=""):
    answer = client.get(reverse("places", args=[study.slug]), {"q": wanted}).json()
    return [name for name, _url, _icon, _note in answer["places"]]


def test_sources_questions_and_codes_are_named(study, client_of):
    QuestionFactory(project=study.project, text="What would you change?")
    found = names(client_of(study.coder), study)
    assert {"What would you change?", "Trust/Errors", study.transcripts[0].name} <= set(found)


def test_what_was_typed_narrows_the_names(study, client_of):
    assert names(client_of(study.coder), study, "TRUST/") == ["Trust/Errors", "Trust/Checking"]


def test_every_address_leads_somewhere(study, client_of):
    client = client_of(study.coder)
    places = client.get(reverse("places", args=[study.slug])).json()["places"]
    assert places
    assert {client.get(url).status_code for _name, url, _icon, _note in places} == {200}


def test_outsiders_are_told_nothing_and_other_studies_stay_apart(study, client_of, outsider):
    CodeFactory(name="Of another study")
    assert "Of another study" not in names(client_of(study.coder), study)
    assert client_of(outsider).get(reverse("places", args=[study.slug])).status_code == 404


def test_no_coding_is_told(study, client_of):
    source = study.transcripts[0]
    apply_code(source=source, code=study.codes["Work"], by=study.coder, start=55, end=62)
    answer = client_of(study.coder).get(reverse("places", args=[study.slug]))
    assert source.text[55:62] not in answer.content.decode()


def test_beyond_a_limit_the_names_are_narrowed_and_said_to_be_more(study, client_of, monkeypatch):
    monkeypatch.setattr(registry, "MOST", 2)
    answer = client_of(study.coder).get(reverse("places", args=[study.slug])).json()
    assert answer["more"]
    assert sum(note == "Code" for *_rest, note in answer["places"]) == 2


def test_many_sources_take_no_more_queries(study, client_of, django_assert_num_queries):
    client = client_of(study.coder)
    address = reverse("places", args=[study.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _number in range(3):
        SourceFactory(project=study.project)
        CodeFactory(project=study.project)
    with django_assert_num_queries(len(few)):
        client.get(address)
