"""What people send in: files or pasted text, and what is to become of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coding.sources.choices import Choices, SpeakerChoice
from coding.sources.importers.archives import ENDING as ZIP
from coding.sources.importers.archives import is_litter
from coding.sources.importers.registry import TABLES, TRANSCRIPTS
from coding.sources.naming import LONGEST_NAME

SAID = 5
MOST_SPEAKERS = 150  # beyond it they are no speakers, and the page would be slow
REMEDIES = {
    ".doc": _("Save it as .docx in Word, and send that."),
    ".xls": _("Save it as .xlsx in Excel, and send that."),
    ".pages": _("Export it as Word from Pages, and send that."),
    ".numbers": _("Export it as CSV from Numbers, and send that."),
}
RECORDINGS = (".mp3", ".m4a", ".wav", ".mp4", ".mov", ".aac", ".ogg", ".wma", ".webm", ".amr", ".flac")


@dataclass
class Sent:
    """The files that can be looked into, and the others as (name, size, why not)."""

    files: list[UploadedFile] = field(default_factory=list)
    refused: list[tuple[str, int, str]] = field(default_factory=list)


class _Files(forms.FileInput):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else [files[name]] if name in files else []


class _ManyFiles(_Files):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files with certain endings, each within the limit of the settings; gives what was Sent.

    One file of another kind among many is refused alone; where there is no other, the form says why.
    """

    def __init__(self, *, endings: Iterable[str], others: Iterable[str] = (), many: bool = True, **kwargs: Any) -> None:
        self.endings, self.others = (*endings, ZIP), tuple(others)
        widget = (_ManyFiles if many else _Files)(attrs={"accept": ",".join(self.endings)})
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Sent:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        files = [file for file in files if not is_litter(file.name)]
        if not files:
            raise forms.ValidationError(gettext("Choose at least one file."))
        if len(files) > settings.IMPORT_MAX_FILES:
            most = f"{settings.IMPORT_MAX_FILES:,}"
            raise forms.ValidationError(gettext("Send at most %(most)s files at a time.") % {"most": most})
        sent = Sent()
        for file in files:
            if problem := self._problem(file):
                sent.refused.append((file.name, file.size, problem))
            else:
                sent.files.append(file)
        if not sent.files:
            cannot = gettext("“%(name)s” cannot be read. %(problem)s")
            said = [cannot % {"name": name, "problem": problem} for name, _size, problem in sent.refused[:SAID]]
            raise forms.ValidationError(said)
        return sent

    def _problem(self, file: UploadedFile) -> str:
        """Why a file is not taken, beside its name; nothing if it is."""
        ending = PurePath(file.name).suffix.lower()
        if ending not in self.endings:
            return self._remedy(ending)
        if file.size > settings.UPLOAD_MAX_BYTES:
            return gettext("It is too big: %(size)s; the most is %(most)s.") % {
                "size": filesizeformat(file.size),
                "most": filesizeformat(settings.UPLOAD_MAX_BYTES),
            }
        return ""

    def _remedy(self, ending: str) -> str:
        if ending in REMEDIES:
            return str(REMEDIES[ending])
        if ending in self.others:
            other = gettext("a survey") if ending in TABLES else gettext("a transcript")
            return gettext("Send it as %(other)s, in the other form.") % {"other": other}
        if ending in RECORDINGS:
            return gettext("It is a recording: transcribe it first.")
        return gettext("It must be one of %(endings)s.") % {"endings": ", ".join(self.endings)}


class TranscriptsForm(forms.Form):
    """Transcripts to look at before they are stored."""

    files = FilesField(
        endings=TRANSCRIPTS,
        others=set(TABLES) - set(TRANSCRIPTS),
        label=_("Files"),
        help_text=_("Choose one or many, drop a folder, or send a zip of them."),
    )


class SurveyForm(forms.Form):
    """A survey to look at before it is stored."""

    files = FilesField(
        endings=TABLES,
        others=set(TRANSCRIPTS) - set(TABLES),
        many=False,
        label=_("File"),
        help_text=_("One table with a row per respondent. You say what each column is on the next page."),
    )

    def clean_files(self) -> Sent:
        sent = self.cleaned_data["files"]
        if len(sent.files) > 1:
            raise forms.ValidationError(gettext("Send one survey at a time."))
        return sent


class PastedForm(forms.Form):
    """A transcript from the clipboard."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    text = forms.CharField(label=_("Text"), strip=False, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}))

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(gettext("There is no text in it."))
        return text

    def sent(self) -> Sent:
        """The text as a file of its own."""
        # Slashes would make a folder of the first part of the name.
        name = self.cleaned_data["name"].replace("/", "-").replace("\\", "-")
        return Sent([File(BytesIO(self.cleaned_data["text"].encode(errors="replace")), name=f"{name}.txt")])


class TranscriptForm(forms.Form):
    """What one transcript is to be called, and who is who in it. Speakers are s0, s1 ... in order of appearance."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    case = forms.CharField(
        label=_("Case"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Whoever has no case of their own below belongs to this one."),
        widget=forms.TextInput(attrs={"list": "known-cases", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        initial = {"name": choices.name, "case": choices.case}
        self.choices, self.labels = choices, list(choices.speakers)[:MOST_SPEAKERS]
        for at, label in enumerate(self.labels):
            chosen = choices.speakers[label]
            initial |= {f"s{at}-name": chosen.name, f"s{at}-asks": chosen.interviewer, f"s{at}-case": chosen.case}
        super().__init__(*args, initial=initial, **kwargs)
        for at, label in enumerate(self.labels):
            self._add_speaker(f"s{at}", label, choices)

    def _add_speaker(self, field: str, label: str, choices: Choices) -> None:
        said = {"label": label}
        name = forms.TextInput(attrs={"aria-label": gettext("Name of %(label)s") % said, "autocomplete": "off"})
        asks = forms.CheckboxInput(attrs={"aria-label": gettext("%(label)s asks the questions") % said})
        # What an empty field means: nobody's words for who asks, the case of the whole for the others.
        whole = "—" if choices.speakers[label].interviewer else choices.case
        case = forms.TextInput(
            attrs={
                "aria-label": gettext("Case of %(label)s") % said,
                "list": "known-cases",
                "autocomplete": "off",
                "placeholder": whole,
            }
        )
        self.fields[f"{field}-name"] = forms.CharField(required=False, max_length=LONGEST_NAME, widget=name)
        self.fields[f"{field}-asks"] = forms.BooleanField(required=False, widget=asks)
        self.fields[f"{field}-case"] = forms.CharField(required=False, max_length=LONGEST_NAME, widget=case)

    def speakers(self) -> list[dict[str, Any]]:
        """The fields of each speaker, with the label that the file has."""
        return [
            {"label": label, "name": self[f"s{at}-name"], "asks": self[f"s{at}-asks"], "case": self[f"s{at}-case"]}
            for at, label in enumerate(self.labels)
        ]

    def chosen(self, include: bool | None) -> Choices:
        """What a valid form says."""
        data = {
            key: " ".join(value.split()) if isinstance(value, str) else value
            for key, value in self.cleaned_data.items()
        }
        speakers = {
            label: SpeakerChoice(data[f"s{at}-name"], data[f"s{at}-asks"], data[f"s{at}-case"])
            for at, label in enumerate(self.labels)
        }
        return Choices(data["name"], data["case"], include, self.choices.speakers | speakers)
