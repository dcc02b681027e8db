"""What the actions on cases and variables promise: all or nothing, one event each, nothing lost."""

import pytest

from coding.cases.actions import rename_case
from coding.cases.cells import edit_case_values
from coding.cases.variables import add_variable
from coding.sources.naming import NameTaken
from workbench.audit.models import Event


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
