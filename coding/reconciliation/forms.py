"""Forms of rounds and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from coding.reconciliation.queries import busy_sources, possible_coders
from coding.sources.models import Question, Source, SourceKind
from workbench.projects.models import Project


class RoundForm(forms.Form):
    """A round: name, blind or open, who codes what."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("For example “Pilot, three interviews”."))
    blind = forms.BooleanField(
        label=_("Blind"),
        required=False,
        initial=True,
        help_text=_("Nobody, the lead included, sees another's codings on these sources until the round is opened."),
    )
    coders = forms.TypedMultipleChoiceField(
        label=_("Who codes"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least two coders.")},
    )
    transcripts = forms.TypedMultipleChoiceField(
        label=_("Transcripts"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    questions = forms.TypedMultipleChoiceField(
        label=_("All answers to a question"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._free = Source.objects.filter(project=project).exclude(pk__in=busy_sources(project))
        transcripts = self._free.filter(kind=SourceKind.TRANSCRIPT).order_by("name")
        self.fields["coders"].choices = [
            (member.user_id, f"{member.user} ({member.get_role_display()})") for member in possible_coders(project)
        ]
        self.fields["transcripts"].choices = [
            (pk, f"{name} ({words:,})") for pk, name, words in transcripts.values_list("pk", "name", "words")
        ]
        self.fields["transcripts"].help_text = _(
            "Choose at least one source. In brackets the number of words; sources of a running round are not offered."
        )
        self.fields["questions"].choices = [
            (question.pk, f"{question.text} ({question.n:,})") for question in self._free_questions(project)
        ]
        for name in ("transcripts", "questions"):
            # One of the two is needed, so neither is called optional.
            self.fields[name].one_of_several = True
            if not self.fields[name].choices:
                del self.fields[name]

    def _free_questions(self, project: Project) -> QuerySet[Question]:
        return (
            Question.objects.filter(project=project, answers__in=self._free)
            .annotate(n=Count("answers"))
            .order_by("position", "id")
        )

    def clean_coders(self) -> list[int]:
        coders = self.cleaned_data["coders"]
        if len(coders) < 2:
            raise forms.ValidationError(_("Choose at least two coders."))
        return coders

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        answers = self._free.filter(question__in=data.get("questions", ())).values_list("pk", flat=True)
        data["sources"] = [*data.get("transcripts", ()), *answers]
        if not data["sources"] and not self.errors:
            raise forms.ValidationError(_("Choose at least one source."))
        return data
