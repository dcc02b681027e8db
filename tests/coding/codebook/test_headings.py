"""A code that only groups its subcodes is offered nowhere and applied to nothing; what it has stays."""

from __future__ import annotations

import json
import uuid

import pytest
from django.urls import reverse

from coding.codebook.actions import create_code, edit_code
from coding.codebook.importing import import_codebook
from coding.codings.actions import apply_code
from coding.codings.favourites import set_favourite
from coding.codings.models import Coding
from coding.sources.importers.codebook_table import ParsedCode
from tests.factories.coding import CodingFactory
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.models import Event
from workbench.audit.undo import redo_stack, undo_stack
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def test_it_is_made_on_the_form_and_comes_back_by_undo(study, client_of):
    trust = study.codes["Trust"]
    CodingFactory(source=study.transcripts[0], code=trust, coder=study.coder, start=55, end=60)
    address = reverse("codebook:edit", args=[study.slug, trust.pk])
    client = client_of(study.lead)
    assert "Only groups its subcodes" in client.get(address).content.decode()

    client.post(address, {"name": "Trust", "tint": str(trust.tint), "heading": "on"})

    trust.refresh_from_db()
    assert not trust.codable
    assert Coding.objects.filter(code=trust).count() == 1
    page = client.get(reverse("codebook:code", args=[study.slug, trust.pk])).content.decode()
    assert "only groups its subcodes and is not offered for text" in page
    edited = Event.objects.get(action="code.edited")
    assert (edited.before["codable"], edited.after["codable"]) == (True, False)
    act = {"project_id": study.project.pk, "by": study.lead, "may": lambda _permission: True}
    undo_act(key=undo_stack(study.lead, study.project.pk)[0].key, **act)
    trust.refresh_from_db()
    assert trust.codable
    redo_act(key=redo_stack(study.lead, study.project.pk)[0].key, **act)
    trust.refresh_from_db()
    assert not trust.codable


def test_nothing_applies_it(study):
    heading = create_code(project=study.project, by=study.lead, name="Places", codable=False)
    source = study.transcripts[0]

    with pytest.raises(WorkbenchError, match="“Places” only groups its subcodes"):
        apply_code(source=source, code=heading, start=0, end=5, by=study.coder, id=uuid.uuid4())
    with pytest.raises(WorkbenchError, match="only groups its subcodes"):
        set_favourite(project=study.project, by=study.coder, number=1, code=heading)


def test_the_coding_page_lists_it_as_a_heading(study, client_of):
    edit_code(code=study.codes["Trust"], by=study.lead, codable=False)
    page = client_of(study.coder).get(reverse("codings:source", args=[study.slug, study.transcripts[0].pk]))

    data = json.loads(page.content.decode().split('id="coding-data" type="application/json">')[1].split("</script>")[0])
    assert {code["name"]: code["codable"] for code in data["codes"]}["Trust"] is False
    assert "only groups its subcodes" in page.content.decode()


def test_an_import_says_nothing_of_it_and_leaves_it(study, lead):
    edit_code(code=study.codes["Trust"], by=study.lead, codable=False)

    import_codebook(project=study.project, by=lead, rows=[ParsedCode(("Trust",), definition="new")])

    study.codes["Trust"].refresh_from_db()
    assert (study.codes["Trust"].definition, study.codes["Trust"].codable) == ("new", False)
