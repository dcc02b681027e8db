"""The form that defines a saved matrix."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.cases.queries import variables_of
from coding.quotations.layers import layer_choices
from themes.matrices.columns import headings_of, kinds_of_headings
from themes.matrices.models import CellKind, Matrix, RowKind
from themes.matrices.queries import grouping_choices
from workbench.projects.models import Project


class MatrixForm(forms.Form):
    """Name, rows, columns and cells of a matrix."""

    name = forms.CharField(label=_("Name"), max_length=200)
    rows = forms.ChoiceField(label=_("Rows"), choices=RowKind)
    variable = forms.ChoiceField(
        label=_("Variable that makes the groups"), required=False, help_text=_("For rows of groups.")
    )
    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)
    cells = forms.ChoiceField(
        label=_("Cells show"), choices=CellKind, help_text=_("The page can show the others at any time.")
    )
    layer = forms.ChoiceField(label=_("Whose codings count"))
    sections = forms.ChoiceField(
        label=_("Rows in sections by"), required=False, help_text=_("For rows of cases or sources.")
    )
    sort = forms.ChoiceField(
        label=_("Rows in the order of"), required=False, help_text=_("For rows of cases or sources.")
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variables = [(str(one.pk), one.name) for one in variables_of(project)]
        few = {label for _value, label in grouping_choices(project)[1:]}
        grouping = [(pk, name) for pk, name in variables if name in few]
        self.fields["variable"].choices = [("", _("— none —")), *grouping]
        self.fields["sections"].choices = [("", _("— one list —")), *grouping]
        self.fields["sort"].choices = [("", _("their names")), *variables]
        self.fields["layer"].choices = layer_choices(project)
        headings = headings_of(project).values()
        self.fields["columns"].choices = [
            (label, [(one.key, one.path) for one in headings if one.kind == kind])
            for kind, label in kinds_of_headings()
            if any(one.kind == kind for one in headings)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("variable", "sections", "sort"):
            cleaned[name] = int(cleaned[name]) if cleaned.get(name) else None
        if cleaned.get("rows") == RowKind.GROUPS and not cleaned["variable"] and "variable" not in self.errors:
            self.add_error("variable", _("Choose the variable that makes the groups."))
        return cleaned


def initial_of(matrix: Matrix) -> dict[str, Any]:
    """Return what the form shows of a matrix."""
    plain = {name: getattr(matrix, name) for name in ("name", "rows", "columns", "cells", "layer")}
    return plain | {name: getattr(matrix, f"{name}_id") or "" for name in ("variable", "sections", "sort")}
