"""Forms for what comes in as a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CodebookFileForm(forms.Form):
    """A codebook as a table."""

    file = forms.FileField(
        label=_("Codebook"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.xlsx"}),
        help_text=_("A .csv or .xlsx file with a row for each code."),
    )
