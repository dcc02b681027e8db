"""Forms for what comes in as a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.sources.importers.registry import TABLES


class CodebookFileForm(forms.Form):
    """A codebook as a table."""

    file = forms.FileField(
        label=_("Codebook"),
        widget=forms.FileInput(attrs={"accept": ",".join(TABLES)}),
        help_text=_("A table (.csv, .xlsx, .ods …) with a row for each code."),
    )
