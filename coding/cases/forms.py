"""What people say of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.sources.models import Variable, VariableKind
from coding.sources.naming import LONGEST_NAME


class VariableForm(forms.Form):
    """A variable to be added."""

    name = forms.CharField(label=_("Name"), max_length=500)
    kind = forms.ChoiceField(label=_("Kind"), choices=VariableKind, initial=VariableKind.NOMINAL)


class CaseForm(forms.Form):
    """The name of a case and its value for each variable, in fields `v<variable id>`."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)

    def __init__(self, *args: Any, variables: Sequence[Variable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for variable in variables:
            self.fields[f"v{variable.pk}"] = self._field(variable)

    def _field(self, variable: Variable) -> forms.Field:
        shared = {"label": variable.name, "required": False}
        if variable.kind == VariableKind.ORDINAL and variable.levels:
            current = self.initial.get(f"v{variable.pk}", "")
            levels = [*variable.levels, *([current] if current and current not in variable.levels else [])]
            return forms.ChoiceField(choices=[("", "—"), *((level, level) for level in levels)], **shared)
        help_text = _("Several answers are separated by semicolons.") if variable.kind == VariableKind.MULTIPLE else ""
        return forms.CharField(help_text=help_text, **shared)

    def values(self) -> dict[int, str]:
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if name.startswith("v")}
