"""The codebook as a table: cells are stored all or none, and come back all or none."""

from __future__ import annotations

from typing import Any

import pytest

from coding.codebook.actions import edit_code, retire_code
from coding.codebook.cells import Cell, CellsRefused, Stored, set_cells
from coding.codebook.colors import PALETTE
from coding.codebook.history import versions_of
from coding.codebook.models import Code
from coding.codebook.queries import code_by_path, code_tree
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.models import Event
from workbench.audit.undo import next_redo, next_undo
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def store(study: Any, *cells: tuple[Any, ...]) -> Stored:
    keyed = [Cell(study.codes[key].pk if isinstance(key, str) else key, *rest) for key, *rest in cells]
    return set_cells(project=study.project, cells=keyed, by=study.lead)


def paths(study: Any) -> list[str]:
    return [node.path for node in code_tree(study.project)]


def refusals(study: Any, *cells: tuple[Any, ...]) -> list[tuple[str, str]]:
    before = (paths(study), Event.objects.count())
    with pytest.raises(CellsRefused) as refused:
        store(study, *cells)
    assert (paths(study), Event.objects.count()) == before
    return [(one.field, one.message) for one in refused.value.refusals]


def test_one_cell_is_one_edit_of_one_code(study: Any) -> None:
    stored = store(study, ("Trust/Errors", "definition", " Mistakes.\nOf any kind. ", ""))

    errors = code_by_path(study.project, "Trust/Errors")
    assert (errors.definition, errors.defined_at is not None) == ("Mistakes.\nOf any kind.", True)
    assert stored.cells == [(errors.pk, "definition", "Mistakes.\nOf any kind.")]
    assert (stored.event.action, stored.event.before["definition"], stored.reordered) == ("code.edited", "", False)
    assert len(versions_of(errors, study.lead)) == 1
    assert store(study, ("Trust/Errors", "definition", "Mistakes.\nOf any kind.")).event is None


def test_a_new_name_shows_in_the_paths_of_those_below(study: Any) -> None:
    stored = store(study, ("Trust", "name", "Faith"))

    assert paths(study)[:3] == ["Faith", "Faith/Errors", "Faith/Checking"]
    assert {(name, text) for _code, name, text in stored.cells} == {("name", "Faith"), ("parent", "Faith")}


def test_colours_go_by_their_names_or_their_numbers(study: Any) -> None:
    store(study, ("Trust", "color", "Violet"), ("Work", "color", "#2E6FB0"))

    colors = dict(Code.objects.values_list("name", "color"))
    assert (colors["Trust"], colors["Work"]) == (PALETTE[19], "#2e6fb0")
    assert refusals(study, ("Trust", "color", "bright"))[0][1].startswith("“bright” is no colour")


def test_a_parent_is_found_by_its_name_or_its_path(study: Any) -> None:
    stored = store(study, ("Work/Time saved", "parent", "trust / errors"))
    assert (paths(study)[2], stored.reordered) == ("Trust/Errors/Time saved", True)
    store(study, ("Work/Time saved", "parent", ""))
    assert "Time saved" in paths(study)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (("Trust", "parent", "Errors"), "cannot stand below itself"),
        (("Trust", "parent", "Nothing"), "There is no code “Nothing”"),
        (("Trust/Errors", "name", "checking"), "There is a code “Checking” at this place already"),
        (("Trust/Errors", "name", ""), "A code needs a name"),
        (("Trust/Errors", "name", "a/b"), "cannot contain “/”"),
        ((-1, "definition", "Without a name"), "A code needs a name"),
    ],
)
def test_what_does_not_fit_is_refused_in_its_cell_and_nothing_is_stored(study: Any, cell: Any, reason: str) -> None:
    assert reason in refusals(study, ("Work", "definition", "Fits."), cell)[0][1]


def test_a_name_of_a_retired_code_and_one_that_several_have_are_told_apart(study: Any) -> None:
    store(study, (-1, "name", "Errors"), (-1, "parent", "Work"))
    assert "Several codes" in refusals(study, ("Work/Time saved", "parent", "Errors"))[0][1]
    retire_code(code=study.codes["Trust/Checking"], by=study.lead)
    assert "was retired" in refusals(study, ("Trust/Errors", "name", "Checking"))[0][1]
    assert "There is no code" in refusals(study, ("Work", "parent", "Checking"))[0][1]


def test_what_another_changed_meanwhile_is_not_overwritten(study: Any) -> None:
    edit_code(code=study.codes["Trust"], by=study.coder, definition="Hers.")
    assert "It is “Hers.” now" in refusals(study, ("Trust", "definition", "Mine.", ""))[0][1]


def test_rows_from_a_spreadsheet_become_codes_below_each_other_and_one_act(study: Any) -> None:
    stored = store(
        study,
        ("Work/Time saved", "definition", "Minutes."),
        (-1, "name", "Voice"), (-1, "definition", "Being asked."),
        (-2, "name", "Silence"), (-2, "parent", "Voice"),
        (-3, "name", ""), (-3, "example", ""),
    )  # fmt: skip

    assert paths(study)[-2:] == ["Voice", "Voice/Silence"]
    assert set(stored.made) == {-1, -2}
    assert list(Event.objects.values_list("action", flat=True)) == ["codebook.edited"]

    key = next_undo(study.lead, study.project.pk).key
    undo_act(project_id=study.project.pk, by=study.lead, key=key, may=lambda _permission: True)
    assert (paths(study)[-1], code_by_path(study.project, "Work/Time saved").definition) == ("Work/Time saved", "")
    key = next_redo(study.lead, study.project.pk).key
    redo_act(project_id=study.project.pk, by=study.lead, key=key, may=lambda _permission: True)
    assert paths(study)[-2:] == ["Voice", "Voice/Silence"]


def test_codes_of_another_study_are_not_found(study: Any) -> None:
    with pytest.raises(WorkbenchError, match="gone"):
        store(study, (999_999, "name", "X"))
