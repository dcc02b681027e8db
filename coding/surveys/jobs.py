"""The import of a survey as long work."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import read_table
from coding.sources.importers.survey import SurveyMapping, check_survey
from coding.sources.models import Upload
from coding.surveys.actions import import_survey
from coding.surveys.storing import SurveyStored
from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError


@job("coding.import_survey")
def import_survey_job(run: Run, upload: int, mapping: dict[str, Any]) -> dict[str, Any]:
    """Store a survey by the mapping of its columns; all of it or nothing."""
    slug = run.project.slug
    result = {"url": reverse("cases:list", args=[slug]), "link": _("Show the cases")}
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
