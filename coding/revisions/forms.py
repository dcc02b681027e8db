"""What the pages of revisions send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.revisions.models import RevisionKind

REASONS = [
    ("typo", _("A typing or hearing error")),
    ("deidentified", _("De-identified: names or places taken out")),
    ("other", _("Another reason")),
]


class TextForm(forms.Form):
    """A new text with the reason; `seen` is the revision that it was made from."""

    text = forms.CharField(label=_("Text"), strip=False, widget=forms.Textarea(attrs={"rows": 30, "dir": "auto"}))
    seen = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.ChoiceField(label=_("Reason"), choices=REASONS, initial="typo", widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, help_text=_("For whoever reads the history of the study.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("why") == "other" and not data.get("note", "").strip():
            self.add_error("note", _("Say what the reason is."))
        return data

    @property
    def reason(self) -> str:
        """The reason in words, as the history keeps it."""
        label = str(dict(REASONS)[self.cleaned_data["why"]])
        note = self.cleaned_data["note"].strip()
        if self.cleaned_data["why"] == "other":
            return note
        return f"{label}. {note}" if note else label

    @property
    def kind(self) -> RevisionKind:
        return RevisionKind.DEIDENTIFIED if self.cleaned_data["why"] == "deidentified" else RevisionKind.CORRECTED


class PlaceForm(forms.Form):
    """New words for a coding: a place, or the words themselves as they stand in the text."""

    seen = forms.IntegerField()
    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)
    words = forms.CharField(required=False, strip=True)


class CompareForm(forms.Form):
    """Two revisions to compare."""

    older = forms.IntegerField(min_value=1, required=False)
    newer = forms.IntegerField(min_value=1, required=False)
