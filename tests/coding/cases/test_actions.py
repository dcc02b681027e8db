"""What the actions on cases and variables promise: all or nothing, one event each, nothing lost."""

import pytest

from coding.cases.actions import add_case, link_source, remove_case, rename_case, tie_speaker
from coding.cases.cells import Cell, CellsRefused, edit_case_values, set_values, take_back_values
from coding.cases.merging import merge_cases, merges_of, unmerge_case
from coding.cases.variables import ValuesDoNotFit, add_variable, edit_variable, move_variable
from coding.codings.models import Memo
from coding.sources.models import Case, Variable, VariableValue
from coding.sources.naming import NameTaken
from tests.factories import coding as make
from themes.catalogue.actions import add_quotation, create_theme
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError


def events(study) -> list[str]:
    return list(Event.objects.filter(project_id=study.project.pk).order_by("pk").values_list("action", flat=True))


def test_values_of_a_case_can_be_set_and_taken_away(study):
    variable = add_variable(project=study.project, name=" Years  in practice ", kind="numeric", by=study.lead)
    case = study.cases[0]
    edit_case_values(case=case, values={variable.pk: " 12 "}, by=study.lead)
    assert case.values.get().value == "12"
    edit_case_values(case=case, values={variable.pk: "12"}, by=study.lead)
    edit_case_values(case=case, values={variable.pk: ""}, by=study.lead)
    assert not case.values.exists()
    assert events(study) == ["variable.added", "case.edited", "case.edited"]
    assert Event.objects.latest("pk").before["Years in practice"] == "12"


def test_a_variable_exists_once(study):
    add_variable(project=study.project, name="Role", kind="nominal", by=study.lead)
    with pytest.raises(NameTaken):
        add_variable(project=study.project, name="Role", kind="nominal", by=study.lead)


def test_the_answers_of_a_case_are_renamed_with_it(study):
    rename_case(case=study.cases[0], name="P01a", by=study.lead)
    study.answers[0].refresh_from_db()
    assert study.answers[0].name == "P01a | What worries you?"
    with pytest.raises(NameTaken):
        rename_case(case=study.cases[0], name="P02", by=study.lead)


