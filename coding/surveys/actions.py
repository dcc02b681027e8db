"""Changes that a survey brings: respondents, their values and their answers, all or nothing."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coding.sources.actions import forget_uploads
from coding.sources.importers.survey import ParsedSurvey
from coding.sources.models import Upload
from coding.surveys.storing import SurveyStored, store_survey
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project


@transaction.atomic
def import_survey(
    *, project: Project, survey: ParsedSurvey, by: User, file_name: str = "", upload: Upload | None = None
) -> SurveyStored:
    """Store a survey, all of it or nothing.

    Cases, variables and questions that the project has under the same name are used again, so that an interview and
    a survey of one person meet in one case. Raises NameTaken where a case has answered a question before. The
    `upload` that it comes from is forgotten in the same transaction.
    """
    stored = store_survey(project, survey, by, file_name)
    record(
        action="survey.imported",
        by=by,
        project_id=project.pk,
        subject=project,
        label=file_name or _("a survey"),
        after={"file": file_name, **{name: value for name, value in vars(stored).items() if name != "notes"}},
    )
    forget_uploads([upload] if upload else [])
    return stored
