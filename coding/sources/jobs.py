"""Imports as long work. Each file is stored in one transaction together with the end of its upload: a job that is
killed and started again goes on with the files that are left.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.sources.actions import discard_uploads, import_survey, import_transcript
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import parse_transcript, read_table
from coding.sources.importers.survey import SurveyMapping, check_survey
from coding.sources.models import Upload
from coding.sources.naming import source_name
from coding.sources.queries import batch_of
from coding.sources.surveys import SurveyStored
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


@job("coding.import_survey")
def import_survey_job(run: Run, upload: int, mapping: dict[str, Any]) -> dict[str, Any]:
    """Store a survey by the mapping of its columns; all of it or nothing."""
    slug = run.project.slug
    result = {"url": reverse("sources:cases", args=[slug]), "link": _("Show the cases")}
    kept = Upload.objects.filter(project=run.project, pk=upload).first()
    if kept is None:
        # A worker died after the survey was stored and before it could say so.
        return {**result, "message": _("The survey was imported.")}
    run.progress(0, 3, _("Reading the table"))
    try:
        table = read_table(kept.name, kept.read())
        run.progress(1, 3, _("Checking every row"))
        survey = check_survey(table, mapping_from(mapping))
    except (ImportProblem, ImportProblems) as error:
        raise WorkbenchError(str(error)) from error
    run.progress(2, 3, _("Storing respondents and answers"))
    stored = import_survey(project=run.project, survey=survey, by=run.owner, file_name=kept.name, upload=kept)
    return {**result, "message": "\n".join(survey_report(stored))}


def mapping_from(data: dict[str, Any]) -> SurveyMapping:
    """The mapping as it travels in the parameters of a job."""
    return SurveyMapping(id=data.get("id"), open=tuple(data["open"]), closed=dict(data["closed"]))


def _counted(text: str, n: int) -> str:
    return text % {"n": f"{n:,}"}


def survey_report(stored: SurveyStored) -> list[str]:
    """What an import of a survey did, in sentences."""
    return [
        ", ".join(
            [
                _counted(ngettext("%(n)s respondent", "%(n)s respondents", stored.cases), stored.cases)
                + _counted(ngettext(" (%(n)s new case)", " (%(n)s new cases)", stored.new_cases), stored.new_cases),
                _counted(ngettext("%(n)s variable", "%(n)s variables", stored.variables), stored.variables),
                _counted(ngettext("%(n)s question", "%(n)s questions", stored.questions), stored.questions),
                _counted(ngettext("%(n)s answer", "%(n)s answers", stored.answers), stored.answers),
            ]
        )
        + ".",
        _("Left empty: %(empty)s. Answered with “N/A”, “none” or the like: %(none)s.")
        % {"empty": stored.empty, "none": stored.no_answer},
        *(_("Assumed: %(note)s.") % {"note": note} for note in stored.notes),
    ]
