"""Forms for what comes in as a file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from coding.sources.importers.registry import TABLES

CODEBOOKS = (".qdc", ".qdpx")
CODEBOOK_TABLES = (*TABLES, ".docx")
PROJECTS = (".qdpx", ".qde", ".zip", ".qda", ".sqlite3", ".sqlite", ".db", ".csv", ".xlsx")


class CodebookFileForm(forms.Form):
    """A codebook as a table, or as REFI-QDA."""

    file = forms.FileField(
        label=_("Codebook"),
        widget=forms.FileInput(attrs={"accept": ",".join((*CODEBOOK_TABLES, *CODEBOOKS))}),
        help_text=_(
            "A table (.csv, .xlsx, .ods …, or in a Word document) with a row for each code, or a codebook of another "
            "program (.qdc)."
        ),
    )


class ProjectFileForm(forms.Form):
    """A whole project of another program: REFI-QDA, Taguette or QualCoder, which its content tells."""

    file = forms.FileField(
        label=_("Project file"),
        widget=forms.FileInput(attrs={"accept": ",".join(PROJECTS)}),
        help_text=_(
            "A .qdpx, as NVivo, ATLAS.ti, MAXQDA and others export it, or from Marginalia; a project of Taguette "
            "(.sqlite3, or its table of highlights); QualCoder’s folder .qda as a .zip, or the data.qda in it."
        ),
    )
    themes = forms.BooleanField(label=_("Make a theme of each set of codes"), required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in PROJECTS:
            raise forms.ValidationError(
                _("This is no project file. Export the project as REFI-QDA (.qdpx), and send that.")
            )
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("This file has %(size)s; the most is %(most)s. Export the project without its media files."),
                params={"size": filesizeformat(file.size), "most": filesizeformat(settings.UPLOAD_MAX_BYTES)},
            )
        return file
