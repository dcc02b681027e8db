"""Every act on the codebook can be undone and redone; what was used or changed since is not taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from coding.codebook import actions
from coding.codebook.importing import import_codebook
from coding.codebook.models import Code
from coding.codings.models import Coding
from coding.quotations.actions import CodeInUse, delete_code, merge_codes, unmerge_code
from coding.quotations.turning import ChangedSince
from coding.sources.importers.codebook_table import ParsedCode
from tests.factories.coding import AssignmentFactory, CodingFactory
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.models import Event
from workbench.audit.undo import next_redo, next_undo
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def state(project: Any) -> list[tuple[Any, ...]]:
    codes = Code.objects.filter(project=project).order_by("parent_id", "position", "id")
    rows = codes.values_list("pk", "parent_id", "name", "color", "definition", "example", "defined_at", "retired_at")
    codings = Coding.objects.filter(project=project).order_by("pk").values_list("pk", "code_id")
    return [*rows, *codings]


def may(_permission: str) -> bool:
    return True


def undo(study: Any) -> None:
    undo_act(project_id=study.project.pk, by=study.lead, key=next_undo(study.lead, study.project.pk).key, may=may)


def redo(study: Any) -> None:
    redo_act(project_id=study.project.pk, by=study.lead, key=next_redo(study.lead, study.project.pk).key, may=may)


def fresh(study: Any, path: str) -> Code:
    return Code.objects.get(pk=study.codes[path].pk)


def rows() -> list[ParsedCode]:
    return [ParsedCode(("New",)), ParsedCode(("New", "Below")), ParsedCode(("Trust",), definition="Relying on it.")]


ACTS: dict[str, Callable[[Any], object]] = {
    "create": lambda s: actions.create_code(project=s.project, by=s.lead, name="X", parent=s.codes["Trust"]),
    "edit": lambda s: actions.edit_code(code=fresh(s, "Trust"), by=s.lead, name="Faith", definition="Faith in it."),
    "move": lambda s: actions.move_code(code=fresh(s, "Trust/Errors"), by=s.lead, parent=s.codes["Work"], position=0),
    "shift": lambda s: actions.shift_code(code=fresh(s, "Trust"), by=s.lead, step=1),
    "retire": lambda s: actions.retire_code(code=fresh(s, "Trust"), by=s.lead),
    "merge": lambda s: merge_codes(code=fresh(s, "Trust/Errors"), into=fresh(s, "Trust/Checking"), by=s.lead),
    "delete": lambda s: delete_code(code=fresh(s, "Work/Time saved"), by=s.lead),
    "import": lambda s: import_codebook(project=s.project, by=s.lead, rows=rows()),
}


@pytest.fixture
def coded(study: Any) -> Any:
    for name, start in (("Trust/Errors", 55), ("Trust/Errors", 61), ("Trust/Checking", 55)):
        place = {"source": study.transcripts[0], "start": start, "end": start + 5}
        CodingFactory(**place, code=study.codes[name], coder=study.coder)
    return study


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
def test_an_act_is_undone_and_redone_to_the_letter(coded: Any, act: Callable[[Any], object]) -> None:
    before = state(coded.project)
    act(coded)
    after = state(coded.project)
    assert after != before

    undo(coded)
    assert state(coded.project) == before
    redo(coded)
    without_times = [row[:-2] for row in state(coded.project)]
    assert without_times == [row[:-2] for row in after]
    undo(coded)
    assert state(coded.project) == before


def test_restoring_and_unmerging_are_undone_too(coded: Any) -> None:
    actions.retire_code(code=fresh(coded, "Work"), by=coded.lead)
    actions.restore_code(code=fresh(coded, "Work"), by=coded.lead)
    undo(coded)
    assert fresh(coded, "Work").retired_at
    undo(coded)
    assert fresh(coded, "Work").retired_at is None

    merge_codes(code=fresh(coded, "Trust/Errors"), into=fresh(coded, "Trust/Checking"), by=coded.lead)
    merged = state(coded.project)
    unmerge_code(code=fresh(coded, "Trust/Errors"), by=coded.lead)
    undo(coded)
    assert [row[:2] for row in state(coded.project)] == [row[:2] for row in merged]


def test_a_code_that_was_used_since_is_not_undone_away(study: Any) -> None:
    code = actions.create_code(project=study.project, by=study.lead, name="X")
    CodingFactory(source=study.transcripts[0], code=code, coder=study.coder)
    with pytest.raises(CodeInUse):
        undo(study)

    import_codebook(project=study.project, by=study.lead, rows=rows())
    CodingFactory(source=study.transcripts[0], code=Code.objects.get(name="Below"), coder=study.coder)
    with pytest.raises(CodeInUse, match="Below"):
        undo(study)
    assert Code.objects.filter(name="New").exists()


def test_while_a_blind_round_runs_a_new_code_is_retired_which_tells_nothing(study: Any) -> None:
    AssignmentFactory(source=study.transcripts[0], coder=study.coder, sealed=True)
    code = actions.create_code(project=study.project, by=study.lead, name="X")
    import_codebook(project=study.project, by=study.lead, rows=rows())
    made = [code, *Code.objects.filter(name__in=["New", "Below"])]
    CodingFactory(source=study.transcripts[0], code=made[1], coder=study.coder)

    undo(study)
    undo(study)
    assert all(Code.objects.get(pk=one.pk).retired_at for one in made)
    redo(study)
    redo(study)
    assert not any(Code.objects.get(pk=one.pk).retired_at for one in made)


def test_what_another_changed_since_stays(study: Any) -> None:
    actions.edit_code(code=fresh(study, "Trust"), by=study.lead, definition="One.")
    actions.edit_code(code=fresh(study, "Trust"), by=study.coder, definition="Two.")
    with pytest.raises(ChangedSince, match="changed again since"):
        undo(study)

    actions.move_code(code=fresh(study, "Work/Time saved"), by=study.lead, parent=study.codes["Trust"])
    actions.move_code(code=fresh(study, "Work/Time saved"), by=study.coder, parent=None)
    with pytest.raises(WorkbenchError, match="moved again since"):
        undo(study)
    assert fresh(study, "Trust").definition == "Two."


def test_an_undo_is_a_line_of_history_of_its_own(study: Any) -> None:
    actions.edit_code(code=fresh(study, "Trust"), by=study.lead, definition="One.")
    undo(study)

    done, taken_back = Event.objects.order_by("pk")
    assert (taken_back.action, taken_back.undoes, taken_back.after["definition"]) == ("code.edited", done.pk, "")
