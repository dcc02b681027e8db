"""What the table of the codebook sends, and who may send it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coding.codebook.queries import code_by_path
from workbench.audit.models import Event

pytestmark = pytest.mark.django_db


def save(client: Any, study: Any, *cells: Any) -> Any:
    address = reverse("codebook:cells", args=[study.slug])
    return client.post(address, {"cells": list(cells)}, content_type="application/json", headers={"Accept": "application/json"})  # fmt: skip  # noqa: E501


def test_a_cell_is_stored_and_the_answer_says_what_the_table_shows_now(study: Any, client_of: Any) -> None:
    errors = study.codes["Trust/Errors"].pk
    said = save(client_of(study.coder), study, [errors, "name", "Slips", "Errors"], [-1, "name", "Voice", ""]).json()

    voice = code_by_path(study.project, "Voice")
    assert said["made"] == {"-1": voice.pk}
    assert [errors, "name", "Slips"] in said["stored"]
    assert said["tints"][str(voice.pk)] == voice.tint
    assert (said["reordered"], said["event"]) == (True, str(Event.objects.get().key))


def test_a_refusal_names_the_cell_and_the_reason(study: Any, client_of: Any) -> None:
    errors = study.codes["Trust/Errors"].pk
    said = save(client_of(study.coder), study, [errors, "name", "Checking", "Errors"])

    told = said.json()["refused"][0]
    assert (said.status_code, told["row"], told["field"]) == (200, errors, "name")


@pytest.mark.parametrize("cells", [[], ["x"], [[1, "name"]], [[True, "name", "x", ""]], [["1", "name", "x", ""]]])
def test_what_is_no_cell_is_refused(study: Any, client_of: Any, cells: Any) -> None:
    assert save(client_of(study.coder), study, *cells).status_code == 422


def test_readers_and_outsiders_store_nothing(study: Any, client_of: Any, outsider: Any) -> None:
    cell = [study.codes["Trust"].pk, "name", "Faith", "Trust"]
    assert save(client_of(study.reader), study, cell).status_code == 403
    assert save(client_of(outsider), study, cell).status_code == 404
    assert not Event.objects.exists()


def test_the_table_takes_the_same_number_of_queries_however_many_codes(
    study: Any, client_of: Any, count_queries: Any
) -> None:
    client, address = client_of(study.coder), reverse("codebook:tree", args=[study.slug]) + "?view=table"
    save(client, study, [-1, "name", "Code 0", ""])  # the page also tells what can be undone
    few = count_queries(lambda: client.get(address))
    save(client, study, *[[-number, "name", f"Code {number}", ""] for number in range(1, 20)])
    assert count_queries(lambda: client.get(address)) == few
