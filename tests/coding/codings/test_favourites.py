"""The number keys that a person sets: their own, kept apart by study, and nobody else's business."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coding.codings.favourites import favourites_of, set_favourite
from workbench.audit.models import Event
from workbench.audit.queries import events_visible_to
from workbench.audit.undo import inverse_of
from workbench.web.errors import WorkbenchError


def keys(study: Any, user: Any = None) -> dict[int, str]:
    names = {code.pk: code.name for code in study.codes.values()}
    return {number: names[code] for number, code in favourites_of(user or study.coder, study.project).items()}


def give(study: Any, number: int, code: str | None) -> None:
    set_favourite(project=study.project, by=study.coder, number=number, code=study.codes[code] if code else None)


def test_a_number_has_one_code_and_a_code_one_number(study: Any) -> None:
    give(study, 1, "Trust")
    give(study, 2, "Work")
    give(study, 2, "Trust")
    assert keys(study) == {2: "Trust"}
    give(study, 2, None)
    assert keys(study) == {}
    assert keys(study, study.second_coder) == {}


def test_a_retired_code_has_no_number_and_gets_none(study: Any) -> None:
    give(study, 1, "Trust")
    study.codes["Trust"].retired_at = timezone.now()
    study.codes["Trust"].save()
    assert keys(study) == {}
    with pytest.raises(WorkbenchError, match="was retired"):
        give(study, 3, "Trust")
    give(study, 1, "Work")
    assert keys(study) == {1: "Work"}


@pytest.mark.parametrize("number", [0, 10, -1])
def test_there_are_nine_numbers(study: Any, number: int) -> None:
    with pytest.raises(WorkbenchError, match="1 to 9"):
        give(study, number, "Trust")


def test_setting_a_number_is_undone_and_seen_by_oneself_alone(study: Any) -> None:
    give(study, 1, "Trust")
    give(study, 1, "Work")
    event = Event.objects.filter(action="favourite.set").first()
    assert event.subject_label == "1: Work"
    assert event not in events_visible_to(study.lead, study.project.pk)
    assert event in events_visible_to(study.coder, study.project.pk)
    inverse_of(event).undo(event, study.coder)
    assert keys(study) == {1: "Trust"}
    inverse_of(event).redo(event, study.coder)
    assert keys(study) == {1: "Work"}


def test_keys_are_set_through_their_address(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    address = reverse("codings:favourite", args=[study.slug, 4])
    code = study.codes["Trust"]
    answer = client.put(address, {"code": code.pk}, content_type="application/json")
    assert answer.json() == {"favourites": [[4, code.pk]]}
    page = client.get(reverse("codings:source", args=[study.slug, study.transcripts[0].pk]))
    assert page.context["data"]["favourites"] == [(4, code.pk)]
    assert client.delete(address).json() == {"favourites": []}
    assert client.put(address, {"code": 0}, content_type="application/json").status_code == 404
    assert client_of(study.reader).put(address, {"code": code.pk}, content_type="application/json").status_code == 403
