"""Published codebooks come whole or in part, with their source, as one act."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codebook.actions import check_name, create_code, retire_code
from coding.codebook.frameworks import chosen, frameworks
from coding.codebook.models import Code
from coding.codebook.queries import code_by_path, code_tree
from workbench.audit.models import Event


@pytest.mark.parametrize("framework", frameworks().values(), ids=list(frameworks()))
def test_every_published_codebook_has_its_source_and_fits_a_codebook(framework: Any) -> None:
    paths = [code.path for code in framework.codes]
    assert len(paths) == len({tuple(name.casefold() for name in path) for path in paths})
    assert all(path[:-1] in paths for path in paths if len(path) > 1)
    for code in framework.codes:
        assert check_name(code.name) == code.name
        assert code.definition.endswith(f"(After {framework.source['short']}.)")
    assert framework.source["doi"].startswith("10.")
    assert str(framework.source["year"]) in framework.citation


def test_the_frameworks_have_the_constructs_that_their_articles_count() -> None:
    tops = {key: [code for code in one.codes if not code.depth] for key, one in frameworks().items()}
    assert {key: (len(tops[key]), len(one.codes)) for key, one in frameworks().items()} == {
        "cfir-2022": (5, 5 + 48 + 19 + 2),  # domains, constructs, subconstructs, and the two halves of Individuals
        "npt": (4, 4 + 16),
        "tdf": (14, 14),
        "com-b": (3, 3 + 6),
        "implementation-outcomes": (8, 8),
        "tfa": (7, 7),
        "re-aim": (5, 5),
    }


def test_a_chosen_code_brings_those_above_it() -> None:
    cfir = frameworks()["cfir-2022"]
    number = next(at for at, code in enumerate(cfir.codes) if code.name == "Societal pressure")

    assert [code.name for code in chosen(cfir, {number, 999})] == ["Outer setting", "External pressure", "Societal pressure"]  # fmt: skip  # noqa: E501


def address(study: Any, key: str) -> str:
    return reverse("codebook:framework", args=[study.slug, key])


@pytest.mark.django_db
def test_a_branch_is_added_as_one_act_that_names_its_source(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    page = BeautifulSoup(client.get(address(study, "com-b")).content, "html.parser")
    assert [box["value"] for box in page.select("input[name=code]:checked")] == list(map(str, range(9)))
    assert "10.1186/1748-5908-6-42" in page.text

    client.post(address(study, "com-b"), {"code": ["1"], "parent": study.codes["Work"].pk})
    assert [node.path for node in code_tree(study.project)][-2:] == ["Work/Capability", "Work/Capability/Physical capability"]  # fmt: skip  # noqa: E501
    event = Event.objects.get()
    assert (event.action, event.after["framework"][:5]) == ("codebook.imported", "COM-B")
    client.post(reverse("acts:undo", args=[study.slug]))
    assert code_by_path(study.project, "Work/Capability") is None


@pytest.mark.django_db
def test_a_code_that_is_there_keeps_its_own_words_and_one_that_was_retired_comes_back(
    study: Any, client_of: Any
) -> None:
    create_code(project=study.project, by=study.lead, name="reach", definition="Ours.")
    retire_code(code=create_code(project=study.project, by=study.lead, name="Adoption"), by=study.lead)
    client = client_of(study.coder)
    page = BeautifulSoup(client.get(address(study, "re-aim")).content, "html.parser")
    assert [box["value"] for box in page.select("input[name=code]:not(:checked)")] == ["0"]

    client.post(address(study, "re-aim"), {"code": list(map(str, range(5)))})
    assert Code.objects.get(name="reach").definition == "Ours."
    assert Code.objects.get(name="Adoption").retired_at is None
    assert Code.objects.filter(project=study.project, name__iexact="reach").count() == 1


@pytest.mark.django_db
def test_nothing_chosen_adds_nothing_and_readers_may_not(study: Any, client_of: Any) -> None:
    answer = client_of(study.coder).post(address(study, "tdf"), {}, follow=True)
    assert "Choose at least one code." in answer.content.decode()
    assert client_of(study.reader).get(address(study, "tdf")).status_code == 403
    assert client_of(study.coder).get(address(study, "no-such")).status_code == 404
    assert not Event.objects.exists()
