"""What the columns of a survey are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coding.sources.importers.guesses import ColumnGuess
from coding.sources.importers.mapping import KEEP, LEAVE_OUT, SurveyMapping, guessed_mapping
from coding.sources.models import VariableKind
from coding.sources.naming import LONGEST_NAME

SEPARATORS = {
    "semicolon": ";",
    "comma": ",",
    "comma-space": ", ",
    "bar": "|",
    "line": "\n",
    "slash": "/",
    "plus": "+",
    "and": "&",
}
LONGEST_WAVE = 60
_NEVER_SEVERAL = {"numeric", "date"}
_KEYS = {separator: key for key, separator in SEPARATORS.items()}


class MappingForm(forms.Form):
    """What each column of a survey is. For the column at position n: `c<n>` its role or kind, where it has few values
    `l<n>` their order, a line each from low to high, and where cells may hold several answers `s<n>` what divides them.
    """

    ROLES = (
        ("leave_out", _("Leave out")),
        ("id", _("Id of the respondent")),
        ("open", _("Open question")),
        (
            _("Closed item"),
            tuple((str(kind.value), kind.label) for kind in VariableKind),
        ),
    )
    SEPARATED = (
        ("semicolon", _("Semicolons ;")),
        ("comma", _("Commas ,")),
        ("comma-space", _("Commas with a space")),
        ("bar", _("Bars |")),
        ("line", _("Line breaks")),
        ("slash", _("Slashes /")),
        ("plus", _("Plus signs +")),
        ("and", _("And signs &")),
    )

    no_answers = forms.ChoiceField(
        label=_("Answers such as “N/A”, “none” and “-”"),
        choices=((KEEP, _("Keep them, marked as no answer")), (LEAVE_OUT, _("Leave them out"))),
        widget=forms.RadioSelect,
        initial=KEEP,
        required=False,
    )
    wave = forms.CharField(
        label=_("The same people were asked again: name of this wave"),
        max_length=LONGEST_WAVE,
        required=False,
        help_text=_("It is put after each question and variable, so that what was said before stays beside it."),
    )
    save_as = forms.CharField(
        label=_("Keep these choices for the next wave as"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("A mapping of this name is replaced."),
    )

    def __init__(
        self, *args: Any, guesses: Sequence[ColumnGuess], columns: Sequence[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guesses = guesses
        self.fields["no_answers"].one_of_several = True  # one of the two is always chosen
        for at, (guess, column) in enumerate(zip(guesses, columns, strict=True)):
            self.fields[f"c{at}"] = forms.ChoiceField(
                label=guess.name, choices=self.ROLES, initial=guess.kind if guess.role == "closed" else guess.role
            )
            ordered = _ordered(guess, column["values"])
            if ordered and not guess.group:
                self.fields[f"l{at}"] = _LevelsField(guess.name, ordered)
            if not guess.group and column["examples"] and guess.kind not in _NEVER_SEVERAL:
                self.fields[f"s{at}"] = forms.ChoiceField(
                    label=gettext("What divides the answers in “%(name)s”") % {"name": guess.name[:80]},
                    choices=self.SEPARATED,
                    initial=_KEYS.get(guess.separator) or _likely_separator(column),
                    required=False,
                )

    def clean_no_answers(self) -> str:
        return self.cleaned_data["no_answers"] or KEEP

    def clean_wave(self) -> str:
        return " ".join(self.cleaned_data["wave"].split())

    def clean_save_as(self) -> str:
        return " ".join(self.cleaned_data["save_as"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        roles = [cleaned.get(f"c{at}") for at in range(len(self.guesses))]
        if roles.count("id") > 1:
            raise forms.ValidationError(gettext("Only one column can hold the id of the respondents."))
        if "open" not in roles:
            raise forms.ValidationError(gettext("Choose at least one open question: its answers are what is coded."))
        return cleaned

    def chosen(self) -> list[ColumnGuess]:
        """The columns as they were chosen."""
        return [self._chosen(at, guess) for at, guess in enumerate(self.guesses)]

    def _chosen(self, at: int, guess: ColumnGuess) -> ColumnGuess:
        role = self.cleaned_data[f"c{at}"]
        if role not in VariableKind.values:
            return ColumnGuess(guess.name, role)
        column = replace(guess, role="closed", kind=role, why="", levels=(), separator="")
        if role == VariableKind.MULTIPLE:
            separated = self.cleaned_data.get(f"s{at}", "")
            return replace(column, separator=SEPARATORS.get(separated, guess.separator))
        levels = self.cleaned_data.get(f"l{at}", ()) if role == VariableKind.ORDINAL else ()
        return replace(column, levels=tuple(levels), group="", choice="")

    def mapping(self) -> SurveyMapping:
        """The choices as the mapping by which the survey is imported."""
        mapping = guessed_mapping(self.chosen(), self.cleaned_data["no_answers"])
        return replace(mapping, wave=self.cleaned_data["wave"])


class _LevelsField(forms.CharField):
    """The values of a column from low to high, one a line."""

    def __init__(self, name: str, levels: Sequence[str]) -> None:
        super().__init__(
            label=gettext("The order of “%(name)s”, from low to high, one a line") % {"name": name[:80]},
            required=False,
            initial="\n".join(levels),
            widget=forms.Textarea(attrs={"rows": min(8, len(levels)), "dir": "auto"}),
        )

    def clean(self, value: Any) -> list[str]:
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        return list(dict.fromkeys(line for line in lines if line))


def _ordered(guess: ColumnGuess, values: Sequence[str]) -> list[str]:
    """The values of a column with few of them, in their order where it is known."""
    if guess.kind == "ordinal" and guess.levels:
        return list(guess.levels)
    return sorted(values) if len(values) > 1 and not any("\n" in value for value in values) else []


def _likely_separator(column: dict[str, Any]) -> str:
    """The separator that stands in the values of a column, should somebody say that it holds several answers."""
    values = [*column["values"], *column["examples"]]
    return next((key for key, mark in SEPARATORS.items() if any(mark in value for value in values)), "semicolon")


class MappingNameForm(forms.Form):
    """Another name for a saved mapping."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
