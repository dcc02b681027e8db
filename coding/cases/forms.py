"""What people say of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coding.cases.groups import MOST_BANDS, number_of
from coding.cases.incoming import Choices
from coding.sources.forms import FilesField
from coding.sources.importers.registry import TABLES
from coding.sources.models import Source, Speaker, Variable, VariableKind
from coding.sources.naming import LONGEST_NAME

USUAL_BANDS = 4


class NewCaseForm(forms.Form):
    """A case to be added."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)


class VariableForm(forms.Form):
    """What a variable is."""

    name = forms.CharField(label=_("Name"), max_length=500)
    kind = forms.ChoiceField(label=_("What it holds"), choices=VariableKind, initial=VariableKind.NOMINAL)
    levels = forms.CharField(
        label=_("Levels"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For ordered categories: one a line, from low to high."),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was asked, or how it was measured."),
    )

    def clean_levels(self) -> list[str]:
        return self.cleaned_data["levels"].splitlines()


class NewVariableForm(VariableForm):
    """A variable to be added at the foot of a page; the rest can be said later."""

    levels = description = None


class RenameValueForm(forms.Form):
    """A value of a variable and how it is to be written."""

    old = forms.ChoiceField(label=_("Value"))
    new = forms.CharField(label=_("Write it as"), max_length=LONGEST_NAME)

    def __init__(self, *args: Any, values: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old"].choices = [(value, value) for value in values]


class MergeVariableForm(forms.Form):
    """The variable that another one is, and whose value stays where both have one."""

    into = forms.ChoiceField(label=_("The same variable as"))
    replace = forms.BooleanField(required=False)

    def __init__(self, *args: Any, others: Sequence[Variable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(str(one.pk), one.name) for one in others]


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


class MergeCaseForm(forms.Form):
    """The case that another one is."""

    into = forms.CharField(
        label=_("The same person as"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"list": "case-names"})
    )


class VoicesForm(forms.Form):
    """Whose a transcript is as a whole, and who each of its speakers is: fields `case`, `case<id>`, `asks<id>`."""

    case = forms.CharField(
        label=_("The whole transcript"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"list": "case-names"}),
        help_text=_("Leave empty where several people took part; then the speakers say whose words they are."),
    )

    def __init__(self, *args: Any, source: Source, speakers: Sequence[Speaker], **kwargs: Any) -> None:
        initial = {"case": source.case.name if source.case else ""}
        for speaker in speakers:
            initial[f"case{speaker.pk}"] = speaker.case.name if speaker.case and not speaker.is_interviewer else ""
            initial[f"asks{speaker.pk}"] = speaker.is_interviewer
        super().__init__(*args, initial=initial, **kwargs)
        for speaker in speakers:
            named = {"aria-label": _("Case of %(name)s") % {"name": speaker.name}, "list": "case-names"}
            self.fields[f"case{speaker.pk}"] = forms.CharField(
                required=False, max_length=LONGEST_NAME, widget=forms.TextInput(attrs=named)
            )
            asks = {"aria-label": _("%(name)s is an interviewer") % {"name": speaker.name}}
            self.fields[f"asks{speaker.pk}"] = forms.BooleanField(
                required=False, widget=forms.CheckboxInput(attrs=asks)
            )

    def rows(self, speakers: Sequence[Speaker]) -> list[tuple[Speaker, forms.BoundField, forms.BoundField]]:
        return [(speaker, self[f"case{speaker.pk}"], self[f"asks{speaker.pk}"]) for speaker in speakers]

    def names(self) -> set[str]:
        return {value for name, value in self.cleaned_data.items() if name.startswith("case") and value}


