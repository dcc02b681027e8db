"""What the home page shows of the coding, and of what is blind."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.models import Assignment
from tests.factories.coding import CodingFactory

pytestmark = pytest.mark.django_db


def _row(study: Any, client: Any, name: str) -> str:
    shown = BeautifulSoup(client.get(reverse("projects:home", args=[study.slug])).content, "html.parser")
    row = next(row for row in shown.select("section[aria-labelledby=progress] tbody tr") if name in row.th.text)
    return " ".join(row.get_text(" ").split())


def test_a_coder_with_a_sealed_source_shows_what_is_not_sealed(study: Any, client_of: Any) -> None:
    sealed, free = study.transcripts
    for source in (sealed, free):
        CodingFactory(
            project=study.project, source=source, coder=study.coder, code=study.codes["Trust"], start=0, end=4
        )
    Assignment.objects.create(project=study.project, source=sealed, coder=study.coder, sealed=True)
    row = _row(study, client_of(study.lead), "Cora")
    assert "more is hidden until the blind round is opened" in row
    assert " 1 1 " in row
    assert "hidden" not in _row(study, client_of(study.coder), "Cora")


def test_a_coder_whose_codings_are_all_sealed_shows_none(study: Any, client_of: Any) -> None:
    sealed = study.transcripts[0]
    CodingFactory(project=study.project, source=sealed, coder=study.coder, code=study.codes["Trust"], start=0, end=4)
    Assignment.objects.create(project=study.project, source=sealed, coder=study.coder, sealed=True)
    row = _row(study, client_of(study.lead), "Cora")
    assert row.endswith("0 hidden until the blind round is opened")
