"""The import of a survey as long work: checked row by row first, then stored in one short transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.sources.actions import leave_out_upload
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.spool import Spool, open_spool
from coding.sources.importers.survey import check_survey, mapping_from
from coding.sources.models import ImportedFile, Outcome, Upload
from coding.sources.reports import report_url, without_name
from coding.sources.uploads import UploadGone
from coding.surveys.actions import import_survey
from coding.surveys.storing import SurveyStored
from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError


@job("coding.import_survey")
def import_survey_job(run: Run, upload: int, mapping: dict[str, Any], batch: str = "") -> dict[str, Any]:
    """Store a survey by the mapping of its columns; all of it or nothing."""
    kept = Upload.objects.filter(project=run.project, pk=upload).first()
    if kept is None:
        return _said_before(run, batch)
    try:
        stored = _import(run, kept, mapping)
    except UploadGone:
        return _said_before(run, batch)
    return _result(run, kept.batch, "\n".join(survey_report(stored)))


def _import(run: Run, upload: Upload, mapping: dict[str, Any]) -> SurveyStored:
    """Check and store, or write into the report why not: the file then waits where its columns can be corrected."""
    try:
        return _check_and_store(run, upload, mapping)
    except UploadGone:
        raise
    except (WorkbenchError, ImportProblem, ImportProblems) as error:
        reason = without_name(upload.name, str(error))
        leave_out_upload(upload=upload, outcome=Outcome.REFUSED, reason=reason, by=run.owner, forget=False)
        raise WorkbenchError(str(error)) from error


def _check_and_store(run: Run, upload: Upload, mapping: dict[str, Any]) -> SurveyStored:
    spool, checking = spool_of(upload), _("Checking every row")
    run.progress(0, spool.rows, checking)
    survey = check_survey(spool, mapping_from(mapping), lambda rows: run.progress(rows, spool.rows, checking))
    run.progress(spool.rows, spool.rows, _("Storing respondents and answers"))
    return import_survey(
        project=run.project,
        survey=survey,
        by=run.owner,
        file_name=upload.name,
        upload=upload,
        sha256=hash_of(upload),
    )


def _result(run: Run, batch: object, message: str) -> dict[str, Any]:
    return {"message": message, "url": report_url(run.project, batch), "link": _("Show what was imported")}


def _said_before(run: Run, batch: str) -> dict[str, Any]:
    """What became of a file that is not there any more: a worker may have died after storing it."""
    imported = ImportedFile.objects.filter(project=run.project, outcome=Outcome.IMPORTED)
    if not batch or not imported.filter(batch=batch).exists():
        return {"message": _("This file was imported or given up before; nothing was imported now.")}
    return _result(run, batch, _("The survey was imported."))


def spool_of(upload: Upload) -> Spool:
    """The rows that were read of an upload; WorkbenchError where it could not be read, or was not yet."""
    if problem := upload.finding.get("problem"):
        raise WorkbenchError(problem)
    if not upload.reading or "table" not in upload.finding:
        raise WorkbenchError(_("This file was not read yet. Open it again in a moment."))
    return open_spool(Path(upload.reading.path), upload.finding["table"])


def hash_of(upload: Upload) -> str:
    """The SHA-256 of a file's bytes, by which its second coming is known; "" where it was not read."""
    return upload.finding.get("bytes_sha256", "")


def _counted(text: str, n: int) -> str:
    return text % {"n": f"{n:,}"}


def survey_report(stored: SurveyStored) -> list[str]:
    """What an import of a survey did, in sentences."""
    none = _("Left empty: %(empty)s. Answered with “N/A”, “none” or the like: %(none)s") % {
        "empty": f"{stored.empty:,}",
        "none": f"{stored.no_answer:,}",
    }
    left_out = _(", which were left out.") if stored.left_out else "."
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
        none + left_out,
        *(_("Assumed: %(note)s.") % {"note": note} for note in stored.notes),
    ]
