"""Import, export, import is the identity on everything that the standard can hold."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from lxml import etree

from coding.exchange.refi.container import opened
from tests.coding.exchange.projects.files import exported, imported, new_study, settled, written
from tests.coding.exchange.projects.studies import studies
from tests.coding.exchange.projects.test_round_trip import parts, plain
from tests.factories.people import UserFactory
from tests.shared_data import SHARED, needs


@needs("refi")
@pytest.mark.django_db
@settings(max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
@given(studies())
def test_any_project_comes_out_as_it_came_in_valid_and_twice_the_same(project):
    schema = etree.XMLSchema(etree.parse(SHARED / "refi/Project-v1.0.xsd"))
    with TemporaryDirectory() as folder, transaction.atomic():
        lead = UserFactory()
        path = written(Path(folder), deepcopy(project))
        before = settled(path)
        study = new_study(lead, name=before.project.name or "x")
        imported(path, study, lead)

        out = exported(Path(folder), study)
        again = imported(out, study, lead)

        with opened(out, "x.qdpx") as container:
            schema.assertValid(etree.fromstring(container.xml))
        was, now = parts(plain(before.project)), parts(plain(settled(out).project))
        assert sum(again.new.values()) == 0
        for name, part in was.items():
            assert now[name] == part, name
        transaction.set_rollback(True)
