"""What the columns of a survey are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coding.sources.importers.guesses import ColumnGuess
from coding.sources.models import VariableKind


class MappingForm(forms.Form):
    """One choice for each column of a survey: what it is. Fields are `c0`, `c1` ... in the order of the columns."""

    ROLES = (
        ("leave_out", _("Leave out")),
        ("id", _("Id of the respondent")),
        ("open", _("Open question")),
        (
            _("Closed item"),
            tuple((str(kind.value), kind.label) for kind in VariableKind),
        ),
    )

    def __init__(self, *args: Any, guesses: Sequence[ColumnGuess], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = [guess.name for guess in guesses]
        for at, guess in enumerate(guesses):
            self.fields[f"c{at}"] = forms.ChoiceField(
                label=guess.name,
                choices=self.ROLES,
                initial=guess.kind if guess.role == "closed" else guess.role,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        roles = list(cleaned.values())
        if roles.count("id") > 1:
            raise forms.ValidationError(gettext("Only one column can hold the id of the respondents."))
        if "open" not in roles:
            raise forms.ValidationError(gettext("Choose at least one open question: its answers are what is coded."))
        return cleaned

    def mapping(self) -> dict[str, Any]:
        """The choices as the parameters of the import: id, open, closed."""
        named = [(column, self.cleaned_data[f"c{at}"]) for at, column in enumerate(self.columns)]
        return {
            "id": next((column for column, role in named if role == "id"), None),
            "open": [column for column, role in named if role == "open"],
            "closed": {column: role for column, role in named if role in VariableKind.values},
        }
