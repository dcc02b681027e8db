"""What came in goes out again: through the database, for every file that a product wrote."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from coding.codings.models import Coding
from coding.exchange.refi import model
from coding.exchange.refi.container import opened
from coding.exchange.refi.pruning import elements
from tests.coding.exchange.projects.files import exported, imported, new_study, settled
from tests.factories.people import UserFactory
from tests.shared_data import SHARED, needs

pytestmark = pytest.mark.django_db


def plain(project: model.Project) -> model.Project:
    """The project without what an export may write otherwise and mean the same."""
    project.origin = None
    project.note_refs.sort()
    people = {user.guid for user in project.users}
    for one in elements(project):
        if isinstance(one, model.Project):
            one.creation_date_time = None
        for person in ("creating_user", "modifying_user"):
            if getattr(one, person, None) not in people:
                setattr(one, person, None) if hasattr(one, person) else None
        if hasattr(one, "creation_date_time"):
            one.creation_date_time = re.sub(r"\.0+", "", one.creation_date_time or "") or None
    return project


def parts(project: model.Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in project.__dataclass_fields__}


@needs("refi")
def test_every_sample_comes_out_as_it_came_in_and_valid(sample_project, tmp_path):
    lead = UserFactory()
    before = settled(sample_project)
    project = new_study(lead, name=before.project.name or "x")
    imported(sample_project, project, lead)

    path = exported(tmp_path, project)

    with opened(path, "x.qdpx") as container:
        etree.XMLSchema(etree.parse(SHARED / "refi/Project-v1.0.xsd")).assertValid(etree.fromstring(container.xml))
    was, now = parts(plain(before.project)), parts(plain(settled(path).project))
    for name, part in was.items():
        assert now[name] == part, name


@needs("refi")
def test_every_sample_merged_into_itself_doubles_nothing(sample_project, tmp_path):
    lead = UserFactory()
    project = new_study(lead)
    first = imported(sample_project, project, lead)
    path = exported(tmp_path, project)
    codings = Coding.objects.filter(project=project).count()

    second = imported(path, project, lead)
    third = imported(sample_project, project, lead)

    assert sum(second.new.values()) == 0
    assert sum(third.new.values()) == 0
    assert second.known["codings"] == first.new["codings"] == codings
    assert Coding.objects.filter(project=project).count() == codings
    assert parts(plain(settled(exported(tmp_path, project)).project)) == parts(plain(settled(path).project))
