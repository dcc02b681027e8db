"""A study with themes, codings and a saved matrix."""

from __future__ import annotations

from typing import Any

import pytest

from tests.coding.codings.conftest import apply
from tests.factories import coding as make
from themes.catalogue.actions import add_quotation, create_theme
from themes.matrices.actions import create_matrix
from themes.matrices.framework import framework
from themes.matrices.summaries import written_in
from themes.matrices.writing import write_summary


@pytest.fixture
def framed(study: Any) -> Any:
    return frame(study)


def frame(study: Any) -> Any:
    """Trust (a theme of the code Trust and a quotation), the codes Work and Trust, and the question; roles of cases."""
    trust = create_theme(project=study.project, by=study.lead, name="Trust", codes=[study.codes["Trust"]])
    add_quotation(theme=trust, source=study.answers[0], start=0, end=6, by=study.lead)
    study.coding = apply(study.transcripts[0], study.codes["Trust/Errors"], study.coder, "I trust it")
    study.on_theme = apply(study.transcripts[0], study.codes["Trust"], study.coder, "Nobody asked us")
    apply(study.transcripts[1], study.codes["Work"], study.coder, "It saves an hour")
    role = make.VariableFactory(project=study.project, name="Role", levels=["nurse", "doctor"])
    make.VariableValueFactory(case=study.cases[0], variable=role, value="nurse")
    make.VariableValueFactory(case=study.cases[1], variable=role, value="doctor")
    study.role, study.theme = role, trust
    study.columns = [
        f"theme:{trust.pk}", f"code:{study.codes['Trust'].pk}", f"code:{study.codes['Work'].pk}",
        f"question:{study.question.pk}",
    ]  # fmt: skip
    study.matrix = create_matrix(project=study.project, by=study.lead, name="Framework", columns=study.columns)
    study.row = f"case:{study.cases[0].pk}"
    return study


def write(study: Any, text: str, *, by: Any = None, seen: int = 0, row: str = "", column: str = "") -> Any:
    """Write in a cell: of the first case under the theme, unless told otherwise."""
    return write_summary(
        matrix=study.matrix, viewer=study.membership(by or study.lead), row=row or study.row,
        column=column or study.columns[0], text=text, seen=seen,
    )  # fmt: skip


def changes(study: Any, viewer: Any = None) -> Any:
    """Return what has changed behind the cell that write() writes in."""
    membership = study.membership(viewer or study.lead)
    return written_in(framework(study.matrix, membership), membership)[study.row, study.columns[0]].changes