def test_a_block_is_stored_whole_as_one_line_of_history(study):
    role = make.VariableFactory(project=study.project, name="Role")
    age = make.VariableFactory(project=study.project, name="Age", kind="numeric")
    cells = [Cell(case.pk, variable.pk, "7", "") for case in study.cases[:2] for variable in (role, age)]
    change = set_values(project=study.project, cells=cells, by=study.coder)
    assert VariableValue.objects.count() == 4
    assert events(study) == ["cases.edited"]
    assert change.event.after["cases"] == ["P01", "P02"]
    bad = [Cell(study.cases[0].pk, role.pk, "new", "7"), Cell(study.cases[1].pk, age.pk, "old", "7")]
    with pytest.raises(CellsRefused, match="“old” is no number"):
        set_values(project=study.project, cells=bad, by=study.coder)
    assert set(VariableValue.objects.values_list("value", flat=True)) == {"7"}
    assert events(study) == ["cases.edited"]
    take_back_values(project=study.project, event=change.event, by=study.lead)
    assert not VariableValue.objects.exists()
    assert events(study) == ["cases.edited", "cases.edited"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(study):
    role = make.VariableFactory(project=study.project, name="Role")
    case = study.cases[0]
    first = set_values(project=study.project, cells=[Cell(case.pk, role.pk, "nurse", "")], by=study.coder)
    with pytest.raises(CellsRefused, match=r"changed this meanwhile\. It is “nurse” now\."):
        set_values(project=study.project, cells=[Cell(case.pk, role.pk, "doctor", "")], by=study.second_coder)
    # A request that is sent twice is stored once.
    again = set_values(project=study.project, cells=[Cell(case.pk, role.pk, "nurse", "")], by=study.coder)
    assert again.event is None
    set_values(project=study.project, cells=[Cell(case.pk, role.pk, "doctor", "nurse")], by=study.second_coder)
    with pytest.raises(WorkbenchError, match="changed again since"):
        take_back_values(project=study.project, event=first.event, by=study.coder)


def test_several_answers_are_tidied(study):
    tools = make.VariableFactory(project=study.project, name="Tools", kind="multiple")
    edit_case_values(case=study.cases[0], values={tools.pk: "phone ;paper;; phone"}, by=study.lead)
    assert study.cases[0].values.get().value == "phone; paper"


def test_a_value_that_came_unfitting_does_not_stand_in_the_way_of_others(study):
    age = make.VariableFactory(project=study.project, name="Age", kind="numeric")
    role = make.VariableFactory(project=study.project, name="Role")
    make.VariableValueFactory(case=study.cases[0], variable=age, value="about 40")
    edit_case_values(case=study.cases[0], values={age.pk: "about 40", role.pk: "nurse"}, by=study.lead)
    assert study.cases[0].values.count() == 2


def test_a_merge_moves_everything_and_is_taken_apart(study):
    into, case = study.cases[:2]
    key = case.pk
    role = make.VariableFactory(project=study.project, name="Role")
    for one, value in ((into, "nurse"), (case, "doctor")):
        make.VariableValueFactory(case=one, variable=role, value=value)
    theme = create_theme(project=study.project, by=study.lead, name="Trust")
    quotation = add_quotation(theme=theme, source=study.answers[1], start=0, end=5, by=study.lead)
    memo = make.MemoFactory(project=study.project, about="case", about_id=str(case.pk), author=study.lead, body="Two.")
    make.MemoFactory(project=study.project, about="case", about_id=str(into.pk), author=study.coder, body="One.")
    make.MemoFactory(project=study.project, about="case", about_id=str(case.pk), author=study.coder, body="Ho.")
    old_name = study.answers[1].name
    merge_cases(case=case, into=into, by=study.lead, chosen={role.pk: "doctor"})

    assert not Case.objects.filter(pk=key).exists()
    assert set(into.sources.values_list("pk", flat=True)) == {
        *(source.pk for source in study.transcripts), study.answers[0].pk, study.answers[1].pk,
    }  # fmt: skip
    study.answers[1].refresh_from_db()
    # Both answered the same question; both answers stay.
    assert study.answers[1].name == f"{study.answers[0].name} (2)"
    quotation.refresh_from_db()
    assert quotation.case_id == into.pk
    assert into.values.get().value == "doctor"
    notes = Memo.objects.filter(about="case", about_id=str(into.pk)).order_by("pk").values_list("body", flat=True)
    assert sorted(notes) == ["Ho.", "One.", "Two."]

    event = Event.objects.get(action="case.merged")
    assert merges_of(into) == [event]
    back = unmerge_case(project=study.project, event=event, by=study.lead)
    assert (back.pk, back.name) == (key, "P02")
    assert set(back.sources.values_list("pk", flat=True)) == {study.transcripts[1].pk, study.answers[1].pk}
    study.answers[1].refresh_from_db()
    quotation.refresh_from_db()
    assert (study.answers[1].name, quotation.case_id) == (old_name, key)
    assert (into.values.get().value, back.values.get().value) == ("nurse", "doctor")
    memo.refresh_from_db()
    assert memo.about_id == str(key)
    assert Memo.objects.get(about="case", about_id=str(key), author=study.coder).body == "Ho."
    assert merges_of(into) == []
    with pytest.raises(WorkbenchError, match="taken apart already"):
        unmerge_case(project=study.project, event=event, by=study.lead)


def test_a_transcript_is_linked_with_those_of_its_speakers_who_were_its_case(study):
    source = study.transcripts[0]
    guest = make.SpeakerFactory(source=source, name="Guest", case=study.cases[2])
    link_source(source=source, case=study.cases[1], by=study.lead)
    assert guest.case == study.cases[2]
    assert set(source.speakers.exclude(pk=guest.pk).values_list("case__name", flat=True)) == {"P02"}
    with pytest.raises(WorkbenchError, match="belongs to its respondent"):
        link_source(source=study.answers[0], case=study.cases[1], by=study.lead)
    with pytest.raises(WorkbenchError, match="an interviewer or a case"):
        tie_speaker(speaker=guest, case=study.cases[0], is_interviewer=True, by=study.lead)
    assert events(study) == ["source.linked"]


def test_a_case_with_words_a_passage_or_a_memo_stays(study):
    empty = add_case(project=study.project, name="P77", by=study.lead)
    make.MemoFactory(project=study.project, about="case", about_id=str(empty.pk), author=study.lead)
    quoted = make.CaseFactory(project=study.project)
    theme = create_theme(project=study.project, by=study.lead, name="Trust")
    quotation = add_quotation(theme=theme, source=study.answers[1], start=0, end=5, by=study.lead)
    type(quotation).objects.filter(pk=quotation.pk).update(case=quoted)
    for case in (empty, study.cases[0], quoted):
        with pytest.raises(WorkbenchError, match="so it stays"):
            remove_case(case=case, by=study.lead)
    with pytest.raises(NameTaken):
        add_case(project=study.project, name=" P77 ", by=study.lead)


def test_columns_are_moved(study):
    first, second, third = (
        add_variable(project=study.project, name=name, kind="nominal", by=study.lead) for name in "abc"
    )
    move_variable(variable=third, before=first, by=study.lead)
    assert "".join(Variable.objects.values_list("name", flat=True)) == "cab"
    move_variable(variable=third, before=None, by=study.lead)
    assert "".join(Variable.objects.values_list("name", flat=True)) == "abc"
    assert second.name == "b"


def test_a_changed_kind_is_refused_while_values_do_not_fit(study):
    role = add_variable(project=study.project, name="Role", kind="nominal", by=study.lead)
    make.VariableValueFactory(case=study.cases[0], variable=role, value="nurse")
    with pytest.raises(ValuesDoNotFit) as refused:
        edit_variable(variable=role, name="Role", kind="ordinal", levels=["doctor"], by=study.lead)
    assert [(case.name, value) for case, value in refused.value.misfits] == [("P01", "nurse")]
    role.refresh_from_db()
    edit_variable(variable=role, name="Role", kind="ordinal", levels=["nurse", "doctor", "nurse", " "], by=study.lead)
    role.refresh_from_db()
    assert role.levels == ["nurse", "doctor"]