class GroupForm(forms.Form):
    """By which variable cases are grouped, and how numbers are cut."""

    by = forms.ChoiceField(label=_("Group by"))
    cuts = forms.CharField(
        label=_("Cut points"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "30; 50", "size": 12}),
        help_text=_("Divided by semicolons; a case at a cut point belongs to the higher group."),
    )
    count = forms.IntegerField(
        label=_("or bands of about as many cases"), required=False, min_value=2, max_value=MOST_BANDS
    )

    def __init__(self, data: Any, *, variables: Sequence[Variable], chosen: Variable | None) -> None:
        said = {"by": str(chosen.pk) if chosen else "", "count": str(USUAL_BANDS), **(data or {})}
        super().__init__(said)
        self.fields["by"].choices = [(str(variable.pk), variable.name) for variable in variables]
        if chosen is None or chosen.kind != VariableKind.NUMERIC:
            del self.fields["cuts"], self.fields["count"]

    def clean_cuts(self) -> list[float]:
        parts = [part.strip() for part in self.cleaned_data["cuts"].split(";") if part.strip()]
        numbers = [number_of(part) for part in parts]
        if None in numbers:
            raise forms.ValidationError(gettext("Write numbers, divided by semicolons: 30; 50."))
        return [number for number in numbers if number is not None]

    def bands(self) -> tuple[list[float], int]:
        """The cut points (none where bands are wanted), and how many bands."""
        if not self.is_valid():
            return [], USUAL_BANDS
        return self.cleaned_data.get("cuts") or [], self.cleaned_data.get("count") or USUAL_BANDS


class TableForm(forms.Form):
    """A table with an id column."""

    files = FilesField(
        label=_("Table"),
        endings=TABLES,
        many=False,
        help_text=_("One row for each case, with a column of ids as the cases are called here."),
    )


@dataclass(frozen=True)
class ColumnChoices:
    """Which column is the id, which columns become variables of which kind, and what may happen."""

    id_at: int
    chosen: dict[int, str]
    choices: Choices


class ColumnsForm(forms.Form):
    """What each column of a table becomes (fields `c0`, `c1` ...): the id, a variable of some kind, or nothing."""

    ID, LEAVE_OUT = "id", "leave_out"
    ROLES = ((ID, _("Id of the case")), *VariableKind.choices, (LEAVE_OUT, _("Leave out")))

    replace = forms.BooleanField(label=_("Values that differ replace those that are here"), required=False)
    create_cases = forms.BooleanField(label=_("Make cases of ids that are none yet"), required=False)
    add_levels = forms.BooleanField(label=_("Add levels that are missing"), required=False)
    leave_out = forms.BooleanField(label=_("Leave out values that do not fit"), required=False)

    def __init__(self, data: Any, *, columns: Sequence[dict[str, Any]]) -> None:
        super().__init__(data)
        said = self.guessed(columns)
        for at, column in enumerate(columns):
            self.fields[f"c{at}"] = forms.ChoiceField(choices=self.ROLES, label=column["name"], initial=said[at])
        self.columns = columns

    @classmethod
    def guessed(cls, columns: Sequence[dict[str, Any]]) -> list[str]:
        """What each column is taken for: at most one id (else the first column), closed items as they were guessed."""
        roles = [column["kind"] if column["role"] == "closed" else column["role"] for column in columns]
        if cls.ID not in roles:
            roles[0] = cls.ID
        return [role if role in dict(cls.ROLES) else cls.LEAVE_OUT for role in roles]

    @classmethod
    def unsaid(cls, columns: Sequence[dict[str, Any]]) -> ColumnChoices:
        return cls._choices(cls.guessed(columns), Choices())

    @classmethod
    def _choices(cls, roles: Sequence[str], choices: Choices) -> ColumnChoices:
        chosen = {at: role for at, role in enumerate(roles) if role not in {cls.ID, cls.LEAVE_OUT}}
        return ColumnChoices(roles.index(cls.ID), chosen, choices)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        roles = [said.get(f"c{at}") for at in range(len(self.columns))]
        if roles.count(self.ID) != 1:
            raise forms.ValidationError(gettext("Choose one column as the id of the case."))
        if all(role in {self.ID, self.LEAVE_OUT, None} for role in roles):
            raise forms.ValidationError(gettext("Choose at least one column to take."))
        return said

    def choices(self) -> ColumnChoices:
        said = self.cleaned_data
        may = Choices(said["replace"], said["create_cases"], said["add_levels"], said["leave_out"])
        return self._choices([said[f"c{at}"] for at in range(len(self.columns))], may)

    def rows(self, columns: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], forms.BoundField]]:
        return [(column, self[f"c{at}"]) for at, column in enumerate(columns)]
