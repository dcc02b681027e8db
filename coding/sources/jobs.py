"""Imports as long work. Each file is stored in one transaction together with the end of its upload: a job that is
killed and started again goes on with the files that are left.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.sources.actions import discard_uploads, import_transcript
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript
from coding.sources.models import Upload
from coding.sources.naming import source_name
from coding.sources.queries import batch_of
from workbench.accounts.models import User
from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError


@job("coding.import_sources")
def import_sources_job(run: Run, batch: str, choices: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Store the transcripts of a batch; `choices` has name, case and interviewers by upload id; others are skipped."""
    uploads = list(batch_of(run.project, UUID(batch), run.owner))
    # Uploads go with their stored source: what a first worker finished before it died is counted from the choices.
    there = {str(upload.pk) for upload in uploads}
    stored: list[str] = [chosen["name"] for pk, chosen in choices.items() if pk not in there and chosen.get("name")]
    refused: list[str] = []
    for position, upload in enumerate(uploads):
        run.progress(position, len(uploads), upload.name)
        chosen = choices.get(str(upload.pk))
        try:
            if chosen is not None:
                stored.append(_store(upload, chosen, run.owner))
        except (ImportProblem, WorkbenchError) as error:
            refused.append(str(error))
    if refused and not stored:
        raise WorkbenchError("\n".join(refused))
    discard_uploads(uploads=batch_of(run.project, UUID(batch), run.owner), by=run.owner)
    return {
        "message": _report(stored, refused),
        "url": reverse("sources:list", args=[run.project.slug]),
        "link": _("Show the sources"),
    }


def _store(upload: Upload, chosen: dict[str, Any], by: User) -> str:
    source = import_transcript(
        project=upload.project,
        parsed=parse_transcript(upload.name, upload.read()),
        name=chosen.get("name") or source_name(upload.name),
        by=by,
        file_name=upload.name,
        interviewers=chosen.get("interviewers"),
        case_name=chosen.get("case"),
        upload=upload,
    )
    return source.name


def _report(stored: list[str], refused: list[str]) -> str:
    said = ngettext("%(count)s transcript was imported.", "%(count)s transcripts were imported.", len(stored))
    lines = [said % {"count": len(stored)}]
    if refused:
        lines += [_("Not imported:"), *refused]
    return "\n".join(lines)
