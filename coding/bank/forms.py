"""Forms of the quotation bank."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _


class StarForm(forms.Form):
    """Which words are marked, or no longer: a coding, or a place in the text of a source."""

    on = forms.BooleanField(required=False)
    coding = forms.UUIDField(required=False)
    source = forms.IntegerField(required=False)
    seen = forms.IntegerField(required=False)
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=1)


class AttributionForm(forms.Form):
    """How participants are named behind their words."""

    pattern = forms.CharField(label=_("Attribution"), max_length=300)


class ManuscriptForm(forms.Form):
    """A manuscript whose quotations are compared with the sources."""

    file = forms.FileField(
        label=_("Manuscript"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_(
            "A Word document (.docx). It is read on this machine and deleted as soon as it is compared; the report "
            "keeps the quotations alone."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() != ".docx":
            raise forms.ValidationError(_("This is no Word document. Save the manuscript as .docx, and send that."))
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("This file has %(size)s; the most is %(most)s. Save it without its pictures, and send that."),
                params={"size": filesizeformat(file.size), "most": filesizeformat(settings.UPLOAD_MAX_BYTES)},
            )
        return file
