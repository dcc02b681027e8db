"""Forms of the de-identification assistant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.deidentification.models import MentionKind
from coding.sources.models import Source, SourceKind
from workbench.projects.models import Project

ALL, NEW, SOME = "all", "new", "some"


class FindForm(forms.Form):
    """Which texts to look through."""

    which = forms.ChoiceField(
        label=_("Which texts"),
        choices=[
            (ALL, _("All texts")),
            (NEW, _("Only texts not looked through yet")),
            (SOME, _("Only these transcripts")),
        ],
        initial=ALL,
    )
    sources = forms.ModelMultipleChoiceField(
        label=_("Transcripts"), queryset=Source.objects.none(), required=False,
        error_messages={"invalid_choice": _("One of these transcripts is not in the study any more.")},
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].queryset = (
            Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT).defer("text").order_by("name")
        )
        self.fields["sources"].widget.attrs["size"] = 5

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("which") == SOME and not cleaned.get("sources"):
            raise forms.ValidationError(_("Choose at least one transcript, or look through all texts."))
        return cleaned

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the job."""
        chosen = self.cleaned_data["which"] == SOME
        return {
            "sources": [source.pk for source in self.cleaned_data["sources"]] if chosen else None,
            "only_new": self.cleaned_data["which"] == NEW,
        }


class WordForm(forms.Form):
    """A word that the assistant missed."""

    word = forms.CharField(label=_("Word or name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=MentionKind.choices)
    outside = forms.BooleanField(
        label=_("Also if no text has it"), required=False,
        help_text=_("Then it is taken out of names of cases and sources, memos and the history at once."),
    )  # fmt: skip
