"""What people send in: files, and what is to become of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coding.sources.importers.registry import TABLES, TRANSCRIPTS
from coding.sources.importers.transcript import ParsedTranscript, looks_like_interviewer
from coding.sources.naming import LONGEST_NAME

MOST_FILES = 500


class _Files(forms.FileInput):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else [files[name]] if name in files else []


class _ManyFiles(_Files):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files with certain endings, each within the limit of the settings."""

    def __init__(self, *, endings: Iterable[str], many: bool = True, **kwargs: Any) -> None:
        self.endings = tuple(endings)
        widget = (_ManyFiles if many else _Files)(attrs={"accept": ",".join(self.endings)})
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(gettext("Choose at least one file."))
        if len(files) > MOST_FILES:
            raise forms.ValidationError(gettext("Send at most %(most)s files at a time.") % {"most": MOST_FILES})
        for file in files:
            self._check(file)
        return list(files)

    def _check(self, file: UploadedFile) -> None:
        if not file.name.lower().endswith(self.endings):
            raise forms.ValidationError(
                gettext("“%(name)s” cannot be read. It must be one of %(endings)s.")
                % {"name": file.name, "endings": ", ".join(self.endings)}
            )
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                gettext("“%(name)s” is too big: %(size)s; the most is %(most)s.")
                % {
                    "name": file.name,
                    "size": filesizeformat(file.size),
                    "most": filesizeformat(settings.UPLOAD_MAX_BYTES),
                }
            )


class TranscriptsForm(forms.Form):
    """Transcripts to look at before they are stored."""

    files = FilesField(
        endings=TRANSCRIPTS,
        label=_("Transcripts"),
        help_text=_(
            "Text (.txt) or Word (.docx) files, one interview a file. You see what was found before anything is stored."
        ),
    )


class SurveyForm(forms.Form):
    """A survey to look at before it is stored."""

    files = FilesField(
        endings=TABLES,
        many=False,
        label=_("Survey"),
        help_text=_(
            "One table (.csv or .xlsx) with a row per respondent. You say what each column is on the next page."
        ),
    )

    def clean_files(self) -> list[UploadedFile]:
        files = self.cleaned_data["files"]
        if len(files) > 1:
            raise forms.ValidationError(gettext("Send one survey at a time."))
        return files


class TranscriptForm(forms.Form):
    """What one transcript is to be called, and who in it asks the questions."""

    include = forms.BooleanField(label=_("Import"), required=False, initial=True)
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    case = forms.CharField(label=_("Case"), max_length=LONGEST_NAME)
    interviewers = forms.MultipleChoiceField(
        label=_("Who asks the questions?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, parsed: ParsedTranscript, taken: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.fields["interviewers"].choices = [(name, name) for name in parsed.speakers]
        self.fields["interviewers"].initial = [name for name in parsed.speakers if looks_like_interviewer(name)]
        if not parsed.speakers:
            del self.fields["interviewers"]
        if self.is_bound and not self.data.get(self.add_prefix("include")):
            self.fields["name"].required = self.fields["case"].required = False

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if self.cleaned_data.get("include") and name in self.taken:
            raise forms.ValidationError(gettext("There is a source of this name already."))
        return name
