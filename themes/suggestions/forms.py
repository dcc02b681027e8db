"""Forms of suggestions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from themes.embeddings.queries import counts_of_kinds
from themes.suggestions.models import NOT_ANSWERS, PassageKind
from workbench.projects.models import Project

LARGEST_SEED = 2**31 - 1


class SuggestForm(forms.Form):
    """From what to suggest themes; kinds that the project has nothing of are not offered."""

    kind = forms.ChoiceField(label=_("Suggest from"))
    question = forms.ChoiceField(label=_("Question"), required=False)
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

    def clean_question(self) -> int | None:
        chosen = self.cleaned_data.get("question")
        if chosen and self.cleaned_data.get("kind") not in {None, PassageKind.ANSWERS}:
            raise forms.ValidationError(NOT_ANSWERS)
        return int(chosen) if chosen else None


class RenameForm(forms.Form):
    """What to call a suggestion."""

    label = forms.CharField(label=_("Label"), max_length=200)
