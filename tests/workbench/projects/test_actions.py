"""What a project may be called."""

import pytest

from workbench.projects.actions import create_project, edit_project
from workbench.web.errors import WorkbenchError


@pytest.mark.parametrize(("name", "said"), [(" ", "Give the study a name"), ("x" * 201, "at most 200 characters")])
def test_a_name_that_cannot_be_kept_is_refused_in_words(project, lead, name, said):
    with pytest.raises(WorkbenchError, match=said):
        create_project(name=name, by=lead)
    with pytest.raises(WorkbenchError, match=said):
        edit_project(project=project, by=lead, name=name, description="")
