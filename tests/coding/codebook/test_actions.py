"""The codebook changes as people ask, and says why where it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from coding.codebook import actions
from coding.codebook.colors import tint_of
from coding.codebook.models import Code
from coding.codebook.queries import code_by_path, code_paths, code_tree
from tests.factories.people import ProjectFactory
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def events(project: Any) -> list[str]:
    return list(Event.objects.filter(project_id=project.pk).order_by("id").values_list("action", flat=True))


def paths(project: Any) -> list[str]:
    return [node.path for node in code_tree(project)]


def test_a_new_code_is_the_last_of_its_siblings_and_written_into_the_history(study: Any) -> None:
    code = actions.create_code(
        project=study.project, by=study.coder, name="  Fear  of blame ", parent=study.codes["Trust"],
        definition=" Being blamed. ", include="x", exclude="y", example="z",
    )  # fmt: skip

    assert paths(study.project)[:4] == ["Trust", "Trust/Errors", "Trust/Checking", "Trust/Fear of blame"]
    assert (code.definition, code.include, code.exclude, code.example) == ("Being blamed.", "x", "y", "z")
    event = Event.objects.get(project_id=study.project.pk)
    assert (event.action, event.actor_id, event.after["name"]) == (
        "code.created",
        study.coder.pk,
        "Fear of blame",
    )


def test_top_codes_are_told_apart_by_hue_and_subcodes_are_close_to_their_parent(project: Any, lead: Any) -> None:
    tops = [actions.create_code(project=project, by=lead, name=f"T{i}") for i in range(12)]
    below = [actions.create_code(project=project, by=lead, name=f"S{i}", parent=tops[3]) for i in range(3)]

    assert len({code.tint for code in tops}) == 12
    for code in below:
        assert min((code.tint - tops[3].tint) % 24, (tops[3].tint - code.tint) % 24) <= 1
    assert len({code.tint for code in below}) == 3


def test_a_colour_can_be_given(project: Any, lead: Any) -> None:
    code = actions.create_code(project=project, by=lead, name="Trust", color="#2E6FB0")

    assert code.color == "#2e6fb0"
    assert code.tint == tint_of("#2e6fb0")
    with pytest.raises(WorkbenchError, match="not a colour"):
        actions.create_code(project=project, by=lead, name="Other", color="blue")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "needs a name"),
        ("  ", "needs a name"),
        ("Trust/Errors", "cannot contain “/”"),
        ("x" * 201, "too long"),
    ],
)
def test_a_name_that_no_file_could_hold_is_refused(project: Any, lead: Any, name: str, reason: str) -> None:
    with pytest.raises(actions.NameNotAllowed, match=reason):
        actions.create_code(project=project, by=lead, name=name)
    assert not Code.objects.exists()


def test_the_same_name_at_the_same_place_is_refused_and_elsewhere_allowed(study: Any) -> None:
    with pytest.raises(actions.NameTaken, match="“Errors” below “Trust” already"):
        actions.create_code(project=study.project, by=study.lead, name="errors", parent=study.codes["Trust"])
    with pytest.raises(actions.NameTaken, match="at the top of the codebook"):
        actions.create_code(project=study.project, by=study.lead, name="Work")

    actions.create_code(project=study.project, by=study.lead, name="Errors", parent=study.codes["Work"])
    assert "Work/Errors" in paths(study.project)


def test_a_parent_of_another_project_is_refused(study: Any) -> None:
    elsewhere = actions.create_code(project=ProjectFactory(), by=study.lead, name="Trust")

    with pytest.raises(WorkbenchError, match="another study"):
        actions.create_code(project=study.project, by=study.lead, name="X", parent=elsewhere)
    with pytest.raises(WorkbenchError, match="another study"):
        actions.move_code(code=study.codes["Work"], by=study.lead, parent=elsewhere)


def test_editing_changes_what_is_given_and_keeps_the_rest(study: Any) -> None:
    code = study.codes["Trust/Errors"]
    actions.edit_code(code=code, by=study.coder, definition="Mistakes of the tool.")
    actions.edit_code(code=code, by=study.coder, name="Slips")

    code.refresh_from_db()
    assert (code.name, code.definition) == ("Slips", "Mistakes of the tool.")
    event = Event.objects.filter(action="code.edited").order_by("id").last()
    assert (event.before, event.after) == ({"name": "Errors"}, {"name": "Slips"})


def test_editing_nothing_leaves_no_trace(study: Any) -> None:
    actions.edit_code(code=study.codes["Trust"], by=study.coder, name="Trust", definition="")

    assert events(study.project) == []


def test_a_code_keeps_its_own_name_when_it_is_edited_but_not_a_siblings(study: Any) -> None:
    actions.edit_code(code=study.codes["Trust/Errors"], by=study.coder, name="errors")

    with pytest.raises(actions.NameTaken):
        actions.edit_code(code=study.codes["Trust/Errors"], by=study.coder, name="Checking")


def test_what_a_code_does_not_have_cannot_be_edited(study: Any) -> None:
    with pytest.raises(TypeError, match="weight"):
        actions.edit_code(code=study.codes["Trust"], by=study.coder, weight="3")


def test_moving_takes_the_subcodes_along(study: Any) -> None:
    actions.move_code(code=study.codes["Trust"], by=study.lead, parent=study.codes["Work"])

    assert paths(study.project) == [
        "Work", "Work/Time saved", "Work/Trust", "Work/Trust/Errors", "Work/Trust/Checking",
    ]  # fmt: skip
    assert events(study.project) == ["code.moved"]


def test_a_code_can_change_places_with_its_siblings(study: Any) -> None:
    actions.move_code(code=study.codes["Trust/Checking"], by=study.lead, parent=study.codes["Trust"], position=0)
    actions.move_code(code=study.codes["Work"], by=study.lead, parent=None, position=0)

    assert paths(study.project) == ["Work", "Work/Time saved", "Trust", "Trust/Checking", "Trust/Errors"]


def test_a_code_cannot_stand_below_itself(study: Any) -> None:
    for below in ("Trust", "Trust/Errors"):
        with pytest.raises(actions.CircularCodebook, match="cannot stand below itself"):
            actions.move_code(code=study.codes["Trust"], by=study.lead, parent=study.codes[below])


def test_moving_to_where_the_name_is_taken_is_refused(study: Any) -> None:
    actions.create_code(project=study.project, by=study.lead, name="Errors", parent=study.codes["Work"])

    with pytest.raises(actions.NameTaken):
        actions.move_code(code=study.codes["Trust/Errors"], by=study.lead, parent=study.codes["Work"])


def test_a_retired_code_leaves_with_its_subcodes_and_comes_back_with_them(study: Any) -> None:
    actions.retire_code(code=study.codes["Trust/Checking"], by=study.lead)
    actions.retire_code(code=study.codes["Trust"], by=study.lead)
    assert paths(study.project) == ["Work", "Work/Time saved"]
    assert "Trust/Errors" in code_paths(study.project).values()

    trust = Code.objects.get(pk=study.codes["Trust"].pk)
    actions.restore_code(code=trust, by=study.lead)
    # Checking had been retired before, by itself, and stays so.
    assert paths(study.project) == ["Trust", "Trust/Errors", "Work", "Work/Time saved"]
    assert events(study.project) == ["code.retired", "code.retired", "code.restored"]


def test_retiring_or_restoring_twice_changes_nothing(study: Any) -> None:
    actions.restore_code(code=study.codes["Trust"], by=study.lead)
    actions.retire_code(code=study.codes["Trust"], by=study.lead)
    actions.retire_code(code=study.codes["Trust"], by=study.lead)

    assert events(study.project) == ["code.retired"]


def test_what_lies_below_a_retired_code_cannot_come_back_or_be_added_to(study: Any) -> None:
    actions.retire_code(code=study.codes["Trust"], by=study.lead)
    errors = Code.objects.get(pk=study.codes["Trust/Errors"].pk)

    with pytest.raises(WorkbenchError, match="“Trust”, above this code"):
        actions.restore_code(code=errors, by=study.lead)
    with pytest.raises(WorkbenchError, match="was retired"):
        actions.create_code(project=study.project, by=study.lead, name="New", parent=errors)
    with pytest.raises(WorkbenchError, match="was retired"):
        actions.move_code(code=study.codes["Work"], by=study.lead, parent=errors)
    with pytest.raises(actions.NameTaken, match="was retired"):
        actions.create_code(project=study.project, by=study.lead, name="Trust")


def test_a_codebook_is_frozen_once_until_it_changes(study: Any) -> None:
    first = actions.freeze_codebook(project=study.project, by=study.lead)
    assert actions.freeze_codebook(project=study.project, by=study.lead) == first
    actions.edit_code(code=study.codes["Trust"], by=study.lead, definition="New words.")
    second = actions.freeze_codebook(project=study.project, by=study.lead)

    assert (first.number, second.number) == (1, 2)
    assert [entry["path"] for entry in second.codes] == paths(study.project)
    assert first.codes[0]["definition"] == ""
    assert second.codes[0]["definition"] == "New words."


def test_a_code_is_found_by_its_path(study: Any) -> None:
    assert code_by_path(study.project, "Trust / Errors") == study.codes["Trust/Errors"]
    assert code_by_path(study.project, "Errors") is None
    assert code_by_path(ProjectFactory(), "Trust") is None


def test_the_whole_tree_is_one_query(study: Any, count_queries: Any) -> None:
    assert count_queries(lambda: code_tree(study.project)) == 1
    assert count_queries(lambda: code_paths(study.project)) == 1
