"""Forms of suggestions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook.forms import code_choices
from coding.codebook.queries import code_tree
from themes.embeddings.choice import Choice
from themes.embeddings.queries import counts_of_kinds
from themes.suggestions import narrowing
from themes.suggestions.models import NOT_ANSWERS, PassageKind
from workbench.projects.models import Project

LARGEST_SEED = 2**31 - 1


class SuggestForm(forms.Form):
    """From what to suggest themes; kinds that the project has nothing of are not offered."""

    kind = forms.ChoiceField(label=_("Suggest from"))
    question = forms.ChoiceField(label=_("Question"), required=False)
    layer = forms.ChoiceField(label=_("Whose codings"), required=False)
    code = forms.ChoiceField(label=_("Of the code"), required=False, help_text=_("Its subcodes count with it."))
    people = forms.ChoiceField(label=_("Of the participants"), required=False)
    interviewer = forms.BooleanField(label=_("Keep what interviewers say"), required=False)
    themes = forms.IntegerField(
        label=_("Number of themes"),
        required=False,
        min_value=2,
        max_value=60,
        help_text=_("Leave empty to let it grow with the number of passages."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        initial=1,
        help_text=_("The same passages and seed give the same suggestions."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counts = counts_of_kinds(project)
        kinds = [kind for kind in PassageKind if self.counts[kind]]
        self.fields["kind"].choices = [(kind.value, f"{kind.label} ({self.counts[kind]})") for kind in kinds]
        questions = list(project.questions.values_list("pk", "text"))
        self.fields["question"].choices = [("", _("All questions")), *questions]
        if len(questions) < 2:
            del self.fields["question"]
        self.fields["layer"].choices = narrowing.layers(project)
        self.fields["code"].choices = [("", _("All codes")), *code_choices(code_tree(project))]
        self.fields["people"].choices = [("", _("Everybody")), *narrowing.people(project)]
        self._leave_out_what_there_is_not()

    def _leave_out_what_there_is_not(self) -> None:
        if not self.counts[PassageKind.QUOTATIONS]:
            del self.fields["layer"], self.fields["code"]
        if len(self.fields["people"].choices) < 2:
            del self.fields["people"]

    def clean_question(self) -> int | None:
        chosen = self.cleaned_data.get("question")
        if chosen and self.cleaned_data.get("kind") == PassageKind.SENTENCES:
            raise forms.ValidationError(NOT_ANSWERS)
        return int(chosen) if chosen else None

    def clean(self) -> dict[str, Any]:
        """Say beside the field what can be said of coded quotations only."""
        cleaned = super().clean()
        if cleaned.get("kind") != PassageKind.QUOTATIONS:
            for name in ("layer", "code"):
                if cleaned.get(name):
                    self.add_error(name, _("This is for coded quotations only. Leave it open, or suggest from them."))
        return cleaned

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields that narrow passages down."""
        return [self[name] for name in ("layer", "code", "people", "interviewer") if name in self.fields]

    @property
    def choice(self) -> Choice:
        """What narrows the passages down, from a valid form."""
        given = self.cleaned_data
        variable, _equals, value = given.get("people", "").partition(narrowing.EQUALS)
        return Choice(
            layer=given.get("layer", ""),
            codes=(int(given["code"]),) if given.get("code") else (),
            variable=int(variable) if variable else None,
            value=value,
            interviewer=given["interviewer"],
        )


class RenameForm(forms.Form):
    """What to call a suggestion."""

    label = forms.CharField(label=_("Label"), max_length=200)


class RejectForm(forms.Form):
    """Why a suggestion is put aside; the reasons are counted for the methods section."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "usual-reasons", "autocomplete": "off"}),
        help_text=_("Kept in the history. What is nearly the same is folded in later runs."),
    )
