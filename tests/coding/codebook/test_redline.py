"""Two states of a codebook side by side: nothing that changed is left out, nothing that stayed is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook.actions import create_code, edit_code, freeze_codebook, retire_code
from coding.codebook.redline import ADDED, MERGED, MOVED, REMOVED, RENAMED, REWORDED, redline
from coding.exchange.redline_tables import build_redline
from coding.quotations.actions import merge_codes, unmerge_code
from workbench.exporting.documents import Changed
from workbench.web.errors import WorkbenchError


def code(pk, name, parent=None, **texts):
    return {"id": pk, "name": name, "parent": parent, "path": name, **texts}


OLD = [
    code(1, "Trust", definition="Faith in the tool."),
    code(2, "Errors", parent=1),
    code(3, "Slips", parent=1),
    code(4, "Work"),
    code(5, "Time"),
]


def test_each_kind_of_change_is_named_once():
    new = [
        code(1, "Trust", definition="Faith in a tool."),
        code(2, "Mistakes", parent=1),
        code(5, "Time", parent=4),
        code(6, "Hope"),
        code(4, "Work"),
    ]
    found = redline(OLD, new, merged={3: 2})
    assert [line.kinds for line in found] == [(REWORDED,), (RENAMED,), (MERGED,), (MOVED,), (ADDED,)]
    reworded, renamed, merged, *_rest = found
    assert [(piece.kind, piece.text) for piece in reworded.texts["definition"]] == [
        ("same", "Faith in "), ("gone", "the"), ("come", "a"), ("same", " tool."),
    ]  # fmt: skip
    assert [(piece.kind, piece.text) for piece in renamed.path] == [("gone", "Errors"), ("come", "Mistakes")]
    assert merged.into == "Mistakes"


@given(st.permutations(OLD))
def test_the_same_codes_in_any_order_are_no_change(codes):
    assert redline(OLD, codes) == []


@given(st.sets(st.integers(1, 5)), st.sets(st.integers(1, 5)))
def test_every_code_that_came_or_went_is_said_exactly_once(before, after):
    old, new = [one for one in OLD if one["id"] in before], [one for one in OLD if one["id"] in after]
    kinds = [line.kinds for line in redline(old, new)]
    assert kinds.count((ADDED,)) == len(after - before)
    assert kinds.count((REMOVED,)) == len(before - after)
    assert len(kinds) == len(after ^ before)


@pytest.mark.django_db
def test_the_export_compares_a_version_with_the_codebook_as_it_is(study):
    freeze_codebook(project=study.project, by=study.lead)
    edit_code(code=study.codes["Trust"], by=study.lead, definition="Faith in it")
    merge_codes(code=study.codes["Trust/Checking"], into=study.codes["Trust/Errors"], by=study.lead)
    create_code(project=study.project, by=study.lead, name="Hope")
    document = build_redline(study.project, None)
    [table] = document.tables
    said = {str(row[0]): row[1] for row in table.rows}
    assert said == {
        "Trust": "reworded", "[-Trust/Checking-]": "merged into Trust/Errors", "{+Hope+}": "added",
    }  # fmt: skip
    assert isinstance(table.rows[0][2], Changed)


@pytest.mark.django_db
def test_a_code_that_came_back_from_a_merge_and_was_retired_was_taken_out(study):
    freeze_codebook(project=study.project, by=study.lead)
    code = study.codes["Trust/Checking"]
    merge_codes(code=code, into=study.codes["Trust/Errors"], by=study.lead)
    retire_code(code=unmerge_code(code=code, by=study.lead), by=study.lead)
    [table] = build_redline(study.project, None).tables
    assert [row[1] for row in table.rows] == ["taken out"]


@pytest.mark.django_db
def test_without_a_version_the_export_says_so(study):
    with pytest.raises(WorkbenchError, match="There is nothing to compare yet"):
        build_redline(study.project, None)
