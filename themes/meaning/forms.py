"""What one asks of the passages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MeaningForm(forms.Form):
    """Words, or a place in a text ("source.revision.start.end"), whose like is looked for."""

    q = forms.CharField(label=_("What it says"), max_length=2000, required=False)
    of = forms.RegexField(r"^\d{1,18}\.\d{1,9}\.\d{1,9}\.\d{1,9}$", required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("In"),
        required=False,
        choices=[("", _("interviews and answers")), ("transcript", _("interviews")), ("answer", _("answers"))],
    )
