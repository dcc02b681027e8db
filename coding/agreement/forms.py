"""What a page of agreement is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.agreement.queries import comparable_rounds
from coding.agreement.reports import Question
from coding.agreement.words import UNIT_LABELS
from workbench.projects.models import Project

SHOWS = ("disputed", "coded", "agreed", "both", "first", "second")


class QuestionForm(forms.Form):
    """Whose codings at which unit. Whatever is missing or wrong falls back to what one would want first."""

    round = forms.ChoiceField(label=_("Codings"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=list(UNIT_LABELS.items()), required=False)
    rollup = forms.BooleanField(label=_("Count subcodes for their code"), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._project = project
        self._rounds = {str(one.pk): one for one in comparable_rounds(project)}
        self.fields["round"].choices = [
            *((key, one.name) for key, one in self._rounds.items()),
            ("all", _("All codings, in rounds and outside")),
        ]

    def question(self) -> Question:
        """Return what is asked for; without a word on it the newest opened round, by sentence."""
        self.is_valid()
        chosen = self.cleaned_data.get("round") or next(iter(self._rounds), "all")
        return Question(
            project=self._project,
            round=self._rounds.get(chosen),
            unit=self.cleaned_data.get("unit") or "sentence",
            rollup=self.cleaned_data.get("rollup", False),
        )


class PassagesForm(forms.Form):
    """Which passages behind a number: by what happened to them, for a pair or one coder."""

    show = forms.ChoiceField(choices=[(show, show) for show in SHOWS], required=False)
    first = forms.IntegerField(required=False)
    second = forms.IntegerField(required=False)
