"""What an upload holds, shown before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from coding.sources.forms import TranscriptForm
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript
from coding.sources.importers.transcript import ParsedTranscript
from coding.sources.models import Upload
from coding.sources.naming import source_name, text_facts

TURNS_SHOWN = 5
ROWS_SHOWN = 10
PROBLEMS_SHOWN = 10


@dataclass
class TranscriptPreview:
    """One file of a batch: either `problem`, or what was found and the form about it."""

    upload: Upload
    problem: str = ""
    parsed: ParsedTranscript | None = None
    form: TranscriptForm | None = None
    twin: str = ""

    @property
    def words(self) -> int:
        return len(self.parsed.text.split()) if self.parsed else 0

    @property
    def characters(self) -> int:
        return len(self.parsed.text) if self.parsed else 0

    @property
    def sha256(self) -> str:
        return str(text_facts(self.parsed.text)["sha256"]) if self.parsed else ""

    def turns(self) -> list[dict[str, Any]]:
        """The first turns, for the eye."""
        parsed = self.parsed
        if parsed is None:
            return []
        return [
            {"speaker": turn.speaker, "time": turn.time_start, "text": parsed.text[turn.body_start : turn.end]}
            for turn in parsed.turns[:TURNS_SHOWN]
        ]


def preview_transcripts(
    uploads: Iterable[Upload], taken: set[str], data: QueryDict | None = None
) -> list[TranscriptPreview]:
    """Parse each file; `taken` are names that sources have already."""
    previews = []
    for upload in uploads:
        try:
            parsed = parse_transcript(upload.name, upload.read())
        except ImportProblem as problem:
            previews.append(TranscriptPreview(upload, str(problem)))
            continue
        name = source_name(upload.name)
        form = TranscriptForm(
            data,
            prefix=f"u{upload.pk}",
            parsed=parsed,
            taken=taken,
            initial={"name": name, "case": name, "include": True},
        )
        previews.append(TranscriptPreview(upload, parsed=parsed, form=form))
    return previews


def doubled_names(previews: Iterable[TranscriptPreview]) -> list[str]:
    """Names that two included files of valid forms want to have."""
    names = [preview.form.cleaned_data["name"] for preview in previews if preview.form and included(preview)]
    return sorted({name for name in names if names.count(name) > 1})


def included(preview: TranscriptPreview) -> bool:
    return bool(preview.form and preview.form.is_valid() and preview.form.cleaned_data["include"])


def choices_of(previews: Iterable[TranscriptPreview]) -> dict[str, dict[str, Any]]:
    """The parameters of the import: by upload id, what was decided for each included file."""
    chosen = {}
    for preview in previews:
        if preview.form and included(preview):
            data = preview.form.cleaned_data
            chosen[str(preview.upload.pk)] = {
                "name": data["name"],
                "case": data["case"],
                "interviewers": data.get("interviewers"),
            }
    return chosen
